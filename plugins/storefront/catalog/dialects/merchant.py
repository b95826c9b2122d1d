"""Google Merchant Center's feeds, as XML or as a table: an item an offer, those of one `item_group_id` a product.

Names and values are those of its product data specification; Facebook's and other catalogs keep to the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

import polars as pl

from storefront.catalog.dialects.form import (
    Headers,
    Reading,
    Terms,
    carried,
    first,
    fit,
    folded,
    grade,
    own,
    slugs,
)
from storefront.catalog.frames import ROW
from storefront.catalog.read import Table

FIELDS = (
    *("id", "title", "description", "link", "image link", "additional image link", "availability", "price"),
    *("sale price", "sale price effective date", "brand", "gtin", "mpn", "condition", "item group id"),
    *("google product category", "product type", "size", "material", "pattern", "gender", "age group"),
    *("product detail", "product detail attribute name", "product detail attribute value"),
    *("availability date", "shipping weight"),
)
NAMES: Mapping[str, Sequence[str]] = {name: (name, f"g {name}") for name in FIELDS} | {
    "color": ("color", "g color", "colour", "g colour"),
    "summary": ("summary",),
}
"""The attributes of the specification, folded, with and without the prefix of XML."""

MARKS = {"link", "image link", "availability", "condition", "google product category", "product type"}
"""Columns of which a table with ids, titles and prices has some if it is a feed."""

IGNORED = (
    "(g )?(custom label .*|shipping.*|tax.*|ads .*|adwords .*|included .*|excluded .*|installment.*|loyalty .*)",
    "(g )?(mobile link|canonical link|identifier exists|is bundle|multipack|adult|cost of goods sold|guid|updated)",
    "(g )?(expiration date|energy .*|min .*|max .*|unit pricing .*|transit time label|promotion id)",
    "(g )?(size (type|system)|pickup .*|sell on .*|quantity.*|inventory|pause|external seller id|return .*|status)",
    "(g )?(product (length|width|height|weight|highlight|detail section name)|fb product category|pub ?date)",
    "(g )?(lifestyle|structured) .*",
)
"""Columns that say nothing that a page shows."""

ORIGINS = {
    "sku": "id",
    "product": "item group id",
    "name": "title",
    "brand": "brand",
    "mpn": "mpn",
    "category": "product type",
    "condition": "condition",
    "grade": "condition",
    "price": "price",
    "price_new": "price",
    "status": "availability",
    "stock": "availability",
    "available": "availability date",
    "google_category": "google product category",
    "gtin": "gtin",
    "image": "image link",
    "images": "additional image link",
    "buy_url": "link",
    "description": "description",
    "colour": "color",
    "option:Size": "size",
}
AVAILABLE = {"in stock", "in_stock", "available for order", "available", "instock"}
STATUS = {
    **dict.fromkeys(("preorder", "pre order", "pre-order", "pre_order"), "preorder"),
    **dict.fromkeys(("backorder", "back order", "back-order", "back_order"), "backorder"),
    **dict.fromkeys(("limited availability", "limited_availability"), "limited"),
    **dict.fromkeys(("discontinued",), "discontinued"),
}
SOLD_OUT = ("out of stock", "out_of_stock", "outofstock", "sold out")
SHARED = {"material": "Material", "pattern": "Pattern", "gender": "Gender", "age group": "Age group"}
"""Attributes that are facts of a product where all its offers agree, else options."""


def fits(headers: Sequence[str]) -> bool:
    """Whether these are the columns of a feed."""
    there = {folded(header).removeprefix("g ") for header in headers}
    return {"id", "title", "price"} <= there and len(MARKS & there) > 1


def read(table: Table, terms: Terms) -> Reading:
    """The items as offers of their groups."""
    headers = Headers(table, NAMES)
    rows = fit(table).with_columns(headers.cell(key).alias(key) for key in NAMES)
    # the description of Atom itself
    rows = rows.with_columns(pl.coalesce("description", "summary").alias("description"))
    rows = rows.with_columns(pl.coalesce("item group id", "id").alias("group"))
    rows = _named(rows)
    keys = slugs(rows["group"], terms.language)
    rows = rows.with_columns(_category(terms), _on_sale(terms))
    common = ("brand", "category", "description", *carried(rows))
    rows = rows.with_columns(first(name, "group") for name in common)
    cells = {
        "sku": pl.col("id"),
        "product": pl.col("group").replace_strict(keys, default=None, return_dtype=pl.String),
        "name": pl.col("name"),
        "brand": pl.col("brand"),
        "mpn": pl.col("mpn"),
        "category": pl.col("category"),
        "condition": pl.col("condition").str.to_lowercase(),
        "grade": grade(pl.col("condition"), terms),
        **_prices(),
        **_availability(),
        "available": pl.col("availability date").str.replace(r"^(\d{4}-\d{2}-\d{2})T\S*$", "$1"),
        "google_category": first("google product category", "group").str.replace_all(r"\s*(?:>|&gt;)\s*", " > "),
        "gtin": pl.col("gtin").str.replace_all(r"[\s-]", ""),
        "image": pl.col("image link"),
        "images": pl.col("additional image link").str.replace_all(r"\s*[,|]\s*(https?:)", "|${1}"),
        "buy_url": pl.col("link"),
        "description": pl.col("description"),
        "colour": pl.col("color"),
        "option:Size": pl.col("size"),
        "option:Version": pl.when(pl.all_horizontal(pl.col("color", "size").is_null())).then("version"),
        "spec:Weight": pl.col("shipping weight"),
        **_shared(),
        **_details(rows),
    }
    frame = rows.with_columns(cell.alias(name) for name, cell in cells.items())
    frame = frame.select(own(*cells, *carried(rows)))
    empty = [name for name in frame.columns if ":" in name and frame[name].null_count() == frame.height]
    problems = tuple(headers.unread(IGNORED, terms.mapped))
    origins = headers.origins(ORIGINS) | headers.elsewhere("price", "sale price", rows.filter("on sale")[ROW])
    return Reading(frame.drop(empty), origins, 0, problems)


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """What the titles of a group have in common is the product's `name`, the rest of each its `version`.

    Feeds write the colour and the size of an offer into its title.
    """
    groups = rows.group_by("group", maintain_order=True).agg(pl.col("title").drop_nulls().unique(maintain_order=True))
    names = {group: _common(titles) for group, titles in groups.iter_rows() if titles}
    rows = rows.with_columns(pl.col("group").replace_strict(names, default=None, return_dtype=pl.String).alias("name"))
    rest = pl.col("title").str.strip_prefix(pl.col("name")).str.strip_chars(" -–—,/|:()")
    return rows.with_columns(pl.when(rest != "", rest != pl.col("title")).then(rest).alias("version"))


def _common(titles: Sequence[str]) -> str:
    """The words that all titles begin with, the first title where they have too few in common to be a name."""
    if len(titles) == 1:
        return titles[0]
    words = [re.split(r"(?<=\s)", title) for title in titles]
    shared = takewhile(lambda same: len(set(same)) == 1, zip(*words, strict=False))
    start = "".join(same[0] for same in shared).strip(" -–—,/|:(")
    return start if len(start) * 2 > min(map(len, titles)) else titles[0]


def _category(terms: Terms) -> pl.Expr:
    """The shop's own path, else Google's where it is written out or the shop knows its ids; the first of several."""
    google = pl.col("google product category")
    written = google if terms.taxonomy else pl.when(~google.str.contains(r"^[0-9]+$")).then(google)
    path = pl.coalesce("product type", written).str.replace_all("&gt;", ">").str.extract(r"^([^|]*)")
    return path.str.replace_all(r"(^[\s>]+)|([\s>]+$)", "").str.replace_all(r"\s*>[\s>]*", " > ").alias("category")


def _on_sale(terms: Terms) -> pl.Expr:
    """Whether there is a sale price, and today is one of its days."""
    today = terms.today.isoformat()
    days = pl.col("sale price effective date")
    begun = days.str.extract(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})") <= today
    over = days.str.extract(r"/\s*([0-9]{4}-[0-9]{2}-[0-9]{2})") < today
    given = pl.col("sale price").is_not_null() & ~pl.col("sale price").str.contains(r"^0+([.,]0*)?(\D|$)")
    on_sale = given & begun.fill_null(value=True) & ~over.fill_null(value=False)
    return on_sale.alias("on sale")


def _prices() -> dict[str, pl.Expr]:
    """The sale price beside the price, otherwise the price alone."""
    return {
        "price": pl.when("on sale").then("sale price").otherwise("price"),
        "price_new": pl.when("on sale").then("price"),
    }


def _availability() -> dict[str, pl.Expr]:
    """A word that the specification does not know stays, for the checks to find."""
    word = pl.col("availability").str.to_lowercase().str.replace_all(r"\s+", " ")
    return {
        "status": pl.when(~word.is_in([*AVAILABLE, *SOLD_OUT])).then(word.replace(STATUS)),
        "stock": pl.when(word.is_in(SOLD_OUT)).then(pl.lit("0")),
    }


def _shared() -> dict[str, pl.Expr]:
    """Facts of a product, or options where its offers differ in them."""
    found: dict[str, pl.Expr] = {}
    for column, name in SHARED.items():
        differs = pl.col(column).str.to_lowercase().drop_nulls().n_unique().over("group") > 1
        found[f"option:{name}"] = pl.when(differs).then(column)
        found[f"spec:{name}"] = pl.when(~differs).then(first(column, "group"))
    return found


def _details(rows: pl.DataFrame) -> dict[str, pl.Expr]:
    """The facts of `product_detail`: `section:name:value, …` in tables, elements of their own in XML."""
    texts = rows.select("product detail", "product detail attribute name", "product detail attribute value")
    facts = [dict(_pairs(*row)) for row in texts.iter_rows()]
    names = dict.fromkeys(name for one in facts for name in one)
    return {f"spec:{name}": pl.lit(pl.Series([one.get(name) for one in facts], dtype=pl.String)) for name in names}


def _pairs(text: str | None, names: str | None, values: str | None) -> Iterator[tuple[str, str]]:
    pairs = zip((names or "").split("|"), (values or "").split("|"), strict=False)
    yield from ((name, value) for name, value in pairs if name and value)
    for part in re.split(r"[,|](?=[^,|:]*:[^,|:]*:)", text or ""):
        section, _, rest = part.partition(":")
        name, colon, value = rest.partition(":")
        if colon and name.strip() and value.strip():
            yield name.strip(), value.strip()
        elif rest.strip() and not colon:
            yield section.strip(), rest.strip()
