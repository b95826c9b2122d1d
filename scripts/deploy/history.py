"""The records of releases: in the target, and those that were read or written here, in the shop's cache."""

from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from scripts.deploy.head import Entry, Head
from scripts.deploy.release import STATE, Release, decode, encode
from scripts.deploy.store import ABSENT, ConflictError, Put, Store, StoreError
from storefront.files import replace_file

KEPT = 50
"""Releases that are remembered, and can be returned to."""


class History:
    """The releases of a target. A record is immutable, so one that is here already is not fetched again."""

    def __init__(self, store: Store, cache: Path | None = None) -> None:
        self._store = store
        self._cache = cache

    def live(self, head: Head) -> Release:
        """The release that is live; an empty one before the first."""
        return self.load(head.releases[0]) if head.releases else Release()

    def load(self, entry: Entry) -> Release:
        """The release of an entry."""
        kept = self._cache / f"{entry.sha256}.json.gz" if self._cache else None
        data = kept.read_bytes() if kept and kept.is_file() else b""
        if sha256(data).hexdigest() != entry.sha256:
            found = self._store.get(entry.key)
            if found is None or sha256(found[0]).hexdigest() != entry.sha256:
                what = "has lost" if found is None else "has another record than the one that was written as"
                raise StoreError(f"{self._store.name} {what} {entry.key} → restore it from the bucket's versions")
            data = found[0]
            self._keep(entry.sha256, data)
        return decode(data)

    def save(self, release: Release, token: str) -> tuple[str, str]:
        """Records a release; returns key and hash of the record."""
        data = encode(release)
        key, digest = f"{STATE}releases/{release.generation}-{token}.json.gz", sha256(data).hexdigest()
        headers = {"content-type": "application/gzip", "cache-control": "no-store"}
        try:
            self._store.put(Put(key, data, digest, len(data), headers, ABSENT))
        except ConflictError:
            found = self._store.head(key)
            if found is None or found.sha256 != digest:
                raise
        self._keep(digest, data)
        return key, digest

    def _keep(self, digest: str, data: bytes) -> None:
        if self._cache is None:
            return
        with suppress(OSError):  # what cannot be kept is asked for again; two deploys may tidy up at once
            replace_file(self._cache / f"{digest}.json.gz", data)
            newest = sorted(self._cache.glob("*.json.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in newest[KEPT:]:
                path.unlink(missing_ok=True)


def forgotten(head: Head) -> Mapping[str, str]:
    """Keys of records that no longer matter, for `Store.delete`."""
    return {entry.key: "" for entry in head.releases[KEPT:]}
