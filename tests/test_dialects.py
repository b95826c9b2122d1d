"""`storefront.catalog.dialects`: what other systems export becomes products, with nothing lost and nothing made up."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from storefront.catalog import Product
from storefront.catalog.frames import REASON, ROW
from storefront.catalog.load import Import, load_catalog
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
        return [str(one).removeprefix("content/catalog/") for one in sorted(self.imported.problems)]

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
    assert (shirt.names, shirt.brand, shirt.category) == ({"": "Linen shirt"}, "Acme", "shirts")
    assert shirt.specs == (("Weight", "300 g"),)
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


def test_what_shopify_does_not_sell_is_left_out_with_a_word(tmp_path: Path) -> None:
    rows = [
        shopify("a"),
        shopify("b", Status="draft"),
        shopify("c", Status="archived"),
        shopify("d", Published="false"),
    ]
    sold = Sold(tmp_path, table(rows))
    assert list(sold.products()) == ["a"]
    assert sold.counts == (1, 0, 3)
    assert sold.lines == [
        (
            "export.csv  3 products are drafts, archived or not published → "
            "nothing to do, if that is meant: what Shopify does not sell is left out"
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
    assert sold.lines == [
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
    assert found.specs == (("Material", "Wool, Silk"),)
    assert (str(found.rating), found.rating_count) == ("4.5", 12)


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


def test_the_currency_of_shopify_prices_is_asked_for_where_the_shop_has_several(tmp_path: Path) -> None:
    several = FRENCH.replace('catalog.currency = "GBP"\n', "")
    sold = Sold(tmp_path, table([shopify("a")]), several)
    assert [str(one) for one in errors(sold.imported.problems)] == [
        (
            "content/catalog/export.csv:1:Variant Price  the prices have no currency → "
            'write theirs below [catalog] in shop.toml, as in currency = "EUR"'
        )
    ]
