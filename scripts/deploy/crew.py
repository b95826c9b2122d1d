"""Threads that do many requests at once: all of a stage, or none more after the first that failed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Condition
from types import TracebackType
from typing import Self, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")


class Crew:
    """A fixed number of threads, each with a connection of its own to the store."""

    def __init__(self, size: int) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="deploy")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def start(self, work: Callable[[], Out]) -> Future[Out]:
        """Begins something beside what the caller does."""
        return self._pool.submit(work)

    def map(self, work: Callable[[In], Out], items: Iterable[In]) -> Sequence[Out]:
        """The results in the order of the items. Raises the first error, when nothing is under way any more.

        That goes for Ctrl+C, too: whoever gives up a lease must not have a write under way.
        """
        going = _Going()

        def one(item: In) -> Out:
            with going.turn():
                return work(item)

        futures: list[Future[Out]] = []
        try:
            futures += (self._pool.submit(one, item) for item in items)
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            for future in futures:
                future.cancel()
            going.end()
        errors = (future.exception() for future in futures if not future.cancelled())
        for error in errors:
            if error and not isinstance(error, CancelledError):
                raise error
        return [future.result() for future in futures]


class _Going:
    """Counts what is under way; when it is ended, nothing begins any more, known of or not."""

    def __init__(self) -> None:
        self._count = 0
        self._ended = False
        self._changed = Condition()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Is under way while the block runs. Raises `CancelledError` where it was ended."""
        with self._changed:
            if self._ended:
                raise CancelledError
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def end(self) -> None:
        """Lets nothing begin, and waits for what is under way."""
        with self._changed:
            self._ended = True
            self._changed.wait_for(lambda: not self._count)
