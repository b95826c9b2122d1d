"""Whether what visitors could see at an instant is whole: everything a page loads is there, and where it leads to."""

import re
from collections.abc import Iterator, Mapping

_LOADED = re.compile(rb'(?:<link rel="stylesheet" href|<img src)="([^"]+)"')
_LINKED = re.compile(rb'<a href="([^"]+)"')
_URL = re.compile(rb"url\(([^)]+)\)")


def key_of(address: str) -> str:
    """The key of an address: `/fr/` is `fr/index.html`."""
    return address.lstrip("/") + ("index.html" if address.endswith("/") else "")


def dangling(objects: Mapping[str, bytes]) -> list[str]:
    """Everything that an object refers to and that is not there.

    Files that pages and style sheets load have to be there for every page that is; pages that are linked to, for
    every page that a visitor can reach from the home page.
    """
    public = {key: data for key, data in objects.items() if not key.startswith(".deploy/")}
    return [*_unloaded(public), *_unlinked(public)]


def _unloaded(objects: Mapping[str, bytes]) -> Iterator[str]:
    for key, data in objects.items():
        pattern = _LOADED if key.endswith(".html") else _URL
        for found in pattern.findall(data):
            if key_of(found.decode()) not in objects:
                yield f"{key} loads {found.decode()}"


def _unlinked(objects: Mapping[str, bytes]) -> Iterator[str]:
    waiting, reached = ["index.html"] if "index.html" in objects else [], set()
    while waiting:
        key = waiting.pop()
        if key in reached:
            continue
        reached.add(key)
        for found in _LINKED.findall(objects[key]):
            target = key_of(found.decode())
            if target in objects:
                waiting.append(target)
            else:
                yield f"{key} links to {found.decode()}"
