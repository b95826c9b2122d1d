"""What a build tells while it runs: a bar a phase in a terminal, plain lines elsewhere, and where its time went."""

import heapq
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import click

from storefront.phases import Step, Watcher

PATIENCE = 1.0
"""Seconds that a phase may take before a plain line tells of it."""
PAUSE = 5.0
"""Seconds between two plain lines of a phase."""
SLOWEST = 10
"""Pages that a profile names."""
REFRESH = 10
"""Times a second that a bar is drawn."""


def rate(steps: int, seconds: float) -> str:
    """Steps a second as people read it."""
    return f"{steps / seconds:,.0f}/s" if seconds else ""


class Lines:
    """Plain lines, for logs: one for a phase that took its time, and one now and then while it lasts."""

    def __init__(self) -> None:
        self._phase, self._total, self._steps = "", 0, 0
        self._start = self._told = 0.0

    def begin(self, phase: str, total: int) -> None:
        """Notes the phase."""
        self._phase, self._total, self._steps = phase, total, 0
        self._start = self._told = time.monotonic()

    def done(self, _: Step) -> None:
        """Tells how far the phase is, now and then."""
        self._steps += 1
        now = time.monotonic()
        if now - self._told >= PAUSE and self._total:
            self._told = now
            pace = self._steps / (now - self._start)
            left = (self._total - self._steps) / pace
            click.echo(f"{self._phase}: {self._steps:,} of {self._total:,}, {pace:,.0f}/s, {left:,.0f} s left")

    def end(self, phase: str, seconds: float) -> None:
        """Tells what the phase took."""
        if seconds >= PATIENCE:
            counted = f", {self._steps:,} at {rate(self._steps, seconds)}" if self._steps else ""
            click.echo(f"{phase}: {seconds:.1f} s{counted}")

    def spent(self, plugin: str, seconds: float) -> None:
        """Says nothing of plugins."""


class Bars:
    """A bar a phase, with steps a second and the time left."""

    def __init__(self) -> None:
        # a third of the time of a build in which little changed: loaded only where it shows
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        self._progress = Progress(
            TextColumn("{task.description:9}"),
            BarColumn(),
            TextColumn("{task.fields[count]}"),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=Console(stderr=True),
            # drawn by us: a thread that draws must not be at it while the build starts processes
            auto_refresh=False,
        )
        self._progress.start()
        self._total, self._steps, self._start, self._drawn = 0, 0, 0.0, 0.0

    def begin(self, phase: str, total: int) -> None:
        """Starts a bar; it stays empty until the end where steps are not counted."""
        self._task = self._progress.add_task(phase, total=total or None, count="")
        self._total, self._steps, self._start = total, 0, time.monotonic()
        self._progress.refresh()

    def done(self, _: Step) -> None:
        """Moves the bar."""
        self._steps += 1
        now = time.monotonic()
        if now - self._drawn >= 1 / REFRESH:
            self._drawn = now
            self._draw(now - self._start)

    def end(self, phase: str, seconds: float) -> None:  # noqa: ARG002 - as the protocol has it
        """Fills the bar; it stays."""
        self._draw(seconds)
        if self._steps == self._total:
            self._progress.update(self._task, total=self._total or 1, completed=self._total or 1)
        self._progress.refresh()

    def spent(self, plugin: str, seconds: float) -> None:
        """Says nothing of plugins."""

    def close(self) -> None:
        """Leaves the bars as they are."""
        self._progress.stop()

    def _draw(self, seconds: float) -> None:
        count = f"{self._steps:,}/{self._total:,}  {rate(self._steps, seconds)}" if self._total else ""
        self._progress.update(self._task, completed=self._steps, count=count, refresh=True)


@dataclass
class Profile:
    """Where the time of a build went."""

    phases: dict[str, float] = field(default_factory=dict)
    templates: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Number of pages and seconds."""
    plugins: dict[str, float] = field(default_factory=dict)
    _slowest: list[tuple[float, str, str]] = field(default_factory=list)

    def begin(self, phase: str, total: int) -> None:
        """Waits for its end."""

    def done(self, step: Step) -> None:
        """Adds a page to its template."""
        if not step.kind.endswith(".html"):
            return
        pages, seconds = self.templates.get(step.kind, (0, 0.0))
        self.templates[step.kind] = (pages + 1, seconds + step.seconds)
        entry = (step.seconds, step.name, step.kind)
        if len(self._slowest) < SLOWEST:
            heapq.heappush(self._slowest, entry)
        else:
            heapq.heappushpop(self._slowest, entry)

    def end(self, phase: str, seconds: float) -> None:
        """Adds a phase."""
        self.phases[phase] = self.phases.get(phase, 0.0) + seconds

    def spent(self, plugin: str, seconds: float) -> None:
        """Adds to a plugin."""
        self.plugins[plugin] = self.plugins.get(plugin, 0.0) + seconds

    @property
    def slowest(self) -> list[tuple[float, str, str]]:
        """Seconds, path and template of the slowest pages, the slowest first."""
        return sorted(self._slowest, reverse=True)

    def data(self) -> dict[str, Any]:
        """The profile for programs, times in seconds."""
        return {
            "phases": self.phases,
            "templates": {name: {"pages": pages, "seconds": took} for name, (pages, took) in self.templates.items()},
            "plugins": self.plugins,
            "slowest": [{"path": path, "template": kind, "seconds": took} for took, path, kind in self.slowest],
        }

    def lines(self, total: float) -> Iterator[str]:
        """The profile for people; `total` is what the whole build took."""
        rest = total - sum(self.phases.values())
        parts = [*self.phases.items(), ("start and end", rest)]
        yield from _table(("phase", "s", "%"), [(name, f"{s:.2f}", f"{100 * s / total:.0f}") for name, s in parts])
        yield from _table(
            ("template", "pages", "s", "ms a page"),
            [
                (name, f"{pages:,}", f"{took:.2f}", f"{1000 * took / pages:.2f}")
                for name, (pages, took) in sorted(self.templates.items(), key=lambda item: -item[1][1])
            ],
        )
        yield from _table(("plugin", "s"), [(name, f"{took:.2f}") for name, took in self.plugins.items()])
        yield from _table(
            ("slowest pages", "ms", "template"),
            [(path, f"{1000 * took:.1f}", kind) for took, path, kind in self.slowest],
        )


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns side by side, numbers to the right; nothing where there is no row."""
    if not rows:
        return
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    yield ""
    for row in (header, *rows):
        first, *others = zip(row, widths, strict=True)
        yield "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]).rstrip()


@dataclass(frozen=True)
class Several:
    """Tells several watchers."""

    watchers: Sequence[Watcher]

    def begin(self, phase: str, total: int) -> None:
        """Passed on."""
        for one in self.watchers:
            one.begin(phase, total)

    def done(self, step: Step) -> None:
        """Passed on."""
        for one in self.watchers:
            one.done(step)

    def end(self, phase: str, seconds: float) -> None:
        """Passed on."""
        for one in self.watchers:
            one.end(phase, seconds)

    def spent(self, plugin: str, seconds: float) -> None:
        """Passed on."""
        for one in self.watchers:
            one.spent(plugin, seconds)


@contextmanager
def showing(*, terminal: bool, lines: bool) -> Iterator[Watcher]:
    """Somebody who shows the progress on a terminal, or in plain lines, or not at all."""
    if terminal:
        bars = Bars()
        try:
            yield bars
        finally:
            bars.close()
    else:
        yield Lines() if lines else Several(())
