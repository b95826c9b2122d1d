"""What nothing needs: expired files, objects of deploys that died, records of old times, previews whose time is over.

It is found first and changes nothing; then it is deleted under a lease, each object only while it is what was found.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from scripts.deploy.apply import Site
from scripts.deploy.crew import Crew
from scripts.deploy.head import KEY, Head, Register
from scripts.deploy.history import History
from scripts.deploy.lease import Lease, new_lease
from scripts.deploy.release import STATE
from scripts.deploy.store import Listed, Store
from scripts.deploy.survey import PREVIEWS, Listing, ask, recorded

BATCH = 1000
"""Objects of one request to delete, before each of which the lease is looked at."""
DAY = 86400


@dataclass(frozen=True, slots=True)
class Waste:
    """What may be deleted, by key with its ETag."""

    expired: Mapping[str, str]
    """Fingerprinted files whose time is over."""
    orphans: Mapping[str, str]
    """Objects of ours that no release knows: a deploy that died put them there, and none took it up."""
    records: Mapping[str, str]
    """Of releases that are forgotten."""
    strangers: tuple[str, ...]
    """What somebody else put there; it stays."""

    @property
    def everything(self) -> dict[str, str]:
        """All that may be deleted."""
        return {**self.expired, **self.orphans, **self.records}


@dataclass(frozen=True, slots=True)
class OldPreview:
    """A preview whose time is over."""

    prefix: str
    """Below the target: `_preview/sale/`."""
    days: float
    """Since somebody last deployed to it, or tried to."""
    site: Site
    objects: Mapping[str, str]
    """What may be deleted, by key below its prefix with its ETag, pages first and records last."""
    strangers: tuple[str, ...]
    """What somebody else put there; it stays."""


def waste(site: Site, history: History, head: Head, grace_days: float) -> Waste:
    """Finds what may be deleted of a target itself."""
    live = history.live(head)
    records = recorded(live, closed=not head.journal)
    listing = Listing(site.store).whole(site.crew, records)
    age = site.store.now - grace_days * DAY
    expired = {key: one.placed.mark.etag for key, one in live.retired.items() if one.since <= age and key in listing}
    orphans, strangers = _unknown(site, [key for key in listing if key not in records])
    return Waste(expired, orphans, _old_records(site, head), strangers)


def _unknown(site: Site, keys: list[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Objects that no record knows: those of ours with their ETags, and those of somebody else."""
    asked = {key: one for key, one in ask(site.store, site.crew, keys).items() if one}
    ours = {key: one.mark.etag for key, one in asked.items() if one.wanted}
    return ours, tuple(key for key in asked if key not in ours)


def _old_records(site: Site, head: Head) -> dict[str, str]:
    known = {one.key for one in head.releases}
    kept = site.store.list(after=STATE, until=f"{STATE}~")
    return {one.key: one.etag for one in kept if one.key.startswith(f"{STATE}releases/") and one.key not in known}


def old_previews(
    whole: Store, below: Callable[[str], Store], crew: Crew, token: str, days: float
) -> Iterator[OldPreview]:
    """The previews of a target that nobody has deployed to for so many days, by the store's clock.

    `below` opens a prefix of the target.
    """
    listed = whole.list(after=PREVIEWS, until=f"{PREVIEWS}~")
    for name, group in groupby(listed, key=lambda one: one.key.removeprefix(PREVIEWS).partition("/")[0]):
        prefix = f"{PREVIEWS}{name}/"
        there = {one.key.removeprefix(prefix): one for one in group}
        if KEY not in there:
            continue
        site = Site(below(prefix), Register(below(prefix), f"{token}-{name}"), crew)
        head = site.register.read()
        age = site.register.age
        if age >= days * DAY and not site.register.holder:
            objects, strangers = _of_preview(site, head, there)
            yield OldPreview(prefix, age / DAY, site, objects, strangers)


def _of_preview(site: Site, head: Head, there: Mapping[str, Listed]) -> tuple[dict[str, str], tuple[str, ...]]:
    records = recorded(History(site.store).live(head), closed=False)
    known = {key for key, one in there.items() if key in records and records[key].mark.etag == one.etag}
    ours, strangers = _unknown(site, [key for key in there if key not in known and not key.startswith(STATE)])
    public = sorted({*(key for key in known if not key.startswith(STATE)), *ours}, key=lambda key: (_is_file(key), key))
    state = sorted(key for key in there if key.startswith(STATE) and key != KEY)
    return {key: there[key].etag for key in (*public, *state)}, strangers


def _is_file(key: str) -> bool:
    return not key.endswith(".html")


def remove(site: Site, objects: Mapping[str, str]) -> dict[str, str]:
    """Deletes objects under a lease, which is given up then; returns those that it left, with the reason.

    Raises `FencedError` where somebody deploys meanwhile, or did since the head was read.
    """
    site.register.swap(lambda head: replace(head, lease=_lease(site)))
    left = _delete(site, objects)
    site.register.swap(lambda head: replace(head, lease=None))
    return left


def remove_preview(preview: OldPreview) -> dict[str, str]:
    """Deletes a preview, its head last; returns what it left, with the reason.

    The head forgets its releases first: from then on nobody goes by records that are about to go.
    """
    site = preview.site
    site.register.swap(lambda head: replace(head, lease=_lease(site), releases=(), journal=""))
    if left := _delete(site, preview.objects):
        site.register.swap(lambda head: replace(head, lease=None))
        return left
    return site.register.forget()


def _lease(site: Site) -> Lease:
    return new_lease(site.register.token, "collecting garbage")


def _delete(site: Site, objects: Mapping[str, str]) -> dict[str, str]:
    """Deletes while the lease surely holds."""
    keys, left = list(objects), dict[str, str]()
    with site.register.beating():
        for start in range(0, len(keys), BATCH):
            site.register.check()
            left |= site.store.delete({key: objects[key] for key in keys[start : start + BATCH]})
    return left
