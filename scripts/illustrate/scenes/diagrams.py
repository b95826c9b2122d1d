"""Simple diagrams that stand inside a text."""

from scripts.illustrate.finish import INK, fade, mix
from scripts.illustrate.svg import Canvas, circle, line, path, rect

from . import cables
from .stage import WIDTH
from .tools import battery

_PAPER = "#f7f2e7"


def adhesive_strips(c: Canvas) -> None:
    """The back of a battery with two white strips; an arrow shows them pulled flat and away from the phone."""
    c.add(rect(0, 0, WIDTH, 900, fill=_PAPER), circle(560, 450, 390, fill="#dfeee6"))
    with c.placed(180, 210, filter=c.drop_shadow(10, 12)):
        c.add(rect(-70, -80, 700, 640, 60, fill=c.linear("#3a404c", "#23262f", to=(1, 1))))
        c.add(rect(-46, -56, 652, 592, 44, fill="#14161c"))
        battery(c, 560, 480, "#2f333d")
    for y in (352, 552):
        c.add(
            path(
                f"M300 {y}H760C880 {y} 960 {y + 8} 1090 {y + 12}L1120 {y - 16}V{y + 84}L1090 {y + 56}"
                f"C960 {y + 56} 880 {y + 64} 760 {y + 66}H300z",
                fill=c.linear("#ffffff", "#e6eaf0"),
                stroke="#b4bcc8",
                stroke_width=3,
                filter=c.drop_shadow(5, 5),
            ),
            line(f"M320 {y + 33}H730", "#c3cad6", 3, stroke_dasharray="2 12"),
            line(f"M1104 {y + 6}V{y + 60}", "#b4bcc8", 4),
        )
        c.add(
            line(f"M1180 {y + 34}H1400", "#2d2ad6", 20),
            path(
                f"M1390 {y - 12}L1470 {y + 34} 1390 {y + 80}z",
                fill="#2d2ad6",
                stroke="#2d2ad6",
                stroke_width=10,
                stroke_linejoin="round",
            ),
        )
    c.add(
        line("M1180 760H1470", fade("#2d2ad6", 0.35), 8, stroke_dasharray="2 22"),
        line("M1480 740l26 20-26 20", fade("#2d2ad6", 0.35), 8),
    )
    _no_lift(c)


def _no_lift(c: Canvas) -> None:
    """A small crossed-out arrow: not upwards."""
    c.add(
        circle(1300, 168, 92, fill="#fffdf8", stroke="#e2483d", stroke_width=14),
        path("M1262 214C1310 214 1318 190 1318 150", fill="none", stroke=INK, stroke_width=13, stroke_linecap="round"),
        path("M1290 156L1318 118 1346 156z", fill=INK, stroke=INK, stroke_width=6, stroke_linejoin="round"),
        line("M1236 104L1364 232", "#e2483d", 14),
    )


def connectors(c: Canvas) -> None:
    """Four plugs to scale: USB-C, Lightning, Micro-USB, the round magnetic charger of a watch."""
    c.add(rect(0, 0, WIDTH, 900, fill=_PAPER))
    tones = ("#d9e3fb", "#fbe1d3", "#fdeec6", "#dcefe4")
    for index, (tone, draw) in enumerate(
        zip(tones, (cables.plug_c, cables.plug_tab, cables.plug_micro, cables.puck), strict=True)
    ):
        x = 230 + index * 380
        c.add(rect(x - 160, 90, 320, 720, 34, fill=tone))
        with c.placed(x, 400 if draw is not cables.puck else 560, 2.1 if draw is not cables.puck else 1.9):
            if draw is not cables.puck:
                cables.cable(c, "M0 100V190", "#fffdf8", 16)
            else:
                cables.cable(c, "M0 40V129", "#fffdf8", 9)
            draw(c, "#fffdf8")
    _faces(c)


def _faces(c: Canvas) -> None:
    """Each plug's mouth seen from the front, above it."""
    steel = c.linear("#ffffff", "#aab1bd", "#6f7784")
    c.add(
        rect(178, 168, 104, 36, 18, fill=steel, stroke="#5b6370", stroke_width=2),
        rect(190, 178, 80, 16, 8, fill=INK),
        rect(572, 170, 76, 24, 12, fill=steel, stroke="#5b6370", stroke_width=2),
        line("M588 182h44", "#d4a33a", 8, stroke_dasharray="4 9", stroke_linecap="butt"),
        path("M942 166H1038V190L1022 208H958L942 190z", fill=steel, stroke="#5b6370", stroke_width=2),
        path("M954 176H1026V188L1016 198H964L954 188z", fill=INK),
        rect(962, 180, 56, 6, 2, fill="#d4a33a"),
        circle(1370, 190, 52, fill=steel, stroke="#5b6370", stroke_width=2),
        circle(1370, 190, 42, fill=mix("#ffffff", "#5b6370", 0.06)),
    )
