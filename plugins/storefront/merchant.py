"""The product feed of a locale for Google's Merchant Center: RSS 2.0 with the attributes of its specification.

A locale is a country, a language and a currency, as the Merchant Center wants a feed to be; the `id` of an offer is the
same in all of them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from xml.sax.saxutils import escape

from storefront.catalog import Offer, Product
from storefront.edition import Edition
from storefront.model import Availability, Money
from storefront.pages.product_data import (
    VARYING,
    category_path,
    description_of,
    offer_picture,
    variant_name,
    variant_url,
)
from storefront.problems import Problem, Severity
from storefront.seo.feeds import ILLEGAL

NAME = "products.xml"
LONGEST_ID, LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_BRAND, LONGEST_VALUE = 50, 150, 5000, 70, 100
"""Characters that the specification allows."""
SHOWN = 3
"""Offers that a report names."""
AVAILABILITY = {
    Availability.IN_STOCK: "in_stock",
    Availability.LIMITED: "in_stock",
    Availability.PRE_ORDER: "preorder",
    Availability.BACK_ORDER: "backorder",
    Availability.OUT_OF_STOCK: "out_of_stock",
}
"""The specification's words; what is discontinued is in no feed."""


PERSONS = {
    "gender": {"male", "female", "unisex"},
    "age_group": {"newborn", "infant", "toddler", "kids", "adult"},
}
"""Facts for which the specification has words of its own."""


def has_feed(edition: Edition) -> bool:
    """Whether the shop wants product feeds and its products have pages, which a feed links to."""
    settings = edition.shop.settings
    return settings.catalog.merchant_feed and "product" not in settings.without


def feed_bytes(edition: Edition) -> bytes:
    """The feed of everything that can be advertised."""
    shipping = _shipping(edition)
    products = edition.store.in_turn(edition.products)
    items = "".join(item for product in products for item in _items(edition, product, shipping))
    title = escape(edition.shop.name)
    link = escape(edition.absolute(edition.url("home")))
    description = escape(edition.shop_text(edition.shop.settings.description) or edition.shop.name)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
        f"<title>{title}</title>\n<link>{link}</link>\n<description>{description}</description>\n"
        f"{items}</channel>\n</rss>\n"
    )
    return ILLEGAL.sub("", text).encode()


def feed_problems(editions: Sequence[Edition]) -> Iterator[Problem]:
    """Offers that the Merchant Center would refuse and the feeds therefore leave out, counted."""
    refused = {
        offer.sku: why
        for edition in editions
        if has_feed(edition)
        for product in edition.store.in_turn(edition.products)
        for offer in product.offers
        if offer.availability in AVAILABILITY and (why := _refusal(product, offer))
    }
    for why in dict.fromkeys(refused.values()):
        skus = [sku for sku, reason in refused.items() if reason == why]
        more = " …" if len(skus) > SHOWN else ""
        message = f"without a place in the product feeds ({why}): {len(skus):,}, {', '.join(skus[:SHOWN])}{more}"
        yield Problem(NAME, message=message, hint="mend them in the export", severity=Severity.NOTICE)


def _items(edition: Edition, product: Product, shipping: Callable[[Offer], str]) -> Iterator[str]:
    offers = [one for one in product.offers if one.availability in AVAILABILITY and not _refusal(product, one)]
    shared = _shared(edition, product) if offers else {}
    for offer in offers:
        values = shared | _own(edition, product, offer)
        lines = "".join(f"<g:{name}>{escape(value)}</g:{name}>\n" for name, value in values.items() if value)
        yield f"<item>\n{lines}{shipping(offer)}</item>\n"


def _refusal(product: Product, offer: Offer) -> str:
    if len(offer.sku) > LONGEST_ID:
        return f"sku of more than {LONGEST_ID} characters"
    if offer.availability is Availability.PRE_ORDER and not offer.available:
        return "a pre-order without the day from which it is sent"
    return "" if product.images else "no picture"


def _shared(edition: Edition, product: Product) -> dict[str, str]:
    """The attributes of all offers of a product."""
    category = product.google_category or edition.store.imported.google_ids.get(product.category, "")
    return {
        "description": _cut(description_of(edition, product), LONGEST_DESCRIPTION),
        "brand": _cut(product.brand, LONGEST_BRAND),
        "item_group_id": _group(product.key) if len(product.offers) > 1 else "",
        "product_type": category_path(edition, product),
        "google_product_category": category,
        **_facts(edition, product),
    }


def _facts(edition: Edition, product: Product) -> dict[str, str]:
    """Those facts of a product that the specification has attributes for, of clothes above all."""
    known = {name.lower().replace(" ", "_"): value for name, value in product.words.specs}
    said = {name: known[name].lower() for name, words in PERSONS.items() if known.get(name, "").lower() in words}
    made = {name: _cut(edition.value(known[name]), LONGEST_VALUE) for name in ("material", "pattern") if name in known}
    return said | made


def _own(edition: Edition, product: Product, offer: Offer) -> dict[str, str]:
    """The attributes of one offer; those without a value are left out."""
    return {
        "id": offer.sku,
        "title": _cut(variant_name(edition, product, offer), LONGEST_TITLE),
        "link": edition.absolute(variant_url(edition, product, offer)),
        "image_link": offer_picture(edition, product, offer),
        "availability": AVAILABILITY[offer.availability],
        "availability_date": _day(offer),
        **_prices(edition, offer),
        "condition": offer.condition,
        "gtin": offer.gtin,
        "mpn": offer.mpn,
        "identifier_exists": "" if offer.gtin or (product.brand and offer.mpn) else "no",
        "color": _cut(edition.value(offer.colour), LONGEST_VALUE),
        "size": _cut(edition.value(offer.storage), LONGEST_VALUE),
        **_options(edition, offer),
        "custom_label_0": edition.goods.condition(offer).label,
    }


def _options(edition: Edition, offer: Offer) -> dict[str, str]:
    """Those options of an offer that the specification has attributes for: `size`, `material`, `pattern`."""
    known = ((name.lower(), value) for name, value in offer.options)
    return {name: _cut(edition.value(value), LONGEST_VALUE) for name, value in known if name in VARYING}


def _cut(text: str, most: int) -> str:
    """The words of a text that have room; the letters of one without spaces."""
    if len(text) <= most:
        return text
    words = re.sub(r"[ \n]+[^ \n]*$", "", text[: most + 1])
    return (words if len(words) * 2 > most else text[:most]).rstrip(" \n–·,;:")


def _day(offer: Offer) -> str:
    """The day from which an offer is sent that waits for stock, as the specification wants it."""
    waits = offer.availability in {Availability.PRE_ORDER, Availability.BACK_ORDER}
    return f"{offer.available}T00:00+0000" if waits and offer.available else ""


def _group(key: str) -> str:
    """A product's key; of a longer one the beginning, with a hash of the whole."""
    return key if len(key) <= LONGEST_ID else f"{key[: LONGEST_ID - 9]}-{sha256(key.encode()).hexdigest()[:8]}"


def _prices(edition: Edition, offer: Offer) -> dict[str, str]:
    """`price`, and `sale_price` where the price was reduced: the price of another, new product is no earlier price."""
    price = _price(edition, offer.price)
    if offer.reference is None or edition.shop.settings.prices.compare == "price-new":
        return {"price": price}
    return {"price": _price(edition, offer.reference), "sale_price": price}


def _price(edition: Edition, money: Money) -> str:
    return f"{edition.localizer.formats.schema_money(*money)} {money.currency}"


def _shipping(edition: Edition) -> Callable[[Offer], str]:
    """What says of an offer how it is delivered: `shipping`, one for each country."""
    delivery = edition.shop.deliveries.get(edition.locale.market)
    if delivery is None:
        return lambda _: ""
    spans = {"handling": delivery.handling, "transit": delivery.transit}
    times = "".join(
        f"<g:min_{name}_time>{days[0]}</g:min_{name}_time><g:max_{name}_time>{days[1]}</g:max_{name}_time>"
        for name, days in spans.items()
        if days
    )

    @cache
    def at(cost: Money) -> str:
        price = f"<g:price>{_price(edition, cost)}</g:price>"
        return "".join(
            f"<g:shipping><g:country>{country}</g:country>{price}{times}</g:shipping>\n"
            for country in delivery.countries
        )

    return lambda offer: at(delivery.price_of(offer.price))
