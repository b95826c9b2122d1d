"""Messages that carry a mark through templates and code to the page, and the page with each of them shown.

A mark is made of characters of the private use area: no text has them, no template escapes them, and addresses made
from a marked name are the same as without.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from storefront.locales import Key, Messages, PluralRule

STYLE = "/.vitrina/messages.css"
"""Address of the style sheet of marked pages."""
CSS = b"""
.vitrina-message { position: relative; outline: 1px dotted #2f6fde; outline-offset: 1px; }
.vitrina-message[data-state=missing] { outline: 2px solid #d4351c; }
.vitrina-message:hover { background: #fff3a8; color: #14113a; outline-style: solid; }
.vitrina-message:hover::after { content: attr(data-message); position: fixed; inset: auto 0 0; z-index: 9999;
  padding: .75rem 1rem; background: #14113a; color: #fff;
  font: 14px/1.5 ui-monospace, monospace; white-space: pre-wrap; }
"""
_OPEN, _BEGIN, _END = "\ue010", "\ue011", "\ue012"
_DIGITS = {ord(str(digit)): chr(0xE020 + digit) for digit in range(10)}
_PLAIN = {ord(mark): str(digit) for digit, mark in enumerate(_DIGITS.values())}
_MARK = re.compile(f"{_OPEN}([\ue020-\ue029]+){_BEGIN}|{_END}")
_CODE = re.compile(r"<(script|style|title|option|textarea)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
"""What cannot hold an element: marks in it are taken out."""


@dataclass
class Marks:
    """The messages that pages show, by their numbers, which stay the same while the words change."""

    keys: list[Key] = field(default_factory=list)
    places: Mapping[Key, str] = field(default_factory=dict)
    """File and line of each finished translation."""
    _numbers: dict[Key, int] = field(default_factory=dict)

    def number(self, key: Key) -> int:
        """The number of a message."""
        if key not in self._numbers:
            self._numbers[key] = len(self.keys)
            self.keys.append(key)
        return self._numbers[key]

    def tag(self, number: int) -> str:
        """The beginning of the element around a message: its context, its text and where it is translated."""
        context, text = self.keys[number]
        place = self.places.get((context, text), "")
        told = f"{context} | {text}" if context else text
        state = "" if place else ' data-state="missing"'
        return f'<span class="vitrina-message" data-message="{escape(told)} — {place or "not translated"}"{state}>'


class MarkedMessages(Messages):
    """Messages of a locale, each with its mark around it."""

    def __init__(self, messages: Messages, marks: Marks) -> None:
        super().__init__({}, messages.files, messages.problems)
        self._messages = messages
        self._marks = marks

    def digest(self, keys: Iterable[Key]) -> str:
        """A hash of what the messages say here, and of their numbers."""
        known = sorted(set(keys), key=str)
        return f"{self._messages.digest(known)} {[self._marks.number(key) for key in known]}"

    def missing(self, keys: Iterable[Key]) -> list[Key]:
        """Those of the messages that have no translation."""
        return self._messages.missing(keys)

    def forms(self, context: str | None, singular: str, plural: str) -> tuple[tuple[str, ...], PluralRule]:
        """The forms of a counted message, each marked."""
        texts, rule = self._messages.forms(context, singular, plural)
        return tuple(self._marked((context, singular), text) for text in texts), rule

    def _one(self, key: Key) -> str:
        return self._marked(key, self._messages._one(key))  # noqa: SLF001 - of the same class

    def _marked(self, key: Key, text: str) -> str:
        number = str(self._marks.number(key)).translate(_DIGITS)
        return f"{_OPEN}{number}{_BEGIN}{text}{_END}"


def show(page: str, marks: Marks) -> str:
    """A page with an element around each message, and the style that shows what it is."""
    parts, last = [], 0
    for code in _CODE.finditer(page):
        parts += [_spans(page[last : code.start()], marks), _MARK.sub("", code[0])]
        last = code.end()
    text = "".join([*parts, _spans(page[last:], marks)])
    return text.replace("</head>", f'<link rel="stylesheet" href="{STYLE}">\n</head>', 1)


def _spans(text: str, marks: Marks) -> str:
    return _MARK.sub(lambda mark: _tag(mark, marks), text) if _OPEN in text or _END in text else text


def _tag(mark: re.Match[str], marks: Marks) -> str:
    return "</span>" if mark[1] is None else marks.tag(int(mark[1].translate(_PLAIN)))
