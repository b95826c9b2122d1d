"""Categories of one name, told apart by the categories above them."""

from collections import Counter
from collections.abc import Mapping
from itertools import accumulate

from storefront.edition import Edition

BETWEEN = " – "


def namesakes(edition: Edition) -> Mapping[str, str]:
    """Of each category that shares its name with others what tells it from them: `Women` for `Women > Shoes`.

    As many of the categories above as it takes, the nearest first; all of them where they are the same as well.
    """
    ways = {key: _ways(edition, key) for key in edition.store.categories if edition.url("category", key)}
    times = Counter(way for key in ways for way in ways[key])
    found = {key: next((way for way in own if times[way] == 1), own[-1]) for key, own in ways.items()}
    return {key: BETWEEN.join(way[1:]) for key, way in found.items() if len(way) > 1}


def _ways(edition: Edition, key: str) -> list[tuple[str, ...]]:
    """The name of a category, then with that of the one above it, and so on."""
    trail = edition.graph.trail(("category", key), edition.locale)[:0:-1]
    return list(accumulate((edition.graph.label(one, edition.locale),) for one in trail))
