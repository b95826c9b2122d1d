"""`[catalog.columns]`: our columns made of an export's own, before its dialect reads it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import polars as pl

from storefront.catalog.columns import OPTION, SPEC, known
from storefront.catalog.frames import MAPPED, ROW
from storefront.catalog.read import Table, read_table
from storefront.problems import Problem, Severity, shown
from storefront.settings import ColumnTable
from storefront.shop import Shop
from storefront.values import value

LISTED = {"images": "|", "category": " > "}
"""What stands between the values of our columns that hold several."""

_PLACE = re.compile(r"\{([^{}]+)\}")
_SHOWN_VALUES = 20


@value
class ColumnMap:
    """The settings with the lists that they look values up in."""

    columns: Mapping[str, ColumnTable]
    """By our columns."""
    lists: Mapping[str, Mapping[str, str]]
    """Values by the file that lists them."""

    @property
    def headers(self) -> frozenset[str]:
        """Every header that the settings name."""
        return frozenset(header for column in self.columns.values() for header in _headers(column))


def load_column_map(shop: Shop) -> tuple[ColumnMap, list[Problem]]:
    """The map of a shop's settings; a column that is none of ours and a list that is not there are errors."""
    columns = shop.settings.catalog.columns
    problems = []
    ours = dict(known(shop.locales))
    for name in columns:
        if name not in ours and not SPEC.fullmatch(name) and not OPTION.fullmatch(name):
            hint = "write one of the columns of docs/catalog.md, “spec:Name” for a fact or “option:Name” for a choice"
            problems.append(_wrong(name, f"“{name}” is no column of a catalog", hint))
    lists = {}
    for name, column in columns.items():
        if column.lookup and column.lookup not in lists:
            lists[column.lookup], found = _read_list(shop, name, column.lookup)
            problems += found
    return ColumnMap(columns, lists), problems


def unused(columns: ColumnMap, tables: Iterable[Table]) -> Iterator[Problem]:
    """Settings that name a header which no export has."""
    there = {header for table in tables for header in table.headers}
    for name, column in columns.columns.items():
        missing = [header for header in _headers(column) if header not in there]
        if missing and (column.text or len(missing) == len(column.column)):
            hint = "write the header as the export does, capitals and spaces included"
            yield _wrong(name, f"no export has a column “{missing[0]}”", hint)


def mapped(table: Table, columns: ColumnMap) -> tuple[Table, list[Problem]]:
    """The table with a column more, named after `MAPPED`, for each of ours that the settings make of its headers."""
    frame = table.frame
    problems: list[Problem] = []
    for name, column in columns.columns.items():
        cell = _cell(column, table.headers)
        if cell is None:
            continue
        target = MAPPED + name
        frame = frame.with_columns(_parts(cell, column, name).str.strip_chars().replace("", None).alias(target))
        if column.lookup:
            problems += _unlisted(table.source, frame, target, column, columns.lists[column.lookup])
            listed = pl.col(target).replace_strict(columns.lists[column.lookup], default=None, return_dtype=pl.String)
            frame = frame.with_columns(listed)
        if column.unit:
            frame = frame.with_columns(pl.col(target) + f" {column.unit}")
    return replace(table, frame=frame), problems


def _headers(column: ColumnTable) -> list[str]:
    return [*column.column, *_PLACE.findall(column.text)]


def _cell(column: ColumnTable, headers: list[str]) -> pl.Expr | None:
    """What the settings start from, None where this export does not have it."""
    if column.text:
        names = _PLACE.findall(column.text)
        template = _PLACE.sub("{}", column.text)
        if not set(names) <= set(headers):
            return None
        return pl.format(template, *map(pl.col, names)) if names else pl.lit(column.text)
    there = [pl.col(header) for header in column.column if header in headers]
    return pl.coalesce(there) if there else None


def _parts(cell: pl.Expr, column: ColumnTable, name: str) -> pl.Expr:
    """The values that a cell holds: one of them, or all as our column has them."""
    if not column.split:
        return cell
    values = cell.str.split(column.split).list.eval(pl.element().str.strip_chars())
    values = values.list.eval(pl.element().filter(pl.element() != ""))
    if column.part is not None:
        return values.list.get(column.part - 1 if column.part > 0 else column.part, null_on_oob=True)
    return values.list.join(LISTED.get(name, ", "))


def _unlisted(
    source: str, frame: pl.DataFrame, target: str, column: ColumnTable, values: Mapping[str, str]
) -> Iterator[Problem]:
    """The values that a list lacks, each with the first row that has it."""
    wrong = frame.filter(~pl.col(target).is_in(list(values)) & pl.col(target).is_first_distinct())
    for row, cell in wrong.select(ROW, target).head(_SHOWN_VALUES).iter_rows():
        hint = "add it there: the cell counts as empty"
        header = column.column[0] if column.column else ""
        yield Problem(source, row, header, f"“{cell}” is not in content/{column.lookup}", hint, Severity.NOTICE)
    if wrong.height > _SHOWN_VALUES:
        message = f"{wrong.height - _SHOWN_VALUES} more values are not in content/{column.lookup}"
        yield Problem(source, message=message, hint="add them there", severity=Severity.NOTICE)


def _read_list(shop: Shop, name: str, file: str) -> tuple[dict[str, str], list[Problem]]:
    """A file of two columns: what an export says, what we say. The later line of two for one value counts."""
    path = shop.content / file
    try:
        data = path.read_bytes()
    except OSError:
        return {}, [_wrong(name, f"there is no list “content/{file}”", "put it there, or correct `lookup`")]
    table, problems = read_table(data, shown(path, shop.folder))
    if table is None:
        return {}, problems
    if len(table.headers) < len(("from", "to")):
        return {}, [Problem(table.source, 1, message="the list has one column", hint="write two: from, to")]
    rows = table.frame.select(table.headers[:2]).drop_nulls()
    return dict(rows.iter_rows()), problems


def _wrong(name: str, message: str, hint: str) -> Problem:
    return Problem("shop.toml", field=f"catalog.columns.{name}", message=message, hint=hint)
