"""The theme in the pseudo-locales: it holds texts two fifths longer, and its mirror image is exact."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from storefront.build import build
from storefront.plan import plan_shop
from storefront.shop import load_shop
from storefront.urls import BLOG, GUIDES, HOME, TERMS, PageId
from tests.browser.sample import HEIGHT, NARROW, WIDE, serving, too_wide
from tests.pseudo import FILES
from tests.shops import write_files

pytestmark = pytest.mark.browser

PLACES: dict[str, PageId] = {
    "home": HOME,
    "category": ("category", "lamps"),
    "product": ("product", "lamp-1"),
    "sold-out": ("product", "lamp-10"),
    "blog": BLOG,
    "tags": TERMS["tag"],
    "author": ("author", "ann"),
    "post": ("post", "post-3"),
    "guides": GUIDES,
    "guide": ("guide", "guide-1"),
    "text": ("page", "about"),
}
every_kind = pytest.mark.parametrize("kind", PLACES)
CUT_OFF = """() => [...document.querySelectorAll("a, button, summary, h1, h2, h3, p, li, dt, dd, td, th")]
  .filter((one) => !one.closest(".visually-hidden, .skip-link, .switcher, [hidden], [aria-hidden]"))
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible")
  .map((one) => `${one.tagName} ${one.className}: ${one.textContent.trim().slice(0, 40)}`)"""
BOXES = """() => [...document.querySelectorAll("body *")]
  .filter((one) => !one.closest("svg, .skip-link, .visually-hidden, .cards--row, .switcher"))
  .filter((one) => !one.closest("details:not([open]) > :not(summary)"))
  .filter((one) => getComputedStyle(one).display !== "inline")
  .map((one) => [`${one.tagName}.${one.className}`, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height)
  .map(([name, box]) => [name, box.left, document.documentElement.clientWidth - box.right])"""
"""What is shown by elements of their own box: name, distance from the left and from the right edge."""


@pytest.fixture(scope="module")
def pseudo(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, dict[str, str]]]:
    """A window on the shop, and the address of each place by locale and kind."""
    folder = tmp_path_factory.mktemp("pseudo")
    write_files(folder, FILES)
    shop = load_shop(folder)
    build(shop, folder / "output", folder / "cache")
    graph = plan_shop(shop, folder / "cache").editions[0][0].graph
    addresses = {
        f"{locale.code} {kind}": graph.url(place, locale) for locale in shop.locales for kind, place in PLACES.items()
    }
    with serving(folder / "output") as origin:
        context = chromium.new_context(base_url=origin, reduced_motion="reduce")
        yield context.new_page(), addresses
        context.close()


@every_kind
@pytest.mark.parametrize("code", ["en-XA", "ar-XB"])
def test_longer_texts_have_room(pseudo: tuple[Page, dict[str, str]], code: str, kind: str) -> None:
    page, addresses = pseudo
    answer = page.goto(addresses[f"{code} {kind}"])
    assert answer
    assert answer.ok
    assert too_wide(page) == {}
    for width in (320, NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        assert page.evaluate(CUT_OFF) == [], width


@every_kind
def test_right_to_left_is_the_mirror_image(pseudo: tuple[Page, dict[str, str]], kind: str) -> None:
    """The same page with the same texts, so that nothing but the direction differs."""
    page, addresses = pseudo
    page.goto(addresses[f"en-XA {kind}"])
    for width in (320, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        assert out_of_place(page) == [], width
    page.evaluate("document.querySelector('main').style.marginLeft = '1rem'")
    assert out_of_place(page)


def out_of_place(page: Page) -> list[str]:
    """What does not change sides when the page's direction does."""
    page.evaluate("document.documentElement.dir = 'ltr'")
    before = page.evaluate(BOXES)
    page.evaluate("document.documentElement.dir = 'rtl'")
    after = page.evaluate(BOXES)
    assert [one[0] for one in before] == [one[0] for one in after]
    pairs = zip(before, after, strict=True)
    return [
        name
        for (name, left, right), (_, new_left, new_right) in pairs
        if abs(left - new_right) > 1 or abs(right - new_left) > 1
    ]
