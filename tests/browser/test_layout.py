"""A language that runs from right to left: its pages are mirrored, and nothing sticks out of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from storefront.build import build
from tests.browser.sample import HEIGHT, NARROW, WIDE, Visitor, serving, too_wide
from tests.shops import write_shop

pytestmark = pytest.mark.browser


# from right to left

SETTINGS = """
name = "متجر"
address = "https://shop.example"
tagline = "أجهزة مجددة"
[locales.ar-EG]
prefix = "ar"
currency = "EGP"
market = "eg"
tax_note = "شامل الضريبة"
[locales.en-GB]
prefix = "en"
currency = "GBP"
market = "gb"
[grades.good]
label = "Good"
[[promises]]
title = "Twelve months of warranty"
text = "If it breaks down, we repair it."
[catalog]
page_size = 4
"""
CONTENT = {
    "catalog/offers.csv": "sku,product,name,name_ar,brand,category,grade,storage,price_eg,price_gb,stock\n"
    + "".join(
        f"{n}-{gb},phone-{n},Phone {n},هاتف {n},Acme,Phones,good,{gb} GB,{9000 + n}.50,{200 + n},{n}\n"
        for n in range(12)
        for gb in (64, 128)
    ),
    "blog/open/ar.md": "Title: المتجر مفتوح الآن\nSlug: open\nDate: 2026-03-01\nCategory: News\nTags: shop\n"
    "Standfirst: الرفوف ممتلئة.\n\nاقرأ عن [الهاتف]({product}phone-1).\n\n> قول جميل\n>\n> — المحرر\n",
    "guides/choose/ar.md": "Title: كيف تختار\nSlug: choose\nDate: 2026-03-01\nStandfirst: الحجم أولا.\n\n## الحجم\n\n"
    "| الهاتف | الشاشة |\n| --- | --- |\n| الأول | 6.1 |\n\n## أسئلة {: .faq }\n\n### هل يكفي؟\n\nنعم.\n",
}
SHELF = "/ar/shop/phones/page/2/"
ARABIC_PAGES = ("/", "/ar/", SHELF, "/ar/product/htf-1/", "/ar/blog/", "/ar/blog/open/", "/ar/guides/choose/")


@pytest.fixture(scope="module")
def arabic(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A window on a shop that speaks Arabic, and English beside it."""
    folder = tmp_path_factory.mktemp("arabic")
    build(write_shop(folder, CONTENT, SETTINGS), folder / "output", folder / "cache")
    with serving(folder / "output") as origin:
        context = chromium.new_context(base_url=origin)
        yield context.new_page()
        context.close()


@pytest.mark.parametrize("path", ARABIC_PAGES)
def test_right_to_left_fits_every_screen(arabic: Page, path: str) -> None:
    answer = arabic.goto(path)
    assert answer
    assert answer.ok
    assert arabic.locator("html[dir=rtl][lang=ar-EG]").count() == 1
    assert too_wide(arabic) == {}


def test_right_to_left_is_mirrored(arabic: Page) -> None:
    arabic.goto(SHELF)
    arabic.set_viewport_size({"width": WIDE, "height": HEIGHT})
    for first, second in [
        (".brand", ".switcher"),
        (".menu__list", ".menu__list--aside"),
        (".breadcrumb__item:first-child", ".breadcrumb__item:last-child"),
        (".cards__item:nth-child(1)", ".cards__item:nth-child(2)"),
        (".pagination [rel=prev]", ".pagination [rel=next]"),
    ]:
        assert middle(arabic, first) > middle(arabic, second), f"{first} is left of {second}"
    # an icon's matrix says which way it points
    arrows = arabic.locator(".pagination__step path").evaluate_all("all => all.map((one) => one.getScreenCTM().a)")
    assert arrows[0] > 0 > arrows[1]
    mark = arabic.locator(".switcher__link[aria-current]").evaluate("one => getComputedStyle(one).boxShadow")
    assert " -4px 0px " in mark, "the language of the page is marked at its end"


def test_right_to_left_menu_opens_on_the_left(arabic: Page) -> None:
    arabic.goto("/ar/")
    arabic.set_viewport_size({"width": 768, "height": HEIGHT})
    arabic.click(".masthead__button")
    box = arabic.locator("#menu").bounding_box()
    assert box
    assert box["x"] == 0


def middle(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box, selector
    return box["x"] + box["width"] / 2


# words that are wider than a screen

LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
GERMAN = """
name = "Laden"
address = "https://shop.example"
source_language = "de"
[locales.de-DE]
prefix = "de"
currency = "EUR"
"""
WORDS = {
    "catalog/offers.csv": "sku,product,name,brand,category,storage,colour,price_de,stock,spec:Teil\n"
    f"1,lang,{LONG},{LONG},{LONG} > {LONG} klein,,{LONG},9.50,1,{LONG}\n"
    f"2,lang,{LONG},{LONG},{LONG} > {LONG} klein,,Rot,8,1,A\n",
    "authors/lang/de.md": f"Title: {LONG}\nRole: {LONG}\n\n{LONG}\n",
    "blog/lang/de.md": f"Title: {LONG}\nDate: 2026-03-01\nCategory: {LONG}\nTags: {LONG}\nAuthors: lang\n"
    f"Standfirst: {LONG}\nSignature: {LONG}\nInvitation: {LONG}\n\n"
    f"> {LONG}\n>\n> — {LONG}\n\n`{LONG}`\n\n{LONG}\n: {LONG}\n",
    "guides/lang/de.md": f'Title: {LONG}\nDate: 2026-03-01\n\n## {LONG} {{: eyebrow="{LONG}" }}\n\n'
    f"[Eins]({{product}}lang)\n\n## Fragen {{: .faq }}\n\n### {LONG}?\n\n{LONG}\n",
    "pages/home/de.md": f"Title: {LONG}\nStandfirst: {LONG}\n\n{LONG}\n",
}


def test_long_words_break_before_they_stick_out(chromium: Browser, tmp_path: Path) -> None:
    built = build(write_shop(tmp_path, WORDS, GERMAN), tmp_path / "output", tmp_path / "cache")
    paths = sorted(path.relative_to(tmp_path / "output") for path in (tmp_path / "output").rglob("index.html"))
    assert built
    with serving(tmp_path / "output") as origin:
        page = chromium.new_context(base_url=origin).new_page()
        wide = {}
        for path in paths:
            page.goto(f"/{path.parent}/")
            if found := too_wide(page):
                wide[str(path)] = found
        page.context.close()
    assert wide == {}


# what editors embed

EMBEDDED = (
    '<iframe title="Film" src="https://films.example/1" width="560" height="315"></iframe>\n\n'
    '<video src="https://films.example/2.mp4" width="800" height="450" controls></video>\n\n'
    "<details><summary>Mehr</summary>Inhalt</details>\n"
)


def test_what_editors_embed_fits_and_what_opens_shows_it(chromium: Browser, tmp_path: Path) -> None:
    post = {"blog/film/de.md": f"Title: Film\nDate: 2026-03-01\n\n{EMBEDDED}", "catalog/offers.csv": FEW}
    build(write_shop(tmp_path, post, GERMAN), tmp_path / "output", tmp_path / "cache")
    with serving(tmp_path / "output") as origin:
        page = chromium.new_context(base_url=origin).new_page()
        page.route("https://films.example/*", lambda route: route.abort())
        page.goto("/de/blog/film/")
        wide = too_wide(page)
        sign = page.locator("summary", has_text="Mehr").evaluate("e => getComputedStyle(e).listStyleType")
        page.context.close()
    assert wide == {}
    assert sign == "disclosure-closed"


# names of every length, categories of every number

HEADER = "sku,product,name,category,price_de\n"
FEW = (
    f"{HEADER}1,kleid,Kleid,Damen > Kleider,9.50\n2,hose,Hose,Damen > Hosen und Röcke für kalte Wintertage,8\n"
    "3,hemd,Hemd,Herren > Hemden,7\n"
)
MANY = HEADER + "".join(f"{n},ding-{n},Ding {n},Abteilung {n} > Fach {n},9.50\n" for n in range(12))


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("export", [FEW, MANY], ids=["few", "many"])
def test_what_hangs_under_an_entry_of_the_menu_is_on_the_screen(
    chromium: Browser, tmp_path: Path, export: str, direction: str
) -> None:
    """Also where there are few entries, or those of a second row, at the row's beginning."""
    build(write_shop(tmp_path, {"catalog/offers.csv": export}, GERMAN), tmp_path / "output", tmp_path / "cache")
    with serving(tmp_path / "output") as origin:
        page = chromium.new_context(base_url=origin).new_page()
        page.goto("/de/")
        page.evaluate("direction => document.documentElement.dir = direction", direction)
        outside = []
        for width in (1200, WIDE, 1920):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            for entry in page.locator(".menu__children").all():
                left, right = entry.evaluate("e => [e.getBoundingClientRect().left, e.getBoundingClientRect().right]")
                if left < 0 or right > width:
                    outside.append((width, entry.text_content(), left, right))
        page.context.close()
    assert outside == []


def test_menu_button_stands_at_the_end_where_the_shop_has_one_language(chromium: Browser, tmp_path: Path) -> None:
    build(write_shop(tmp_path, {"catalog/offers.csv": FEW}, GERMAN), tmp_path / "output", tmp_path / "cache")
    with serving(tmp_path / "output") as origin:
        page = chromium.new_context(base_url=origin).new_page()
        page.goto("/de/")
        page.set_viewport_size({"width": NARROW, "height": HEIGHT})
        assert middle(page, ".masthead__button") > NARROW * 0.75
        page.context.close()


@pytest.mark.parametrize("name", ["Librairie des Grands Boulevards", LONG], ids=["words", "word"])
def test_name_of_the_shop_breaks_before_it_sticks_out(chromium: Browser, tmp_path: Path, name: str) -> None:
    settings = GERMAN.replace('"Laden"', f'"{name}"')
    build(write_shop(tmp_path, {"catalog/offers.csv": FEW}, settings), tmp_path / "output", tmp_path / "cache")
    with serving(tmp_path / "output") as origin:
        page = chromium.new_context(base_url=origin).new_page()
        wide = {}
        for path in ("/", "/de/", "/nowhere/"):
            page.goto(path)
            if found := too_wide(page):
                wide[path] = found
        page.context.close()
    assert wide == {}


# letters of every size

RIALS = """
name = "Stühle & Meer"
address = "https://shop.example"
[locales.fa-IR]
prefix = "fa"
currency = "IRR"
"""
CHAIRS = {
    "catalog/offers.csv": "sku,product,name,category,colour,price_ir,price_new_ir,stock,buy_url,description\n"
    + "".join(
        f"{n},chair,Chair S+,Chairs,{colour},{n}81858000,{n}99000000,{n},https://buy.example/{n},Good.\n"
        for n, colour in enumerate(("Oak", "Light grey melange"), 1)
    )
    + "3,stool,Stool,Chairs,Oak,50000000,,1,,Small.\n",
}


ENDS = """one => {
  const letters = document.createTreeWalker(one, NodeFilter.SHOW_TEXT).nextNode();
  const left = (place) => {
    const range = document.createRange();
    range.setStart(letters, place);
    range.setEnd(letters, place + 1);
    return range.getBoundingClientRect().left;
  };
  return [left(0), left(letters.length - 1)];
}"""
"""Where the first and the last sign of an element's text stand."""


@pytest.mark.parametrize("size", [16, 24, 32])
def test_pages_fit_with_letters_of_any_size(chromium: Browser, tmp_path: Path, size: int) -> None:
    """Browsers let readers choose it; 32 is twice what is usual (WCAG 1.4.4)."""
    build(write_shop(tmp_path, CHAIRS, RIALS), tmp_path / "output", tmp_path / "cache")
    with serving(tmp_path / "output") as origin:
        page = chromium.new_context(base_url=origin).new_page()
        page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": size}})
        wide = {}
        for path in ("/fa/", "/fa/shop/chairs/", "/fa/product/chair-s-plus/"):
            page.goto(path)
            if found := too_wide(page):
                wide[path] = found
        names = [page.locator(one).first.evaluate(ENDS) for one in (".product__name", ".breadcrumb__item:last-child")]
        page.goto("/fa/shop/chairs/")
        names.append(page.locator(".card__name").first.evaluate(ENDS))
        page.goto("/fa/product/chair-s-plus/")
        good = page.locator(".details .prose").evaluate("e => getComputedStyle(e).direction")
        page.context.close()
    assert wide == {}
    assert [first < last for first, last in names] == [True, True, True], "“+” stands before the name"
    assert good == "ltr", "an English description runs from left to right on a Persian page"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("size", [16, 24, 32])
def test_languages_are_on_the_screen_with_letters_of_any_size(
    chromium: Browser, tmp_path: Path, size: int, direction: str
) -> None:
    settings = f'{GERMAN}[locales.fr-FR]\nprefix = "fr"\ncurrency = "EUR"\nmarket = "de"\n'
    build(write_shop(tmp_path, {"catalog/offers.csv": FEW}, settings), tmp_path / "output", tmp_path / "cache")
    with serving(tmp_path / "output") as origin:
        page = chromium.new_context(base_url=origin).new_page()
        page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": size}})
        page.goto("/de/")
        page.evaluate("direction => document.documentElement.dir = direction", direction)
        page.locator(".switcher__button").click()
        outside = []
        for width in (320, NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            box = page.locator(".switcher__list").bounding_box()
            assert box
            if box["x"] < 0 or box["x"] + box["width"] > width:
                outside.append((width, box["x"], box["width"]))
        page.context.close()
    assert outside == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_price_above_the_offers_of_a_grade_says_nothing_of_one_that_is_not_shown(visit: Visitor, width: int) -> None:
    """The words before the price when new: alone, they would call a refurbished product so."""
    prices = visit("product", width=width).locator(".offer-group__head .price").all()
    assert prices
    for price in prices:
        shown = price.locator(":scope > :not(.visually-hidden)").evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => one.className)"
        )
        assert set(shown) <= {"price__now", "price__from"}
