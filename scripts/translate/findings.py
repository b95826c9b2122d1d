"""One `.po` file -> everything that is wrong with it, each finding a `Problem` with its line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from babel import Locale, UnknownLocaleError

from scripts.translate.addresses import address_mistakes
from scripts.translate.messages import Message
from scripts.translate.style import style_mistakes
from storefront.locales.plurals import rule_of_cldr
from storefront.locales.po import Entry, PoText, read_po
from storefront.locales.pofile import Collector, Key, plural_forms
from storefront.locales.rules import Mistake, positional_mistakes
from storefront.problems import Problem, Severity
from storefront.progress import is_chosen

Wanted: TypeAlias = Mapping[Key, Entry | Message]
"""What a domain has to say."""
_POSITIONAL = {"python-format", "c-format", "php-format"}
"""Flags of messages whose values may be filled in by their place."""
_NUMBERS = range(201)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file and what is wrong with it."""

    text: PoText
    locale: Locale | None
    problems: tuple[Problem, ...]


def check_file(path: Path, source: str, wanted: Wanted | None = None) -> Checked:
    """Checks a file; `source` is its name in problems, `wanted` what its domain has to say, None where nobody knows."""
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = Problem(source, message=f"cannot be read: {error.strerror}", hint="name a .po file")
        return Checked(PoText((), (), ()), None, (problem,))
    text = read_po(data, source)
    locale = locale_of(path, text)
    finder = _Finder(text, source, locale, wanted)
    return Checked(text, locale, tuple(dict.fromkeys((*text.problems, *finder.problems(path)))))


def locale_of(path: Path, text: PoText) -> Locale | None:
    """The locale that a file is for, by its folder, else by its header, else by its own name."""
    folder = path.parts[-3] if len(path.parts) > 2 and path.parent.name == "LC_MESSAGES" else path.parent.name  # noqa: PLR2004 - locale, LC_MESSAGES, file
    for name in (folder, text.header.get("language", ""), path.stem):
        if (locale := _parsed(name)) is not None:
            return locale
    return None


def _parsed(name: str) -> Locale | None:
    try:
        return Locale.parse(name.replace("-", "_").partition("@")[0]) if name else None
    except (UnknownLocaleError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class _Finder:
    text: PoText
    source: str
    locale: Locale | None
    wanted: Wanted | None

    def problems(self, path: Path) -> Iterator[Problem]:
        is_template = path.suffix == ".pot"
        if self.locale is None and not is_template:
            yield self.problem(1, "nobody can tell which language it is in", "write “Language: fr\\n” into its header")
        if not is_template:
            yield from self._header_problems()
        yield from Collector(self.text, self.source, self.locale or Locale("en")).problems
        for entry in self.text.entries:
            if entry.key != (None, ""):
                yield from (
                    self._obsolete(entry) if entry.obsolete else self._entry_problems(entry, is_template=is_template)
                )

    def problem(self, line: int, message: str, hint: str, severity: Severity = Severity.ERROR) -> Problem:
        return Problem(self.source, line, message=message, hint=hint, severity=severity)

    def _header_problems(self) -> Iterator[Problem]:
        header = self.text.header
        if not header:
            if self.text.entries:
                yield self.problem(
                    1, "there is no header", 'begin with msgid "" and a msgstr with Language and Content-Type'
                )
            return
        if "content-type" not in header:
            yield self.problem(
                1, "the header has no Content-Type", "write “Content-Type: text/plain; charset=UTF-8\\n”"
            )
        said = header.get("language", "")
        if said and self.locale and ((told := _parsed(said)) is None or told.language != self.locale.language):
            message = f"the header says that the language is “{said}”, and the folder that it is “{self.locale}”"
            yield self.problem(self.text.line_of("language"), message, f"write “Language: {self.locale}\\n”")
        if any(entry.plural is not None for entry in self.text.entries):
            yield from self._plural_problems(header)

    def _plural_problems(self, header: dict[str, str]) -> Iterator[Problem]:
        """A rule that takes other numbers together than CLDR does."""
        if self.locale is None:
            return
        hint = f"write “Plural-Forms: {plural_forms(self.locale)}\\n”"
        if "plural-forms" not in header:
            yield self.problem(1, "the header has no Plural-Forms", hint, Severity.WARNING)
            return
        rule, cldr = Collector(self.text, self.source, self.locale).rule, rule_of_cldr(self.locale)
        taken: dict[int, int] = {}
        for n in _NUMBERS:
            if taken.setdefault(cldr.index(n), rule.index(n)) != rule.index(n):
                message = f"Plural-Forms gives {n} another form than the numbers that CLDR puts it with"
                yield self.problem(self.text.line_of("plural-forms"), message, hint, Severity.WARNING)
                return
        if len(set(taken.values())) < len(taken):
            message = f"Plural-Forms has fewer forms than the {cldr.forms} that CLDR tells apart"
            yield self.problem(self.text.line_of("plural-forms"), message, hint, Severity.WARNING)

    def _obsolete(self, entry: Entry) -> Iterator[Problem]:
        message = f"“{_short(entry.singular)}” is obsolete: nothing uses it"
        yield self.problem(entry.line, message, "delete it when it will not come back", Severity.NOTICE)

    def _entry_problems(self, entry: Entry, *, is_template: bool) -> Iterator[Problem]:
        chosen = is_chosen(Path(self.source).stem, entry.context)
        if self.wanted is not None and entry.key not in self.wanted and not chosen:
            hint = "vitrina translate update sets it aside"
            message = f"“{_short(entry.singular)}” is no message of the shop any more"
            yield self.problem(entry.line, message, hint, Severity.WARNING)
        if is_template:
            return
        if entry.fuzzy:
            message = f"“{_short(entry.singular)}” is fuzzy and not used"
            yield self.problem(entry.line, message, "look at the translation, then take the flag out", Severity.WARNING)
        elif not any(entry.texts):
            message = f"“{_short(entry.singular)}” has no translation"
            yield self.problem(entry.line, message, "translate it", Severity.WARNING)
        else:
            for wrong in dict.fromkeys(self._mistakes(entry)):
                yield self.problem(entry.line, wrong.message, wrong.hint, wrong.severity)

    def _mistakes(self, entry: Entry) -> Iterator[Mistake]:
        message = (self.wanted or {}).get(entry.key, entry)
        about = " ".join(filter(None, (entry.context, *message.notes)))
        sources = (entry.singular,) if entry.plural is None else (entry.singular, entry.plural)
        if self.wanted is not None and entry.plural != message.plural:
            yield Mistake(f"the plural of “{entry.singular}” is another one now", "vitrina translate update writes it")
        for number, text in entry.forms:
            if not text:
                continue
            yield from style_mistakes(sources[min(number, len(sources) - 1)], text, self.locale, about)
            if entry.flags & _POSITIONAL:
                yield from positional_mistakes(sources, text)
            if Path(self.source).stem == "urls":
                yield from address_mistakes(entry, text)


def missing_problems(text: PoText, source: str, missing: list[Key]) -> Iterator[Problem]:
    """Messages that a file does not have at all."""
    there = {entry.key for entry in text.entries if not entry.obsolete}
    for context, singular in missing:
        if (context, singular) not in there:
            hint = "vitrina translate update adds it, then translate it"
            message = f"“{_short(singular)}” has no translation and is not in the file"
            yield Problem(source, message=message, hint=hint, severity=Severity.WARNING)


def _short(text: str) -> str:
    first = text.split("\n", 1)[0]
    return first if first == text and len(text) <= 60 else f"{first[:60]}…"  # noqa: PLR2004 - about half a line
