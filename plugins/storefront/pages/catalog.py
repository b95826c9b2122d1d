"""Category and product pages."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import islice

from markupsafe import Markup

from storefront.catalog import Offer, Product
from storefront.catalog.descriptions import description_html
from storefront.edition import Edition
from storefront.facets import facets_of
from storefront.model import Bundle, Category, Document
from storefront.page import Page
from storefront.pages.product_data import exported_text, list_entry, main_image, product_data, summary_of
from storefront.pages.shell import Outline, chunks, page, pagination
from storefront.seo.jsonld import item_list
from storefront.views import (
    CategoryTile,
    CategoryView,
    Facet,
    GradeNote,
    OfferGroup,
    OfferRow,
    ProductView,
)

RELATED = 8


def category_pages(edition: Edition) -> Iterator[Page]:
    """Every category that sells something here, cut into pages, and those that did until lately."""
    size, most = edition.shop.settings.catalog.page_size, edition.shop.settings.catalog.max_pages
    for key, category in edition.store.catalog.categories.items():
        if not edition.url("category", key):
            continue
        products = edition.category_products.get(key, [])
        parts = chunks(products, size)[:most]
        lastmod = max((product.updated for product in products if product.updated), default=None)
        facets = cache(partial(facets_of, edition, products))
        for number, part in enumerate(parts, 1):
            make = partial(_category, edition, category, products, facets, part, number, len(parts))
            yield page(
                edition, ("category", key), "category.html", make, number=number, total=len(parts), lastmod=lastmod
            )


def _category(
    edition: Edition,
    category: Category,
    products: Sequence[Product],
    facets: Callable[[], tuple[Facet, ...]],
    part: Sequence[Product],
    number: int,
    total: int,
) -> tuple[Outline, CategoryView]:
    bundle = edition.store.bundles["categories"].get(category.key)
    document = bundle.document(edition.locale) if bundle else None
    name = edition.graph.label(("category", category.key), edition.locale)
    title = edition.text(bundle, document.title) if bundle and document else name
    view = CategoryView(
        title=title,
        count=len(products),
        count_text=edition.number(len(products)),
        intro=_editors_text(edition, bundle, document, "html") if number == 1 else Markup(""),
        outro=_editors_text(edition, bundle, document, "below") if number == 1 else Markup(""),
        subcategories=tuple(category_tiles(edition, category.children)),
        facets=facets(),
        cards=edition.cards(part),
        pagination=pagination(edition, ("category", category.key), number, total),
        page_number=number,
        grades=_grades(edition, part),
        alternatives=() if edition.sells(category.key) else edition.cards(_bestsellers(edition, category)),
        lang=edition.foreign(document),
    )
    start = (number - 1) * edition.shop.settings.catalog.page_size
    items = [list_entry(edition, product) for product in part]
    outline = Outline(
        title=title,
        description=_category_description(edition, bundle, document, category.key, len(products)),
        image=main_image(part),
        image_alt=edition.name(part[0]) if part else title,
        json_ld=(item_list(title, len(products), items, start),) if items else (),
    )
    return outline, view


def _bestsellers(edition: Edition, category: Category) -> list[Product]:
    """What can be bought in the nearest category above one that has nothing to sell, else in the whole shop."""
    near = edition.graph.living_category(("category", category.key), edition.locale)
    products = edition.category_products[near[1]] if near else edition.products
    return list(islice((one for one in products if one.available), RELATED))


def category_tiles(edition: Edition, keys: Sequence[str]) -> Iterator[CategoryTile]:
    """The categories among `keys` that sell something here, each with the picture of its first product."""
    for key in keys:
        if edition.sells(key):
            products = edition.category_products[key]
            link = edition.link(("category", key))
            first = next((product for product in products if product.images), None)
            picture = edition.product_picture(first, "card") if first else None
            yield CategoryTile(link.label, link.url, len(products), edition.number(len(products)), picture)


def _editors_text(edition: Edition, bundle: Bundle | None, document: Document | None, field: str) -> Markup:
    html = getattr(document, field) if document else ""
    return edition.body(bundle, html) if bundle and html else Markup("")


def _category_description(
    edition: Edition, bundle: Bundle | None, document: Document | None, key: str, total: int
) -> str:
    if bundle and document and document.description:
        return edition.text(bundle, document.description)
    name = edition.graph.label(("category", key), edition.locale)
    cheapest = edition.shelf(key).cheapest
    if cheapest is None:
        return edition.gettext("%(name)s at %(shop)s.", name=name, shop=edition.shop.name)
    text = edition.localizer.storefront.ngettext(
        "%(name)s: %(count)s product from %(price)s at %(shop)s.",
        "%(name)s: %(count)s products from %(price)s at %(shop)s.",
        total,
    )
    price = edition.localizer.formats.money(*cheapest.best.price)
    return text % {"name": name, "count": edition.number(total), "price": price, "shop": edition.shop.name}


def _grades(edition: Edition, products: Sequence[Product]) -> tuple[GradeNote, ...]:
    """The grades that the shown products are offered in, best first."""
    there = {offer.grade for product in products for offer in product.offers}
    return tuple(edition.grade(key) for key in edition.shop.grades if key in there)


def product_pages(edition: Edition) -> Iterator[Page]:
    """Every product that this market sells, where products have pages."""
    if "product" in edition.shop.settings.without:
        return
    for product in edition.products:
        make = partial(_product, edition, product)
        yield page(edition, ("product", product.key), "product.html", make, lastmod=product.updated)


def _product(edition: Edition, product: Product) -> tuple[Outline, ProductView]:
    name = edition.name(product)
    pictures = tuple(edition.product_picture(product, "body", place) for place in range(len(product.images) or 1))
    best = _offer_row(edition, product.best)
    description = Markup(description_html(exported_text(edition, product)))  # noqa: S704 - nothing in it could run
    view = ProductView(
        name=name,
        brand=product.brand,
        category=edition.link(("category", product.category)),
        pictures=pictures,
        description=description,
        rating=edition.rating(product),
        best=best,
        several=product.several,
        available=product.available,
        discontinued=product.discontinued,
        tax_note=edition.shop.tax_notes[edition.locale.code],
        groups=tuple(_groups(edition, product)),
        specs=tuple(_specs(edition, product)),
        related=edition.cards(_related(edition, product)),
        mentions=tuple(edition.link(page_id) for page_id in edition.mentions.get(product.key, ())),
    )
    outline = Outline(
        title=name,
        description=summary_of(edition, product),
        image=main_image([product]),
        image_alt=name,
        og_type="product",
        json_ld=(product_data(edition, product),),
    )
    return outline, view


def _offer_row(edition: Edition, offer: Offer) -> OfferRow:
    return OfferRow(
        sku=offer.sku,
        grade=edition.condition(offer).label,
        variant=edition.variant(offer),
        price=edition.price(offer),
        availability=offer.availability.value,
        buy_url=offer.buy_url if offer.availability.buyable else "",
        delivery=edition.delivery(offer) if offer.availability.buyable else "",
    )


def _groups(edition: Edition, product: Product) -> Iterator[OfferGroup]:
    """The offers grade by grade, best grade first; in each, what can be bought before what cannot."""
    places = {key: place for place, key in enumerate(edition.shop.grades)}
    groups: dict[tuple[str, str], list[Offer]] = {}
    for offer in sorted(product.offers, key=lambda one: places.get(one.grade, len(places))):
        groups.setdefault((offer.grade, offer.condition), []).append(offer)
    for offers in groups.values():
        offers.sort(key=_not_buyable)
        rows = tuple(_offer_row(edition, offer) for offer in offers)
        yield OfferGroup(edition.condition(offers[0]), rows[0].price, rows)


def _not_buyable(offer: Offer) -> bool:
    """Sorts what can be bought before what cannot."""
    return not offer.availability.buyable


def _specs(edition: Edition, product: Product) -> Iterator[tuple[str, str]]:
    if product.brand:
        yield edition.gettext("Brand"), product.brand
    if product.model:
        yield edition.gettext("Model"), product.model
    for name, value in product.specs:
        yield edition.localizer.term("attribute", name), edition.value(value)


def _related(edition: Edition, product: Product) -> list[Product]:
    """Neighbours by price among what can be bought, from the product's own category, then from those above it."""
    category: str | None = product.category
    found: dict[str, Product] = {}
    while category and len(found) < RELATED:
        near = edition.shelf(category).near(product.best.price.amount, RELATED + 1)
        found |= {one.key: one for one in near if one.key != product.key and one.key not in found}
        category = edition.store.catalog.categories[category].parent
    return list(found.values())[:RELATED]
