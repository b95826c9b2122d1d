"""Everything that the shop is made of, loaded and checked: the folder of a shop -> `Store`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from storefront.catalog import Catalog, Product, load_catalog
from storefront.catalog.accepted import drop_problems, published_last
from storefront.catalog.load import Import
from storefront.content import DocumentCache, load_bundles
from storefront.ledger import Ledger, load_ledger
from storefront.localizer import Localizer, load_localizers
from storefront.model import Bundle, Category, Kind, Locale
from storefront.phases import phase
from storefront.prices import Unproven, proven
from storefront.problems import Problem
from storefront.shop import Shop


@dataclass(frozen=True)
class Store:
    """The loaded shop; nothing in it changes after this."""

    shop: Shop
    localizers: Mapping[str, Localizer]
    """By locale code."""
    imported: Import
    bundles: Mapping[Kind, Mapping[str, Bundle]]
    ledger: Ledger
    """Everything that was published before."""
    problems: tuple[Problem, ...]
    """All that was found while loading, errors and warnings."""

    @property
    def catalog(self) -> Catalog:
        """The checked offers."""
        return self.imported.catalog

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
        found: dict[str, list[Product]] = {key: [] for key in self.catalog.categories}
        for product in self.products(locale).values():
            category: Category | None = self.catalog.categories[product.category]
            while category is not None:
                found[category.key].append(product)
                category = self.catalog.categories[category.parent] if category.parent else None
        return {key: products for key, products in found.items() if products}

    def with_words(self, localizers: Mapping[str, Localizer], problems: tuple[Problem, ...]) -> "Store":
        """The same shop in other words; what markets sell does not depend on them and is kept."""
        other = replace(self, localizers=localizers, problems=problems)
        vars(other).update({"_products": self._products, "_subtrees": self._subtrees})
        return other

    def posts(self, locale: Locale) -> list[Bundle]:
        """The posts that the locale reads, newest first."""
        posts = [one for one in self.bundles["blog"].values() if one.document(locale)]
        return sorted(posts, key=lambda one: (one.date.iso if one.date else "", one.key), reverse=True)

    def guides(self, locale: Locale) -> list[Bundle]:
        """The guides that the locale reads, newest first."""
        guides = [one for one in self.bundles["guides"].values() if one.document(locale)]
        return sorted(guides, key=lambda one: (one.date.iso if one.date else "", one.key), reverse=True)


def load_store(shop: Shop, cache: Path) -> Store:
    """Loads the whole shop. `cache` is the folder for what is remembered between builds."""
    documents = DocumentCache(cache / "documents.pickle")
    with phase("texts"):
        bundles, content_problems = load_bundles(shop, documents)
        documents.save()
    ledger, ledger_problems = load_ledger(shop.folder)
    with phase("exports"):
        imported = load_catalog(shop, cache)
    losses = drop_problems(shop, imported.catalog, ledger.products or published_last(cache))
    empty_since = shop.today - timedelta(days=shop.settings.life.empty_days)
    imported = replace(imported, catalog=imported.catalog.remembering(ledger.categories(empty_since)))
    localizers, message_problems = load_localizers(shop)
    problems = (*content_problems, *imported.problems, *losses, *message_problems, *ledger_problems)
    return Store(shop, localizers, imported, bundles, ledger, problems)
