"""What is in the store now, from what the last deploys recorded and what a listing shows.

    release + journal + listing ──survey──▶ State

Records are exact; the listing finds what changed behind their back. What a deploy that died may have written is asked
for, object by object: only the headers of an answer say what it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from scripts.deploy.crew import Crew
from scripts.deploy.head import KEY
from scripts.deploy.objects import Placed, placed_of
from scripts.deploy.release import STATE, Release
from scripts.deploy.store import Listed, Mark, Store

PREVIEWS = "_preview/"
"""Below this stand other targets with records of their own."""
SPLIT_FROM = 20_000
"""Objects from which on a listing is asked for in several ranges at once."""
RANGES = 16
PAGE = 1000
"""Objects of one page of a listing: ranges hold whole pages, so that they cost no more requests than one after the
other."""


@dataclass(frozen=True, slots=True)
class State:
    """What is in the store now."""

    objects: Mapping[str, Placed]
    """Everything that a deploy of ours put there."""
    strangers: Mapping[str, Placed] = field(default_factory=dict)
    """What is there and no record of ours knows."""
    drifted: Mapping[str, str] = field(default_factory=dict)
    """Keys of ours that are not as they were recorded, with what happened to them."""


def recorded(release: Release, *, closed: bool) -> dict[str, Placed]:
    """What a release left, by its record; `closed` where its deploy came to its end, deletes and all."""
    kept = {path: one.placed for path, one in release.retired.items()}
    return {**({} if closed else release.removed), **kept, **release.objects}


def survey(records: Mapping[str, Placed], listing: Mapping[str, Listed], asked: Mapping[str, Placed | None]) -> State:
    """Records, corrected by a listing and by what was asked for."""
    objects: dict[str, Placed] = {}
    drifted: dict[str, str] = {}
    for key, placed in records.items():
        found = listing.get(key)
        if key in asked:
            continue
        if found is None:
            drifted[key] = "it was deleted by somebody else"
        elif found.etag != placed.mark.etag:
            drifted[key] = "it was changed by somebody else"
            objects[key] = Placed(None, Mark(found.etag))
        else:
            objects[key] = placed
    objects |= {key: one for key, one in asked.items() if one}
    strangers = {
        key: Placed(None, Mark(one.etag)) for key, one in listing.items() if key not in records and key not in asked
    }
    return State(objects, strangers, drifted)


class Listing:
    """The listing of a target, begun with a page that tells of its records before the rest is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rest = store.list()
        self._begun: list[Listed] = []

    def find(self, key: str) -> Listed | None:
        """The object of a key that stands early in the listing; `None` where it is not there, or not early."""
        for one in self._rest:
            self._begun.append(one)
            if one.key >= key:
                return one if one.key == key else None
        return None

    @property
    def is_empty(self) -> bool:
        """Whether `find` has met nothing at all: then the target holds no object, whatever the order of its server."""
        return not self._begun

    def whole(self, crew: Crew, records: Mapping[str, Placed]) -> dict[str, Listed]:
        """All of it but what only deploys know, its previews, and what other targets below it hold.

        In ranges where the records are many.
        """
        found = self._in_ranges(crew, sorted(records)) if len(records) >= SPLIT_FROM else None
        listed = [*self._begun, *self._rest] if found is None else found
        others = (one.key.removesuffix(KEY) for one in listed if one.key.endswith(f"/{KEY}"))
        apart = (STATE, PREVIEWS, *others)
        return {one.key: one for one in listed if one.key in records or not one.key.startswith(apart)}

    def _in_ranges(self, crew: Crew, keys: list[str]) -> list[Listed] | None:
        """The listing asked for in several ranges at once; `None` where it lacks anything that was recorded.

        Then something was deleted, or the server has an order of its own and ends ranges too early.
        """
        step = -(-len(keys) // (RANGES * PAGE)) * PAGE
        last = self._begun[-1].key if self._begun else ""
        cuts = [last, *(key for key in keys[step - 1 :: step] if key > last), ""]
        parts = crew.map(lambda bound: list(self._store.list(*bound)), list(pairwise(cuts)))
        found = {one.key: one for part in [self._begun, *parts] for one in part}
        return list(found.values()) if found.keys() >= set(keys) else None


def ask(store: Store, crew: Crew, keys: Iterable[str]) -> dict[str, Placed | None]:
    """Each object as the store itself describes it."""
    names = list(keys)
    stats = crew.map(store.head, names)
    return {key: placed_of(stat) if stat else None for key, stat in zip(names, stats, strict=True)}
