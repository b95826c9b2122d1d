"""Image files -> `Original` or `Problem`, with a memory from build to build of what was already looked at."""

import json
import time
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from storefront.files import replace_file
from storefront.images import vector
from storefront.images.facts import Facts, Original
from storefront.problems import Problem
from storefront.snapshot import Status

MAX_BYTES = 64_000_000
"""More than any photo that passes the limit of pixels; a film under an image's name is not read into memory."""

_SCHEMA = 2
"""Of the memory file; another number starts it afresh."""
_SETTLED = 2_000_000_000
"""Nanoseconds after which a second change surely has another time stamp (git's rule for its index)."""


class _Seen(NamedTuple):
    """A file as it was when its content was read."""

    size: int
    inode: int
    modified: int
    changed: int
    digest: str


class Learnt(NamedTuple):
    """What was found out about files: which content each has, and what is known of contents."""

    files: dict[str, _Seen]
    facts: dict[str, Facts]


class Originals:
    """Reads originals and remembers by content what it found, by file which content that is."""

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self._files, self._facts = _load(memory)
        self._read: set[str] = set()
        self._changed = False
        self._learnt = Learnt({}, {})

    def read(self, path: Path, source: str) -> Original | Problem:
        """Returns the image at a path; `source` is the name that a report gives it."""
        try:
            found = path.stat()
            now = (found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
            if found.st_size > MAX_BYTES:
                hint = "2000 pixels wide is plenty, and a video belongs elsewhere"
                return Problem(source, message=f"the file is too large: {found.st_size // 1_000_000} MB", hint=hint)
            seen = self._files.get(str(path))
            if seen and seen[:4] == now and seen.digest in self._facts:
                return Original(path, source, seen.digest, *self._facts[seen.digest])
            data = path.read_bytes()
        except OSError as error:
            hint = "check the file and its permissions"
            return Problem(source, message=f"the file cannot be read: {error.strerror}", hint=hint)
        digest = sha256(data).hexdigest()
        facts = self._facts.get(digest) or _inspect(data, source)
        if isinstance(facts, Problem):
            return facts
        self._remember(path, now, digest, facts)
        return Original(path, source, digest, *facts)

    def save(self) -> None:
        """Writes the memory, if it has grown, without the files that are gone."""
        if not self._changed:
            return
        files = {path: seen for path, seen in self._files.items() if Path(path).exists()}
        digests = self._read.union(seen.digest for seen in files.values())
        facts = {digest: facts for digest, facts in self._facts.items() if digest in digests}
        memory = {"schema": _SCHEMA, "files": files, "facts": facts}
        replace_file(self._memory, json.dumps(memory, sort_keys=True).encode())
        self._changed = False

    def take(self) -> Learnt:
        """What was learnt since this was last asked."""
        learnt, self._learnt = self._learnt, Learnt({}, {})
        return learnt

    def absorb(self, learnt: Learnt) -> None:
        """Takes over what another process learnt."""
        self._facts.update(learnt.facts)
        self._files.update(learnt.files)
        self._read.update(learnt.facts)
        self._changed = self._changed or bool(learnt.facts)

    def _remember(self, path: Path, now: Status, digest: str, facts: Facts) -> None:
        learnt = Learnt({}, {digest: facts})
        seen = _Seen(*now, digest)
        if time.time_ns() - seen.modified > _SETTLED:
            learnt.files[str(path)] = seen
        self.absorb(learnt)
        self._learnt.facts.update(learnt.facts)
        self._learnt.files.update(learnt.files)


def _inspect(data: bytes, source: str) -> Facts | Problem:
    """Looks at bytes as what they are, whatever the file's name says."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return vector.inspect(data, source)
    from storefront.images import pixels  # noqa: PLC0415 - only a new image needs Pillow

    return pixels.inspect(data, source)


def _load(memory: Path) -> tuple[dict[str, _Seen], dict[str, Facts]]:
    """The memory of the last build; empty where there is none or it cannot be used, which only costs time."""
    try:
        stored = json.loads(memory.read_bytes())
        if stored["schema"] != _SCHEMA:
            return {}, {}
        files = {path: _Seen(*seen) for path, seen in stored["files"].items()}
        return files, {digest: Facts(*facts) for digest, facts in stored["facts"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}, {}
