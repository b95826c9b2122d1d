"""The recipes of CONTRIBUTING.md, followed as a reader would: by their blocks, in a copy of the code or in a shop."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from scripts.__main__ import main
from scripts.new_shop import STARTER
from storefront.shop import PRODUCT
from tests.documents import Block, blocks
from tests.sites import Built, built, replace, write

SOURCES = ("plugins", "scripts", "theme", "translations", "pelicanconf.py", "publishconf.py")
"""What a build takes from Vitrina's own folder."""
EXPORT = "content/catalog/offers.csv"
SUFFIXES = {".toml", ".po", ".pot", ".md", ".csv"}
"""What those edit who write no code."""


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """The shop that `vitrina new-shop` writes."""
    return Path(shutil.copytree(STARTER, tmp_path / "shop"))


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A copy of Vitrina."""
    for name in SOURCES:
        source, target = PRODUCT / name, tmp_path / "vitrina" / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path / "vitrina"


def recipe(section: str) -> list[Block]:
    return [block for block in blocks("CONTRIBUTING.md") if block.section == section and block.file]


def follow(section: str, folder: Path) -> None:
    """Does in a folder what the blocks of a recipe say."""
    steps = recipe(section)
    assert steps, f"CONTRIBUTING.md has no recipe “{section}”"
    for block in steps:
        path = folder / block.file
        if block.language == "diff":
            write(path, patched(path.read_text(encoding="utf-8"), block))
        elif path.is_file():
            write(path, f"{path.read_text(encoding='utf-8')}\n{block.text}")
        else:
            write(path, block.text)


def patched(text: str, block: Block) -> str:
    """A file with the changes of a block made; every place has to be there once."""
    for hunk in block.text.split("@@\n"):
        lines = [line or " " for line in hunk.splitlines()]
        before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
        after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
        assert f"\n{text}".count(f"\n{before}") == 1, (
            f"CONTRIBUTING.md:{block.line}: {block.file} has no place\n{before}"
        )
        text = f"\n{text}".replace(f"\n{before}", f"\n{after}")[1:]
    return text


def build_with(product: Path, shop: Path) -> None:
    """`vitrina build` of a copy of Vitrina."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(product), str(product / "plugins")])}
    command = [sys.executable, "-m", "scripts", "--shop", str(shop), "build", "--publish"]
    done = subprocess.run(command, cwd=product, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def page(shop: Path, url: str) -> str:
    return (shop / "output" / url.strip("/") / "index.html").read_text(encoding="utf-8")


def add_column(shop: Path, header: str, *cells: str) -> None:
    lines = (shop / EXPORT).read_text(encoding="utf-8").splitlines()
    rows = zip(lines, [header, *cells], strict=True)
    write(shop / EXPORT, "".join(f"{line},{cell}\n" for line, cell in rows))


# add a locale


def add_german(starter: Path) -> None:
    arguments = ["locale", "add", "de-DE", "--currency", "EUR"]
    commands = [one.text.split() for one in blocks("CONTRIBUTING.md") if one.language == "sh"]
    assert ["vitrina", "--shop", "../my-shop", *arguments] in commands
    assert CliRunner().invoke(main, ["--shop", str(starter), *arguments]).exit_code == 0
    follow("Add a locale", starter)


def german(starter: Path) -> Built:
    add_german(starter)
    add_column(starter, "price_de", "159.00", "189.00", "", "1209.00")
    return built(starter)


def test_a_locale_takes_settings_prices_words_and_texts_and_no_code(starter: Path) -> None:
    add_german(starter)
    files = (path for path in starter.rglob("*") if path.is_file() and ".cache" not in path.parts)
    assert {path.suffix for path in files} <= SUFFIXES


def test_a_new_locale_has_its_own_language_prices_and_texts(starter: Path) -> None:
    site = german(starter)
    home, contact = site.page("/de/"), site.page("/de/kontakt/")
    assert home.all("html")[0]["lang"] == "de-DE"
    assert "Zum Inhalt springen" in home.text
    assert "1 Produkt" in site.page("/de/shop/phones/").said("p")
    assert "Schreiben Sie" in contact.text
    tablet = site.page("/de/product/tablet/").text
    assert "1.209,00" in tablet
    assert "inkl. MwSt." in tablet
    assert "de/product/phone-two/index.html" not in site.pages


def test_the_other_locales_know_a_new_one(starter: Path) -> None:
    site = german(starter)
    french = site.page("/fr/")
    assert french.alternates["de-DE"] == french.alternates["de"] == f"{site.host}/de/"
    assert french.switcher["de-DE"] == "/de/"
    assert "sitemap-de-1.xml" in site.text("sitemap.xml")
    assert site.page("/fr/nous-ecrire/").switcher["de-DE"] == "/de/kontakt/"


# add a page kind


def test_a_page_kind_added_by_its_recipe_is_built_in_every_locale(product: Path, starter: Path) -> None:
    follow("Add a page kind", product)
    replace(starter / "shop.toml", '"guides"', '"guides", "deals"')
    build_with(product, starter)
    english, french = page(starter, "/en/deals/"), page(starter, "/fr/bonnes-affaires/")
    assert english.index("Phone One") < english.index('<footer class="footer"')
    assert "Tablet" not in english.partition("<main")[2].partition("</main>")[0]
    assert 'href="https://shop.example/fr/bonnes-affaires/"' in english
    assert "BreadcrumbList" in french
    assert 'href="/en/deals/"' in page(starter, "/en/")
    assert "/en/deals/" in (starter / "output/sitemap-en-1.xml").read_text(encoding="utf-8")


# add a component


def test_a_component_added_by_its_recipe_shows_with_its_style(product: Path, starter: Path) -> None:
    follow("Add a component", product)
    build_with(product, starter)
    assert '<p class="ribbon">-50%</p>' in page(starter, "/en/product/phone-one/")
    assert "ribbon" not in page(starter, "/en/product/tablet/")
    (sheet,) = (starter / "output/static").glob("site.*.css")
    assert ".ribbon{" in sheet.read_text(encoding="utf-8")


def test_a_shop_changes_a_component_by_a_file_of_its_own(starter: Path) -> None:
    own = '{% macro specs(specs) %}<ul class="own-specs">{% for one in specs %}<li>{{ one[1] }}</li>{% endfor %}</ul>'
    write(starter / "theme/templates/components/specs.html", own + "{% endmacro %}")
    product = built(starter).page("/en/product/phone-one/")
    assert product.all("ul", class_="own-specs")
    assert product.all("h1", class_="product__name")


# add a catalog column


def test_a_fact_shows_on_the_product_page_in_every_language_without_code(starter: Path) -> None:
    add_column(starter, "spec:Weight", "135 g", "135 g", "1.2 kg", "")
    site = built(starter)
    assert "Weight" in site.page("/en/product/phone-one/").said("dt")
    assert site.page("/en/product/phone-two/").said("dd")[-1] == "1.2 kg"
    french = site.page("/fr/produit/phone-two/").said("dd")[-1]
    assert french.split() == ["1,2", "kg"]
    assert "Weight" not in site.page("/en/product/tablet/").said("dt")


def test_a_column_added_by_its_recipe_is_checked_and_shown(product: Path, starter: Path) -> None:
    follow("Add a catalog column", product)
    add_column(starter, "warranty", "24", "24", "a year", "")
    replace(starter / "shop.toml", "[[footer]]", "[catalog]\nmax_rejected_percent = 50\n\n[[footer]]")
    shutil.rmtree(starter / "content/guides")  # it links to the product whose only row is rejected
    replace(starter / "content/blog/welcome/en.md", "[how to choose]({guide}how-to-choose)", "how to choose")
    replace(starter / "content/blog/welcome/fr.md", "[comment choisir]({guide}how-to-choose)", "comment choisir")
    replace(starter / "shop.toml", '"guides", ', "")
    build_with(product, starter)
    assert "24 months" in page(starter, "/en/product/phone-one/")
    assert "Warranty" not in page(starter, "/en/product/tablet/")
    rejects = (starter / ".cache/rejects/offers-rejects.csv").read_text(encoding="utf-8")
    assert "“a year” is not a whole number" in rejects
