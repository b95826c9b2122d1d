"""Vacuum cleaners: a cordless stick with its tools, and a robot."""

from .finish import INK, Finish, fade, mix
from .surfaces import contact_shadow
from .svg import Canvas, circle, ellipse, line, path, rect

_GREY = ("#5b606b", "#8b919d", "#3b3f49")


def draw_vacuum(c: Canvas, finish: Finish) -> None:
    """A cordless stick vacuum on its floor head, two tools beside it."""
    contact_shadow(c, 300, 722, 200, 15)
    contact_shadow(c, 608, 722, 130, 11)
    _floor_head(c, finish)
    _tube(c, finish)
    with c.placed(352, 92):
        _hand_unit(c, finish)
    _tools(c, finish)


def _lacquer(c: Canvas, finish: Finish) -> str:
    """The coloured metal of tubes and collars."""
    return c.linear(finish.deep, f".25:{finish.glow}", f".55:{finish.base}", finish.deep, to=(1, 0))


def _tube(c: Canvas, finish: Finish) -> None:
    metal = _lacquer(c, finish)
    grey = c.linear(_GREY[2], _GREY[1], _GREY[2], to=(1, 0))
    c.add(
        rect(282, 300, 38, 330, 8, fill=metal, stroke=finish.edge, stroke_width=1.4),
        rect(276, 300, 50, 44, 10, fill=grey),
        rect(278, 606, 46, 44, 10, fill=grey),
        rect(292, 316, 18, 12, 5, fill="#e2483d"),
    )


def _floor_head(c: Canvas, finish: Finish) -> None:
    c.add(
        path("M276 640h50l20 46H256z", fill=c.linear(*_GREY, to=(1, 0.3))),
        path(
            "M128 700q0-40 44-40H430q44 0 44 40v16q0 8-10 8H138q-10 0-10-8z",
            fill=c.linear("#6a707c", "#30343d"),
            stroke="#8b919d",
            stroke_width=1.4,
        ),
        rect(142, 686, 318, 30, 14, fill=c.linear(finish.light, f".4:{finish.base}", finish.deep)),
        line("M156 704c40-16 60 14 96-2s60 12 98-2 50 8 90-4", fade(finish.glow, 0.7), 5),
        circle(146, 706, 16, fill="#23262d", stroke="#6a707c", stroke_width=2),
        circle(456, 706, 16, fill="#23262d", stroke="#6a707c", stroke_width=2),
    )


def _hand_unit(c: Canvas, finish: Finish) -> None:
    """Bin, cyclones, motor and handle; the tube joins at (-52, 210)."""
    grey = c.linear("#8b919d", "#5b606b", "#3b3f49", to=(0.5, 1))
    c.add(
        path(
            "M60 40H176q30 0 30 32V104q0 30-20 66l-24 60h-44l20-66q8-30-8-50H60z",
            fill=grey,
            stroke="#9aa0ab",
            stroke_width=1.4,
        ),
        path("M84 64h76q18 0 18 20v20q0 14-8 28-6-40-34-40H84z", fill=INK, opacity=0.35),
        path("M150 128l16 8-14 34-14-4z", fill="#e2483d"),
        path(
            "M104 224h84q12 0 12 12v52q0 12-12 12H92q-14 0-12-14z",
            fill=c.linear("#4a4f5a", "#23262d"),
            stroke="#8b919d",
        ),
        line("M112 282h20M142 282h20M172 282h8", "#6fd3ff", 4),
        path(
            "M-86 96H-20V262q0 26-26 26H-60q-26 0-26-26z",
            fill="#dfe6ef",
            opacity=0.55,
            stroke="#9aa0ab",
            stroke_width=1.6,
        ),
        path("M-80 206q30-14 54 2v54q0 20-22 20H-58q-22 0-22-20z", fill="#8f8579", opacity=0.75),
        rect(-66, 104, 28, 96, 8, fill=c.linear("#9aa0ab", "#d7dbe2", "#7b8391", to=(1, 0))),
        line("M-52 116V190", "#5b606b", 14, stroke_linecap="butt", stroke_dasharray="3 6"),
        line("M-78 116V250", "#ffffffb3", 4),
        path(
            "M-100 34q0-20 20-20H60q50 0 50 46t-50 46H-80q-20 0-20-20z", fill=grey, stroke="#9aa0ab", stroke_width=1.4
        ),
    )
    _cyclones(c, finish)


def _cyclones(c: Canvas, finish: Finish) -> None:
    """The coloured cones around the motor, and the filter at its end."""
    cones = "".join(f"M{x} 18h24l-5 64q-7 12-14 0z" for x in range(-92, 30, 30))
    lights = "".join(f"M{x} 26l4 52" for x in range(-86, 36, 30))
    c.add(
        path(cones, fill=c.linear(finish.light, f".5:{finish.base}", finish.deep), stroke=fade(finish.deep, 0.5)),
        line(lights, fade(finish.glow, 0.8), 5),
    )
    c.add(
        circle(
            86,
            60,
            52,
            fill=c.linear(finish.light, finish.base, finish.deep, to=(1, 1)),
            stroke=finish.edge,
            stroke_width=1.6,
        ),
        circle(86, 60, 40, fill=c.linear("#3a3e48", "#15171c", to=(1, 1))),
        circle(86, 60, 30, fill="none", stroke="#6a707c", stroke_width=8, stroke_dasharray="2 4"),
        circle(86, 60, 17, fill=c.linear("#0f2f38", "#0a141c"), stroke="#8b919d", stroke_width=2),
        line("M78 60l6 6 11-12", "#7fe0d4", 3.5),
    )


def _tools(c: Canvas, finish: Finish) -> None:
    """A crevice nozzle and a small powered brush, standing."""
    dark = c.linear("#3a3e48", "#767c88", "#2a2d35", to=(1, 0))
    accent = _lacquer(c, finish)
    c.add(
        path("M512 466l26-26 10 200h-36z", fill=dark, stroke="#8b919d", stroke_width=1.3),
        rect(504, 626, 54, 32, 8, fill=accent, stroke=finish.edge, stroke_width=1.2),
        path("M508 656h46v62q0 6-6 6H514q-6 0-6-6z", fill=dark),
        path("M640 548h44v72h-44z", fill=dark),
        rect(634, 536, 56, 28, 8, fill=accent, stroke=finish.edge, stroke_width=1.2),
        path(
            "M586 640q0-30 34-30H704q34 0 34 30V710q0 14-14 14H600q-14 0-14-14z",
            fill=c.linear("#6a707c", "#343841"),
            stroke="#8b919d",
            stroke_width=1.3,
        ),
        rect(600, 672, 124, 38, 16, fill=c.linear(finish.light, finish.base, finish.deep)),
        line("M612 694q18-14 34 0t34 0 32-2", mix(finish.glow, "#ffffff", 0.3), 4),
    )


def draw_robot(c: Canvas, finish: Finish) -> None:
    """A robot vacuum, from above and in front."""
    contact_shadow(c, 400, 588, 368, 56)
    robot(c, finish)


def robot(c: Canvas, finish: Finish) -> None:
    """The robot without its shadow."""
    side = c.linear(finish.deep, f".2:{finish.base}", f".5:{finish.light}", f".8:{finish.base}", finish.deep, to=(1, 0))
    top = c.linear(finish.light, f".5:{finish.base}", finish.shade, to=(0.5, 1))
    inner = c.linear(mix(finish.base, finish.deep, 0.5), finish.base, to=(0.4, 1))
    c.add(
        line("M170 560l-54 36M170 560l-70 4M170 560l-20 54", mix(finish.deep, "#8b919d", 0.4), 5),
        path(
            "M72 400V474C72 560 210 622 400 622S728 560 728 474V400z", fill=side, stroke=finish.edge, stroke_width=1.8
        ),
        path(
            "M72 452C90 540 222 594 400 594S710 540 728 452v18C712 556 580 612 400 612S88 556 72 470z",
            fill=INK,
            opacity=0.55,
        ),
        rect(356, 566, 88, 20, 9, fill="#0d1018"),
        ellipse(400, 392, 328, 206, fill=top, stroke=finish.edge, stroke_width=1.8),
        ellipse(400, 388, 282, 174, fill=inner, stroke=fade(finish.glow, 0.7), stroke_width=2),
        path(
            "M134 330C190 240 300 216 400 214S610 240 666 330C600 262 500 240 400 240S200 262 134 330z",
            fill=fade("#ffffff", 0.2),
        ),
        ellipse(400, 300, 74, 40, fill=c.linear("#3b404b", "#0d0f14"), stroke=fade(finish.glow, 0.5), stroke_width=2),
        ellipse(400, 296, 50, 25, fill=c.radial("#0a1030", ".6:#182a5c", "#0a0d18", at=(0.45, 0.4))),
        ellipse(384, 288, 11, 5, fill="#dbe8ffcc"),
        ellipse(
            400, 450, 62, 36, fill=c.linear(finish.glow, finish.shade), stroke=fade(finish.deep, 0.6), stroke_width=1.5
        ),
        ellipse(400, 450, 71, 42, fill="none", stroke="#5fe3a6", stroke_width=4, stroke_dasharray="150 300"),
    )
    mark = finish.deep if not finish.dark else "#f2f5f8"
    c.add(
        line("M400 438v12M386 444a17 10 0 1 0 28 0", mark, 4),
        line("M296 468h22M482 468h22", mark, 5),
        circle(400, 250, 3, fill="#5fe3a6"),
    )
