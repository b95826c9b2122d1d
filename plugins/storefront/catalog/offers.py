"""The checked catalog in columns, and the products that one market sells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import cast

import polars as pl
from babel.numbers import get_currency_precision

from storefront.catalog.categories import CategoryNames, category_tree
from storefront.catalog.columns import OPTION, SPEC, STATUSES
from storefront.model import Availability, Category, Condition, Locale, Money
from storefront.shop import Shop

ON_THE_SHELF = {Availability.IN_STOCK, Availability.LIMITED}
"""What a stock of 0 ends; a pre-order or back order waits for stock."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer of a product in one market."""

    sku: str
    grade: str
    """Key of the grade, empty where the shop has none."""
    condition: Condition
    storage: str
    colour: str
    price: Money
    reference: Money | None
    """The price new, where it is higher than the price."""
    availability: Availability
    buy_url: str
    gtin: str
    mpn: str
    image: str
    """File below `content/images/` or https address, empty where there is none."""
    updated: date | None
    options: tuple[tuple[str, str], ...] = ()
    """What else tells it from the product's other offers, name and value in the source language: `Size`, `M`."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product as one market sells it."""

    key: str
    names: Mapping[str, str]
    """By language, `` for the name in the source language."""
    brand: str
    model: str
    category: str
    """Key of its category."""
    more_images: tuple[str, ...]
    """Pictures that belong to no single offer."""
    rating: Decimal | None
    rating_count: int
    """Ratings with or without words; 0 where the export counts reviews only."""
    review_count: int
    """Reviews with words."""
    rank: int
    descriptions: Mapping[str, str]
    """By language, `` for the source language."""
    specs: tuple[tuple[str, str], ...]
    """Attribute and value in the source language, in the order of the columns."""
    offers: tuple[Offer, ...]
    """At least one; cheapest first."""
    best: Offer = field(init=False)
    """The offer to show: the cheapest that can be bought, otherwise the cheapest."""

    def __post_init__(self) -> None:
        buyable = (offer for offer in self.offers if offer.availability.buyable)
        object.__setattr__(self, "best", next(buyable, self.offers[0]))

    @property
    def images(self) -> tuple[str, ...]:
        """Files below `content/images/` or https addresses, that of the best offer first."""
        offered = (offer.image for offer in (self.best, *self.offers))
        return tuple(dict.fromkeys(image for image in (*offered, *self.more_images) if image))

    @property
    def available(self) -> bool:
        """An offer can be bought."""
        return self.best.availability.buyable

    @property
    def discontinued(self) -> bool:
        """No offer will come back."""
        return all(offer.availability is Availability.DISCONTINUED for offer in self.offers)

    @property
    def several(self) -> bool:
        """Buyable offers (or all, where none is) differ in price."""
        shown = [o.price for o in self.offers if o.availability.buyable == self.available]
        return len(set(shown)) > 1

    @property
    def discount(self) -> float:
        """Share saved against the price new, 0 where there is none to compare with."""
        if self.best.reference is None:
            return 0.0
        return float(1 - self.best.price.amount / self.best.reference.amount)

    @property
    def updated(self) -> date | None:
        """Day of the last change of an offer."""
        return max((offer.updated for offer in self.offers if offer.updated), default=None)


class Catalog:
    """All checked offers, in columns, with the tree of their categories.

    `products` gives the rows of a market as values; nothing else leaves the columns.
    """

    def __init__(self, offers: pl.DataFrame, categories: Mapping[str, Category]) -> None:
        self.offers = offers
        """A row an offer, text columns as in the export, `category` replaced by its key; products stand together."""
        self.categories = categories
        """By key, parents before children, siblings in the order of the export."""

    @cached_property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """Columns of facts with the attribute that each names."""
        return tuple((name, match[1]) for name in self.offers.columns if (match := SPEC.match(name)))

    @cached_property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Columns of options with the name of each."""
        return tuple((name, match[1]) for name in self.offers.columns if (match := OPTION.match(name)))

    def remembering(self, categories: Iterable[Category]) -> "Catalog":
        """The catalog with categories that it had once, behind its own."""
        tree = dict(self.categories)
        for one in sorted(categories, key=lambda one: one.key.count("/")):
            parent = one.parent if one.parent in tree else None
            tree.setdefault(one.key, Category(one.key, one.name, parent))
        return Catalog(self.offers, tree)

    def subtree(self, key: str) -> list[str]:
        """A category's key and those of all categories below it."""
        return [key, *(deeper for child in self.categories[key].children for deeper in self.subtree(child))]

    def products(self, locale: Locale) -> dict[str, Product]:
        """The products that the locale's market sells, by key, in the order of their rank."""
        rows = _market_rows(self.offers, locale)
        sold: dict[str, list[Offer]] = {}
        first: dict[str, dict[str, object]] = {}
        for row in rows.iter_rows(named=True):
            sold.setdefault(row["product"], []).append(_offer(row, locale.currency, self.options))
            first.setdefault(row["product"], row)
        return {key: self._product(first[key], offers) for key, offers in sold.items()}

    def _product(self, row: Mapping[str, object], offers: Sequence[Offer]) -> Product:
        more = str(row["images"] or "").split("|")
        count, reviews = int(str(row["rating_count"] or 0)), int(str(row["review_count"] or 0))
        return Product(
            key=str(row["product"]),
            names=_by_language(row, "name"),
            brand=str(row["brand"] or ""),
            model=str(row["model"] or ""),
            category=str(row["category"]),
            more_images=tuple(part.strip() for part in more if part.strip()),
            rating=Decimal(str(row["rating"])) if row["rating"] and (count or reviews) else None,
            rating_count=count,
            review_count=reviews,
            rank=int(str(row["rank"])),
            descriptions=_by_language(row, "description"),
            specs=tuple((name, str(row[column])) for column, name in self.attributes if row[column]),
            offers=tuple(sorted(offers, key=lambda offer: (offer.price.amount, offer.sku))),
        )


def catalog_of(offers: pl.DataFrame, shop: Shop, names: CategoryNames | None = None) -> Catalog:
    """The catalog of checked rows: categories become keys, products get their place."""
    offers = _with_optional_columns(offers, shop)
    paths = offers["category"].unique(maintain_order=True).to_list()
    categories, keys = category_tree(paths, shop.source_language, names or {})
    places = {key: place for place, key in enumerate(categories)}
    offers = offers.with_columns(
        pl.col("category").replace_strict(keys, return_dtype=pl.String),
        pl.col("rank").cast(pl.Int64).min().over("product").fill_null(pl.int_range(pl.len())),
        pl.col("updated").str.to_date("%Y-%m-%d"),
        _condition({key: grade.condition for key, grade in shop.grades.items()}),
    ).with_columns(pl.col("rank").min().over("product"))
    place = pl.col("category").replace_strict(places, return_dtype=pl.Int64)
    return Catalog(offers.sort(place, "rank", "product", maintain_order=True), categories)


def _condition(conditions: Mapping[str, Condition]) -> pl.Expr:
    """What an offer's grade stands for, otherwise what its row says, otherwise new."""
    graded = pl.col("grade").replace_strict(conditions, default=None, return_dtype=pl.String)
    return pl.coalesce(graded, "condition", pl.lit("new")).alias("condition")


def _with_optional_columns(offers: pl.DataFrame, shop: Shop) -> pl.DataFrame:
    """Adds the columns that an export may leave out, so that every later step can name them."""
    optional = ["sku", "product", "name", "brand", "model", "category", "grade", "storage", "colour", "stock", "status"]
    optional += ["condition", "image", "images", "gtin", "mpn", "buy_url", "rating", "rating_count", "rank", "updated"]
    optional += ["description", "review_count"]
    optional += ["price", "price_new", "currency"]
    for market in {locale.market for locale in shop.locales}:
        optional += [f"price_{market}", f"price_new_{market}", f"stock_{market}", f"buy_url_{market}"]
    missing = [name for name in optional if name not in offers.columns]
    return offers.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)


def _market_rows(offers: pl.DataFrame, locale: Locale) -> pl.DataFrame:
    """The offers with a price in a market: `#price`, `#price_new` in the currency's smallest unit, its own `#stock`."""
    digits = get_currency_precision(locale.currency)
    own_currency = pl.when(pl.col("currency") == locale.currency)

    def cents(name: str) -> pl.Expr:
        text: pl.Expr = pl.coalesce(f"{name}_{locale.market}", own_currency.then(pl.col(name)))
        cents: pl.Expr = (text.cast(pl.Float64) * 10**digits).round().cast(pl.Int64)
        return cents.alias(f"#{name}")

    own = [pl.coalesce(f"{name}_{locale.market}", name).alias(f"#{name}") for name in ("stock", "buy_url")]
    rows = offers.with_columns(cents("price"), cents("price_new"), *own)
    return rows.filter(pl.col("#price").is_not_null()).sort("rank", "product", maintain_order=True)


def _offer(row: Mapping[str, object], currency: str, options: Sequence[tuple[str, str]]) -> Offer:
    price = _money(row["#price"], currency)
    reference = _money(row["#price_new"], currency) if row["#price_new"] is not None else None
    updated = row["updated"]
    return Offer(
        sku=str(row["sku"]),
        grade=str(row["grade"] or ""),
        condition=cast("Condition", row["condition"]),
        storage=str(row["storage"] or ""),
        colour=str(row["colour"] or ""),
        price=price,
        reference=reference if reference and reference.amount > price.amount else None,
        availability=_availability(row),
        buy_url=str(row["#buy_url"] or ""),
        gtin=str(row["gtin"] or ""),
        mpn=str(row["mpn"] or ""),
        image=str(row["image"] or ""),
        updated=updated if isinstance(updated, date) else None,
        options=tuple((name, str(row[column])) for column, name in options if row[column]),
    )


def _money(cents: object, currency: str) -> Money:
    return Money(Decimal(str(cents)).scaleb(-get_currency_precision(currency)), currency)


def _availability(row: Mapping[str, object]) -> Availability:
    said = STATUSES[str(row["status"] or "active")]
    sold_out = row["#stock"] is not None and int(str(row["#stock"])) == 0
    return Availability.OUT_OF_STOCK if sold_out and said in ON_THE_SHELF else said


def _by_language(row: Mapping[str, object], column: str) -> dict[str, str]:
    prefix = f"{column}_"
    texts = {name.removeprefix(prefix): str(cell) for name, cell in row.items() if name.startswith(prefix) and cell}
    return texts | ({"": str(row[column])} if row[column] else {})
