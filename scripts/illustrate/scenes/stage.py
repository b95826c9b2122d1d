"""Where scenes take place: the common palettes, walls, tables, mats, light."""

from dataclasses import dataclass

from scripts.illustrate.finish import fade, mix
from scripts.illustrate.svg import Canvas, circle, line, rect

WIDTH, HEIGHT = 1600, 900


@dataclass(frozen=True)
class Palette:
    """The colours of one scene: wall, the disc on it, table top and its edge, two accents, the darkest tone."""

    wall: str
    disc: str
    table: str
    edge: str
    accent: str
    second: str
    ink: str


APRICOT = Palette("#f9cdb0", "#fde3cd", "#fff6ea", "#e8b48f", "#2d2ad6", "#f2705c", "#3b1f38")
COBALT = Palette("#2d2ad6", "#4744ee", "#f7f2e7", "#c9bfa8", "#ffb41f", "#f2705c", "#17163a")
MINT = Palette("#b9e2cd", "#d6f1e2", "#1f6f6b", "#124a4a", "#ffb41f", "#f2705c", "#0f3337")
LILAC = Palette("#c9bbf3", "#e0d6fb", "#4a3a8c", "#33276a", "#ffb41f", "#f2705c", "#221a4d")
SAND = Palette("#efdfc0", "#f9efd9", "#c98d55", "#8f5a30", "#2d2ad6", "#1f7a78", "#3d2617")
NIGHT = Palette("#1b1a45", "#2b2a6b", "#6b4030", "#43261d", "#ffb41f", "#b9a6ee", "#0c0b22")
SKY = Palette("#a9cdf2", "#cbe2f9", "#eef4fb", "#b4c8de", "#2d2ad6", "#ffb41f", "#14284a")
AMBER = Palette("#ffc24a", "#ffd47f", "#8c4b2a", "#5f2f19", "#2d2ad6", "#f7f2e7", "#3d1f14")
SLATE = Palette("#8f98a6", "#b4bcc8", "#c4cad3", "#7a8391", "#2d2ad6", "#ffb41f", "#1f2733")


def wall(c: Canvas, p: Palette, disc: tuple[float, float, float] = (800, 420, 360)) -> None:
    """A wall with a soft light from the left and one large disc behind the subject."""
    x, y, r = disc
    light = c.radial("#ffffff4d", "#ffffff00", at=(0.28, 0.12), r=0.75)
    c.add(
        rect(0, 0, WIDTH, HEIGHT, fill=c.linear(p.wall, mix(p.wall, p.ink, 0.1), to=(0.6, 1))),
        circle(x, y, r, fill=c.linear(p.disc, mix(p.disc, p.wall, 0.55))),
        rect(0, 0, WIDTH, HEIGHT, fill=light),
    )


def surface(c: Canvas, colour: str, ink: str) -> None:
    """A surface seen from straight above, lit from the top left."""
    c.add(
        rect(0, 0, WIDTH, HEIGHT, fill=colour),
        rect(0, 0, WIDTH, HEIGHT, fill=c.radial("#ffffff38", "#ffffff00", fade(ink, 0.28), at=(0.36, 0.3), r=0.85)),
    )


def planks(c: Canvas, dark: str, *, step: float = 150) -> None:
    """Joints and a little grain, over a wooden surface seen from above."""
    seams = "".join(f"M0 {y:.0f}H1600" for y in _steps(step * 0.6, step))
    grain = "".join(
        f"M{(y * 7) % 900:.0f} {y + 38:.0f}c160-14 240 16 420 0s200-12 330 2" for y in _steps(step * 0.6 - step, step)
    )
    c.add(line(seams, fade(dark, 0.45), 3), line(grain, fade(dark, 0.16), 4))


def _steps(start: float, step: float) -> list[float]:
    return [start + index * step for index in range(int((HEIGHT - start) // step) + 1)]


def mat(c: Canvas, x: float, y: float, w: float, h: float, colour: str, cell: float = 50) -> None:
    """A cutting mat with a grid."""
    grid = "".join(f"M{x + i * cell:.0f} {y:.0f}v{h:.0f}" for i in range(1, int(w // cell)))
    grid += "".join(f"M{x:.0f} {y + i * cell:.0f}h{w:.0f}" for i in range(1, int(h // cell)))
    c.add(
        rect(
            x, y, w, h, 26, fill=c.linear(mix(colour, "#ffffff", 0.12), colour, to=(1, 1)), filter=c.drop_shadow(8, 14)
        ),
        line(grid, "#ffffff24", 2),
        rect(x + 12, y + 12, w - 24, h - 24, 16, fill="none", stroke="#ffffff47", stroke_width=3),
    )


def speckle(c: Canvas, colours: tuple[str, ...], spots: tuple[tuple[float, float], ...]) -> None:
    """Paper confetti at the given spots, alternately round and oblong."""
    for index, (x, y) in enumerate(spots):
        colour = colours[index % len(colours)]
        if index % 3:
            c.add(rect(x, y, 20, 9, 3, fill=colour, transform=f"rotate({index * 47 % 180} {x:.0f} {y:.0f})"))
        else:
            c.add(circle(x, y, 7, fill=colour))
