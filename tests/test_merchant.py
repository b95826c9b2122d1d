"""The product feeds for Google's Merchant Center: what they say is what the pages say."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.sites import Built, built, clean, contents, lay, make, replace, write
from tests.test_seo import number

G = "{http://base.google.com/ns/1.0}"
OFFERS = "content/catalog/offers.csv"
DELIVERY = "[markets.gb]\ndelivery = 3.99\nfree_from = 200\nhandling_days = [0, 1]\ntransit_days = [2, 4]\n"


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Built:
    shop = lay("locales", tmp_path_factory.mktemp("merchant") / "shop")
    replace(shop / "shop.toml", "[catalog]\n", f"{DELIVERY}\n[catalog]\nmerchant_feed = true\n")
    return built(shop)


def items(site: Built, prefix: str) -> dict[str, dict[str, str]]:
    """The items of a feed by id, the attributes of each by name."""
    root = ET.fromstring(site.text(f"{prefix}/products.xml"))
    found = [{node.tag.removeprefix(G): node.text or "" for node in item} for item in root.iter("item")]
    assert len({one["id"] for one in found}) == len(found)
    return {one["id"]: one for one in found}


def test_an_offer_in_full(sold: Built) -> None:
    item = items(sold, "fr")["A-1"]
    assert item.pop("image_link").startswith(f"{sold.host}/images/phone-")
    assert item == {
        "id": "A-1",
        "title": "Phone A – 64\u202fGo · Noir – Bon",
        "description": "Petit, léger et rapide.",
        "link": f"{sold.host}/fr/produit/phone-a/?sku=A-1",
        "availability": "in_stock",
        "price": "199.00 EUR",
        "condition": "used",
        "brand": "Acme",
        "gtin": "9521000158382",
        "item_group_id": "phone-a",
        "product_type": "Téléphones > Petits téléphones",
        "color": "Noir",
        "size": "64\u202fGo",
        "custom_label_0": "Bon",
    }


@pytest.mark.parametrize("prefix", ["fr", "es", "en"])
def test_every_offer_says_what_its_page_says(sold: Built, prefix: str) -> None:
    for sku, item in items(sold, prefix).items():
        page = sold.page(item["link"])
        data = page.data["ProductGroup"]["hasVariant"] if "ProductGroup" in page.data else [page.data["Product"]]
        (variant,) = [one for one in data if one["sku"] == sku]
        offer = variant["offers"]
        assert item["price"] == f"{offer['price']} {offer['priceCurrency']}"
        assert item["condition"] in offer["itemCondition"].lower()
        assert item["availability"].replace("_", "") == offer["availability"].rpartition("/")[2].lower()
        assert variant["url"] == item["link"]
        place = [one["data-sku"] for one in page.all("tr", class_="offers__row")].index(sku)
        row = page.said("tr", "offers__row")[place]
        assert number(item["price"].replace(".", ",") if prefix != "en" else f"£{item['price']}") in {
            number(text) for text in page.said("strong", "price__now") if text in row
        }
        assert item["custom_label_0"] in page.text


def test_what_is_discontinued_or_without_a_picture_is_left_out_and_told(sold: Built) -> None:
    assert set(items(sold, "en")) == {"A-1", "A-2", "A-3", "B-1", "C-1", "D-1", "W-1"}
    (notice,) = [one for one in sold.result.problems if one.source == "products.xml"]
    assert notice.message == "without a place in the product feeds (no picture): 1, T-1"


def test_delivery_is_that_of_the_market(sold: Built) -> None:
    root = ET.fromstring(sold.text("en/products.xml"))
    first = next(root.iter(f"{G}shipping"))
    assert [(node.tag.removeprefix(G), node.text) for node in first] == [
        ("country", "GB"),
        ("price", "3.99 GBP"),
        ("min_handling_time", "0"),
        ("max_handling_time", "1"),
        ("min_transit_time", "2"),
        ("max_transit_time", "4"),
    ]
    assert "shipping" not in items(sold, "fr")["A-1"]


def test_long_and_strange_values_keep_to_the_specification(shop: Path) -> None:
    replace(shop / "shop.toml", "[catalog]\n", "[catalog]\nmerchant_feed = true\n")
    rows = (shop / OFFERS).read_text(encoding="utf-8")
    rows = rows.replace("A-1,phone-a,", f"{'x' * 51},phone-a,").replace("phone-a", "p" * 60)
    write(shop / OFFERS, rows.replace("Phone C", "Phone <C> & \x08co " + "longer " * 40))
    for path in shop.glob("content/*/*/*.md"):
        write(path, path.read_text(encoding="utf-8").replace("{product}phone-a", "{product}phone-d"))
    found = items(built(shop), "en")
    assert {len(one["item_group_id"]) for one in found.values() if "item_group_id" in one} == {50}
    title = found["C-1"]["title"]
    assert len(title) in range(140, 151)
    assert title.endswith(" longer")
    assert "".join(title.split()).startswith("Phone<C>&colong")
    assert "x" * 51 not in found


def test_options_and_facts_are_the_attributes_that_the_specification_has_for_them(shop: Path) -> None:
    """As the structured data of the page has them; `size` is needed for clothes."""
    replace(shop / "shop.toml", "[catalog]\n", "[catalog]\nmerchant_feed = true\n")
    header, *rows = (shop / OFFERS).read_text(encoding="utf-8").splitlines()
    rows = [f"{row}{',M,Linen,8 cm,Female,grown-ups,Dots' if row.startswith('A-1,') else ',' * 6}" for row in rows]
    more = "option:Size,option:material,option:Heel,spec:Gender,spec:Age group,spec:Pattern"
    write(shop / OFFERS, "\n".join([f"{header},{more}", *rows, ""]))
    found = items(built(shop), "en")
    assert {name: found["A-1"].get(name) for name in ("size", "material", "pattern", "gender", "age_group")} == {
        "size": "M",
        "material": "Linen",
        "pattern": "Dots",
        "gender": "female",
        "age_group": None,
    }
    assert found["A-2"]["size"] == "128 GB"


def test_a_shop_has_no_feed_unless_it_wants_one(site: Built) -> None:
    assert not (site.output / "fr/products.xml").exists()


COLUMNS = "sku,product,name,category,price_gb,status,available,google_category,image\n"
TAXONOMY = """222 - Electronics
262 - Electronics > Communications
267 - Electronics > Communications > Telephony > Mobile Phones
"""


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A shop with pre-orders and back orders in categories of Google's taxonomy."""
    shop = lay("locales", tmp_path_factory.mktemp("waiting") / "shop")
    setting = '\n[catalog.taxonomy]\nen = "taxonomy.txt"\n'
    replace(shop / "shop.toml", "[catalog]\n", f"{setting}\n[catalog]\nmerchant_feed = true\n")
    write(shop / "content/taxonomy.txt", TAXONOMY)
    path = "Electronics > Communications > Telephony > Mobile Phones"
    rows = [
        f"N1,n1,One,{path},100,preorder,2027-01-15,,https://a.example/a.jpg",
        f"N2,n2,Two,{path} > Small,100,backorder,2027-02-01,,https://a.example/a.jpg",
        "N3,n3,Three,Electronics,100,preorder,,,https://a.example/a.jpg",
        "N4,n4,Four,Things,100,active,2027-02-01,222,https://a.example/a.jpg",
        "N5,n5,Five,Things,100,,,99,https://a.example/a.jpg",
    ]
    write(shop / "content/catalog/waiting.csv", COLUMNS + "\n".join(rows) + "\n")
    return built(shop)


def test_what_waits_for_stock_says_from_when_on_it_is_sent(waiting: Built) -> None:
    found = items(waiting, "en")
    days = {key: (found[key]["availability"], found[key].get("availability_date")) for key in ("N1", "N2", "N4")}
    assert days == {
        "N1": ("preorder", "2027-01-15T00:00+0000"),
        "N2": ("backorder", "2027-02-01T00:00+0000"),
        "N4": ("in_stock", None),
    }
    assert "N3" not in found
    (notice,) = [one for one in waiting.result.problems if "pre-order" in one.message]
    assert notice.message == (
        "without a place in the product feeds (a pre-order without the day from which it is sent): 1, N3"
    )


def test_the_category_of_google_is_that_of_the_export_or_of_the_taxonomy(waiting: Built) -> None:
    found = items(waiting, "en")
    assert {key: found[key].get("google_product_category") for key in ("N1", "N2", "N4", "N5", "A-1")} == {
        "N1": "267",
        "N2": "267",
        "N4": "222",
        "N5": "99",
        "A-1": None,
    }
    (notice,) = [one for one in waiting.result.problems if one.field == "google_category"]
    assert (notice.line, notice.message) == (6, "the taxonomy has no category “99”")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("content/catalog/waiting.csv", ",267", ",222"),
        ("content/catalog/waiting.csv", "2027-01-15", "2027-01-16"),
        ("content/taxonomy.txt", "222 - Electronics", "223 - Electronics"),
    ],
)
def test_a_feed_follows_what_no_page_says(shop: Path, name: str, old: str, new: str) -> None:
    setting = '\n[catalog.taxonomy]\nen = "taxonomy.txt"\n'
    replace(shop / "shop.toml", "[catalog]\n", f"{setting}\n[catalog]\nmerchant_feed = true\n")
    write(shop / "content/taxonomy.txt", TAXONOMY)
    rows = [
        "N1,n1,One,Electronics,100,preorder,2027-01-15,267,https://a.example/a.jpg",
        "N2,n2,Two,Electronics,100,,,,https://a.example/a.jpg",
    ]
    write(shop / "content/catalog/waiting.csv", COLUMNS + "\n".join(rows) + "\n")
    make(shop)
    replace(shop / name, old, new)
    assert "en/products.xml" in make(shop).change.written
    assert contents(shop / "output") == clean(shop)
