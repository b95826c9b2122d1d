"""The catalog of a build: taken over from the last one where it is the same, and remembered for the next."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from storefront.edition import Edition
from storefront.freshness import Memory
from storefront.ledger import NAME as LEDGER
from storefront.manifest import REDIRECTS
from storefront.page import Inputs, Page
from storefront.pages.blog import FEEDS
from storefront.plan import Plan
from storefront.recollection import PageRow, Recollection, keep, reports
from storefront.shards import Work
from storefront.templates import digest_of
from storefront.urls import SOLD

TEMPLATES = ("category.html", "product.html")
"""Those of the catalog's pages."""
NOTHING = Inputs(b"", b"")


def take_over(work: Work, memory: Memory, cache: Path) -> bool:
    """Takes over the pages of the catalog that is recalled, and what goes with them.

    False, with nothing done to the output, where something else that has a hand in them has changed, or where a file is
    not as the last build left it.
    """
    known, output = work.plan.store.recalled, work.target
    if known is None or around(work) != known.around or dict(reports(cache)) != known.reports:
        return False
    if not work.unchanged.keep() or not all(map(work.shown.keep, known.files)) or not output.keep_all(known.files):
        return False
    work.kept.update(known.files)
    if memory.catalog.get("texts") == texts_mark(work.plan) and output.keep_all(known.beside):
        work.kept.update(known.beside)
    return True


def remember(work: Work, memory: Memory, cache: Path, key: bytes) -> dict[str, Any]:
    """Writes the catalog down for the next build; returns what `Memory.catalog` has to say of it."""
    store = work.plan.store
    if not key:
        return {}
    known = store.recalled
    if known is None:
        mark = keep(memory, _recollection(work, cache))
    elif store.marks.keys() != known.marks.keys():
        mark = keep(memory, replace(known, marks=dict(store.marks)))
    else:
        mark = memory.catalog["file"]
    return {"key": key.hex(), "file": mark, "texts": texts_mark(work.plan)}


def around(work: Work) -> bytes:
    """Hash of all that has a hand in the pages of the catalog besides what `key_of` knows.

    Those are the templates, messages and surroundings of pages; the texts that mention products; and what becomes of
    links and pictures in the texts of categories, which are hereby asked for.
    """
    said = []
    for edition, _ in work.plan.editions:
        shared = work.shared[edition.locale.code]
        said += [shared.fingerprint(template, NOTHING) for template in TEMPLATES]
        said += map(str, _category_texts(edition))
    return digest_of(orjson.dumps((said, [_mentions(one) for one, _ in work.plan.editions], sorted(work.replaced))))


def _category_texts(edition: Edition) -> Iterator[str]:
    """The texts of categories with their links and pictures, of those that have any."""
    for key, bundle in edition.store.bundles["categories"].items():
        document = bundle.document(edition.locale)
        if document and edition.url("category", key):
            for html in (document.html, document.below):
                if 'href="{' in html or "<img " in html:
                    yield edition.prose.body(bundle, html)


def _mentions(edition: Edition) -> dict[str, Any]:
    if "product" in edition.shop.settings.without:
        return {}
    return {product: list(map(edition.link, pages)) for product, pages in edition.mentions.items()}


def texts_mark(plan: Plan) -> str:
    """Changes with all that sitemaps, ledger and redirects say of the pages that are not of the catalog."""
    graph = plan.editions[0][0].graph
    entries = [
        (one.id, one.parent, one.urls, one.lengths, one.languages, tuple(one.ended))
        for one in graph.entries.values()
        if one.id[0] not in SOLD
    ]
    pages = [(one.locale, one.id, *_row(one)[1:]) for one in plan.pages if one.id[0] not in SOLD]
    return digest_of(orjson.dumps((entries, pages))).hex()


def _row(page: Page) -> PageRow:
    return page.id, page.number, page.path, page.url, page.template, page.lastmod, page.indexable


def _recollection(work: Work, cache: Path) -> Recollection:
    plan, store = work.plan, work.plan.store
    sold = [page for page in plan.pages if page.id[0] in SOLD]
    others = {page.path for page in plan.pages} - {page.path for page in sold}
    files = [path for path in work.target.files if path not in work.replaced and not path.endswith(FEEDS)]
    return Recollection(
        entries=list(plan.editions[0][0].graph.catalog()),
        categories=store.categories,
        sizes={(one.market, one.currency): store.sizes(one) for one in store.shop.locales},
        problems=tuple(plan.of_catalog),
        offers=store.catalog.offers.height,
        rows=store.imported.rows,
        products=store.products_known,
        pages={
            one.locale.code: [_row(page) for page in sold if page.locale == one.locale.code] for one, _ in plan.editions
        },
        files=tuple(path for path in files if path in work.shown.pages and path not in others),
        beside=tuple(path for path in files if _speaks_of_pages(path)),
        around=around(work),
        marks=dict(store.marks),
        reports=dict(reports(cache)),
    )


def _speaks_of_pages(path: str) -> bool:
    return path in {REDIRECTS, LEDGER, "robots.txt"} or (path.startswith("sitemap") and path.endswith(".xml"))
