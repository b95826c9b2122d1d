"""Texts in everyday Markdown -> HTML, ten times as fast as Python-Markdown and the same to the byte.

What Python-Markdown's `toc` and `anatomy.py` do to a tree is done to the blocks here: headings get their identifiers
and eyebrows, tables scroll, questions are gathered.
"""

import html
from collections.abc import Iterator
from typing import NamedTuple

from markdown.extensions.toc import slugify_unicode, strip_tags, unique

from storefront.content.anatomy import FOLD
from storefront.content.blocks import Block, blocks_of
from storefront.content.marks import escaped
from storefront.views import OF_PAGES

LISTED = {"h2", "h3", "h4"}
"""Headings that a table of contents lists."""
HEADINGS = {"h1", "h5", "h6", *LISTED}


class Listed(NamedTuple):
    """A heading for the table of contents."""

    level: int
    id: str
    html: str
    """What stands in it."""


class Converted(NamedTuple):
    """A text as HTML."""

    html: str
    headings: list[Listed]


def convert(text: str) -> Converted:
    """The HTML of a text; raises `OtherMarkdown` where only Python-Markdown knows it for certain."""
    blocks = blocks_of(text)
    _identify(blocks)
    headings = [Listed(int(one.tag[1]), one.attributes["id"], one.html) for one in blocks if one.tag in LISTED]
    return Converted("".join(_arranged(blocks)).strip(), headings)


def _identify(blocks: list[Block]) -> None:
    """Gives headings their identifiers."""
    taken = {one.attributes["id"] for one in blocks if "id" in one.attributes}
    counters: dict[str, int] = {}
    for one in blocks:
        if one.tag in HEADINGS and "id" not in one.attributes:
            name = html.unescape(strip_tags(one.html) if "<" in one.html else one.html)
            one.attributes["id"] = unique(identifier(name, "-"), taken, counters)


def identifier(name: str, separator: str) -> str:
    """What a heading is called in addresses, other than any part of a page."""
    found = slugify_unicode(name, separator)
    return f"{found}_1" if found in OF_PAGES else found


def _arranged(blocks: list[Block]) -> Iterator[str]:
    """The blocks as they stand on the page: questions with their answers in a section up to the next `##` or rule."""
    heading, rule = "", FOLD
    closing = ""
    for one in blocks:
        if one.tag in {"h2", "hr"}:
            yield closing
            closing = ""
        if one.tag in LISTED:
            heading = one.attributes["id"]
        if _asks(one):
            yield f'<section class="faq">{_heading(one)}'
            closing = "</section>"
        elif one.tag == "h3" and closing:
            yield f"{closing.removesuffix('</section>')}<details><summary>{_heading(one)}</summary><div>"
            closing = "</div></details></section>"
        elif one.tag in HEADINGS:
            yield _heading(one)
        elif one.tag == "hr":
            yield f"{rule}\n"
            rule = "<hr>"
        elif one.tag == "table":
            yield _scrolling(one.html, heading)
            heading = ""
        else:
            yield one.html
    yield closing


def _heading(block: Block) -> str:
    """A heading, below its eyebrow where it has one."""
    classes, eyebrow = block.attributes.get("class", ""), block.attributes.get("eyebrow", "")
    named = f' class="{classes}"' if classes and not _asks(block) else ""
    element = f'<{block.tag}{named} id="{block.attributes["id"]}">{block.html}</{block.tag}>'
    return f'<hgroup><p class="eyebrow">{escaped(eyebrow)}</p>{element}</hgroup>\n' if eyebrow else f"{element}\n"


def _asks(block: Block) -> bool:
    """Whether a heading begins a section of questions."""
    return block.tag == "h2" and "faq" in block.attributes.get("class", "").split()


def _scrolling(table: str, heading: str) -> str:
    named = f'aria-labelledby="{heading}" ' if heading else ""
    region = 'role="region" ' if heading else ""
    return f'<div {named}class="table-scroll" {region}tabindex="0">{table.rstrip()}</div>\n'
