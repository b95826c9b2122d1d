"""What a deploy has to do, decided from values alone: what should be, what is, and why they differ.

wanted + State ──plan──▶ Plan: writes in their order, deletes in theirs, what stays
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scripts.deploy.objects import Placed, Wanted, tags_of
from scripts.deploy.order import Stage, place_of, stage_of
from scripts.deploy.release import Retired
from scripts.deploy.store import ABSENT
from scripts.deploy.survey import State


@dataclass(frozen=True, slots=True)
class Write:
    """An object to put into place."""

    key: str
    wanted: Wanted
    only_if: str
    """Condition of the write: `ABSENT`, or the ETag of what it replaces."""
    reason: str
    stage: Stage
    place: int

    @property
    def new(self) -> bool:
        """Whether nothing stood there."""
        return self.only_if == ABSENT


@dataclass(frozen=True, slots=True)
class Removal:
    """An object to delete when the release is live."""

    key: str
    placed: Placed
    reason: str
    stage: Stage
    place: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a deploy has to do."""

    writes: tuple[Write, ...]
    """In their order: those of one stage and place may go at once."""
    removals: tuple[Removal, ...]
    """In their order, which is the reverse: what refers to others goes before them."""
    kept: Mapping[str, Placed]
    """What is in place already."""
    retired: Mapping[str, Retired]
    """What no page needs and stays for some time."""
    old_tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Everything that may be in a cache, with the tags that it has there."""

    @property
    def stale(self) -> frozenset[str]:
        """What caches may hold although it changes."""
        replaced = {one.key for one in self.writes if not one.new and one.stage is not Stage.RECORD}
        return frozenset(replaced | {one.key for one in self.removals})

    @property
    def size(self) -> int:
        """Bytes to send."""
        return sum(one.wanted.size for one in self.writes)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long fingerprinted files stay that no page needs any longer."""

    now: float
    """Unix time."""
    seconds: float
    retired: Mapping[str, Retired] = field(default_factory=dict)
    """Those that stay already."""

    def since(self, key: str) -> float:
        """When a file left the shop."""
        return self.retired[key].since if key in self.retired else self.now


def plan(wanted: Mapping[str, Wanted], state: State, keeping: Keeping) -> Plan:
    """Compares what should be with what is."""
    there = {**state.strangers, **state.objects}
    writes, kept = [], {}
    for key, want in wanted.items():
        placed = there.get(key)
        if placed and placed.wanted == want:
            kept[key] = placed
        else:
            writes.append(_write(key, want, placed, state))
    removals, retired = _leaving(wanted, state, keeping)
    return Plan(
        writes=tuple(sorted(writes, key=lambda one: (one.stage, one.place, one.key))),
        removals=tuple(sorted(removals, key=lambda one: (-one.stage, -one.place, one.key))),
        kept=kept,
        retired=retired,
        old_tags={key: tags_of(one) for key, one in state.objects.items()},
    )


def _write(key: str, want: Wanted, placed: Placed | None, state: State) -> Write:
    stage = stage_of(key, want, new=placed is None)
    only_if = placed.mark.etag if placed else ABSENT
    return Write(key, want, only_if, _reason(key, want, placed, state), stage, place_of(key, want, stage))


def _reason(key: str, want: Wanted, placed: Placed | None, state: State) -> str:
    if key in state.drifted:
        return state.drifted[key]
    if placed is None:
        return "new"
    if placed.wanted is None:
        return "a strange object stands there"
    if placed.wanted.sha256 != want.sha256:
        return f"its bytes changed ({placed.wanted.size:,} → {want.size:,})"
    before, after = placed.wanted.sent, want.sent
    return "; ".join(
        f"{name}: {before.get(name, 'none')} → {after.get(name, 'none')}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )


def _leaving(wanted: Mapping[str, Wanted], state: State, keeping: Keeping) -> tuple[list[Removal], dict[str, Retired]]:
    """What is there and should not be: fingerprinted files stay for some time, all else goes."""
    removals, retired = [], {}
    for key, placed in state.objects.items():
        if key in wanted:
            continue
        since = keeping.since(key)
        if placed.wanted and placed.wanted.immutable and keeping.now - since < keeping.seconds:
            retired[key] = Retired(placed, since)
        else:
            removals.append(_removal(key, placed, since, keeping.now))
    return removals, retired


def _removal(key: str, placed: Placed, since: float, now: float) -> Removal:
    if placed.wanted is None:
        return Removal(key, placed, "no page any longer", Stage.LEAF, 0)
    stage = stage_of(key, placed.wanted, new=False)
    days = f"in no release for {(now - since) / 86400:.0f} days"
    reason = days if placed.wanted.immutable else "the shop no longer has it"
    return Removal(key, placed, reason, stage, place_of(key, placed.wanted, stage))


def batches(steps: Iterable[Write]) -> list[list[Write]]:
    """The writes that may go at once, one batch after the other."""
    found: list[list[Write]] = []
    for one in steps:
        if not found or (found[-1][0].stage, found[-1][0].place) != (one.stage, one.place):
            found.append([])
        found[-1].append(one)
    return found
