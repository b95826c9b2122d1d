"""Export files -> frames of text, a column a header, with the row that a spreadsheet shows."""

import csv
import io
import re
from pathlib import Path

import orjson
import polars as pl

from storefront.problems import Problem, Severity

ROW = "#row"
"""Column of the row numbers: 1 is the header, in JSON lines the line."""

SOURCE = "#source"
"""Column of the export that a row came from, as reports print it."""
QUOTED = re.compile(r'"[^"]*"')


def read_export(path: Path, source: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    """One export as text cells, stripped, empty ones null; None where it cannot be read at all.

    A row that does not fit its header is a notice and left out; the caller counts it as rejected.
    """
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        hint = "save the export as UTF-8 (in a spreadsheet: “CSV UTF-8”)"
        return None, [Problem(source, line, message=f"byte 0x{data[error.start]:02X} is not UTF-8", hint=hint)]
    reader = _read_lines if path.suffix == ".jsonl" else _read_table
    frame, problems = reader(text, source)
    if frame is None:
        return None, problems
    cells = pl.exclude(ROW).str.strip_chars().replace("", None)
    return frame.with_columns(cells).with_columns(pl.lit(source).alias(SOURCE)), problems


def _read_table(text: str, source: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    header = next(csv.reader(io.StringIO(text)), [])
    if not any(header):
        hint = "the first row names the columns; the README lists them"
        return None, [Problem(source, 1, message="the export has no header", hint=hint)]
    if problems := _header_problems(header, source):
        return None, problems
    names = [name.strip() for name in header]
    if _is_ragged(text, len(names)):
        return _read_ragged(text, names, source)
    try:
        frame = pl.read_csv(io.BytesIO(text.encode()), infer_schema=False, row_index_name=ROW, row_index_offset=2)
    except pl.exceptions.PolarsError:
        return _read_ragged(text, names, source)
    frame.columns = [ROW, *names]
    return frame.filter(~pl.all_horizontal(pl.exclude(ROW).is_null())), []


def _is_ragged(text: str, columns: int) -> bool:
    """Whether a line has too few or too many cells: polars fills a short one with nulls and says nothing."""
    bare = QUOTED.sub("", text) if '"' in text else text
    lines = pl.Series(bare.splitlines())
    return bool(((lines.str.count_matches(",", literal=True) != columns - 1) & (lines != "")).any())


def _header_problems(header: list[str], source: str) -> list[Problem]:
    names = [name.strip() for name in header]
    problems = []
    for place, name in enumerate(names):
        if not name:
            message = f"column {place + 1} has no header"
            problems.append(Problem(source, 1, message=message, hint="name it or remove the column"))
        elif name in names[:place]:
            hint = "keep one of the columns"
            problems.append(Problem(source, 1, name, f"“{name}” heads two columns", hint))
    return problems


def _read_ragged(text: str, header: list[str], source: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    """Row by row, for a file that the fast reader refuses: the rows that fit, and a problem for each other one."""
    problems, rows = [], []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), strict=True), 1):
            if number == 1 or not cells:
                continue
            if len(cells) == len(header):
                rows.append((number, *cells))
            else:
                message = f"the row has {len(cells)} cells where the header has {len(header)}"
                hint = "put quotes around a cell that holds a comma"
                problems.append(Problem(source, number, message=message, hint=hint, severity=Severity.NOTICE))
    except csv.Error as error:
        return None, [Problem(source, len(rows) + 2, message=str(error), hint="close the quote that this row opens")]
    schema = {ROW: pl.UInt32, **dict.fromkeys(header, pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row"), problems


def _read_lines(text: str, source: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    """JSON lines: an object a line, its keys the columns."""
    problems, rows = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
            rows.append({ROW: number} | {str(key).strip(): _cell(value) for key, value in row.items()})
        except (ValueError, AttributeError):
            hint = 'write one object a line, as in {"sku": "A1", …}'
            message = "the line is not a JSON object"
            problems.append(Problem(source, number, message=message, hint=hint, severity=Severity.NOTICE))
    if not rows:
        return None, [*problems, Problem(source, message="the export has no rows", hint="export it again")]
    names = dict.fromkeys(name for row in rows for name in row)
    schema = {name: pl.UInt32 if name == ROW else pl.String for name in names}
    return pl.DataFrame(rows, schema=schema, orient="row"), problems


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()
