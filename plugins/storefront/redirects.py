"""`redirects.json`: where every address leads that was published once and has no page now.

An address leads to the page that moved from it; where that has ended, to the nearest category above that sells
something, and otherwise nowhere: it is gone for good. Each target is a page of this build, so there are neither chains
nor circles.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import orjson

from storefront.ledger import Ledger, Record
from storefront.model import Locale
from storefront.page import Page
from storefront.prices import next_prices
from storefront.store import Store
from storefront.urls import Graph
from storefront.values import value


@value
class Redirects:
    """What to answer at addresses without a page."""

    moved: Mapping[str, str]
    """Old address -> the page to send people to (301)."""
    gone: tuple[str, ...]
    """Addresses for which there is nothing like it (410)."""


def redirects_of(store: Store, graph: Graph, pages: Iterable[Page]) -> Redirects:
    """The old addresses of the ledger, in their order."""
    live = {page.url for page in pages}
    locales = {locale.code: locale for locale in store.shop.locales}
    moved, gone = {}, []
    for url, record in sorted(store.ledger.records.items()):
        if url not in live:
            locale = locales.get(record.locale)
            if target := _target(graph, record, locale) if locale else "":
                moved[url] = target
            else:
                gone.append(url)
    return Redirects(moved, tuple(gone))


def _target(graph: Graph, record: Record, locale: Locale) -> str:
    if graph.url(record.page, locale):
        still = record.number <= graph.length(record.page, locale)
        return graph.url(record.page, locale, record.number if still else 1)
    near = graph.living_category(record.page, locale)
    return graph.url(near, locale) if near else ""


def redirects_bytes(redirects: Redirects) -> bytes:
    """The file, for deployers, edge functions and the preview."""
    data = {"redirects": redirects.moved, "gone": redirects.gone}
    return orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n"


def next_ledger(store: Store, graph: Graph, pages: Iterable[Page]) -> Ledger:
    """The ledger once these pages are published: nothing that was there is forgotten."""
    prices = store.ledger.prices
    if store.shop.settings.prices.compare == "lowest-of-30-days":
        sold = {locale.market: store.products(locale) for locale in store.shop.locales}
        prices = next_prices(prices, sold, store.shop.today)
    return Ledger(_next_records(store, graph, pages), prices, store.products_known)


def _next_records(store: Store, graph: Graph, pages: Iterable[Page]) -> dict[str, Record]:
    categories = store.categories
    today = store.shop.today
    records = {url: _updated(graph, record, today) for url, record in store.ledger.records.items()}
    for page in pages:
        # pages outside the graph have no address of their own to lose: 404 pages, and the root, which a host may answer
        if entry := graph.entries.get(page.id):
            above = entry.parent[1] if entry.parent and entry.parent[0] == "category" else ""
            name = categories[page.id[1]].name if page.id[0] == "category" else ""
            ended = entry.ended.get(page.locale)
            records[page.url] = Record(page.id, page.locale, page.number, above, name, ended)
    return records


def _updated(graph: Graph, record: Record, today: date) -> Record:
    """A record whose page lives on, perhaps elsewhere, does not remember an end that was none; others since when."""
    entry = graph.entries.get(record.page)
    lives = entry is not None and record.locale in entry.urls
    if entry and lives:
        return replace(record, ended=entry.ended.get(record.locale), left=None)
    return replace(record, left=record.left or today)
