"""Processes beside this one: how many there may be, and a pool of them."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from typing import Any

from storefront.problems import InputError, Problem

RARELY = 500_000
"""New values between two looks for garbage."""
MUCH = 1.25
"""So many times what there was after the last look for garbage is worth another one (as CPython has it)."""

CALL_OFF = getattr(signal, "SIGUSR1", signal.SIGTERM)
"""What tells a process that nobody waits for its work any more; systems without it have no forks."""

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
    Where the block ends with an exception, Ctrl+C among them, what they are at is called off. Work is given by
    `submit`: `map` cancels what it has given, and where a process is ended then, CPython 3.11 waits for ever.
    Raises `InputError` where one of them is ended from outside.
    """
    before = _children()
    try:
        with _Pool(count, multiprocessing.get_context("fork"), _serve_parent) as pool:
            try:
                yield pool
            except BaseException:
                for pid in _children() - before:
                    with suppress(ProcessLookupError):  # it has ended meanwhile
                        os.kill(pid, CALL_OFF)
                raise
    except BrokenProcessPool:
        message = "a process of the build was ended from outside, as systems do where memory runs out"
        raise InputError([Problem("build", message=message, hint="build with fewer: --jobs 1")]) from None


def _children() -> set[int]:
    return {one.pid for one in multiprocessing.active_children() if one.pid}


class _Pool(ProcessPoolExecutor):
    """Processes whose work can be called off.

    Ended at any moment, one may leave half an answer behind, and Python waits for the other half for ever. They never
    hear of Ctrl+C; nor does this process while it starts one, which nobody would know of then.
    """

    def submit(self, function: Callable[..., Any], /, *values: Any, **named: Any) -> "Future[Any]":  # noqa: ANN401 - any work
        with _uninterrupted():
            return super().submit(_work, function, *values, **named)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Has Ctrl+C wait for the end of the block: Python tells the main thread, whichever the system has told."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[object] = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append(None))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        signal.raise_signal(signal.SIGINT)


class _CalledOff(BaseException):
    """Nobody waits for this any more."""


_WORKING: list[None] = []
"""Whether this process is at something, in one that was forked."""
_ENDING: list[None] = []
"""Whether it is to begin nothing more."""


def _work(function: Callable[..., Any], *values: object, **named: object) -> Any:  # noqa: ANN401 - any work
    if _ENDING:
        raise _CalledOff
    _WORKING.append(None)
    try:
        return function(*values, **named)
    finally:
        _WORKING.clear()


def _call_off(*_: object) -> None:
    _ENDING.append(None)
    if _WORKING:
        raise _CalledOff


def _serve_parent() -> None:
    """Has this process end when the one that it was forked from is there no more, or calls its work off."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(CALL_OFF, _call_off)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # what ends the others of a pool where one of them was killed
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
