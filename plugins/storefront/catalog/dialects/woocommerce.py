"""WooCommerce's export of products, with its headers in English, French or Spanish.

A simple product is a row; a variable one has a row for itself, which is no offer, and one for each variation, which
names it as its parent (WooCommerce, `class-wc-product-csv-exporter.php`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import polars as pl

from storefront.catalog.dialects.form import (
    Headers,
    Reading,
    Terms,
    add_option,
    bare,
    carried,
    distinct_skus,
    fit,
    folded,
    notice,
    own,
    slugs,
)
from storefront.catalog.dialects.shortcodes import without_shortcodes
from storefront.catalog.frames import ROW
from storefront.catalog.read import Table
from storefront.problems import Problem

NAMES: Mapping[str, Sequence[str]] = {
    "id": ("id",),
    "type": ("type", "tipo"),
    "sku": ("sku", "ugs"),
    "gtin": ("gtin upc ean or isbn", "gtin upc ean ou isbn", "gtin upc ean o isbn"),
    "title": ("name", "nom", "nombre"),
    "published": ("published", "publie", "publicado"),
    "visibility": ("visibility in catalog", "visibilite dans le catalogue", "visibilidad en el catalogo"),
    "short": ("short description", "description courte", "descripcion corta"),
    "long": ("description", "descripcion"),
    "starts": ("date sale price starts", "date de debut de promo", "dia en que empieza el precio rebajado"),
    "ends": ("date sale price ends", "date de fin de promo", "dia en que termina el precio rebajado"),
    "available": ("in stock", "en stock", "existencias", "en inventario", "hay existencias"),
    "pieces": ("stock", "inventario"),
    "backorders": (
        "backorders allowed",
        "autoriser les commandes de produits en rupture",
        "permitir reservas de productos agotados",
    ),
    "sale": ("sale price", "tarif promo", "precio rebajado"),
    "regular": ("regular price", "tarif regulier", "precio normal"),
    "categories": ("categories", "categorias"),
    "pictures": ("images", "imagenes"),
    "parent": ("parent", "superior"),
    "address": ("external url", "url externe", "url externa"),
    "brands": ("brands", "brand", "marques", "marque", "marcas", "marca"),
}
"""What we call a column, and its folded headers in the three languages."""

MARKS = {"published", "visibility", "parent", "starts", "available"}
"""Columns of which a table with names and regular prices has some if it comes from WooCommerce."""

IGNORED = (
    "meta .*",
    "(is featured|mis en avant|esta destacado|tags|etiquettes|etiquetas|position|posicion)",
    "(tax (status|class)|(etat|classe) de (la )?tva|(estado|clase) del? impuesto)",
    "(low stock amount|montant de stock faible|cantidad de bajo inventario)",
    "(sold individually|vendre individuellement|vendido individualmente)",
    "(allow customer reviews|autoriser les avis clients|permitir valoraciones de clientes)",
    "(purchase note|note de commande|nota de compra|shipping class|classe d expedition|clase de envio)",
    "(download .*|limite de telechargement|jours d expiration .*|limite de descargas|dias de caducidad .*)",
    "(grouped products|groupes de produits|productos agrupados|upsells|produits suggeres|ventas dirigidas)",
    "(cross sells|ventes croisees|ventas cruzadas|button text|libelle du bouton|texto del boton)",
    "(cost of goods|cout des marchandises vendues|coste de los bienes)",
    "(attribute|attribut|atributo) ?([0-9]+ )?(visible|global|default|par defaut|por defecto)( [0-9]+)?",
)
"""Columns that say nothing that a page shows."""

ORIGINS = {
    "sku": "sku",
    "product": "parent",
    "name": "title",
    "brand": "brands",
    "category": "categories",
    "price": "regular",
    "price_new": "regular",
    "stock": "pieces",
    "status": "available",
    "gtin": "gtin",
    "image": "pictures",
    "images": "pictures",
    "buy_url": "address",
    "description": "long",
}
NOWHERE = {"uncategorized", "non classe", "sin categorizar", "sin categoria"}
"""WooCommerce's own category of products without one, folded."""
BRANDS = {"brand", "marque", "marca"}

ATTRIBUTE = "attribute "
"""What the columns begin with that hold an attribute while the export is read."""

_ATTRIBUTE_NAME = r"attribute (\d+) name|nom de l attribut (\d+)|nombre del atributo (\d+)"
_ATTRIBUTE_VALUE = r"attribute (\d+) value s|valeur s de l attribut (\d+)|valor es del atributo (\d+)"
_ATTRIBUTE_SHOWN = r"attribute (\d+) visible|attribut (\d+) visible|atributo visible (\d+)"
_MEASURE = re.compile(r"(.*?)\s*\(([a-z]{1,3})\)")
_MEASURES = r"(weight|poids|peso|length|longueur|longitud|width|largeur|anchura|ancho|height|hauteur|altura) [a-z]{1,3}"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"


def fits(headers: Sequence[str]) -> bool:
    """Whether these are the headers of an export of WooCommerce."""
    there = {folded(header) for header in headers}
    found = {key for key, names in NAMES.items() if there & set(names)}
    return {"title", "regular"} <= found and len(MARKS & found) > 1


def read(table: Table, terms: Terms) -> Reading:
    """Simple products and variations as offers, the latter with what their parent says."""
    headers = Headers(table, NAMES)
    rows = _rows(table, headers)
    attributes = _attributes(rows, headers)
    rows, problems = _with_parents(rows.with_columns(attributes.values()), list(attributes), headers)
    keys = slugs(rows["group"], terms.language)
    product = pl.col("group").replace_strict(keys, default=None, return_dtype=pl.String)
    sold = rows.filter("offer", ~pl.col("withheld")).with_columns(product.alias("product"), _on_sale(terms))
    options, facts = _options_and_facts(sold, attributes)
    sold = sold.with_columns(cell.alias(name) for name, cell in options.items())
    brands = (pl.col(name) for name in attributes if folded(name.removeprefix(ATTRIBUTE)) in BRANDS)
    cells = {
        "sku": distinct_skus(sold, list(options), terms.language),
        "name": pl.col("title"),
        "brand": pl.coalesce("brands", *brands),
        "category": _each(sold["categories"], _category),
        **_prices(),
        **_availability(),
        "gtin": bare(pl.col("gtin")),
        "image": pl.when("variation").then(_each(sold["pictures"], lambda cell: _addresses(cell)[0])),
        "images": _each(sold["common pictures"], lambda cell: "|".join(_addresses(cell))),
        "buy_url": pl.col("address"),
        "description": _description(sold),
        **facts,
        **dict(_measures(headers)),
    }
    frame = sold.with_columns(cell.alias(name) for name, cell in cells.items())
    frame = frame.select(own("product", *dict.fromkeys([*cells, *options]), *carried(sold)))
    problems += [*_left_out(rows, table.source), *headers.unread(IGNORED, terms.mapped)]
    origins = headers.origins(ORIGINS) | headers.elsewhere("price", "sale", sold.filter("on sale")[ROW])
    return Reading(frame, origins, rows.height - frame.height, tuple(problems))


def _rows(table: Table, headers: Headers) -> pl.DataFrame:
    """The rows under our names, without the apostrophes that keep formulas asleep, and what kind each is of."""
    rows = fit(table).with_columns(pl.col(table.headers).str.replace(r"^'([=+\-@])", "$1"))
    rows = rows.with_columns(headers.cell(key).alias(key) for key in NAMES)
    kind = pl.col("type").fill_null("simple").str.to_lowercase()
    hidden = pl.col("visibility").eq("hidden").fill_null(value=False)
    public = pl.col("published").fill_null("1").str.to_lowercase().is_in(["1", "true", "yes"])
    variation = kind.str.contains("variation")
    return rows.with_columns(
        _group(variation).alias("group"),
        variation.alias("variation"),
        kind.str.contains(r"\bvariable\b").alias("variable"),
        ~kind.str.contains(r"\b(variable|grouped)\b").alias("offer"),
        pl.any_horizontal(hidden, ~public).alias("withheld"),
    )


def _group(variation: pl.Expr) -> pl.Expr:
    """What a product is known by: its SKU, else its name; with its id where an earlier product has the same name."""
    known = pl.when(~variation).then(pl.coalesce("sku", "title"))
    another = pl.col("sku").is_null() & known.is_not_null() & ~known.is_first_distinct()
    return pl.coalesce(pl.when(another).then(pl.format("{} {}", "title", "id")), "sku", "title")


def _with_parents(
    rows: pl.DataFrame, attributes: Sequence[str], headers: Headers
) -> tuple[pl.DataFrame, list[Problem]]:
    """The variations with what their parent says; every row with the `group` that is its product."""
    said = ["group", "title", "short", "long", "categories", "brands", "pictures", "withheld", *attributes]
    said += [*carried(rows), *(header for _, header in headers.matching(_MEASURES))]
    by_reference = [
        rows.filter(~pl.col("variation"), pl.col(key).is_not_null()).select(
            reference.alias("parent"), *(pl.col(name).alias(f"parent {name}") for name in said)
        )
        for key, reference in (("sku", pl.col("sku")), ("id", pl.lit("id:") + pl.col("id")))
    ]
    parents = pl.concat(by_reference).unique("parent", keep="first", maintain_order=True)
    of_variations = pl.when("variation").then("parent").alias("parent")
    rows = rows.with_columns(of_variations).join(parents, on="parent", how="left", maintain_order="left")
    common = ("group", "title", "short", "long", "categories", "brands")
    rows = rows.with_columns(
        pl.coalesce("parent pictures", "pictures").alias("common pictures"),
        pl.any_horizontal("withheld", pl.col("parent withheld").fill_null(value=False)).alias("withheld"),
        *(pl.coalesce(f"parent {name}", name).alias(name) for name in common),
        *(pl.coalesce(name, f"parent {name}").alias(name) for name in carried(rows)),
    )
    orphans = rows.filter("variation", pl.col("parent group").is_null()).select(ROW, "parent")
    hint = "export the parent too: the variation is a product of its own"
    return rows, [
        notice(headers.table.source, f"no row is the parent “{parent or ''}”", hint, row, headers["parent"])
        for row, parent in orphans.iter_rows()
    ]


def _attributes(rows: pl.DataFrame, headers: Headers) -> dict[str, pl.Expr]:
    """A column for each name that the export has for an attribute, named after `ATTRIBUTE`."""
    numbered: dict[str, dict[str, str]] = {}
    for part, pattern in (("name", _ATTRIBUTE_NAME), ("value", _ATTRIBUTE_VALUE), ("shown", _ATTRIBUTE_SHOWN)):
        for match, header in headers.matching(pattern):
            numbered.setdefault(next(filter(None, match.groups())), {})[part] = header
    found: dict[str, list[pl.Expr]] = {}
    for columns in numbered.values():
        if not {"name", "value"} <= set(columns):
            continue
        shown = pl.col(columns["shown"]).ne_missing("0") if "shown" in columns else pl.lit(value=True)
        for name in rows[columns["name"]].drop_nulls().unique(maintain_order=True):
            use = (pl.col(columns["name"]) == name) & (shown | pl.col("variation"))
            found.setdefault(ATTRIBUTE + name, []).append(pl.when(use).then(pl.col(columns["value"])))
    return {name: pl.coalesce(cells).alias(name) for name, cells in found.items()}


def _options_and_facts(sold: pl.DataFrame, attributes: Iterable[str]) -> tuple[dict[str, pl.Expr], dict[str, pl.Expr]]:
    """What tells variations apart, and the attributes that all offers of a product share."""
    options: dict[str, list[pl.Expr]] = {}
    facts: dict[str, pl.Expr] = {}
    for name in attributes:
        plain = name.removeprefix(ATTRIBUTE)
        if folded(plain) in BRANDS:
            continue
        chosen = pl.col("variation") & pl.col(name).is_not_null()
        if sold.select(chosen.any()).item():
            add_option(options, sold, plain, pl.when(chosen).then(name))
        shared = pl.coalesce(name, f"parent {name}").str.replace_all(r"\s*\|\s*|\\?,\s*", ", ")
        facts[f"spec:{plain}"] = pl.when(~chosen.any().over("group")).then(shared)
    return {column: pl.coalesce(cells) for column, cells in options.items()}, facts


def _on_sale(terms: Terms) -> pl.Expr:
    """Whether there is a sale price, and today is one of its days."""
    today = terms.today.isoformat()
    begun = pl.col("starts").str.extract(rf"({_DAY})") <= today
    over = pl.col("ends").str.extract(rf"({_DAY})") < today
    on_sale = pl.col("sale").is_not_null() & begun.fill_null(value=True) & ~over.fill_null(value=False)
    return on_sale.alias("on sale")


def _prices() -> dict[str, pl.Expr]:
    """The sale price beside the regular one, otherwise the regular one alone."""
    return {
        "price": pl.when("on sale").then("sale").otherwise("regular"),
        "price_new": pl.when("on sale").then("regular"),
    }


def _availability() -> dict[str, pl.Expr]:
    """Pieces and status: what is out of stock has none, unless it may be ordered all the same."""
    pieces = (
        pl.col("pieces")
        .str.replace(",", ".")
        .cast(pl.Float64, strict=False)
        .clip(0)
        .cast(pl.Int64, strict=False)
        .cast(pl.String)
    )
    pieces = pl.when(pl.col("pieces").ne_missing("parent")).then(pl.coalesce(pieces, "pieces"))
    word = pl.col("available").str.to_lowercase()
    out = word.is_in(["0", "no", "false", "outofstock"]).fill_null(value=False)
    allowed = pl.col("backorders").str.to_lowercase().is_in(["1", "yes", "notify"]).fill_null(value=False)
    waits = (word == "backorder").fill_null(value=False) | (allowed & (pieces == "0").fill_null(value=False))
    return {
        "stock": pl.when(waits).then(None).when(out).then(pl.lit("0")).otherwise(pieces),
        "status": pl.when(waits).then(pl.lit("backorder")),
    }


def _description(sold: pl.DataFrame) -> pl.Expr:
    """The short text above the long one, as WooCommerce shows them."""
    texts = [_each(sold[name], _text) for name in ("short", "long")]
    return pl.concat_str(texts, separator="\n\n", ignore_nulls=True).replace("", None)


def _text(cell: str) -> str:
    r"""A text without shortcodes; `\n` in WooCommerce's export is a line break."""
    return without_shortcodes(re.sub(r"(\\r)?\\n", "\n", cell))


def _measures(headers: Headers) -> Iterator[tuple[str, pl.Expr]]:
    """Weight and size as facts, with the name and the unit of their header: `Poids (kg)`."""
    for _, header in headers.matching(_MEASURES):
        if match := _MEASURE.fullmatch(header):
            number = pl.coalesce(header, f"parent {header}").str.replace(",", ".")
            positive = number.cast(pl.Float64, strict=False) > 0
            yield f"spec:{match[1]}", pl.when(positive).then(number + f" {match[2].replace('lbs', 'lb')}")


def _each(column: pl.Series, change: Callable[[str], str]) -> pl.Expr:
    """The cells of a column after a change of their text, made once for each that differs."""
    changed = {cell: change(cell) or None for cell in column.drop_nulls().unique()}
    return pl.col(column.name).replace_strict(changed, default=None, return_dtype=pl.String)


def _category(cell: str) -> str:
    """The deepest of the categories, the first of several; empty where there is only that of products without one."""
    paths = [path.replace("\\,", ",").strip() for path in re.split(r"(?<!\\),", cell)]
    paths = [path for path in paths if path and folded(path) not in NOWHERE]
    return max(paths, key=lambda path: path.count(">"), default="")


def _addresses(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r",\s+|,(?=https?:|//)", cell) if part.strip()] or [""]


def _left_out(rows: pl.DataFrame, source: str) -> Iterator[Problem]:
    withheld = rows.filter("withheld", "offer").height
    if withheld:
        message = f"{withheld} row{'s are' if withheld > 1 else ' is'} of products that are hidden, private or drafts"
        yield notice(source, message, "nothing to do, if that is meant: what WooCommerce does not show is left out")
    childless = rows.filter("variable", ~pl.col("group").is_in(rows.filter("variation")["group"].implode()))
    for row, title in childless.select(ROW, "title").iter_rows():
        yield notice(source, f"“{title}” has no variations, so it is not sold", "export its variations too", row)
