"""`vitrina catalog preview`: the products as the shop has them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from scripts.catalog.sheets import Cell, Sheet
from storefront.catalog import Product
from storefront.catalog.descriptions import description_text
from storefront.catalog.load import load_catalog
from storefront.problems import InputError, Problem
from storefront.shop import load_shop


def preview_sheets(folder: Path, keys: Sequence[str], limit: int) -> list[Sheet]:
    """A list of products, or those of the keys in full. Raises `InputError` for a key that is none of a product."""
    shop = load_shop(folder)
    catalog = load_catalog(shop).catalog
    markets = {locale.market: locale for locale in shop.locales}
    sold = {market: catalog.products(locale) for market, locale in markets.items()}
    everything = {key: product for products in sold.values() for key, product in products.items()}
    if unknown := [key for key in keys if key not in everything]:
        hint = "`vitrina catalog preview` lists the keys"
        raise InputError(Problem("content/catalog", message=f"no product is “{key}”", hint=hint) for key in unknown)
    if keys:
        full = (_in_full(everything[key], _by_market(key, sold), shop.source_language) for key in keys)
        return list(chain.from_iterable(full))
    rows = [
        _row(product, [products.get(key) for products in sold.values()], shop.source_language)
        for key, product in everything.items()
    ]
    prices = [f"from, {market}" for market in markets]
    columns = ("product", "name", "category", "brand", "offers", "pictures", *prices)
    return [Sheet("products", f"{min(limit, len(rows))} of {len(rows):,} products", columns, rows[:limit], "None.")]


def _by_market(key: str, sold: Mapping[str, Mapping[str, Product]]) -> dict[str, Product]:
    return {market: products[key] for market, products in sold.items() if key in products}


def _row(product: Product, sold: Sequence[Product | None], language: str) -> tuple[Cell, ...]:
    prices = [one.best.price.amount if one else None for one in sold]
    offers = {offer.sku for one in sold if one for offer in one.offers}
    pictures = len(product.images)
    return product.key, product.name(language), product.category, product.brand, len(offers), pictures, *prices


def _in_full(product: Product, by_market: Mapping[str, Product], language: str) -> Iterator[Sheet]:
    name = product.name(language)
    rows = [
        (
            market,
            offer.sku,
            ", ".join(filter(None, (offer.grade, offer.storage, offer.colour, *(value for _, value in offer.options)))),
            offer.price.amount,
            offer.price.currency,
            offer.availability.value,
            offer.gtin,
            offer.buy_url,
        )
        for market, one in by_market.items()
        for offer in one.offers
    ]
    columns = ("market", "sku", "which", "price", "currency", "availability", "gtin", "bought at")
    yield Sheet(f"{product.key} offers", f"{name}: offers", columns, rows)
    text = product.words.descriptions.get("") or next(iter(product.words.descriptions.values()), "")
    facts = [("category", product.category), ("brand", product.brand), ("model", product.model), *product.words.specs]
    facts += [("picture", image) for image in product.images]
    facts += [("description", "\n".join(description_text(text)))]
    shown = [(fact, value) for fact, value in facts if value]
    yield Sheet(f"{product.key} facts", f"{name}: facts", ("fact", "value"), shown)
