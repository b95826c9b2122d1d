"""Elements of a description that stand where HTML does not let them -> where it does.

Word processors put a list right into a list, and people a paragraph into bold letters. Browsers show that somehow, but
whoever listens to a page is told of no list.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TypeAlias
from xml.etree.ElementTree import Element, ParseError, fromstring

Node: TypeAlias = "Part | str"

LISTS = {"ul", "ol"}
INLINE = {"strong", "b", "em", "i", "sub", "sup"}
PLAIN = {"p", "div", "h3", "blockquote"}
BLOCKS = PLAIN | LISTS | {"li", "dl", "dt", "dd", "table"}
WHOLES = {"li": "ul", "dt": "dl", "dd": "dl"}
"""What an element is a part of."""

_BLOCK, _LETTERS = "|".join(sorted(BLOCKS)), "|".join(sorted(INLINE | {"h3"}))
_ASTRAY = re.compile(
    r"<[uo]l>\s*+(?!<li>|</)|</li>\s*+(?!<li>|</[uo]l>)|<dl>\s*+(?!<d[dt]>|<div>|</)|</d[dt]>\s*+(?!<d[dt]>|</dl>)"
    rf"|<({_LETTERS})>(?:[^<]++|<(?!/\1>|(?:{_BLOCK})>))*+<(?:{_BLOCK})>"
)
"""Where something stands that may not: in a list, beside items or definitions, in letters or a heading."""


@dataclass
class Part:
    """An element while it is put in order."""

    tag: str
    attributes: str = ""
    nodes: list[Node] = field(default_factory=list)

    def __str__(self) -> str:
        inside = "".join(escape(one, quote=False) if isinstance(one, str) else str(one) for one in self.nodes)
        return f"<{self.tag}>" if self.tag == "br" else f"<{self.tag}{self.attributes}>{inside}</{self.tag}>"

    def holds(self, tags: set[str]) -> bool:
        """Whether one of these elements is in it, at any depth."""
        return any(isinstance(one, Part) and (one.tag in tags or one.holds(tags)) for one in self.nodes)


def in_order(html: str) -> str:
    """HTML as nh3 writes it, its lists, definitions and blocks where they may stand: mostly they do already."""
    if not _ASTRAY.search(html):
        return html
    xml = html.replace("<br>", "<br/>").replace("&nbsp;", "&#160;")
    try:
        root = _part(fromstring(f"<body>{xml}</body>"))  # noqa: S314 - nh3 wrote it, without a document type
        return str(_ordered(root)).removeprefix("<body>").removesuffix("</body>")
    except (ParseError, RecursionError):
        return html  # it has a sign that XML does not know, or hundreds of elements in each other


def _part(element: Element) -> Part:
    attributes = "".join(f' {name}="{escape(text)}"' for name, text in element.items())
    part = Part(element.tag, attributes, [element.text or ""])
    for child in element:
        part.nodes += _part(child), child.tail or ""
    return part


def _ordered(part: Part, above: str = "") -> Part:
    """An element with all that is in it in order; `above` is the one around it."""
    tag = "div" if part.tag == "h3" and part.holds(BLOCKS - PLAIN) else part.tag
    inside = [one if isinstance(one, str) else _ordered(one, tag) for one in part.nodes]
    nodes: Iterable[Node] = _spread(inside, lambda one: one.tag in INLINE and one.holds(BLOCKS))
    if tag == "h3":
        nodes = _spread(nodes, lambda one: one.tag in PLAIN)
    own = "ul" if tag in LISTS else "dl" if tag == "dl" or (tag, above) == ("div", "dl") else ""
    nodes = _gathered(nodes, own)
    if tag in LISTS:
        nodes = _items(nodes)
    return Part(tag, part.attributes, list(nodes))


def _spread(nodes: Iterable[Node], is_spread: Callable[[Part], bool]) -> Iterator[Node]:
    """The nodes, with what is in some of them in their place."""
    for one in nodes:
        if isinstance(one, Part) and is_spread(one):
            yield from _spread(one.nodes, is_spread)
        else:
            yield one


def _items(nodes: Iterable[Node]) -> Iterator[Node]:
    """What stands in a list as its items, which breaks part; a list in it goes to the item before."""
    last, made = Part("li"), None
    for one in nodes:
        tag = "" if isinstance(one, str) else one.tag
        if isinstance(one, Part) and tag == "li":
            last, made = one, None
            yield one
        elif tag == "br":
            made = None
        elif tag in LISTS and last.nodes:
            last.nodes.append(one)
        elif made:
            made.nodes.append(one)
        elif tag or str(one).strip():
            last = made = Part("li", nodes=[one])
            yield made


def _gathered(nodes: Iterable[Node], own: str) -> Iterator[Node]:
    """The nodes, items and definitions that have no list around them in one; `own` is the list that is around them."""
    whole: Part | None = None
    for one in nodes:
        name = "" if isinstance(one, str) else WHOLES.get(one.tag, "")
        if name and name != own:
            if whole is None or whole.tag != name:
                whole = Part(name)
                yield whole
            whole.nodes.append(one)
        elif whole is None or isinstance(one, Part) or one.strip():
            whole = None
            yield one
