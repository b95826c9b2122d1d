"""Who imports whom: the shape of the library, held."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from storefront.shop import PRODUCT
from tests.sites import run, run_anew

LIBRARY = PRODUCT / "plugins/storefront"
MODULES = {
    path.relative_to(LIBRARY.parent).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): path
    for path in sorted(LIBRARY.rglob("*.py"))
}
LIGHT = {
    "storefront.clock",
    "storefront.files",
    "storefront.releases",
    "storefront.snapshot",
    "storefront.values",
    "storefront.freshness",
    "storefront.manifest",
    "storefront.problems",
}
"""What answers that nothing changed, without any of the libraries that take half a second to load."""


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or in a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            module = str(node.module)
            yield from (one if (one := f"{module}.{alias.name}") in MODULES else module for alias in node.names)


@cache
def imports() -> dict[str, set[str]]:
    """What each module of the library imports."""
    return {name: set(imported(path)) for name, path in MODULES.items()}


def ours(name: str) -> set[str]:
    return {one for one in imports()[name] if one.partition(".")[0] in {"storefront", "scripts", "tests"}}


def test_the_values_import_nothing_of_ours() -> None:
    assert [ours(f"storefront.{name}") for name in ("problems", "values", "slugs", "files")] == [set()] * 4
    assert ours("storefront.model") == {"storefront.values"}
    assert ours("storefront.views") == {"storefront.values"}


def test_only_the_adaptor_knows_pelican() -> None:
    assert [name for name, modules in imports().items() if any(one.split(".")[0] == "pelican" for one in modules)] == [
        "storefront.generator"
    ]


def test_nothing_imports_the_commands() -> None:
    assert [name for name in MODULES if any(one.startswith(("scripts", "tests")) for one in ours(name))] == []


def test_only_the_commands_and_pelican_import_the_adaptor() -> None:
    assert [name for name in MODULES if "storefront.generator" in ours(name)] == ["storefront"]


def test_the_server_loads_no_heavy_library() -> None:
    """Polars takes Ctrl+C for itself: with it in the process the server would not end."""
    done = run_anew("-X", "importtime", "-c", "import scripts.serve")
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "watchfiles" in loaded
    assert loaded.isdisjoint({"pelican", "polars", "jinja2", "PIL"})


def test_no_module_is_behind_itself() -> None:
    """Imports go one way: following them leads from no module back to it."""

    def behind(name: str, path: tuple[str, ...] = ()) -> None:
        assert name not in path, " → ".join([*path[path.index(name) :], name])
        for other in sorted(ours(name) & set(MODULES)):
            if other not in done:
                behind(other, (*path, name))
        done.add(name)

    done: set[str] = set()
    for name in MODULES:
        behind(name)
    assert done == set(MODULES)


@pytest.mark.parametrize("name", sorted(LIGHT))
def test_what_answers_that_nothing_changed_is_light(name: str) -> None:
    assert ours(name) <= LIGHT
    assert not {one.split(".")[0] for one in imports()[name]} & {
        "pelican",
        "polars",
        "jinja2",
        "PIL",
        "babel",
        "pydantic",
    }


def test_a_build_in_which_nothing_changed_loads_no_heavy_library(minimal: Path) -> None:
    assert run("scripts", "--shop", minimal, "build").returncode == 0
    said, loaded = built_anew(minimal)
    assert "nothing changed" in said
    assert "orjson" in loaded
    assert loaded.isdisjoint({"pelican", "polars", "jinja2", "PIL", "babel", "markdown", "pydantic"})


def test_a_build_after_a_change_of_a_text_loads_nothing_that_reads_exports_and_settings(minimal: Path) -> None:
    assert run("scripts", "--shop", minimal, "build").returncode == 0
    page = minimal / "content/pages/about/en.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\nMore of it.\n", encoding="utf-8")
    said, loaded = built_anew(minimal)
    assert " 0 files written" not in said
    assert "pelican" in loaded
    assert loaded.isdisjoint({"polars", "pydantic", "pydantic_core"})


def built_anew(shop: Path) -> tuple[str, set[str]]:
    """What a build by a fresh process says, and the modules that it loads."""
    done = run_anew("-X", "importtime", "-m", "scripts", "--shop", shop, "build")
    return done.stdout, {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
