"""Spares Python-Markdown the search for inline marks in texts that hold none.

It tries each of its patterns on every cell, item and heading. A text without a character that begins a mark is shown to
it as atomic, which it leaves alone, and is an ordinary text again for what comes after.
"""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX, AtomicString

BEFORE_INLINE, AFTER_INLINE = 21, 19
"""The priority of Python-Markdown's `inline` is 20."""
MARK = re.compile(rf"[\\`*_\[!<&{STX}]|  \n")
"""Where a mark of Markdown, or of the extensions in `parse.py`, may begin."""


class Plain(Extension):
    """The extension as Python-Markdown takes it."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Registers the two tree processors around the one that looks for marks."""
        md.treeprocessors.register(_Shield(md), "shield", BEFORE_INLINE)
        md.treeprocessors.register(_Unshield(md), "unshield", AFTER_INLINE)


class _Shield(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            if _is_plain(element.text):
                element.text = _Shielded(element.text)
            if _is_plain(element.tail):
                element.tail = _Shielded(element.tail)


def _is_plain(text: str | None) -> bool:
    return bool(text) and not isinstance(text, AtomicString) and not MARK.search(text or "")


class _Unshield(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            if isinstance(element.text, _Shielded):
                element.text = str(element.text)
            if isinstance(element.tail, _Shielded):
                element.tail = str(element.tail)


class _Shielded(AtomicString):
    """A text that we made atomic; those that Python-Markdown makes stay so."""
