"""Parsed texts, remembered from build to build: a file whose status is the same is not even read."""

import os
import pickle
import time
import zlib
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from storefront.content.parsed import Parsed
from storefront.files import replace_file
from storefront.processes import available, forks
from storefront.releases import release_of
from storefront.snapshot import Status, digest, status

WORTH_IT = 8_000_000
"""Bytes that take half a second; fewer are parsed before other processes have started."""
PART = 16
"""Files that a process is given at a time."""
FEW = 100
"""One change in more files than these is not written down: it is sooner parsed again than all of them are written."""
SEAL = 4
"""Bytes of the checksum in front of the memory: a damaged one is forgotten, not shown."""
SETTLED = 2_000_000_000
"""Nanoseconds after which a second change surely has another time stamp (git's rule for its index)."""
NEVER: Status = (0, 0, 0, 0)
"""A status that no file has."""


class Seen(NamedTuple):
    """A file as it was when it was read."""

    status: Status
    """`NEVER` for one that had only just been changed."""
    digest: str
    """Hash of its bytes."""


class Memory(NamedTuple):
    """What a build has read."""

    reader: str
    files: dict[str, Seen]
    texts: dict[str, bytes]
    """Pickled `Parsed` by the hash of their files."""


class DocumentCache:
    """Parsed files by the hash of their bytes, kept in one file between builds that read them alike."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._used = Memory(_reader(), {}, {})

    @cached_property
    def _known(self) -> Memory:
        try:
            seal, data = (content := self._path.read_bytes())[:SEAL], content[SEAL:]
            known = pickle.loads(data) if seal == _seal(data) else None  # noqa: S301 - our own file, as we sealed it
        except (OSError, EOFError, pickle.PickleError, AttributeError, ImportError, TypeError):
            known = None
        return known if isinstance(known, Memory) and known.reader == _reader() else Memory(_reader(), {}, {})

    def parse(self, path: str) -> Parsed:
        """The parsed file.

        Raises `UnicodeDecodeError` for one that is not UTF-8, `ValueError` for a text that cannot be converted.
        """
        seen, data = self._look(path)
        text = self._text(seen)
        if text is None:
            parsed = _parsed(data)
            self._keep(path, seen, pickle.dumps(parsed, protocol=5))
            return parsed
        self._keep(path, seen, text)
        return _unpickled(text)

    def digests(self, paths: Iterable[str]) -> list[str] | None:
        """Hashes of files that were parsed, None where one was not."""
        found = []
        for path in paths:
            seen, _ = self._look(path)
            text = self._text(seen)
            if text is None:
                return None
            self._keep(path, seen, text)
            found.append(seen.digest)
        return found

    def parsed(self, paths: Iterable[str]) -> list[str]:
        """Hashes of files that this build has parsed, as they were then."""
        return [self._used.files[path].digest for path in paths]

    def _look(self, path: str) -> tuple[Seen, bytes]:
        """A file as it is; nothing of what it holds where it is as it was when it was parsed."""
        seen = self._used.files.get(path) or self._known.files.get(path)
        return (seen, b"") if seen and seen.status == status(path) else _read(path)

    def _text(self, seen: Seen) -> bytes | None:
        return self._used.texts.get(seen.digest) or self._known.texts.get(seen.digest)

    def _keep(self, path: str, seen: Seen, text: bytes) -> None:
        self._used.files[path] = seen
        self._used.texts[seen.digest] = text

    def prepare(self, paths: Sequence[str]) -> None:
        """Parses everything in several processes, where nothing is known yet and there is much of it."""
        count = available()
        if count > 1 and not self._known.texts and sum(map(os.path.getsize, paths)) >= WORTH_IT:
            parts = [paths[start : start + PART] for start in range(0, len(paths), PART)]
            with forks(count) as pool:
                given = [pool.submit(_parsed_or_nothing, part) for part in parts]
                for part, read in zip(parts, given, strict=True):
                    for path, one in zip(part, read.result(), strict=True):
                        if one is not None:
                            self._keep(path, *one)

    def save(self) -> None:
        """Keeps what this build used and forgets the rest, where more than a little has changed."""
        changes = len(self._used.files.items() ^ self._known.files.items())
        if changes * FEW > len(self._used.files):
            data = pickle.dumps(self._used, protocol=5)
            replace_file(self._path, _seal(data) + data)


def _read(path: str) -> tuple[Seen, bytes]:
    """A file, as it was before its bytes were read: what changes meanwhile is seen the next time."""
    found = status(path) or NEVER
    with open(path, "rb") as file:
        data = file.read()
    return Seen(found if time.time_ns() - found[-1] > SETTLED else NEVER, digest(data)), data


def _parsed_or_nothing(paths: Sequence[str]) -> list[tuple[Seen, bytes] | None]:
    """Files parsed, None for one with a mistake: whoever asks for it alone is told."""
    found: list[tuple[Seen, bytes] | None] = []
    for path in paths:
        seen, data = _read(path)
        try:
            found.append((seen, pickle.dumps(_parsed(data), protocol=5)))
        except ValueError:  # or UnicodeDecodeError, which is one
            found.append(None)
    return found


def _parsed(data: bytes) -> Parsed:
    from storefront.content.parse import parse  # noqa: PLC0415 - a build in which no text has changed needs no Markdown

    return parse(data)


def _unpickled(text: bytes) -> Parsed:
    parsed: Parsed = pickle.loads(text)  # noqa: S301 - as we wrote it
    return parsed


def _seal(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(SEAL)


@cache
def _reader() -> str:
    """Changes with Python-Markdown and with the reader's own code."""
    own = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    model = (Path(__file__).parents[1] / "model.py").read_bytes()
    return f"{release_of('markdown')}-{digest(own + model)}"
