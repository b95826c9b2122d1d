"""The shop: `shop.toml` -> `Shop`, every mistake in it a `Problem` with its line."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale as BabelLocale
from babel import UnknownLocaleError
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from storefront.clock import today
from storefront.model import PSEUDO, REGION, Delivery, Grade, Locale, Money
from storefront.problems import InputError, Problem
from storefront.settings import LocaleTable, ShopTable, all_tables
from storefront.snapshot import digest, unreadable
from storefront.toml_lines import line_of
from storefront.values import frozen

PRODUCT = Path(__file__).resolve().parents[2]
"""Folder of Vitrina itself: its theme and its translations stand behind every shop's."""

NO_LANGUAGE = {"root", "und"}
"""What CLDR takes for a language and nobody speaks."""
MISTAKES = {
    "string_type": ("is not a text", "put it in quotes"),
    "tuple_type": ("is not a list", "put it in brackets, each of its texts in quotes"),
    "dict_type": ("is not a table", "write its settings in lines of their own below its name in brackets"),
    "model_type": ("is not a table", "write its settings in lines of their own below its name in brackets"),
    "url_parsing": ("is not a web address", "write it as in https://www.shop.example"),
    "url_scheme": ("is not a web address", "write it as in https://www.shop.example"),
    "too_short": ("has nothing in it", "add one at least"),
}
"""Pydantic's names of mistakes, what we say and what to do."""


@frozen
class Shop:
    """A shop: its folder and its settings."""

    folder: Path
    name: str
    address: str
    """Public address without a closing slash."""
    source_language: str
    """Language of the exports and of the strings in `shop.toml`."""
    default_locale: Locale
    """The locale for everybody else (x-default)."""
    timezone: ZoneInfo
    locales: tuple[Locale, ...]
    tax_notes: dict[str, str]
    """By locale code."""
    grades: dict[str, Grade]
    deliveries: dict[str, Delivery]
    """By market, where `shop.toml` says how it delivers."""
    today: date
    """Day of the build."""
    settings: ShopTable
    """The tables of `shop.toml` as they were written."""
    mark: str = ""
    """Hash of the file that the settings were read from."""
    accepts_losses: bool = False
    """Whoever builds knows that the exports lost offers, and means it."""

    @property
    def content(self) -> Path:
        """Folder of the Markdown, the exports and the images."""
        return self.folder / "content"

    def is_elsewhere(self, image: str) -> bool:
        """Whether a picture's address is another service's to answer: one of another host, or one of `[images]`."""
        return "://" in image or image.startswith(self.settings.images.elsewhere)

    def layers(self, name: str) -> tuple[Path, ...]:
        """The folders `name` of the shop and of the product, the shop's first."""
        own, product = self.folder / name, PRODUCT / name
        return (product,) if own.resolve() == product.resolve() else (own, product)


def load_shop(folder: Path, *, address: str = "") -> Shop:
    """Reads `shop.toml` in a folder.

    `address` overrides the public address. Raises `InputError` with every mistake of the file.
    """
    try:
        data = (folder / "shop.toml").read_bytes()
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        hint = "`vitrina new-shop DIR` writes a folder to start from"
        raise InputError([Problem("shop.toml", message=f"there is no such file in {folder}", hint=hint)]) from None
    except OSError as error:
        raise InputError([unreadable(error, folder)]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
        raise InputError([Problem("shop.toml", line, message=message, hint="save the file as UTF-8")]) from None
    return replace(parse_shop(folder, text, address=address), mark=digest(data))


def parse_shop(folder: Path, text: str, *, address: str = "") -> Shop:
    """The shop of a folder if this were the text of its `shop.toml`. Raises `InputError` with every mistake in it."""
    text = text.replace("\r\n", "\n")
    try:
        table = ShopTable.model_validate(_parsed(text))
    except ValidationError as error:
        raise InputError(_problem(item, text) for item in error.errors()) from None
    if problems := list(_check(table, text)):
        raise InputError(problems)
    return _shop(folder, table, address)


def _shop(folder: Path, table: ShopTable, address: str) -> Shop:
    locales = tuple(_locale(code, row, table.source_language) for code, row in table.locales.items())
    return Shop(
        folder=folder,
        name=table.name,
        address=(address or str(table.address)).rstrip("/"),
        source_language=table.source_language,
        default_locale=_default(table, locales),
        timezone=ZoneInfo(table.timezone),
        locales=locales,
        tax_notes={code: row.tax_note for code, row in table.locales.items()},
        grades={key: Grade(key, row.label, row.explanation, row.condition) for key, row in table.grades.items()},
        deliveries=dict(_deliveries(table, locales)),
        today=today(),
        settings=table,
    )


def _default(table: ShopTable, locales: Sequence[Locale]) -> Locale:
    """The locale that `shop.toml` names, otherwise the first; a pseudo-locale only where there is no other."""
    named = (one for one in locales if one.code == table.default_locale)
    return next(named, min(locales, key=lambda one: one.is_pseudo))


def _deliveries(table: ShopTable, locales: Sequence[Locale]) -> Iterator[tuple[str, Delivery]]:
    for key, row in table.markets.items():
        if row.delivery is not None:
            own = [one for one in locales if one.market == key]
            countries = row.countries or tuple(dict.fromkeys(one.region for one in own if one.region))
            currency = own[0].currency
            free_from = Money(row.free_from, currency) if row.free_from is not None else None
            days = (row.handling_days, row.transit_days)
            yield key, Delivery(countries, Money(row.delivery, currency), free_from, *days)


def _locale(code: str, row: LocaleTable, source: str) -> Locale:
    babel = BabelLocale.parse(PSEUDO.get(code, code), sep="-")
    market = row.market or (babel.territory or babel.language).lower()
    direction: Literal["ltr", "rtl"] = "rtl" if babel.text_direction == "rtl" else "ltr"
    return Locale(code, row.prefix, row.currency, market, direction, source if code in PSEUDO else "")


def tag_mistake(code: str) -> tuple[str, str] | None:
    """What is wrong with the code of a locale, and what to write; None where it is in order."""
    if code in PSEUDO:
        return None
    language, *parts = code.split("-")
    region = next((part.upper() for part in parts if len(part) == REGION or part.isdigit()), None)
    try:
        parsed = BabelLocale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        parsed = None
    if parsed is None or language.lower() in NO_LANGUAGE:
        return f"“{code}” is not a language tag known to CLDR", "write it as in fr-FR"
    canonical = str(parsed).replace("_", "-")
    # CLDR knows deu and UK by other names, search engines do not
    other = language.lower() != parsed.language or (region and region != parsed.territory)
    if other or (code != canonical and code.lower() == canonical.lower()):
        return f"“{code}” is not written as language tags are", f"write {canonical}"
    return None


def _check(table: ShopTable, text: str) -> list[Problem]:
    """The rules that span several settings."""
    problems = []

    def wrong(place: tuple[str, ...], message: str, hint: str) -> None:
        problems.append(Problem("shop.toml", line_of(text, place), ".".join(place), message, hint))

    prefixes: dict[str, str] = {}
    markets: dict[str, Locale] = {}
    for code, row in table.locales.items():
        if first := prefixes.get(row.prefix):
            place = ("locales", code, "prefix")
            wrong(place, f"“{row.prefix}” is the prefix of {first} too", "give each locale its own")
        prefixes.setdefault(row.prefix, code)
        if mistake := tag_mistake(code):
            wrong(("locales", code), *mistake)
            continue
        locale = _locale(code, row, table.source_language)
        other = markets.setdefault(locale.market, locale)
        if other.currency != locale.currency:
            message = f"the market “{locale.market}” has prices in {other.currency} for {other.code}"
            wrong(("locales", code, "currency"), message, "give one of the two another market")
    if list(table.facets.price_bands) != sorted(set(table.facets.price_bands)):
        wrong(
            ("facets", "price_bands"), "the prices do not rise", "write them from the lowest to the highest, once each"
        )
    for key in table.markets.keys() - markets.keys():
        known = ", ".join(markets)
        wrong(("markets", key), f"no locale sells in a market “{key}”", f"write one of {known}")
    if table.default_locale is not None and table.default_locale not in table.locales:
        known = ", ".join(table.locales)
        wrong(("default_locale",), f"“{table.default_locale}” is not one of the locales", f"write one of {known}")
    return problems


def _parsed(text: str) -> dict[str, object]:
    """The tables of a TOML file. Raises `InputError` where it has another form."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([_syntax_problem(error)]) from None
    except RecursionError:
        message, hint = "its lists or tables lie too deep in one another", "close each bracket that is opened"
    except ValueError:
        message, hint = "it has a number of thousands of digits", "write it shorter, or put it in quotes"
    raise InputError([Problem("shop.toml", message=message, hint=hint)])


def _syntax_problem(error: tomllib.TOMLDecodeError) -> Problem:
    line = re.search(r"at line (\d+)", str(error))
    hint = "see https://toml.io for the form of the file"
    return Problem("shop.toml", int(line[1]) if line else 0, message=str(error), hint=hint)


def _problem(error: ErrorDetails, text: str) -> Problem:
    place = tuple(str(part) for part in error["loc"] if part != "[key]")
    line, field = line_of(text, place), ".".join(place)
    if error["type"] == "extra_forbidden":
        return Problem("shop.toml", line, field, f"there is no setting “{place[-1]}”", _suggestion(place))
    if error["type"] == "missing":
        return Problem("shop.toml", line, field, f"the setting “{place[-1]}” is missing", "add it")
    given = error["input"]
    value = f"“{given}”" if isinstance(given, str | int | float) else f"“{place[-1]}”"
    if mistake := MISTAKES.get(error["type"]):
        return Problem("shop.toml", line, field, f"{value} {mistake[0]}", mistake[1])
    if error["type"] == "value_error":
        message, _, hint = str(error["ctx"]["error"]).partition("; ")
        return Problem("shop.toml", line, field, message, hint)
    return Problem("shop.toml", line, field, f"{value} {error['msg'].removeprefix('Input ')}")


def _suggestion(place: tuple[str, ...]) -> str:
    known = sorted({field for table in all_tables() for field in table.model_fields})
    if place[-1] in known:
        return "it belongs in another table: see docs/settings.md"
    close = get_close_matches(place[-1], known, n=1)
    return f"did you mean “{close[0]}”?" if close else "remove it, or see docs/settings.md"
