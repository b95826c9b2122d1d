"""Scenes at a breakfast table."""

from scripts.illustrate.computers import laptop
from scripts.illustrate.finish import FINISHES, fade, mix
from scripts.illustrate.phones import front
from scripts.illustrate.surfaces import contact_shadow
from scripts.illustrate.svg import Canvas, circle, line, path, rect

from . import tableware as ware
from .creatures import rabbit, scooter
from .stage import APRICOT, COBALT, WIDTH, speckle, surface, wall


def forty_one_million(c: Canvas) -> None:
    """A long breakfast table from the side: a rabbit on a laptop, croissants, cups, bunting of phones, a scooter."""
    p = APRICOT
    wall(c, p, (600, 430, 400))
    _bunting(c)
    c.add(rect(0, 800, WIDTH, 100, fill=c.linear("#e3a27f", "#c77f62")), rect(0, 800, WIDTH, 4, fill="#ffffff59"))
    contact_shadow(c, 700, 850, 660, 26, 0.3)
    _cloth(c, p.table)
    contact_shadow(c, 560, 584, 250, 10)
    with c.placed(330, 156, 0.64):
        laptop(c, FINISHES["silver"], "waves")
    with c.placed(572, 574, 1.06):
        rabbit(c)
    for x in (200, 980):
        contact_shadow(c, x, 584, 120, 9)
    with c.placed(200, 582, 1.05):
        ware.cake_stand(c, "#f7e3d2")
    with c.placed(980, 582, 1.05):
        ware.pot(c, "#2d2ad6")
    _setting(c)
    contact_shadow(c, 1392, 852, 210, 14)
    with c.placed(1392, 852, 1.02):
        scooter(c, "#f2705c")
    speckle(
        c,
        ("#2d2ad6", "#ffb41f", "#f2705c", "#1f7a78"),
        ((120, 830), (260, 868), (410, 842), (1150, 872), (980, 838), (760, 876), (1290, 884), (1520, 830), (620, 836)),
    )


def _setting(c: Canvas) -> None:
    """Cups, jars and a croissant along the table."""
    for x, scale, colour, stripe in (
        (830, 1, "#fffdf8", "#f2705c"),
        (1110, 1, "#ffb41f", "#fff3d6"),
        (372, 0.9, "#1f7a78", "#cfeee0"),
    ):
        with c.placed(x, 584, scale):
            contact_shadow(c, 0, 0, 84, 8)
            ware.mug(c, colour, stripe)
    with c.placed(830, 478):
        ware.steam(c)
    with c.placed(1110, 478):
        ware.steam(c)
    for x, scale, fruit, lid in ((1220, 1, "#c2304a", "#fffdf8"), (906, 0.86, "#e8862a", "#2d2ad6")):
        with c.placed(x, 584, scale):
            contact_shadow(c, 0, 0, 60, 7)
            ware.jam(c, fruit, lid)
    with c.placed(1316, 586, 0.8):
        ware.croissant(c)


def _cloth(c: Canvas, colour: str) -> None:
    """A table with a scalloped cloth and two trestles."""
    leg = c.linear("#c98d55", "#8f5a30", to=(1, 0))
    c.add(
        line("M150 620L96 850M212 620L266 850M1150 620L1096 850M1212 620L1266 850", leg, 22),
        line("M112 770H250M1112 770H1250", "#8f5a30", 12),
        rect(40, 580, 1330, 16, 8, fill=mix(colour, "#ffffff", 0.5)),
    )
    scallops = "q33 44 66.5 0" * 20
    c.add(
        path(f"M40 588V672{scallops}V588z", fill=c.linear(colour, mix(colour, "#b9785a", 0.28))),
        line(f"M40 664{scallops}", "#f2705c", 6, opacity=0.75),
        rect(40, 580, 1330, 10, 5, fill="#ffffff"),
    )


def _bunting(c: Canvas) -> None:
    """Two strings of paper phones."""
    tones = ("#2d2ad6", "#ffb41f", "#f2705c", "#1f7a78", "#fffdf8")
    for start, end, dip, count in ((-30, 830, 120, 8), (800, 1640, 130, 8)):
        mid = (start + end) / 2
        c.add(line(f"M{start} 40Q{mid:.0f} {40 + dip * 2} {end} 40", "#8a4a4a", 4))
        for index in range(count):
            t = (index + 0.5) / count
            x, y = start + (end - start) * t, 40 + 4 * dip * t * (1 - t)
            with c.placed(x, y, 1, (0.5 - t) * -24):
                _paper_phone(c, tones[index % len(tones)])


def _paper_phone(c: Canvas, colour: str) -> None:
    paper = mix(colour, "#ffffff", 0.7) if colour != "#fffdf8" else "#f2705c"
    c.add(
        rect(-25, -2, 50, 92, 10, fill=colour, filter=c.drop_shadow(5, 5, "#5a2a3a40")),
        rect(-18, 8, 36, 72, 4, fill=fade(paper, 0.85)),
        circle(0, 3, 2, fill=paper),
    )


def monday_breakfast(c: Canvas) -> None:
    """A round table from above; a phone with a cracked screen is the guest of honour."""
    p = COBALT
    surface(c, "#2a27b8", p.ink)
    _tiles(c)
    for x, y, colour in ((330, 250, "#f2705c"), (322, 668, "#ffb41f"), (1276, 236, "#1f7a78"), (1284, 670, "#f2705c")):
        _stool(c, x, y, colour)
    c.add(
        circle(800, 452, 438, fill=fade(p.ink, 0.5), filter=c.blur(22)),
        circle(800, 444, 430, fill=c.linear("#e0a76c", "#c4854a", to=(1, 1))),
        circle(800, 444, 416, fill=c.linear("#d69a5e", "#e3ad74", to=(1, 1))),
    )
    for x, y, colour, full in (
        (540, 300, "#fffdf8", True),
        (1046, 262, "#ffb41f", False),
        (1090, 602, "#f2705c", True),
    ):
        with c.placed(x, y, 1, x % 70 - 20):
            ware.cup_above(c, colour, full=full)
    with c.placed(566, 648, 0.95, 50):
        ware.baguette_above(c)
    with c.placed(800, 166, 0.9):
        ware.jar_above(c, "#c2304a")
    with c.placed(900, 756, 0.9, -8):
        ware.knife_above(c)
    ware.crumbs(
        c,
        ((700, 700), (736, 726), (690, 742), (760, 700), (1000, 740), (640, 520), (980, 180), (1010, 420), (612, 470)),
    )
    _guest(c)


def _stool(c: Canvas, x: float, y: float, colour: str) -> None:
    c.add(
        circle(x, y, 118, fill=c.linear(mix(colour, "#ffffff", 0.2), colour, to=(1, 1)), filter=c.drop_shadow(16, 14)),
        circle(x, y, 92, fill="none", stroke=mix(colour, "#17163a", 0.2), stroke_width=3, stroke_dasharray="12 9"),
        circle(x, y, 9, fill=mix(colour, "#17163a", 0.25)),
    )


def _tiles(c: Canvas) -> None:
    for row in range(6):
        for column in range(10):
            if (row + column) % 2:
                c.add(rect(column * 170 - 40, row * 170 - 60, 170, 170, fill="#ffffff12"))


def _guest(c: Canvas) -> None:
    """The cracked phone on a napkin on a plate."""
    with c.placed(800, 452):
        ware.plate_above(c, 190)
        c.add(rect(-128, -128, 256, 256, 8, fill="#f6d7cf", transform="rotate(38)", filter=c.drop_shadow(4, 5)))
        c.add(
            rect(
                -114,
                -114,
                228,
                228,
                4,
                fill="none",
                stroke="#f2705c",
                stroke_width=4,
                stroke_dasharray="14 10",
                transform="rotate(38)",
            )
        )
    with c.placed(716, 280, 0.54, filter=c.drop_shadow(16, 14)):
        front(c, FINISHES["midnight"], "notch")
        crack = (
            "M206 150L150 210 96 196M206 150L236 60M206 150L282 182M206 150L180 96 120 70M150 210"
            "L166 300 130 380 148 470"
            "M166 300L250 340M130 380L60 420M206 150L230 250 280 300"
        )
        c.add(line(crack, "#ffffffd9", 5), line("M186 176L214 182 222 160 200 130 176 142z", "#ffffffb3", 4))
        c.add(circle(206, 150, 12, fill="#ffffffcc"))
