"""The theme's files: one sheet, one script, and addresses that change with the content."""

import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from storefront.assets import Assets, load_assets
from storefront.problems import Severity

NEEDED = {"css/main.css": "a { color: red }", "icons/favicon.svg": "<svg/>", "icons/no-picture.svg": "<svg id='n'/>"}
NODE = shutil.which("node")


def theme(shop: Path, files: dict[str, str]) -> Path:
    root = shop / "theme" / "static"
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def load(shop: Path, files: dict[str, str]) -> Assets:
    return load_assets([theme(shop, NEEDED | files)])


def text(assets: Assets, address: str) -> str:
    content = assets.files[address]
    return content.decode() if isinstance(content, bytes) else content.read_text(encoding="utf-8")


def sheet(shop: Path, files: dict[str, str]) -> str:
    assets = load(shop, files)
    assert not assets.problems, assets.problems
    return text(assets, assets.stylesheet)


def script(shop: Path, files: dict[str, str]) -> str:
    assets = load(shop, files)
    assert not assets.problems, assets.problems
    return text(assets, assets.script)


def reports(assets: Assets) -> list[str]:
    return [str(problem) for problem in assets.problems]


# addresses


def test_addresses_hold_the_hash_of_the_content(tmp_path: Path) -> None:
    assets = load(tmp_path, {"fonts/text.woff2": "font", "js/main.js": "go()"})
    assert not assets.problems
    digest = sha256(b"<svg/>").hexdigest()[:8]
    assert assets.icon == f"/static/icons/favicon.{digest}.svg"
    assert text(assets, assets.icon) == "<svg/>"
    assert re.fullmatch(r"/static/site\.[0-9a-f]{8}\.css", assets.stylesheet)
    assert re.fullmatch(r"/static/site\.[0-9a-f]{8}\.js", assets.script)
    assert text(assets, assets.no_picture) == "<svg id='n'/>"
    kinds = [re.sub(r"\.[0-9a-f]{8}\.", ".", address) for address in assets.files]
    assert sorted(kinds) == [
        "/static/fonts/text.woff2",
        "/static/icons/favicon.svg",
        "/static/icons/no-picture.svg",
        "/static/site.css",
        "/static/site.js",
    ]


def test_address_changes_with_the_content_and_only_then(tmp_path: Path) -> None:
    files = {"css/card.css": "b { color: red }", "css/main.css": '@import "card.css";', "js/main.js": "go()"}
    first = load(tmp_path, files)
    again = load(tmp_path, files)
    assert list(again.files) == list(first.files)
    changed = load(tmp_path, files | {"css/card.css": "b { color: blue }"})
    assert changed.stylesheet != first.stylesheet
    assert (changed.script, changed.icon) == (first.script, first.icon)


def test_changed_icon_changes_the_sheet_that_shows_it(tmp_path: Path) -> None:
    files = {"css/main.css": "a { background: url(../icons/x.svg) }", "icons/x.svg": "<svg/>"}
    assert load(tmp_path, files).stylesheet != load(tmp_path, files | {"icons/x.svg": "<svg> </svg>"}).stylesheet


def test_files_of_root_keep_their_names(tmp_path: Path) -> None:
    assets = load(tmp_path, {"root/check.txt": "mine", "root/.well-known/security.txt": "Contact: mailto:a@b.example"})
    assert text(assets, "/check.txt") == "mine"
    assert "/.well-known/security.txt" in assets.files


def test_hidden_files_stay_at_home(tmp_path: Path) -> None:
    assets = load(tmp_path, {".DS_Store": "x", "icons/.x.svg.swp": "x", ".git/config": "x"})
    assert len(assets.files) == 3


def test_name_that_does_not_fit_into_an_address_is_a_problem(tmp_path: Path) -> None:
    (report,) = reports(load(tmp_path, {"fonts/Été 1.woff2": "x"}))
    assert report.startswith("theme/static/fonts/Été 1.woff2  the name does not fit")


def test_shop_replaces_files_of_the_product_by_name(tmp_path: Path) -> None:
    product = theme(
        tmp_path / "product",
        NEEDED | {"css/main.css": '@import "tokens.css";\n@import "card.css";', "css/tokens.css": "a { color: red }",
                  "css/card.css": "b { color: red }", "js/main.js": "product()", "js/menu.js": "menu()"},
    )  # fmt: skip
    shop = theme(tmp_path / "shop", {"css/tokens.css": "a { color: blue }", "icons/favicon.svg": "<svg id='shop'/>",
                                     "js/extra.js": "extra()"})  # fmt: skip
    assets = load_assets([shop, product])
    assert text(assets, assets.stylesheet) == "a{color:blue}b{color:red}"
    assert text(assets, assets.icon) == "<svg id='shop'/>"
    assert re.findall(r"\w+\(\)(?=\n)", text(assets, assets.script)) == ["product()", "extra()", "menu()"]
    assert load_assets([tmp_path / "nothing here", product]) == load_assets([product])


def test_missing_files_of_the_theme_are_problems(tmp_path: Path) -> None:
    assets = load_assets([tmp_path / "theme" / "static"])
    assert [(problem.source, problem.severity) for problem in assets.problems] == [
        ("theme/static/css/main.css", Severity.ERROR),
        ("theme/static/icons/favicon.svg", Severity.ERROR),
        ("theme/static/icons/no-picture.svg", Severity.WARNING),
    ]
    assert (assets.stylesheet, assets.script, assets.icon, assets.no_picture) == ("", "", "", "")
    assert not assets.files


# the sheet


def test_imports_stand_in_place_in_their_layers(tmp_path: Path) -> None:
    assert sheet(
        tmp_path,
        {
            "css/main.css": """@charset "utf-8";
                /* @import "not.css"; */
                @layer reset, components;
                @import "reset.css" layer(reset);
                @import url("components/card.css") layer( components );
                @import url(plain.css);
                @import 'last.css' layer;""",
            "css/reset.css": "\ufeff* { margin: 0 }",
            "css/components/card.css": '@import "../price.css";\n.card { color: red }',
            "css/price.css": ".price { color: red }",
            "css/plain.css": "a { color: red }",
            "css/last.css": "b { content: \"@import 'x.css';\" }",
        },
    ) == (
        "@layer reset,components;"
        "@layer reset{*{margin:0}}"
        "@layer components{.price{color:red}.card{color:red}}"
        "a{color:red}"
        "@layer{b{content:\"@import 'x.css';\"}}"
    )


def test_missing_import_names_file_and_line(tmp_path: Path) -> None:
    files = {
        "css/main.css": '@layer a;\n\n@import "card.css" layer(a);',
        "css/card.css": '/*\n*/ @import "colours.css";\n@import "https://a.eu/b?c;d";',
    }
    assert reports(load(tmp_path, files)) == [
        "theme/static/css/card.css:2  there is no sheet colours.css → only sheets of static/ can be imported",
        "theme/static/css/card.css:3  there is no sheet https://a.eu/b?c;d → only sheets of static/ can be imported",
    ]


def test_circular_import_names_the_circle(tmp_path: Path) -> None:
    files = {"css/main.css": '@import "a.css";', "css/a.css": '@import "b.css";', "css/b.css": '\n@import "a.css";'}
    (report,) = reports(load(tmp_path, files))
    assert report.startswith("theme/static/css/b.css:2  the import goes round in a circle")
    assert "css/a.css → css/b.css → css/a.css" in report


def test_conditional_import_is_a_problem(tmp_path: Path) -> None:
    files = {"css/main.css": '@import "a.css" layer(x) screen;', "css/a.css": ""}
    reported = reports(load(tmp_path, files))
    assert reported[1].startswith("theme/static/css/main.css:1  an import cannot have the condition layer(x) screen")


def test_sheet_that_nothing_imports_is_a_warning(tmp_path: Path) -> None:
    (problem,) = load(tmp_path, {"css/components/card.css": "a { color: red }"}).problems
    assert (problem.source, problem.severity) == ("theme/static/css/components/card.css", Severity.WARNING)


def test_open_block_is_a_problem_of_its_own_file(tmp_path: Path) -> None:
    files = {"css/main.css": '@import "a.css";\nb { color: red }', "css/a.css": 'a { content: "}" /* } */; color: red'}
    (report,) = reports(load(tmp_path, files))
    assert report.startswith("theme/static/css/a.css:1  the block is never closed → close it with }: ")


@pytest.mark.parametrize(
    ("css", "report"),
    [
        ("a { color: red }\n/* note\nb { color: red }", "2  the comment is never closed → close it with */: "),
        ("a { color: red }\n\n/*/ b {}", "3  the comment is never closed → close it with */: "),
        (
            "a { color: red }\nb {\n  color: red;\nc { color: red }\n",
            "2  the block is never closed → close it with }: ",
        ),
        ('/*\n{ */ a { content: "{" }\n@media print {\nb { color: red }', "3  the block is never closed → close it"),
        ("a { color: red }\n}\nb { color: red }", "2  this “}” closes no block → remove it, or open its block with {"),
        ("a { color: red }\n}\nb { color: red", "2  this “}” closes no block → remove it, or open its block with {"),
    ],
)
@pytest.mark.parametrize("main", ['@import "a.css";', ""])
def test_what_takes_in_the_rest_of_a_sheet_is_an_error_with_its_line(
    tmp_path: Path, css: str, report: str, main: str
) -> None:
    found = [
        one
        for one in load(tmp_path, {"css/a.css": css, "css/main.css": main}).problems
        if one.severity is Severity.ERROR
    ]
    assert [str(one)[: len(report) + 23] for one in found] == [f"theme/static/css/a.css:{report}"]


def test_escaped_braces_open_and_close_nothing(tmp_path: Path) -> None:
    assert sheet(tmp_path, {"css/main.css": ".a\\{b { color: red }\n/**/"}) == ".a\\{b{color:red}"


def test_sheet_in_another_encoding_is_a_problem(tmp_path: Path) -> None:
    (theme(tmp_path, NEEDED) / "css" / "main.css").write_bytes('a { content: "é" }'.encode("latin-1"))
    assert "not in UTF-8" in reports(load_assets([tmp_path / "theme" / "static"]))[0]


def test_addresses_in_sheets_are_the_fingerprinted_ones(tmp_path: Path) -> None:
    files = {
        "css/main.css": '@import "components/card.css";\na { background: url(../icons/x.svg) }',
        "css/components/card.css": """
            .a { background: url( "../../icons/x.svg#part" ), url('../../icons/x.svg?v') }
            .b { background: url("data:image/svg+xml,%3Csvg viewBox='0 0 1 1'%3E%3C/svg%3E") }
            .c { background: url(https://cdn.example/a.png); mask: url(#clip); filter: url(/elsewhere.svg) }
            @font-face { src: url(fonts/text.woff2) format("woff2") }
            .d { content: "url(../icons/x.svg)" } /* url(gone.svg) */
            .e { background: url( "data:image/svg+xml,<svg a='b  c'/>" ) }""",
        "css/components/fonts/text.woff2": "font",
        "icons/x.svg": "<svg/>",
    }
    icon = f"/static/icons/x.{sha256(b'<svg/>').hexdigest()[:8]}.svg"
    font = f"/static/css/components/fonts/text.{sha256(b'font').hexdigest()[:8]}.woff2"
    assert sheet(tmp_path, files) == (
        f".a{{background:url(\"{icon}#part\"),url('{icon}?v')}}"
        ".b{background:url(\"data:image/svg+xml,%3Csvg viewBox='0 0 1 1'%3E%3C/svg%3E\")}"
        '.c{background:url("https://cdn.example/a.png");mask:url("#clip");filter:url("/elsewhere.svg")}'
        f'@font-face{{src:url("{font}") format("woff2")}}'
        '.d{content:"url(../icons/x.svg)"}'
        ".e{background:url(\"data:image/svg+xml,<svg a='b  c'/>\")}"
        f'a{{background:url("{icon}")}}'
    )


def test_address_of_a_missing_file_names_file_and_line(tmp_path: Path) -> None:
    (report,) = reports(load(tmp_path, {"css/main.css": "a {\n  background: url(icons/x.svg)\n}"}))
    assert report.startswith("theme/static/css/main.css:2  there is no file icons/x.svg")


@pytest.mark.parametrize(
    ("source", "minified"),
    [
        (".a { color: red; &:hover { color: blue } & .b { color: red } > img { color: red } .c & { color: red } }",
         ".a{color:red;&:hover{color:blue}& .b{color:red}>img{color:red}.c & {color:red}}"),
        (".a { @media (width >= 40em) { color: red } @container card (20rem < width <= 30rem) { color: red } }",
         ".a{@media (width>=40em){color:red}@container card (20rem < width <=30rem){color:red}}"),
        ("@container card (width > 30rem) and (height > 1px) { a { color: red } }",
         "@container card (width>30rem) and (height>1px){a{color:red}}"),
        ("a { width: calc( 100% - ( 2 * var( --g, ) ) ); margin: calc(1px + -2px) -1px }",
         "a{width:calc(100% - (2 * var(--g,)));margin:calc(1px + -2px) -1px}"),
        ("a { font-size: clamp( 1rem , 0.9rem + 0.5vw , 2rem ) }", "a{font-size:clamp(1rem,0.9rem + 0.5vw,2rem)}"),
        ("a:has( > img ) , a :is(b, i) .c , a:not(.b) :where(.d) { color: red }",
         "a:has(>img),a *:is(b,i) .c,a:not(.b) *:where(.d){color:red}"),
        ("@layer a { .b :is(i, p), .b > :not(i), .b /* ; { */ :hover, :is(i) { a : b; & :hover { color: red } } }",
         "@layer a{.b *:is(i,p),.b>:not(i),.b *:hover,:is(i){a:b;& *:hover{color:red}}}"),
        ('@supports (display : grid) { [a="; {"] ::before { --b : hover; } @layer c { .d :is(e) { color: red } } }',
         '@supports (display:grid){[a="; {"] *::before{--b:hover}@layer c{.d *:is(e){color:red}}}'),
        ("li:nth-child( 2n + 1 of .b ) { color: red }", "li:nth-child(2n + 1 of .b){color:red}"),
        ("a { inset-inline-start: 0; margin-block: 1px auto }", "a{inset-inline-start:0;margin-block:1px auto}"),
        (':root { --empty: ; --text: "a  b"; --pair: 1px , 2px }',
         ':root{--empty:;--text:"a  b";--pair:1px,2px}'),
        ("@supports (color: oklch(0 0 0)) and (not (a: b)) { a { color: oklch(70% 0.1 200 / 50%) } }",
         "@supports (color:oklch(0 0 0)) and (not (a:b)){a{color:oklch(70% 0.1 200 / 50%)}}"),
        ('a { grid: "a  b" 1fr / auto; grid-area: 1 / 2; color: color-mix( in oklch , red 50% , blue ) }',
         'a{grid:"a  b" 1fr / auto;grid-area:1 / 2;color:color-mix(in oklch,red 50%,blue)}'),
        ('@property --x { syntax: "<length>"; inherits: false; initial-value: 0px }',
         '@property --x{syntax:"<length>";inherits:false;initial-value:0px}'),
        ("/*! licence */ a { color: red } /* note */", "/*! licence */a{color:red}"),
    ],
    ids=["nesting", "nested-media", "container", "calc", "clamp", "has", "within", "within-queries", "nth", "logical",
         "empty", "supports", "slash", "property", "licence"],
)  # fmt: skip
def test_modern_css_survives(tmp_path: Path, source: str, minified: str) -> None:
    assert sheet(tmp_path, {"css/main.css": source}) == minified


# the script


def test_scripts_are_joined_the_main_one_first(tmp_path: Path) -> None:
    joined = script(tmp_path, {"js/zoom.js": "zoom()", "js/main.js": "start()", "js/menu.js": "menu() // last line"})
    assert re.findall(r"^\w+\(\)", joined, re.MULTILINE) == ["start()", "menu()", "zoom()"]
    assert joined.count('(() => {\n"use strict";\n') == joined.count("\n})();\n") == 3


def test_imported_scripts_come_before_their_importer_and_once(tmp_path: Path) -> None:
    joined = script(
        tmp_path,
        {
            "js/main.js": 'import "./zoom.js";\nimport "./parts/menu.js"\nmain();',
            "js/zoom.js": "import './parts/menu.js'; zoom();",
            "js/parts/menu.js": 'import "../zoom.js";\nmenu();',
            "js/also.js": "also();",
        },
    )
    assert re.findall(r"\w+\(\)(?=;)", joined) == ["menu()", "zoom()", "main()", "also()"]
    assert "import" not in joined


def test_missing_script_and_bindings_name_file_and_line(tmp_path: Path) -> None:
    files = {"js/main.js": '\nimport "./gone.js";', "js/a.js": "go();\nexport const a = 1;",
             "js/b.js": '\n\nimport {\n  a\n} from "./a.js";'}  # fmt: skip
    assert [(problem.source, problem.line) for problem in load(tmp_path, files).problems] == [
        ("theme/static/js/a.js", 2),
        ("theme/static/js/b.js", 3),
        ("theme/static/js/main.js", 2),
    ]


def test_theme_without_scripts_has_no_script(tmp_path: Path) -> None:
    assert load(tmp_path, {}).script == ""


@pytest.mark.skipif(NODE is None, reason="needs Node.js to run scripts")
def test_joined_scripts_run_and_leak_no_names(tmp_path: Path) -> None:
    joined = script(
        tmp_path,
        {
            "js/main.js": "const name = 'main'; var leak = 1; function lost() {}\nlog.push(name) // no line end",
            "js/a.js": "const name = `a${true ? `// ${'b'} it's` : ''}`\nlog.push(name, /[/\"'`]  x/.test('\"  x'))",
            "js/b.js": "const name = log?.missing?.[0] ?? 'b'\nlog.push(name, typeof leak, typeof lost)",
        },
    )
    program = f"const log = [];\n{joined}\nconsole.log(JSON.stringify(log));"
    run = subprocess.run([str(NODE), "-e", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == '["main","a// b it\'s",true,"b","undefined","undefined"]'


# the product's own theme


def test_theme_of_the_product_has_no_mistake() -> None:
    assets = load_assets([Path(__file__).resolve().parents[1] / "theme" / "static"])
    assert not [problem for problem in assets.problems if problem.severity is Severity.ERROR]
    assert text(assets, assets.stylesheet).startswith("@layer ")
    assert "import " not in text(assets, assets.script)
