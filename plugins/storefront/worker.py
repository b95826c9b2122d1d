"""A worker of a cluster: plans the shop once, then makes the pages of the shards that it is given.

    Job -> the same code and bytes as where the build began? -> Plan -> a shard's pages, aside in the output folder

It inherits nothing, so it takes nothing for granted: a worker that would make other bytes refuses with the reason.
"""

import gc
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from socket import gethostname

import orjson

from storefront.freshness import PRODUCT, PRODUCT_ROOTS, Inputs, inputs_of, releases, shop_roots
from storefront.images import Rendition, produce
from storefront.images.shown import Shown
from storefront.manifest import File
from storefront.output import STAGE, Drafts
from storefront.phases import Step, kept, steps
from storefront.plan import Plan, plan_shop
from storefront.problems import InputError, Problem, errors, shown
from storefront.processes import rare_collections
from storefront.series import Unchanged
from storefront.shards import Made, Work, shared_by
from storefront.shop import load_shop
from storefront.snapshot import Status, snapshot
from storefront.values import frozen

SHOWN = 3
"""So many differences tell what is wrong."""


@frozen
class Job:
    """A build as its workers are told of it: texts alone, which a worker of another release can read as well."""

    name: str
    """No two builds have the same."""
    code: tuple[str, ...]
    """What makes the bytes: a hash of our own code and theme, and the releases of others'."""
    made_by: str
    """What stands for that in the fingerprints of pages, in hexadecimal."""
    shop: str
    """Folder."""
    output: str
    """Likewise."""
    cache: str
    """Likewise."""
    address: str
    """Public address."""
    day: str
    """Of the build, in ISO 8601."""
    pages: str
    """Hash of the planned pages."""
    watched: bool
    """Whether somebody wants to know each step."""

    @property
    def files(self) -> Path:
        """The folder of this build's own files, in the stage of the output folder."""
        return Path(self.output) / STAGE / self.name

    def expected(self, inputs: Inputs) -> Inputs:
        """What workers have to find: the shop's part of what a build has read, and exports that it fetched."""
        roots = tuple(map(str, shop_roots(Path(self.shop))))
        own = {path: entry for path, entry in inputs.items() if path.startswith(roots)}
        return own | snapshot([self._fetched], {})

    def found(self, known: Inputs) -> Inputs:
        """The same as it is now."""
        return snapshot([*shop_roots(Path(self.shop)), self._fetched], known, Path(self.shop))

    @property
    def _fetched(self) -> Path:
        return Path(self.cache) / "sources"


@frozen
class Errand:
    """A shard: which pages, and what is known of their files; it lies among the build's files."""

    places: Sequence[int]
    """In the plan."""
    before: Mapping[str, File]
    """What the output has under their paths."""
    known: Mapping[str, Status]
    """Status of those files when the last build wrote them."""

    def write(self, path: Path) -> None:
        """Writes it down."""
        path.write_bytes(orjson.dumps(self))

    @staticmethod
    def read(path: Path) -> "Errand":
        """Reads what `write` wrote."""
        data = orjson.loads(path.read_bytes())
        before = {name: File(**row) for name, row in data["before"].items()}
        known = {name: (row[0], row[1], row[2], row[3]) for name, row in data["known"].items()}
        return Errand(data["places"], before, known)


@frozen
class Answer:
    """What came of a shard."""

    made: Made
    process: str
    """Which process made it."""
    number: int
    """Its how manieth answer that is: pictures are told of once, so whoever misses an answer has to know."""


@dataclass
class _Seat:
    """What a process keeps while it works at a build."""

    job: Job
    work: Work
    process: str
    answers: int = 0


_SEATS: list[_Seat] = []
"""One at the most: a plan is large."""
_ALONE = threading.Lock()
"""A worker may have several threads, a plan is for one."""


def make_shard(job: Job, number: int) -> Answer:
    """Makes the pages of a shard. Raises `InputError`, with the reason why this worker is not fit for it among others.

    It may be done twice: each time goes aside under names of its own, and has the same bytes.
    """
    with _ALONE, rare_collections():
        seat = _seat(job)
        errand = Errand.read(job.files / f"{number}.json")
        prefix = token_hex(8)
        (job.files / prefix).mkdir()
        drafts = Drafts(Path(job.output), errand.known, errand.before, f"{job.name}/{prefix}/")
        made = replace(seat.work, target=drafts).shard(errand.places, watched=job.watched)
        seat.answers += 1
        return Answer(made, seat.process, seat.answers)


def make_pictures(code: tuple[str, ...], renditions: Sequence[Rendition], folder: str) -> list[Step]:
    """Makes pictures that the cache in a folder does not have yet. Raises `InputError` as `make_shard` does."""
    _check_code(code)
    with kept(asked=True) as told:
        for one in steps(renditions, lambda one: ("pictures", one.address.lstrip("/"))):
            produce(one, Path(folder))
    return told


def leave() -> None:
    """Forgets the plan of the last build, where nobody is working with it."""
    if _ALONE.acquire(blocking=False):
        try:
            _clear()
        finally:
            _ALONE.release()


def _clear() -> None:
    if _SEATS:  # a look for garbage takes long; whoever refuses each shard of a build has none
        _SEATS.clear()
        gc.unfreeze()
        gc.collect()


def _seat(job: Job) -> _Seat:
    if not _SEATS or _SEATS[0].job.name != job.name:
        _clear()
        _SEATS.append(_Seat(job, _work(job), token_hex(8)))
    return _SEATS[0]


def _work(job: Job) -> Work:
    """The plan of the shop, which is the one of where the build began, or a reason."""
    _check_code(job.code)
    expected = _expected(job)
    seen = _check_inputs(job, expected, expected)
    shop = replace(load_shop(Path(job.shop), address=job.address), today=date.fromisoformat(job.day))
    plan = plan_shop(shop, Path(job.cache))
    _check_inputs(job, expected, seen)  # what changed while it was read
    if errors(plan.problems):
        raise InputError(plan.problems)
    if mark_of(plan) != job.pages:
        raise RuntimeError(f"{gethostname()} plans other pages of the same input")
    shared = shared_by(plan, bytes.fromhex(job.made_by))
    drafts, shown = Drafts(Path(job.output), {}, {}), Shown(plan.images, {}, "")
    return Work(plan, shared, drafts, shown, plan.assets.paths, Unchanged({}, ""))


def mark_of(plan: Plan) -> str:
    """Hash of which pages are planned, in which order."""
    return blake2b("\n".join(page.path for page in plan.pages).encode(), digest_size=16).hexdigest()


@cache
def code_here() -> tuple[str, ...]:
    """What makes the bytes in this process: a hash of our own code and theme, and the releases of others'."""
    found = snapshot(PRODUCT_ROOTS, {})
    lines = sorted(f"{Path(path).relative_to(PRODUCT).as_posix()} {mark}" for path, (_, mark) in found.items())
    return (f"Vitrina {blake2b(chr(10).join(lines).encode(), digest_size=6).hexdigest()}", *releases())


def _check_code(expected: tuple[str, ...]) -> None:
    here = code_here()
    if here != expected:
        pairs = [f"{own} there and {other} here" for own, other in zip(here, expected, strict=False) if own != other]
        message = f"the worker has other code: {', '.join(pairs[:SHOWN])}"
        raise _refusal(message, "install the same release on all machines and start the workers again")


def _expected(job: Job) -> Inputs:
    if not Path(job.shop).is_dir():
        raise _refusal(f"there is no folder {job.shop}", "give every machine the shop's folder under the same path")
    try:
        return inputs_of(orjson.loads((job.files / "inputs.json").read_bytes()))
    except FileNotFoundError:
        message = f"{job.output} is not the folder of the build that is under way"
        raise _refusal(message, "give every machine the output folder under the same path") from None


def _check_inputs(job: Job, expected: Inputs, known: Inputs) -> Inputs:
    found = job.found(known)
    paths = sorted({*found, *expected})
    other = [path for path in paths if found.get(path, (None, ""))[1] != expected.get(path, (None, ""))[1]]
    if other:
        names = ", ".join(shown(Path(path), Path(job.shop)) for path in other[:SHOWN])
        more = f" and {len(other) - SHOWN:,} more" if len(other) > SHOWN else ""
        message = f"the worker sees other files than the build began with: {names}{more}"
        raise _refusal(message, "give every machine the same folder, change nothing meanwhile, and build again")
    return found


def _refusal(message: str, hint: str) -> InputError:
    return InputError([Problem(f"worker on {gethostname()}", message=message, hint=hint)])
