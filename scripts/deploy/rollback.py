"""Back to an earlier release: the versions that it put into the bucket, copied into place by the server itself.

A rollback is a deploy whose bytes are in the bucket already; it makes a release of its own and can be rolled back.
"""

from collections.abc import Sequence

from scripts.deploy.crew import Crew
from scripts.deploy.goal import Goal
from scripts.deploy.guards import StoppedError
from scripts.deploy.head import Entry, Head
from scripts.deploy.objects import Placed
from scripts.deploy.plan import Plan
from scripts.deploy.release import Release
from scripts.deploy.store import Body, Copy, Store


def choose(head: Head, generation: int | None) -> Entry:
    """The release to return to; by default the one before the one that is live. Raises `StoppedError`."""
    others = head.releases[1:]
    found = next((one for one in others if generation in {None, one.generation}), None)
    if found is None:
        known = ", ".join(str(one.generation) for one in others) or "none"
        what = "earlier release" if generation is None else f"release {generation}"
        raise StoppedError(f"there is no {what} to return to → those that are known: {known}")
    return found


def goal_of(release: Release, store: Store, crew: Crew) -> Goal:
    """An earlier release as what shall be live."""
    objects = release.objects

    def body(key: str) -> Body:
        return Copy(objects[key].mark.version)

    def missing(plan: Plan) -> Sequence[str]:
        """The objects whose version is no longer in the bucket."""
        keys = [one.key for one in plan.writes]
        there = crew.map(lambda key: _is_there(store, key, objects[key]), keys)
        return [key for key, found in zip(keys, there, strict=True) if not found]

    wanted = {key: one.wanted for key, one in objects.items() if one.wanted}
    return Goal(wanted, body, f"rollback to {release.generation}", missing)


def _is_there(store: Store, key: str, placed: Placed) -> bool:
    version = placed.mark.version
    return bool(version) and store.head(key, version) is not None
