"""Texts that were read in one encoding and written in another before they came here: `TÃ©lÃ©phone`."""

from collections.abc import Iterator

import polars as pl

from storefront.catalog.checks import Origins
from storefront.catalog.frames import ROW, SOURCE, Few
from storefront.problems import Problem, Severity

_COLUMNS = ("name", "description", "brand", "category", "colour")
"""What columns of words begin with."""
_GARBLED = (
    "Ã[\u0080-\u00bf€ƒ„†‡ˆ‰Š‹ŒŽ™šœžŸ]|â€[\u0080-\u009d\u2018-\u203a\u0153\u0161\u017e\u02dc\u2122]|Â[\u00a0-\u00bf]"
)
"""UTF-8 of accented letters, quotation marks and signs, read as Windows-1252 or Latin-1."""
_SHOWN = 40


def garbled_problems(offers: pl.DataFrame, origins: Origins, few: Few) -> Iterator[Problem]:
    """A notice for each column and export with such texts: what they should say is not ours to decide."""
    for name in (name for name in offers.columns if name.startswith(_COLUMNS)):
        if name in few and not few[name].str.contains(_GARBLED).any():
            continue
        cells = offers.select(SOURCE, ROW, pl.col(name).alias("cell"))
        wrong = cells.filter(pl.col("cell").str.contains(_GARBLED))
        for (source,), found in wrong.group_by(SOURCE, maintain_order=True):
            row, word = found.select(ROW, pl.col("cell").str.extract(rf"(\S*(?:{_GARBLED})\S*)")).row(0)
            count = f"{found.height:,} cells are so" if found.height > 1 else "one cell is so"
            message = f"“{word[:_SHOWN]}” seems to be UTF-8 that was read as another encoding: {count}"
            hint = "mend it where the export is made: its encoding, or that of the import before it"
            header = origins.get(str(source), {}).get(name, name)
            yield Problem(str(source), row, header, message, hint, Severity.NOTICE)
