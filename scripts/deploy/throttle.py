"""How many requests may be under way: halved when the server asks for less, grown by one a round while it does not."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

CALM = 1.0
"""Seconds after a cut in which further complaints are about requests that were already under way."""


class Throttle:
    """Additive increase, multiplicative decrease, as TCP does it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._limit = float(most)
        self._under_way = 0
        self._cut = float("-inf")
        self._room = threading.Condition()

    @property
    def limit(self) -> int:
        """How many requests may be under way now."""
        return int(self._limit)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for room and takes it while the block runs."""
        with self._room:
            self._room.wait_for(lambda: self._under_way < self.limit)
            self._under_way += 1
        try:
            yield
        finally:
            with self._room:
                self._under_way -= 1
                self._room.notify()

    def slow(self) -> None:
        """The server asked for less."""
        with self._room:
            if time.monotonic() - self._cut > CALM:
                self._limit = max(1.0, self._limit / 2)
                self._cut = time.monotonic()

    def well(self) -> None:
        """A request was answered as it should be."""
        if self._limit < self._most:
            with self._room:
                self._limit = min(self._most, self._limit + 1 / self._limit)
                self._room.notify()
