"""Kitchen and hair care: a coffee machine, a stand mixer, an air styler with its heads."""

from .finish import INK, Finish, fade, mix
from .surfaces import contact_shadow
from .svg import Canvas, circle, ellipse, line, path, rect


def draw_coffee(c: Canvas, finish: Finish) -> None:
    """A bean-to-cup machine with a cup under its spout."""
    contact_shadow(c, 400, 706, 270, 24)
    coffee_machine(c, finish)
    cup(c, 398, 566)


def coffee_machine(c: Canvas, finish: Finish) -> None:
    """The machine without cup and shadow."""
    face = c.linear(finish.light, f".5:{finish.base}", finish.shade, to=(0.8, 1))
    edge = {"stroke": finish.edge, "stroke_width": "1.8"}
    c.add(
        path("M240 118q2-22 22-22H538q20 0 22 22l6 40H234z", fill=c.linear("#565b66cc", "#1b1d23e6"), **edge),
        path("M262 138q40-18 80 2t84-4 108 0l4 22H256z", fill=c.linear("#7a4a2a", "#3c2214")),
        path("M176 176q0-24 24-24H600q24 0 24 24V664q0 36-36 36H212q-36 0-36-36z", fill=face, **edge),
        path("M176 176q0-24 24-24H600q24 0 24 24v16H176z", fill=c.linear(finish.glow, finish.base)),
        rect(
            204,
            212,
            392,
            132,
            20,
            fill=c.linear("#2a2d35", "#121419"),
            stroke=fade(finish.glow, 0.35),
            stroke_width=1.5,
        ),
        path("M248 372H552V640H248z", fill=c.linear("#08090c", ".5:#1a1c22", "#2a2d35")),
        path("M248 372h18V640H248zM534 372h18V640H534z", fill="#0000004d"),
    )
    _controls(c)
    _spout(c, finish)
    c.add(
        path("M222 632H578l14 26q4 20-14 20H222q-18 0-14-20z", fill=c.linear("#f2f4f7", f".3:{'#a9b0bc'}", "#5b616d")),
        line("M246 642H554", "#3a3f49", 9, stroke_dasharray="14 12"),
        rect(226, 690, 60, 16, 6, fill=INK),
        rect(514, 690, 60, 16, 6, fill=INK),
        line("M194 210V650", fade(finish.glow, 0.55), 4),
    )


def _controls(c: Canvas) -> None:
    """A dial between a small display and four buttons."""
    dial = c.linear("#f7f8fa", "#aeb5c1", "#6b7280", to=(0.8, 1))
    c.add(
        circle(400, 278, 50, fill="#00000066"),
        circle(400, 276, 46, fill=dial),
        circle(400, 276, 36, fill=c.linear("#c9ced7", "#eef0f4", to=(0.8, 1))),
        line("M400 248v14", "#e2583f", 6),
        rect(228, 248, 104, 58, 8, fill=c.linear("#0f2f38", "#0a1c26")),
        line("M244 266h44M244 280h66M244 294h30", "#7fe0d4", 4),
    )
    for index in range(4):
        x, y = 486 + index % 2 * 62, 254 + index // 2 * 46
        c.add(circle(x, y, 15, fill="#343944", stroke="#5a606d", stroke_width=1.5), circle(x, y, 4, fill="#e8ecf2"))


def _spout(c: Canvas, finish: Finish) -> None:
    steel = c.linear("#f4f6f9", "#b9c0cb", "#7a818e", to=(1, 0))
    c.add(
        path(
            "M326 344H474v54q0 40-34 40H360q-34 0-34-40z",
            fill=c.linear(finish.light, finish.shade),
            stroke=finish.edge,
            stroke_width=1.5,
        ),
        rect(352, 430, 26, 46, 6, fill=steel),
        rect(420, 430, 26, 46, 6, fill=steel),
        line("M365 478V570M433 478V570", "#6b3f20", 6),
    )


def cup(c: Canvas, x: float, y: float, colour: str = "#ffffff") -> None:
    """A cup of coffee; (x, y) is the middle of its rim."""
    with c.placed(x, y):
        skin = c.linear(colour, f".6:{mix(colour, '#5b6478', 0.1)}", mix(colour, "#3a4050", 0.3), to=(1, 0.2))
        c.add(
            ellipse(0, 70, 96, 9, fill="#00000059"),
            line("M60 16c44-8 44 42-6 36", mix(colour, "#3a4050", 0.2), 11),
            path("M-70 0C-68 44-52 68-26 70H26C52 68 68 44 70 0z", fill=skin),
            ellipse(0, 0, 70, 12, fill=mix(colour, "#3a4050", 0.06)),
            ellipse(0, 2, 60, 8.5, fill=c.linear("#5a3218", "#a86f3d")),
        )


def draw_mixer(c: Canvas, finish: Finish) -> None:
    """A stand mixer with a steel bowl, from its side."""
    contact_shadow(c, 392, 690, 300, 24)
    skin = c.linear(finish.glow, f".28:{finish.light}", f".55:{finish.base}", finish.shade, to=(0.25, 1))
    edge = {"stroke": finish.edge, "stroke_width": "1.8"}
    c.add(
        path(
            "M150 690q-18 0-18-16c0-34 60-44 130-44H520c20 0 40-20 40-60C560 480 540 420 530 372H668"
            "C690 470 690 560 676 650"
            "q-6 40-44 40z",
            fill=c.linear(finish.light, f".4:{finish.base}", finish.shade, to=(1, 0.5)),
            **edge,
        ),
        path(
            "M140 668c30-24 90-26 140-26H520c40 0 52-40 52-80",
            fill="none",
            stroke=fade(finish.glow, 0.6),
            stroke_width=4,
            stroke_linecap="round",
        ),
    )
    _whisk(c)
    _bowl(c)
    c.add(
        path(
            "M96 242C96 168 180 132 300 124C440 116 620 116 690 170C730 204 736 300 706 352C690 382 650 386 600 386H250"
            "C150 386 96 330 96 242z",
            fill=skin,
            **edge,
        ),
        path(
            "M98 262C240 244 560 240 724 254L722 282C560 268 240 272 102 292z",
            fill=c.linear("#ffffff", "#c3c9d3", "#8a92a0"),
            stroke="#6b728066",
        ),
        path("M140 210C170 160 280 146 400 144S610 148 660 180C560 162 270 160 140 210z", fill="#ffffff73"),
        rect(206, 374, 92, 26, 8, fill=c.linear("#e9ecf0", "#8d95a2", to=(1, 0))),
        circle(112, 266, 27, fill=c.linear("#ffffff", "#9aa2af", "#5f6673", to=(0.6, 1)), stroke="#5f6673"),
        circle(112, 266, 12, fill=c.linear("#8a92a0", "#eef0f3", to=(0.6, 1))),
        circle(600, 332, 15, fill=c.linear("#2f333c", "#0f1014"), stroke="#ffffff66", stroke_width=2),
        rect(440, 322, 96, 12, 6, fill=fade(finish.deep, 0.45)),
        circle(472, 328, 11, fill=c.linear("#ffffff", "#8d95a2")),
        circle(614, 520, 24, fill=c.linear("#eef0f3", "#8d95a2", to=(0.5, 1)), stroke="#5f6673"),
    )


def _whisk(c: Canvas) -> None:
    c.add(
        rect(240, 392, 24, 44, 4, fill=c.linear("#f4f6f8", "#7f8794", to=(1, 0))),
        line(
            "M252 436C170 500 200 610 252 616C304 610 334 500 252 436C226 500 230 590 252 616C274 590 278 500 252 436",
            "#a3abb8",
            4,
        ),
    )


def _bowl(c: Canvas) -> None:
    steel = c.linear("#8f97a4", ".14:#f7f8fa", ".3:#c3c9d2", ".55:#eef0f3", ".8:#99a1ae", "#6f7784", to=(1, 0))
    c.add(
        line("M390 486c96-16 88 112-14 104", "#9aa2af", 15),
        line("M392 482c92-14 86 104-10 102", "#eef0f3", 4),
        path(
            "M104 452H400C404 560 360 628 306 640H198C144 628 100 560 104 452z",
            fill=steel,
            stroke="#7b8391",
            stroke_width=1.2,
        ),
        path("M204 640h96l14 24H190z", fill=c.linear("#9aa2af", "#e4e7ec", "#7b8391", to=(1, 0))),
        rect(98, 444, 308, 14, 7, fill=c.linear("#ffffff", "#a3abb8"), stroke="#7b839180"),
    )


def draw_hair(c: Canvas, finish: Finish) -> None:
    """An air styler between a curling barrel and a round brush."""
    contact_shadow(c, 400, 712, 290, 22)
    with c.placed(400, 0):
        _styler(c, finish)
    with c.placed(184, 0):
        _brush(c, finish)
    with c.placed(612, 414, 0.92):
        _barrel(c, finish)


def _steel(c: Canvas) -> str:
    return c.linear("#6e7683", ".18:#f4f6f9", ".42:#b9c0cc", ".6:#dfe3e9", "#7b8391", to=(1, 0))


def _styler(c: Canvas, finish: Finish) -> None:
    """The handle with a barrel on it, upright."""
    accent = c.linear(finish.deep, f".2:{finish.light}", f".5:{finish.base}", finish.shade, to=(1, 0))
    with c.placed(0, 84):
        _barrel(c, finish)
    c.add(
        rect(-44, 408, 88, 34, 8, fill=accent, stroke=finish.edge, stroke_width=1.5),
        path("M-42 438H42V690q0 22-20 22H-22q-20 0-20-22z", fill=accent, stroke=finish.edge, stroke_width=1.5),
        rect(-44, 436, 88, 12, 3, fill=_steel(c)),
        rect(-42, 634, 84, 46, 0, fill=_steel(c)),
        line("M-30 646H30M-30 657H30M-30 668H30", fade(INK, 0.55), 5, stroke_dasharray="0 8.6"),
        rect(-13, 470, 26, 96, 13, fill=c.linear("#2a2d35", "#14161b")),
        circle(0, 488, 8, fill="#eef0f3"),
        rect(-5, 510, 10, 30, 5, fill="#5a606d"),
    )


def _barrel(c: Canvas, finish: Finish) -> None:
    """A barrel with slanted air slots, 72 wide and 330 high."""
    ring = c.linear(finish.shade, f".3:{finish.light}", finish.shade, to=(1, 0))
    slots = "".join(f"M{x} {y}c10 60 10 150 0 214" for x, y in ((-20, 44), (0, 36), (20, 44)))
    c.add(
        path("M-36 24Q-36 0-14 0H14Q36 0 36 24L40 316H-40z", fill=_steel(c), stroke="#7b8391", stroke_width=1.4),
        line(slots, "#4d5460", 4),
        path("M-33 12Q-28 0-14 0H14Q28 0 33 12z", fill=ring),
        rect(-44, 300, 88, 26, 6, fill=ring, stroke=finish.edge, stroke_width=1.3),
    )


def _brush(c: Canvas, finish: Finish) -> None:
    """A round brush standing on its collar."""
    ring = c.linear(finish.shade, f".3:{finish.light}", finish.shade, to=(1, 0))
    bristles = "".join(f"M-66 {y}H66" for y in range(352, 610, 20))
    c.add(
        line(bristles, mix(finish.base, "#2b2f38", 0.55), 5),
        path("M-44 350Q-44 322 0 322T44 350L46 622H-46z", fill=_steel(c), stroke="#7b8391", stroke_width=1.4),
        line("".join(f"M-30 {y}H34" for y in range(362, 610, 20)), "#474d59", 7, stroke_dasharray="0 15"),
        path("M-42 344Q-36 322 0 322T42 344z", fill=ring),
        path("M-46 616H46l6 84q0 12-12 12H-40q-12 0-12-12z", fill=c.linear("#3a3e48", "#6a707c", "#23262d", to=(1, 0))),
        rect(-50, 664, 100, 18, 4, fill=ring),
    )
