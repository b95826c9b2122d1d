"""The journal of a deploy that is under way: what it may have touched, and what caches do not know yet.

    .deploy/journals/<token>.json.gz

It is written before the first change and never changed; the head names the one that is open.
"""

import gzip
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256

import orjson

from scripts.deploy.release import STATE
from scripts.deploy.store import ABSENT, ConflictError, Put, Store


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

    @property
    def key(self) -> str:
        """Where it is kept."""
        return f"{STATE}journals/{self.token}.json.gz"


def write_journal(store: Store, journal: Journal) -> None:
    """Puts a journal into the store."""
    data = gzip.compress(orjson.dumps(asdict(journal)), 1, mtime=0)
    headers = {"content-type": "application/gzip", "cache-control": "no-store"}
    try:
        store.put(Put(journal.key, data, sha256(data).hexdigest(), len(data), headers, ABSENT))
    except ConflictError:  # the token is ours alone: an earlier attempt arrived and its answer did not
        return


def read_journal(store: Store, key: str) -> Journal | None:
    """The journal at a key; `None` where somebody deleted it."""
    found = store.get(key)
    if found is None:
        return None
    row = orjson.loads(gzip.decompress(found[0]))
    return Journal(
        row["token"],
        row["generation"],
        tuple(row["touched"]),
        {path: tuple(tags) for path, tags in row["stale"].items()},
        tuple(row["changed"]),
        tuple(row["removed"]),
    )
