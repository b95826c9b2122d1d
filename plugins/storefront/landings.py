"""The landing pages of a locale: values of facets that `shop.toml` lists and that have products enough."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import accumulate, chain

from storefront.catalog import Product
from storefront.localizer import Localizer
from storefront.model import Locale
from storefront.problems import Problem, Severity
from storefront.settings import FacetName, LandingTable
from storefront.shop import Shop
from storefront.store import Store
from storefront.traits import by_trait
from storefront.values import value


@value
class Landing:
    """A page of the products of a category that are one thing: the phones of a brand."""

    category: str
    """Key of the category."""
    value: str
    """As the export has it."""
    table: LandingTable
    count: int
    """Its products."""

    @property
    def page(self) -> tuple[str, str]:
        """Its identity in the graph, the same in all locales."""
        return "facet", f"{self.category}:{self.table.facet}:{self.value}"

    def products(self, products: Iterable[Product]) -> list[Product]:
        """Those of the category's products that belong here."""
        return [one for one in products if not one.discontinued and self.value in one.values(self.table.facet)]

    def fill(self, pattern: str, localizer: Localizer, shop: Shop, category: str) -> str:
        """A pattern of its table in a language, with the names of its category and value and its number of products."""
        text = localizer.term("shop", pattern)
        label = trait_label(localizer, shop, self.table.facet, self.value)
        values = {"category": category, "value": label, "count": localizer.formats.number(self.count)}
        for name, said in values.items():
            text = text.replace(f"{{{name}}}", said)
        return text


def trait_label(localizer: Localizer, shop: Shop, facet: FacetName, value: str) -> str:
    """What readers call a value of a facet."""
    if facet == "brand":
        return value
    grade = shop.grades.get(value) if facet == "grade" else None
    return localizer.term("shop", grade.label) if grade else localizer.value(value)


def kept_landings(store: Store) -> tuple[dict[str, list[Landing]], list[Landing]]:
    """The landing pages of each locale by its code, and those that are too many.

    The number that the shop allows is that of all locales together; a landing page has all its languages or none.
    """
    every = {locale.code: landings_of(store, locale) for locale in store.shop.locales}
    tables = store.shop.settings.landings
    ordered = sorted(chain(*every.values()), key=lambda one: tables.index(one.table))
    number = Counter(one.page for one in ordered)
    totals = accumulate(number.values())
    kept = {page for page, total in zip(number, totals, strict=True) if total <= store.shop.settings.facets.max_pages}
    left_out = [one for one in ordered if one.page not in kept]
    return {code: [one for one in found if one.page in kept] for code, found in every.items()}, left_out


def landings_of(store: Store, locale: Locale) -> list[Landing]:
    """All landing pages that a locale could have, in the order of `shop.toml`, then of the categories."""
    settings = store.shop.settings
    if not settings.landings:
        return []
    sold = store.category_products(locale)
    known: dict[tuple[str, FacetName], dict[str, list[Product]]] = {}
    found: dict[tuple[str, str], Landing] = {}
    for table in settings.landings:
        for category in (key for key in sold if not table.categories or key in table.categories):
            if (category, table.facet) not in known:
                known[category, table.facet] = by_trait(sold[category], table.facet)
            for one in table.values:
                count = len(known[category, table.facet].get(one, ()))
                if count >= settings.facets.min_products:
                    landing = Landing(category, one, table, count)
                    found.setdefault(landing.page, landing)
    return list(found.values())


def landing_problems(store: Store, landings: Iterable[Landing], left_out: Sequence[Landing]) -> Iterator[Problem]:
    """What `shop.toml` wants pages for that get none; `left_out` are those beyond the number that it allows."""
    settings = store.shop.settings
    if left_out:
        first, count = left_out[0], f"{len(left_out):,} landing page{'s are' if len(left_out) > 1 else ' is'} left out"
        message = f"{count}, beyond {settings.facets.max_pages:,} in all, from “{first.value}” of “{first.category}” on"
        hint = "raise it, or list fewer values or categories in [[landings]]"
        yield Problem("shop.toml", field="facets.max_pages", message=message, hint=hint, severity=Severity.NOTICE)
    made = {(one.table, one.value) for one in landings}
    for table in settings.landings:
        for key in table.categories:
            if key not in store.categories:
                close = get_close_matches(key, list(store.categories), n=1)
                hint = f"did you mean “{close[0]}”?" if close else "write the key of a category, as in phones/small"
                message = f"there is no category “{key}”"
                yield Problem("shop.toml", field="landings.categories", message=message, hint=hint)
        for missed in table.values:
            if (table, missed) not in made:
                least = settings.facets.min_products
                message = f"“{missed}” gets no page: no category has {least} products of this {table.facet}"
                hint = "correct the value, or lower facets.min_products"
                yield Problem("shop.toml", 0, "landings.values", message, hint, Severity.NOTICE)
