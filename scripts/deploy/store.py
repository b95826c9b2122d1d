"""Where a deploy puts its objects: what every store can do, and what it says.

Keys are below the target's prefix. Versions and conditions are those of S3, which other stores do as well as they can.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

ABSENT = "*"
"""Condition of a write: only where there is no object."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The bytes and headers of an earlier version of the same key."""

    version: str


Body = bytes | Path | Copy


@dataclass(frozen=True, slots=True)
class Put:
    """An object to write."""

    key: str
    body: Body
    sha256: str
    """Of the bytes, in hexadecimal; a store refuses others."""
    size: int
    headers: Mapping[str, str] = field(default_factory=dict)
    only_if: str = ""
    """`ABSENT`, or the ETag that the object there must have; empty writes whatever is there."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a store calls the bytes that it was given."""

    etag: str
    """Without quotes."""
    version: str = ""
    """Empty where the store keeps no versions."""


@dataclass(frozen=True, slots=True)
class Stat:
    """An object as it is."""

    mark: Mark
    size: int
    age: float
    """Seconds since it was written, by the store's own clock."""
    headers: Mapping[str, str]
    """Names in small letters."""
    sha256: str = ""
    """Of the bytes, where whoever wrote them said so."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An object of a listing."""

    key: str
    etag: str


class Store(Protocol):
    """A bucket, or a folder that does as one. All methods may be called by several threads."""

    name: str
    """As people write it: `s3://shop/site`."""
    prefix: str
    """What every key of the target begins with in the bucket; empty or ends with `/`."""
    keeps_headers: bool
    """Whether an object has headers; a folder's files have none."""
    fenced: bool
    """Whether the conditions of writes are to be relied on."""
    largest: int
    """Bytes that an object may have."""

    @property
    def now(self) -> float:
        """Unix time by the store's own clock, as far as its answers have told; until then by this machine's."""
        ...

    def get(self, key: str, version: str = "") -> tuple[bytes, Stat] | None:
        """An object, or a version of one, with its bytes; `None` where there is none."""
        ...

    def head(self, key: str, version: str = "") -> Stat | None:
        """An object, or a version of one, without its bytes."""
        ...

    def put(self, put: Put) -> Mark:
        """Writes an object. Raises `ConflictError` where `only_if` does not hold, `StoreError` where it cannot."""
        ...

    def delete(self, etags: Mapping[str, str]) -> dict[str, str]:
        """Deletes objects that have these ETags still; returns those it left, with the reason.

        An object that is gone already counts as deleted.
        """
        ...

    def list(self, after: str = "", until: str = "") -> Iterator[Listed]:
        """The objects whose keys are greater than `after` and at most `until`, in the order of the store."""
        ...

    def exposed(self) -> Sequence[str]:
        """Why anybody may write here; nothing where nobody may, or where we may not know."""
        ...


class StoreError(Exception):
    """A store that refused or could not be reached: what it said, and what to do, in one line."""


class ConflictError(StoreError):
    """The condition of a write does not hold: another one was faster, or the write took effect already."""
