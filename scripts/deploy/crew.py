"""Threads that do many requests at once: all of a stage, or none more after the first that failed."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
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
        """The results in the order of the items. Raises the first error, when nothing is under way any more."""
        futures: list[Future[Out]] = [self._pool.submit(work, item) for item in items]
        waiting = wait(futures, return_when=FIRST_EXCEPTION).not_done
        for future in waiting:
            future.cancel()
        wait([future for future in waiting if not future.cancelled()])
        errors = (future.exception() for future in futures if not future.cancelled())
        for error in errors:
            if error:
                raise error
        return [future.result() for future in futures]
