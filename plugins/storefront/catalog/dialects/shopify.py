"""Shopify's export of products: a row a variant or a picture, what is common to a product in its first row only.

Both forms of its headers are read, that of `Variant Price` and, since 2024, that of `Price` (Shopify Help Center,
“Using CSV files to import and export products”).
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

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
    grade,
    is_false,
    notice,
    numbered_options,
    own,
    slugs,
)
from storefront.catalog.frames import Places
from storefront.catalog.read import Table
from storefront.problems import Problem

NAMES: Mapping[str, Sequence[str]] = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body html", "description", "body"),
    "vendor": ("vendor",),
    "type": ("type", "custom product type"),
    "category": ("product category", "standardized product type", "standard product type"),
    "published": ("published", "published on online store"),
    "status": ("status",),
    **{f"option {n} name": (f"option{n} name",) for n in (1, 2, 3)},
    **{f"option {n}": (f"option{n} value",) for n in (1, 2, 3)},
    "sku": ("variant sku", "sku"),
    "grams": ("variant grams", "weight value grams"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "quantity": ("variant inventory qty", "inventory quantity"),
    "policy": ("variant inventory policy", "continue selling when out of stock"),
    "price": ("variant price", "price"),
    "compare": ("variant compare at price", "compare at price"),
    "barcode": ("variant barcode", "barcode"),
    "image": ("image src", "product image url"),
    "position": ("image position",),
    "variant image": ("variant image", "variant image url"),
    "mpn": ("google shopping mpn", "google shopping manufacturer part number mpn"),
    "condition": ("google shopping condition",),
    "google": ("google shopping google product category",),
    "gender": ("google shopping gender",),
    "age": ("google shopping age group",),
}
"""What we call a column, and its folded headers in both forms."""

IGNORED = (
    "tags",
    "option[123] linked to",
    "variant (fulfillment service|requires shipping|taxable|tax code|weight unit)",
    "(fulfillment service|requires shipping|charge tax|tax code|weight unit for display|cost per item)",
    "unit price .*",
    "image (alt text|position)",
    "gift card",
    "seo (title|description)",
    "google shopping .*",
    "collection",
    "template suffix",
)
"""Columns that say nothing that a page shows."""

ORIGINS = {
    "sku": "sku",
    "product": "handle",
    "name": "title",
    "brand": "vendor",
    "mpn": "mpn",
    "category": "type",
    "grade": "condition",
    "condition": "condition",
    "google_category": "google",
    "price": "price",
    "price_new": "compare",
    "stock": "quantity",
    "gtin": "barcode",
    "image": "variant image",
    "images": "image",
    "description": "body",
}
_METAFIELD = re.compile(r"(.*?)\s*\((?:product|variant)\.metafields\.([\w.-]+)\)")
_MARKET = r"(price|compare at price|included) ([a-z0-9 ]+)"
_RATING = ("reviews.rating", "reviews.rating_count")


def fits(headers: Sequence[str]) -> bool:
    """Whether these are the headers of an export of Shopify."""
    names = {folded(header) for header in headers}
    shaped = {"option1 name", "option1 value", "variant price", "variant sku", "body html", "published on online store"}
    return bool({"handle", "url handle"} & names) and "title" in names and bool(shaped & names)


def read(table: Table, terms: Terms) -> Reading:
    """The variants as offers, with what the first row and the rows of pictures of their product say."""
    headers = Headers(table, NAMES)
    rows = _products(fit(table).with_columns(headers.cells()), headers)
    keys = slugs(rows["handle"], terms.language)
    sold = ~pl.any_horizontal("withheld", ~pl.col("offer"))
    offers = rows.filter(sold).with_columns(
        pl.col("handle").replace_strict(keys, return_dtype=pl.String).alias("product")
    )
    markets, problems = _markets(headers, terms, offers)
    options = numbered_options(offers, (1, 2, 3))
    offers = offers.with_columns(options.values())
    given = pl.col("category").replace("Uncategorized", None)
    cells = {
        "sku": distinct_skus(offers, list(options), terms.language),
        "name": pl.col("title"),
        "brand": pl.col("vendor"),
        "mpn": pl.col("mpn"),
        "category": pl.coalesce(given if terms.taxonomy else "type", "type", given),
        "grade": grade(pl.col("condition"), terms),
        "condition": pl.col("condition").str.to_lowercase(),
        "google_category": pl.col("google"),
        "price": pl.col("price"),
        "price_new": above_nothing(pl.col("compare")),
        "stock": _stock(headers),
        "gtin": bare(pl.col("barcode")),
        "image": pl.col("variant image"),
        "description": pl.col("body"),
        **markets,
        **dict(_facts(headers, offers)),
    }
    frame = offers.with_columns(cell.alias(name) for name, cell in cells.items())
    frame = frame.select(own("product", *cells, *options, "images", *carried(offers)))
    problems += [*_withheld(rows, table.source), *headers.unread(IGNORED, terms.mapped)]
    origins = _origins(headers, terms, offers, markets)
    return Reading(frame, origins, rows.height - frame.height, tuple(problems))


def _products(rows: pl.DataFrame, headers: Headers) -> pl.DataFrame:
    """The rows with what is common to their product, whether each is an offer, and whether it is withheld."""
    missing = [pl.lit(None, dtype=pl.String).alias(key) for key in NAMES if key not in headers]
    rows = rows.with_columns(missing)
    offer = pl.any_horizontal(pl.col("title", "option 1", "sku", "price", "barcode").is_not_null())
    rows = rows.with_columns(pl.coalesce("handle", "title").forward_fill().alias("handle"), offer.alias("offer"))
    pictures = (
        rows.filter(pl.col("image").is_not_null())
        .sort(pl.col("position").cast(pl.Int32, strict=False), nulls_last=True, maintain_order=True)
        .group_by("handle", maintain_order=True)
        .agg(pl.col("image").unique(maintain_order=True).str.join("|").alias("images"))
    )
    common = ["title", "body", "vendor", "type", "category", "mpn", "condition", "google", "gender", "age"]
    common += ["status", "published", *carried(rows), *(f"option {n} name" for n in (1, 2, 3))]
    rows = rows.with_columns(first(name, "handle") for name in common)
    draft = pl.col("status").str.to_lowercase().is_in(["draft", "archived", "unlisted"]).fill_null(value=False)
    rows = rows.with_columns(pl.any_horizontal(draft, is_false(pl.col("published"))).alias("withheld"))
    return rows.join(pictures, on="handle", how="left", maintain_order="left")


def _stock(headers: Headers) -> pl.Expr:
    """Pieces in stock, null where Shopify does not count them or sells on without; what is oversold is none."""
    pieces = pl.col("quantity").cast(pl.Float64, strict=False).clip(0).cast(pl.Int64, strict=False).cast(pl.String)
    unlimited = pl.col("policy").str.to_lowercase().is_in(["continue", "true", "yes"]).fill_null(value=False)
    if "tracker" in headers:
        unlimited = pl.any_horizontal(unlimited, pl.col("tracker").is_null())
    return pl.when(~unlimited).then(pl.coalesce(pieces, "quantity"))


def _markets(headers: Headers, terms: Terms, offers: pl.DataFrame) -> tuple[dict[str, pl.Expr], list[Problem]]:
    """The columns `Price / <Market>`, `Compare At Price / <Market>` and `Included / <Market>` of the shop's markets."""
    found: dict[str, pl.Expr] = {}
    included: dict[str, pl.Expr] = {}
    problems = []
    for match, header in headers.matching(_MARKET):
        market = terms.countries.get(match[2], "")
        if (
            not market
            and match[1] == "price"
            and header not in terms.mapped
            and offers[header].null_count() < len(offers)
        ):
            hint = f'if one of yours is meant: columns = {{ price_xx = "{header}" }} below [catalog] in shop.toml'
            problems.append(notice(headers.table.source, f"the shop has no market “{match[2]}”", hint, 1, header))
        elif market and match[1] == "included":
            included[market] = ~is_false(pl.col(header))
        elif market and match[1] == "price":
            found[f"price_{market}"] = pl.col(header)
        elif market:
            found[f"price_new_{market}"] = above_nothing(pl.col(header))
    return (_where_included(found, included, terms) if included else found), problems


def _origins(headers: Headers, terms: Terms, offers: pl.DataFrame, names: Collection[str]) -> Places:
    """The headers that our columns come from: prices of a market from its own where it holds any."""
    general = headers.origins(ORIGINS)
    found = {name: general[one] for name in names if (one := name.rpartition("_")[0]) in general}
    for match, header in headers.matching(_MARKET):
        name = f"{'price' if match[1] == 'price' else 'price_new'}_{terms.countries.get(match[2], '')}"
        if match[1] != "included" and name in names and offers[header].null_count() < len(offers):
            found[name] = header
    return general | found


def _where_included(found: dict[str, pl.Expr], included: Mapping[str, pl.Expr], terms: Terms) -> dict[str, pl.Expr]:
    """Prices of the markets that a variant is sold in: general ones become one of each."""
    nothing = pl.lit(None, dtype=pl.String)
    for market, currency in terms.markets.items():
        sold = included.get(market, pl.lit(value=True))
        for name, general in (("price", pl.col("price")), ("price_new", above_nothing(pl.col("compare")))):
            same = general if currency == terms.currency else nothing
            found[f"{name}_{market}"] = pl.when(sold).then(pl.coalesce(found.get(f"{name}_{market}", nothing), same))
    return found | {"price": nothing, "price_new": nothing}


def _facts(headers: Headers, offers: pl.DataFrame) -> Iterator[tuple[str, pl.Expr]]:
    """Weight, for whom it is, and the metafields."""
    grams = pl.col("grams").cast(pl.Float64, strict=False)
    whole = grams.round().cast(pl.Int64, strict=False).cast(pl.String)
    yield "spec:Weight", pl.when(grams > 0).then(whole + pl.lit(" g"))
    yield "spec:Gender", pl.col("gender")
    yield "spec:Age group", pl.col("age")
    for header in headers.table.headers:
        match = _METAFIELD.fullmatch(header)
        if not match:
            continue
        words = {text: _words(text) for text in offers[header].drop_nulls().unique()}
        if match[2] not in _RATING and None in words.values():
            continue
        list(headers.matching(re.escape(folded(header))))
        cell = first(header, "handle")
        if match[2] == _RATING[0]:
            yield "rating", cell.str.extract(r"([0-9]+(?:\.[0-9]+)?)")
        elif match[2] == _RATING[1]:
            yield "rating_count", cell
        elif not offers[header].str.contains("gid://", literal=True).any():
            yield f"spec:{match[1]}", cell.replace_strict(words, default=None, return_dtype=pl.String)


def _words(cell: str) -> str | None:
    """A metafield as people read it, be it a list, a measurement or a rich text; None for any other record."""
    if not cell.startswith("{"):
        return re.sub(r'"\s*,\s*"|;\s*', ", ", re.sub(r'^\["|"\]$', "", cell))
    try:
        record = json.loads(cell)
        text = " ".join(_rich_text(record).split())
    except (ValueError, RecursionError):
        return cell
    if record.get("type") == "root":
        return text
    if {"value", "unit"} <= set(record):
        return f"{str(record['value']).removesuffix('.0')} {record['unit']}"
    return None


def _rich_text(node: Any) -> str:  # noqa: ANN401 - JSON
    """The words of a rich text, with a space behind each of its blocks."""
    match node:
        case {"value": value}:
            return str(value)
        case {"type": kind, "children": [*children]}:
            return "".join(map(_rich_text, children)) + ("" if kind == "link" else " ")
    return ""


def _withheld(rows: pl.DataFrame, source: str) -> Iterator[Problem]:
    out = rows.filter("withheld", "offer")
    if not out.is_empty():
        count = out["handle"].n_unique()
        message = f"{count} product{'s are drafts' if count > 1 else ' is a draft'}, archived, unlisted or unpublished"
        yield notice(source, message, "nothing to do, if that is meant: what Shopify does not show is left out")
