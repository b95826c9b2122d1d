"""`storefront.catalog.dialects`: what other systems export becomes products, with nothing lost and nothing made up."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storefront.catalog import Product
from storefront.catalog.frames import REASON, ROW
from storefront.catalog.load import Import, load_catalog
from storefront.model import Availability
from storefront.problems import errors
from tests.shops import write_shop

SHOP = """
name = "Shop"
address = "https://www.shop.example"
locales.en-GB = { prefix = "en", currency = "GBP", market = "gb" }
"""
FRENCH = SHOP + 'locales.fr-FR = { prefix = "fr", currency = "EUR" }\ncatalog.currency = "GBP"\n'


def table(rows: Sequence[Mapping[str, str]], delimiter: str = ",") -> str:
    """Rows as CSV; a row that lacks a column has an empty cell there."""
    file = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(file, names, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


class Sold:
    """A shop with an export, and what it sells."""

    def __init__(self, folder: Path, export: str | bytes, settings: str = SHOP) -> None:
        self.shop = write_shop(folder, {"catalog/export.csv": export}, settings)
        self.imported: Import = load_catalog(self.shop)

    def products(self, code: str = "en-GB") -> dict[str, Product]:
        """By key."""
        return self.imported.catalog.products(next(one for one in self.shop.locales if one.code == code))

    @property
    def lines(self) -> list[str]:
        """The report without the folder of the export."""
        told = [str(one).removeprefix("content/catalog/") for one in sorted(self.imported.problems)]
        return [line for line in told if "no offer says where it is bought" not in line]

    @property
    def rejected(self) -> list[tuple[int, str]]:
        return self.imported.rejects.select(ROW, REASON).rows()

    @property
    def counts(self) -> tuple[int, int, int]:
        """Offers, rejected rows, other rows."""
        return self.imported.catalog.offers.height, self.imported.rejects.height, self.imported.others


def offers(product: Product) -> list[Any]:
    """SKU, what tells it apart, price, price new, availability of each offer, as the export has them in order."""
    return [
        (
            one.sku,
            " ".join(filter(None, (one.colour, one.storage, *(value for _, value in one.options)))),
            str(one.price.amount),
            str(one.reference.amount) if one.reference else "",
            one.availability.name,
        )
        for one in sorted(product.offers, key=lambda one: one.sku)
    ]


# Shopify

SHIRT = {
    "Handle": "linen-shirt",
    "Title": "Linen shirt",
    "Body (HTML)": '<p>Cool.</p><script>x</script><img src="a">',
    "Vendor": "Acme",
    "Type": "Shirts",
    "Tags": "summer, linen",
    "Published": "TRUE",
    "Option1 Name": "Size",
    "Option1 Value": "M",
    "Option2 Name": "Color",
    "Option2 Value": "Blue",
    "Variant SKU": "LS-M-B",
    "Variant Grams": "300",
    "Variant Inventory Tracker": "shopify",
    "Variant Inventory Qty": "4",
    "Variant Inventory Policy": "deny",
    "Variant Price": "50.00",
    "Variant Compare At Price": "60.00",
    "Variant Barcode": "'4006381333931",
    "Image Src": "https://cdn.example/2.jpg",
    "Image Position": "2",
    "Variant Image": "https://cdn.example/blue.jpg",
    "Status": "active",
}
MORE = {"Handle": "linen-shirt", "Variant Inventory Tracker": "shopify", "Variant Inventory Policy": "deny"}
SHIRTS = [
    SHIRT,
    MORE | {"Option1 Value": "L", "Option2 Value": "Blue", "Variant Inventory Qty": "-2", "Variant Price": "55"},
    MORE | {"Option1 Value": "L", "Option2 Value": "Red", "Variant SKU": "LS-M-B", "Variant Price": "55"},
    {"Handle": "linen-shirt", "Image Src": "https://cdn.example/1.jpg", "Image Position": "1"},
]
SHIRTS[2] |= {"Variant Inventory Qty": "0", "Variant Inventory Policy": "continue", "Variant Compare At Price": "0.00"}

NEW_HEADERS = {
    "Handle": "URL handle",
    "Body (HTML)": "Description",
    "Published": "Published on online store",
    "Option1 Name": "Option1 name",
    "Option1 Value": "Option1 value",
    "Option2 Name": "Option2 name",
    "Option2 Value": "Option2 value",
    "Variant SKU": "SKU",
    "Variant Grams": "Weight value (grams)",
    "Variant Inventory Tracker": "Inventory tracker",
    "Variant Inventory Qty": "Inventory quantity",
    "Variant Inventory Policy": "Continue selling when out of stock",
    "Variant Price": "Price",
    "Variant Compare At Price": "Compare-at price",
    "Variant Barcode": "Barcode",
    "Image Src": "Product image URL",
    "Image Position": "Image position",
    "Variant Image": "Variant image URL",
}


@pytest.mark.parametrize("headers", [{}, NEW_HEADERS], ids=["old headers", "new headers"])
def test_shopify_variants_are_the_offers_of_their_product(tmp_path: Path, headers: dict[str, str]) -> None:
    rows = [{headers.get(name, name): cell for name, cell in row.items()} for row in SHIRTS]
    sold = Sold(tmp_path, table(rows))
    assert sold.lines == []
    assert sold.counts == (3, 0, 1)
    shirt = sold.products()["linen-shirt"]
    assert offers(shirt) == [
        ("LS-M-B-l-red", "Red L", "55.00", "", "IN_STOCK"),
        ("LS-M-B-m-blue", "Blue M", "50.00", "60.00", "IN_STOCK"),
        ("linen-shirt-l-blue", "Blue L", "55.00", "", "OUT_OF_STOCK"),
    ]
    assert (shirt.name("fr"), shirt.brand, shirt.category) == ("Linen shirt", "Acme", "shirts")
    assert shirt.words.specs == (("Weight", "300 g"),)
    assert shirt.images == ("https://cdn.example/blue.jpg", "https://cdn.example/1.jpg", "https://cdn.example/2.jpg")
    assert {one.gtin for one in shirt.offers} == {"4006381333931", ""}


def shopify(handle: str, **cells: str) -> dict[str, str]:
    row = {"Handle": handle, "Title": handle.title(), "Type": "Things", "Option1 Name": "Title"}
    row |= {"Option1 Value": "Default Title", "Variant SKU": handle, "Variant Price": "5.00"}
    return row | {name.replace("_", " "): cell for name, cell in cells.items()}


def test_shopify_default_variants_and_handles_become_plain_products(tmp_path: Path) -> None:
    sold = Sold(tmp_path, table([shopify("Mug"), shopify("mug"), shopify("tasse-à-thé")]))
    found = sold.products()
    assert list(found) == ["mug", "mug-2", "tasse-a-the"]
    assert [one.best.options for one in found.values()] == [()] * 3


@pytest.mark.parametrize(
    ("name", "option"),
    [("Größe", "Size"), ("Taille", "Size"), ("tamanho", "Size"), ("Matière", "Material"), ("Motif", "Pattern")],
)
def test_options_that_search_engines_know_are_found_by_their_names_in_several_languages(
    tmp_path: Path, name: str, option: str
) -> None:
    sold = Sold(tmp_path, table([shopify("kleid", Option1_Name=name, Option1_Value="L")]))
    assert sold.products()["kleid"].best.options == ((option, "L"),)


def test_what_shopify_does_not_sell_is_left_out_with_a_word(tmp_path: Path) -> None:
    rows = [
        shopify("a"),
        shopify("b", Status="draft"),
        shopify("c", Status="archived"),
        shopify("d", Published="false"),
        shopify("e", Status="Unlisted"),
    ]
    sold = Sold(tmp_path, table(rows))
    assert list(sold.products()) == ["a"]
    assert sold.counts == (1, 0, 4)
    assert sold.lines == [
        (
            "export.csv  4 products are drafts, archived, unlisted or unpublished → "
            "nothing to do, if that is meant: what Shopify does not show is left out"
        )
    ]


def test_shopify_prices_of_markets_go_to_the_markets_of_their_country(tmp_path: Path) -> None:
    rows = [
        shopify("a", **{"Price / France": "6.50", "Included / France": "true", "Compare At Price / France": "7"}),
        shopify("b", **{"Price / France": "8.00", "Included / France": "false", "Included / United Kingdom": "true"}),
        shopify("c", **{"Price / International": "9.00", "Included / United Kingdom": "false"}),
    ]
    sold = Sold(tmp_path, table(rows), FRENCH)
    assert {key: offers(one)[0][2:4] for key, one in sold.products("fr-FR").items()} == {"a": ("6.50", "7.00")}
    assert {key: offers(one)[0][2] for key, one in sold.products().items()} == {"a": "5.00", "b": "5.00"}
    assert any("the shop has no market “international”" in line for line in sold.lines)


def test_wrong_prices_of_shopify_markets_are_told_under_the_headers_of_the_export(tmp_path: Path) -> None:
    row = {"Variant_Price": "0.00", "Price / France": "ask", "Compare At Price / France": "?"}
    rows = [shopify("a", **row, **{"Included / United Kingdom": "true", "Included / France": "true"})]
    told = [line.partition("  ")[0] for line in Sold(tmp_path, table(rows), FRENCH).lines]
    assert told[:3] == [
        "export.csv:2:Compare At Price / France",
        "export.csv:2:Price / France",
        "export.csv:2:Variant Price",
    ]


def test_shopify_categories_come_from_the_type_else_from_the_taxonomy_else_from_none(tmp_path: Path) -> None:
    rows = [
        shopify("a", Product_Category="Home > Mugs"),
        shopify("b", Type="", Product_Category="Home & Garden > Mugs"),
        shopify("c", Type="", Product_Category="Uncategorized"),
    ]
    sold = Sold(tmp_path, table(rows), FRENCH)
    assert [one.category for one in sold.products().values()] == ["things", "home-garden/mugs", "other-products"]
    other = sold.imported.catalog.categories["other-products"]
    assert other.names["fr"] == "Autres produits"
    assert sold.lines[1:] == [
        (
            "export.csv:4:Type  the offer has no category, and the shop shows it in “Other products” → "
            'fill it in, or name its column: columns = { category = "its header" } below [catalog] in shop.toml'
        )
    ]


def test_shopify_metafields_are_facts_and_ratings(tmp_path: Path) -> None:
    row = shopify("a") | {
        "Material (product.metafields.custom.material)": '["Wool", "Silk"]',
        "Color (product.metafields.shopify.color-pattern)": "gid://shopify/Metaobject/1",
        "Rating (product.metafields.reviews.rating)": '{"value": "4.5", "scale_max": "5.0"}',
        "Count (product.metafields.reviews.rating_count)": "12",
    }
    (found,) = Sold(tmp_path, table([row])).products().values()
    assert found.words.specs == (("Material", "Wool, Silk"),)
    assert (str(found.rating), found.rating_count) == ("4.5", 12)


def test_shopify_metafields_that_are_records_are_words_or_told(tmp_path: Path) -> None:
    def text(*words: str) -> str:
        return ", ".join(f'{{"type": "text", "value": "{word}"}}' for word in words)

    blocks = f'{{"type": "paragraph", "children": [{text("Wash ", "cold; dry")}]}}'
    blocks += f', {{"type": "heading", "level": 2, "children": [{text("Iron")}]}}'
    row = shopify("a") | {
        "Care (product.metafields.custom.care)": f'{{"type": "root", "children": [{blocks}]}}',
        "Width (product.metafields.custom.width)": '{"value": 25.0, "unit": "cm"}',
        "Guide (product.metafields.custom.guide)": '{"url": "https://a.example", "text": "Guide"}',
        "Odd (product.metafields.custom.odd)": "{odd}",
        "None (product.metafields.custom.none)": '{"type": "root", "children": [7, {"children": "x"}]}',
    }
    sold = Sold(tmp_path, table([row]))
    (found,) = sold.products().values()
    assert found.words.specs == (("Care", "Wash cold; dry Iron"), ("Width", "25 cm"), ("Odd", "{odd}"))
    assert [line.partition(" → ")[0] for line in sold.lines] == [
        "export.csv:1  1 column is not read: “Guide (product.metafields.custom.guide)”"
    ]


def test_a_wrong_price_is_told_under_the_header_of_the_export_and_its_row_kept_as_it_was(tmp_path: Path) -> None:
    sold = Sold(tmp_path, table([shopify("a", Variant_Price="ask"), shopify("b", Title="")]) + "x\n")
    assert [line.partition(" → ")[0] for line in sold.lines[:2]] == [
        "export.csv:2:Variant Price  “ask” is not a price",
        "export.csv:3:Title  the cell is empty",
    ]
    assert [row for row, _ in sold.rejected] == [2, 3, 4]
    assert sold.imported.rejects["Variant Price"].to_list() == ["ask", "5.00", None]
    assert sold.counts == (0, 3, 0)


def test_barcodes_and_pictures_that_are_none_cost_no_offer_of_another_system(tmp_path: Path) -> None:
    row = shopify("a", Variant_Barcode="INTERNAL-1", Image_Src="http://cdn.example/a.jpg")
    sold = Sold(tmp_path, table([row, shopify("b", Image_Src="//cdn.example/b.jpg")]))
    assert [line.partition(" → ")[0] for line in sold.lines] == [
        "export.csv:2:Image Src  “http://cdn.example/a.jpg” is not a picture",
        "export.csv:2:Variant Barcode  “INTERNAL-1” is not a GTIN",
    ]
    assert [one.images for one in sold.products().values()] == [(), ("https://cdn.example/b.jpg",)]


def test_what_is_no_picture_costs_a_product_none_of_its_others(tmp_path: Path) -> None:
    row = shopify("a", Image_Src="https://cdn.example/a.jpg")
    rows = [row, {"Handle": "a", "Image Src": "http://cdn.example/b.jpg"}]
    sold = Sold(tmp_path, table([*rows, {"Handle": "a", "Image Src": "//cdn.example/c.jpg"}]))
    (found,) = sold.products().values()
    assert found.images == ("https://cdn.example/a.jpg", "https://cdn.example/c.jpg")
    assert (
        "export.csv:2:Image Src  “http://cdn.example/b.jpg” is not a picture → "
        "write a file below content/images/, or an https address; the product is shown without it"
    ) in sold.lines


def test_the_currency_of_shopify_prices_is_asked_for_where_the_shop_has_several(tmp_path: Path) -> None:
    several = FRENCH.replace('catalog.currency = "GBP"\n', "")
    sold = Sold(tmp_path, table([shopify("a")]), several)
    assert [str(one) for one in errors(sold.imported.problems)] == [
        (
            "content/catalog/export.csv:1:Variant Price  the prices have no currency → "
            'write theirs below [catalog] in shop.toml, as in currency = "EUR"'
        )
    ]


def test_a_stock_that_is_no_number_of_pieces_is_told(tmp_path: Path) -> None:
    sold = Sold(tmp_path, table([SHIRT | {"Variant Inventory Qty": "inf"}]))
    assert sold.rejected == [(2, "Variant Inventory Qty: “inf” is not a whole number")]


# WooCommerce

HOODIE = {
    "ID": "44",
    "Type": "variable",
    "SKU": "woo-hoodie",
    "GTIN, UPC, EAN, or ISBN": "",
    "Name": "Hoodie &amp; hat",
    "Published": "1",
    "Visibility in catalog": "visible",
    "Short description": r"Warm.\nVery.",
    "Description": "<p>Long.</p>",
    "Date sale price starts": "",
    "Date sale price ends": "",
    "In stock?": "1",
    "Stock": "",
    "Backorders allowed?": "0",
    "Weight (kg)": "0,5",
    "Sale price": "",
    "Regular price": "",
    "Categories": r"Clothing, Clothing > Hoodies\, hats, Uncategorized",
    "Tags": "warm",
    "Images": "https://a.example/1.jpg, https://a.example/2,b.jpg",
    "Parent": "",
    "External URL": "",
    "Attribute 1 name": "Color",
    "Attribute 1 value(s)": "Blue, Red",
    "Attribute 1 visible": "1",
    "Attribute 2 name": "Fabric",
    "Attribute 2 value(s)": "Cotton, Wool",
    "Attribute 2 visible": "1",
    "Attribute 3 name": "Logo",
    "Attribute 3 value(s)": "Yes, No",
    "Attribute 3 visible": "1",
    "Meta: _wpcom_is_markdown": "1",
}
CHILD = {"ID": "45", "Type": "variation", "SKU": "", "Name": "Hoodie - Blue, Yes", "Published": "1"}
CHILD |= {"In stock?": "1", "Backorders allowed?": "0", "Attribute 1 name": "Color", "Attribute 3 name": "Logo"}
HOODIES = [
    HOODIE,
    CHILD
    | {"Parent": "woo-hoodie", "Attribute 1 value(s)": "Blue", "Attribute 3 value(s)": "Yes", "Stock": "3,00"}
    | {"Regular price": "45,50", "Sale price": "40,00", "Images": "https://a.example/blue.jpg"},
    CHILD
    | {"ID": "46", "SKU": "red", "Parent": "id:44", "Attribute 1 value(s)": "Red", "Attribute 3 value(s)": "No"}
    | {"In stock?": "0", "Regular price": "45,00", "Sale price": "40", "Date sale price ends": "2020-01-01"},
]
TRANSLATED = {
    "en": {},
    "fr": {
        "SKU": "UGS",
        "GTIN, UPC, EAN, or ISBN": "GTIN, UPC, EAN ou ISBN",
        "Name": "Nom",
        "Published": "Publié",
        "Visibility in catalog": "Visibilité dans le catalogue",
        "Short description": "Description courte",
        "Date sale price starts": "Date de début de promo",
        "Date sale price ends": "Date de fin de promo",
        "In stock?": "En stock ?",
        "Backorders allowed?": "Autoriser les commandes de produits en rupture ?",
        "Weight (kg)": "Poids (kg)",
        "Sale price": "Tarif promo",
        "Regular price": "Tarif régulier",
        "Categories": "Catégories",
        "Tags": "Étiquettes",
        "External URL": "URL externe",
        **{f"Attribute {n} name": f"Nom de l’attribut {n}" for n in (1, 2, 3)},
        **{f"Attribute {n} value(s)": f"Valeur(s) de l’attribut {n} " for n in (1, 2, 3)},
        **{f"Attribute {n} visible": f"Attribut {n} visible" for n in (1, 2, 3)},
        "Meta: _wpcom_is_markdown": "Méta : _wpcom_is_markdown",
    },
    "es": {
        "Type": "Tipo",
        "GTIN, UPC, EAN, or ISBN": "GTIN, UPC, EAN o ISBN",
        "Name": "Nombre",
        "Published": "Publicado",
        "Visibility in catalog": "Visibilidad en el catálogo",
        "Short description": "Descripción corta",
        "Description": "Descripción",
        "Date sale price starts": "Día en que empieza el precio rebajado",
        "Date sale price ends": "Día en que termina el precio rebajado",
        "In stock?": "¿Existencias?",
        "Stock": "Inventario",
        "Backorders allowed?": "¿Permitir reservas de productos agotados?",
        "Weight (kg)": "Peso (kg)",
        "Sale price": "Precio rebajado",
        "Regular price": "Precio normal",
        "Categories": "Categorías",
        "Tags": "Etiquetas",
        "Images": "Imágenes",
        "Parent": "Superior",
        "External URL": "URL externa",
        **{f"Attribute {n} name": f"Nombre del atributo {n}" for n in (1, 2, 3)},
        **{f"Attribute {n} value(s)": f"Valor(es) del atributo {n}" for n in (1, 2, 3)},
        **{f"Attribute {n} visible": f"Atributo visible {n}" for n in (1, 2, 3)},
    },
}


@pytest.mark.parametrize("language", TRANSLATED)
def test_woocommerce_variations_are_the_offers_of_their_parent(tmp_path: Path, language: str) -> None:
    headers = TRANSLATED[language]
    rows = [{headers.get(name, name): cell for name, cell in row.items()} for row in HOODIES]
    sold = Sold(tmp_path, table(rows))
    assert sold.lines == []
    assert sold.counts == (2, 0, 1)
    hoodie = sold.products()["woo-hoodie"]
    assert offers(hoodie) == [
        ("red", "Red No", "45.00", "", "OUT_OF_STOCK"),
        ("woo-hoodie-blue-yes", "Blue Yes", "40.00", "45.50", "IN_STOCK"),
    ]
    assert (hoodie.name("en"), hoodie.category) == ("Hoodie & hat", "clothing/hoodies-hats")
    assert hoodie.words.specs == (
        ("Fabric", "Cotton, Wool"),
        (headers.get("Weight (kg)", "Weight (kg)")[:-5], "0.5 kg"),
    )
    assert hoodie.words.descriptions[""] == "Warm.\nVery.\n\n<p>Long.</p>"
    assert hoodie.images == (*("https://a.example/blue.jpg", "https://a.example/1.jpg", "https://a.example/2,b.jpg"),)


def woo(name: str, **cells: str) -> dict[str, str]:
    row = {"ID": name, "Type": "simple", "SKU": name, "Name": name.title(), "Published": "1", "In stock?": "1"}
    row |= {"Visibility in catalog": "visible", "Regular price": "5", "Categories": "Things"}
    return row | {header.replace("_", " "): cell for header, cell in cells.items()}


@pytest.mark.parametrize(
    ("cells", "stock"),
    [
        ({"Stock": "4"}, Availability.IN_STOCK),
        ({"Stock": ""}, Availability.IN_STOCK),
        ({"Stock": "0"}, Availability.OUT_OF_STOCK),
        ({"Stock": "-3"}, Availability.OUT_OF_STOCK),
        ({"Stock": "0", "Backorders allowed?": "notify"}, Availability.BACK_ORDER),
        ({"In stock?": "backorder"}, Availability.BACK_ORDER),
        ({"In stock?": "0", "Stock": "9"}, Availability.OUT_OF_STOCK),
        ({"Stock": "parent"}, Availability.IN_STOCK),
    ],
)
def test_woocommerce_stock_says_what_can_be_bought(tmp_path: Path, cells: dict[str, str], stock: Availability) -> None:
    (found,) = Sold(tmp_path, table([woo("a") | cells])).products().values()
    assert found.best.availability is stock


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('[vc_row][vc_column width="1/2"]One.[/vc_column][vc_column]Two.[/vc_column][/vc_row]', "One.\n\nTwo."),
        ('[gallery ids="1,2"]\\nSoft.', "Soft."),
        ("Soft. [gallery] Warm.", "Soft. \n\n Warm."),
        ('[caption id="a" width=“300”]A hat.[/caption]', "A hat."),
        ('A [tooltip text="x"]hat[/tooltip], warm.', "A hat, warm."),
        ("[tab]One[/tab][tab]Two[/tab]", "One\n\nTwo"),
        ("One[vc_raw_html]JTNDcCUzRQ==[/vc_raw_html]", "One"),
        ("Hat [new] [EU], for [size=L] and [see x = 5] [1]", "Hat [new] [EU], for [size=L] and [see x = 5] [1]"),
        ('[new] [note kind="x"]Hat', "[new]\n\nHat"),
        ("[vc_row][/vc_row]", ""),
    ],
)
def test_woocommerce_descriptions_lose_their_shortcodes_and_keep_other_brackets(
    tmp_path: Path, cell: str, text: str
) -> None:
    (product,) = Sold(tmp_path, table([woo("a", Description=cell)])).products().values()
    assert product.words.descriptions.get("", "") == text


def test_woocommerce_products_of_one_name_without_skus_stay_several(tmp_path: Path) -> None:
    size = {"Type": "variation", "SKU": "", "Regular price": "7", "Attribute 1 name": "Size"}
    rows = [
        woo("1", SKU="", Name="Mug"),
        woo("2", SKU="", Name="Mug"),
        woo("3", SKU="", Name="Mug", Type="variable", Categories="Gifts"),
        woo("4", Name="Mug - S", Parent="id:3") | size | {"Attribute 1 value(s)": "S"},
    ]
    sold = Sold(tmp_path, table(rows))
    assert {key: [one[:2] for one in offers(found)] for key, found in sold.products().items()} == {
        "mug": [("mug", "")],
        "mug-2": [("mug-2", "")],
        "mug-3": [("mug-3-s", "S")],
    }
    assert sold.counts == (3, 0, 1)


def test_what_woocommerce_does_not_show_is_left_out_and_lone_rows_are_told(tmp_path: Path) -> None:
    rows = [
        woo("a"),
        woo("b", Published="0"),
        woo("c", Visibility_in_catalog="hidden"),
        woo("d", Type="variable"),
        woo("e", Type="variation", Parent="gone"),
        woo("f", Type="external, virtual", External_URL="https://b.example/f"),
    ]
    sold = Sold(tmp_path, table(rows))
    assert list(sold.products()) == ["a", "e", "f"]
    assert sold.counts == (3, 0, 3)
    assert [line.partition(" → ")[0] for line in sold.lines] == [
        "export.csv  2 rows are of products that are hidden, private or drafts",
        "export.csv:5  “D” has no variations, so it is not sold",
        "export.csv:6:Parent  no row is the parent “gone”",
    ]
    assert sold.products()["f"].best.buy_url == "https://b.example/f"


# Merchant Center

ITEM = {
    "id": "1-S",
    "title": "Wool sock - Black S",
    "description": "Warm",
    "link": "https://a.example/1",
    "image_link": "https://a.example/1.jpg",
    "additional_image_link": "https://a.example/2.jpg,https://a.example/3.jpg",
    "availability": "in_stock",
    "price": "20.00 GBP",
    "sale_price": "15.00 GBP",
    "brand": "Acme",
    "gtin": "4006381333931",
    "mpn": "M1",
    "condition": "used",
    "item_group_id": "G 1",
    "google_product_category": "209",
    "product_type": "Socks &gt; Wool socks",
    "color": "Black",
    "size": "S",
    "gender": "unisex",
    "material": "Wool",
}
ITEMS = [
    ITEM,
    ITEM
    | {"id": "1-L", "title": "Wool sock - Black L", "size": "L", "availability": "out of stock", "material": "Yarn"}
    | {"gender": "Unisex", "sale_price_effective_date": "2020-01-01T00:00+0100/2020-02-01T00:00+0100"},
    ITEM | {"id": "2", "title": "Glove", "item_group_id": "", "availability": "preorder", "sale_price": ""},
]


def as_xml(items: Sequence[Mapping[str, str]], *, atom: bool) -> str:
    """The items as a feed, `title`, `link` and `description` without prefix as many have them."""
    plain = {"title", "description"} | ({"id"} if atom else {"link"})
    fields = [
        "".join(
            f'<link href="{cell}"/>'
            if atom and name == "link"
            else f"<{'' if name in plain else 'g:'}{name}><![CDATA[{cell}]]></{'' if name in plain else 'g:'}{name}>"
            for name, cell in item.items()
        )
        for item in items
    ]
    space = 'xmlns:g="http://base.google.com/ns/1.0"'
    if atom:
        return (
            f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" {space}>'
            + "".join(f"<entry>{one}</entry>" for one in fields)
            + "</feed>"
        )
    items_ = "\n".join(f"<item>{one}</item>" for one in fields)
    return f'<rss {space} version="2.0"><channel><title>Shop</title>\n{items_}</channel></rss>'


FEEDS = {
    "RSS": as_xml(ITEMS, atom=False),
    "Atom": as_xml(ITEMS, atom=True),
    "CSV": table(ITEMS),
    "TSV": table(ITEMS, "\t"),
    "prefixes": table([{f"g:{name.replace('_', ' ')}": cell for name, cell in item.items()} for item in ITEMS]),
}


@pytest.mark.parametrize("form", FEEDS)
def test_items_of_a_feed_are_the_offers_of_their_group(tmp_path: Path, form: str) -> None:
    settings = f'{SHOP}[grades.worn]\nlabel = "Worn"\ncondition = "used"\n'
    sold = Sold(tmp_path, FEEDS[form], settings)
    assert sold.lines == []
    assert sold.counts == (3, 0, 0)
    sock, glove = sold.products().values()
    assert offers(sock) == [
        ("1-L", "Black L Yarn", "20.00", "", "OUT_OF_STOCK"),
        ("1-S", "Black S Wool", "15.00", "20.00", "IN_STOCK"),
    ]
    assert (sock.key, sock.name("en"), sock.brand, sock.category) == (
        "g-1",
        "Wool sock - Black",
        "Acme",
        "socks/wool-socks",
    )
    assert sock.words.specs == (("Gender", "unisex"),)
    assert sock.images == tuple(f"https://a.example/{n}.jpg" for n in (1, 2, 3))
    assert (sock.best.buy_url, sock.best.gtin, sock.best.grade) == ("https://a.example/1", "4006381333931", "worn")
    assert glove.best.availability is Availability.PRE_ORDER


def test_the_summary_of_atom_is_a_description_where_there_is_none_other(tmp_path: Path) -> None:
    apart = {"item_group_id": "", "sale_price": "", "color": "", "size": ""}
    items = [ITEM | apart, ITEM | apart | {"id": "2", "description": ""}]
    feed = as_xml(items, atom=True).replace("</entry>", "<summary>Short</summary></entry>")
    sold = Sold(tmp_path, feed)
    assert [one.words.descriptions[""] for one in sold.products().values()] == ["Warm", "Short"]
    assert not any("not read" in line for line in sold.lines)


def test_a_feed_in_another_currency_is_told_once(tmp_path: Path) -> None:
    sold = Sold(tmp_path, FEEDS["TSV"].replace("GBP", "AUD"))
    assert sold.lines == [
        (
            "export.csv:1:price  the prices are in AUD, and the shop sells in GBP → "
            'give a locale of shop.toml this currency: currency = "AUD"'
        )
    ]


def test_a_currency_is_told_under_the_header_of_the_price_that_names_it(tmp_path: Path) -> None:
    items = [ITEM, ITEM | {"id": "2", "sale_price": "9 USD"}, ITEM | {"id": "3", "sale_price": "", "price": "9 USD"}]
    told = [one for one in Sold(tmp_path, table(items)).imported.problems if "USD" in one.message]
    assert [(one.line, one.field) for one in told] == [(3, "sale_price"), (4, "price")]


def test_words_that_the_specification_does_not_know_are_told(tmp_path: Path) -> None:
    sold = Sold(tmp_path, table([ITEM | {"availability": "maybe", "condition": "so so"}]))
    assert [line.partition(" → ")[0] for line in sold.lines[:2]] == [
        "export.csv:2:availability  “maybe” is not a status",
        "export.csv:2:condition  “so so” is not a condition",
    ]


def test_product_details_are_facts(tmp_path: Path) -> None:
    text = "General:Memory:8 GB,Screen:Size:6.1 in"
    xml = "<g:product_detail><g:attribute_name>Memory</g:attribute_name><g:attribute_value>8 GB</g:attribute_value>"
    in_xml = as_xml([ITEM], atom=False).replace("</item>", f"{xml}</g:product_detail></item>")
    for number, export in enumerate((table([ITEM | {"product_detail": text}]), in_xml)):
        (found,) = Sold(tmp_path / str(number), export).products().values()
        assert ("Memory", "8 GB") in found.words.specs


def test_a_product_detail_without_a_value_or_with_bars_costs_none_of_the_others(tmp_path: Path) -> None:
    details = [
        ("", "Legs", "4"),
        ("Build", "Seat", ""),
        ("Build", "Wood", "Oak | Ash"),
        ("", "", "7"),
        ("", "Use", "Any"),
    ]
    parts = ("section_name", "attribute_name", "attribute_value")
    xml = ""
    for detail in details:
        inner = "".join(f"<g:{part}>{text}</g:{part}>" for part, text in zip(parts, detail, strict=True) if text)
        xml += f"<g:product_detail>{inner}</g:product_detail>"
    sold = Sold(tmp_path, as_xml([ITEM], atom=False).replace("</item>", f"{xml}</item>"))
    (found,) = sold.products().values()
    assert found.words.specs[-3:] == (("Legs", "4"), ("Wood", "Oak, Ash"), ("Use", "Any"))
    assert not any("section_name" in line for line in sold.lines)


# Wix

TEE = {
    "handleId": "tee",
    "fieldType": "Product",
    "name": "Linen tee",
    "description": "<p>Cool.</p>",
    "productImageUrl": "11062b_a~mv2.jpg;https://cdn.example/b.jpg",
    "collection": "Tees;Sale",
    "sku": "TEE",
    "ribbon": "New",
    "price": "20",
    "visible": "true",
    "discountMode": "PERCENT",
    "discountValue": "10",
    "inventory": "InStock",
    "weight": "0.2",
    "productOptionName1": "Size",
    "productOptionType1": "DROP_DOWN",
    "productOptionDescription1": "S;L",
    "productOptionName2": "Color",
    "productOptionType2": "COLOR",
    "productOptionDescription2": "#000000:Black;#ffffff:White",
    "brand": "Acme",
}
TEES = [
    TEE,
    {"handleId": "tee", "fieldType": "Variant", "sku": "TEE-S", "inventory": "4", "productOptionDescription1": "S"}
    | {"productOptionDescription2": "#000000:Black"},
    {"handleId": "tee", "fieldType": "Variant", "surcharge": "4", "inventory": "OutOfStock"}
    | {"productOptionDescription1": "L", "productOptionDescription2": "#ffffff:White"},
    {"handleId": "mug", "fieldType": "Product", "name": "Mug", "sku": "MUG", "price": "12.5", "visible": "true"},
    {"handleId": "old", "fieldType": "Product", "name": "Old", "sku": "OLD", "price": "1", "visible": "false"},
]


def test_wix_joins_variants_with_the_row_of_their_product(tmp_path: Path) -> None:
    sold = Sold(tmp_path, table(TEES))
    tee, mug = (sold.products()[key] for key in ("tee", "mug"))
    assert (tee.name("en"), tee.brand, tee.category, tee.words.descriptions[""]) == (
        "Linen tee",
        "Acme",
        "tees",
        "<p>Cool.</p>",
    )
    assert offers(tee) == [
        ("TEE-S", "Black S", "18.00", "20.00", "IN_STOCK"),
        ("tee-l-white", "White L", "21.60", "24.00", "OUT_OF_STOCK"),
    ]
    assert tee.images == ("https://static.wixstatic.com/media/11062b_a~mv2.jpg", "https://cdn.example/b.jpg")
    assert offers(mug) == [("MUG", "", "12.50", "", "IN_STOCK")]
    assert sold.counts == (3, 0, 2)
    assert [line.partition(" → ")[0] for line in sold.lines] == [
        "export.csv  1 product is hidden or archived",
        "export.csv:1  1 column is not read: “weight”",
        "export.csv:5:collection  the offer has no category, and the shop shows it in “Other products”",
    ]


NEW_TEE = {"handle": "tee", "fieldType": "PRODUCT", "name": "Tee", "visible": "TRUE", "price": "29.99"} | {
    "plainDescription": "<p>Cool.</p>",
    "media": "https://cdn.example/a.jpg",
    "strikethroughPrice": "39.99",
    "productOptionName1": "Size",
    "productOptionType1": "TEXT_CHOICES",
    "productOptionChoices1": "S;M",
    "primaryCategorySlug": "all-tees",
}
NEW_SIZE = {"handle": "tee", "fieldType": "VARIANT", "visible": "TRUE", "productOptionName1": "Size"}
NEW_TEES = [
    NEW_TEE,
    {"handle": "tee", "fieldType": "MEDIA", "media": "https://cdn.example/b.jpg"},
    NEW_SIZE
    | {"price": "29.99", "strikethroughPrice": "39.99", "inventory": "10", "sku": "TS", "barcode": "4006381333931"}
    | {"productOptionChoices1": "S"},
    NEW_SIZE
    | {"price": "31.99", "inventory": "OUT_OF_STOCK", "preOrderEnabled": "TRUE", "sku": "TM"}
    | {"productOptionChoices1": "M"},
    NEW_SIZE | {"handle": "lost", "price": "1", "sku": "LOST", "productOptionChoices1": "M"},
]


def test_wix_in_its_newer_form_has_rows_of_media_and_slugs_of_categories(tmp_path: Path) -> None:
    settings = f"{SHOP}catalog.max_rejected_percent = 100\n"
    sold = Sold(tmp_path, table(NEW_TEES), settings)
    (tee,) = sold.products().values()
    assert offers(tee) == [("TM", "M", "31.99", "", "PRE_ORDER"), ("TS", "S", "29.99", "39.99", "IN_STOCK")]
    assert tee.images == ("https://cdn.example/a.jpg", "https://cdn.example/b.jpg")
    assert (sold.counts, sold.rejected) == ((2, 1, 2), [(6, "name: the cell is empty")])
    assert sold.lines[0] == (
        "export.csv:1:primaryCategorySlug  the export has no names of categories: “all-tees” is the name of one → "
        'list these in two columns, slug and name: columns = { category = { column = "primaryCategorySlug", '
        'lookup = "catalog/lists/category.csv" } } below [catalog] in shop.toml'
    )


def test_further_texts_of_wix_are_told(tmp_path: Path) -> None:
    row = TEES[3] | {
        "collection": "Mugs",
        "additionalInfoTitle1": "Care",
        "additionalInfoDescription1": "<p>By hand.</p>",
    }
    told = [line.partition(" → ")[0] for line in Sold(tmp_path, table([row])).lines]
    assert told == ["export.csv:1  2 columns are not read: “additionalInfoTitle1”, “additionalInfoDescription1”"]


def test_choices_of_wix_that_are_no_variants_are_told(tmp_path: Path) -> None:
    (_, line) = Sold(tmp_path, table([TEE])).lines
    assert line.startswith("export.csv:2:productOptionDescription1  1 product has choices that are no variants")


def test_what_wix_adds_or_takes_off_is_told_where_it_is_no_number(tmp_path: Path) -> None:
    rows = [TEE | {"discountValue": ""}, TEES[2] | {"surcharge": "four"}, TEES[1]]
    sold = Sold(tmp_path, table(rows), f"{SHOP}catalog.max_rejected_percent = 100\n")
    assert sold.rejected == [(3, "price: “20 + four” is not a price")]


# BigCommerce

BLUE = {
    "Item Type": "Product",
    "Product ID": "55",
    "Product Name": "Blue tee",
    "Product Type": "P",
    "Product Code/SKU": "TEE",
    "Brand Name": "Acme",
    "Option Set Align": "Right",
    "Product Description": "<p>Cool.</p>",
    "Price": "20.00",
    "Retail Price": "30.00",
    "Sale Price": "0.00",
    "Allow Purchases?": "Y",
    "Product Visible?": "Y",
    "Track Inventory": "by option",
    "Current Stock Level": "0",
    "Category": "Home;Home/Tees/Long",
    "Product Image ID - 1": "9",
    "Product Image URL - 1": "https://cdn.example/tee.jpg",
    "Product UPC/EAN": "",
    "Product Condition": "New",
    "Product URL": "/blue-tee/",
}
BLUES = [
    BLUE,
    {"Item Type": "  SKU", "Product Name": "[S]Size=L,[CS]Color=Red:#ff0000", "Product Code/SKU": "TEE-L"}
    | {"Current Stock Level": "5", "Product UPC/EAN": "4006381333931"},
    {"Item Type": "  SKU", "Product Name": "[S]Size=XL,[CS]Color=Red:#ff0000", "Product Code/SKU": "TEE-XL"}
    | {"Current Stock Level": "0"},
    {"Item Type": "  Rule", "Product Code/SKU": "TEE-XL", "Price": "[ADD]4"},
    {"Item Type": "  Rule", "Product Name": "[S]Size=L", "Price": "[REMOVE]1"},
    {"Item Type": "Product", "Product Name": "Mug", "Product Code/SKU": "MUG", "Price": "12", "Sale Price": "10.00"}
    | {"Track Inventory": "none", "Current Stock Level": "0", "Product URL": "https://shop.example/mug/"}
    | {"Category": "Category Name: Mugs, Category Path: Home/Mugs", "Product Condition": "Used"},
    {"Item Type": "Product", "Product Name": "Old", "Product Code/SKU": "OLD", "Price": "1", "Product Visible?": "N"},
    {"Item Type": "Product", "Product Name": "Shown", "Product Code/SKU": "SHOWN", "Price": "1", "Category": "Home"}
    | {"Allow Purchases?": "N"},
]


def test_bigcommerce_joins_skus_and_rules_with_the_product_above_them(tmp_path: Path) -> None:
    sold = Sold(tmp_path, table(BLUES))
    tee, mug, shown = sold.products().values()
    assert (tee.key, tee.name("en"), tee.brand, tee.category) == ("blue-tee", "Blue tee", "Acme", "home/tees/long")
    assert offers(tee) == [
        ("TEE-L", "Red L", "20.00", "30.00", "IN_STOCK"),
        ("TEE-XL", "Red XL", "24.00", "30.00", "OUT_OF_STOCK"),
    ]
    assert tee.images == ("https://cdn.example/tee.jpg",)
    assert (mug.category, mug.best.buy_url, mug.best.condition) == ("home/mugs", "https://shop.example/mug/", "used")
    assert offers(mug) == [("MUG", "", "10.00", "12.00", "IN_STOCK")]
    assert offers(shown) == [("SHOWN", "", "1.00", "", "OUT_OF_STOCK")]
    assert sold.counts == (4, 0, 4)
    assert [line.partition(" → ")[0] for line in sold.lines] == [
        "export.csv  1 product is hidden or archived",
        "export.csv:6:Price  1 rule of prices name no variant, and change nothing",
    ]


@pytest.mark.parametrize(
    ("sale", "rule", "price", "new"),
    [
        ("", "[ADD]4.50", "24.50", "30.00"),
        ("15", "[ADD]4.50", "19.50", "24.50"),
        ("", "[REMOVE]1", "19.00", "30.00"),
        ("15", "[FIXED]13", "13.00", "30.00"),
        ("15", "", "15.00", "20.00"),
    ],
)
def test_rules_of_bigcommerce_change_the_price_of_their_variant(
    tmp_path: Path, sale: str, rule: str, price: str, new: str
) -> None:
    rows = [BLUE | {"Sale Price": sale}, BLUES[2] | {"Current Stock Level": "1"}, BLUES[3] | {"Price": rule}]
    (tee,) = Sold(tmp_path, table(rows)).products().values()
    assert offers(tee) == [("TEE-XL", "Red XL", price, new, "IN_STOCK")]


def test_a_rule_of_bigcommerce_that_nobody_knows_is_no_price(tmp_path: Path) -> None:
    rows = [BLUE, BLUES[2], BLUES[3] | {"Price": "[DOUBLE]"}, *BLUES[5:]]
    sold = Sold(tmp_path, table(rows), f"{SHOP}catalog.max_rejected_percent = 100\n")
    assert sold.rejected == [(3, "Price: “[DOUBLE]” is not a price")]


GUAVA = {
    "Item": "Product",
    "ID": "101",
    "Name": "Guava set",
    "Type": "physical",
    "SKU": "SH",
    "Inventory Tracking": "variant",
    "Current Stock": "0",
    "Price": "29.99",
    "Retail Price": "0",
    "Sale Price": "0",
    "Brand ID": "3",
    "Categories": "23;24",
    "Product URL": "/guava-set/",
    "Weight": "1",
    "Is Visible": "TRUE",
    "Product Condition": "New",
}
GUAVAS = [
    GUAVA,
    {
        "Item": "Variant",
        "SKU": "SH-S",
        "Options": "Type=Rectangle|Name=Size|Value=SType=Swatch|Name=Color|Value=Red[#f00]",
    }
    | {"Current Stock": "3", "Variant Image URL": "https://cdn.example/s.jpg"},
    {"Item": "Variant", "SKU": "SH-M", "Options": "Type=Rectangle|Name=Size|Value=M|Type=Swatch|Name=Color|Value=Red"}
    | {"Current Stock": "0", "Price": "31.99", "Sale Price": "30"},
    {"Item": "Image", "Internal Image URL (Export)": "https://cdn.example/a.jpg", "Image is Thumbnail": "TRUE"},
    GUAVA
    | {"Name": "Balm", "SKU": "LB", "Inventory Tracking": "product", "Current Stock": "7"}
    | {"Product URL": "/balm/"},
]
NUMBERS = {
    "catalog/lists/category.csv": "number,name\n23,Care\n24,Gifts\n",
    "catalog/lists/brand.csv": "number,name\n3,Acme\n",
}


def test_bigcommerce_in_its_newer_form_has_numbers_for_names(tmp_path: Path) -> None:
    sold = Sold(tmp_path, table(GUAVAS))
    guava, balm = sold.products().values()
    assert offers(guava) == [
        ("SH-M", "Red M", "30.00", "31.99", "OUT_OF_STOCK"),
        ("SH-S", "Red S", "29.99", "", "IN_STOCK"),
    ]
    assert set(guava.images) == {"https://cdn.example/s.jpg", "https://cdn.example/a.jpg"}
    assert offers(balm) == [("LB", "", "29.99", "", "IN_STOCK")]
    assert sold.counts == (3, 0, 2)
    lines = [
        'brand = { column = "Brand ID", lookup = "catalog/lists/brand.csv" }',
        'category = { column = "Categories", split = ";", part = 1, lookup = "catalog/lists/category.csv" }',
    ]
    told = [line for line in sold.lines if "its number" in line]
    assert [line.partition("columns = { ")[2].removesuffix(" } below [catalog] in shop.toml") for line in told] == lines
    shop = write_shop(
        tmp_path / "named",
        {"catalog/export.csv": table(GUAVAS), **NUMBERS},
        SHOP + "".join(f"catalog.columns.{line}\n" for line in lines),
    )
    imported = load_catalog(shop)
    products = imported.catalog.products(shop.locales[0]).values()
    assert {(one.brand, one.category) for one in products} == {("Acme", "care")}
    assert not any("its number" in one.message for one in imported.problems)


# Magento

CONFIGURED = [
    {"sku": "MH-XS", "attribute_set_code": "Top", "product_type": "simple", "name": "Hoodie-XS", "price": "52.00"}
    | {"categories": "Default Category/Men/Tops", "visibility": "Not Visible Individually", "product_online": "1"}
    | {"special_price": "40", "special_price_from_date": "2020-01-01 00:00:00", "qty": "100.0000", "is_in_stock": "1"},
    {"sku": "MH-S", "attribute_set_code": "Top", "product_type": "simple", "name": "Hoodie-S", "price": "52.00"}
    | {"special_price": "40", "special_price_from_date": "1/2/20, 12:00 AM", "qty": "100.0000", "is_in_stock": "0"},
    {"sku": "MH", "attribute_set_code": "Top", "product_type": "configurable", "name": "Hoodie", "url_key": "hoodie"}
    | {"categories": "Default Category/Men,Default Category/Men/Tops", "visibility": "Catalog, Search"}
    | {"description": "<p>Warm.</p>", "base_image": "/m/h/mh.jpg", "product_online": "1", "is_in_stock": "1"}
    | {"additional_attributes": "eco=No,manufacturer=Acme", "tax_class_name": "Taxable Goods", "weight": "1"}
    | {"configurable_variations": "sku=MH-XS,size=XS,color=Black, deep|sku=MH-S,size=S,color=Black"}
    | {"configurable_variation_labels": "size=Size,color=Color"},
    {"sku": "MH", "store_view_code": "fr", "attribute_set_code": "Top", "product_type": "configurable"}
    | {"name": "Sweat"},
    {"sku": "MUG", "attribute_set_code": "Cup", "product_type": "simple", "name": "Mug", "url_key": "mug", "price": "5"}
    | {"categories": "Default Category/Mugs", "visibility": "Catalog, Search", "qty": "0", "is_in_stock": "1"}
    | {"allow_backorders": "1"},
    {"sku": "PART", "attribute_set_code": "Cup", "product_type": "simple", "name": "Part", "price": "5"}
    | {"visibility": "Not Visible Individually"},
    {"sku": "SET", "attribute_set_code": "Cup", "product_type": "grouped", "name": "Set", "visibility": "Catalog"},
]


def test_descriptions_of_magento_lose_what_it_puts_something_in_place_of(tmp_path: Path) -> None:
    text = '<p>Warm {{odd}}.</p>{{widget type="a\\b" id="1"}}<a href="{{store url="x"}}">more</a>'
    row = CONFIGURED[4] | {"description": text}
    (product,) = Sold(tmp_path, table([row])).products().values()
    assert product.words.descriptions[""] == '<p>Warm {{odd}}.</p><a href="">more</a>'


def test_magento_names_the_variants_of_a_product_in_its_row(tmp_path: Path) -> None:
    sold = Sold(tmp_path, table(CONFIGURED))
    hoodie, mug = sold.products().values()
    assert (hoodie.key, hoodie.name("en"), hoodie.brand, hoodie.category) == ("hoodie", "Hoodie", "Acme", "men/tops")
    assert (hoodie.words.descriptions[""], hoodie.images) == ("<p>Warm.</p>", ())
    assert offers(hoodie) == [
        ("MH-S", "Black S", "52.00", "", "OUT_OF_STOCK"),
        ("MH-XS", "Black, deep XS", "40.00", "52.00", "IN_STOCK"),
    ]
    assert (mug.category, offers(mug)) == ("mugs", [("MUG", "", "5.00", "", "BACK_ORDER")])
    assert sold.counts == (3, 0, 4)
    assert [line.partition(" → ")[0] for line in sold.lines] == [
        "export.csv  1 product is hidden or archived",
        "export.csv:1  1 column is not read: “weight”",
        "export.csv:1:base_image  the pictures have no address",
        "export.csv:3:special_price_from_date  “1/2/20, 12:00 AM” may be several days",
        "export.csv:5:store_view_code  1 row has texts of a store view alone",
    ]
    settings = f'{SHOP}catalog.columns.image = {{ text = "https://cdn.example{{base_image}}" }}\n'
    pictured = Sold(tmp_path / "pictured", table(CONFIGURED), settings)
    assert pictured.products()["hoodie"].images == ("https://cdn.example/m/h/mh.jpg",)
    assert not any("have no address" in line for line in pictured.lines)


@pytest.mark.parametrize(
    ("cell", "category"),
    [
        (r"Default Category/TV\/Audio/Hi-Fi", "TV/Audio > Hi-Fi"),
        ("Default Category/Cups, mugs,Default Category/Sale", "Cups, mugs"),
        ("Default Category/A, Default Category/A/B", "A > B"),
        ("Default Category", "All products"),
    ],
)
def test_categories_of_magento_keep_the_commas_and_slashes_of_their_names(
    tmp_path: Path, cell: str, category: str
) -> None:
    sold = Sold(tmp_path, table([CONFIGURED[4] | {"categories": cell}]))
    (found,) = sold.products().values()
    names = [one.name for one in sold.imported.catalog.categories.values()]
    assert (" > ".join(names), found.category) == (category, list(sold.imported.catalog.categories)[-1])


def test_an_export_of_prestashop_is_told_with_the_line_that_reads_it(tmp_path: Path) -> None:
    row = {"Product ID": "1", "Image": "1.jpg", "Name": "Tee", "Reference": "TEE", "Category": "Tees"}
    prices = {"Price (tax excl.)": "25.00", "Price (tax incl.)": "30.00", "Quantity": "50", "Status": "1"}
    export = table([row | prices, row | prices | {"Name": "Mug", "Reference": "MUG", "Category": "Home"}], ";")
    (line,) = Sold(tmp_path, export.replace("Product ID", '"Product ID"')).lines
    assert line.partition(": columns = ")[2] == (
        '{ sku = "Reference", name = "Name", price = "Price (tax incl.)", category = "Category", '
        'image = "Image", stock = "Quantity" }'
    )


# Square

CANDLE = {
    "Token": "t1",
    "Item Name": "Candle",
    "Customer-facing Name": "",
    "Variation Name": "Small",
    "SKU": "C-S",
    "Description": "Soy wax",
    "Categories": "Home > Candles, Sale",
    "GTIN": "4006381333931",
    "Item Type": "Physical good",
    "Weight (kg)": "",
    "Price": "12.00",
    "Online Sale Price": "",
    "Archived": "N",
    "Sellable": "Y",
    "Option Name 1": "",
    "Option Value 1": "",
    "Current Quantity Main St": "10",
    "New Quantity Main St": "",
    "Current Quantity Depot": "5",
    "Tax - VAT (20%)": "Y",
}
CANDLES = [
    CANDLE,
    CANDLE
    | {"Variation Name": "Large", "SKU": "C-L", "Price": "18.00", "Online Sale Price": "15", "Description": ""}
    | {"GTIN": "", "Current Quantity Main St": "-4", "Current Quantity Depot": ""},
    {"Item Name": "Mug", "Customer-facing Name": "Great mug", "Variation Name": "Regular", "Price": "£14.00"}
    | {"Category": "Home"},
    {"Item Name": "Tee", "Variation Name": "S, Blue", "SKU": "T-S", "Price": "20", "Category": "Wear"}
    | {"Option Name 1": "Size", "Option Value 1": "S"},
    {"Item Name": "Tee", "Variation Name": "M, Blue", "SKU": "T-M", "Price": "20", "Category": "Wear"}
    | {"Option Name 1": "Size", "Option Value 1": "M"},
    {"Item Name": "Old", "Variation Name": "Regular", "SKU": "O", "Price": "20", "Archived": "Y"},
    {"Item Name": "Open", "Variation Name": "Regular", "SKU": "P", "Price": "variable", "Category": "Wear"},
]


def test_variations_of_square_are_the_offers_of_their_item(tmp_path: Path) -> None:
    sold = Sold(tmp_path, table(CANDLES), f"{SHOP}catalog.max_rejected_percent = 100\n")
    candle, mug, tee = sold.products().values()
    assert (candle.category, candle.words.descriptions[""]) == ("home/candles", "Soy wax")
    assert offers(candle) == [
        ("C-L", "Large", "15.00", "18.00", "OUT_OF_STOCK"),
        ("C-S", "Small", "12.00", "", "IN_STOCK"),
    ]
    assert sold.imported.catalog.offers["stock"].to_list()[:2] == ["15", "0"]
    assert (mug.key, mug.name("en"), offers(mug)) == ("mug", "Great mug", [("mug", "", "14.00", "", "IN_STOCK")])
    assert [one[:2] for one in offers(tee)] == [("T-M", "M"), ("T-S", "S")]
    assert (sold.counts, sold.rejected) == ((5, 1, 1), [(8, "Price: “variable” is not a price")])
    assert "export.csv  1 variation is archived or not for sale" in sold.lines[0]


# any other, and several

OTHER = "No;Titel;Preis;Maker/Model;Dept;Pics;State;kg\n7;Phone;1.299,00 €;Acme/X1;Phones/Small;a|b;B;0.2\n"
MAP = """
catalog.columns.sku = "No"
catalog.columns.name = ["Title", "Titel"]
catalog.columns.price = "Preis"
catalog.columns.brand = { column = "Maker/Model", split = "/", part = 1 }
catalog.columns.model = { column = "Maker/Model", split = "/", part = -1 }
catalog.columns.category = { column = "Dept", split = "/" }
catalog.columns.condition = { column = "State", lookup = "catalog/lists/states.csv" }
catalog.columns.buy_url = { text = "https://buy.example/{No}?q={Titel}" }
catalog.columns."spec:Weight" = { column = "kg", unit = "kg" }
"""
EURO = 'name = "Shop"\naddress = "https://a.example"\nlocales.fr-FR = { prefix = "fr", currency = "EUR" }\n'


def test_a_map_of_columns_makes_any_table_readable(tmp_path: Path) -> None:
    files = {"catalog/erp.csv": OTHER, "catalog/lists/states.csv": "from,to\nA,new\nB,refurbished\n"}
    shop = write_shop(tmp_path, files, EURO + MAP)
    imported = load_catalog(shop)
    assert [str(one) for one in imported.problems] == [
        (
            "content/catalog/erp.csv:1  1 column is not read: “Pics” → "
            'to show one as a fact: columns = { "spec:Pics" = "Pics" } below [catalog] in shop.toml'
        )
    ]
    (found,) = imported.catalog.products(shop.locales[0]).values()
    assert (found.name("en"), found.brand, found.model, found.category) == ("Phone", "Acme", "X1", "phones/small")
    assert (found.best.condition, found.words.specs) == ("refurbished", (("Weight", "0.2 kg"),))
    assert (str(found.best.price.amount), found.best.buy_url) == ("1299.00", "https://buy.example/7?q=Phone")


@pytest.mark.parametrize(
    ("line", "report"),
    [
        ('price = "Prix"', "shop.toml:catalog.columns.price  no export has a column “Prix” → write the header as"),
        ('colour = { text = "{X}" }', "shop.toml:catalog.columns.colour  no export has a column “X” → write the"),
        ('weight = "kg"', "shop.toml:catalog.columns.weight  “weight” is no column of a catalog → write one of"),
        (
            'grade = { column = "kg", lookup = "x.csv" }',
            "shop.toml:catalog.columns.grade  there is no list “content/x",
        ),
    ],
)
def test_mistakes_in_a_map_of_columns(tmp_path: Path, line: str, report: str) -> None:
    settings = f'{EURO}catalog.columns.sku = "No"\ncatalog.columns.name = "Titel"\ncatalog.columns.{line}\n'
    imported = load_catalog(write_shop(tmp_path, {"catalog/erp.csv": OTHER}, settings))
    assert any(str(problem).startswith(report) for problem in errors(imported.problems))


def test_a_map_of_columns_overrules_a_dialect(tmp_path: Path) -> None:
    settings = f'{SHOP}catalog.columns.category = {{ column = "Tags", split = ",", part = 1 }}\n'
    settings += 'catalog.columns.buy_url = { text = "https://buy.example/{Handle}" }\n'
    shirt = Sold(tmp_path, table(SHIRTS), settings).products()["linen-shirt"]
    assert shirt.category == "summer"
    assert {one.buy_url for one in shirt.offers} == {"https://buy.example/linen-shirt"}


def test_exports_are_merged_by_sku_in_the_order_of_precedence(tmp_path: Path) -> None:
    files = {
        "catalog/a.csv": "sku,product,name,category,price_fr,stock\nA1,a,One,Things,10,5\nB1,b,Two,Things,20,5\n",
        "catalog/prices.csv": "sku,price_fr,name\nA1,9,Wrong\nC1,7,\n",
    }
    settings = EURO + '[[catalog.sources]]\nfile = "catalog/prices.csv"\nonly = ["price*"]\n'
    shop = write_shop(tmp_path, files, settings.replace("[[", "catalog.max_rejected_percent = 100\n[[", 1))
    imported = load_catalog(shop)
    assert imported.catalog.offers.select("sku", "name", "price_fr", "stock").rows() == [
        ("A1", "One", "9", "5"),
        ("B1", "Two", "20", "5"),
    ]
    assert imported.rejects["sku"].to_list() == ["C1"]
    assert (imported.rows, imported.others) == (3, 1)


def test_an_export_that_leads_nowhere_is_told_with_the_line_that_leads_somewhere(tmp_path: Path) -> None:
    pages = {
        "/products/{Handle}": shopify("a"),
        "/products/{SKU}": woo("a"),
        "/product-page/{handleId}": TEE,
        "{Product URL}": BLUE,
    }
    for number, (page, row) in enumerate(pages.items()):
        imported = Sold(tmp_path / str(number), table([row])).imported
        (problem,) = [one for one in imported.problems if "no offer says where it is bought" in one.message]
        line = f'columns = {{ buy_url = {{ text = "https://shop.example{page}" }} }}'
        assert problem.hint.endswith(f"{line} below [catalog] in shop.toml")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (woo("a") | {"Sale price": "0"}, ["Sale price"]),
        (woo("a") | {"Sale price": "x", "Regular price": "y"}, ["Sale price", "Regular price"]),
        (woo("a") | {"Regular price": "0"}, ["Regular price"]),
        (ITEM | {"sale_price": "x"}, ["sale_price"]),
        (ITEM | {"sale_price_effective_date": "2020-01-01/2020-02-01", "price": "x"}, ["price"]),
        (BLUE | {"Sale Price": "x", "Price": "y"}, ["Sale Price", "Price"]),
        (BLUE | {"Retail Price": "x"}, ["Retail Price"]),
        (TEE | {"price": "x", "strikethroughPrice": "30"}, ["price", "price"]),
        (CONFIGURED[4] | {"special_price": "x"}, ["special_price"]),
        (CANDLE | {"Online Sale Price": "x"}, ["Online Sale Price"]),
    ],
)
def test_a_wrong_price_is_told_under_the_header_that_it_stands_under(
    tmp_path: Path, row: dict[str, str], told: list[str]
) -> None:
    sold = Sold(tmp_path, table([row]))
    assert [one.field for one in sold.imported.problems if "price" in one.message.partition("”")[2]] == told


@pytest.mark.parametrize("system", ["shopify", "woocommerce", "bigcommerce", "magento"])
def test_options_of_nearly_the_same_name_are_two(tmp_path: Path, system: str) -> None:
    values = [("Red", "Blue"), ("Red", "Green")]
    names = {"Option1 Name": "Color", "Option2 Name": "Colour"}
    variant = {"Type": "variation", "Parent": "t", "Attribute 1 name": "Color", "Attribute 2 name": "Colour"}
    simple = CONFIGURED[4] | {"visibility": "Not Visible Individually", "categories": ""}
    choices = "|".join(f"sku=t-{number},color={one},cover={two}" for number, (one, two) in enumerate(values))
    rows = {
        "shopify": [
            shopify("t") | names | {"Variant SKU": "", "Option1 Value": one, "Option2 Value": two}
            for one, two in values
        ],
        "woocommerce": [
            woo("t", Type="variable"),
            *(
                woo("", SKU="", ID=two) | variant | {"Attribute 1 value(s)": one, "Attribute 2 value(s)": two}
                for one, two in values
            ),
        ],
        "bigcommerce": [
            BLUE,
            *(
                {"Item Type": "  SKU", "Product Name": f"[S]Color={one},[S]Colour={two}", "Product Code/SKU": ""}
                for one, two in values
            ),
        ],
        "magento": [
            *(simple | {"sku": f"t-{number}"} for number in range(2)),
            CONFIGURED[2]
            | {"configurable_variations": choices, "configurable_variation_labels": "color=Color,cover=Colour"},
        ],
    }
    sold = Sold(tmp_path, table(rows[system]))
    assert sold.rejected == []
    found = [(one.colour, one.options) for product in sold.products().values() for one in product.offers]
    assert found == [(one, (("Colour", two),)) for one, two in values]


# anything at all

HEADERS = {
    "shopify": sorted({*SHIRT, "Price / France", "Included / France", "Size (product.metafields.custom.size)"}),
    "new shopify": sorted({*NEW_HEADERS.values(), "Title", "Vendor", "Type"}),
    "woocommerce": sorted(HOODIE),
    "merchant": sorted({*ITEM, "product_detail", "sale_price_effective_date"}),
    "wix": sorted({*TEE, "surcharge"}),
    "new wix": sorted({*NEW_TEE, *NEW_SIZE, "inventory", "preOrderEnabled", "sku"}),
    "bigcommerce": sorted(BLUE),
    "new bigcommerce": sorted({*GUAVA, "Options", "Internal Image URL (Export)"}),
    "magento": sorted({name for row in CONFIGURED for name in row}),
    "square": sorted(CANDLE),
}
WORDS = """
1|0|-1|12,50|1.234|5 EUR|x|A > B|id:1|variation|variable|true|draft|https://a.example/a|http://a|a:b:c,d|2020-01-01|
[1]|["a"]|gid://x|&amp;|'-1|Product|Variant|SKU|Rule|[S]a=b|[ADD]1|Type=x|PERCENT|inf
"""
CELLS = st.text(max_size=8) | st.sampled_from(["", "a|b", *WORDS.replace("\n", "").split("|")])


@st.composite
def exports(draw: st.DrawFn) -> bytes:
    """An export whose headers are those of another system and whose cells are anything."""
    names = HEADERS[draw(st.sampled_from(sorted(HEADERS)))]
    rows = draw(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(names, CELLS)), max_size=5))
    return table([dict.fromkeys(names, ""), *rows]).encode()


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=exports())
def test_any_cells_of_another_system_are_an_offer_rejected_or_told(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    sold = Sold(tmp_path_factory.getbasetemp() / "any", data, FRENCH)
    filled = sum(any(cell.strip() for cell in row) for row in csv.reader(io.StringIO(data.decode()))) - 1
    read = sum(sold.counts)
    assert read <= filled
    assert read == filled or errors(sold.imported.problems) or "\x00" in data.decode()
    assert sold.imported.rejects[REASON].null_count() == 0
    for locale in sold.shop.locales:
        sold.imported.catalog.products(locale)
