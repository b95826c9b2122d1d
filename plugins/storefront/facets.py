"""Facets: how many products of a list are what, and the data by which a script narrows the list in the page."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property
from hashlib import blake2b
from operator import attrgetter
from typing import TypeAlias

import orjson

from storefront.catalog import Offer, Product, Traits
from storefront.edition import Edition
from storefront.goods import by_size
from storefront.landings import trait_label
from storefront.settings import FacetName
from storefront.slugs import slugify
from storefront.traits import shown_offers, trait
from storefront.values import frozen
from storefront.views import Facet, FacetValue

Counts: TypeAlias = Mapping[FacetName, Mapping[str, int]]
"""How many products are what: values by facet in the order to show them, facets without any left out."""

TRAITS = attrgetter("traits_mark")
"""What of a product changes with what it is in all facets but that of prices."""


@frozen
class ListFacets:
    """The facets of one list."""

    facets: "Facets"
    products: Sequence[Product]
    category: str = ""
    """Whose landing pages the values lead to."""

    @cached_property
    def shown(self) -> tuple[Facet, ...]:
        """The facets that have values."""
        return self.facets.of(self._counts, self.category)

    @cached_property
    def _counts(self) -> Counts:
        return self.facets.counts(self.products, self._sum)

    @cached_property
    def mark(self) -> bytes:
        """Changes with what they are made from."""
        return f"{self._sum:x}".encode()

    @cached_property
    def _sum(self) -> int:
        return self.facets.mark(self.products)

    @cached_property
    def are_there(self) -> bool:
        """Whether one of them has a value."""
        return self.facets.any(self.products)

    def data(self, pages: Sequence[str], size: int) -> bytes:
        """The list as a script narrows and sorts it: JSON (`Facets.data`)."""
        return self.facets.data(self.products, self._counts, pages, size)


class Kinds:
    """What products are in facets, the same in all locales: those that are alike are of one kind."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        """The number of the kind of products with a mark."""
        self.values: list[tuple[tuple[str, ...], ...]] = []
        """What products of each kind are, facet by facet."""
        self._known: dict[tuple[tuple[str, ...], ...], int] = {}
        self.counted: dict[int, Counts] = {}
        """What was counted of lists, by the hash of their products (`Facets.mark`)."""

    def learn(self, mark: int, traits: Iterable[tuple[str, ...]]) -> None:
        """Takes in what each offer of the products with a mark is, facet by facet."""
        values = tuple(tuple(filter(None, dict.fromkeys(facet))) for facet in zip(*traits, strict=True))
        number = self.numbers[mark] = self._known.setdefault(values, len(self.values))
        if number == len(self.values):
            self.values.append(values)


class Facets:
    """The facets of a locale's lists; what a product is, is asked once."""

    def __init__(self, edition: Edition, kinds: Kinds) -> None:
        settings = edition.shop.settings.facets
        self._edition = edition
        self._bands: Sequence[Decimal] = settings.price_bands
        self._names: list[FacetName] = [name for name in settings.show if name != "price" or self._bands]
        self._offers: dict[str, dict[tuple[str, ...], Offer]] = {}
        self._kinds = kinds
        self._printed: dict[str, tuple[float | str, ...]] = {}
        """Amount, saving and what is printed of the prices of offers, by sku."""
        edition.forgets(self._offers)
        edition.forgets(self._printed)
        self._marks: dict[str, int] = {}
        self._labels: dict[tuple[FacetName, str], tuple[str, str]] = {}

    def of(self, found: Counts, category: str) -> tuple[Facet, ...]:
        """The facets of a list.

        A value that has a landing page in `category` leads to it.
        """
        urls = self._landings(category)
        return tuple(self._facet(name, counts, urls) for name, counts in found.items())

    def data(self, products: Sequence[Product], found: Counts, pages: Sequence[str], size: int) -> bytes:
        """The list as a script narrows and sorts it: JSON.

        `pages` are the addresses of the list's pages, `size` products on each; `facets` the keys of the values that
        the form offers; a row a product, in the order of the list: its price and saving, and what its offers are, as
        places in `facets` (-1 where an offer is none of them), with the place in `prices` of the cheapest that is so
        (-1 for the one that its card shows): amount, saving, and what is printed.
        """
        prices: dict[tuple[float | str, ...], int] = {}
        places = [(self._names.index(name), {value: at for at, value in enumerate(found[name])}) for name in found]

        @cache
        def placed(traits: tuple[str, ...]) -> tuple[int, ...]:
            return tuple(known.get(traits[at], -1) for at, known in places)

        rows = [
            (
                float(product.price.amount),
                round(product.discount, 4),
                sorted(
                    (*placed(traits), self._price(product, offer, prices))
                    for traits, offer in self._cheapest(product).items()
                ),
            )
            for product in products[: size * len(pages)]
        ]
        facets = {name: [one.key for one in self._facet(name, counts, {}).values] for name, counts in found.items()}
        return orjson.dumps({"size": size, "pages": pages, "facets": facets, "prices": list(prices), "rows": rows})

    def _price(self, product: Product, offer: Offer, prices: dict[tuple[float | str, ...], int]) -> int:
        """The place of an offer's price among all, where it goes if it is new; -1 for the offer of the card."""
        if offer is product.best:
            return -1
        if offer.sku not in self._printed:
            price = self._edition.goods.price(offer)
            share = float(1 - offer.price.amount / offer.reference.amount) if offer.reference else 0.0
            printed = (price.text, price.reference, price.discount)
            self._printed[offer.sku] = (float(offer.price.amount), round(share, 4), *printed)
        return prices.setdefault(self._printed[offer.sku], len(prices))

    def any(self, products: Iterable[Product]) -> bool:
        """Whether a list has facets at all."""
        return any(any(traits) for one in products for traits in self._traits(one))

    def mark(self, products: Iterable[Product]) -> int:
        """A hash of all that the facets of a list are made from, in any order, the words of the locale apart."""
        return sum(self._marked(products))

    def _marked(self, products: Iterable[Product]) -> Iterable[int]:
        """Of each product what changes with what it is in all facets."""
        return map(self._mark if "price" in self._names else TRAITS, products)

    def _mark(self, product: Product) -> int:
        mark = self._marks.get(product.key)
        if mark is None:
            said = f"{product.traits_mark:x} {self._traits(product)}".encode()
            mark = self._marks[product.key] = int.from_bytes(blake2b(said, digest_size=8).digest())
        return mark

    def counts(self, products: Sequence[Product], mark: int) -> Counts:
        """The products of a list, counted; `mark` is the hash of them: other locales mostly sell the same."""
        counted = self._kinds.counted
        if mark not in counted:
            counted[mark] = self._count(products)
        return counted[mark]

    def _count(self, products: Sequence[Product]) -> Counts:
        kinds, numbers = self._kinds, self._kinds.numbers
        marks = Counter(self._marked(products))  # a large list has few kinds of products
        if not marks.keys() <= numbers.keys():
            for mark, product in zip(self._marked(products), products, strict=True):
                if mark not in numbers:
                    kinds.learn(mark, self._traits(product))
        alike: dict[int, int] = {}
        for mark, number in marks.items():
            kind = numbers[mark]
            alike[kind] = alike.get(kind, 0) + number
        found: dict[FacetName, Mapping[str, int]] = {}
        for place, name in enumerate(self._names):
            counts: dict[str, int] = {}  # a `Counter` takes twice as long to add to
            for kind, number in alike.items():
                for value in kinds.values[kind][place]:
                    counts[value] = counts.get(value, 0) + number
            if counts:
                found[name] = {value: counts[value] for value in self._ordered(name, counts)}
        return found

    def _ordered(self, name: FacetName, counts: Mapping[str, int]) -> list[str]:
        """Grades best first, sizes and bands rising, the rest by the number of products."""
        if name == "grade":
            grades = self._edition.shop.grades
            return [key for key in grades if key in counts] if grades else sorted(counts)
        if name == "price":
            return sorted(counts, key=int)
        if name == "storage":
            return sorted(counts, key=lambda value: (by_size(value), value))
        return sorted(counts, key=lambda value: (-counts[value], value))

    def _facet(self, name: FacetName, counts: Mapping[str, int], urls: Mapping[tuple[str, str], str]) -> Facet:
        edition, values, taken = self._edition, [], set[str]()
        for value, count in counts.items():
            label, slug = self._label(name, value)
            key = slug if slug not in taken else f"{slug}-{len(taken)}"
            taken.add(key)
            values.append(FacetValue(key, label, count, edition.number(count), urls.get((name, value), "")))
        return Facet(name, self._title(name), tuple(values))

    def _traits(self, product: Product) -> tuple[tuple[str, ...], ...]:
        """What each offer of a product is, facet by facet, the same but once."""
        return tuple(dict.fromkeys([self._is(one) for one in product.traits]))

    def _is(self, traits: Traits) -> tuple[str, ...]:
        """What an offer is, facet by facet."""
        bands = self._bands
        return tuple([trait(traits, name, bands) for name in self._names])

    def _cheapest(self, product: Product) -> dict[tuple[str, ...], Offer]:
        """The cheapest offer of a product for everything that one of them is."""
        if product.key not in self._offers:
            found = self._offers[product.key] = {}
            for traits, offer in zip(product.traits, shown_offers(product), strict=True):
                found.setdefault(self._is(traits), offer)
        return self._offers[product.key]

    def _landings(self, category: str) -> dict[tuple[str, str], str]:
        edition = self._edition
        found = edition.graph.landings(category, edition.locale)
        return {(one.table.facet, one.value): edition.url(*one.page) for one in found}

    def _label(self, name: FacetName, value: str) -> tuple[str, str]:
        """A value's name, and the same as a word of an address."""
        if (name, value) not in self._labels:
            edition = self._edition
            own = self._band(int(value)) if name == "price" else ""
            label = own or trait_label(edition.localizer, edition.shop, name, value)
            self._labels[name, value] = label, slugify(label, edition.locale.language) or value
        return self._labels[name, value]

    def _band(self, place: int) -> str:
        edition, money = self._edition, self._edition.localizer.formats.money_short
        edges = [money(amount, edition.locale.currency) for amount in self._bands]
        if place == 0:
            return edition.gettext("Under %(price)s", price=edges[0])
        if place == len(edges):
            return edition.gettext("From %(price)s", price=edges[-1])
        return edition.gettext("%(least)s to %(most)s", least=edges[place - 1], most=edges[place])

    def _title(self, name: FacetName) -> str:
        words = self._edition.localizer.storefront
        titles = {
            "brand": words.gettext("Brand"),
            "grade": words.pgettext("product", "Condition"),
            "storage": words.pgettext("facet", "Storage"),
            "colour": words.pgettext("facet", "Colour"),
            "price": words.pgettext("price", "Price"),
        }
        return titles[name]
