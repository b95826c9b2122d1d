"""What is known of an original once its bytes were looked at. No I/O here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from storefront.values import value

Format = Literal["avif", "gif", "jpeg", "png", "svg", "webp"]

Settings = Mapping[str, str | int | bool]
"""Keyword arguments of Pillow's encoder of a format."""

Caution = Literal["", "animated", "text"]
"""What a rendition cannot keep: an animation's movement, the lettering of a drawing that brings no font."""


class Facts(NamedTuple):
    """What the bytes alone decide, so that equal bytes need only be looked at once."""

    format: Format
    width: int
    """In pixels, after EXIF orientation; a drawing's in CSS pixels."""
    height: int
    transparent: bool
    """Some pixel lets the ground through; an alpha channel that is opaque throughout does not count."""
    caution: Caution = ""


@value
class Original:
    """An image as the editors put it into content/."""

    path: Path
    source: str
    """The path as reports print it."""
    digest: str
    """sha256 of the bytes, in hex."""
    format: Format
    width: int
    height: int
    transparent: bool
    caution: Caution = ""

    @property
    def vector(self) -> bool:
        """A drawing, which is shown as it is at every size."""
        return self.format == "svg"
