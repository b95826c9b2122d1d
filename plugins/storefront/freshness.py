"""What the last build read and wrote, so that a build in which nothing changed ends before it begins.

Nothing here imports the parts that load or render: answering "nothing changed" must not cost their start.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias

import orjson

from storefront.clock import today
from storefront.files import replace_file
from storefront.manifest import UNFINISHED
from storefront.releases import release_of
from storefront.snapshot import Status, snapshot, status
from storefront.values import frozen

PRODUCT = Path(__file__).resolve().parents[2]
PRODUCT_ROOTS = tuple(
    PRODUCT / name for name in ("plugins", "theme", "translations", "pelicanconf.py", "publishconf.py")
)
"""Every place of the product that a build reads."""
LIBRARIES = (
    "pelican",
    "jinja2",
    "markupsafe",
    "babel",
    "markdown",
    "polars",
    "pillow",
    "resvg_py",
    "orjson",
    "nh3",
    "pydantic",
)
"""What the output's bytes depend on besides our own code."""

Inputs: TypeAlias = Mapping[str, tuple[Status, str]]
"""Status and hash of files by their paths."""

_LOADED: list[tuple[str, str]] = []
"""Path and hash of our code at the first build of this process: `pelican -lr` builds on with it, whatever is saved."""


@frozen
class Memory:
    """The record of the last build into one output folder."""

    path: Path
    output: Path
    inputs: Inputs
    """Status and hash of every file that was read."""
    outputs: Mapping[str, Status]
    """Status of every file that was written, by path in the output."""
    settings: str
    """Hash of what was decided outside files."""
    summary: Mapping[str, Any]
    """What the build said at its end."""
    shown: Mapping[str, Any]
    """The pictures of its pages."""
    lists: Mapping[str, Any]
    """What its lists were made from."""
    catalog: Mapping[str, Any]
    """Which memory of the catalog is its own."""

    def look(self, folder: Path) -> Inputs:
        """Everything that a build of the shop in `folder` reads, as it is now.

        To be called before the build reads it: what changes meanwhile is then seen as changed by the next build.
        Raises `InputError` with all that cannot be read.
        """
        return snapshot(dict.fromkeys([*shop_roots(folder), *PRODUCT_ROOTS]), self.inputs, folder)

    def save(
        self,
        inputs: Inputs,
        outputs: Mapping[str, Status],
        settings: str,
        day: date,
        summary: Mapping[str, Any],
        shown: Mapping[str, Any],
        lists: Mapping[str, Any],
        catalog: Mapping[str, Any],
    ) -> None:
        """Writes down what a build of a day has read and written."""
        data = {"inputs": inputs, "outputs": outputs, "summary": summary, "shown": shown, "lists": lists}
        replace_file(self.path, orjson.dumps({"settings": _environment(settings, day), **data, "catalog": catalog}))


@frozen
class Seen:
    """The record of the last build beside what another would read."""

    memory: Memory
    record: Status | None
    """Status of the record's file before it was read."""
    inputs: Inputs
    """Everything that a build reads, as it was then."""

    def is_fresh(self, settings: str) -> bool:
        """Whether a build would write nothing."""
        memory = self.memory
        if not settings or not memory.outputs or memory.settings != _environment(settings, today()):
            return False
        if _hashes(self.inputs) != _hashes(memory.inputs) or status(memory.output / UNFINISHED) is not None:
            return False
        root = f"{memory.output}{os.sep}"
        return all(status(root + path) == known for path, known in memory.outputs.items())

    @property
    def is_last(self) -> bool:
        """Whether no build has come between."""
        return status(self.memory.path) == self.record


def see(folder: Path, cache: Path, output: Path) -> Seen:
    """The last build of the shop in `folder` into an output folder, and what another would read.

    Raises `InputError`, as `Memory.look` does.
    """
    record = status(_record(cache, output))
    memory = recall(cache, output)
    return Seen(memory, record, memory.look(folder))


def as_read(inputs: Inputs, path: Path, mark: str) -> Inputs:
    """The same inputs where a file that was read before they were looked at was changed between the two.

    With the hash of what was read, and a status that no file has, the next build sees the change.
    """
    known = inputs.get(str(path))
    return inputs if known is None or known[1] == mark else {**inputs, str(path): ((0, 0, 0, 0), mark)}


def makers(inputs: Inputs, folder: Path) -> bytes:
    """A hash of what has a hand in every page of a shop: our code, what stands behind it, and the shop's settings.

    Texts, exports, pictures, templates and messages are told apart by who asks for them.
    """
    if not _LOADED:
        code = f"{PRODUCT / 'plugins'}{os.sep}"
        own = ((path.removeprefix(code), mark) for path, (_, mark) in inputs.items() if path.startswith(code))
        _LOADED.extend(sorted(own))
    found = [*_LOADED, ("shop.toml", inputs[str(folder / "shop.toml")][1])]
    return blake2b(orjson.dumps([found, releases()]), digest_size=16).digest()


def _hashes(inputs: Inputs) -> dict[str, str]:
    return {path: entry[1] for path, entry in inputs.items()}


def recall(cache: Path, output: Path) -> Memory:
    """The record of the last build into an output folder, an empty one where there is none."""
    path = _record(cache, output)
    try:
        data = orjson.loads(path.read_bytes())
        inputs = inputs_of(data["inputs"])
        outputs = {name: _status(entry) for name, entry in data["outputs"].items()}
        said = (data["settings"], data["summary"], data["shown"], data["lists"], dict(data["catalog"]))
        return Memory(path, output, inputs, outputs, *said)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return Memory(path, output, {}, {}, "", {}, {}, {}, {})


def _record(cache: Path, output: Path) -> Path:
    name = blake2b(str(output.resolve()).encode(), digest_size=6).hexdigest()
    return cache / f"build-{name}.json"


def inputs_of(rows: Mapping[str, Any]) -> Inputs:
    """Status and hash of files, read back from JSON."""
    return {name: (_status(entry[0]), entry[1]) for name, entry in rows.items()}


def _status(row: list[int]) -> Status:
    size, inode, modified, changed = row
    return size, inode, modified, changed


def shop_roots(folder: Path) -> Iterator[Path]:
    """Every place of a shop that a build reads."""
    yield folder / "shop.toml"
    yield from (folder / name for name in ("content", "theme", "translations"))
    own = ("ledger.json", "pelicanconf.py", "publishconf.py")
    yield from (folder / name for name in own if (folder / name).is_file())


def _environment(settings: str, day: date) -> str:
    """Hash of the settings of this build, its day and the versions of what makes the bytes."""
    return blake2b("\n".join([settings, day.isoformat(), *releases()]).encode(), digest_size=16).hexdigest()


@cache
def releases() -> tuple[str, ...]:
    """The releases of what makes the bytes besides our own code."""
    return ("Python {}.{}.{}".format(*sys.version_info), *(f"{name} {release_of(name)}" for name in LIBRARIES))
