"""Carrying out a plan: every write conditional, every stage whole before the next, deletes last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

from scripts.deploy.crew import Crew
from scripts.deploy.head import Register
from scripts.deploy.objects import Placed, holds
from scripts.deploy.plan import Plan, Write, batches
from scripts.deploy.store import ABSENT, Body, ConflictError, Put, Store, StoreError

TRIES = 4
"""How often a write is tried whose object somebody else keeps changing."""


@dataclass(frozen=True, slots=True)
class Site:
    """A target while this process deploys to it."""

    store: Store
    register: Register
    crew: Crew


def place_all(site: Site, plan: Plan, body: Callable[[str], Body], step: Callable[[Write], None]) -> dict[str, Placed]:
    """Writes everything that a plan has to write; `step` is told of each. Raises the first error, after its stage."""
    done: dict[str, Placed] = {}

    def one(write: Write) -> Placed:
        placed = _place(site, write, body(write.key))
        step(write)
        return placed

    for batch in batches(plan.writes):
        done |= zip((write.key for write in batch), site.crew.map(one, batch), strict=True)
    return done


def _place(site: Site, write: Write, body: Body) -> Placed:
    """Puts one object into place, whatever happened to answers and objects on the way."""
    only_if, want = write.only_if, write.wanted
    for _ in range(TRIES):
        site.register.check()
        try:
            put = Put(write.key, body, want.sha256, want.size, want.sent, only_if)
            return Placed(want, site.store.put(put))
        except ConflictError:
            stat = site.store.head(write.key)
            if stat and holds(stat, want, keeps_headers=site.store.keeps_headers):
                return Placed(want, stat.mark)  # our own write, whose answer was lost, or the same by somebody else
            site.register.renew()  # whoever changed it: go on only while the target is ours
            only_if = stat.mark.etag if stat else ABSENT
    raise StoreError(f"{site.store.name}: {write.key} is being changed by somebody else → find out who, deploy again")


def remove_all(site: Site, plan: Plan, records: Mapping[str, str]) -> dict[str, str]:
    """Deletes what a plan has to delete, what refers to others first, and old records.

    Returns what is still there, with the reason.
    """
    left: dict[str, str] = {}
    for _, group in groupby(plan.removals, key=lambda one: (one.stage, one.place)):
        site.register.check()
        left |= site.store.delete({one.key: one.placed.mark.etag for one in group})
    if records:
        site.store.delete(records)
    return {key: why for key, why in left.items() if site.store.head(key)}
