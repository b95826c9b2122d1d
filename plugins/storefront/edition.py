"""The shop in one locale: what it sells, what it tells, and the lists of both, each made once.

The modules of `pages` ask it for links, products, cards and texts; it decides nothing about pages.
"""

from collections.abc import Callable
from functools import cached_property

from markupsafe import Markup

from storefront.basis import Basis
from storefront.catalog import Product
from storefront.goods import Goods
from storefront.images import ImageLibrary
from storefront.localizer import Localizer
from storefront.model import Bundle
from storefront.prose import FOLDERS, Prose
from storefront.shelf import Shelf
from storefront.store import Store
from storefront.urls import Graph, PageId
from storefront.views import Card, Picture


class Edition(Basis):
    """The shop in one locale."""

    def __init__(
        self,
        store: Store,
        graph: Graph,
        localizer: Localizer,
        images: ImageLibrary,
        show: Callable[[Card], Markup],
        picture_markup: Callable[[Picture], Markup],
        no_picture: Picture,
    ) -> None:
        super().__init__(store, graph, localizer, images)
        self.goods = Goods(self, show, no_picture)
        self.prose = Prose(self, picture_markup)
        self._shelves: dict[str, Shelf] = {}

    @cached_property
    def products(self) -> list[Product]:
        """The products that this market sells, best rank first."""
        return list(self.store.products(self.locale).values())

    @cached_property
    def category_products(self) -> dict[str, list[Product]]:
        """The products of each category's subtree by rank, those that can be bought first where the shop says so."""
        found = self.store.category_products(self.locale)
        if self.shop.settings.catalog.sold_out == "in-place":
            return dict(found)
        return {key: sorted(products, key=shelf_order) for key, products in found.items()}

    def of_catalog(self, name: str, make: Callable[[], bytes]) -> bytes:
        """A hash of what a page shows of the catalog, under a name that says all that it depends on besides.

        It is remembered with the catalog, so that the products need not be read.
        """
        return self.store.mark(f"{self.locale.code} {name}", make)

    def sells(self, category: str) -> bool:
        """Whether something in a category can still be bought here, now or when it is back."""
        page = ("category", category)
        return bool(self.graph.url(page, self.locale)) and self.graph.listed(page, self.locale)

    def shelf(self, category: str) -> Shelf:
        """A category's products in the order of their prices, sorted once."""
        if category not in self._shelves:
            self._shelves[category] = Shelf(self.category_products.get(category, ()))
        return self._shelves[category]

    @cached_property
    def posts(self) -> list[Bundle]:
        """The posts of this locale, newest first."""
        return self.store.posts(self.locale)

    @cached_property
    def guides(self) -> list[Bundle]:
        """The guides of this locale, newest first."""
        return self.store.guides(self.locale)

    @cached_property
    def mentions(self) -> dict[str, list[PageId]]:
        """The guides, then the posts, that link to each product."""
        found: dict[str, list[PageId]] = {}
        for bundle in (*self.guides, *self.posts):
            for product in bundle.products:
                found.setdefault(product, []).append((FOLDERS[bundle.kind], bundle.key))
        return found

    @cached_property
    def language_names(self) -> dict[str, str]:
        """What each locale's language calls itself, by locale code."""
        return {one.locale.code: one.formats.language_name(one.locale) for one in self.store.localizers.values()}


def shelf_order(product: Product) -> tuple[bool, bool, int]:
    """The order of products in lists: those that can be bought, then the sold-out ones, by rank."""
    return (product.discontinued, not product.available, product.rank)
