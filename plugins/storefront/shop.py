"""The shop's settings: `shop.toml` -> `Shop`, every mistake in it a `Problem` with its line."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from babel import Locale as BabelLocale
from babel import UnknownLocaleError
from babel.numbers import list_currencies
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from storefront.clock import today
from storefront.model import PSEUDO, Condition, Delivery, Grade, Locale, Money
from storefront.problems import InputError, Problem

PRODUCT = Path(__file__).resolve().parents[2]
"""Folder of Vitrina itself: its theme and its translations stand behind every shop's."""

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

_KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_PATH = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_PATH})\s*\]")
_SETTING = re.compile(rf"\s*({_PATH})\s*=")


def _spelled(pattern: str, what: str, how: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"“{text}” is not {what}; write {how}")
        return text

    return AfterValidator(check)


Key = Annotated[str, _spelled(r"[a-z0-9][a-z0-9_-]*", "a key", "small letters, digits, hyphens")]


def _known_currency(code: str) -> str:
    if code not in list_currencies():
        raise ValueError(f"“{code}” is not a currency of ISO 4217; write its three capitals, as in EUR")
    return code


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"“{name}” is not a time zone; write its IANA name, as in Europe/Paris") from error
    return name


def _rising(days: tuple[int, int]) -> tuple[int, int]:
    if days[0] > days[1]:
        raise ValueError(f"“{days[0]}, {days[1]}” falls; write the fewer days first")
    return days


def _host_alone(address: HttpUrl) -> HttpUrl:
    if address.path not in {None, "/"} or address.query or address.fragment:
        raise ValueError(f"“{address}” is more than a host; write it as in https://www.shop.example")
    return address


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


PARTS = ("messages", "storefront", "catalog", "urls", "blog", "guides", "pages", "categories", "authors")
"""What a gate may be for: all messages, a domain of them, a kind of texts; `pages/legal` is a single text."""


def _known_part(name: str) -> str:
    kind, slash, key = name.partition("/")
    if name not in PARTS and not (slash and key and kind in PARTS[4:]):
        raise ValueError(f"“{name}” is nothing to translate; write one of {', '.join(PARTS)}, or pages/<key>")
    return name


Gates = dict[Annotated[str, AfterValidator(_known_part)], Annotated[int, Field(strict=True, ge=0, le=100)]]
"""The least share that is up to date, in percent, by what it is for."""
Fallback = Literal["hide", "show", "stop"]


class LocaleTable(_Table):
    """`[locales.<code>]`: a language in a market."""

    prefix: Annotated[str, _spelled(r"[a-z0-9]+(-[a-z0-9]+)*", "a prefix", "small letters and digits, as in fr")]
    """First segment of its addresses."""
    currency: Annotated[str, AfterValidator(_known_currency)]
    """ISO 4217."""
    market: Annotated[str, _spelled(r"[a-z0-9]+", "a market", "small letters and digits, as in fr")] | None = None
    """Suffix of the export's columns for this market; the code's region in lower case by default."""
    tax_note: str = ""
    """What stands beside a price on product pages, in this locale's language."""
    gates: Gates = {}
    """What has to be translated in this locale, in place of the shop's own gates."""


class FallbackTable(_Table):
    """`[fallback]`: what becomes of a text in a locale that it is not translated for."""

    blog: Fallback = "hide"
    guides: Fallback = "hide"
    pages: Fallback = "hide"
    categories: Fallback = "hide"


class GradeTable(_Table):
    """`[grades.<key>]`: a condition that the shop sells in; the tables stand best first."""

    label: str
    explanation: str = ""
    condition: Condition = "refurbished"


Days = Annotated[int, Field(strict=True, ge=0, le=365)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=9, allow_inf_nan=False)]


class MarketTable(_Table):
    """`[markets.<key>]`: what a market's customers get besides the price: the delivery."""

    countries: tuple[Annotated[str, _spelled(r"[A-Z]{2}", "a country", "its two capitals, as in FR")], ...] = ()
    """Where it delivers to (ISO 3166-1); the countries of the market's locales by default."""
    delivery: Amount | None = None
    """Price of a delivery in the market's currency; 0 is free."""
    free_from: Amount | None = None
    """Price of an offer from which its delivery is free."""
    handling_days: Annotated[tuple[Days, Days], AfterValidator(_rising)] | None = None
    """Fewest and most working days until a parcel leaves."""
    transit_days: Annotated[tuple[Days, Days], AfterValidator(_rising)] | None = None
    """Fewest and most working days that it travels."""


class PromiseTable(_Table):
    """`[[promises]]`: what the shop promises on every page."""

    title: str
    text: str
    icon: str = "check"


class FooterColumn(_Table):
    """`[[footer]]`: a column of links at the foot of every page."""

    title: str
    links: tuple[str, ...]
    """`category:<key>`, `page:<key>`, `guide:<key>`, `post:<key>`, `blog` or `guides`."""


def _as_column(value: object) -> object:
    """A header alone, or several of which an export has one, in place of a table."""
    return {"column": [value] if isinstance(value, str) else value} if isinstance(value, str | list) else value


class ColumnTable(_Table):
    """`[catalog.columns.<column>]`: what a column of ours is made of in the exports."""

    column: tuple[str, ...] = ()
    """Headers of the export; the first that it has, and that holds something, counts."""
    text: str = ""
    """A text in place of a column, with cells of the export in it: `https://shop.example/{Handle}`."""
    split: str = ""
    """What stands between several values of a cell."""
    part: Annotated[int, Field(strict=True)] | None = None
    """Which of the values counts: 1 is the first, -1 the last."""
    lookup: str = ""
    """File below `content/` with two columns: the export's values and ours."""
    unit: str = ""
    """Unit of a number: `kg`."""

    @field_validator("column", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _starts_somewhere(self) -> Self:
        if bool(self.column) is bool(self.text):
            raise ValueError("the column is made of nothing; write `column` with a header or `text`, not both")
        if self.part == 0:
            raise ValueError("“0” is no part; write 1 for the first, -1 for the last")
        return self


class SourceTable(_Table):
    """`[[catalog.sources]]`: an export among several; the first that says something of an offer counts."""

    file: str
    """File below `content/`, wildcards allowed, or an address `s3://bucket/key`."""
    dialect: Literal["own", "shopify", "woocommerce", "merchant"] | None = None
    """Form of the export; by default the one that its columns fit."""
    only: tuple[str, ...] = ()
    """The columns that count, wildcards allowed: `price*`; all by default."""


class CatalogTable(_Table):
    """`[catalog]`: where the exports are and how lists show them."""

    exports: tuple[str, ...] = ("catalog/*",)
    """Files below `content/`, wildcards allowed, read in name order."""
    currency: Annotated[str, AfterValidator(_known_currency)] | None = None
    """Of prices that name none."""
    decimal: Literal[".", ","] | None = None
    """The decimal sign of prices, where they do not say it themselves."""
    max_rejected_percent: Annotated[float, Field(ge=0, le=100)] = 5
    """Above this share of rejected rows the build stops."""
    max_drop_percent: Annotated[float, Field(ge=0, le=100)] = 20
    """A release stops where more than this share of the products published last is gone."""
    page_size: Annotated[int, Field(strict=True, ge=1, le=200)] = 24
    """Products on a category page."""
    max_pages: Annotated[int, Field(strict=True, ge=1)] | None = None
    """Pages that a category is cut into at most; as many as it takes by default."""
    sold_out: Literal["last", "in-place"] = "last"
    """Where lists show what cannot be bought: behind all the rest, or at its rank."""
    merchant_feed: bool = False
    """A product feed per locale for Google's Merchant Center."""
    taxonomy: dict[str, str] = {}
    """Files of a taxonomy below `content/`, by language."""
    columns: dict[str, Annotated[ColumnTable, BeforeValidator(_as_column)]] = {}
    sources: tuple[SourceTable, ...] = ()


FacetName = Literal["brand", "grade", "storage", "colour", "price"]
Order = Literal["price", "price-desc", "saving"]


class FacetsTable(_Table):
    """`[facets]`: what shoppers narrow and sort a category by."""

    show: tuple[FacetName, ...] = ("brand", "grade", "storage", "colour", "price")
    """What is counted for each category, in this order."""
    price_bands: tuple[Annotated[Decimal, Field(gt=0, max_digits=9, allow_inf_nan=False)], ...] = ()
    """Prices between which the bands lie, rising; none shows no bands."""
    filters: bool = True
    """Whether a list can be narrowed and sorted in the page."""
    min_products: Annotated[int, Field(strict=True, ge=1)] = 3
    """Products that a landing page needs."""
    max_pages: Annotated[int, Field(strict=True, ge=0)] = 500
    """Landing pages of a locale at most."""
    orders: tuple[Order, ...] = ()
    """Further orders that every category has pages in, for visitors without scripts."""


class LandingTable(_Table):
    """`[[landings]]`: values of a facet that get pages of their own, which search engines may list."""

    facet: Literal["brand", "grade", "storage", "colour"]
    values: Annotated[tuple[str, ...], Field(min_length=1)]
    """As the export has them; of grades, their keys."""
    categories: tuple[str, ...] = ()
    """Keys of the categories that get the pages; all by default."""
    title: str = "{category} – {value}"
    text: str = ""
    """What stands above the products; with `{category}`, `{value}` and `{count}`, as in the title."""
    slug: str = "{value}"
    """End of the address, behind the category's."""


class PricesTable(_Table):
    """`[prices]`: what a struck price is."""

    compare: Literal["price-new", "lowest-of-30-days"] = "price-new"
    """With the price of the product when new, or a reduced price with the lowest of the 30 days before."""


class LifeTable(_Table):
    """`[life]`: how long a page stays that has nothing to sell any more."""

    discontinued_days: Annotated[int, Field(strict=True, ge=0, le=3650)] = 90
    """Days that the page of a discontinued product stays; then its address leads to its category."""
    empty_days: Annotated[int, Field(strict=True, ge=0, le=3650)] = 30
    """Days that the page of an empty category stays, unlisted; then its address leads to the one above."""


class BlogTable(_Table):
    """`[blog]`: how lists of posts are cut."""

    page_size: Annotated[int, Field(strict=True, ge=1, le=100)] = 8
    list_size: Annotated[int, Field(strict=True, ge=1, le=1000)] | None = None
    """Posts on a page of a category, tag, author or year; `page_size` by default."""
    related: Annotated[int, Field(strict=True, ge=0, le=12)] = 3
    """Related posts below a post."""
    feed_size: Annotated[int, Field(strict=True, ge=1, le=100)] = 20


class HomeTable(_Table):
    """`[home]`: how much of everything the home page shows."""

    bestsellers: Annotated[int, Field(strict=True, ge=0, le=100)] = 12
    deals: Annotated[int, Field(strict=True, ge=0, le=100)] = 8
    posts: Annotated[int, Field(strict=True, ge=0, le=100)] = 3
    guides: Annotated[int, Field(strict=True, ge=0, le=100)] = 4


class ImagesTable(_Table):
    """`[images]`: pictures that are not the build's business."""

    elsewhere: tuple[Annotated[str, _spelled(r"/(\S*/)?", "a path", "it as in /cdn/")], ...] = ()
    """Beginnings of addresses of the shop's own host that another service answers, such as one that scales pictures."""


class OrganizationTable(_Table):
    """`[organization]`: who runs the shop, for structured data."""

    legal_name: str = ""
    email: str = ""
    founded: Annotated[str, _spelled(r"\d{4}(-\d\d(-\d\d)?)?", "a date", "it as in 2014-11-03")] | None = None
    same_as: tuple[str, ...] = ()
    return_days: Annotated[int, Field(strict=True, ge=1, le=365)] | None = None
    """Days to send a product back, free of charge, by mail."""


Origin = Annotated[str, _spelled(r"(https?://[^/\s]+)?/?", "a web address", "it as in https://www.shop.example")]
TargetName = Annotated[str, _spelled(r"[a-z][a-z0-9-]*", "a name", "small letters, as in production")]


class DeployTable(_Table):
    """`[deploy.<key>]`: where `vitrina deploy` brings the shop."""

    target: Annotated[
        str,
        _spelled(
            r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^/\s]+)*/?|file:.+",
            "a target",
            "s3://bucket, s3://bucket/prefix or file:folder",
        ),
    ]
    """A bucket with or without a prefix, or a folder, relative to the shop's."""
    endpoint: Origin = ""
    """Where the bucket's server answers; Amazon's by default."""
    region: str = ""
    """Region of the bucket; the one of the credentials' profile by default."""
    address: Annotated[
        str, _spelled(r"(https?://[^/\s]+)?/?", "a web address", "it as in https://www.shop.example")
    ] = ""
    """Where visitors see it; the shop's address by default."""
    cdn: Annotated[
        str,
        _spelled(
            r"((cloudfront|cloudflare|fastly|bunny):[A-Za-z0-9]+(/paths|/tags)?)?",
            "a CDN",
            "it as in cloudfront:E1EXAMPLE",
        ),
    ] = ""
    """The cache before it: `cloudfront:<distribution>`, and how it forgets: by tag or by path."""
    grace_days: Annotated[int, Field(strict=True, ge=0, le=3650)] = 30
    """Days that fingerprinted files stay that no page needs any longer."""
    fence: bool = True
    """Whether the server keeps the conditions of writes, so that two deploys at once notice each other."""


class ShopTable(_Table):
    """`shop.toml` as it is written."""

    name: str
    address: Annotated[HttpUrl, AfterValidator(_host_alone)]
    source_language: Annotated[str, _spelled(r"[a-z]{2,3}", "a language", "its letters, as in en")] = "en"
    default_locale: str | None = None
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    tagline: str = ""
    description: str = ""
    legal: str = ""
    image: str = ""
    without: tuple[Literal["product", "blog-category", "tag", "author", "year", "404", "chooser"], ...] = ()
    """Kinds of pages that the shop does not have."""
    gates: Gates = {}
    locales: Annotated[dict[str, LocaleTable], Field(min_length=1)]
    fallback: FallbackTable = FallbackTable()
    grades: dict[Key, GradeTable] = {}
    markets: dict[str, MarketTable] = {}
    promises: tuple[PromiseTable, ...] = ()
    footer: tuple[FooterColumn, ...] = ()
    catalog: CatalogTable = CatalogTable()
    facets: FacetsTable = FacetsTable()
    landings: tuple[LandingTable, ...] = ()
    prices: PricesTable = PricesTable()
    life: LifeTable = LifeTable()
    blog: BlogTable = BlogTable()
    home: HomeTable = HomeTable()
    images: ImagesTable = ImagesTable()
    organization: OrganizationTable = OrganizationTable()
    deploy: dict[TargetName, DeployTable] = {}


@dataclass(frozen=True)
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
        text = (folder / "shop.toml").read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        hint = "`vitrina new-shop DIR` writes a folder to start from"
        raise InputError([Problem("shop.toml", message=f"there is no such file in {folder}", hint=hint)]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
        raise InputError([Problem("shop.toml", line, message=message, hint="save the file as UTF-8")]) from None
    return parse_shop(folder, text, address=address)


def parse_shop(folder: Path, text: str, *, address: str = "") -> Shop:
    """The shop of a folder if this were the text of its `shop.toml`. Raises `InputError` with every mistake in it."""
    text = text.replace("\r\n", "\n")
    try:
        table = ShopTable.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError([_syntax_problem(error)]) from None
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


def _check(table: ShopTable, text: str) -> list[Problem]:
    """The rules that span several settings."""
    problems = []

    def wrong(place: tuple[str, ...], message: str, hint: str) -> None:
        problems.append(Problem("shop.toml", _line(text, place), ".".join(place), message, hint))

    prefixes: dict[str, str] = {}
    markets: dict[str, Locale] = {}
    for code, row in table.locales.items():
        if first := prefixes.get(row.prefix):
            place = ("locales", code, "prefix")
            wrong(place, f"“{row.prefix}” is the prefix of {first} too", "give each locale its own")
        prefixes.setdefault(row.prefix, code)
        try:
            parsed = BabelLocale.parse(PSEUDO.get(code, code), sep="-")
        except (UnknownLocaleError, ValueError):
            wrong(("locales", code), f"“{code}” is not a language tag known to CLDR", "write it as in fr-FR")
            continue
        canonical = code if code in PSEUDO else str(parsed).replace("_", "-")
        if code != canonical and code.lower() == canonical.lower():
            wrong(("locales", code), f"“{code}” is not written as language tags are", f"write {canonical}")
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


def _syntax_problem(error: tomllib.TOMLDecodeError) -> Problem:
    line = re.search(r"at line (\d+)", str(error))
    hint = "see https://toml.io for the form of the file"
    return Problem("shop.toml", int(line[1]) if line else 0, message=str(error), hint=hint)


def _problem(error: ErrorDetails, text: str) -> Problem:
    place = tuple(str(part) for part in error["loc"] if part != "[key]")
    line, field = _line(text, place), ".".join(place)
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
    known = sorted({field for table in _tables() for field in table.model_fields})
    close = get_close_matches(place[-1], known, n=1)
    return f"did you mean “{close[0]}”?" if close else "remove it, or see docs/settings.md"


def _tables() -> list[type[BaseModel]]:
    return [ShopTable, *(one for one in _Table.__subclasses__() if one is not ShopTable)]


def setting_line(folder: Path, place: tuple[str, ...]) -> int:
    """The line of a setting in a shop's file, see `_line`."""
    return _line((folder / "shop.toml").read_text(encoding="utf-8-sig"), place)


def _line(text: str, place: tuple[str, ...]) -> int:
    """The line of a setting in the file, else of the table or list that it stands in, else 0."""
    lines = _lines(text)
    return next((lines[place[:end]] for end in range(len(place), 0, -1) if place[:end] in lines), 0)


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Where each table and setting begins; a table of `[[promises]]` is named `promises`, `0`."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                table = next((*table, str(one)) for one in range(number) if (*table, str(one)) not in lines)
            lines.setdefault(table, number)
        elif setting := _SETTING.match(line):
            lines.setdefault((*table, *_parts(setting[1])), number)
    return lines


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, path))
