"""Wix's export of products: a row of the product, then one for each variant, joined by the product's handle.

Both forms of its headers are read, that of `handleId` and the newer one of `handle`, which has rows of media too (Wix
Help Center, “Wix Stores: Importing Products from Another eCommerce Platform”).
"""

import re
from collections.abc import Mapping, Sequence

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
    is_false,
    notice,
    numbered_options,
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

OPTIONS = range(1, 7)
NAMES: Mapping[str, Sequence[str]] = {
    "group": ("handleid", "handle"),
    "kind": ("fieldtype",),
    "title": ("name",),
    "body": ("description", "plaindescription"),
    "media": ("productimageurl", "media"),
    "collection": ("collection",),
    "slug": ("primarycategoryslug", "categoryslugs"),
    "brand": ("brand",),
    "sku": ("sku",),
    "barcode": ("barcode",),
    "price": ("price",),
    "surcharge": ("surcharge",),
    "struck": ("strikethroughprice",),
    "mode": ("discountmode",),
    "discount": ("discountvalue",),
    "inventory": ("inventory",),
    "preorder": ("preorderenabled",),
    "visible": ("visible",),
    **{f"option {n} name": (f"productoptionname{n}",) for n in OPTIONS},
    **{f"option {n}": (f"productoptiondescription{n}", f"productoptionchoices{n}") for n in OPTIONS},
}
"""What we call a column, and its folded headers in both forms."""

IGNORED = (
    "productoptiontype[1-6]",
    "(modifier|customtext|baseunit|totalunits|package).*",
    "preorder(message|limit)",
    "(mediaalttext|ribbon|cost|categoryslugs)",
)
"""Columns that say nothing that a page shows."""

ORIGINS = {
    "sku": "sku",
    "product": "group",
    "name": "title",
    "brand": "brand",
    "category": "collection",
    "price": "price",
    "price_new": "struck",
    "stock": "inventory",
    "gtin": "barcode",
    "image": "media",
    "images": "media",
    "description": "body",
}
COMMON = ("title", "body", "brand", "collection", "slug", "price", "mode", "discount", "inventory", "preorder")
"""What variants have from their product where they say nothing themselves."""
MEDIA = "https://static.wixstatic.com/media/"
"""Where files lie of which exports have the name alone."""

_SWATCH = r"^(#[0-9a-fA-F]{3,8}|rgba?\([^)]*\)):"
_FILE = re.compile(r"(?:wix:image://v1/)?([^/\s]+~mv2[^/\s]*)(?:/\S*)?")


def fits(headers: Sequence[str]) -> bool:
    """Whether these are the headers of an export of Wix."""
    names = {folded(header) for header in headers}
    return "fieldtype" in names and bool({"handleid", "handle"} & names)


def read(table: Table, terms: Terms) -> Reading:
    """The variants, and the products without any, as offers."""
    headers = Headers(table, NAMES)
    rows = _rows(table, headers)
    offers = sold(rows, terms)
    options = numbered_options(offers, OPTIONS)
    offers = offers.with_columns(options.values())
    cells = {
        "sku": distinct_skus(offers, list(options), terms.language),
        "name": pl.col("title"),
        "brand": pl.col("brand"),
        "category": pl.coalesce(pl.col("collection").str.extract(r"^\s*([^;]*[^;\s])"), "slug"),
        **_prices(),
        **_availability(),
        "gtin": bare(pl.col("barcode")),
        "image": pl.when(pl.col("kind") == VARIANT).then(pl.col("media").str.extract(r"^([^|]*)")),
        "description": pl.col("body"),
    }
    frame = offers.with_columns(cell.alias(name) for name, cell in cells.items())
    frame = frame.select(own("product", *cells, *options, "images", *carried(offers)))
    problems = [
        *_slugs(offers, headers, terms),
        *_choices(offers, headers),
        *withheld_problems(rows, "Wix", table.source),
    ]
    problems += headers.unread(IGNORED, terms.mapped)
    reduced = offers.filter(_is_reduced())[ROW]
    origins = headers.origins(ORIGINS) | headers.elsewhere("price_new", "price", reduced)
    return Reading(frame, origins, rows.height - frame.height, tuple(problems))


def _rows(table: Table, headers: Headers) -> pl.DataFrame:
    """The rows under our names, variants with what their product says, and whether each is withheld."""
    rows = fit(table).with_columns(headers.cell(key).alias(key) for key in NAMES)
    files = {cell: _addresses(cell) for cell in rows["media"].drop_nulls().unique()}
    media = pl.col("media").replace_strict(files, default=None, return_dtype=pl.String)
    variant = pl.col("kind").str.to_lowercase() == VARIANT
    listed = pl.any_horizontal(pl.col(f"option {n}").is_not_null() for n in OPTIONS)
    chosen = (pl.when(variant).then(pl.col(f"option {n}").str.replace(_SWATCH, "")) for n in OPTIONS)
    rows = rows.with_columns(
        pl.col("kind").str.to_lowercase().fill_null(""),
        media,
        is_false(pl.col("visible")).alias("withheld"),
        listed.alias("listed"),
        *(cell.alias(f"option {n}") for n, cell in zip(OPTIONS, chosen, strict=True)),
    )
    names = [f"option {n} name" for n in OPTIONS]
    rows = joined(rows, [*COMMON, *names, "withheld", "struck"])
    rows = rows.with_columns(
        pl.any_horizontal("withheld", pl.col("parent withheld").fill_null(value=False)).alias("withheld"),
        pl.col("price").alias("own price"),
        *(pl.coalesce(name, f"parent {name}").alias(name) for name in (*COMMON, *names)),
    )
    return pictures(rows, "media")


def _prices() -> dict[str, pl.Expr]:
    """The price, the product's with what the variant costs more, less the discount; in the newer form as it stands."""
    more = above_nothing(pl.col("surcharge"))
    added = pl.col("own price").is_null() & more.is_not_null()
    regular = pl.when(added).then(plus(pl.col("price"), more)).otherwise("price")
    off = pl.col("discount").cast(pl.Float64, strict=False)
    percent = pl.col("mode").str.to_uppercase() == "PERCENT"
    number = regular.cast(pl.Float64, strict=False)
    reduced = pl.when(percent).then(number * (1 - off / 100)).otherwise(number - off).round(2).cast(pl.String)
    reduced = pl.coalesce(reduced, pl.format("{} - {}", regular, "discount"))
    struck = pl.coalesce("struck", pl.when(pl.col("own price").is_null()).then("parent struck"))
    return {
        "price": pl.when(_is_reduced()).then(reduced).otherwise(regular),
        "price_new": pl.when(_is_reduced()).then(regular).otherwise(above_nothing(struck)),
    }


def _is_reduced() -> pl.Expr:
    """Whether there is a discount."""
    return (pl.col("discount").cast(pl.Float64, strict=False) > 0).fill_null(value=False)


def _availability() -> dict[str, pl.Expr]:
    """Pieces, none where Wix does not count them; what is sold out may be ordered ahead."""
    word = pl.col("inventory").str.to_lowercase().str.replace_all(r"[^a-z0-9.,-]", "")
    pieces = pl.when(word == "outofstock").then(pl.lit("0")).when(word != "instock").then("inventory")
    ahead = (pl.col("preorder").str.to_lowercase() == "true").fill_null(value=False)
    waits = ahead & (pieces == "0").fill_null(value=False)
    return {"stock": pl.when(~waits).then(pieces), "status": pl.when(waits).then(pl.lit("preorder"))}


def _addresses(cell: str) -> str:
    """The pictures of a cell, `|` between them: files that it only names lie with Wix."""
    parts = (part.strip() for part in cell.split(";"))
    files = ((part, _FILE.fullmatch(part)) for part in parts if part)
    return "|".join(MEDIA + match[1] if match else part for part, match in files)


def _slugs(offers: pl.DataFrame, headers: Headers, terms: Terms) -> list[Problem]:
    """A notice where categories have the words of their addresses for names."""
    slugs = offers.filter(pl.col("collection").is_null())["slug"].drop_nulls()
    if slugs.is_empty() or headers["slug"] in terms.mapped:
        return []
    message = f"the export has no names of categories: “{slugs[0]}” is the name of one"
    line = f'category = {{ column = "{headers["slug"]}", lookup = "catalog/lists/category.csv" }}'
    hint = f"list these in two columns, slug and name: columns = {{ {line} }} below [catalog] in shop.toml"
    return [notice(headers.table.source, message, hint, 1, headers["slug"])]


def _choices(offers: pl.DataFrame, headers: Headers) -> list[Problem]:
    """A notice where products have choices, and no variants that say what each costs and whether it is there."""
    listed = offers.filter("listed", pl.col("kind") == PRODUCT)
    if listed.is_empty():
        return []
    count = listed.height
    message = f"{count} product{'s have' if count > 1 else ' has'} choices that are no variants, and no page shows them"
    hint = "let Wix manage price and stock of each variant, and export again"
    return [notice(headers.table.source, message, hint, listed[ROW][0], headers["option 1"])]
