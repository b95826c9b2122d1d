"""Headphones, earbuds and speakers."""

from .finish import INK, Finish, fade, mix
from .surfaces import contact_shadow
from .svg import Canvas, circle, ellipse, line, path, rect


def draw_headphones(c: Canvas, finish: Finish) -> None:
    """Over-ear headphones: the near shell from outside, the far cushion from inside."""
    contact_shadow(c, 400, 690, 330, 24)
    headphones(c, finish)


def headphones(c: Canvas, finish: Finish) -> None:
    """Over-ear headphones without their shadow."""
    cushion = mix(finish.base, INK, 0.55) if finish.dark else mix(finish.base, "#4a4038", 0.3)
    _far_cup(c, finish, cushion)
    _headband(c, finish, cushion)
    _near_cup(c, finish, cushion)


def _headband(c: Canvas, finish: Finish, cushion: str) -> None:
    shell = c.linear(
        finish.shade, f".28:{finish.light}", f".42:{finish.glow}", f".6:{finish.base}", finish.deep, to=(1, 0.1)
    )
    pad = c.linear(mix(cushion, "#ffffff", 0.16), cushion, mix(cushion, INK, 0.4))
    metal = c.linear(finish.glow, finish.shade, to=(1, 0))
    c.add(
        path("M194 412C206 112 596 96 608 410l-24 4C566 152 236 166 222 412z", fill=pad),
        path(
            "M172 430C158 16 650 4 634 420l-32 2C596 102 212 110 208 424z",
            fill=shell,
            stroke=finish.edge,
            stroke_width=1.5,
        ),
        line("M190 376C200 216 284 134 404 130", fade(finish.glow, 0.55), 5),
        rect(174, 408, 32, 92, 10, fill=metal),
        rect(604, 402, 28, 70, 10, fill=metal),
    )


def _near_cup(c: Canvas, finish: Finish, cushion: str) -> None:
    with c.placed(214, 552, turn=5):
        c.add(
            ellipse(
                40,
                2,
                88,
                126,
                fill=c.linear(mix(cushion, "#ffffff", 0.14), cushion, mix(cushion, INK, 0.5), to=(1, 0.6)),
                stroke=fade(finish.edge, 0.8),
                stroke_width=1.4,
            ),
            ellipse(24, 1, 92, 130, fill=mix(cushion, INK, 0.35), stroke=fade(finish.edge, 0.6), stroke_width=1.2),
            ellipse(
                0,
                0,
                98,
                136,
                fill=c.linear(finish.light, f".5:{finish.base}", finish.shade, to=(0.8, 1)),
                stroke=finish.edge,
                stroke_width=1.6,
            ),
            ellipse(
                -5,
                -3,
                78,
                114,
                fill=c.linear(finish.base, mix(finish.base, finish.light, 0.7), to=(0.6, 1)),
                stroke=fade(finish.glow, 0.5),
                stroke_width=1.5,
            ),
            path("M-66-58C-54-98-26-116 4-112C-26-104-46-80-56-50z", fill=fade("#ffffff", 0.35)),
            line("M-4 92v.1M10 88h14", fade(finish.deep, 0.9), 6),
        )
        rim = fade(finish.deep, 0.5)
        c.add(path("M-16-136h32l4 44q-20 8-40 0z", fill=c.linear(finish.glow, finish.base, to=(1, 0)), stroke=rim))


def _far_cup(c: Canvas, finish: Finish, cushion: str) -> None:
    with c.placed(588, 540, turn=-6):
        c.add(
            ellipse(
                30,
                0,
                86,
                130,
                fill=c.linear(finish.shade, finish.base, finish.light, to=(1, 0)),
                stroke=finish.edge,
                stroke_width=1.6,
            ),
            ellipse(14, 0, 88, 130, fill=mix(finish.base, INK, 0.5)),
            ellipse(
                -4,
                0,
                90,
                130,
                fill=c.linear(mix(cushion, "#ffffff", 0.26), cushion, mix(cushion, INK, 0.45), to=(0.6, 1)),
                stroke=fade(finish.edge, 0.7),
                stroke_width=1.2,
            ),
            ellipse(-6, 1, 52, 88, fill=c.linear(INK, mix(cushion, INK, 0.55))),
            ellipse(-4, 3, 46, 81, fill=mix(cushion, "#23262e", 0.7)),
            line("M-66-66C-54-104-28-118-4-118", "#ffffff4d", 5),
        )
        c.add(line("M-34-30h60M-40-6h72M-40 18h72M-36 42h62", "#ffffff2b", 3, stroke_dasharray="0 9"))


def draw_earbuds(c: Canvas, finish: Finish) -> None:
    """Two earbuds in front of their open case."""
    contact_shadow(c, 400, 694, 350, 24)
    with c.placed(56, 96, 0.86):
        _case(c, finish)
    with c.placed(176, 404, 1, -7):
        _bud(c, finish)
    with c.placed(624, 404, 1, 7, flip=-1):
        _bud(c, finish)


def _case(c: Canvas, finish: Finish) -> None:
    inside = c.linear(finish.shade, mix(finish.base, finish.shade, 0.4))
    face = c.linear(finish.glow, f".5:{finish.base}", finish.shade, to=(0.5, 1))
    c.add(
        path("M226 356V230Q226 104 330 104H470Q574 104 574 230V356z", fill=face, stroke=finish.edge, stroke_width=1.6),
        path("M248 356V236Q248 128 336 128H464Q552 128 552 236V356z", fill=inside),
        rect(296, 342, 208, 28, 8, fill=c.linear("#f4f6f9", "#9199a8")),
        path("M222 366H578V544Q578 692 430 692H370Q222 692 222 544z", fill=face, stroke=finish.edge, stroke_width=1.6),
        ellipse(400, 368, 168, 22, fill=c.linear(finish.deep, finish.shade)),
        ellipse(330, 370, 44, 13, fill=fade(INK, 0.55)),
        ellipse(470, 370, 44, 13, fill=fade(INK, 0.55)),
        circle(400, 470, 7, fill="#7fe0a3"),
    )


def _bud(c: Canvas, finish: Finish) -> None:
    """One earbud, 160 by 300; its tip points right, towards the other."""
    skin = c.linear(finish.glow, f".45:{finish.base}", finish.shade, to=(0.8, 0.9))
    tip = mix(finish.base, "#ffffff", 0.2) if finish.dark else mix(finish.base, "#2a3040", 0.3)
    c.add(
        path(
            "M50 16C92 12 118 36 116 70C114 104 88 114 54 106z",
            fill=c.linear(tip, mix(tip, INK, 0.3), to=(1, 0.6)),
            stroke=finish.edge,
            stroke_width=1.3,
        ),
        path(
            "M-62 62C-70 6-22-30 26-18C72-6 90 40 72 84C60 112 26 122 6 132C-2 140-6 160-6 180V266q0 "
            "26-27 26t-27-26V100z",
            fill=skin,
            stroke=finish.edge,
            stroke_width=1.6,
        ),
        path("M-44 120V262q0 12 8 16", fill="none", stroke="#ffffff8c", stroke_width=5, stroke_linecap="round"),
        rect(-60, 262, 54, 8, 3, fill=c.linear("#d9dde4", "#8b93a1", to=(1, 0))),
        path("M0 10q22-4 34 10", fill="none", stroke=INK, stroke_width=9, stroke_linecap="round"),
        path("M-48 66C-50 30-26 4 0-6C-24 12-36 36-36 68z", fill="#ffffff66"),
        rect(-46, 170, 9, 40, 4.5, fill=fade(finish.deep, 0.35)),
    )


def draw_speaker(c: Canvas, finish: Finish) -> None:
    """A speaker wrapped in fabric, controls on its top."""
    contact_shadow(c, 400, 706, 250, 26)
    side = c.linear(
        finish.deep,
        f".16:{finish.shade}",
        f".34:{finish.light}",
        f".55:{finish.base}",
        f".85:{finish.shade}",
        mix(finish.deep, INK, 0.3),
        to=(1, 0),
    )
    c.add(
        path("M214 150V640Q214 712 400 712T586 640V150z", fill=mix(finish.deep, INK, 0.45)),
        path("M206 138V612Q206 690 400 690T594 612V138z", fill=side, stroke=finish.edge, stroke_width=1.6),
    )
    weave = "".join(f"M{210 + index % 2 * 5} {188 + index * 11}q190 64 380 0" for index in range(42))
    c.add(
        line(
            weave,
            fade("#ffffff" if finish.dark else finish.deep, 0.16 if finish.dark else 0.3),
            4,
            stroke_dasharray="0 9",
        )
    )
    c.add(
        ellipse(
            400,
            142,
            194,
            56,
            fill=c.linear(finish.glow, finish.base, finish.shade, to=(1, 0.6)),
            stroke=finish.edge,
            stroke_width=1.6,
        ),
        ellipse(
            400, 140, 158, 42, fill=c.linear(finish.shade, finish.base, to=(0.4, 1)), stroke=fade(finish.glow, 0.6)
        ),
        rect(376, 556, 48, 48, 12, fill=fade(finish.glow, 0.9), stroke=fade(finish.deep, 0.3)),
        circle(400, 580, 9, fill=finish.deep),
    )
    mark = fade(finish.deep if not finish.dark else "#ffffff", 0.75)
    c.add(line("M330 140h26M444 140h26M457 134v12M392 134l14 6-14 6z", mark, 4), circle(400, 112, 3, fill="#8ff0bf"))
