"""`vitrina translate status` and `done`: what is up to date, told by what texts say and not by when they were saved."""

import os
from html.parser import HTMLParser
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from scripts.__main__ import main
from storefront.problems import InputError, Problem
from tests.shops import write_files
from tests.sites import make

SETTINGS = """
name = "Lamps"
address = "https://lamps.example"
locales.en-GB = { prefix = "en", currency = "GBP" }
locales.fr-FR = { prefix = "fr", currency = "EUR" }
locales.fr-BE = { prefix = "be", currency = "EUR" }
"""
ENGLISH = """Title: Come in
Date: 2026-11-28
Slug: come-in
Standfirst: The door is open.

Ring the bell.

Wipe your feet.
"""
FRENCH = """Title: Entrez
Standfirst: La porte est ouverte.

Sonnez.

Essuyez vos pieds.
"""
POST = "content/blog/open"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write_files(tmp_path, {
        "shop.toml": SETTINGS,
        "content/catalog/offers.csv": "sku,product,name,category,price_gb,price_fr\n1,desk,Desk lamp,Lamps,20,30\n",
        f"{POST}/en.md": ENGLISH,
        f"{POST}/fr.md": FRENCH,
        "content/pages/about/en.md": "Title: About us\n\nWe sell lamps.\n",
    })  # fmt: skip
    vitrina(tmp_path, "extract")
    return tmp_path


def vitrina(shop: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["--shop", str(shop), "translate", *map(str, arguments)])


def states(shop: Path) -> dict[str, dict[str, dict[str, int]]]:
    """The counts of `status` by locale and part."""
    found: dict[str, dict[str, dict[str, int]]] = orjson.loads(vitrina(shop, "status", "--json").stdout)["locales"]
    return found


def state(shop: Path, part: str = "blog", locale: str = "fr-FR") -> str:
    [name] = [name for name, count in states(shop)[locale][part].items() if count and name != "percent"]
    return name


def edit(shop: Path, name: str, old: str, new: str) -> None:
    path = shop / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_translation_is_fresh_once_it_is_done_and_stale_when_the_source_says_something_else(shop: Path) -> None:
    assert state(shop) == "unmarked"
    assert vitrina(shop, "done", shop / POST / "fr.md").output == f"{POST}/fr.md: up to date with en.md\n"
    assert state(shop) == "fresh"
    edit(shop, f"{POST}/en.md", "Ring the bell.", "Knock.")
    assert state(shop) == "stale"
    output = vitrina(shop, "status").stdout
    assert f"stale: fr-FR {POST}/fr.md\n" in output
    assert "    -Ring the bell.\n    +Knock.\n" in output
    assert "Wipe your feet" not in output
    vitrina(shop, "done", shop / POST / "fr.md")
    assert state(shop) == "fresh"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Date: 2026-11-28", "Date: 2026-11-29\nImage: hero.webp"),
        ("Slug: come-in", "Slug: enter"),
        ("Title: Come in\nDate: 2026-11-28\n", "Date: 2026-11-28\nTitle: Come in\n"),
        ("feet.\n", "feet.   \n\n"),
        ("\n", "\r\n"),
    ],
)
def test_what_a_translator_does_not_read_makes_nothing_stale(shop: Path, old: str, new: str) -> None:
    vitrina(shop, "done", shop / POST / "fr.md")
    path = shop / POST / "en.md"
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    os.utime(path, (0, 0))
    assert state(shop) == "fresh"


@pytest.mark.parametrize(("old", "new"), [("Come in", "Come on in"), ("The door", "A door"), ("feet", "shoes")])
def test_title_standfirst_and_body_make_a_translation_stale(shop: Path, old: str, new: str) -> None:
    vitrina(shop, "done", shop / POST / "fr.md")
    edit(shop, f"{POST}/en.md", old, new)
    assert state(shop) == "stale"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FRENCH.encode(), FRENCH.replace("ouverte.\n", "ouverte.\nTranslates: MARK\n").encode()),
        (
            FRENCH.replace("\n", "\r\n").encode(),
            FRENCH.replace("ouverte.\n", "ouverte.\nTranslates: MARK\n").replace("\n", "\r\n").encode(),
        ),
        (b"\xef\xbb\xbfTitle: A\n\n\xc2\x85b", b"\xef\xbb\xbfTitle: A\nTranslates: MARK\n\n\xc2\x85b"),
        (b"---\ntitle: A\ntags:\n  - b\n---\nText", b"---\ntitle: A\ntags:\n  - b\nTranslates: MARK\n---\nText"),
        (b"Title: A", b"Title: A\nTranslates: MARK\n"),
        (b"Title: A\n", b"Title: A\nTranslates: MARK\n"),
        (b"Translates: en 000000000000\nTitle: A\n\nB\n", b"Translates: MARK\nTitle: A\n\nB\n"),
    ],
)
def test_done_writes_one_line_and_nothing_else(shop: Path, before: bytes, after: bytes) -> None:
    path = shop / POST / "fr.md"
    path.write_bytes(before)
    assert vitrina(shop, "done", path).exit_code == 0
    [kept] = (shop / "translations/sources/blog/open").iterdir()
    assert path.read_bytes() == after.replace(b"MARK", kept.stem.replace("-", " ").encode())
    vitrina(shop, "done", path)
    assert path.read_bytes().count(b"ranslates: ") == 1


def test_only_versions_that_a_translation_stands_at_are_kept(shop: Path) -> None:
    write_files(shop, {f"{POST}/fr-BE.md": FRENCH})
    vitrina(shop, "done", shop / POST / "fr.md", shop / POST / "fr-BE.md")
    edit(shop, f"{POST}/en.md", "Ring", "Pull")
    vitrina(shop, "done", shop / POST / "fr.md")
    folder = shop / "translations/sources/blog/open"
    assert len(list(folder.iterdir())) == 2
    assert states(shop)["fr-BE"]["blog"]["stale"] == states(shop)["fr-FR"]["blog"]["fresh"] == 1
    vitrina(shop, "done", shop / POST / "fr-BE.md")
    assert len(list(folder.iterdir())) == 1


def test_which_language_is_the_source_is_each_documents_own(shop: Path) -> None:
    result = vitrina(shop, "done", "--source", "fr", shop / POST / "en.md")
    assert result.output == f"{POST}/en.md: up to date with fr.md\n"
    assert states(shop)["en-GB"]["blog"]["fresh"] == states(shop)["fr-FR"]["blog"]["fresh"] == 1
    edit(shop, f"{POST}/fr.md", "Sonnez", "Frappez")
    assert state(shop, locale="en-GB") == "stale"
    assert state(shop) == "fresh"


def test_a_regional_locale_reads_the_text_of_its_language(shop: Path) -> None:
    vitrina(shop, "done", shop / POST / "fr.md")
    assert state(shop, locale="fr-BE") == "fresh"
    assert state(shop, "pages", "fr-BE") == "missing"
    assert "missing: fr-BE pages/about" in vitrina(shop, "status").stdout


def test_a_translation_whose_source_is_gone_is_an_orphan(shop: Path) -> None:
    vitrina(shop, "done", shop / POST / "fr.md")
    (shop / POST / "en.md").unlink()
    assert state(shop) == "orphan"


def test_drafts_are_neither_there_nor_due(shop: Path) -> None:
    edit(shop, f"{POST}/fr.md", "Title:", "Status: draft\nTitle:")
    assert state(shop) == "missing"
    edit(shop, f"{POST}/en.md", "Title:", "Status: draft\nTitle:")
    assert sum(states(shop)["fr-FR"]["blog"].values()) == 100  # the share that is done, of nothing


def test_messages_are_fresh_fuzzy_missing_or_orphans(shop: Path) -> None:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    name = 'msgctxt "category"\nmsgid "Lamps"\n'
    write_files(shop, {
        "translations/fr/LC_MESSAGES/catalog.po": f'{header}#, fuzzy\n#| msgid "Lights"\n{name}msgstr "Lampes"\n\n'
        'msgid "Gone"\nmsgstr "Parti"\n',
    })  # fmt: skip
    assert states(shop)["fr-FR"]["catalog"] == {
        "fresh": 0, "stale": 1, "unmarked": 0, "missing": 0, "orphan": 1, "percent": 0,
    }  # fmt: skip
    output = vitrina(shop, "status").stdout
    assert "stale: fr-FR translations/fr/LC_MESSAGES/catalog.po:7  “Lamps”\n    -Lights\n    +Lamps\n" in output
    assert "orphan: fr-FR translations/fr/LC_MESSAGES/catalog.po:10  “Gone”" in output
    assert "catalog" not in states(shop)["en-GB"]
    assert states(shop)["fr-FR"]["storefront"]["percent"] == 100  # Vitrina's own translations


def test_the_table_has_a_bar_for_each_kind(shop: Path) -> None:
    vitrina(shop, "done", shop / POST / "fr.md")
    lines = vitrina(shop, "status").stdout.splitlines()
    french = lines[lines.index("fr-FR") :]
    assert french[1].split()[:3] == ["blog", "█" * 20, "100%"]
    assert french[2].split()[:3] == ["pages", "░" * 20, "0%"]


class _Page(HTMLParser):
    """Notes what is opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, _: object) -> None:
        if tag != "meta":
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


def test_the_page_shows_the_changes_and_escapes_them(shop: Path) -> None:
    vitrina(shop, "done", shop / POST / "fr.md")
    edit(shop, f"{POST}/en.md", "Ring the bell.", "<script>alert(1)</script>")
    text = vitrina(shop, "status", "--html").stdout
    assert "<del>-Ring the bell.</del>" in text
    assert "<ins>+&lt;script&gt;alert(1)&lt;/script&gt;</ins>" in text
    page = _Page()
    page.feed(text)
    assert page.opened == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("shop.toml", None, "shop.toml  is no text of the shop"),
        (f"{POST}/de.md", None, f"{POST}/de.md  cannot be read"),
        (f"{POST}/en.md", None, f"{POST}/en.md  is the source text of its bundle"),
        (f"{POST}/fr.md", b"\xff", f"{POST}/fr.md  it or a text beside it is not UTF-8"),
        (f"{POST}/fr.md", b"No header\n", f"{POST}/fr.md:1:title  the file has no header"),
        (f"{POST}/fr.md", b"Title: A\nTranslates: de 000000000000\n", f"{POST}/fr.md  there is no de.md beside it"),
    ],
)
def test_what_cannot_be_done_is_told(shop: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (shop / name).write_bytes(content)
    result = vitrina(shop, "done", shop / name)
    assert result.exit_code == 1
    assert f"error: {message}" in result.output


def test_a_mark_that_is_none_is_told_by_the_build(shop: Path) -> None:
    edit(shop, f"{POST}/fr.md", "Title:", "Translates: yesterday\nTitle:")
    with pytest.raises(InputError) as caught:
        make(shop)
    hint = "let `vitrina translate done` write the line"
    problem = Problem(f"{POST}/fr.md", 1, "translates", "“yesterday” is no version", hint)
    assert problem in caught.value.problems
