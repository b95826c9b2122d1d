"""What a shop says of delivery and returns -> structured data (Google Search Central: shipping, return policy)."""

from decimal import Decimal
from typing import Any

import orjson
from babel.numbers import get_currency_precision

from storefront.catalog import Offer
from storefront.edition import Edition
from storefront.model import Delivery, Money
from storefront.seo.jsonld import thing


def shipping_details(edition: Edition, offer: Offer) -> orjson.Fragment | None:
    """OfferShippingDetails, made once for each cost; None where its required times are not known."""
    delivery = edition.shop.deliveries.get(edition.locale.market)
    if delivery is None or delivery.handling is None or delivery.transit is None or not delivery.countries:
        return None
    cost = delivery.price_of(offer.price)
    return edition.goods.once(("shipping", str(cost.amount)), lambda: _shipping_details(edition, delivery, cost))


def _shipping_details(edition: Edition, delivery: Delivery, cost: Money) -> dict[str, Any]:
    return thing(
        "OfferShippingDetails",
        shippingRate=_amount(edition, cost),
        shippingDestination=_destinations(delivery),
        deliveryTime=thing(
            "ShippingDeliveryTime",
            handlingTime=_span(delivery.handling),
            transitTime=_span(delivery.transit),
        ),
    )


def _amount(edition: Edition, money: Money) -> dict[str, Any]:
    value = edition.localizer.formats.schema_money(money.amount, money.currency)
    return thing("MonetaryAmount", value=value, currency=money.currency)


def _destinations(delivery: Delivery) -> list[dict[str, Any]]:
    """Where a market delivers to."""
    return [thing("DefinedRegion", addressCountry=country) for country in delivery.countries]


def _span(days: tuple[int, int] | None) -> dict[str, Any] | None:
    """A span of days."""
    return days and {"@type": "QuantitativeValue", "minValue": days[0], "maxValue": days[1], "unitCode": "DAY"}


def return_policy(edition: Edition) -> orjson.Fragment | None:
    """MerchantReturnPolicy of the shop, None where `[organization]` does not say it."""
    about = edition.shop.settings.organization
    if not about.return_days or not any(one.region for one in edition.shop.locales):
        return None
    return edition.goods.once(
        ("return", ""),
        lambda: thing(
            "MerchantReturnPolicy",
            applicableCountry=sorted({one.region for one in edition.shop.locales if one.region}),
            returnPolicyCategory="https://schema.org/MerchantReturnFiniteReturnWindow",
            merchantReturnDays=about.return_days,
            returnMethod="https://schema.org/ReturnByMail",
            returnFees="https://schema.org/FreeReturn",
        ),
    )


def shipping_service(edition: Edition) -> dict[str, Any] | None:
    """ShippingService of the shop: what each market's delivery costs (Google Search Central, shipping policy)."""
    conditions = [one for delivery in edition.shop.deliveries.values() for one in _conditions(edition, delivery)]
    return thing("ShippingService", shippingConditions=conditions) if conditions else None


def _conditions(edition: Edition, delivery: Delivery) -> list[dict[str, Any]]:
    """The cost below and from the price at which a delivery is free: the ranges hold both of their ends."""

    def condition(cost: Money, order: dict[str, Any] | None) -> dict[str, Any]:
        return thing(
            "ShippingConditions",
            shippingDestination=_destinations(delivery),
            orderValue=order,
            shippingRate=_amount(edition, cost),
            transitTime=_period(delivery.transit),
        )

    if delivery.free_from is None or not delivery.countries:
        return [condition(delivery.price, None)] if delivery.countries else []
    amount, currency = delivery.free_from
    below = amount - Decimal(1).scaleb(-get_currency_precision(currency))
    schema_money = edition.localizer.formats.schema_money
    order = thing("MonetaryAmount", currency=currency)
    free = condition(delivery.price_of(delivery.free_from), order | {"minValue": schema_money(amount, currency)})
    if below < 0:
        return [free]
    return [condition(delivery.price, order | {"maxValue": schema_money(below, currency)}), free]


def _period(days: tuple[int, int] | None) -> dict[str, Any] | None:
    return thing("ServicePeriod", duration=_span(days)) if days else None
