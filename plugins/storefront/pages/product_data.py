"""Products and offers -> structured data (Google Search Central: merchant listing, product variants)."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from storefront.catalog import Offer, Product
from storefront.catalog.descriptions import description_text
from storefront.edition import Edition
from storefront.pages.policies import return_policy, shipping_details
from storefront.seo.jsonld import filled, thing
from storefront.urls import PageId

CONDITIONS = {
    "new": "https://schema.org/NewCondition",
    "refurbished": "https://schema.org/RefurbishedCondition",
    "used": "https://schema.org/UsedCondition",
}
SHORT = 155
"""Characters of a meta description."""
VARYING = ("size", "material", "pattern")
"""Options that search engines know by name, besides colour."""


def product_data(edition: Edition, product: Product) -> dict[str, Any]:
    """A product page's data: a Product with its offer, or a ProductGroup whose variants are the offers."""
    url = edition.absolute(edition.url("product", product.key))
    common = {"@id": f"{url}#product"} | filled(
        name=edition.goods.name(product),
        url=url,
        description=description_of(edition, product),
        brand=_brand(product),
        category=category_path(edition, product),
        aggregateRating=_rating(product),
    )
    if len(product.offers) == 1:
        own = _variant(edition, product, product.best) | common
        return own | thing("Product", model=product.model)
    return common | thing(
        "ProductGroup",
        productGroupID=product.key,
        image=_picture(edition, main_image([product])) or None,
        variesBy=_varies_by(product),
        hasVariant=[_named_variant(edition, product, offer) for offer in sorted(product.offers, key=_sold_out)],
    )


def _named_variant(edition: Edition, product: Product, offer: Offer) -> dict[str, Any]:
    url = edition.absolute(variant_url(edition, product, offer))
    own = thing(
        "Product",
        name=variant_name(edition, product, offer),
        url=url,
        model=product.model,
        inProductGroupWithID=product.key,
    )
    return own | _variant(edition, product, offer)


def _variant(edition: Edition, product: Product, offer: Offer) -> dict[str, Any]:
    """What one offer is, and the offer itself."""
    grade = edition.goods.condition(offer).label
    known = {name.lower(): edition.value(value) for name, value in offer.options if name.lower() in VARYING}
    label = edition.localizer.storefront.pgettext("product", "Condition")
    image = offer_picture(edition, product, offer)
    return filled(
        sku=_sku(offer),
        gtin=offer.gtin,
        mpn=offer.mpn,
        image=[image] if image else None,
        color=edition.value(offer.colour),
        size=known.get("size") or edition.value(offer.storage),
        material=known.get("material"),
        pattern=known.get("pattern"),
        additionalProperty=thing("PropertyValue", name=label, value=grade) if grade else None,
        offers=offer_data(edition, offer, edition.absolute(variant_url(edition, product, offer))),
    )


def _sku(offer: Offer) -> str:
    """An offer's id, empty where it is none that search engines take: one with white space in it."""
    return offer.sku if offer.sku.split() == [offer.sku] else ""


def _varies_by(product: Product) -> list[str]:
    """The properties, of those that search engines know, in which a product's offers differ."""
    names = {name for name in VARYING if len({_option(offer, name) for offer in product.offers}) > 1}
    colours = {offer.colour for offer in product.offers}
    known = [*(["color"] if len(colours) > 1 else []), *(name for name in VARYING if name in names)]
    return [f"https://schema.org/{name}" for name in known]


def _option(offer: Offer, name: str) -> str:
    own = next((value for option, value in offer.options if option.lower() == name), "")
    return own or (offer.storage if name == "size" else "")


def _sold_out(offer: Offer) -> bool:
    return not offer.availability.buyable


def variant_url(edition: Edition, product: Product, offer: Offer) -> str:
    """Address of an offer on its product's page; a script brings it to the front there."""
    url = edition.goods.product_url(product)
    if len(product.offers) == 1 or url != edition.url("product", product.key):
        return url
    return f"{url}?sku={quote(offer.sku, safe='')}"


def variant_name(edition: Edition, product: Product, offer: Offer) -> str:
    """A product's name with what tells the offer from its others: `iPhone 13 – 128 GB · Blue – Excellent`."""
    parts = (edition.goods.name(product), edition.goods.variant(offer), edition.goods.condition(offer).label)
    return " – ".join(part for part in parts if part)


def offer_data(edition: Edition, offer: Offer, url: str) -> dict[str, Any]:
    """An Offer with its price, state, delivery and the way back; `url` is empty where none is known."""
    # of every offer: the dict itself, for `thing` takes as long as all that stands in it
    money, price, reference = edition.localizer.formats.schema_money, offer.price, offer.reference
    data: dict[str, Any] = {"@type": "Offer", "price": money(price.amount), "priceCurrency": price.currency}
    if url:
        data["url"] = url
    if reference:
        data["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "priceType": "https://schema.org/StrikethroughPrice",
            "price": money(reference.amount),
            "priceCurrency": reference.currency,
        }
    data["availability"] = offer.availability.address
    data["itemCondition"] = CONDITIONS[offer.condition]
    if shipping := shipping_details(edition, offer):
        data["shippingDetails"] = shipping
    if policy := return_policy(edition):
        data["hasMerchantReturnPolicy"] = policy
    return data


def list_entries(edition: Edition, products: Sequence[Product]) -> list[dict[str, Any]]:
    """Products in the data of a list: their pages, or all of each where products have no pages.

    Google Search Central, carousel: a summary page names pages, an all-in-one page holds the items themselves.
    """
    goods, absolute = edition.goods, edition.absolute
    if goods.have_pages:
        return [{"name": goods.name(one), "url": absolute(edition.url("product", one.key))} for one in products]
    return [{"item": item} for item in goods.entries(products, partial(_listed, edition))]


def _listed(edition: Edition, product: Product) -> dict[str, Any]:
    """A product with the offer that its card shows."""
    address = edition.goods.product_url(product)
    url = edition.absolute(address) if address else ""
    return thing(
        "Product",
        name=edition.goods.name(product),
        sku=_sku(product.best),
        url=url,
        image=_picture(edition, _content(product.images[0])) if product.images else "",
        brand=_brand(product),
        aggregateRating=_rating(product),
        offers=offer_data(edition, product.best, url),
    )


def _brand(product: Product) -> dict[str, str] | None:
    return {"@type": "Brand", "name": product.brand} if product.brand else None


def _rating(product: Product) -> dict[str, Any] | None:
    if product.rating is None:
        return None
    data: dict[str, Any] = {"@type": "AggregateRating", "ratingValue": str(product.rating)}
    if product.rating_count:
        data["ratingCount"] = product.rating_count
    if product.review_count:
        data["reviewCount"] = product.review_count
    return data | {"bestRating": 5}


def category_path(edition: Edition, product: Product) -> str:
    """The names of a product's category and those above it: `Phones > Small phones`."""
    return " > ".join(edition.graph.label(step, edition.locale) for step in _trail(edition, product))


def _trail(edition: Edition, product: Product) -> list[PageId]:
    return edition.graph.trail(("category", product.category), edition.locale)[1:]


def main_image(products: Sequence[Product]) -> str:
    """The first picture of a list, as `Outline` takes it, empty where there is none."""
    return _content(next((product.images[0] for product in products if product.images), ""))


def _content(image: str) -> str:
    return image if "://" in image or not image else f"images/{image}"


def offer_picture(edition: Edition, product: Product, offer: Offer) -> str:
    """Absolute address of an offer's picture, otherwise its product's, as JPEG or PNG; empty where there is none."""
    return _picture(edition, _content(offer.image) or main_image([product]))


def _picture(edition: Edition, image: str) -> str:
    """Absolute address of a picture as JPEG or PNG, empty where there is none."""
    address = edition.images.social(edition.original(image))[0]
    return edition.absolute(address) if address else ""


def exported_text(edition: Edition, product: Product) -> str:
    """A product's description in this language, as the export has it."""
    return product.words.descriptions.get(edition.locale.language) or product.words.descriptions.get("", "")


def text_language(edition: Edition, product: Product) -> str:
    """Language of a product's description where it is not that of the page, otherwise empty (WCAG 3.1.2)."""
    own, source = edition.locale.language, edition.shop.source_language
    foreign = own != source and not product.words.descriptions.get(own) and product.words.descriptions.get("")
    return source if foreign else ""


def description_of(edition: Edition, product: Product) -> str:
    """A product's description without markup, its paragraphs in lines; where there is none, its meta description."""
    return "\n".join(description_text(exported_text(edition, product))) or summary_of(edition, product)


def summary_of(edition: Edition, product: Product) -> str:
    """The meta description: the beginning of the export's text, else the price and the number of offers."""
    if text := description_text(exported_text(edition, product)):
        return _shortened(text[0])
    name = edition.goods.name(product)
    if product.discontinued:
        return edition.gettext("%(name)s at %(shop)s: no longer sold.", name=name, shop=edition.shop.name)
    if not product.available:
        return edition.gettext("%(name)s at %(shop)s: sold out for now.", name=name, shop=edition.shop.name)
    price = edition.localizer.formats.money(*product.best.price)
    words = edition.localizer.storefront.ngettext(
        "%(name)s from %(price)s at %(shop)s: %(count)s offer to compare.",
        "%(name)s from %(price)s at %(shop)s: %(count)s offers to compare.",
        len(product.offers),
    )
    count = edition.number(len(product.offers))
    return words % {"name": name, "price": price, "shop": edition.shop.name, "count": count}


def _shortened(text: str) -> str:
    """A text cut at a word, with an ellipsis where something is missing."""
    if len(text) <= SHORT:
        return text
    return f"{text[: SHORT - 1].rsplit(' ', 1)[0].rstrip(' ,;:.')}…"
