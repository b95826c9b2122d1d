"""Scenes of the guides about everything but phones."""

from scripts.illustrate.computers import laptop, monitor
from scripts.illustrate.consoles import box_vented, handheld, tower_winged
from scripts.illustrate.finish import FINISHES, INK, fade, mix
from scripts.illustrate.svg import Canvas, circle, ellipse, line, path, rect

from .freight import open_parcel_back, open_parcel_front
from .handsets import any_phone
from .stage import AMBER, LILAC, WIDTH, wall
from .tableware import mug, steam


def choose_a_laptop(c: Canvas) -> None:
    """An open laptop on a table, outlines of three sizes behind it, a ruler along the edge."""
    p = LILAC
    wall(c, p, (800, 400, 400))
    c.add(rect(0, 700, WIDTH, 200, fill=c.linear("#5a48a8", "#3d2f80")), rect(0, 700, WIDTH, 5, fill="#ffffff59"))
    for w, h, tone in ((1130, 640, "#f2705c"), (1000, 566, "#ffb41f"), (872, 494, "#2d2ad6")):
        x, y = 800 - w / 2, 690 - h
        c.add(
            rect(
                x,
                y,
                w,
                h,
                26,
                fill=fade("#ffffff", 0.16),
                stroke=tone,
                stroke_width=7,
                stroke_dasharray="2 17",
                stroke_linecap="round",
            )
        )
    c.add(ellipse(800, 770, 460, 34, fill=c.radial("#0c0b2299", "#0c0b2200")))
    with c.placed(344, 82, 1.14, 0):
        laptop(c, FINISHES["silver"], "ribbon")
    ticks = "".join(f"M{130 + i * 22} 850v{-34 if i % 5 == 0 else -19}" for i in range(62))
    c.add(
        rect(104, 804, 1392, 56, 8, fill=c.linear("#ffd879", "#f0ad2a"), filter=c.drop_shadow(10, 10)),
        line(ticks, "#5a3a10", 3, stroke_linecap="butt"),
        rect(104, 804, 1392, 5, 2, fill="#ffffff80"),
    )


def first_day_with_your_device(c: Canvas) -> None:
    """A freshly opened parcel, a phone standing up out of it with a bar of progress, a cup of coffee beside it."""
    p = AMBER
    wall(c, p, (760, 400, 380))
    rays = "".join(
        f"M760 400L{x} {y}" for x, y in ((120, 120), (300, -40), (560, -80), (960, -80), (1220, -40), (1420, 130))
    )
    c.add(line(rays, "#ffffff2e", 46))
    c.add(rect(0, 690, WIDTH, 210, fill=c.linear("#a55f38", "#7a4122")), rect(0, 690, WIDTH, 5, fill="#ffffff66"))
    c.add(ellipse(760, 812, 420, 32, fill=c.radial("#2a120899", "#2a120800")))
    with c.placed(760, 806):
        open_parcel_back(c)
    with c.placed(616, 118, 0.96):
        any_phone(c, FINISHES["blue"])
    with c.placed(760, 806):
        open_parcel_front(c)
    c.add(ellipse(1290, 812, 150, 14, fill=c.radial("#2a120899", "#2a120800")))
    with c.placed(1286, 812, 1.7):
        mug(c, "#f7f2e7", "#2d2ad6")
        with c.placed(0, -108):
            steam(c)
    with c.placed(250, 800, 1, -6):
        c.add(ellipse(0, 6, 120, 12, fill=c.radial("#2a120880", "#2a120800")))
        c.add(path("M-92 0L-70-120H90L96 0z", fill=c.linear("#fffefb", "#e6dcc8", to=(1, 0.6))))
        c.add(
            line("M-50-90H62M-54-66H66M-58-42H20", "#c9bfa8", 7),
            circle(62, -34, 19, fill="#2d2ad6"),
            line("M54-34l6 7 12-14", "#ffffff", 5),
        )


def consoles_which_one(c: Canvas) -> None:
    """A sofa from behind, a television, three consoles under it: tall white, small white, a handheld in its dock."""
    c.add(rect(0, 0, WIDTH, 900, fill=c.linear("#26245c", "#3a2f78")))
    c.add(ellipse(800, 300, 760, 420, fill=c.radial("#6d7cf04d", "#6d7cf000")))
    c.add(rect(0, 640, WIDTH, 260, fill=c.linear("#4a2f5c", "#2c1c3d")), rect(0, 640, WIDTH, 4, fill="#ffffff33"))
    _plant(c, 140, 640)
    _lamp(c, 1450, 640)
    with c.placed(432, 2, 0.92):
        monitor(c, FINISHES["black"], "ribbon")
    c.add(
        ellipse(800, 676, 560, 22, fill=c.radial("#0c0b22b3", "#0c0b2200")),
        rect(270, 520, 1060, 24, 8, fill=c.linear("#e5b27a", "#b67b44")),
        rect(290, 544, 1020, 126, 6, fill="#2a1a14"),
        rect(290, 544, 24, 130, 0, fill="#9c6237"),
        rect(1286, 544, 24, 130, 0, fill="#9c6237"),
        rect(270, 656, 1060, 18, 6, fill=c.linear("#c98d55", "#8f5a30")),
    )
    _line_up(c)
    _sofa(c)


def _line_up(c: Canvas) -> None:
    """The three consoles on the board."""
    with c.placed(356, 326, 0.33):
        tower_winged(c, FINISHES["white"])
    with c.placed(1238, 396, 0.21):
        box_vented(c, FINISHES["white"])
    white = FINISHES["white"]
    with c.placed(690, 552):
        c.add(rect(40, 4, 140, 98, 8, fill=c.linear(white.glow, white.base, white.shade)))
        with c.placed(-6, -2, 0.32):
            handheld(c, FINISHES["red"])
        c.add(
            rect(36, 62, 148, 42, 8, fill=c.linear(white.base, white.shade), stroke=white.edge, stroke_width=1.5),
            circle(168, 84, 3, fill="#5fe38a"),
        )


def _sofa(c: Canvas) -> None:
    """The back of a sofa along the lower edge, cushions over it, a sleeping cat's tail of a blanket."""
    coral, dark = "#e8654f", "#a23a30"
    c.add(
        ellipse(800, 892, 700, 40, fill="#0c0b2299"),
        rect(392, 690, 260, 120, 40, fill=c.linear("#ffd27a", "#e09a20"), transform="rotate(-7 520 750)"),
        rect(958, 692, 250, 120, 40, fill=c.linear("#8fd6c0", "#3f9c86"), transform="rotate(8 1080 750)"),
        rect(150, 770, 180, 220, 70, fill=c.linear(mix(coral, INK, 0.08), dark)),
        rect(1270, 770, 180, 220, 70, fill=c.linear(mix(coral, INK, 0.08), dark)),
        path("M230 900V790q0-50 50-50H1320q50 0 50 50V900z", fill=c.linear(coral, dark)),
        line("M800 752V900", fade(INK, 0.25), 5),
        line("M260 770q10-14 30-14H1310q20 0 30 14", "#ffffff4d", 5),
        path("M560 738H700V900H560z", fill=c.linear("#f7f2e7", "#cfc2a6")),
        line("M580 742V900M610 742V900M650 742V900M680 742V900", "#2d2ad6", 8, stroke_linecap="butt"),
    )


def _plant(c: Canvas, x: float, y: float) -> None:
    leaves = (
        "M0-120C-90-180-110-280-70-330-30-270-4-200 0-120zM0-120C90-170 130-250 110-310 50-270 10-200 0-120z"
        "M0-120C-20-220 0-330 30-370 56-300 40-200 0-120zM0-120C-100-130-150-180-160-230-90-220-30-180 0-120z"
    )
    with c.placed(x, y + 26):
        c.add(
            ellipse(0, 0, 90, 12, fill=c.radial("#0c0b22b3", "#0c0b2200")),
            path(leaves, fill=c.linear("#5fbf98", "#1f6f6b")),
            line("M0-120C-30-200-50-260-68-310M0-120C40-190 70-240 100-296M0-120C10-220 20-290 28-350", "#12494a80", 4),
            path("M-66-130H66L50 0H-50z", fill=c.linear("#f7f2e7", "#c9bda2", to=(1, 0.3))),
            rect(-72, -138, 144, 24, 6, fill="#fffdf8"),
        )


def _lamp(c: Canvas, x: float, y: float) -> None:
    with c.placed(x, y + 26):
        c.add(
            circle(0, -420, 300, fill=c.radial("#ffd98a80", "#ffd98a00")),
            ellipse(0, 0, 80, 12, fill=c.radial("#0c0b22b3", "#0c0b2200")),
            line("M0-4V-380", "#c9a15a", 10),
            ellipse(0, -4, 62, 11, fill="#c9a15a"),
            path("M-62-500H62L96-366H-96z", fill=c.linear("#fff3d0", "#ffc86a")),
        )
