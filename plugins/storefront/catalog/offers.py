"""The checked catalog in columns."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import polars as pl

from storefront.catalog.categories import CategoryNames, category_tree
from storefront.catalog.cells import Cells
from storefront.catalog.columns import OPTION, SPEC
from storefront.catalog.frames import are_together, changed
from storefront.catalog.market import MarketRows
from storefront.catalog.products import Product
from storefront.model import Category, Condition, Locale
from storefront.shop import Shop


class Catalog:
    """All checked offers, in columns, with the tree of their categories.

    `products` gives the rows of a market as values; nothing else leaves the columns. `traits` are the columns that
    lists are narrowed by, that of prices apart.
    """

    def __init__(self, offers: pl.DataFrame, categories: Mapping[str, Category], traits: Sequence[str]) -> None:
        self.offers = offers
        """A row an offer, text columns as in the export, `category` replaced by its key; products by rank, then key."""
        self.categories = categories
        """By key, parents before children, siblings in the order of the export."""
        self._traits = traits
        self._cells = Cells(offers)
        self._markets: list[MarketRows] = []

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
        return Catalog(self.offers, tree, self._traits)

    def subtree(self, key: str) -> list[str]:
        """A category's key and those of all categories below it."""
        return [key, *(deeper for child in self.categories[key].children for deeper in self.subtree(child))]

    def products(self, locale: Locale) -> dict[str, Product]:
        """The products that the locale's market sells, by key, in the order of their rank."""
        market = MarketRows(self.offers, self._cells, locale, self._traits)
        self._markets.append(market)
        return market.products()

    @property
    def at_hand(self) -> int:
        """How many products have everything that was read of them at hand."""
        return sum(len(market.filled) for market in self._markets)

    def forget(self) -> None:
        """Lets go of what was read of single products, for it to be read again where it is needed."""
        for market in self._markets:
            market.forget()

    def read(self) -> None:
        """Has all at hand that the products of the markets are made of: a fork of this process cannot ask polars."""
        for market in self._markets:
            market.read()


def catalog_of(offers: pl.DataFrame, shop: Shop, names: CategoryNames | None = None) -> Catalog:
    """The catalog of checked rows: categories become keys, products get their place."""
    offers = _with_columns(offers, ("product", "category", "grade", "condition", "rank", "updated"))
    paths = offers["category"].unique(maintain_order=True).to_list()
    categories, keys = category_tree(paths, shop.source_language, names or {})
    offers = offers.with_columns(
        pl.col("category").replace_strict(keys, return_dtype=pl.String),
        pl.col("updated").str.to_date("%Y-%m-%d"),
        _condition({key: grade.condition for key, grade in shop.grades.items()}),
    )
    # columns without a cell come last: ranking moves every column that is there
    traits = [name for name in dict.fromkeys(shop.settings.facets.show) if name != "price"]
    return Catalog(_with_columns(_ranked(offers), _optional_columns(shop)), categories, traits)


def _ranked(offers: pl.DataFrame) -> pl.DataFrame:
    """The offers in the order of their products: by rank, then by key; without ranks a product's first row is its own.

    Rows without ranks that stand together by product are in this order already.
    """
    given, together = offers["rank"].null_count() < offers.height, are_together(offers, "product")
    rank = pl.col("rank").cast(pl.Int64)
    offers = offers.with_columns(rank.min().over("product") if given else rank)
    offers = offers.with_columns(pl.col("rank").fill_null(pl.int_range(pl.len())))
    begins = changed(pl.col("product"))
    first = pl.when(begins).then("rank").forward_fill() if together else pl.col("rank").min().over("product")
    offers = offers.with_columns(first.alias("rank"))
    if together and not given:
        return offers
    return offers.sort("rank", *(["product"] if given else []), maintain_order=True)


def _condition(conditions: Mapping[str, Condition]) -> pl.Expr:
    """What an offer's grade stands for, otherwise what its row says, otherwise new."""
    graded = pl.col("grade").replace_strict(conditions, default=None, return_dtype=pl.String)
    return pl.coalesce(graded, "condition", pl.lit("new")).alias("condition")


def _with_columns(offers: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Adds the columns that an export left out, so that every later step can name them."""
    missing = [name for name in names if name not in offers.columns]
    return offers.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)


def _optional_columns(shop: Shop) -> list[str]:
    optional = ["sku", "product", "name", "brand", "model", "category", "grade", "storage", "colour", "stock", "status"]
    optional += ["condition", "image", "images", "gtin", "mpn", "buy_url", "rating", "rating_count", "rank", "updated"]
    optional += ["description", "review_count", "available", "google_category"]
    optional += ["price", "price_new", "currency"]
    for market in {locale.market for locale in shop.locales}:
        optional += [f"price_{market}", f"price_new_{market}", f"stock_{market}", f"buy_url_{market}"]
    return optional
