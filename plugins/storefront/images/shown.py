"""Which pictures pages show, from build to build: a page that is not made again keeps those that it showed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import orjson

from storefront.images.library import ImageLibrary, Use


@dataclass
class Shown:
    """The pictures of the pages of one build, beside those of the build before."""

    images: ImageLibrary
    before: Mapping[str, Any]
    """What `data` gave for the last build; nothing where that is not known."""
    manifest: str
    """Hash of the output's manifest: of the pages of another one, nothing is known."""
    pages: dict[str, Sequence[Use]] = field(default_factory=dict)
    """What each page shows, by path."""

    def __post_init__(self) -> None:
        if self.before.get("manifest") != self.manifest:
            self.before = {}
        self._uses: list[Use] = [(path, profile) for path, profile, _ in self.before.get("uses", ())]
        self._same: dict[int, bool] = {}

    def keep(self, page: str) -> bool:
        """Takes over what a page showed.

        False where nobody knows what that was, or where it would not be printed as it was: the page has to be made.
        """
        places = self.before.get("pages", {}).get(page)
        if places is None or not all(self._is_same(place) for place in places):
            return False
        self.pages[page] = [self._uses[place] for place in places]
        return True

    def _is_same(self, place: int) -> bool:
        if place not in self._same:
            self._same[place] = self._mark(self._uses[place]) == self.before["uses"][place][2]
        return self._same[place]

    def _mark(self, use: Use) -> str:
        return blake2b(orjson.dumps(self.images.show(use)), digest_size=8).hexdigest()

    def data(self, manifest: str) -> dict[str, Any]:
        """What to remember of the pages of a manifest of this hash, as JSON takes it."""
        places: dict[Use, int] = {}
        pages = {page: [places.setdefault(use, len(places)) for use in uses] for page, uses in self.pages.items()}
        return {"manifest": manifest, "uses": [(*use, self._mark(use)) for use in places], "pages": pages}
