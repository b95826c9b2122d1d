"""What `shop.toml`, an export and `urls.po` can change about the pages of a shop."""

import re
from pathlib import Path

import pytest

from storefront.manifest import read_manifest
from tests.sites import Built, Html, built, lay, replace, write

WITHOUT = """without = ["product", "blog-category", "author", "year", "404", "chooser"]
image = "images/card.svg"
"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A shop without pages for products, without most lists, and with everything else set otherwise."""
    shop = lay("locales", tmp_path_factory.mktemp("bare"))
    for path in (shop / "content").rglob("*.md"):
        text = re.sub(r"\[([^]]*)\]\(\{product\}[^)]*\)", r"\1", path.read_text(encoding="utf-8"))
        write(path, text)
    replace(shop / "shop.toml", 'image = "images/card.svg"\n', WITHOUT)
    replace(
        shop / "shop.toml", "[catalog]\npage_size = 2", '[catalog]\npage_size = 2\nmax_pages = 2\nsold_out = "in-place"'
    )
    replace(shop / "shop.toml", "[blog]\npage_size = 2", "[blog]\npage_size = 1\nlist_size = 9\nrelated = 1")
    write(
        shop / "shop.toml",
        (shop / "shop.toml").read_text(encoding="utf-8")
        + '\n[home]\nbestsellers = 2\ndeals = 0\nposts = 1\nguides = 0\n\n[images]\nelsewhere = ["/cdn/"]\n',
    )
    replace(shop / "content/blog/weather/en.md", "\n\n", "\nImage: /cdn/rain.jpg\n\n![Rain](/cdn/wet.jpg)\n\n")
    return built(shop)


def cards(page: Html) -> list[str]:
    return [one["href"] for one in page.all("a", class_="card__link")]


def test_kinds_of_pages_that_a_shop_does_without_are_neither_made_nor_linked(bare: Built) -> None:
    absent = re.compile(
        r"^(index|404)\.html|/404\.html|/(product|produit|producto|category|author|archive|auteur|rubrique)/"
    )
    assert [path for path in bare.pages if absent.search(path)] == []
    assert "en/blog/tag/repair/index.html" in bare.pages
    inside = {
        url for page in bare.pages.values() for url in page.addresses() if url.startswith("/") and url.endswith("/")
    }
    assert {url for url in inside if bare.file(url) not in bare.pages} == set()
    assert "<loc>https://relay.example/</loc>" not in bare.text("sitemap-en-1.xml")


def test_without_a_chooser_the_default_locale_is_the_one_for_everybody_else(bare: Built) -> None:
    assert bare.page("/fr/").alternates["x-default"] == "https://relay.example/en/"


def test_without_product_pages_cards_lead_to_the_offer_and_lists_hold_the_products(bare: Built) -> None:
    page = bare.page("/en/shop/tablets/")
    assert cards(page) == ["https://relay.example/checkout/T-1"]
    (element,) = page.data["ItemList"]["itemListElement"]
    assert element["position"] == 1
    offer = element["item"].pop("offers")
    assert element["item"] == {
        "@type": "Product",
        "name": "Tablet",
        "sku": "T-1",
        "url": "https://relay.example/checkout/T-1",
        "brand": {"@type": "Brand", "name": "Acme"},
        "aggregateRating": {"@type": "AggregateRating", "ratingValue": "5.0", "ratingCount": 1, "bestRating": 5},
    }
    assert (offer["@type"], offer["url"]) == ("Offer", "https://relay.example/checkout/T-1")
    assert (offer["price"], offer["priceCurrency"]) == ("999.00", "GBP")
    assert offer["availability"] == "https://schema.org/InStock"


def test_a_large_category_is_cut_after_its_last_page(bare: Built) -> None:
    phones = bare.page("/en/shop/phones/page/2/")
    assert "en/shop/phones/page/3/index.html" not in bare.pages
    assert phones.link("next") == ""
    assert phones.data["ItemList"]["numberOfItems"] == 5


def test_sold_out_products_stand_at_their_rank_where_the_shop_says_so(bare: Built, site: Built) -> None:
    names = [one for page in ("", "page/2/") for one in bare.page(f"/en/shop/phones/{page}").said("h3", "card__name")]
    assert names == ["Phone A", "Phone B", "Phone C", "Phone D"]
    assert [
        one for page in ("", "page/2/") for one in site.page(f"/en/shop/phones/{page}").said("h3", "card__name")
    ] == ["Phone A", "Phone C", "Phone D", "Phone B"]


def test_the_home_page_shows_as_much_as_the_settings_say(bare: Built) -> None:
    home = bare.page("/en/")
    assert home.said("h3", "card__name") == ["Phone A", "Phone B"]
    assert len(home.all("a", class_="teaser__link")) == 1


def test_the_blog_and_its_lists_are_cut_separately(bare: Built) -> None:
    assert "en/blog/page/2/index.html" in bare.pages
    assert not [path for path in bare.pages if path.startswith("en/blog/tag/") and "/page/" in path]


def test_pictures_that_another_service_answers_are_shown_as_they_are(bare: Built) -> None:
    (path,) = (path for path in bare.pages if "weather" in path and path.startswith("en/blog/"))
    page = bare.pages[path]
    assert {one["src"] for one in page.all("img")} >= {"/cdn/rain.jpg", "/cdn/wet.jpg"}
    assert page.meta("og:image") == "https://relay.example/cdn/rain.jpg"
    assert page.data["BlogPosting"]["image"] == ["https://relay.example/cdn/rain.jpg"]


def test_a_category_a_tag_and_a_blog_category_can_have_an_address_of_their_own(tmp_path: Path) -> None:
    shop = lay("locales", tmp_path)
    path = shop / "translations/fr/LC_MESSAGES/urls.po"
    words = path.read_text(encoding="utf-8") if path.exists() else ""
    own = {("category", "phones/small-phones"): "mini", ("tag", "Repair"): "mains", ("blog", "News"): "neuf"}
    lines = (f'\nmsgctxt "{context}"\nmsgid "{key}"\nmsgstr "{word}"\n' for (context, key), word in own.items())
    write(path, words + "".join(lines))
    site = built(shop)
    assert "fr/boutique/telephones/mini/index.html" in site.pages
    assert {"fr/blog/theme/mains/index.html", "fr/blog/rubrique/neuf/index.html"} <= site.pages.keys()
    assert site.page("/fr/blog/theme/mains/").said("h1") == ["Réparation"]


def test_only_files_with_their_contents_hash_in_the_address_are_kept_for_ever(tmp_path: Path) -> None:
    shop = lay("minimal", tmp_path)
    write(shop / "theme/static/root/static/verify.css", "p { color: red }")
    built(shop)
    files = read_manifest(shop / "output")
    assert "immutable" not in files["static/verify.css"].cache
    hashed = [path for path in files if re.fullmatch(r"static/.*\.[0-9a-f]{8}\.\w+", path)]
    assert len(hashed) >= 3
    assert all("immutable" in files[path].cache for path in hashed)
