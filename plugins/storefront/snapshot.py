"""Has a file changed? Its content decides; its status tells when the content need not be read again.

A file counts as unread since last time only if size, inode, modification time and change time all agree: the change
time is the kernel's own and no copy or `touch` sets it back.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TypeAlias

from storefront.problems import InputError, Problem, shown

Status: TypeAlias = tuple[int, int, int, int]
"""Size, inode, modification and change time in nanoseconds."""

IGNORED = {"__pycache__", ".git", ".venv", ".cache", "node_modules"}

HINTS = {errno.EILSEQ: "rename it", errno.ELOOP: "mend or remove the link"}
"""What helps where something cannot be read."""


def status(path: str | Path) -> Status | None:
    """A file's status, None where there is none."""
    try:
        return _status(os.stat(path))
    except OSError:
        return None


def _status(found: os.stat_result) -> Status:
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def file_digest(path: str | Path) -> str:
    """Hash of a file's bytes."""
    with open(path, "rb") as file:
        return digest(file.read())


def digest(data: bytes) -> str:
    """The hash of bytes that a file has, or had."""
    return blake2b(data, digest_size=16).hexdigest()


def walk(folder: Path, failed: Callable[[OSError], object]) -> Iterable[str]:
    """Every file below a folder, in a fixed order, links followed; nothing where there is no folder.

    `failed` is told of folders that cannot be read.
    """
    seen = set()
    for place, folders, files in os.walk(folder, onerror=failed, followlinks=True):
        try:
            found = os.stat(place)
        except OSError as error:  # it was there a moment ago
            failed(error)
            folders.clear()
            continue
        if (found.st_dev, found.st_ino) in seen:
            folders.clear()  # a link to a folder above would lead round in a circle
            continue
        seen.add((found.st_dev, found.st_ino))
        folders[:] = sorted(name for name in folders if name not in IGNORED)
        yield from (os.path.join(place, name) for name in sorted(files) if not name.endswith((".pyc", ".tmp")))


def snapshot(
    roots: Iterable[Path], known: Mapping[str, tuple[Status, str]], shop: Path = Path()
) -> dict[str, tuple[Status, str]]:
    """Status and hash of every file of the roots (folders or files), read only where its status is not `known`.

    Raises `InputError` with everything that is there and cannot be read, named relative to `shop`.
    """
    found: dict[str, tuple[Status, str]] = {}
    failures: list[OSError] = []
    for root in roots:
        for path in [str(root)] if root.is_file() else walk(root, failures.append):
            now, before = status(path), known.get(path)
            if before and before[0] == now:
                found[path] = before
                continue
            try:
                found[path] = _look(path)
            except OSError as error:
                failures.append(error)
    problems = [unreadable(one, shop) for one in failures if not isinstance(one, FileNotFoundError)]
    if problems:
        raise InputError(problems)
    return found


def _look(path: str) -> tuple[Status, str]:
    """Status and hash of a file that was not seen before. Raises OSError."""
    if not path.isascii() and not _is_utf8(path):
        raise OSError(errno.EILSEQ, "its name is not UTF-8", path)
    try:
        found = os.stat(path)
    except FileNotFoundError:
        # what editors lock a file with is such a link too, and hidden
        if os.path.islink(path) and not os.path.basename(path).startswith("."):
            raise OSError(errno.ELOOP, "the link leads nowhere", path) from None
        raise
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.ENXIO, "it is no file", path)  # reading a pipe would wait for ever
    return _status(found), file_digest(path)


def _is_utf8(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def unreadable(error: OSError, shop: Path) -> Problem:
    """A file or folder that cannot be read."""
    hint = "check its permissions" if isinstance(error, PermissionError) else HINTS.get(error.errno or 0, "remove it")
    name = os.fsencode(shown(Path(error.filename), shop)).decode(errors="backslashreplace")
    return Problem(name, message=f"it cannot be read: {error.strerror}", hint=hint)
