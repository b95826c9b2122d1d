"""What shoppers narrow a list of products by: brand, grade, storage, colour, band of prices."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal

from storefront.catalog import Offer, Product, Traits
from storefront.settings import FacetName


def trait(traits: Traits, facet: FacetName, bands: Sequence[Decimal]) -> str:
    """What an offer is in a facet, in the words of the export, empty where it is nothing; of a band, its number."""
    return str(bisect_right(bands, traits.amount)) if facet == "price" else getattr(traits, facet)


def shown_offers(product: Product) -> Sequence[Offer]:
    """The offers that can be bought; all of them, where none can."""
    return [one for one in product.offers if one.availability.buyable] or product.offers


def by_trait(products: Iterable[Product], facet: FacetName) -> dict[str, list[Product]]:
    """The products by what they are in a facet, in their order, without discontinued ones.

    A product with several offers may be several things.
    """
    found: dict[str, list[Product]] = {}
    for product in (one for one in products if not one.discontinued):
        for value in filter(None, product.values(facet)):
            found.setdefault(value, []).append(product)
    return found
