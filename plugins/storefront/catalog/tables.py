"""Text with separated columns -> a frame: CSV with commas, semicolons, tabs or bars."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from storefront.catalog.decode import SPACED
from storefront.catalog.frames import REASON, ROW
from storefront.problems import Problem, Severity
from storefront.values import value

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
QUOTED = re.compile(r'"[^"]*"')
_DECLARED = re.compile(r'"?sep=(.)"?[ ,;\t]*\n', re.IGNORECASE)
"""The first line with which a spreadsheet says what separates the columns."""
_FEW = 1
"""Rows that say nothing of the others."""
_LIMIT = 1 << 20
"""Characters of a cell."""
_PIECE = 1 << 14
"""Quoted cells that are looked at in one go."""


@value
class _Text:
    """A table that nobody has parsed yet, from its header on."""

    source: str
    body: str
    separator: str
    skipped: int
    """Lines above the header."""


def read_plain(data: bytes, source: str) -> tuple[pl.DataFrame, list[Problem]] | None:
    """What `read_delimited` gives for a table of UTF-8 in which every row has as many cells as the first, else None.

    Polars says nothing of a row that is too short. The sizes of the file and of its cells prove that there is none.
    """
    data = data if data.endswith(b"\n") else data + b"\n"  # polars keeps quiet about a last line that is too long
    head = data[:_LIMIT].translate(SPACED).decode("utf-8-sig", "ignore")
    if not head[:1].strip(" \n\t,;|") or _DECLARED.match(head):
        return None
    try:
        data[: data.find(b"\n")].decode()  # polars keeps quiet about a header of other bytes
        separator, header = _separator(head, "")
        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(_read_csv, data, separator, 2)
            in_place = _are_quotes_in_place(data, separator)
            frame = reading.result()
    except (csv.Error, pl.exceptions.PolarsError, UnicodeDecodeError):
        return None
    if not in_place or frame.width != len(header) + 1 or any("\n" in cell for cell in header):
        return None
    if not _is_complete(data, frame):
        return None
    names, problems = _names(header, _Text(source, "", separator, 0))
    frame.columns = [ROW, *names]
    return frame.with_columns(pl.lit(None, dtype=pl.String).alias(REASON)), problems


def _is_complete(data: bytes, frame: pl.DataFrame) -> bool:
    """Whether no row is too short: the last cell of such a one is null.

    Where a right row has none either, the rows have to fill the file: cells, quotes around them, a sign after each cell
    but the last, ends of lines.
    """
    if frame.height and not frame.to_series(-1).null_count():
        return True
    start = data.find(b"\n") + 1
    cells = pl.exclude(ROW)
    size = sum(count or 0 for count in frame.select(cells.str.len_bytes().sum()).row(0))
    around = data.count(b'"', start)
    if around:
        around -= sum(count or 0 for count in frame.select(cells.str.count_matches('"', literal=True).sum()).row(0))
    signs = frame.height * (frame.width - 2)
    return len(data) - start == size + around + signs + frame.height


def _are_quotes_in_place(data: bytes, separator: str) -> bool:
    """Whether every cell that begins with a quote ends with one (RFC 4180, section 2.5).

    Quotes inside of other cells are in place where no cell is quoted: polars confuses the two. Piece by piece, for
    other threads to go on meanwhile.
    """
    sign = re.escape(separator).encode()
    begin, cell, end = rb"(?:^|(?<=[%s\n]))" % sign, rb'"[^"]*+(?:""[^"]*+)*+"', rb"(?=[%s\n]|\Z)" % sign
    piece = re.compile(rb'[^"]*+(?:%s%s%s[^"]*+){0,%d}+' % (begin, cell, end, _PIECE))
    reached = 0
    while (found := piece.match(data, reached)) and found.end() > reached:
        reached = found.end()
    return reached == len(data) or not re.search(begin + b'"', data)


def read_delimited(text: str, source: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    """A table of text cells with `ROW` and `REASON`; None where it has no header or a quote is never closed."""
    csv.field_size_limit(_LIMIT)
    declared = _DECLARED.match(text)
    body = text[declared.end() :] if declared else text
    bare = body.lstrip("\n \t,;|")
    body = body[body.rfind("\n", 0, len(body) - len(bare)) + 1 :]
    skipped = text.count("\n", 0, len(text) - len(body))
    if not body.strip():
        hint = "the first row names the columns; docs/catalog.md lists them"
        return None, [Problem(source, 1, message="the export has no header", hint=hint)]
    try:
        separator, header = _separator(body, declared[1] if declared else "")
    except csv.Error as error:
        return None, [_broken_quote(source, skipped + 1, error)]
    table = _Text(source, body, separator, skipped)
    names, problems = _names(header, table)
    frame, found = _read(table, names)
    return frame, [*problems, *found]


def _separator(body: str, declared: str) -> tuple[str, list[str]]:
    """What separates the columns, and the cells of the header: the sign that gives the most of them.

    Where none gives any, the header is perhaps further below: the sign that is there most. A sign that does not follow
    a closing quote is none; `csv.Error` where that is so of all.
    """
    head = body[:_LIMIT]
    headers: dict[str, list[str]] = {}
    errors = []
    for sign in [declared] if declared else SEPARATORS:
        try:
            headers[sign] = next(csv.reader(io.StringIO(head), delimiter=sign, strict=True))
        except csv.Error as error:
            errors.append(error)
    if not headers:
        raise errors[0]
    sign = max(headers, key=lambda one: (len(headers[one]), head.count(one)))
    return sign, headers[sign]


def _names(header: Sequence[str], table: _Text) -> tuple[list[str], list[Problem]]:
    """A name for each column; one that has no header, or another's, is a notice."""
    names: list[str] = []
    problems = []
    for place, cell in enumerate(header, 1):
        name = cleaned_name(cell)
        if not name:
            name = next(free for end in ("", *map(str, range(place))) if (free := f"column {place}{end}") not in names)
        elif name in names:
            number = next(number for number in range(2, place + 2) if f"{name} ({number})" not in names)
            message, hint = f"“{name}” heads two columns", "keep one of the columns: the first is read"
            problems.append(Problem(table.source, table.skipped + 1, name, message, hint, Severity.NOTICE))
            name = f"{name} ({number})"
        names.append(name)
    return names, problems


def cleaned_name(header: str) -> str:
    """A header without the spaces around it and before the name of a fact or an option."""
    return re.sub(r"^(spec|option):\s*", lambda match: f"{match[1].lower()}:", header.strip(), flags=re.IGNORECASE)


def _read(table: _Text, names: list[str]) -> tuple[pl.DataFrame | None, list[Problem]]:
    if not _is_ragged(table, len(names)):
        try:
            frame = _read_csv(table.body.encode(), table.separator, 2 + table.skipped)
        except pl.exceptions.PolarsError:
            return _read_ragged(table, names)
        frame.columns = [ROW, *names]
        return frame.with_columns(pl.lit(None, dtype=pl.String).alias(REASON)), []
    return _read_ragged(table, names)


def _read_csv(data: bytes, separator: str, first: int) -> pl.DataFrame:
    """Cells as text behind the numbers of their rows, which begin with `first`."""
    source = io.BytesIO(data)
    return pl.read_csv(source, separator=separator, infer_schema=False, row_index_name=ROW, row_index_offset=first)


def _is_ragged(table: _Text, columns: int) -> bool:
    """Whether polars would be silent of a mistake: a short line, which it fills with nulls, or a quote astray."""
    if not _are_quotes_in_place(table.body.encode(), table.separator):
        return True
    bare = QUOTED.sub("-", table.body) if '"' in table.body else table.body
    lines = pl.Series(bare.split("\n"))
    return bool(((lines.str.count_matches(table.separator, literal=True) != columns - 1) & (lines != "")).any())


def _read_ragged(table: _Text, names: list[str]) -> tuple[pl.DataFrame | None, list[Problem]]:
    """Row by row, for a file that the fast reader refuses: a row that does not fit carries its reason.

    Cells without a header that a row has too many at its end are no mistake while they are empty.
    """
    problems, rows = [], []
    sizes: Counter[int] = Counter()
    number = table.skipped
    try:
        for cells in csv.reader(io.StringIO(table.body), delimiter=table.separator, strict=True):
            number += 1
            if number == table.skipped + 1 or not any(cell.strip() for cell in cells):
                continue
            reason = None
            if len(cells) < len(names) or any(cell.strip() for cell in cells[len(names) :]):
                reason = f"the row has {len(cells)} cells where the header has {len(names)}"
                hint = f"put quotes around a cell that holds {_article(table.separator)}"
                sizes[len(cells)] += 1
                problems.append(Problem(table.source, number, message=reason, hint=hint, severity=Severity.NOTICE))
            rows.append((number, reason, *(cells + [""] * len(names))[: len(names)]))
    except csv.Error as error:
        return None, [_broken_quote(table.source, number + 1, error)]
    size, most = max(sizes.items(), key=lambda one: one[1], default=(0, 0))
    if size > len(names) and most > _FEW and most * 2 > len(rows):
        return None, [_not_the_header(table, len(names), size)]
    schema = {ROW: pl.UInt32, REASON: pl.String, **dict.fromkeys(names, pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row"), problems


def _not_the_header(table: _Text, columns: int, size: int) -> Problem:
    """One problem for a file that begins with something else than the names of its columns."""
    message = f"the first row has {columns} cell{'s' if columns > 1 else ''}, and most others have {size}"
    hint = "remove what stands above the row with the names of the columns"
    return Problem(table.source, table.skipped + 1, message=message, hint=hint)


def _article(separator: str) -> str:
    return f"a {SEPARATORS.get(separator, f'“{separator}”s')[:-1]}"


def _broken_quote(source: str, row: int, error: csv.Error) -> Problem:
    if "expected after" in str(error):
        message = "a cell that begins with a quote goes on behind another one"
        hint = 'close the quote that it opens, or write quotes within the cell twice, as in """Best"" lamp"'
        return Problem(source, row, message=message, hint=hint)
    return Problem(source, row, message=str(error), hint="close the quote that this row opens")
