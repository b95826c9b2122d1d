"""Facets: what is counted, the pages that `shop.toml` makes of values, and the data by which a list is narrowed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from storefront.problems import InputError
from tests.sites import Built, built, lay, make, replace

LANDINGS = """
[facets]
min_products = 2
price_bands = [200, 300]
orders = ["price", "saving"]

[[landings]]
facet = "brand"
values = ["Bolt", "Nobody"]
title = "{category} by {value}"
text = "{count} of {value}."
slug = "made-by-{value}"

[[landings]]
facet = "storage"
values = ["128 GB"]
categories = ["phones"]
"""


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Built:
    shop = lay("locales", tmp_path_factory.mktemp("facets") / "shop")
    with (shop / "shop.toml").open("a") as file:
        file.write(LANDINGS)
    return built(shop)


def data(site: Built, url: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(site.text(f"{url.strip('/')}/products.json"))
    return found


def form(site: Built, url: str) -> list[tuple[str, str]]:
    """Facet and value of every box of a page's form."""
    return [(one["name"], one["value"]) for one in site.page(url).all("input", type="checkbox")]


def counts(site: Built, url: str) -> dict[str, str]:
    labels = site.page(url).said("label", "filters__value")
    return {label: count for label, _, count in (text.rpartition(" ") for text in labels)}


def test_a_facet_that_is_named_twice_is_shown_once(tmp_path: Path) -> None:
    shop = lay("locales", tmp_path / "shop")
    with (shop / "shop.toml").open("a") as file:
        file.write('[facets]\nshow = ["storage", "brand", "storage"]\n')
    site = built(shop)
    assert set(data(site, "/en/shop/phones/")["facets"]) == {"brand", "storage"}
    assert len(form(site, "/en/shop/phones/")) == len(set(form(site, "/en/shop/phones/")))


def test_values_are_counted_over_the_whole_category(sold: Built) -> None:
    expected = {
        "Bolt": "3",
        "Acme": "2",
        "Excellent": "1",
        "Good": "5",
        "64 GB": "2",
        "128 GB": "3",
        "256 GB": "1",
        "Black": "5",
        "Blue": "1",
        "Under £200": "2",
        "£200 to £300": "3",
        "From £300": "1",
    }
    for url in ("/en/shop/phones/", "/en/shop/phones/page/3/"):
        assert counts(sold, url) == expected
    assert "Bon" in counts(sold, "/fr/boutique/telephones/")
    # nothing to choose from
    assert form(sold, "/en/shop/watches/") == []
    assert not (sold.output / "en/shop/watches/products.json").exists()


def test_a_list_can_be_narrowed_by_its_data_to_what_a_reader_would_pick(sold: Built) -> None:
    """Each row is a product at its place in the pages, each box a value of its offers."""
    for prefix in ("/en/shop/phones/", "/fr/boutique/telephones/", "/en/shop/phones/made-by-bolt/"):
        found = data(sold, prefix)
        assert [(name, key) for name, keys in found["facets"].items() for key in keys] == form(sold, prefix)
        names = [name for url in found["pages"] for name in sold.page(url).said("a", "card__link")]
        assert len(names) == len(found["rows"])
        assert all(len(sold.page(url).said("a", "card__link")) == found["size"] for url in found["pages"][:-1])
    found = data(sold, "/en/shop/phones/")
    names = [name for url in found["pages"] for name in sold.page(url).said("a", "card__link")]
    brand, storage = (list(found["facets"]).index(name) for name in ("brand", "storage"))
    acme, large = found["facets"]["brand"].index("acme"), found["facets"]["storage"].index("128-gb")
    fits = [any(one[brand] == acme and one[storage] == large for one in offers) for _, _, offers in found["rows"]]
    assert {name for name, fit in zip(names, fits, strict=True) if fit} == {"Phone A", "Phone B"}
    dearer = {
        name: found["prices"][offer[-1]]
        for name, (_, _, offers) in zip(names, found["rows"], strict=True)
        for offer in offers
        if offer[-1] >= 0
    }
    assert dearer == {"Phone A": [219.0, 0.4511, "£219.00", "£399.00", "-45%"]}
    prices = {name: row[0] for name, row in zip(names, found["rows"], strict=True)}
    assert (prices["Phone A"], prices["Phone D"]) == (169.0, 379.0)


def test_a_value_on_the_list_has_a_page_of_its_own(sold: Built) -> None:
    page = sold.page("/en/shop/phones/made-by-bolt/")
    assert page.title == "Phones by Bolt – Relay"
    assert page.meta("description") == "2 of Bolt."
    assert page.said("h1") == ["Phones by Bolt"]
    assert page.said("a", "card__link") == ["Phone C", "Phone D"]
    assert page.said("a", "breadcrumb__link") == ["Home", "Phones", "Bolt"]
    assert "index," in page.meta("robots")
    assert page.canonical == f"{sold.host}/en/shop/phones/made-by-bolt/"
    assert page.data["ItemList"]["numberOfItems"] == 2
    assert "/en/shop/phones/made-by-bolt/" in sold.text("sitemap-en-1.xml")
    assert "/en/shop/phones/made-by-bolt/" in {one["href"] for one in sold.page("/en/shop/phones/").all("a")}


def test_a_landing_page_is_the_same_in_all_languages_that_have_it(sold: Built) -> None:
    page = sold.page("/fr/boutique/telephones/128-go/")
    assert page.title == "Téléphones – 128\u202fGo – Relay"
    assert page.alternates["en-GB"] == f"{sold.host}/en/shop/phones/128-gb/"
    assert page.switcher["es-ES"] == "/es/tienda/telefonos/128-gb/"


def test_what_has_too_few_products_has_no_page_and_what_never_has_is_told(sold: Built) -> None:
    # one phone of Bolt is on sale in France, and it is on no list
    assert not (sold.output / "fr/boutique/telephones/made-by-bolt").exists()
    assert not (sold.output / "en/shop/tablets/128-gb").exists()
    (notice,) = [one for one in sold.result.problems if one.field.startswith("landings")]
    assert notice.message == "“Nobody” gets no page: no category has 2 products of this brand"


def test_there_are_no_more_landing_pages_in_all_than_the_shop_allows(shop: Path) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write(LANDINGS.replace("min_products = 2", "min_products = 2\nmax_pages = 3"))
    site = built(shop)
    # that of Bolt is in one language, that of 128 GB in three: it is in none of them rather than in two
    assert (site.output / "en/shop/phones/made-by-bolt").exists()
    assert not list(site.output.glob("*/*/*/128-g*"))
    (notice,) = [one for one in site.result.problems if one.field == "facets.max_pages"]
    assert notice.message == "3 landing pages are left out, beyond 3 in all, from “128 GB” of “phones” on"


def test_orders_have_pages_for_visitors_without_scripts(sold: Built) -> None:
    names = [
        name
        for url in ("", "page/2/", "page/3/")
        for name in sold.page(f"/en/shop/phones/by-price/{url}").said("a", "card__link")
    ]
    # what cannot be bought stays behind what can
    assert names == ["Phone A", "Phone C", "Phone D", "Phone B", "Phone E"]
    page = sold.page("/en/shop/phones/by-price/")
    assert "noindex" in page.meta("robots")
    assert "by-price" not in sold.text("sitemap-en-1.xml")
    links = {one["href"]: "aria-current" in one for one in page.all("a", class_="link-row__link")}
    assert links == {
        "/en/shop/phones/": False,
        "/en/shop/phones/by-price/": True,
        "/en/shop/phones/by-saving/": False,
    }


def test_every_address_that_a_list_names_is_there_and_filters_make_none(sold: Built) -> None:
    for path in sold.output.rglob("products.json"):
        for url in json.loads(path.read_bytes())["pages"]:
            assert sold.file(url) in sold.pages
    links = {one.get("href", "") for page in sold.pages.values() for one in page.all("a")}
    assert not [one for one in links if "products.json" in one or "?" in one]


def test_a_landing_page_that_is_given_up_leads_to_its_category(shop: Path) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write(LANDINGS)
    (shop / "ledger.json").write_bytes((built(shop).output / "ledger.json").read_bytes())
    replace(shop / "shop.toml", '"Bolt", "Nobody"', '"Nobody"')
    redirects = json.loads(built(shop).text("redirects.json"))["redirects"]
    assert redirects["/en/shop/phones/made-by-bolt/"] == "/en/shop/phones/"


def test_a_shop_may_do_without_filters(shop: Path) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write("[facets]\nfilters = false\n")
    site = built(shop)
    assert form(site, "/en/shop/phones/") == []
    assert not list(site.output.rglob("products.json"))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("[facets]\nprice_bands = [2, 1]", "the prices do not rise"),
        ('[[landings]]\nfacet = "brand"\nvalues = ["Acme"]\ncategories = ["phone"]', "did you mean “phones”"),
        ('[[landings]]\nfacet = "price"\nvalues = ["100"]', "“price” should be"),
    ],
)
def test_mistakes_are_told(shop: Path, table: str, message: str) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write(f"\n{table}\n")
    with pytest.raises(InputError, match=message):
        make(shop)
