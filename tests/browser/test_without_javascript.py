"""Everything works in a browser that runs no script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.sample import LANGUAGES, LOCALES, NARROW, Sample, Visitor, every_kind

pytestmark = pytest.mark.browser


@every_kind
def test_pages_say_the_same(visit: Visitor, kind: str) -> None:
    """All but the form that narrows lists in the page, which a script works; the list itself is whole."""
    without = visit(kind, scripts=False).inner_text("body")
    page = visit(kind)
    page.evaluate("document.querySelector('.filters')?.remove()")
    assert without == page.inner_text("body")
    assert len(without) > 50


def test_menu_of_a_narrow_screen(visit: Visitor, sample: Sample) -> None:
    page = visit("home", "fr-FR", width=NARROW, scripts=False)
    button, menu = page.locator(".masthead__button"), page.locator("#menu")
    expect(menu).to_be_hidden()
    button.click()
    expect(menu).to_be_visible()
    page.click(".menu__close")
    expect(menu).to_be_hidden()
    button.click()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    button.click()
    page.locator(".menu__link").first.click()
    assert page.url.endswith(sample.path("category", "fr-FR"))


def test_menu_of_a_wide_screen(visit: Visitor) -> None:
    page = visit("home", scripts=False)
    entry = page.locator(".menu__item", has=page.locator(".menu__children")).first
    entry.hover()
    expect(entry.locator(".menu__children")).to_be_visible()
    page.mouse.move(600, 800)
    expect(entry.locator(".menu__children")).to_be_hidden()
    entry.locator(".menu__link").focus()
    expect(entry.locator(".menu__children")).to_be_visible()


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_language_switcher(visit: Visitor, sample: Sample, width: int) -> None:
    page = visit("product", "es-ES", width=width, scripts=False)
    expect(page.locator(".switcher__list")).to_be_hidden()
    page.click(".switcher__button")
    page.get_by_role("link", name=LANGUAGES["en-GB"], exact=True).click()
    assert page.url.endswith(sample.path("product", "en-GB"))


@pytest.mark.parametrize("locale", LOCALES)
def test_chooser(visit: Visitor, sample: Sample, locale: str) -> None:
    page = visit("chooser", scripts=False)
    page.click(f".chooser__link[hreflang={locale}]")
    assert page.url.endswith(sample.path("home", locale))
    assert page.get_attribute("html", "lang") == locale


def test_answers(visit: Visitor) -> None:
    page = visit("guide", scripts=False)
    question = page.locator(".faq details").last
    expect(question.locator("p").first).to_be_hidden()
    question.locator("summary").click()
    expect(question.locator("p").first).to_be_visible()


def test_pictures(visit: Visitor) -> None:
    page = visit("product", scripts=False)
    expect(page.locator("#picture-3")).not_to_be_in_viewport()
    page.locator(".gallery__link").nth(2).click()
    expect(page.locator("#picture-3")).to_be_in_viewport(ratio=0.9)


def test_lists_of_several_pages(visit: Visitor, sample: Sample) -> None:
    page = visit("category", scripts=False)
    page.click(".pagination [rel=next]")
    assert page.url.endswith(sample.path("category-2"))
    expect(page.locator(".card__link").first).to_be_visible()


def test_offers(visit: Visitor) -> None:
    page = visit("product", scripts=False)
    page.click("[href='#offers']")
    expect(page.locator("#offers h2")).to_be_in_viewport()
    expect(page.locator(".offers .button").first).to_have_attribute("href", re.compile("/checkout/"))
