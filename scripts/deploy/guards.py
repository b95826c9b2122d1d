"""What forbids a deploy to begin."""

from collections.abc import Iterator
from pathlib import Path

from scripts.deploy.cdn import Cdn
from scripts.deploy.encoding import decoded, encoding_of
from scripts.deploy.goal import Goal, Planned
from scripts.deploy.head import IgnoredError, Register
from scripts.deploy.plan import Plan
from scripts.deploy.release import Release
from scripts.deploy.store import Copy, Store
from storefront.headers import forbidden

FEW = 50
"""Deletes that are always allowed."""
NAMED = 5
"""Sources that are named of those that the edge's policy forbids."""
SHARE = 20
"""One in so many objects may be deleted."""


class StoppedError(Exception):
    """A deploy that does not begin, or not yet: why, and what to do, in one line."""


def limit_deletes(plan: Plan, base: Release, most: int | None) -> None:
    """Refuses to delete more than `most` objects; by default few, or a small share of the shop.

    What stayed for its time after it had left the shop is not counted.
    """
    going = [one for one in plan.removals if one.key not in base.retired]
    limit = max(FEW, len(base.objects) // SHARE) if most is None else most
    if len(going) > limit:
        few = ", ".join(one.key for one in going[:3])
        message = f"{len(going):,} objects would be deleted ({few}, …) and {limit:,} may be"
        raise StoppedError(f"{message} → look at them with --dry-run; if they are meant, --max-delete {len(going)}")


def limit_sizes(plan: Plan, store: Store) -> None:
    """Refuses objects that are larger than the store takes."""
    if large := [one for one in plan.writes if one.wanted.size > store.largest]:
        named = f"{large[0].key} has {large[0].wanted.size:,} bytes"
        raise StoppedError(f"{named}, {store.name} takes {store.largest:,} → offer it from elsewhere")


def refuse_overlap(output: Path, target: Path) -> None:
    """Refuses to deploy a folder into itself, below or around itself: each deploy would change its own source."""
    here, there = output.resolve(), target.resolve()
    if here.is_relative_to(there) or there.is_relative_to(here):
        raise StoppedError(f"the target {there} and the output {here} are in one another → name another folder")


def refuse_open(store: Store) -> None:
    """Refuses a target that anybody may write to: whoever does could sell in the shop's name."""
    if why := store.exposed():
        raise StoppedError(f"anybody may write to {store.name}: {'; '.join(why)} → forbid that, then deploy")


def check_edge(cdn: Cdn, goal: Goal, planned: Planned) -> Iterator[str]:
    """Asks the CDN whether it can be told of a release; what visitors will miss all the same, a line each.

    Raises `CdnError` where it cannot: then nothing is written yet.
    """
    found = cdn.check(planned.redirects)
    yield from found.warnings
    pages = _pages(planned.plan)
    refused = {one: key for key in pages for one in _refused(goal, key, found.policy)} if found.policy else {}
    for (directive, source), key in sorted(refused.items())[:NAMED]:
        yield (
            f"the edge's security policy forbids {source} ({directive}), which {key} needs"
            " → first bring the new policy there: docs/cdn.md#when-the-security-policy-changes"
        )


def _pages(plan: Plan) -> list[str]:
    return [one.key for one in plan.writes if one.key.endswith(".html")]


def _refused(goal: Goal, key: str, policy: str) -> list[tuple[str, str]]:
    """What a page needs and a policy does not allow; of a page of an earlier release that is not known here."""
    body = goal.body(key)
    if isinstance(body, Copy):
        return []
    data = body if isinstance(body, bytes) else body.read_bytes()
    return forbidden(policy, decoded(data, encoding_of(goal.wanted[key])))


def need_conditions(register: Register) -> None:
    """Refuses a server that ignores the conditions of writes: two deploys at once would not notice each other."""
    try:
        register.prove()
    except IgnoredError as error:
        register.forget()
        what = "without them two deploys at once are not kept apart"
        raise StoppedError(f"{error}; {what} → if only one ever runs, fence = false in shop.toml") from error
