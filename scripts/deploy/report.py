"""What a deploy says in the terminal: the plan with a reason for each object, its cost, the history."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from scripts.deploy.collect import OldPreview, Waste
from scripts.deploy.goal import Planned
from scripts.deploy.head import Head
from scripts.deploy.progress import megabytes
from scripts.deploy.store import Store

SHOWN = 20
"""Objects that are named before a deploy; `--dry-run` names all."""
FEW = 3
STATE_REQUESTS = 3
"""Requests of a deploy for its own records, at most."""
PAGE = 1000
"""Objects of one page of a listing, and of one request to delete."""
DOLLARS_A_THOUSAND = 0.005
"""Amazon's price of writing and listing requests, in us-east-1."""


def plan_lines(planned: Planned, store: Store, *, every: bool, trust: bool) -> Iterator[str]:
    """The plan: what is written and deleted, why, and what it costs."""
    plan = planned.plan
    yield f"{store.name}: release {planned.generation}" + (", taking up a deploy that did not end" * planned.resumed)
    rows = [*(("write", one.key, one.reason) for one in plan.writes)]
    rows += [("delete", one.key, one.reason) for one in plan.removals]
    yield from (f"  {verb:6} {key}  {reason}" for verb, key, reason in (rows if every else rows[:SHOWN]))
    if len(rows) > SHOWN and not every:
        yield f"  … and {len(rows) - SHOWN:,} more; --dry-run names all"
    yield ", ".join(_counts(planned))
    if planned.state.strangers:
        strangers = planned.state.strangers
        yield f"{len(strangers):,} objects that no deploy put there stay as they are: {few_of(strangers)}"
    if cost := "; ".join(_costs(planned, store, trust=trust)):
        yield cost


def _counts(planned: Planned) -> Iterator[str]:
    plan = planned.plan
    yield f"{len(plan.writes):,} to write ({megabytes(plan.size)})"
    yield f"{len(plan.removals):,} to delete"
    yield f"{len(plan.kept):,} in place"
    if plan.retired:
        yield f"{len(plan.retired):,} kept for open tabs"


def _costs(planned: Planned, store: Store, *, trust: bool) -> Iterator[str]:
    """Requests and money: of a bucket, and of the CDN."""
    plan = planned.plan
    if store.name.startswith("s3:"):
        lists = 0 if trust else -(-max(1, len(plan.kept) + len(plan.retired)) // PAGE)
        deletes = -(-len(plan.removals) // PAGE)
        charged = len(plan.writes) + STATE_REQUESTS + lists
        dollars = charged * DOLLARS_A_THOUSAND / 1000
        yield f"about {charged + deletes:,} requests, ${dollars:.4f} at Amazon's prices"
    if items := len(planned.journal.changed) + len(planned.journal.removed):
        yield f"the CDN forgets {items:,} items for ${sum(one.dollars for one in planned.purges):.2f}"


def few_of(names: Iterable[str]) -> str:
    """The first names of many."""
    found = sorted(names)
    return ", ".join(map(printable, found[:FEW])) + (" …" if len(found) > FEW else "")


def printable(name: str) -> str:
    """A name that somebody else may have chosen, without what would move a terminal's cursor or colour its text."""
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in name)


def status_lines(head: Head, store: Store) -> Iterator[str]:
    """What is live, who deploys, what is unfinished."""
    if not head.releases:
        yield f"{store.name}: nothing was deployed yet"
    else:
        live = head.releases[0]
        yield f"{store.name}: release {live.generation} of {_when(live.when)} by {live.who}, {live.objects:,} objects"
    if head.lease:
        yield f"{head.lease.who} holds it since {_when(head.lease.since)}: {head.lease.why}"
    if head.journal:
        yield "a deploy did not end: the next one takes it up"
    for month, paths in sorted(head.invalidated.items()):
        yield f"{paths:,} paths invalidated in {month}"


def history_lines(head: Head) -> Iterator[str]:
    """The releases that are remembered, the latest first."""
    if not head.releases:
        yield "nothing was deployed yet"
    for one in head.releases:
        note = f"  {one.note}" if one.note else ""
        counts = f"{one.objects:,} objects, {one.written:,} written, {one.deleted:,} deleted"
        yield f"{one.generation:>6}  {_when(one.when)}  {one.who}  {counts}{note}"


def waste_lines(found: Waste, previews: Sequence[OldPreview]) -> Iterator[str]:
    """What may be deleted, and what stays although no deploy put it there."""
    for what, keys in (("expired", found.expired), ("left over", found.orphans), ("old record", found.records)):
        yield from (f"  {what:10} {printable(key)}" for key in keys)
    for one in previews:
        yield f"  {'preview':10} {one.prefix}  {len(one.objects):,} objects, {one.days:.0f} days old"
    if strangers := [*found.strangers, *(f"{one.prefix}{key}" for one in previews for key in one.strangers)]:
        yield f"{len(strangers):,} objects of somebody else stay: {few_of(strangers)}"


def _when(unix: float) -> str:
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%d %H:%M UTC")
