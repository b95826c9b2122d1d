"""Square's export of its item library: a row a variation, those with one name of an item a product.

The headers are those of its template, which grows a column for each location, tax and modifier of the seller (Square
Support, “Import items online”).
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from storefront.catalog.dialects.form import (
    Headers,
    Reading,
    Terms,
    above_nothing,
    bare,
    carried,
    distinct_skus,
    first,
    fit,
    folded,
    is_false,
    notice,
    numbered_options,
    own,
    slugs,
)
from storefront.catalog.frames import ROW
from storefront.catalog.read import Table
from storefront.problems import Problem

OPTIONS = range(1, 7)
NAMES: Mapping[str, Sequence[str]] = {
    "item": ("item name",),
    "title": ("customer facing name",),
    "variation": ("variation name",),
    "sku": ("sku",),
    "body": ("description",),
    "category": ("category",),
    "reporting": ("reporting category",),
    "categories": ("categories",),
    "barcode": ("gtin",),
    "price": ("price",),
    "sale": ("online sale price",),
    "archived": ("archived",),
    "sellable": ("sellable",),
    **{f"option {n} name": (f"option name {n}",) for n in OPTIONS},
    **{f"option {n}": (f"option value {n}",) for n in OPTIONS},
}
"""What we call a column, and its folded headers."""

IGNORED = (
    "(token|reference handle|square online item visibility|item type|stockable|contains alcohol)",
    "(skip detail screen.*|seo .*)",
    "(permalink|social media .*|shipping enabled|self serve .*|delivery enabled|pickup enabled|unit and precision)",
    "(default (unit cost|vendor .*)|unit cost|new quantity .*|stock alert .*|modifier set .*|tax .*|.* enabled .*)",
    "(auto add item .*|enabled .*|price [a-z].*|kitchen .*|item discount .*)",
)
"""Columns that say nothing that a page shows."""

ORIGINS = {
    "sku": "sku",
    "product": "item",
    "name": "item",
    "category": "category",
    "price": "price",
    "price_new": "price",
    "gtin": "barcode",
    "description": "body",
    "option:Version": "variation",
}


def fits(headers: Sequence[str]) -> bool:
    """Whether these are the headers of an export of Square."""
    return {"item name", "variation name", "price"} <= {folded(header) for header in headers}


def read(table: Table, terms: Terms) -> Reading:
    """The variations as offers of their items."""
    headers = Headers(table, NAMES)
    rows = fit(table).with_columns(headers.cell(key).alias(key) for key in NAMES)
    rows = rows.with_columns(pl.any_horizontal(_is_true("archived"), is_false(pl.col("sellable"))).alias("withheld"))
    common = ("title", "body", "category", "reporting", "categories")
    rows = rows.with_columns(first(name, "item") for name in common)
    offers = rows.filter(~pl.col("withheld"))
    product = pl.col("item").replace_strict(slugs(offers["item"], terms.language), default=None, return_dtype=pl.String)
    options = numbered_options(offers, OPTIONS)
    offers = offers.with_columns(product.alias("product"), *options.values())
    options["option:Version"] = _version(list(options))
    offers = offers.with_columns(options["option:Version"].alias("option:Version"))
    sale = above_nothing(pl.col("sale"))
    cells = {
        "sku": distinct_skus(offers, list(options), terms.language),
        "name": pl.coalesce("title", "item"),
        "category": pl.coalesce("category", "reporting", pl.col("categories").str.extract(r"^\s*(.*?)\s*(?:,|$)")),
        "price": pl.coalesce(sale, "price"),
        "price_new": pl.when(sale.is_not_null()).then("price"),
        "stock": _stock(headers),
        "gtin": bare(pl.col("barcode")),
        "description": pl.col("body"),
    }
    frame = offers.with_columns(cell.alias(name) for name, cell in cells.items())
    frame = frame.select(own("product", *cells, *options, *carried(offers)))
    problems = [*_withheld(rows, table.source), *headers.unread(IGNORED, terms.mapped)]
    origins = headers.origins(ORIGINS) | headers.elsewhere("price", "sale", offers.filter(sale.is_not_null())[ROW])
    return Reading(frame, origins, rows.height - frame.height, tuple(problems))


def _version(options: Sequence[str]) -> pl.Expr:
    """The name of a variation, where options do not tell it from the others of its item."""
    chosen = pl.any_horizontal(pl.lit(value=False), *(pl.col(name).is_not_null() for name in options))
    return pl.when(~chosen, pl.len().over("item") > 1).then("variation")


def _stock(headers: Headers) -> pl.Expr:
    """The pieces of all locations together, null where Square counts none."""
    counts = [header for _, header in headers.matching("current quantity.*")]
    numbers = [pl.col(header).cast(pl.Float64, strict=False).clip(0) for header in counts]
    nothing = pl.lit(None, dtype=pl.String)
    if not numbers:
        return nothing
    counted = pl.any_horizontal(number.is_not_null() for number in numbers)
    return (
        pl.when(counted)
        .then(pl.sum_horizontal(numbers).cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(nothing)
    )


def _is_true(name: str) -> pl.Expr:
    return pl.col(name).str.to_lowercase().is_in(["y", "yes", "true", "1"]).fill_null(value=False)


def _withheld(rows: pl.DataFrame, source: str) -> Iterator[Problem]:
    count = rows.filter("withheld").height
    if count:
        message = f"{count} variation{'s are' if count > 1 else ' is'} archived or not for sale"
        yield notice(source, message, "nothing to do, if that is meant: what Square does not sell is left out")
