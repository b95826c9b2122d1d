"""Where brackets close: a text full of brackets that never do is looked through once, not once for each of them."""

from collections.abc import Callable
from typing import TypeAlias

from markdown import Markdown
from markdown.extensions import Extension

Found: TypeAlias = tuple[str, int, bool]
"""What stands in brackets, where the text goes on behind them, and whether they close at all."""


class Brackets(Extension):
    """The extension as Python-Markdown takes it; it belongs behind all that bring patterns with brackets."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Gives each pattern that looks for a closing bracket a memory of where there is none."""
        for pattern in md.inlinePatterns:
            if look := getattr(pattern, "getText", None):
                setattr(pattern, "getText", Memory(look))  # noqa: B010 - not declared as something to be set


class Memory:
    """Python-Markdown's `getText`, which remembers the brackets of a text once it came to its end for nothing."""

    def __init__(self, look: Callable[[str, int], Found]) -> None:
        self._look = look
        self._text = ""
        self._start = 0
        """From where on the brackets of `_text` are known."""
        self._ends: dict[int, int] = {}
        """Where the text goes on behind a pair of brackets, by where it begins within them."""

    def __call__(self, text: str, start: int) -> Found:
        """What stands in the brackets that were opened just before `start`."""
        if text is self._text and start >= self._start:
            end = self._ends.get(start)
            return ("", len(text), False) if end is None else (text[start : end - 1], end, True)
        found = self._look(text, start)
        if not found[2]:
            self._text, self._start, self._ends = text, start, _ends(text, start)
        return found


def _ends(text: str, start: int) -> dict[int, int]:
    ends, opened = {}, []
    for place, letter in enumerate(text[start:], start + 1):
        if letter == "[":
            opened.append(place)
        elif letter == "]" and opened:
            ends[opened.pop()] = place
    return ends
