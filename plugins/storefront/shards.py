"""The pages of a plan, dealt out to several processes: each makes its own and puts them aside.

    Plan -> shards -> worker processes -> Made, taken over by the build

A worker is a fork of the process that planned, so nothing is loaded twice and nothing but results is sent. Pages that
show the same products stay together: what is made once a product and locale, its card above all, is made in one place.
"""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storefront.artifacts import page_artifact
from storefront.images.library import Planned
from storefront.output import Output, Part
from storefront.phases import Step, done, kept, steps
from storefront.plan import Plan
from storefront.processes import available, forks
from storefront.render import Renderer
from storefront.views import Site

WORTH_IT = 400
"""Fewer pages are made sooner than processes are started."""
PIECES = 4
"""Shards a process at the least, so that none waits long for the last."""

Shared = dict[str, tuple[Renderer, Site, str]]
"""By locale code: what renders, what all pages share, and its digest."""


@dataclass(frozen=True)
class Work:
    """What every worker knows."""

    plan: Plan
    shared: Shared
    target: Output
    replaced: Collection[str]
    """Files that the theme has in place of ours."""

    def add(self, place: int) -> None:
        """Makes the page at a place of the plan where it changed. Raises `InputError`."""
        page = self.plan.pages[place]
        if page.path not in self.replaced:
            self.target.add(page_artifact(page, *self.shared[page.locale]))

    def make(self, places: Iterable[int]) -> None:
        """Makes the pages at these places, one after the other. Raises `InputError`."""
        for place in steps(places, self._describe):
            self.add(place)

    def _describe(self, place: int) -> tuple[str, str]:
        return self.plan.pages[place].template, self.plan.pages[place].path


@dataclass(frozen=True)
class Made:
    """What came of a shard."""

    pages: Part
    pictures: Planned
    """What the pages show."""
    downloads: dict[str, dict[str, Path]]
    """By locale code: files that texts offer, by address."""
    steps: list[Step]
    """What took how long, where somebody asks."""


def processes(pages: int) -> int:
    """How many processes so many pages are worth."""
    return available() if pages >= WORTH_IT else 1


def shards(plan: Plan, count: int) -> list[list[int]]:
    """The places of the plan's pages, dealt out by locale and top category; large groups are cut."""
    groups: dict[tuple[str, object], list[int]] = {}
    graph = plan.editions[0][0].graph
    locales = {edition.locale.code: edition.locale for edition, _ in plan.editions}
    for place, page in enumerate(plan.pages):
        trail = graph.trail(page.id, locales[page.locale]) if page.id in graph.entries else []
        groups.setdefault((page.locale, trail[1] if len(trail) > 1 else ""), []).append(place)
    most = max(1, len(plan.pages) // (count * PIECES))
    cut = (group[start : start + most] for group in groups.values() for start in range(0, len(group), most))
    return sorted(cut, key=len, reverse=True)


_WORK: list[Work] = []
"""In the process that planned and, by inheritance, in its forks."""


@contextmanager
def pool(work: Work, count: int) -> Iterator[Executor]:
    """Processes that know the work."""
    _WORK.append(work)
    gc.collect()
    gc.freeze()  # so that no collection touches, and thereby copies, what the processes share
    try:
        with forks(count) as executor:
            yield executor
    finally:
        gc.unfreeze()
        _WORK.pop()


def make_shard(places: Sequence[int]) -> Made:
    """Makes the pages at these places of the plan, in a process that knows the work. Raises `InputError`."""
    work = _WORK[-1]
    work.target.take()  # what was there before the fork
    with kept() as told:
        work.make(places)
    downloads = {edition.locale.code: dict(edition.files) for edition, _ in work.plan.editions}
    return Made(work.target.take(), work.plan.images.take(), downloads, told)


def make_pages(work: Work, count: int, meanwhile: Callable[[], None]) -> None:
    """Makes all pages of a plan in so many processes; this one does something else meanwhile. Raises `InputError`."""
    if count == 1:
        work.make(range(len(work.plan.pages)))
        meanwhile()
        return
    with pool(work, count) as executor:
        shards_made = executor.map(make_shard, shards(work.plan, count))
        meanwhile()
        for made in shards_made:
            done(made.steps)
            work.target.merge(made.pages)
            work.plan.images.absorb(made.pictures)
            for edition, _ in work.plan.editions:
                edition.files.update(made.downloads[edition.locale.code])
