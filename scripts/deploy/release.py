"""A release: everything that a deploy left in the store, as an immutable file there.

    .deploy/releases/<generation>-<token>.json.gz

With what the store called each object, so that the next deploy compares records with a listing and guesses nothing.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from scripts.deploy.objects import Placed, Wanted
from scripts.deploy.store import Mark, StoreError

STATE = ".deploy/"
"""Where a target keeps its records; nobody but deploys may read them."""
VERSION = 1


@dataclass(frozen=True, slots=True)
class Retired:
    """An object that no page needs any longer."""

    placed: Placed
    since: float
    """Unix time, by the store's clock, of the first release without it."""


@dataclass(frozen=True, slots=True)
class Release:
    """What a release left in the store."""

    generation: int = 0
    objects: Mapping[str, Placed] = field(default_factory=dict)
    retired: Mapping[str, Retired] = field(default_factory=dict)
    """Fingerprinted files of earlier releases, kept for tabs that are open and pages that are cached."""
    removed: Mapping[str, Placed] = field(default_factory=dict)
    """What is deleted as soon as this release is live."""


def encode(release: Release) -> bytes:
    """A release as bytes, the same for the same release."""
    table: dict[tuple[tuple[str, str], ...], int] = {}

    def row(placed: Placed) -> list[Any]:
        wanted, mark = placed.wanted, placed.mark
        if wanted is None:
            return [mark.etag, mark.version]
        number = table.setdefault(wanted.headers, len(table))
        return [mark.etag, mark.version, wanted.sha256, wanted.size, number, wanted.tags]

    data = {
        "version": VERSION,
        "generation": release.generation,
        "objects": {path: row(one) for path, one in sorted(release.objects.items())},
        "retired": {path: [one.since, *row(one.placed)] for path, one in sorted(release.retired.items())},
        "removed": {path: row(one) for path, one in sorted(release.removed.items())},
        "headers": list(table),
    }
    return gzip.compress(orjson.dumps(data), 1, mtime=0)


def decode(data: bytes) -> Release:
    """The release of these bytes."""
    found = orjson.loads(gzip.decompress(data))
    if found["version"] != VERSION:
        raise StoreError(f"the release was recorded by another Vitrina (form {found['version']}) → use that one")
    headers = [tuple((name, value) for name, value in one) for one in found["headers"]]

    def placed(row: list[Any]) -> Placed:
        etag, version, *known = row
        if not known:
            return Placed(None, Mark(etag, version))
        sha256, size, number, tags = known
        return Placed(Wanted(sha256, size, headers[number], tags), Mark(etag, version))

    return Release(
        generation=found["generation"],
        objects={path: placed(row) for path, row in found["objects"].items()},
        retired={path: Retired(placed(row), since) for path, (since, *row) in found["retired"].items()},
        removed={path: placed(row) for path, row in found["removed"].items()},
    )
