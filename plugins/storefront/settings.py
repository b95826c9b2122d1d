"""What `shop.toml` may say: a table of it a class, a setting a field, the rules of each beside it.

Pydantic reads the file by them (`shop_toml.py`). It is not loaded for the values alone, which are remembered from build
to build: its start takes a tenth of the time of a build in which little has changed.
"""

import re
from collections.abc import Callable
from dataclasses import field
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, dataclass_transform
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies

from storefront.model import Condition
from storefront.values import value

Made = TypeVar("Made")
TABLES: list[type] = []
"""Every table, those that stand in others first."""


@dataclass_transform(frozen_default=True)
def _table(cls: type[Made]) -> type[Made]:
    """A table, which has no settings but its own."""
    made = value(cls)
    setattr(made, "__pydantic_config__", {"extra": "forbid"})  # noqa: B010 - how Pydantic is told
    TABLES.append(made)
    return made


# rules, in the form that Pydantic asks for them: what it makes of the type, and a rule beside it


@value
class _Limits:
    """Rules that Pydantic has itself, by its names of them."""

    rules: tuple[tuple[str, Any], ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:  # noqa: ANN401 - Pydantic's own
        return {**handler(source), **dict(self.rules)}


def _limited(**rules: Any) -> _Limits:  # noqa: ANN401 - numbers, and whether
    return _Limits(tuple(rules.items()))


@value
class _Checked:
    """A rule of ours: a function that raises `ValueError`, with what is wrong; and what to do."""

    check: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:  # noqa: ANN401 - Pydantic's own
        from pydantic_core.core_schema import no_info_after_validator_function  # noqa: PLC0415 - see above

        return no_info_after_validator_function(self.check, handler(source))


@value
class _Made:
    """What somebody may write in another form: a function that makes the right one of it."""

    make: Callable[[object], object]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:  # noqa: ANN401 - Pydantic's own
        from pydantic_core.core_schema import no_info_before_validator_function  # noqa: PLC0415 - see above

        return no_info_before_validator_function(self.make, handler(source))


@value
class _Host:
    """The address of a host, as a text."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:  # noqa: ANN401 - Pydantic's own
        from pydantic_core.core_schema import no_info_after_validator_function, url_schema  # noqa: PLC0415 - see above

        return no_info_after_validator_function(_host_alone, url_schema(allowed_schemes=["http", "https"]))


def _spelled(pattern: str, what: str, how: str) -> _Checked:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"“{text}” is not {what}; write {how}")
        return text

    return _Checked(check)


def _whole(least: int, most: int | None = None) -> _Limits:
    """A whole number."""
    return _limited(strict=True, ge=least, **({} if most is None else {"le": most}))


Key = Annotated[str, _spelled(r"[a-z0-9][a-z0-9_-]*", "a key", "small letters, digits, hyphens")]
DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
"""A year, a month or a day."""
WEB = "it as in https://www.shop.example"


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


def _host_alone(address: Any) -> str:  # noqa: ANN401 - Pydantic's `Url`
    if address.path not in {None, "/"} or address.query or address.fragment:
        raise ValueError(f"“{address}” is more than a host; write it as in https://www.shop.example")
    return str(address)


PARTS = ("messages", "storefront", "catalog", "urls", "blog", "guides", "pages", "categories", "authors")
"""What a gate may be for: all messages, a domain of them, a kind of texts; `pages/legal` is a single text."""


def _known_part(name: str) -> str:
    kind, slash, key = name.partition("/")
    if name not in PARTS and not (slash and key and kind in PARTS[4:]):
        raise ValueError(f"“{name}” is nothing to translate; write one of {', '.join(PARTS)}, or pages/<key>")
    return name


Gates = dict[Annotated[str, _Checked(_known_part)], Annotated[int, _whole(0, 100)]]
"""The least share that is up to date, in percent, by what it is for."""
Fallback = Literal["hide", "show", "stop"]


@_table
class LocaleTable:
    """`[locales.<code>]`: a language in a market."""

    prefix: Annotated[str, _spelled(r"[a-z0-9]+(-[a-z0-9]+)*", "a prefix", "small letters and digits, as in fr")]
    """First segment of its addresses."""
    currency: Annotated[str, _Checked(_known_currency)]
    """ISO 4217."""
    market: Annotated[str, _spelled(r"[a-z0-9]+", "a market", "small letters and digits, as in fr")] | None = None
    """Suffix of the export's columns for this market; the code's region in lower case by default."""
    tax_note: str = ""
    """What stands beside a price on product pages, in this locale's language."""
    gates: Gates = field(default_factory=dict)
    """What has to be translated in this locale, in place of the shop's own gates."""


@_table
class FallbackTable:
    """`[fallback]`: what becomes of a text in a locale that it is not translated for."""

    blog: Fallback = "hide"
    guides: Fallback = "hide"
    pages: Fallback = "hide"
    categories: Fallback = "hide"


@_table
class GradeTable:
    """`[grades.<key>]`: a condition that the shop sells in; the tables stand best first."""

    label: str
    explanation: str = ""
    condition: Condition = "refurbished"


Days = Annotated[int, _whole(0, 365)]
Amount = Annotated[Decimal, _limited(ge=0, max_digits=9, allow_inf_nan=False)]


@_table
class MarketTable:
    """`[markets.<key>]`: what a market's customers get besides the price: the delivery."""

    countries: tuple[Annotated[str, _spelled(r"[A-Z]{2}", "a country", "its two capitals, as in FR")], ...] = ()
    """Where it delivers to (ISO 3166-1); the countries of the market's locales by default."""
    delivery: Amount | None = None
    """Price of a delivery in the market's currency; 0 is free."""
    free_from: Amount | None = None
    """Price of an offer from which its delivery is free."""
    handling_days: Annotated[tuple[Days, Days], _Checked(_rising)] | None = None
    """Fewest and most working days until a parcel leaves."""
    transit_days: Annotated[tuple[Days, Days], _Checked(_rising)] | None = None
    """Fewest and most working days that it travels."""


@_table
class PromiseTable:
    """`[[promises]]`: what the shop promises on every page."""

    title: str
    text: str
    icon: str = "check"


@_table
class FooterColumn:
    """`[[footer]]`: a column of links at the foot of every page."""

    title: str
    links: tuple[str, ...]
    """`category:<key>`, `page:<key>`, `guide:<key>`, `post:<key>`, `blog` or `guides`."""


def _several(given: object) -> object:
    return [given] if isinstance(given, str) else given


def _as_column(given: object) -> object:
    """A header alone, or several of which an export has one, in place of a table."""
    return {"column": given} if isinstance(given, str | list) else given


@_table
class ColumnTable:
    """`[catalog.columns.<column>]`: what a column of ours is made of in the exports."""

    column: Annotated[tuple[str, ...], _Made(_several)] = ()
    """Headers of the export; the first that it has, and that holds something, counts."""
    text: str = ""
    """A text in place of a column, with cells of the export in it: `https://shop.example/{Handle}`."""
    split: str = ""
    """What stands between several values of a cell."""
    part: Annotated[int, _limited(strict=True)] | None = None
    """Which of the values counts: 1 is the first, -1 the last."""
    lookup: str = ""
    """File below `content/` with two columns: the export's values and ours."""
    unit: str = ""
    """Unit of a number: `kg`."""


def _starts_somewhere(table: ColumnTable) -> ColumnTable:
    if bool(table.column) is bool(table.text):
        raise ValueError("the column is made of nothing; write `column` with a header or `text`, not both")
    if table.part == 0:
        raise ValueError("“0” is no part; write 1 for the first, -1 for the last")
    return table


@_table
class SourceTable:
    """`[[catalog.sources]]`: an export among several; the first that says something of an offer counts."""

    file: str
    """File below `content/`, wildcards allowed, or an address `s3://bucket/key`."""
    dialect: Literal["own", "shopify", "woocommerce", "wix", "bigcommerce", "magento", "square", "merchant"] | None = (
        None
    )
    """Form of the export; by default the one that its columns fit."""
    only: tuple[str, ...] = ()
    """The columns that count, wildcards allowed: `price*`; all by default."""


@_table
class CatalogTable:
    """`[catalog]`: where the exports are and how lists show them."""

    exports: tuple[str, ...] = ("catalog/*",)
    """Files below `content/`, wildcards allowed, read in name order."""
    currency: Annotated[str, _Checked(_known_currency)] | None = None
    """Of prices that name none."""
    decimal: Literal[".", ","] | None = None
    """The decimal sign of prices, where they do not say it themselves."""
    max_rejected_percent: Annotated[float, _limited(ge=0, le=100)] = 5
    """Above this share of rejected rows the build stops."""
    max_drop_percent: Annotated[float, _limited(ge=0, le=100)] = 20
    """A release stops where more than this share of the products published last is gone."""
    page_size: Annotated[int, _whole(1, 200)] = 24
    """Products on a category page."""
    max_pages: Annotated[int, _whole(1)] | None = None
    """Pages that a category is cut into at most; as many as it takes by default."""
    sold_out: Literal["last", "in-place"] = "last"
    """Where lists show what cannot be bought: behind all the rest, or at its rank."""
    merchant_feed: bool = False
    """A product feed per locale for Google's Merchant Center."""
    taxonomy: dict[str, str] = field(default_factory=dict)
    """Files of a taxonomy below `content/`, by language."""
    columns: dict[str, Annotated[ColumnTable, _Checked(_starts_somewhere), _Made(_as_column)]] = field(
        default_factory=dict
    )
    sources: tuple[SourceTable, ...] = ()


FacetName = Literal["brand", "grade", "storage", "colour", "price"]
Order = Literal["price", "price-desc", "saving"]


@_table
class FacetsTable:
    """`[facets]`: what shoppers narrow and sort a category by."""

    show: tuple[FacetName, ...] = ("brand", "grade", "storage", "colour", "price")
    """What is counted for each category, in this order."""
    price_bands: tuple[Annotated[Decimal, _limited(gt=0, max_digits=9, allow_inf_nan=False)], ...] = ()
    """Prices between which the bands lie, rising; none shows no bands."""
    filters: bool = True
    """Whether a list can be narrowed and sorted in the page."""
    min_products: Annotated[int, _whole(1)] = 3
    """Products that a landing page needs."""
    max_pages: Annotated[int, _whole(0)] = 500
    """Landing pages at most, those of all locales together."""
    orders: tuple[Order, ...] = ()
    """Further orders that every category has pages in, for visitors without scripts."""


@_table
class LandingTable:
    """`[[landings]]`: values of a facet that get pages of their own, which search engines may list."""

    facet: Literal["brand", "grade", "storage", "colour"]
    values: Annotated[tuple[str, ...], _limited(min_length=1)]
    """As the export has them; of grades, their keys."""
    categories: tuple[str, ...] = ()
    """Keys of the categories that get the pages; all by default."""
    title: str = "{category} – {value}"
    text: str = ""
    """What stands above the products; with `{category}`, `{value}` and `{count}`, as in the title."""
    slug: str = "{value}"
    """End of the address, behind the category's."""


@_table
class PricesTable:
    """`[prices]`: what a struck price is."""

    compare: Literal["price-new", "lowest-of-30-days"] = "price-new"
    """With the price of the product when new, or a reduced price with the lowest of the 30 days before."""


@_table
class LifeTable:
    """`[life]`: how long a page stays that has nothing to sell any more."""

    discontinued_days: Annotated[int, _whole(0, 3650)] = 90
    """Days that the page of a discontinued product stays; then its address leads to its category."""
    empty_days: Annotated[int, _whole(0, 3650)] = 30
    """Days that the page of an empty category stays, unlisted; then its address leads to the one above."""


@_table
class BlogTable:
    """`[blog]`: how lists of posts are cut."""

    page_size: Annotated[int, _whole(1, 100)] = 8
    list_size: Annotated[int, _whole(1, 1000)] | None = None
    """Posts on a page of a category, tag, author or year; `page_size` by default."""
    related: Annotated[int, _whole(0, 12)] = 3
    """Related posts below a post."""
    feed_size: Annotated[int, _whole(1, 100)] = 20


@_table
class HomeTable:
    """`[home]`: how much of everything the home page shows."""

    bestsellers: Annotated[int, _whole(0, 100)] = 12
    deals: Annotated[int, _whole(0, 100)] = 8
    posts: Annotated[int, _whole(0, 100)] = 3
    guides: Annotated[int, _whole(0, 100)] = 4


@_table
class ImagesTable:
    """`[images]`: pictures that are not the build's business."""

    elsewhere: tuple[Annotated[str, _spelled(r"/(\S*/)?", "a path", "it as in /cdn/")], ...] = ()
    """Beginnings of addresses of the shop's own host that another service answers, such as one that scales pictures."""


@_table
class OrganizationTable:
    """`[organization]`: who runs the shop, for structured data."""

    legal_name: str = ""
    email: Annotated[str, _spelled(r"([^\s@]+@[^\s@]+)?", "an address", "it as in hello@shop.example")] = ""
    founded: Annotated[str, _spelled(DATE, "a date", "it as in 2014-11-03")] | None = None
    same_as: tuple[Annotated[str, _spelled(r"https?://[^/\s]\S*", "a web address", WEB)], ...] = ()
    return_days: Annotated[int, _whole(1, 365)] | None = None
    """Days to send a product back, free of charge, by mail."""


Origin = Annotated[str, _spelled(r"(https?://[^/\s]+)?/?", "a web address", WEB)]
TargetName = Annotated[str, _spelled(r"[a-z][a-z0-9-]*", "a name", "small letters, as in production")]


@_table
class DeployTable:
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
    compress: Literal["edge", "gzip", "br"] = "edge"
    """Who compresses: the edge, or the deploy, which then stores pages, style sheets and scripts compressed."""
    grace_days: Annotated[int, _whole(0, 3650)] = 30
    """Days that fingerprinted files stay that no page needs any longer."""
    preview_days: Annotated[int, _whole(0, 3650)] = 30
    """Days after which `vitrina deploy gc` deletes a preview that nobody has deployed anew."""
    fence: bool = True
    """Whether the server keeps the conditions of writes, so that two deploys at once notice each other."""


@_table
class ShopTable:
    """`shop.toml` as it is written."""

    name: str
    address: Annotated[str, _Host()]
    locales: Annotated[dict[str, LocaleTable], _limited(min_length=1)]
    source_language: Annotated[str, _spelled(r"[a-z]{2,3}", "a language", "its letters, as in en")] = "en"
    default_locale: str | None = None
    timezone: Annotated[str, _Checked(_known_zone)] = "UTC"
    tagline: str = ""
    description: str = ""
    legal: str = ""
    image: str = ""
    without: tuple[Literal["product", "blog-category", "tag", "author", "year", "404", "chooser"], ...] = ()
    """Kinds of pages that the shop does not have."""
    gates: Gates = field(default_factory=dict)
    fallback: FallbackTable = FallbackTable()
    grades: dict[Key, GradeTable] = field(default_factory=dict)
    markets: dict[str, MarketTable] = field(default_factory=dict)
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
    deploy: dict[TargetName, DeployTable] = field(default_factory=dict)
