"""The shop: `shop.toml` -> `Shop`, every mistake in it a `Problem` with its line."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale as BabelLocale
from babel import UnknownLocaleError

from storefront.clock import today
from storefront.freshness import releases
from storefront.model import PSEUDO, REGION, Delivery, Grade, Locale, Money
from storefront.problems import InputError, Problem
from storefront.readings import read_once, remembering
from storefront.settings import LocaleTable, ShopTable
from storefront.snapshot import digest, unreadable
from storefront.toml_lines import line_of
from storefront.values import frozen

PRODUCT = Path(__file__).resolve().parents[2]
"""Folder of Vitrina itself: its theme and its translations stand behind every shop's."""

NO_LANGUAGE = {"root", "und"}
"""What CLDR takes for a language and nobody speaks."""


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


def load_shop(folder: Path, *, address: str = "", cache: Path | None = None) -> Shop:
    """Reads `shop.toml` in a folder.

    `address` overrides the public address. What the file says is remembered in `cache`, where there is one. Raises
    `InputError` with every mistake of the file.
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
    with remembering(cache / "settings.pickle", _rules()) if cache else nullcontext():
        table = read_once(("shop.toml",), data, partial(_table, text))
    return replace(_shop(folder, table, address), mark=digest(data))


def parse_shop(folder: Path, text: str, *, address: str = "") -> Shop:
    """The shop of a folder if this were the text of its `shop.toml`. Raises `InputError` with every mistake in it."""
    return _shop(folder, _table(text), address)


def _table(text: str) -> ShopTable:
    """What the text of a `shop.toml` says. Raises `InputError` with every mistake in it."""
    from storefront.shop_toml import read_tables  # noqa: PLC0415 - Pydantic takes long to load

    text = text.replace("\r\n", "\n")
    table = read_tables(text)
    if problems := list(_check(table, text)):
        raise InputError(problems)
    return table


@cache
def _rules() -> bytes:
    """Hash of the rules that settings keep: our code, and the libraries behind it.

    Asked for once: `pelican -lr` goes on with the code that it began with, whatever is saved.
    """
    names = ("shop", "settings", "shop_toml", "model")
    code = [Path(__file__).with_name(f"{name}.py").read_bytes() for name in names]
    return blake2b(b"\0".join([*code, *(one.encode() for one in releases())]), digest_size=16).digest()


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
