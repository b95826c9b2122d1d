"""The shop as it would be live: the security policy lets its pages be, and a chosen language is remembered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from scripts.deploy.cdn import Redirects
from scripts.deploy.edge import entries
from scripts.deploy.front import Edge, FrontServer, serving
from scripts.deploy.origins import FolderOrigin
from storefront.headers import security_headers
from tests.browser.sample import KINDS, Sample

pytestmark = pytest.mark.browser


@pytest.fixture
def live(output: Path, chromium: Browser) -> Iterator[Page]:
    """A window at the shop behind its front; what the security policy refuses fails the test."""
    edge = Edge(FolderOrigin(output), entries(Redirects(), ["fr", "es", "en"]), security_headers(output))
    with serving(FrontServer(edge)) as front, chromium.new_context(base_url=front.url) as context:
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text) if "Security Policy" in message.text else None)
        yield page
        assert refused == []


def test_the_security_policy_lets_every_kind_of_page_be(live: Page, sample: Sample) -> None:
    for kind in KINDS:
        live.goto(sample.path(kind))
        assert live.evaluate("document.styleSheets[0].cssRules.length") > 0, kind


def test_a_chosen_language_is_remembered_until_another_is_chosen(live: Page) -> None:
    live.goto("/")
    live.click(".chooser__link[hreflang^=fr]")
    live.goto("/")
    assert live.url.endswith("/fr/")
    live.click(".switcher__button")
    live.click(".switcher__link[hreflang^=es]")
    live.goto("/")
    assert live.url.endswith("/es/")
    live.goto("/?lang=")
    assert live.locator(".chooser__link").count() == 3
