"""Finishes: the colour of a device's body and what follows from it: lights, shades, rims, a wallpaper."""

from dataclasses import dataclass
from functools import cached_property

_DARK, _PALE = 0.36, 0.8
"""Luminances from which a body sinks into a dark ground, or dissolves in a white one."""

INK = "#0b0d12"
"""The black of glass that is off."""


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0 to 1) of `other` in it."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def fade(colour: str, opacity: float) -> str:
    """`colour` as `#rrggbbaa`."""
    return f"{colour[:7]}{round(opacity * 255):02x}"


def luminance(colour: str) -> float:
    """How light a colour looks, 0 to 1 (weights of ITU-R BT.601)."""
    red, green, blue = channels(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


@dataclass(frozen=True)
class Finish:
    """A body colour and three tones (deep, middle, bright) of the wallpaper that goes with it."""

    name: str
    base: str
    tones: tuple[str, str, str]

    @cached_property
    def dark(self) -> bool:
        """Whether the body would sink into a dark ground."""
        return luminance(self.base) < _DARK

    @cached_property
    def pale(self) -> bool:
        """Whether the body would dissolve in a white ground."""
        return luminance(self.base) > _PALE

    @cached_property
    def light(self) -> str:
        """The body where the light falls on it."""
        return mix(self.base, "#ffffff", 0.2 if self.dark else 0.45)

    @cached_property
    def glow(self) -> str:
        """The brightest edge of the body."""
        return mix(self.base, "#ffffff", 0.42 if self.dark else 0.75)

    @cached_property
    def shade(self) -> str:
        """The body turned away from the light."""
        return mix(self.base, "#1b2030", 0.16 if self.pale else 0.3)

    @cached_property
    def deep(self) -> str:
        """The darkest parts of the body: gaps, undersides."""
        return mix(self.base, "#10131c", 0.34 if self.pale else 0.58)

    @cached_property
    def edge(self) -> str:
        """A contour that holds on white and on dark grounds."""
        return mix(self.base, "#ffffff", 0.48) if self.dark else mix(self.base, "#2a3040", 0.26)


_TABLE = """
black        #23252a  #0b1026 #3f4fd6 #b9a5ff
midnight     #232c3d  #0c1430 #2f5fc4 #8fd0ff
graphite     #5a5c60  #17181d #5b6478 #d8c7a8
space-grey   #6f7278  #14202c #4a7a94 #c9e2e0
silver       #d9dbde  #33507f #7fa8d8 #f3d9cf
white        #f2f3f4  #5a54c9 #8fb1f2 #ffd9d0
starlight    #efe6d8  #a8613c #e7b184 #fff0d6
blue         #3f7ab8  #0d2f63 #2f83d8 #a8e3ff
sierra-blue  #a6bfd6  #2d4f77 #79a5cc #e9f1f4
navy         #2d4c66  #0a2038 #2a6b8f #9fe0da
green        #4d6b57  #0f2f28 #3f8f6b #d5eda8
mint         #bfe3cd  #1f6f63 #6cc9a1 #f0f9c8
red          #c2202f  #4d0718 #d8283f #ffb199
coral        #f58a78  #8f2f45 #f27d6f #ffd9a8
pink         #f3c7cf  #a33a6c #ee8fa8 #ffe3d1
purple       #a99ccb  #3a2370 #8367cf #f0c7ee
yellow       #f5d968  #b0601a #f5b638 #fff3a8
gold         #e5cfae  #7a5223 #d3a364 #fdeccb
titanium     #a39b90  #262a33 #8f6248 #f3d3a6
"""


def _finishes() -> dict[str, Finish]:
    """The table above by name."""
    rows = (row.split() for row in _TABLE.strip().splitlines())
    return {name: Finish(name, base, (deep, middle, bright)) for name, base, deep, middle, bright in rows}


FINISHES = _finishes()
