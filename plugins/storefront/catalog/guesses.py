"""What the columns of an unknown export probably are, by their headers and by what stands in them.

To be shown, never to be used without a word.
"""

import re
from collections.abc import Callable, Mapping, Sequence

import polars as pl
from babel import Locale as BabelLocale
from babel.numbers import list_currencies

from storefront.catalog.dialects.form import folded
from storefront.catalog.frames import REASON, ROW
from storefront.catalog.languages import WORDS
from storefront.catalog.prices import read_amount
from storefront.catalog.read import Table

USUAL: Mapping[str, Sequence[str]] = {
    "sku": (
        *("sku", "custom sku", "product code sku", "variant sku", "item number", "article number", "product code"),
        *("product sku", "product number", "internal reference", "part number", "reference", "ref", "referencia"),
        *("referencia interna", "ugs", "artikelnummer", "artikelnr", "artikel nr", "art nr", "bestellnummer"),
        *("codice articolo", "codice prodotto", "riferimento", "codigo do produto", "artikelcode", "productcode"),
        *("code", "codice", "codigo", "matnr", "product alternate key", "id", "item id", "product id", "unique id"),
        *("object id", "product key", "system id"),
    ),
    "name": (
        *("name", "title", "translations default name", "product name", "product title", "item name", "nom"),
        *("nombre", "titre", "titulo", "nom du produit", "nombre del producto", "designation", "libelle"),
        *("bezeichnung", "artikelbezeichnung", "produktname", "item", "english product name", "artikelname", "nome"),
        *("nome prodotto", "nome do produto", "titolo", "naam", "productnaam", "artikelnaam", "titel"),
    ),
    "price": (
        *("price", "price tax included", "price tax incl", "sale price", "current price", "regular price"),
        *("unit price", "sales price", "product price", "price gross", "price default gross"),
        *("prix", "prix ttc", "prix de vente", "precio", "precio venta", "precio de venta", "preis"),
        *("regularer preis", "verkaufspreis", "bruttopreis", "preis brutto", "vk brutto", "endpreis", "prezzo"),
        *("prezzo di vendita", "prezzo vendita", "prezzo ivato", "preco", "preco de venda", "preco venda", "pvp"),
        *("prijs", "verkoopprijs", "prijs incl btw", "list price", "retail price"),
    ),
    "currency": ("currency", "currency code", "devise", "moneda", "divisa", "wahrung", "valuta", "moeda"),
    "category": (
        *("category", "categories", "categories x y z", "product category display name", "product category 1"),
        *("product category", "product type", "type", "department", "collection", "categorie", "categoria"),
        *("categorias", "kategorie", "kategorien", "rayon", "famille", "familia"),
        *("categoria de producto nombre mostrado", "warengruppe", "produktgruppe", "categorie prodotto", "reparto"),
        *("productgroep", "rubriek"),
    ),
    "brand": (
        *("brand", "brand name", "product brand", "manufacturer", "manufacturer name", "vendor", "maker", "marque"),
        *("marca", "fabricant", "fabricante", "manufacturer translations default name", "hersteller", "marke"),
        *("produttore", "merk", "fabrikant"),
    ),
    "model": ("model", "model name", "model number", "modelno", "model no", "mpn", "modele", "modelo"),
    "description": (
        *("description", "long description", "product description", "body", "descripcion", "beschreibung"),
        *("short description", "translations default description", "sales description", "english description"),
        *("artikelbeschreibung", "produktbeschreibung", "langbeschreibung", "descrizione", "descrizione prodotto"),
        *("descricao", "descricao do produto", "omschrijving", "beschrijving", "productomschrijving"),
    ),
    "image": (
        *("image", "image url", "image link", "base image", "picture", "photo", "img", "foto", "imagen", "bild"),
        *("main image", "main image url", "cover media url", "thumbnail", "product image url", "image1", "bild url"),
        *("bild 1", "immagine", "imagem", "afbeelding"),
    ),
    "gtin": (
        *("gtin", "ean", "product upc ean", "upc ean", "ean13", "upc", "barcode", "isbn", "code barre"),
        *("codigo de barras", "codice a barre", "streepjescode"),
    ),
    "stock": (
        *("stock", "quantity", "qty", "inventory", "stock quantity", "quantity on hand", "product quantity"),
        *("current stock level", "current stock", "quantite", "cantidad", "cantidad a mano", "existencias"),
        *("bestand", "lagerbestand", "menge", "giacenza", "quantita", "disponibilita", "estoque", "quantidade"),
        *("voorraad", "aantal"),
    ),
    "colour": ("color", "colour", "couleur", "colore", "farbe", "cor", "kleur"),
    "buy_url": ("url", "link", "product url", "product link", "permalink", "lien", "enlace"),
}
"""Our columns to what other exports call them, folded, the likeliest first."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CURRENCIES = sorted(list_currencies())
_SAMPLE = 1000
_FIRST = 20
"""Rows above which a title may stand."""
_MOST, _MANY = 0.9, 0.5
_NAME, _TEXT, _CODE = 120, 60, 40
"""Letters: of a name at most, of a description at least, of a number of an article at most."""
_ADDRESS = r"^(https?:)?//\S+$"
_NO_WORDS = r"^((https?:)?//|[\[{])"
"""How addresses and the insides of records begin."""
_SURE = {"buy_url": _ADDRESS, "stock": r"^-?[0-9]+([.,]0+)?$"}
"""Columns whose headers mean other things as well, and what their cells have to look like."""
_OTHER_PRICE = re.compile(
    r".*\b(uvp|rrp|msrp|recommended|conseille|recomendado|consigliato|di listino|de tabela|listenpreis|adviesprijs"
    r"|cost|costs|purchase|einkauf\w*|ek|achat|compra|acquisto|custo|costo|inkoop\w*)\b.*"
)
"""Headers, folded, of amounts at which nothing is sold here: those of the maker, and what the shop paid."""
_PICTURE = r"(?i)\.(jpe?g|png|webp|gif|avif|svg)(\?\S*)?$"


def guessed_columns(table: Table, languages: Sequence[str]) -> dict[str, str]:
    """Our columns that an export probably has, to its headers; `languages` are those of the shop, its own first."""
    headers = table.headers
    rows = table.frame.filter(pl.col(REASON).is_null()).head(_SAMPLE)
    found = _by_names(headers, rows)
    cells = {header: rows[header].drop_nulls() for header in headers if header not in found.values()}
    cells = {header: column for header, column in cells.items() if len(column)}
    for name, fits in _KINDS.items():
        if name not in found:
            fitting = {header: fits(column, rows.height) for header, column in cells.items() if _may_be(name, header)}
            best = max(fitting, key=lambda header: fitting[header], default="")
            if best and fitting[best] > 0:
                found[name] = best
                del cells[best]
    return _in_languages(found, headers, languages)


def header_row(table: Table) -> int:
    """The number of one of the first rows that names more columns than the header does, 0 where there is none."""
    names = {one for usual in USUAL.values() for one in usual}
    known = sum(folded(header) in names for header in table.headers)
    for row in table.frame.head(_FIRST).iter_rows(named=True):
        cells = [row[header] for header in table.headers if row[header]]
        if len(cells) > known and sum(folded(cell) in names for cell in cells) > max(known, 1):
            return int(row[ROW])
    return 0


def _by_names(headers: Sequence[str], rows: pl.DataFrame) -> dict[str, str]:
    """What is called as it usually is; of several numbers, the first that every row has for itself."""
    there = {folded(_CAMEL.sub(" ", header)): header for header in reversed(headers)}
    usual = {name: [there[one] for one in names if one in there] for name, names in USUAL.items()}
    usual |= {name: [one for one in usual[name] if _share(rows[one], form) > _MANY] for name, form in _SURE.items()}
    found = {name: called[0] for name, called in usual.items() if called}
    full = (header for header in usual["sku"] if not rows[header].null_count() and rows[header].is_unique().all())
    return found | ({"sku": next(full, found["sku"])} if "sku" in found else {})


def _may_be(name: str, header: str) -> bool:
    return name != "price" or not _OTHER_PRICE.fullmatch(folded(header))


def _in_languages(found: Mapping[str, str], headers: Sequence[str], languages: Sequence[str]) -> dict[str, str]:
    """The same with the texts of the shop's languages where headers say these: `FrenchProductName`."""
    words = {language: BabelLocale.parse(language).english_name or "" for language in (*languages, *WORDS)}
    columns = dict(found)
    for name in ("name", "description"):
        header = found.get(name, "")
        said = next((word for word in words.values() if word and word in header), "")
        for language in languages if said else ():
            other = header.replace(said, words[language])
            if other in headers:
                columns[name if language == languages[0] else f"{name}_{language}"] = other
    return columns


def _is_currency(column: pl.Series, _: int) -> float:
    return float(column.is_in(_CURRENCIES).all())


def _is_gtin(column: pl.Series, _: int) -> float:
    return _share(column, r"^([0-9]{8}|[0-9]{12,14})$") > _MOST


def _is_picture(column: pl.Series, _: int) -> float:
    return min(_share(column, _ADDRESS), _share(column, _PICTURE)) > _MOST


def _is_address(column: pl.Series, _: int) -> float:
    return _share(column, _ADDRESS) > _MOST > _share(column, _PICTURE)


def _is_price(column: pl.Series, _: int) -> float:
    """Amounts, the more so the more of them have decimals or name a currency: whole numbers alone may count pieces."""
    amounts = [read_amount(cell) for cell in column]
    known = [(cell, one) for cell, one in zip(column, amounts, strict=True) if one]
    if len(known) < _MOST * len(column):
        return 0
    telling = [cell for cell, one in known if one.currencies or re.search(r"[.,][0-9]{2}\b", cell)]
    return len(telling) / len(column) if len(telling) > _MANY * len(column) else 0


def _is_number(column: pl.Series, rows: int) -> float:
    """Short, without spaces, and another in each row."""
    if column.n_unique() < rows or not column.str.contains(rf"^\S{{1,{_CODE}}}$").all():
        return 0
    return 1 + float(column.str.contains(r"[0-9]").all())


def _is_name(column: pl.Series, rows: int) -> float:
    """Words that are others in most rows."""
    if _share(column, _NO_WORDS) or _share(column, r"\p{L}{2}") < _MOST or _length(column) > _NAME:
        return 0
    different = column.n_unique() / rows
    return different + _share(column, r"\S\s+\S") if different > _MANY else 0


def _is_description(column: pl.Series, _: int) -> float:
    return 0 if _share(column, _NO_WORDS) or _length(column) < _TEXT else _length(column)


def _is_category(column: pl.Series, rows: int) -> float:
    """Words that come again, the more so the more rows have one."""
    if _share(column, _NO_WORDS) or _share(column, r"\p{L}{3}") < _MOST or _length(column) > _TEXT:
        return 0
    return len(column) / rows if 1 < column.n_unique() <= _MANY * len(column) else 0


_KINDS: Mapping[str, Callable[[pl.Series, int], float]] = {
    "currency": _is_currency,
    "gtin": _is_gtin,
    "image": _is_picture,
    "buy_url": _is_address,
    "price": _is_price,
    "sku": _is_number,
    "description": _is_description,
    "name": _is_name,
    "category": _is_category,
}
"""How much the cells of a column look like ours, 0 for not at all, given the number of rows; in the order to ask."""


def _share(column: pl.Series, pattern: str) -> float:
    return float(column.str.contains(pattern).mean() or 0)  # type: ignore[arg-type] # the mean of booleans is a number


def _length(column: pl.Series) -> float:
    return float(column.str.len_chars().mean() or 0)  # type: ignore[arg-type] # likewise
