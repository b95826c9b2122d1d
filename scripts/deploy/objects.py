"""What stands, or should stand, at a key: plain values.

Wanted   what the build made          Placed   what a deploy put there, with the store's mark
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scripts.deploy.store import Mark, Stat

CACHE_TAG = "x-amz-meta-cache-tag"
"""Header with the cache tags, separated by commas; S3 keeps it as metadata, CloudFront reads it."""
KEPT = ("content-type", "cache-control", "content-encoding", "content-language", "x-amz-meta-robots")
"""The headers that we set, but for the cache tags."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an object should be. Headers count as much as bytes."""

    sha256: str
    size: int
    headers: tuple[tuple[str, str], ...]
    """Names in small letters, in the order of `KEPT`; shared by all objects that have the same."""
    tags: str = ""
    """Cache tags, separated by commas."""

    @property
    def sent(self) -> dict[str, str]:
        """The headers as they are sent."""
        return {**dict(self.headers), **({CACHE_TAG: self.tags} if self.tags else {})}

    @property
    def immutable(self) -> bool:
        """Whether its address changes with its bytes, so that it may stay beside its successor."""
        return any(name == "cache-control" and "immutable" in value for name, value in self.headers)


@dataclass(frozen=True, slots=True)
class Placed:
    """An object in the store."""

    wanted: Wanted | None
    """What it is; `None` where nobody knows: somebody else put it there."""
    mark: Mark


def headers_of(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The headers that we set, of all that a store tells."""
    return tuple((name, values[name]) for name in KEPT if values.get(name))


def placed_of(stat: Stat) -> Placed:
    """An object as a store describes it."""
    if not stat.sha256:
        return Placed(None, stat.mark)
    found = Wanted(stat.sha256, stat.size, headers_of(stat.headers), stat.headers.get(CACHE_TAG, ""))
    return Placed(found, stat.mark)


def holds(stat: Stat, want: Wanted, *, keeps_headers: bool) -> bool:
    """Whether an object is what it should be, as far as its store can tell."""
    return placed_of(stat).wanted == want if keeps_headers else stat.sha256 == want.sha256


def tags_of(placed: Placed) -> tuple[str, ...]:
    """The cache tags of an object."""
    return tuple(placed.wanted.tags.split(",")) if placed.wanted and placed.wanted.tags else ()
