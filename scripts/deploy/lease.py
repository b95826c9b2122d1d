"""Who may write: a lease with a token of its own, and what can be known of the process that holds it."""

import os
import socket
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from time import time

SECONDS = 90
"""How long a lease holds without being renewed: longer than `FRESH` and the longest request (`transport.PATIENCE` and
`wire.TIMEOUT`) together, so that no write of ours arrives after somebody else may have taken over."""
FRESH = 30
"""Seconds after which a lease is renewed before the next write."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may write, and for how long."""

    token: str
    """Of one deploy, never used twice."""
    who: str
    """For people: `quentin@laptop`."""
    since: float
    """Unix time, by the holder's clock: for people."""
    seconds: int
    """How long after the head was last written it holds; 0 holds until `unlock`."""
    why: str
    process: str = ""
    """The process that holds it, as `_identity` spells it; empty where that cannot be told."""
    beat: int = 0
    """How often it was renewed."""


def new_lease(token: str, why: str, seconds: int = SECONDS) -> Lease:
    """A lease of this process; one without end is nobody's in particular."""
    return Lease(token, me(), time(), seconds, why, _identity(os.getpid()) if seconds else "")


def me() -> str:
    """Who runs this, for people."""
    try:
        name = getuser()
    except (KeyError, OSError):  # a container whose user has no name
        name = str(os.getuid())
    return f"{name}@{socket.gethostname()}"


def is_dead(process: str) -> bool:
    """Whether a process surely runs no more: it was one of this machine since its last start, and is gone."""
    if not process:
        return False
    place, _, rest = process.rpartition(" ")
    number = rest.partition(":")[0]
    here = _identity(os.getpid()).rpartition(" ")[0]
    return bool(here) and place == here and _identity(int(number)) != process


def _identity(pid: int) -> str:
    """A process as nobody else will be called: the machine's start, the namespace, its number and its own start."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - it names no path
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    if fields[0] == "Z":  # ended, and only waits to be buried by its parent
        return ""
    return f"{boot} {namespace} {pid}:{fields[19]}"
