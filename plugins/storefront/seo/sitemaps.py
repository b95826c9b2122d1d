"""Sitemaps and robots.txt (sitemaps.org 0.9; Google Search Central, localized versions)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

from storefront.values import value

MAX_URLS = 50_000
"""What one file may list."""
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@value
class Location:
    """A page of the sitemap; addresses are absolute."""

    url: str
    lastmod: date | None
    versions: str
    """As `links` writes them, its own included."""


def sitemaps(prefix: str, locations: Sequence[Location]) -> Iterator[tuple[str, bytes, date | None]]:
    """The files of one locale: name, bytes and the last change of a page in it."""
    for start in range(0, len(locations), MAX_URLS):
        part = locations[start : start + MAX_URLS]
        lines = "".join(_location(one) for one in part)
        text = f"{DECLARATION}<urlset {XMLNS} {XHTML}>\n{lines}</urlset>\n"
        number = start // MAX_URLS + 1
        lastmod = max((one.lastmod for one in part if one.lastmod), default=None)
        yield f"sitemap-{prefix}-{number}.xml", text.encode(), lastmod


def links(versions: Iterable[tuple[str, str]]) -> str:
    """The versions of a page, of hreflang and address each, the same for all of them."""
    return "".join(f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(url)}"/>' for code, url in versions)


def _location(one: Location) -> str:
    lastmod = f"<lastmod>{one.lastmod.isoformat()}</lastmod>" if one.lastmod else ""
    return f"<url><loc>{escape(one.url)}</loc>{lastmod}{one.versions}</url>\n"


def index(address: str, files: Iterable[tuple[str, date | None]]) -> bytes:
    """The index of all sitemap files."""
    lines = "".join(
        f"<sitemap><loc>{escape(f'{address}/{name}')}</loc>{f'<lastmod>{day.isoformat()}</lastmod>' if day else ''}"
        "</sitemap>\n"
        for name, day in files
    )
    return f"{DECLARATION}<sitemapindex {XMLNS}>\n{lines}</sitemapindex>\n".encode()


def robots(address: str) -> bytes:
    """robots.txt: everything may be read, and where the sitemap is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {address}/sitemap.xml\n".encode()
