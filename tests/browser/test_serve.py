"""A page that `vitrina serve` shows, in a real browser: a changed style sheet is swapped, and the page stays."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from scripts.preview import PreviewServer
from tests.shops import write_files

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><title>Page</title>
<link rel="stylesheet" href="/static/site.00000001.css"><link rel="stylesheet" href="/own.css">
<body><p id="text">Text</p></body></html>"""


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[PreviewServer]:
    """A preview of one page with two sheets, that of the theme's bundle and another."""
    files = {"index.html": PAGE, "own.css": "p { margin-top: 7px }", "static/site.00000001.css": "p { color: red }"}
    write_files(tmp_path, files)
    with PreviewServer(("127.0.0.1", 0), tmp_path) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def style(page: Page, name: str) -> str:
    return str(page.evaluate(f"getComputedStyle(document.getElementById('text')).{name}"))


def test_a_sheet_is_swapped_without_a_reload(preview: PreviewServer, chromium: Browser) -> None:
    with chromium.new_context(base_url=preview.url) as context:
        page = context.new_page()
        with page.expect_request("**/.vitrina/events"):
            page.goto("/")
        page.evaluate("window.here = true")
        assert style(page, "color") == "rgb(255, 0, 0)"
        preview.show_ahead("/static/site.00000002.css", b"p { color: rgb(0, 128, 0) }")
        page.wait_for_function("performance.getEntriesByType('resource').length >= 2")
        _tell_until(preview, page, "/static/site.00000002.css")
        assert style(page, "color") == "rgb(0, 128, 0)"
        assert style(page, "marginTop") == "7px"
        assert page.evaluate("window.here") is True
        sheets = page.evaluate("[...document.querySelectorAll('link')].map((one) => one.getAttribute('href'))")
        assert sheets == ["/static/site.00000002.css", "/own.css"]


def _tell_until(preview: PreviewServer, page: Page, address: str) -> None:
    """Tells of a sheet once the page listens, and waits until it is the only one of the bundle."""
    while not preview.listeners:
        page.wait_for_timeout(10)
    preview.tell("style", address)
    page.wait_for_function(
        "(address) => [...document.querySelectorAll('link[href^=\"/static/site.\"]')]"
        ".map((one) => one.getAttribute('href')).join() === address",
        arg=address,
    )
