"""Has a file changed? Its content decides; its status tells when the content need not be read again.

A file counts as unread since last time only if size, inode, modification time and change time all agree: the change
time is the kernel's own and no copy or `touch` sets it back.
"""

import os
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TypeAlias

Status: TypeAlias = tuple[int, int, int, int]
"""Size, inode, modification and change time in nanoseconds."""

IGNORED = {"__pycache__", ".git", ".venv", ".cache", "node_modules"}


def status(path: str | Path) -> Status | None:
    """A file's status, None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def file_digest(path: str | Path) -> str:
    """Hash of a file's bytes."""
    with open(path, "rb") as file:
        return digest(file.read())


def digest(data: bytes) -> str:
    """The hash of bytes that a file has, or had."""
    return blake2b(data, digest_size=16).hexdigest()


def walk(folder: Path) -> Iterable[str]:
    """Every file below a folder, in a fixed order, links followed; nothing where there is no folder."""
    seen = set()
    for place, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()  # a link to a folder above would lead round in a circle
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if name not in IGNORED)
        yield from (os.path.join(place, name) for name in sorted(files) if not name.endswith((".pyc", ".tmp")))


def snapshot(roots: Iterable[Path], known: Mapping[str, tuple[Status, str]]) -> dict[str, tuple[Status, str]]:
    """Status and hash of every file of the roots (folders or files), read only where its status is not `known`."""
    found: dict[str, tuple[Status, str]] = {}
    for root in roots:
        for path in [str(root)] if root.is_file() else walk(root):
            now, before = status(path), known.get(path)
            if now is not None:
                found[path] = before if before and before[0] == now else (now, file_digest(path))
    return found
