"""Who may write: a lease with a token of its own."""

import os
import socket
from dataclasses import dataclass
from getpass import getuser
from time import time

from scripts.deploy.process import identity

SECONDS = 90
"""How long a lease holds without being renewed: longer than `FRESH` and the longest request (`transport.PATIENCE` and
`wire.TIMEOUT`) together, so that no write of ours arrives after somebody else may have taken over."""
FRESH = 30
"""Seconds after which a lease is renewed before the next write."""
BEAT = 25
"""Seconds after which it is renewed beside the writes, so that none has to wait for that."""


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
    """The process that holds it, as `process.identity` spells it; empty where that cannot be told."""
    beat: int = 0
    """How often it was renewed."""


def new_lease(token: str, why: str, seconds: int = SECONDS) -> Lease:
    """A lease of this process; one without end is nobody's in particular."""
    return Lease(token, me(), time(), seconds, why, identity(os.getpid()) if seconds else "")


def me() -> str:
    """Who runs this, for people."""
    try:
        name = getuser()
    except (KeyError, OSError):  # a container whose user has no name
        name = str(os.getuid())
    return f"{name}@{socket.gethostname()}"
