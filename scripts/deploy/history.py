"""The records of releases: in the target, and those that were read or written here, in the shop's cache."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from scripts.deploy.head import Entry, Head
from scripts.deploy.release import STATE, Record, Release, change, compare, decode, encode, pack, unpack
from scripts.deploy.store import ABSENT, ConflictError, Put, Store, StoreError
from storefront.files import replace_file

KEPT = 50
"""Releases that are remembered, and can be returned to."""
ROOM = 1 << 18
"""Characters that the head may hold of changes: it is sent whenever the lease is renewed."""
LEAST = 64
"""Characters that an object takes of them at least, for two hashes."""


class History:
    """The releases of a target. A record is immutable, so one that is here already is not fetched again."""

    def __init__(self, store: Store, cache: Path | None = None) -> None:
        self._store = store
        self._cache = cache
        self._last = ("", Record(Release()))

    def live(self, head: Head) -> Release:
        """The release that is live; an empty one before the first."""
        return self.load(head, head.releases[0]) if head.releases else Release()

    def load(self, head: Head, entry: Entry) -> Release:
        """The release of an entry of the head."""
        if entry.changes:
            return next(one for one in self._loose(head) if one.generation == entry.generation)
        record = self._record(entry)
        earlier = record.earlier.get(entry.generation)
        return change(record.release, earlier) if earlier else record.release

    def save(self, head: Head, release: Release, token: str) -> tuple[str, str, str]:
        """Records a release: key and hash of a record, and what changed since the release before it, or nothing.

        Nothing is written where the head has room for the changes; the first release changed all that it has, and key
        and hash are empty while there is no record. One that is written holds the release itself, and those before it
        whose changes were in the head: `entered` takes them out of there.
        """
        sizes = [len(one.changes) for one in head.releases if one.changes]
        packed = self._packed(head, release) if len(sizes) < KEPT - 1 else ""
        if packed and len(packed) + sum(sizes) <= ROOM:
            return *((head.releases[0].key, head.releases[0].sha256) if head.releases else ("", "")), packed
        earlier = {one.generation: compare(release, one) for one in self._loose(head)}
        return *self._write(Record(release, earlier), token), ""

    def _loose(self, head: Head) -> Iterator[Release]:
        """The releases since the latest record, in their order: each by its changes since the one before it.

        They are fewer than are remembered, so that none is forgotten before those that go by it.
        """
        entries = [one for one in head.releases if one.changes]
        release = self._record(entries[-1]).release if entries else Release()
        for one in reversed(entries):
            release = change(release, unpack(one.changes))
            yield release

    def _packed(self, head: Head, release: Release) -> str:
        """What changed since the release that is live; empty where it is too much."""
        changes = compare(self.live(head), release)
        return pack(changes) if len(changes) * LEAST <= ROOM else ""

    def _write(self, record: Record, token: str) -> tuple[str, str]:
        """Key and hash of a new record."""
        data = encode(record)
        key, digest = f"{STATE}releases/{record.release.generation}-{token}.json.gz", sha256(data).hexdigest()
        headers = {"content-type": "application/gzip", "cache-control": "no-store"}
        try:
            self._store.put(Put(key, data, digest, len(data), headers, ABSENT))
        except ConflictError:
            found = self._store.head(key)
            if found is None or found.sha256 != digest:
                raise
        self._keep(digest, data)
        return key, digest

    def _record(self, entry: Entry) -> Record:
        """The record of an entry, an empty one where it goes by none; the one that was read last is at hand."""
        if not entry.key:
            return Record(Release())
        if self._last[0] != entry.sha256:
            self._last = (entry.sha256, decode(self._read(entry)))
        return self._last[1]

    def _read(self, entry: Entry) -> bytes:
        kept = self._cache / f"{entry.sha256}.json.gz" if self._cache else None
        data = kept.read_bytes() if kept and kept.is_file() else b""
        if sha256(data).hexdigest() != entry.sha256:
            found = self._store.get(entry.key)
            if found is None or sha256(found[0]).hexdigest() != entry.sha256:
                what = "has lost" if found is None else "has another record than the one that was written as"
                raise StoreError(f"{self._store.name} {what} {entry.key} → restore it from the bucket's versions")
            data = found[0]
            self._keep(entry.sha256, data)
        return data

    def _keep(self, digest: str, data: bytes) -> None:
        if self._cache is None:
            return
        with suppress(OSError):  # what cannot be kept is asked for again; two deploys may tidy up at once
            replace_file(self._cache / f"{digest}.json.gz", data)
            newest = sorted(self._cache.glob("*.json.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in newest[KEPT:]:
                path.unlink(missing_ok=True)


def entered(entry: Entry, head: Head) -> tuple[Entry, ...]:
    """The releases of a head with one more; those whose changes are in its record need none in the head."""
    if entry.changes:
        return entry, *head.releases
    rest = (
        replace(one, key=entry.key, sha256=entry.sha256, changes="") if one.changes else one for one in head.releases
    )
    return entry, *rest


def forgotten(head: Head) -> Mapping[str, str]:
    """Keys of records that no longer matter, for `Store.delete`."""
    needed = {entry.key for entry in head.releases[:KEPT]}
    return {entry.key: "" for entry in head.releases[KEPT:] if entry.key not in needed}
