"""The keyboard reaches everything, in the order of the page, and always shows where it is."""

import sys
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from itertools import compress

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from tests.browser.sample import NARROW, SCHEMES, WIDE, Scheme, Visitor, every_locale

pytestmark = pytest.mark.browser

STEP = """() => {
  const at = document.activeElement;
  window.stops ??= [];
  // after the last element the browser's own controls have the focus, or the first element again
  if (at === document.body || at === stops[0]) return null;
  const before = stops.at(-1) ?? document.body;
  stops.push(at);
  const rings = ["", "::after"].map((part) => getComputedStyle(at, part));
  const [box] = at.getClientRects();
  const shown = (low, high, most) => Math.max(0, Math.min(high, most) - Math.max(low, 0));
  const area = shown(box.left, box.right, innerWidth) * shown(box.top, box.bottom, innerHeight);
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const seen = document.elementFromPoint(x, y);
  return [
    `${at.tagName.toLowerCase()}.${at.className} ${at.innerText.trim().slice(0, 30)}`,
    before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING || before === document.body ? 1 : 0,
    Math.max(...rings.map((ring) => (ring.outlineStyle === "none" ? 0 : parseFloat(ring.outlineWidth)))),
    seen && (at.contains(seen) || seen.contains(at)) ? area / (box.width * box.height) : 0,
  ];
}"""

STOPS = """() => [...document.querySelectorAll("a[href], button, select, input, summary, [tabindex='0']")].filter(
  (one) => (one.closest(".menu__children")?.parentElement ?? one).checkVisibility()).length"""
"""How many elements the keyboard has to reach."""


@dataclass(frozen=True)
class Step:
    """What a press of the Tab key leads to."""

    name: str
    forward: int
    """1 where it stands after the element before it."""
    ring: float
    """Pixels of the outline that shows the focus, 0 where it has none."""
    visible: float
    """Share of it that is on the screen, 0 where something lies over it."""


def steps(page: Page) -> list[Step]:
    """Every element that the Tab key stops at, from the top of the page until the focus leaves it."""
    found: list[Step] = []
    while True:
        page.keyboard.press("Tab")
        step = page.evaluate(STEP)
        if step is None:
            return found
        found.append(Step(*step))
        assert len(found) < 300, "the focus does not leave the page"


@pytest.mark.parametrize("kind", ["category", "product", "guide"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_tab_key_goes_through_the_page(visit: Visitor, kind: str, width: int) -> None:
    page = visit(kind, width=width)
    count = page.evaluate(STOPS)
    found = steps(page)
    assert len(found) == count > 20
    assert [step for step in found if not step.forward] == []
    assert [step for step in found if step.ring < 2] == []
    assert [step for step in found if step.visible < 0.9] == []


@pytest.mark.parametrize("kind", ["home", "category", "product", "post", "guide", "text", "missing", "chooser"])
def test_skip_link_comes_first_and_leads_past_the_menu(visit: Visitor, kind: str) -> None:
    page = visit(kind)
    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_skip_link_is_out_of_sight_until_it_has_the_focus(visit: Visitor) -> None:
    expect(visit("home").locator(".skip-link")).not_to_be_in_viewport()


@every_locale
def test_menu_of_a_narrow_screen(visit: Visitor, locale: str) -> None:
    page = visit("text", locale, width=NARROW)
    page.focus(".masthead__button")
    page.keyboard.press("Space")
    found = []
    for _ in range(page.locator("#menu a, #menu button").count()):
        page.keyboard.press("Tab")
        expect(page.locator("#menu :focus")).to_be_in_viewport()
        found.append(Step(*page.evaluate(STEP)))
    assert [step for step in found if not step.forward or step.ring < 2 or step.visible < 0.5] == []
    page.keyboard.press("Tab")
    expect(page.locator("#menu :focus")).to_have_count(0)


def test_arrow_keys_move_the_pictures(visit: Visitor) -> None:
    page = visit("product")
    stage = page.locator(".gallery__stage")
    stage.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#picture-2")).to_be_in_viewport(ratio=0.9)
    expect(page.locator(".gallery__link").nth(1)).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("kind", "selectors"),
    [
        ("home", [".brand", ".switcher__button", ".menu__link", ".hero .button", ".category-tile__link"]),
        ("home", [".card__link", ".section--band a", ".section-head__more", ".teaser__link", ".footer__link"]),
        ("product", [".breadcrumb__link", ".gallery__link", ".buy-box .button", ".button--quiet", ".offers .button"]),
        ("guide", [".authors__name", ".toc__link", ".prose a", ".faq summary"]),
        ("post", [".article__kicker a", ".invitation__link", ".tags__link", ".neighbours__link"]),
        ("category-2", [".pagination__link", "[aria-current=page].pagination__link", ".pagination__step"]),
        ("chooser", [".chooser__link"]),
    ],
)
def test_focus_stands_out(visit: Visitor, kind: str, selectors: list[str], scheme: Scheme) -> None:
    """The ring around what has the focus is in contrast with what was there before (WCAG 2.4.13: 3 to 1)."""
    page = visit(kind, scheme=scheme)
    faint = {selector: share for selector in selectors if (share := ring_share(page, selector)) < 1}
    assert faint == {}


RING = 2
"""Pixels that the ring has to be wide."""


def ring_share(page: Page, selector: str) -> float:
    """How much of the ring that an element's focus needs it gets, by area; 1 and more are enough."""
    element = page.locator(selector).first
    element.scroll_into_view_if_needed()
    box = element.evaluate("""(one) => {
      const { left, top, width, height } = (one.closest("article.card, article.teaser, .category-tile") ?? one)
        .getBoundingClientRect();
      return { x: Math.max(0, left - 8), y: Math.max(0, top - 8), width: width + 16, height: height + 16 };
    }""")
    before = page.screenshot(clip=box)
    page.keyboard.press("Shift")  # a key, and the browser shows where the focus is
    element.evaluate("(one) => one.focus({ preventScroll: true })")
    after = page.screenshot(clip=box)
    perimeter = 2 * (box["width"] + box["height"] - 32)
    return distinct_pixels(before, after) / float(RING * perimeter)


def distinct_pixels(before: bytes, after: bytes) -> int:
    """How many pixels of two pictures are in a contrast of at least 3 to 1."""
    one, other = (Image.open(BytesIO(data)).convert("RGBX") for data in (before, after))
    changed = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).convert("L").tobytes()
    pixels = zip(*(memoryview(image.tobytes()).cast("I") for image in (one, other)), strict=True)
    return sum(count for pair, count in Counter(compress(pixels, changed)).items() if contrast(*pair) >= 3)


def contrast(a: int, b: int) -> float:
    """The contrast of two colours (WCAG 2, contrast ratio)."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: int) -> float:
    red, green, blue, _ = (c / 255 for c in colour.to_bytes(4, sys.byteorder))
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
