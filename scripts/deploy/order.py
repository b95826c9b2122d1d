"""In which order objects go live, so that at no instant one refers to what is not there.

An object goes up in a later stage than everything it needs, and each stage waits for the one before:

    what pages load ─▶ new pages ─▶ changed pages ─▶ lists of them ─▶ feeds and the like ─▶ sitemaps ─▶ records

New pages are reached by nobody until a page that was there already links to them; the ones far from the home page go
first, so that on a first deploy the home page closes the chain.
"""

from enum import IntEnum

from scripts.deploy.objects import Wanted
from scripts.deploy.release import STATE

SHEETS = (".css", ".js", ".mjs", ".svg", ".json", ".webmanifest")
"""Endings of files that load others."""
LISTS = {"t-category", "t-blog", "t-guides", "t-terms"}
"""Cache tags of pages that list others."""
HOMES = {"t-home", "t-chooser"}
"""Cache tags of pages that everything begins at."""
DEEPEST = 99


class Stage(IntEnum):
    """When an object goes live."""

    LEAF = 0
    """Loaded by others and loads nothing: pictures, fonts, downloads."""
    SHEET = 1
    """Loaded by pages and may load leaves: style sheets, scripts."""
    RESOURCE = 2
    """Other files that are new: pages may name them."""
    NEW_PAGE = 3
    CHANGED_PAGE = 4
    LIST = 5
    HOME = 6
    FEED = 7
    """Files that name pages: feeds, an index of the search."""
    SITEMAP = 8
    ROOT_MAP = 9
    """The index of sitemaps, and robots.txt."""
    RECORD = 10
    """The target's own records."""


def stage_of(key: str, wanted: Wanted, *, new: bool) -> Stage:
    """The stage of an object; `new` where there is none yet."""
    name = key.rpartition("/")[2]
    if key.startswith(STATE):
        return Stage.RECORD
    if key in {"sitemap.xml", "robots.txt"}:
        return Stage.ROOT_MAP
    if name.startswith("sitemap") and name.endswith(".xml"):
        return Stage.SITEMAP
    if name.endswith(".html"):
        return Stage.NEW_PAGE if new else _page(wanted)
    if wanted.immutable or not name.endswith((".xml", ".json", ".txt")):
        return Stage.SHEET if name.endswith(SHEETS) else Stage.LEAF
    return Stage.RESOURCE if new else Stage.FEED


def place_of(key: str, wanted: Wanted, stage: Stage) -> int:
    """The place of an object within its stage: objects of lower places go first."""
    if stage is not Stage.NEW_PAGE:
        return -min(DEEPEST, key.count("/")) if stage in {Stage.CHANGED_PAGE, Stage.LIST, Stage.HOME} else 0
    return _page(wanted) * (DEEPEST + 1) - min(DEEPEST, key.count("/"))


def _page(wanted: Wanted) -> Stage:
    tags = set(wanted.tags.split(","))
    if tags & HOMES:
        return Stage.HOME
    return Stage.LIST if tags & LISTS else Stage.CHANGED_PAGE
