"""Everything that the shop is made of, loaded and checked: the folder of a shop -> `Store`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from storefront.catalog import Product, read_details
from storefront.content import DocumentCache, load_bundles
from storefront.ledger import Ledger, load_ledger
from storefront.localizer import Localizer, load_localizers
from storefront.model import Bundle, Category, Kind, Locale
from storefront.phases import phase
from storefront.prices import Unproven, proven
from storefront.problems import Problem
from storefront.recollection import Recollection
from storefront.shop import Shop
from storefront.values import frozen

if TYPE_CHECKING:
    from storefront.catalog.load import Import
    from storefront.catalog.offers import Catalog


MANY = 2_000
"""Products of which all that pages show takes some twenty megabytes."""


@frozen
class Store:
    """The loaded shop; nothing in it changes after this."""

    shop: Shop
    localizers: Mapping[str, Localizer]
    """By locale code."""
    load: "Callable[[], Import]"
    """Reads the exports."""
    recalled: Recollection | None
    """The catalog of the last build, where nothing of it has changed: it is read when a page asks for products."""
    bundles: Mapping[Kind, Mapping[str, Bundle]]
    ledger: Ledger
    """Everything that was published before."""
    problems: tuple[Problem, ...]
    """All that was found while loading, errors and warnings."""

    @cached_property
    def imported(self) -> "Import":
        """What came of reading the exports."""
        return self.load()

    @property
    def is_read(self) -> bool:
        """Whether the exports have been read."""
        return "imported" in vars(self)

    @property
    def catalog(self) -> "Catalog":
        """The checked offers."""
        return self.imported.catalog

    def read(self) -> None:
        """Has all at hand that products are made of, in every market: forks cannot ask for it."""
        for locale in self.shop.locales:
            self.category_products(locale)
        self.catalog.read()

    @property
    def holds_many(self) -> bool:
        """Whether so much of single products is at hand that it is time to let go of it."""
        return self.is_read and self.catalog.at_hand >= MANY

    def in_turn(self, products: Sequence[Product]) -> Iterator[Product]:
        """Products of one market, with what pages show of them at hand for as long as it is their turn."""
        for start in range(0, len(products), MANY):
            part = products[start : start + MANY]
            read_details(part)
            yield from part
            if self.holds_many:
                self.catalog.forget()

    @property
    def categories(self) -> Mapping[str, Category]:
        """The tree of categories, by key."""
        return self.recalled.categories if self.recalled else self.catalog.categories

    @property
    def counts(self) -> tuple[int, int]:
        """How many offers there are, and of how many rows of the exports."""
        if self.recalled:
            return self.recalled.offers, self.recalled.rows
        return self.catalog.offers.height, self.imported.rows

    @property
    def products_known(self) -> int:
        """How many products there are, whoever sells them."""
        return self.recalled.products if self.recalled else self.catalog.offers["product"].n_unique()

    def sizes(self, locale: Locale) -> Mapping[str, int]:
        """How many products the market sells in each category's whole subtree."""
        market = (locale.market, locale.currency)
        if self.recalled:
            return self.recalled.sizes[market]
        if market not in self._sizes:
            self._sizes[market] = {key: len(found) for key, found in self.category_products(locale).items()}
        return self._sizes[market]

    def mark(self, name: str, make: Callable[[], bytes]) -> bytes:
        """A hash of something of the catalog, made where it is not remembered."""
        if name not in self.marks:
            known = self.recalled and self.recalled.marks.get(name)
            self.marks[name] = known or make()
        return self.marks[name]

    @cached_property
    def marks(self) -> dict[str, bytes]:
        """The hashes that were asked for, by name."""
        return {}

    @cached_property
    def _sizes(self) -> dict[tuple[str, str], dict[str, int]]:
        return {}

    @cached_property
    def _products(self) -> dict[tuple[str, str], dict[str, Product]]:
        return {}

    def products(self, locale: Locale) -> Mapping[str, Product]:
        """The products that have a page in the locale's market, by key, best rank first.

        Those are the ones that it sells, and for some days those that are discontinued.
        """
        market = (locale.market, locale.currency)
        if market not in self._products:
            days = self.shop.settings.life.discontinued_days
            found = self.catalog.products(locale)
            over = {
                key
                for key, one in found.items()
                if one.discontinued and self._is_over(self.ended(("product", key), locale), days)
            }
            found = {key: one for key, one in found.items() if key not in over}
            if self.shop.settings.prices.compare == "lowest-of-30-days":
                known = self.ledger.prices.get(locale.market, {})
                found, self.unproven[locale.market] = proven(found, locale.market, known, self.shop.today)
            self._products[market] = found
        return self._products[market]

    @cached_property
    def unproven(self) -> dict[str, list[Unproven]]:
        """Discounts of the export that are not shown, by market; complete when every market was asked for products."""
        return {}

    def ended(self, page: tuple[str, str], locale: Locale) -> date:
        """Since when a page has had nothing to sell in the locale's market: today, where no release showed it so."""
        market = (one.code for one in self.shop.locales if one.market == locale.market)
        known = (self.ledger.ended.get((code, page)) for code in market)
        return min((day for day in known if day), default=self.shop.today)

    def _is_over(self, ended: date, days: int) -> bool:
        return (self.shop.today - ended).days >= days

    def outlives_products(self, category: Category, locale: Locale) -> bool:
        """Whether the page of a category without products stays for now: it was published, and not long ago."""
        page = ("category", category.key)
        if (locale.code, page) not in self.ledger.pages:
            return False
        return not self._is_over(self.ended(page, locale), self.shop.settings.life.empty_days)

    def category_products(self, locale: Locale) -> Mapping[str, list[Product]]:
        """The products of each category's whole subtree that the market sells; categories without any are left out."""
        market = (locale.market, locale.currency)
        if market not in self._subtrees:
            self._subtrees[market] = self._subtree_products(locale)
        return self._subtrees[market]

    @cached_property
    def _subtrees(self) -> dict[tuple[str, str], dict[str, list[Product]]]:
        return {}

    def _subtree_products(self, locale: Locale) -> dict[str, list[Product]]:
        found: dict[str, list[Product]] = {key: [] for key in self.categories}
        lists: dict[str, list[list[Product]]] = {}  # those of a category and of all above it
        for product in self.products(locale).values():
            if product.category not in lists:
                lists[product.category] = [found[key] for key in self._lineage(product.category)]
            for one in lists[product.category]:
                one.append(product)
        return {key: products for key, products in found.items() if products}

    def _lineage(self, key: str | None) -> Iterator[str]:
        """A category and those above it, nearest first."""
        while key:
            yield key
            key = self.categories[key].parent

    def with_words(self, localizers: Mapping[str, Localizer], problems: tuple[Problem, ...]) -> "Store":
        """The same shop in other words; what markets sell does not depend on them and is kept."""
        other = replace(self, localizers=localizers, problems=problems)
        vars(other).update({"imported": self.imported, "_products": self._products, "_subtrees": self._subtrees})
        return other

    def posts(self, locale: Locale) -> list[Bundle]:
        """The posts that the locale reads, newest first."""
        posts = [one for one in self.bundles["blog"].values() if one.document(locale)]
        return sorted(posts, key=lambda one: (one.date.iso if one.date else "", one.key), reverse=True)

    def guides(self, locale: Locale) -> list[Bundle]:
        """The guides that the locale reads, newest first."""
        guides = [one for one in self.bundles["guides"].values() if one.document(locale)]
        return sorted(guides, key=lambda one: (one.date.iso if one.date else "", one.key), reverse=True)


def load_store(shop: Shop, cache: Path, recalled: Recollection | None = None) -> Store:
    """Loads the whole shop; of the catalog nothing yet where it is `recalled`.

    `cache` is the folder for what is remembered between builds.
    """
    documents = DocumentCache(cache / "documents.pickle")
    with phase("texts"):
        bundles, content_problems = load_bundles(shop, documents)
        documents.save()
    ledger, ledger_problems = load_ledger(shop.folder)
    localizers, message_problems = load_localizers(shop)
    load = partial(_imported, shop, cache, ledger)
    problems = (*content_problems, *message_problems, *ledger_problems)
    if recalled:
        return Store(shop, localizers, load, recalled, bundles, ledger, (*problems, *recalled.problems))
    with phase("exports"):
        imported = load()
    return Store(shop, localizers, lambda: imported, None, bundles, ledger, (*problems, *imported.problems))


def _imported(shop: Shop, cache: Path, ledger: Ledger) -> "Import":
    """What came of reading the exports, with the categories that were published and are not yet forgotten."""
    from storefront.catalog.accepted import drop_problems, published_last  # noqa: PLC0415 - polars takes long to load
    from storefront.catalog.load import load_catalog  # noqa: PLC0415 - likewise

    imported = load_catalog(shop, cache)
    losses = drop_problems(shop, imported.catalog, ledger.products or published_last(cache))
    empty_since = shop.today - timedelta(days=shop.settings.life.empty_days)
    catalog = imported.catalog.remembering(ledger.categories(empty_since))
    return replace(imported, catalog=catalog, problems=[*imported.problems, *losses])
