"""The journal of a deploy that is under way: what it may have touched, and what caches do not know yet.

It is part of the head, so that one write begins a deploy: the lease is taken and the journal is there, or neither is.
"""

import gzip
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import orjson

from scripts.deploy.release import readable


@dataclass(frozen=True, slots=True)
class Journal:
    """What a deploy is about to do."""

    token: str
    generation: int
    """The one that it makes."""
    touched: tuple[str, ...] = ()
    """Keys that it may have written or deleted, those of deploys that it takes over included."""
    stale: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys that caches may hold and that change, with the tags of the copies there."""
    changed: tuple[str, ...] = ()
    """What the CDN is asked to forget when the release is live."""
    removed: tuple[str, ...] = ()
    """What it is asked to forget when the pages that are no more are deleted."""


def pack(journal: Journal) -> str:
    """A journal as the head holds it: short, for it is sent along whenever the lease is renewed."""
    return b64encode(gzip.compress(orjson.dumps(asdict(journal)), 6, mtime=0)).decode()


def unpack(text: str) -> Journal:
    """The journal of a head."""
    with readable("the journal of a deploy that did not end"):
        row = orjson.loads(gzip.decompress(b64decode(text)))
        return Journal(
            row["token"],
            row["generation"],
            tuple(row["touched"]),
            {path: tuple(tags) for path, tags in row["stale"].items()},
            tuple(row["changed"]),
            tuple(row["removed"]),
        )
