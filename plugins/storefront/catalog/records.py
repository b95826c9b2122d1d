"""JSON and Parquet -> frames of text, a column a key."""

import io
import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import orjson
import polars as pl

from storefront.catalog.decode import SPACED
from storefront.catalog.frames import REASON, ROW
from storefront.catalog.tables import cleaned_name
from storefront.problems import Problem, Severity

Read: TypeAlias = tuple[pl.DataFrame | None, list[Problem]]
LIST = "|"
"""Between the values of a list, as in the column `images`."""
_OURS = re.compile(r"(category)|colour|storage|spec:.*|option:.*")
"""Columns of ours in which a list is the steps of a path, or words."""
_CUT = "unexpected end of data"
"""How orjson begins to say that more should follow."""


def read_lines(text: str, source: str) -> Read:
    """JSON lines: an object a line, its keys the columns; a line that is none is a notice and carries its `REASON`.

    None where the last line is cut off: nobody knows how many should follow.
    """
    problems: list[Problem] = []
    rows: list[dict[str, int | str | None]] = []
    lines = text.rstrip().split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(_record(number, orjson.loads(line)))
        except (ValueError, AttributeError) as error:
            if number == len(lines) and str(error).startswith(_CUT):
                return None, [_cut_off(source, number)]
            reason = "the line is not a JSON object"
            hint = 'write one object a line, as in {"sku": "A1", …}'
            problems.append(Problem(source, number, message=reason, hint=hint, severity=Severity.NOTICE))
            rows.append({ROW: number, REASON: reason})
    return _frame(rows), problems


def read_json(text: str, source: str) -> Read:
    """One JSON document: a list of objects, or an object that holds one list of objects; rows are counted from 1."""
    try:
        data = orjson.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        if str(error).startswith(_CUT):
            return None, [_cut_off(source, line)]
        hint = "export it again, as JSON lines or as a list of objects"
        return None, [Problem(source, line, message=f"the JSON is broken: {error}", hint=hint)]
    if isinstance(data, dict):
        # a list without an object is a cell, such as the pictures of a single offer
        lists = [one for one in data.values() if one == [] or (isinstance(one, list) and any(map(_is_object, one)))]
        data = lists[0] if len(lists) == 1 else [data]
    if not isinstance(data, list):
        return None, [Problem(source, message="the JSON is no list of products", hint="export a list of objects")]
    problems, rows = [], []
    for number, value in enumerate(data, 1):
        if isinstance(value, dict):
            rows.append(_record(number, value))
        else:
            reason = "the entry is not a JSON object"
            hint = "write an object for each offer"
            problems.append(Problem(source, number, message=reason, hint=hint, severity=Severity.NOTICE))
            rows.append({ROW: number, REASON: reason})
    return _frame(rows), problems


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _cut_off(source: str, line: int) -> Problem:
    message = "the JSON is cut off: the file ends before all that it opens is closed"
    return Problem(source, line, message=message, hint="export or copy it again")


def read_parquet(data: bytes, source: str) -> Read:
    """A Parquet file, its values as text; rows are counted as a spreadsheet would, from 2."""
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError) as error:
        message = f"the Parquet file is broken: {str(error).partition(chr(10))[0]}"
        return None, [Problem(source, message=message, hint="export it again")]
    names = {name: cleaned_name(name) for name in frame.columns}
    if double := next((name for name in names.values() if list(names.values()).count(name) > 1 or not name), None):
        message = f"“{double}” heads two columns" if double else "a column has no name"
        return None, [Problem(source, field=double or "", message=message, hint="keep one of the columns")]
    frame = frame.select(_as_text(frame[name]).alias(own) for name, own in names.items())
    return frame.with_row_index(ROW, 2).with_columns(pl.lit(None, dtype=pl.String).alias(REASON)), []


def _as_text(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.List | pl.Array):
        return column.cast(pl.List(pl.String)).list.join(_between(column.name))
    if column.dtype.is_nested():
        return pl.Series(column.name, [_cell(value, _between(column.name)) for value in column.to_list()], pl.String)
    return column.cast(pl.String)


def _record(number: int, record: Mapping[str, object]) -> dict[str, int | str | None]:
    cells = ((cleaned_name(key) or "column", value) for key, value in record.items())
    return {ROW: number} | {name: _cell(value, _between(name)) for name, value in cells}


def _between(name: str) -> str:
    """What stands between the values of a list in a column."""
    ours = _OURS.fullmatch(name)
    return LIST if ours is None else " > " if ours[1] else ", "


def _frame(rows: Iterable[Mapping[str, int | str | None]]) -> pl.DataFrame:
    rows = list(rows)
    names = dict.fromkeys([ROW, REASON, *(name for row in rows for name in row)])
    schema = {name: pl.UInt32 if name == ROW else pl.String for name in names}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _cell(value: object, between: str = LIST) -> str | None:
    if isinstance(value, str):
        return value.encode().translate(SPACED).decode()
    if isinstance(value, list):
        value = [one for one in value if one is not None]
        if not any(isinstance(one, dict | list) for one in value):
            return between.join(_cell(one) or "" for one in value) or None
    return None if value is None else orjson.dumps(value, default=str).decode()
