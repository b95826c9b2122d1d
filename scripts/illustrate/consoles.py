"""Game consoles with their controllers, and handhelds."""

from .finish import FINISHES, INK, Finish, fade, mix
from .gamepads import pad_dark, pad_offset, pad_two_tone
from .screens import screen
from .surfaces import contact_shadow
from .svg import Canvas, circle, ellipse, line, path, rect


def draw_ps5(c: Canvas, finish: Finish) -> None:
    """A tall console between two curved plates, with its controller."""
    contact_shadow(c, 320, 706, 200)
    contact_shadow(c, 548, 712, 190, 13)
    with c.placed(248, 112):
        tower_winged(c, finish)
    with c.placed(548, 474, 1.12):
        pad_two_tone(c, finish)


def tower_winged(c: Canvas, finish: Finish) -> None:
    """The console of two plates, 300 wide and 590 high, around a line 100 right of its left edge."""
    outer = c.linear(finish.glow, f".35:{finish.base}", finish.shade, to=(1, 0.35))
    c.add(
        ellipse(54, 586, 104, 13, fill="#15171c"),
        path(
            "M6-8C56-38 150-18 196 16C210 190 212 380 198 556C150 578 70 590 18 584C2 400-2 180 6-8z",
            fill=outer,
            stroke=finish.edge,
            stroke_width=1.5,
        ),
        path(
            "M-62 26L10 14C0 200 4 400 18 578L-46 580C-62 400-70 200-62 26z",
            fill=c.linear("#33363f", ".3:#0c0d11", ".7:#1d2027", "#0a0b0f", to=(1, 0)),
        ),
        line("M-12 120C-16 230-14 330-10 420", "#000000", 4),
        line("M-11 120C-15 230-13 330-9 420", "#4a4e59", 1.2),
        rect(-30, 466, 9, 24, 4, fill="#2c3038"),
        rect(-26, 508, 8, 16, 3, fill="#2c3038"),
        path(
            "M-96-4C-88 6-74 16-60 24C-70 200-62 400-46 580C-56 584-62 584-70 580C-100 400-108 180-96-4z",
            fill=c.linear(finish.glow, finish.base, finish.shade, to=(1, 0.1)),
            stroke=finish.edge,
            stroke_width=1.5,
        ),
        line("M-58 40C-66 210-58 400-43 566", "#5db3ff", 2.4),
        line("M5 34C0 210 4 400 15 560", "#5db3ff", 1.8, opacity=0.8),
        line("M40 30C32 200 36 380 48 552", fade("#ffffff", 0.7), 3),
    )


def draw_ps4(c: Canvas, finish: Finish) -> None:
    """A flat console of two slanted layers, with its controller."""
    contact_shadow(c, 400, 566, 372, 26)
    top = c.linear(finish.shade, finish.base, finish.light, to=(0.3, 1))
    layer = c.linear(finish.glow, f".06:{finish.light}", f".12:{finish.base}", finish.deep)
    c.add(
        path("M150 250H668q22 0 30 18l52 138H50l66-138q10-18 34-18z", fill=top, stroke=finish.edge, stroke_width=1.5),
        path("M50 406H750l-8 66H58z", fill=layer),
        path("M58 472H742l-4 12H62z", fill=INK),
        path("M62 484H738l-8 70q-1 8-9 8H79q-8 0-9-8z", fill=layer, stroke=finish.edge, stroke_width=1),
        rect(110, 476, 150, 4, 2, fill="#30343e"),
        rect(560, 476, 34, 5, 2, fill="#30343e"),
        path("M420 250L452 406", fill="none", stroke=fade(finish.deep, 0.55), stroke_width=2),
        rect(392, 474, 76, 3, 1.5, fill="#6aaeff"),
    )
    contact_shadow(c, 540, 716, 190, 14)
    with c.placed(540, 474, 1.14):
        pad_dark(c, finish)


def draw_xbox(c: Canvas, finish: Finish) -> None:
    """A black tower, or the small white console with its round vent, with a controller."""
    contact_shadow(c, 322, 704, 220)
    contact_shadow(c, 560, 714, 180, 13)
    with c.placed(160, 110):
        (box_tower if finish.dark else box_vented)(c, finish)
    with c.placed(562, 484, 1.08):
        pad_offset(c, finish)


def box_tower(c: Canvas, finish: Finish) -> None:
    """A square tower with a dished, perforated top that glows green, 300 by 590."""
    c.add(
        path("M18 0H282l24 64H-6z", fill=c.linear("#0c0d10", "#22252b"), stroke=finish.edge, stroke_width=1.5),
        ellipse(150, 32, 118, 25, fill=c.radial("#1e6b2c", ".6:#0f3a1a", "#08120b")),
    )
    dots = "".join(
        f"M{150 + dx * (100 - abs(row) * 14) / 3 - 9:.0f} {32 + row * 9}h18"
        for row in (-1, 0, 1)
        for dx in (-3, -2, -1, 0, 1, 2, 3)
    )
    c.add(
        line(dots, "#050607", 5.5),
        rect(
            -6,
            62,
            312,
            530,
            8,
            fill=c.linear(finish.light, f".12:{finish.base}", f".7:{finish.base}", INK, to=(1, 0.25)),
            stroke=finish.edge,
            stroke_width=1.8,
        ),
        line("M-2 65H302", fade("#ffffff", 0.35), 2),
        rect(30, 96, 6, 130, 3, fill="#07080a"),
        circle(266, 106, 15, fill=c.linear("#3a3e47", "#1b1d22"), stroke="#5a5f6b", stroke_width=1),
        circle(266, 106, 6, fill="#f2f5f8"),
        rect(256, 500, 20, 10, 2, fill="#07080a"),
        circle(34, 540, 7, fill="#16181d"),
    )


def box_vented(c: Canvas, finish: Finish) -> None:
    """A small white box on its end, its side with the round black vent turned to us, 330 by 590."""
    face = c.linear(finish.glow, f".5:{finish.base}", mix(finish.base, finish.shade, 0.7), to=(0.7, 1))
    c.add(
        path(
            "M246 66L328 82q10 2 10 12V566q0 10-10 12L246 592z",
            fill=c.linear(finish.shade, finish.base, to=(1, 0)),
            stroke=finish.edge,
            stroke_width=1.5,
        ),
        rect(-16, 58, 276, 534, 12, fill=face, stroke=finish.edge, stroke_width=1.8),
        circle(122, 208, 112, fill=c.linear("#30333b", "#101216"), stroke=fade(finish.deep, 0.5), stroke_width=3),
    )
    holes = ""
    for row in range(-6, 7):
        half = int((98**2 - (row * 15.0) ** 2) ** 0.5 / 15)
        holes += f"M{122 - half * 15} {208 + row * 15}h{half * 30 + 0.1:.1f}"
    c.add(
        path(holes, fill="none", stroke="#000000", stroke_width=9, stroke_linecap="round", stroke_dasharray="0 15"),
        circle(304, 124, 11, fill="#ffffff", stroke=finish.edge, stroke_width=2),
        circle(304, 124, 4, fill="#9aa3b2"),
        rect(297, 500, 14, 26, 3, fill="#23262d"),
        circle(304, 548, 5, fill=finish.deep),
    )


def draw_switch(c: Canvas, finish: Finish) -> None:
    """A handheld: with its dock where the controllers come off, else its back and front."""
    if finish.name in {"red", "graphite", "white", "black"}:
        contact_shadow(c, 400, 668, 350, 26)
        _dock(c, FINISHES["white"] if finish.name == "white" else FINISHES["black"])
        with c.placed(40, 362):
            handheld(c, finish)
        return
    contact_shadow(c, 380, 668, 350, 26)
    with c.placed(98, 222, 0.93):
        _handheld_back(c, finish)
    with c.placed(32, 382, 0.93):
        handheld(c, finish, one_piece=True)


def _dock(c: Canvas, finish: Finish) -> None:
    c.add(
        path("M214 176H586l12 20H202z", fill=finish.deep),
        rect(
            196,
            190,
            408,
            300,
            16,
            fill=c.linear(finish.light, f".3:{finish.base}", finish.shade),
            stroke=finish.edge,
            stroke_width=1.5,
        ),
        rect(222, 222, 356, 240, 10, fill="none", stroke=fade(finish.glow, 0.28), stroke_width=2),
        circle(574, 344, 4, fill="#7be28d"),
    )


def handheld(c: Canvas, finish: Finish, *, one_piece: bool = False) -> None:
    """The front of a handheld, 720 by 300."""
    left = FINISHES["blue"] if finish.name == "red" else finish
    middle = finish if one_piece else FINISHES["graphite" if finish.name == "graphite" else "black"]
    _grip(c, left, "M112 0H66Q0 0 0 66V234Q0 300 66 300H112z")
    _grip(c, finish, "M608 0h46Q720 0 720 66V234Q720 300 654 300H608z")
    c.add(
        rect(
            106,
            0,
            508,
            300,
            4 if not one_piece else 0,
            fill=c.linear(middle.base, middle.shade),
            stroke=middle.edge,
            stroke_width=0 if one_piece else 1.5,
        ),
        rect(118, 12, 484, 276, 14, fill=INK),
    )
    screen(c, (138, 30, 444, 240), 4, FINISHES["coral"] if finish.name in {"red", "graphite"} else finish, "waves")
    _handheld_buttons(c, left.deep if one_piece else INK, one_piece=one_piece)


def _grip(c: Canvas, finish: Finish, d: str) -> None:
    fill = c.linear(finish.light, f".5:{finish.base}", finish.shade, to=(0.6, 1))
    c.add(path(d, fill=fill, stroke=finish.edge, stroke_width=1.6))


def _handheld_buttons(c: Canvas, cap: str, *, one_piece: bool) -> None:
    dark = "#1a1c22" if not one_piece else cap
    for x, y in ((56, 82), (664, 190)):
        c.add(
            circle(x, y, 27, fill=mix(dark, "#000000", 0.35)),
            circle(x, y, 22, fill=c.linear("#4a4e59", "#16181e")),
            circle(x, y, 14, fill="#2b2e37"),
        )
    button = {"fill": dark, "stroke": "#ffffff40", "stroke_width": "1"}
    for dx, dy in ((0, -23), (23, 0), (0, 23), (-23, 0)):
        c.add(circle(664 + dx, 92 + dy, 11.5, **button))
        if not one_piece:
            c.add(circle(56 + dx, 182 + dy, 11.5, **button))
    if one_piece:
        c.add(path("M48 152h16v24h24v16h-24v24h-16v-24h-24v-16h24z", stroke_linejoin="round", **button))
    c.add(
        line("M84 32h16M624 32h14M631 25v14", dark, 4),
        rect(76, 240, 17, 17, 3, **button),
        circle(630, 246, 9, **button),
    )


def _handheld_back(c: Canvas, finish: Finish) -> None:
    fill = c.linear(finish.light, finish.base, finish.shade, to=(0.7, 1))
    c.add(
        rect(0, 0, 720, 300, 66, fill=fill, stroke=finish.edge, stroke_width=1.6),
        rect(60, -12, 120, 18, 9, fill=finish.shade),
        rect(540, -12, 120, 18, 9, fill=finish.shade),
        line("M270 34H450", finish.deep, 8, stroke_dasharray="1 14"),
    )


def draw_3ds(c: Canvas, finish: Finish) -> None:
    """A clamshell with two screens, open."""
    contact_shadow(c, 400, 716, 300)
    shell = c.linear(finish.light, f".5:{finish.base}", finish.shade, to=(0.4, 1))
    c.add(
        rect(110, 70, 580, 318, 42, fill=shell, stroke=finish.edge, stroke_width=1.8),
        rect(124, 84, 552, 288, 30, fill=c.linear("#24272f", "#101217")),
        rect(110, 396, 580, 316, 42, fill=shell, stroke=finish.edge, stroke_width=1.8),
        rect(116, 374, 140, 38, 14, fill=c.linear(finish.light, finish.deep), stroke=finish.edge, stroke_width=1.2),
        rect(544, 374, 140, 38, 14, fill=c.linear(finish.light, finish.deep), stroke=finish.edge, stroke_width=1.2),
        rect(258, 378, 284, 30, 6, fill=c.linear("#2b2f38", "#0c0d11")),
    )
    screen(c, (196, 114, 408, 232), 5, finish if not finish.dark else FINISHES["blue"], "waves")
    c.add(rect(258, 424, 284, 214, 10, fill="#16181e"))
    screen(c, (270, 436, 260, 190), 4, finish if not finish.dark else FINISHES["blue"], "orbs")
    _clamshell_controls(c, finish)


def _clamshell_controls(c: Canvas, finish: Finish) -> None:
    cap = mix(finish.base, "#ffffff", 0.16) if finish.dark else "#2a2d35"
    c.add(
        line("M144 190v.1m0 18v.1m0 18v.1m0 18v.1M656 190v.1m0 18v.1m0 18v.1m0 18v.1", "#4b505d", 7),
        circle(400, 100, 5, fill="#1c2544"),
        circle(186, 482, 38, fill=fade(finish.deep, 0.7)),
        circle(186, 482, 31, fill=c.linear("#8a909d", "#4d525e")),
        circle(186, 482, 20, fill=c.linear("#565b67", "#7d838f")),
        path("M176 552h20v20h20v20h-20v20h-20v-20h-20v-20h20z", fill=cap, stroke="#ffffff33", stroke_linejoin="round"),
    )
    for (dx, dy), colour in zip(
        ((0, -32), (32, 0), (0, 32), (-32, 0)), ("#4d8df0", "#e5574f", "#f0c03d", "#57b46a"), strict=True
    ):
        c.add(
            circle(614 + dx, 512 + dy, 15, fill=cap, stroke="#ffffff33"),
            circle(614 + dx, 512 + dy, 5, fill="none", stroke=colour, stroke_width=3),
        )
    for x in (306, 369, 432):
        c.add(rect(x, 654, 62, 24, 12, fill=cap, stroke="#ffffff33"))
