"""Raster bytes -> `Facts` or a `Problem`; an original's bytes -> the bytes of one rendition.

The one module that loads Pillow, which costs more than all the rest of a build in which nothing changed.
"""

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, cast

import resvg_py
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from storefront.images.facts import Facts, Format, Settings
from storefront.problems import Problem

MAX_PIXELS = 80_000_000
"""A photo of the largest common sensors still fits; decoded it takes 320 MB."""
MAX_SIDE = 16_383
"""The longest side that WebP can hold."""

_PLUGINS: Final = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin, AvifImagePlugin, GifImagePlugin)
"""Imported for what they register: Pillow would import forty others to find them."""
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_DAMAGED = (
    ArithmeticError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
"""What Pillow's readers let through when they stumble over damaged data; there is no common base."""
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation to what undoes it."""
_SIDEWAYS = range(5, 9)
_ORIENTATION = 0x0112
_WHITE = (255, 255, 255)
_OPAQUE = 255
_DRAWING_SHARE = 0.8
"""Of a drawing's picture for other sites, what the drawing fills: they crop the edges."""


def inspect(data: bytes, source: str) -> Facts | Problem:
    """Reads the header, then decodes once at the least size that the format offers: only that finds a cut-off file."""
    try:
        with _opened(data) as image:
            width, height = image.size
            if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
                return _too_large(source, f"{width} by {height} pixels")
            if _orientation(image) in _SIDEWAYS:
                width, height = height, width
            format_ = cast("Format", "jpeg" if image.format == "MPO" else (image.format or "").lower())
            moving = image.format != "MPO" and getattr(image, "is_animated", False)
            image.draft(None, (1, 1))
            image.load()
            return Facts(format_, width, height, _transparent(image), "animated" if moving else "")
    except Image.DecompressionBombError:
        return _too_large(source, f"more than {MAX_PIXELS // 1_000_000} million pixels")
    except UnidentifiedImageError:
        message = "the file is no image, or a badly damaged one" if data else "the file is empty"
        return Problem(source, message=message, hint="save it as JPEG, PNG, WebP, AVIF or SVG")
    except _DAMAGED as error:
        message = f"the image is damaged: {error}"
        return Problem(source, message=message, hint="export or copy it again; the file may have been cut off")


def render(data: bytes, format_: Format, size: tuple[int, int], settings: Settings) -> bytes:
    """Encodes a raster original at a size: upright, in sRGB, without any metadata; of an animation the first frame."""
    with _opened(data) as image:
        orientation = _orientation(image)
        width, height = size[::-1] if orientation in _SIDEWAYS else size
        # a JPEG decodes faster at a half or a quarter; twice the size that is needed leaves Lanczos enough to work on
        image.draft(None, (width * 2, height * 2))
        profile = image.info.get("icc_profile")
        pixels: Image.Image = _plain(image)
    if pixels.size != (width, height):
        pixels = pixels.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if orientation in _UPRIGHT:
        pixels = pixels.transpose(_UPRIGHT[orientation])
    return _encoded(_in_srgb(pixels, profile), format_, settings)


def render_drawing(data: bytes, format_: Format, size: tuple[int, int], settings: Settings) -> bytes:
    """Draws an SVG in the middle of a white square; without fonts, because every machine has others."""
    text = data.decode("utf-8-sig")
    side, _ = size
    room = round(side * _DRAWING_SHARE)
    square = Image.new("RGB", size, _WHITE)
    with _opened(resvg_py.svg_to_bytes(svg_string=text, width=room, height=room, skip_system_fonts=True)) as drawing:
        corner = (side - drawing.width) // 2, (side - drawing.height) // 2
        square.paste(drawing, corner, drawing.convert("RGBA"))
    return _encoded(square, format_, settings)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The image, its pixels not yet decoded; Pillow's warnings tell of metadata, which is thrown away."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            yield image


def _too_large(source: str, size: str) -> Problem:
    hint = f"at most {MAX_PIXELS // 1_000_000} million pixels, {MAX_SIDE} a side; 2000 pixels wide is plenty"
    return Problem(source, message=f"the image is too large: {size}", hint=hint)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation; 1 (upright) where the metadata is damaged, which the pixels need not suffer for."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _DAMAGED:
        return 1


def _plain(image: Image.Image) -> Image.Image:
    """The pixels in one of the modes L, RGB, RGBA and CMYK, palettes and 16-bit greys resolved."""
    if image.mode.startswith("I"):
        # Pillow would clip the 16-bit range at 255
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if _transparent(image):
        return image.convert("RGBA")
    return image.convert(image.mode if image.mode in {"L", "CMYK"} else "RGB")


def _transparent(image: Image.Image) -> bool:
    if not image.has_transparency_data:
        return False
    alpha = image if "A" in image.getbands() else image.convert("RGBA")
    lowest, _ = alpha.getchannel("A").getextrema()
    return cast("float", lowest) < _OPAQUE


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    target = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode=target)
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError):
            pass  # damaged, or made for other channels than the image has: browsers ignore such a profile as well
    return image.convert(target)


def _encoded(image: Image.Image, format_: Format, settings: Settings) -> bytes:
    if format_ == "jpeg" and image.mode == "RGBA":
        opaque = Image.new("RGB", image.size, _WHITE)
        opaque.paste(image, mask=image)
        image = opaque
    image.info = {}  # encoders copy profiles and comments from there
    with io.BytesIO() as file:
        image.save(file, format_.upper(), **settings)
        return file.getvalue()
