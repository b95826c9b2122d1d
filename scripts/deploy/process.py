"""Processes of this machine, named so that no other one is ever called the same."""

import os
from pathlib import Path


def identity(pid: int) -> str:
    """The machine's start, the namespace, the process's number and its own start; empty where that cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - it names no path
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    if fields[0] == "Z":  # ended, and only waits to be buried by its parent
        return ""
    return f"{boot} {namespace} {pid}:{fields[19]}"


def number_of(process: str) -> int:
    """The number of a process."""
    return int(process.rpartition(" ")[2].partition(":")[0])


def is_dead(process: str) -> bool:
    """Whether a process surely runs no more: it was one of this machine since its last start, and is gone."""
    if not process:
        return False
    place = process.rpartition(" ")[0]
    here = identity(os.getpid()).rpartition(" ")[0]
    return bool(here) and place == here and identity(number_of(process)) != process


def is_alive(process: str) -> bool:
    """Whether a process surely runs, here."""
    return bool(process) and identity(number_of(process)) == process
