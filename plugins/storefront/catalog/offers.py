"""The checked catalog in columns, and the products that one market sells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

import polars as pl
from babel.numbers import get_currency_precision

from storefront.catalog.categories import CategoryNames, category_tree
from storefront.catalog.columns import OPTION, SPEC, STATUSES
from storefront.model import Availability, Category, Condition, Locale, Money
from storefront.shop import Shop

OFFER_TEXTS = ("sku", "grade", "condition", "storage", "colour", "#buy_url", "gtin", "mpn", "image")
PRODUCT_TEXTS = ("product", "brand", "model", "category", "images", "rating", "rating_count", "review_count")
TRAITS = ("brand", "grade", "storage", "colour", "status")
UNSAID = r"^(rank|updated|currency|#stock|(price|price_new|stock|buy_url)(_[a-z0-9]+)?)$"
"""Columns of which a product shows nothing: where it stands, what `#price` and its like are made from."""
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
    mark: int
    """Hash of all that its rows say of it in this market, their place and their dates apart."""
    traits_mark: int
    """Hash of what its rows say that lists are narrowed by, prices apart."""
    best: Offer = field(init=False)
    """The offer to show: the cheapest that can be bought, otherwise the cheapest."""
    images: tuple[str, ...] = field(init=False)
    """Files below `content/images/` or https addresses, that of the best offer first."""

    def __post_init__(self) -> None:
        best = next((offer for offer in self.offers if offer.availability.buyable), self.offers[0])
        found = dict.fromkeys([best.image, *(offer.image for offer in self.offers), *self.more_images])
        object.__setattr__(self, "best", best)
        object.__setattr__(self, "images", tuple(image for image in found if image))

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
        first: dict[str, int] = {}
        for place, (key, offer) in enumerate(zip(rows["product"], self._offers(rows, locale.currency), strict=True)):
            sold.setdefault(key, []).append(offer)
            first.setdefault(key, place)
        heads = rows[list(first.values())].with_columns(_marks(rows))
        return {head.key: head for head in self._products(heads, list(sold.values()))}

    def _offers(self, rows: pl.DataFrame, currency: str) -> Iterator[Offer]:
        """An offer a row, column by column: a dictionary a row costs as much as all else."""
        texts = rows.with_columns(pl.col(pl.String).fill_null(""))
        columns = [texts[name].to_list() for name in OFFER_TEXTS]
        options = _pairs([(name, texts[column].to_list()) for column, name in self.options], rows.height)
        digits = get_currency_precision(currency)
        prices, news = (_moneys(rows[name].to_list(), currency, digits) for name in ("#price", "#price_new"))
        states = map(_availability, texts["status"], texts["#stock"])
        values = zip(prices, news, states, rows["updated"].to_list(), options, zip(*columns, strict=True), strict=True)
        for price, new, state, updated, pairs, (
            sku,
            grade,
            condition,
            storage,
            colour,
            url,
            gtin,
            mpn,
            image,
        ) in values:
            if price is not None:  # all rows of a market have one
                higher = new if new is not None and new.amount > price.amount else None
                yield Offer(
                    sku, grade, condition, storage, colour, price, higher, state, url, gtin, mpn, image, updated, pairs
                )

    def _products(self, heads: pl.DataFrame, offers: Sequence[Sequence[Offer]]) -> Iterator[Product]:
        """A product for each first row of one, with its offers."""
        texts = heads.with_columns(pl.col(pl.String).fill_null(""))
        columns = [texts[name].to_list() for name in PRODUCT_TEXTS]
        facts = _pairs([(name, texts[column].to_list()) for column, name in self.attributes], heads.height)
        names, descriptions = _by_language(texts, "name"), _by_language(texts, "description")
        ranks, marks, traits = (heads[name].to_list() for name in ("rank", "#mark", "#traits"))
        for place, (key, brand, model, category, more, rating, count, reviews) in enumerate(zip(*columns, strict=True)):
            ratings, words = int(count or 0), int(reviews or 0)
            yield Product(
                key=key,
                names=names[place],
                brand=brand,
                model=model,
                category=category,
                more_images=tuple(part.strip() for part in more.split("|") if part.strip()),
                rating=Decimal(rating) if rating and (ratings or words) else None,
                rating_count=ratings,
                review_count=words,
                rank=ranks[place],
                descriptions=descriptions[place],
                specs=facts[place],
                offers=tuple(sorted(offers[place], key=lambda offer: (offer.price.amount, offer.sku))),
                mark=marks[place],
                traits_mark=traits[place],
            )


def catalog_of(offers: pl.DataFrame, shop: Shop, names: CategoryNames | None = None) -> Catalog:
    """The catalog of checked rows: categories become keys, products get their place."""
    offers = _with_optional_columns(offers, shop)
    paths = offers["category"].unique(maintain_order=True).to_list()
    categories, keys = category_tree(paths, shop.source_language, names or {})
    places = {key: place for place, key in enumerate(categories)}
    place = pl.col("category").replace_strict(places, return_dtype=pl.Int64)
    offers = offers.with_columns(
        pl.col("category").replace_strict(keys, return_dtype=pl.String),
        pl.col("updated").str.to_date("%Y-%m-%d"),
        _condition({key: grade.condition for key, grade in shop.grades.items()}),
    ).with_columns(place.alias("#place"))
    return Catalog(_ranked(offers).drop("#place"), categories)


def _ranked(offers: pl.DataFrame) -> pl.DataFrame:
    """The offers by `#place` of their category, then rank, then product.

    Without ranks the first row of a product is its own. Where products stand together then, taking the categories apart
    takes a fraction of a sort's time.
    """
    given = offers["rank"].null_count() < offers.height
    if given:
        offers = offers.with_columns(pl.col("rank").cast(pl.Int64).min().over("product"))
    offers = offers.with_columns(pl.col("rank").cast(pl.Int64).fill_null(pl.int_range(pl.len())))
    offers = offers.with_columns(pl.col("rank").min().over("product"))
    if given or offers.is_empty() or not offers["rank"].is_sorted():
        return offers.sort("#place", "rank", "product", maintain_order=True)
    apart = offers.partition_by("#place", as_dict=True)
    return pl.concat(apart[place] for place in sorted(apart))


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


def _marks(rows: pl.DataFrame) -> pl.DataFrame:
    """A market's rows -> `#mark` and `#traits` of each product, in the order of their first rows.

    The sum of its rows' hashes: two states of a product agree by accident once in 2⁶⁴.
    """
    said = rows.select(pl.exclude(UNSAID), pl.col("#stock").cast(pl.Int64, strict=False) == 0)
    hashes = {"#mark": said, "#traits": said.select(*TRAITS, "#stock")}
    marked = pl.DataFrame({"product": rows["product"], **{name: one.hash_rows() for name, one in hashes.items()}})
    return marked.group_by("product", maintain_order=True).sum().select(*hashes)


def _moneys(cents: Sequence[int | None], currency: str, digits: int) -> list[Money | None]:
    """Amounts of a currency that has so many digits behind the point; each distinct one is made once."""
    known = {one: Money(Decimal(one).scaleb(-digits), currency) for one in set(cents) if one is not None}
    return [None if one is None else known[one] for one in cents]


def _availability(status: str, stock: str) -> Availability:
    said = STATUSES[status or "active"]
    return Availability.OUT_OF_STOCK if stock and int(stock) == 0 and said in ON_THE_SHELF else said


def _pairs(columns: Sequence[tuple[str, Sequence[str]]], height: int) -> list[tuple[tuple[str, str], ...]]:
    """For each row the names and values of the columns that it fills."""
    if not columns:
        return [()] * height
    names = [name for name, _ in columns]
    rows = zip(*(values for _, values in columns), strict=True)
    return [tuple((name, value) for name, value in zip(names, row, strict=True) if value) for row in rows]


def _by_language(texts: pl.DataFrame, column: str) -> list[dict[str, str]]:
    """For each row its texts by language, `` for the column without one."""
    prefix = f"{column}_"
    names = [*(name for name in texts.columns if name.startswith(prefix)), column]
    filled = _pairs(
        [(name.removeprefix(prefix) if name != column else "", texts[name].to_list()) for name in names], texts.height
    )
    return [dict(one) for one in filled]
