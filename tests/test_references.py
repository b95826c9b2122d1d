"""`storefront.references`: every link, file and figure that a text names is there, or told with its line."""

from pathlib import Path

import pytest

from storefront.problems import Problem, Severity
from storefront.references import reference_problems
from storefront.store import load_store
from storefront.urls import Graph
from tests.shops import LOCALES, write_shop

CONTENT = {
    "catalog/offers.csv": "sku,product,name,category,price_fr,price_gb\n"
    "A1,phone-one,Phone One,Phones > Small,100,90\nB1,tablet,Tablet,Tablets,,80\n",
    "blog/welcome/en.md": "Title: Welcome\nDate: 2026-01-01\nAuthors: anna\n\nText",
    "blog/welcome/list.pdf": "",
    "blog/draft/en.md": "Title: Draft\nStatus: draft\n\nText",
    "guides/size/fr.md": "Title: Taille\n\n## How\n\n### Grün\n\nTexte",
    "pages/contact/en.md": "Title: Contact\n\nText",
    "pages/home/en.md": "Title: Home\n\nText",
    "authors/anna/en.md": "Title: Anna\n\nText",
    "images/phone.png": "",
    "notes.md": "none of ours",
}
TEXT = "content/blog/links/en.md"
FILES = ("my photo.png", "photo (1).png", "R&D.pdf", "List (2).pdf", "5%25.png")


def found(folder: Path, content: dict[str, str], settings: str = LOCALES) -> list[Problem]:
    store = load_store(write_shop(folder, CONTENT | content, settings), folder / ".cache")
    assert [problem for problem in store.problems if problem.severity is Severity.ERROR] == []
    return sorted(reference_problems(store, Graph(store)))


def told(folder: Path, body: str, header: str = "") -> list[str]:
    """What is wrong with a post's text, which begins in line 5."""
    text = f"Title: Links\nDate: 2026-01-02\n{header or 'Slug: links'}\n\n{body}"
    problems = found(folder, {"blog/links/en.md": text} | {f"blog/links/{name}": "" for name in FILES})
    assert {problem.severity for problem in problems} <= {Severity.ERROR}
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    "body",
    [
        "[a]({product}phone-one) [b](<{product}tablet>)",
        "[a]({category}phones/small) [b]({category}phones)",
        "[a]({post}welcome) [b]({guide}size) [c]({page}contact) [d]({page}home)",
        "[a]({guide}size#how) [b]({guide}size#gr%C3%BCn) [c]({guide}size#grün) [d]({post}welcome#top)",
        "[a]({filename}../welcome/en.md) [b]({filename}/guides/size/fr.md) [c]({filename}en.md)",
        "[a]({filename}../../authors/anna/en.md) [b]({filename}/pages/home/en.md)",
        "[a]({static}../welcome/list.pdf) [b]({static}/blog/welcome/list.pdf) [c]({attach}R&D.pdf)",
        "![a](my photo.png) ![b](/images/phone.png) ![c]({static}/images/phone.png)",
        "![a](photo (1).png) ![b](<photo (1).png> 'B') [c]({static}List (2).pdf) [d](<{static}List (2).pdf>) (e)",
        "![a](my%20photo.png) ![b](photo%20%281%29.png) ![c](5%25.png) [d]({static}R%26D.pdf)",
        "[a](/en/) [b](/) [c](/fr/guides/taille/) [d](/en/blog/?page=1)",
        "[a](https://a.example) [b](mailto:a@b.example) [d](tel:+33123456789)",
        "## Là\n\n[a](#là) [b](#l%C3%A0) [c](#top) [d](#main) <i id='e'></i> [e](#e) [^f] [f](#fn:f)\n\n[^f]: Note",
        "`{amount:x}` and ```[a](b)```",
        "Nothing at all.",
    ],
)
def test_what_is_there_is_right(tmp_path: Path, body: str) -> None:
    assert told(tmp_path, body) == []


KINDS = "{product}, {category}, {post}, {guide}, {page}, {filename}, {static}"
FILE_HINT = "put it beside this text, or write its path from content/ with a slash"
SOURCE_HINT = "write the path from this file, or from content/ with a slash"
LINK_HINT = "link with {product}, {category}, {post}, {guide} or {page} and its key"


@pytest.mark.parametrize(
    ("body", "report"),
    [
        ("[a]({product}phone-on)", "there is no product “phone-on” → did you mean {product}phone-one?"),
        ("[a]({product}xyz)", "there is no product “xyz” → correct the key, or remove the link"),
        ("[a]({category}Phones)", "there is no category “Phones” → did you mean {category}phones?"),
        ("[a]({post}draft)", "there is no post “draft” → correct the key, or remove the link"),
        ("[a]({post}size)", "there is no post “size” → correct the key, or remove the link"),
        ("[a]({page}contacts)", "there is no page “contacts” → did you mean {page}contact?"),
        ("[a]({guide})", "there is no guide “” → correct the key, or remove the link"),
        (
            "[a]({tag}news)",
            f"{{tag}} is no kind of link → write one of {KINDS}",
        ),
        ("[a]({filename}gone.md)", f"there is no file “gone.md” → {SOURCE_HINT}"),
        ("[a]({filename}../welcome)", f"there is no file “../welcome” → {SOURCE_HINT}"),
        ("[a]({filename}../../../shop.toml)", f"there is no file “../../../shop.toml” → {SOURCE_HINT}"),
        (f"[a]({{filename}}{'x' * 300}.md)", f"there is no file “{'x' * 300}.md” → {SOURCE_HINT}"),
        ("[a]({filename}../draft/en.md)", "“../draft/en.md” has no page → link to a text that is published"),
        (
            "[a]({filename}../welcome/list.pdf)",
            "“../welcome/list.pdf” has no page → use {static} for a file to download",
        ),
        ("[a]({filename}/notes.md)", "“/notes.md” has no page → use {static} for a file to download"),
        ("[a]({static}gone.pdf)", f"there is no file “gone.pdf” → {FILE_HINT}"),
        ("[a]({static}../welcome)", f"there is no file “../welcome” → {FILE_HINT}"),
        ("[a]({static}../../../shop.toml)", f"there is no file “../../../shop.toml” → {FILE_HINT}"),
        (f"![a]({'x' * 300})", f"there is no file “{'x' * 300}” → {FILE_HINT}"),
        ("![a](photo.png)", f"there is no file “photo.png” → {FILE_HINT}"),
        ("[![a](photo.png)](/en/)", f"there is no file “photo.png” → {FILE_HINT}"),
        ("[![a](my photo.png)](/gone/)", f"there is no page at /gone/ → {LINK_HINT}"),
        ("![a](My photo.PNG)", "there is no file “My photo.PNG” → did you mean my photo.png?"),
        (
            "[a]({static}../welcome/lists.pdf)",
            "there is no file “../welcome/lists.pdf” → did you mean ../welcome/list.pdf?",
        ),
        ("[a]()", "“[a]()” leads nowhere → write where it leads in the round brackets, or remove them"),
        ("![a]( )", "“![a]( )” shows nothing → write the picture's file in the round brackets, or remove it"),
        ("[a](<{product}phone-on>)", "there is no product “phone-on” → did you mean {product}phone-one?"),
        ("[a](/en/blog)", "there is no page at /en/blog → write /en/blog/"),
        ("[a](/en/gone/)", f"there is no page at /en/gone/ → {LINK_HINT}"),
        (
            "[a](../welcome/en.md)",
            (
                "“../welcome/en.md” leads nowhere → "
                "write {filename} before the path of a text, {static} before that of a file"
            ),
        ),
        ("[a](www.a.example/b)", "“www.a.example/b” leads nowhere → write https://www.a.example/b"),
        ("[a](anna@a.example)", "“anna@a.example” leads nowhere → write mailto:anna@a.example"),
        ("{amount:x}", "there is no figure “x” → add a line “amount_x: 41000000 EUR” to the header"),
        ("| a |\n| - |", ""),
    ],
)
def test_what_is_not_there_is_told_with_its_line(tmp_path: Path, body: str, report: str) -> None:
    assert told(tmp_path, f"Text\n\n{body}\n\nMore") == [f"{TEXT}:7  {report}"] * bool(report)


@pytest.mark.parametrize(
    ("header", "body", "report"),
    [
        ("Amount_a: 3", "{amount:b}", "there is no figure “b” → this bundle has a"),
        ("Amount_a: 3", "{amount:a|long}", "“long” is no form of a figure → write exact or short, or leave it out"),
        ("Amount_a: 3", "{amount:a|exact} {amount:a|short} {amount:a}", ""),
        ("Amount_A: 3", "{amount:a}", ""),
        ("Amount_a: 3", "{amount: a | exact}", "“{amount: a | exact}” has spaces in it → write {amount:a|exact}"),
        ("Amount_a: a lot", "{amount:a}", "“a lot” "),
        ("Amount_a: 1 000 EUR", "{amount:a}", "“1 000 EUR” "),
        ("Amount_a:", "{amount:a}", "“” "),
    ],
)
def test_figures_have_to_be_in_the_header_and_to_be_figures(
    tmp_path: Path, header: str, body: str, report: str
) -> None:
    report_lines = told(tmp_path, body, header)
    assert [line[: len(TEXT) + 4 + len(report)] for line in report_lines] == [f"{TEXT}:5  {report}"] * bool(report)
    assert all("→ correct “amount_a” in the header" in line for line in report_lines if "“amount_a”" in line)


PLACES = (
    "## Battery life\n\n[a](#batery-life) [a]({post}links#batery-life) [b]({post}links#battery-life)\n\n"
    "[c]({guide}size#screen)"
)


def test_a_heading_that_a_text_has_in_no_language_is_told_and_stops_nothing(tmp_path: Path) -> None:
    problems = found(tmp_path, {"blog/links/en.md": f"Title: Links\nDate: 2026-01-02\n\n{PLACES}"})
    assert {problem.severity for problem in problems} == {Severity.NOTICE}
    assert [str(problem) for problem in problems] == [
        f"{TEXT}:6  the link leads to no heading of this text: “batery-life” → did you mean #battery-life?",
        f"{TEXT}:6  the post “links” has no heading “batery-life” → did you mean #battery-life?",
        f"{TEXT}:8  the guide “size” has no heading “screen” → correct it, or write {{#screen}} behind the heading",
    ]


def test_a_category_text_links_to_headings_below_its_products(tmp_path: Path) -> None:
    assert found(tmp_path, {"categories/phones/en.md": "Title: T\n\n[a](#below)\n\n---\n\n## Below\n"}) == []


def test_figures_of_a_title_are_looked_for_too(tmp_path: Path) -> None:
    text = "Title: {amount:x}\n\nText"
    assert [str(problem) for problem in found(tmp_path, {"guides/a/en.md": text})] == [
        "content/guides/a/en.md:1  there is no figure “x” → add a line “amount_x: 41000000 EUR” to the header"
    ]


def test_every_language_and_every_kind_is_looked_through(tmp_path: Path) -> None:
    text = "Title: T\nSlug: t\n\n[a]({product}gone)"
    bare = "Title: T\n\n[a]({product}gone)"
    content = {
        "guides/a/en.md": text,
        "guides/a/fr.md": text,
        "pages/a/en.md": text,
        "categories/phones/fr.md": bare,
        "authors/a/en.md": text,
    }
    problems = found(tmp_path, content)
    assert [(problem.source, problem.line) for problem in problems] == [
        (f"content/{name}", 3 if name.startswith("categories") else 4) for name in sorted(content)
    ]


def test_a_category_text_that_nobody_sees_is_a_warning(tmp_path: Path) -> None:
    text = "Title: T\n\nText"
    content = {"categories/phone/en.md": text, "categories/xyz/fr.md": text, "categories/phones/small/en.md": text}
    problems = found(tmp_path, content)
    assert [str(problem) for problem in problems] == [
        (
            "content/categories/phone/en.md  the export has no category “phone”: nobody sees this text → "
            "did you mean content/categories/phones/?"
        ),
        (
            "content/categories/xyz/fr.md  the export has no category “xyz”: nobody sees this text → "
            "rename or remove the folder"
        ),
    ]
    assert {problem.severity for problem in problems} == {Severity.WARNING}
