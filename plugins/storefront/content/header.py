"""The header of a Markdown file: `Key: value` lines, or the YAML of other generators between two fences."""

import re

HEADER = re.compile(r"^ {0,3}([A-Za-z][\w-]*):\s*(.*)$")
QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'")
FENCE = re.compile(r"^-{3}\s*$|^\.{3}\s*$")
MORE = re.compile(r"^(?: {4,}|\t\s*)(\S.*)$")
FENCED_MORE = re.compile(r"^(?:\s+|(?=- ))(\S.*)$")
ITEM = re.compile(r"^-\s+(.*)$")
LISTS = {"authors", "tags"}
"""Keys whose value may be written as a list, as in YAML."""
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufffe\uffff]")
"""Characters that no text means and XML forbids; pasting from word processors leaves some behind."""


def lines_of(text: str) -> list[str]:
    """The lines of a file, without characters that no text means."""
    text = CONTROLS.sub(" ", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def read_header(lines: list[str]) -> tuple[dict[str, tuple[int, str]], list[tuple[int, str]], int]:
    """The keys with their lines and values, the stray lines, and the number of lines that the header takes."""
    header: dict[str, tuple[int, str]] = {}
    stray: list[tuple[int, str]] = []
    opened = bool(FENCE.match(lines[0]))
    fenced = opened and any(FENCE.match(line) for line in lines[1:])
    if opened and not fenced:
        stray.append((1, lines[0]))
    last = ""
    for number, line in enumerate(lines[opened:], opened + 1):
        if fenced and FENCE.match(line):
            return header, stray, number
        if not fenced and not line.strip():
            return header, stray, number
        if match := HEADER.match(line):
            last = match[1].lower()
            if last in header:
                stray.append((number, line.strip()))
            header[last] = (number, _value(match[2], last))
        elif last and (more := (FENCED_MORE if fenced else MORE).match(line)):
            header[last] = (header[last][0], _continued(header[last][1], more[1], last))
        elif line.strip():
            if not header:
                return header, stray, number - 1
            stray.append((number, line.strip()))
    return header, stray, len(lines)


def _continued(value: str, more: str, key: str) -> str:
    """A value with a further line: a further item of a list, otherwise further words."""
    if key in LISTS and (item := ITEM.match(more)):
        return f"{value}, {_value(item[1], key)}".removeprefix(", ")
    # YAML announces a text of several lines with one of these
    return more.strip() if value in {">", "|", ">-", "|-"} else f"{value} {more}".strip()


def _value(text: str, key: str) -> str:
    """A value without the quotes and brackets that other generators' headers put around it."""
    text = text.strip()
    if key in LISTS and text[:1] == "[" and text[-1:] == "]":
        return ", ".join(filter(None, (_value(part, key) for part in text[1:-1].split(","))))
    if quoted := QUOTED.fullmatch(text):
        return (quoted[1].replace('\\"', '"') if quoted[2] is None else quoted[2].replace("''", "'")).strip()
    return text
