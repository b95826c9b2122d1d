"""Which plural form of a message a number takes: by the header of its file, otherwise by CLDR."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, lru_cache
from gettext import c2py

from babel import Locale

from storefront.readings import read_once
from storefront.values import value

_HEADER = re.compile(r"\s*nplurals\s*=\s*(?P<forms>\d+)\s*;\s*plural\s*=(?P<formula>[^;]+);?\s*")
_SAMPLES = range(1001)
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")


@value
class PluralRule:
    """How many forms a message has and which of them a number takes."""

    forms: int
    formula: str
    """What it was made from; two rules with one formula are equal."""
    index: Callable[[int], int]

    def covers_several(self, form: int) -> bool:
        """Whether a form stands for more than one number, so that it has to say which."""
        return _counts(self)[form] > 1


@cache
def _counts(rule: PluralRule) -> Counter[int]:
    """How many of the sample numbers take each form."""
    return Counter(rule.index(n) for n in _SAMPLES)


SOURCE_RULE = PluralRule(2, "n != 1", lambda n: int(n != 1))
"""Of messages that no file translates."""


@cache
def rule_of_header(value: str) -> PluralRule:
    """The rule of a `Plural-Forms` header; ValueError says what is wrong with it.

    The formula is C; `gettext.c2py` parses it and lets nothing but arithmetic on `n` through.
    """
    found = _HEADER.fullmatch(value)
    if found is None:
        raise ValueError("it has not the form “nplurals=2; plural=(n != 1);”")
    forms, formula = int(found["forms"]), found["formula"].strip()
    index: Callable[[int], int] = c2py(formula)
    try:
        strays = [n for n in _SAMPLES if not 0 <= index(n) < forms]
    except ArithmeticError:
        raise ValueError("its formula divides by nought") from None
    if strays:
        raise ValueError(f"its formula gives form {index(strays[0])} for n = {strays[0]}, of {forms} forms")
    return PluralRule(forms, formula, index)


@cache
def rule_of_cldr(locale: Locale) -> PluralRule:
    """CLDR's rule, its categories numbered in gettext's order.

    Categories that no number up to a thousand takes have no form of their own, as gettext has it: the French and
    Spanish `many` of whole millions is `other` there.
    """
    taken = read_once(("plural forms", str(locale)), b"", lambda: {locale.plural_form(n) for n in _SAMPLES})
    numbers = {category: number for number, category in enumerate(c for c in _CATEGORIES if c in taken)}
    last = len(numbers) - 1

    @lru_cache(10_000, typed=True)  # a shop's counts are few; Babel takes 20 µs for each
    def index(n: int) -> int:
        return numbers.get(locale.plural_form(n), last)

    return PluralRule(len(numbers), f"cldr {locale}", index)
