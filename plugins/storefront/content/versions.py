"""Which version of its source a text translates, told by content and not by time.

A translation's header has a line `Translates: en 3f2a9c1b04de`, written by `vitrina translate done`: the language that
it was made from and the hash of what that text said. The hash takes in what a translator reads, not dates, pictures and
other things that are the same in every language, nor the address. What the source said then is kept in
`translations/sources/`, so that everybody can see what has changed since.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from storefront.content.header import lines_of, read_header
from storefront.content.keys import known_keys
from storefront.model import Kind
from storefront.values import frozen

KEY = "translates"
MARK = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*) ([0-9a-f]{12})")
"""The value of the key: language and version of the source."""
_NOT_TRANSLATED = {"slug", "status", KEY}
"""Keys that each language has for itself."""


class State(StrEnum):
    """What is to be done about a text or message in a locale."""

    FRESH = "fresh"
    """It is the source, or says what the source says."""
    STALE = "stale"
    """The source has changed since it was translated."""
    UNMARKED = "unmarked"
    """Nobody has said which version it translates."""
    MISSING = "missing"
    ORPHAN = "orphan"
    """Its source is gone."""


@frozen
class Text:
    """One file of a bundle as translators see it."""

    kind: Kind
    key: str
    """Of its bundle."""
    lang: str
    path: Path
    words: str
    """What a translator reads: the keys of its own, then the body."""
    draft: bool
    source: str
    """Language that it was translated from, empty where nothing is recorded."""
    translated: str
    """Version of the source that it was translated from."""

    @cached_property
    def version(self) -> str:
        """Hash of its words."""
        return blake2b(self.words.encode(), digest_size=6).hexdigest()


@frozen
class TextBundle:
    """The files of a bundle by their languages."""

    kind: Kind
    key: str
    texts: Mapping[str, Text]
    source: str
    """Language that translations without a record are taken to be made from."""

    def state(self, codes: Sequence[str]) -> tuple[State, Text | None]:
        """What a locale reads of it, `codes` being those that it looks under, nearest first."""
        text = next((self.texts[code] for code in codes if code in self.texts and not self.texts[code].draft), None)
        return (State.MISSING, None) if text is None else (self._state_of(text), text)

    def source_of(self, text: Text) -> Text | None:
        """The text that another one translates, None where it is the source or its source is gone."""
        return self.texts.get(text.source or self.source) if text.source or text.lang != self.source else None

    def _state_of(self, text: Text) -> State:
        if not text.source:
            return State.FRESH if text.lang == self.source else State.UNMARKED
        source = self.texts.get(text.source)
        if source is None:
            return State.ORPHAN
        return State.FRESH if source.version == text.translated else State.STALE


def read_text(path: Path, kind: Kind, key: str) -> Text:
    """A file as translators see it. Raises OSError or UnicodeDecodeError where it cannot be read."""
    lines = lines_of(path.read_bytes().decode("utf-8-sig"))
    values, _, start = read_header(lines)
    header = {name: value for name, (_, value) in values.items()}
    mark = MARK.fullmatch(header.get(KEY, ""))
    draft = header.get("status") == "draft"
    source, translated = (mark[1], mark[2]) if mark else ("", "")
    return Text(kind, key, path.stem, path, _words(kind, header, lines[start:]), draft, source, translated)


def text_bundles(content: Path, kinds: Sequence[Kind], preferred: Sequence[str]) -> Iterator[TextBundle]:
    """Every bundle below `content/`, without files that cannot be read; `preferred` languages are sources first."""
    for kind in kinds:
        found: dict[str, dict[str, Text]] = {}
        root = content / kind
        for path in sorted(root.rglob("*.md")):
            place = path.relative_to(root)
            if len(place.parts) > 1 and not any(part.startswith(".") for part in place.parts):
                key = place.parent.as_posix()
                try:
                    found.setdefault(key, {})[path.stem] = read_text(path, kind, key)
                except (OSError, UnicodeDecodeError):
                    continue  # the build says so
        yield from (bundle_of(kind, key, texts, preferred) for key, texts in sorted(found.items()) if texts)


def bundle_of(kind: Kind, key: str, texts: Mapping[str, Text], preferred: Sequence[str]) -> TextBundle:
    """A bundle with its source; `preferred` languages are the likeliest."""
    marks = {lang: texts[lang].source for lang in dict.fromkeys([*preferred, *sorted(texts)]) if lang in texts}
    return TextBundle(kind, key, texts, source_language(marks))


def source_language(marks: Mapping[str, str]) -> str:
    """The language that a bundle was written in.

    `marks` has for each of its languages, the likeliest source first, the one that it was translated from, empty where
    nothing is recorded. It is the one that most others were translated from, among those without a record.
    """
    named = Counter(source for source in marks.values() if source)
    originals = [lang for lang, source in marks.items() if not source] or list(marks)
    return max(originals, key=lambda lang: named[lang])


def snapshot_path(translations: Path, text: Text) -> Path:
    """Where it is kept what a text says in its present version."""
    return kept_path(translations, text, text.lang, text.version)


def kept_path(translations: Path, text: Text, lang: str, version: str) -> Path:
    """Where it is kept what a bundle's text in a language said in a version."""
    return translations / "sources" / text.kind / text.key / f"{lang}-{version}.md"


def _words(kind: Kind, header: Mapping[str, str], body: Sequence[str]) -> str:
    keys = [key.name for key in known_keys(kind).values() if not key.shared and key.name not in _NOT_TRANSLATED]
    lines = [f"{key.capitalize()}: {header[key]}" for key in keys if header.get(key)]
    return "\n".join([*lines, "", *(line.rstrip() for line in "\n".join(body).strip().split("\n")), ""])
