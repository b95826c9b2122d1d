"""What was measured, a line a figure in one file: to see what a change did to the speed."""

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from scripts.bench.measure import Run
from storefront.shop import PRODUCT

REMEMBERED = 5
"""So many earlier figures make the one to compare with."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The runs of one subject in one scenario."""

    when: str
    """Instant, ISO 8601."""
    commit: str
    machine: str
    scale: float
    """0 for a shop that no workload made."""
    subject: str
    scenario: str
    runs: int
    wall: float
    """Medians, as in `Run`; least and most beside them."""
    cpu: float
    memory: float
    other: float
    cpu_range: tuple[float, float]
    wall_range: tuple[float, float]
    to_peer: dict[str, float]
    """CPU divided by that of each peer in the same scenario of the same runs."""


def figure(subject: str, scenario: str, scale: float, runs: Sequence[Run], peers: Iterable["Figure"]) -> Figure:
    """The figure of some runs; `peers` are those to divide by."""
    cpu = statistics.median(run.cpu for run in runs)
    return Figure(
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=_commit(),
        machine=f"{platform.machine()}, {os.cpu_count()} processors, {_processor()}",
        scale=scale,
        subject=subject,
        scenario=scenario,
        runs=len(runs),
        wall=statistics.median(run.wall for run in runs),
        cpu=cpu,
        memory=statistics.median(run.memory for run in runs),
        other=statistics.median(run.other for run in runs),
        cpu_range=(min(run.cpu for run in runs), max(run.cpu for run in runs)),
        wall_range=(min(run.wall for run in runs), max(run.wall for run in runs)),
        to_peer={one.subject: round(cpu / one.cpu, 4) for one in peers if one.scenario == scenario},
    )


def _commit() -> str:
    """The commit of the code that is measured, with a mark where it was changed since; empty outside a repository."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=PRODUCT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def append(path: Path, figures: Iterable[Figure]) -> None:
    """Adds figures to the history."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(one)) + "\n" for one in figures)


def read(path: Path) -> list[Figure]:
    """The figures of earlier runs, the oldest first; none where there is no file."""
    if not path.is_file():
        return []
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Figure(**row) for row in rows]


def change(now: Figure, history: Sequence[Figure]) -> float | None:
    """By which share the CPU is above that of the last runs of the same on the same machine; None for the first.

    Where a peer was measured in both, what is compared is the share of the peer's CPU: a busy machine slows both.
    """
    same = [
        one
        for one in history
        if (one.subject, one.scenario, one.scale, one.machine) == (now.subject, now.scenario, now.scale, now.machine)
    ][-REMEMBERED:]
    if not same:
        return None
    for peer, share in now.to_peer.items():
        if before := [one.to_peer[peer] for one in same if peer in one.to_peer]:
            return share / statistics.median(before) - 1
    return now.cpu / statistics.median(one.cpu for one in same) - 1
