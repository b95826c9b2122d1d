"""Values -> text as one locale writes them: money, numbers, measures, dates, lists; in CLDR's forms, to the space."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from babel import Locale as BabelLocale
from babel.dates import format_date, format_skeleton
from babel.numbers import (
    format_decimal,
    get_currency_name,
    get_currency_precision,
    get_currency_symbol,
    get_currency_unit_pattern,
    is_currency,
)
from babel.units import format_unit

from storefront.locales import phrases
from storefront.locales.amounts import Typed, read_typed
from storefront.locales.cldr import LONG_UNITS, SYMBOL_UNITS, UNITS
from storefront.locales.numbers import (
    NO_BREAK,
    Compact,
    NumberWriter,
    Scaled,
    decimals,
    digits_table,
    read_symbols,
    scale,
)
from storefront.model import Day, Locale

Form = Literal["", "exact", "short"]
"""How an editor wants an amount of money: in words where that says it exactly, in full, or short."""

_Length = Literal["long", "short"]

_HOW_TO_TYPE = (
    "write plain digits with a decimal point, then a space and a currency, a unit or %: 41000000 EUR, 1.5 kg, 15 %"
)


_NUMBER = "\0"
"""Where a number stands in what is written around it."""
MOST_KEPT = 10_000
"""Texts of a kind that are remembered; the numbers of a large shop may be more."""


class _Once(dict[tuple[object, ...], str]):
    """Texts by what they were made from, each made once, the first of them kept: as many as are no burden."""

    def __init__(self, make: Callable[..., str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: tuple[object, ...]) -> str:
        text = self._make(*key)
        if len(self) < MOST_KEPT:
            self[key] = text
        return text


class _Precision(dict[str, int]):
    """How many decimals a currency has, each asked for once."""

    def __missing__(self, currency: str) -> int:
        found = self[currency] = get_currency_precision(currency)
        return found


class Formats:
    """How one locale writes values; made once per locale, it keeps texts that it has written.

    It knows its locale from its constructor alone: neither the process locale nor the environment counts.
    """

    def __init__(self, locale: Locale) -> None:
        self.locale = locale
        self._babel = BabelLocale.parse(locale.cldr, sep="-")
        symbols = read_symbols(self._babel)
        self._native = digits_table(symbols.zero)
        self._numbers = NumberWriter(self._babel.decimal_formats[None], symbols)
        self._percents = NumberWriter(self._babel.percent_formats[None], symbols)
        self._currencies: dict[str, NumberWriter] = {}
        self._precision = _Precision()
        self._short = _Once(self._write_short)
        self._long = _Once(self._write_long)
        self._number = _Once(self._write_number)
        self._decimal = _Once(self._write_decimal)
        self._percent = _Once(self._write_percent)
        self._measure = _Once(self._write_measure)
        self._units: dict[tuple[str, str], str | None] = {}
        """What is written around a number, by unit and plural form."""
        self._date = _Once(self._write_date)
        self._year = _Once(self._write_year)

    def money(self, amount: Decimal, currency: str | None = None) -> str:
        """`1 234,50 €`: an amount with all the decimals of its currency, by default the locale's own."""
        # written each time: in a large shop hardly two prices are the same
        code = currency or self.locale.currency
        return self._currency(code).write(amount, self._precision[code])

    def money_short(self, amount: Decimal, currency: str | None = None) -> str:
        """`41 M€`; written out where millions do not say it exactly (see `scale`)."""
        return self._short[amount, currency or self.locale.currency]

    def money_long(self, amount: Decimal, currency: str | None = None) -> str:
        """`41 millions d’euros`; written out where millions do not say it exactly (see `scale`)."""
        return self._long[amount, currency or self.locale.currency]

    def schema_money(self, amount: Decimal, currency: str | None = None) -> str:
        """`1234.50`: the amount as schema.org's `price` takes it, with the currency's decimals."""
        return f"{amount:.{self._precision[currency or self.locale.currency]}f}"

    def number(self, value: int | Decimal) -> str:
        """`1 002`, with up to three decimals where the value has them."""
        return self._number[value,]

    def decimal(self, value: Decimal | float, digits: int) -> str:
        """`4,0`: a number with so many decimals."""
        return self._decimal[value, digits]

    def percent(self, fraction: Decimal | float) -> str:
        """`15 %` for 0.15, in whole percents, half a percent rounded to the even one."""
        return self._percent[round((fraction if isinstance(fraction, Decimal) else Decimal(str(fraction))) * 100),]

    def discount(self, percent: int) -> str:
        """`-38 %` for a price that is lower by 38 hundredths."""
        return self._percent[-percent,]

    def measure(self, text: str) -> str:
        """`128 Go` for `128 GB`; a text that is no number with a unit comes back as it is.

        Of a unit that nobody knows only the number takes the locale's form, so that `2 SIM` can still be translated.
        """
        return self._measure[text,]

    def date(self, day: Day) -> str:
        """`12 juin 2018`, or `juin 2018` where only the month is known."""
        return self._date[day,]

    def year(self, number: int) -> str:
        """`2018`, never grouped."""
        return self._year[number,]

    def list_and(self, items: Sequence[str]) -> str:
        """`Thibaud, Quentin et Vianney`."""
        return phrases.join(items, "standard", self._babel)

    def list_or(self, items: Sequence[str]) -> str:
        """`noir, bleu ou rouge`."""
        return phrases.join(items, "or", self._babel)

    def plural(self, number: int | Decimal) -> str:
        """CLDR's plural category: `zero`, `one`, `two`, `few`, `many` or `other`."""
        return self._babel.plural_form(number)

    def quote(self, text: str) -> str:
        """The text in quotation marks."""
        return phrases.quote(text, self._babel)

    @staticmethod
    def language_name(locale: Locale) -> str:
        """What a locale's language calls itself, as a menu writes it: `Français`."""
        if locale.is_pseudo:
            return locale.code
        return phrases.own_name(BabelLocale.parse(locale.cldr, sep="-"))

    def amount(self, text: str, form: Form = "") -> str:
        """What an editor typed, as this locale says it: `41000000 EUR` -> `41 millions d’euros`.

        `1002`, `15 %` and `1.5 kg` work too and have one form only. Anything else is a ValueError whose text is meant
        for the editor.
        """
        typed = read_typed(text)
        if typed is None:
            raise ValueError(f"“{text}” is not an amount; {_HOW_TO_TYPE}")
        if typed.unit in UNITS or typed.unit in SYMBOL_UNITS or typed.unit in {"", "%"}:
            return self._write_typed(typed)
        if not is_currency(typed.unit):
            raise ValueError(f"“{typed.unit}” in “{text}” is neither a currency nor a known unit; {_HOW_TO_TYPE}")
        say = {"": self.money_long, "exact": self._write_plain, "short": self.money_short}[form]
        return say(typed.value, typed.unit)

    def _currency(self, currency: str) -> NumberWriter:
        if (writer := self._currencies.get(currency)) is None:
            pattern = self._babel.currency_formats["standard"]
            symbols = read_symbols(self._babel, currency=True)
            writer = NumberWriter(pattern, symbols, get_currency_symbol(currency, self._babel))
            self._currencies[currency] = writer
        return writer

    def _write_plain(self, amount: Decimal, currency: str) -> str:
        """In full, never rounded, and without decimals where they are nought: `250 000 €`."""
        places = decimals(amount) and max(decimals(amount), self._precision[currency])
        return self._currency(currency).write(amount, places)

    def _write_short(self, amount: Decimal, currency: str) -> str:
        scaled = scale(amount, self._babel.compact_currency_formats["short"], self._babel)
        if scaled is None:
            return self._write_plain(amount, currency)
        symbols = read_symbols(self._babel, currency=True)
        writer = NumberWriter(scaled.pattern, symbols, get_currency_symbol(currency, self._babel))
        return writer.write(scaled.value, scaled.places)

    def _write_long(self, amount: Decimal, currency: str) -> str:
        scaled = scale(amount, self._long_patterns(), self._babel)
        return self._write_plain(amount, currency) if scaled is None else self._say(scaled, amount, currency)

    def _say(self, scaled: Scaled, amount: Decimal, currency: str) -> str:
        writer = NumberWriter(scaled.pattern, read_symbols(self._babel))
        if self._babel.language == "en":
            text = writer.write(scaled.value.copy_abs(), scaled.places)
            return self._currency(currency).wrap(text, negative=amount < 0)
        text = writer.write(scaled.value, scaled.places)
        # The name agrees with the whole number of units: Polish says `41 milionów dolarów`.
        count = int(amount)
        name = phrases.of(get_currency_name(currency, count, self._babel), self._babel)
        return get_currency_unit_pattern(currency, count, self._babel).format(text, name)

    def _long_patterns(self) -> Compact:
        """The patterns of `41 millions`; where CLDR has none of them (Japanese), the short ones are the words."""
        formats: Mapping[str, Compact] = self._babel.compact_decimal_formats
        return formats.get("long") or formats["short"]

    def _write_number(self, value: int | Decimal) -> str:
        rounded = round(Decimal(value), 3)
        return self._numbers.write(rounded, decimals(rounded))

    def _write_decimal(self, value: Decimal | float, digits: int) -> str:
        return self._numbers.write(Decimal(str(value)), digits)

    def _write_percent(self, percent: int) -> str:
        return self._percents.write(Decimal(percent), 0)

    def _write_measure(self, text: str) -> str:
        typed = read_typed(text)
        return self._write_typed(typed) if typed is not None and typed.unit else text

    def _write_typed(self, typed: Typed) -> str:
        if typed.unit == "%":
            return self._percents.write(typed.value, typed.places)
        number = self._numbers.write(typed.value, typed.places)
        if not typed.unit:
            return number
        space = NO_BREAK if typed.unit in SYMBOL_UNITS else " "
        return self._with_unit(typed, number) or f"{number}{space}{typed.unit}"

    def _with_unit(self, typed: Typed, number: str) -> str | None:
        """The number in CLDR's form of its unit, or None where CLDR has none."""
        unit = UNITS.get(typed.unit)
        if unit is None:
            return None
        form = (unit, self.plural(typed.value))
        if form not in self._units:
            self._units[form] = self._unit_pattern(unit, typed.value)
        pattern = self._units[form]
        return None if pattern is None else pattern.replace(_NUMBER, number)

    def _unit_pattern(self, unit: str, value: Decimal) -> str | None:
        """What CLDR writes of a unit around numbers of the plural form that the value takes."""
        lengths: tuple[_Length, ...] = ("long", "short") if unit in LONG_UNITS else ("short", "long")
        for length in lengths:
            # Babel puts in a number of its own making, which gives way to ours, and shows the id of a form it lacks.
            text = format_unit(value, unit, length, locale=self._babel)
            if unit not in text:
                return text.replace(format_decimal(value, locale=self._babel), _NUMBER)
        return None

    def _write_date(self, day: Day) -> str:
        if day.precision == "month":
            return self._digits(format_skeleton("yMMMM", day.date, locale=self._babel))
        text = format_date(day.date, "long", self._babel)
        if self._babel.language == "fr" and text.startswith("1 "):
            text = f"1er {text.removeprefix('1 ')}"
        return self._digits(text)

    def _write_year(self, number: int) -> str:
        return self._digits(format_skeleton("y", date(number, 1, 1), locale=self._babel))

    def _digits(self, text: str) -> str:
        """Babel's dates have ASCII digits everywhere."""
        return text.translate(self._native)
