"""Which items to invalidate: the cheapest cover of everything stale by addresses, wildcards and cache tags.

In: what is stale, what a cache may hold, prices. Out: a `Purge`. Weighted set cover is NP-hard; the greedy choice,
always the item that costs least for each stale object that it adds, is within H(n) of the optimum (Chvátal 1979).
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scripts.deploy.cdn import Purge, Stale

INDEX = "index.html"


def addresses(path: str) -> tuple[str, ...]:
    """How visitors ask for an object, and how it is called where that differs: `fr/` and `fr/index.html`."""
    is_page = path == INDEX or path.endswith(f"/{INDEX}")
    return (path.removesuffix(INDEX), path) if is_page else (path,)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a CDN takes and what it asks for it."""

    addresses: Callable[[str], tuple[str, ...]]
    """The items that name one object and no other; all of them are needed to forget it."""
    wildcard: Callable[[str], str]
    """The item that names everything below a folder (`fr/blog/`, empty for all); empty where there is none."""
    tag: Callable[[str], str] | None = None
    """The item that names everything with a cache tag, where objects have tags that the CDN knows."""
    share: int = 1_000_000
    """Items that one purge may use before it takes in what is not stale."""
    wildcards: int = 1_000_000
    """Wildcards at once."""
    dollars: float = 0.0
    """Price of an item above the free ones."""
    free: int = 0
    """Items a month that cost nothing."""
    cap: float = 0.0
    """Dollars that one purge may cost, whatever it takes in for that."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A way to forget some of what is stale."""

    names: tuple[str, ...]
    members: tuple[int, ...]
    """The stale objects that it covers, by number."""
    bystanders: int
    is_wildcard: bool = False

    def cost(self, weight: float) -> float:
        """In bystanders; `weight` is what a name costs."""
        return len(self.names) * weight + self.bystanders


WEIGHT = 2.0
"""How many bystanders are forgotten rather than that one item more is used, where items are few."""
PRICE = 500.0
"""The same where they are many: the $0.005 of a path by the $0.000 01 of a bystander, which some fifteen regional
caches fetch again (GET at $0.000 000 4) while as many visitors wait."""


def cover(stale: Stale, terms: Terms, used: int) -> Purge:
    """The items that forget everything stale; `used` items of the month's free ones are spent.

    Few items forget what is stale and hardly more. Where these are more than the purge's share, each weighs more
    against bystanders, up to its price; where they are dearer than the cap, ever more, down to one that forgets all.
    """
    objects = sorted(stale.paths)
    items = list(_items(objects, stale, terms))
    weight = WEIGHT
    chosen = _choose(items, len(objects), weight, terms.wildcards)
    while (weight < PRICE and _count(chosen) > terms.share) or (
        weight < len(stale.live) and _dollars(chosen, terms, used) > terms.cap
    ):
        weight = PRICE if weight < PRICE < weight * 4 else weight * 4
        chosen = _choose(items, len(objects), weight, terms.wildcards)
    return _purge(chosen, stale, _dollars(chosen, terms, used), terms)


def _items(objects: Sequence[str], stale: Stale, terms: Terms) -> Iterator[_Item]:
    for number, path in enumerate(objects):
        yield _Item(terms.addresses(path), (number,), 0)
    if name := terms.tag:
        tagged: Mapping[str, list[int]] = _members(objects, lambda path: stale.live.get(path, ()))
        counts = Counter(tag for tags in stale.live.values() for tag in tags)
        yield from (_Item((name(tag),), tuple(found), counts[tag] - len(found)) for tag, found in tagged.items())
    counts = Counter(folder for path in stale.live for folder in _folders(path))
    for folder, found in _members(objects, _folders).items():
        if name_of_all := terms.wildcard(folder):
            yield _Item((name_of_all,), tuple(found), counts[folder] - len(found), is_wildcard=True)


def _members(objects: Sequence[str], groups: Callable[[str], Iterable[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, path in enumerate(objects):
        for group in groups(path):
            found.setdefault(group, []).append(number)
    return found


def _folders(path: str) -> Iterator[str]:
    """The folders that a path lies in, the root (empty) first."""
    yield ""
    place = path.find("/")
    while place >= 0:
        yield path[: place + 1]
        place = path.find("/", place + 1)


def _choose(items: Sequence[_Item], count: int, weight: float, most: int) -> list[_Item]:
    """The greedy cover, without items that others made needless.

    An item's worth only falls as others are taken, so the heap's first, looked at anew, is the best or goes back.
    """
    heap = [(item.cost(weight) / len(item.members), place) for place, item in enumerate(items)]
    heapq.heapify(heap)
    times, left, wildcards = [0] * count, count, 0
    chosen: list[_Item] = []
    while left:
        _, place = heapq.heappop(heap)
        item = items[place]
        adds = sum(not times[member] for member in item.members)
        if not adds or (item.is_wildcard and wildcards == most):
            continue
        worth = item.cost(weight) / adds
        if heap and worth > heap[0][0]:
            heapq.heappush(heap, (worth, place))
            continue
        chosen.append(item)
        wildcards += item.is_wildcard
        left -= adds
        for member in item.members:
            times[member] += 1
    return [item for item in chosen if not _is_needless(item, times)]


def _is_needless(item: _Item, times: list[int]) -> bool:
    """Whether others cover all that an item covers; then it is taken out of the count."""
    if any(times[member] < 2 for member in item.members):  # noqa: PLR2004 - it and another
        return False
    for member in item.members:
        times[member] -= 1
    return True


def _count(chosen: Iterable[_Item]) -> int:
    return sum(len(item.names) for item in chosen)


def _dollars(chosen: Sequence[_Item], terms: Terms, used: int) -> float:
    return max(0, _count(chosen) - max(0, terms.free - used)) * terms.dollars


def _purge(chosen: Sequence[_Item], stale: Stale, dollars: float, terms: Terms) -> Purge:
    names = sorted({name for item in chosen for name in item.names})
    taken = set(names)

    def is_forgotten(path: str, tags: Iterable[str]) -> bool:
        by_tag = terms.tag is not None and any(terms.tag(tag) in taken for tag in tags)
        return by_tag or any(terms.wildcard(folder) in taken for folder in _folders(path))

    others = (path for path, tags in stale.live.items() if path not in stale.paths and is_forgotten(path, tags))
    return Purge(tuple(names), dollars, sum(1 for _ in others), len(names))
