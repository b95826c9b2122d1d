"""The pictures that pages show, planned from the originals; nothing is encoded here."""

import difflib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from string import ascii_letters, digits
from typing import NamedTuple, TypeAlias, TypeVar, cast
from urllib.parse import quote

from storefront.images.facts import Format, Original
from storefront.images.originals import Learnt, Originals
from storefront.images.renditions import DRAWING_WIDTH, SOCIAL_WIDTH, Profile, Recipe, Rendition, widths
from storefront.problems import Problem, Severity, shown
from storefront.views import Picture, Source

_NOTHING = Picture(src="", srcset="", sources=(), width=0, height=0, alt="")
"""Stands for an image with a problem."""

_PLAIN = f"{ascii_letters}{digits}-._~:/?#[]@!$&'()*+,;="
"""What an address is made of, signs that are escaped apart (RFC 3986, sections 2.2 and 2.3)."""
_ODD = re.compile(r"[\s\"<>\\^`{}]|%(?![0-9A-Fa-f]{2})")
"""What exports write into addresses of pictures, and no address may hold (RFC 3986, section 2)."""

_CAUTIONS = {
    "animated": ("the image is animated: only its first frame is shown", "use a video for what has to move"),
    "text": ("the drawing holds text: it is missing where other sites show the picture", "turn the text into paths"),
}


Use: TypeAlias = tuple[str, str]
"""A picture of ours that somebody asked for: its original, and the profile or `SOCIAL`."""
SOCIAL = "social"
Made = TypeVar("Made")


class Planned(NamedTuple):
    """What one process has for the library of another."""

    renditions: list[Rendition]
    problems: set[Problem]
    learnt: Learnt


class ImageLibrary:
    """Finds originals, plans their renditions and knows afterwards which files the pages need.

    It sees each file as it was when it was first asked for, so every build makes its own library.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        cache: Path,
        base_url: str = "",
        *,
        shop: Path = Path(),
        elsewhere: tuple[str, ...] = (),
    ) -> None:
        """Looks for images in `roots`, first come first served, and keeps its memory in `cache`.

        `base_url` stands in front of the addresses that other sites read; reports name files relative to `shop`;
        addresses that begin with one of `elsewhere` are answered by somebody else, as those of another host are.
        """
        self._elsewhere = elsewhere
        self._roots = [Path(os.path.normpath(root.absolute())) for root in roots]
        self._inside = tuple(f"{root}/" for root in self._roots)
        self._shop = Path(os.path.normpath(shop.absolute()))
        self._base_url = base_url.rstrip("/")
        self._memory = Originals(cache / "originals.json")
        self._originals: dict[str, Original | Problem] = {}
        self._pictures: dict[tuple[str, Profile], Picture] = {}
        self._uses: dict[Use, None] = {}
        self._renditions: dict[str, Rendition] = {}
        self._socials: dict[str, tuple[str, int, int]] = {}
        self._problems: set[Problem] = set()
        self._new: list[Rendition] = []
        self._told: set[Problem] = set()

    def original(self, path: Path | str) -> Original | Problem:
        """Returns what is known of an image, or why it cannot be used; `path` is relative to a root, or absolute."""
        known = self._originals.get(str(path))
        if known is None:
            known = self._originals[str(path)] = self._read(path)
            if isinstance(known, Problem):
                self._problems.add(known)
        return known

    def picture(self, path: Path | str, alt: str, profile: Profile) -> Picture:
        """Returns a picture with the widths of its profile; of an image of another host its address alone.

        An image with a problem gives a picture whose `src` is empty, and its problem stands in `problems`.
        """
        if self._is_foreign(path):
            return Picture(address_of(path), "", (), 0, 0, alt)
        key = str(path), profile
        if key not in self._pictures:
            self._pictures[key] = self._plan(path, profile)
        known = self._pictures[key]
        self._uses[key] = None
        # `dataclasses.replace` takes ten times as long
        return Picture(known.src, known.srcset, known.sources, known.width, known.height, alt)

    def social(self, path: Path | str) -> tuple[str, int, int]:
        """Returns absolute address, width and height of the version that other sites show.

        The address is empty where there is no path or where the image has a problem.
        """
        key = str(path)
        if not key or self._is_foreign(path):
            return address_of(path), 0, 0
        if key not in self._socials:
            self._socials[key] = self._plan_social(path)
        self._uses[key, SOCIAL] = None
        return self._socials[key]

    def noting(self, make: Callable[..., Made], *values: object) -> tuple[Made, tuple[Use, ...]]:
        """What a call with these values gives, and the pictures of ours that it asked for."""
        around, self._uses = self._uses, {}
        try:
            made = make(*values)
        finally:
            found, self._uses = self._uses, around
        if not found:
            return made, ()
        around.update(found)
        return made, tuple(found)

    def note(self, uses: Iterable[Use]) -> None:
        """Counts pictures among those asked for: what is shown again was asked for once."""
        for use in uses:
            self._uses[use] = None

    def show(self, use: Use) -> tuple[object, ...]:
        """Plans a picture that somebody asked for in an earlier build; returns all that is printed of it."""
        path, profile = use
        if profile == SOCIAL:
            return self.social(path)
        planned = self.picture(path, "", cast("Profile", profile))
        return planned.src, planned.srcset, planned.sources, planned.width, planned.height

    def _plan_social(self, path: Path | str) -> tuple[str, int, int]:
        original = self.original(path)
        if isinstance(original, Problem):
            return "", 0, 0
        self._warn(original)
        width = DRAWING_WIDTH if original.vector else min(original.width, SOCIAL_WIDTH)
        rendition = self._register(original, Recipe("jpeg", width))
        return self._base_url + rendition.address, width, rendition.height

    def take(self) -> Planned:
        """What was planned, found wrong and learnt since this was last asked."""
        planned = Planned(self._new, self._problems - self._told, self._memory.take())
        self._new, self._told = [], set(self._problems)
        return planned

    def absorb(self, planned: Planned) -> None:
        """Takes over what another process planned."""
        for rendition in planned.renditions:
            self._register(rendition.original, rendition.recipe)
        self._problems |= planned.problems
        self._memory.absorb(planned.learnt)

    def renditions(self) -> list[Rendition]:
        """All files that what was planned so far needs, by address."""
        return [self._renditions[address] for address in sorted(self._renditions)]

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong with the images asked for so far, sorted."""
        return sorted(self._problems)

    def save(self) -> None:
        """Writes down what was learnt of the originals, for the next build."""
        self._memory.save()

    def _is_foreign(self, path: Path | str) -> bool:
        text = str(path)
        if text.startswith("https://"):
            return True
        return bool(self._elsewhere) and text.startswith(self._elsewhere) and not text.startswith(self._inside)

    def _read(self, path: Path | str) -> Original | Problem:
        if str(path).startswith("http://"):
            return Problem(str(path), message="the image is not served over https", hint="use its https address")
        places = [Path(os.path.normpath(root / path)) for root in self._roots]
        inside = [place for place, root in zip(places, self._roots, strict=True) if place.is_relative_to(root)]
        found = next((place for place in inside if _is_file(place)), None)
        if found is not None:
            return self._memory.read(found, shown(found, self._shop))
        name = shown(Path(path), self._shop)
        if not inside:
            return Problem(name, message=f"the image {name} lies outside the images' folders", hint=self._where())
        return Problem(shown(inside[0], self._shop), message=f"there is no image {name}", hint=self._alike(inside))

    def _alike(self, places: Sequence[Path]) -> str:
        """The name that was perhaps meant, otherwise where images belong."""
        for place in places:
            if near := difflib.get_close_matches(place.name, _names(place.parent), 1):
                return f"did you mean {near[0]}?"
        return self._where()

    def _where(self) -> str:
        return "put it into " + " or ".join(f"{shown(root, self._shop)}/" for root in self._roots)

    def _plan(self, path: Path | str, profile: Profile) -> Picture:
        original = self.original(path)
        if isinstance(original, Problem):
            return _NOTHING
        if original.vector:
            src = self._register(original, Recipe("svg")).address
            return replace(_NOTHING, src=src, width=original.width, height=original.height)
        self._warn(original)
        return self._responsive(original, widths(profile, original.width))

    def _responsive(self, original: Original, ladder: tuple[int, ...]) -> Picture:
        fallback = self._ladder(original, "png" if original.transparent else "jpeg", ladder)
        modern: tuple[Format, ...] = ("avif", "webp")
        better = {format_: self._ladder(original, format_, ladder) for format_ in modern}
        return Picture(
            src=fallback[-1].address,
            srcset=_srcset(fallback) if len(fallback) > 1 else "",
            sources=tuple(Source(f"image/{format_}", _srcset(files)) for format_, files in better.items()),
            width=fallback[-1].recipe.width,
            height=fallback[-1].height,
            alt="",
        )

    def _ladder(self, original: Original, format_: Format, ladder: tuple[int, ...]) -> list[Rendition]:
        return [self._register(original, Recipe(format_, width)) for width in ladder]

    def _register(self, original: Original, recipe: Recipe) -> Rendition:
        rendition = Rendition(original, recipe)
        known = self._renditions.setdefault(rendition.address, rendition)
        if known is rendition:
            self._new.append(rendition)
        if known.original.digest != original.digest:
            message = f"the address {rendition.address} belongs to {known.original.source} already"
            self._problems.add(Problem(original.source, message=message, hint="rename one of the two"))
        elif original.path < known.original.path:
            # copies of one image share their files; which copy is read must not depend on who came first
            self._renditions[rendition.address] = rendition
            self._new.append(rendition)
        return rendition

    def _warn(self, original: Original) -> None:
        if original.caution:
            message, hint = _CAUTIONS[original.caution]
            self._problems.add(Problem(original.source, message=message, hint=hint, severity=Severity.WARNING))


def address_of(path: Path | str) -> str:
    """The address of a picture elsewhere, written as pages, feeds and structured data need it."""
    address = str(path)
    # nothing is left of nearly all of them, which takes a fifth of the time of a search
    return _ODD.sub(lambda odd: quote(odd[0]), address) if address.strip(_PLAIN) else address


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a cell full of text is too long for a file's name
        return False


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []


def _srcset(ladder: list[Rendition]) -> str:
    return ", ".join(f"{rendition.address} {rendition.recipe.width}w" for rendition in ladder)
