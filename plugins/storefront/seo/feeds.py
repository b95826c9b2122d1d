"""Atom feeds of the blog (RFC 4287)."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from storefront.values import value

ATOM = "http://www.w3.org/2005/Atom"
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, not even escaped: control characters that came along from some word processor."""
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@value
class Entry:
    """A post in a feed; addresses are absolute, instants ISO 8601 with zone."""

    title: str
    url: str
    published: str
    updated: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    summary: str
    html: str
    lang: str = ""
    """Language of its text where it is not the feed's."""


@value
class Feed:
    """A feed."""

    title: str
    subtitle: str
    lang: str
    url: str
    """Its own address."""
    page: str
    """The page that it follows."""
    author: str
    entries: Sequence[Entry]


def atom(feed: Feed) -> bytes:
    """The feed as Atom; its entries' ids are their addresses."""
    register_namespace("", ATOM)
    root = Element(f"{{{ATOM}}}feed", {XML_LANG: feed.lang})
    _add(root, "id", feed.page)
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", max(entry.updated for entry in feed.entries))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", hreflang=feed.lang, href=feed.page)
    _add(_add(root, "author"), "name", feed.author)
    for entry in feed.entries:
        _entry(SubElement(root, f"{{{ATOM}}}entry", {XML_LANG: entry.lang} if entry.lang else {}), entry)
    indent(root, "")
    text = ILLEGAL.sub("", tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _entry(node: Element, entry: Entry) -> None:
    _add(node, "id", entry.url)
    _add(node, "title", entry.title)
    _add(node, "link", rel="alternate", type="text/html", href=entry.url)
    _add(node, "published", entry.published)
    _add(node, "updated", entry.updated)
    for name in entry.authors:
        _add(_add(node, "author"), "name", name)
    for term in entry.categories:
        _add(node, "category", term=term)
    if entry.summary:
        _add(node, "summary", entry.summary)
    _add(node, "content", entry.html, type="html")


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    node = SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    node.text = text or None
    return node
