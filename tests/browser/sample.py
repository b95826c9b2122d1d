"""The sample shop as browsers meet it: where its pages are, one of each kind in each language."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, NoReturn, TypeAlias

import pytest
from playwright.sync_api import APIRequestContext, APIResponse, Browser, Page

from scripts.preview import PreviewServer
from storefront.plan import Plan
from storefront.shop import PRODUCT
from storefront.urls import BLOG, GUIDES, HOME, TERMS, PageId
from tests.sites import Html

LOCALES = ("fr-FR", "es-ES", "en-GB")
LANGUAGES = {"fr-FR": "Français", "es-ES": "Español", "en-GB": "English"}
NARROW, WIDE = 390, 1280
"""Widths on both sides of where the menu becomes a row."""
WIDTHS = (320, NARROW, 768, WIDE, 1920)
"""Those at which nothing may stick out of a page (WCAG 1.4.10 asks for 320)."""
HEIGHT = 900
Scheme: TypeAlias = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")

FIXED: Mapping[str, tuple[PageId, int]] = {
    "home": (HOME, 1),
    "category": (("category", "smartphones"), 1),
    "category-2": (("category", "smartphones"), 2),
    "shelf": (("category", "smartphones/iphone/iphone-13-series"), 1),
    "product": (("product", "apple-iphone-13"), 1),
    "blog": (BLOG, 1),
    "blog-2": (BLOG, 2),
    "topic": (("blog-category", "Behind the workshop"), 1),
    "author": (("author", "ines-duarte"), 1),
    "tags": (TERMS["tag"], 1),
    "post": (("post", "forty-one-million"), 1),
    "guides": (GUIDES, 1),
    "guide": (("guide", "battery-health"), 1),
    "text": (("page", "warranty-and-returns"), 1),
}
"""A page of each kind by a short name: its identity in the graph, its place in a list."""

KINDS = (*FIXED, "sold-out", "discontinued", "missing")
"""Every kind of page that a locale has."""


class Place(NamedTuple):
    """A kind of page in one locale; the chooser and its 404 page belong to the default one."""

    kind: str
    locale: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.locale[:2]}"


PLACES = [Place(kind, locale) for kind in KINDS for locale in LOCALES]
OUTSIDE = [Place("chooser", "en-GB"), Place("missing-outside", "en-GB")]
every_place = pytest.mark.parametrize("place", [*PLACES, *OUTSIDE], ids=str)
every_localized_place = pytest.mark.parametrize("place", PLACES, ids=str)
FIRST = {Place(kind, LOCALES[number % len(LOCALES)]) for number, kind in enumerate(KINDS)} | {*OUTSIDE}
"""Every kind of page in one language, the languages taking turns."""
in_turn = pytest.mark.parametrize(
    "place",
    [
        pytest.param(place, marks=() if place in FIRST else pytest.mark.sweep, id=str(place))
        for place in [*PLACES, *OUTSIDE]
    ],
)
"""Those, and by `make sweep` each kind in all languages."""
every_kind = pytest.mark.parametrize("kind", [*KINDS, "chooser", "missing-outside"])
every_locale = pytest.mark.parametrize("locale", LOCALES)


def addresses(plan: Plan) -> dict[str, str]:
    """Address of each place by its name."""
    found = {"chooser-en": "/", "missing-outside-en": "/nowhere/"}
    alike = _alike(plan)
    for edition, _ in plan.editions:
        code = edition.locale.code
        for kind, (page, number) in {**FIXED, **alike}.items():
            found[str(Place(kind, code))] = edition.graph.url(page, edition.locale, number)
        found[str(Place("missing", code))] = f"/{edition.locale.prefix}/nowhere/"
        for post in edition.posts:
            found[f"post {post.key} {code[:2]}"] = edition.url("post", post.key)
    return found


def _alike(plan: Plan) -> dict[str, tuple[PageId, int]]:
    """The first product of each state that every market has in that state."""
    states: dict[str, list[list[str]]] = {"sold-out": [], "discontinued": []}
    for edition, _ in plan.editions:
        out = [one for one in edition.products if not one.available]
        states["sold-out"].append([one.key for one in out if not one.discontinued])
        states["discontinued"].append([one.key for one in out if one.discontinued])
    return {
        kind: (("product", next(key for key in lists[0] if all(key in other for other in lists))), 1)
        for kind, lists in states.items()
    }


def too_wide(page: Page) -> dict[int, int]:
    """The widths at which a page can be scrolled sideways, with how wide it is there."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide != width:
            found[width] = wide
    return found


@contextmanager
def serving(output: Path) -> Iterator[str]:
    """A server of an output folder; gives its address without a closing slash."""
    with PreviewServer(("127.0.0.1", 0), output.resolve()) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.url.rstrip("/")
        server.shutdown()
        thread.join()


@dataclass(frozen=True)
class Sample:
    """The built sample shop on a server of this process."""

    origin: str
    """Address of the server without a closing slash."""
    output: Path
    paths: Mapping[str, str]
    """Address of each place from the root, by its name."""

    def path(self, kind: str, locale: str = "en-GB") -> str:
        """Address of a place from the root."""
        return self.paths[str(Place(kind, locale))]

    def file(self, kind: str, locale: str = "en-GB") -> Path:
        """The place's file."""
        folder = locale[:2] if kind == "missing" else ""
        if kind.startswith("missing"):
            return self.output / folder / "404.html"
        return self.output / self.path(kind, locale).strip("/") / "index.html"

    def html(self, kind: str, locale: str = "en-GB") -> Html:
        """The place's file, read."""
        return read(self.file(kind, locale))


@cache
def read(file: Path) -> Html:
    """A page of the output; nothing changes there while the tests run."""
    return Html(file.name, file.read_text(encoding="utf-8"))


class Visitor:
    """Opens pages of the sample shop. Windows are kept from test to test: a new one costs more than most tests.

    `library` is a script that runs in every page before the page's own.
    """

    def __init__(self, browser: Browser, sample: Sample, library: Path | None = None) -> None:
        self.sample = sample
        self._browser = browser
        self._library = library
        self._windows: dict[bool, Page] = {}
        self._requests: APIRequestContext | None = None

    def _new(self, *, scripts: bool) -> Page:
        """A new, empty window."""
        context = self._browser.new_context(
            base_url=self.sample.origin, java_script_enabled=scripts, reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        if self._library:
            context.add_init_script(path=self._library)
        return context.new_page()

    def __call__(
        self, kind: str, locale: str = "en-GB", *, width: int = WIDE, scripts: bool = True, scheme: Scheme = "light"
    ) -> Page:
        """A place, loaded anew."""
        page = self.window(width=width, scripts=scripts, scheme=scheme)
        page.goto(self.sample.path(kind, locale))
        return page

    def window(self, *, width: int = WIDE, scripts: bool = True, scheme: Scheme = "light") -> Page:
        """The window that places are loaded in, with whatever was loaded last."""
        if scripts not in self._windows:
            self._windows[scripts] = self._new(scripts=scripts)
        page = self._windows[scripts]
        page.mouse.move(0, 0)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        return page

    def get(self, path: str) -> APIResponse:
        """What the server answers for an address, its page not loaded."""
        if self._requests is None:
            self._requests = self._browser.new_context(base_url=self.sample.origin).request
        return self._requests.get(path)


def unavailable(what: str) -> NoReturn:
    """Skips a test for want of a tool; where a machine is meant to have them all, the test fails."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def tool(name: str) -> Path:
    """A file of the Node packages that package-lock.json names."""
    path = PRODUCT / "node_modules" / name
    if not path.is_file():
        unavailable(f"node_modules/{name} is not here: npm ci brings it")
    return path
