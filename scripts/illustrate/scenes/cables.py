"""Cables and plugs, seen from above or as a drawing."""

from scripts.illustrate.finish import INK, mix
from scripts.illustrate.svg import Canvas, circle, ellipse, line, path, rect


def cable(c: Canvas, d: str, colour: str, width: float = 12) -> None:
    """A cable along a path, with a shadow under it and a light on top."""
    c.add(
        line(d, mix(colour, INK, 0.35), width, filter=c.drop_shadow(6, 6), stroke_linejoin="round"),
        line(d, colour, width * 0.84, stroke_linejoin="round"),
        line(d, mix(colour, "#ffffff", 0.45), width * 0.22, stroke_linejoin="round"),
    )


def plug_c(c: Canvas, colour: str) -> None:
    """A USB-C plug that points up, its tip at (0, -70), its cable leaving at (0, 60)."""
    _sleeve(c, colour, 30)
    c.add(rect(-24, -70, 48, 66, 10, fill=_metal(c)), rect(-16, -68, 32, 8, 4, fill="#4a505c"))


def plug_tab(c: Canvas, colour: str) -> None:
    """A flat plug with contacts."""
    _sleeve(c, colour, 25)
    c.add(rect(-18, -64, 36, 60, 8, fill=_metal(c)), line("M-9-48V-22M-3-48V-22M3-48V-22M9-48V-22", "#d4a33a", 3.4))


def plug_micro(c: Canvas, colour: str) -> None:
    """A small trapezoid plug."""
    _sleeve(c, colour, 28)
    c.add(
        path("M-22-56H22V-16L14-4H-14L-22-16z", fill=_metal(c)),
        rect(-14, -44, 6, 10, 2, fill="#4a505c"),
        rect(8, -44, 6, 10, 2, fill="#4a505c"),
    )


def plug_barrel(c: Canvas, colour: str) -> None:
    """An old round plug."""
    _sleeve(c, colour, 24)
    c.add(rect(-13, -76, 26, 72, 6, fill=_metal(c)), rect(-13, -52, 26, 6, 0, fill=INK), circle(0, -70, 5, fill=INK))


def plug_wide(c: Canvas, colour: str) -> None:
    """A broad plug of an early music player."""
    _sleeve(c, colour, 56)
    c.add(
        rect(-50, -52, 100, 48, 5, fill=_metal(c)),
        line("M-40-44V-16M-28-44V-16M-16-44V-16M-4-44V-16M8-44V-16M20-44V-16M32-44V-16", "#5b6370", 4),
    )


def _metal(c: Canvas) -> str:
    return c.linear("#9aa2af", ".3:#ffffff", "#c3c9d3", "#7f8794", to=(1, 0))


def _sleeve(c: Canvas, colour: str, half: float) -> None:
    """The grip of a plug and its strain relief."""
    skin = c.linear(
        mix(colour, INK, 0.22), f".3:{mix(colour, '#ffffff', 0.35)}", colour, mix(colour, INK, 0.3), to=(1, 0)
    )
    c.add(
        rect(-half, -10, half * 2, 74, 14, fill=skin, filter=c.drop_shadow(6, 6)),
        rect(-9, 60, 18, 44, 6, fill=skin),
        line("M-8 72h16M-8 84h16M-8 96h16", mix(colour, INK, 0.4), 3),
    )


def charger(c: Canvas, colour: str) -> None:
    """A wall charger seen from above, 120 by 150 without its pins."""
    c.add(
        rect(-34, -110, 12, 44, 6, fill=_metal(c)),
        rect(22, -110, 12, 44, 6, fill=_metal(c)),
        rect(
            -60,
            -75,
            120,
            150,
            26,
            fill=c.linear(mix(colour, "#ffffff", 0.3), colour, mix(colour, INK, 0.22), to=(1, 1)),
            filter=c.drop_shadow(10, 9),
        ),
        rect(-18, 58, 36, 12, 4, fill="#2a2e37"),
        rect(-42, -56, 84, 8, 4, fill=mix(colour, INK, 0.12)),
    )


def wall_plug(c: Canvas, colour: str) -> None:
    """A round-pinned mains plug that points left, its pins at x = -110; its cable leaves at (70, 0)."""
    pin = c.linear("#f4f6f9", "#8b93a1")
    c.add(
        rect(-112, -32, 58, 16, 8, fill=pin),
        rect(-112, 16, 58, 16, 8, fill=pin),
        path(
            "M-60-56H-6q50 8 60 40h16v32H54q-10 32-60 40h-54z",
            fill=c.linear(mix(colour, "#ffffff", 0.35), colour, mix(colour, INK, 0.3)),
            filter=c.drop_shadow(8, 8),
        ),
        line("M-36-40V40", mix(colour, INK, 0.25), 6),
    )


def puck(c: Canvas, colour: str) -> None:
    """A round magnetic charger."""
    c.add(
        circle(0, 0, 66, fill=c.linear("#ffffff", "#c9ced7", "#8b93a1", to=(1, 1)), filter=c.drop_shadow(8, 8)),
        circle(0, 0, 55, fill=c.radial("#ffffff", mix(colour, "#d5dae2", 0.5), at=(0.4, 0.35))),
        ellipse(-16, -20, 18, 10, fill="#ffffff", transform="rotate(-35 -16 -20)"),
    )
