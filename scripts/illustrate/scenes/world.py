"""Scenes about waste, seasons and what leaves the drawer."""

from scripts.illustrate.finish import FINISHES, fade, mix
from scripts.illustrate.phones import HEIGHT as PHONE_HEIGHT
from scripts.illustrate.phones import WIDTH as PHONE_WIDTH
from scripts.illustrate.phones import back, front
from scripts.illustrate.svg import Canvas, circle, ellipse, line, path, rect

from . import cables
from .freight import globe, lorry, open_parcel_back, open_parcel_front
from .lettering import lettering
from .stage import LILAC, NIGHT, SAND, WIDTH, wall

_CABS = ("#f2705c", "#ffb41f", "#7fd0ad", "#b9a6ee", "#fffdf8")


def sixty_two_million_tonnes(c: Canvas) -> None:
    """Lorries loaded with screens and cables, bumper to bumper round the globe."""
    p = NIGHT
    c.add(rect(0, 0, WIDTH, 900, fill=c.radial("#3a38a0", "#1f1d5c", p.ink, at=(0.5, 0.5), r=0.72)))
    for index in range(70):
        x, y = index * 397 % 1600, index * 211 % 900
        c.add(circle(x, y, 1.4 + index % 3, fill=("#ffffff99", "#ffe3a0", "#b9a6ee99")[index % 3]))
    c.add(
        circle(800, 456, 560, fill="#ffffff0a"),
        circle(800, 456, 440, fill="#ffffff0d"),
        circle(1360, 214, 74, fill=c.linear("#fff3d0", "#c9a96a", to=(1, 1))),
        circle(1336, 196, 15, fill="#c9a96a66"),
        circle(1382, 236, 20, fill="#c9a96a66"),
        circle(1376, 184, 8, fill="#c9a96a66"),
    )
    with c.placed(800, 456):
        globe(c, 272)
        c.add(circle(0, 0, 283, fill="none", stroke="#23213f", stroke_width=22))
        c.add(circle(0, 0, 283, fill="none", stroke="#ffd27a", stroke_width=3, stroke_dasharray="16 13.6"))
    count = 13
    for index in range(count):
        turn = index * 360 / count
        with c.placed(800, 456, 1, turn), c.placed(0, -293, 0.72):
            lorry(c, _CABS[index % len(_CABS)], index)


def september_itch(c: Canvas) -> None:
    """A calendar page for September with a phone-shaped hole in it; a hand scratches the edge of the paper."""
    p = LILAC
    wall(c, p, (760, 440, 410))
    c.add(rect(458, 130, 620, 720, 22, fill=mix(p.wall, p.ink, 0.35), filter=c.drop_shadow(20, 26)))
    for offset in (22, 11):
        c.add(rect(440 + offset, 122 + offset, 620, 700, 18, fill=mix("#fffdf8", p.ink, 0.06 + offset / 200)))
    _page(c)
    _hand(c)
    for x, y, turn in ((1180, 700, 20), (1246, 764, -30), (1130, 800, 64), (1290, 830, 8), (1070, 856, -18)):
        c.add(
            path(
                "M-20 4Q0-26 24-4 4-8-20 4z",
                fill="#fffdf8",
                transform=f"translate({x} {y}) rotate({turn})",
                filter=c.drop_shadow(5, 4),
            )
        )


def _page(c: Canvas) -> None:
    """The page: rings, a coral head with the figure 9, days, the hole with the night behind it."""
    sheet = (
        "M440 140q0-22 22-22H1038q22 0 22 22V430l-12 18 14 22-18 20 16 24-14 18 10 30-18 22 20 26V780q0 "
        "22-22 22H462q-22 0-22-22z"
    )
    c.add(
        path(sheet, fill=c.linear("#fffefb", "#f4ecdf", to=(0.6, 1)), filter=c.drop_shadow(8, 10)),
        path("M440 250V140q0-22 22-22H1038q22 0 22 22V250z", fill=c.linear("#f58570", "#e65b48")),
    )
    with c.placed(716, 146, 0.78):
        lettering(c, "9", "#fffdf8", 20)
    for x in (520, 610, 890, 980):
        c.add(
            circle(x, 142, 14, fill="#9c3328"),
            rect(x - 7, 84, 14, 64, 7, fill=c.linear("#ffffff", "#9aa2af", "#dfe3e9", to=(1, 0))),
        )
    for index in range(30):
        column, row = (index + 1) % 7, (index + 1) // 7
        x, y = 486 + column * 76, 286 + row * 96
        c.add(
            rect(x, y, 56, 66, 10, fill=fade("#4a3a8c", 0.2 if column in {5, 6} else 0.1)),
            circle(x + 16, y + 18, 5, fill=fade("#4a3a8c", 0.55)),
        )
    with c.placed(636, 296, 0.76, 7):
        hole = rect(0, 0, PHONE_WIDTH, PHONE_HEIGHT, 50)
        clip = c.clip(hole)
        c.add(
            rect(-6, -6, PHONE_WIDTH + 12, PHONE_HEIGHT + 12, 54, fill="#ffffff"),
            f'<g clip-path="{clip}">'
            + rect(0, 0, PHONE_WIDTH, PHONE_HEIGHT, fill=c.linear("#17163a", "#2d2ad6", "#8a63e0", to=(0.3, 1)))
            + circle(210, 180, 60, fill="#ffd27a")
            + circle(184, 164, 56, fill="#1e1c5c")
            + "".join(circle(30 + i * 83 % 250, 60 + i * 137 % 520, 3 + i % 3, fill="#ffffffcc") for i in range(16))
            + line(f"M0 0H{PHONE_WIDTH}M0 0V{PHONE_HEIGHT}", "#00000080", 46)
            + "</g>",
        )


def _hand(c: Canvas) -> None:
    """A hand in a jumper, from the right, its fingers on the torn edge."""
    skin, shade = "#e8a57c", "#c97f58"
    with c.placed(1068, 490, 1, 14):
        c.add(path("M330-70L640-120V170L330 130z", fill=c.linear("#1f7a78", "#124a4a")))
        c.add(rect(310, -84, 56, 226, 26, fill="#2b9a96"), line("M326-62V120M346-62V120", "#124a4a66", 5))
        c.add(
            path(
                "M120-64Q220-104 330-66V124Q240 146 160 116 110 96 104 40z",
                fill=c.linear("#f0b48c", skin, shade, to=(0.3, 1)),
                filter=c.drop_shadow(12, 12),
            )
        )
        c.add(line("M210 112Q160 160 88 150", shade, 52), line("M210 106Q160 152 90 144", skin, 46))
        for y, tip, bend in ((86, 24, 96), (42, 2, 50), (-4, -4, -8), (-46, 22, -66)):
            d = f"M170 {y}Q90 {bend} {tip} {y + 14}"
            c.add(line(d, shade, 50), line(d.replace(f"{y}Q", f"{y - 3}Q", 1), skin, 44))
            c.add(ellipse(tip - 4, y + 12, 12, 9, fill="#f9d7c3"))


def sell_and_recycle(c: Canvas) -> None:
    """An open drawer full of old phones and cables; one phone leaves it along an arrow that ends in a parcel."""
    p = SAND
    wall(c, p, (1130, 400, 330))
    c.add(rect(0, 770, WIDTH, 130, fill=c.linear("#d8b98a", "#c09a68")), rect(0, 770, WIDTH, 4, fill="#ffffff59"))
    _chest(c)
    d = "M560 380C640 120 980 60 1060 250S860 430 840 270 1010 70 1150 200 1200 330 1196 352"
    c.add(line(d, "#ffffff", 30, opacity=0.55), line(d, p.accent, 13, stroke_dasharray="2 26"))
    c.add(
        path("M1150 340L1198 402 1240 336z", fill=p.accent, stroke=p.accent, stroke_width=12, stroke_linejoin="round")
    )
    c.add(ellipse(1194, 810, 280, 22, fill=c.radial("#3d26178c", "#3d261700")))
    with c.placed(1194, 808, 0.72):
        open_parcel_back(c)
        open_parcel_front(c)
    with c.placed(850, 96, 0.36, 22, filter=c.drop_shadow(14, 12)):
        front(c, FINISHES["red"], "notch")


def _chest(c: Canvas) -> None:
    """A chest of drawers, its upper drawer pulled out and full."""
    wood = c.linear("#d89c62", "#b67b44", to=(0.4, 1))
    c.add(
        ellipse(400, 812, 420, 26, fill=c.radial("#3d26178c", "#3d261700")),
        rect(110, 760, 30, 56, 6, fill="#7a4a26"),
        rect(660, 760, 30, 56, 6, fill="#7a4a26"),
        rect(80, 330, 640, 450, 14, fill=c.linear("#c98d55", "#9c6237", to=(0.3, 1))),
        rect(62, 312, 676, 34, 10, fill=c.linear("#e5b27a", "#c98d55")),
        rect(108, 372, 584, 150, 6, fill="#3d2617"),
        rect(110, 600, 580, 146, 8, fill=wood, stroke="#8f5a3066", stroke_width=3),
        circle(400, 672, 22, fill=c.linear("#ffe2a8", "#ffb41f", "#a86a10")),
    )
    for x, y, turn, colour, kind, seen in (
        (170, 330, -12, "black", "punch", "front"),
        (300, 300, 8, "gold", "notch", "back"),
        (420, 322, -5, "blue", "button", "front"),
        (530, 306, 14, "pink", "island", "back"),
    ):
        with c.placed(x, y, 0.42, turn):
            (front if seen == "front" else back)(c, FINISHES[colour], kind)
    for d, colour in (
        ("M150 520C120 440 190 400 230 440S290 560 330 480", "#fffdf8"),
        ("M640 520C690 430 600 380 590 440S500 540 470 470", "#23262f"),
    ):
        cables.cable(c, d, colour, 12)
    c.add(
        path("M70 486H730L750 620H50z", fill="#00000033", filter=c.blur(10)),
        path("M84 470H716L742 486H58z", fill="#7a4a26"),
        rect(
            56, 484, 688, 130, 10, fill=c.linear("#e5b27a", "#c58a52", to=(0.3, 1)), stroke="#8f5a3066", stroke_width=3
        ),
        circle(400, 550, 24, fill=c.linear("#ffe2a8", "#ffb41f", "#a86a10")),
    )
