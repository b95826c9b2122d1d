"""The build, start to end: plan the shop, make what changed, put it into place.

    shop folder -> Plan -> artifacts -> output folder with its manifest

A build with an error in its input leaves the output as it was.
"""

import os
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path

from storefront import artifacts
from storefront.artifacts import Artifact
from storefront.catalog.fetch import SCHEME
from storefront.cluster import Cluster
from storefront.freshness import Inputs, Memory, Seen, as_read, makers, see
from storefront.gates import gate_problems
from storefront.images import Rendition, produce
from storefront.images.shown import Shown
from storefront.ledger import NAME as LEDGER
from storefront.output import Change, Output
from storefront.phases import phase, steps
from storefront.plan import Plan, plan_shop
from storefront.price_report import write_unproven
from storefront.problems import InputError, Problem, errors, report
from storefront.processes import drop_earlier_builds, rare_collections
from storefront.readings import remembering
from storefront.recalled import remember, take_over
from storefront.recollection import key_of, recollect
from storefront.series import Unchanged
from storefront.shards import Work, make_pages, shared_by
from storefront.shop import Shop
from storefront.values import frozen, value


@value
class Result:
    """What a build did."""

    pages: dict[str, int]
    """Pages by locale code, those that search engines may list."""
    offers: int
    rejected: int
    """Rows of the exports that are no offer."""
    change: Change
    problems: list[Problem]
    """What did not stop the build."""
    seconds: float


def build(
    shop: Shop,
    output: Path,
    cache: Path,
    *,
    settings: str = "",
    strict: bool = False,
    jobs: int = 0,
    executor: Executor | None = None,
    seen: Seen | None = None,
) -> Result:
    """Builds a shop into a folder, in `jobs` processes, 0 for all processors, or on the workers of an `executor`.

    `settings` names what was decided outside the shop's files; the same name later may find the build still fresh, no
    name never. A `strict` build, for release, stops for warnings too. What was `seen` a moment ago of the same shop,
    cache and output is not looked at again. Raises `InputError` with every mistake in the input, the output untouched.
    """
    start = time.perf_counter()
    drop_earlier_builds()
    with rare_collections():
        if seen is None or not seen.is_last:
            seen = see(shop.folder, cache, output)
        memory, inputs = seen.memory, as_read(seen.inputs, shop.folder / "shop.toml", shop.mark)
        made_by = makers(inputs, shop.folder)
        one = _Build(shop, output, cache, settings, strict, jobs, executor, start, memory, inputs, made_by)
        with remembering(cache / "readings.pickle", made_by):
            return one.result()


class _OtherCatalogError(Exception):
    """The catalog is not the one of the last build."""


@frozen
class _Build:
    """One build: what was asked for, and what is known of the last one."""

    shop: Shop
    output: Path
    cache: Path
    settings: str
    strict: bool
    jobs: int
    executor: Executor | None
    start: float
    memory: Memory
    inputs: Inputs
    made_by: bytes
    """Hash of our code and the shop's settings."""

    def result(self) -> Result:
        """Builds, with the catalog of the last build where that is still the same."""
        recalled = None if self.strict or self.executor else recollect(self.memory, self._key)
        if recalled:
            plan = plan_shop(self.shop, self.cache, recalled)
            if not errors(plan.problems):  # of those the whole plan knows all
                with suppress(_OtherCatalogError):
                    return self._made(plan)
        plan = plan_shop(self.shop, self.cache)
        from storefront.catalog.load import write_rejects  # noqa: PLC0415 - polars takes long to load

        write_rejects(plan.store.imported.rejects, self.cache / "rejects")
        write_unproven(plan.store, self.cache)
        _stop_for([*plan.problems, *(gate_problems(plan.store) if self.strict else ())], strict=self.strict)
        return self._made(plan)

    def _made(self, plan: Plan) -> Result:
        """Makes what is planned. Raises `_OtherCatalogError` where the catalog is not the one that the plan recalls."""
        target = Output(self.output, self.memory.outputs)
        try:
            shown = Shown(plan.images, self.memory.shown, target.manifest)
            unchanged = Unchanged(self.memory.lists, target.manifest)
            work = Work(plan, shared_by(plan, self.made_by), target, shown, plan.assets.paths, unchanged)
            if plan.store.recalled and not take_over(work, self.memory, self.cache):
                raise _OtherCatalogError
            cluster = Cluster(self.executor, self.inputs, self.made_by, self.cache) if self.executor else None
            _make(work, self.cache / "images" / "made", self.jobs, cluster)
            problems = sorted({*plan.problems, *plan.images.problems})
            _stop_for(problems, strict=self.strict)
            with phase("files"):
                change = target.commit()
        finally:
            target.discard()
        return self._saved(work, target, change, problems)

    def _saved(self, work: Work, target: Output, change: Change, problems: list[Problem]) -> Result:
        """Writes down what the next build should know."""
        plan, shop = work.plan, self.shop
        plan.images.save()
        if self.strict:
            from storefront.catalog.accepted import accept  # noqa: PLC0415 - polars takes long to load

            accept(plan.store.catalog, self.cache, (self.output / LEDGER).read_bytes())
        pages = _count_pages(plan)
        summary = {"pages": pages, "report": report(problems)}
        remote = any(source.file.startswith(SCHEME) for source in shop.settings.catalog.sources)
        kept = work.shown.data(target.manifest), work.unchanged.data(target.manifest)
        catalog = remember(work, self.memory, self.cache, self._key)
        settings = "" if remote else self.settings
        self.memory.save(self.inputs, target.statuses, settings, shop.today, summary, *kept, catalog)
        offers, rows = plan.store.counts
        return Result(pages, offers, rows - offers, change, problems, time.perf_counter() - self.start)

    @cached_property
    def _key(self) -> bytes:
        return key_of(self.shop, self.cache, self.inputs, self.made_by)


def _stop_for(problems: Sequence[Problem], *, strict: bool) -> None:
    if errors(problems, strict=strict):
        raise InputError(problems)


def _count_pages(plan: Plan) -> dict[str, int]:
    counts = {edition.locale.code: 0 for edition, _ in plan.editions}
    for page in plan.pages:
        counts[page.locale] += page.indexable
    return counts


def _make(work: Work, made: Path, jobs: int, cluster: Cluster | None) -> None:
    """Makes every file of the output; a file of the theme's `root/` stands in place of one of ours."""
    plan = work.plan
    for asset in artifacts.asset_artifacts(plan.assets):
        work.target.add(asset)

    def ours(found: Iterable[Artifact]) -> None:
        for one in found:
            work.add(one)

    def lists() -> None:
        ours(_lists(work))

    with phase("pages", len(plan.pages)):
        if cluster:
            cluster.make_pages(work, lists)
        else:
            make_pages(work, jobs, lists)
    ours(artifacts.file_artifacts([edition for edition, _ in plan.editions]))
    renditions = plan.images.renditions()
    missing = {one.key: one for one in renditions if one.recipe.format != "svg" and not (made / one.key).is_file()}
    with phase("pictures", len(missing)):
        if cluster:
            cluster.make_pictures(list(missing.values()), made)
        else:
            _produce(missing.values(), made)
        ours(_pictures(renditions, made))


def _lists(work: Work) -> Iterator[Artifact]:
    """Feeds, sitemaps, addresses: what speaks of pages."""
    plan = work.plan
    editions = [edition for edition, _ in plan.editions]
    for edition in editions:
        yield from artifacts.feed_artifacts(edition, work.shared[edition.locale.code])
    if not plan.store.recalled:
        yield from artifacts.merchant_artifacts(editions, work.shared)
        yield from artifacts.filter_artifacts(editions, plan.listings, work.shared)
    if LEDGER not in work.kept:
        yield from artifacts.sitemap_artifacts(editions, plan.pages)
        yield from artifacts.address_artifacts(plan.store, editions[0].graph, plan.pages)


def _pictures(renditions: Iterable[Rendition], made: Path) -> Iterator[Artifact]:
    """The pictures, when the pages have said which they show."""
    for one in renditions:
        yield Artifact(one.address.lstrip("/"), one.address, partial(produce, one, made), artifacts.IMMUTABLE)


def _produce(renditions: Collection[Rendition], made: Path) -> None:
    """Makes pictures that the cache does not have yet, on all processors."""
    # threads: Pillow works outside Python's lock, and no process has to be started
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        ready = zip(renditions, pool.map(partial(produce, cache=made), renditions), strict=True)
        for _ in steps(ready, lambda one: ("pictures", one[0].address.lstrip("/"))):
            pass
