"""What small files say, remembered from build to build: taking them apart costs more than all that is done with them.

Within `remembering`, `read_once` asks the memory; outside, it reads.
"""

import pickle
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from storefront.files import replace_file
from storefront.snapshot import digest

APART = ("bundles",)
"""The first word of names that are remembered in a file of their own: large, and written for nothing with others."""
SEAL = 4
"""Bytes of the checksum in front of the memory: a damaged one is forgotten."""
Read = TypeVar("Read")


class _Memory:
    """What one state of our code (`reader`) has read, in one file."""

    def __init__(self, path: Path, reader: bytes) -> None:
        self._path, self._reader = path, reader
        self.has_grown = False

    @cached_property
    def known(self) -> dict[tuple[str, ...], tuple[str, Any]]:
        """Hash of the bytes, and what they say, by a name that stands for one file."""
        try:
            content = memoryview(self._path.read_bytes())  # of many megabytes: no copy
            seal, data = content[:SEAL], content[SEAL:]
            if seal == zlib.crc32(data).to_bytes(SEAL):
                read_by, known = pickle.loads(data)  # noqa: S301 - our own file, as we sealed it
                return known if read_by == self._reader else {}
        except (OSError, EOFError, pickle.PickleError, AttributeError, ImportError, TypeError, ValueError):
            pass  # as if there were none
        return {}

    def save(self) -> None:
        if self.has_grown:
            data = pickle.dumps((self._reader, self.known), protocol=5)
            replace_file(self._path, zlib.crc32(data).to_bytes(SEAL) + data)


class _Readings:
    """All memories of a build."""

    def __init__(self, path: Path, reader: bytes) -> None:
        self._memories = {"": _Memory(path, reader)}
        self._memories |= {kind: _Memory(path.with_stem(kind), reader) for kind in APART}

    def memory(self, name: tuple[str, ...]) -> _Memory:
        """Where something of this name is remembered."""
        return self._memories[name[0] if name[0] in APART else ""]

    def save(self) -> None:
        for one in self._memories.values():
            one.save()


_CURRENT: ContextVar[_Readings | None] = ContextVar("readings", default=None)


@contextmanager
def remembering(path: Path, reader: bytes) -> Iterator[None]:
    """Has `read_once` remember in the block, and in that of the next build with the same `reader`: our code, hashed."""
    readings = _Readings(path, reader)
    token = _CURRENT.set(readings)
    try:
        yield
    finally:
        _CURRENT.reset(token)
    readings.save()


def read_once(name: tuple[str, ...], data: bytes, read: Callable[[], Read]) -> Read:
    """What bytes say, of a file that has this name among all that are read; values that nobody changes."""
    if _CURRENT.get() is None:
        return read()
    mark = digest(data)
    found: Read | None = recalled(name, mark)
    if found is None:
        found = read()
        keep(name, mark, found)
    return found


def recalled(name: tuple[str, ...], mark: str) -> Any:  # noqa: ANN401 - what was kept
    """What was kept under a name for bytes with a hash, in this build or the last; None where nothing was."""
    readings = _CURRENT.get()
    known = readings and readings.memory(name).known.get(name)
    return known[1] if known and known[0] == mark else None


def keep(name: tuple[str, ...], mark: str, value: object) -> None:
    """Remembers under a name what was made of bytes with a hash, which nobody changes."""
    if readings := _CURRENT.get():
        memory = readings.memory(name)
        memory.known[name] = mark, value
        memory.has_grown = True
