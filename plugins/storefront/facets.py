"""Facets: how many products of a list have each brand and each grade."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from storefront.catalog import Product
from storefront.edition import Edition
from storefront.views import Facet, FacetValue


def facets_of(edition: Edition, products: Sequence[Product]) -> tuple[Facet, ...]:
    """The facets of a list; one without a value is left out."""
    brands = Counter(product.brand for product in products if product.brand)
    grades = Counter(grade for product in products for grade in {offer.grade for offer in product.offers})
    facets = (
        Facet("brand", tuple(_values(edition, sorted(brands.items(), key=lambda pair: (-pair[1], pair[0]))))),
        Facet("grade", tuple(_values(edition, _grades(edition, grades)))),
    )
    return tuple(facet for facet in facets if facet.values)


def _grades(edition: Edition, counts: Counter[str]) -> Iterator[tuple[str, int]]:
    return ((edition.grade(key).label, counts[key]) for key in edition.shop.grades if counts[key])


def _values(edition: Edition, counts: Iterable[tuple[str, int]]) -> Iterator[FacetValue]:
    return (FacetValue(label, count, edition.number(count)) for label, count in counts)
