"""What a page costs, in facts that no clock has to measure: requests, bytes, and parts that move while it loads."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Route

from scripts.preview import EVENTS
from tests.browser.sample import NARROW, WIDE, Sample, Visitor, every_kind
from tests.sites import Html

pytestmark = pytest.mark.browser

SHEET, SCRIPT = 12_000, 4_000
"""Bytes that the shop's one sheet and one script may take on the wire."""

LOOK = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await frame();
  }
  const near = (one) => one.checkVisibility() && one.getBoundingClientRect().left < innerWidth;
  const due = [...document.images].filter(near);
  await Promise.race([Promise.all(due.map((one) => one.decode())), new Promise((done) => setTimeout(done, 5000))]);
  await frame();
}"""
"""Scrolls through a page and waits for its pictures."""

SHIFTS = """() => new Promise((done) => {
  const found = [];
  new PerformanceObserver((list) => found.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(found.map(({ value, sources }) => [value, sources.map(({ node }) => node?.outerHTML)])), 20);
})"""
STILL = 0.005
"""What every tool prints as a cumulative shift of 0.00: a header painted in two halves may move by a pixel or two."""

PLACES = """() => [...document.images].filter((one) => one.checkVisibility()).map((one) => {
  const { x, y, width, height } = (one.closest("picture") ?? one).parentElement.getBoundingClientRect();
  return [one.getAttribute("src"), ...[x, y, width, height]];
})"""
"""Where the pictures' boxes stand."""

DISTORTED = """() => [...document.images].filter((one) => one.complete && one.naturalWidth).filter((one) => {
  const said = one.getAttribute("width") / one.getAttribute("height");
  return Math.abs(said / (one.naturalWidth / one.naturalHeight) - 1) > 0.02;
}).map((one) => one.outerHTML)"""
"""Pictures whose proportions are not the ones that their attributes hold a place for."""


@dataclass
class Record:
    """What a window did while somebody looked."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def recording(page: Page) -> Iterator[Record]:
    """Writes down what a window asks for and what it complains of."""
    record = Record()
    listeners = {
        "request": lambda request: record.requests.append(request.url),
        "requestfailed": lambda request: record.complaints.append(f"{request.url}: {request.failure}"),
        "console": lambda message: record.complaints.append(message.text),
        "pageerror": lambda error: record.complaints.append(str(error)),
    }
    for event, listener in listeners.items():
        page.on(event, listener)  # type: ignore[call-overload]  # one overload an event
    yield record
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


def shifts(page: Page) -> list[tuple[float, list[str]]]:
    """What has moved since the page began to load, if it can be seen: by how much, and which elements."""
    found: list[tuple[float, list[str]]] = page.evaluate(SHIFTS)
    return found if sum(value for value, _ in found) >= STILL else []


@every_kind
def test_page_loads_from_its_own_host_and_stays_put(visit: Visitor, sample: Sample, kind: str) -> None:
    page = visit.window(width=NARROW)
    page.goto("about:blank")
    with recording(page) as record:
        page.goto(sample.path(kind))
        page.evaluate(LOOK)
        moved = shifts(page)
    unknown = f"{sample.origin}{sample.path(kind)}" if kind.startswith("missing") else ""
    own = [url for url in record.requests if url.startswith(f"{sample.origin}/") and not url.endswith(EVENTS)]
    assert [url for url in record.requests if not url.startswith((f"{sample.origin}/", "data:"))] == []
    assert [text for text in record.complaints if EVENTS not in text and not (unknown and "404" in text)] == []
    assert moved == []
    assert page.evaluate(DISTORTED) == []
    kinds = sorted(url.rsplit(".", 1)[-1] for url in own if "/static/site." in url)
    assert kinds == ["css", "js"]


@pytest.mark.parametrize(
    ("kind", "width"),
    [
        pytest.param(kind, width, marks=() if (number + (width == WIDE)) % 2 else pytest.mark.sweep)
        for number, kind in enumerate(("home", "category", "product", "sold-out", "post", "guides", "blog", "author"))
        for width in (NARROW, WIDE)
    ],
)
def test_place_of_a_picture_is_kept_until_it_comes(visit: Visitor, sample: Sample, kind: str, width: int) -> None:
    page = visit.window(width=width)
    held: list[Route] = []
    page.route("**/images/**", lambda route: held.append(route))  # noqa: PLW0108 - Playwright sets an attribute
    page.goto(sample.path(kind), wait_until="domcontentloaded")
    page.wait_for_function("getComputedStyle(document.body).margin === '0px'")
    without = page.evaluate(PLACES)
    page.unroute("**/images/**")
    page.goto(sample.path(kind))
    page.evaluate(LOOK)
    page.evaluate("() => scrollTo(0, 0)")
    # the proportions of a small version may differ from those of the largest by a pixel
    near = [[one[0], *(pytest.approx(length, abs=3) for length in one[1:])] for one in without]
    assert page.evaluate(PLACES) == near
    assert without


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("kind", ["tags", "missing"])
def test_footer_of_a_short_page_begins_where_it_will_when_only_its_beginning_is_there(
    visit: Visitor, kind: str, width: int
) -> None:
    page = visit(kind, width=width)
    top = "document.querySelector('footer').getBoundingClientRect().top"
    whole = page.evaluate(top)
    page.evaluate("document.querySelector('footer').innerHTML = '<p>Shop</p>'")
    assert page.evaluate(top) == whole


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_beginning_of_the_chooser_stands_where_it_will_before_its_languages_come(visit: Visitor, width: int) -> None:
    page = visit("chooser", width=width)
    top = "document.querySelector('h1').getBoundingClientRect().top"
    whole = page.evaluate(top)
    page.evaluate("document.querySelector('main ul').replaceChildren()")
    assert page.evaluate(top) == whole


@pytest.mark.parametrize("kind", ["home", "category", "product", "post", "guide"])
def test_wide_page_stays_put(visit: Visitor, kind: str) -> None:
    page = visit(kind, width=WIDE)
    page.evaluate(LOOK)
    assert shifts(page) == []


@every_kind
def test_pictures_below_wait_until_somebody_scrolls(sample: Sample, kind: str) -> None:
    images = sample.html(kind).all("img")
    assert [one for one in images if one["loading"] not in {"lazy", "eager"}] == []
    assert len([one for one in images if one["loading"] == "eager"]) <= 1


@pytest.mark.parametrize("kind", ["home", "product", "post", "guide", "guides", "blog"])
def test_picture_at_the_top_comes_first(sample: Sample, kind: str) -> None:
    text = sample.html(kind).text
    first = Html(kind, text[text.index("<main") :]).all("img")[0]
    assert (first["loading"], first["fetchpriority"]) == ("eager", "high")


@pytest.mark.parametrize(("name", "most"), [("css", SHEET), ("js", SCRIPT)])
def test_sheet_and_script_are_small(sample: Sample, name: str, most: int) -> None:
    (file,) = (sample.output / "static").glob(f"*.{name}")
    size = len(gzip.compress(file.read_bytes(), mtime=0))
    assert most / 4 < size < most
