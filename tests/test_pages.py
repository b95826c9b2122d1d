"""The pages of a shop in three locales: which there are, what they say, where they lead."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from storefront.manifest import read_manifest
from tests.sites import Built, Html, built, make, replace, write

FRENCH = """
/fr/ | Relay – Des téléphones qui durent
/fr/boutique/telephones/ | Les téléphones – Relay
/fr/boutique/telephones/page/2/ | Les téléphones – Page 2 – Relay
/fr/boutique/telephones/compacts/ | Petits téléphones – Relay
/fr/boutique/telephones/grands-telephones/ | Grands téléphones – Relay
/fr/boutique/tablettes/ | Tablettes – Relay
/fr/produit/phone-a/ | Phone A – Relay
/fr/produit/phone-b/ | Phone B – Relay
/fr/produit/phone-c/ | Phone C – Relay
/fr/produit/phone-e/ | Phone E – Relay
/fr/produit/tablette/ | Tablette – Relay
/fr/blog/ | Blog – Relay
/fr/blog/page/2/ | Blog – Page 2 – Relay
/fr/blog/nouvel-atelier/ | Un nouvel atelier – Relay
/fr/blog/l-ete-dans-le-quartier/ | L’été dans le quartier – Relay
/fr/blog/levee/ | Nous avons levé 41 M € – Relay
/fr/blog/rubrique/ | Rubriques – Relay
/fr/blog/rubrique/actualites/ | Actualités – Relay
/fr/blog/rubrique/atelier/ | Atelier – Relay
/fr/blog/theme/ | Étiquettes – Blog – Relay
/fr/blog/theme/reparation/ | Réparation – Blog – Relay
/fr/blog/theme/reparation/page/2/ | Réparation – Blog – Page 2 – Relay
/fr/blog/theme/telephones/ | Téléphones – Blog – Relay
/fr/blog/auteur/ | Auteurs – Blog – Relay
/fr/blog/auteur/ana/ | Ana – Blog – Relay
/fr/blog/auteur/ben/ | Ben – Blog – Relay
/fr/blog/archives/ | Archives – Blog – Relay
/fr/blog/archives/2026/ | 2026 – Blog – Relay
/fr/blog/archives/2026/page/2/ | 2026 – Blog – Page 2 – Relay
/fr/guides/ | Guides – Relay
/fr/guides/comment-choisir/ | Comment choisir – Relay
/fr/nous-ecrire/ | Nous écrire – Relay
/fr/mentions-legales/ | Mentions légales – Relay
"""
SPANISH = """
/es/ /es/tienda/telefonos/ /es/tienda/telefonos/telefonos-pequenos/ /es/tienda/telefonos/telefonos-grandes/
/es/tienda/tabletas/ /es/producto/phone-a/ /es/producto/phone-b/ /es/producto/tablet/ /es/blog/ /es/blog/ronda/
/es/blog/categoria/ /es/blog/categoria/noticias/ /es/blog/etiqueta/ /es/blog/etiqueta/telefonos/
/es/blog/etiqueta/reparacion/ /es/blog/autor/ /es/blog/autor/ana/ /es/blog/autor/ben/ /es/blog/archivo/
/es/blog/archivo/2026/ /es/contacto/
"""


def addresses(site: Built, prefix: str) -> set[str]:
    return {f"/{path.removesuffix('index.html')}" for path in site.pages if path.startswith(f"{prefix}/")}


def test_french_pages_their_addresses_and_titles(site: Built) -> None:
    expected = dict(line.split(" | ") for line in FRENCH.strip().splitlines())
    found = {url: site.page(url).title.replace("\u00a0", " ") for url in addresses(site, "fr") if "404" not in url}
    assert found == expected


def test_spanish_pages_are_those_that_have_a_text_or_a_price(site: Built) -> None:
    assert addresses(site, "es") == {*SPANISH.split(), "/es/404.html"}


def test_counts_by_locale_are_those_that_may_be_listed(site: Built) -> None:
    by_language = {"fr": 33, "es": 21}
    assert {code: len([url for url in site.listed if f"/{code}/" in url]) for code in by_language} == by_language
    assert sum(site.result.pages.values()) == len(site.listed)
    assert (site.result.offers, site.result.rejected) == (9, 0)


def test_page_titles_and_addresses_are_unique(site: Built) -> None:
    canonicals = [page.canonical for page in site.listed.values()]
    assert len(set(canonicals)) == len(canonicals)
    for code in ("fr", "es", "en"):
        titles = [page.title for url, page in site.listed.items() if f"/{code}/" in url]
        assert len(set(titles)) == len(titles), titles


def test_every_page_says_its_language_and_has_one_heading(site: Built) -> None:
    for page in site.pages.values():
        code = {"fr": "fr-FR", "es": "es-ES"}.get(page.path[:2], "en-GB")
        assert page.all("html", lang=code, dir="ltr"), page.path
        assert len(page.said("h1")) == 1, page.path
        assert page.said("h1")[0], page.path


def resolved(site: Built, page: Html, address: str) -> bool:
    """Whether an address of a page leads to a file, and to an element of it where it names one."""
    fragment = urlsplit(address).fragment
    if address.startswith("#"):
        return fragment in page.ids
    file = site.file(address)
    if not (site.output / file).is_file():
        return False
    return not fragment or fragment == "top" or fragment in site.pages[file].ids


def test_everything_that_a_page_points_at_is_there(site: Built) -> None:
    outside = {"https://elsewhere.example/page"}
    checked = 0
    for page in site.pages.values():
        for address in set(page.addresses()) - outside:
            assert address.startswith(("/", "#", f"{site.host}/")), f"{page.path}: {address!r}"
            if not address.startswith(f"{site.host}/checkout/"):
                assert resolved(site, page, address), f"{page.path}: {address}"
                checked += 1
    assert checked > 2000


def test_the_sheet_and_the_feeds_point_at_files(site: Built) -> None:
    sheet = next((site.output / "static").glob("*.css")).read_text(encoding="utf-8")
    urls = re.findall(r"url\([\"']?(/[^\"')]+)", sheet)
    for path in site.output.rglob("atom.xml"):
        html = path.read_text(encoding="utf-8")
        urls += re.findall(rf"{site.host}(/[^\s\"<&]*)", html)
    assert len(urls) > 20
    assert [url for url in urls if not (site.output / site.file(url)).is_file()] == []


def test_every_file_is_needed_by_a_page(site: Built) -> None:
    """Nothing is made that nobody asks for: pictures, downloads, pages."""
    reached = {site.file(one) for page in site.pages.values() for one in page.addresses() if not one.startswith("#")}
    roots = {"404.html", "index.html", "ledger.json", "manifest.json", "redirects.json", "robots.txt", "sitemap.xml"}
    every = {path.relative_to(site.output).as_posix() for path in site.output.rglob("*") if path.is_file()}
    unreached = {path for path in every - reached - roots if not re.search(r"404\.html$|^sitemap-..-1\.xml$", path)}
    assert unreached == set()


def test_the_manifest_says_what_each_page_is_about_and_in_which_language(site: Built) -> None:
    files = read_manifest(site.output)
    post = files["es/blog/ronda/index.html"]
    assert (post.language, list(post.tags)) == ("es-ES", ["post-opening", "t-post", "l-es-es"])
    assert {path for path, file in files.items() if file.tags} == set(site.pages)


def test_cache_tags_are_spelled_as_headers_and_cdns_want_them(minimal: Path) -> None:
    """Whatever words a blog's tags are: S3 takes ASCII alone in metadata, a comma or a space would make two of one."""
    long = "é" * 60
    write(minimal / "content/blog/tea/en.md", f"Title: Tea\nDate: 2026-01-02\nTags: Thé d’été, 日本, {long}\n\nTea.\n")
    make(minimal)
    tags = {tag for file in read_manifest(minimal / "output").values() for tag in file.tags}
    assert {"tag-Th%C3%A9%20d%E2%80%99%C3%A9t%C3%A9", "tag-%E6%97%A5%E6%9C%AC"} < tags
    assert [tag for tag in tags if not re.fullmatch(r"[!-+\--~]{1,256}", tag)] == []
    assert len([tag for tag in tags if tag.startswith("tag-")]) == 3


def test_links_in_texts_lead_to_the_page_of_the_same_locale(site: Built) -> None:
    def links(url: str) -> dict[str, str]:
        page = site.page(url)
        prose = page.text.partition('<div class="prose')[2].partition("</div>")[0]
        return {label: address for address, label in re.findall(r'<a href="([^"]*)">([^<]*)</a>', prose)}

    english, spanish = links("/en/blog/we-raised/"), links("/es/blog/ronda/")
    assert english["Phone A"] == "/en/product/phone-a/"
    assert english["all phones"] == "/en/shop/phones/large-phones/"
    assert english["how to choose"] == "/en/guides/how-to-choose/#batteries"
    assert english["the news"] == "/en/blog/a-new-workshop/#top"
    assert spanish["Phone A"] == "/es/producto/phone-a/"
    # what a locale lacks: the category of the product, the blog of the post, else the home page
    assert spanish["Phone C"] == "/es/tienda/telefonos/telefonos-grandes/"
    assert english["what happened in the quarter"] == "/en/blog/"
    assert english["legal page"] == "/en/"
    assert spanish["cómo elegir"] == "/es/"
    assert links("/fr/blog/levee/")["la montre"] == "/fr/"


def test_a_footnote_leads_back_to_the_text_in_the_words_of_the_locale(minimal: Path) -> None:
    locale = '\n[locales.fr-FR]\nprefix = "fr"\ncurrency = "EUR"\n'
    write(minimal / "shop.toml", (minimal / "shop.toml").read_text(encoding="utf-8") + locale)
    for language in ("en", "fr"):
        text = "Title: Notes\nSlug: notes\n\nHere.[^1] There.[^b]\n\n[^1]: One.\n[^b]: Two.\n"
        write(minimal / f"content/pages/notes/{language}.md", text)
    shop = built(minimal)
    said = {code: [one["title"] for one in shop.page(f"/{code}/notes/").all("a", class_=BACK)] for code in ("en", "fr")}
    assert said == {
        "en": ["Back to footnote 1 in the text", "Back to footnote 2 in the text"],
        "fr": ["Revenir à l’appel de la note 1", "Revenir à l’appel de la note 2"],
    }


BACK = "footnote-backref"


def test_the_address_of_a_picture_of_another_host_in_a_text_holds_no_space(minimal: Path) -> None:
    text = "Title: Notes\nSlug: notes\n\n![Tea](https://a.example/my tea.jpg?a=1&b=2)\n"
    write(minimal / "content/pages/notes/en.md", text)
    (picture,) = built(minimal).page("/en/notes/").all("img", alt="Tea")
    assert picture["src"] == "https://a.example/my%20tea.jpg?a=1&b=2"


def test_a_link_that_falls_back_loses_the_place_in_the_page(shop: Path) -> None:
    replace(shop / "content/blog/opening/es.md", "({guide}choose)", "({guide}choose#batteries)")
    assert 'href="/es/">cómo elegir' in built(shop).text("es/blog/ronda/index.html")


def test_the_switcher_leads_to_the_same_page_or_the_nearest_above(site: Built) -> None:
    def switch(url: str) -> dict[str, str]:
        return {lang[:2]: address for lang, address in site.page(url).switcher.items()}

    assert switch("/en/product/phone-a/") == {
        "fr": "/fr/produit/phone-a/",
        "es": "/es/producto/phone-a/",
        "en": "/en/product/phone-a/",
    }
    assert switch("/en/product/phone-d/")["fr"] == "/fr/boutique/telephones/grands-telephones/"
    assert switch("/en/product/watch/") == {"fr": "/fr/", "es": "/es/", "en": "/en/product/watch/"}
    assert switch("/fr/blog/l-ete-dans-le-quartier/")["es"] == "/es/blog/"
    assert switch("/fr/blog/rubrique/atelier/")["en"] == "/en/blog/category/"
    assert switch("/en/guides/how-to-care/") == {"fr": "/fr/guides/", "es": "/es/", "en": "/en/guides/how-to-care/"}
    # a list that is shorter there: its first page
    assert switch("/en/shop/phones/page/2/")["fr"] == "/fr/boutique/telephones/page/2/"
    assert switch("/en/shop/phones/page/3/")["fr"] == "/fr/boutique/telephones/"


def test_the_switcher_never_leads_to_a_missing_page(site: Built) -> None:
    for page in site.pages.values():
        if page.path not in {"index.html", "404.html"}:
            assert list(page.switcher) == ["fr-FR", "es-ES", "en-GB"], page.path
            assert {site.file(address) for address in page.switcher.values()} <= set(site.pages), page.path


def test_pages_of_a_list_hold_every_product_once_and_link_to_each_other(site: Built) -> None:
    urls = ["/en/shop/phones/", "/en/shop/phones/page/2/", "/en/shop/phones/page/3/"]
    names = [site.page(url).said("h3", "card__name") for url in urls]
    # those that can be bought first, then the sold-out one, then the discontinued one
    assert names == [["Phone A", "Phone C"], ["Phone D", "Phone B"], ["Phone E"]]
    shown = [[one["href"] for one in site.page(url).all("a", class_="pagination__link")] for url in urls]
    assert shown == [urls] * 3
    assert [site.page(url).link("next").removeprefix(site.host) for url in urls] == [*urls[1:], ""]
    assert [site.page(url).link("prev").removeprefix(site.host) for url in urls] == ["", *urls[:-1]]


def test_the_editors_texts_stand_on_the_first_page_only(site: Built) -> None:
    first, second = site.page("/fr/boutique/telephones/"), site.page("/fr/boutique/telephones/page/2/")
    assert "Le texte du dessus" in first.text
    assert "Le texte du dessous" in first.text
    assert "Le texte du dessus" not in second.text
    assert first.said("h1") == ["Les téléphones"]
    assert site.page("/es/tienda/telefonos/").said("h1") == ["Teléfonos"]


def test_prices_are_those_of_the_market_in_the_form_of_the_locale(site: Built) -> None:
    assert site.page("/fr/produit/tablette/").said("strong", "price__now")[0] == "1\u202f234,50\u00a0€"
    assert site.page("/es/producto/tablet/").said("strong", "price__now")[0] == "1234,50\u00a0€"
    assert site.page("/en/product/tablet/").said("strong", "price__now")[0] == "£999.00"


def test_names_of_the_export_are_in_the_locales_language(site: Built) -> None:
    page = site.page("/fr/produit/phone-a/")
    assert "128\u202fGo · Bleu" in page.said("span", "offers__variant")
    assert "Taille d’écran" in page.text
    assert "5,4\u00a0po" in page.text
    assert "Petit, léger et rapide." in page.text
    assert "Small, light &amp; quick: &lt;the&gt; one to take." in site.page("/en/product/phone-a/").text


def test_pictures_and_files_of_any_name_are_shown_and_offered(minimal: Path) -> None:
    folder = minimal / "content/pages/about"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="{}"><path d="M0 0h9v9z"/></svg>'
    for height, name in enumerate(("R&D.svg", "Plan (1).svg", "My plan.svg"), 600):
        write(folder / name, drawing.format(height))
    write(folder / "Terms & more (2).pdf", "%PDF-")
    pictures = "![A](R&D.svg)\n\n![B](Plan (1).svg)\n\n![C](My%20plan.svg)\n\n"
    write(folder / "en.md", f"Title: About\n\n{pictures}[Terms]({{static}}Terms & more (2).pdf)\n")
    site = built(minimal)
    page = site.page("/en/about/")
    assert [one["height"] for one in page.all("img")] == ["600", "601", "602"]
    (file,) = [one["href"] for one in page.all("a") if one["href"].startswith("/files/")]
    assert site.text(file.lstrip("/")) == "%PDF-"


def test_a_product_without_a_picture_shows_the_themes_stand_in(site: Built) -> None:
    pictures = site.page("/en/product/tablet/").all("img")
    assert pictures[0]["src"].startswith("/static/icons/no-picture.")
    assert pictures[0]["alt"] == "Tablet"


def test_a_picture_in_a_text_has_its_widths_and_its_caption(site: Built) -> None:
    page = site.page("/en/blog/we-raised/")
    sources = [one for one in page.all("source") if "320w" in one["srcset"]]
    assert [one["type"] for one in sources] == ["image/avif", "image/webp"]
    assert 'alt="The counter, &#34;seen&#34; from the door"' in page.text
    assert page.said("figcaption") == ["Monday morning"]


def test_texts_print_their_figures_in_the_form_of_the_locale(site: Built) -> None:
    assert site.page("/en/blog/we-raised/").said("h1") == ["We raised €41M"]
    assert site.page("/fr/blog/levee/").said("h1") == ["Nous avons levé 41\u00a0M\u00a0€"]
    assert site.page("/es/blog/ronda/").meta("description") == "41 millones de euros y aquí estamos."
    assert site.page("/en/blog/we-raised/").said("p", "article__standfirst") == ["We raised €41M & opened."]


def test_a_guide_shows_the_products_that_this_market_sells(site: Built) -> None:
    assert site.page("/en/guides/how-to-choose/").said("h3", "card__name") == ["Phone A"]


def test_a_guide_lists_its_headings(site: Built) -> None:
    page = site.page("/en/guides/how-to-choose/")
    contents = [one["href"].removeprefix("#") for one in page.all("a") if one["href"].startswith("#")]
    assert contents[:4] == ["main", "size", "batteries", "questions"]
    assert set(contents) <= page.ids


def test_an_author_of_guides_only_has_no_page_and_no_link(site: Built) -> None:
    assert "Carla" in site.page("/en/guides/how-to-choose/").text
    assert not [path for path in site.pages if "carla" in path]


def test_a_product_names_the_texts_that_mention_it(site: Built) -> None:
    page = site.page("/en/product/phone-a/")
    for url in ("/en/guides/how-to-choose/", "/en/blog/we-raised/"):
        assert page.all("a", href=url), url


def test_categories_that_sell_nothing_here_are_in_no_menu(site: Built) -> None:
    def menu(url: str) -> list[str]:
        return [one["href"] for one in site.page(url).all("a", class_="menu__link")]

    assert menu("/en/")[:3] == ["/en/shop/phones/", "/en/shop/tablets/", "/en/shop/watches/"]
    assert menu("/fr/")[:2] == ["/fr/boutique/telephones/", "/fr/boutique/tablettes/"]
    assert menu("/es/")[2:] == ["/es/blog/"]


def test_the_footer_leaves_out_what_the_locale_lacks(site: Built) -> None:
    def footer(url: str) -> list[str]:
        links = [one["href"] for one in site.page(url).all("a", class_="footer__link")]
        return [link for link in links if not link.endswith("atom.xml")]

    assert footer("/es/") == ["/es/tienda/telefonos/", "/es/contacto/", "/es/blog/"]
    assert "/fr/mentions-legales/" in footer("/fr/")
    assert "/fr/blog/l-ete-dans-le-quartier/" in footer("/fr/")


def test_missing_pages_speak_the_locale_and_are_not_listed(site: Built) -> None:
    page = site.pages["fr/404.html"]
    assert page.said("h1") != site.pages["en/404.html"].said("h1")
    assert page.meta("robots") == "noindex, follow"
    assert page.canonical == ""
    assert page.alternates == {}
    assert page.all("a", href="/fr/boutique/telephones/")
    assert site.pages["404.html"].meta("robots") == "noindex, follow"


def test_the_chooser_offers_every_language_in_its_own_words(site: Built) -> None:
    page = site.pages["index.html"]
    assert [one["href"] for one in page.all("a", class_="chooser__link")] == ["/fr/", "/es/", "/en/"]
    assert page.said("span", "chooser__language") == ["Français", "Español", "English"]
    assert page.canonical == f"{site.host}/"


def test_the_smallest_shop_links_to_nothing_that_it_lacks(minimal: Path) -> None:
    site = built(minimal)
    assert addresses(site, "en") == {
        "/en/",
        "/en/404.html",
        "/en/shop/kitchen/",
        "/en/product/kettle/",
        "/en/contact/",
        "/en/about/",
    }
    for page in site.pages.values():
        for address in page.addresses():
            assert address, f"{page.path} has an empty address"
            assert resolved(site, page, address), f"{page.path}: {address}"
    assert not list(site.output.rglob("atom.xml"))


def test_a_shop_without_a_catalog_is_a_blog(minimal: Path) -> None:
    (minimal / "content/catalog/offers.csv").unlink()
    write(minimal / "content/pages/contact/en.md", "Title: Contact\n\nWrite.\n")
    write(minimal / "content/blog/first/en.md", "Title: First\nDate: 2026-01-02\n\nHello.\n")
    site = built(minimal)
    assert "en/blog/first/index.html" in site.pages
    for page in site.pages.values():
        assert all(resolved(site, page, address) for address in page.addresses()), page.path


@pytest.mark.parametrize("length", [1, 2, 3, 9, 20])
def test_pagination_shows_a_way_to_every_page(minimal: Path, length: int) -> None:
    rows = [f"S{number},p-{number},Cup {number},Cups,{number}.50" for number in range(1, length + 1)]
    write(minimal / "content/catalog/offers.csv", "\n".join(["sku,product,name,category,price_gb", *rows]) + "\n")
    with (minimal / "shop.toml").open("a") as file:
        file.write("\n[catalog]\npage_size = 1\n")
    write(minimal / "content/pages/contact/en.md", "Title: Contact\n\nWrite.\n")
    site = built(minimal)
    todo, seen = ["/en/shop/cups/"], set[str]()
    while todo:
        url = todo.pop()
        if url not in seen:
            seen.add(url)
            todo += [one["href"] for one in site.page(url).all("a", class_="pagination__link")]
    assert seen == {"/en/shop/cups/", *(f"/en/shop/cups/page/{number}/" for number in range(2, length + 1))}


def test_offers_without_a_condition_are_a_table_without_a_heading(minimal: Path) -> None:
    rows = "sku,product,name,category,storage,price_gb\n"
    rows += "A1,kettle,Kettle,Kitchen,1 l,24.50\nA2,kettle,Kettle,Kitchen,2 l,24.50\n"
    write(minimal / "content/catalog/offers.csv", rows)
    page = built(minimal).page("/en/product/kettle/")
    assert (page.all("section", class_="offer-group"), len(page.all("div", class_="offer-group"))) == ([], 1)
    assert page.said("caption") == ["All offers"]
    assert "From" not in page.text  # both cost the same


def test_a_description_in_another_language_says_so(minimal: Path) -> None:
    locale = '\n[locales.fr-FR]\nprefix = "fr"\ncurrency = "EUR"\n'
    write(minimal / "shop.toml", (minimal / "shop.toml").read_text(encoding="utf-8") + locale)
    rows = "sku,product,name,category,price_gb,price_fr,description,description_fr\n"
    rows += "A1,kettle,Kettle,Kitchen,24.50,29,Boils.,\nB1,cup,Cup,Kitchen,3,4,Holds tea.,Pour le thé.\n"
    write(minimal / "content/catalog/offers.csv", rows)
    shop = built(minimal)
    languages = {url: [one.get("lang", "") for one in shop.page(url).all("div", class_="prose")] for url in LANGUAGES}
    assert languages == LANGUAGES


LANGUAGES = {
    "/fr/produit/kettle/": ["en"],
    "/fr/produit/cup/": [""],
    "/en/product/kettle/": [""],
}


def test_a_shop_with_many_categories_has_the_largest_in_its_navigation(minimal: Path) -> None:
    rows = [f"A{n}-{m},p{n}-{m},P,Shelf {n},1" for n in range(30) for m in range(1 + n // 10)]
    rows[0] = "A1,kettle,Kettle,Shelf 0,1"  # a page links to it
    write(minimal / "content/catalog/offers.csv", "sku,product,name,category,price_gb\n" + "\n".join(rows))
    shop = built(minimal)
    home, small = shop.page("/en/"), shop.page("/en/shop/shelf-3/")
    entries = [one["href"] for one in home.all("a", class_="menu__link")]
    assert entries == [*(f"/en/shop/shelf-{n}/" for n in (10, 11)), *(f"/en/shop/shelf-{n}/" for n in range(20, 30))]
    assert [one["href"] for one in small.all("a", class_="menu__link")] == entries
    assert len(home.all("a", class_="category-tile__link")) == 30


def test_navigations_lead_somewhere(minimal: Path) -> None:
    """A shop without a footer of its own has no empty landmark in it."""
    for page in built(minimal).pages.values():
        for place, (tag, _) in enumerate(page.elements):
            assert tag != "nav" or page.texts.get(place, "").strip(), page.path


def test_a_card_leads_nowhere_where_its_product_has_no_page_and_nobody_says_where_it_is_bought(minimal: Path) -> None:
    settings = (minimal / "shop.toml").read_text(encoding="utf-8")
    write(minimal / "shop.toml", settings.replace("name =", 'without = ["product"]\nname =', 1))
    write(minimal / "content/pages/contact/en.md", "Title: Contact\n\nWrite.\n")
    rows = "A1,kettle,Kettle,Kitchen,24.50,https://buy.example/kettle\nB 1,cup,Cup,Kitchen,3,\n"
    write(minimal / "content/catalog/offers.csv", f"sku,product,name,category,price_gb,buy_url\n{rows}")
    page = built(minimal).page("/en/shop/kitchen/")
    assert page.said("h3", "card__name") == ["Kettle", "Cup"]
    assert [one["href"] for one in page.all("a", class_="card__link")] == ["https://buy.example/kettle"]
    kettle, cup = (one["item"] for one in page.data["ItemList"]["itemListElement"])
    assert kettle["url"] == kettle["offers"]["url"] == "https://buy.example/kettle"
    assert (kettle["sku"], cup["name"]) == ("A1", "Cup")
    # what is no address and no id for search engines is not said
    assert not {"url", "sku"} & (cup.keys() | cup["offers"].keys())


def test_a_product_with_one_offer_shows_it_once(minimal: Path) -> None:
    """A table of offers has something to compare, or a condition to explain."""
    page = built(minimal).page("/en/product/kettle/")
    assert page.said("strong", "price__now") == ["£24.50"]
    assert "offers" not in page.ids


def test_categories_of_one_name_have_titles_of_their_own(minimal: Path) -> None:
    paths = ("Women > Shoes", "Men > Shoes", "Men > Hats", "Sale > Men > Shoes", "Kitchen")
    rows = "".join(f"{n},{'kettle' if n == 4 else n},P,{path},1\n" for n, path in enumerate(paths))
    write(minimal / "content/catalog/offers.csv", f"sku,product,name,category,price_gb\n{rows}")
    pages = [page for url, page in built(minimal).listed.items() if "/shop/" in url]
    descriptions = [page.meta("description") for page in pages]
    assert len(set(descriptions)) == len(descriptions)
    assert sorted(page.title for page in pages) == [
        "Hats – Tiny",
        "Kitchen – Tiny",
        "Men – Sale – Tiny",
        "Men – Tiny",
        "Sale – Tiny",
        "Shoes – Men – Sale – Tiny",
        "Shoes – Men – Tiny",
        "Shoes – Women – Tiny",
        "Women – Tiny",
    ]
