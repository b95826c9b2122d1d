"""`vitrina build --explain`: why a page was made anew, or was not."""

import json
from pathlib import Path

import pytest

from scripts.explain import Record, changed_parts, explained, output_path
from storefront.manifest import File
from storefront.render import PARTS
from tests.sites import SITES, lay, replace, run, write

ABOUT = "/en/about/"
FILE = "en/about/index.html"
WORDS = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Skip to content"
msgstr "Skip it all"
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest shop with a page about it, built; each test goes on from where the one before left it."""
    folder = lay("minimal", tmp_path_factory.mktemp("explain") / "shop")
    write(folder / "content/pages/about/en.md", "Title: About\n\nText.\n")
    assert why(folder)[0] == f"{FILE}: new"
    return folder


def why(shop: Path, page: str = ABOUT) -> list[str]:
    done = run("scripts", "--shop", shop, "build", "--quiet", "--explain", page)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_page_of_which_nothing_changed_was_not_made(shop: Path) -> None:
    assert why(shop) == [f"{FILE}: not made, for nothing that it is made of has changed"]
    write(shop / "content/pages/other/en.md", "Title: Other\n")
    assert why(shop) == [f"{FILE}: not made, for nothing that it is made of has changed"]


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("content/pages/about/en.md", "Title: About\n\nAnother text.\n", "its own content"),
        ("theme/templates/text.html", '{% extends "layout.html" %}{% block main %}x{% endblock %}', PARTS[0]),
        ("translations/en/LC_MESSAGES/storefront.po", WORDS, "a message that these print"),
        ("theme/static/css/main.css", "p { color: red }", PARTS[2]),
    ],
)
def test_the_part_that_changed_is_named_with_the_file(shop: Path, name: str, text: str, part: str) -> None:
    write(shop / name, text)
    assert why(shop) == [
        f"{FILE}: made anew; what changed:",
        f"- {part}",
        "files that changed since the last build:",
        f"- {name}",
    ]


def test_a_changed_price_changes_the_cards_of_a_list(shop: Path) -> None:
    export = shop / "content/catalog/offers.csv"
    price = export.read_text(encoding="utf-8").splitlines()[1].rpartition(",")[2]
    replace(export, f",{price}", ",17.25")
    home = why(shop, "https://tiny.example/en/")
    assert home[:2] == ["en/index.html: made anew; what changed:", "- the products that it shows"]


def test_a_picture_that_changed_is_named(shop: Path) -> None:
    """It is no part of the fingerprints of the catalog's pages."""
    drawing = (SITES / "locales/content/images/products/phone.svg").read_text(encoding="utf-8")
    write(shop / "content/images/kettle.svg", drawing)
    export = shop / "content/catalog/offers.csv"
    first, *rows = export.read_text(encoding="utf-8").splitlines()
    write(export, "\n".join([f"{first},images", *(f"{row},kettle.svg" for row in rows)]))
    page = "en/product/kettle/index.html"
    why(shop)
    write(shop / "content/images/kettle.svg", drawing.replace("#223344", "#443322"))
    assert why(shop, page) == [f"{page}: made anew, for a picture that it shows has changed"]


def test_a_file_that_was_tampered_with_is_made_again(shop: Path) -> None:
    write(shop / "output" / FILE, "Somebody was here.")
    assert why(shop) == [f"{FILE}: made anew, for its file was not the one that the last build left"]


def test_a_page_that_is_gone_or_never_was(shop: Path) -> None:
    assert why(shop, "/en/abuot/") == [f"en/abuot/index.html: there is no such page → did you mean {FILE}?"]
    (shop / "content/pages/about/en.md").unlink()
    done = run("scripts", "--shop", shop, "build", "--json", "--explain", FILE)
    assert json.loads(done.stdout)["explanation"][0] == f"{FILE}: deleted, for nothing makes it any more"


def test_a_page_is_named_by_address_or_by_path() -> None:
    for page in ("https://tiny.example/fr/a%20b/?x=1", "/fr/a b/", "fr/a b", "fr/a b/index.html"):
        assert output_path(page) == "fr/a b/index.html"
    assert [output_path(one) for one in ("/", "", "/sitemap.xml")] == ["index.html", "index.html", "sitemap.xml"]


def test_fingerprints_of_another_version_are_not_taken_apart() -> None:
    assert changed_parts("a-b-c-d-e-f", "a-x-c-d-y-f") == [PARTS[1], PARTS[4]]
    assert changed_parts("abc", "a-x-c-d-y-f") == ["what it is made of"]


def test_only_the_first_changed_files_are_named() -> None:
    old, new = (File(mark, 1, mark, "text/html", "", None, None, ()) for mark in "ab")
    inputs = {f"{number:02}.md": "x" for number in range(12)}
    changed = dict.fromkeys(inputs, "y")
    told = list(explained("/", Record({"index.html": old}, inputs), Record({"index.html": new}, changed), ()))
    assert told[0] == "index.html: made anew, with the bytes that it had; what changed:"
    assert told[-2:] == ["- 09.md", "- and 2 more"]
