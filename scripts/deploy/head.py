"""The head: one small object that says what is live, who deploys, and what is unfinished.

It is changed by compare-and-swap alone (`If-Match` with the ETag that was read), so that of two who change it at once
one is told. Everything that two deploys must agree on is in it; everything large is beside it and immutable.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from scripts.deploy.clock import now
from scripts.deploy.lease import BEAT, FRESH, Lease
from scripts.deploy.notes import keep, recall
from scripts.deploy.process import is_dead
from scripts.deploy.release import STATE
from scripts.deploy.store import ABSENT, ConflictError, Listed, Put, Store, StoreError

KEY = f"{STATE}head.json"
VERSION = 2
HEADERS = {"cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A release in the history."""

    generation: int
    key: str
    """Where its record is, or the one of a release before it that its changes go by; empty where they go by none."""
    sha256: str
    """Of the record."""
    when: float
    """Unix time, by the clock of who deployed."""
    who: str
    objects: int
    written: int
    deleted: int
    note: str = ""
    """Such as: rollback to 12."""
    changes: str = ""
    """Since the release before it, as `release.pack` writes them; empty where the record has the release itself."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is live, who deploys, what is unfinished."""

    shop: str = ""
    """Public address of the shop whose releases these are."""
    releases: tuple[Entry, ...] = ()
    """The latest first; its generation is the one that is live."""
    lease: Lease | None = None
    journal: str = ""
    """Of a deploy that is under way, or was when it died, as `journal.pack` writes it."""
    invalidated: Mapping[str, int] = field(default_factory=dict)
    """Paths that were invalidated, by month."""
    examined: float = 0.0
    """Unix time, by the store's clock, of the last look at who may write to it."""
    turn: int = 0
    """How often it was changed: no two heads are the same, so what changed back again is seen to have changed."""

    @property
    def generation(self) -> int:
        """Of the release that is live; 0 before the first."""
        return self.releases[0].generation if self.releases else 0


class FencedError(Exception):
    """Somebody else deploys here now, or did meanwhile: this deploy has to stop at once. Says what to do."""


class IgnoredError(StoreError):
    """A store that ignores the conditions of writes."""


class Register:
    """The head in its store, and the lease of this process on it. Safe for threads."""

    def __init__(self, store: Store, token: str, cache: Path | None = None) -> None:
        self.token = token
        self._store = store
        self._kept = cache / f"head-{sha256(store.name.encode()).hexdigest()[:16]}.json" if cache else None
        self._etag = ABSENT
        self._age = 0.0
        self._sent = 0.0
        self._guard = threading.RLock()
        self._lost: FencedError | None = None
        self.head = Head()

    def read(self) -> Head:
        """Reads the head anew."""
        with self._guard:
            found = self._store.get(KEY)
            if found is None:
                return self.read_nothing()
            self.head, self._etag, self._age = _decode(found[0], self._store.name), found[1].mark.etag, found[1].age
            self._keep(found[0])
            return self.head

    def read_nothing(self) -> Head:
        """The head of a target that is known to have none."""
        with self._guard:
            self.head, self._etag, self._age = Head(), ABSENT, 0.0
            return self.head

    def read_listed(self, listed: Listed | None) -> Head:
        """The head that a listing shows: what is kept of it here where nobody deploys, else read anew."""
        with self._guard:
            known = self._recall(listed.etag) if listed else None
            if listed is None or known is None or known.lease or known.journal:  # a lease has an age, too
                return self.read()
            self.head, self._etag, self._age = known, listed.etag, 0.0
            return known

    @property
    def holder(self) -> Lease | None:
        """Who else holds the lease: nobody once it has run out by the store's clock, or its process is dead."""
        lease = self.head.lease
        if lease is None or lease.token == self.token or is_dead(lease.process):
            return None
        return None if lease.seconds and self._age > lease.seconds else lease

    @property
    def age(self) -> float:
        """Seconds since the head was written, by the store's clock, when it was read."""
        return self._age

    @property
    def left(self) -> float:
        """Seconds after which the lease that was read runs out, if nobody renews it."""
        return max(0.0, self.head.lease.seconds - self._age) if self.head.lease else 0.0

    def swap(self, change: Callable[[Head], Head]) -> Head:
        """Changes the head as it was last read or written. Raises `FencedError` where it is another by now."""
        with self._guard:
            wanted = replace(change(self.head), turn=self.head.turn + 1)
            data = _encode(wanted)
            sent = now()
            try:
                mark = self._store.put(Put(KEY, data, sha256(data).hexdigest(), len(data), HEADERS, self._etag))
                self._etag = mark.etag
            except ConflictError:
                self._own_or_stop(data)
            self._sent = sent
            self.head = wanted
            self._keep(data)
            return wanted

    def prove(self) -> None:
        """Writes the head, which is there, as if it were not, and as if it were another: a store has to refuse both.

        Raises `IgnoredError` where it does not.
        """
        data = _encode(self.head)
        for wrong in (ABSENT, "0" * 32):
            put = Put(KEY, data, sha256(data).hexdigest(), len(data), HEADERS, wrong)
            try:
                self._etag = self._store.put(put).etag
            except ConflictError:
                continue
            raise IgnoredError(f"{self._store.name} ignores the conditions of writes")

    def forget(self) -> dict[str, str]:
        """Deletes the head, of a target that is none any more; says why, where somebody changed it meanwhile."""
        return self._store.delete({KEY: self._etag})

    def renew(self) -> None:
        """Prolongs the lease. Raises `FencedError` where it is no longer ours."""

        def beat(head: Head) -> Head:
            if head.lease is None or head.lease.token != self.token:
                raise FencedError("the lease was given up → deploy again")
            return replace(head, lease=replace(head.lease, beat=head.lease.beat + 1))

        self.swap(beat)

    def check(self) -> None:
        """Passes while the lease surely holds; renews one that is about to run out. Called before every write.

        The time of a suspended machine counts: a process that slept through its lease finds out before it writes.
        """
        lease = self.head.lease
        if self._lost:
            raise self._lost
        if lease is None or lease.token != self.token:
            raise FencedError("this deploy holds no lease → deploy again")
        if now() - self._sent > FRESH:
            with self._guard:
                if now() - self._sent > FRESH:
                    self.renew()

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Renews the lease from time to time while the block runs."""
        end = threading.Event()
        thread = threading.Thread(target=self._beat, args=(end,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            end.set()
            thread.join()

    def _beat(self, end: threading.Event) -> None:
        while not end.wait(BEAT):
            try:
                self.renew()
            except FencedError as error:
                self._lost = error
                return
            except StoreError:
                continue  # the lease may hold still; `check` finds out before the next write

    def _own_or_stop(self, data: bytes) -> None:
        """After a refused swap: the head may be ours all the same, written by a request whose answer was lost."""
        found = self._store.get(KEY)
        if not found or found[0] != data:
            lease = _decode(found[0], self._store.name).lease if found else None
            if lease is None:
                raise FencedError(f"another deploy changed {self._store.name} in the meantime → deploy again")
            by, hint = f"{lease.who} deploys now ({lease.why})", "that deploy finishes what this one began"
            raise FencedError(f"{self._store.name} was changed in the meantime, {by} → {hint}")
        self._etag = found[1].mark.etag

    def _keep(self, data: bytes) -> None:
        if self._kept:
            keep(self._kept, {"etag": self._etag, "head": data.decode()})

    def _recall(self, etag: str) -> Head | None:
        """The head with an ETag, where it is kept here."""
        known = recall(self._kept) if self._kept else None
        try:
            return _decode(known["head"].encode(), self._store.name) if known and known["etag"] == etag else None
        except StoreError:  # of another Vitrina
            return None


def _encode(head: Head) -> bytes:
    return orjson.dumps({"version": VERSION, **asdict(head)}, option=orjson.OPT_INDENT_2)


def _decode(data: bytes, store: str) -> Head:
    try:
        found: dict[str, Any] = orjson.loads(data)
        version = found.pop("version")
        if version == VERSION:
            entries = tuple(Entry(**one) for one in found.pop("releases"))
            lease = found.pop("lease")
            return Head(releases=entries, lease=Lease(**lease) if lease else None, **found)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{store}: {KEY} cannot be read ({error}) → restore it from the bucket's versions") from error
    raise StoreError(f"{store}: the state was written by another Vitrina (form {version}) → deploy with that one")
