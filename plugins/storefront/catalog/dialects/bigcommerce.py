"""BigCommerce's export of products: a row of the product, below it one for each variant, rule or picture.

Both forms of its headers are read, that of `Item Type` with rows named `SKU` and `Rule`, and that of `Item` with rows
named `Variant` and `Image` (BigCommerce Help Center, “Importing Product Options (v3)” and “Supported Product Fields”).
"""

import re
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
    fit,
    folded,
    grade,
    is_false,
    notice,
    option_columns,
    own,
)
from storefront.catalog.dialects.variants import (
    PRODUCT,
    VARIANT,
    joined,
    pictures,
    plus,
    sold,
    withheld_problems,
)
from storefront.catalog.frames import ROW
from storefront.catalog.read import Table
from storefront.problems import Problem

NAMES: Mapping[str, Sequence[str]] = {
    "kind": ("item type", "item"),
    "id": ("product id", "id"),
    "title": ("product name", "name"),
    "sku": ("product code sku", "product sku", "sku"),
    "choices": ("options",),
    "brand": ("brand name", "brand"),
    "brand number": ("brand id",),
    "body": ("product description", "description"),
    "categories": ("category", "category string", "category details", "categories"),
    "regular": ("price",),
    "retail": ("retail price",),
    "sale": ("sale price",),
    "tracking": ("track inventory", "inventory tracking"),
    "pieces": ("current stock level", "current stock", "stock level"),
    "visible": ("product visible", "is visible"),
    "purchases": ("allow purchases",),
    "availability": ("product availability", "availability"),
    "barcode": ("product upc ean", "upc ean", "global trade number", "gps global trade item number"),
    "mpn": ("manufacturer part number", "gps manufacturer part number"),
    "condition": ("product condition",),
    "address": ("product url",),
    "media": ("internal image url export", "image url import", "product image url 1", "product image url"),
    "own media": ("variant image url",),
}
"""What we call a column, and its folded headers in both forms."""

IGNORED = (
    "(product )?type",
    "(option set|bin picking|cost price|fixed shipping|free shipping|low stock|gps|event date|channels).*",
    "(page title|meta|search keywords|sort order|.*tax class|stop processing|show product condition|related).*",
    "(product )?image (id|description|is thumbnail|sort).*",
    "(youtube|video|redirect|is featured|avalara|minimum|maximum|myob).*",
    "show product condition",
)
"""Columns that say nothing that a page shows."""

ORIGINS = {
    "sku": "sku",
    "product": "sku",
    "name": "title",
    "brand": "brand",
    "mpn": "mpn",
    "category": "categories",
    "grade": "condition",
    "condition": "condition",
    "price": "regular",
    "price_new": "retail",
    "stock": "pieces",
    "gtin": "barcode",
    "image": "own media",
    "images": "media",
    "buy_url": "address",
    "description": "body",
}
COMMON = ("title", "brand", "body", "categories", "tracking", "purchases", "availability", "condition", "address")
"""What variants have from their product."""
KINDS = {"sku": VARIANT}

_TEXT_CHOICE = re.compile(r"\[[A-Z]+\]\s*([^=]+?)\s*=\s*(.*?)\s*(?=,\s*\[[A-Z]+\]|$)")
"""`[S]Size=L,[RB]Colour=Red`, the name of a row of the older form."""
_FIELD_CHOICE = re.compile(r"Name=([^|]*)\|Value=(.*?)\s*[|;,]*\s*(?=Type=|$)")
"""`Type=Rectangle|Name=Size|Value=LType=Swatch|Name=Colour|Value=Red[#f00]`, the options of the newer form."""
_SWATCH = re.compile(r"(:#[0-9a-fA-F]{3,8}.*|\[(#|https?:).*)$")
_RULE = r"^\[(?:ADD|REMOVE|FIXED)\]\s*([0-9.]+)$"


def fits(headers: Sequence[str]) -> bool:
    """Whether these are the headers of an export of BigCommerce."""
    names = {folded(header) for header in headers}
    return {"item type", "product name"} <= names or {"item", "name", "options"} <= names


def read(table: Table, terms: Terms) -> Reading:
    """The variants, and the products without any, as offers."""
    headers = Headers(table, NAMES)
    rows = _rows(table, headers)
    offers = sold(rows, terms)
    options = _options(offers)
    offers = offers.with_columns(options.values()).with_columns(**_sums())
    cells = {
        "sku": distinct_skus(offers, list(options), terms.language),
        "name": pl.col("title"),
        "brand": pl.col("brand"),
        "mpn": pl.col("mpn"),
        "category": _paths(offers),
        "condition": pl.col("condition").str.to_lowercase(),
        "grade": grade(pl.col("condition"), terms),
        **_prices(),
        **_availability(),
        "gtin": bare(pl.col("barcode")),
        "image": pl.col("own media"),
        "buy_url": pl.col("address").str.extract(r"^(https://.*)$"),
        "description": pl.col("body"),
    }
    frame = offers.with_columns(cell.alias(name) for name, cell in cells.items())
    frame = frame.select(own("product", *cells, *options, "images", *carried(offers)))
    problems = [*_unapplied(rows, headers), *_numbered(offers, headers, terms)]
    problems += [*withheld_problems(rows, "BigCommerce", table.source), *headers.unread(IGNORED, terms.mapped)]
    on_sale = offers.filter(pl.col("reduced").is_not_null())[ROW]
    origins = headers.origins(ORIGINS) | headers.elsewhere("price", "sale", on_sale)
    origins |= headers.elsewhere("price_new", "regular", on_sale)
    return Reading(frame, origins, rows.height - frame.height, tuple(problems))


def _rows(table: Table, headers: Headers) -> pl.DataFrame:
    """The rows under our names, variants with what their product says, what a rule makes of their price."""
    rows = fit(table).with_columns(headers.cell(key).alias(key) for key in NAMES)
    rows = rows.with_columns(pl.col("kind").str.to_lowercase().replace(KINDS).fill_null(""))
    product, variant = pl.col("kind") == PRODUCT, pl.col("kind") == VARIANT
    page = pl.col("address").str.extract(r"^(?:https?://[^/]+)?/?(.*?)/?$")
    rows = rows.with_columns(
        pl.when(product).then(pl.coalesce(page.replace("", None), "sku", "id", "title")).forward_fill().alias("group"),
        pl.when(variant).then(pl.coalesce("choices", "title")).alias("choices"),
        pl.when(~variant).then("title").alias("title"),
        is_false(pl.col("visible")).alias("withheld"),
    )
    rows = joined(rows, [*COMMON, "regular", "sale", "retail", "pieces", "withheld"])
    rows = rows.with_columns(
        pl.any_horizontal("withheld", pl.col("parent withheld").fill_null(value=False)).alias("withheld"),
        *(pl.coalesce(name, f"parent {name}").alias(name) for name in COMMON),
    )
    rules = rows.filter(pl.col("kind") == "rule").drop_nulls(["sku", "regular"])
    rules = rules.select("group", "sku", rule="regular").unique(["group", "sku"], keep="last")
    return pictures(rows, "media").join(rules, on=["group", "sku"], how="left", maintain_order="left")


def _options(offers: pl.DataFrame) -> dict[str, pl.Expr]:
    """What tells variants apart, a column for each name that the export has for it."""
    parsed = {cell: dict(_choices(cell)) for cell in offers["choices"].drop_nulls().unique(maintain_order=True)}
    columns: dict[str, dict[str, str]] = {}
    for cell, chosen in parsed.items():
        for name, column in option_columns(chosen).items():
            columns.setdefault(column, {})[cell] = chosen[name]
    return {
        column: pl.col("choices").replace_strict(values, default=None, return_dtype=pl.String).alias(column)
        for column, values in columns.items()
    }


def _choices(cell: str) -> Iterator[tuple[str, str]]:
    """The names and values of a variant's options, without what a swatch looks like."""
    for name, value in (_FIELD_CHOICE if "|Value=" in cell else _TEXT_CHOICE).findall(cell):
        yield name.strip(), _SWATCH.sub("", value).strip()


def _sums() -> dict[str, pl.Expr]:
    """The regular price (`full`), that of a sale (`reduced`) and the recommended one (`new`), as rules change them.

    A rule of another form than “more, less or so much” becomes the price itself, for the checks to find.
    """
    rule, amount = pl.col("rule"), pl.col("rule").str.extract(_RULE)
    change = pl.when(rule.str.starts_with("[REMOVE]")).then("-" + amount).otherwise(amount)
    moved = amount.is_not_null() & ~rule.str.starts_with("[FIXED]")
    own_price = pl.coalesce("regular", "parent regular")
    common = own_price == pl.col("parent regular")
    parent_sale = above_nothing(pl.col("parent sale"))
    regular = (
        pl.when(moved)
        .then(plus(pl.col("parent regular"), change))
        .when(rule.is_not_null())
        .then(pl.coalesce(amount, rule))
        .otherwise(own_price)
    )
    sale = (
        pl.when(moved & parent_sale.is_not_null())
        .then(plus(parent_sale, change))
        .when(rule.is_null())
        .then(pl.coalesce(above_nothing(pl.col("sale")), pl.when(common).then(parent_sale)))
    )
    retail = pl.coalesce(above_nothing(pl.col("retail")), pl.when(common).then(above_nothing(pl.col("parent retail"))))
    return {"full": regular, "reduced": sale, "new": retail}


def _prices() -> dict[str, pl.Expr]:
    """The sale price beside the regular one, else this and the recommended one."""
    return {
        "price": pl.coalesce("reduced", "full"),
        "price_new": pl.when(pl.col("reduced").is_not_null()).then("full").otherwise("new"),
    }


def _availability() -> dict[str, pl.Expr]:
    """Pieces, those of the product where these are counted, none where nothing is."""
    tracked = pl.col("tracking").str.to_lowercase()
    pieces = (
        pl.when(tracked.str.contains("product")).then("parent pieces").when(tracked.ne_missing("none")).then("pieces")
    )
    word = pl.col("availability").str.to_lowercase()
    refused = is_false(pl.col("purchases")) | (word == "disabled").fill_null(value=False)
    ahead = (word == "preorder").fill_null(value=False)
    return {
        "stock": pl.when(refused).then(pl.lit("0")).when(~ahead).then(pieces),
        "status": pl.when(ahead).then(pl.lit("preorder")),
    }


def _paths(offers: pl.DataFrame) -> pl.Expr:
    """The deepest of the categories, the first of several; none where the export has their numbers alone."""
    paths = {cell: _path(cell) or None for cell in offers["categories"].drop_nulls().unique()}
    return pl.col("categories").replace_strict(paths, default=None, return_dtype=pl.String)


def _path(cell: str) -> str:
    named = re.findall(r"Category Path:\s*([^|]*[^|\s])", cell) or cell.split(";")
    paths = [[step.replace("\\/", "/").strip() for step in re.split(r"(?<!\\)/", path)] for path in named]
    paths = [[step for step in path if step] for path in paths]
    deepest = max(paths, key=len, default=[])
    return "" if all(step.isdigit() for step in deepest) else " > ".join(deepest)


def _unapplied(rows: pl.DataFrame, headers: Headers) -> Iterator[Problem]:
    """Rules that change prices of variants which they do not name by their SKU."""
    rules = rows.filter(pl.col("kind") == "rule", pl.col("regular").is_not_null())
    named = rows.filter(pl.col("kind") == VARIANT).select("group", "sku").drop_nulls()
    rules = rules.join(named, on=["group", "sku"], how="anti", maintain_order="left")
    if not rules.is_empty():
        message = (
            f"{rules.height:,} rule{'s' if rules.height > 1 else ''} of prices name no variant, and change nothing"
        )
        hint = "give the variants these prices in BigCommerce, and export again"
        yield notice(headers.table.source, message, hint, rules[ROW][0], headers["regular"])


def _numbered(offers: pl.DataFrame, headers: Headers, terms: Terms) -> Iterator[Problem]:
    """A notice where categories or brands have numbers for names, with the line that gives them these."""
    for key, column, split in (("categories", "category", ', split = ";", part = 1'), ("brand number", "brand", "")):
        cells = offers[key].drop_nulls()
        numbers = cells.filter(cells.str.contains(r"^[0-9; ]*[1-9][0-9; ]*$"))
        if not numbers.is_empty() and headers[key] not in terms.mapped:
            line = f'{column} = {{ column = "{headers[key]}"{split}, lookup = "catalog/lists/{column}.csv" }}'
            message = f"the export has no name of a {column}, but its number: “{numbers[0]}”"
            hint = f"list them in two columns, number and name: columns = {{ {line} }} below [catalog] in shop.toml"
            yield notice(headers.table.source, message, hint, 1, headers[key])
