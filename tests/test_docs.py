"""The documents say what is so: their tables are compared with the code, their examples are built."""

import ast
import io
import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import MISSING, fields
from dataclasses import replace as changed
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from PIL import Image

from scripts.__main__ import COMMANDS
from scripts.new_shop import STARTER
from scripts.translate import command as translate
from scripts.translate.check import check_files
from storefront.catalog import COLUMNS
from storefront.catalog.columns import Form
from storefront.content import KEYS
from storefront.locales import Form as AmountForm
from storefront.locales import Formats
from storefront.locales.cldr import SYMBOL_UNITS, UNITS
from storefront.model import Locale
from storefront.problems import InputError, report
from storefront.settings import TABLES, ShopTable
from storefront.shop import PRODUCT
from storefront.urls import OWN_WORDS
from tests.documents import DOCUMENTS, Block, anchors, blocks, code, links, prose, row, spans, table, tables, text
from tests.sites import make, replace, write

NAMES = [path.relative_to(PRODUCT).as_posix() for path in DOCUMENTS]
BROKEN = "When something is wrong"
"""The section of docs/editors.md whose example is wrong on purpose."""
NOT_OURS = {"STRICT", "From", "SOURCE_DATE_EPOCH"}
"""Names in documents that are no names of our code."""


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """The shop that `vitrina new-shop` writes."""
    return Path(shutil.copytree(STARTER, tmp_path / "shop"))


def assert_rows(documented: list[list[str]], expected: Iterable[str], place: str) -> None:
    rows = list(expected)
    assert [row(*cells) for cells in documented] == rows, f"{place} should read:\n" + "\n".join(rows)


# commands, files, links


def make_targets() -> set[str]:
    return set(re.findall(r"(?m)^([a-z]+):.*##", text("Makefile")))


def said(pattern: str, names: Iterable[str]) -> set[str]:
    return {match for name in names for line in code(name) for match in re.findall(pattern, line)}


MAKE = r"(?:^|[ (`])make ([a-z]+)"
VITRINA = r"(?:^|[ /`(])vitrina(?: --shop \S+)? ([a-z][a-z-]*)"


def test_readme_and_contributing_name_every_make_target_and_no_other() -> None:
    assert said(MAKE, ["README.md", "CONTRIBUTING.md"]) == make_targets()
    assert said(MAKE, NAMES) <= make_targets()


def test_readme_and_contributing_name_every_command_and_no_other() -> None:
    assert said(VITRINA, ["README.md", "CONTRIBUTING.md"]) == set(COMMANDS)
    assert said(VITRINA, NAMES) <= set(COMMANDS)


WRITTEN = "translations/de/LC_MESSAGES/storefront.po"
"""A file that a command of a recipe writes."""


def made_by_recipes() -> set[str]:
    return {WRITTEN} | {block.file for block in blocks("CONTRIBUTING.md") if block.file and block.language != "diff"}


@pytest.mark.parametrize("name", NAMES)
def test_files_that_a_document_names_exist(name: str) -> None:
    path = re.compile(r"^(?:plugins|scripts|theme|tests|docs|translations|infra|\.ci|\.github)/[\w./-]+$")
    named = [span for span in spans(name) if path.match(span)]
    examples = {file for file in named if file.startswith("translations/f")} | made_by_recipes()
    missing = [file for file in named if file not in examples and not (PRODUCT / file).exists()]
    assert not missing


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_links_lead_to_files_and_headings(path: Path) -> None:
    for target, anchor in links(path):
        found = (path.parent / target).resolve() if target else path
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), f"{target}#{anchor}"


@pytest.mark.parametrize("name", NAMES)
def test_documents_have_a_sentence_a_line(name: str) -> None:
    lines = [line for line in prose(name).splitlines() if not re.match(r"\s*(\||-|\d+\.|<|#)", line)]
    bare = (re.sub(r"`[^`]*`|\([^)]*\)", "", line) for line in lines)
    assert [line for line in bare if re.search(r"[a-z”][.!?] [A-Z]", line)] == []


def test_readme_says_that_the_licence_is_the_one_of_the_package() -> None:
    assert 'license = "AGPL-3.0-or-later"' in text("pyproject.toml")
    assert "[AGPL-3.0-or-later](LICENSE)" in text("README.md")


def test_the_tree_of_the_readme_is_the_one_of_the_repository() -> None:
    (tree,) = [one.text for one in blocks("README.md") if "shop.toml  " in one.text]
    named = {line.split()[0] for line in tree.splitlines() if line[0] != " "}
    assert [name for name in named if not (PRODUCT / name).exists()] == []
    kept = {path.name for path in PRODUCT.iterdir() if path.is_dir() and path.name[0] != "."}
    assert kept - {"output", "node_modules", "__pycache__"} <= {name.split("/")[0] for name in named}


# docs/design.md


def modules() -> dict[str, Path]:
    root = PRODUCT / "plugins" / "storefront"
    return {path.relative_to(root).as_posix(): path for path in root.rglob("*.py") if path.name != "__init__.py"}


def documented_modules() -> list[str]:
    return [cells[0].strip("`") for cells in table("docs/design.md", "module")]


def test_design_has_a_line_for_every_module() -> None:
    documented = documented_modules()
    assert len(documented) == len(set(documented))
    assert set(documented) == set(modules())


def imports(path: Path, *, everywhere: bool) -> set[str]:
    """What a module imports, as `package.module` and `package.module.name`; inside of functions too or not."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_a_module_imports_only_from_modules_below_it() -> None:
    order = documented_modules()
    dotted = {f"storefront.{name[:-3].replace('/', '.')}": name for name in order}
    for name, path in modules().items():
        known = {dotted[one] for one in imports(path, everywhere=True) if one in dotted}
        upwards = [one for one in known if order.index(one) <= order.index(name)]
        assert not upwards, f"{name} imports {upwards}"


def test_only_the_generator_imports_pelican_and_nothing_imports_the_commands() -> None:
    for name, path in modules().items():
        tops = {one.partition(".")[0] for one in imports(path, everywhere=True)}
        assert "scripts" not in tops, name
        assert name == "generator.py" or "pelican" not in tops, name


@pytest.mark.parametrize("name", ["docs/design.md", "CONTRIBUTING.md"])
def test_functions_that_a_document_names_exist(name: str) -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in modules().values())
    known = {*re.findall(r"(?m)^ *(?:def|class) (\w+)", sources), *re.findall(r"(?m)^(\w+)(?:: [^=\n]+)? = ", sources)}
    is_name = re.compile(r"_?[a-z]+(?:_[a-z]+)+|[A-Z][A-Z_]+|[A-Z][a-z]+[A-Z]?\w*(?:\.\w+)?")
    columns = "|".join(one.name.replace("*", r"\w+") for one in COLUMNS)
    for span in spans(name):
        if is_name.fullmatch(span) and not re.fullmatch(columns, span):
            assert set(span.split(".")) <= known | NOT_OURS, span


# docs/settings.md


def settings(model: type, place: str) -> dict[str, dict[str, object]]:
    """The default of every setting by the heading of its table."""
    found: dict[str, dict[str, object]] = {place: {}}
    inside = "" if model is ShopTable else f"{place.strip('`[]')}."
    types = get_type_hints(model, include_extras=True)
    for field in fields(model):
        tables_inside = [part for part in parts(types[field.name]) if part in TABLES]
        if tables_inside:
            found |= settings(tables_inside[0], heading(f"{inside}{field.name}", types[field.name]))
        else:
            found[place][field.name] = field.default if field.default_factory is MISSING else field.default_factory()
    return found


def parts(annotation: object) -> list[Any]:
    return [annotation, *(deeper for part in get_args(annotation) for deeper in parts(part))]


def heading(name: str, annotation: object) -> str:
    if annotation in TABLES:
        return f"`[{name}]`"
    if get_origin(annotation) is tuple:
        return f"`[[{name}]]`"
    return f"`[{name}.<{'code' if name == 'locales' else 'key'}>]`"


def as_toml(default: object) -> str:
    if isinstance(default, tuple):
        return f"[{', '.join(as_toml(one) for one in default)}]"
    if isinstance(default, bool):
        return str(default).lower()
    return "{}" if default == {} else f'"{default}"' if isinstance(default, str) else f"{default:g}"


def test_settings_lists_every_setting_with_its_default() -> None:
    expected = settings(ShopTable, "The shop")
    documented = {place: rows for place, header, rows in tables("docs/settings.md") if header[0] == "setting"}
    assert list(documented) == list(expected)
    for place, defaults in expected.items():
        assert [cells[0] for cells in documented[place]] == [f"`{name}`" for name in defaults], place
        for (name, default, meaning), known in zip(documented[place], defaults.values(), strict=True):
            assert meaning, name
            if known is None or known is MISSING:
                assert "`" not in default, name
            else:
                assert default == f"`{as_toml(known)}`", name


# docs/catalog.md


def test_catalog_lists_every_column() -> None:
    rows = (row(f"`{one.name}`", "yes" if one.required else "", one.scope, one.form, one.meaning) for one in COLUMNS)
    assert_rows(table("docs/catalog.md", "column"), rows, "the columns of docs/catalog.md")


def test_catalog_lists_every_form_and_unit() -> None:
    assert [cells[0] for cells in table("docs/catalog.md", "form")] == list(get_args(Form))
    units = [unit for cells in table("docs/catalog.md", "unit") for unit in re.findall(r"`([^`]+)`", cells[1])]
    assert sorted(units) == sorted({*UNITS, *SYMBOL_UNITS})


def only_catalog(starter: Path, export: str) -> None:
    """Leaves nothing in the shop but an export."""
    shutil.rmtree(starter / "content")
    replace(starter / "shop.toml", '["page:contact", "guides", "blog"]', "[]")
    write(starter / "content/catalog/offers.csv", export)


def test_the_example_of_an_export_builds(starter: Path) -> None:
    (example,) = [block for block in blocks("docs/catalog.md") if block.language == "csv"]
    only_catalog(starter, example.text)
    result = make(starter, strict=True)
    assert (result.offers, result.rejected, result.problems) == (3, 0, [])
    french = (starter / "output/fr/produit/phone-one/index.html").read_text(encoding="utf-8")
    assert "169,00" in french
    assert "A-2" not in french
    assert "5,4" in french


def test_the_example_of_a_rejected_row_is_what_is_said(starter: Path) -> None:
    (example,) = [block for block in blocks("docs/catalog.md") if block.language == "csv"]
    (said_so,) = [block for block in blocks("docs/catalog.md") if block.language == "text"]
    only_catalog(starter, example.text.replace("good,128", "goof,128"))
    replace(starter / "shop.toml", "[[footer]]", "[catalog]\nmax_rejected_percent = 50\n\n[[footer]]")
    assert said_so.text.strip() in report(make(starter, strict=True).problems)
    assert "“goof” is not a grade" in (starter / ".cache/rejects/offers-rejects.csv").read_text(encoding="utf-8")


# docs/editors.md


def test_editors_lists_every_key() -> None:
    rows = (
        row(f"`{key.name}`", ", ".join(key.kinds), key.meaning, "once" if key.shared else "per language")
        for key in KEYS
    )
    assert_rows(table("docs/editors.md", "key"), rows, "the keys of docs/editors.md")


def examples() -> list[Block]:
    """The Markdown of docs/editors.md that is right: whole files, and pieces of a text as posts of their own."""
    found = [one for one in blocks("docs/editors.md") if one.language == "markdown" and one.section != BROKEN]
    header = "Title: Piece\nDate: 2026-11-01\nSlug: piece-{line}\n\n"
    return [
        one
        if one.file
        else changed(one, file=f"content/blog/piece-{one.line}/en.md", text=header.format(line=one.line) + one.text)
        for one in found
    ]


def write_example(starter: Path, block: Block) -> None:
    """Writes a text, and the files of its bundle that it names."""
    write(starter / block.file, block.text)
    for name in re.findall(r"[\w-]+\.(?:webp|pdf)", block.text):
        picture = io.BytesIO()
        Image.new("RGB", (64, 48)).save(picture, "webp")
        (starter / block.file).with_name(name).write_bytes(picture.getvalue())


@pytest.fixture
def editors_shop(starter: Path) -> Path:
    for block in examples():
        write_example(starter, block)
    links = [span for span in spans("docs/editors.md") if re.match(r"\[[^\]]+\]\(", span)]
    body = "Title: Links\nDate: 2026-11-01\n\n" + "\n".join(links)
    write_example(starter, Block("", "content/blog/links/en.md", "", body, 0))
    return starter


def test_every_example_for_editors_builds_without_a_problem(editors_shop: Path) -> None:
    assert make(editors_shop, strict=True).problems == []
    post = (editors_shop / "output/en/blog/open-day/index.html").read_text(encoding="utf-8")
    for seen in ('class="eyebrow"', 'class="pull-quote"', "— Maite, technician", "40 chairs", "the shopkeepers"):
        assert seen in post
    assert "40 chaises" in (editors_shop / "output/fr/blog/portes-ouvertes/index.html").read_text(encoding="utf-8")
    pieces = [
        (editors_shop / f"output/en/blog/piece-{one.line}/index.html") for one in examples() if "piece" in one.file
    ]
    assert any('<section class="faq">' in path.read_text(encoding="utf-8") for path in pieces)
    category = (editors_shop / "output/en/shop/phones/small-phones/index.html").read_text(encoding="utf-8")
    assert category.index("used with one hand") < category.index("card__name") < category.index("What you give up")


def test_addresses_that_editors_are_told_are_there(editors_shop: Path) -> None:
    make(editors_shop, strict=True)
    addresses = [span for span in spans("docs/editors.md") if re.fullmatch(r"/en/[\w/-]+/", span)]
    assert len(addresses) == 4
    assert [one for one in addresses if not (editors_shop / f"output{one}index.html").is_file()] == []


def test_figures_are_written_as_editors_are_told() -> None:
    formats = [Formats(Locale(code, "", "EUR", "")) for code in ("en-GB", "fr-FR")]
    for typed, placeholder, *expected in table("docs/editors.md", "header"):
        form: Any = placeholder.strip("`{}").partition("|")[2]
        assert form in get_args(AmountForm)
        found = [re.sub("[\u00a0\u202f]", " ", one.amount(typed.strip("`"), form)) for one in formats]
        assert found == expected, typed


def test_the_report_that_editors_are_shown_is_the_one_they_get(starter: Path) -> None:
    wrong, shown = [one for one in blocks("docs/editors.md") if one.section == BROKEN]
    write(starter / wrong.file, wrong.text)
    with pytest.raises(InputError) as caught:
        make(starter, strict=True)
    assert str(caught.value) == shown.text.strip()


# docs/translators.md


def test_translators_are_told_every_context() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in modules().values())
    catalog, urls = [rows for _, header, rows in tables("docs/translators.md") if header[0] == "context"]
    assert {cells[0].strip("`") for cells in catalog} == set(re.findall(r'\bterm\("(\w+)"', sources))
    assert [cells[0].strip("`") for cells in urls] == ["route", *OWN_WORDS.values()]


def test_the_mistake_that_translators_are_shown_is_reported_so(starter: Path) -> None:
    shown, _, told = [one.text.strip() for one in blocks("docs/translators.md") if one.language == "text"]
    path = starter / "translations/fr/LC_MESSAGES/storefront.po"
    header = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    write(path, f'{header}msgid "Skip"\nmsgstr "Aller au contenu\n')
    with pytest.raises(InputError) as caught:
        make(starter, strict=True)
    assert shown in str(caught.value)
    write(path, f'{header}msgid "%(name)s: sold out"\nmsgstr "%(name)s : épuisé"\n')
    assert told in [f"{one.severity.name.lower()}: {one}" for one in check_files(starter, [path])]


def test_translators_are_told_every_command() -> None:
    named = {match for line in code("docs/translators.md") for match in re.findall(r"translate (\w+)", line)}
    assert named == set(translate.commands)


# docs/search-engines.md

GUIDE = "Title: Plain\nDate: 2026-11-01\n\nText."
NEWS = "Title: Big news\nDate: 2026-11-01\nNews: yes\n\nText."
TAG = "Title: Tagged\nDate: 2026-11-01\nTags: Team\nCategory: News\nAuthors: editor\n\nText."
PAGES = {
    "language chooser at `/`": ["index.html"],
    "home page": ["en/index.html"],
    "category or landing page, each page of it": ["en/shop/phones/index.html", "fr/boutique/telephones/index.html"],
    "product with one offer": ["en/product/tablet/index.html"],
    "product with several offers": ["en/product/phone-one/index.html"],
    "post": ["en/blog/we-are-open/index.html"],
    "post with `News: yes`": ["en/blog/big-news/index.html"],
    "lists of posts, categories, tags, authors and years": [
        "en/blog/index.html",
        "en/blog/category/index.html",
        "en/blog/category/news/index.html",
        "en/blog/tag/team/index.html",
        "en/blog/author/the-editor/index.html",
        "en/blog/archive/2026/index.html",
    ],
    "guide": ["en/guides/plain/index.html"],
    "guide with questions": ["en/guides/how-to-choose/index.html"],
    "list of guides": ["en/guides/index.html"],
    "static page": ["en/contact/index.html"],
    "404 page": ["404.html", "en/404.html"],
}


def test_search_engines_are_told_what_is_documented(starter: Path) -> None:
    write(starter / "content/guides/plain/en.md", GUIDE)
    write(starter / "content/blog/news/en.md", NEWS)
    write(starter / "content/blog/tag/en.md", TAG)
    make(starter, strict=True)
    documented = {cells[0]: re.findall(r"`(\w+)`", cells[1]) for cells in table("docs/search-engines.md", "page")}
    assert list(documented) == list(PAGES)
    for page, paths in PAGES.items():
        for path in paths:
            html = (starter / "output" / path).read_text(encoding="utf-8")
            data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
            assert [json.loads(one)["@type"] for one in data] == documented[page], path


def test_hreflang_is_as_documented(starter: Path) -> None:
    make(starter, strict=True)
    html = (starter / "output/en/index.html").read_text(encoding="utf-8")
    assert re.findall(r'<link rel="alternate" hreflang="([^"]+)"', html) == ["en-GB", "en", "fr-FR", "fr", "x-default"]
    assert "/fr/boutique/telephones/petits-telephones/" in (starter / "output/sitemap-fr-1.xml").read_text(
        encoding="utf-8"
    )


# README.md


def test_the_new_shop_holds_what_the_readme_says(starter: Path) -> None:
    result = make(starter, strict=True)
    assert len(result.pages) == 2
    products = (starter / "output/en/product").iterdir()
    assert len(list(products)) == 3
    assert (starter / "output/manifest.json").is_file()
