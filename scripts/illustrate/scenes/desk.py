"""Scenes of things seen from above: a keyboard, a drawer, one cable."""

from scripts.illustrate.audio import headphones
from scripts.illustrate.computers import tablet_front
from scripts.illustrate.consoles import handheld
from scripts.illustrate.finish import FINISHES, INK, fade, mix
from scripts.illustrate.phones import back, front
from scripts.illustrate.svg import Canvas, circle, ellipse, line, path, rect

from . import cables
from .lettering import lettering
from .stage import MINT, surface


def keyboard_layouts(c: Canvas) -> None:
    """Grey keys to the edges of the picture, and one big coral key with the letter Ñ."""
    surface(c, "#aeb4bf", "#1f2733")
    with c.placed(790, 360, 1, -9):
        for row in range(-3, 6):
            for column in range(-6, 7):
                middle = row in {0, 1}
                if not (middle and column in {-1, 0}):
                    x = column * 176 + (88 if middle else row % 3 * 46)
                    _key(c, (x, row * 164), (158, 146), "#d9dde4")
        _key(c, (0, 82), (338, 312), "#f2705c")
        with c.placed(-52, 20, 1.34):
            lettering(c, "N", "#fffdf8", 21)
        c.add(line("M-42-16C-26-42-8-28 4-20S28-14 42-36", "#fffdf8", 24))


def _key(c: Canvas, at: tuple[float, float], size: tuple[float, float], colour: str) -> None:
    """A key cap seen from above, around a point: its skirt, its dished top."""
    (x, y), (w, h) = at, size
    side = c.linear(mix(colour, "#ffffff", 0.25), mix(colour, "#1f2733", 0.28))
    top = c.linear(mix(colour, "#1f2733", 0.05), mix(colour, "#ffffff", 0.45), to=(0.6, 1))
    inset = min(w, h) * 0.09
    c.add(
        rect(x - w / 2, y - h / 2, w, h, 22, fill=side, filter=c.drop_shadow(9, 8, "#1f273380")),
        rect(x - w / 2 + inset, y - h / 2 + inset * 0.55, w - inset * 2, h - inset * 2, 18, fill=top),
    )


def the_drawer(c: Canvas) -> None:
    """An open wooden drawer from above: old phones, tangled chargers, keys, a rubber band."""
    surface(c, "#2c2a63", "#0c0b22")
    c.add(
        rect(96, -40, 1408, 860, 20, fill="#0c0b2299", filter=c.blur(26)),
        rect(110, -60, 1380, 840, 14, fill=c.linear("#a9713f", "#c98d55", to=(1, 0.4))),
        rect(152, -60, 1296, 790, 6, fill="#4a2c1a"),
        rect(164, -60, 1272, 778, 4, fill=c.linear("#dcb183", "#c99863", to=(0.4, 1))),
        rect(164, -60, 1272, 90, 0, fill=c.linear("#2a160b99", "#2a160b00")),
        rect(164, -60, 40, 778, 0, fill=c.linear("#2a160b66", "#2a160b00", to=(1, 0))),
        rect(76, 730, 1448, 92, 16, fill=c.linear("#d89c62", "#a86d3a")),
        rect(76, 730, 1448, 8, 4, fill="#ffffff4d"),
        ellipse(800, 852, 92, 38, fill="#0c0b2280", filter=c.blur(10)),
        ellipse(800, 828, 84, 34, fill=c.linear("#ffe2a8", "#ffb41f", "#a86a10")),
    )
    _tangle(c)
    _old_phones(c)
    _bits(c)


def _tangle(c: Canvas) -> None:
    cables.cable(
        c,
        "M250 120C420 40 470 330 330 380S220 610 420 620 640 420 560 300 700 90 840 190 780 470 940 "
        "470 1160 250 1050 130",
        "#f4f2ee",
        13,
    )
    cables.cable(
        c,
        "M1330 640C1120 700 1010 560 1120 450S1380 420 1330 280 1120 170 1080 300 1260 560 1000 640 560 690 520 520",
        "#23262f",
        13,
    )
    with c.placed(1330, 146, 1, 24):
        cables.charger(c, "#f4f2ee")
    with c.placed(254, 150, 0.92, -32):
        cables.charger(c, "#2b2e37")


def _old_phones(c: Canvas) -> None:
    for x, y, scale, turn, colour, kind in (
        (330, 236, 0.62, -14, "red", "button"),
        (812, 250, 0.66, 9, "gold", "notch"),
        (1106, 96, 0.6, -26, "black", "punch"),
    ):
        with c.placed(x, y, scale, turn, filter=c.drop_shadow(16, 13)):
            (back if kind == "notch" else front)(c, FINISHES[colour], kind)
    with c.placed(620, 90, 1, 16, filter=c.drop_shadow(14, 12)):
        _keypad_phone(c)
    with c.placed(1176, 500, 0.9, -68, filter=c.drop_shadow(12, 10)):
        _flip_phone(c)


def _keypad_phone(c: Canvas) -> None:
    """A phone with a small green screen and twelve keys, 150 by 340."""
    c.add(
        rect(0, 0, 150, 340, 46, fill=c.linear("#5a6b8c", "#33415e", to=(1, 1))),
        rect(20, 34, 110, 96, 16, fill="#1c2538"),
        rect(30, 44, 90, 76, 6, fill=c.linear("#c5dc8a", "#9abb5c")),
        line("M40 62h44M40 78h62M40 94h30", "#43571f", 5),
        rect(48, 142, 54, 24, 12, fill="#c3cbdb"),
    )
    for index in range(12):
        c.add(rect(22 + index % 3 * 38, 182 + index // 3 * 35, 30, 22, 10, fill="#dfe5f0"))


def _flip_phone(c: Canvas) -> None:
    """A closed flip phone, 130 by 210."""
    c.add(
        rect(0, 0, 130, 214, 30, fill=c.linear("#e6e8ee", "#a3abb9", to=(1, 1))),
        rect(28, 30, 74, 62, 10, fill="#161a26"),
        line("M42 50h40M42 66h26", "#7fb2ff", 5),
        circle(65, 132, 20, fill="#2b2f3a"),
        circle(65, 132, 12, fill="#11142a"),
        rect(10, 188, 110, 14, 6, fill="#8b93a1"),
    )


def _bits(c: Canvas) -> None:
    """Keys on a ring, a rubber band, coins, a plug."""
    c.add(
        path(
            "M560 610C600 560 720 560 760 600S730 690 670 680 520 660 560 610z",
            fill="none",
            stroke="#f2705c",
            stroke_width=11,
            filter=c.drop_shadow(5, 5),
        )
    )
    with c.placed(1056, 530, filter=c.drop_shadow(8, 7)):
        c.add(circle(0, 0, 36, fill="none", stroke="#c9ced7", stroke_width=8))
        for turn, metal in ((28, "#e0b75a"), (64, "#b9c0cc"), (104, "#d59a3a")):
            with c.placed(turn=turn):
                c.add(
                    circle(64, 0, 30, fill=metal),
                    circle(56, 0, 10, fill="#c99863"),
                    path("M90-9H170l10 9-10 9h-12l-7-8-8 8h-9l-7-8-8 8H90z", fill=mix(metal, "#ffffff", 0.15)),
                )
    for x, y, r, metal in ((250, 640, 34, "#d9a441"), (306, 668, 26, "#c9ced7"), (880, 150, 30, "#c47a3f")):
        c.add(
            circle(x, y, r, fill=c.linear(mix(metal, "#ffffff", 0.5), metal, to=(1, 1)), filter=c.drop_shadow(6, 5)),
            circle(x, y, r * 0.74, fill="none", stroke=mix(metal, INK, 0.2), stroke_width=3),
        )


def one_cable(c: Canvas) -> None:
    """One line that links a phone, a tablet, a console and headphones; three older plugs lie unused below."""
    p = MINT
    surface(c, p.wall, p.ink)
    c.add(circle(800, 340, 420, fill=fade(p.disc, 0.8)), circle(800, 340, 300, fill="#ffffff40"))
    d = (
        "M-30 640C40 640 90 520 200 470S340 420 390 500 460 690 390 700 330 560 420 500 700 330 770 460 860 690 790 704"
        "S720 560 830 470 1120 300 1190 430 1270 680 1200 696 1130 560 1240 470 1420 300 1500 420 1570 600 1470 640"
    )
    cables.cable(c, d, p.accent, 15)
    with c.placed(1400, 662, 0.8, -106):
        cables.plug_c(c, "#fffdf8")
    with c.placed(96, 110, 0.7, -6, filter=c.drop_shadow(18, 16)):
        front(c, FINISHES["red"], "island")
    with c.placed(456, 96, 0.72, 3, filter=c.drop_shadow(18, 16)):
        tablet_front(c, FINISHES["blue"])
    with c.placed(842, 262, 0.52, -4, filter=c.drop_shadow(18, 16)):
        handheld(c, FINISHES["red"])
    with c.placed(1212, 80, 0.5, 6, filter=c.drop_shadow(18, 16)):
        headphones(c, FINISHES["midnight"])
    for x, turn, draw in (
        (470, 62.0, cables.plug_wide),
        (800, 78.0, cables.plug_barrel),
        (1110, 96.0, cables.plug_micro),
    ):
        with c.placed(x, 782, 0.92, turn):
            cables.cable(c, "M0 100C0 150 10 170 40 186", "#5d6b72", 12)
            draw(c, "#5d6b72")
