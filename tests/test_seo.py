"""What search engines and feed readers get: hreflang, structured data, sitemaps, feeds, robots.txt."""

import re
from collections import Counter
from copy import deepcopy
from datetime import datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from storefront.seo.feeds import Entry, Feed, atom
from storefront.seo.jsonld import script
from storefront.seo.sitemaps import Location, index, sitemaps
from tests.shops import write_files
from tests.sites import Built, Html, built, replace, write

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
AVAILABILITIES = {"InStock", "OutOfStock", "Discontinued"}
LAMPS = 'name = "Lamps"\naddress = "https://lamps.example"\n'
LAMP = "sku,product,name,category,price_fr\n1,desk,Desk lamp,Lamps,20\n"
CONDITIONS = {"NewCondition", "RefurbishedCondition", "UsedCondition"}


# the head


def test_canonical_is_the_pages_own_address(site: Built) -> None:
    assert len(site.listed) == 94
    for url, page in site.listed.items():
        assert page.canonical == url
        assert page.meta("og:url") == url
        assert page.meta("robots") == "index, follow, max-image-preview:large"


def test_hreflang_sets_are_reciprocal_identical_and_include_self_and_x_default(site: Built) -> None:
    seen = Counter[int]()
    for url, page in site.listed.items():
        seen[len(page.alternates)] += 1
        if page.alternates:
            assert url in page.alternates.values(), f"{url} does not list itself"
            assert "x-default" in page.alternates
            for code, other in page.alternates.items():
                assert other in site.listed, f"{url} lists {other} as {code}"
                assert site.listed[other].alternates == page.alternates, f"{url} and {other} differ"
    # three locales, two of them, pages in one language only
    assert seen[7] > 40
    assert seen[5] > 10
    assert seen[0] > 10


def test_hreflang_codes_are_those_of_the_pages(site: Built) -> None:
    for page in site.listed.values():
        for code, url in page.alternates.items():
            if code != "x-default":
                language = site.listed[url].all("html")[0]["lang"]
                assert code in {language, language[:2]}


def test_x_default_is_the_default_locale_and_the_chooser_for_the_home_pages(site: Built) -> None:
    assert site.page("/fr/produit/phone-a/").alternates["x-default"] == f"{site.host}/en/product/phone-a/"
    assert site.page("/fr/").alternates["x-default"] == f"{site.host}/"
    assert site.pages["index.html"].alternates == site.page("/fr/").alternates


def test_x_default_is_another_locale_where_the_default_one_lacks_the_page(shop: Path) -> None:
    replace(shop / "shop.toml", 'default_locale = "en-GB"', 'default_locale = "es-ES"')
    alternates = built(shop).page("/en/product/phone-c/").alternates
    assert alternates["x-default"] == "https://relay.example/fr/produit/phone-c/"


def test_two_regions_of_one_language_share_one_generic_code(shop: Path) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write('\n[locales.fr-BE]\nprefix = "be"\ncurrency = "EUR"\nmarket = "es"\n')
    site = built(shop)
    home = site.page("/be/").alternates
    assert list(home) == ["fr-FR", "fr", "es-ES", "es", "en-GB", "en", "fr-BE", "x-default"]
    assert home["fr"] == home["fr-FR"]
    # the texts of one, the prices of the other
    assert site.page("/be/produit/phone-a/").said("strong", "price__now")[0] == "189,00\u00a0€"
    assert "be/produit/phone-c/index.html" not in site.pages


def test_a_region_of_several_countries_is_the_language_to_search_engines(shop: Path) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write('\n[locales.es-419]\nprefix = "la"\ncurrency = "EUR"\nmarket = "es"\n')
    site = built(shop)
    latin = site.page("/la/")
    assert latin.all("html", lang="es-419")
    assert list(latin.alternates) == ["fr-FR", "fr", "es-ES", "en-GB", "en", "es", "x-default"]
    assert latin.alternates["es"] == f"{site.host}/la/"
    assert site.page("/es/").alternates == latin.alternates


def test_one_page_stands_for_a_language_where_a_region_is_the_same_to_search_engines(shop: Path) -> None:
    """`es` and `es-419`: two addresses for one hreflang would be believed of neither."""
    settings = (shop / "shop.toml").read_text(encoding="utf-8")
    latin = '[locales.es-419]\nprefix = "la"\ncurrency = "EUR"\nmarket = "es"\n\n'
    settings = settings.replace("[locales.", f"{latin}[locales.", 1).replace('= "en-GB"', '= "es-419"')
    write(shop / "shop.toml", settings.replace("[locales.es-ES]", '[locales.es]\nmarket = "es"'))
    site = built(shop)
    spanish = site.page("/es/").alternates
    assert list(spanish) == ["fr-FR", "fr", "es", "en-GB", "en", "x-default"]
    assert spanish["es"] == f"{site.host}/es/"
    assert site.page("/fr/").alternates == spanish
    assert site.page("/la/").alternates == {}
    assert site.pages["index.html"].alternates == spanish, "though its words are those of es-419"
    assert site.text("sitemap-la-1.xml").count('"x-default"') == 1, "not the chooser alone lists versions"
    assert 'hreflang="es" href="https://' in site.text("sitemap-es-1.xml")
    names = [one["content"] for one in site.page("/la/").all("meta") if one.get("property") == "og:locale:alternate"]
    assert names == ["fr_FR", "en_GB"]


def test_social_metadata(site: Built) -> None:
    page = site.page("/en/blog/we-raised/")
    assert page.meta("og:type") == "article"
    assert page.meta("article:published_time") == "2026-03-02T00:00:00+01:00"
    assert page.meta("article:modified_time") == "2026-04-01T00:00:00+02:00"
    assert page.meta("og:image").startswith(f"{site.host}/images/photo-")
    assert page.meta("og:image:alt") == "Our counter"
    assert site.page("/en/").meta("og:image").startswith(f"{site.host}/images/card-")


def test_other_locales_are_named_only_where_they_have_the_page(site: Built) -> None:
    def others(url: str) -> list[str]:
        return [one["content"] for one in site.page(url).all("meta", property="og:locale:alternate")]

    assert others("/en/product/phone-a/") == ["fr_FR", "es_ES"]
    assert others("/en/product/phone-c/") == ["fr_FR"]
    assert others("/en/product/phone-d/") == []


def test_other_locales_are_named_as_open_graph_names_them(tmp_path: Path) -> None:
    tables = "".join(
        f'[locales.{code}]\nprefix = "{prefix}"\ncurrency = "EUR"\nmarket = "fr"\n'
        for code, prefix in (("fr-FR", "fr"), ("zh-Hant-TW", "tw"), ("es-419", "la"), ("en-XA", "xa"))
    )
    write_files(tmp_path, {
        "shop.toml": LAMPS + tables,
        "content/catalog/offers.csv": LAMP,
    })  # fmt: skip
    output = built(tmp_path)
    for url, others in (("/fr/produit/desk-lamp/", ["zh_TW", "es"]), ("/", ["zh_TW", "es"])):
        page = output.page(url)
        assert [one["content"] for one in page.all("meta", property="og:locale:alternate")] == others
    assert output.page("/tw/product/desk-lamp/").meta("og:locale") == "zh_TW"


def test_descriptions_differ_between_the_pages_of_a_list(site: Built) -> None:
    first, second = site.page("/en/shop/phones/"), site.page("/en/shop/phones/page/2/")
    assert first.meta("description") == "Every phone that we have, from small to large."
    assert second.meta("description") == "Every phone that we have, from small to large. Page 2."
    for url, page in site.listed.items():
        assert page.meta("description"), url


# structured data


def products(site: Built) -> dict[str, tuple[Html, list[dict[str, Any]]]]:
    """Every product page with its Product, or those of its ProductGroup."""
    found = {}
    for url, page in site.listed.items():
        if "Product" in page.data:
            found[url] = page, [page.data["Product"]]
        elif "ProductGroup" in page.data:
            found[url] = page, page.data["ProductGroup"]["hasVariant"]
    return found


def test_every_product_page_is_a_merchant_listing(site: Built) -> None:
    found = products(site)
    assert len(found) == 15
    for url, (page, variants) in found.items():
        assert len(variants) == len(page.all("tr", class_="offers__row"))
        for product in variants:
            offer = product["offers"]
            assert product["name"]
            assert not re.search(r"\s", product["sku"])
            assert offer["url"] == product["url"] == (url if len(variants) == 1 else f"{url}?sku={product['sku']}")
            assert Decimal(offer["price"]) > 0
            assert offer["priceCurrency"] == ("GBP" if "/en/" in url else "EUR")
            assert offer["availability"].removeprefix("https://schema.org/") in AVAILABILITIES
            assert offer["itemCondition"].removeprefix("https://schema.org/") in CONDITIONS
            assert offer["hasMerchantReturnPolicy"]["merchantReturnDays"] == 30


def test_a_products_data_in_full(site: Built) -> None:
    url = f"{site.host}/fr/produit/phone-a/"
    group = deepcopy(site.page("/fr/produit/phone-a/").data["ProductGroup"])
    first, *others = group.pop("hasVariant")
    assert group.pop("image").startswith(f"{site.host}/images/phone-")
    assert group == {
        "@context": "https://schema.org",
        "@type": "ProductGroup",
        "@id": f"{url}#product",
        "name": "Phone A",
        "url": url,
        "description": "Petit, léger et rapide.",
        "brand": {"@type": "Brand", "name": "Acme"},
        "category": "Téléphones > Petits téléphones",
        "aggregateRating": {"@type": "AggregateRating", "ratingValue": "4.3", "ratingCount": 1208, "bestRating": 5},
        "productGroupID": "phone-a",
        "variesBy": ["https://schema.org/color", "https://schema.org/size"],
    }
    assert first.pop("image")[0].startswith(f"{site.host}/images/phone-")
    offer = first.pop("offers")
    assert first == {
        "@type": "Product",
        "name": "Phone A – 64\u202fGo · Noir – Bon",
        "url": f"{url}?sku=A-1",
        "model": "PA-1",
        "inProductGroupWithID": "phone-a",
        "sku": "A-1",
        "gtin": "9521000158382",
        "color": "Noir",
        "size": "64\u202fGo",
        "additionalProperty": {"@type": "PropertyValue", "name": "État", "value": "Bon"},
    }
    del offer["hasMerchantReturnPolicy"]
    assert offer == {
        "@type": "Offer",
        "url": f"{url}?sku=A-1",
        "price": "199.00",
        "priceCurrency": "EUR",
        "priceSpecification": {
            "@type": "UnitPriceSpecification",
            "priceType": "https://schema.org/StrikethroughPrice",
            "price": "349.00",
            "priceCurrency": "EUR",
        },
        "availability": "https://schema.org/InStock",
        "itemCondition": "https://schema.org/UsedCondition",
    }
    states = {one["sku"]: one["offers"]["availability"].rpartition("/")[2] for one in others}
    assert states == {"A-2": "InStock", "A-3": "OutOfStock"}


def number(text: str) -> Decimal:
    """The amount of a price as a page shows it."""
    digits = re.sub(r"[^\d.,]", "", text)
    return Decimal(digits.replace(",", "") if "£" in text else digits.replace(".", "").replace(",", "."))


def test_prices_in_the_data_are_the_visible_ones(site: Built) -> None:
    for url, (page, variants) in products(site).items():
        visible = Counter(map(number, page.said("strong", "price__now")))
        told = [Decimal(one["offers"]["price"]) for one in variants]
        assert Counter(told) <= visible, url
        # the price in the box is that of the first offer
        if page.all("div", class_="buy-box"):
            assert told[0] == number(page.said("strong", "price__now")[0]), url


def test_availability_in_the_data_is_the_visible_one(site: Built) -> None:
    def state(url: str) -> str:
        return str(site.page(url).data["Product"]["offers"]["availability"].rpartition("/")[2])

    assert (state("/en/product/phone-b/"), state("/en/product/phone-e/")) == ("OutOfStock", "Discontinued")
    for url in ("/en/product/phone-b/", "/en/product/phone-e/"):
        assert not [one for one in site.page(url).all("a") if "checkout" in one["href"]]
        assert len(site.page(url).said("p", "notice")) == 1
    assert [one["href"] for one in site.page("/en/product/phone-c/").all("a") if "checkout" in one["href"]] != []


def test_delivery_is_the_same_on_the_page_and_in_the_data(shop: Path) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write("[markets.gb]\ndelivery = 3.99\nfree_from = 200\nhandling_days = [0, 1]\ntransit_days = [2, 4]\n")
        file.write("[markets.fr]\ndelivery = 0\n")
    site = built(shop)
    page = site.page("/en/product/phone-a/")
    assert "Delivery £3.99, 2–5 working days" in page.said("p", "buy-box__notes")[0]
    costs = {one["sku"]: one["offers"]["shippingDetails"] for one in page.data["ProductGroup"]["hasVariant"]}
    rates = {sku: one["shippingRate"]["value"] for sku, one in costs.items()}
    assert rates == {"A-1": "3.99", "A-2": "0.00", "A-3": "0.00"}
    assert costs["A-1"]["shippingDestination"] == [{"@type": "DefinedRegion", "addressCountry": "GB"}]
    assert costs["A-1"]["deliveryTime"]["transitTime"]["maxValue"] == 4
    french = site.page("/fr/produit/phone-a/")
    assert "Livraison gratuite" in french.said("p", "buy-box__notes")[0]
    # its times are not known, and details without them are not valid
    assert "shippingDetails" not in french.data["ProductGroup"]["hasVariant"][0]["offers"]
    rules = site.page("/es/").data["OnlineStore"]["hasShippingService"]["shippingConditions"]
    assert [(one["shippingDestination"][0]["addressCountry"], one["shippingRate"]["value"]) for one in rules] == [
        ("GB", "3.99"),
        ("GB", "0.00"),
        ("FR", "0.00"),
    ]
    # an order of exactly that value is in one of them
    assert rules[0]["orderValue"]["maxValue"] == "199.99"
    assert rules[1]["orderValue"]["minValue"] == "200.00"


def test_breadcrumbs_in_the_data_are_the_visible_ones(site: Built) -> None:
    count = 0
    for url, page in site.listed.items():
        links = page.all("a", class_="breadcrumb__link")
        labels = page.said("a", "breadcrumb__link")
        items = page.data.get("BreadcrumbList", {"itemListElement": []})["itemListElement"]
        assert [one["item"] for one in items] == [f"{site.host}{link['href']}" for link in links], url
        assert [re.sub(r"[ \n\t]+", " ", one["name"]) for one in items] == labels, url
        assert [one["position"] for one in items] == list(range(1, len(items) + 1))
        assert len(items) != 1
        count += bool(items)
    assert count == len(site.listed) - 4  # the home pages and the chooser


def test_a_category_lists_its_products_with_their_place_in_the_whole_list(site: Built) -> None:
    data = site.page("/en/shop/phones/page/2/").data["ItemList"]
    assert data["numberOfItems"] == 5
    assert [(one["position"], one["url"]) for one in data["itemListElement"]] == [
        (3, f"{site.host}/en/product/phone-d/"),
        (4, f"{site.host}/en/product/phone-b/"),
    ]


def test_a_post_names_its_authors_dates_and_picture(site: Built) -> None:
    data = site.page("/en/blog/we-raised/").data["BlogPosting"]
    assert data["headline"] == "We raised €41M"
    assert data["author"] == [
        {"@type": "Person", "name": "Ana", "url": f"{site.host}/en/blog/author/ana/"},
        {"@type": "Person", "name": "Ben", "url": f"{site.host}/en/blog/author/ben/"},
    ]
    assert data["datePublished"] == "2026-03-02T00:00:00+01:00"
    assert data["dateModified"] == "2026-04-01T00:00:00+02:00"
    assert data["image"][0].startswith(f"{site.host}/images/photo-")
    assert data["mainEntityOfPage"] == f"{site.host}/en/blog/we-raised/"
    assert "NewsArticle" in site.page("/fr/blog/nouvel-atelier/").data


def test_a_guide_names_an_author_who_has_no_page(site: Built) -> None:
    assert site.page("/en/guides/how-to-choose/").data["Article"]["author"] == [{"@type": "Person", "name": "Carla"}]


def test_questions_in_the_data_are_the_visible_ones(site: Built) -> None:
    page = site.page("/en/guides/how-to-choose/")
    entries = page.data["FAQPage"]["mainEntity"]
    assert [one["name"] for one in entries] == ["Do 500 cycles suffice?", "Is it waterproof?"]
    assert [one["name"] for one in entries] == page.said("summary")[-2:]
    assert entries[0]["acceptedAnswer"]["text"] == "<p>Yes, for <em>years</em> &amp; more.</p>"


QUESTIONS = """Title: Care

## Questions {: .faq }

### Which one?

See [the lamp]({product}desk).

### Half written?
"""


def test_answers_in_the_data_have_absolute_addresses_and_a_text(tmp_path: Path) -> None:
    write_files(tmp_path, {
        "shop.toml": LAMPS + '[locales.en-GB]\nprefix = "en"\ncurrency = "EUR"\nmarket = "fr"\n',
        "content/catalog/offers.csv": LAMP,
        "content/guides/care/en.md": QUESTIONS,
    })  # fmt: skip
    (entry,) = built(tmp_path).page("/en/guides/care/").data["FAQPage"]["mainEntity"]
    link = '<a href="https://lamps.example/en/product/desk-lamp/">the lamp</a>'
    assert entry["acceptedAnswer"]["text"] == f"<p>See {link}.</p>"


def test_the_store_and_the_site_are_described_once_each(site: Built) -> None:
    stores = [url for url, page in site.listed.items() if "OnlineStore" in page.data]
    assert stores == [f"{site.host}/{code}/" for code in ("en", "es", "fr")]
    assert [url for url, page in site.listed.items() if "WebSite" in page.data] == [f"{site.host}/"]
    store = site.page("/fr/").data["OnlineStore"]
    assert store["hasMerchantReturnPolicy"]["applicableCountry"] == ["ES", "FR", "GB"]
    assert store["hasMerchantReturnPolicy"]["merchantReturnDays"] == 30
    assert store["email"] == "hello@relay.example"


def test_a_return_policy_names_countries_or_is_left_out(shop: Path) -> None:
    table = '[locales.{}]\nprefix = "{}"\ncurrency = "EUR"\nmarket = "es"\n'
    for code, prefix in (("es-419", "la"), ("zh-Hant", "zh")):
        with (shop / "shop.toml").open("a") as file:
            file.write(table.format(code, prefix))
    site = built(shop)
    assert site.page("/la/").data["OnlineStore"]["hasMerchantReturnPolicy"]["applicableCountry"] == ["ES", "FR", "GB"]


def test_data_cannot_end_its_script_element(shop: Path) -> None:
    replace(shop / "content/catalog/offers.csv", "Phone C,,", "</script><b>&Phone C,,")
    page = built(shop).page("/en/product/script-b-phone-c/")
    assert page.data["Product"]["name"] == "</script><b>&Phone C"
    assert script({"name": "a<b>&c"}) == '{"@context":"https://schema.org","name":"a\\u003cb\\u003e\\u0026c"}'


# sitemaps and robots.txt


def test_the_sitemaps_list_exactly_the_pages_that_may_be_listed(site: Built) -> None:
    listed: dict[str, ET.Element] = {}
    files = ET.fromstring(site.text("sitemap.xml")).findall(f"{SITEMAP}sitemap")
    assert [one.findtext(f"{SITEMAP}loc") for one in files] == [
        f"{site.host}/sitemap-{code}-1.xml" for code in ("fr", "es", "en")
    ]
    for one in files:
        name = str(one.findtext(f"{SITEMAP}loc")).removeprefix(f"{site.host}/")
        urls = ET.fromstring(site.text(name)).findall(f"{SITEMAP}url")
        days = [day for url in urls if (day := url.findtext(f"{SITEMAP}lastmod"))]
        assert one.findtext(f"{SITEMAP}lastmod") == max(days)
        for url in urls:
            address = str(url.findtext(f"{SITEMAP}loc"))
            assert address not in listed
            listed[address] = url
    assert set(listed) == set(site.listed)
    for address, url in listed.items():
        links = {link.attrib["hreflang"]: link.attrib["href"] for link in url.findall(f"{XHTML}link")}
        assert all(link.attrib["rel"] == "alternate" for link in url.findall(f"{XHTML}link"))
        assert links == site.listed[address].alternates, address


def test_last_changes_come_from_the_content(site: Built) -> None:
    text = site.text("sitemap-en-1.xml")
    assert f"<loc>{site.host}/en/blog/we-raised/</loc><lastmod>2026-04-01</lastmod>" in text
    assert f"<loc>{site.host}/en/blog/the-weather/</loc><lastmod>2025-12-24</lastmod>" in text
    assert f"<loc>{site.host}/en/product/phone-a/</loc><lastmod>2026-05-03</lastmod>" in text
    assert f"<loc>{site.host}/en/product/watch/</loc><xhtml:link" in text or "/en/product/watch/</loc></url>" in text
    assert f"<loc>{site.host}/en/guides/</loc><lastmod>2026-05-20</lastmod>" in text


def test_sitemaps_are_cut_at_fifty_thousand_addresses() -> None:
    locations = [Location(f"https://x.example/{number}/?a=1&b=2", None, "") for number in range(50_001)]
    files = list(sitemaps("en", locations))
    assert [name for name, _, _ in files] == ["sitemap-en-1.xml", "sitemap-en-2.xml"]
    assert [len(ET.fromstring(data)) for _, data, _ in files] == [50_000, 1]
    assert files[0][2] is None
    text = index("https://x.example", [(name, day) for name, _, day in files]).decode()
    assert len(ET.fromstring(text)) == 2


def test_robots_names_the_sitemap(site: Built) -> None:
    assert site.text("robots.txt") == f"User-agent: *\nAllow: /\n\nSitemap: {site.host}/sitemap.xml\n"


# feeds


def feeds(site: Built) -> dict[str, ET.Element]:
    paths = site.output.rglob("atom.xml")
    return {path.relative_to(site.output).as_posix(): ET.fromstring(path.read_bytes()) for path in paths}


def test_feeds_are_those_of_the_blogs_and_their_categories(site: Built) -> None:
    assert set(feeds(site)) == {
        "en/atom.xml",
        "en/blog/category/news/atom.xml",
        "es/atom.xml",
        "es/blog/categoria/noticias/atom.xml",
        "fr/atom.xml",
        "fr/blog/rubrique/actualites/atom.xml",
        "fr/blog/rubrique/atelier/atom.xml",
    }


def test_feeds_hold_what_atom_asks_for(site: Built) -> None:
    ids = []
    for path, feed in feeds(site).items():
        links = {one.attrib["rel"]: one.attrib["href"] for one in feed.findall(f"{ATOM}link")}
        assert links["self"] == f"{site.host}/{path}"
        assert links["alternate"] in site.listed
        ids.append(feed.findtext(f"{ATOM}id"))
        assert feed.findtext(f"{ATOM}title")
        assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Relay"
        entries = feed.findall(f"{ATOM}entry")
        assert 0 < len(entries) <= 2  # [blog] feed_size
        updated = [datetime.fromisoformat(str(one.findtext(f"{ATOM}updated"))) for one in (feed, *entries)]
        assert all(one.tzinfo for one in updated)
        assert updated[0] == max(updated[1:])
        for entry in entries:
            address = str(entry.findtext(f"{ATOM}id"))
            assert address in site.listed
            assert entry.find(f"{ATOM}link").attrib["href"] == address  # type: ignore[union-attr]  # it fails if missing
            assert entry.findtext(f"{ATOM}title")
            assert datetime.fromisoformat(str(entry.findtext(f"{ATOM}published"))).tzinfo
    assert len(set(ids)) == len(ids)


def test_entries_of_a_feed_work_outside_the_site(site: Built) -> None:
    for feed in feeds(site).values():
        for content in feed.iter(f"{ATOM}content"):
            page = Html("", content.text or "")
            assert all(one.startswith("https://") for one in page.addresses())
    assert f'<a href="{site.host}/es/producto/phone-a/">Phone A</a>' in unescape(site.text("es/atom.xml"))


def test_a_footnote_in_a_feed_leads_to_the_note_on_the_page(shop: Path) -> None:
    post = shop / "content/blog/opening/en.md"
    write(post, f"{post.read_text(encoding='utf-8')}\nA word[^1].\n\n[^1]: A note.\n")
    replace(shop / "shop.toml", "feed_size = 2", "feed_size = 20")
    site = built(shop)
    html = unescape(site.text("en/atom.xml"))
    assert f'href="{site.host}/en/blog/we-raised/#fn:1"' in html
    assert 'href="#' not in html


def test_a_picture_in_a_feed_has_absolute_addresses_in_all_widths(shop: Path) -> None:
    replace(shop / "shop.toml", "feed_size = 2", "feed_size = 20")
    replace(
        shop / "content/blog/opening/en.md", "Look at", "As in /images/, /images/ or [there](//cdn.example/x). Look at"
    )
    site = built(shop)
    html = "".join(one.text or "" for one in feeds(site)["en/atom.xml"].iter(f"{ATOM}content"))
    widths = re.findall(r"(\S+) (?:320|400)w", html)
    assert len(widths) == 6
    assert all(re.sub(r'^srcset="', "", one).startswith(f"{site.host}/images/photo-") for one in widths)
    assert "As in /images/, /images/ or" in html
    assert 'href="//cdn.example/x"' in html


def test_a_feed_stays_valid_with_characters_that_xml_lacks() -> None:
    day, url = "2026-01-01T00:00:00+01:00", "https://x.example/"
    html = "<p>A\x01B\ufffe\n\tC \U0001f4e6</p>"
    entry = Entry("One\x08 & <two>", url, day, day, ("A\x02",), ("\x0bB",), "\x00", html)
    feed = ET.fromstring(atom(Feed("F\x1f", "", "en", url, url, "X", [entry])))
    assert feed.findtext(f"{ATOM}title") == "F"
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "One & <two>"
    assert feed.findtext(f"{ATOM}entry/{ATOM}content") == "<p>AB\n\tC \U0001f4e6</p>"


def test_a_feed_is_as_new_as_its_newest_entry() -> None:
    days = ["2026-01-01T00:00:00+01:00", "2026-07-01T00:00:00+02:00"]
    entries = [Entry("A", f"https://x.example/{day}", day, day, (), (), "", "") for day in days]
    data = atom(Feed("F", "", "en", "https://x.example/atom.xml", "https://x.example/", "X", entries))
    assert ET.fromstring(data).findtext(f"{ATOM}updated") == days[1]


@pytest.mark.parametrize(
    ("path", "tags", "authors"),
    [
        ("es/atom.xml", ["Teléfonos", "Reparación"], ["Ana", "Ben"]),
        ("fr/blog/rubrique/atelier/atom.xml", ["Réparation"], ["Ana"]),
    ],
)
def test_an_entry_names_its_tags_and_authors(site: Built, path: str, tags: list[str], authors: list[str]) -> None:
    (entry,) = feeds(site)[path].findall(f"{ATOM}entry")
    assert [one.attrib["term"] for one in entry.findall(f"{ATOM}category")] == tags
    assert [one.text for one in entry.findall(f"{ATOM}author/{ATOM}name")] == authors
