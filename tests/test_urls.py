"""The graph of addresses: collisions, slugs, routes, the nearest page."""

import re
from pathlib import Path

import pytest

from storefront.model import Locale
from storefront.problems import InputError
from storefront.shop import PRODUCT, load_shop
from storefront.store import load_store
from storefront.urls import BLOG, GUIDES, HOME, Graph
from tests.sites import built, lay, make, replace, write

FRENCH, SPANISH = Locale("fr-FR", "fr", "EUR", "fr"), Locale("es-ES", "es", "EUR", "es")
ENGLISH = Locale("en-GB", "en", "GBP", "gb")
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


def graph_of(shop: Path) -> Graph:
    return Graph(load_store(load_shop(shop), shop / ".cache"))


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph_of(lay("locales", tmp_path_factory.mktemp("graph") / "shop"))


def route(message: str, translation: str) -> str:
    return f'{PO}\nmsgctxt "route"\nmsgid "{message}"\nmsgstr "{translation}"\n'


def test_addresses_are_localized(graph: Graph) -> None:
    page = ("category", "phones/small-phones")
    assert graph.url(page, FRENCH) == "/fr/boutique/telephones/compacts/"
    assert graph.url(page, SPANISH) == "/es/tienda/telefonos/telefonos-pequenos/"
    assert graph.url(page, ENGLISH, 2) == "/en/shop/phones/small-phones/page/2/"
    assert graph.url(BLOG, SPANISH, 3) == "/es/blog/pagina/3/"
    assert graph.url(("category", "watches"), FRENCH) == ""
    assert graph.url(("category", "watches"), FRENCH, 2) == ""


def test_lengths_of_lists(graph: Graph) -> None:
    assert [graph.length(("category", "phones"), one) for one in (FRENCH, SPANISH, ENGLISH)] == [2, 1, 3]
    assert graph.length(("page", "contact"), FRENCH) == 1


def test_the_nearest_page_is_itself_or_one_above_that_is_there(graph: Graph) -> None:
    assert graph.nearest(("product", "phone-a"), SPANISH) == ("product", "phone-a")
    assert graph.nearest(("product", "phone-c"), SPANISH) == ("category", "phones/large-phones")
    assert graph.nearest(("product", "watch"), SPANISH) == HOME
    assert graph.nearest(("post", "weather"), FRENCH) == BLOG
    assert graph.nearest(("guide", "care"), FRENCH) == GUIDES
    assert graph.nearest(("product", "unheard-of"), SPANISH) == HOME


def test_the_trail_goes_from_the_home_page_to_the_page(graph: Graph) -> None:
    trail = graph.trail(("product", "phone-a"), FRENCH)
    assert [graph.label(step, FRENCH) for step in trail] == ["Accueil", "Téléphones", "Petits téléphones", "Phone A"]
    assert graph.trail(HOME, FRENCH) == [HOME]


def test_all_addresses_differ_and_are_plain(graph: Graph) -> None:
    urls = [url for entry in graph.entries.values() for url in entry.urls.values()]
    assert len(set(urls)) == len(urls)
    assert all(set(url) <= set("abcdefghijklmnopqrstuvwxyz0123456789-/") and url.endswith("/") for url in urls)
    assert graph.collisions() == []


def test_two_texts_at_one_address_are_reported_with_both_sources(minimal: Path) -> None:
    write(minimal / "content/pages/imprint/en.md", "Title: Imprint\nSlug: contact\n\nText.\n")
    with pytest.raises(InputError) as caught:
        make(minimal)
    (problem,) = caught.value.problems
    assert problem.message == ("/en/contact/ is claimed by content/pages/contact/en.md and content/pages/imprint/en.md")


def test_a_page_at_the_address_of_a_list_is_reported(minimal: Path) -> None:
    write(minimal / "content/blog/first/en.md", "Title: First\nSlug: tag\nDate: 2026-01-02\nTags: Tea\n\nText.\n")
    with pytest.raises(InputError, match=r"/en/blog/tag/ is claimed by content/blog/first/en\.md and terms tag"):
        make(minimal)


def test_a_tag_that_posts_write_in_two_ways_is_told_with_both_posts(minimal: Path) -> None:
    for key, tag in (("one", "Repair"), ("two", "repair")):
        write(minimal / f"content/blog/{key}/en.md", f"Title: {key}\nDate: 2026-01-02\nTags: {tag}\n\nText.\n")
    with pytest.raises(InputError) as caught:
        make(minimal)
    (problem,) = caught.value.problems
    assert str(problem) == (
        "content/blog/two/en.md:tags  “Repair” (content/blog/one/en.md) and “repair” (content/blog/two/en.md) "
        "have one address, /en/blog/tag/repair/ → "
        "write it the same in every post, or give one of them a word of its own in translations/…/urls.po"
    )


def test_a_category_at_the_address_of_a_lists_second_page_is_reported(minimal: Path) -> None:
    rows = "A1,a,A,Cups,1\nA2,b,B,Cups,1\nA3,c,C,Cups > Page > 2,1\n"
    write(minimal / "content/catalog/offers.csv", f"sku,product,name,category,price_gb\n{rows}")
    write(minimal / "content/pages/contact/en.md", "Title: Contact\n\nText.\n")
    with (minimal / "shop.toml").open("a") as file:
        file.write("[catalog]\npage_size = 2\n")
    with pytest.raises(InputError, match="/en/shop/cups/page/2/ is claimed by"):
        make(minimal)


def test_an_address_that_no_bucket_and_no_folder_can_hold_is_reported(minimal: Path) -> None:
    path = " > ".join(f"{'A very long name ' * 4}{number}" for number in range(50))
    with (minimal / "content/catalog/offers.csv").open("a") as file:
        file.write(f"A2,b,B,{path},1\n")
    with pytest.raises(InputError) as caught:
        make(minimal)
    longest = caught.value.problems[-1]
    assert re.match(
        r"the address has \d,\d+ characters, 1,000 are allowed: /en/shop/a-very-long-name-", longest.message
    )
    assert longest.hint == "nest fewer categories in one another, or give them shorter names"


def test_products_of_one_name_are_told_apart_by_their_keys(minimal: Path) -> None:
    with (minimal / "content/catalog/offers.csv").open("a") as file:
        file.write("A2,kettle-2,Kettle,Kitchen,30\nA3,other,Kettle!,Kitchen,31\n")
    graph = graph_of(minimal)
    assert [graph.url(("product", key), ENGLISH) for key in ("kettle", "kettle-2", "other")] == [
        "/en/product/kettle-kettle/",
        "/en/product/kettle-kettle-2/",
        "/en/product/kettle-other/",
    ]


def test_sibling_categories_of_one_slug_are_numbered(minimal: Path) -> None:
    with (minimal / "content/catalog/offers.csv").open("a") as file:
        file.write("A2,b,B,Tea,30\nA3,c,C,Tee,31\n")
    write(
        minimal / "translations/en/LC_MESSAGES/urls.po",
        f'{PO}\nmsgctxt "category"\nmsgid "Tee"\nmsgstr "tea"\n',
    )
    graph = graph_of(minimal)
    urls = [graph.url(("category", key), ENGLISH) for key in ("tea", "tee")]
    assert urls == ["/en/shop/tea/", "/en/shop/tea-2/"]
    assert graph.collisions() == []


@pytest.mark.parametrize(
    ("translation", "url"),
    [
        ("cups", "/en/cups/kitchen/"),
        ("Our Shelves", "/en/our-shelves/kitchen/"),
        ("été/café crème", "/en/ete/cafe-creme/kitchen/"),
        ("//shelf/", "/en/shelf/kitchen/"),
        ("/", "/en/shop/kitchen/"),
    ],
)
def test_whatever_translators_write_becomes_an_address(minimal: Path, translation: str, url: str) -> None:
    write(minimal / "translations/en/LC_MESSAGES/urls.po", route("shop", translation))
    assert graph_of(minimal).url(("category", "kitchen"), ENGLISH) == url


def test_the_shops_own_routes_win_over_the_products(shop: Path) -> None:
    with (shop / "translations/fr/LC_MESSAGES/urls.po").open("a") as file:
        file.write('\nmsgctxt "route"\nmsgid "shop"\nmsgstr "rayons"\n')
    graph = graph_of(shop)
    assert graph.url(("category", "tablets"), FRENCH) == "/fr/rayons/tablettes/"
    assert graph.url(("product", "tablet"), FRENCH) == "/fr/produit/tablette/"


def test_a_link_to_the_home_page_by_its_bundle(shop: Path) -> None:
    replace(
        shop / "content/pages/contact/fr.md",
        "Écrivez-nous.",
        "[Accueil]({page}home#main), [encore]({filename}../home/fr.md).",
    )
    replace(shop / "shop.toml", '"page:contact"', '"page:home"')
    site = built(shop)
    text = site.text("fr/nous-ecrire/index.html")
    assert '<a href="/fr/#main">Accueil</a>' in text
    assert '<a href="/fr/">encore</a>' in text
    assert '<a class="footer__link" href="/fr/">' in text


def test_content_behind_a_link_is_content(shop: Path) -> None:
    """Editors may keep `content/` in a repository of its own."""
    elsewhere = shop.with_name("texts")
    (shop / "content").rename(elsewhere)
    (shop / "content").symlink_to(elsewhere)
    site = built(shop)
    assert 'href="/en/blog/a-new-workshop/#top"' in site.text("en/blog/we-raised/index.html")
    assert site.page("/en/blog/we-raised/").all("img", alt="Our counter")


def test_every_route_of_the_product_is_translated() -> None:
    for language in ("fr", "es"):
        (path,) = (PRODUCT / "translations").glob(f"{language}*/LC_MESSAGES/urls.po")
        text = path.read_text(encoding="utf-8")
        for word in ("shop", "product", "blog", "blog/category", "blog/tag", "blog/author", "blog/archive", "guides"):
            assert f'msgctxt "route"\nmsgid "{word}"\nmsgstr "' in text, (path, word)
