"""On paper: the text and the prices, whole, and nothing to click."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sample import Visitor

pytestmark = pytest.mark.browser

CLICKED = ".menu, .switcher, .filters, .pagination, .button, button, select"


@pytest.fixture
def paper(visit: Visitor) -> Iterator[Page]:
    """The window as a printer has it; other tests find it on the screen again."""
    page = visit.window()
    page.emulate_media(media="print")
    yield page
    page.emulate_media(media="null")


@pytest.mark.parametrize("kind", ["home", "category", "product", "post", "guide"])
def test_nothing_to_click_is_printed(paper: Page, visit: Visitor, kind: str) -> None:
    visit(kind)
    expect(paper.locator(CLICKED).filter(visible=True)).to_have_count(0)


def test_answers_are_printed_though_nobody_opened_them(paper: Page, visit: Visitor) -> None:
    visit("guide")
    answers = paper.locator(".faq details:not([open]) > div")
    expect(answers.filter(visible=True)).to_have_count(answers.count())
    assert answers.count() > 0
