"""The blocks of a text -> HTML: headings, paragraphs, flat lists, quotes of these two, tables, rules.

Python-Markdown is the reference for what they become. It tries each of its patterns on every block; nearly all texts
consist of blocks that are known by how they begin. One that is not certain raises `OtherMarkdown`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby, pairwise

from storefront.content.anatomy import DASH
from storefront.content.marks import BREAK, EDGE, PICTURE, OtherMarkdown, figure, marked

BORDER = "\x03"
"""What stands between two blocks while all their marks are looked for at once."""
OTHER = ("\\", "<", "\t", "\r", EDGE, BORDER)
"""What is certain nowhere: escapes, HTML, tabs, controls."""
ENTITY = re.compile(r"&(?:#|\w+;)")
BLANK = re.compile(r"(?<=\n) +\n")
KINDS = {
    "#": "heading",
    ">": "blockquote",
    "|": "table",
    **dict.fromkeys("*+-", "ul"),
    **dict.fromkeys("0123456789", "ol"),
}
"""What a block is likely to be, by its first character."""
LISTS = {"ul": re.compile(r"[*+-] +(\S.*)"), "ol": re.compile(r"[0-9]+\. +(\S.*)")}
NUMBER = re.compile(r"[0-9]+")
RULES = {"---", "***"}
OPENING = re.compile(r"[#>:=|\s-]|[*+] |\d+\. |~~~")
"""How a line begins that begins something else than a paragraph, or underlines it."""
HEADING = re.compile(r"#{1,6}(?!#).*(?<!#)(?:\n|$)")
_NAME = r"[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*"
_ATTRIBUTE = rf"(?:[.#]{_NAME}|eyebrow=\"[^\"{{}}*_`\[\]]*\")"
ATTRIBUTES = re.compile(rf" +\{{:? *({_ATTRIBUTE}(?: +{_ATTRIBUTE})*) *\}}$")
ATTRIBUTE = re.compile(rf"([.#])({_NAME})|eyebrow=\"([^\"]*)\"")
WITH_ATTRIBUTES = {"h2", "h3", "h4"}
DELIMITERS = re.compile(r"[: -]*")
LEAST = 2
"""Rows and columns from which on a table is one for certain: one of delimiters, one below it."""


@dataclass(slots=True)
class Block:
    """A block of a text."""

    tag: str
    html: str
    """Of a heading what stands in it, of another the block itself with the end of its line."""
    attributes: dict[str, str] = field(default_factory=dict)
    """Of a heading; its eyebrow is one of them."""


def blocks_of(text: str) -> list[Block]:
    """The blocks of a text."""
    if not text.strip():
        return []
    if "\n " in text:
        text = BLANK.sub("\n", text)
    if any(sign in text for sign in OTHER) or ENTITY.search(text):
        raise OtherMarkdown
    blocks = _read(text, READERS)
    parts = BORDER.join(block.html for block in blocks).split(EDGE)
    parts[1::2] = marked(parts[1::2])
    for block, html in zip(blocks, "".join(parts).split(BORDER), strict=True):
        block.html = html
    return blocks


def _read(text: str, readers: Mapping[str, "Reader"]) -> list[Block]:
    """The blocks, each text in them between two edges and not looked at yet."""
    found: list[Block] = []
    for kind, group in groupby(_split(text), _kind):
        if kind not in readers:
            raise OtherMarkdown
        found += readers[kind](group)
    return found


def _split(text: str) -> Iterator[str]:
    """The blocks as they are written; what stands right below a heading is a block of its own."""
    for block in text.split("\n\n"):
        rest = block.strip("\n")
        while rest.startswith("#"):
            heading = HEADING.match(rest)
            if heading is None or ("|" in heading[0] and heading.end() < len(rest)):
                raise OtherMarkdown
            yield heading[0].rstrip("\n")
            rest = rest[heading.end() :]
        if rest:
            yield rest


def _kind(block: str) -> str:
    kind = KINDS.get(block[0], "p")
    if kind in LISTS and not LISTS[kind].match(block):
        return "hr" if block in RULES else "p"
    return kind


def _headings(written: Iterable[str]) -> Iterator[Block]:
    for block in written:
        text = block.lstrip("#")
        tag = f"h{len(block) - len(text)}"
        attributes: dict[str, str] = {}
        if text.endswith("}") and tag in WITH_ATTRIBUTES and (listed := ATTRIBUTES.search(text)):
            attributes = _attributes(listed[1])
            text = text[: listed.start()]
        if not text.strip() or text.endswith("#"):
            raise OtherMarkdown
        yield Block(tag, _text(text.strip()), attributes)


def _attributes(listed: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for sign, name, eyebrow in ATTRIBUTE.findall(listed):
        if sign == ".":
            attributes["class"] = f"{attributes['class']} {name}" if "class" in attributes else name
        elif sign:
            attributes["id"] = name
        else:
            attributes["eyebrow"] = eyebrow
    return attributes


def _text(text: str) -> str:
    return f"{EDGE}{text}{EDGE}"


def _captioned(written: Iterable[str]) -> Iterator[Block]:
    """Paragraphs, and pictures that stand alone."""
    for block in written:
        picture = PICTURE.fullmatch(block.rstrip()) if block.startswith("![") else None
        if picture is None or not picture["caption"]:
            yield from _paragraphs([block])
        elif picture[0] == block:
            yield Block("figure", f"{figure(picture)}\n")
        else:
            raise OtherMarkdown


def _paragraphs(written: Iterable[str]) -> Iterator[Block]:
    for block in written:
        if any(map(OPENING.match, block.split("\n"))):
            raise OtherMarkdown
        yield Block("p", f"<p>{_text(block)}</p>\n")


def _list(tag: str, written: Iterable[str]) -> Iterator[Block]:
    """One list; its items on both sides of an empty line are paragraphs."""
    first, *more = written
    number = NUMBER.match(first)
    start = f' start="{number[0]}"' if number and number[0] != "1" else ""
    parts = [_items(block, LISTS[tag]) for block in (first, *more)]
    for above, below in pairwise(parts):
        above[-1], below[0] = _loose(above[-1]), _loose(below[0])
    items = "".join(f"<li>{item}</li>\n" for part in parts for item in part)
    yield Block(tag, f"<{tag}{start}>\n{items}</{tag}>\n")


def _loose(item: str) -> str:
    return item if item.startswith("\n") else f"\n<p>{item}</p>\n"


def _items(block: str, item: re.Pattern[str]) -> list[str]:
    """What stands in each item."""
    items: list[str] = []
    for line in block.split("\n"):
        begun = item.match(line)
        text = begun[1] if begun else line
        if OPENING.match(text):
            raise OtherMarkdown
        if begun:
            items.append(text)
        else:
            items[-1] += f"\n{text}"
    return [_text(text) for text in items]


def _quotes(written: Iterable[str]) -> Iterator[Block]:
    """One quote, with who said it below where its last paragraph begins with a dash."""
    held = _read("\n\n".join(_unquoted(block) for block in written), QUOTED)
    said = held.pop().html if len(held) > 1 and held[-1].html.startswith(f"<p>{EDGE}—") else ""
    quote = f"<blockquote>\n{''.join(one.html for one in held)}</blockquote>"
    if said:
        text = said.removeprefix(f"<p>{EDGE}").removesuffix(f"{EDGE}</p>\n")
        name = DASH.sub("", text)
        if BREAK in text.removesuffix(name):
            raise OtherMarkdown
        caption = f"<figcaption>{_text(f'— {name}')}</figcaption>"
        yield Block("figure", f'<figure class="pull-quote">{quote}{caption}</figure>\n')
    else:
        yield Block("blockquote", f"{quote}\n")


def _unquoted(block: str) -> str:
    lines = block.split("\n")
    if not all(line.startswith(">") for line in lines):
        raise OtherMarkdown
    text = "\n".join("" if line.strip() == ">" else line[1:].removeprefix(" ") for line in lines)
    if text.startswith("\n") or text.endswith("\n") or not text.strip():
        raise OtherMarkdown
    return text


def _tables(written: Iterable[str]) -> Iterator[Block]:
    for block in written:
        head, *rows = map(_cells, block.split("\n"))
        if len(rows) < LEAST or len(head) < LEAST or len(rows[0]) != len(head):
            raise OtherMarkdown
        delimiters = rows.pop(0)
        if not DELIMITERS.fullmatch("".join(delimiters)):
            raise OtherMarkdown
        styles = [_style(delimiter.strip(" ")) for delimiter in delimiters]
        body = "".join(_row("td", styles, row) for row in rows)
        table = f"<thead>\n{_row('th', styles, head)}</thead>\n<tbody>\n{body}</tbody>"
        yield Block("table", f"<table>\n{table}\n</table>\n")


def _cells(line: str) -> list[str]:
    row = line.rstrip(" ")
    if len(row) < LEAST or row[0] != "|" or row[-1] != "|":
        raise OtherMarkdown
    return row[1:-1].split("|")


def _style(delimiter: str) -> str:
    sides = {(True, False): "left", (False, True): "right", (True, True): "center"}
    side = sides.get((delimiter.startswith(":"), delimiter.endswith(":")))
    return f' style="text-align: {side};"' if side else ""


def _row(tag: str, styles: list[str], cells: list[str]) -> str:
    """A row of as many cells as there are columns."""
    if len(cells) > len(styles):
        raise OtherMarkdown
    texts = [_text(cell.strip(" ")) for cell in cells] + [""] * (len(styles) - len(cells))
    row = "".join(f"<{tag}{style}>{text}</{tag}>\n" for style, text in zip(styles, texts, strict=True))
    return f"<tr>\n{row}</tr>\n"


def _rules(written: Iterable[str]) -> Iterator[Block]:
    yield from (Block("hr", "<hr>\n") for _ in written)


Reader = Callable[[Iterable[str]], Iterator[Block]]
QUOTED: Mapping[str, Reader] = {"p": _paragraphs, "ul": partial(_list, "ul"), "ol": partial(_list, "ol")}
"""What a quote may hold."""
READERS: Mapping[str, Reader] = {
    **QUOTED,
    "p": _captioned,
    "heading": _headings,
    "blockquote": _quotes,
    "table": _tables,
    "hr": _rules,
}
