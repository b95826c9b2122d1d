"""A category's products in the order of their prices, for finding neighbours without looking at all of them."""

from bisect import bisect_left
from collections.abc import Iterable
from decimal import Decimal

from storefront.catalog import Product


class Shelf:
    """The products of a category that can be bought."""

    def __init__(self, products: Iterable[Product]) -> None:
        buyable = [product for product in products if product.available]
        self._products = sorted(buyable, key=lambda one: (one.price.amount, one.rank, one.key))
        self._prices = [product.price.amount for product in self._products]

    @property
    def cheapest(self) -> Product | None:
        """The product with the lowest price."""
        return self._products[0] if self._products else None

    def near(self, price: Decimal, count: int) -> list[Product]:
        """The products whose prices are nearest to a price, the nearest first, then by rank."""
        place = bisect_left(self._prices, price)
        window = self._products[max(0, place - count) : place + count]
        return sorted(window, key=lambda one: (abs(one.price.amount - price), one.rank, one.key))[:count]
