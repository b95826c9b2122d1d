"""Which dialect an export is in, and its reading."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from storefront.catalog.dialects import bigcommerce, magento, merchant, own, shopify, square, wix, woocommerce
from storefront.catalog.dialects.form import Reading, Terms
from storefront.catalog.read import Table


class Dialect(NamedTuple):
    """A form of export: by which headers it is known, and how it is read."""

    fits: Callable[[Sequence[str]], bool]
    read: Callable[[Table, Terms], Reading]


DIALECTS: Mapping[str, Dialect] = {
    "shopify": Dialect(shopify.fits, shopify.read),
    "woocommerce": Dialect(woocommerce.fits, woocommerce.read),
    "wix": Dialect(wix.fits, wix.read),
    "bigcommerce": Dialect(bigcommerce.fits, bigcommerce.read),
    "magento": Dialect(magento.fits, magento.read),
    "square": Dialect(square.fits, square.read),
    "merchant": Dialect(merchant.fits, merchant.read),
    "own": Dialect(own.fits, own.read),
}
"""By the name that `shop.toml` gives them; the first that fits reads an export."""


def dialect_of(table: Table, name: str = "") -> str:
    """The dialect of an export: the one of a name, else the first whose headers it has."""
    return name or next(key for key, dialect in DIALECTS.items() if dialect.fits(table.headers))
