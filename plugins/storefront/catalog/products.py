"""A product and its offers as one market sells them: what lists ask at once, the rest read from the rows behind it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from storefront.model import Availability, Condition, Money
from storefront.values import value

DETAILS = (
    "offers",
    "best",
    "brand",
    "model",
    "images",
    "rating",
    "rating_count",
    "review_count",
    "google_category",
)
"""What of a product is read when it is asked for, and kept until it is let go of."""


class Rows(Protocol):
    """The rows that products are read from."""

    def fill(self, products: Sequence["Product"]) -> None:
        """Gives products the attributes of `DETAILS`."""

    def traits(self, start: int, end: int, *, buyable: bool) -> "list[Traits]":
        """Of the rows from a place up to another those that are `buyable`, or not; cheapest first."""

    def values(self, start: int, end: int, column: str, *, buyable: bool) -> set[str]:
        """What a column of `Traits` says of the same rows."""

    def name(self, row: int, language: str) -> str:
        """The name in a language, else in the source language; empty where a row has none."""

    def words(self, row: int) -> "Words":
        """What a row says at length of a product."""

    def money(self, units: int) -> Money:
        """An amount of so many of the currency's smallest unit."""

    def units(self, money: Money) -> int:
        """How many of the currency's smallest unit an amount is."""


@value
class Offer:
    """One offer of a product in one market."""

    sku: str
    grade: str
    """Key of the grade, empty where the shop has none."""
    condition: Condition
    storage: str
    colour: str
    price: Money
    reference: Money | None
    """The price new, where it is higher than the price."""
    availability: Availability
    buy_url: str
    gtin: str
    mpn: str
    image: str
    """File below `content/images/` or https address, empty where there is none."""
    available: str = ""
    """Day from which it is sent, as ISO 8601 has it, where it is not in stock yet."""
    options: tuple[tuple[str, str], ...] = ()
    """What else tells it from the product's other offers, name and value in the source language: `Size`, `M`."""


class Traits(NamedTuple):
    """What lists are narrowed by, of one offer."""

    brand: str
    grade: str
    storage: str
    colour: str
    amount: Decimal
    """Its price."""


class Words(NamedTuple):
    """What a product's page says of it, and no card."""

    descriptions: Mapping[str, str]
    """By language, `` for the source language."""
    specs: tuple[tuple[str, str], ...]
    """Attribute and value in the source language, in the order of the columns."""


class Product:
    """A product as one market sells it.

    What lists ask of every product is there from the beginning; what its card and its page show is read from its rows
    when one of those attributes is asked for first.
    """

    __slots__ = (
        "_price",
        "_reference",
        "_words",
        "rows",
        "available",
        "category",
        "discontinued",
        "is_read",
        "key",
        "mark",
        "place",
        "rank",
        "traits_mark",
        "updated",
        *DETAILS,
    )

    key: str
    category: str
    """Key of its category."""
    rank: int
    available: bool
    """An offer can be bought."""
    discontinued: bool
    """No offer will come back."""
    updated: date | None
    """Day of the last change of an offer."""
    mark: int
    """Hash of all that its rows say of it in this market, their place and their dates apart."""
    traits_mark: int
    """Hash of what its rows say that lists are narrowed by, prices apart."""
    rows: Rows
    place: tuple[int, int]
    """Its rows among those: the first, and the one after the last."""
    is_read: bool
    """What its card and its page show is there."""

    offers: tuple[Offer, ...]
    """At least one; cheapest first."""
    best: Offer
    """The offer to show: the cheapest that can be bought, otherwise the cheapest."""
    brand: str
    model: str
    images: tuple[str, ...]
    """Files below `content/images/` or https addresses, that of the best offer first."""
    rating: Decimal | None
    rating_count: int
    """Ratings with or without words; 0 where the export counts reviews only."""
    review_count: int
    """Reviews with words."""
    google_category: str
    """Id or path of Google's taxonomy where the export names one."""

    def __init__(
        self,
        rows: Rows,
        place: tuple[int, int],
        identity: tuple[str, str, int],
        prices: tuple[int, int | None],
        state: tuple[bool, bool, date | None],
        marks: tuple[int, int],
    ) -> None:
        """A product of the rows from a place up to another."""
        self.rows, self.place, self.is_read = rows, place, False
        self.key, self.category, self.rank = identity
        self._price, self._reference = prices
        self.available, self.discontinued, self.updated = state
        self.mark, self.traits_mark = marks
        self._words: Words | None = None

    if not TYPE_CHECKING:  # whoever checks types is to find attributes that there never are

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - called for attributes that are not there yet
            if name not in DETAILS:
                raise AttributeError(name)
            self.rows.fill([self])
            return object.__getattribute__(self, name)

    def forget(self) -> None:
        """Lets go of the details; they are read again when one is asked for."""
        # one by one: a loop over their names takes twice as long
        del self.offers, self.best, self.brand, self.model, self.images
        del self.rating, self.rating_count, self.review_count, self.google_category
        self.is_read = False
        self._words = None

    def with_offers(self, offers: Sequence[Offer]) -> "Product":
        """The same product with other offers, as many and in the same order, at the same prices."""
        best = offers[self.offers.index(self.best)]
        state, marks = (self.available, self.discontinued, self.updated), (self.mark, self.traits_mark)
        identity = (self.key, self.category, self.rank)
        prices = (self._price, best.reference and self.rows.units(best.reference))
        other = Product(self.rows, self.place, identity, prices, state, marks)
        for name in DETAILS:
            setattr(other, name, getattr(self, name))
        other.offers, other.best, other.is_read = tuple(offers), best, True
        return other

    def name(self, language: str) -> str:
        """In a language, else in the source language; the key where the export has no name."""
        return self.rows.name(self.place[0], language) or self.key

    @property
    def price(self) -> Money:
        """That of the offer to show."""
        return self.rows.money(self._price)

    @property
    def reference(self) -> Money | None:
        """What the price is compared with, where that is higher."""
        return None if self._reference is None else self.rows.money(self._reference)

    @property
    def words(self) -> Words:
        """What its page says of it."""
        if self._words is None:
            self._words = self.rows.words(self.place[0])
        return self._words

    @property
    def traits(self) -> list[Traits]:
        """What lists are narrowed by, of the offers that can be bought, of all where none can; cheapest first."""
        return self.rows.traits(*self.place, buyable=self.available)

    def values(self, column: str) -> set[str]:
        """What one column of its `traits` says, without the others being read."""
        return self.rows.values(*self.place, column, buyable=self.available)

    @property
    def several(self) -> bool:
        """Buyable offers (or all, where none is) differ in price."""
        if len(self.offers) == 1:
            return False
        shown = [one.price for one in self.offers if one.availability.buyable == self.available]
        return len(set(shown)) > 1

    @property
    def discount(self) -> float:
        """Share saved against the price new, 0 where there is none to compare with."""
        return float(1 - self.price.amount / self.reference.amount) if self.reference else 0.0


def read_details(products: Iterable[Product]) -> None:
    """Reads at once what the cards and pages of products of one market show, where that was not done yet."""
    if unread := list(dict.fromkeys(one for one in products if not one.is_read)):
        unread[0].rows.fill(unread)
