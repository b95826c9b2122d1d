"""What devices share: contact shadows, metal frames, glass, wallpapers, lenses, keyboards in perspective."""

from collections.abc import Sequence
from dataclasses import dataclass

from .finish import INK, Finish, fade, mix
from .svg import Canvas, Point, circle, ellipse, polygon, rect


def contact_shadow(c: Canvas, x: float, y: float, rx: float, ry: float = 0, strength: float = 0.34) -> None:
    """The shadow where a device stands: a wide soft one and a narrow dark one."""
    ry = ry or rx * 0.085
    ink = "#0a0f1e"
    soft = c.radial(fade(ink, strength), fade(ink, strength * 0.45), fade(ink, 0))
    c.add(ellipse(x, y, rx, ry, fill=soft), ellipse(x, y - ry * 0.15, rx * 0.8, ry * 0.42, fill=soft))


def frame(c: Canvas, x: float, y: float, w: float, h: float, r: float, finish: Finish) -> None:
    """The metal band around a phone or tablet, brightest at its two edges."""
    fill = c.linear(
        finish.shade,
        f".04:{finish.glow}",
        f".1:{finish.base}",
        f".9:{finish.base}",
        f".97:{finish.glow}",
        finish.deep,
        to=(1, 0.06),
    )
    c.add(rect(x, y, w, h, r, fill=fill, stroke=finish.edge, stroke_width=1.5))


def glass_back(c: Canvas, x: float, y: float, w: float, h: float, r: float, finish: Finish) -> None:
    """A coloured glass back with a diagonal sheen and a hairline of light."""
    fill = c.linear(finish.light, f".45:{finish.base}", mix(finish.base, finish.shade, 0.6), to=(0.8, 1))
    sheen = c.linear("#ffffff00", ".3:#ffffff2e", ".31:#ffffff0a", "#ffffff00", to=(1, 0.55))
    c.add(
        rect(x, y, w, h, r, fill=fill),
        rect(x, y, w, h, r, fill=sheen, stroke=fade(finish.glow, 0.5), stroke_width=1.2),
    )


def lens(c: Canvas, x: float, y: float, r: float, ring: str) -> None:
    """A camera lens: a metal ring, black glass, a coated element with two reflections."""
    metal = c.linear(mix(ring, "#ffffff", 0.55), ring, mix(ring, INK, 0.55), to=(1, 1))
    coat = c.radial("#05060b", ".45:#0c1224", ".8:#27335e", "#12182c", at=(0.45, 0.42))
    c.add(
        circle(x, y, r, fill=metal),
        circle(x, y, r * 0.88, fill=INK),
        circle(x, y, r * 0.66, fill=coat),
        circle(x, y, r * 0.3, fill="#03040a"),
        circle(x - r * 0.24, y - r * 0.28, r * 0.13, fill="#cfe0ffd9"),
        circle(x + r * 0.24, y + r * 0.26, r * 0.09, fill="#7d7bd899"),
    )


@dataclass(frozen=True)
class Floor:
    """A flat surface seen from above: `u` runs -1 to 1 across, `v` 0 to 1 from the far to the near edge."""

    x: float
    far: float
    near: float
    far_half: float
    near_half: float

    def at(self, u: float, v: float) -> Point:
        """Where a point of the surface lies in the picture; far rows come out smaller."""
        depth = self.near_half / self.far_half
        step = v / (depth - (depth - 1) * v)
        half = self.far_half + (self.near_half - self.far_half) * step
        return self.x + u * half, self.far + (self.near - self.far) * step

    def quad(self, left: float, top: float, right: float, bottom: float) -> str:
        """Path data of a rectangle that lies on the surface."""
        return polygon([self.at(left, top), self.at(right, top), self.at(right, bottom), self.at(left, bottom)])


def keys(floor: Floor, box: tuple[float, float, float, float], rows: Sequence[Sequence[float]]) -> str:
    """Path data of a keyboard on a floor: `box` is left, top, right, bottom; each row lists the widths of its keys."""
    left, top, right, bottom = box
    height = (bottom - top) / len(rows)
    data = ""
    for index, widths in enumerate(rows):
        unit = (right - left) / sum(widths)
        y, x = top + index * height, left
        for width in widths:
            data += floor.quad(x, y, x + width * unit - 0.014, y + height * 0.84)
            x += width * unit
    return data


KEY_ROWS: tuple[tuple[float, ...], ...] = (
    (1,) * 14,
    (1,) * 13 + (1.5,),
    (1.5,) + (1,) * 13,
    (1.8,) + (1,) * 11 + (1.8,),
    (2.3,) + (1,) * 10 + (2.3,),
    (1, 1, 1, 1.3, 5.2, 1.3, 1, 1, 1, 1),
)
"""The rows of a laptop's keyboard, function keys first."""
