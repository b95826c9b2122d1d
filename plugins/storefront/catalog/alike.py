"""Offers of one product that nothing on its page tells apart but their prices."""

from collections.abc import Collection, Iterator

import polars as pl

from storefront.catalog.columns import OPTION
from storefront.catalog.frames import ROW, SOURCE
from storefront.problems import Problem, Severity

_TELLING = ("grade", "condition", "storage", "colour")
"""Columns that tell offers apart, beside options."""


def alike_problems(offers: pl.DataFrame, foreign: Collection[str]) -> Iterator[Problem]:
    """A notice for each export of another system that has such offers, with the first row of them."""
    if not foreign or "product" not in offers.columns:
        return
    telling = [name for name in offers.columns if name in _TELLING or OPTION.match(name)]
    theirs = offers.filter(pl.col(SOURCE).is_in(sorted(foreign))).select(SOURCE, ROW, "product", *telling)
    same = theirs.filter(theirs.select("product", *telling).is_duplicated()).sort(SOURCE, ROW)
    for (source,), found in same.group_by(SOURCE, maintain_order=True):
        row, product = found.select(ROW, "product").row(0)
        message = f"{found.height:,} offers are told apart by nothing but the price, first those of “{product}”"
        hint = 'name what does: columns = { "option:Size" = "its header" } below [catalog] in shop.toml'
        yield Problem(str(source), row, message=message, hint=hint, severity=Severity.NOTICE)
