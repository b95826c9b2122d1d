"""What the frames of an export carry besides its cells.

Headers are stripped: a name that starts with a space is ours alone.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import polars as pl
from polars.selectors import by_name

ROW = " row"
"""Column of the row numbers: 1 is the header; in JSON lines and XML the line."""

_SAMPLE = 4096
"""Rows that tell whether a column says the same over and over."""

SOURCE = " source"
"""Column of the export that a row came from, as reports print it."""

REASON = " reason"
"""Column of why a row is rejected, null in the others."""

OWN = {SOURCE: pl.String, ROW: pl.UInt32, REASON: pl.String}
"""The types of these columns."""

MAPPED = " mapped "
"""What the columns begin with that `[catalog.columns]` makes, before a dialect hands them on."""


Places: TypeAlias = Mapping[str | tuple[str, int], str]
"""Our columns to the headers that they come from, where these have other names; a column and a row to that of a cell
which comes from another one."""

Few: TypeAlias = Mapping[str, pl.Series]
"""Columns that say the same over and over, each with at least its different cells."""


def changed(column: pl.Expr) -> pl.Expr:
    """Whether a cell is another than the one above it: among cells that repeat, the cheapest way to few of them."""
    return column.ne_missing(column.shift())


def are_together(frame: pl.DataFrame, name: str) -> bool:
    """Whether rows with the same cell in a column follow one another."""
    heads = frame.select(pl.col(name).filter(changed(pl.col(name)))).to_series()
    return heads.n_unique() == heads.len()


def distinct_cells(frame: pl.DataFrame, names: Iterable[str]) -> Few:
    """The different cells of those columns that say the same over and over, told by their first rows."""
    most = min(_SAMPLE, frame.height) / 2
    few = [name for name in names if frame[name].head(_SAMPLE).n_unique() < most]
    lists = frame.select(by_name(few).unique().implode())
    return {name: lists[name].explode() for name in few}
