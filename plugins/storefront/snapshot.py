"""Has a file changed? Its content decides; its status tells when the content need not be read again.

A file counts as unread since last time only if size, inode, modification time and change time all agree: the change
time is the kernel's own and no copy or `touch` sets it back.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TypeAlias

from storefront.problems import InputError, Problem, shown

Status: TypeAlias = tuple[int, int, int, int]
"""Size, inode, modification and change time in nanoseconds."""

IGNORED = {"__pycache__", ".git", ".venv", ".cache", "node_modules"}


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
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()  # a link to a folder above would lead round in a circle
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if name not in IGNORED)
        yield from (os.path.join(place, name) for name in sorted(files) if not name.endswith((".pyc", ".tmp")))


def snapshot(
    roots: Iterable[Path], known: Mapping[str, tuple[Status, str]], shop: Path = Path()
) -> dict[str, tuple[Status, str]]:
    """Status and hash of every file of the roots (folders or files), read only where its status is not `known`.

    Raises `InputError` with every file and folder that is there and cannot be read, named relative to `shop`.
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
                found[path] = now or _status(os.stat(path)), file_digest(path)
            except OSError as error:
                failures.append(error)
    if problems := [unreadable(one, shop) for one in failures if not isinstance(one, FileNotFoundError)]:
        raise InputError(problems)
    return found


def unreadable(error: OSError, shop: Path) -> Problem:
    """A file or folder that cannot be read."""
    message = f"it cannot be read: {error.strerror}"
    return Problem(shown(Path(error.filename), shop), message=message, hint="check its permissions")
