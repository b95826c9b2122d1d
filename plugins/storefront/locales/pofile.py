"""One `.po` file -> its finished translations, every mistake in it a `Problem` with its line."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from babel.messages.plurals import get_plural

from storefront.locales.plurals import PluralRule, rule_of_cldr, rule_of_header
from storefront.locales.po import Entry, PoText, read_po
from storefront.locales.rules import mistakes
from storefront.problems import Problem, Severity
from storefront.readings import read_once

Key = tuple[str | None, str]
"""A message: its context, None where it has none, and its text in the source language (the singular)."""

_FORMATTED = "storefront.po"
"""The file whose messages Jinja always fills with values, be they none."""
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
        data = path.read_bytes()
    except OSError as error:
        return PoFile({}, (Problem(source, message=f"cannot be read: {error.strerror}"),))
    read = read_once(("po", source, str(locale)), data, lambda: _read(data, source, locale))
    rule = rule_of_header(read.header) if read.header else rule_of_cldr(locale)
    said = {key: Translation(forms, rule if counted else None) for key, (forms, counted) in read.forms.items()}
    return PoFile(said, read.problems)


class _Said(NamedTuple):
    """What a file says, as it can be remembered."""

    header: str
    """Its plural rule, empty where CLDR's holds."""
    forms: Mapping[Key, tuple[tuple[str, ...], bool]]
    """The translations, and whether they are counted."""
    problems: tuple[Problem, ...]


def _read(data: bytes, source: str, locale: Locale) -> _Said:
    text = read_po(data, source)
    collector = Collector(text, source, locale)
    # a file that is damaged may say anything
    found = {} if text.problems else collector.translations
    forms = {key: (one.forms, one.rule is not None) for key, one in found.items()}
    header = "" if collector.rule is rule_of_cldr(locale) else text.header["plural-forms"]
    return _Said(header, forms, (*text.problems, *collector.problems))


class Collector:
    """The translations of a file, and what is wrong with them."""

    def __init__(self, text: PoText, source: str, locale: Locale) -> None:
        self.text = text
        self.source = source
        self.locale = locale
        self.problems: list[Problem] = []
        self.rule = self._rule()
        self.translations: dict[Key, Translation] = {}
        self._read()

    def _read(self) -> None:
        lines: dict[Key, int] = {}
        for entry in self.text.entries:
            if entry.obsolete:
                continue
            if first := lines.get(entry.key):
                message = f"“{entry.singular}” is translated in line {first} already"
                self.wrong(entry.line, message, "delete one of the two")
            elif entry.key != (None, ""):
                self._add(entry)
            lines.setdefault(entry.key, entry.line)

    def _add(self, entry: Entry) -> None:
        forms = entry.texts
        if entry.plural is not None and not self._counted(entry):
            return
        if all(forms) and not entry.fuzzy:
            self.problems += form_problems(entry, self.source, self.rule)
            self.translations[entry.key] = Translation(forms, None if entry.plural is None else self.rule)
        elif any(forms) and not entry.fuzzy:
            given = sum(map(bool, forms))
            message = f"“{entry.singular}” has {given} of {len(forms)} plural forms and counts as not translated"
            self.wrong(entry.line, message, "translate them all", Severity.WARNING)

    def _counted(self, entry: Entry) -> bool:
        """Whether a message has each plural form once; one that has not is a problem."""
        numbers, forms = [number for number, _ in entry.forms], self.rule.forms
        if numbers == list(range(forms)):
            return True
        if len(set(numbers)) < len(numbers):
            self.wrong(entry.line, f"“{entry.singular}” has a plural form twice", "number them 0, 1, …, each once")
        elif max(numbers) >= forms:
            self.wrong(
                entry.line, "has more plural forms than nplurals in the header allows", f"the header says {forms}"
            )
        elif any(entry.texts) and not entry.fuzzy:
            message = f"“{entry.singular}” has {len(numbers)} of {forms} plural forms and counts as not translated"
            self.wrong(entry.line, message, "translate them all", Severity.WARNING)
        return False

    def _rule(self) -> PluralRule:
        """The plural rule of the header, CLDR's where it has none or a wrong one."""
        header = self.text.header
        charset = _CHARSET.search(header.get("content-type", ""))
        read = not any("UTF-8" in problem.message for problem in self.text.problems)
        if charset and charset[1].lower() not in _UTF_8 and read:
            message = f"the header says that the file is {charset[1]}, and it is UTF-8"
            self.wrong(self.text.line_of("content-type"), message, "write charset=UTF-8")
        if "plural-forms" in header:
            try:
                return rule_of_header(header["plural-forms"])
            except ValueError as error:
                hint = f"for this language write “Plural-Forms: {plural_forms(self.locale)}”"
                self.wrong(self.text.line_of("plural-forms"), f"Plural-Forms is wrong: {error}", hint)
        return rule_of_cldr(self.locale)

    def wrong(self, line: int, message: str, hint: str = "", severity: Severity = Severity.ERROR) -> None:
        """Notes a mistake."""
        self.problems.append(Problem(self.source, line, message=message, hint=hint, severity=severity))


def plural_forms(locale: Locale) -> str:
    """The header that translators write for a language, `nplurals=2; plural=(n != 1);`."""
    return str(get_plural(locale))


def form_problems(entry: Entry, source: str, rule: PluralRule) -> Iterator[Problem]:
    """What a message's translations do not share with it: values and markup."""
    sources = (entry.singular,) if entry.plural is None else (entry.singular, entry.plural)
    formatted = source.endswith(_FORMATTED)
    for number, form in entry.forms:
        several = entry.plural is None or rule.covers_several(number)
        for wrong in dict.fromkeys(mistakes(sources, form, formatted=formatted, exact=several)):
            yield Problem(source, entry.line, message=wrong.message, hint=wrong.hint, severity=wrong.severity)
