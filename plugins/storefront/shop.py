"""The shop's settings: `shop.toml` -> `Shop`, every mistake in it a `Problem` with its line."""

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from babel import Locale as BabelLocale
from babel import UnknownLocaleError
from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, ValidationError
from pydantic_core import ErrorDetails

from storefront.model import Grade, Locale
from storefront.problems import InputError, Problem

PRODUCT = Path(__file__).resolve().parents[2]
"""Folder of Vitrina itself: its theme and its translations stand behind every shop's."""

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]


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


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LocaleTable(_Table):
    """`[locales.<code>]`: a language in a market."""

    prefix: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """First segment of its addresses."""
    currency: Annotated[str, AfterValidator(_known_currency)]
    """ISO 4217."""
    market: Annotated[str, Field(pattern=r"^[a-z0-9]+$")] | None = None
    """Suffix of the export's columns for this market; the code's region in lower case by default."""
    tax_note: str = ""
    """What stands beside a price on product pages, in this locale's language."""


class GradeTable(_Table):
    """`[grades.<key>]`: a condition that the shop sells in; the tables stand best first."""

    label: str
    explanation: str = ""
    condition: Literal["new", "refurbished", "used"] = "refurbished"


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


class CatalogTable(_Table):
    """`[catalog]`: where the exports are and how lists show them."""

    exports: tuple[str, ...] = ("catalog/*.csv", "catalog/*.jsonl")
    """Files below `content/`, wildcards allowed, read in name order."""
    max_rejected_percent: Annotated[float, Field(ge=0, le=100)] = 5
    """Above this share of rejected rows the build stops."""
    page_size: Annotated[int, Field(ge=1, le=200)] = 24
    """Products on a category page."""


class BlogTable(_Table):
    """`[blog]`: how lists of posts are cut."""

    page_size: Annotated[int, Field(ge=1, le=100)] = 8
    feed_size: Annotated[int, Field(ge=1, le=100)] = 20


class OrganizationTable(_Table):
    """`[organization]`: who runs the shop, for structured data."""

    legal_name: str = ""
    email: str = ""
    founded: Annotated[str, Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")] | None = None
    same_as: tuple[str, ...] = ()
    return_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """Days to send a product back, free of charge, by mail."""


class ShopTable(_Table):
    """`shop.toml` as it is written."""

    name: str
    address: HttpUrl
    source_language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    default_locale: str | None = None
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    tagline: str = ""
    description: str = ""
    legal: str = ""
    image: str = ""
    locales: Annotated[dict[str, LocaleTable], Field(min_length=1)]
    grades: dict[Key, GradeTable] = {}
    promises: tuple[PromiseTable, ...] = ()
    footer: tuple[FooterColumn, ...] = ()
    catalog: CatalogTable = CatalogTable()
    blog: BlogTable = BlogTable()
    organization: OrganizationTable = OrganizationTable()


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
    settings: ShopTable
    """The tables of `shop.toml` as they were written."""

    @property
    def content(self) -> Path:
        """Folder of the Markdown, the exports and the images."""
        return self.folder / "content"

    def layers(self, name: str) -> tuple[Path, ...]:
        """The folders `name` of the shop and of the product, the shop's first."""
        own, product = self.folder / name, PRODUCT / name
        return (product,) if own.resolve() == product.resolve() else (own, product)


def load_shop(folder: Path, *, address: str = "") -> Shop:
    """Reads `shop.toml` in a folder.

    `address` overrides the public address. Raises `InputError` with every mistake of the file.
    """
    path = folder / "shop.toml"
    try:
        text = path.read_text(encoding="utf-8")
        table = ShopTable.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        hint = "`vitrina new-shop DIR` writes a folder to start from"
        raise InputError([Problem("shop.toml", message=f"there is no such file in {folder}", hint=hint)]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([_syntax_problem(error)]) from None
    except ValidationError as error:
        raise InputError(_problem(item, text) for item in error.errors()) from None
    if problems := list(_check(table, text)):
        raise InputError(problems)
    return _shop(folder, table, address)


def _shop(folder: Path, table: ShopTable, address: str) -> Shop:
    locales = tuple(_locale(code, row) for code, row in table.locales.items())
    return Shop(
        folder=folder,
        name=table.name,
        address=(address or str(table.address)).rstrip("/"),
        source_language=table.source_language,
        default_locale=next((one for one in locales if one.code == table.default_locale), locales[0]),
        timezone=ZoneInfo(table.timezone),
        locales=locales,
        tax_notes={code: row.tax_note for code, row in table.locales.items()},
        grades={key: Grade(key, row.label, row.explanation, row.condition) for key, row in table.grades.items()},
        settings=table,
    )


def _locale(code: str, row: LocaleTable) -> Locale:
    babel = BabelLocale.parse(code, sep="-")
    market = row.market or (babel.territory or babel.language).lower()
    direction: Literal["ltr", "rtl"] = "rtl" if babel.text_direction == "rtl" else "ltr"
    return Locale(code, row.prefix, row.currency, market, direction)


def _check(table: ShopTable, text: str) -> list[Problem]:
    """The rules that span several settings."""
    problems = []

    def wrong(place: tuple[str, ...], message: str, hint: str) -> None:
        problems.append(Problem("shop.toml", _line(text, place), ".".join(place), message, hint))

    seen: dict[str, str] = {}
    for code, row in table.locales.items():
        place = ("locales", code, "prefix")
        try:
            BabelLocale.parse(code, sep="-")
        except (UnknownLocaleError, ValueError):
            wrong(("locales", code), f"“{code}” is not a language tag known to CLDR", "write it as in fr-FR")
        if other := seen.get(row.prefix):
            wrong(place, f"“{row.prefix}” is the prefix of {other} too", "give each locale its own")
        seen[row.prefix] = code
    if table.default_locale is not None and table.default_locale not in table.locales:
        known = ", ".join(table.locales)
        wrong(("default_locale",), f"“{table.default_locale}” is not one of the locales", f"write one of {known}")
    return problems


def _syntax_problem(error: Exception) -> Problem:
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
    message = error["msg"].removeprefix("Value error, ")
    given = error["input"]
    value = f"“{given}”: " if isinstance(given, str | int | float) and f"“{given}”" not in message else ""
    return Problem("shop.toml", line, field, value + message[:1].lower() + message[1:])


def _suggestion(place: tuple[str, ...]) -> str:
    known = {field for table in _tables() for field in table.model_fields}
    close = get_close_matches(place[-1], known, n=1)
    return f"did you mean “{close[0]}”?" if close else "remove it, or see the settings in the README"


def _tables() -> list[type[BaseModel]]:
    return [ShopTable, *(one for one in _Table.__subclasses__() if one is not ShopTable)]


def _line(text: str, place: tuple[str, ...]) -> int:
    """The line of a setting in the file: its key in its table, else its table, else 0."""
    table_line = 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
            table = tuple(part.strip(" \"'") for part in header[1].split("."))
            named = tuple(part for part in place if not part.isdigit())
            if table == named:
                return number
            table_line = number if table == named[: len(table)] else table_line
        elif (key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line)) and (*table, key[1]) == tuple(
            part for part in place if not part.isdigit()
        )[: len(table) + 1]:
            return number
    return table_line
