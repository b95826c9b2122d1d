"""axe objects to nothing, and nothing sticks out: on every kind of page, by day and by night, at every width."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.sample import HEIGHT, NARROW, SCHEMES, WIDE, Place, Sample, Scheme, Visitor, in_turn, too_wide, tool

pytestmark = pytest.mark.browser

RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")

RUN = """async ([within, rules]) => {
  const settings = { runOnly: rules, resultTypes: ["violations"], preload: false };
  const { violations } = await axe.run(within || document, settings);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}"""


@pytest.fixture(scope="module")
def visit(chromium: Browser, sample: Sample) -> Visitor:
    """Opens pages with axe in them."""
    return Visitor(chromium, sample, tool("axe-core/axe.min.js"))


def axe(page: Page, within: str = "", rules: Sequence[str] = RULES) -> list[str]:
    """What axe has against a page as it is now, or against the part of it that a selector names."""
    found: list[str] = page.evaluate(RUN, [within, list(rules)])
    return found


@in_turn
def test_every_kind_of_page(visit: Visitor, place: Place) -> None:
    page = visit(*place, scheme="light")
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    assert axe(page) == []
    assert too_wide(page) == {}


@pytest.mark.parametrize("kind", ["home", "category", "product", "blog", "guide"])
def test_colours_the_other_way_round(visit: Visitor, kind: str) -> None:
    page = visit(kind, scheme="dark")
    assert axe(page, rules=["color-contrast"]) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    assert axe(page, rules=["color-contrast"]) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_open_menu(visit: Visitor, scheme: Scheme) -> None:
    page = visit("product", width=NARROW, scheme=scheme)
    page.click(".masthead__button")
    assert page.locator(".menu__link").first.is_visible()
    assert axe(page, ".masthead") == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_entries_below_the_menus_row(visit: Visitor, scheme: Scheme) -> None:
    page = visit("text", scheme=scheme)
    page.hover(".menu__link")
    page.locator(".menu__children a").first.wait_for()
    assert axe(page, ".masthead") == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_open_language_switcher(visit: Visitor, scheme: Scheme, width: int) -> None:
    page = visit("text", width=width, scheme=scheme)
    page.click(".switcher__button")
    page.locator(".switcher__link").first.wait_for()
    assert axe(page, ".masthead") == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_open_answers(visit: Visitor, scheme: Scheme) -> None:
    page = visit("guide", scheme=scheme)
    page.evaluate("document.querySelectorAll('.faq details').forEach((one) => { one.open = true; })")
    page.locator(".faq details p").last.wait_for()
    assert axe(page) == []
