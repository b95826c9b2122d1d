"""Taxonomies of others, Google's and Shopify's: ids and paths -> one path with its names in several languages."""

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import field

import polars as pl

from storefront.catalog.frames import ROW, SOURCE
from storefront.model import Category
from storefront.problems import Problem, Severity
from storefront.shop import Shop
from storefront.values import value

SEPARATOR = " > "

_LINE = re.compile(r"\s*(?:([0-9]+)\s+-\s+|gid://shopify/TaxonomyCategory/([\w-]+)\s*:\s*)(\S.*?)\s*")
"""A category of Google's file (`267 - Electronics > …`) or of Shopify's (`gid://shopify/TaxonomyCategory/el-4 : …`)."""
_ID = re.compile(r"[0-9]+|[a-z]{2}(?:-[0-9]+)+|gid://shopify/TaxonomyCategory/([\w-]+)")
_GID = "gid://shopify/TaxonomyCategory/"
_SHOWN = 5


@value
class Taxonomy:
    """The categories of the files that a shop has."""

    paths: Mapping[str, str] = field(default_factory=dict)
    """Paths in the source language by id."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Names by language, by path in the source language; a language that lacks one is not there."""

    def path(self, cell: str) -> str | None:
        """The path that a cell means, None where it is an id that no file has; any other text is a path itself."""
        if cell in self.paths:
            return self.paths[cell]
        key = cell.removeprefix(_GID)
        return self.paths.get(key) if _ID.fullmatch(cell) else cell


def google_ids(taxonomy: Taxonomy, categories: Mapping[str, Category]) -> dict[str, str]:
    """The ids that Google has for categories, by key; one that it does not know has that of the nearest above it."""
    ids = {path: key for key, path in taxonomy.paths.items() if key.isdecimal()}
    paths: dict[str, str] = {}
    found: dict[str, str] = {}
    for key, category in categories.items() if ids else ():
        above = category.parent or ""
        paths[key] = f"{paths[above]}{SEPARATOR}{category.name}" if above else category.name
        if known := ids.get(paths[key], found.get(above, "")):
            found[key] = known
    return found


def google_problems(offers: pl.DataFrame, taxonomy: Taxonomy) -> Iterator[Problem]:
    """A notice for each cell of `google_category` that the shop's file of Google's taxonomy does not have."""
    ids = {key for key in taxonomy.paths if key.isdecimal()}
    if not ids or "google_category" not in offers.columns:
        return
    known = [*ids, *(taxonomy.paths[key] for key in ids)]
    cell = pl.col("google_category")
    wrong = offers.filter(cell.is_not_null() & ~cell.is_in(known) & cell.is_first_distinct())
    for source, row, text in wrong.select(SOURCE, ROW, "google_category").iter_rows():
        message, hint = f"the taxonomy has no category “{text}”", "correct it, or use a newer file of the taxonomy"
        yield Problem(source, row, "google_category", message, hint, Severity.NOTICE)


def load_taxonomy(shop: Shop) -> tuple[Taxonomy, list[Problem]]:
    """The taxonomy of a shop's settings: a file a language, of which that of the source language is needed."""
    files = shop.settings.catalog.taxonomy
    problems = []
    found: dict[str, dict[str, str]] = {}
    for language, file in files.items():
        found[language], wrong = _read(shop, language, file)
        problems += wrong
    if files and shop.source_language not in files:
        hint = f"add a line {shop.source_language} = with the file in this language"
        message = f"there is no file for “{shop.source_language}”, the language of the exports"
        problems.append(Problem("shop.toml", field="catalog.taxonomy", message=message, hint=hint))
    source = found.get(shop.source_language, {})
    names: dict[str, dict[str, str]] = {}
    for language, paths in found.items():
        for key, path in paths.items():
            if key in source and language != shop.source_language:
                names.setdefault(source[key], {})[language] = path.rpartition(SEPARATOR)[2]
    return Taxonomy(source, names), problems


def _read(shop: Shop, language: str, file: str) -> tuple[dict[str, str], list[Problem]]:
    path = shop.content / file
    place = f"catalog.taxonomy.{language}"
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if file.endswith(".gz") else data).decode("utf-8-sig")
    except (OSError, EOFError, ValueError) as error:
        message = f"the taxonomy “content/{file}” cannot be read: {error}"
        return {}, [Problem("shop.toml", field=place, message=message, hint="put it there, or correct the setting")]
    matches = (_LINE.fullmatch(line) for line in text.splitlines())
    paths = {match[1] or match[2]: match[3] for match in matches if match}
    if paths:
        return paths, []
    hint = "use the file with ids of Google, or categories.txt of Shopify"
    return {}, [Problem("shop.toml", field=place, message=f"“content/{file}” holds no categories", hint=hint)]


def with_paths(
    offers: pl.DataFrame, taxonomy: Taxonomy, shop: Shop
) -> tuple[pl.DataFrame, dict[str, Mapping[str, str]], list[Problem]]:
    """The offers with paths in place of ids, the names of all steps of these in other languages, and what is missing.

    An id that no file has stays, and is told; a name that a language lacks falls back on the source language's.
    """
    if not taxonomy.paths or "category" not in offers.columns:
        return offers, {}, []
    cells = offers["category"].drop_nulls().unique(maintain_order=True).to_list()
    paths = {cell: taxonomy.path(cell) for cell in cells}
    problems = []
    for cell in [cell for cell, path in paths.items() if path is None]:
        source, row = offers.filter(pl.col("category") == cell).select(SOURCE, ROW).row(0)
        hint = "correct it, or use a newer file of the taxonomy"
        problems.append(
            Problem(source, row, "category", f"the taxonomy has no category “{cell}”", hint, Severity.NOTICE)
        )
    known = {cell: path for cell, path in paths.items() if path is not None}
    steps = dict.fromkeys(step for path in known.values() for step in _steps(path))
    names = {step: taxonomy.names[step] for step in steps if step in taxonomy.names}
    own = set(taxonomy.paths.values())
    for language in shop.settings.catalog.taxonomy:
        lacking = [step for step in steps if step in own and language not in names.get(step, {})]
        if lacking and language != shop.source_language:
            problems.append(_untranslated(language, lacking))
    return offers.with_columns(pl.col("category").replace(known)), names, problems


def _steps(path: str) -> list[str]:
    parts = path.split(SEPARATOR)
    return [SEPARATOR.join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def _untranslated(language: str, paths: list[str]) -> Problem:
    shown = "”, “".join(paths[:_SHOWN]) + ("”, …" if len(paths) > _SHOWN else "”")
    count = f"{len(paths)} categories have" if len(paths) > 1 else "a category has"
    message = f"{count} no name in “{language}”: “{shown}"
    hint = "they keep their name in the source language until catalog.po has one"
    field_ = f"catalog.taxonomy.{language}"
    return Problem("shop.toml", field=field_, message=message, hint=hint, severity=Severity.NOTICE)
