"""Which texts have most in common with one."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from heapq import nsmallest


class Related:
    """Finds what of a list shares most with one of its items, without comparing each with all."""

    def __init__(self, traits: Iterable[Iterable[Hashable]]) -> None:
        """`traits` of each item in the order of the list; one that is named twice counts double."""
        self._traits = [list(own) for own in traits]
        self._places: dict[Hashable, list[int]] = {}
        for place, own in enumerate(self._traits):
            for trait in dict.fromkeys(own):
                self._places.setdefault(trait, []).append(place)

    def of(self, place: int, most: int) -> Sequence[int]:
        """The places of those that share most with the item at a place, then in the order of the list."""
        shared: Counter[int] = Counter()
        for trait in self._traits[place]:
            shared.update(self._places[trait])
        shared.pop(place, None)
        return [other for _, other in nsmallest(most, ((-count, other) for other, count in shared.items()))]
