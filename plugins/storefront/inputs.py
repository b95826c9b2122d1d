"""What pages are made from, hashed: a page that would stay as it is need not be made to know it.

The view of a page says all that it is made from, but costs more to build than to print. So the pages of which a shop
has many say what they are made from themselves (`Page.inputs`): their products, each known by the hash of its rows,
their texts, known by those of their files, and what their list is. Everything else that their views are built from is
in `surroundings`.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import orjson

from storefront.catalog import Product
from storefront.edition import Edition
from storefront.locales import Key
from storefront.page import Inputs
from storefront.readings import read_once
from storefront.templates import digest_of
from storefront.urls import Entry, PageId

CALLS = {"gettext": 0, "ngettext": 0, "pgettext": 1, "npgettext": 1}
"""The functions that look a message up, with the place of its text among their arguments."""


def surroundings(edition: Edition, makers: bytes, card: str, picture: str) -> bytes:
    """Hash of everything that the views of all pages of a locale are built from.

    That is what our code, the shop's settings and the libraries (`makers`) do, the templates of cards and of pictures
    in texts with their messages (`card`, `picture`), the messages that the code prints, and the names of the catalog's
    own words. The pages' own templates, and what all pages of the locale share, have other hashes.
    """
    words, names = edition.localizer.storefront, edition.localizer.catalog
    told = (
        card,
        picture,
        words.digest(own_messages()),
        names.digest(names.keys()),
        edition.goods.no_picture.src,
        edition.shop.address,
        edition.graph.page_words,
    )
    return digest_of(makers, orjson.dumps(told))


def page_inputs(
    edition: Edition,
    page: PageId,
    values: object,
    products: Iterable[Product] | bytes = b"",
    beside: Iterable[PageId] = (),
) -> Inputs:
    """What a page is made from, of `values` that JSON can hold and the products that it shows, or a hash of those.

    `beside` are the pages that it links to, besides those above it and those of products. Pictures are not in it: which
    ones a page shows is remembered from build to build.
    """
    shown = products if isinstance(products, bytes) else digest_of(edition.goods.marks(products))
    return Inputs(own_mark(edition, page, values, beside), shown)


def own_mark(edition: Edition, page: PageId, values: object, beside: Iterable[PageId] = ()) -> bytes:
    """The first half of what a page is made from (`page_inputs`), or all pages of a list."""
    graph = edition.graph
    entry = graph.entries[page]
    linked = [graph.mark(one) for one in (entry.parent, *beside) if one]
    own = orjson.dumps((page, _said(entry), values), default=_hexadecimal)
    return digest_of(own, *linked)


def _hexadecimal(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"a page's inputs hold {value!r}")


def _said(entry: Entry) -> tuple[object, ...]:
    """What the graph says of a page; that it ended, and not since when: no page shows the day."""
    names = (entry.parent, entry.labels, entry.urls, entry.lengths)
    return *names, entry.languages, entry.originals, tuple(entry.ended)


@cache
def own_messages() -> list[Key]:
    """Context and text of every message that our code prints itself, read from its source."""
    return read_once(("messages of our code",), b"", _own_messages)


def _own_messages() -> list[Key]:
    here = Path(__file__).parent
    sources = (path.read_text(encoding="utf-8") for path in sorted(here.rglob("*.py")))
    return sorted({key for text in sources if "gettext(" in text for key in _messages(ast.parse(text))}, key=str)


def _messages(tree: ast.AST) -> Iterator[Key]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            place = CALLS.get(_name(node.func))
            given = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if place is not None and len(given) > place:
                yield (given[0] if place else None, given[place])


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
