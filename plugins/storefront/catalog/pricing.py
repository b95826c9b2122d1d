"""The prices of an export -> digits with a point, and the currencies that they name."""

from collections.abc import Mapping
from itertools import chain

import polars as pl

from storefront.catalog.checks import Rule
from storefront.catalog.dialects import Terms
from storefront.catalog.frames import ROW, SOURCE
from storefront.catalog.prices import Amount, decimal_sign, normal, odd_cells

GENERAL = ("price", "price_new")
"""The prices that are not of one market."""
_ANOTHER = "write the amount in the currency of its column"
_SEVERAL = 'write its code, as in 12.50 EUR, or currency = "EUR" below [catalog] in shop.toml'


def plain_prices(frame: pl.DataFrame, terms: Terms, source: str) -> tuple[pl.DataFrame, list[Rule]]:
    """The frame with plain prices and, where they are general, their `currency`; the rules that find wrong currencies.

    A cell that is no price, or may be two, stays as it is for the checks to find.
    """
    names = [name for name in frame.columns if name.startswith("price_") or name in GENERAL]
    odd = odd_cells(frame, names)
    decimal = terms.decimal or (decimal_sign((frame[name] for name in names), chain(*odd.values())) if odd else "")
    rules: list[Rule] = []
    for name, unread in odd.items():
        cells = dict(normal(unread, decimal, terms.markets.values()))
        if name == "price":
            frame, found = _with_currency(frame, cells, terms, source)
        else:
            cells, found = _in_market(frame, name, cells, terms, source)
        rules += found
        number = pl.col(name).replace({cell: amount.number for cell, amount in cells.items()})
        # what is wrong is told as it stands there
        wrong = pl.any_horizontal(pl.lit(value=False), *(rule.wrong for rule in found))
        frame = frame.with_columns(pl.when(wrong).then(name).otherwise(number).alias(name))
    return _completed(frame, terms), rules


def _in_market(
    frame: pl.DataFrame, name: str, cells: Mapping[str, Amount], terms: Terms, source: str
) -> tuple[dict[str, Amount], list[Rule]]:
    """The cells of a market's column that name its currency or none, and the rule that finds the others."""
    currency = terms.markets.get(name.removeprefix("price_new_").removeprefix("price_"), "")
    wrong = [cell for cell, one in cells.items() if currency and one.currencies and currency not in one.currencies]
    if not wrong:
        return dict(cells), []
    rows = frame.filter(pl.col(name).is_in(wrong))[ROW]
    right = {cell: amount for cell, amount in cells.items() if cell not in wrong}
    return right, [_rule(name, source, rows, f"is not in {currency}", _ANOTHER)]


def _with_currency(
    frame: pl.DataFrame, cells: Mapping[str, Amount], terms: Terms, source: str
) -> tuple[pl.DataFrame, list[Rule]]:
    """Fills `currency` with what the prices name; one that contradicts its column, or may be several, is wrong."""
    codes = {cell: amount.currencies for cell, amount in cells.items() if amount.currencies}
    if not codes:
        return frame, []
    if "currency" not in frame.columns:
        frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias("currency"))
    meant = {cell: _meant(currencies, terms) for cell, currencies in codes.items()}
    named = pl.col("price").replace_strict({cell: f" {' '.join(all_)} " for cell, all_ in codes.items()}, default=None)
    same = named.str.contains(pl.format(" {} ", "currency"), literal=True)
    against = frame.filter(~same)[ROW]
    unclear = frame.filter(
        pl.col("price").is_in([cell for cell, code in meant.items() if not code]), pl.col("currency").is_null()
    )
    rules = [
        _rule("price", source, against, "is not in the currency of its row", _ANOTHER),
        _rule("price", source, unclear[ROW], "may be in several currencies", _SEVERAL),
    ]
    code = pl.col("price").replace_strict(
        {cell: one for cell, one in meant.items() if one}, default=None, return_dtype=pl.String
    )
    return frame.with_columns(pl.coalesce("currency", code)), rules


def _meant(currencies: frozenset[str], terms: Terms) -> str:
    """The currency among several that the shop sells in, or the only one; empty where that leaves it open."""
    sold = currencies & set(terms.markets.values())
    if terms.currency in currencies:
        return terms.currency
    one = sold if len(sold) == 1 else currencies
    return next(iter(one)) if len(one) == 1 else ""


def _completed(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Fills `currency` with the general one where a general price names none."""
    general = [name for name in GENERAL if name in frame.columns]
    if not general or not terms.currency:
        return frame
    given = pl.col("currency") if "currency" in frame.columns else pl.lit(None, dtype=pl.String)
    priced = pl.any_horizontal(pl.col(general).is_not_null())
    return frame.with_columns(pl.coalesce(given, pl.when(priced).then(pl.lit(terms.currency))).alias("currency"))


def _rule(column: str, source: str, rows: pl.Series, why: str, hint: str) -> Rule:
    return Rule(column, (pl.col(SOURCE) == source) & pl.col(ROW).is_in(rows.implode()), why, hint)
