"""Export files -> frames of text, a column a header, with the row that a spreadsheet shows."""

import csv
import io
import re
from pathlib import Path

import orjson
import polars as pl

from storefront.problems import Problem, Severity

ROW = " row"
"""Column of the row numbers: 1 is the header, in JSON lines the line.

Headers are stripped: a name that starts with a space is ours alone.
"""

SOURCE = " source"
"""Column of the export that a row came from, as reports print it."""

REASON = " reason"
"""Column of why a row is rejected, null in the others."""

CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
"""Characters that no text means and XML forbids; pasting from word processors leaves some behind."""

SPACED = bytes.maketrans(CONTROLS, b" " * len(CONTROLS))
"""Bytes as they are read: a space in place of each of `CONTROLS`."""

QUOTED = re.compile(r'"[^"]*"')


def read_export(path: Path, source: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    """One export as text cells, stripped, empty ones null; None where it cannot be read at all.

    A row that does not fit its header is a notice and carries its `REASON`.
    """
    data = path.read_bytes().translate(SPACED)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        hint = "save the export as UTF-8 (in a spreadsheet: “CSV UTF-8”)"
        return None, [Problem(source, line, message=f"byte 0x{data[error.start]:02X} is not UTF-8", hint=hint)]
    reader = _read_lines if path.suffix == ".jsonl" else _read_table
    frame, problems = reader(text.replace("\r\n", "\n").replace("\r", "\n"), source)
    if frame is None:
        return None, problems
    cells = pl.exclude(ROW, REASON).str.strip_chars().replace("", None)
    frame = frame.with_columns(cells)
    empty = pl.all_horizontal(pl.exclude(ROW).is_null())
    frame = frame.filter(~empty).with_columns(pl.lit(source).alias(SOURCE))
    if frame.is_empty():
        return None, [*problems, Problem(source, message="the export has no rows", hint="export it again")]
    return frame, problems


def _read_table(text: str, source: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    try:
        header = next(csv.reader(io.StringIO(text)), [])
    except csv.Error as error:
        return None, [_broken_quote(source, 1, error)]
    if problems := _header_problems(header, source):
        return None, problems
    names = [_name(cell) for cell in header]
    if _is_ragged(text, len(names)):
        return _read_ragged(text, names, source)
    try:
        frame = pl.read_csv(io.BytesIO(text.encode()), infer_schema=False, row_index_name=ROW, row_index_offset=2)
    except pl.exceptions.PolarsError:
        return _read_ragged(text, names, source)
    frame.columns = [ROW, *names]
    return frame.with_columns(pl.lit(None, dtype=pl.String).alias(REASON)), []


def _is_ragged(text: str, columns: int) -> bool:
    """Whether a line has too few or too many cells: polars fills a short one with nulls and says nothing."""
    bare = QUOTED.sub("-", text) if '"' in text else text
    lines = pl.Series(bare.split("\n"))
    return bool(((lines.str.count_matches(",", literal=True) != columns - 1) & (lines != "")).any())


def _name(header: str) -> str:
    """A header without the spaces around it and before the name of a fact or an option."""
    return re.sub(r"^(spec|option):\s+", r"\1:", header.strip())


def _header_problems(header: list[str], source: str) -> list[Problem]:
    names = [_name(cell) for cell in header]
    if not any(names):
        hint = "the first row names the columns; docs/catalog.md lists them"
        return [Problem(source, 1, message="the export has no header", hint=hint)]
    if len(names) == 1 and (other := next((one for one in (";", "\t") if one in names[0]), "")):
        message = f"the columns are separated by {'semicolons' if other == ';' else 'tabs'}"
        return [Problem(source, 1, message=message, hint="save the export with commas between the columns")]
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
    """Row by row, for a file that the fast reader refuses: a row that does not fit carries its reason."""
    problems, rows = [], []
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), strict=True), 1):
            if number == 1 or not any(cell.strip() for cell in cells):
                continue
            reason = None
            if len(cells) != len(header):
                reason = f"the row has {len(cells)} cells where the header has {len(header)}"
                hint = "put quotes around a cell that holds a comma"
                problems.append(Problem(source, number, message=reason, hint=hint, severity=Severity.NOTICE))
                cells = (cells + [""] * len(header))[: len(header)]  # noqa: PLW2901 - as many as fit
            rows.append((number, reason, *cells))
    except csv.Error as error:
        return None, [_broken_quote(source, number + 1, error)]
    schema = {ROW: pl.UInt32, REASON: pl.String, **dict.fromkeys(header, pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row"), problems


def _broken_quote(source: str, row: int, error: csv.Error) -> Problem:
    return Problem(source, row, message=str(error), hint="close the quote that this row opens")


def _read_lines(text: str, source: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    """JSON lines: an object a line, its keys the columns."""
    problems: list[Problem] = []
    rows: list[dict[str, int | str | None]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
            rows.append({ROW: number} | {_name(key): _cell(value) for key, value in row.items()})
        except (ValueError, AttributeError):
            reason = "the line is not a JSON object"
            hint = 'write one object a line, as in {"sku": "A1", …}'
            problems.append(Problem(source, number, message=reason, hint=hint, severity=Severity.NOTICE))
            rows.append({ROW: number, REASON: reason})
    names = dict.fromkeys([ROW, REASON, *(name for row in rows for name in row)])
    schema = {name: pl.UInt32 if name == ROW else pl.String for name in names}
    return pl.DataFrame(rows, schema=schema, orient="row"), problems


def _cell(value: object) -> str | None:
    if isinstance(value, str):
        return value.encode().translate(SPACED).decode()
    return None if value is None else orjson.dumps(value).decode()
