"""`storefront.content`: what editors write, however they write it, and what they are told."""

import pickle
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown

from storefront.content import KEYS, DocumentCache, load_bundles
from storefront.content.bundles import KINDS
from storefront.content.keys import known_keys
from storefront.content.memory import NEVER, SEAL, Memory, Seen
from storefront.content.parse import parse
from storefront.content.parsed import Parsed
from storefront.content.plain import Plain
from storefront.model import Bundle, Day, Document, Heading, Kind, Locale, Question, Reference
from storefront.problems import Problem, Severity
from storefront.readings import recalled, remembering
from storefront.shop import PRODUCT
from storefront.snapshot import digest, status
from tests.shops import LOCALES, write_files, write_shop
from tests.sites import write

Loaded = tuple[dict[Kind, dict[str, Bundle]], list[str]]
GUIDE = "guides/size/en.md"
SOURCE = f"content/{GUIDE}"
HEADER_HINT = "write “Key: value”, each key once, and an empty line before the text"
DATE_HINT = "write it as in 2018-06-12, or 2018-06"
TIME_HINT = "write it as in 10:30 or 10:30:00+02:00, or leave it out: only the day is shown"


def told(problems: list[Problem]) -> list[str]:
    """The report's lines, a warning marked as one."""
    return [f"{'warning: ' * (one.severity is Severity.WARNING)}{one}" for one in sorted(problems)]


def load(folder: Path, settings: str = LOCALES, **content: str | bytes) -> Loaded:
    """The bundles of files named `<kind>__<key>__<language>`."""
    files = {f"{name.replace('__', '/')}.md": text for name, text in content.items()}
    return load_files(folder, files, settings)


def load_files(folder: Path, files: Mapping[str, str | bytes], settings: str = LOCALES) -> Loaded:
    found, problems = load_bundles(write_shop(folder, files, settings), DocumentCache(folder / "cache"))
    return found, told(problems)


def guide(folder: Path, text: str | bytes) -> tuple[Document, list[str]]:
    """A guide of one file."""
    found, report = load(folder, guides__size__en=text)
    return found["guides"]["size"].documents["en"], report


def header(folder: Path, text: str | bytes) -> tuple[Bundle, list[str]]:
    found, report = load(folder, guides__size__en=text)
    return found["guides"]["size"], report


def mistakes(folder: Path, text: str | bytes, kind: Kind = "guides") -> list[str]:
    return load_files(folder, {f"{kind}/size/en.md": text})[1]


def html(folder: Path, body: str) -> str:
    """What the text of a guide becomes; there is nothing to report."""
    document, report = guide(folder, f"Title: T\n\n{body}")
    assert report == []
    return document.html


# the header, however it is written


@pytest.mark.parametrize(
    "text",
    [
        "Title: Size\nSlug: the-size\nStandfirst: Small or large\n\nText",
        "title: Size\nSLUG:the-size\nStandfirst:   Small or large   \n\nText",
        "---\ntitle: Size\nslug: the-size\nstandfirst: Small or large\n---\nText",
        "---\ntitle: Size\n\nslug: the-size\nstandfirst: Small or large\n...\n\nText",
        "---\ntitle: \"Size\"\nslug: 'the-size'\nstandfirst: >-\n  Small\n  or large\n---\nText",
        "Title: Size\nSlug: the-size\nStandfirst: Small\n    or large\n\nText",
        "Title: Size\nSlug: the-size\nStandfirst: Small\n\tor large\n\nText",
        "Title: Size\nSlug: the-size\nStandfirst:\n    Small or\n    large\n\nText",
        "\ufeffTitle: Size\r\nSlug: the-size\r\nStandfirst: Small or large\r\n\r\nText\r\n",
        "Title: Size\rSlug: the-size\rStandfirst: Small or large\r\rText",
        "Title:\u00a0Size\nSlug: the-size\nStandfirst: Small\x0bor large\n\nText",
        "Title: Size\nSlug: the-size\nStandfirst: Small\u2028or large\n   \nText",
    ],
    ids=[
        "plain",
        "capitals",
        "fence",
        "fence with dots",
        "quotes",
        "continued",
        "continued by a tab",
        "continued from nothing",
        "CRLF",
        "CR",
        "Word's line break",
        "line separator",
    ],
)
def test_a_header_may_be_written_in_many_ways(tmp_path: Path, text: str) -> None:
    document, report = guide(tmp_path, text)
    assert report == []
    assert (document.title, document.slug, document.standfirst) == ("Size", "the-size", "Small or large")
    assert document.html == "<p>Text</p>"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('"Refurbished"', "Refurbished"),
        ("'Refurbished'", "Refurbished"),
        ('"He said \\"yes\\""', 'He said "yes"'),
        ("'L''été'", "L'été"),
        ('"Refurbished" means "tested"', '"Refurbished" means "tested"'),
        ("'Tis the season", "'Tis the season"),
        ('27" or 32"', '27" or 32"'),
        ("“Refurbished”", "“Refurbished”"),
        ("[Video] Size [2026]", "[Video] Size [2026]"),
        ("Size: how to choose", "Size: how to choose"),
        ("Size # not a comment", "Size # not a comment"),
        ("<b>Size</b> & more", "<b>Size</b> & more"),
        ('"', '"'),
    ],
)
def test_a_title_keeps_its_quotes_and_brackets(tmp_path: Path, written: str, title: str) -> None:
    document, report = guide(tmp_path, f"Title: {written}\nSlug: x\n\nText")
    assert (document.title, report) == (title, [])


@pytest.mark.parametrize(
    "written",
    [
        "Tags: One, Two words",
        "tags: [One, Two words]",
        "tags: ['One', \"Two words\",]",
        "tags:\n    - One\n    - Two words",
        "Tags: One,\n    Two words, One",
    ],
)
def test_a_list_may_be_written_in_many_ways(tmp_path: Path, written: str) -> None:
    found, report = load(tmp_path, blog__a__en=f"Title: T\nDate: 2026-01-02\n{written}\n\nText")
    assert found["blog"]["a"].tags == ("One", "Two words")
    assert report == []


@pytest.mark.parametrize("tag", ["One [two]", "[One] two"])
def test_brackets_in_a_tag_are_its_own(tmp_path: Path, tag: str) -> None:
    found, _ = load(tmp_path, blog__a__en=f"Title: T\nDate: 2026-01-02\nTags: {tag}\n\nText")
    assert found["blog"]["a"].tags == (tag,)


@pytest.mark.parametrize("items", ["  - One\n  - 'Two words'", "- One\n- Two words", "\t- One\n\t- Two words"])
def test_a_fenced_header_may_set_its_list_in_as_yaml_does(tmp_path: Path, items: str) -> None:
    text = f"---\ntitle: T\ntags:\n{items}\ndate: 2026-01-02\n---\nText"
    found, report = load(tmp_path, blog__a__en=text)
    assert found["blog"]["a"].tags == ("One", "Two words")
    assert report == []


def test_a_dash_in_other_keys_is_text(tmp_path: Path) -> None:
    document, _ = guide(tmp_path, "Title: T\nStandfirst: small\n    - or large\n\nText")
    assert document.standfirst == "small - or large"


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("", "1:title  the file has no header → start it with a line “Title: …”"),
        ("\n\n", "1:title  the file has no header → start it with a line “Title: …”"),
        ("Just text.\n\nMore.", "1:title  the file has no header → start it with a line “Title: …”"),
        ("Title Size\nDate: 2026-01-02\n\nText", "1:title  the file has no header → start it with a line “Title: …”"),
        ("Title : Size\n\nText", "1:title  the file has no header → start it with a line “Title: …”"),
        ("\nTitle: Size\n\nText", "1:title  the file has no header → start it with a line “Title: …”"),
        ("    Title: Size\n\nText", "1:title  the file has no header → start it with a line “Title: …”"),
        ("Title: T\n  more\n\nText", f"2  “more” is no line of a header → {HEADER_HINT}"),
        ("Title: T\nSlug: The\n    size\n\nText", "2:slug  “The size” is no slug → write “the-size”"),
        ("Date: 2026-01-02\n\nText", "1:title  the title is missing → add a line “Title: …”"),
        ("Date: 2026-01-02\nTitle:\n\nText", "2:title  the title is missing → add a line “Title: …”"),
        ("Title: T\nDate 2026-01-02\n\nText", f"2  “Date 2026-01-02” is no line of a header → {HEADER_HINT}"),
        ("Title: T\nText at once\n\nMore", f"2  “Text at once” is no line of a header → {HEADER_HINT}"),
        ("Title: T\n## Heading\n\nMore", f"2  “## Heading” is no line of a header → {HEADER_HINT}"),
        ("Title: T\nDate: 2026-01-02\nTitle: U\n\nText", f"3  “Title: U” is no line of a header → {HEADER_HINT}"),
        ("Title: T\n---\n\nText", f"2  “---” is no line of a header → {HEADER_HINT}"),
        ("---\ntitle: T\n\nText\n\nMore", f"1  “---” is no line of a header → {HEADER_HINT}"),
        ("---\ntitle: T\n# a comment\n---\nText", f"3  “# a comment” is no line of a header → {HEADER_HINT}"),
        ("Title: Téléphone".encode("latin-1"), "1  byte 0xE9 is not UTF-8 → save the file as UTF-8"),
        ("Title: T\n\né".encode("utf-16"), "1  byte 0xFF is not UTF-8 → save the file as UTF-8"),
        (b"Title: T\n\n\n\xe9", "4  byte 0xE9 is not UTF-8 → save the file as UTF-8"),
        ("Title: T\nDate: June 2018\n\nText", f"2:date  “June 2018” is no date → {DATE_HINT}"),
        ("Title: T\nDate: 2018-6-1\n\nText", f"2:date  “2018-6-1” is no date → {DATE_HINT}"),
        ("Title: T\nDate: 2018-02-30\n\nText", f"2:date  “2018-02-30” is no date → {DATE_HINT}"),
        ("Title: T\nDate: 2018-13\n\nText", f"2:date  “2018-13” is no date → {DATE_HINT}"),
        ("Title: T\nDate: 2018-06-12 or so\n\nText", f"2:date  “2018-06-12 or so” is no date → {DATE_HINT}"),
        ("Title: T\nDate: 2018-06-123\n\nText", f"2:date  “2018-06-123” is no date → {DATE_HINT}"),
        ("Title: T\nDate: 20180612\n\nText", f"2:date  “20180612” is no date → {DATE_HINT}"),
        ("Title: T\nDate: 2018-W24-2\n\nText", f"2:date  “2018-W24-2” is no date → {DATE_HINT}"),
        ("Title: T\nDate: 12/06/2018\n\nText", f"2:date  “12/06/2018” is no date → {DATE_HINT}"),
        ("Title: T\nDate:\n\nText", f"2:date  “” is no date → {DATE_HINT}"),
        (
            "Title: T\nModified: 2018-06-11\nDate: 2018-06-12\n\nText",
            "2:modified  modified on 2018-06-11, before its date 2018-06-12 → correct one of the two",
        ),
        (
            "Title: T\nModified: 2018-05\nDate: 2018-06-12\n\nText",
            "2:modified  modified on 2018-05, before its date 2018-06-12 → correct one of the two",
        ),
        ("Title: T\nSlug: The size\n\nText", "2:slug  “The size” is no slug → write “the-size”"),
        ("Title: T\nSlug: /size/\n\nText", "2:slug  “/size/” is no slug → write “size”"),
        ("Title: T\nSlug: index.html\n\nText", "2:slug  “index.html” is no slug → write “index-html”"),
        ("Title: T\nSlug: 🎉\n\nText", "2:slug  “🎉” is no slug → write letters and digits"),
        ("Title: T\nSlug:\n\nText", "2:slug  “” is no slug → write letters and digits"),
        (f"Title: T\nSlug: {'x' * 201}\n\nText", f"2:slug  “{'x' * 201}” is no slug → write “{'x' * 80}”"),
        ("Title: 🎉\n\nText", "1:title  “🎉” gives no address → add a line “Slug: …”"),
        ("Title: T\nStatus: Draft\n\nText", "2:status  “Draft” is no status → write draft or published"),
        (
            "Title: T\nImage: gone.png\n\nText",
            "2:image  there is no picture “gone.png” → put it into the bundle's folder, or correct the name",
        ),
        (
            f"Title: T\nImage: {'x' * 300}\n\nText",
            f"2:image  there is no picture “{'x' * 300}” → put it into the bundle's folder, or correct the name",
        ),
        (
            "Title: T\nImage: ../../../shop.toml\n\nText",
            "2:image  there is no picture “../../../shop.toml” → put it into the bundle's folder, or correct the name",
        ),
        (
            "Title: T\nImage: .\n\nText",
            "2:image  there is no picture “.” → put it into the bundle's folder, or correct the name",
        ),
        (
            "Title: T\nAuthors: anna\n\nText",
            "2:authors  there is no author “anna” → write content/authors/anna/",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str | bytes, report: str) -> None:
    assert mistakes(tmp_path, text) == [f"{SOURCE}:{report}"]


@pytest.mark.parametrize(
    ("kind", "key", "hint"),
    [
        ("blog", "standfrist", "did you mean “standfirst”?"),
        ("guides", "titre", "did you mean “title”?"),
        ("guides", "category", "guides know "),
        ("pages", "authors", "pages know "),
        ("categories", "slug", "categories know "),
        ("authors", "amount_x", "authors know "),
        ("guides", "note", "guides know "),
    ],
)
def test_an_unknown_key_is_a_warning_with_the_one_that_was_meant(
    tmp_path: Path, kind: Kind, key: str, hint: str
) -> None:
    report = mistakes(tmp_path, f"Title: T\nDescription: D\n{key.capitalize()}: x\n\nText", kind)
    expected = f"warning: content/{kind}/size/en.md:3:{key}  there is no key “{key}” → {hint}"
    assert next(line for line in report if "the post has no date" not in line).startswith(expected)


@pytest.mark.parametrize("kind", KINDS)
def test_every_documented_key_is_known(tmp_path: Path, kind: Kind) -> None:
    values = {"date": "2026-01-02", "modified": "2026-01-02", "news": "yes", "status": "published", "slug": "x"}
    values |= {"image": "a.png", "authors": "anna", "amount_*": "3", "translates": "en 0123456789ab"}
    keys = [key.name for key in KEYS if kind in key.kinds]
    text = "".join(f"{name.replace('*', 'x')}: {values.get(name, 'x')}\n" for name in keys)
    files = {f"{kind}/size/en.md": text, f"{kind}/size/a.png": "", "authors/anna/en.md": "Title: Anna\n"}
    found, report = load_files(tmp_path, files)
    assert report == []
    assert set(found[kind]) - {"anna"} == {"size"}
    assert set(known_keys(kind)) == set(keys)


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    found, report = load_files(
        tmp_path,
        {
            "authors/anna/en.md": "Title: Anna\nRole: Editor\nBirthday: 40\n\nText",
            "blog/a/en.md": "Title: A\nDate: soon\nAuthors: ana, bob\nNews: perhaps\nTags: x\n\nText",
            "blog/a/fr.md": "Titre: A\nTags: y\nSlug: à côté\n\nTexte",
            "blog/b/fr.md": "no header",
            "blog/c/de.md": "Title: C\nDate: 2026-01-01\n\nText",
            "blog/d/fr.md": "Title: D\n\nTexte",
            "blog/loose.md": "Title: L\n\nText",
            "guides/e/en.markdown": "Title: E\n\nText",
            "pages/f/FR.md": "Title: F\n\nText",
        },
    )
    name_it = "name it after a language of the shop: fr-FR.md, fr.md, en-GB.md, en.md"
    assert report == [
        (
            "warning: content/authors/anna/en.md:3:birthday  there is no key “birthday” → "
            "authors know title, slug, description, image, image_alt, role, status, translates"
        ),
        f"content/blog/a/en.md:2:date  “soon” is no date → {DATE_HINT}",
        "content/blog/a/en.md:3:authors  there is no author “ana” → did you mean “anna”?",
        "content/blog/a/en.md:3:authors  there is no author “bob” → write content/authors/bob/",
        "content/blog/a/en.md:4:news  “perhaps” is neither yes nor no → write yes, or remove the line",
        "content/blog/a/fr.md:1:title  the title is missing → add a line “Title: …”",
        "warning: content/blog/a/fr.md:1:titre  there is no key “titre” → did you mean “title”?",
        "content/blog/a/fr.md:3:slug  “à côté” is no slug → write “a-cote”",
        "content/blog/b/fr.md:1:title  the file has no header → start it with a line “Title: …”",
        f"warning: content/blog/c/de.md  no locale of the shop reads “de.md” → {name_it}",
        "content/blog/d/fr.md:1:date  the post has no date → add a line “Date: 2026-11-23”",
        (
            "content/blog/loose.md  the file lies outside a bundle and is on no page → "
            "move it to blog/loose/, named after its language: en.md"
        ),
        (f"warning: content/guides/e/en.markdown  no locale of the shop reads “en.markdown” → {name_it}"),
        f"warning: content/pages/f/FR.md  no locale of the shop reads “FR.md” → {name_it}",
    ]
    assert {kind: list(bundles) for kind, bundles in found.items()} == {
        "blog": ["a", "d"],
        "guides": [],
        "pages": [],
        "categories": [],
        "authors": ["anna"],
    }


@pytest.mark.parametrize("name", ["fr.txt", "fr.docx", "fr_FR.odt", "FR.html"])
def test_a_text_of_another_program_is_told(tmp_path: Path, name: str) -> None:
    files = {"guides/size/en.md": "Title: T\n\nText", f"guides/size/{name}": "Titre"}
    hint = "save it as Markdown, and name it after a language of the shop: fr-FR.md, fr.md, en-GB.md, en.md"
    expected = f"warning: content/guides/size/{name}  no locale of the shop reads “{name}” → {hint}"
    assert load_files(tmp_path, files)[1] == [expected]


def test_files_beside_a_text_that_are_none_are_nothing_to_tell(tmp_path: Path) -> None:
    names = ("notes.txt", "form.docx", "price-list.html", "en.png")
    files = {"guides/size/en.md": "Title: T\n\nText"} | {f"guides/size/{name}": "x" for name in names}
    assert load_files(tmp_path, files)[1] == []


@pytest.mark.parametrize(
    ("folder", "hint"),
    [
        ("blogs", "did you mean “blog”?"),
        ("Pages", "did you mean “pages”?"),
        ("guide", "did you mean “guides”?"),
    ],
)
def test_a_folder_of_texts_that_is_named_nearly_as_a_kind_is_told(tmp_path: Path, folder: str, hint: str) -> None:
    files = {f"{folder}/size/en.md": "Title: T\n\nText", "fonts/a.woff2": "", "catalog/lists/readme.md": "", "a.md": ""}
    expected = f"warning: content/{folder}  the texts in this folder are on no page → {hint}"
    assert load_files(tmp_path, files)[1] == [expected]


# values


def test_tags_and_categories_need_an_address(tmp_path: Path) -> None:
    text = "Title: T\nDate: 2026-01-02\nCategory: 🎉\nTags: C++, &, Été\n\nText"
    assert mistakes(tmp_path, text, "blog") == [
        "content/blog/size/en.md:3:category  “🎉” gives no address → write letters or digits",
        "content/blog/size/en.md:4:tags  “&” gives no address → write letters or digits",
    ]


@pytest.mark.parametrize(
    ("written", "day", "iso"),
    [
        ("2018-06-12", Day(date(2018, 6, 12)), "2018-06-12"),
        ("2018-06", Day(date(2018, 6, 1), "month"), "2018-06"),
        ("2018-06-12 10:30", Day(date(2018, 6, 12)), "2018-06-12"),
        ("2018-06-12 10:30:59", Day(date(2018, 6, 12)), "2018-06-12"),
        ("2018-06-12T10:30Z", Day(date(2018, 6, 12)), "2018-06-12"),
        ("2018-06-12T10:30:00.123456789Z", Day(date(2018, 6, 12)), "2018-06-12"),
        ("2018-06-12T10:30:00+02:00", Day(date(2018, 6, 12)), "2018-06-12"),
        ("2018-06-12 10:30:00 -0500", Day(date(2018, 6, 12)), "2018-06-12"),
        ("2018-06-12 10:30 UTC", Day(date(2018, 6, 12)), "2018-06-12"),
        ("'2018-06-12'", Day(date(2018, 6, 12)), "2018-06-12"),
    ],
)
def test_dates_are_as_precise_as_they_are_written(tmp_path: Path, written: str, day: Day, iso: str) -> None:
    bundle, report = header(tmp_path, f"Title: T\nDate: {written}\n\nText")
    assert (bundle.date, report) == (day, [])
    assert day.iso == iso


@pytest.mark.parametrize("key", ["Date", "Modified"])
@pytest.mark.parametrize(
    "time",
    [
        "25:61",
        "24:00",
        "10:60",
        "10:30:60",
        "10:30:",
        "10:",
        "10:30 or so",
        "10:30:00+25:00",
        "10:30+02:60",
        "10:30 pm",
    ],
)
def test_a_time_that_no_clock_shows_is_told(tmp_path: Path, key: str, time: str) -> None:
    for sign in " T":
        report = mistakes(tmp_path, f"Title: T\n{key}: 2018-06-12{sign}{time}\n\nText")
        assert report == [f"{SOURCE}:2:{key.lower()}  “{time}” is no time → {TIME_HINT}"]


@pytest.mark.parametrize(
    ("first", "last"),
    [("2018-06-12", "2018-06"), ("2018-06", "2018-06-01"), ("2018-06", "2018-06"), ("2018-06-12",) * 2],
)
def test_a_text_may_be_modified_in_the_month_of_its_date(tmp_path: Path, first: str, last: str) -> None:
    assert header(tmp_path, f"Title: T\nDate: {first}\nModified: {last}\n\nText")[1] == []


def test_a_text_may_be_modified_without_a_date(tmp_path: Path) -> None:
    bundle, report = header(tmp_path, "Title: T\nModified: 2018-06\n\nText")
    assert (bundle.date, bundle.modified, report) == (None, Day(date(2018, 6, 1), "month"), [])


@pytest.mark.parametrize("slug", ["size", "Size_2026", "été", "2026", "x" * 200])
def test_a_slug_of_letters_digits_and_hyphens_stands_as_it_is(tmp_path: Path, slug: str) -> None:
    document, report = guide(tmp_path, f"Title: T\nSlug: {slug}\n\nText")
    assert (document.slug, report) == (slug, [])


def test_the_slug_is_made_from_the_title_in_its_language(tmp_path: Path) -> None:
    found, _ = load(tmp_path, guides__a__en="Title: Don’t panic\n\nT", guides__a__fr="Title: L’été\n\nT")
    assert {lang: one.slug for lang, one in found["guides"]["a"].documents.items()} == {
        "en": "dont-panic",
        "fr": "l-ete",
    }


@pytest.mark.parametrize(
    ("written", "news"), [("yes", True), ("True", True), ("1", True), ("no", False), ("false", False), ("NO", False)]
)
def test_news_are_announced(tmp_path: Path, written: str, news: bool) -> None:  # noqa: FBT001
    found, report = load(tmp_path, blog__a__en=f"Title: T\nDate: 2026-01-01\nNews: {written}\n\nText")
    assert (found["blog"]["a"].news, report) == (news, [])


def test_the_description_is_the_standfirst_where_there_is_none(tmp_path: Path) -> None:
    document, _ = guide(tmp_path, "Title: T\nStandfirst: S\n\nText")
    assert (document.description, document.standfirst) == ("S", "S")
    document, _ = guide(tmp_path / "own", "Title: T\nStandfirst: S\nDescription: D\n\nText")
    assert document.description == "D"


def test_a_picture_may_lie_anywhere_in_content(tmp_path: Path) -> None:
    files = {
        "guides/a/en.md": "Title: T\nImage: ../b/the picture.png\nImage_alt: A\n\nText",
        "guides/b/the picture.png": "",
    }
    found, report = load_files(tmp_path, files)
    assert found["guides"]["a"].image == "guides/b/the picture.png"
    assert report == []


def test_a_post_of_a_day_that_is_yet_to_come_is_told(tmp_path: Path) -> None:
    post = "Title: T\nDate: {}\n\nText"
    shop = write_shop(tmp_path, {"blog/a/en.md": post.format("2030-01-02"), "blog/b/en.md": post.format("2030-01")})
    cache = DocumentCache(tmp_path / "cache")
    _, problems = load_bundles(replace(shop, today=date(2030, 1, 1)), cache)
    message = "“2030-01-02” is yet to come, and the post is shown at once"
    assert problems == [
        Problem("content/blog/a/en.md", 2, "date", message, "to hold it back: Status: draft", Severity.NOTICE)
    ]
    assert load_bundles(replace(shop, today=date(2030, 1, 2)), cache)[1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_needs_a_text_in_every_language(tmp_path: Path, kind: Kind) -> None:
    date = "Date: 2026-01-02\n" * (kind == "blog")
    files = {f"{kind}/a/en.md": f"Title: T\n{date}Image: a.png\nImage_alt: A\n\nText", f"{kind}/a/a.png": ""}
    assert load_files(tmp_path, files)[1] == []
    expected = f"content/{kind}/a/fr.md:image_alt  the picture has no text for those who do not see it → "
    assert load_files(tmp_path, files | {f"{kind}/a/fr.md": "Title: T\n\nTexte"})[1] == [
        f"{expected}add a line “Image_alt: …”"
    ]


def test_a_document_keeps_what_stands_in_its_header(tmp_path: Path) -> None:
    text = "Title: T\nDate: 2026-01-02\nKicker: K\nSignature: S\nInvitation: I\nImage_alt: A\n\nText"
    found, _ = load(tmp_path, blog__a__en=text, authors__b__en="Title: B\nRole: R\n\nText")
    post, author = found["blog"]["a"].documents["en"], found["authors"]["b"].documents["en"]
    assert (post.kicker, post.signature, post.invitation, post.image_alt) == ("K", "S", "I", "A")
    assert (author.role, author.source) == ("R", "content/authors/b/en.md")


# one bundle in several languages


def test_shared_keys_are_written_once_and_taken_over(tmp_path: Path) -> None:
    shared = (
        "Date: 2026-01-02\nModified: 2026-01-03\nCategory: News\nTags: a, b\nImage: p.png\nAuthors: anna\nNews: yes\n"
    )
    files = {
        "blog/a/en.md": "Title: A\nImage_alt: A\n\nText",
        "blog/a/fr.md": f"Title: B\nImage_alt: B\n{shared}Amount_raised: 41000000 EUR\nAmount_staff: 12\n\nTexte",
        "blog/a/p.png": "",
        "authors/anna/fr.md": "Title: Anna\n",
    }
    found, report = load_files(tmp_path, files)
    bundle = found["blog"]["a"]
    assert report == []
    assert list(bundle.documents) == ["en", "fr"]
    assert (bundle.date, bundle.modified) == (Day(date(2026, 1, 2)), Day(date(2026, 1, 3)))
    assert (bundle.category, bundle.tags, bundle.authors, bundle.news) == ("News", ("a", "b"), ("anna",), True)
    assert (bundle.image, bundle.amounts) == ("blog/a/p.png", {"raised": "41000000 EUR", "staff": "12"})


def test_shared_keys_of_a_draft_hold_for_the_other_languages(tmp_path: Path) -> None:
    draft = "Title: A\nStatus: draft\nDate: 2026-01-02\nTags: a\n\nText"
    found, report = load(tmp_path, blog__a__en=draft, blog__a__fr="Title: B\nTags: b\n\nTexte", blog__b__en=draft)
    bundle = found["blog"]["a"]
    assert (list(bundle.documents), bundle.date, bundle.tags, report) == (["fr"], Day(date(2026, 1, 2)), ("b",), [])
    assert list(found["blog"]) == ["a"]


def test_the_same_written_twice_is_no_mistake_and_two_things_are(tmp_path: Path) -> None:
    _, report = load(
        tmp_path,
        blog__a__en="Title: A\nDate: 2026-01-02\nTags: x\nAmount_a: 1\n\nText",
        blog__a__fr="Title: A\nDate: 2026-01-02\n\nAmount_a: 2",
        **{"blog__a__en-GB": "Title: A\nTags: y\nAmount_A: 3\n\nText"},
    )
    hint = "leave the key out here: it is taken over"
    assert report == [
        f"content/blog/a/en-GB.md:2:tags  “y” differs from “x” in en.md → {hint}",
        f"content/blog/a/en-GB.md:3:amount_a  “3” differs from “1” in en.md → {hint}",
    ]


def test_the_source_language_decides_where_languages_differ(tmp_path: Path) -> None:
    settings = f'source_language = "fr"\n{LOCALES}'
    texts = {"blog__a__en": "Title: A\nDate: 2026-01-01\n\nT", "blog__a__fr": "Title: A\nDate: 2026-01-02\n\nT"}
    found, report = load(tmp_path, settings, **texts)
    assert found["blog"]["a"].date == Day(date(2026, 1, 2))
    assert [line.partition("  ")[0] for line in report] == ["content/blog/a/en.md:2:date"]


def test_a_post_may_exist_in_one_language(tmp_path: Path) -> None:
    found, report = load(tmp_path, blog__a__fr="Title: A\nDate: 2026-01-01\n\nTexte")
    assert report == []
    assert list(found["blog"]["a"].documents) == ["fr"]
    assert found["blog"]["a"].document(Locale("en-GB", "en", "GBP", "gb")) is None


def test_a_locale_reads_its_own_file_before_its_languages(tmp_path: Path) -> None:
    settings = f'{LOCALES}locales.fr-BE = {{ prefix = "be", currency = "EUR" }}\n'
    belgian, french = Locale("fr-BE", "be", "EUR", "be"), Locale("fr-FR", "fr", "EUR", "fr")
    texts = {
        "guides__a__fr": "Title: Septante\n\nT",
        "guides__a__fr-BE": "Title: Belge\n\nT",
        "guides__b__fr": "Title: B\n\nT",
    }
    found, report = load(tmp_path, settings, **texts)
    titles = [
        one.title for locale in (belgian, french) for key in "ab" if (one := found["guides"][key].document(locale))
    ]
    assert titles == ["Belge", "B", "Septante", "B"]
    assert report == []


def test_a_text_in_the_source_language_that_no_locale_reads_still_lends_its_keys(tmp_path: Path) -> None:
    settings = f'source_language = "de"\n{LOCALES}'
    found, report = load(tmp_path, settings, blog__a__de="Title: A\nDate: 2026-01-01\n\nT", blog__a__fr="Title: B\n\nT")
    assert (found["blog"]["a"].date, report) == (Day(date(2026, 1, 1)), [])


def test_a_draft_stays_out_and_the_other_languages_stay(tmp_path: Path) -> None:
    draft = "Title: A\nStatus: draft\nDate: 2026-01-01\n\nText"
    found, report = load(
        tmp_path, blog__a__en=draft, blog__a__fr="Title: A\nDate: 2026-01-02\n\nTexte", blog__b__en=draft
    )
    assert report == []
    assert {key: list(bundle.documents) for key, bundle in found["blog"].items()} == {"a": ["fr"]}
    assert found["blog"]["a"].date == Day(date(2026, 1, 2))


def test_a_mistake_in_one_language_leaves_the_others(tmp_path: Path) -> None:
    found, report = load(tmp_path, guides__a__en="oops", guides__a__fr="Title: A\n\nTexte")
    assert list(found["guides"]["a"].documents) == ["fr"]
    assert len(report) == 1


def test_folders_in_folders_are_bundles_of_their_own(tmp_path: Path) -> None:
    text = "Title: A\n\nText"
    found, report = load(tmp_path, **{"categories__phones__en": text, "categories__phones/small__en": text})
    assert (list(found["categories"]), report) == (["phones", "phones/small"], [])


def test_what_is_no_text_is_left_alone(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "guides/a/en.md": "Title: A\n\nText",
        "guides/a/photo.png": b"\x89PNG",
        "guides/a/notes.txt": "anything",
        "guides/a/.en.md": "hidden",
        "guides/a/._en.md": b"\x00\x05\x16\x07",
        "guides/.trash/b/en.md": "thrown away",
        "guides/b/en.md/inside.txt": "a folder with the name of a file",
        "guides/c.md/en.md": "Title: C\n\nText",
        "other/d/en.md": "not ours",
    }
    write_files(tmp_path, {})
    found, report = load_files(tmp_path, files)
    (tmp_path / "content/guides/a/.#en.md").symlink_to("nobody@nowhere.1234")
    assert list(found["guides"]) == ["a", "c.md"]
    assert report == []
    found, problems = load_bundles(write_shop(tmp_path, {}), DocumentCache(tmp_path / "cache"))
    assert (list(found["guides"]), problems) == (["a", "c.md"], [])


def test_a_shop_without_texts_has_none(tmp_path: Path) -> None:
    assert load(tmp_path) == ({kind: {} for kind in KINDS}, [])


# the text


def test_an_eyebrow_stands_above_its_heading(tmp_path: Path) -> None:
    assert html(tmp_path, '## The label {: eyebrow="Quality & care" }\n\nText') == (
        '<hgroup><p class="eyebrow">Quality &amp; care</p><h2 id="the-label">The label</h2></hgroup>\n<p>Text</p>'
    )


def test_a_quote_whose_last_paragraph_starts_with_a_dash_names_its_speaker(tmp_path: Path) -> None:
    assert html(tmp_path, "> First.\n>\n> Second.\n>\n> — Anna, *editor*\n\nAfter") == (
        '<figure class="pull-quote"><blockquote>\n<p>First.</p>\n<p>Second.</p>\n</blockquote>'
        "<figcaption>— Anna, <em>editor</em></figcaption></figure>\n<p>After</p>"
    )


@pytest.mark.parametrize("quote", ["> — Anna", "> Text\n>\n> Anna —", "> Text\n>\n> - Anna"])
def test_other_quotes_stay_quotes(tmp_path: Path, quote: str) -> None:
    assert html(tmp_path, quote).startswith("<blockquote>")


@pytest.mark.parametrize(
    ("body", "made"),
    [
        (
            '![Bench](a.png "A <bench>")',
            '<figure class="captioned"><img alt="Bench" src="a.png"><figcaption>A &lt;bench&gt;</figcaption></figure>',
        ),
        (
            '![Banc](a.png "Banc\u00a0: ici")',
            '<figure class="captioned"><img alt="Banc" src="a.png"><figcaption>Banc\u00a0: ici</figcaption></figure>',
        ),
        ("![Bench](a.png)", '<p><img alt="Bench" src="a.png"></p>'),
        ('See ![Bench](a.png "T")', '<p>See <img alt="Bench" src="a.png" title="T"></p>'),
        ('![Bench](a.png "T") there', '<p><img alt="Bench" src="a.png" title="T"> there</p>'),
    ],
)
def test_a_picture_alone_with_a_title_has_a_caption(tmp_path: Path, body: str, made: str) -> None:
    assert html(tmp_path, body) == made


TABLE = "| a | b |\n| --- | --- |\n| 1 | 2 |\n"


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("<a href='{product}a' class=b hidden>c</a>", '<p><a href="{product}a" class="b" hidden>c</a></p>'),
        ("<A HREF = {product}a>b</A>", '<p><a href="{product}a">b</A></p>'),
        ("<div><img alt='\"a\" > b' src=a.png></div>", '<div><img alt="&quot;a&quot; &gt; b" src="a.png"></div>'),
        ("`<a href='b'>` <abbr title='c'>d</abbr>", "<p><code>&lt;a href='b'&gt;</code> <abbr title='c'>d</abbr></p>"),
    ],
)
def test_links_and_pictures_in_html_may_be_spelled_in_any_way(tmp_path: Path, body: str, made: str) -> None:
    assert html(tmp_path, body) == made


def test_a_table_scrolls_in_a_region_named_after_its_heading(tmp_path: Path) -> None:
    assert html(tmp_path, TABLE).startswith('<div class="table-scroll" tabindex="0"><table>\n<thead>')
    below = html(tmp_path / "b", f"## Sizes {{: eyebrow='x' }}\n\nText\n\n{TABLE}\nEnd")
    assert '<div aria-labelledby="sizes" class="table-scroll" role="region" tabindex="0"><table>' in below
    assert below.endswith("</table></div>\n<p>End</p>")
    assert below.count("table-scroll") == 1
    twice = html(tmp_path, f"## Sizes\n\n{TABLE}\n\n{TABLE}")
    assert twice.count('aria-labelledby="sizes"') == 1, "two regions have one name"
    assert twice.count("table-scroll") == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<table><tr><td>a</td></tr></table>", "{}<table><tr><td>a</td></tr></table></div>"),
        (
            "<TABLE class='x'>\n<tr><td>a</td></tr>\n</TABLE>",
            "{}<TABLE class='x'>\n<tr><td>a</td></tr>\n</TABLE></div>",
        ),
        (
            "<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>",
            "{}<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table></div>",
        ),
        ("<table><tr><td>a</td></tr>", "<table><tr><td>a</td></tr>"),
        ("`<table>`", "<p><code>&lt;table&gt;</code></p>"),
    ],
)
def test_a_table_in_html_scrolls_too(tmp_path: Path, text: str, shown: str) -> None:
    assert html(tmp_path, text).strip() == shown.format('<div class="table-scroll" tabindex="0">')
    both = html(tmp_path, f"{TABLE}\n\n{text}")
    assert both.count("table-scroll") == 1 + shown.count("{}")


def test_tables_and_headings_in_a_block_of_html_are_dressed_too(tmp_path: Path) -> None:
    body = f'<div class="box" markdown="1">\n\n## In {{: eyebrow="Box" }}\n\n{TABLE}\n</div>'
    made = html(tmp_path, body)
    assert '<p class="eyebrow">Box</p><h2 id="in">In</h2>' in made
    assert 'aria-labelledby="in"' in made


def test_no_heading_takes_the_identifier_of_a_part_of_the_page(tmp_path: Path) -> None:
    templates = (PRODUCT / "theme" / "templates").rglob("*.html")
    used = {name for one in templates for name in re.findall(r'\bid="([^"{]+)"', one.read_text("utf-8"))}
    headings = "\n\n".join(f"## {name.replace('-', ' ')}" for name in sorted(used))
    assert "menu" in used
    for number, body in enumerate((headings, f"{headings}\n\n<b>HTML</b>")):  # both converters
        document, _ = guide(tmp_path / str(number), f"Title: T\n\n{body}")
        assert [one.id for one in document.headings] == [f"{name}_1" for name in sorted(used)]


FAQ = f"""## Questions {{: .faq }}

Before.

### First *one*?

Answer.

{TABLE}
- point

### Second?

Other.
"""


def test_a_faq_block_is_a_section_of_details(tmp_path: Path) -> None:
    document, report = guide(tmp_path, f"Title: T\n\n{FAQ}\n## Next\n\nEnd")
    assert report == []
    assert document.html.startswith(
        '<section class="faq"><h2 id="questions">Questions</h2>\n<p>Before.</p>\n'
        '<details><summary><h3 id="first-one">First <em>one</em>?</h3>\n</summary><div><p>Answer.</p>'
    )
    assert document.html.endswith(
        '<details><summary><h3 id="second">Second?</h3>\n</summary><div><p>Other.</p>\n</div></details></section>'
        '<h2 id="next">Next</h2>\n<p>End</p>'
    )
    first, second = document.faq
    assert first.question == "First one?"
    assert first.answer.startswith("<p>Answer.</p>\n<div")
    assert first.answer.endswith("</table></div>\n<ul>\n<li>point</li>\n</ul>")
    assert second == Question("Second?", "<p>Other.</p>")


@pytest.mark.parametrize(
    "end",
    ["", "## Next\n", '## Next {: eyebrow="x" }\n', "---\n", "[^1]: Note\n"],
    ids=["end", "h2", "eyebrow", "rule", "notes"],
)
def test_a_faq_block_ends_where_its_questions_do(tmp_path: Path, end: str) -> None:
    document, _ = guide(tmp_path, f"Title: T\n\nText[^1]\n\n{FAQ}\n{end}")
    inside, after = document.html.split("</section>")
    assert "Other." in inside
    assert [one.answer for one in document.faq][1:] == ["<p>Other.</p>"]
    assert all(word not in inside for word in ("Next", "<hr>", "Note"))
    assert bool(after) is bool(end)


def test_a_question_without_an_answer_is_told(tmp_path: Path) -> None:
    _, report = guide(tmp_path, "Title: T\n\n## Ask {: .faq }\n\n### One *more*?\n\n### Two?\n\nYes.\n")
    hint = "write it below the question, or take the question out"
    assert report == [f"warning: {SOURCE}  the question “One more?” has no answer → {hint}"]


def test_several_faq_blocks_with_eyebrows_keep_their_own_questions(tmp_path: Path) -> None:
    one = '## One {: .faq eyebrow="Ask" }\n\n### A & b? {: eyebrow="First" }\n\nC.\n'
    document, report = guide(tmp_path, f"Title: T\n\n{one}\n## Two {{: .faq }}\n\n### D?\n\nE.\n\n#### Deep\n\nF.")
    assert report == []
    assert document.html.count('<section class="faq">') == 2
    assert '<section class="faq"><hgroup><p class="eyebrow">Ask</p><h2 id="one">One</h2></hgroup>' in document.html
    assert document.faq == (
        Question("A & b?", "<p>C.</p>"),
        Question("D?", '<p>E.</p>\n<h4 id="deep">Deep</h4>\n<p>F.</p>'),
    )


def test_headings_make_the_table_of_contents(tmp_path: Path) -> None:
    body = "## A & *b* {: eyebrow='x' }\n\n### C `d`\n\n## Été\n\n##### Too deep\n\n## Été\n\n## Own {: #mine }"
    document, _ = guide(tmp_path, f"Title: T\n\n{body}")
    assert document.headings == (
        Heading(2, "a-b", "A & b"),
        Heading(3, "c-d", "C d"),
        Heading(2, "été", "Été"),
        Heading(2, "été_1", "Été"),
        Heading(2, "mine", "Own"),
    )


def test_no_text_leaves_anything_to_the_next() -> None:
    parse(b"Title: A\n\n## Heading\n\nText[^1] HTML\n\n[^1]: Note\n\n*[HTML]: Language")
    assert parse(b"Title: B\n\n").headings == ()
    after = parse(b"Title: C\n\n## Heading\n\nText[^1] HTML")
    assert after.html == '<h2 id="heading">Heading</h2>\n<p>Text[^1] HTML</p>'


def test_figures_keep_their_form_also_in_tables(tmp_path: Path) -> None:
    body = "{amount:raised} {amount:raised|exact}\n\n| a | b |\n| - | - |\n| {amount:raised|short} | {amount:staff} |\n"
    document, _ = guide(tmp_path, f"Title: {{amount:raised|exact}}\nAmount_raised: 1 EUR\nAmount_staff: 2\n\n{body}")
    assert document.title == "{amount:raised|exact}"
    assert "<p>{amount:raised} {amount:raised:exact}</p>" in document.html
    assert "<td>{amount:raised:short}</td>\n<td>{amount:staff}</td>" in document.html
    assert document.references == (
        Reference(1, "amount", "raised|exact"),
        Reference(5, "amount", "raised"),
        Reference(5, "amount", "raised|exact"),
        Reference(9, "amount", "raised|short"),
        Reference(9, "amount", "staff"),
    )


def test_a_heading_that_is_the_pages_own_is_a_warning(tmp_path: Path) -> None:
    body = "# Title again\n\n```\n# a comment\n```\n\nText\n\n#hashtag\n\nAnother\n=======\n\n## Right\n\n`# x`"
    hint = "the title is the page's one “#” heading → begin headings of the text with ##"
    assert mistakes(tmp_path, f"Title: T\n\n{body}") == [f"warning: {SOURCE}:{line}  {hint}" for line in (3, 11, 14)]


@pytest.mark.parametrize(
    "body",
    [
        "<![if !supportLists]>·<![endif]>",
        "<!--[if gte mso 9]><xml><![endif]-->",
        "<o:p></o:p>",
        "<![foo[x]]>",
        "<a <b",
        "<!x>",
        "</",
    ],
)
def test_what_word_leaves_behind_does_no_harm(tmp_path: Path, body: str) -> None:
    assert "After" in html(tmp_path, f"{body}\n\nAfter")


def test_text_without_characters_that_no_text_means(tmp_path: Path) -> None:
    document, report = guide(tmp_path, "Title: A\x0bB\x00\n\none\x0btwo\x07 \x02three\x03\u2028four")
    assert (document.title, document.html, report) == ("A B", "<p>one two   three  four</p>", [])


def test_a_text_that_is_nested_too_deeply_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    deep = "\n".join(f"{'    ' * depth}- x" for depth in range(300))
    found, report = load(tmp_path, guides__a__en=f"Title: A\n\n{deep}", guides__b__en="Title: B\n\n- x")
    assert report == [
        "content/guides/a/en.md  the text is nested too deeply → write it with fewer lists and quotes inside each other"
    ]
    assert found["guides"]["b"].documents["en"].html == "<ul>\n<li>x</li>\n</ul>"


# what a text names


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("[a]({product}phone)", [("product", "phone")]),
        ("[a]({category}phones/small#top)", [("category", "phones/small")]),
        ("[a]({filename}../b/en.md)", [("filename", "../b/en.md")]),
        ("[a]({static}price list.pdf)", [("static", "price list.pdf")]),
        ('[a]({static}list.pdf "The list")', [("static", "list.pdf")]),
        ('<a href="{static}list.pdf">a</a>', [("static", "list.pdf")]),
        ("![a]({attach}b.png)", [("attach", "b.png")]),
        ("![a](b.png)", [("image", "b.png")]),
        ("![a](my photo.png)", [("image", "my photo.png")]),
        ("![a](<my photo.png>)", [("image", "my photo.png")]),
        ('![a](b.png "Title (here)")', [("image", "b.png")]),
        ("![a](/images/b.png)", [("image", "/images/b.png")]),
        ("![](b.png)", [("image", "b.png"), ("wordless", "b.png")]),
        ("![ ](https://a.example/b.png)", [("wordless", "https://a.example/b.png")]),
        ('![](https://a.example/b c.png "D")', [("wordless", "https://a.example/b c.png")]),
        ("`![](b.png)`", []),
        (
            "<img src=b.png> <img src='c.png' alt> <img alt='' src='c.png'>",
            [
                ("image", "b.png"),
                ("wordless", "b.png"),
                ("image", "c.png"),
                ("image", "c.png"),
            ],
        ),
        ("[![a](b.png)](/fr/)", [("image", "b.png"), ("", "/fr/")]),
        ("[![a](b.png)]({post}c)", [("image", "b.png"), ("post", "c")]),
        ("[a](/fr/?b=c#d)", [("", "/fr/?b=c")]),
        ("[a](www.a.example)", [("", "www.a.example")]),
        ("[a]({produit}phone)", [("{produit}", "phone")]),
        ("[a]({product:phone})", [("{product:phone}", "")]),
        ("[a]({page}b) and [c]({guide}d)", [("page", "b"), ("guide", "d")]),
        ("{amount: raised}", [("amount", " raised")]),
        ("[a](https://a.example) [b](HTTPS://a.example) [c](mailto:a@b.example) [d](//e.example)", []),
        ('[a](#b) [c](#d "E") ![f](#g) `[h](#i)`', [("here", "b"), ("here", "d")]),
        ("![a](https://a.example/b.png)", []),
        ("`[a](b)` and ``[c](d)``", []),
        ("```\n[a](b) {amount:c}\n```", []),
        ("~~~ text\n[a]({product}b)\n~~~", []),
        ("[a] (b) and [c]", []),
        ('<a class="x" href="/fr/">a</a> <a href=\'/es/\'>b</a>', [("", "/fr/"), ("", "/es/")]),
        ('<img alt="a" src="my photo.png">', [("image", "my photo.png")]),
        ("<IMG alt='a > b' SRC=a.png> <A\nHREF = '{product}one'>a</A>", [("image", "a.png"), ("product", "one")]),
        ('<a href="https://a.example">a</a> <a name="b">c</a> <img alt="" src="//a.example/b.png">', []),
        ("[a]: /fr/ 'Title'", [("", "/fr/")]),
        ("[a]: <b.md>", [("", "b.md")]),
        ("[a]: {guide}size", [("guide", "size")]),
        ("[a]: photo.png", []),
        ("[^a]: A note", []),
    ],
)
def test_a_text_knows_what_it_names(tmp_path: Path, body: str, found: list[tuple[str, str]]) -> None:
    document, _ = guide(tmp_path, f"Title: T\n\nText\n\n{body}")
    assert [(one.kind, one.target) for one in document.references] == found
    assert all(one.line == 5 for one in document.references)


def test_a_link_is_found_where_its_address_stands_however_the_words_are_wrapped(tmp_path: Path) -> None:
    body = "[one\ntwo](three.md) and ![four\nfive](six.png)\n[not\n\na](link)\n[seven\neight]({post}nine)"
    document, _ = guide(tmp_path, f"Title: T\n\n{body}")
    assert document.references == (
        Reference(4, "", "three.md"),
        Reference(5, "image", "six.png"),
        Reference(10, "post", "nine"),
    )


def test_a_bundle_knows_the_products_of_all_its_texts(tmp_path: Path) -> None:
    found, _ = load(
        tmp_path,
        guides__a__en="Title: T\n\n[a]({product}two) [b]({product}one)",
        guides__a__fr="Title: T\n\n[a]({product}one) [b]({product}three)",
    )
    assert found["guides"]["a"].products == ("two", "one", "three")


# category texts


def category(folder: Path, body: str) -> tuple[str, str, list[str]]:
    found, report = load_files(folder, {"categories/phones/en.md": f"Title: T\n\n{body}"})
    document = found["categories"]["phones"].documents["en"]
    return document.html, document.below, report


@pytest.mark.parametrize(
    "above",
    [
        "Above.",
        "Heading\n-------\n\nText",
        "Heading\n---\n\nText",
        TABLE,
        "> Quote\n>\n> ---\n>\n> more",
        "- list\n\n    ---\n\n    more",
        "```\n---\n```",
        FAQ,
        "",
    ],
    ids=["text", "setext", "short setext", "table", "quote", "list", "code", "faq", "nothing"],
)
@pytest.mark.parametrize("rule", ["---", "-----", "***"])
def test_a_category_text_is_parted_by_its_first_own_rule(tmp_path: Path, above: str, rule: str) -> None:
    top, below, report = category(tmp_path, f"{above}\n\n{rule}\n\nBelow.\n\n---\n\nEnd.")
    assert report == []
    assert below == "<p>Below.</p>\n<hr>\n<p>End.</p>"
    assert top == category(tmp_path / "alone", above)[0]
    assert top.count("<blockquote>") == top.count("</blockquote>")


def test_a_category_text_has_the_address_of_its_category(tmp_path: Path) -> None:
    assert load_files(tmp_path, {"categories/phones/en.md": "Title: 🎉\n\nText"})[1] == []


def test_a_category_text_without_a_rule_stands_above(tmp_path: Path) -> None:
    assert category(tmp_path, "Only.") == ("<p>Only.</p>", "", [])
    top, below, _ = category(tmp_path / "notes", "Noted.[^1]\n\n[^1]: A note has a rule of its own.")
    assert (top.endswith("</ol>\n</div>"), below) == (True, "")


def test_a_rule_right_below_a_line_is_a_warning(tmp_path: Path) -> None:
    _, below, report = category(tmp_path, "Above.\n---\nBelow.")
    assert below == ""
    assert report == [
        (
            "warning: content/categories/phones/en.md:4  “---” right below a line makes it a heading → "
            "put an empty line between them"
        )
    ]


def test_a_rule_in_other_texts_is_a_rule(tmp_path: Path) -> None:
    document, report = guide(tmp_path, "Title: T\n\nAbove.\n\n---\n\nBelow.\n\nHeading\n---\n")
    assert document.html.startswith("<p>Above.</p>\n<hr>\n<p>Below.</p>")
    assert (document.below, report) == ("", [])
    assert guide(tmp_path / "heading", "Title: T\n\nHeading\n---\n")[1] == []


# the cache


def test_bundles_that_are_remembered_are_those_of_the_files(tmp_path: Path) -> None:
    shop = write_shop(
        tmp_path,
        {
            "authors/ana/en.md": "Title: Ana",
            "authors/ben/en.md": "Title: Ben",
            "blog/a/en.md": "Title: A\nDate: 2026-01-02\nAuthors: ana\nImage: ../../b.png\nImage_alt: A\n\nText",
            "blog/a/fr.md": "Title: A\nImage_alt: A\n\nTexte",
            "blog/c/en.md": "Title: C\nDate: 2026-01-03\nAuthors: ben\n\nText",
            "b.png": "",
        },
    )
    edits: list[Callable[[], object]] = [
        lambda: None,
        lambda: write(shop.content / "blog/a/fr.md", "Title: B\nImage_alt: A\n\nTexte"),
        lambda: write(shop.content / "blog/a/es.md", "Title: A\nImage_alt: A\nStatus: draft\n\nTexto"),
        lambda: write(shop.content / "blog/a/es.txt", "Otro"),
        (shop.content / "blog/a/es.txt").unlink,
        (shop.content / "b.png").unlink,
        lambda: (shop.content / "b.png").symlink_to(tmp_path / "shop.toml"),
        (shop.content / "b.png").unlink,
        lambda: write(shop.content / "b.png", ""),
        lambda: write(shop.content / "authors/ben/en.md", "Title: Ben\nStatus: draft"),
        lambda: write(shop.content / "authors/ben/en.md", "Title: Benjamin"),
        lambda: shutil.rmtree(shop.content / "authors/ana"),
        lambda: shutil.rmtree(shop.content / "blog/c"),
        lambda: write(shop.content / "blog/c/fr.md", "Title: C\nDate: 2026-01-04\n\nTexte"),
    ]
    for edit in edits:
        edit()
        for _ in range(2):
            with remembering(tmp_path / "readings", b"this code"):
                documents = DocumentCache(tmp_path / "documents")
                found = load_bundles(shop, documents)
                documents.save()
            assert found == load_bundles(shop, DocumentCache(tmp_path / "nothing"))


def test_a_text_that_is_undone_while_it_is_read_is_not_remembered_as_it_was_between(tmp_path: Path) -> None:
    first, second = "Title: A\n\nText", "Title: B\n\nText"
    shop = write_shop(tmp_path, {"guides/a/en.md": first})

    class Undone(DocumentCache):
        def parse(self, path: str) -> Parsed:
            found = super().parse(path)
            write(Path(path), first)
            return found

    def title(cache: type[DocumentCache]) -> str:
        documents = cache(tmp_path / "documents")
        with remembering(tmp_path / "readings", b"this code"):
            bundles, _ = load_bundles(shop, documents)
            documents.save()
        return bundles["guides"]["a"].documents["en"].title

    assert title(DocumentCache) == "A"
    write(shop.content / "guides/a/en.md", second)
    assert title(Undone) == "B"
    assert title(DocumentCache) == "A"


def test_a_bundle_whose_files_are_the_same_is_not_put_together_again(tmp_path: Path) -> None:
    shop = write_shop(tmp_path, {"guides/a/en.md": "Title: A\n\nText", "guides/b/en.md": "Title: B\n\nText"})

    def loaded() -> tuple[dict[str, Bundle], dict[str, Bundle]]:
        """The guides, and those of the build before."""
        documents = DocumentCache(tmp_path / "documents")
        with remembering(tmp_path / "readings", b"this code"):
            before = recalled(("bundles",), digest(b"")) or {}
            bundles, _ = load_bundles(shop, documents)
            documents.save()
        return bundles["guides"], {Path(path).name: made.bundle for path, made in before.items()}

    first, before = loaded()
    assert before == {}
    second, before = loaded()
    assert second == first
    assert all(second[key] is before[key] for key in "ab")
    write(shop.content / "guides/b/en.md", "Title: C\n\nText")
    third, before = loaded()
    assert (third["a"] is before["a"], third["b"].documents["en"].title) == (True, "C")


def test_many_texts_are_parsed_in_several_processes_alike(tmp_path: Path) -> None:
    texts = [f"Title: T{number}\n\n*One* {'word ' * 160_000}".encode() for number in range(12)]
    paths = written(tmp_path, *texts, b"Title: T\n\n\xff")
    prepared, one_by_one = DocumentCache(tmp_path / "a"), DocumentCache(tmp_path / "b")
    prepared.prepare(paths)
    assert [prepared.parse(path) for path in paths[:12]] == [one_by_one.parse(path) for path in paths[:12]]
    with pytest.raises(UnicodeDecodeError):  # left to `parse`, which says whose it is
        prepared.parse(paths[12])
    prepared.save()
    assert len(remembered(tmp_path, "a").texts) == 12


def written(folder: Path, *texts: bytes) -> list[str]:
    """Paths of files with these texts."""
    paths = [folder / f"{number}.md" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    return [str(path) for path in paths]


def cached(folder: Path, *texts: bytes) -> list[Parsed]:
    """The texts as a build reads them that remembers the one before."""
    return read_again(folder, written(folder, *texts))


def read_again(folder: Path, paths: list[str]) -> list[Parsed]:
    cache = DocumentCache(folder / "documents")
    parsed = [cache.parse(path) for path in paths]
    cache.save()
    return parsed


def remembered(folder: Path, name: str = "documents") -> Memory:
    known = pickle.loads((folder / name).read_bytes()[SEAL:])
    assert isinstance(known, Memory)
    return known


def remember(folder: Path, value: object) -> None:
    pickled = pickle.dumps(value, protocol=5)
    write_files(folder, {"documents": crc32(pickled).to_bytes(SEAL) + pickled})


def falsified(memory: Memory, html: str) -> Memory:
    """The memory with other HTML in every text."""
    texts = {key: pickle.dumps(replace(pickle.loads(text), html=html)) for key, text in memory.texts.items()}
    return memory._replace(texts=texts)


def test_a_text_is_read_from_the_cache(tmp_path: Path) -> None:
    texts = (b"Title: A\n\nText A", b"Title: B\n\nText B")
    first, second, again = cached(tmp_path, *texts, texts[0])
    assert again == first
    assert [pickle.loads(text) for text in remembered(tmp_path).texts.values()] == [first, second]
    remember(tmp_path, falsified(remembered(tmp_path), "remembered"))
    assert [one.html for one in cached(tmp_path, *texts)] == ["remembered"] * 2
    assert [one.html for one in cached(tmp_path, texts[0] + b".")] == ["<p>Text A.</p>"]


def test_what_is_used_no_more_is_forgotten(tmp_path: Path) -> None:
    cached(tmp_path, b"Title: A\n\nText A", b"Title: B\n\nText B")
    (kept,) = cached(tmp_path, b"Title: A\n\nText A")
    assert [pickle.loads(text) for text in remembered(tmp_path).texts.values()] == [kept]


def test_a_file_is_read_again_only_where_its_status_has_changed(tmp_path: Path) -> None:
    paths = written(tmp_path, b"Title: A\n\nText")
    right = read_again(tmp_path, paths)
    known = falsified(remembered(tmp_path), "remembered")
    ((mark, text),) = known.texts.items()
    remember(tmp_path, known._replace(files={paths[0]: Seen(status(paths[0]) or NEVER, "x")}, texts={"x": text}))
    assert [one.html for one in read_again(tmp_path, paths)] == ["remembered"]
    Path(paths[0]).touch()
    assert read_again(tmp_path, paths) == right
    assert list(remembered(tmp_path).texts) == [mark]


def test_a_file_that_was_only_just_changed_is_read_again(tmp_path: Path) -> None:
    paths = written(tmp_path, b"Title: A\n\nText A")
    read_again(tmp_path, paths)
    assert remembered(tmp_path).files[paths[0]].status == NEVER
    Path(paths[0]).write_bytes(b"Title: A\n\nText B")
    assert [one.html for one in read_again(tmp_path, paths)] == ["<p>Text B</p>"]


def test_nothing_is_written_where_nothing_changed_or_next_to_nothing(tmp_path: Path) -> None:
    texts = [f"Title: {number}\n\nText".encode() for number in range(500)]
    cached(tmp_path, *texts)
    path = tmp_path / "documents"
    before = path.stat().st_ino, path.stat().st_mtime_ns
    cached(tmp_path, *texts)
    assert [one.html for one in cached(tmp_path, *texts[:-1], b"Title: A\n\nNew")][-1] == "<p>New</p>"
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before
    assert not [one.name for one in tmp_path.iterdir() if one.suffix not in {"", ".md"}]
    cached(tmp_path, *texts[:400])
    assert len(remembered(tmp_path).texts) == 400


def test_what_another_release_has_read_is_read_again(tmp_path: Path) -> None:
    right = cached(tmp_path, TEXT)
    remember(tmp_path, falsified(remembered(tmp_path), "old")._replace(reader="3.0-0"))
    assert cached(tmp_path, TEXT) == right


TEXT = b"Title: A\n\nText of some length"


@settings(max_examples=200)
@given(data=st.data())
def test_a_damaged_cache_is_forgotten(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.getbasetemp() / "damaged"
    right = cached(folder, TEXT)
    path = folder / "documents"
    whole = path.read_bytes()
    kind = data.draw(st.sampled_from(["cut", "flipped", "other"]))
    if kind == "cut":
        path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    elif kind == "flipped":
        place, bit = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 7))
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
    else:
        path.write_bytes(data.draw(st.binary(max_size=40)))
    assert cached(folder, TEXT) == right
    assert path.read_bytes() == whole


@pytest.mark.parametrize("value", [[], {"x": 1}, "text"], ids=["list", "strange", "text"])
def test_a_cache_of_something_else_is_forgotten(tmp_path: Path, value: object) -> None:
    remember(tmp_path, value)
    assert [one.html for one in cached(tmp_path, TEXT)] == ["<p>Text of some length</p>"]


# anything at all

MARKUP = """
---
Title: T
Date: 2018-06
Tags:
- a
    - b
# x
## Q {: .faq }
### q?
> a
> — b
|a|b|
|-|-|
```
{amount:a|exact}
[a]({product}b
![
<div markdown='1'>
</div>
[^1]
[^1]: n
*[x]: y
: d
&amp;
<![CDATA[
"""
LINES = st.lists(
    st.text(max_size=20) | st.sampled_from(["", "\t", "\x02", "\r", *MARKUP.strip().split("\n")]), max_size=14
)


@settings(max_examples=150)
@given(lines=LINES)
@example(lines=["<![if !x]>"])
def test_any_lines_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    folder = tmp_path_factory.getbasetemp() / "anything"
    text = "\n".join(lines)
    count = text.count("\n") + text.count("\r") + 1
    for kind in ("guides", "categories"):
        shop = write_shop(folder, {f"{kind}/a/en.md": text})
        found, problems = load_bundles(shop, DocumentCache(folder / "cache"))
        own = [problem for problem in problems if problem.source == f"content/{kind}/a/en.md"]
        assert all(problem.line <= count for problem in own)
        assert found[kind] or own


@settings(max_examples=100)
@given(data=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp() / "bytes"
    for content in (data, b"Title: T\n\n" + data):
        found, problems = load_bundles(write_shop(folder, {GUIDE: content}), DocumentCache(folder / "cache"))
        assert found["guides"] or problems


@example(
    "*[CSS]: Sheets\n\nPlain CSS here.\n\n    CSS in code\n\nand *CSS* [a](b)\n\n| CSS | b |\n| - | - |\n| c | `CSS` |"
)
@example("A  \nbreak and <b>bold</b> &amp; me@shop.example\n\n## One {: .a }\n\n[^1]\n\n[^1]: Note \\* *b*")
@given(
    st.lists(st.sampled_from([*"ab *_[]()!`<>&\\#|-:\n", "\n\n", "  \n", "{: .c }", "    ", "[^1]", "http://x"])).map(
        "".join
    )
)
def test_texts_without_a_mark_read_the_same_without_a_search(text: str) -> None:
    found = [Markdown(extensions=["extra", "sane_lists", "toc", *own]).convert(text) for own in ([], [Plain()])]
    assert found[0] == found[1]
