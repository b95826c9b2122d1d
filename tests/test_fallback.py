"""What becomes of a text in a locale that it is not translated for: hidden, shown in the source language, or a stop."""

from pathlib import Path

import pytest

from storefront.problems import InputError
from tests.shops import write_files
from tests.sites import Built, built, make

SETTINGS = """name = "Lamps"
address = "https://lamps.example"
[locales.en-GB]
prefix = "en"
currency = "GBP"
[locales.fr-FR]
prefix = "fr"
currency = "EUR"
[locales.fr-BE]
prefix = "be"
currency = "EUR"
market = "fr"
[locales.ar-EG]
prefix = "ar"
currency = "EGP"
[[footer]]
title = "More"
links = ["page:about"]
"""
KINDS = ("blog", "guides", "pages")
URLS = {"blog": "blog/english", "guides": "guides/english", "pages": "english"}


def write(folder: Path, policy: str, kinds: tuple[str, ...] = (*KINDS, "categories")) -> Path:
    fallback = "".join(f'{kind} = "{policy}"\n' for kind in kinds)
    price = "price_gb,price_fr,price_eg"
    write_files(folder, {
        "shop.toml": f"{SETTINGS}[fallback]\n{fallback}" if policy else SETTINGS,
        "content/catalog/offers.csv": f"sku,product,name,category,{price}\n1,desk,Desk lamp,Lamps,20,30,900\n",
        "content/categories/lamps/en.md": "Title: English lamps\n\nAll lit.\n\n---\n\nAll dark.\n",
        "content/authors/ann/en.md": "Title: Ann\n\nShe writes.\n",
        **{f"content/{kind}/about/en.md": text("English", kind) for kind in KINDS},
        **{f"content/{kind}/local/fr.md": text("Français", kind) for kind in KINDS},
    })  # fmt: skip
    return folder


def text(title: str, kind: str) -> str:
    authors = "" if kind == "pages" else "Authors: ann\n"
    return f"Title: {title}\nDate: 2026-01-01\nStandfirst: About {title}.\n{authors}\nWords of {title}.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A shop that shows what is not translated."""
    return built(write(tmp_path_factory.mktemp("show"), "show"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_that_stands_in_says_its_language_and_whose_it_is(site: Built, kind: str) -> None:
    page = site.page(f"/fr/{'' if kind == 'pages' else 'blog/' if kind == 'blog' else 'guides/'}english/")
    assert page.all("html")[0]["lang"] == "fr-FR"
    assert page.all("h1", lang="en")
    assert page.all("p", class_="article__standfirst", lang="en")
    assert [one for one in page.all("div", lang="en") if "prose" in one["class"]]
    assert page.link("canonical") == f"{site.host}/en/{URLS[kind]}/"
    assert page.all("link", rel="alternate", hreflang="en") == []
    assert "noindex" not in page.meta("robots")
    assert page.all("a", lang="en", **{"aria-current": "page"})


def test_no_search_engine_is_led_to_it(site: Built) -> None:
    for prefix in ("fr", "be", "ar"):
        assert "english" not in site.text(f"sitemap-{prefix}-1.xml")
    assert "/en/blog/english/" in site.text("sitemap-en-1.xml")
    english = site.page("/en/blog/english/")
    assert english.alternates == {}  # no other locale has it in its own language
    french = site.page("/fr/blog/francais/")
    assert set(french.alternates) == {"fr-FR", "fr", "fr-BE", "x-default"}
    assert site.page("/be/blog/francais/").alternates == french.alternates
    assert "og:locale:alternate" not in english.text


def test_lists_feeds_and_links_name_its_language(site: Built) -> None:
    home = site.page("/fr/")
    assert home.all("h3", lang="en")
    assert not [one for one in home.all("h3") if one.get("lang") == "fr"]
    assert home.all("a", class_="footer__link", lang="en")
    assert 'xml:lang="en"' in site.text("fr/atom.xml")
    assert [one for one in site.page("/fr/blog/auteur/ann/").all("div", lang="en") if "prose" in one["class"]]
    assert site.page("/fr/blog/francais/").all("span", lang="en")  # the link to the post beside it


def test_a_categorys_page_stays_the_locales_own(site: Built) -> None:
    page = site.page("/ar/shop/lamps/")
    assert page.link("canonical") == f"{site.host}/ar/shop/lamps/"
    assert page.all("span", lang="en", dir="auto")
    assert len([one for one in page.all("div", lang="en") if "prose" in one["class"]]) == 2
    assert set(page.alternates) >= {"ar-EG", "ar", "en-GB", "x-default"}


def test_the_source_is_what_the_translations_say_it_is(tmp_path: Path) -> None:
    folder = write(tmp_path, "show")
    write_files(folder, {"content/pages/about/fr.md": "Title: À propos\n\nBonjour.\n"})
    mark = "Translates: fr 0123456789ab\n"
    write_files(folder, {"content/pages/about/en.md": f"Title: English\n{mark}\nHello.\n"})
    assert built(folder).page("/ar/a-propos/").all("h1", lang="fr")


@pytest.mark.parametrize("policy", ["", "hide"])
def test_by_default_a_text_is_hidden_where_it_is_not_translated(tmp_path: Path, policy: str) -> None:
    found = built(write(tmp_path, policy))
    assert [path for path in found.pages if "english" in path] == [
        "en/blog/english/index.html",
        "en/english/index.html",
        "en/guides/english/index.html",
    ]
    assert "fr/boutique/lamps/index.html" in found.pages


def test_a_stop_names_every_text_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        make(write(tmp_path, "stop", ("pages",)))
    assert [(one.source, one.message) for one in caught.value.problems] == [
        ("content/pages/about/ar.md", "there is no such text for ar-EG"),
        ("content/pages/about/fr.md", "there is no such text for fr-BE"),
        ("content/pages/about/fr.md", "there is no such text for fr-FR"),
        ("content/pages/local/ar.md", "there is no such text for ar-EG"),
        ("content/pages/local/en.md", "there is no such text for en-GB"),
    ]


def test_an_unknown_policy_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        make(write(tmp_path, "shwo", ("blog",)))
    assert [(one.field, one.message) for one in caught.value.problems] == [
        ("fallback.blog", "“shwo” should be 'hide', 'show' or 'stop'")
    ]
