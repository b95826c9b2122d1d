"""Lit screens: three wallpapers in the tones of a finish, drawn on a square of 100 and stretched to the screen."""

from .finish import INK, Finish, mix
from .svg import Canvas, ellipse, group, number, numbers, path, rect

Box = tuple[float, float, float, float]
"""Left, top, width, height."""


def screen(c: Canvas, box: Box, r: float, finish: Finish, style: str, *, glare: bool = True) -> None:
    """A lit screen: wallpaper cut to a rounded rectangle, with a sheen of glass."""
    x, y, w, h = box
    stretch = f"translate({numbers(x, y)})scale({number(w / 100, 3)} {number(h / 100, 3)})"
    wallpaper = group(_WALLPAPERS[style](c, finish.tones, w / h), transform=stretch)
    c.add(group(wallpaper, clip_path=c.clip(rect(x, y, w, h, r))))
    if glare:
        sheen = c.linear("#ffffff30", ".42:#ffffff0c", ".43:#ffffff00", to=(1, 0.7))
        c.add(rect(x, y, w, h, r, fill=sheen))


def _round(x: float, y: float, r: float, ratio: float, fill: str, opacity: float = 1) -> str:
    """A disc that comes out round on a screen of the given ratio; `r` in parts of 100 of the shorter side."""
    rx, ry = (r, r * ratio) if ratio < 1 else (r / ratio, r)
    return ellipse(x, y, rx, ry, fill=fill, **({"opacity": opacity} if opacity < 1 else {}))


def _waves(c: Canvas, tones: tuple[str, str, str], ratio: float) -> str:
    """A low sun over three long swells."""
    deep, middle, bright = tones
    sky = c.linear(deep, f".62:{middle}", bright, to=(0.25, 1))
    swell = c.linear(f"{bright}f2", f"{middle}e6", f"{deep}e6", to=(0.6, 1))
    return (
        rect(0, 0, 100, 100, fill=sky)
        + _round(66, 34, 20, ratio, c.linear(bright, f"{bright}40"))
        + path("M0 56c30-16 55 16 100-12v100H0z", fill=swell, opacity=0.55)
        + path("M0 70c30-12 55 12 100-2v100H0z", fill=swell, opacity=0.75)
        + path("M0 86c30-8 55 8 100-9v100H0z", fill=swell, opacity=0.9)
    )


def _orbs(c: Canvas, tones: tuple[str, str, str], ratio: float) -> str:
    """Large overlapping spheres, lit from above."""
    deep, middle, bright = tones
    longer = max(ratio, 1 / ratio)
    ball = c.linear(bright, middle, deep, to=(0.5, 1))
    return (
        rect(0, 0, 100, 100, fill=c.linear(middle, deep, to=(0.3, 1)))
        + _round(85, 20, 30 * longer, ratio, ball, 0.7)
        + _round(12, 58, 34 * longer, ratio, ball, 0.85)
        + _round(80, 102, 38 * longer, ratio, ball)
    )


def _ribbon(c: Canvas, tones: tuple[str, str, str], _ratio: float) -> str:
    """Folded bands of light that cross the screen."""
    deep, middle, bright = tones
    band = c.linear(deep, middle, bright, to=(1, 0.4))
    back = c.linear(bright, middle, deep, to=(1, 0.2))
    night = c.linear(mix(deep, INK, 0.35), deep, mix(middle, deep, 0.3), to=(0.4, 1))
    return (
        rect(0, 0, 100, 100, fill=night)
        + path("M0 62s52-12 100-42v34s-40 30-100 30z", fill=back, opacity=0.8)
        + path("M0 98s52-12 100-42v30L0 116z", fill=band)
        + path("M0 40s50-2 100-34v10s-40 30-100 36z", fill=band, opacity=0.55)
    )


_WALLPAPERS = {"waves": _waves, "orbs": _orbs, "ribbon": _ribbon}
