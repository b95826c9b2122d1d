"""Catalogs and texts that others wrote: a large shop's electronics as an export, a glossary as guides.

The data lies beside the checkout where there is any; nothing of it is part of the repository.
"""

import csv
import re
from pathlib import Path

import pytest

from storefront.build import Result, build
from storefront.shop import load_shop
from storefront.slugs import slugify

DATA = Path(__file__).parents[2] / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real exports is not beside the checkout")

SHOP = """
name = "Electronics"
address = "https://electronics.example"
locales.fr-FR = { prefix = "fr", currency = "USD" }
locales.es-ES = { prefix = "es", currency = "USD" }
locales.en-GB = { prefix = "en", currency = "USD" }
catalog.max_rejected_percent = 15
"""

COLUMNS = ("sku", "product", "name", "brand", "model", "category", "price", "currency", "spec:Dimensions")


def write_export(folder: Path) -> int:
    """The scraped offers in our columns; returns their number. Rows without a category get one for themselves."""
    source = DATA / "catalog" / "electronics_amazon"
    with (source / "categories_even.tsv").open(encoding="utf-8") as file:
        categories = dict(list(csv.reader(file, delimiter="\t"))[1:])
    with (source / "amazon_even.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))
    path = folder / "content" / "catalog" / "offers.csv"
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            category = f"Electronics > {categories.get(row['id'], 'other').capitalize()}"
            texts = (row["title"], row["brand"], row["modelno"], category)
            writer.writerow([row["id"], f"a{row['id']}", *texts, row["price"], "USD", row["dimensions"].strip()])
    return len(rows)


def write_guides(folder: Path) -> int:
    """The glossary as guides: links to other terms become links to guides, keys of its own generator go.

    Returns the number of terms.
    """
    source = DATA / "markdown" / "glossary"
    terms = {path.stem for path in (source / "en").glob("*.md")}

    def link(match: re.Match[str]) -> str:
        term = match[2].strip("/").split("/")[-1]
        return f"[{match[1]}]({{guide}}{term})" if term in terms else match[1]

    for path in source.glob("*/*.md"):
        text = re.sub(r"(?m)^(status|category|tags):.*\n", "", path.read_text(encoding="utf-8"))
        target = folder / "content" / "guides" / path.stem / f"{path.parent.name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(re.sub(r"\[([^\]]*)\]\((/[^)#]*)(?:#[^)]*)?\)", link, text), encoding="utf-8")
    return len(terms)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result, int, int]:
    folder = tmp_path_factory.mktemp("electronics")
    (folder / "shop.toml").write_text(SHOP, encoding="utf-8")
    rows, terms = write_export(folder), write_guides(folder)
    result = build(load_shop(folder), folder / "output", folder / ".cache")
    return folder, result, rows, terms


def test_every_row_is_an_offer_or_rejected_with_its_reason(built: tuple[Path, Result, int, int]) -> None:
    folder, result, rows, _ = built
    assert rows == result.offers + result.rejected == 11_037
    with (folder / ".cache" / "rejects" / "offers-rejects.csv").open(encoding="utf-8") as file:
        reasons = [row["reason"] for row in csv.DictReader(file)]
    assert len(reasons) == result.rejected
    assert all(reasons)


def test_every_offer_has_a_page_in_three_languages(built: tuple[Path, Result, int, int]) -> None:
    folder, result, _, _ = built
    for prefix, route in (("fr", "produit"), ("es", "producto"), ("en", "product")):
        assert len(list((folder / "output" / prefix / route).iterdir())) == result.offers


def test_long_titles_make_short_addresses(built: tuple[Path, Result, int, int]) -> None:
    folder, _, _, _ = built
    assert max(len(path.name) for path in (folder / "output" / "en" / "product").iterdir()) <= 100


def test_the_glossary_becomes_guides_that_link_to_each_other(built: tuple[Path, Result, int, int]) -> None:
    folder, _, _, terms = built
    for prefix, route in (("fr", "guides"), ("es", "guias"), ("en", "guides")):
        guides = [path for path in (folder / "output" / prefix / route).iterdir() if path.is_dir()]
        assert len(guides) == terms
    page = (folder / "output" / "en" / "guides" / slugify("Canary Deployment", "en") / "index.html").read_text()
    assert 'href="/en/guides/' in page.partition("<main")[2]
