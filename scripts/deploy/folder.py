"""A folder as a store: for servers that are given files by other means, and for people who want to look.

A file has no headers, and its ETag is the hash of its bytes. Bytes are kept once, under their hash, and copied into
place, so that every release can be returned to.
"""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import file_digest
from pathlib import Path
from time import time

from scripts.deploy.release import STATE
from scripts.deploy.store import ABSENT, ConflictError, Copy, Listed, Mark, Put, Stat, StoreError

DRAFT = f"{STATE}draft"
"""What is being written, by whoever is alone: a deploy that is killed leaves nothing where visitors are served."""
KEPT = f"{STATE}bytes/"
"""Where the bytes of all versions are, by their hash."""


class FolderStore:
    """The files below a folder."""

    prefix = ""
    keeps_headers = False
    fenced = True
    largest = sys.maxsize

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.name = f"file:{self._folder}"

    @property
    def now(self) -> float:
        """Unix time, by this machine's clock."""
        return time()

    def get(self, key: str, version: str = "") -> tuple[bytes, Stat] | None:
        """A file, or a version of one, with its bytes."""
        stat = self.head(key, version)
        path = self._folder / KEPT / version if version else self._path(key)
        return (path.read_bytes(), stat) if stat else None

    def head(self, key: str, version: str = "") -> Stat | None:
        """A file, or a version of one, whose name is the hash of its bytes."""
        path = self._folder / KEPT / version if version else self._path(key)
        if not path.is_file():
            return None
        digest = _hash(path)
        if version and digest != version:
            return None
        status = path.stat()
        # whose bytes were never put here is somebody else's: it must not look like a leftover of ours
        known = digest if (self._folder / KEPT / digest).is_file() else ""
        return Stat(Mark(digest, known), status.st_size, max(0.0, self.now - status.st_mtime), {}, known)

    def put(self, put: Put) -> Mark:
        """Writes a file in one step; nobody else with the same folder writes meanwhile."""
        with self._alone(), self._said(put.key):
            there = self.head(put.key)
            if put.only_if and (there.mark.etag if there else ABSENT) != put.only_if:
                raise ConflictError(f"{self.name}: {put.key} is not as it was")
            kept = self._keep(put)
            path = self._path(put.key)
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = self._folder / DRAFT
            shutil.copyfile(kept, draft)  # no link: who edits the file in its place would edit the kept bytes too
            draft.replace(path)
            return Mark(put.sha256, put.sha256)

    def delete(self, etags: Mapping[str, str]) -> dict[str, str]:
        """Deletes files that still have these bytes, and the folders that are empty then."""
        left = {}
        with self._alone():
            for key, etag in etags.items():
                with self._said(key):
                    there = self.head(key)
                    if there and etag and there.mark.etag != etag:
                        left[key] = "PreconditionFailed"
                    elif there:
                        self._remove(self._path(key))
        return left

    def list(self, after: str = "", until: str = "") -> Iterator[Listed]:
        """The files below the folder."""
        for path in sorted(self._folder.rglob("*")):
            key = path.relative_to(self._folder).as_posix()
            if path.is_file() and key > after and (not until or key <= until) and not key.startswith(KEPT):
                yield Listed(key, _hash(path))

    def exposed(self) -> Sequence[str]:
        """Whether everybody on this machine may write here."""
        mode = self._folder.stat().st_mode if self._folder.is_dir() else 0
        return ["everybody on this machine may write into the folder"] if mode & 0o002 and not mode & 0o1000 else []

    def _path(self, key: str) -> Path:
        path = self._folder / key
        if not Path(os.path.realpath(path)).is_relative_to(self._folder):  # not `resolve`: a link may lead round
            raise StoreError(f"{key} leads out of {self.name} → remove the link that it goes through")
        return path

    def _keep(self, put: Put) -> Path:
        """The bytes under their hash, put there where they are not yet."""
        kept = self._folder / KEPT / (put.body.version if isinstance(put.body, Copy) else put.sha256)
        if not kept.is_file() and not isinstance(put.body, Copy):
            kept.parent.mkdir(parents=True, exist_ok=True)
            draft = self._folder / DRAFT
            if isinstance(put.body, bytes):
                draft.write_bytes(put.body)
            else:
                shutil.copyfile(put.body, draft)
            if _hash(draft) != put.sha256:
                draft.unlink()
                raise StoreError(f"{put.key} changed since the build → build again, then deploy")
            draft.replace(kept)
        return kept

    def _remove(self, path: Path) -> None:
        path.unlink()
        for folder in path.parents:
            if folder == self._folder:
                break
            with suppress(OSError):
                folder.rmdir()

    @contextmanager
    def _said(self, key: str) -> Iterator[None]:
        """What the system refuses, as the store says it: a full disk, a file where a folder is to be."""
        try:
            yield
        except OSError as error:
            raise StoreError(f"{self.name}: {key} cannot be changed ({error.strerror}) → make way for it") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        place = self._folder / STATE
        place.mkdir(parents=True, exist_ok=True)
        with (place / "writing").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
