"""Everything that the shop is made of, loaded and checked: the folder of a shop -> `Store`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from storefront.catalog import Catalog, Product, load_catalog
from storefront.catalog.load import Import
from storefront.content import DocumentCache, load_bundles
from storefront.localizer import Localizer, load_localizers
from storefront.model import Bundle, Category, Kind, Locale
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
        """The products that the locale's market sells, by key, best rank first."""
        market = (locale.market, locale.currency)
        if market not in self._products:
            self._products[market] = self.catalog.products(locale)
        return self._products[market]

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
    bundles, content_problems = load_bundles(shop, documents)
    documents.save()
    imported = load_catalog(shop)
    localizers, message_problems = load_localizers(shop)
    problems = (*content_problems, *imported.problems, *message_problems)
    return Store(shop, localizers, imported, bundles, problems)
