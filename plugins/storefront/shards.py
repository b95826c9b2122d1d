"""The pages of a plan, dealt out to several processes: each makes its own and puts them aside.

    Plan -> shards -> worker processes -> Made, taken over by the build

A worker is a fork of the process that planned, so nothing is loaded twice and nothing but results is sent. Pages that
show the same products stay together: what is made once a product and locale, its card above all, is made in one place.
"""

import gc
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path

from storefront.artifacts import Artifact, Shared, page_artifact
from storefront.images import Use
from storefront.images.library import Planned
from storefront.images.shown import Shown
from storefront.inputs import surroundings
from storefront.output import Drafts, Part
from storefront.page import Page, Series
from storefront.phases import Step, done, kept, steps
from storefront.plan import Plan
from storefront.processes import available, forks
from storefront.render import site_digest
from storefront.series import Unchanged
from storefront.site import site_of
from storefront.templates import CARD, PICTURE
from storefront.values import frozen

WORTH_IT = 400
"""Fewer pages are made sooner than processes are started."""
ASKED = 5
"""So many pages that were there are asked, by building their views, in the time in which one is made."""
PIECES = 4
"""Shards a process at the least, so that none waits long for the last."""
AT_HAND = 2
"""Shards that each other process has been given and has not made yet: what it is at, and the next."""
MOST = 2000
"""Pages a shard at the most: what is made for one is kept until it is done."""


@frozen
class Work:
    """What every worker knows."""

    plan: Plan
    shared: Mapping[str, Shared]
    """By locale code."""
    target: Drafts
    shown: Shown
    replaced: Collection[str]
    """Files that the theme has in place of ours."""
    unchanged: Unchanged
    """The lists that are as they were."""
    kept: set[str] = field(default_factory=set)
    """Files that were taken over from the last build all at once."""

    def keep(self, place: int) -> bool:
        """Takes the page at a place of the plan over as it is, with its pictures, where it says what it is made from.

        False where that has changed, or is not said.
        """
        page = self.plan.pages[place]
        if page.path in self.replaced or page.path in self.kept:
            return True
        same = page.series is not None and self._is_same(page.series, page)
        if page.inputs is None or not self.target.had(page.path):
            return False
        if same and self.shown.keep(page.path) and self.target.keep_whole(page.path):
            return True
        return self._keep(page_artifact(page, self.shared[page.locale]))

    def _is_same(self, series: Series, page: Page) -> bool:
        """Whether the list that a page is of is as it was; also notes for the next build what it is now."""
        if series.name not in self.unchanged.marks:
            self.unchanged.marks[series.name] = self.shared[page.locale].fingerprint(page.template, series.inputs())
        return series.name in self.unchanged

    def _keep(self, artifact: Artifact) -> bool:
        kept = self.target.is_known(artifact) and self.shown.keep(artifact.path)
        if kept:
            self.target.keep(artifact)
        return kept

    def add(self, artifact: Artifact) -> None:
        """Takes a file into the output, made where it changed. Raises `InputError`."""
        if artifact.path in self.replaced:
            return
        if not artifact.noted:
            self.target.add(artifact)
        elif not self._keep(artifact):
            _, self.shown.pages[artifact.path] = self.plan.images.noting(lambda: self.target.make(artifact))

    def expect(self, places: Iterable[int]) -> None:
        """Gets ready to make the pages at these places, here and in forks of this process."""
        pages = Counter((self.plan.pages[place].locale, self.plan.pages[place].template) for place in places)
        for code, shared in self.shared.items():
            shared.renderer.expect({template: count for (locale, template), count in pages.items() if locale == code})

    def make(self, places: Iterable[int]) -> None:
        """Makes the pages at these places, one after the other. Raises `InputError`."""
        for place in steps(places, self._describe):
            page = self.plan.pages[place]
            self.add(page_artifact(page, self.shared[page.locale]))

    def forget(self) -> None:
        """Lets go of what was made of products once that is much: the pages of the next shard show others."""
        if self.plan.store.holds_many:
            self.plan.store.catalog.forget()
            for edition, _ in self.plan.editions:
                edition.forget()

    def shard(self, places: Iterable[int], *, watched: bool = False) -> "Made":
        """Makes the pages at these places, for another process to `absorb`, which `watched` it. Raises `InputError`."""
        self.shown.pages.clear()
        with kept(asked=watched) as told:
            self.make(places)
        downloads = {edition.locale.code: dict(edition.prose.files) for edition, _ in self.plan.editions}
        self.forget()
        shown, marks = dict(self.shown.pages), dict(self.plan.store.marks)
        return Made(self.target.take(), self.plan.images.take(), shown, downloads, marks, told)

    def absorb(self, made: "Made") -> None:
        """Takes over what another process made."""
        done(made.steps)
        self.target.merge(made.pages)
        self.plan.images.absorb(made.pictures)
        self.shown.pages.update(made.shown)
        self.plan.store.marks.update(made.marks)
        for edition, _ in self.plan.editions:
            edition.prose.files.update(made.downloads[edition.locale.code])

    def _describe(self, place: int) -> tuple[str, str]:
        return self.plan.pages[place].template, self.plan.pages[place].path


@frozen
class Made:
    """What came of a shard."""

    pages: Part
    pictures: Planned
    """What the pages show."""
    shown: Mapping[str, Sequence[Use]]
    """Which of them each page shows, where it says what it is made from."""
    downloads: dict[str, dict[str, Path]]
    """By locale code: files that texts offer, by address."""
    marks: Mapping[str, bytes]
    """Hashes of what its pages show of the catalog (`Store.marks`)."""
    steps: list[Step]
    """What took how long, where somebody asks."""


def shared_by(plan: Plan, made_by: bytes) -> dict[str, Shared]:
    """What all pages of each locale share, by locale code; `made_by` is the hash of what has a hand in all of them."""
    found = {}
    for edition, renderer in plan.editions:
        site = site_of(edition, plan.assets, renderer)
        around = surroundings(edition, made_by, renderer.digest(CARD), renderer.digest(PICTURE))
        found[edition.locale.code] = Shared(renderer, site, site_digest(site), around)
    return found


def processes(pages: int) -> int:
    """How many processes so many pages are worth."""
    return available() if pages >= WORTH_IT else 1


def shards(plan: Plan, places: Sequence[int], most: int) -> list[list[int]]:
    """Places of the plan's pages, dealt out by locale and top category; groups larger than `most` are cut."""
    groups: dict[tuple[str, object], list[int]] = {}
    graph = plan.editions[0][0].graph
    locales = {edition.locale.code: edition.locale for edition, _ in plan.editions}
    for place in places:
        page = plan.pages[place]
        trail = graph.trail(page.id, locales[page.locale]) if page.id in graph.entries else []
        groups.setdefault((page.locale, trail[1] if len(trail) > 1 else ""), []).append(place)
    cut = (group[start : start + most] for group in groups.values() for start in range(0, len(group), most))
    return sorted(cut, key=len, reverse=True)


_WORK: list[Work] = []
"""In the process that planned and, by inheritance, in its forks."""


@contextmanager
def pool(work: Work, count: int) -> Iterator[Executor]:
    """Processes that know the work."""
    _WORK.append(work)
    work.plan.store.read()
    try:
        with forks(count) as executor:
            yield executor
    finally:
        _WORK.pop()


def make_shard(places: Sequence[int]) -> Made:
    """Makes the pages at these places of the plan, in a process that knows the work. Raises `InputError`."""
    work = _WORK[-1]
    work.target.take()  # what was there before the fork
    return work.shard(places)


def changed(work: Work) -> list[int]:
    """The places of the pages that have to be made; the others are taken over as they are."""
    return [place for place in range(len(work.plan.pages)) if not work.keep(place)]


def make_pages(work: Work, jobs: int, meanwhile: Callable[[], None]) -> None:
    """Makes those pages of a plan that changed, in `jobs` processes, as many as they are worth where that is 0.

    This process is one of them, and does something else first. Raises `InputError`.
    """
    places = changed(work)
    work.expect(places)
    gc.freeze()  # the plan stays; and no collection touches, and thereby copies, what processes share
    asked = sum(
        work.plan.pages[place].inputs is None and work.target.had(work.plan.pages[place].path) for place in places
    )
    count = jobs or processes(len(places) - asked + asked // ASKED)
    dealt = shards(work.plan, places, min(MOST, max(1, len(places) // (count * PIECES))))
    if count == 1:
        for shard in dealt:
            work.make(shard)
            work.forget()
        meanwhile()
        return
    with pool(work, count - 1) as executor:
        left, given = deque(dealt), deque[Future[Made]]()

        def deal() -> None:
            """Has shards at hand for the others, and takes over what they have made of them, in their order."""
            while left and sum(not one.done() for one in given) < AT_HAND * (count - 1):
                given.append(executor.submit(make_shard, left.popleft()))
            while given and given[0].done():
                work.absorb(given.popleft().result())

        deal()
        meanwhile()
        while left:
            work.make(left.popleft())
            work.forget()
            deal()
        for one in given:
            work.absorb(one.result())
