"""What is made of an original: which files, by which recipe, under which address; `produce` makes the bytes."""

from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, NamedTuple

import PIL
from resvg_py import __resvg_version__

from storefront.files import replace_file
from storefront.images.facts import Format, Original, Settings
from storefront.problems import InputError, Problem
from storefront.slugs import slugify
from storefront.values import frozen

Profile = Literal["portrait", "card", "body", "hero"]

PROFILES: Final[Mapping[Profile, tuple[int, ...]]] = {
    "portrait": (96, 192),
    "card": (160, 320, 640),
    "body": (320, 480, 640, 960, 1280),
    "hero": (480, 640, 960, 1280, 1600),
}
"""The widths in pixels that a use of a picture needs: its width on a telephone up to twice its width on a desk."""

DRAWING_WIDTH = 800
"""Side of the square that other sites show of a drawing: a larger one costs a quarter of a second of resvg each."""
SOCIAL_WIDTH = 1200
"""What Open Graph readers and Google ask for at the least."""

SETTINGS: Final[Mapping[Format, Settings]] = {
    # Measured over ten product photos at 640 px: 19 kB at an SSIM of 0.977, in 12 ms. Speed 8 saves 9 % and takes four
    # times as long, up to 130 ms a file. One thread and no tiles: both change the bytes with the machine's processors.
    "avif": {"quality": 55, "speed": 9, "codec": "aom", "max_threads": 1, "autotiling": False},
    # 23 kB, SSIM 0.980, 21 ms. Method 6 saves 4 % more for twice the time.
    "webp": {"quality": 75, "method": 4},
    # Only browsers older than 2020 and other sites read it: 38 kB, SSIM 0.986, 4 ms.
    "jpeg": {"quality": 80, "optimize": True, "progressive": True},
    # The fallback of images with transparency.
    "png": {"compress_level": 6},
}
"""How each format is encoded; a change here changes the addresses."""

_ENDINGS: Final[Mapping[Format, str]] = {"jpeg": "jpg"}
_REVISION = 1
"""Of how pixels are made before they are encoded; raise it whenever `pixels` would make other ones."""
_SEAL = 32
"""Bytes of sha256 in front of each cache entry."""


class Recipe(NamedTuple):
    """What becomes of an original."""

    format: Format
    width: int = 0
    """In pixels; 0 for drawings that are shown as they are. A drawing in a raster format becomes a square."""

    @property
    def ending(self) -> str:
        """The file name's ending, without the dot."""
        return _ENDINGS.get(self.format, self.format)


@frozen
class Rendition:
    """One file to make."""

    original: Original
    recipe: Recipe

    @cached_property
    def address(self) -> str:
        """Its address from the root: `/images/phone-1a2b3c4d-640.avif`. Other bytes have another address."""
        mark = sha256(self.fingerprint.encode()).hexdigest()[:8]
        width = f"-{self.recipe.width}" if self.recipe.width else ""
        name = slugify(self.original.path.stem, "en") or "image"
        return f"/images/{name}-{mark}{width}.{self.recipe.ending}"

    @cached_property
    def fingerprint(self) -> str:
        """Everything besides the width that decides the bytes, the encoders' versions included."""
        settings = SETTINGS.get(self.recipe.format)
        if settings is None:
            return self.original.digest
        drawn = __resvg_version__ if self.original.vector else ""
        made = f"{_REVISION} {PIL.__version__} {drawn} {self.recipe.format} {sorted(settings.items())}"
        return f"{self.original.digest} {made}"

    @property
    def height(self) -> int:
        """In pixels."""
        if self.original.vector:
            return self.recipe.width or self.original.height  # in a raster format: the side of the square
        return max(1, round(self.original.height * self.recipe.width / self.original.width))

    @cached_property
    def key(self) -> str:
        """Name of its cache entry."""
        return sha256(f"{self.fingerprint} {self.recipe.width}".encode()).hexdigest()


def widths(profile: Profile, width: int) -> tuple[int, ...]:
    """The widths that a profile makes of an original: never more than its own, which is the last where it is less."""
    largest = min(width, PROFILES[profile][-1])
    return *(rung for rung in PROFILES[profile] if rung < largest), largest


def produce(rendition: Rendition, cache: Path) -> bytes:
    """Returns a rendition's bytes, from the cache folder where they are there and whole.

    Raises `InputError` when the original is no longer what was planned with, or when it cannot be drawn.
    """
    if rendition.recipe.format == "svg":
        return _original_bytes(rendition.original)
    entry = cache / rendition.key
    data = _kept(entry)
    if data is None:
        data = _made(rendition)
        replace_file(entry, sha256(data).digest() + data)
    return data


def _made(rendition: Rendition) -> bytes:
    from storefront.images import pixels  # noqa: PLC0415 - a build in which nothing changed does without Pillow

    original, format_ = rendition.original, rendition.recipe.format
    size = rendition.recipe.width, rendition.height
    render = pixels.render_drawing if original.vector else pixels.render
    try:
        return render(_original_bytes(original), format_, size, SETTINGS[format_])
    except ValueError as error:
        problem = Problem(original.source, message=f"the image cannot be drawn: {error}", hint="export it again")
        raise InputError([problem]) from error


def _original_bytes(original: Original) -> bytes:
    try:
        data = original.path.read_bytes()
    except OSError:
        data = b""
    if sha256(data).hexdigest() != original.digest:
        raise InputError([Problem(original.source, message="the image changed during the build", hint="build again")])
    return data


def _kept(entry: Path) -> bytes | None:
    try:
        stored = entry.read_bytes()
    except OSError:
        return None
    seal, data = stored[:_SEAL], stored[_SEAL:]
    return data if sha256(data).digest() == seal else None
