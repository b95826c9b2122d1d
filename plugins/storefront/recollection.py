"""What the last build made of the catalog: where nothing of it has changed, it is neither read nor planned again.

The memory is of one output, and `freshness.Memory` says which one it is: it is believed as long as the files that the
catalog is made from are the same (`key_of`), and until something else that has a hand in its pages is not
(`Recollection.around`).
"""

import pickle
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from storefront.content.bundles import KINDS
from storefront.files import replace_file
from storefront.freshness import PRODUCT, Inputs, Memory
from storefront.model import Category
from storefront.problems import Problem
from storefront.shop import Shop
from storefront.snapshot import Status, digest, file_digest, status
from storefront.values import value

ACCEPTED = Path("catalog", "accepted.parquet")
"""The import that was published last, in the folder for what is remembered: fewer products than it has are told."""
REPORTS = ("rejects/*-rejects.csv", "unproven-discounts.csv")
"""What a build writes beside its output of the catalog, in the same folder."""
PageRow = tuple[tuple[str, str], int, str, str, str, date | None, bool]
"""Id, number, path, address, template, last change and whether it is indexable."""


@value
class Recollection:
    """The catalog of the last build."""

    entries: Sequence[tuple[Any, ...]]
    """Its pages in the graph, the fields of each `Entry`."""
    categories: Mapping[str, Category]
    sizes: Mapping[tuple[str, str], Mapping[str, int]]
    """How many products a market sells in each category and those below it, by market and currency."""
    problems: tuple[Problem, ...]
    """What was found in it, none of it an error."""
    offers: int
    rows: int
    products: int
    pages: Mapping[str, Sequence[PageRow]]
    """By locale code."""
    files: tuple[str, ...]
    """Files of the output that show nothing but the catalog."""
    beside: tuple[str, ...]
    """Those that speak of all pages: sitemaps, ledger, redirects."""
    around: bytes
    """Hash of what else has a hand in them (`Work.around`)."""
    marks: Mapping[str, bytes]
    """Hashes of what pages of texts show of it, by name (`Store.mark`)."""
    reports: Mapping[str, Status]
    """Status of what was written of it beside the output, by path."""


def key_of(shop: Shop, cache: Path, inputs: Inputs, made_by: bytes) -> bytes:
    """Hash of everything that a shop's catalog is read and planned from, empty where that cannot be told.

    Words of the theme, and its templates, have other hashes: that of the surroundings of pages.
    """
    catalog = shop.settings.catalog
    patterns = [*catalog.exports, *(one.file for one in catalog.sources), *catalog.taxonomy.values()]
    if not all(map(_is_apart, patterns)):
        return b""
    read = sorted((path, mark) for path, (_, mark) in inputs.items() if _is_read(path, shop.folder))
    accepted = cache / ACCEPTED
    published = file_digest(accepted) if accepted.is_file() else ""
    told = (made_by.hex(), shop.address, shop.accepts_losses, shop.today, published, read)
    return blake2b(orjson.dumps(told), digest_size=16).digest()


def _is_apart(pattern: str) -> bool:
    """Whether exports lie in a folder of their own: neither among texts nor in a bucket."""
    folder = pattern.partition("/")[0]
    return folder not in KINDS and folder.replace("-", "").replace("_", "").isalnum() and ".." not in pattern


def _is_read(path: str, shop: Path) -> bool:
    """Whether a file has a say in the catalog: all but texts of other kinds, the theme, its words, and our code."""
    for root in (shop, PRODUCT):
        prefix = f"{root}/"
        if path.startswith(prefix):
            kind, _, rest = path.removeprefix(prefix).partition("/")
            if kind == "content":
                return not rest.endswith(".md") or rest.partition("/")[0] not in {*KINDS} - {"categories"}
            return kind not in {"theme", "plugins"} and not rest.endswith("storefront.po")
    return True


def recollect(memory: Memory, key: bytes) -> Recollection | None:
    """The catalog of the last build into an output, where it was made from what has this key."""
    told = memory.catalog
    if not key or told.get("key") != key.hex():
        return None
    try:
        data = _path(memory).read_bytes()
    except OSError:
        return None
    if digest(data) != told.get("file"):
        return None
    found: Recollection = pickle.loads(data)  # noqa: S301 - our own file, as we sealed it
    return found


def keep(memory: Memory, found: Recollection) -> str:
    """Writes the catalog down for the next build; returns the hash that it is known by."""
    data = pickle.dumps(found, protocol=5)
    replace_file(_path(memory), data)
    return digest(data)


def reports(cache: Path) -> Iterator[tuple[str, Status]]:
    """What lies beside the output of the catalog, with its status."""
    for pattern in REPORTS:
        for path in sorted(cache.glob(pattern)):
            if found := status(path):
                yield path.relative_to(cache).as_posix(), found


def _path(memory: Memory) -> Path:
    return memory.path.with_name(memory.path.name.replace("build-", "catalog-")).with_suffix(".pickle")
