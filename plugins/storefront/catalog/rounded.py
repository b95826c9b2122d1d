"""Ids that a spreadsheet has rounded on their way here: `1.23457E+12`."""

from collections.abc import Iterator

import polars as pl

from storefront.catalog.checks import Origins
from storefront.catalog.frames import ROW, SOURCE
from storefront.problems import Problem, Severity

_IDS = ("sku", "mpn")
_ROUNDED = r"^[0-9]([.,][0-9]+)?E\+[0-9]+$"
"""A large number as spreadsheets show it; `1E10` without the plus may be somebody's own."""


def rounded_problems(offers: pl.DataFrame, origins: Origins) -> Iterator[Problem]:
    """A notice for each column and export with such ids: two that were different may now be the same."""
    for name in (name for name in _IDS if name in offers.columns):
        wrong = offers.select(SOURCE, ROW, pl.col(name).alias("id")).filter(pl.col("id").str.contains(_ROUNDED))
        for (source,), found in wrong.group_by(SOURCE, maintain_order=True):
            row, cell = found.select(ROW, "id").row(0)
            count = f"{found.height:,} ids are so" if found.height > 1 else "one id is so"
            message = f"“{cell}” seems to be a number that a spreadsheet has rounded: {count}"
            hint = "make the column one of text there, and export again"
            header = origins.get(str(source), {}).get(name, name)
            yield Problem(str(source), row, header, message, hint, Severity.NOTICE)
