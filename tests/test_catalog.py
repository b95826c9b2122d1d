"""`storefront.catalog`: exports become offers or rejected rows with their reason, never anything else."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storefront.catalog import COLUMNS, Offer, Product
from storefront.catalog.decode import SPACED
from storefront.catalog.frames import REASON, ROW, SOURCE
from storefront.catalog.load import Import, load_catalog, write_rejects
from storefront.catalog.read import read_table
from storefront.model import Availability, Money
from storefront.problems import Severity, errors
from tests.shops import LOCALES, write_files, write_shop

TOLERANT = f"{LOCALES}catalog.max_rejected_percent = 100\n"
GRADE_HINT = "is not a grade of the shop → write one of good, fair, or add it to [grades] in shop.toml"
GRADED = f"""{TOLERANT}
[grades.good]
label = "Good"
[grades.fair]
label = "Fair"
"""
EXPORT = "content/catalog/offers.csv"
OFFER = {
    "sku": "A1",
    "product": "phone",
    "name": "Phone",
    "brand": "Acme",
    "category": "Phones",
    "price_fr": "100",
    "price_gb": "90",
}
HEADER = "sku,product,name,category,price_fr\n"

PHONE = "A1,phone,Phone,Phones,100\n"
TABLET = "B1,tablet,Tablet,Tablets,200\n"


def table(*rows: Mapping[str, str]) -> str:
    """Rows as CSV; a row that lacks a column has an empty cell there."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def read(folder: Path, *exports: str | bytes, settings: str = TOLERANT) -> Import:
    """The catalog of `offers.csv`, `offers2.csv` …"""
    names = (f"catalog/offers{number or ''}.csv" for number in (0, *range(2, len(exports) + 1)))
    return load_catalog(write_shop(folder, dict(zip(names, exports, strict=False)), settings))


def lines(imported: Import) -> list[str]:
    return [str(problem) for problem in sorted(imported.problems)]


def skus(imported: Import) -> list[str]:
    return imported.catalog.offers["sku"].to_list()


def rejected(imported: Import) -> list[tuple[int, str]]:
    return imported.rejects.select(ROW, REASON).rows()


def products(folder: Path, *rows: Mapping[str, str], settings: str = TOLERANT, locale: str = "fr-FR") -> dict[str, Any]:
    """The products that a locale sells, from rows that are all in order."""
    shop = write_shop(folder, {"catalog/offers.csv": table(*rows)}, settings)
    imported = load_catalog(shop)
    assert [line for line in lines(imported) if "no picture" not in line and "lower than" not in line] == []
    return imported.catalog.products(next(one for one in shop.locales if one.code == locale))


def product(folder: Path, *rows: Mapping[str, str], settings: str = TOLERANT, locale: str = "fr-FR") -> Product:
    (only,) = products(folder, *rows, settings=settings, locale=locale).values()
    assert isinstance(only, Product)
    return only


def offer(folder: Path, **cells: str) -> Offer:
    return product(folder, OFFER | cells).best


# rows: what a file holds


@pytest.mark.parametrize(
    "data",
    [
        (HEADER + PHONE + TABLET).encode(),
        (HEADER + PHONE + TABLET).encode("utf-8-sig"),
        (HEADER + PHONE + TABLET).replace("\n", "\r\n").encode(),
        (HEADER + PHONE + TABLET).replace("\n", "\r").encode(),
        (HEADER + PHONE + TABLET).rstrip().encode(),
        f"{HEADER}\n\n{PHONE}  \n{TABLET},,,,\n , ,\n".encode(),
        (HEADER + PHONE + TABLET).replace(",", " , ").encode(),
        (HEADER + PHONE + TABLET).replace("Phone,", '"Phone",').encode(),
    ],
    ids=["plain", "BOM", "CRLF", "CR", "no end", "empty rows", "spaces", "quotes"],
)
def test_rows_are_read_however_they_were_saved(tmp_path: Path, data: bytes) -> None:
    imported = read(tmp_path, data)
    assert lines(imported) == []
    assert imported.rows == 2
    assert imported.catalog.offers.select("sku", "name", "price_fr").rows() == [
        ("A1", "Phone", "100"),
        ("B1", "Tablet", "200"),
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('"Phone, black"', "Phone, black"),
        ('"Phone\nblack"', "Phone\nblack"),
        ('"Phone\r\nblack"', "Phone\nblack"),
        ('"The ""Phone"""', 'The "Phone"'),
        ('Monitor 27"', 'Monitor 27"'),
        ('27" monitor', '27" monitor'),
        ("Téléphone\u2028é", "Téléphone\u2028é"),
        ("Pho\x0bne\x00", "Pho ne"),
        ("  Phone\u00a0", "Phone"),
        ('="0123"', "0123"),
        ('"=""0,123"""', "0,123"),
        ("=A1", "=A1"),
    ],
)
def test_cells_keep_their_text(tmp_path: Path, cell: str, text: str) -> None:
    header = HEADER.replace("price_fr", "spec:Of,price_fr")
    imported = read(tmp_path, f'{header}A1,phone,Phone,Phones,{cell},1\nB1,tablet,"Ta, blet",Tablets,x,2\n')
    assert lines(imported) == []
    assert imported.catalog.offers.select("name", "spec:Of").rows() == [("Phone", text), ("Ta, blet", "x")]


def test_a_row_that_does_not_fit_its_header_is_rejected_with_what_it_holds(tmp_path: Path) -> None:
    long = "C1,watch,Watch, the,Watches,5\n"
    imported = read(tmp_path, HEADER + PHONE + "B1,tablet\n" + long + '"D1"\n' + TABLET)
    assert lines(imported) == [
        f"{EXPORT}:3  the row has 2 cells where the header has 5 → put quotes around a cell that holds a comma",
        f"{EXPORT}:4  the row has 6 cells where the header has 5 → put quotes around a cell that holds a comma",
        f"{EXPORT}:5  the row has 1 cells where the header has 5 → put quotes around a cell that holds a comma",
    ]
    assert skus(imported) == ["A1", "B1"]
    assert imported.rows == 5
    assert imported.rejects.select(ROW, "sku", "category").rows() == [
        (3, "B1", None),
        (4, "C1", "the"),
        (5, "D1", None),
    ]


def test_names_stand_on_a_line_with_single_spaces(tmp_path: Path) -> None:
    offer = OFFER | {"name": "Phone\u00a0:\n  small", "name_fr": "Petit\t phone", "category": "Audio >\nSmall  things"}
    again = OFFER | {"sku": "A2", "name": "Phone\u00a0: small", "category": "Audio > Small things"}
    imported = read(tmp_path, table(offer | {"description": "One.\n\nTwo."}, again))
    assert rejected(imported) == []
    assert imported.catalog.offers.select("name", "name_fr", "category", "description").row(0) == (
        *("Phone\u00a0: small", "Petit phone", "audio/small-things", "One.\n\nTwo."),
    )


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    mistake = "X,Phone 2,Phone,Phones,1\n"
    text = f'{HEADER}\n{mistake}A1,phone,"Two\nlines",Phones,1\n{mistake.replace("X", "Y")}'
    assert [row for row, _ in rejected(read(tmp_path / "plain", text))] == [3, 5]
    assert [row for row, _ in rejected(read(tmp_path / "ragged", f"{text}Z\n"))] == [3, 5, 6]


@pytest.mark.parametrize(
    ("data", "report"),
    [
        (b"", "1  the export has no header → the first row names the columns; docs/catalog.md lists them"),
        (HEADER, "  the export has no rows → export it again"),
        (HEADER + " , ,\n\n", "  the export has no rows → export it again"),
        (HEADER + PHONE + 'B1,tablet,"Tablet,', "3  unexpected end of data → close the quote that this row opens"),
        (
            HEADER + "X\n\n" + PHONE + 'B1,tablet,"Tab"let,Tablets,1\n',
            (
                "5  a cell that begins with a quote goes on behind another one → "
                'close the quote that it opens, or write quotes within the cell twice, as in """Best"" lamp"'
            ),
        ),
        (f'"{HEADER}', "1  unexpected end of data → close the quote that this row opens"),
        (f"sku,{'x' * (1 << 21)}\n1,1,1", "1  field larger than field limit (1048576) → close the quote"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, data: str | bytes, report: str) -> None:
    imported = read(tmp_path, data)
    (problem,) = imported.problems
    assert str(problem).startswith(f"{EXPORT}:{report}" if report[0].isdigit() else EXPORT + report)
    assert problem.severity is Severity.ERROR
    assert (imported.rows, imported.catalog.offers.height) == (0, 0)


def test_missing_columns_are_errors_and_unknown_ones_notices(tmp_path: Path) -> None:
    imported = read(tmp_path, "sku,name,Brnad,Colour,weight,price_new,price_us\n1,2,3,4,5,6,7\n")
    assert [f"{problem.severity.name.lower()} {problem}" for problem in sorted(imported.problems)] == [
        (
            f"notice {EXPORT}:1:Brnad  nobody reads the column “Brnad” → did you mean “brand”? "
            "remove it, or name it “spec:Brnad” to show it as a fact of the product"
        ),
        (
            f"notice {EXPORT}:1:Colour  nobody reads the column “Colour” → did you mean “colour”? "
            "remove it, or name it “spec:Colour” to show it as a fact of the product"
        ),
        f"error {EXPORT}:1:category  the column “category” is missing → add it to the export",
        f"error {EXPORT}:1:price  no column holds a price → name it after its market: price_fr, price_gb",
        (
            f"error {EXPORT}:1:price  the prices have no currency → "
            "add a column “currency”, name the price after its market, as in price_fr, "
            'or write theirs below [catalog] in shop.toml, as in currency = "EUR"'
        ),
        (
            f"notice {EXPORT}:1:price_us  nobody reads the column “price_us” → did you mean “price”? "
            "remove it, or name it “spec:price_us” to show it as a fact of the product"
        ),
        (
            f"error {EXPORT}:1:product  the column “product” is missing → add it to the export, or, where every row is "
            'a product of its own: columns = { sku = "sku" } below [catalog] in shop.toml'
        ),
        (
            f"notice {EXPORT}:1:weight  nobody reads the column “weight” → "
            "remove it, or name it “spec:weight” to show it as a fact of the product"
        ),
    ]
    assert imported.rows == 0


def test_an_export_of_another_form_is_told_with_the_line_that_makes_it_readable(tmp_path: Path) -> None:
    text = "Id,Title,Price,Maker,Colour\n1,Phone,5,Acme,Red\n"
    (strange,) = read(tmp_path, text, settings=TOLERANT).problems
    line = 'columns = { sku = "Id", name = "Title", price = "Price", brand = "Maker", colour = "Colour" }'
    assert str(strange) == (
        f"{EXPORT}:1  the export has columns of its own: sku, product, name, category are missing → "
        f"guessed from its headers and cells, to be checked and written below [catalog] in shop.toml: {line}"
    )
    imported = read(tmp_path, text, settings=f"{TOLERANT}catalog.currency = 'EUR'\ncatalog.{line}\n")
    assert [problem.severity for problem in imported.problems] == [Severity.NOTICE] * 3
    assert imported.catalog.offers.select("sku", "product", "name", "price", "brand", "colour").row(0) == (
        *("1", "1", "Phone", "5", "Acme", "Red"),
    )


@pytest.mark.parametrize(
    "headers",
    [
        "Artikelnummer;Bezeichnung;UVP;Bruttopreis;Lagerbestand;Hersteller;Beschreibung;Kategorie;Bild;Farbe;Währung",
        "Artikelnr.;Artikelname;UVP;VK brutto;Bestand;Marke;Artikelbeschreibung;Warengruppe;Bild-URL;Farbe;Währung",
        "Codice;Nome;Prezzo di listino;Prezzo;Giacenza;Produttore;Descrizione;Categoria;Immagine;Colore;Valuta",
        "Código;Título;PVP recomendado;Preço;Estoque;Fabricante;Descrição;Categoria;Imagem;Cor;Moeda",
        "Artikelcode;Naam;Adviesprijs;Prijs;Voorraad;Merk;Omschrijving;Rubriek;Afbeelding;Kleur;Valuta",
        "Item no;Title;Cost EUR;Amount;Stock;Maker;Body;Type;Photo;Colour;Currency",
        (
            "product_number;translations.DEFAULT.name;purchase.price;price.DEFAULT.gross;Stock;manufacturer_name;"
            "translations.DEFAULT.description;categories;cover_media_url;color;Currency"
        ),
        (
            "product_sku;product_name;Cost;product_price;product_quantity;product_brand;product_description;"
            "product_category_1;product_media_main_image_url;Colour;Currency"
        ),
    ],
)
def test_columns_of_another_form_are_guessed_in_several_languages(tmp_path: Path, headers: str) -> None:
    row = "-1;Sock {};19,90;14,90;4;Acme;Warm;Socks;https://a.example/1.jpg;Red;EUR\n"
    (strange,) = read(tmp_path, f"{headers}\nA{row.format(1)}B{row.format(2)}", settings=TOLERANT).problems
    names = ("sku", "name", "", "price", "stock", "brand", "description", "category", "image", "colour", "currency")
    line = {f'{name} = "{header}"' for name, header in zip(names, headers.split(";"), strict=True) if name}
    assert set(strange.hint.partition("{ ")[2].removesuffix(" }").split(", ")) == line


@pytest.mark.parametrize(
    "name", ["row", "reason", "#row", "source", " id", "id", " row", "index", "literal", "*", "^.*$"]
)
def test_a_column_of_any_name_does_no_harm(tmp_path: Path, name: str) -> None:
    text = table(OFFER | {name: "x"}, OFFER | {name: "y"})
    for imported in (read(tmp_path, text), read(tmp_path, text + "short\n")):
        assert skus(imported) == ["A1"]
        assert rejected(imported)[0] == (3, "sku: “A1” stands in an earlier row too")
        assert len(write_rejects(imported.rejects, tmp_path / "rejects")) == 1


@pytest.mark.parametrize("column", [column for column in COLUMNS if "*" not in column.name], ids=lambda one: one.name)
def test_every_documented_column_is_read(tmp_path: Path, column: Any) -> None:
    text = table(OFFER | {"currency": "EUR", column.name: OFFER.get(column.name, "")})
    assert lines(read(tmp_path, text)) == []


# JSON lines


def json_lines(folder: Path, *rows: object) -> Import:
    text = "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    return load_catalog(write_shop(folder, {"catalog/offers.jsonl": text}, TOLERANT))


def test_json_lines_give_the_same_offers_as_a_table(tmp_path: Path) -> None:
    rows = [OFFER | {"spec: Memory": "8 GB"}, OFFER | {"sku": "A2", "price_fr": "110"}]
    typed = [rows[0] | {"price_fr": 100, "price_gb": 90.0, "stock": 5, " brand ": "Acme"}, rows[1] | {"stock": None}]
    table_ = read(tmp_path / "table", table(rows[0] | {"stock": "5"}, rows[1]))
    imported = json_lines(tmp_path / "lines", *typed)
    assert lines(imported) == []
    names = ["sku", "product", "name", "brand", "category", "stock", "spec:Memory", "price_fr"]
    assert imported.catalog.offers.select(names).rows() == table_.catalog.offers.select(names).rows()
    assert imported.catalog.offers["price_gb"].to_list() == ["90.0", "90"]


def test_a_line_that_is_no_object_is_rejected_wherever_it_stands(tmp_path: Path) -> None:
    imported = json_lines(tmp_path, "[1]", "", OFFER, "{", "null", "", '{"sku": NaN}', "{}")
    hint = 'write one object a line, as in {"sku": "A1", …}'
    assert lines(imported) == [
        f"content/catalog/offers.jsonl:{line}  the line is not a JSON object → {hint}" for line in (1, 4, 5, 7)
    ]
    assert rejected(imported) == [(line, "the line is not a JSON object") for line in (1, 4, 5, 7)]
    assert (imported.rows, skus(imported)) == (5, ["A1"])


def test_json_lines_end_at_line_ends_only(tmp_path: Path) -> None:
    imported = json_lines(tmp_path, OFFER | {"name": "Phone\u2028\u0085x", "brand": "\u000bA\u0000"})
    assert lines(imported) == []
    assert imported.catalog.offers.select("name", "brand").row(0) == ("Phone\u2028\u0085x", "A")


def test_json_values_that_are_no_texts_are_wrong_cells(tmp_path: Path) -> None:
    imported = json_lines(tmp_path, OFFER | {"stock": 1.5}, OFFER | {"sku": "A2", "product": {"a": 1}, "gtin": True})
    assert [reason for _, reason in rejected(imported)] == [
        "stock: “1.5” is not a whole number",
        'product: “{"a":1}” is not a key; gtin: “true” is not a GTIN',
    ]


def test_objects_where_words_should_be_are_told_and_never_shown(tmp_path: Path) -> None:
    size = {"value": 5, "unit": "cm"}
    second = OFFER | {"sku": "A2", "product": "b", "spec:Size": size, "colour": "{odd}"}
    imported = json_lines(
        tmp_path,
        OFFER | {"spec:Size": size, "spec:Parts": [{"name": "Lid"}], "spec:Tip": {}},
        second,
        OFFER | {"sku": "A3", "product": "c", "name": {"en": "Phone"}},
    )
    hint = "export a text, or a column for each of its values; until then it counts as an empty cell"
    assert lines(imported) == [
        f'content/catalog/offers.jsonl:1:spec:Parts  “[{{"name":"Lid"}}]” is an object, not a text → {hint}',
        (
            'content/catalog/offers.jsonl:1:spec:Size  “{"value":5,"unit":"cm"}” and its like are objects, '
            f"not texts, 2 times → {hint}"
        ),
        f"content/catalog/offers.jsonl:1:spec:Tip  “{{}}” is an object, not a text → {hint}",
        "content/catalog/offers.jsonl:3:name  the cell is empty → fill the cell",
        f'content/catalog/offers.jsonl:3:name  “{{"en":"Phone"}}” is an object, not a text → {hint}',
    ]
    assert rejected(imported) == [(3, "name: the cell is empty")]
    shown = imported.catalog.offers.select(pl.col("^spec:.*$"), "colour")
    assert shown.rows() == [(None, None, None, None), (None, None, None, "{odd}")]


def test_lists_are_steps_of_a_category_pictures_or_words(tmp_path: Path) -> None:
    pictures = ["https://a.example/1.jpg", "https://a.example/2.jpg"]
    lists = {
        "category": ["Audio", None, "Speakers"],
        "images": pictures,
        "spec:Of": ["Wool", "Silk"],
        "spec:To": [1, 2.5],
        "colour": ["Red", "Blue"],
    }
    imported = json_lines(tmp_path, OFFER | lists)
    assert lines(imported) == []
    assert imported.catalog.offers.select("category", "images", "spec:Of", "spec:To", "colour").row(0) == (
        *("audio/speakers", "|".join(pictures), "Wool, Silk", "1, 2.5", "Red, Blue"),
    )


def test_json_lines_without_an_object_are_an_error(tmp_path: Path) -> None:
    assert (
        lines(json_lines(tmp_path, ""))[0] == "content/catalog/offers.jsonl  the export has no rows → export it again"
    )


# the rules of a row

PRICE_HINT = "write digits and a point only, as in 1234.50"
GROUPED_HINT = (
    'may be thousands or a fraction → write it as in 12.34, or decimal = "." or "," below [catalog] in shop.toml'
)
PICTURE_HINT = "is not a picture → write a file below content/images/, or an https address"
PATH_HINT = "has a part without a letter or digit → write the names with > between them, as in Audio > Speakers"


WRONG = [
    ("sku", "", "the cell is empty → fill the cell"),
    ("product", " ", "the cell is empty → fill the cell"),
    ("product", "Phone", "“Phone” is not a key → use small letters, digits and hyphens"),
    ("product", "ph/one", "“ph/one” is not a key → use small letters, digits and hyphens"),
    ("product", "-phone", "“-phone” is not a key → use small letters, digits and hyphens"),
    ("product", "téléphone", "“téléphone” is not a key → use small letters, digits and hyphens"),
    ("name", "", "the cell is empty → fill the cell"),
    ("category", "", "the cell is empty → fill the cell"),
    ("category", "Phones > ", f"“Phones >” {PATH_HINT}"),
    ("category", "> Phones", f"“> Phones” {PATH_HINT}"),
    ("category", "Phones >> Small", f"“Phones >> Small” {PATH_HINT}"),
    ("category", "Phones > &", f"“Phones > &” {PATH_HINT}"),
    ("grade", "goof", f"“goof” {GRADE_HINT}"),
    ("grade", "Good", f"“Good” {GRADE_HINT}"),
    ("price_fr", "1,234", f"“1,234” {GROUPED_HINT}"),
    ("price_fr", "12,50.1", f"“12,50.1” is not a price → {PRICE_HINT}"),
    ("price_fr", "1.23.456", f"“1.23.456” is not a price → {PRICE_HINT}"),
    ("price_fr", "12 34", f"“12 34” is not a price → {PRICE_HINT}"),
    ("price_gb", "1.000,50 €", "“1.000,50 €” is not in GBP → write the amount in the currency of its column"),
    ("price_fr", "£12", "“£12” is not in EUR → write the amount in the currency of its column"),
    ("price_fr", "from 12", f"“from 12” is not a price → {PRICE_HINT}"),
    ("price_gb", "-1", f"“-1” is not a price → {PRICE_HINT}"),
    ("price_fr", "1e3", f"“1e3” is not a price → {PRICE_HINT}"),
    ("price_fr", ".5", f"“.5” is not a price → {PRICE_HINT}"),
    ("price_fr", "١٢", f"“١٢” is not a price → {PRICE_HINT}"),
    ("price_fr", "0", "“0” is not a price to sell at → leave the cell empty where the offer is not sold"),
    ("price_fr", "0.000", "“0.000” is not a price to sell at → leave the cell empty where the offer is not sold"),
    ("price_fr", "1234567890", "“1234567890” is no believable price → check the decimal point"),
    ("price_fr", "1.234", f"“1.234” {GROUPED_HINT}"),
    ("price_gb", "123.450", f"“123.450” {GROUPED_HINT}"),
    ("price_new_fr", "1.234", f"“1.234” {GROUPED_HINT}"),
    ("price_fr", "12.3456", "“12.3456” has more decimals than EUR → round it in the export"),
    ("price_gb", "0.001", "“0.001” has more decimals than GBP → round it in the export"),
    ("price_new_gb", "gratis", f"“gratis” is not a price → {PRICE_HINT}"),
    ("stock", "1.5", "“1.5” is not a whole number → write digits only"),
    ("stock", "-1", "“-1” is not a whole number → write digits only"),
    ("stock", "٣", "“٣” is not a whole number → write digits only"),
    ("rank", "99999999999999999999", "“99999999999999999999” is no believable number → check the cell"),
    (
        "status",
        "Active",
        (
            "“Active” is not a status → write one of active, limited, preorder, backorder, discontinued; "
            "in a feed, in_stock, out_of_stock, preorder or backorder"
        ),
    ),
    ("rating", "5.1", "“5.1” is not a rating → write a number from 0 to 5 with a decimal point"),
    ("rating", "4,5", "“4,5” is not a rating → write a number from 0 to 5 with a decimal point"),
    ("rating_count", "many", "“many” is not a whole number → write digits only"),
    ("updated", "23/11/2026", "“23/11/2026” is not a date → write it as in 2026-11-23"),
    ("updated", "2026-02-30", "“2026-02-30” is no day of the calendar → check month and day"),
    ("buy_url", "http://shop.example", "“http://shop.example” is not a web address → write it with https://"),
    ("buy_url_fr", "https://", "“https://” is not a web address → write it with https://"),
    ("buy_url", "https://a.b/ c", "“https://a.b/ c” is not a web address → write it with https://"),
    ("gtin", "123", "“123” is not a GTIN → write its 8, 12, 13 or 14 digits, or leave it empty"),
    ("gtin", "4006381333932", "“4006381333932” has a wrong check digit → copy the GTIN from the box again"),
    ("image", "/a.svg", f"“/a.svg” {PICTURE_HINT}"),
    ("image", "../a.svg", f"“../a.svg” {PICTURE_HINT}"),
    ("image", "a/../../b.svg", f"“a/../../b.svg” {PICTURE_HINT}"),
    ("image", "a\\b.svg", f"“a\\b.svg” {PICTURE_HINT}"),
    ("image", "HTTP://a.example/a.svg", f"“HTTP://a.example/a.svg” {PICTURE_HINT}"),
    ("image", "see https://a.example/a.svg", f"“see https://a.example/a.svg” {PICTURE_HINT}"),
    ("image", "a.svg|b.svg", "“a.svg|b.svg” is more than one picture → write the others into the column “images”"),
    ("images", "a.svg|../../shop.toml", f"“a.svg|../../shop.toml” {PICTURE_HINT}"),
    ("images", "https://a.example/a.svg|/etc/passwd", f"“https://a.example/a.svg|/etc/passwd” {PICTURE_HINT}"),
    ("images", '[{"src":"https://a.example/a.svg"}]', f'“[{{"src":"https://a.example/a.svg"}}]” {PICTURE_HINT}'),
    ("stock", "x" * 99, f"“{'x' * 60}…” is not a whole number → write digits only"),
]
"""Column, cell, what is said of it."""

RIGHT = [
    ("product", "apple-iphone_13.mini"),
    ("price_fr", "0012.5"),
    ("price_fr", "12.5000"),
    ("price_fr", "1234.500"),
    ("price_fr", "123456789.99"),
    ("price_fr", "0.990"),
    ("price_fr", "12,50"),
    ("price_fr", "1.234,50"),
    ("price_fr", "1,234.50"),
    ("price_fr", "1 234"),
    ("price_gb", "£12"),
    ("rating", "5.0"),
    ("rating", "0"),
    ("gtin", "4006381333931"),
    ("gtin", "96385074"),
    ("gtin", "036000291452"),
    ("gtin", "10036000291459"),
    ("updated", "2024-02-29"),
    ("category", "3DS>Ω"),
    ("image", "https://a.example/a.svg"),
    ("images", "https://a.example/a.svg | https://a.example/../b.svg|"),
    ("buy_url", "https://a.example/é?b=c#d"),
    ("stock", "0"),
    ("status", "discontinued"),
]


def alone(number: int, column: str, cell: str) -> dict[str, str]:
    """A row that no other row has to do with."""
    return OFFER | {"sku": f"S{number}", "product": f"p{number}", column: cell}


@pytest.fixture(scope="module")
def wrong_cells(tmp_path_factory: pytest.TempPathFactory) -> Import:
    """An export with a row for each wrong cell, from row 2 on."""
    rows = [alone(number, column, cell) for number, (column, cell, _) in enumerate(WRONG)]
    return read(tmp_path_factory.mktemp("wrong"), table(*rows), settings=GRADED)


@pytest.mark.parametrize(
    ("row", "column", "report"),
    [(row, column, report) for row, (column, _, report) in enumerate(WRONG, 2)],
    ids=[f"{column}={cell}" for column, cell, _ in WRONG],
)
def test_a_wrong_cell_is_told_with_its_place_and_rejects_its_row(
    wrong_cells: Import, row: int, column: str, report: str
) -> None:
    (problem,) = [problem for problem in wrong_cells.problems if problem.line == row]
    assert str(problem) == f"{EXPORT}:{row}:{column}  {report}"
    assert problem.severity is Severity.NOTICE
    assert [reason for at, reason in rejected(wrong_cells) if at == row] == [f"{column}: {report.partition(' → ')[0]}"]


def test_only_the_rows_with_a_wrong_cell_are_rejected(tmp_path: Path) -> None:
    rows = [alone(n, column, cell) for n, (column, cell, _) in enumerate([WRONG[0], *((*one, "") for one in RIGHT)])]
    imported = read(tmp_path, table(*rows), settings=GRADED)
    assert [problem.line for problem in imported.problems] == [2]
    assert sorted(skus(imported)) == sorted(row["sku"] for row in rows[1:])


def test_all_mistakes_of_a_row_are_told_at_once(tmp_path: Path) -> None:
    imported = read(tmp_path, table(OFFER | {"price_fr": "x", "price_gb": "0", "gtin": "1", "stock": "y"}))
    assert [problem.field for problem in sorted(imported.problems)] == ["gtin", "price_fr", "price_gb", "stock"]
    assert rejected(imported) == [
        (
            2,
            (
                "price_fr: “x” is not a price; price_gb: “0” is not a price to sell at; gtin: “1” is not a GTIN; "
                "stock: “y” is not a whole number"
            ),
        )
    ]


def test_a_later_row_with_a_taken_sku_is_rejected(tmp_path: Path) -> None:
    imported = read(tmp_path, table(OFFER, OFFER | {"price_fr": "1"}, OFFER | {"sku": "a1"}))
    assert lines(imported) == [
        (
            f"{EXPORT}:3:sku  “A1” stands in an earlier row too → give each offer its own, or remove the row; "
            "[[catalog.sources]] merges exports of the same offers"
        )
    ]
    assert skus(imported) == ["A1", "a1"]
    assert imported.catalog.offers["price_fr"].to_list() == ["100", "100"]


@pytest.mark.parametrize("column", ["name", "brand", "category"])
def test_rows_of_a_product_that_disagree_with_the_first_are_rejected(tmp_path: Path, column: str) -> None:
    other = OFFER | {"sku": "A2", column: "Other"}
    imported = read(tmp_path, table(OFFER, other, OFFER | {"sku": "B", "product": "other", column: "Other"}))
    hint = "write the same in all rows of the product, or give this one another product key"
    assert lines(imported) == [f"{EXPORT}:3:{column}  “Other” differs from the product's first row → {hint}"]
    assert skus(imported) == ["A1", "B"]


def test_an_empty_brand_disagrees_with_a_brand(tmp_path: Path) -> None:
    imported = read(tmp_path, table(OFFER, OFFER | {"sku": "A2", "brand": ""}))
    assert rejected(imported) == [(3, "brand: the cell differs from the product's first row")]


@pytest.mark.parametrize("flaw", [{"stock": "x"}, {"price_fr": "", "price_gb": ""}, {"sku": "A0"}])
def test_a_rejected_row_is_no_example_for_the_others(tmp_path: Path, flaw: dict[str, str]) -> None:
    before = OFFER | {"sku": "A0", "product": "other"}
    first = OFFER | {"sku": "A1", "name": "Wrong", "stock": ""} | flaw
    imported = read(tmp_path, table(before, first, OFFER | {"sku": "A2"}))
    assert skus(imported) == ["A0", "A2"]


def test_an_offer_needs_a_price_in_some_market(tmp_path: Path) -> None:
    unsold = {"sku": "A2", "price_fr": "", "price_gb": ""}
    general = unsold | {"sku": "A3", "price": "5", "currency": "GBP"}
    imported = read(tmp_path, table(OFFER, OFFER | unsold, OFFER | general, OFFER | {"sku": "A4", "price_gb": ""}))
    assert lines(imported) == [
        (
            f"{EXPORT}:3:price_fr  the cell is empty, and so is every other price: the offer is sold nowhere → "
            "write the price in one market at least"
        )
    ]
    assert skus(imported) == ["A1", "A3", "A4"]


def test_a_price_needs_a_currency_of_the_shop(tmp_path: Path) -> None:
    row = {name: cell for name, cell in OFFER.items() if not name.startswith("price")} | {"price": "5"}
    imported = read(
        tmp_path,
        table(
            row | {"currency": "GBP"},
            row | {"sku": "A2", "currency": ""},
            row | {"sku": "A3", "currency": "USD"},
            row | {"sku": "A4", "currency": "EUR", "price": "1.234"},
            row | {"sku": "A5", "currency": "EUR", "price_new": "9.999"},
        ),
    )
    assert lines(imported) == [
        f"{EXPORT}:3:currency  the cell is empty, but there is a price → write the currency of the price, as in EUR",
        (
            f"{EXPORT}:4:currency  “USD” is not a currency of the shop → "
            "write one of EUR, GBP, or add it to [locales] in shop.toml"
        ),
        f"{EXPORT}:5:price  “1.234” {GROUPED_HINT}",
        f"{EXPORT}:6:price_new  “9.999” {GROUPED_HINT}",
    ]
    assert skus(imported) == ["A1"]


@pytest.mark.parametrize(
    ("currency", "price", "report"),
    [
        ("JPY", "1234", ""),
        ("JPY", "1234.00", ""),
        ("JPY", "12.5", "“12.5” has more decimals than JPY"),
        ("JPY", "12.500", "“12.500” may be thousands or a fraction"),
        ("TND", "12.345", ""),
        ("TND", "12.3456", "“12.3456” has more decimals than TND"),
    ],
)
def test_the_currency_says_how_many_decimals_a_price_may_have(
    tmp_path: Path, currency: str, price: str, report: str
) -> None:
    settings = TOLERANT.replace('"EUR"', f'"{currency}"')
    imported = read(tmp_path, table(OFFER | {"price_fr": price}), settings=settings)
    assert [problem.message for problem in imported.problems] == [report] * bool(report)


# pictures


def test_a_product_is_shown_without_the_pictures_that_are_not_there(tmp_path: Path) -> None:
    write_files(tmp_path, {"content/images/a.svg": "", "content/images/deep/b c.svg": "", "content/secret.svg": ""})
    long = "x" * 300
    imported = read(
        tmp_path,
        table(
            OFFER | {"image": "a.svg", "images": "a.svg | gone.svg|deep/b c.svg|worse.svg|https://a.example/c.svg"},
            OFFER | {"sku": "A2", "image": "gone.svg", "images": long},
            OFFER | {"sku": "A3", "image": "gone.svg", "images": "deep"},
        ),
    )
    hint = "put it there, or correct the cell: the product is shown without it"
    assert lines(imported) == [
        f"{EXPORT}:2:images  there is no picture “gone.svg”, “worse.svg” in content/images/ → {hint}",
        f"{EXPORT}:3:image  there is no picture “gone.svg” in content/images/ → {hint}",
        f"{EXPORT}:3:images  there is no picture “{long}” in content/images/ → {hint}",
        f"{EXPORT}:4:images  there is no picture “deep” in content/images/ → {hint}",
    ]
    assert {problem.severity for problem in imported.problems} == {Severity.NOTICE}
    assert imported.rejects.height == 0
    (locale, _) = write_shop(tmp_path, {}, TOLERANT).locales
    (only,) = imported.catalog.products(locale).values()
    assert only.images == ("a.svg", "deep/b c.svg", "https://a.example/c.svg")


# several exports


def test_exports_are_joined_in_the_order_of_their_names(tmp_path: Path) -> None:
    content: dict[str, str | bytes] = {
        "catalog/b.csv": table(OFFER | {"sku": "B", "product": "b", "spec:Memory": "8 GB"}),
        "catalog/a.csv": table(OFFER | {"sku": "A", "product": "a", "stock": "0"}),
        "catalog/c.jsonl": json.dumps(OFFER | {"sku": "C", "product": "c"}),
        "catalog/._a.csv": b"\x00\x05\x16\x07",
        "catalog/folder.csv/notes.txt": "",
        "catalog/deep/d.csv": table(OFFER | {"sku": "D", "product": "d"}),
    }
    imported = load_catalog(write_shop(tmp_path, content, TOLERANT))
    assert lines(imported) == []
    assert imported.catalog.offers.select("sku", "stock", "spec:Memory").rows() == [
        ("A", "0", None),
        ("B", None, "8 GB"),
        ("C", None, None),
    ]
    assert imported.rows == 3


def test_a_workbook_is_a_warning_unless_it_was_saved_as_an_export(tmp_path: Path) -> None:
    content: dict[str, str | bytes] = {
        "catalog/a.csv": table(OFFER),
        "catalog/a.xlsx": b"PK",
        "catalog/b.XLSX": b"PK",
        "catalog/c.pdf": b"",
    }
    problems = load_catalog(write_shop(tmp_path, content, TOLERANT)).problems
    assert [(one.source, one.severity) for one in sorted(problems)] == [
        ("content/catalog/a.xlsx", Severity.NOTICE),
        ("content/catalog/b.XLSX", Severity.WARNING),
        ("content/catalog/c.pdf", Severity.NOTICE),
    ]


def test_a_sku_is_taken_across_exports_and_each_names_its_own_rows(tmp_path: Path) -> None:
    imported = read(tmp_path, table(OFFER), table(OFFER | {"sku": "A2"}, OFFER))
    assert lines(imported) == [
        (
            "content/catalog/offers2.csv:3:sku  “A1” stands in an earlier row too → "
            "give each offer its own, or remove the row; [[catalog.sources]] merges exports of the same offers"
        )
    ]


def test_one_bad_export_does_not_hide_another(tmp_path: Path) -> None:
    imported = read(tmp_path, b'"', table(OFFER))
    assert skus(imported) == ["A1"]
    assert [problem.source for problem in imported.problems] == [EXPORT]


@pytest.mark.parametrize(
    ("exports", "report"),
    [
        ('["catalog/*.csv"]', []),
        ("[]", []),
        (
            '["catalog/none.csv"]',
            ["there is no export “content/catalog/none.csv” → put the export there, or correct `exports` in shop.toml"],
        ),
        (
            '["/catalog/offers.csv"]',
            ["“/catalog/offers.csv” is no path of an export → write it from content/, as in catalog/*.csv"],
        ),
        ('[""]', ["“” is no path of an export → write it from content/, as in catalog/*.csv"]),
    ],
)
def test_exports_that_are_not_there(tmp_path: Path, exports: str, report: list[str]) -> None:
    imported = load_catalog(write_shop(tmp_path, {}, f"{LOCALES}catalog.exports = {exports}\n"))
    assert lines(imported) == [f"shop.toml:catalog.exports  {line}" for line in report]
    assert imported.rows == imported.catalog.offers.height == 0
    assert imported.catalog.categories == {}


def test_an_export_that_two_patterns_name_is_read_once(tmp_path: Path) -> None:
    settings = f'{TOLERANT}catalog.exports = ["catalog/offers.csv", "catalog/*"]\n'
    assert read(tmp_path, table(OFFER), settings=settings).rows == 1


# the share of rejected rows


@pytest.mark.parametrize(("limit", "stops"), [("25", False), ("24.9", True), ("0", True), ("100", False)])
def test_too_many_rejected_rows_stop_the_build(tmp_path: Path, limit: str, stops: bool) -> None:  # noqa: FBT001
    rows = [OFFER | {"sku": f"A{number}"} for number in range(3)]
    settings = f"{LOCALES}catalog.max_rejected_percent = {limit}\n"
    imported = read(tmp_path, table(*rows, OFFER | {"sku": "A3", "stock": "x"}), settings=settings)
    errors = [problem for problem in imported.problems if problem.severity is Severity.ERROR]
    assert [str(problem) for problem in errors] == [
        (
            f"shop.toml:catalog.max_rejected_percent  1 of 4 rows were rejected, more than the {limit} % that the shop "
            "allows → mend the export, or `vitrina build --accept-losses` if the loss is meant"
        )
    ] * stops


def test_rows_that_do_not_fit_count_for_the_share(tmp_path: Path) -> None:
    imported = read(tmp_path, HEADER + PHONE + "x\n", settings=f"{LOCALES}catalog.max_rejected_percent = 49\n")
    assert imported.problems[-1].message.startswith("1 of 2 rows were rejected")


# the rejects file


def test_rejected_rows_are_kept_with_their_number_and_reason(tmp_path: Path) -> None:
    imported = read(tmp_path, f'{HEADER}{PHONE}B1,tablet,"Ta, ""blet""",Tablets,x\nC1\n')
    write_files(tmp_path, {"rejects/old-rejects.csv": "", "rejects/notes.txt": ""})
    (path,) = write_rejects(imported.rejects, tmp_path / "rejects")
    assert path.name == "offers-rejects.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["row", "sku", "product", "name", "category", "price_fr", "reason"],
        ["3", "B1", "tablet", 'Ta, "blet"', "Tablets", "x", "price_fr: “x” is not a price"],
        ["4", "C1", "", "", "", "", "the row has 1 cells where the header has 5"],
    ]
    assert sorted(path.name for path in (tmp_path / "rejects").iterdir()) == ["notes.txt", "offers-rejects.csv"]


def test_without_rejected_rows_there_is_no_rejects_file(tmp_path: Path) -> None:
    assert write_rejects(read(tmp_path, table(OFFER)).rejects, tmp_path / "rejects") == []
    assert not (tmp_path / "rejects").exists()


def test_exports_of_one_name_keep_their_rejected_rows_apart(tmp_path: Path) -> None:
    bad = OFFER | {"stock": "x"}
    content = {
        "catalog/fr/offers.csv": table(bad | {"sku": "F"}),
        "catalog/gb/offers.csv": table(bad | {"sku": "G"}),
        "catalog/gb/offers-2.csv": table(bad | {"sku": "H"}),
    }
    shop = write_shop(tmp_path, content, f'{TOLERANT}catalog.exports = ["catalog/**/*.csv"]\n')
    paths = write_rejects(load_catalog(shop).rejects, tmp_path / "rejects")
    assert [(path.name, pl.read_csv(path)["sku"].to_list()) for path in paths] == [
        ("offers-rejects.csv", ["F"]),
        ("offers-2-rejects.csv", ["H"]),
        ("offers-3-rejects.csv", ["G"]),
    ]


def test_a_mended_rejects_file_is_an_export(tmp_path: Path) -> None:
    imported = read(tmp_path, table(OFFER, OFFER | {"sku": "A2", "stock": "x"}))
    (path,) = write_rejects(imported.rejects, tmp_path / "rejects")
    again = read(tmp_path / "again", table(OFFER), path.read_text(encoding="utf-8").replace(",x,", ",1,"))
    assert skus(again) == ["A1", "A2"]
    assert {problem.field for problem in again.problems} == {"row", "reason"}


# prices and what can be bought


def test_each_market_has_its_own_price(tmp_path: Path) -> None:
    rows = [OFFER, OFFER | {"sku": "A2", "price_fr": "", "price_gb": "80"}]
    french, british = (product(tmp_path, *rows, locale=code) for code in ("fr-FR", "en-GB"))
    assert [(one.sku, one.price) for one in french.offers] == [("A1", Money(Decimal(100), "EUR"))]
    assert [(one.sku, one.price) for one in british.offers] == [
        ("A2", Money(Decimal(80), "GBP")),
        ("A1", Money(Decimal(90), "GBP")),
    ]


def test_a_general_price_is_for_the_markets_of_its_currency_without_their_own(tmp_path: Path) -> None:
    settings = f'{TOLERANT}locales.fr-BE = {{ prefix = "be", currency = "EUR" }}\n'
    row = OFFER | {"price": "70.5", "price_new": "140", "currency": "EUR", "price_gb": ""}
    found = {code: products(tmp_path, row, settings=settings, locale=code) for code in ("fr-FR", "fr-BE", "en-GB")}
    assert found["fr-FR"]["phone"].best.price == Money(Decimal(100), "EUR")
    assert found["fr-BE"]["phone"].best.price == Money(Decimal("70.5"), "EUR")
    assert found["fr-BE"]["phone"].best.reference == Money(Decimal(140), "EUR")
    assert found["en-GB"] == {}


@pytest.mark.parametrize(
    ("currency", "cell", "amount"),
    [
        ("EUR", "1234.5", "1234.50"),
        ("EUR", "0.07", "0.07"),
        ("EUR", "0.29", "0.29"),
        ("EUR", "1.10", "1.10"),
        ("EUR", "999999999.99", "999999999.99"),
        ("JPY", "12345", "12345"),
        ("JPY", "100.00", "100"),
        ("TND", "12.345", "12.345"),
    ],
)
def test_prices_are_exact_in_the_smallest_unit(tmp_path: Path, currency: str, cell: str, amount: str) -> None:
    settings = TOLERANT.replace('"EUR"', f'"{currency}"')
    price = product(tmp_path, OFFER | {"price_fr": cell}, settings=settings).best.price
    assert (str(price.amount), price.currency) == (amount, currency)


@pytest.mark.parametrize(
    ("new", "reference", "discount"),
    [
        ("200", Decimal(200), 0.5),
        ("100.01", Decimal("100.01"), 0.0001),
        ("100", None, 0),
        ("99", None, 0),
        ("", None, 0),
    ],
)
def test_the_price_new_is_kept_where_it_is_higher(
    tmp_path: Path, new: str, reference: Decimal | None, discount: float
) -> None:
    found = product(tmp_path, OFFER | {"price_new_fr": new})
    assert (found.best.reference and found.best.reference.amount) == reference
    assert found.discount == pytest.approx(discount, abs=1e-6)


@pytest.mark.parametrize(
    ("status", "stock", "availability"),
    [
        ("", "", Availability.IN_STOCK),
        ("active", "7", Availability.IN_STOCK),
        ("active", "0", Availability.OUT_OF_STOCK),
        ("", "000", Availability.OUT_OF_STOCK),
        ("discontinued", "7", Availability.DISCONTINUED),
        ("discontinued", "0", Availability.DISCONTINUED),
        ("limited", "", Availability.LIMITED),
        ("limited", "0", Availability.OUT_OF_STOCK),
        ("preorder", "0", Availability.PRE_ORDER),
        ("backorder", "0", Availability.BACK_ORDER),
    ],
)
def test_status_and_stock_say_what_can_be_bought(
    tmp_path: Path, status: str, stock: str, availability: Availability
) -> None:
    assert offer(tmp_path, status=status, stock=stock).availability is availability


@pytest.mark.parametrize(
    ("offers", "best", "several"),
    [
        ([("30", ""), ("10", "0"), ("20", "5")], "A2", True),
        ([("20", ""), ("20.00", ""), ("10", "0")], "A0", False),
        ([("20", ""), ("10", "0")], "A0", False),
        ([("20", "0"), ("10", "0")], "A1", True),
        ([("10", "0"), ("10", "0")], "A0", False),
    ],
)
def test_the_best_offer_is_the_cheapest_that_can_be_bought(
    tmp_path: Path,
    offers: list[tuple[str, str]],
    best: str,
    several: bool,  # noqa: FBT001
) -> None:
    rows = [OFFER | {"sku": f"A{n}", "price_fr": price, "stock": stock} for n, (price, stock) in enumerate(offers)]
    found = product(tmp_path, *rows)
    assert (found.best.sku, found.several) == (best, several)
    assert found.available == any(stock != "0" for _, stock in offers)
    prices = [one.price.amount for one in found.offers]
    assert prices == sorted(prices)


def test_a_product_is_discontinued_when_all_its_offers_are(tmp_path: Path) -> None:
    rows = [OFFER | {"status": "discontinued"}, OFFER | {"sku": "A2", "status": "active", "stock": "0"}]
    assert product(tmp_path, rows[0]).discontinued
    assert not product(tmp_path, *rows).discontinued
    assert product(tmp_path, *rows).best.sku == "A1"


def test_an_offer_keeps_its_facts(tmp_path: Path) -> None:
    write_files(tmp_path, {"content/images/a.svg": ""})
    cells = {
        "grade": "fair",
        "storage": "128 GB",
        "colour": "Blue",
        "gtin": "96385074",
        "mpn": "MQ6-1",
        "image": "a.svg",
        "buy_url": "https://a.example/1",
        "updated": "2026-11-23",
    }
    found = product(tmp_path, OFFER | cells, settings=GRADED)
    assert found.updated == date(2026, 11, 23)
    assert found.best == Offer(
        sku="A1",
        grade="fair",
        condition="refurbished",
        storage="128 GB",
        colour="Blue",
        price=Money(Decimal(100), "EUR"),
        reference=None,
        availability=Availability.IN_STOCK,
        buy_url="https://a.example/1",
        gtin="96385074",
        mpn="MQ6-1",
        image="a.svg",
    )


def test_a_market_may_have_its_own_shop_to_buy_in(tmp_path: Path) -> None:
    row = OFFER | {"buy_url": "https://a.example", "buy_url_gb": "https://b.example"}
    assert product(tmp_path, row).best.buy_url == "https://a.example"
    assert product(tmp_path, row, locale="en-GB").best.buy_url == "https://b.example"


def test_a_market_may_have_its_own_stock(tmp_path: Path) -> None:
    row = OFFER | {"stock": "3", "stock_gb": "0"}
    assert product(tmp_path, row).available
    assert not product(tmp_path, row, locale="en-GB").available
    assert product(tmp_path, OFFER | {"stock": "0", "stock_gb": "1"}, locale="en-GB").available


def test_the_condition_is_the_grades_then_the_rows_then_new(tmp_path: Path) -> None:
    assert product(tmp_path, OFFER | {"grade": "fair"}, settings=GRADED).best.condition == "refurbished"
    assert product(tmp_path, OFFER | {"condition": "used"}, settings=GRADED).best.condition == "used"
    assert product(tmp_path, OFFER | {"grade": "b", "condition": "used"}).best.condition == "used"
    assert product(tmp_path, OFFER).best.condition == "new"


def test_a_condition_that_is_not_what_the_grade_stands_for_is_rejected(tmp_path: Path) -> None:
    row = OFFER | {"grade": "fair", "condition": "new"}
    imported = read(tmp_path, table(row), settings=GRADED)
    (problem,) = [one for one in imported.problems if one.field == "condition"]
    assert problem.message == "“new” is not what the offer's grade stands for"


def test_the_last_change_of_an_offer_is_the_products(tmp_path: Path) -> None:
    rows = [OFFER | {"sku": str(n), "updated": day} for n, day in enumerate(["2026-01-02", "2026-11-23", ""])]
    assert product(tmp_path, *rows).updated == date(2026, 11, 23)
    assert product(tmp_path, OFFER).updated is None


# products and categories


@pytest.mark.parametrize(
    ("rating", "count", "expected"),
    [("4.5", "12", (Decimal("4.5"), 12)), ("4.5", "", (None, 0)), ("4.5", "0", (None, 0)), ("", "12", (None, 12))],
)
def test_a_rating_counts_where_somebody_rated(
    tmp_path: Path, rating: str, count: str, expected: tuple[Decimal | None, int]
) -> None:
    found = product(tmp_path, OFFER | {"rating": rating, "rating_count": count})
    assert (found.rating, found.rating_count) == expected


def test_names_and_descriptions_by_language(tmp_path: Path) -> None:
    found = product(tmp_path, OFFER | {"name_fr": "Téléphone", "name_en": "", "description_fr": "Bon."})
    assert [found.name(language) for language in ("fr", "es", "en")] == ["Téléphone", "Phone", "Phone"]
    assert found.words.descriptions == {"fr": "Bon."}


def test_facts_stand_in_the_order_of_their_columns(tmp_path: Path) -> None:
    specs = {"spec:Weight": "174 g", "spec: Memory ": "4 GB", "spec:Screen size": ""}
    assert product(tmp_path, OFFER | specs).words.specs == (("Weight", "174 g"), ("Memory", "4 GB"))


def test_options_tell_the_offers_of_a_product_apart(tmp_path: Path) -> None:
    rows = [
        OFFER | {"option: Size": "M", "option:Fabric": "Wool"},
        OFFER | {"sku": "A2", "option: Size": "L", "price_fr": "101"},
    ]
    assert [one.options for one in product(tmp_path, *rows).offers] == [
        (("Size", "M"), ("Fabric", "Wool")),
        (("Size", "L"),),
    ]


def test_the_first_row_that_a_market_sells_describes_the_product(tmp_path: Path) -> None:
    rows = [OFFER | {"price_gb": "", "model": "F"}, OFFER | {"sku": "A2", "model": "G"}]
    assert product(tmp_path, *rows).model == "F"
    assert product(tmp_path, *rows, locale="en-GB").model == "G"


def test_products_stand_by_rank_then_in_the_order_of_the_export(tmp_path: Path) -> None:
    ranks = {"a": ["", ""], "b": ["9", "1"], "c": [""], "d": ["0"], "e": [""]}
    rows = [
        OFFER | {"sku": f"{key}{n}", "product": key, "rank": rank}
        for key, of in ranks.items()
        for n, rank in enumerate(of)
    ]
    found = products(tmp_path, *rows)
    assert list(found) == ["a", "d", "b", "c", "e"]
    assert [one.rank for one in found.values()] == [0, 0, 1, 4, 6]


def test_categories_stand_in_the_order_of_the_export_parents_first(tmp_path: Path) -> None:
    paths = ["Phones > Small", "Tablets", "Phones>Large ones", "Phones", "Café & Co > Été", "phones > small"]
    rows = [OFFER | {"sku": str(n), "product": f"p{n}", "category": path} for n, path in enumerate(paths)]
    categories = read(tmp_path, table(*rows)).catalog.categories
    assert list(categories) == [
        "phones",
        "phones/small",
        "phones/large-ones",
        "tablets",
        "cafe-co",
        "cafe-co/ete",
    ]
    assert [one.name for one in categories.values()] == ["Phones", "Small", "Large ones", "Tablets", "Café & Co", "Été"]
    assert categories["phones"].children == ("phones/small", "phones/large-ones")
    assert categories["phones/small"].parent == "phones"
    assert categories["tablets"].parent is None


def test_a_price_new_that_is_lower_is_told_and_not_shown(tmp_path: Path) -> None:
    rows = [OFFER | {"price_new_fr": "99", "price_new_gb": "90"}, OFFER | {"sku": "A2", "price_new_fr": "100.5"}]
    imported = read(tmp_path, table(*rows))
    assert lines(imported) == [
        (
            f"{EXPORT}:2:price_new_fr  “99” is lower than the price → "
            "leave it empty where the offer is no bargain; the cell counts as empty"
        )
    ]
    assert imported.catalog.offers["price_new_fr"].to_list() == [None, "100.5"]


def test_descriptions_in_the_wrong_column_are_told(tmp_path: Path) -> None:
    english = "This is the phone for you, with a screen that is the best of the year."
    french = "Le téléphone est avec vous dans les voyages, et il est fait pour durer."
    row = OFFER | {"description": english, "description_fr": french}
    assert lines(read(tmp_path / "right", table(row))) == []
    wrong = read(tmp_path / "wrong", table(OFFER | {"description": french, "description_fr": english}))
    assert [(one.field, "“fr”" in one.message, "“en”" in one.message) for one in sorted(wrong.problems)] == [
        ("description", True, True),
        ("description_fr", True, True),
    ]
    assert skus(wrong) == ["A1"]


def test_siblings_with_one_slug_are_told_apart_in_their_order(tmp_path: Path) -> None:
    paths = ["C#", "C", "c#", "C > Caf\u00e9", "C > Cafe"]
    rows = [OFFER | {"sku": str(n), "product": f"p{n}", "category": path} for n, path in enumerate(paths)]
    catalog = read(tmp_path, table(*rows)).catalog
    assert {key: one.name for key, one in catalog.categories.items()} == {
        "c": "C#",
        "c-2": "C",
        "c-2/cafe": "Caf\u00e9",
        "c-2/cafe-2": "Cafe",
    }
    assert dict(catalog.offers.select("product", "category").rows())["p2"] == "c"


GOOGLE = "# Google_Product_Taxonomy_Version: 2021-09-21\n"
TAXONOMY = f'{TOLERANT}source_language = "en"\ncatalog.taxonomy = {{ en = "t/en.txt", fr = "t/fr.txt" }}\n'


def test_ids_of_a_taxonomy_are_categories_with_their_names_in_each_language(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "content/t/en.txt": f"{GOOGLE}222 - Electronics\n267 - Electronics > Phones\n9 - Electronics > Tablets\n",
            "content/t/fr.txt": f"{GOOGLE}222 - \u00c9lectronique\n267 - \u00c9lectronique > T\u00e9l\u00e9phones\n",
        },
    )
    cells = ["267", "Electronics > Tablets", "Garden", "5"]
    rows = [OFFER | {"sku": str(n), "product": f"p{n}", "category": cell} for n, cell in enumerate(cells)]
    imported = read(tmp_path, table(*rows), settings=TAXONOMY)
    found = {key: dict(one.names) for key, one in imported.catalog.categories.items()}
    assert found == {
        "electronics": {"fr": "\u00c9lectronique"},
        "electronics/phones": {"fr": "T\u00e9l\u00e9phones"},
        "electronics/tablets": {},
        "garden": {},
        "5": {},
    }
    assert [line.partition(" \u2192 ")[0] for line in lines(imported)] == [
        f"{EXPORT}:5:category  the taxonomy has no category \u201c5\u201d",
        "shop.toml:catalog.taxonomy.fr  a category has no name in \u201cfr\u201d: \u201cElectronics > Tablets\u201d",
    ]


def test_shopifys_taxonomy_is_read_too(tmp_path: Path) -> None:
    gid = "gid://shopify/TaxonomyCategory/"
    write_files(
        tmp_path, {"content/t/en.txt": f"# Shopify\n\n{gid}el   : Electronics\n{gid}el-4 : Electronics > Audio\n"}
    )
    rows = [OFFER | {"category": f"{gid}el-4"}, OFFER | {"sku": "A2", "product": "b", "category": "el-4"}]
    imported = read(tmp_path, table(*rows), settings=TAXONOMY.replace(', fr = "t/fr.txt"', ""))
    assert list(imported.catalog.categories) == ["electronics", "electronics/audio"]


def test_a_taxonomy_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    write_files(tmp_path, {"content/t/fr.txt": "nothing"})
    report = lines(read(tmp_path, table(OFFER), settings=TAXONOMY))
    assert report[0].startswith(
        "shop.toml:catalog.taxonomy.en  the taxonomy \u201ccontent/t/en.txt\u201d cannot be read"
    )
    assert report[1].startswith("shop.toml:catalog.taxonomy.fr  \u201ccontent/t/fr.txt\u201d holds no categories")


def test_a_subtree_is_a_category_with_all_below_it(tmp_path: Path) -> None:
    paths = ["A > B > C", "A > D", "E"]
    rows = [OFFER | {"sku": str(n), "product": f"p{n}", "category": path} for n, path in enumerate(paths)]
    catalog = read(tmp_path, table(*rows)).catalog
    assert catalog.subtree("a") == ["a", "a/b", "a/b/c", "a/d"]
    assert catalog.offers["category"].to_list() == ["a/b/c", "a/d", "e"]


@pytest.mark.parametrize("word", ["null", "NULL", "[null]", "N/A", "#N/A", "None", "nan", "NaN", "undefined"])
def test_a_word_for_nothing_counts_as_an_empty_cell_and_is_told(tmp_path: Path, word: str) -> None:
    rows = [OFFER, OFFER | {"sku": "A2", "brand": word, "gtin": word}, OFFER | {"sku": "A3", "brand": word}]
    rows = [row | {"product": row["sku"].lower(), "brand": row.get("brand", "Acme")} for row in rows]
    imported = read(tmp_path, table(*rows))
    assert imported.catalog.offers["brand"].to_list() == ["Acme", None, None]
    assert imported.rejects.height == 0
    hint = "leave them empty in the export"
    assert lines(imported) == [
        f"{EXPORT}:3:brand  “{word}” and its like stand for empty cells, 2 times → they count as such: {hint}",
        f"{EXPORT}:3:gtin  “{word}” stands for an empty cell → it counts as one: leave it empty in the export",
    ]


def test_a_needed_cell_that_holds_a_word_for_nothing_is_empty(tmp_path: Path) -> None:
    imported = read(tmp_path, table(OFFER, OFFER | {"sku": "A2", "product": "b", "category": "[null]"}))
    assert lines(imported) == [
        f"{EXPORT}:3:category  the cell is empty → fill the cell",
        f"{EXPORT}:3:category  “[null]” stands for an empty cell → it counts as one: leave it empty in the export",
    ]


def test_words_stay_words_where_a_column_is_of_words(tmp_path: Path) -> None:
    row = OFFER | {"name": "Nan", "spec:Lining": "None", "colour": "none"}
    imported = read(tmp_path, table(row))
    assert imported.problems == []
    assert imported.catalog.offers.select("name", "spec:Lining", "colour").row(0) == ("Nan", "None", "none")


@pytest.mark.parametrize("text", ["TÃ©lÃ©phone", "Câble 2 m â€“ noir", "Ã€ propos", "5 Âµm"])
def test_texts_that_were_read_in_a_wrong_encoding_before_are_told(tmp_path: Path, text: str) -> None:
    rows = [OFFER, OFFER | {"sku": "A2", "product": "b", "name": text, "description": f"Le {text}\u00a0: bien"}]
    imported = read(tmp_path, table(*rows))
    assert [(one.line, one.field, one.severity) for one in sorted(imported.problems)] == [
        (3, "description", Severity.NOTICE),
        (3, "name", Severity.NOTICE),
    ]
    assert all("seems to be UTF-8 that was read as another encoding" in one.message for one in imported.problems)


def test_letters_with_accents_are_no_sign_of_a_wrong_encoding(tmp_path: Path) -> None:
    texts = ("NÃO Â", "Âge", "“Crème” – à 5 €", "Ã", "Ángel")
    rows = [OFFER | {"sku": f"A{n}", "product": f"p{n}", "name": text} for n, text in enumerate(texts)]
    assert read(tmp_path, table(*rows)).problems == []


@pytest.mark.parametrize(("column", "cell"), [("gtin", "4.00638E+12"), ("stock", "1,2E+03"), ("price_fr", "1.5E+05")])
def test_what_a_spreadsheet_has_rounded_is_told(tmp_path: Path, column: str, cell: str) -> None:
    (line,) = lines(read(tmp_path, table(OFFER | {column: cell})))
    hint = "make the column one of text there, and export again"
    assert line == f"{EXPORT}:2:{column}  “{cell}” was rounded by a spreadsheet → {hint}"


@pytest.mark.parametrize(("column", "cell"), [("sku", "1.23457E+12"), ("sku", "1,2E+3"), ("mpn", "4E+10")])
def test_ids_that_a_spreadsheet_has_rounded_are_told_and_kept(tmp_path: Path, column: str, cell: str) -> None:
    own = ("1E10", "E+3", "5.5E+", "12345")
    rows = [OFFER | {"sku": f"A{n}", "product": f"p{n}"} | {column: text} for n, text in enumerate([*own, cell])]
    imported = read(tmp_path, table(*rows))
    assert imported.catalog.offers.height == len(rows)
    (problem,) = imported.problems
    assert (problem.line, problem.field, problem.severity) == (6, column, Severity.NOTICE)
    assert problem.message == f"“{cell}” seems to be a number that a spreadsheet has rounded: one id is so"


def suggested(imported: Import) -> str:
    """The line for shop.toml with which a report answers an export with columns of its own."""
    (strange,) = [one for one in imported.problems if "columns of its own" in one.message]
    assert "guessed from its headers and cells, to be checked" in strange.hint
    return strange.hint.partition(" below [catalog] in shop.toml: ")[2]


def test_columns_of_ours_in_capitals_are_guessed_with_all_that_the_export_has(tmp_path: Path) -> None:
    text = "SKU,Product,Name,Category,Price_GB,Colour\nA1,chair,Chair,Chairs,40,Red\nA2,chair,Chair,Chairs,45,Blue\n"
    line = suggested(read(tmp_path, text, settings=TOLERANT))
    assert line == (
        'columns = { sku = "SKU", name = "Name", product = "Product", category = "Category", price_gb = "Price_GB", '
        'colour = "Colour" }'
    )
    offers = read(tmp_path, text, settings=f"{TOLERANT}catalog.{line}\n").catalog.offers
    assert offers.select("sku", "product", "price_gb").rows() == [("A1", "chair", "40"), ("A2", "chair", "45")]


def test_columns_are_guessed_by_what_stands_in_them(tmp_path: Path) -> None:
    text = (
        "C1;C2;C3;C4;C5;C6;C7;C8\n"
        '1001;Oak chair;Chairs;"49,90";EUR;4006381333931;https://a.example/1.jpg;https://a.example/p/1\n'
        '1002;Ash chair;Chairs;"39,90";EUR;;https://a.example/2.jpg;https://a.example/p/2\n'
        '1003;Desk lamp;Lamps;"1.019,90";EUR;;;https://a.example/p/3\n'
        '1004;Big lamp;Lamps;"9,90";EUR;;https://a.example/4.jpg;https://a.example/p/4\n'
    )
    line = suggested(read(tmp_path, text, settings=TOLERANT))
    assert line == (
        'columns = { sku = "C1", name = "C2", currency = "C5", gtin = "C6", image = "C7", buy_url = "C8", '
        'price = "C4", category = "C3" }'
    )
    imported = read(tmp_path, text, settings=f"{TOLERANT}catalog.{line}\n")
    columns = ("sku", "name", "price", "currency", "category", "gtin", "image", "buy_url")
    assert imported.catalog.offers.select(columns).row(2) == (
        *("1003", "Desk lamp", "1019.90", "EUR", "lamps", None, None, "https://a.example/p/3"),
    )


def test_texts_in_several_languages_are_guessed_by_their_headers(tmp_path: Path) -> None:
    text = "ProductKey,SpanishProductName,FrenchProductName,EnglishProductName,ListPrice\n1,Silla,Chaise,Chair,9.90\n"
    line = suggested(read(tmp_path, text, settings=TOLERANT))
    names = 'name = "EnglishProductName", price = "ListPrice", name_fr = "FrenchProductName"'
    assert line == f'columns = {{ sku = "ProductKey", {names} }}'


def test_what_a_header_may_mean_is_asked_of_its_cells(tmp_path: Path) -> None:
    text = "ID,Reference,Title,Price,Link,Inventory\n1,,Chair,9.90,chair,InStock\n2,,Lamp,8.90,lamp,InStock\n"
    line = suggested(read(tmp_path, text, settings=TOLERANT))
    assert line == 'columns = { sku = "ID", name = "Title", price = "Price" }'


def test_below_a_title_the_columns_of_the_settings_are_not_told_one_by_one(tmp_path: Path) -> None:
    columns = 'catalog.currency = "EUR"\ncatalog.columns = { sku = "No", name = "Title", price = "Price" }\n'
    imported = read(tmp_path, "Our products,,\nNo,Title,Price\n1,Chair,5\n", settings=TOLERANT + columns)
    assert [one.message for one in imported.problems] == ["row 2 seems to be the header, and not the first"]


@pytest.mark.parametrize(
    ("above", "report"),
    [
        (
            "Our products;;\nas of 2026-11-29;;\n",
            "1  row 3 seems to be the header, and not the first → remove the rows",
        ),
        (
            "Our products\nas of 2026-11-29\n\n",
            "1  the first row has 1 cell, and most others have 3 → remove what stands",
        ),
    ],
)
def test_a_title_above_the_header_is_told(tmp_path: Path, above: str, report: str) -> None:
    text = f"{above}Ref;Title;Price\nA1;Chair;9,90\nB1;Lamp;8,90\nC1;Table;7,90\n"
    (problem,) = read(tmp_path, text, settings=TOLERANT).problems
    assert str(problem).startswith(f"{EXPORT}:{report}")


def test_an_empty_column_of_prices_needs_no_currency(tmp_path: Path) -> None:
    text = "Ref,Title,Prix,price_fr\nA,Chaise,,9\n"
    columns = 'columns = { sku = "Ref", name = "Title", price = "Prix" }'
    imported = read(tmp_path, text, settings=f"{TOLERANT}catalog.{columns}\n")
    assert errors(imported.problems) == []
    assert imported.catalog.offers["price_fr"].to_list() == ["9"]


SOURCES = f"""{TOLERANT}
[[catalog.sources]]
file = "catalog/offers.csv"
[[catalog.sources]]
file = "catalog/offers2.csv"
"""


def test_a_single_source_with_columns_of_its_own_is_told_as_any_export(tmp_path: Path) -> None:
    settings = f'{TOLERANT}[[catalog.sources]]\nfile = "catalog/offers.csv"\n'
    (problem,) = read(tmp_path, "Ref;Titel;Preis\nA1;Stuhl;9,90\n", settings=settings).problems
    assert problem.message == "the export has columns of its own: sku, product, name, category are missing"


def test_each_of_several_sources_needs_the_number_of_its_offers(tmp_path: Path) -> None:
    imported = read(tmp_path, table(OFFER), "Ref;Stock\nA1;3\n", settings=SOURCES)
    (problem,) = imported.problems
    assert problem.source == "content/catalog/offers2.csv"
    assert problem.message == "the export has columns of its own: sku is missing"
    assert problem.hint.endswith('columns = { sku = "Ref", stock = "Stock" }')


def test_what_none_of_several_sources_has_is_told(tmp_path: Path) -> None:
    imported = read(tmp_path, "sku,stock\nA1,3\n", "sku,name\nA1,One\n", settings=SOURCES)
    assert [one.message for one in imported.problems] == [
        "no export has a column “product”",
        "no export has a column “category”",
        "no export has a column “price”",
    ]
    assert {one.severity for one in imported.problems} == {Severity.ERROR}
    assert (imported.rows, imported.catalog.offers.height) == (0, 0)


def test_what_other_systems_call_a_product_becomes_its_key(tmp_path: Path) -> None:
    text = "Ref,Title,Price,Token\nA,Mug,1,ABC 123\nB,Mug,2,ABC 123\nC,Cup,2,abc-123\nD,Cup,2,Ünï/9\nE,Cup,2,\n"
    columns = 'sku = "Ref", name = "Title", price = "Price", product = "Token"'
    settings = f'{TOLERANT}catalog.currency = "EUR"\ncatalog.columns = {{ {columns} }}\n'
    imported = read(tmp_path, text, settings=settings)
    assert imported.rejects.is_empty()
    (alike,) = [one for one in imported.problems if "told apart" in one.message]
    assert (alike.line, alike.message) == (
        2,
        "2 offers are told apart by nothing but the price, first those of “abc-123-2”",
    )
    optional = settings.replace('product = "Token"', 'product = "Token", "option:No." = "Ref"')
    assert not [one for one in read(tmp_path, text, settings=optional).problems if "told apart" in one.message]
    products = ["abc-123-2", "abc-123-2", "abc-123", "uni-9", "e"]
    assert imported.catalog.offers["product"].to_list() == products


def test_an_export_that_shares_some_of_our_headers_is_another_s_all_the_same(tmp_path: Path) -> None:
    text = "sku,name,price,categories,qty,weight,url_key\nA1,Bag,34.0000,Gear,100.0000,1,bag\nB1,Hat,5,Gear,-2,1,hat\n"
    line = suggested(read(tmp_path, text, settings=TOLERANT))
    assert line == 'columns = { category = "categories", stock = "qty" }'
    imported = read(tmp_path, text, settings=f'{TOLERANT}catalog.currency = "EUR"\ncatalog.{line}\n')
    offers = imported.catalog.offers.select("sku", "product", "stock", "category").rows()
    assert offers == [("A1", "a1", "100", "gear"), ("B1", "b1", "0", "gear")]


def test_a_row_without_a_number_is_told_once(tmp_path: Path) -> None:
    text = "Ref,Title,Prix\n,Chaise,9\nB,Lampe,8\n"
    settings = (
        f'{TOLERANT}catalog.currency = "EUR"\ncatalog.columns = {{ sku = "Ref", name = "Title", price = "Prix" }}\n'
    )
    imported = read(tmp_path, text, settings=settings)
    assert [one.field for one in imported.problems if one.line == 2 and "category" not in one.message] == ["Ref"]


def test_an_export_whose_prices_are_all_empty_is_told_in_one_line(tmp_path: Path) -> None:
    text = "Ref,Title,Prix\nA,Chaise,\nB,Lampe,\n"
    imported = read(
        tmp_path, text, settings=f'{TOLERANT}catalog.columns = {{ sku = "Ref", name = "Title", price = "Prix" }}\n'
    )
    assert [one.message for one in errors(imported.problems)] == ["no column holds a price"]


@pytest.mark.parametrize("cell", ["1,500円", "￥1,500", "1.500 JPY"])
def test_beside_the_sign_of_a_currency_without_decimals_thousands_are_parted(tmp_path: Path, cell: str) -> None:
    row = {**OFFER, "price_fr": "", "price_gb": "", "price": cell}
    imported = read(tmp_path, table(row), settings=TOLERANT.replace('"EUR"', '"JPY"'))
    assert imported.catalog.offers.select("price", "currency").row(0) == ("1500", "JPY")


def test_an_amount_in_one_of_several_currencies_is_told_as_it_stands_there(tmp_path: Path) -> None:
    row = {**OFFER, "price_fr": "", "price_gb": "", "price": "$20"}
    imported = read(tmp_path, table(row, row | {"sku": "A2", "currency": "EUR"}))
    assert [(one.line, one.message) for one in sorted(imported.problems) if one.field == "price"] == [
        (2, "“$20” may be in several currencies"),
        (3, "“$20” is not in the currency of its row"),
    ]


def test_products_stand_together_in_the_order_of_their_first_rows(tmp_path: Path) -> None:
    rows = [
        OFFER | {"sku": sku, "product": key, "category": path}
        for sku, key, path in [
            ("1", "t", "Tablets"),
            ("2", "p", "Phones"),
            ("3", "t", "Tablets"),
            ("4", "q", "Tablets"),
        ]
    ]
    assert skus(read(tmp_path, table(*rows))) == ["1", "3", "2", "4"]


# anything at all

NASTY = """
phone|phone-2|A > B|1|0|12.5|1.234|99999999999999999999|4006381333931|EUR|٣|2026-11-23|2026-13-01|active
https://a.example/a|a.svg|../c|good|4.5|"|,|\x00|a/\x00b
"""
CELLS = st.text(max_size=12) | st.sampled_from(["", "a|b", *NASTY.strip().replace("\n", "|").split("|")])
PRICED = OFFER | {"currency": "EUR"}
"""A row beside which a column `price` is no mistake."""
NAMES = [
    *(column.name.replace("*", "fr") for column in COLUMNS),
    "price_gb",
    "spec:Memory",
    "row",
    "reason",
    "",
]
SMALL = settings(max_examples=25)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for many shops, one after the other."""
    return tmp_path_factory.mktemp("shop")


def stripped(cell: str) -> str:
    return cell.encode().translate(SPACED).decode().strip()


def assert_sound(folder: Path, name: str, data: bytes) -> Import:
    for old in (folder / "content" / "catalog").glob("*"):
        old.unlink()
    shop = write_shop(folder, {f"catalog/{name}": data}, GRADED)
    imported = load_catalog(shop)
    offers, rejects = imported.catalog.offers, imported.rejects
    assert imported.rows == offers.height + rejects.height
    assert rejects[REASON].null_count() == 0
    assert all(str(problem).startswith(f"content/catalog/{name}") for problem in imported.problems)
    sold = {
        offer.sku
        for locale in shop.locales
        for one in imported.catalog.products(locale).values()
        for offer in one.offers
    }
    assert sold == set(offers["sku"])
    for path in write_rejects(rejects, folder / "rejects"):
        assert len(list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))) == rejects.height + 1
    return imported


@SMALL
@given(data=st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@example(b'"')
@example(b"\r")
def test_any_bytes_are_read_or_refused(folder: Path, data: bytes) -> None:
    for name in ("a.csv", "a.jsonl"):
        assert_sound(folder, name, data)
    assert_sound(folder, "a.csv", HEADER.encode() + data)


@SMALL
@given(
    rows=st.lists(
        st.fixed_dictionaries(dict.fromkeys(OFFER, CELLS), optional=dict.fromkeys({*NAMES} - {*OFFER}, CELLS)),
        max_size=5,
    )
)
def test_any_cells_are_an_offer_or_rejected(folder: Path, rows: list[dict[str, str]]) -> None:
    imported = assert_sound(folder, "a.csv", table(PRICED, *rows).encode())
    if "" not in {name for row in rows for name in row}:
        assert imported.rows == 1 + sum(any(map(stripped, row.values())) for row in rows)
    assert_sound(folder, "a.jsonl", "\n".join(json.dumps(row) for row in [PRICED, *rows]).encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | CELLS, inner, max_size=6),
    max_leaves=12,
)


@SMALL
@given(values=st.lists(JSON, max_size=5))
def test_any_json_is_an_offer_or_rejected(folder: Path, values: list[object]) -> None:
    imported = assert_sound(folder, "a.jsonl", "\n".join(json.dumps(value) for value in [PRICED, *values]).encode())
    assert imported.rows >= 1 + sum(not isinstance(value, dict) for value in values)


@settings(max_examples=300)
@given(body=st.text(alphabet='ab",\n \r\u2028\x00é', max_size=40))
@example('"a"')
@example('a,b"c,"d')
@example('a,,"""')
@example(' aé"a,",a,"')
@example("a,b\na,b,c,d\n")
@example("a,\n,,,")
@example("a,b,c\na,b,c,d")
def test_tables_are_read_as_the_csv_module_reads_them(body: str) -> None:
    text = f"a,b,c\n{body}"
    table, _ = read_table(text.encode(), "a.csv")
    frame = table.frame if table else None
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        records = list(csv.reader(io.StringIO(plain), strict=True))
    except csv.Error:
        assert frame is None
        return
    cleaned = [[stripped(cell) or None for cell in record] for record in records]
    full = [(row, *cells) for row, cells in enumerate(cleaned, 1) if row > 1 and any(cells)]
    if frame is None:
        assert full == []
        return
    assert frame.filter(pl.col(REASON).is_null()).select(ROW, "a", "b", "c").rows() == [
        cells[:4] for cells in full if len(cells) >= 4 and not any(cells[4:])
    ]
    assert frame[ROW].to_list() == [cells[0] for cells in full]
    assert set(frame[SOURCE]) == {"a.csv"}


def test_a_quote_astray_is_found_behind_any_number_of_others() -> None:
    quoted = [f'"{number}","a, b"' for number in range(20_000)]
    read, problems = read_table("\n".join(["a,b", *quoted]).encode(), "a.csv")
    assert read is not None
    assert (read.frame.height, problems) == (20_000, [])
    read, (problem,) = read_table("\n".join(["a,b", *quoted, '"c" d,e']).encode(), "a.csv")
    assert read is None
    assert str(problem).startswith("a.csv:20002  a cell that begins with a quote goes on behind another one")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_header_in_quotes_is_read_whatever_stands_between_its_columns(sign: str) -> None:
    read, problems = read_table(f'"a b"{sign}"c"\n"1"{sign}"2"\n'.encode(), "a.csv")
    assert read is not None
    assert (read.headers, read.frame.select("a b", "c").rows(), problems) == (["a b", "c"], [("1", "2")], [])
