"""The bytes of an export -> a table of text, a column a header, with the row that a spreadsheet shows.

What the file is, its content says, not its name: Parquet, JSON, JSON lines, XML, or columns with a sign between them.
"""

import re

import polars as pl
from polars.selectors import by_name

from storefront.catalog.decode import CONTROLS, LOST, decode, is_wide, unix
from storefront.catalog.feeds import read_feed
from storefront.catalog.frames import REASON, ROW, SOURCE, Few, distinct_cells
from storefront.catalog.records import read_json, read_lines, read_parquet
from storefront.catalog.tables import read_delimited, read_plain
from storefront.problems import Problem
from storefront.values import value

_WEB_PAGE = re.compile(r"\s*<(!doctype html|html|head|body)\b", re.IGNORECASE)
_MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*[<\[{]")
"""How files begin that are no table."""
_CONTROL = f"[{CONTROLS.decode()}]"
_FORMULA = r'^="([^"]*)"$'
"""How exports keep spreadsheets from reading digits as a number: `="0123"`."""
_UNTIDY = rf"^\s|\s$|^$|{_CONTROL}|{_FORMULA}"
_JSON = re.compile(r"\s*[\[{]\s*([\[{\"\]}]|\Z)")
_LINES_OF_JSON = re.compile(r"\s*\{[^\n]*\}[ \t]*\n\s*\{")


@value
class Table:
    """What an export holds, as it has it."""

    source: str
    """The export as reports print it."""
    frame: pl.DataFrame
    """`SOURCE`, `ROW`, `REASON` and a text column a header: tidy cells, empty ones null, empty rows gone."""
    few: Few
    """The different cells of the columns that were tidy."""

    @property
    def headers(self) -> list[str]:
        """The columns of the export."""
        return [name for name in self.frame.columns if name not in {SOURCE, ROW, REASON}]


def read_table(data: bytes, source: str) -> tuple[Table | None, list[Problem]]:
    """One export, None where it cannot be read at all.

    A row that does not fit its header is a notice and carries its `REASON`.
    """
    frame, problems = _read(data, source)
    if frame is None:
        return None, problems
    frame, few = _tidied(frame)
    nameless = [name for name in frame.columns if name.startswith("column ") and frame[name].null_count() == len(frame)]
    frame = frame.drop(nameless)
    empty_rows = frame.select(pl.all_horizontal(pl.exclude(ROW).is_null())).to_series()
    frame = frame.filter(~empty_rows) if empty_rows.any() else frame
    if frame.is_empty():
        return None, [*problems, Problem(source, message="the export has no rows", hint="export it again")]
    return Table(source, frame.with_columns(pl.lit(source).alias(SOURCE)), few), problems


def _read(data: bytes, source: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    if data.startswith(b"PAR1"):
        return read_parquet(data, source)
    if not _MARKUP.match(data) and not is_wide(data) and (table := read_plain(unix(data), source)):
        return table
    text, problems = decode(data, source)
    if text is None:
        return None, problems
    if _WEB_PAGE.match(text):
        hint = "open the export's address in a browser: perhaps it asks for a password"
        return None, [*problems, Problem(source, message="the file is a web page, not an export", hint=hint)]
    if _LINES_OF_JSON.match(text) or source.endswith((".jsonl", ".ndjson")):
        frame, found = read_lines(text, source)
    elif re.match(r"\s*<[?!a-zA-Z]", text):
        frame, found = read_feed(text, source)
    elif _JSON.match(text) or (source.endswith(".json") and text.lstrip()[:1] in {"[", "{"}):
        frame, found = read_json(text, source)
    else:
        frame, found = read_delimited(text, source)
    if frame is not None and LOST in text:
        frame = _without_lost(frame)
    return frame, [*problems, *found]


def _tidied(frame: pl.DataFrame) -> tuple[pl.DataFrame, Few]:
    """Cells with a space in place of each control, without space or a formula's signs around them, empty ones null.

    To look whether cells need it takes less than to do it, most of all where the different ones are few; those of the
    columns that did not need it are given too.
    """
    names = [name for name in frame.columns if name not in {ROW, REASON}]
    few = distinct_cells(frame, names)
    cells = (pl.lit(few.get(name, frame[name])).alias(name) for name in names)
    found = pl.select(one.str.contains(_UNTIDY).any() for one in cells)
    untidy = [name for name in names if found[name].item()]
    tidy = (
        by_name(untidy).str.replace_all(_CONTROL, " ").str.strip_chars().str.replace(_FORMULA, "$1").str.strip_chars()
    )
    return frame.with_columns(pl.when(tidy != "").then(tidy)), {name: few[name] for name in few if name not in untidy}


def _without_lost(frame: pl.DataFrame) -> pl.DataFrame:
    """Gives the rows in which bytes could not be read their reason."""
    broken = pl.any_horizontal(pl.exclude(ROW, REASON).str.contains(LOST, literal=True).fill_null(value=False))
    reason = pl.when(broken).then(pl.lit("the row has bytes that are not UTF-8"))
    return frame.with_columns(pl.coalesce(REASON, reason).alias(REASON))
