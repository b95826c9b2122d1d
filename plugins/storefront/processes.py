"""Processes beside this one: how many there may be, and a pool of them."""

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor


def available() -> int:
    """How many processes may work at once: one a processor that this one may use, one where forks are not safe."""
    # elsewhere the system's libraries do not survive a fork
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def forks(count: int) -> ProcessPoolExecutor:
    """A pool of processes that know what this one knows when they are asked first.

    They never ask polars: its threads are not there after a fork, and whoever waits for them waits for ever.
    """
    return ProcessPoolExecutor(count, multiprocessing.get_context("fork"))
