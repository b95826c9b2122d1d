"""A build whose pages are made on other machines: shards go to an `Executor`, what came of them is taken over here.

    Plan -> errands in the shared output folder -> workers -> Answer, taken over by the build

The engine carries numbers and results alone. What a lost worker did not answer, it gives to another.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, as_completed
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import orjson

from storefront.freshness import Inputs
from storefront.images import Rendition
from storefront.phases import done, watcher
from storefront.plan import Plan
from storefront.problems import InputError, Problem
from storefront.shards import MOST, Work, changed, shards
from storefront.shop import PRODUCT
from storefront.values import frozen
from storefront.worker import Answer, Errand, Job, code_here, leave, make_pictures, make_shard, mark_of

PIECES = 64
"""Shards a build at the least, so that many workers have something to do."""
LEAST = 25
"""Pages a shard: fewer are not worth their way."""
PICTURES = 16
"""At a time."""
PATIENCE = 20
"""Seconds to wait for a scheduler, and then for its first worker."""
LOCK = PRODUCT / "requirements-cluster.lock"


@contextmanager
def connected(address: str) -> Iterator[Executor]:
    """The workers of the Dask scheduler at an address, as an executor.

    Raises `InputError` where there are none, where they were lost for good, or where they do not know Vitrina.
    """
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - an extra, and half a second to load
    except ImportError:
        hint = f"install it: {sys.executable} -m pip install --require-hashes --requirement {LOCK}"
        raise _failure(address, "Dask distributed is not installed", hint) from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]  # no types
    except (OSError, ValueError) as error:
        hint = "start one with `dask scheduler`, and give its address as in tcp://10.0.0.5:8786"
        raise _failure(address, f"no scheduler answers: {error}", hint) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            hint = f"start some: `dask worker {address} --nthreads 1 --nworkers auto`"
            raise _failure(address, "the scheduler has no workers", hint) from error
        try:
            # of pure tasks with the same arguments, the second is not done
            with _ended(client.get_executor(pure=False)) as executor:  # type: ignore[no-untyped-call]  # likewise
                yield executor
            client.run(leave, on_error="ignore")
        except KilledWorker as error:
            hint = "read their logs; where memory ran out, start fewer of them on a machine"
            raise _failure(address, f"workers died of the same pages again and again: {error}", hint) from error
        except CancelledError as error:
            raise _failure(address, "the scheduler was lost", "start it again, then build again") from error
        except ModuleNotFoundError as error:
            hint = "install Vitrina on all machines and start the workers again"
            raise _failure(address, f"a worker says: {error}", hint) from error


@contextmanager
def _ended(executor: Executor) -> Iterator[Executor]:
    """Has an executor do nothing more after the block; what a worker is at, it ends."""
    try:
        yield executor
    finally:
        executor.shutdown(wait=False)


def _failure(address: str, message: str, hint: str) -> InputError:
    return InputError([Problem(f"cluster {address}", message=message, hint=hint)])


@frozen
class Cluster:
    """What makes the pages and pictures of one build on the workers of an executor."""

    executor: Executor
    inputs: Inputs
    """What the build reads, as it was before."""
    made_by: bytes
    """Hash of what has a hand in all pages."""
    cache: Path

    def make_pages(self, work: Work, meanwhile: Callable[[], None]) -> None:
        """Makes those pages of a plan that changed; this process does something else meanwhile. Raises `InputError`."""
        job = self._job(work)
        try:
            self._make_pages(work, job, meanwhile)
        except BaseException:
            # no worker that is still at it can write into a folder with another name, so it can be removed
            job.files.rename(job.files.with_name("withdrawn"))
            raise

    def _make_pages(self, work: Work, job: Job, meanwhile: Callable[[], None]) -> None:
        todo = changed(work)
        size = min(MOST, max(LEAST, len(todo) // PIECES))
        waiting = set()
        for number, places in enumerate(shards(work.plan, todo, size)):
            _errand(work, places).write(job.files / f"{number}.json")
            waiting.add(self.executor.submit(make_shard, job, number))
        meanwhile()
        heard: dict[str, list[int]] = {}
        for future in as_completed(waiting):
            answer: Answer = future.result()
            work.absorb(answer.made)
            heard.setdefault(answer.process, []).append(answer.number)
            waiting.discard(future)  # and with it the answer, which is large
        if any(len(numbers) < max(numbers) for numbers in heard.values()):
            _plan_pictures(work.plan)

    def make_pictures(self, renditions: Sequence[Rendition], folder: Path) -> None:
        """Makes pictures that the cache in a folder does not have yet. Raises `InputError`."""
        batches = (renditions[start : start + PICTURES] for start in range(0, len(renditions), PICTURES))
        for future in as_completed(
            [self.executor.submit(make_pictures, code_here(), batch, str(folder)) for batch in batches]
        ):
            done(future.result())

    def _job(self, work: Work) -> Job:
        """The build as its workers are told of it; what they compare theirs with is among its files."""
        shop = work.plan.store.shop
        job = Job(
            name=f"build-{token_hex(8)}",
            code=code_here(),
            made_by=self.made_by.hex(),
            shop=str(shop.folder.absolute()),
            output=str(work.target.folder.absolute()),
            cache=str(self.cache.absolute()),
            address=shop.address,
            day=shop.today.isoformat(),
            pages=mark_of(work.plan),
            watched=watcher() is not None,
        )
        job.files.mkdir()
        (job.files / "inputs.json").write_bytes(orjson.dumps(job.expected(self.inputs)))
        return job


def _errand(work: Work, places: Sequence[int]) -> Errand:
    paths = [work.plan.pages[place].path for place in places]
    before, known = work.target.before, work.target.known
    return Errand(
        places,
        {path: before[path] for path in paths if path in before},
        {path: known[path] for path in paths if path in known},
    )


def _plan_pictures(plan: Plan) -> None:
    """Asks every page for its pictures here: an answer was lost, and with it those that its worker told of once."""
    for page in plan.pages:
        page.make()
