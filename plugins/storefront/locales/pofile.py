"""One `.po` file -> its finished translations, every mistake in it a `Problem` with its line.

Babel reads the file. What Babel takes in silence is looked for here: a text without its closing quote (it cuts the
last letter off), a `msgstr` too many (it goes to the next message), a message that is there twice (it joins the two),
a header that makes no sense.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileParser

from storefront.locales.plurals import PluralRule, rule_of_cldr, rule_of_header
from storefront.problems import Problem, Severity

Key = tuple[str | None, str]
"""A message: its context, None where it has none, and its text in the source language (the singular)."""

_LINE = re.compile(r'(?:(?P<keyword>msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d+\]) +)?"(?:[^"\\]|\\.)*"|#.*|')
_LETTERS = {"msgctxt": "c", "msgid": "i", "msgid_plural": "p", "msgstr": "s"}
"""A letter for each line of a message; `q` is a text by itself, which continues the one before, `n` a `msgstr[…]`."""
_MESSAGE = re.compile(r"(?:cq*)?iq*(?:sq*|pq*(?:nq*)+)|(?P<astray>.)")
_VALUE = re.compile(r"%\((\w+)\)")
_FORMATTED = "storefront"
"""The domain whose messages Jinja always fills with values, be they none."""
_CHARSET = re.compile(r"charset=\s*([^\s;]+)", re.IGNORECASE)
_UTF_8 = {"utf-8", "utf8", "ascii", "us-ascii", "charset"}
"""`CHARSET` is what stands in a fresh template."""


class Translation(NamedTuple):
    """A message's text, or all its plural forms with the rule that chooses among them."""

    forms: tuple[str, ...]
    rule: PluralRule | None = None


class PoFile(NamedTuple):
    """What a file says."""

    translations: Mapping[Key, Translation]
    """Finished ones only: neither fuzzy, nor obsolete, nor empty in any form."""
    problems: tuple[Problem, ...]


def read_po_file(path: Path, source: str, locale: Locale) -> PoFile:
    """Read a file; `source` is its name in problems, `locale` gives the plural rule where the header has none."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return _unread(Problem(source, message=f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _unread(Problem(source, line, message="is not UTF-8 from here on", hint="save the file as UTF-8"))
    lines = text.split("\n")
    if wrong := tuple(_wrong_lines(source, lines)) or tuple(_lines_astray(source, lines)):
        return _unread(*wrong)
    collector = _Collector(source, lines, locale)
    # msgmerge keeps the former text of an obsolete message in lines that Babel does not know.
    _Parser(collector, ignore_obsolete=True).parse("" if line.startswith("#~|") else line for line in lines)
    return PoFile(collector.translations, tuple(collector.problems))


def _unread(*problems: Problem) -> PoFile:
    return PoFile({}, problems)


def _wrong_lines(source: str, lines: list[str]) -> Iterator[Problem]:
    """A problem for each run of lines that are not of the format."""
    hint = 'a line is a comment (#), or msgctxt, msgid, msgid_plural or msgstr before a text in "quotes"'
    for number in _first_of_runs(n for n, line in enumerate(lines, 1) if not _LINE.fullmatch(line.strip())):
        line = lines[number - 1].strip()
        yield Problem(source, number, message=f"is not a line of a .po file: {line[:60]}", hint=hint)


def _lines_astray(source: str, lines: list[str]) -> Iterator[Problem]:
    """A problem for each run of lines that belong to no whole message."""
    numbers, letters = [], []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            found = _LINE.fullmatch(line.strip())
            keyword = found["keyword"] if found else None
            numbers.append(number)
            letters.append("q" if keyword is None else _LETTERS.get(keyword, "n"))
    hint = "a message is msgctxt if it has a context, msgid, msgid_plural if it counts, then msgstr or msgstr[0], …"
    astray = (found.start() for found in _MESSAGE.finditer("".join(letters)) if found["astray"])
    for place in _first_of_runs(astray):
        line = lines[numbers[place] - 1].strip()
        yield Problem(source, numbers[place], message=f"is not part of a whole message: {line[:60]}", hint=hint)


def _first_of_runs(numbers: Iterable[int]) -> Iterator[int]:
    before = None
    for number in numbers:
        if before is None or number != before + 1:
            yield number
        before = number


class _Collector(Catalog):
    """Takes messages from the parser in the order of the file."""

    def __init__(self, source: str, lines: list[str], locale: Locale) -> None:
        super().__init__()
        self.translations: dict[Key, Translation] = {}
        self.problems: list[Problem] = []
        self.rule = rule_of_cldr(locale)
        self._language = locale
        self._source = source
        self._lines = lines
        self._places: dict[Key, int] = {}

    @property
    def num_plurals(self) -> int:
        return self.rule.forms

    def __setitem__(self, id: object, message: Message) -> None:  # noqa: A002  # Babel's name
        msgid = message.id if isinstance(message.id, str) else message.id[0]
        key = (message.context, msgid)
        line = message.lineno or 0
        if key in self._places:
            self.wrong(line, f"“{msgid}” is translated in line {self._places[key]} already", "delete one of the two")
        elif key == (None, ""):
            self._read_header(str(message.string))
        elif not message.fuzzy:
            self._add(key, message, line)
        self._places.setdefault(key, line)

    def _add(self, key: Key, message: Message, line: int) -> None:
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if all(forms):
            self._check_values(key, message, forms, line)
            self.translations[key] = Translation(forms, self.rule if message.pluralizable else None)
        elif any(forms):
            given = sum(map(bool, forms))
            text = f"“{key[1]}” has {given} of {len(forms)} plural forms and counts as not translated"
            self.wrong(line, text, "translate them all", Severity.WARNING)

    def _check_values(self, key: Key, message: Message, forms: Iterable[str], line: int) -> None:
        """Reports names of values that the message does not have, and percent signs that would be taken for one."""
        given = (message.id,) if isinstance(message.id, str) else message.id
        names = set(_VALUE.findall(" ".join(map(str, given))))
        unknown = {name for form in forms for name in _VALUE.findall(form)} - names
        for name in sorted(unknown):
            hint = f"it has {', '.join(f'%({one})s' for one in sorted(names))}" if names else "take it out"
            self.wrong(line, f"“{key[1]}” has no %({name})s", hint)
        if not unknown and (names or Path(self._source).stem == _FORMATTED):
            for form in forms:
                try:
                    form % dict.fromkeys(names, "")
                except (ValueError, TypeError):
                    self.wrong(line, f"“{form}” has a % that names no value", "write %% for a percent sign")

    def _read_header(self, header: str) -> None:
        fields = (field.partition(":") for field in header.split("\n"))
        values = {name.strip().lower(): value.strip() for name, _, value in fields}
        charset = _CHARSET.search(values.get("content-type", ""))
        if charset and charset[1].lower() not in _UTF_8:
            text = f"the header says that the file is {charset[1]}, and it is UTF-8"
            self.wrong(self._line_of("content-type"), text, "write charset=UTF-8")
        if "plural-forms" in values:
            try:
                self.rule = rule_of_header(values["plural-forms"])
            except ValueError as error:
                hint = f"for this language write “Plural-Forms: {get_plural(self._language)}”"
                self.wrong(self._line_of("plural-forms"), f"Plural-Forms is wrong: {error}", hint)

    def _line_of(self, field: str) -> int:
        return next((number for number, line in enumerate(self._lines, 1) if f'"{field}:' in line.lower()), 1)

    def wrong(self, line: int, message: str, hint: str = "", severity: Severity = Severity.ERROR) -> None:
        """Notes a mistake."""
        self.problems.append(Problem(self._source, line, message=message, hint=hint, severity=severity))


class _Parser(PoFileParser):
    """Babel's parser, which notes a mistake and goes on where Babel prints it."""

    catalog: _Collector

    def _invalid_pofile(self, line: str, lineno: int, msg: str) -> None:  # noqa: ARG002  # Babel's signature
        if "num_plurals" in msg:
            msg = "has more plural forms than nplurals in the header allows"
        self.catalog.wrong(lineno + 1, msg)
