"""The folders of `content/` with texts in them, and the files that these name."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
"""Endings of files that are meant as texts; read are those in `.md`."""
_OTHERS = re.compile(r"[a-z]{2}([_-][a-z]{2,4})?\.(txt|docx?|odt|rtf|html?)", re.IGNORECASE)
"""Names of languages with an ending that other programs give a text."""


class Folder(NamedTuple):
    """A folder with texts."""

    path: str
    parts: tuple[str, ...]
    """Its place below the folder of its kind."""
    names: list[str]
    """Of the texts in it."""

    @property
    def texts(self) -> Iterator[str]:
        """Paths of those that are read."""
        return (f"{self.path}{os.sep}{name}" for name in self.names if name.endswith(".md"))


def text_folders(root: Path) -> list[Folder]:
    """The folders with texts, in the order of their names; what is hidden belongs to editors and file managers.

    Raises OSError where one cannot be read.
    """
    return sorted(_below(str(root), ()), key=lambda folder: folder.parts)


def _below(path: str, parts: tuple[str, ...]) -> Iterator[Folder]:
    try:
        entries = [entry for entry in os.scandir(path) if not entry.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return
    names = [entry.name for entry in entries if _is_text(entry.name) and entry.is_file()]
    if names:
        yield Folder(path, parts, sorted(names))
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, (*parts, entry.name))


def _is_text(name: str) -> bool:
    """Whether a file is meant as a text, be it one that is read or not."""
    return name.lower().endswith(MARKDOWN) or _OTHERS.fullmatch(name) is not None


def file_named(folder: Path, target: str) -> Path:
    """The file that a text names, there or not; `My%20photo.jpg`, as many programs write it, is `My photo.jpg`."""
    path = Path(os.path.normpath(folder / target))
    if "%" in target and not os.path.lexists(path):
        return Path(os.path.normpath(folder / unquote(target)))
    return path
