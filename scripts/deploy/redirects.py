"""The redirects of a release: where a target keeps them, and how they are read."""

import orjson

from scripts.deploy.cdn import Redirects
from scripts.deploy.goal import Goal
from scripts.deploy.release import STATE, readable
from scripts.deploy.store import Copy, Store

REDIRECTS = f"{STATE}redirects.json"
"""The build's redirects, beside the other records."""


def redirects_in(store: Store, version: str = "") -> Redirects:
    """Those of the release that is live, or of an earlier one by its version of them."""
    found = store.get(REDIRECTS, version)
    return _parse(found[0]) if found else Redirects()


def redirects_of(goal: Goal, store: Store) -> Redirects:
    """Those of what shall be live."""
    if REDIRECTS not in goal.wanted:
        return Redirects()
    body = goal.body(REDIRECTS)
    if isinstance(body, Copy):
        return redirects_in(store, body.version)
    return _parse(body if isinstance(body, bytes) else body.read_bytes())


def _parse(data: bytes) -> Redirects:
    with readable(REDIRECTS):
        found = orjson.loads(data)
        return Redirects(found["redirects"], frozenset(found["gone"]))
