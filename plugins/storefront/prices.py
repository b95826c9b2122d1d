"""Which price a reduction may be compared with (Directive 98/6/EC, article 6a): the lowest of the 30 days before it.

The ledger has the prices that releases have shown; what it cannot prove is not claimed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from storefront.catalog import Offer, Product, read_details
from storefront.model import Money
from storefront.values import value

DAYS = 30
"""How long before a reduction the lowest price is looked for."""
Step: TypeAlias = tuple[date, Decimal | None]
"""From a day on the price was this; None: it was not for sale."""
Prices: TypeAlias = Mapping[str, Mapping[str, Sequence[Step]]]
"""The steps of each offer, oldest first, by market and sku."""


@value
class Unproven:
    """A discount that the export claims and the ledger does not prove."""

    market: str
    sku: str
    price: Decimal
    claimed: Decimal
    """The higher price of the export."""
    why: str


def with_step(steps: Sequence[Step], price: Decimal | None, today: date) -> Sequence[Step]:
    """The steps of an offer once it is published at a price; several on one day are one, the last."""
    before = [one for one in steps if one[0] != today] if steps and steps[-1][1] != price else steps
    return before if (before[-1][1] if before else None) == price else [*before, (today, price)]


def prior_price(steps: Sequence[Step]) -> Decimal | None:
    """The lowest price of the 30 days before the last step; None where they are not all known."""
    begin, _ = steps[-1]
    first = begin - timedelta(DAYS)
    if not steps[:-1] or steps[0][0] > first:
        return None
    ends = [day for day, _ in steps[1:]]
    shown = [price for (_, price), end in zip(steps[:-1], ends, strict=True) if end > first and price is not None]
    return min(shown, default=None)


def proven(
    products: Mapping[str, Product], market: str, known: Mapping[str, Sequence[Step]], today: date
) -> tuple[dict[str, Product], list[Unproven]]:
    """The products of a market with no other comparison than the proven one, and the discounts that have none."""
    unproven: list[Unproven] = []

    def checked(offer: Offer) -> Offer:
        steps = with_step(known.get(offer.sku, ()), offer.price.amount, today)
        prior = prior_price(steps)
        reduced = prior is not None and prior > offer.price.amount
        if offer.reference and not reduced:
            why = "no 30 days of prices are known" if prior is None else f"it was sold at {prior} in the 30 days before"
            unproven.append(Unproven(market, offer.sku, offer.price.amount, offer.reference.amount, why))
        reference = Money(prior, offer.price.currency) if reduced and prior is not None else None
        return offer if offer.reference == reference else replace(offer, reference=reference)

    read_details(products.values())
    found = {key: one.with_offers([checked(offer) for offer in one.offers]) for key, one in products.items()}
    return found, unproven


def next_prices(
    known: Prices, markets: Mapping[str, Mapping[str, Product]], today: date
) -> dict[str, dict[str, Sequence[Step]]]:
    """The steps of all offers once these products are published, by market; what is no longer for sale ends."""
    found = {market: dict(offers) for market, offers in known.items()}
    for market, products in markets.items():
        own = found.setdefault(market, {})
        prices = {offer.sku: offer.price.amount for product in products.values() for offer in product.offers}
        for sku in {**own, **prices}:
            own[sku] = with_step(own.get(sku, ()), prices.get(sku), today)
    return found
