"""The headers of an export: which are missing, which nobody reads, and what ours are probably called in it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from storefront.catalog.columns import OPTION, SPEC, Column, suggestion
from storefront.catalog.dialects.form import folded, unread_problems
from storefront.catalog.exports import Export
from storefront.catalog.frames import ROW, SOURCE
from storefront.problems import Problem, Severity

SETTING = "below [catalog] in shop.toml"

USUAL: Mapping[str, Sequence[str]] = {
    "sku": (
        *("sku", "id", "item id", "product id", "variant sku", "unique id", "item number", "article number", "code"),
        *(
            "product code",
            "part number",
            "reference",
            "ref",
            "referencia",
            "ugs",
            "codigo",
            "artikelnummer",
            "object id",
            "product key",
            "product key",
        ),
    ),
    "name": (
        *("name", "title", "product name", "product title", "item name", "nom", "nombre", "titre", "titulo"),
        *("nom du produit", "nombre del producto", "designation", "libelle", "bezeichnung", "english product name"),
    ),
    "price": (
        *("price", "sale price", "current price", "regular price", "list price", "unit price", "retail price", "prix"),
        *("prix ttc", "prix de vente", "precio", "precio venta", "preis"),
    ),
    "currency": ("currency", "currency code", "devise", "moneda", "divisa"),
    "category": (
        *("category", "categories", "product category", "product type", "type", "department", "categorie"),
        *("categoria", "categorias", "kategorie", "rayon", "famille", "familia"),
    ),
    "brand": ("brand", "manufacturer", "vendor", "maker", "marque", "marca", "fabricant", "fabricante", "hersteller"),
    "model": ("model", "model number", "modelno", "model no", "mpn", "modele", "modelo"),
    "description": ("description", "long description", "body", "descripcion", "beschreibung", "short description"),
    "image": (
        "image",
        "image url",
        "image link",
        "picture",
        "photo",
        "img",
        "foto",
        "imagen",
        "main image",
        "thumbnail",
    ),
    "gtin": ("gtin", "ean", "ean13", "upc", "barcode", "isbn", "code barre", "codigo de barras"),
    "stock": ("stock", "quantity", "qty", "inventory", "stock quantity", "quantite", "cantidad", "existencias"),
    "colour": ("color", "colour", "couleur", "colore", "farbe"),
    "buy_url": ("url", "link", "product url", "product link", "permalink", "lien", "enlace"),
}
"""Our columns to what other exports call them, folded, the likeliest first."""


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def usual_columns(headers: Sequence[str]) -> dict[str, str]:
    """Our columns that an export probably has, to its headers: to be shown, never to be used without a word."""
    there = {folded(_CAMEL.sub(" ", header)): header for header in reversed(headers)}
    found = {name: next((there[one] for one in usual if one in there), "") for name, usual in USUAL.items()}
    return {name: header for name, header in found.items() if header}


def header_problems(
    export: Export, known: Mapping[str, Column], markets: Mapping[str, str], *, merged: bool = False
) -> Iterator[Problem]:
    """Columns that are missing (errors) and columns that nobody reads (notices).

    `markets` has the currency of each. An export that is `merged` with others need not have every column itself.
    """
    names = set(export.reading.frame.columns)
    if not merged:
        needed = ("sku", "name") if export.foreign else [name for name, one in known.items() if one.required]
        missing = [name for name in needed if name not in names]
        usual = {name: header for name, header in usual_columns(export.table.headers).items() if name not in names}
        if {"sku", "name"} <= set(missing) or ({"sku", "name"} & set(missing) and {"sku", "name"} & set(usual)):
            yield _strange(export, missing, usual)
            return
        yield from _missing(export, missing)
        yield from _unpriced(export, [name for name, one in known.items() if one.name in {"price", "price_*"}])
    if "currency" not in names and {"price", "price_new"} & names:
        hint = f'write theirs {SETTING}, as in currency = "EUR"'
        if not export.foreign:
            hint = f"add a column “currency”, name the price after its market, as in price_fr, or {hint}"
        header = export.reading.headers.get("price", "price")
        yield Problem(export.table.source, 1, header, "the prices have no currency", hint)
    elif export.foreign and (strange := _strange_currency(export, set(markets.values()))):
        yield strange
    elif export.foreign and not merged:
        yield from _unsold(export, markets)
    if export.foreign and not merged:
        yield from _nowhere(export)
    yield from _unread(export, known)


def _strange_currency(export: Export, currencies: Collection[str]) -> Problem | None:
    """One error, not one a row, for an export with all its prices in currencies in which the shop does not sell."""
    frame = export.reading.frame
    own_prices = [name for name in frame.columns if name.startswith("price_") and name != "price_new"]
    if not {"price", "currency"} <= set(frame.columns):
        return None
    theirs = frame["currency"].drop_nulls().unique().sort().to_list()
    if not theirs or set(theirs) & set(currencies) or own_prices:
        return None
    message = f"the prices are in {', '.join(theirs)}, and the shop sells in {', '.join(sorted(currencies))}"
    hint = f'give a locale of shop.toml this currency: currency = "{theirs[0]}"'
    return Problem(export.table.source, 1, export.reading.headers.get("price", "price"), message, hint)


def _unsold(export: Export, markets: Mapping[str, str]) -> Iterator[Problem]:
    """Markets in which nothing of another system's export has a price."""
    frame = export.reading.frame
    general = set(frame["currency"].drop_nulls().unique()) if {"price", "currency"} <= set(frame.columns) else set()
    for market, currency in markets.items():
        column = f"price_{market}"
        priced = column in frame.columns and frame[column].null_count() < frame.height
        if not priced and currency not in general:
            message = f"none of its offers has a price in {currency}: the market “{market}” sells nothing of it"
            hint = f'if it should: columns = {{ {column} = "its header" }} {SETTING}, or change its currency'
            yield Problem(export.table.source, 1, message=message, hint=hint, severity=Severity.NOTICE)


def _nowhere(export: Export) -> Iterator[Problem]:
    """An export of which nothing says where it is bought: its product pages lead nowhere."""
    frame = export.reading.frame
    if not any(frame[name].null_count() < frame.height for name in frame.columns if name.startswith("buy_url")):
        key = "product" if export.dialect == "shopify" else "sku"
        header = export.reading.headers.get(key, key)
        text = f"https://shop.example/products/{{{header}}}"
        hint = f'write where, with a header in braces: columns = {{ buy_url = {{ text = "{text}" }} }} {SETTING}'
        message = "no offer says where it is bought, so that the pages have no button to buy"
        yield Problem(export.table.source, message=message, hint=hint, severity=Severity.NOTICE)


def _unread(export: Export, known: Mapping[str, Column]) -> Iterator[Problem]:
    unread = [name for name in export.reading.frame.columns if not _is_read(name, known)]
    if export.foreign:
        yield from unread_problems(export.table.source, unread)
        return
    for name in unread:
        hint = suggestion(name, known)
        yield Problem(export.table.source, 1, name, f"nobody reads the column “{name}”", hint, Severity.NOTICE)


def _is_read(name: str, known: Mapping[str, Column]) -> bool:
    return name in known or name in {ROW, SOURCE} or bool(SPEC.match(name) or OPTION.match(name))


def _missing(export: Export, missing: Sequence[str]) -> Iterator[Problem]:
    for name in missing:
        hint = f'say what it is called: columns = {{ {name} = "its header" }} {SETTING}'
        hint = hint if export.foreign else "add it to the export"
        yield Problem(export.table.source, 1, name, f"the column “{name}” is missing", hint)


def _unpriced(export: Export, prices: Sequence[str]) -> Iterator[Problem]:
    if not set(prices) & set(export.reading.frame.columns):
        hint = f'say what it is called: columns = {{ price = "its header" }} {SETTING}'
        hint = hint if export.foreign else f"name it after its market: {', '.join(prices[1:])}"
        yield Problem(export.table.source, 1, prices[0], "no column holds a price", hint)


def _strange(export: Export, missing: Sequence[str], usual: Mapping[str, str]) -> Problem:
    """One problem for an export with headers of its own, with the line that makes it readable."""
    usual = {name: usual.get(name, "its header") for name in ("sku", "name") if name in missing} | dict(usual)
    line = ", ".join(f'{name} = "{header}"' for name, header in usual.items())
    message = f"the export has columns of its own: {', '.join(missing)} {'are' if len(missing) > 1 else 'is'} missing"
    hint = f"if this is what they are called, write it {SETTING}: columns = {{ {line} }}"
    return Problem(export.table.source, 1, message=message, hint=hint)
