"""What small files say, remembered from build to build: taking them apart costs more than all that is done with them.

Within `remembering`, `read_once` asks the memory; outside, it reads.
"""

import pickle
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

from storefront.files import replace_file
from storefront.snapshot import digest

SEAL = 4
"""Bytes of the checksum in front of the memory: a damaged one is forgotten."""
Read = TypeVar("Read")


class _Readings:
    """One memory, of what one state of our code (`reader`) has read."""

    def __init__(self, path: Path, reader: bytes) -> None:
        self._path, self._reader = path, reader
        self.known: dict[tuple[str, ...], tuple[str, Any]] = {}
        """Hash of the bytes, and what they say, by a name that stands for one file."""
        self.has_grown = False
        try:
            seal, data = (content := path.read_bytes())[:SEAL], content[SEAL:]
            if seal == zlib.crc32(data).to_bytes(SEAL):
                read_by, known = pickle.loads(data)  # noqa: S301 - our own file, as we sealed it
                self.known = known if read_by == reader else {}
        except (OSError, EOFError, pickle.PickleError, AttributeError, ImportError, TypeError, ValueError):
            pass  # as if there were none

    def save(self) -> None:
        if self.has_grown:
            data = pickle.dumps((self._reader, self.known), protocol=5)
            replace_file(self._path, zlib.crc32(data).to_bytes(SEAL) + data)


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
    readings = _CURRENT.get()
    if readings is None:
        return read()
    mark = digest(data)
    known = readings.known.get(name)
    if known is None or known[0] != mark:
        known = readings.known[name] = mark, read()
        readings.has_grown = True
    found: Read = known[1]
    return found
