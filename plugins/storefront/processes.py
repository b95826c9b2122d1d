"""Processes beside this one: how many there may be, and a pool of them."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from storefront.problems import InputError, Problem

RARELY = 500_000
"""New values between two looks for garbage."""
MUCH = 1.25
"""So many times what there was after the last look for garbage is worth another one (as CPython has it)."""

_THERE: list[int] = []
"""How many pieces of memory were taken before the first build of this process, then after the last look for garbage."""


def available() -> int:
    """How many processes may work at once: one a processor that this one may use, one where forks are not safe.

    They are not where the system's libraries do not survive them, nor beside the main thread, as in a cluster's worker.
    """
    safe = sys.platform == "linux" and threading.current_thread() is threading.main_thread()
    return len(os.sched_getaffinity(0)) if safe else 1


@contextmanager
def forks(count: int) -> Iterator[Executor]:
    """A pool of processes that know what this one knows when they are asked first.

    They never ask polars: its threads are not there after a fork, and whoever waits for them waits for ever. They end
    with this process, however that ends: left behind, they would wait for work for ever, and hold what it has locked.
    Raises `InputError` where one of them is ended from outside.
    """
    try:
        with ProcessPoolExecutor(count, multiprocessing.get_context("fork"), _end_with_parent) as pool:
            yield pool
    except BrokenProcessPool:
        message = "a process of the build was ended from outside, as systems do where memory runs out"
        raise InputError([Problem("build", message=message, hint="build with fewer: --jobs 1")]) from None


def _end_with_parent() -> None:
    """Has this process end when the one that it was forked from is there no more."""
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_wait_for, args=(parent,), daemon=True).start()


def _wait_for(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Has Python look for circles of garbage hardly ever: a build makes millions of values and none.

    What is there already is not looked at.
    """
    thresholds = gc.get_threshold()
    gc.set_threshold(RARELY, *thresholds[1:])
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


def drop_earlier_builds() -> None:
    """Looks for circles of garbage where much has come since the last look.

    Plans of earlier builds of this process are such circles. Python itself never looks for them: it hardly looks at all
    while a build lasts, and takes what was frozen once for old.
    """
    there = sys.getallocatedblocks()
    if not _THERE:
        _THERE.append(there)
    elif there > MUCH * _THERE[0]:
        gc.collect()
        _THERE[0] = sys.getallocatedblocks()
