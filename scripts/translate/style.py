"""How a text has to be written in its language: spaces, signs, lengths. Rules for a text and its source, no files."""

import re
from collections.abc import Iterator

from babel import Locale

from storefront.locales.rules import Mistake
from storefront.problems import Severity

NO_BREAK, NARROW = "\u00a0", "\u202f"
_NO_BREAKS = {NO_BREAK, NARROW}
_NOT_WORDS = re.compile(
    r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|\{\{.*?\}\}|\{%.*?%\}|\{[^{}]*\}|\b\w+://\S+|\b[\w.+-]+@[\w-]+\.\w[\w.]*|&#?\w+;"
)
"""Values, addresses and entities: what stands in a text and is not written by its language's rules."""
_SPACES = {"&nbsp;": NO_BREAK, "&#160;": NO_BREAK, "&#xa0;": NO_BREAK, "&#8239;": NARROW, "&#x202f;": NARROW}
_TAG = re.compile(r"<[^<>]*>")
_FRENCH_SIGN = re.compile(
    r"(?P<before>[^\s:;!?…(\[«“\u00a0\u202f]?)(?P<space>[ \u00a0\u202f]?)(?P<sign>[:;!?»])(?=(?P<after>.?))", re.DOTALL
)
_OPENING = re.compile(r"«(?P<space>[ \u00a0\u202f]?)")
_INCHES = re.compile(r'(?<=\d)"')
_SPACE_BEFORE = re.compile(r"(?<=\w) +([:;!?,])(?=\s|$)")
_LIMIT = re.compile(r"at most (\d+) characters", re.IGNORECASE)
_TITLE, _DESCRIPTION = 65, 170
"""Characters that search engines show of a title and of a description, about."""
_KNOWN_LIMITS = (
    (re.compile(r"meta[ _-]?description", re.IGNORECASE), _DESCRIPTION),
    (re.compile(r"(?:meta|seo|page|html)[ _-]?title", re.IGNORECASE), _TITLE),
)
_LEADING, _TRAILING = re.compile(r"^\s+"), re.compile(r"\s+$")
_BROKEN_LETTERS = re.compile(r"[ÃÂ][\u0080-\u00bf]|â€|\ufffd")
"""UTF-8 that somebody read as Latin-1, and what could not be read at all."""
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff\u2028\u2029]")


def style_mistakes(source: str, text: str, locale: Locale | None, about: str = "") -> Iterator[Mistake]:
    """What is wrong with the writing of a translation.

    `about` is what is said of the message, its context and notes: a limit such as “at most 60 characters” is held.
    """
    yield from _edges(source, text)
    yield from _letters(text)
    language = locale.language if locale else ""
    if locale and language == "fr":
        yield from _french(text, locale.territory or "")
    elif language and (found := _SPACE_BEFORE.search(_plain(text))) and not _SPACE_BEFORE.search(_plain(source)):
        yield _warning(f"“{text}” has a space before “{found[1]}”", "take the space out")
    if language == "es":
        yield from _spanish(text)
    yield from _length(text, about)


def _warning(message: str, hint: str) -> Mistake:
    return Mistake(message, hint, Severity.WARNING)


def _edges(source: str, text: str) -> Iterator[Mistake]:
    """Space at the beginning and the end that the source does not have, or has."""
    if not text.strip():
        yield Mistake("the translation is nothing but spaces", "translate it, or leave it empty")
        return
    for place, edge in (("beginning", _LEADING), ("end", _TRAILING)):
        given, wanted = edge.search(text), edge.search(source)
        if (given and given[0]) != (wanted and wanted[0]):
            told = f"has {_named(given[0])}" if given else "has no space"
            hint = f"write {_named(wanted[0])} there, as the message does" if wanted else "take it out"
            yield _warning(f"“{text}” {told} at its {place}", hint)


def _named(space: str) -> str:
    return "a line break" if "\n" in space else "a space"


def _letters(text: str) -> Iterator[Mistake]:
    if found := _BROKEN_LETTERS.search(text):
        yield Mistake(
            f"“{text}” has “{found[0]}”, letters that were read in a wrong encoding", "write them anew in UTF-8"
        )
    if found := _HIDDEN.search(text):
        yield Mistake(f"“{text}” has the invisible character U+{ord(found[0]):04X}", "delete it")


def _plain(text: str) -> str:
    """A text without markup and with its spaces as they are printed; values and addresses are a letter."""
    for entity, space in _SPACES.items():
        text = text.replace(entity, space)
    return _NOT_WORDS.sub("x", _TAG.sub("", text))


def _french(text: str, territory: str) -> Iterator[Mistake]:
    """A no-break space before `: ; ! ?` and inside « »; Canada has fewer, and Switzerland none inside « »."""
    plain = _plain(text)
    signs = {"CA": ":»", "CH": ":;!?"}.get(territory, ":;!?»")
    for found in _FRENCH_SIGN.finditer(plain):
        sign, space = found["sign"], found["space"]
        within = sign == ":" and not space and not found["after"].isspace() and found["after"] != ""
        if sign in signs and space not in _NO_BREAKS and not within and (found["before"] or space):
            why = "an ordinary space, which may break the line," if space else "no space"
            kind = "no-break space (U+00A0)" if sign in ":»" else "narrow no-break space (U+202F)"
            yield _warning(f"“{text}” has {why} before “{sign}”", f"put a {kind} there")
    if territory != "CH" and any(found["space"] not in _NO_BREAKS for found in _OPENING.finditer(plain)):
        yield _warning(f"“{text}” has no no-break space after “«”", "put a no-break space (U+00A0) there")
    if '"' in _INCHES.sub("", plain) or ("“" in plain and "«" not in plain):
        yield _warning(f"“{text}” has English quotation marks", "write « … », with no-break spaces inside")


def _spanish(text: str) -> Iterator[Mistake]:
    """Questions and exclamations are opened."""
    plain = _plain(text)
    for opening, closing, kind in (("¿", "?", "question"), ("¡", "!", "exclamation")):
        if plain.count(closing) and not plain.count(opening):
            yield _warning(f"“{text}” has “{closing}” and no “{opening}”", f"begin the {kind} with {opening}")
        elif plain.count(opening) > plain.count(closing):
            yield _warning(f"“{text}” has “{opening}” and no “{closing}” for it", f"end the {kind} with {closing}")


def _length(text: str, about: str) -> Iterator[Mistake]:
    limit = (
        int(found[1])
        if (found := _LIMIT.search(about))
        else next((most for name, most in _KNOWN_LIMITS if name.search(about)), 0)
    )
    length = len(_NOT_WORDS.sub("", text))
    if limit and length > limit:
        yield _warning(f"“{text}” has {length} characters, and there is room for {limit}", "shorten it")
