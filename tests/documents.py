"""The documents as tests read them: their code blocks, tables, links and code spans."""

import re
from dataclasses import dataclass
from pathlib import Path

from storefront.shop import PRODUCT

DOCUMENTS = sorted([*PRODUCT.glob("*.md"), *PRODUCT.glob("docs/*.md")])

_FENCE = re.compile(r"^( *)```(\w*)$")
_HEADING = re.compile(r"^#+ +(.*)$")
_FILE = re.compile(r"^ *`([\w./<>-]+\.\w+)`:$")
_SPAN = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Block:
    """A fenced block of code."""

    section: str
    """The heading that it stands under."""
    file: str
    """The file that it is, where the line before it names one."""
    language: str
    text: str
    line: int


def text(name: str) -> str:
    """A document of the repository."""
    return (PRODUCT / name).read_text(encoding="utf-8")


def blocks(name: str) -> list[Block]:
    """The blocks of a document."""
    found: list[Block] = []
    lines = text(name).splitlines()
    section = file = ""
    number = 0
    while number < len(lines):
        line = lines[number]
        if fence := _FENCE.match(line):
            end = lines.index(f"{fence[1]}```", number + 1)
            body = "".join(f"{one.removeprefix(fence[1])}\n" for one in lines[number + 1 : end])
            found.append(Block(section, file, fence[2], body, number + 1))
            number, file = end, ""
        elif heading := _HEADING.match(line):
            section, file = heading[1], ""
        elif named := _FILE.match(line):
            file = named[1]
        elif line.strip():
            file = ""
        number += 1
    return found


def prose(name: str) -> str:
    """A document without its blocks of code, the number of its lines kept."""
    return re.sub(r"(?ms)^ *```.*?^ *```$", lambda match: "\n" * match[0].count("\n"), text(name))


def spans(name: str) -> list[str]:
    """What stands between backticks in a document's prose."""
    return _SPAN.findall(prose(name))


def code(name: str) -> list[str]:
    """Everything that is code in a document: spans, and the lines of blocks."""
    return [*spans(name), *(line for block in blocks(name) for line in block.text.splitlines())]


def links(path: Path) -> list[tuple[str, str]]:
    """The links of a document to others: file and anchor, each perhaps empty."""
    bare = _SPAN.sub("", prose(path.relative_to(PRODUCT).as_posix()))
    return re.findall(r"\]\((?!\w+:)([^)#\s]*)#?([^)\s]*)\)", bare)


def tables(name: str) -> list[tuple[str, list[str], list[list[str]]]]:
    """The tables of a document: section, header and rows; cells as they are written."""
    found: list[tuple[str, list[str], list[list[str]]]] = []
    section, inside = "", False
    for line in prose(name).splitlines():
        if heading := _HEADING.match(line):
            section = heading[1]
        if not line.startswith("|"):
            inside = False
        elif inside:
            found[-1][2].append(_cells(line))
        else:
            found.append((section, _cells(line), []))
            inside = True
    return [(section, header, rows[1:]) for section, header, rows in found]


def table(name: str, first: str) -> list[list[str]]:
    """The rows of the one table whose first header is `first`."""
    (rows,) = [rows for _, header, rows in tables(name) if header[0] == first]
    return rows


def row(*cells: str) -> str:
    """A row of a table as it is written."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _cells(line: str) -> list[str]:
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives a document's headings."""
    headings = re.findall(r"(?m)^#+ +(.*)$", prose(path.relative_to(PRODUCT).as_posix()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
