"""Amounts as editors and exports type them: plain digits and a decimal point, then a currency, `%` or a unit."""

import re
from decimal import Decimal
from typing import NamedTuple

from storefront.locales.cldr import SYMBOL_UNITS, UNITS

_TYPED = re.compile(
    r"(?P<number>-?[0-9]+(?:\.(?P<decimals>[0-9]+))?)"
    r"(?:[ \u00a0\u202f]?(?P<percent>%)|[ \u00a0\u202f](?P<unit>[A-Za-zµμΩ°]{1,4}))?"
)


class Typed(NamedTuple):
    """A number with what it counts."""

    value: Decimal
    places: int
    """Decimals as they were typed: `6.0` has one."""
    unit: str
    """`%`, a currency or a unit, as typed; empty for a mere number."""


def read_typed(text: str) -> Typed | None:
    """What was typed, or None where it is no amount: `4 × 3`, `1,002`, `5G`."""
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        return None
    unit = found["percent"] or found["unit"] or ""
    return Typed(Decimal(found["number"]), len(found["decimals"] or ""), unit)


def is_measure(text: str) -> bool:
    """Whether a text is a number, alone or with a unit that CLDR writes: nothing in it is for a translator."""
    typed = read_typed(text)
    return typed is not None and (typed.unit in {"", "%"} or typed.unit in UNITS or typed.unit in SYMBOL_UNITS)
