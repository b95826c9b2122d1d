"""Words that systems write where a cell is empty -> empty cells, and a word about it."""

from collections.abc import Iterable

import polars as pl
from polars.selectors import by_name

from storefront.catalog.frames import ROW, SOURCE, Places
from storefront.problems import Problem, Severity

_FORMS = ("null", "[null]", "(null)", "<null>", "#null!", "n/a", "#n/a", "undefined")
_NONE = (*_FORMS, "none", "[none]", "nan", "NaN")
"""The same except in columns of words: a material may be none, and nan a bread."""
_WORDS = ("name", "description", "colour", "spec:", "option:")
"""What columns begin with in which a word means what it says."""


def without_nothing(frame: pl.DataFrame, source: str, headers: Places) -> tuple[pl.DataFrame, list[Problem]]:
    """The frame with nothing where its cells say so in a word, and a notice for each column in which they do.

    `headers` are those of the export by our columns.
    """
    names = [name for name, type_ in frame.schema.items() if type_ == pl.String and name not in {ROW, SOURCE}]
    words = [name for name in names if name.startswith(_WORDS)]
    groups = (words, _spellings(_FORMS)), ([name for name in names if name not in words], _spellings(_NONE))
    masks = frame.select(by_name(group).is_in(said).fill_null(value=False) for group, said in groups)
    problems = []
    for name in names:
        empty = masks[name]
        if number := empty.sum():
            first = int(empty.arg_max() or 0)
            word = f"“{frame[name][first]}”"
            message, hint = f"{word} stands for an empty cell", "it counts as one: leave it empty in the export"
            if number > 1:
                message = f"{word} and its like stand for empty cells, {number:,} times"
                hint = "they count as such: leave them empty in the export"
            row: int = frame[ROW][first]
            problems.append(Problem(source, row, headers.get(name, name), message, hint, Severity.NOTICE))
            frame = frame.with_columns(frame[name].set(empty, None))
    return frame, problems


def _spellings(words: Iterable[str]) -> list[str]:
    """Words as they are written: as they are, in capitals, and with one capital."""
    return [spelling for word in words for spelling in (word, word.upper(), word.capitalize())]
