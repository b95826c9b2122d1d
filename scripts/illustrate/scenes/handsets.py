"""Scenes of the guides about phones."""

from scripts.illustrate.finish import FINISHES, Finish, fade
from scripts.illustrate.phones import HEIGHT as PHONE_HEIGHT
from scripts.illustrate.phones import WIDTH as PHONE_WIDTH
from scripts.illustrate.phones import back, front, outline
from scripts.illustrate.svg import Canvas, circle, ellipse, line, path, rect

from . import tools
from .cables import cable, wall_plug
from .stage import COBALT, MINT, SKY, WIDTH, mat, planks, surface, wall


def choose_a_refurbished_smartphone(c: Canvas) -> None:
    """Three phones of different shapes on a workbench, a magnifying glass over the one in the middle."""
    surface(c, "#c98d55", "#3d2617")
    planks(c, "#5a3218")
    mat(c, 150, 70, 1300, 760, "#2d2ad6", 65)
    for x, scale, turn, colour, kind in (
        (300, 0.86, -7, "red", "button"),
        (660, 0.96, 0, "midnight", "notch"),
        (1046, 0.9, 7, "green", "punch"),
    ):
        with c.placed(x, 170 if turn else 150, scale, turn, filter=c.drop_shadow(18, 16)):
            front(c, FINISHES[colour], kind)
    clip = c.clip(circle(836, 356, 176))
    with c.placed(clip_path=clip):
        c.add(rect(600, 100, 500, 520, fill="#2522b0"))
        with c.placed(664 - 92, 150 - 112, 1.5):
            front(c, FINISHES["midnight"], "notch")
    with c.placed(836, 356):
        tools.magnifier(c, 182, "#c98d55")
    with c.placed(330, 784, 0.8, 3):
        tools.screwdriver(c, "#ffb41f")
    for x, y in ((1360, 200), (1392, 238), (1352, 262)):
        with c.placed(x, y):
            tools.screw(c)


_LIFTED = "sierra-blue"
"""The phone that is chosen."""


def which_iphone(c: Canvas) -> None:
    """Five phones ordered by size, from a small one with a button to a large one, one of them lifted."""
    p = COBALT
    wall(c, p, (800, 400, 380))
    c.add(rect(0, 760, WIDTH, 140, fill=c.linear("#e9dfc8", "#d3c5a5")), rect(0, 756, WIDTH, 12, fill="#fffdf8"))
    row = (
        ("button", "white", 0.74),
        ("notch", "red", 0.8),
        ("notch", _LIFTED, 0.88),
        ("island", "pink", 0.93),
        ("island", "titanium", 1.0),
    )
    x = 92.0
    for kind, colour, scale in row:
        width, height = PHONE_WIDTH * scale, PHONE_HEIGHT * scale
        lift = 86 if colour == _LIFTED else 0
        c.add(ellipse(x + width / 2, 764, width * (0.62 - lift / 600), 13, fill=c.radial("#17163a99", "#17163a00")))
        if lift:
            with c.placed(x, 760 - height, scale):
                outline(c, kind, "#ffb41f", 7)
        with c.placed(x, 758 - height - lift, scale):
            front(c, FINISHES[colour], kind)
        if lift:
            mid = x + width / 2
            c.add(line(f"M{mid:.0f} 72V112M{mid - 84:.0f} 88l16 30M{mid + 84:.0f} 88l-16 30", "#ffb41f", 10))
        x += width + 28
    c.add(line("M150 832H1450", fade(p.ink, 0.35), 5, stroke_dasharray="1 25"))


def battery_health(c: Canvas) -> None:
    """The open back of a phone; its battery is a gauge filled to four fifths; a small plug beside it."""
    p = MINT
    wall(c, p, (730, 450, 400))
    with c.placed(566, 52, 1.16, filter=c.drop_shadow(20, 20)):
        tools.open_phone(c, FINISHES["starlight"], cell=False)
        _gauge(c)
    cable(c, "M714 770C714 850 800 900 950 840S1080 610 1180 600", "#fffdf8", 15)
    with c.placed(1256, 600, 1.25, flip=-1):
        wall_plug(c, "#fffdf8")
    c.add(rect(696, 748, 36, 50, 8, fill="#fffdf8"))
    _socket(c, 1440, 600)
    with c.placed(288, 330, filter=c.drop_shadow(14, 14)):
        c.add(rect(0, 0, 170, 170, 44, fill="#fffdf8"))
        c.add(
            path(
                "M96 26L46 96h34l-12 50 52-72H86z",
                fill="#ffb41f",
                stroke="#ffb41f",
                stroke_width=8,
                stroke_linejoin="round",
            )
        )
    with c.placed(352, 640, 0.9, -16):
        tools.screwdriver(c, "#f2705c")


def _gauge(c: Canvas) -> None:
    """The battery in its bay: five cells, four of them full."""
    c.add(
        rect(164, 154, 122, 346, 16, fill="#0c1a18", stroke="#7fe0b4", stroke_width=4),
        rect(196, 142, 58, 14, 5, fill="#7fe0b4"),
    )
    for index in range(5):
        full = index > 0
        fill = c.linear("#a8f0b8", "#3fbf7f") if full else "#1d3a34"
        c.add(rect(176, 166 + index * 65.5, 98, 56, 9, fill=fill))
        if full:
            c.add(line(f"M190 {178 + index * 65.5}H240", "#ffffff99", 5))
    c.add(
        rect(22, 342, 130, 150, 8, fill="#2a2e37", stroke="#ffffff24", stroke_width=2),
        line("M148 416h14", "#e0a33c", 12),
    )


def _socket(c: Canvas, x: float, y: float) -> None:
    """A wall socket."""
    c.add(
        rect(
            x - 92, y - 92, 184, 184, 34, fill=c.linear("#ffffff", "#dfe8e2", to=(1, 1)), filter=c.drop_shadow(10, 12)
        ),
        circle(x, y, 64, fill=c.linear("#cfdcd5", "#f4f8f6", to=(1, 1))),
        circle(x - 24, y, 10, fill="#24423c"),
        circle(x + 24, y, 10, fill="#24423c"),
    )


def grades_explained(c: Canvas) -> None:
    """The back of one phone four times, from spotless to lightly scratched, like a colour chart."""
    p = SKY
    surface(c, p.wall, p.ink)
    c.add(circle(800, 450, 520, fill=fade(p.disc, 0.7)))
    marks = ("", "fine", "light", "plain")
    tones = ("#2d2ad6", "#1f7a78", "#ffb41f", "#f2705c")
    for index, (wear, tone) in enumerate(zip(marks, tones, strict=True)):
        x = 96 + index * 362
        c.add(
            rect(x, 80, 322, 740, 22, fill="#fffdf8", filter=c.drop_shadow(14, 16)),
            path(f"M{x} 690h322v108q0 22-22 22H{x + 22}q-22 0-22-22z", fill=tone),
        )
        with c.placed(x + 28, 110, 0.886):
            back(c, FINISHES["coral"], "notch")
            _wear(c, wear)
        for star in range(4):
            c.add(circle(x + 70 + star * 60, 754, 17, fill="#fffdf8" if star < 4 - index else "#ffffff47"))


def _wear(c: Canvas, wear: str) -> None:
    """Marks on a back, by degree."""
    fine = "M196 300l46 38M70 470l30 22"
    light = "M80 260l62 88M210 420l44 70M60 420l22 60M150 540l70 24M232 220l30 20"
    plain = "M40 210l120 160M180 250l76 150M60 520l90 44M210 520l50-60M110 330l26 90M250 110l20 50"
    marks = {"": "", "fine": fine, "light": fine + light, "plain": fine + light + plain}[wear]
    if marks:
        c.add(line(marks, "#ffffffb3", 3.4), line(marks, "#8a2f2a66", 2, transform="translate(2 2)"))
    if wear == "plain":
        c.add(
            path("M282 560q16 8 14-18l-3 34q-8 22-26 27z", fill="#7d837f"),
            path("M10 596L0 560q6 34 40 48z", fill="#8a2f2a80"),
            ellipse(224, 470, 15, 10, fill="#8a2f2a40"),
        )


def any_phone(c: Canvas, finish: Finish) -> None:
    """A phone that shows a bar three quarters done, for things that are being set up."""
    front(c, finish, "island")
    c.add(
        circle(150, 172, 56, fill="none", stroke="#ffffff40", stroke_width=14),
        path("M150 116A56 56 0 1 1 94 172", fill="none", stroke="#ffffff", stroke_width=14, stroke_linecap="round"),
        rect(46, 270, 208, 24, 12, fill="#ffffff59"),
        rect(46, 270, 156, 24, 12, fill="#ffffff"),
    )
