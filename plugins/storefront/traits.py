"""What shoppers narrow a list of products by: brand, grade, storage, colour, band of prices."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal

from storefront.catalog import Offer, Product
from storefront.settings import FacetName


def trait(product: Product, offer: Offer, facet: FacetName, bands: Sequence[Decimal]) -> str:
    """What an offer is in a facet, in the words of the export, empty where it is nothing; of a band, its number."""
    if facet == "brand":
        return product.brand
    if facet == "price":
        return str(bisect_right(bands, offer.price.amount))
    return offer.grade if facet == "grade" else offer.storage if facet == "storage" else offer.colour


def shown_offers(product: Product) -> Sequence[Offer]:
    """The offers that can be bought; all of them, where none can."""
    return [one for one in product.offers if one.availability.buyable] or product.offers


def by_trait(products: Iterable[Product], facet: FacetName) -> dict[str, list[Product]]:
    """The products by what they are in a facet, in their order, without discontinued ones.

    A product with several offers may be several things.
    """
    found: dict[str, list[Product]] = {}
    for product in (one for one in products if not one.discontinued):
        for value in dict.fromkeys(trait(product, offer, facet, ()) for offer in shown_offers(product)):
            if value:
                found.setdefault(value, []).append(product)
    return found
