"""Category and product pages."""

from collections.abc import Callable, Iterator
from functools import cache, partial

from markupsafe import Markup

from storefront.catalog import Offer, Product
from storefront.catalog.descriptions import description_html
from storefront.edition import Edition
from storefront.inputs import page_inputs
from storefront.page import Inputs, Page
from storefront.pages.product_data import exported_text, main_image, product_data, summary_of, text_language
from storefront.pages.shell import Outline, page
from storefront.views import (
    Link,
    OfferGroup,
    OfferRow,
    ProductView,
)

RELATED = 8


def product_pages(edition: Edition) -> Iterator[Page]:
    """Every product that this market sells, where products have pages."""
    if "product" in edition.shop.settings.without:
        return
    for product in edition.products:
        related = cache(partial(_related, edition, product))
        make = partial(_product, edition, product, related)
        inputs = partial(_inputs, edition, product, related)
        yield page(edition, ("product", product.key), "product.html", make, lastmod=product.updated, inputs=inputs)


def _product(edition: Edition, product: Product, related: Callable[[], list[Product]]) -> tuple[Outline, ProductView]:
    name = edition.goods.name(product)
    pictures = tuple(edition.goods.product_picture(product, "body", place) for place in range(len(product.images) or 1))
    best = _offer_row(edition, product.best)
    description = Markup(description_html(exported_text(edition, product)))  # noqa: S704 - nothing in it could run
    view = ProductView(
        name=name,
        brand=product.brand,
        category=edition.link(("category", product.category)),
        pictures=pictures,
        description=description,
        description_lang=text_language(edition, product),
        rating=edition.goods.rating(product),
        best=best,
        several=product.several,
        available=product.available,
        discontinued=product.discontinued,
        tax_note=edition.shop.tax_notes[edition.locale.code],
        groups=tuple(_groups(edition, product)) if len(product.offers) > 1 or best.grade else (),
        specs=tuple(_specs(edition, product)),
        related=edition.goods.cards(related()),
        mentions=_mentions(edition, product),
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


def _inputs(edition: Edition, product: Product, related: Callable[[], list[Product]]) -> Inputs:
    """What `_product` makes its page from."""
    values = _mentions(edition, product)
    return page_inputs(edition, ("product", product.key), values, [product, *related()])


def _mentions(edition: Edition, product: Product) -> tuple[Link, ...]:
    """The guides and posts that link to a product."""
    return tuple(edition.link(page_id) for page_id in edition.mentions.get(product.key, ()))


def _offer_row(edition: Edition, offer: Offer) -> OfferRow:
    return OfferRow(
        sku=offer.sku,
        grade=edition.goods.condition(offer).label,
        variant=edition.goods.variant(offer),
        price=edition.goods.price(offer),
        availability=offer.availability.word,
        buy_url=offer.buy_url if offer.availability.buyable else "",
        delivery=edition.goods.delivery(offer) if offer.availability.buyable else "",
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
        several = len({row.price.text for row in rows}) > 1
        yield OfferGroup(edition.goods.condition(offers[0]), rows[0].price, several, rows)


def _not_buyable(offer: Offer) -> bool:
    """Sorts what can be bought before what cannot."""
    return not offer.availability.buyable


def _specs(edition: Edition, product: Product) -> Iterator[tuple[str, str]]:
    if product.brand:
        yield edition.gettext("Brand"), product.brand
    if product.model:
        yield edition.gettext("Model"), product.model
    for name, value in product.words.specs:
        yield edition.localizer.term("attribute", name), edition.value(value)


def _related(edition: Edition, product: Product) -> list[Product]:
    """Neighbours by price among what can be bought, from the product's own category, then from those above it."""
    category: str | None = product.category
    found: dict[str, Product] = {}
    while category and len(found) < RELATED:
        near = edition.shelf(category).near(product.price.amount, RELATED + 1)
        found |= {one.key: one for one in near if one.key != product.key and one.key not in found}
        category = edition.store.categories[category].parent
    return list(found.values())[:RELATED]
