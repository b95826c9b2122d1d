"""The text of one `.po` file -> its entries with their lines; every line that is no part of one is a `Problem`.

The reader goes on after a mistake with the next entry, so that one run names all of them. It keeps every line, so that
a file can be written back with nothing changed but what has to.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from storefront.problems import Problem
from storefront.values import value

_TEXT = r'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(
    rf"(?:(?P<keyword>msgctxt|msgid_plural|msgid|msgstr)(?:\[(?P<number>\d\d?)\])?\s*)?{_TEXT}(?:\s*{_TEXT})*"
)
_STRING = re.compile(_TEXT)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_FOLLOWERS = {
    "": ("msgctxt", "msgid"),
    "msgctxt": ("msgid",),
    "msgid": ("msgid_plural", "msgstr"),
    "msgid_plural": ("msgstr",),
    "msgstr": ("msgstr",),
}
"""What may stand after each keyword; a further `msgstr` only with its number."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CHARSET = re.compile(rb"charset=\s*([\w-]+)", re.IGNORECASE)
_BREAK = re.compile(r"\r\n?")


@value
class Entry:
    """A message as its file has it."""

    context: str | None
    singular: str
    plural: str | None
    forms: tuple[tuple[int, str], ...]
    """Number and text of each `msgstr`, as written; a message without plural has the number 0."""
    line: int
    """Where its `msgid` stands."""
    start: int
    """The first line of its comments, or of the message itself."""
    end: int
    """Its last line."""
    flags: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    """What developers say to translators (`#.`)."""
    places: tuple[str, ...] = ()
    """The files that use it (`#:`)."""
    obsolete: bool = False
    former: str = ""
    """What the message was when a program guessed this translation for it (`#| msgid`)."""

    @property
    def key(self) -> tuple[str | None, str]:
        """Context and text in the source language: what tells messages apart."""
        return self.context, self.singular

    @property
    def fuzzy(self) -> bool:
        """Whether somebody still has to look at the translation."""
        return "fuzzy" in self.flags

    @property
    def texts(self) -> tuple[str, ...]:
        """The translations, one for each plural form."""
        return tuple(text for _, text in self.forms)


class PoText(NamedTuple):
    """A file taken apart."""

    entries: tuple[Entry, ...]
    """In the order of the file, header and obsolete ones included."""
    lines: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def header(self) -> dict[str, str]:
        """The fields of the header by their names in lower case; empty where there is none."""
        found = next((one for one in self.entries if one.key == (None, "") and not one.obsolete), None)
        fields = (line.partition(":") for line in found.texts[0].split("\n")) if found else ()
        return {name.strip().lower(): value.strip() for name, _, value in fields if name.strip()}

    def line_of(self, name: str) -> int:
        """The line of a field of the header; 1 where there is none."""
        wanted = f'"{name.lower()}:'
        return next((number for number, line in enumerate(self.lines, 1) if wanted in line.lower()), 1)


def read_po(data: bytes, source: str) -> PoText:
    """Takes a file apart; `source` is its name in problems."""
    text, problems = _decoded(data, source)
    reader = _Reader(source, _BREAK.sub("\n", text).split("\n"))
    reader.read()
    return PoText(tuple(reader.entries), tuple(reader.lines), (*problems, *reader.problems()))


def _decoded(data: bytes, source: str) -> tuple[str, list[Problem]]:
    """The text; one that is not UTF-8 is a problem, and read as what it seems to be."""
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    problem = Problem(source, line, message="is not UTF-8 from here on", hint="save the file as UTF-8")
    named = _CHARSET.search(data)
    charset = "utf-16" if data.startswith(_UTF_16) else named[1].decode() if named else ""
    try:
        return data.decode("latin-1" if charset.lower() in {"", "utf-8", "utf8"} else charset, "replace"), [problem]
    except LookupError:
        return data.decode("latin-1"), [problem]


@dataclass
class _Draft:
    """An entry that is being read."""

    start: int = 0
    end: int = 0
    line: int = 0
    last: str = ""
    """The keyword before."""
    numbered: bool = False
    parted: bool = False
    """Whether an empty line stands in it: a comment below that belongs to the next one."""
    obsolete: bool = False
    lines: list[int] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    forms: list[tuple[int, str]] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    former: str = ""
    former_keyword: str = ""

    @property
    def whole(self) -> bool:
        """Whether the next line may begin another entry."""
        return self.last == "msgstr"

    def takes(self, keyword: str | None, number: str | None) -> bool:
        """Whether a line goes on with this entry."""
        if keyword is None:
            return bool(self.last)
        if keyword not in _FOLLOWERS[self.last] or (number is not None) != (
            keyword == "msgstr" and "msgid_plural" in self.texts
        ):
            return False
        return not self.whole or self.numbered

    def add(self, line: int, keyword: str | None, number: str | None, text: str) -> None:
        """Takes a line in."""
        self.lines.append(line)
        self.start, self.end = self.start or line, line
        if keyword is None and self.last == "msgstr":
            self.forms[-1] = (self.forms[-1][0], self.forms[-1][1] + text)
        elif keyword == "msgstr":
            self.forms.append((int(number or 0), text))
            self.numbered = number is not None
        else:
            self.texts[keyword or self.last] = self.texts.get(keyword or self.last, "") + text
        if keyword == "msgid":
            self.line = line
        self.last = keyword or self.last

    def entry(self) -> Entry:
        """The entry, whole."""
        texts = self.texts
        return Entry(
            texts.get("msgctxt"), texts["msgid"], texts.get("msgid_plural"), tuple(self.forms),
            self.line, self.start, self.end, frozenset(self.flags), tuple(self.notes), tuple(self.places),
            self.obsolete, self.former,
        )  # fmt: skip


class _Reader:
    def __init__(self, source: str, lines: list[str]) -> None:
        self.source = source
        self.lines = lines
        self.entries: list[Entry] = []
        self._draft = _Draft()
        self._damaged = False
        """Whether the lines up to the next empty one are skipped, because one of them is no line of the format."""
        self._foreign: list[int] = []
        self._astray: list[int] = []

    def read(self) -> None:
        for number, raw in enumerate(self.lines, 1):
            line = raw.strip()
            if not line:
                self._damaged = False
                self._draft.parted = bool(self._draft.last)
                if self._draft.whole:
                    self._close()
            elif not self._damaged:
                self._line(number, line)
        self._close()

    def _line(self, number: int, line: str) -> None:
        obsolete = line.startswith("#~")
        found = _LINE.fullmatch(line[2:].strip() if obsolete else line)
        if found is not None:
            self._part(number, found, obsolete=obsolete)
        elif line.startswith("#"):
            self._comment(number, line)
        else:
            self._foreign.append(number)
            self._damaged = True
            self._close() if self._draft.whole else self._drop()

    def _comment(self, number: int, line: str) -> None:
        if self._draft.whole or self._draft.parted:
            self._close()
        self._draft.start = self._draft.start or number
        if line.startswith("#,"):
            self._draft.flags |= {flag.strip() for flag in line[2:].split(",")}
        elif line.startswith("#."):
            self._draft.notes.append(line[2:].strip())
        elif line.startswith("#:"):
            self._draft.places.append(line[2:].strip())
        elif line.startswith("#|") and (found := _LINE.fullmatch(line[2:].strip())):
            self._draft.former_keyword = found["keyword"] or self._draft.former_keyword
            self._draft.former += _unescaped(found[0]) if self._draft.former_keyword == "msgid" else ""

    def _part(self, number: int, found: re.Match[str], *, obsolete: bool) -> None:
        keyword, form = found["keyword"], found["number"]
        text = _unescaped(found[0])
        if self._draft.last and (self._draft.obsolete != obsolete or not self._draft.takes(keyword, form)):
            self._close()
        if not self._draft.takes(keyword, form):
            self._draft.obsolete = obsolete
            self._draft.lines.append(number)
            self._close()
            return
        self._draft.obsolete = obsolete
        self._draft.add(number, keyword, form, text)

    def _close(self) -> None:
        """Ends the entry that is being read; the lines of one that is not whole have gone astray."""
        if self._draft.whole:
            self.entries.append(self._draft.entry())
        elif not self._draft.obsolete:
            self._astray += self._draft.lines
        self._drop()

    def _drop(self) -> None:
        self._draft = _Draft()

    def problems(self) -> Iterator[Problem]:
        """A problem for each run of lines that are not of the format, or belong to no whole message."""
        hint = 'a line is a comment (#), or msgctxt, msgid, msgid_plural or msgstr before a text in "quotes"'
        for number in _first_of_runs(self._foreign):
            yield Problem(self.source, number, message=f"is not a line of a .po file: {self._said(number)}", hint=hint)
        hint = "a message is msgctxt if it has a context, msgid, msgid_plural if it counts, then msgstr or msgstr[0], …"
        for number in _first_of_runs(self._astray):
            message = f"is not part of a whole message: {self._said(number)}"
            yield Problem(self.source, number, message=message, hint=hint)

    def _said(self, number: int) -> str:
        return self.lines[number - 1].strip()[:60]


def _unescaped(line: str) -> str:
    """The texts in quotes of a line, joined."""
    text = "".join(part[1:-1] for part in _STRING.findall(line))
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), text) if "\\" in text else text


def _first_of_runs(numbers: Iterable[int]) -> Iterator[int]:
    before = None
    for number in numbers:
        if before is None or number != before + 1:
            yield number
        before = number
