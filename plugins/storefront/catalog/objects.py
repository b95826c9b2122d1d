"""Objects of JSON in cells that people read -> empty cells, and a word about it."""

import polars as pl

from storefront.catalog.frames import ROW, Few, Places
from storefront.problems import Problem, Severity

_WORDS = ("name", "brand", "model", "category", "description", "colour", "storage", "spec:", "option:")
"""What columns begin with that hold words."""
_BEGINS = ("{", "[{")
_OBJECT = r"(?s)^(\{(\s*\"[^\"]*\"\s*:.*)?\}|\[\s*\{.*\}\s*\])$"
_SHOWN = 40


def without_objects(frame: pl.DataFrame, source: str, headers: Places, said: Few) -> tuple[pl.DataFrame, list[Problem]]:
    """The frame with nothing where a cell of words holds an object, and a notice for each column in which some do.

    `headers` are those of the export by our columns, `said` the different cells of columns, where they are known, or
    more.
    """
    problems = []
    for name in (one for one in frame.columns if one.startswith(_WORDS)):
        column, cells = frame[name], said.get(name, frame[name])
        if not any(cells.str.starts_with(sign).any() for sign in _BEGINS):
            continue
        objects = column.str.contains(_OBJECT).fill_null(value=False)
        if number := objects.sum():
            first = int(objects.arg_max() or 0)
            cell: str = column[first]
            shown = cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}…"
            message = f"“{shown}” is an object, not a text"
            if number > 1:
                message = f"“{shown}” and its like are objects, not texts, {number:,} times"
            hint = "export a text, or a column for each of its values; until then it counts as an empty cell"
            row: int = frame[ROW][first]
            problems.append(Problem(source, row, headers.get(name, name), message, hint, Severity.NOTICE))
            frame = frame.with_columns(column.set(objects, None))
    return frame, problems
