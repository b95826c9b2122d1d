"""The cells of all offers as Python's values, a list a column, read once for all markets."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

import polars as pl

from storefront.catalog.columns import OPTION, SPEC

MARKETS = r"^(product|category|status|currency|(price|price_new|stock|buy_url)(_[a-z0-9]+)?)$"
"""Columns that each market reads for itself."""
Named = list[tuple[str, list[str]]]
"""Columns of texts, each with the name that its header gives them."""


class Cells:
    """The columns that products are made of; an empty text where an offer says nothing.

    All are read when the first is asked for: a process that was forked cannot ask polars any more.
    """

    def __init__(self, offers: pl.DataFrame) -> None:
        self._offers = offers

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """Every column of texts by its header."""
        texts = self._offers.select(pl.col(pl.String).exclude(MARKETS).fill_null(""))
        return {name: texts[name].to_list() for name in texts.columns}

    @cached_property
    def names(self) -> Named:
        """The names of products by language, `` for the source language."""
        return self._by_language("name")

    @cached_property
    def descriptions(self) -> Named:
        """The descriptions of products by language, `` for the source language."""
        return self._by_language("description")

    @cached_property
    def specs(self) -> Named:
        """The facts of products by their attribute."""
        return self._named(SPEC)

    @cached_property
    def options(self) -> Named:
        """What else tells offers apart."""
        return self._named(OPTION)

    def _by_language(self, column: str) -> Named:
        own = [name for name in self.texts if name.startswith(f"{column}_")]
        return [*((name.removeprefix(f"{column}_"), self.texts[name]) for name in own), ("", self.texts[column])]

    def _named(self, header: re.Pattern[str]) -> Named:
        return [(match[1], texts) for name, texts in self.texts.items() if (match := header.match(name))]


def picker(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """What takes the values at these places, one at the least, out of a column."""
    if len(places) == 1:
        return lambda column: (column[places[0]],)
    return itemgetter(*places)
