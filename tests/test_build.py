"""Builds after edits: the same bytes as a clean build, and not a file more touched than changed."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from jinja2 import Environment
from PIL import Image

from storefront import shards, templates
from storefront.build import build
from storefront.catalog import load
from storefront.freshness import makers, recall, see
from storefront.manifest import read_manifest
from storefront.problems import InputError, report
from storefront.processes import MUCH
from storefront.shop import PRODUCT, load_shop
from tests.sites import BROKEN, SITES, clean, contents, is_fresh, lay, make, replace, run, run_anew, times, write

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
OFFERS = "content/catalog/offers.csv"
OPENING = "content/blog/opening"


def test_a_second_build_writes_nothing_and_equals_a_clean_one(shop: Path) -> None:
    first = make(shop)
    before = times(shop / "output")
    second = make(shop)
    assert first.change.unchanged == 0
    assert len(first.change.written) == second.change.unchanged == len(before) - 1  # the manifest is no page
    assert (second.change.written, second.change.deleted) == ((), ())
    assert times(shop / "output") == before
    assert contents(shop / "output") == clean(shop)


def edit_text(shop: Path) -> None:
    replace(shop / OPENING / "es.md", "Mira el", "Mirad el")


def edit_title(shop: Path) -> None:
    replace(shop / OPENING / "es.md", "Hemos reunido", "Ya tenemos")


def edit_slug(shop: Path) -> None:
    replace(shop / "content/blog/workshop/fr.md", "Slug: nouvel-atelier", "Slug: atelier-deux")


def edit_date(shop: Path) -> None:
    replace(shop / "content/blog/weather/en.md", "2025-12-24", "2027-12-24")


def edit_price(shop: Path) -> None:
    replace(shop / OFFERS, "good,128 GB,Black,319.00,,279.00", "good,128 GB,Black,318.00,,279.00")


def sell_out(shop: Path) -> None:
    replace(shop / OFFERS, ",9,active,products/phone.svg,,,,,https://relay.example/checkout/C-1", ",0,active,,,,,,")


def sell_elsewhere(shop: Path) -> None:
    replace(shop / OFFERS, "Watches,excellent,,Silver,,,149.00", "Watches,excellent,,Silver,,159.00,149.00")


def change_photo(shop: Path) -> None:
    Image.new("RGB", (330, 200), (9, 99, 199)).save(shop / OPENING / "photo.png")


def change_drawing(shop: Path) -> None:
    replace(shop / "content/images/products/phone.svg", "#223344", "#443322")


def change_download(shop: Path) -> None:
    write(shop / OPENING / "form.txt", "Another form.\n")


def drop_picture(shop: Path) -> None:
    (shop / "content/images/products/back.svg").unlink()


def translate_theme(shop: Path) -> None:
    write(shop / "translations/fr/LC_MESSAGES/storefront.po", f'{PO}\nmsgid "Bestsellers"\nmsgstr "Les chouchous"\n')


def translate_name(shop: Path) -> None:
    replace(shop / "translations/es/LC_MESSAGES/catalog.po", 'msgstr "Tabletas"', 'msgstr "Tablets"')


def translate_route(shop: Path) -> None:
    path = shop / "translations/fr/LC_MESSAGES/urls.po"
    write(path, f'{path.read_text()}\nmsgctxt "route"\nmsgid "blog"\nmsgstr "carnet"\n')


def translate_page_word(shop: Path) -> None:
    path = shop / "translations/fr/LC_MESSAGES/urls.po"
    write(path, f'{path.read_text()}\nmsgctxt "route"\nmsgid "page"\nmsgstr "feuille"\n')


def edit_tagline(shop: Path) -> None:
    replace(shop / "shop.toml", "A shop for tests.", "A shop for trials.")


def edit_page_size(shop: Path) -> None:
    replace(shop / "shop.toml", "[catalog]\npage_size = 2", "[catalog]\npage_size = 3")


def edit_grade(shop: Path) -> None:
    replace(shop / "shop.toml", 'label = "Excellent"', 'label = "As new"')


def translate_value(shop: Path) -> None:
    replace(shop / "translations/es/LC_MESSAGES/catalog.po", 'msgstr "Negro"', 'msgstr "Negra"')


def translate_attribute(shop: Path) -> None:
    replace(shop / "translations/es/LC_MESSAGES/catalog.po", 'msgstr "Pantalla"', 'msgstr "Tamaño"')


def translate_code(shop: Path) -> None:
    """A message that no template prints: the number of colours on a card."""
    forms = 'msgstr[0] "%(num)s teinte"\nmsgstr[1] "%(num)s teintes"\n'
    message = f'msgid "%(num)s colour"\nmsgid_plural "%(num)s colours"\n{forms}'
    write(shop / "translations/fr/LC_MESSAGES/storefront.po", f"{PO}\n{message}")


def translate_tag(shop: Path) -> None:
    replace(shop / "translations/es/LC_MESSAGES/catalog.po", 'msgstr "Reparación"', 'msgstr "Arreglos"')


def rename_author(shop: Path) -> None:
    replace(shop / "content/authors/ana/en.md", "Title: Ana", "Title: Anna")


def explain_grade(shop: Path) -> None:
    replace(shop / "shop.toml", "Light marks.", "Some light marks.")


def deliver(shop: Path) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write("\n[markets.fr]\ndelivery = 4.90\nfree_from = 50\nhandling_days = [0, 1]\ntransit_days = [2, 3]\n")


def prove_reductions(shop: Path) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write('\n[prices]\ncompare = "lowest-of-30-days"\n')


def add_mention(shop: Path) -> None:
    with (shop / "content/guides/care/en.md").open("a", encoding="utf-8") as file:
        file.write("\nAlso see the [watch]({product}watch).\n")


def move_product(shop: Path) -> None:
    lines = (shop / OFFERS).read_text(encoding="utf-8").splitlines(keepends=True)
    write(shop / OFFERS, "".join([lines[0], *reversed(lines[1:])]).replace(",2026-05-03,1,", ",2026-05-03,9,"))


def rename_product(shop: Path) -> None:
    replace(shop / OFFERS, "tablet,Tablet,Tablette", "tablet,Tablet,Ardoise")


def rename_fact(shop: Path) -> None:
    replace(shop / OFFERS, "spec:Network", "spec:Radio")


def describe_product(shop: Path) -> None:
    replace(shop / OFFERS, "7,,,,", "7,A watch.,,,")


def recolour_product(shop: Path) -> None:
    replace(shop / OFFERS, "128 GB,Blue,249", "128 GB,Silver,249")


def restock(shop: Path) -> None:
    replace(
        shop / OFFERS,
        ",4,active,products/phone.svg,products/back.svg",
        ",3,active,products/phone.svg,products/back.svg",
    )


def date_product(shop: Path) -> None:
    replace(shop / OFFERS, "2026-05-03", "2026-05-04")


def exchange_picture(shop: Path) -> None:
    replace(
        shop / OFFERS,
        "W-1,watch,Watch,,Bolt,,Watches,excellent,,Silver,,,149.00,,,3,active,products/phone.svg",
        "W-1,watch,Watch,,Bolt,,Watches,excellent,,Silver,,,149.00,,,3,active,products/back.svg",
    )


def add_band_of_prices(shop: Path) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write('\n[facets]\nshow = ["price", "brand"]\nprice_bands = [200, 300]\norders = ["price"]\n')


def override_template(shop: Path) -> None:
    text = (PRODUCT / "theme/templates/text.html").read_text(encoding="utf-8")
    write(shop / "theme/templates/text.html", text.replace("{% block main %}", "{% block main %}<!-- ours -->"))


def override_card(shop: Path) -> None:
    text = (PRODUCT / "theme/templates/components/card.html").read_text(encoding="utf-8")
    write(shop / "theme/templates/components/card.html", text.replace("<article", '<article data-ours=""', 1))


def override_picture(shop: Path) -> None:
    text = (PRODUCT / "theme/templates/components/picture.html").read_text(encoding="utf-8")
    write(shop / "theme/templates/components/picture.html", text.replace("<img ", '<img data-ours="" ', 1))


def override_icon(shop: Path) -> None:
    write(shop / "theme/templates/icons/shield.html", "<svg><title>shield</title></svg>")


def override_sheet(shop: Path) -> None:
    write(shop / "theme/static/css/components/card.css", ".card { color: teal }\n")


def override_script(shop: Path) -> None:
    write(shop / "theme/static/js/own.js", "document.title;\n")


def delete_post(shop: Path) -> None:
    shutil.rmtree(shop / "content/blog/weather")


def delete_translation(shop: Path) -> None:
    (shop / "content/blog/workshop/fr.md").unlink()


def delete_product(shop: Path) -> None:
    lines = (shop / OFFERS).read_text(encoding="utf-8").splitlines(keepends=True)
    write(shop / OFFERS, "".join(line for line in lines if ",phone-d," not in line))


def rename_category(shop: Path) -> None:
    replace(shop / OFFERS, "Phones > Small phones", "Phones > Handy phones")


def add_locale(shop: Path) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write('\n[locales.fr-BE]\nprefix = "be"\ncurrency = "EUR"\nmarket = "es"\n')


def drop_locale(shop: Path) -> None:
    replace(shop / "shop.toml", '[locales.es-ES]\nprefix = "es"\ncurrency = "EUR"\ntax_note = "IVA incluido"\n', "")
    for path in (shop / "content").rglob("es.md"):
        path.unlink()
    lines = (shop / OFFERS).read_text(encoding="utf-8")
    write(shop / OFFERS, lines.replace("price_es", "spec:Price there"))


def add_post(shop: Path) -> None:
    write(shop / "content/blog/new/en.md", "Title: New\nDate: 2026-11-01\nTags: Repair\n\nSee [A]({product}phone-a).\n")


def add_author_text(shop: Path) -> None:
    write(shop / "content/authors/ben/fr.md", "Title: Benoît\nRole: cofondateur\n\nFerme à six heures.\n")


def add_category_text(shop: Path) -> None:
    write(shop / "content/categories/tablets/en.md", "Title: Slates\n\nFlat things.\n")


def add_robots(shop: Path) -> None:
    write(shop / "theme/static/root/robots.txt", "User-agent: *\nDisallow: /\n")


EDITS: dict[Callable[[Path], None], set[str] | None] = {
    edit_text: {"es/blog/ronda/index.html", "es/atom.xml", "es/blog/categoria/noticias/atom.xml"},
    edit_title: None,
    edit_slug: None,
    edit_date: None,
    edit_price: {
        "fr/produit/phone-c/index.html",  # its own page, then each that shows its card
        "fr/produit/phone-b/index.html",
        "fr/produit/phone-e/index.html",
        "fr/produit/phone-a/index.html",
        "fr/boutique/telephones/index.html",
        "fr/boutique/telephones/grands-telephones/index.html",
        "fr/boutique/telephones/products.json",
        "fr/boutique/telephones/grands-telephones/products.json",
        "fr/index.html",
    },
    sell_out: None,
    sell_elsewhere: None,
    change_photo: None,
    change_drawing: None,
    change_download: None,
    drop_picture: None,
    translate_theme: {"fr/index.html"},
    translate_name: None,
    translate_route: None,
    translate_page_word: None,
    edit_tagline: None,
    edit_page_size: None,
    edit_grade: None,
    translate_value: None,
    translate_attribute: None,
    translate_code: None,
    translate_tag: None,
    rename_author: None,
    explain_grade: None,
    deliver: None,
    prove_reductions: None,
    add_mention: None,
    move_product: None,
    rename_product: None,
    rename_fact: None,
    describe_product: None,
    recolour_product: None,
    date_product: None,
    exchange_picture: None,
    add_band_of_prices: None,
    override_template: {f"{path}/index.html" for path in ("fr/nous-ecrire", "fr/mentions-legales")}
    | {f"{path}/index.html" for path in ("es/contacto", "en/contact", "en/about-us")},
    override_card: None,
    override_picture: None,
    override_icon: None,
    override_sheet: None,
    override_script: None,
    delete_post: None,
    delete_translation: None,
    delete_product: None,
    rename_category: None,
    add_locale: None,
    drop_locale: None,
    add_post: None,
    add_author_text: None,
    add_category_text: None,
    add_robots: {"robots.txt"},
}
"""Each edit with the files that it changes, where they are few enough to be named."""
OTHERS = (
    edit_title,
    edit_date,
    sell_elsewhere,
    change_photo,
    translate_page_word,
    translate_attribute,
    translate_value,
    edit_grade,
    explain_grade,
    rename_fact,
    recolour_product,
    date_product,
    override_picture,
    override_icon,
    override_script,
    delete_post,
    add_author_text,
)
"""Edits whose way to the pages is that of another one; continuous integration tries them too."""


@pytest.mark.parametrize(
    "edit",
    [pytest.param(one, marks=pytest.mark.thorough if one in OTHERS else (), id=one.__name__) for one in EDITS],
)
def test_a_build_after_an_edit_equals_a_clean_one(made: Path, edit: Callable[[Path], None]) -> None:
    shop, output = made, made / "output"
    old, written = contents(output), times(output)
    edit(shop)
    change = make(shop).change
    new = contents(output)
    assert new == clean(shop)
    changed = {path for path in new if new[path] != old.get(path)} - {"manifest.json"}
    assert changed
    assert set(change.written) == changed
    assert set(change.deleted) == set(old) - set(new)
    assert EDITS[edit] in (None, changed)
    # what has the same bytes is not touched
    now = times(output)
    assert {path for path in new if now[path] != written.get(path)} == changed | {"manifest.json"}


FEW = (edit_price, translate_code, add_mention, override_picture, add_category_text)
SWEPT = [pytest.param(edit, marks=() if edit in FEW else pytest.mark.sweep, id=edit.__name__) for edit in EDITS]


@pytest.mark.parametrize("edit", SWEPT)
def test_an_edit_after_the_catalog_was_recalled_changes_what_it_changes(
    made: Path, edit: Callable[[Path], None]
) -> None:
    shop = made
    make(shop)
    recall_catalog(shop)
    edit(shop)
    make(shop)
    assert contents(shop / "output") == clean(shop)
    edit_another(shop)
    make(shop)
    assert contents(shop / "output") == clean(shop)


def edit_another(shop: Path) -> None:
    """A sentence more in a text that no edit of the table touches."""
    with (shop / "content/pages/contact/en.md").open("a", encoding="utf-8") as file:
        file.write("\nOne sentence more.\n")


def recall_catalog(shop: Path) -> None:
    """A build that changes a text alone, for which no export may be read."""
    edit_another(shop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "load_catalog", None)
        assert make(shop).change.written == ("en/contact/index.html",)


def test_edits_of_texts_and_of_the_catalog_take_turns(made: Path) -> None:
    shop = made
    make(shop)
    for edit in (edit_price, add_category_text, publish, edit_title):
        recall_catalog(shop)
        edit(shop)
        make(shop)
        assert contents(shop / "output") == clean(shop), edit.__name__


def publish(shop: Path) -> None:
    shutil.copyfile(shop / "output/ledger.json", shop / "ledger.json")


def test_what_is_wrong_in_a_catalog_that_is_recalled_is_told_again(made: Path) -> None:
    shop = made
    replace(shop / OFFERS, "products/back.svg", "products/none.svg")
    rows = (shop / OFFERS).read_text(encoding="utf-8").splitlines()
    write(shop / OFFERS, "\n".join([*rows, rows[-1]]))
    replace(shop / "shop.toml", "[catalog]\n", "[catalog]\nmax_rejected_percent = 50\n")
    first = make(shop)
    rejects = contents(shop / ".cache/rejects")
    assert first.rejected == 1
    assert any("products/none.svg" in one.message for one in first.problems)
    edit_another(shop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "load_catalog", None)
        again = make(shop)
    assert (again.problems, again.offers, again.rejected, again.pages) == (
        first.problems,
        first.offers,
        first.rejected,
        first.pages,
    )
    assert contents(shop / ".cache/rejects") == rejects != {}
    next((shop / ".cache/rejects").iterdir()).unlink()
    edit_another(shop)
    make(shop)
    assert contents(shop / ".cache/rejects") == rejects


@pytest.mark.parametrize("damage", [b"", b"no memory", None])
def test_a_memory_of_the_catalog_that_is_damaged_is_not_believed(made: Path, damage: bytes | None) -> None:
    shop = made
    make(shop)
    memory = next((shop / ".cache").glob("catalog-*.pickle"))
    if damage is None:
        memory.unlink()
    else:
        memory.write_bytes(damage)
    edit_another(shop)
    make(shop)
    assert contents(shop / "output") == clean(shop)
    recall_catalog(shop)


def test_a_memory_of_another_catalog_is_not_believed(made: Path) -> None:
    """One that was put back, with the exports that it was made from: the output is of others."""
    shop = made
    make(shop)
    memory, export = next((shop / ".cache").glob("catalog-*.pickle")), (shop / OFFERS).read_bytes()
    old = memory.read_bytes()
    edit_price(shop)
    make(shop)
    memory.write_bytes(old)
    (shop / OFFERS).write_bytes(export)
    make(shop)
    assert contents(shop / "output") == clean(shop)


def test_pages_of_texts_ask_a_catalog_that_is_recalled_for_their_products(made: Path) -> None:
    """In several processes too: a fork cannot read it any more."""
    shop = made
    make(shop)
    with (shop / "content/guides/care/en.md").open("a", encoding="utf-8") as file:
        file.write("\nOne sentence more.\n")
    translate_theme(shop)
    build(load_shop(shop), shop / "output", shop / ".cache", settings="tests", jobs=2)
    assert contents(shop / "output") == clean(shop)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_build_that_touches_no_product_loads_no_polars(shop: Path, jobs: str) -> None:
    """Whichever processes made the pages before."""
    assert run("scripts", "--shop", shop, "build", "--jobs", jobs).returncode == 0
    edit_another(shop)
    done = run_anew("-X", "importtime", "-m", "scripts", "--shop", shop, "build")
    assert "1 files written" in done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "jinja2" in loaded
    assert "polars" not in loaded


def test_what_no_page_says_makes_no_page_anew(made: Path) -> None:
    """A piece less in stock."""
    shop = made
    before = read_manifest(shop / "output")
    restock(shop)
    assert make(shop).change.written == ()
    assert read_manifest(shop / "output") == before
    assert contents(shop / "output") == clean(shop)


def test_the_price_of_the_product_on_a_tile_makes_only_pages_anew_that_show_it(made: Path) -> None:
    """The tile of a category has its picture, and stands on all pages of the list above."""
    page, tile = "en/shop/phones/page/2/index.html", "large-phones/"
    before = read_manifest(made / "output")[page]
    text = (made / "output" / page).read_text()
    assert tile in text
    assert "Phone C" not in text
    replace(made / OFFERS, "Black,319.00,,279.00", "Black,319.00,,278.00")
    assert "en/shop/phones/index.html" in make(made).change.written
    assert read_manifest(made / "output")[page] == before
    replace(made / OFFERS, "C-1,phone-c,Phone C,", "C-1,phone-c,Phone X,")
    make(made)
    assert read_manifest(made / "output")[page] != before
    assert contents(made / "output") == clean(made)


def test_where_a_row_stands_is_nothing_that_pages_say(shop: Path) -> None:
    """Another name of the export; a product above all others, with a category of its own far below."""
    make(shop)
    before = read_manifest(shop / "output")
    rows = (shop / OFFERS).read_text(encoding="utf-8").splitlines()
    (shop / OFFERS).unlink()
    write(shop / "content/catalog/other.csv", "\n".join(rows))
    make(shop)
    assert read_manifest(shop / "output") == before
    cells = dict.fromkeys(rows[0].split(","), "") | {
        "sku": "N-1",
        "product": "new",
        "name": "New",
        "category": "Phones > Small phones > Tiny phones",
        "grade": "good",
        "price_fr": "99.00",
    }
    write(shop / "content/catalog/other.csv", "\n".join([rows[0], ",".join(cells.values()), *rows[1:]]))
    make(shop)
    after = read_manifest(shop / "output")
    assert "fr/produit/new/index.html" in after.keys() - before.keys()
    assert after["fr/boutique/telephones/index.html"] != before["fr/boutique/telephones/index.html"]
    assert after["fr/boutique/tablettes/index.html"] == before["fr/boutique/tablettes/index.html"]
    assert after["en/product/watch/index.html"] == before["en/product/watch/index.html"]


def test_of_two_rows_the_first_speaks_for_the_product(shop: Path) -> None:
    replace(shop / OFFERS, 'Petit, léger et rapide.",5.4 in,5G\nA-3', 'Petit, léger et rapide.",6.4 in,5G\nA-3')
    make(shop)
    lines = (shop / OFFERS).read_text(encoding="utf-8").splitlines()
    write(shop / OFFERS, "\n".join([lines[0], lines[2], lines[1], *lines[3:]]))
    make(shop)
    assert contents(shop / "output") == clean(shop)
    assert "6.4" in (shop / "output/en/product/phone-a/index.html").read_text(encoding="utf-8")


def test_an_output_that_is_newer_than_the_memory_keeps_its_pictures(shop: Path) -> None:
    """A build ended after the output was in place and before its memory was; or a cache was put back."""
    make(shop)
    memory = next((shop / ".cache").glob("build-*.json"))
    old = memory.read_bytes()
    exchange_picture(shop)
    make(shop)
    memory.write_bytes(old)
    make(shop)
    assert contents(shop / "output") == clean(shop)


def test_a_shop_that_moved_goes_on_from_its_cache(shop: Path) -> None:
    output = shop.parent / "output"
    build(load_shop(shop), output, shop / ".cache")
    elsewhere = shop.rename(shop.with_name("moved"))
    assert build(load_shop(elsewhere), output, elsewhere / ".cache").change.written == ()
    assert contents(output) == clean(elsewhere)


def test_code_that_is_saved_after_it_was_loaded_makes_nothing(shop: Path) -> None:
    """`pelican -lr` goes on with the code that it has; who builds next has to make its pages anew."""
    inputs = recall(shop / ".cache", shop / "output").look(shop)
    before = makers(inputs, shop)
    saved = {path: (status, "" if path.endswith(".py") else mark) for path, (status, mark) in inputs.items()}
    assert saved != inputs
    assert makers(saved, shop) == before
    told = {path: (status, "" if path.endswith("shop.toml") else mark) for path, (status, mark) in inputs.items()}
    assert makers(told, shop) != before


def test_an_edit_taken_back_gives_the_old_bytes(made: Path) -> None:
    shop = made
    before = contents(shop / "output")
    delete_post(shop)
    edit_grade(shop)
    make(shop)
    assert contents(shop / "output") != before
    shutil.rmtree(shop / "content")
    (shop / "shop.toml").unlink()
    lay("locales", shop)
    make(shop)
    assert contents(shop / "output") == before


def test_no_folder_is_left_empty(made: Path) -> None:
    shop = made
    delete_post(shop)
    rename_category(shop)
    drop_locale(shop)
    make(shop)
    assert [folder for folder in (shop / "output").rglob("*") if folder.is_dir() and not any(folder.iterdir())] == []


def test_the_bytes_do_not_depend_on_the_place_nor_on_the_order_of_the_files(shop: Path) -> None:
    """Another folder whose files were created in another order: what the file system lists first must not matter."""
    elsewhere = shop.parent / "another place" / "shop"
    paths = [path for path in shop.rglob("*") if path.is_file()]
    random.Random(7).shuffle(paths)
    for path in paths:
        target = elsewhere / path.relative_to(shop)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    assert clean(elsewhere) == clean(shop)


def test_another_address_changes_every_absolute_link(made: Path) -> None:
    shop = made
    build(load_shop(shop, address="https://preview.example/"), shop / "output", shop / ".cache")
    texts = {path: data.decode() for path, data in contents(shop / "output").items() if path.endswith((".html", "l"))}
    assert [path for path, text in texts.items() if "https://relay.example/fr/" in text] == []
    assert "https://preview.example/fr/" in texts["sitemap-fr-1.xml"]


def test_settings_that_change_while_a_build_begins_are_seen_by_the_next(shop: Path) -> None:
    read = load_shop(shop)
    edit_page_size(shop)
    build(read, shop / "output", shop / ".cache", settings="tests")
    assert not is_fresh(shop)
    make(shop)
    assert contents(shop / "output") == clean(shop)
    assert is_fresh(shop)


def test_templates_that_the_last_build_compiled_are_not_compiled_again(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, compiled = made, []
    compiling = Environment.compile

    def compile_(environment: Environment, source: Any, name: str, *rest: Any, **more: Any) -> Any:
        compiled.append(name)
        return compiling(environment, source, name, *rest, **more)

    monkeypatch.setattr(Environment, "compile", compile_)
    (shop / ".cache/readings.pickle").unlink()
    for expected in (True, False):
        monkeypatch.setattr(templates, "COMPILED", type(templates.COMPILED)())  # as in a new process
        edit_another(shop)
        assert make(shop).change.written == ("en/contact/index.html",)
        assert bool(compiled) == expected
        compiled.clear()
    override_template(shop)
    make(shop)
    assert compiled


def test_what_was_seen_before_another_build_is_looked_at_again(made: Path) -> None:
    shop = made
    cache, output = shop / ".cache", shop / "output"
    seen = see(shop, cache, output)
    edit_title(shop)
    make(shop)
    expected = contents(output)
    change = build(load_shop(shop), output, cache, settings="tests", seen=seen).change
    assert (change.written, change.deleted) == ((), ())
    assert contents(output) == expected
    assert is_fresh(shop)


@pytest.mark.parametrize("name", ["edit_title", "edit_price", "edit_page_size", "override_template"])
def test_what_changes_after_it_was_seen_is_seen_by_the_next_build(made: Path, name: str) -> None:
    shop = made
    seen = see(shop, shop / ".cache", shop / "output")
    globals()[name](shop)
    build(load_shop(shop), shop / "output", shop / ".cache", settings="tests", seen=seen)
    make(shop)
    assert contents(shop / "output") == clean(shop)
    assert is_fresh(shop)


def test_a_damaged_cache_does_no_harm(shop: Path) -> None:
    make(shop)
    expected = contents(shop / "output")
    damaged = [path for path in (shop / ".cache").rglob("*") if path.is_file()]
    for path in damaged:
        path.write_bytes(b"\x80\x05damaged")
    assert len(damaged) > 5
    shutil.rmtree(shop / "output")
    make(shop)
    assert contents(shop / "output") == expected


def test_a_build_for_release_stops_for_warnings(shop: Path) -> None:
    write(shop / "content/pages/contact/de.md", "Title: Kontakt\n\nText.\n")
    assert [str(one.source) for one in make(shop).problems] == ["content/pages/contact/de.md"]
    before = times(shop / "output")
    with pytest.raises(InputError):
        make(shop, strict=True)
    assert times(shop / "output") == before


def test_rejected_rows_are_counted_and_written_down(shop: Path) -> None:
    replace(shop / "shop.toml", "[catalog]\n", "[catalog]\nmax_rejected_percent = 50\n")
    replace(shop / OFFERS, "1234.50,1234.50,999.00", "12O4.50,1234.50,999.00")
    result = make(shop)
    assert (result.offers, result.rejected) == (8, 1)
    assert "12O4.50" in (shop / ".cache/rejects/offers-rejects.csv").read_text(encoding="utf-8")
    assert not (shop / "output/fr/produit/tablette/index.html").exists()
    lay("locales", shop)
    make(shop)
    assert not list((shop / ".cache/rejects").iterdir())


@pytest.mark.parametrize("name", BROKEN)
def test_mistakes_are_reported_all_at_once_and_leave_the_output_untouched(tmp_path: Path, name: str) -> None:
    shop = lay("minimal", tmp_path / "shop")
    make(shop)
    before = times(shop / "output")
    lay(f"broken/{name}", shop)
    with pytest.raises(InputError) as caught:
        make(shop)
    assert f"{report(caught.value.problems)}\n" == (SITES / "broken" / name / "expected.txt").read_text(
        encoding="utf-8"
    )
    assert times(shop / "output") == before
    assert [path.name for path in (shop / "output").iterdir() if path.name.startswith(".")] == []


def test_a_shop_that_was_mended_builds_as_if_nothing_had_been(tmp_path: Path) -> None:
    shop = lay("broken/template-name", tmp_path / "shop")
    with pytest.raises(InputError):
        make(shop)
    shutil.rmtree(shop / "theme")
    make(shop)
    assert contents(shop / "output") == clean(shop)


class Edits(RuleBasedStateMachine):
    """Any sequence of edits: after each the output is that of a clean build."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.shop = lay("minimal", Path(mkdtemp(dir=self.folder)) / "shop")
        lay("bare", self.shop)

    @rule(key=st.sampled_from("abc"), title=st.sampled_from(["One", "Two"]), day=st.integers(1, 3))
    def write_post(self, key: str, title: str, day: int) -> None:
        text = f"Title: {title} {key}\nDate: 2026-01-0{day}\nTags: {title}\n\nA [kettle]({{product}}kettle).\n"
        write(self.shop / f"content/blog/{key}/en.md", text)

    @rule(key=st.sampled_from("abc"))
    def delete_post(self, key: str) -> None:
        shutil.rmtree(self.shop / f"content/blog/{key}", ignore_errors=True)

    @rule(prices=st.dictionaries(st.sampled_from(["cup", "pot", "can"]), st.integers(1, 3)))
    def write_catalog(self, prices: dict[str, int]) -> None:
        rows = [f"{key}-1,{key},{key.title()},Kitchen > {key[0].title()},{price}" for key, price in prices.items()]
        lines = ["sku,product,name,category,price_gb", "K,kettle,Kettle,Kitchen,9", *rows]
        write(self.shop / OFFERS, "\n".join(lines))

    @rule(message=st.sampled_from(["Blog", "Tags", "%(num)s product"]), word=st.sampled_from(["Journal", "Notes"]))
    def translate(self, message: str, word: str) -> None:
        text = f'msgid "{message}"\nmsgstr "{word}"\n'
        if "%" in message:
            text = f'msgid "{message}"\nmsgid_plural "{message}s"\nmsgstr[0] "{word}"\nmsgstr[1] "%(num)s {word}"\n'
        write(self.shop / "translations/en/LC_MESSAGES/storefront.po", f"{PO}\n{text}")

    @rule(word=st.sampled_from(["journal", "notes"]))
    def translate_route(self, word: str) -> None:
        text = f'{PO}\nmsgctxt "route"\nmsgid "blog"\nmsgstr "{word}"\n'
        write(self.shop / "translations/en/LC_MESSAGES/urls.po", text)

    @rule(size=st.integers(1, 2), legal=st.sampled_from(["One.", "Two."]))
    def write_settings(self, size: int, legal: str) -> None:
        text = (SITES / "minimal/shop.toml").read_text(encoding="utf-8")
        text = text.replace("[locales", f'legal = "{legal}"\n\n[locales')
        write(self.shop / "shop.toml", f"{text}\n[catalog]\npage_size = {size}\n\n[blog]\npage_size = {size}\n")

    @rule(name=st.sampled_from(["text.html", "components/card.html", "terms.html"]), mark=st.sampled_from(["", "X"]))
    def write_template(self, name: str, mark: str) -> None:
        text = (SITES / "bare/theme/templates" / name).read_text(encoding="utf-8")
        write(self.shop / "theme/templates" / name, text.replace("<h1>", f"<h1>{mark}").replace("<a", f"{mark}<a"))

    @rule(colour=st.sampled_from(["teal", "navy"]))
    def write_sheet(self, colour: str) -> None:
        write(self.shop / "theme/static/css/main.css", f"h1 {{ color: {colour} }}\n")

    @rule(place=st.integers(0, 99), damage=st.booleans())
    def spoil_output(self, place: int, *, damage: bool) -> None:
        paths = sorted(path for path in (self.shop / "output").rglob("*") if path.is_file())
        path = paths[place % len(paths)]
        path.write_text("damaged") if damage else path.unlink()

    @rule(damage=st.booleans())
    def fail(self, *, damage: bool) -> None:
        """A build with a mistake comes between, before or after files are made."""
        path = self.shop / ("content/pages/about/en.md" if damage else "theme/templates/404.html")
        text = path.read_text(encoding="utf-8")
        write(path, "Nothing." if damage else "{{ view.nothing }}")
        with pytest.raises(InputError):
            make(self.shop)
        write(path, text)

    @invariant()
    def output_is_that_of_a_clean_build(self) -> None:
        make(self.shop)
        assert contents(self.shop / "output") == clean(self.shop)


@pytest.mark.parametrize(
    "examples", [2, pytest.param(8, marks=pytest.mark.thorough), pytest.param(60, marks=pytest.mark.sweep)]
)
def test_any_sequence_of_edits_keeps_the_output_that_of_a_clean_build(tmp_path: Path, examples: int) -> None:
    Edits.folder = tmp_path
    quiet = list(HealthCheck)
    checks = settings(max_examples=examples, stateful_step_count=12, suppress_health_check=quiet)
    run_state_machine_as_test(Edits, settings=checks)


BUILDS = """
import gc
from storefront.processes import drop_earlier_builds, rare_collections
before = len(gc.get_objects())
for _ in range(20):
    drop_earlier_builds()
    with rare_collections():
        circles = [[] for _ in range(100_000)]
        for one in circles:
            one.append(one)
del one, circles
print(before, len(gc.get_objects()))
"""


def test_what_processes_read_of_products_asks_no_library_with_threads(tmp_path: Path) -> None:
    """A fork has none of the threads of polars, and would wait for them for ever."""
    shop = lay("minimal", tmp_path / "shop")
    rows = [
        f"{number},p{number},Kettle {number},Kitchen > Shelf {number % 30},{number}.50" for number in range(1, 9000)
    ]
    write(shop / "content/pages/contact/en.md", "Title: Contact\n\nWrite to us.\n")
    write(shop / OFFERS, "\n".join(["sku,product,name,category,price_gb", *rows]))
    replace(shop / "shop.toml", "[locales", 'without = ["product"]\n\n[locales')
    done = run("scripts", "--shop", shop, "build", "--quiet", "--jobs", "2")
    assert done.returncode == 0, done.stderr


def test_builds_in_one_process_do_not_pile_up() -> None:
    """Each leaves what it planned in circles of values."""
    done = run_anew("-c", BUILDS)
    before, after = map(int, done.stdout.split())
    assert after < MUCH * before + 3 * 100_000


def test_any_number_of_processes_makes_the_same(shop: Path) -> None:
    """The pages, the pictures that they show, the files that they offer."""
    folder = shop / "content/guides" / next((shop / "content/guides").iterdir()).name
    write(folder / "size.csv", "a,b\n")
    text = next(iter(sorted(folder.glob("*.md"))))
    write(text, text.read_text(encoding="utf-8") + "\n\n[Sizes]({static}size.csv)\n")
    found = {}
    for jobs in (1, 3):
        output = shop / f"output-{jobs}"
        result = build(load_shop(shop), output, shop / f".cache-{jobs}", jobs=jobs)
        found[jobs] = (contents(output), result.change, result.problems)
    assert any(path.endswith(".csv") for path in found[1][0])
    assert found[1] == found[3]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_let_go_between_shards_is_made_again(shop: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    """Cards and what was read of products are not kept for a whole large shop."""
    expected = clean(shop)
    monkeypatch.setattr(shards, "MOST", 3)
    build(load_shop(shop), shop / "output", shop / ".cache", jobs=jobs)
    assert contents(shop / "output") == expected


def test_a_mistake_met_in_another_process_is_reported(shop: Path) -> None:
    write(shop / "theme/templates/product.html", "{{ view.none_such.more }}")
    with pytest.raises(InputError, match=r"theme/templates/product\.html:1 .*none_such"):
        build(load_shop(shop), shop / "output", shop / ".cache", jobs=2)
    assert contents(shop / "output") == {}
