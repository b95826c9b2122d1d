"""Ways through the shop: menu, languages, lists, breadcrumb, offers, and what happens at an address that is none."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from storefront.shop import PRODUCT
from tests.browser.sample import (
    HEIGHT,
    LANGUAGES,
    LOCALES,
    NARROW,
    WIDE,
    Place,
    Sample,
    Visitor,
    every_locale,
    every_localized_place,
    every_place,
    read,
)
from tests.sites import Html

pytestmark = pytest.mark.browser

BUTTON, MENU = ".masthead__button", "#menu"
POSTS = PRODUCT / "content" / "blog"


def languages_of(post: Path) -> set[str]:
    return {file.stem for file in post.glob("??.md")}


# menu


@every_locale
def test_menu_of_a_narrow_screen_opens_and_closes(visit: Visitor, locale: str) -> None:
    page = visit("category", locale, width=NARROW)
    expect(page.locator(MENU)).to_be_hidden()
    page.click(BUTTON)
    expect(page.locator(".menu__link").first).to_be_in_viewport()
    page.click(".menu__close")
    expect(page.locator(MENU)).to_be_hidden()
    expect(page.locator(BUTTON)).to_be_focused()


def test_escape_closes_the_menu_and_gives_the_focus_back(visit: Visitor) -> None:
    page = visit("home", width=NARROW)
    page.focus(BUTTON)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".menu__close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(MENU)).to_be_hidden()
    expect(page.locator(BUTTON)).to_be_focused()


def test_menu_closes_at_a_click_beside_it(visit: Visitor) -> None:
    page = visit("home", width=768)
    page.click(BUTTON)
    expect(page.locator(MENU)).to_be_visible()
    page.mouse.click(50, HEIGHT / 2)
    expect(page.locator(MENU)).to_be_hidden()
    assert page.url.endswith("/en/"), "the click went through to the page"


def test_page_behind_the_open_menu_stays(visit: Visitor) -> None:
    page = visit("home", width=768)
    page.click(BUTTON)
    page.mouse.move(50, HEIGHT / 2)
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") == 0


def test_menu_closes_when_the_screen_gets_wide(visit: Visitor) -> None:
    page = visit("home", width=NARROW)
    page.click(BUTTON)
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.wait_for_function("!document.querySelector('#menu').matches(':popover-open')")
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    expect(page.locator(MENU)).to_be_hidden()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_menu_leads_to_every_category(visit: Visitor, width: int) -> None:
    page = visit("home", "fr-FR", width=width)
    if width == NARROW:
        page.click(BUTTON)
    link = page.locator(".menu__link").nth(1)
    name = link.inner_text()
    link.click()
    expect(page.locator(".breadcrumb__link").last).to_have_text(name)
    expect(page.locator(".menu__link[aria-current]")).to_have_text([name])


def test_menu_of_a_wide_screen_is_a_row(visit: Visitor) -> None:
    page = visit("home")
    expect(page.locator(BUTTON)).to_be_hidden()
    expect(page.locator(".menu__close")).to_be_hidden()
    tops = {link.evaluate("e => e.getBoundingClientRect().top") for link in page.locator(".menu__link").all()}
    assert len(tops) == 1
    expect(page.locator(".menu__children a:visible")).to_have_count(0)


def test_entries_below_hang_under_their_entry(visit: Visitor) -> None:
    page = visit("home")
    entry = page.locator(".menu__item", has=page.locator(".menu__children")).first
    below = entry.locator(".menu__children")
    entry.hover()
    expect(below).to_be_visible()
    page.keyboard.press("Escape")
    expect(below).to_be_hidden()
    page.mouse.move(WIDE / 2, HEIGHT - 50)
    entry.hover()
    expect(below).to_be_visible()
    name = below.locator("a").first.inner_text()
    below.locator("a").first.click()
    expect(page.locator(".breadcrumb__link").last).to_have_text(name)


def test_entries_below_open_for_the_keyboard(visit: Visitor) -> None:
    page = visit("home")
    entry = page.locator(".menu__item", has=page.locator(".menu__children")).first
    entry.locator(".menu__link").focus()
    page.keyboard.press("Tab")
    expect(entry.locator(".menu__children a").first).to_be_focused()
    expect(entry.locator(".menu__children")).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry.locator(".menu__link")).to_be_focused()
    expect(entry.locator(".menu__children")).to_be_hidden()


@every_locale
def test_entries_below_stay_on_the_screen(visit: Visitor, locale: str) -> None:
    page = visit("text", locale)
    for entry in page.locator(".menu__item", has=page.locator(".menu__children")).all():
        entry.hover()
        box = entry.locator(".menu__children").bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= WIDE, entry.inner_text()


@pytest.mark.parametrize(
    ("kind", "count"), [("home", 0), ("shelf", 1), ("product", 1), ("post", 1), ("guide", 1), ("text", 0)]
)
def test_menu_marks_where_the_page_belongs(sample: Sample, kind: str, count: int) -> None:
    page = sample.html(kind)
    marked = [link["href"] for link in page.all("a", class_="menu__link") if "aria-current" in link]
    crumbs = [link["href"] for link in page.all("a", class_="breadcrumb__link")]
    assert marked == crumbs[1 : 1 + count]


# languages


@every_localized_place
def test_languages_lead_to_the_same_page(visit: Visitor, sample: Sample, place: Place) -> None:
    page = sample.html(*place)
    kind = "home" if place.kind == "missing" else place.kind
    assert page.switcher == {locale: sample.path(kind, locale) for locale in LOCALES}
    assert page.said("a", "switcher__link") == list(LANGUAGES.values())
    links = page.all("a", class_="switcher__link")
    assert [link["hreflang"] for link in links if "aria-current" in link] == [place.locale]
    for locale, path in page.switcher.items():
        answer = visit.get(path)
        assert answer.status == 200
        assert f'<html lang="{locale}"' in answer.text()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_switching_the_language(visit: Visitor, sample: Sample, width: int) -> None:
    page = visit("category-2", "fr-FR", width=width)
    expect(page.locator(".switcher__list")).to_be_hidden()
    page.click(".switcher__button")
    page.get_by_role("link", name="Español", exact=True).click()
    page.wait_for_url(f"**{sample.path('category-2', 'es-ES')}")
    assert page.get_attribute("html", "lang") == "es-ES"
    assert page.inner_text(".switcher__now") == "Español"


def test_switcher_closes(visit: Visitor) -> None:
    page = visit("post")
    button, choices = page.locator(".switcher__button"), page.locator(".switcher__list")
    button.focus()
    page.keyboard.press("Enter")
    expect(choices).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(choices).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    expect(choices).to_be_visible()
    page.click("h1")
    expect(choices).to_be_hidden()


@pytest.mark.parametrize(
    "post", [post.name for post in sorted(POSTS.iterdir()) if len(languages_of(post)) < len(LOCALES)]
)
def test_post_that_a_language_lacks_leads_to_its_blog(sample: Sample, post: str) -> None:
    written = [locale for locale in LOCALES if locale[:2] in languages_of(POSTS / post)]
    own = {locale: sample.paths[f"post {post} {locale[:2]}"] for locale in written}
    assert 0 < len(own) < len(LOCALES)
    for locale, path in own.items():
        page = read(sample.output / path.strip("/") / "index.html")
        assert page.switcher == {code: own.get(code) or sample.path("blog", code) for code in LOCALES}
        exact = [link["hreflang"] for link in page.all("a", class_="switcher__link", rel="alternate")]
        assert exact == [code for code in own if code != locale]
        assert set(page.alternates) & set(LOCALES) == (set(own) if len(own) > 1 else set())


# links


@every_place
def test_links_lead_somewhere(sample: Sample, place: Place) -> None:
    page, here = sample.html(*place), sample.path(*place)
    links = {link["href"] for link in page.all("a")}
    assert [link for link in sorted(links) if not leads_somewhere(sample.output, page, here, link)] == []


def leads_somewhere(output: Path, page: Html, here: str, href: str) -> bool:
    path, _, anchor = href.partition("#")
    if path.startswith(("https://", "mailto:")):
        return True
    file = output / (path.strip("/") + ("/index.html" if path.endswith("/") else ""))
    if path and not file.is_file():
        return False
    return not anchor or anchor in (page if path in {"", here} else read(file)).ids


def test_links_between_pages_name_no_host(sample: Sample) -> None:
    assert [link for link in sample.html("home").all("a") if not link["href"].startswith(("/", "#"))] == []


# lists of several pages


@pytest.mark.parametrize(("kind", "locale"), [("category", "fr-FR"), ("blog", "es-ES"), ("category", "en-GB")])
def test_list_of_several_pages(visit: Visitor, sample: Sample, kind: str, locale: str) -> None:
    page = visit(kind, locale)
    first, pages = page.url, page.locator(".pagination__link")
    last = pages.last.inner_text().split()[-1]
    assert current(page) == "1"
    expect(page.locator(".pagination [rel=prev]")).to_have_count(0)
    page.click(".pagination [rel=next]")
    assert page.url.endswith(sample.path(f"{kind}-2", locale))
    assert current(page) == "2"
    expect(page.locator("h1")).to_contain_text("2")
    shown = page.locator("main li h3").all_inner_texts()
    page.click(".pagination [rel=prev]")
    assert page.url == first
    assert not set(shown) & set(page.locator("main li h3").all_inner_texts())
    pages.last.click()
    assert current(page) == last
    expect(page.locator(".pagination [rel=next]")).to_have_count(0)


def current(page: Page) -> str:
    marked = page.locator(".pagination [aria-current=page]")
    expect(marked).to_have_count(1)
    return marked.inner_text().split()[-1]


# breadcrumb


@every_locale
def test_breadcrumb_is_the_way_from_the_home_page(visit: Visitor, sample: Sample, locale: str) -> None:
    page = visit("product", locale)
    crumbs = page.locator(".breadcrumb__link")
    addresses = [crumb.get_attribute("href") for crumb in crumbs.all()]
    assert addresses[0] == sample.path("home", locale)
    assert addresses[1] == sample.path("category", locale)
    assert addresses[-2] == sample.path("shelf", locale)
    assert addresses[-1] == sample.path("product", locale)
    assert [crumb.get_attribute("aria-current") for crumb in crumbs.all()] == [None] * (len(addresses) - 1) + ["page"]
    crumbs.nth(-2).click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith(sample.path("shelf", locale))
    assert crumbs.last.get_attribute("href") == sample.path("shelf", locale)


# a product and its offers


def exported(product: str, market: str) -> list[dict[str, str]]:
    """The product's rows of the export that have a price in a market."""
    with (PRODUCT / "content/catalog/offers.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["product"] == product and row[f"price_{market}"]]


@pytest.mark.parametrize(("locale", "market"), [("fr-FR", "fr"), ("es-ES", "es"), ("en-GB", "gb")])
def test_product_shows_every_offer(visit: Visitor, locale: str, market: str) -> None:
    rows = exported("apple-iphone-13", market)
    page = visit("product", locale)
    shown = [digits(price) for price in page.locator(".offers .price__now").all_inner_texts()]
    assert sorted(shown) == sorted(row[f"price_{market}"].replace(".", "") for row in rows)
    buyable = [row for row in rows if int(row["stock"])]
    links = page.locator(".offers .button").all()
    assert sorted(str(link.get_attribute("href")) for link in links) == sorted(row["buy_url"] for row in buyable)
    cheapest = min(buyable, key=lambda row: float(row[f"price_{market}"]))
    assert digits(page.inner_text(".buy-box .price__now")) == cheapest[f"price_{market}"].replace(".", "")
    assert page.get_attribute(".buy-box .button", "href") == cheapest["buy_url"]


def digits(price: str) -> str:
    return re.sub(r"\D", "", price)


def test_buying_leads_to_the_checkout(visit: Visitor) -> None:
    page = visit("product")
    page.route("https://www.backmarket.example/checkout/*", lambda route: route.fulfill(body="checkout"))
    target = page.get_attribute(".buy-box .button", "href")
    page.click(".buy-box .button")
    assert page.url == target
    page.unroute("https://www.backmarket.example/checkout/*")


def test_an_address_of_one_offer_brings_it_to_the_front(visit: Visitor, sample: Sample) -> None:
    """Search engines and product feeds link to offers: what they promise is what the page shows first."""
    page = visit("product")
    row = page.locator(".offers__row:has(a)").last
    sku, price = str(row.get_attribute("data-sku")), row.locator(".price__now").inner_text()
    page.goto(f"{sample.path('product')}?sku={sku}")
    assert page.locator(".buy-box .price__now").inner_text() == price
    assert page.get_attribute(".buy-box__buy", "href") == row.locator("a").get_attribute("href")
    assert page.inner_text(".buy-box__variant") == row.locator(".offers__variant").inner_text()
    expect(page.locator(".offers__row[aria-current]")).to_have_attribute("data-sku", sku)
    page.goto(f"{sample.path('product')}?sku=no-such")
    expect(page.locator(".offers__row[aria-current]")).to_have_count(0)


def test_other_offers_are_one_step_away(visit: Visitor) -> None:
    page = visit("product")
    expect(page.locator("#offers h2")).not_to_be_in_viewport()
    page.click("[href='#offers']")
    expect(page.locator("#offers h2")).to_be_in_viewport()


@pytest.mark.parametrize(("kind", "state"), [("sold-out", "Sold out"), ("discontinued", "No longer sold")])
def test_product_that_cannot_be_bought_leads_to_its_shelf(visit: Visitor, kind: str, state: str) -> None:
    page = visit(kind)
    expect(page.locator("main [href*=checkout]")).to_have_count(0)
    assert set(page.locator(".offers .availability").all_inner_texts()) == {state}
    shelf = page.locator(".breadcrumb__link").nth(-2).get_attribute("href")
    assert page.get_attribute(".notice a", "href") == shelf


def test_small_picture_brings_the_large_one(visit: Visitor) -> None:
    page = visit("product")
    links = page.locator(".gallery__link")
    expect(page.locator(".gallery__link[aria-current]")).to_have_count(1)
    links.nth(2).click()
    expect(links.nth(2)).to_have_attribute("aria-current", "true")
    expect(page.locator(".gallery__link[aria-current]")).to_have_count(1)
    expect(page.locator("#picture-3")).to_be_in_viewport(ratio=0.9)
    assert page.evaluate("[scrollY, location.hash]") == [0, ""]


# guides


def test_contents_of_a_guide(visit: Visitor) -> None:
    page = visit("guide")
    link = page.locator(".toc__link").nth(2)
    link.click()
    heading = page.locator(str(link.get_attribute("href")))
    expect(heading).to_be_in_viewport()
    top = heading.evaluate("e => e.getBoundingClientRect().top")
    assert 0 <= top < HEIGHT / 3
    expect(link).to_have_attribute("aria-current", "true")
    expect(page.locator(".toc__link[aria-current]")).to_have_count(1)


def test_answers_open_by_the_keyboard(visit: Visitor) -> None:
    page = visit("guide")
    index = page.locator(".faq details").evaluate_all("all => all.findIndex((one) => !one.open)")
    question = page.locator(".faq details").nth(index)
    answer = question.locator("p").first
    expect(answer).to_be_hidden()
    question.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(answer).to_be_visible()
    page.keyboard.press("Space")
    expect(answer).to_be_hidden()


# addresses that are none


@every_locale
def test_unknown_address_of_a_language(visit: Visitor, sample: Sample, locale: str) -> None:
    assert visit.get(sample.path("missing", locale)).status == 404
    page = visit("missing", locale)
    assert page.get_attribute("html", "lang") == locale
    links = [str(link.get_attribute("href")) for link in page.locator("main a").all()]
    assert sample.path("home", locale) in links
    assert sample.path("category", locale) in links
    assert {visit.get(link).status for link in links} == {200}


def test_unknown_address_outside_the_languages(visit: Visitor, sample: Sample) -> None:
    assert visit.get("/nowhere/").status == 404
    page = visit("missing-outside")
    links = {link.get_attribute("hreflang"): link.get_attribute("href") for link in page.locator("main a").all()}
    assert links == {locale: sample.path("home", locale) for locale in LOCALES}
