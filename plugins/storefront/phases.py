"""What a build is doing, told to whoever watches: phases, and the steps of each. By default nobody does."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple, Protocol, TypeVar

Item = TypeVar("Item")


class Step(NamedTuple):
    """Something that a phase made."""

    kind: str
    """A page's template, otherwise the phase."""
    name: str
    """Its path in the output."""
    seconds: float


class Watcher(Protocol):
    """Somebody who is told."""

    def begin(self, phase: str, total: int) -> None:
        """A phase begins; `total` is the number of its steps, 0 where they are not counted."""

    def done(self, step: Step) -> None:
        """A step of the phase is done."""

    def end(self, phase: str, seconds: float) -> None:
        """A phase has ended, or failed."""

    def spent(self, plugin: str, seconds: float) -> None:
        """Another plugin of Pelican's took that long, once more."""


_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Has a watcher told what happens in the block."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def watcher() -> Watcher | None:
    """Who is watching."""
    return _watcher.get()


@contextmanager
def phase(name: str, total: int = 0) -> Iterator[None]:
    """The block is a phase of the build."""
    told = watcher()
    if told is None:
        yield
        return
    told.begin(name, total)
    start = time.perf_counter()
    try:
        yield
    finally:
        told.end(name, time.perf_counter() - start)


def steps(items: Iterable[Item], describe: Callable[[Item], tuple[str, str]]) -> Iterator[Item]:
    """The items, one after the other; what happens until the next is asked for is a step of that kind and name."""
    told = watcher()
    if told is None:
        yield from items
        return
    for item in items:
        start = time.perf_counter()
        yield item
        told.done(Step(*describe(item), time.perf_counter() - start))


@contextmanager
def kept(*, asked: bool = False) -> Iterator[list[Step]]:
    """The steps of the block, told to nobody: for another process to tell them with `done`.

    There are none where nobody asks: neither somebody who watches here nor, as `asked` says, one elsewhere.
    """
    notes = _Notes()
    if watcher() is None and not asked:
        yield notes.steps
    else:
        with watched_by(notes):
            yield notes.steps


class _Notes:
    """Writes down the steps that it is told."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def begin(self, phase: str, total: int) -> None: ...

    def done(self, step: Step) -> None:
        self.steps.append(step)

    def end(self, phase: str, seconds: float) -> None: ...

    def spent(self, plugin: str, seconds: float) -> None: ...


def done(made: Iterable[Step]) -> None:
    """Tells of steps that were done elsewhere, as by another process."""
    if (told := watcher()) is not None:
        for step in made:
            told.done(step)
