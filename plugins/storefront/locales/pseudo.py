"""The words of a pseudo-locale: the source language with accents, two fifths longer, or written from right to left.

Whoever looks at a page in it sees at once which words no translator can reach, and whether longer ones have room.
The form is that of CLDR's `en-XA` and `ar-XB`.
"""

import re
from collections.abc import Iterable
from hashlib import blake2b

from storefront.locales.messages import Messages
from storefront.locales.plurals import SOURCE_RULE, PluralRule
from storefront.locales.pofile import Key

LONGER = 0.4
"""By which share a text becomes longer than English: German and Finnish buttons are."""
_PLAIN = "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz"
_ACCENTED = "ÅåƁƀÇçÐðÉéƑƒĜĝĤĥÎîĴĵĶķĻļṀṁÑñÖöÞþǪǫŔŕŠšŢţÛûṼṽŴŵẊẋÝýŽž"
_ACCENTS = str.maketrans(_PLAIN, _ACCENTED)
_LETTERS, _VOWELS = frozenset(_PLAIN), frozenset("AEIOUYaeiouy")
_KEPT = re.compile(r"(%\(\w+\)[a-z]|%%|<[^<>]*>|&#?\w+;)")
"""Values, markup and entities, which stay as they are."""
_WORD = re.compile(r"[^\W\d_]+")
_MARK, _OVERRIDE, _END = "\u200f", "\u202e", "\u202c"
"""Right-to-left mark, right-to-left override and the end of it."""


class PseudoMessages(Messages):
    """Translates everything, by rule."""

    def __init__(self, *, mirrored: bool) -> None:
        super().__init__({})
        self._say = mirror if mirrored else accent

    def digest(self, keys: Iterable[Key]) -> str:
        """A hash of what the messages say here."""
        told = sorted(self._say(text) for _, text in set(keys))
        return blake2b("\0".join(told).encode(), digest_size=8).hexdigest()

    def missing(self, _: Iterable[Key]) -> list[Key]:
        """Nothing is missing ever."""
        return []

    def _one(self, key: Key) -> str:
        return self._say(key[1])

    def forms(self, _: str | None, singular: str, plural: str) -> tuple[tuple[str, ...], PluralRule]:
        """Two forms, as the source language has them."""
        return (self._say(singular), self._say(plural)), SOURCE_RULE


def accent(text: str) -> str:
    """`Add to cart` -> `Ååððð ţöö çåååŕţ`: accented, and longer by repeated letters, so that single words grow too."""
    return "".join(part if _KEPT.fullmatch(part) else _longer(part) for part in _KEPT.split(text))


def mirror(text: str) -> str:
    """A text whose words are shown from right to left."""
    return "".join(part if _KEPT.fullmatch(part) else _WORD.sub(_mirrored, part) for part in _KEPT.split(text))


def _mirrored(word: re.Match[str]) -> str:
    return f"{_MARK}{_OVERRIDE}{word[0]}{_END}{_MARK}"


def _longer(text: str) -> str:
    """Vowels are repeated first, then the other letters, as often as it takes."""
    places = [place for place, letter in enumerate(text) if letter in _LETTERS]
    places.sort(key=lambda place: (text[place] not in _VOWELS, place))
    wanted = -int(-len(text) * LONGER // 1) if places else 0
    times = {place: 1 + wanted // len(places) + (rank < wanted % len(places)) for rank, place in enumerate(places)}
    return "".join(letter * times.get(place, 1) for place, letter in enumerate(text.translate(_ACCENTS)))
