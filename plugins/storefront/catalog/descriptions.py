"""Descriptions of exports, plain or HTML -> HTML that is safe to show, and plain text."""

import re
from functools import lru_cache
from html import escape, unescape

import nh3

from storefront.catalog.nesting import in_order

TAGS = {"p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "sub", "sup", "blockquote", "a", "div"} | {
    *("h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "dl", "dt", "dd"),
}
"""What stays of an export's HTML; the text of other elements stays without them, scripts and styles go whole."""

_ELEMENTS = (
    "p|br|ul|ol|li|strong|b|em|i|u|s|sub|sup|small|blockquote|a|div|span|h[1-6]|table|thead|tbody|tfoot|tr|th|td|hr|img|"
    "figure|figcaption|section|article|header|footer|center|font|style|script|iframe|video|audio|object|embed|form|input|"
    "button|svg|dl|dt|dd|pre|code|meta|link|html|head|body|caption|details|summary|aside|main|address"
)
_MARKUP = re.compile(rf"(?i)</?({_ELEMENTS})(\s[^<>]*)?/?>|&(#\d+|#x[0-9a-f]+|[a-z]\w+);|<!--")
"""What makes a text HTML; `<the best>` does not."""
_OTHERS = re.compile(
    r"(?i)<(/?)(section|article|header|footer|center|figure|figcaption|pre|details|summary|aside|main|address)\b[^<>]*>"
)
"""Elements that are not kept and stand for themselves: without them, words of one would join those of the next."""
_RULE = re.compile(r"(?i)<hr\b[^<>]*>")
_BLOCK = re.compile(r"<(p|ul|ol|dl|h[1-6]|table|blockquote|div)\b")
_HEADING = re.compile(r"<(/?)h[1-6]>")
_TABLE = re.compile(r"<(/?)table>")
_EMPTY = re.compile(r"<(p|div|li|h[1-6]|strong|b|em|i|a)\b[^>]*>(\s|&nbsp;|\u00a0|<br>)*</\1>")
_BREAKS = re.compile(r"(?:\s*<br>\s*){2,}|\n\s*\n")
_EDGE = re.compile(r"</?(?:p|div|li|dt|dd|h[1-6]|caption|tr|table|ul|ol|dl|blockquote)\b[^>]*>|<br>")
"""What a paragraph ends with, and what begins another one."""
_CELL_END = re.compile(r"</t[dh]>")
_ELSEWHERE = ("https:", "mailto:", "tel:")
"""How addresses begin that lead to the same place from every page."""


@lru_cache(maxsize=1 << 14)
def description_html(text: str) -> str:
    """A description as HTML: that of an export without what could run, leave the page or break its outline.

    Plain text becomes paragraphs. Headings are of the third level, below the page's own.
    """
    if not _MARKUP.search(text):
        return "".join(f"<p>{escape(part, quote=False)}</p>" for part in _paragraphs(text))
    html = in_order(_HEADING.sub(r"<\1h3>", _cleaned(_OTHERS.sub(r"<\1div>", _RULE.sub("<br>", text)))))
    if not _BLOCK.search(html):
        parts = [f"<p>{part.strip()}</p>" for part in _BREAKS.split(html) if part.strip()]
        html = _cleaned("".join(parts))  # bold letters may begin in one and end in another
    while (smaller := _EMPTY.sub("", html)) != html:
        html = smaller
    return _TABLE.sub(_scrolling, html).strip()


def _cleaned(html: str) -> str:
    """HTML with what may stay of it, each element closed where it has to be."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_kept,
        url_schemes={"https", "mailto", "tel"},
        link_rel="nofollow noopener",
    )


def _scrolling(tag: re.Match[str]) -> str:
    """The beginning or the end of a table in a region that scrolls by itself, as those of editors' texts."""
    return f"{tag[0]}</div>" if tag[1] else f'<div class="table-scroll" tabindex="0">{tag[0]}'


def _kept(_: str, name: str, text: str) -> str | None:
    """An attribute; None for the address of a link that leads to a page of the system that the export comes from."""
    if name != "href":
        return text
    address = re.sub(r"^//", "https://", text.strip())
    return address if address.lower().startswith(_ELSEWHERE) else None


@lru_cache(maxsize=1 << 14)
def description_text(text: str) -> tuple[str, ...]:
    """The paragraphs of a description without any markup."""
    if not _MARKUP.search(text):
        return tuple(_paragraphs(text))
    parted = _EDGE.sub("\n\n", _CELL_END.sub(" ", description_html(text)))
    return tuple(_paragraphs(unescape(nh3.clean(parted, tags=set()))))


def _paragraphs(text: str) -> list[str]:
    # a no-break space by itself is meant, as before a colon in French
    parts = (re.sub(r"[ \t\n\u00a0]{2,}|[ \t\n]", " ", part).strip() for part in re.split(r"\n\s*\n", text))
    return [part for part in parts if part]
