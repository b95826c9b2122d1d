"""What people see while a deploy writes: how much is done, how fast, how long it takes still."""

import sys
import threading
import time
from typing import TextIO

WIDTH = 24
SMALL = 100_000
EVERY = 0.1
"""Seconds between two pictures."""


class Progress:
    """A line that is drawn over and over, on a terminal only."""

    def __init__(self, objects: int, size: int, out: TextIO | None = None) -> None:
        self._objects, self._size = objects, size
        self._out = out or sys.stderr
        self._done = self._sent = 0
        self._start = self._drawn = time.monotonic()
        self._guard = threading.Lock()
        self._shown = self._out.isatty()

    def step(self, size: int) -> None:
        """One more object of so many bytes is in place."""
        with self._guard:
            self._done += 1
            self._sent += size
            now = time.monotonic()
            if self._shown and (now - self._drawn > EVERY or self._done == self._objects):
                self._drawn = now
                self._out.write(f"\r\x1b[K{self.line(now - self._start)}")
                self._out.flush()

    def end(self) -> None:
        """Leaves the line alone."""
        if self._shown and self._done:
            self._out.write("\n")

    def line(self, seconds: float) -> str:
        """The line after so many seconds."""
        share = self._sent / self._size if self._size else self._done / max(1, self._objects)
        filled = round(share * WIDTH)
        rate = self._sent / seconds if seconds else 0.0
        left = seconds / share - seconds if share else 0.0
        bar = f"{'━' * filled}{'┈' * (WIDTH - filled)}"
        sent = f"{megabytes(self._sent)} of {megabytes(self._size)}  {megabytes(rate)}/s"
        return f"{bar} {self._done:,} of {self._objects:,}  {sent}  {left // 60:.0f}:{left % 60:02.0f} left"


def megabytes(size: float) -> str:
    """A size for people: `3.2 MB`."""
    return f"{size / 1e6:.1f} MB" if size >= SMALL else f"{size / 1e3:.1f} kB"
