"""Magento 2's export of products (Adobe Commerce): a row a product or a variant, which the row of its product names.

The columns are those of *System → Export → Products* (Adobe Commerce user guide, “Product attributes reference”).
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from storefront.catalog.dialects.form import (
    Headers,
    Reading,
    Terms,
    above_nothing,
    carried,
    distinct_skus,
    fit,
    folded,
    notice,
    option_columns,
    own,
)
from storefront.catalog.dialects.variants import PRODUCT, VARIANT, joined, sold, withheld_problems
from storefront.catalog.frames import ROW
from storefront.catalog.read import Table
from storefront.problems import Problem

NAMES: Mapping[str, Sequence[str]] = {
    "sku": ("sku",),
    "view": ("store view code",),
    "type": ("product type",),
    "title": ("name",),
    "body": ("description",),
    "short": ("short description",),
    "categories": ("categories",),
    "attributes": ("additional attributes",),
    "online": ("product online",),
    "visibility": ("visibility",),
    "regular": ("price",),
    "special": ("special price",),
    "starts": ("special price from date",),
    "ends": ("special price to date",),
    "page": ("url key",),
    "picture": ("base image",),
    "pieces": ("qty",),
    "in stock": ("is in stock",),
    "counted": ("manage stock",),
    "backorders": ("allow backorders",),
    "variations": ("configurable variations",),
    "labels": ("configurable variation labels",),
}
"""What we call a column, and its folded headers."""

IGNORED = (
    "(attribute set code|product websites|tax class name|meta .*|(small|thumbnail|swatch) image.*|base image label)",
    "(created at|updated at|new .* date|display .*|map .*|msrp .*|gift .*|custom (design|layout|options).*)",
    "(page layout|product options container|country of .*|additional image.*|hide from .*|out of stock qty)",
    "(use config .*|is (qty )?decimal.*|m(in|ax) cart qty|notify on stock below|(enable )?qty increments|website id)",
    "(related|crosssell|upsell|bundle) .*|associated skus|deferred stock update",
)
"""Columns that say nothing that a page shows."""

ORIGINS = {
    "sku": "sku",
    "product": "page",
    "name": "title",
    "brand": "attributes",
    "category": "categories",
    "price": "regular",
    "price_new": "regular",
    "stock": "pieces",
    "image": "picture",
    "description": "body",
}
COMMON = ("title", "body", "short", "categories", "attributes", "picture")
"""What the row of a product says for its variants."""

_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DIRECTIVE = r"\{\{(media|store|widget|block|config|view|var|customVar|trans)\s[^{}]*\}\}"
"""What Magento puts something in place of: `{{widget type="…"}}`."""
_PAIR = r",(?=[a-z][a-z0-9_]*=)"


def fits(headers: Sequence[str]) -> bool:
    """Whether these are the headers of an export of Magento."""
    return {"sku", "product type", "attribute set code"} <= {folded(header) for header in headers}


def read(table: Table, terms: Terms) -> Reading:
    """Simple products as offers, those that a configurable one names as its variants."""
    headers = Headers(table, NAMES)
    rows = fit(table).with_columns(headers.cell(key).alias(key) for key in NAMES)
    chosen = _variations(rows)
    rows = _rows(rows, chosen)
    offers = sold(rows.filter(pl.col("kind") != "other"), terms)
    options = _options(chosen)
    offers = offers.with_columns(*options.values(), _on_sale(terms))
    cells = {
        "sku": distinct_skus(offers, list(options), terms.language),
        "name": pl.col("parent title"),
        "brand": pl.col("parent attributes").str.extract(r"(?:^|,)(?:manufacturer|brand)=([^,]+)"),
        "category": _paths(offers),
        **_prices(),
        **_availability(),
        "image": pl.coalesce("picture", "parent picture").str.extract(r"^(https://.*)$"),
        "description": pl.coalesce("parent body", "parent short").str.replace_all(_DIRECTIVE, ""),
    }
    frame = offers.with_columns(cell.alias(name) for name, cell in cells.items())
    frame = frame.select(own("product", *cells, *options, *carried(offers)))
    problems = [*_told(rows, headers, terms), *withheld_problems(rows, "Magento", table.source)]
    problems += headers.unread(IGNORED, terms.mapped)
    origins = headers.origins(ORIGINS) | headers.elsewhere("price", "special", offers.filter("on sale")[ROW])
    return Reading(frame, origins, rows.height - frame.height, tuple(problems))


def _variations(rows: pl.DataFrame) -> dict[str, tuple[str, dict[str, str]]]:
    """By the SKU of a variant, that of its product and its options by their labels."""
    found = {}
    configurable = rows.filter(pl.col("view").is_null()).drop_nulls(["sku", "variations"])
    for parent, cell, labels in configurable.select("sku", "variations", "labels").iter_rows():
        names = dict(_pairs(labels or ""))
        for variation in cell.split("|"):
            options = dict(_pairs(variation))
            if child := options.pop("sku", ""):
                found[child] = (parent, {names.get(code, code): value for code, value in options.items()})
    return found


def _pairs(cell: str) -> Iterator[tuple[str, str]]:
    """The codes and values of `size=Size,color=Color`."""
    for part in re.split(_PAIR, cell):
        code, equals, value = part.partition("=")
        if equals and value.strip():
            yield code.strip(), value.strip()


def _rows(rows: pl.DataFrame, chosen: Mapping[str, tuple[str, Mapping[str, str]]]) -> pl.DataFrame:
    """The rows with what their product says: variants and products, others of store views and of groups."""
    parents = {child: parent for child, (parent, _) in chosen.items()}
    there = set(rows.filter(pl.col("view").is_null())["sku"].drop_nulls())
    parents = {child: parent for child, parent in parents.items() if parent in there}
    parent = pl.col("sku").replace_strict(parents, default=None, return_dtype=pl.String)
    other = pl.col("view").is_not_null() | (pl.col("type") == "grouped").fill_null(value=False)
    alone = pl.col("visibility").str.to_lowercase().eq("not visible individually").fill_null(value=False)
    rows = rows.with_columns(
        pl.when(other)
        .then(pl.lit("other"))
        .when(parent.is_not_null())
        .then(pl.lit(VARIANT))
        .otherwise(pl.lit(PRODUCT))
        .alias("kind"),
        pl.coalesce(parent, "sku").alias("group"),
        pl.any_horizontal(pl.col("online").eq("2").fill_null(value=False), parent.is_null() & alone).alias("withheld"),
    )
    rows = joined(rows, [*COMMON, "page", "withheld"])
    return rows.with_columns(
        pl.any_horizontal("withheld", pl.col("parent withheld").fill_null(value=False)).alias("withheld"),
        pl.coalesce("parent page", "group").alias("group"),
    )


def _options(chosen: Mapping[str, tuple[str, Mapping[str, str]]]) -> dict[str, pl.Expr]:
    """What tells variants apart, a column for each label that the export has for it."""
    columns: dict[str, dict[str, str]] = {}
    for child, (_, options) in chosen.items():
        for label, column in option_columns(options).items():
            columns.setdefault(column, {})[child] = options[label]
    return {
        column: pl.col("sku").replace_strict(values, default=None, return_dtype=pl.String).alias(column)
        for column, values in columns.items()
    }


def _on_sale(terms: Terms) -> pl.Expr:
    """Whether a special price counts today; days in another form than 2026-11-23 are none of its own."""
    today = terms.today.isoformat()
    begun = pl.col("starts").is_null() | (pl.col("starts").str.extract(rf"({_DAY})") <= today)
    lasts = pl.col("ends").is_null() | (pl.col("ends").str.extract(rf"({_DAY})") >= today)
    given = above_nothing(pl.col("special")).is_not_null()
    return (given & begun.fill_null(value=False) & lasts.fill_null(value=False)).alias("on sale")


def _prices() -> dict[str, pl.Expr]:
    """The special price beside the regular one, otherwise the regular one alone."""
    return {
        "price": pl.when("on sale").then("special").otherwise("regular"),
        "price_new": pl.when("on sale").then("regular"),
    }


def _availability() -> dict[str, pl.Expr]:
    """Pieces where Magento counts them; what is out of stock has none, unless it may be ordered all the same."""
    out = pl.col("in stock").eq("0").fill_null(value=False)
    pieces = pl.when(pl.col("counted").ne_missing("0")).then("pieces")
    none_left = pieces.cast(pl.Float64, strict=False).le(0).fill_null(value=False)
    waits = ~out & none_left & pl.col("backorders").is_in(["1", "2"]).fill_null(value=False)
    return {
        "stock": pl.when(out).then(pl.lit("0")).when(~waits).then(pieces),
        "status": pl.when(waits).then(pl.lit("backorder")),
    }


def _paths(offers: pl.DataFrame) -> pl.Expr:
    """The deepest of the categories, the first of several, without the root that all of them have."""
    paths = {cell: _path(cell) or None for cell in offers["parent categories"].drop_nulls().unique()}
    return pl.col("parent categories").replace_strict(paths, default=None, return_dtype=pl.String)


def _path(cell: str) -> str:
    """A comma with a space behind it, and no path, is one of a name; a slash of a name has a backslash before it."""
    root = re.escape(cell.partition("/")[0].strip())
    paths = [
        [step.replace("\\/", "/").strip() for step in re.split(r"(?<!\\)/", path) if step.strip()]
        for path in re.split(rf",(?=\S)|,\s+(?={root}(?:[/,]|$))", cell)
    ]
    return " > ".join(max(paths, key=len)[1:])


def _told(rows: pl.DataFrame, headers: Headers, terms: Terms) -> Iterator[Problem]:
    """What of the export no page shows, and what to do about it."""
    source = headers.table.source
    views = rows.filter(pl.col("view").is_not_null())
    if not views.is_empty():
        message = f"{views.height:,} row{'s have' if views.height > 1 else ' has'} texts of a store view alone"
        hint = "what a locale should say: as columns name_fr, description_fr of an export below [[catalog.sources]]"
        yield notice(source, message, hint, views[ROW][0], headers["view"])
    files = rows["picture"].drop_nulls()
    if headers["picture"] not in terms.mapped and not files.is_empty() and not files.str.starts_with("https:").any():
        text = f"https://shop.example/media/catalog/product{{{headers['picture']}}}"
        hint = f'write where they lie: columns = {{ image = {{ text = "{text}" }} }} below [catalog] in shop.toml'
        yield notice(source, "the pictures have no address", hint, 1, headers["picture"])
    strange = rows.filter(~pl.col("starts").str.contains(_DAY) | ~pl.col("ends").str.contains(_DAY))
    if not strange.is_empty():
        row, day = strange.select(ROW, pl.coalesce("starts", "ends")).row(0)
        hint = "export it again with dates as in 2026-11-23: the special price does not count"
        yield notice(source, f"“{day}” may be several days", hint, row, headers["starts"])
