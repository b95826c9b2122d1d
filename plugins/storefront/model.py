"""The shop's frozen values: what is loaded, before anything is planned or rendered. No I/O here."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Literal, NamedTuple

from storefront.values import frozen, value

Kind = Literal["blog", "guides", "pages", "categories", "authors"]
"""The folders of Markdown bundles under `content/`."""

REGION = 2
"""Letters of a country."""


PSEUDO: Mapping[str, str] = {"en-XA": "en", "ar-XB": "ar"}
"""CLDR's pseudo-locales, which show what a theme says and how it holds it, with whose formats they have."""


@frozen
class Locale:
    """A language as one market reads it: texts from the language, prices from the market."""

    code: str
    """BCP 47 tag: `fr-FR`, `es`, `zh-Hant-TW`. It is the page's `lang` and its hreflang."""
    prefix: str
    """First segment of every address: `fr`."""
    currency: str
    """ISO 4217."""
    market: str
    """Suffix of the export's columns for this market: `fr` reads `price_fr`."""
    direction: Literal["ltr", "rtl"] = "ltr"
    source: str = ""
    """Language of the texts that a pseudo-locale shows, for it has none of its own."""

    @property
    def is_pseudo(self) -> bool:
        """Whether it is there to try the theme with, and for no reader."""
        return self.code in PSEUDO

    @property
    def cldr(self) -> str:
        """The code as CLDR's data has it: a pseudo-locale has that of its language."""
        return PSEUDO.get(self.code, self.code)

    @cached_property
    def language(self) -> str:
        """ISO 639 part of the code: `fr`."""
        return self.code.split("-")[0].lower()

    @cached_property
    def region(self) -> str:
        """ISO 3166-1 part of the code, empty where it has none: `FR`."""
        return next((part for part in self.cldr.split("-")[1:] if len(part) == REGION and part.isupper()), "")

    @cached_property
    def hreflang(self) -> str:
        """The code as search engines know it, whose regions are countries: `es` for `es-419`."""
        return "-".join(part for part in self.code.split("-") if not part.isdigit())

    @cached_property
    def gettext_name(self) -> str:
        """The code as gettext and CLDR spell it: `fr_FR`."""
        return self.code.replace("-", "_")

    @cached_property
    def open_graph_name(self) -> str:
        """Language and country as Open Graph spells them, which knows no scripts: `zh_TW` for `zh-Hant-TW`."""
        return f"{self.language}_{self.region}".removesuffix("_")

    @cached_property
    def fallbacks(self) -> tuple[str, ...]:
        """Codes to look texts up under, nearest first: `fr-BE`, `fr`."""
        if self.is_pseudo:
            return (self.code, self.source)
        parts = self.code.split("-")
        return tuple("-".join(parts[:n]) for n in range(len(parts), 0, -1))


class Money(NamedTuple):
    """An amount in a currency."""

    amount: Decimal
    currency: str


Condition = Literal["new", "refurbished", "used"]
"""What search engines and marketplaces know of an offer's state; a shop's own grades say more."""


class Availability(Enum):
    """What a shopper can do with an offer; the values are schema.org's ItemAvailability."""

    IN_STOCK = "InStock"
    LIMITED = "LimitedAvailability"
    PRE_ORDER = "PreOrder"
    BACK_ORDER = "BackOrder"
    OUT_OF_STOCK = "OutOfStock"
    DISCONTINUED = "Discontinued"

    def __init__(self, value: str) -> None:
        self.word = value
        """Its value, which `Enum` takes longer to give."""
        self.address = f"https://schema.org/{value}"
        self.buyable = value not in {"OutOfStock", "Discontinued"}
        """Whether it can be ordered now."""


@value
class Grade:
    """A condition that the shop sells in, as `shop.toml` declares it, best first."""

    key: str
    label: str
    explanation: str
    condition: Condition


@value
class Delivery:
    """How a market delivers, as `shop.toml` declares it."""

    countries: tuple[str, ...]
    """ISO 3166-1."""
    price: Money
    free_from: Money | None
    """Price of an offer from which its delivery is free."""
    handling: tuple[int, int] | None
    """Fewest and most working days until a parcel leaves."""
    transit: tuple[int, int] | None
    """Fewest and most working days that it travels."""

    def price_of(self, price: Money) -> Money:
        """What the delivery of an offer at a price costs."""
        free = self.free_from is not None and price.amount >= self.free_from.amount
        return Money(Decimal(0), self.price.currency) if free else self.price

    @property
    def days(self) -> tuple[int, int] | None:
        """Fewest and most working days from the order to the door, None where one of the two is not known."""
        if self.handling is None or self.transit is None:
            return None
        return self.handling[0] + self.transit[0], self.handling[1] + self.transit[1]


@value
class Category:
    """A node of the category tree."""

    key: str
    """Slug path of the names in the source language: `smartphones/iphone`."""
    name: str
    """Name in the source language, as the export has it."""
    parent: str | None
    children: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Names by language, where the export or a taxonomy has them."""


class Heading(NamedTuple):
    """A heading of a document's body, for the table of contents."""

    level: int
    id: str
    text: str


class Question(NamedTuple):
    """A question of a FAQ block with its answer as HTML."""

    question: str
    answer: str


class Reference(NamedTuple):
    """Something that a text names and that has to exist: a link to a page or file, a figure."""

    line: int
    kind: str
    """`product`, `filename`, `amount`, `image` …; empty for a link written as a plain address.

    `wordless` is a picture without a text for those who do not see it, beside what it is itself.
    """
    target: str
    place: str = ""
    """Id of a heading of the page that it leads to, where it names one."""


class Day(NamedTuple):
    """A date as precise as the editor wrote it: `2018-06` is a month, `2018-06-12` a day."""

    date: date
    precision: Literal["month", "day"] = "day"

    @property
    def iso(self) -> str:
        """The date at its own precision, as HTML's `datetime` takes it."""
        return self.date.isoformat()[: 7 if self.precision == "month" else 10]


@value
class Document:
    """One Markdown file: a bundle's text in one language, as read, its links not yet resolved."""

    source: str
    lang: str
    title: str
    slug: str
    standfirst: str
    description: str
    html: str
    headings: tuple[Heading, ...] = ()
    faq: tuple[Question, ...] = ()
    kicker: str = ""
    role: str = ""
    """Authors: what they do in the company."""
    signature: str = ""
    """Posts: what the authors sign as; an empty one shows no signature block."""
    invitation: str = ""
    """Posts: the closing invitation to write back."""
    image_alt: str = ""
    below: str = ""
    """Categories: the HTML shown under the products (after the `---` rule of the file)."""
    references: tuple[Reference, ...] = ()
    digest: str = ""
    """Hash of the file's bytes."""


@value
class Bundle:
    """A post, guide, page, category text or author in all its languages, side by side."""

    kind: Kind
    key: str
    documents: Mapping[str, Document]
    """By language code as the file names it: `fr`, `fr-BE`."""
    date: Day | None = None
    modified: Day | None = None
    authors: tuple[str, ...] = ()
    category: str = ""
    tags: tuple[str, ...] = ()
    image: str = ""
    """Path of the picture's original, relative to `content/`, or the address of one that is served elsewhere."""
    amounts: Mapping[str, str] = field(default_factory=dict)
    """Typed once, printed per locale: name to `41000000 EUR`, `1002` or `15 %`."""
    news: bool = False
    """Posts: an announcement (NewsArticle), not an ordinary post (BlogPosting)."""
    stand_in: str = ""
    """Language that is shown where a locale has no text; an empty one hides the text there."""

    @property
    def products(self) -> tuple[str, ...]:
        """Keys of the products that the texts link to, in the order of the first text that does."""
        named = (one for document in self.documents.values() for one in document.references)
        return tuple(dict.fromkeys(one.target for one in named if one.kind == "product"))

    def own(self, locale: Locale) -> Document | None:
        """The text in this locale's language, nearest code first, or None where there is none."""
        return next((self.documents[code] for code in locale.fallbacks if code in self.documents), None)

    def document(self, locale: Locale) -> Document | None:
        """The text that this locale reads, its own or the one that stands in for it, or None where there is none."""
        return self.own(locale) or self.documents.get(self.stand_in)
