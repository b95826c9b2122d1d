"""Numbers written by CLDR's patterns and symbols, which come from Babel once; the digits are our own work.

Babel's `NumberPattern.apply` takes some ten times as long, and knows neither minimum grouping digits (`1234,50 €` in
Spanish), nor the space between a currency of letters and its number (`CHF 1,234.50`), nor the digits of `ar-EG`.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple
from unicodedata import category

from babel import Locale
from babel.numbers import NumberPattern

from storefront.locales.cldr import MINIMUM_GROUPING, ZEROS, nearest

NO_BREAK = "\u00a0"
MILLION = 1_000_000
MOST_DECIMALS = 2
"""More of them, and an amount is easier to read in full than in millions."""

Compact = Mapping[str, Mapping[str, NumberPattern]]
"""CLDR's compact patterns by plural category and magnitude: `one`, `1000000` -> `0 million`."""


class Symbols(NamedTuple):
    """What a locale writes its numbers with."""

    decimal: str
    group: str
    minus: str
    percent: str
    zero: str
    """The digit nought: `0`, `٠`."""
    minimum: int
    """Digits that must stand before the first group separator."""


def read_symbols(locale: Locale, *, currency: bool = False) -> Symbols:
    """The symbols of the locale's default numbering system; money has its own separators in Austria and Switzerland."""
    system = locale.default_numbering_system
    # Where Babel has no symbols for the locale's own digits (Bengali), CLDR's are those of Latin digits.
    found = {**locale.number_symbols["latn"], **locale.number_symbols[system]}
    decimal, group = found["decimal"], found["group"]
    if currency:
        decimal, group = found.get("currencyDecimal", decimal), found.get("currencyGroup", group)
    minimum = nearest(MINIMUM_GROUPING, locale, 1)
    return Symbols(decimal, group, found["minusSign"], found["percentSign"], ZEROS.get(system, "0"), minimum)


def digits_table(zero: str) -> dict[int, str]:
    """From ASCII digits to those that begin with this nought, for `str.translate`; empty for ASCII."""
    return {} if zero == "0" else {ord("0") + n: chr(ord(zero) + n) for n in range(10)}


class NumberWriter:
    """Writes numbers by one pattern of a locale."""

    def __init__(self, pattern: NumberPattern, symbols: Symbols, currency: str = "") -> None:
        """`currency` is the symbol that stands for `¤`."""
        self._sizes = pattern.grouping
        self._shortest = len("1,234") + symbols.minimum - 1
        self._group, self._decimal = symbols.group, symbols.decimal
        self._native = digits_table(symbols.zero)
        self._affixes = tuple(
            (_prefix(before, symbols, currency), _suffix(after, symbols, currency))
            for before, after in zip(pattern.prefix, pattern.suffix, strict=True)
        )

    def write(self, value: Decimal, places: int) -> str:
        """The value with so many decimals, rounded half to even, in the pattern's prefix and suffix."""
        # all in one: the prices of a large shop are hundreds of thousands, hardly two of them the same
        integer, point, fraction = f"{value:,.{places}f}".partition(".")
        prefix, suffix = self._affixes[0]
        if integer[0] == "-":
            integer = integer[1:]
            prefix, suffix = self._affixes[any(digit in integer + fraction for digit in "123456789")]
        if "," in integer:
            integer = self._grouped(integer)
        text = f"{prefix}{integer}{self._decimal if point else ''}{fraction}{suffix}"
        return text.translate(self._native) if self._native else text

    def wrap(self, text: str, *, negative: bool = False) -> str:
        """A text in place of the pattern's digits."""
        prefix, suffix = self._affixes[negative]
        return f"{prefix}{text}{suffix}"

    def _grouped(self, integer: str) -> str:
        """The digits of a whole number, `1,234`, in the locale's groups."""
        if len(integer) < self._shortest:
            return integer.replace(",", "")
        if self._sizes == (3, 3):
            return integer.replace(",", self._group)
        integer = integer.replace(",", "")
        size, then = self._sizes
        groups: list[str] = []
        while len(integer) > size:
            groups.insert(0, integer[-size:])
            integer, size = integer[:-size], then
        return self._group.join([integer, *groups])


def _prefix(text: str, symbols: Symbols, currency: str) -> str:
    space = NO_BREAK if text.endswith("¤") and _is_word(currency[-1:]) else ""
    return _affix(text, symbols, currency) + space


def _suffix(text: str, symbols: Symbols, currency: str) -> str:
    space = NO_BREAK if text.startswith("¤") and _is_word(currency[:1]) else ""
    return space + _affix(text, symbols, currency)


def _is_word(character: str) -> bool:
    """CLDR's `currencySpacing`: what is neither symbol nor space is kept off the digits."""
    return bool(character) and category(character)[0] not in "SZ"


def _affix(text: str, symbols: Symbols, currency: str) -> str:
    said = {"¤": currency, "-": symbols.minus, "%": symbols.percent, "''": "'"}
    return re.sub(r"''|'[^']*'|[-¤%]", lambda found: said.get(found[0], found[0].strip("'")), text)


def decimals(value: Decimal) -> int:
    """How many decimals it takes to write the value exactly."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class Scaled(NamedTuple):
    """An amount counted in millions or the like, with the pattern that says so."""

    value: Decimal
    places: int
    pattern: NumberPattern


def scale(amount: Decimal, patterns: Compact, locale: Locale) -> Scaled | None:
    """An amount counted in its language's large numbers, or None where it is better written out.

    It is below a million then, or takes many decimals (1 234 567), so that nothing is ever rounded away.
    The pattern agrees with the number shown: `1 million`, `1,5 million` in French (Babel: `1 millions`).
    """
    magnitudes = [int(key) for key in patterns["other"] if int(key) <= abs(amount)]
    if max(magnitudes, default=0) < MILLION:
        return None
    key = str(max(magnitudes))
    pattern = patterns["other"][key]
    if pattern.pattern == "0":
        return None
    value = amount.scaleb(pattern.pattern.count("0") - len(key))
    if (places := decimals(value)) > MOST_DECIMALS:
        return None
    form = locale.plural_form(value if places else int(value))
    return Scaled(value, places, patterns.get(form, {}).get(key, pattern))
