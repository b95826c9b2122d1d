"""One Markdown file -> its header and its HTML."""

import html
import re
from collections.abc import Iterator

from storefront.content.anatomy import FOLD, scrolling
from storefront.content.converters import convert
from storefront.content.everyday import Listed
from storefront.content.header import lines_of, read_header
from storefront.content.mentions import mentions
from storefront.content.parsed import Parsed
from storefront.content.spelling import respelled
from storefront.model import Heading, Question
from storefront.snapshot import digest

FENCED = re.compile(r"^ *(`{3,}|~{3,})[^\n]*\n.*?^ *\1 *$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r"#(?!#).")
TITLE_LINE, UNDERLINE = "=", "---"
LINES = {TITLE_LINE: re.compile(r"=+ *$"), UNDERLINE: re.compile(r"-{3,} *$")}
"""What makes a heading of the line above it, the first of them a title."""
CODE = re.compile(r"`+[^`\n]*`+")
HTML = re.compile(r"<(?:a|img)\s", re.IGNORECASE)
"""Where an editor writes a link or a picture in HTML."""
HTML_TABLE = re.compile(r"<table\b", re.IGNORECASE)
AMOUNT = re.compile(r"\{amount:([\w-]+)(?:\|(\w+))?\}")
TITLED = re.compile(r'\]\([^")\n]*"[^"\n]*"')
"""Where a link or picture leads, with its title: Markdown would let lines break at each space of it."""
STAND_INS = {"\u00a0": "\ue002", "\u202f": "\ue003"}
"""Spaces that must not break, and what stands for them in titles while Markdown is at work."""
SHIELDED = re.compile("\ue000(.*?)\ue001")
"""A figure while Markdown is at work: `{…}` at the end of a heading or a cell would be read as its attributes."""
FAQ = re.compile(r"<details>\s*<summary>.*?<h3[^>]*>(.*?)</h3>.*?</summary>\s*<div>(.*?)</div>\s*</details>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def parse(data: bytes) -> Parsed:
    """A file's bytes, parsed.

    Raises `UnicodeDecodeError` for bytes that are not UTF-8, `ValueError` for a text that cannot be converted.
    """
    lines = lines_of(data.decode("utf-8-sig"))
    header, stray, start = read_header(lines)
    shielded = TITLED.sub(_kept_together, AMOUNT.sub(_shielded, "\n".join(lines[start:])))
    try:
        converted, listed = convert(shielded)
    except RecursionError:
        raise ValueError("the text is nested too deeply") from None
    converted = respelled(_unshielded(converted)) if HTML.search(shielded) else _unshielded(converted)
    converted = scrolling(converted) if HTML_TABLE.search(shielded) else converted
    above, _, below = converted.partition(FOLD)
    text = _without_code("\n" * start + "\n".join(lines[start:]))
    return Parsed(
        header=header,
        stray=tuple(stray),
        html=converted.replace(FOLD, "<hr>"),
        above=above.strip(),
        below=below.strip(),
        titles=tuple(_titles(text)),
        underline=next(_underlined(text, UNDERLINE), 0),
        headings=tuple(map(_heading, listed)),
        faq=tuple(Question(_plain(match[1]), match[2].strip()) for match in FAQ.finditer(converted)),
        references=tuple(mentions(respelled(_without_code("\n".join(lines))))),
        digest=digest(data),
    )


def _shielded(figure: re.Match[str]) -> str:
    form = f":{figure[2]}" if figure[2] else ""
    return f"\ue000amount:{figure[1]}{form}\ue001"


def _kept_together(titled: re.Match[str]) -> str:
    text = titled[0]
    for space, stand_in in STAND_INS.items():
        text = text.replace(space, stand_in)
    return text


def _unshielded(text: str) -> str:
    for space, stand_in in STAND_INS.items():
        text = text.replace(stand_in, space)
    return SHIELDED.sub(r"{\1}", text)


def _heading(listed: Listed) -> Heading:
    return Heading(listed.level, listed.id, _unshielded(_plain(listed.html)))


def _plain(markup: str) -> str:
    return html.unescape(TAG.sub("", markup)).strip()


def _without_code(text: str) -> str:
    """The text with what stands in code emptied, no line of it gone."""
    if "`" not in text and "~~~" not in text:
        return text
    return CODE.sub("", FENCED.sub(lambda block: "\n" * block[0].count("\n"), text))


def _titles(text: str) -> list[int]:
    """Numbers of the lines that make a title of the page."""
    lines = text.split("\n")
    plain = [number for number, line in enumerate(lines, 1) if line.startswith("#") and TITLE.match(line)]
    return sorted({*plain, *(one for one in _underlined(text, TITLE_LINE) if one - 1 not in plain)})


def _underlined(text: str, sign: str) -> Iterator[int]:
    """Numbers of the lines that are a mark right below another line."""
    if sign in text:
        # line by line: one expression for both lines takes the square of a long line's length
        lines = text.split("\n")
        for number, line in enumerate(lines[1:], 2):
            if line.startswith(sign) and LINES[sign].match(line) and lines[number - 2].strip():
                yield number
