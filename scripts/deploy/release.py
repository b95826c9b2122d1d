"""A release: everything that a deploy left in the store, as an immutable file there, or as the changes of such a file.

    .deploy/releases/<generation>-<token>.json.gz

With what the store called each object, so that the next deploy compares records with a listing and guesses nothing.
"""

import gzip
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import orjson

from scripts.deploy.objects import Placed, Wanted
from scripts.deploy.store import Mark, StoreError

T = TypeVar("T")
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


@dataclass(frozen=True, slots=True)
class Changes:
    """What makes another release of one."""

    to: Release
    """The other one; of its objects only those that the first lacks, or has otherwise."""
    gone: tuple[str, ...] = ()
    """Keys that it lacks and the first has."""

    def __len__(self) -> int:
        return len(self.to.objects) + len(self.to.retired) + len(self.to.removed) + len(self.gone)


@dataclass(frozen=True, slots=True)
class Record:
    """What a file holds: a release, and what makes of it those before it that have no file of their own."""

    release: Release
    earlier: Mapping[int, Changes] = field(default_factory=dict)
    """By generation."""


def compare(one: Release, other: Release) -> Changes:
    """What makes the other release of the one."""
    objects, retired = _differing(one.objects, other.objects), _differing(one.retired, other.retired)
    gone = {*one.objects, *one.retired} - {*other.objects, *other.retired}
    return Changes(Release(other.generation, objects, retired, other.removed), tuple(sorted(gone)))


def _differing(one: Mapping[str, T], other: Mapping[str, T]) -> dict[str, T]:
    """What the other has that the one lacks, or has otherwise; nearly all of it is the very same value."""
    return {key: value for key, value in other.items() if (known := one.get(key)) is not value and known != value}


def change(release: Release, changes: Changes) -> Release:
    """What changes make of a release. An object is in it, or stays for its time, but never both."""
    to = changes.to
    other = {*changes.gone, *to.objects, *to.retired}
    objects = {key: one for key, one in release.objects.items() if key not in other}
    retired = {key: one for key, one in release.retired.items() if key not in other}
    return Release(to.generation, {**objects, **to.objects}, {**retired, **to.retired}, to.removed)


def encode(record: Record) -> bytes:
    """A record as bytes, the same for the same record."""
    earlier = {str(generation): _changes(one) for generation, one in sorted(record.earlier.items())}
    rows = {"version": VERSION, **_rows(record.release), **({"earlier": earlier} if earlier else {})}
    return gzip.compress(orjson.dumps(rows), 1, mtime=0)


def decode(data: bytes) -> Record:
    """The record of these bytes."""
    found = orjson.loads(gzip.decompress(data))
    if found["version"] != VERSION:
        raise StoreError(f"the release was recorded by another Vitrina (form {found['version']}) → use that one")
    earlier = {int(generation): _read_changes(one) for generation, one in found.get("earlier", {}).items()}
    return Record(_read(found), earlier)


def pack(changes: Changes) -> str:
    """Changes as the head holds them: short, for they are sent along whenever the lease is renewed."""
    return b64encode(gzip.compress(orjson.dumps(_changes(changes)), 9, mtime=0)).decode()


def unpack(text: str) -> Changes:
    """The changes of a head."""
    with readable("what a release changed"):
        return _read_changes(orjson.loads(gzip.decompress(b64decode(text))))


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Reads something of a target's own, which has its form unless somebody spoilt it. Raises `StoreError` then."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, EOFError, zlib.error) as error:
        raise StoreError(f"{what} cannot be read ({error}) → restore {STATE} from the bucket's versions") from error


def _changes(changes: Changes) -> dict[str, Any]:
    return {**_rows(changes.to), "gone": changes.gone}


def _read_changes(found: dict[str, Any]) -> Changes:
    return Changes(_read(found), tuple(found["gone"]))


def _rows(release: Release) -> dict[str, Any]:
    """A release as JSON has it; headers are shared by many objects and stand there once."""
    table: dict[tuple[tuple[str, str], ...], int] = {}

    def row(placed: Placed) -> list[Any]:
        wanted, mark = placed.wanted, placed.mark
        if wanted is None:
            return [mark.etag, mark.version]
        number = table.setdefault(wanted.headers, len(table))
        return [mark.etag, mark.version, wanted.sha256, wanted.size, number, wanted.tags]

    return {
        "generation": release.generation,
        "objects": {path: row(one) for path, one in sorted(release.objects.items())},
        "retired": {path: [one.since, *row(one.placed)] for path, one in sorted(release.retired.items())},
        "removed": {path: row(one) for path, one in sorted(release.removed.items())},
        "headers": list(table),
    }


def _read(found: dict[str, Any]) -> Release:
    """The release of these rows."""
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
