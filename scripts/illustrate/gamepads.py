"""Controllers, each drawn around (0, 0) at the middle of its upper edge, 330 wide and 210 high."""

from .finish import INK, Finish, fade, mix
from .svg import Canvas, circle, line, path, rect

_SHELL = (
    "M-60 18H60C78 2 112 4 128 26C150 58 168 132 161 176C154 210 122 212 106 186C94 164 84 148 58 146H-58"
    "C-84 148-94 164-106 186C-122 212-154 210-161 176C-168 132-150 58-128 26C-112 4-78 2-60 18z"
)


def pad_two_tone(c: Canvas, finish: Finish) -> None:
    """A pale controller with a dark middle and a light along its touch surface."""
    _shell(c, finish)
    c.add(
        path("M-70 80H70C88 96 82 128 60 146H-60C-82 128-88 96-70 80z", fill=c.linear("#2a2d35", "#121419")),
        path(
            "M-66 15H66L58 76q-2 9-11 9H-47q-9 0-11-9z",
            fill=c.linear(finish.glow, finish.base),
            stroke=fade(finish.deep, 0.35),
            stroke_width=1.5,
        ),
        line("M-69 17l9 62M69 17l-9 62", "#63b8ff", 3),
    )
    _cross(c, -100, 62, finish.glow, finish.deep)
    _diamond(c, 100, 62, finish.glow, finish.deep, ("#a9b1bf",) * 4)
    _stick(c, -42, 112)
    _stick(c, 42, 112)
    c.add(circle(0, 118, 6, fill="#3a3f4a"))


def pad_dark(c: Canvas, finish: Finish) -> None:
    """An older controller of one colour, with a light bar and coloured symbols."""
    _shell(c, finish)
    face = mix(finish.base, INK, 0.35) if finish.dark else mix(finish.base, "#1b2030", 0.1)
    c.add(
        rect(-56, 10, 112, 62, 9, fill=c.linear(finish.light, face), stroke=fade(finish.deep, 0.6), stroke_width=1.5),
        rect(-34, 3, 68, 6, 3, fill="#4f9dff"),
        circle(-100, 62, 38, fill=face, opacity=0.75),
        circle(100, 62, 38, fill=face, opacity=0.75),
    )
    cap = mix(finish.base, "#ffffff", 0.14) if finish.dark else finish.deep
    _cross(c, -100, 62, cap, finish.deep)
    _diamond(c, 100, 62, mix(INK, "#ffffff", 0.14), INK, ("#65d6a6", "#f17a86", "#7aa7ff", "#f09bd4"))
    _stick(c, -46, 114)
    _stick(c, 46, 114)


def pad_offset(c: Canvas, finish: Finish) -> None:
    """A controller whose left stick sits above its cross."""
    _shell(c, finish)
    c.add(path("M-40 20H40q6 24-14 30H-26q-20-6-14-30z", fill=c.linear(finish.shade, finish.base), opacity=0.6))
    c.add(circle(0, 32, 13, fill=c.linear("#ffffff", "#c9ced8"), stroke=fade(finish.deep, 0.5), stroke_width=1.5))
    cap = mix(finish.base, "#ffffff", 0.12) if finish.dark else "#2a2d35"
    c.add(circle(-50, 108, 28, fill=fade(INK, 0.22)))
    _cross(c, -50, 108, cap, INK)
    _diamond(c, 96, 62, "#22252c", INK, ("#f4c542", "#e2574c", "#5aa9f0", "#6cc36a"))
    _stick(c, -98, 64)
    _stick(c, 48, 110)
    c.add(circle(-22, 66, 6, fill="#2a2d35"), circle(22, 66, 6, fill="#2a2d35"), rect(-6, 78, 12, 8, 3, fill="#2a2d35"))


def _shell(c: Canvas, finish: Finish) -> None:
    c.add(
        rect(-128, 4, 62, 26, 12, fill=finish.deep),
        rect(66, 4, 62, 26, 12, fill=finish.deep),
        path(
            _SHELL,
            fill=c.linear(finish.glow if not finish.dark else finish.light, f".4:{finish.base}", finish.shade),
            stroke=finish.edge,
            stroke_width=1.8,
        ),
    )


def _stick(c: Canvas, x: float, y: float) -> None:
    c.add(
        circle(x, y, 26, fill="#07080c"),
        circle(x, y, 22, fill=c.linear("#4a4e59", "#16181e")),
        circle(x, y, 15, fill=c.linear("#15171c", "#353944")),
    )


def _cross(c: Canvas, x: float, y: float, cap: str, rim: str) -> None:
    d = f"M{x - 8:.0f} {y - 25:.0f}h16v17h17v16h-17v17h-16v-17h-17v-16h17z"
    c.add(path(d, fill=cap, stroke=fade(rim, 0.55), stroke_width=1.5, stroke_linejoin="round"))


def _diamond(c: Canvas, x: float, y: float, cap: str, rim: str, marks: tuple[str, ...]) -> None:
    for (dx, dy), mark in zip(((0, -21), (21, 0), (0, 21), (-21, 0)), marks, strict=True):
        c.add(
            circle(x + dx, y + dy, 10.5, fill=cap, stroke=fade(rim, 0.55), stroke_width=1.5),
            circle(x + dx, y + dy, 3.6, fill="none", stroke=mark, stroke_width=2.4),
        )
