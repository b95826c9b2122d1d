"""Bundles, remembered from build to build: one whose files are the same, and in order, is not put together again.

That takes longer for all texts of a shop than a build in which one of them has changed takes for all the rest.
"""

from typing import NamedTuple

from storefront.content.folders import Folder
from storefront.content.memory import FEW, DocumentCache
from storefront.model import Bundle
from storefront.readings import keep, recalled
from storefront.snapshot import digest

NAME = ("bundles",)


class _Made(NamedTuple):
    names: list[str]
    """Of the texts in its folder."""
    digests: list[str]
    """Hashes of those that are read."""
    image: str
    """Its picture, as its header names it."""
    bundle: Bundle


class BundleMemory:
    """The bundles of a build, and those of the last one.

    Our code and the shop's settings are known to be the same (`readings.remembering`), `authors` are the keys of those
    that there are: what else a bundle is made from is in its folder.
    """

    def __init__(self, documents: DocumentCache, authors: list[str]) -> None:
        self._documents = documents
        self._mark = digest("\n".join(authors).encode())
        self._before: dict[str, _Made] = recalled(NAME, self._mark) or {}
        self._now: dict[str, _Made] = {}

    def find(self, folder: Folder) -> tuple[Bundle, str] | None:
        """The bundle of a folder where all its files are as they were, and its picture as its header names it."""
        made = self._before.get(folder.path)
        if made is None or made.names != folder.names or made.digests != self._documents.digests(folder.texts):
            return None
        self._now[folder.path] = made
        return made.bundle, made.image

    def keep(self, folder: Folder, image: str, bundle: Bundle) -> None:
        """Remembers a bundle in which nothing is wrong, by what was read of its files, whatever they hold meanwhile."""
        self._now[folder.path] = _Made(folder.names, self._documents.parsed(folder.texts), image, bundle)

    def save(self) -> None:
        """Keeps the bundles of this build for the next, where more than a little has changed."""
        changes = sum(self._before.get(path) is not made for path, made in self._now.items())
        changes += len(self._before.keys() - self._now.keys())
        if changes * FEW > len(self._now):
            keep(NAME, self._mark, self._now)
