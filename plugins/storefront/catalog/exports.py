"""One export, from its bytes to our columns."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from html import unescape

import polars as pl

from storefront.catalog.checks import PATTERNS, Rule, cell_rules, emptied
from storefront.catalog.columns import Column
from storefront.catalog.dialects import DIALECTS, Reading, Terms, dialect_of
from storefront.catalog.dialects.form import slugs
from storefront.catalog.frames import MAPPED, REASON, ROW, SOURCE, Few, Places, distinct_cells
from storefront.catalog.mapping import ColumnMap, mapped
from storefront.catalog.nothing import without_nothing
from storefront.catalog.objects import without_objects
from storefront.catalog.pictures import without_others
from storefront.catalog.pricing import plain_prices
from storefront.catalog.read import Table, read_table
from storefront.catalog.sources import Source
from storefront.catalog.unpack import unpack
from storefront.problems import Problem
from storefront.values import value

OPTIONAL = (
    *("gtin", "image", "images", "buy_url", "rating", "rating_count", "updated", "available", "google_category"),
)
"""Columns of other systems' exports in which a wrong cell counts as empty: their barcodes follow rules of their own."""

NAMES = {"name", "brand", "category", "colour", "storage", "model"}
"""Columns that hold no HTML, and yet are written as if in some systems."""
_ENTITY = r"&(amp|lt|gt|quot|apos|nbsp|#[0-9]+|#x[0-9a-fA-F]+);"


@value
class Export:
    """An export with what was made of it."""

    table: Table
    """As it is."""
    reading: Reading
    """In our columns."""
    dialect: str
    foreign: bool
    """It was not written for us: an optional cell that is wrong costs no row, a product needs no category."""
    rules: tuple[Rule, ...]
    """What its rows have to keep besides the rules of all exports."""
    few: Few
    """The different cells of columns that are as the table has them."""

    @property
    def unfit(self) -> pl.DataFrame:
        """The rows that do not fit their header, with their reason."""
        return self.table.frame.filter(pl.col(REASON).is_not_null()).select(SOURCE, ROW, REASON)


def read_tables(source: Source) -> tuple[list[Table], list[Problem]]:
    """The tables of a source: several where it is an archive."""
    parts, problems = unpack(source.path.read_bytes(), source.name)
    tables = []
    for name, data in parts:
        table, found = read_table(data, name)
        problems += found
        if table is not None:
            tables.append(table)
    return tables, problems


def read_export(table: Table, source: Source, columns: ColumnMap, terms: Terms, known: Mapping[str, Column]) -> Export:
    """A table in our columns, by its dialect and the shop's own map of columns."""
    wider, problems = mapped(table, columns)
    dialect = dialect_of(wider, source.dialect)
    targets = [name.removeprefix(MAPPED) for name in wider.frame.columns if name.startswith(MAPPED)]
    reading = _overlaid(DIALECTS[dialect].read(wider, terms), targets, columns)
    frame, foreign = reading.frame, dialect != "own" or bool(targets)
    if dialect == "own":
        frame = frame.drop(name for name in frame.columns if name in columns.headers and name not in targets)
    if source.only:
        frame = _only(frame, source.only)
    frame, found = without_nothing(frame, table.source, reading.headers)
    problems += found
    said = {} if foreign else {name: cells for name, cells in table.few.items() if name not in targets}
    frame, found = without_objects(frame, table.source, reading.headers, said)
    problems += found
    if foreign:
        frame = _completed(frame, terms)
        frame = _counted(_secure(_plain(frame)))
        frame, found = without_others(frame, reading.headers.get("images", "images"))
        problems += found
        optional = [name for name in frame.columns if name.startswith(OPTIONAL)]
        few = distinct_cells(frame, optional)
        frame, found = emptied(frame, cell_rules(known, optional), {table.source: reading.headers}, few)
        problems += found
        frame = frame.drop(one.name for one in frame if ":" in one.name and one.null_count() == frame.height)
    frame, joined = _on_a_line(frame, said)
    frame, own = plain_prices(frame, terms, table.source)
    headers = _with_currency(reading.headers, table)
    reading = replace(reading, frame=frame, headers=headers, problems=(*problems, *reading.problems))
    few = {} if foreign else _unchanged(table, frame.drop(joined))
    return Export(table, reading, dialect, foreign, tuple(own), few)


def _unchanged(table: Table, frame: pl.DataFrame) -> Few:
    """The different cells of columns that are as in the table: in another, some were emptied, or prices rewritten."""
    names = (name for name in table.few if name in frame.columns and not name.startswith("price"))
    return {name: table.few[name] for name in names if frame[name].null_count() == table.frame[name].null_count()}


def _overlaid(reading: Reading, targets: Iterable[str], columns: ColumnMap) -> Reading:
    """Puts what the map of columns makes over what the dialect makes."""
    frame, headers = reading.frame, dict(reading.headers)
    for name in targets:
        made = pl.col(MAPPED + name)
        cell = pl.coalesce(made, name) if name in frame.columns and name not in columns.headers else made
        frame = frame.with_columns(cell.alias(name)).drop(MAPPED + name)
        headers = {place: header for place, header in headers.items() if isinstance(place, str) or place[0] != name}
        headers[name] = next(iter(columns.columns[name].column), name)
    return replace(reading, frame=frame, headers=headers)


def _with_currency(headers: Places, table: Table) -> Places:
    """The headers with those of the prices for the currency where no column has it: they name it themselves."""
    if "currency" in headers or "currency" in table.headers:
        return headers
    named: dict[str | tuple[str, int], str] = {"currency": headers.get("price", "price")}
    for place, header in headers.items():
        if isinstance(place, tuple) and place[0] == "price":
            named["currency", place[1]] = header
    return {**headers, **named}


def _only(frame: pl.DataFrame, patterns: Iterable[str]) -> pl.DataFrame:
    """The columns that match one of the patterns, and those that name the row."""
    kept = {SOURCE, ROW, "sku"}
    return frame.select(
        name for name in frame.columns if name in kept or any(fnmatchcase(name, pattern) for pattern in patterns)
    )


def _completed(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Makes each offer that names no product a product of its own, and a key of what other systems call a product."""
    if "product" in frame.columns:
        names = frame["product"].drop_nulls().unique(maintain_order=True)
        odd = names.filter(~names.str.contains(PATTERNS["key"][0]))
        keys = slugs(pl.concat([names.filter(~names.is_in(odd.implode())), odd]), terms.language) if len(odd) else {}
        frame = frame.with_columns(pl.col("product").replace({name: keys[name] for name in odd}))
    if "sku" not in frame.columns:
        return frame
    keys = slugs(frame["sku"], terms.language)
    key = pl.col("sku").replace_strict(keys, default=None, return_dtype=pl.String)
    # a row without a number is told for that, not for the product that it therefore lacks
    keys_ = [*(["product"] if "product" in frame.columns else []), key, pl.lit("x")]
    return frame.with_columns(pl.coalesce(keys_).alias("product"))


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Names as people read them: other systems write & as it stands in HTML."""
    names = [name for name in frame.columns if name in NAMES or name.startswith(("name_", "option:", "spec:"))]
    names = [name for name in names if frame[name].str.contains(_ENTITY).any()]
    for name in names:
        texts = {cell: unescape(cell) for cell in frame[name].drop_nulls().unique() if "&" in cell}
        frame = frame.with_columns(pl.col(name).replace(texts))
    return frame


def _on_a_line(frame: pl.DataFrame, said: Few) -> tuple[pl.DataFrame, list[str]]:
    """Names without line breaks and double spaces, and the columns that had some; a no-break space is meant.

    `said` are the different cells of columns, where they are known, or more.
    """
    names = [name for name in frame.columns if name in NAMES or name.startswith("name_")]
    cells = (pl.lit(said.get(name, frame[name])).alias(name) for name in names)
    found = pl.select(one.str.contains(r"[\t\r\n]|  ").any() for one in cells)
    names = [name for name in names if found[name].item()]
    return frame.with_columns(pl.col(names).str.replace_all(r"[ \t\r\n]+", " ")), names


def _counted(frame: pl.DataFrame) -> pl.DataFrame:
    """Pieces as whole numbers: other systems write 25.0, and fewer than none where more was sold than was there."""
    names = [name for name in frame.columns if name == "stock" or name.startswith("stock_")]
    return frame.with_columns(
        pl.col(names).str.replace(r"^([0-9]+)[.,]0+$", "$1").str.replace(r"^-[0-9]+([.,][0-9]+)?$", "0")
    )


def _secure(frame: pl.DataFrame) -> pl.DataFrame:
    """Gives addresses that leave their scheme to the page the only one that pages have."""
    names = [name for name in frame.columns if name in {"image", "images"} or name.startswith("buy_url")]
    return frame.with_columns(pl.col(names).str.replace_all(r"(^|\|)\s*//", "${1}https://"))
