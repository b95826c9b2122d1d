"""One run of a command as a whole process tree: wall time, CPU, peak memory, and what else the machine was doing.

On a shared machine a wall time says little by itself, and the CPU of other programs is the reason: `other` tells it.
"""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE = 0.05
"""Seconds between two looks at the memory."""
TICKS = os.sysconf("SC_CLK_TCK")


class BenchError(Exception):
    """A build that failed, or an output that is not the one asked for."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system, of the command and all that it started."""
    memory: float
    """Most memory at a time, in MB; pages that processes share are counted once."""
    other: float
    """Processors that everything else kept busy meanwhile."""


def measured(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Run:
    """Runs a command in a folder, its output in `log`. Raises `BenchError` where it fails."""
    busy, used, start = _busy(), _used(), time.perf_counter()
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=file, stderr=file)
        peak = _Peak(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        # one that ended before the first look has only what the system noted
        memory = peak.end() or usage.ru_maxrss / 1000
    wall, cpu = time.perf_counter() - start, _used() - used
    if process.returncode:
        raise BenchError(f"{command[0]} ended with {process.returncode} → read {log}")
    return Run(wall, cpu, memory, max(0.0, _busy() - busy - cpu) / wall)


class _Peak:
    """Watches the memory of a process tree until `end`."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """The peak in MB."""
        self._stop.set()
        self._thread.join()
        return self._peak / 1e6

    def _watch(self) -> None:
        while not self._stop.wait(SAMPLE):
            self._peak = max(self._peak, _memory(self._pid))


def _memory(pid: int) -> int:
    """Bytes of a process and all below it, pages that several share divided among them."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:  # it has ended
        return 0
    own = next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return own * 1024 + sum(_memory(int(child)) for child in children)


def _used() -> float:
    """CPU seconds of all processes that this one has waited for, and those that they waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _busy() -> float:
    """CPU seconds of the whole machine since its start, the hypervisor's share among them."""
    with Path("/proc/stat").open(encoding="ascii") as file:
        user, nice, system, _, _, irq, soft, steal = (int(cell) for cell in file.readline().split()[1:9])
    return (user + nice + system + irq + soft + steal) / TICKS
