"""Prices as people and systems write them -> digits with a decimal point; what may be two numbers stays as it is."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import polars as pl
from babel.numbers import get_currency_precision, list_currencies

SIMPLE = r"^[0-9]+$|^[0-9]+\.([0-9]{1,2}|[0-9]{4,})$|^(0[0-9]*|[0-9]{4,})\.[0-9]{3}$"
"""A price that needs no reading at all."""

SYMBOLS: Mapping[str, frozenset[str]] = {
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP", "EGP", "GIP", "FKP", "SHP", "SDG", "SYP", "LBP"}),
    "$": frozenset(
        {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS", "TWD", "UYU", "DOP", "BBD", "JMD", "TTD"}
    ),
    "us$": frozenset({"USD"}),
    "ca$": frozenset({"CAD"}),
    "c$": frozenset({"CAD"}),
    "a$": frozenset({"AUD"}),
    "au$": frozenset({"AUD"}),
    "nz$": frozenset({"NZD"}),
    "s$": frozenset({"SGD"}),
    "hk$": frozenset({"HKD"}),
    "mx$": frozenset({"MXN"}),
    "r$": frozenset({"BRL"}),
    "¥": frozenset({"JPY", "CNY"}),
    "￥": frozenset({"JPY", "CNY"}),
    "円": frozenset({"JPY"}),
    "元": frozenset({"CNY"}),
    "₹": frozenset({"INR"}),
    "rs": frozenset({"INR", "PKR", "LKR", "NPR", "MUR"}),
    "₩": frozenset({"KRW"}),
    "₽": frozenset({"RUB"}),
    "₺": frozenset({"TRY"}),
    "tl": frozenset({"TRY"}),
    "₴": frozenset({"UAH"}),
    "₫": frozenset({"VND"}),
    "đ": frozenset({"VND"}),
    "₪": frozenset({"ILS"}),
    "₦": frozenset({"NGN"}),
    "฿": frozenset({"THB"}),
    "₱": frozenset({"PHP"}),
    "zł": frozenset({"PLN"}),
    "kč": frozenset({"CZK"}),
    "ft": frozenset({"HUF"}),
    "lei": frozenset({"RON", "MDL"}),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
    "fr": frozenset({"CHF"}),
    "sfr": frozenset({"CHF"}),
    "fcfa": frozenset({"XOF", "XAF"}),
    "cfa": frozenset({"XOF", "XAF"}),
    "dh": frozenset({"MAD", "AED"}),
    "dhs": frozenset({"MAD", "AED"}),
    "rp": frozenset({"IDR"}),
    "rm": frozenset({"MYR"}),
    "euro": frozenset({"EUR"}),
    "euros": frozenset({"EUR"}),
}
"""Signs and words beside a price to the currencies that they may mean (CLDR's symbols, and what shops write)."""

_AMOUNT = re.compile(r"((?:[^0-9.,+-]|(?<=[^\W0-9_])\.)*)([0-9][0-9\s.,'’]*?)([.,]?\s*[-–—]{1,2})?([^0-9]*)")
_WHOLE = "none"
"""The decimal sign of amounts that have no decimals."""
_SPACES = re.compile(r"[\s'’]+")
_THOUSANDS = 3
_CODES = list_currencies()


class Amount(NamedTuple):
    """A price that was read."""

    number: str
    """Digits with a decimal point; `1.234` or `1,234` itself where it may be two numbers."""
    currencies: frozenset[str]
    """What the cell names; empty where it names none."""
    decimal: str = ""
    """The sign that the cell proves to be the decimal one, empty where it proves none."""


@lru_cache(maxsize=1 << 16)
def read_amount(text: str, decimal: str = "") -> Amount | None:
    """A price of a cell, None where it is none.

    `decimal` is the decimal sign where the cell itself leaves it open, as `1.234` and `1,234` do.
    """
    match = _AMOUNT.fullmatch(text.strip())
    currencies = _currencies(match[1], match[4]) if match else None
    if match is None or currencies is None:
        return None
    plain = _SPACES.sub(" ", match[2]).strip()
    if " " in plain and not re.fullmatch(
        r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?|[0-9]{1,2}(?: [0-9]{2})+ [0-9]{3}(?:[.,][0-9]+)?", plain
    ):
        return None
    spaced, plain = " " in plain, plain.replace(" ", "")
    signs = re.sub(r"[0-9]", "", plain)
    if not signs:
        return Amount(plain, currencies)
    if len(set(signs)) > 1:
        return _grouped(plain, signs, currencies)
    return _single(plain, signs, currencies, decimal, spaced=spaced)


def _grouped(plain: str, signs: str, currencies: frozenset[str]) -> Amount | None:
    """Two different signs: the last is the decimal one, the others part thousands."""
    mark = signs[-1]
    whole, _, fraction = plain.rpartition(mark)
    other = signs[0]
    if mark in whole or not fraction or not _parted(whole, other):
        return None
    return Amount(f"{whole.replace(other, '')}.{fraction}", currencies, mark)


def _single(plain: str, signs: str, currencies: frozenset[str], decimal: str, *, spaced: bool) -> Amount | None:
    """One kind of sign: several part thousands; a single one with three digits behind it may do so too."""
    mark = signs[0]
    whole, _, fraction = plain.partition(mark)
    if len(signs) > 1:
        if not _parted(plain, mark):
            return None
        return Amount(plain.replace(mark, ""), currencies, "." if mark == "," else ",")
    if not whole or not fraction:
        return None
    if len(fraction) == _THOUSANDS and len(whole) <= _THOUSANDS and whole[0] != "0" and not spaced:
        if not decimal:
            return Amount(plain, currencies)
        return Amount(f"{whole}.{fraction}" if mark == decimal else whole + fraction, currencies)
    return Amount(f"{whole}.{fraction}", currencies, mark)


def _parted(number: str, sign: str) -> bool:
    """Whether a sign parts the thousands of a number, or, a comma, the lakhs and crores of India."""
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", number.replace(sign, ",")):
        return True
    return sign == "," and bool(re.fullmatch(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}", number))


def _currencies(before: str, after: str) -> frozenset[str] | None:
    """What the words around a number may mean, None where they are no currency."""
    found: frozenset[str] | None = None
    for word in (before, after):
        plain = word.strip(" \t\u00a0\u202f.:").lower()
        if not plain:
            continue
        meant = frozenset({plain.upper()}) if plain.upper() in _CODES else SYMBOLS.get(plain)
        if meant is None:
            return None
        found = meant if found is None else found & meant
    return frozenset() if found is None else found


def odd_cells(frame: pl.DataFrame, names: Iterable[str]) -> dict[str, pl.Series]:
    """The different cells of those columns in which some are not `SIMPLE`, these alone."""
    cells = (pl.col(name) for name in names)
    odd = frame.select(one.filter(~one.str.contains(SIMPLE)).unique(maintain_order=True).implode() for one in cells)
    return {column.name: column.item() for column in odd if not column.item().is_empty()}


def decimal_sign(columns: Iterable[pl.Series], odd: Iterable[str]) -> str:
    """The decimal sign that the prices of an export prove, empty where they prove none or both.

    `odd` are those of its cells that are not `SIMPLE`.
    """
    proven = {amount.decimal for cell in odd if (amount := read_amount(cell)) and amount.decimal}
    if any(column.str.contains(r"^[0-9]+\.([0-9]{1,2}|[0-9]{4,})$").any() for column in columns):
        proven.add(".")
    return proven.pop() if len(proven) == 1 else ""


def normal(odd: pl.Series, decimal: str, sold: Collection[str]) -> Iterator[tuple[str, Amount]]:
    """The cells of a column that are prices in another form than ours, each with what it means.

    `odd` are its cells that are not `SIMPLE`, `sold` the currencies of the shop, one of which a sign probably means.
    """
    for cell in odd:
        amount = read_amount(cell, decimal)
        if (
            amount
            and amount.currencies
            and all(map(_is_whole, amount.currencies.intersection(sold) or amount.currencies))
        ):
            amount = read_amount(cell, _WHOLE)
        if amount and (amount.number != cell or amount.currencies):
            yield cell, amount


def _is_whole(currency: str) -> bool:
    """Whether amounts of a currency have no decimals: beside its sign, as people write it, thousands are parted."""
    return get_currency_precision(currency) == 0
