"""Where the front takes objects from; here: a folder with its manifest."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from storefront.manifest import NAME, TYPES, File, read_manifest

KEPT = {
    "content-type",
    "cache-control",
    "content-encoding",
    "content-language",
    "content-disposition",
    "etag",
    "last-modified",
    "x-amz-meta-robots",
}
"""The headers of an object that the edge looks at; it removes the rest."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object as the origin gives it."""

    body: bytes
    headers: Mapping[str, str]
    """By name in small letters."""


class Origin(Protocol):
    """What stands behind an edge."""

    def fetch(self, key: str) -> Object | None:
        """The object of a key (`fr/blog/index.html`), or none."""
        ...


class FolderOrigin:
    """An output folder: its files with the types and the cache policies of its manifest, which may change meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._stamp = 0
        self._files: Mapping[str, File] = {}

    def fetch(self, key: str) -> Object | None:
        """A file below the folder."""
        path = self._folder / key
        try:
            if ".." in key.split("/") or not path.resolve().is_relative_to(self._folder):
                return None
            body = path.read_bytes()
        except (OSError, ValueError):  # not there, a folder, or no name that a file can have
            return None
        file = self._manifest().get(key)
        if file is None:
            return Object(body, {"content-type": TYPES.get(path.suffix, "application/octet-stream")})
        headers = {"content-type": file.type, "cache-control": file.cache, "etag": f'"{file.sha256[:32]}"'}
        return Object(body, headers | ({"content-language": file.language} if file.language else {}))

    def _manifest(self) -> Mapping[str, File]:
        manifest = self._folder / NAME
        stamp = manifest.stat().st_mtime_ns if manifest.is_file() else 0
        if stamp != self._stamp:
            self._stamp, self._files = stamp, read_manifest(self._folder)
        return self._files
