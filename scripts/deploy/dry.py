"""A store and a CDN that only pretend: what a deploy would do is found out by doing it."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from scripts.deploy.cdn import Cdn, Redirects
from scripts.deploy.store import ABSENT, ConflictError, Copy, Listed, Mark, Put, Stat, Store


class DryCdn:
    """A CDN that plans as another one does, and is told nothing."""

    def __init__(self, real: Cdn) -> None:
        self.plan = real.plan
        self.check = real.check

    def invalidate(self, items: Sequence[str], reference: str) -> str:
        """Hands nothing in."""
        del items
        return reference

    def wait(self, invalidation: str, seconds: float) -> bool:
        """Has nothing to wait for."""
        return bool(invalidation) and seconds >= 0

    def allow(self, policy: str) -> bool:
        """Has the edge allow nothing more."""
        return not policy

    def route(self, redirects: Redirects) -> None:
        """Tells the edge nothing."""


class DryStore:
    """Reads go through to another store, writes stay in here and are seen by later reads."""

    def __init__(self, real: Store) -> None:
        self.name = real.name
        self.prefix = real.prefix
        self.keeps_headers = real.keeps_headers
        self.fenced = real.fenced
        self.largest = real.largest
        self._real = real
        self._written: dict[str, tuple[Put, Mark] | None] = {}

    @property
    def now(self) -> float:
        """Unix time by the real store's clock."""
        return self._real.now

    def get(self, key: str, version: str = "") -> tuple[bytes, Stat] | None:
        """An object with its bytes; those of a file that was not really written are read now."""
        if version or key not in self._written:
            return self._real.get(key, version)
        stat, found = self.head(key), self._written[key]
        if found is None or stat is None or isinstance(found[0].body, Copy):
            return None
        body = found[0].body
        return (body if isinstance(body, bytes) else body.read_bytes()), stat

    def head(self, key: str, version: str = "") -> Stat | None:
        """An object without its bytes."""
        if version or key not in self._written:
            return self._real.head(key, version)
        found = self._written[key]
        if found is None:
            return None
        put, mark = found
        return Stat(mark, put.size, 0.0, put.headers, put.sha256)

    def put(self, put: Put) -> Mark:
        """Remembers a write whose condition holds."""
        if put.only_if:
            there = self.head(put.key)
            if (there.mark.etag if there else ABSENT) != put.only_if:
                raise ConflictError(f"{self.name}: {put.key} is not as it was")
        mark = Mark(sha256(f"{put.key} {put.sha256}".encode()).hexdigest()[:32], "dry")
        self._written[put.key] = (put, mark)
        return mark

    def delete(self, etags: Mapping[str, str]) -> dict[str, str]:
        """Remembers what would be deleted."""
        self._written |= dict.fromkeys(etags)
        return {}

    def list(self, after: str = "", until: str = "") -> Iterator[Listed]:
        """What is really there: nothing lists after it has written."""
        return self._real.list(after, until)

    def exposed(self) -> Sequence[str]:
        """What the real store says."""
        return self._real.exposed()
