"""Phones: the back and the front of each, standing side by side, and a folding phone open and closed."""

from .finish import FINISHES, INK, Finish, fade, mix
from .screens import screen
from .surfaces import contact_shadow, frame, glass_back, lens
from .svg import Canvas, circle, line, path, rect

WIDTH, HEIGHT = 300, 612
"""A phone's size in the units of its own drawing; its top left corner is the origin."""

_PRO = frozenset({"graphite", "space-grey", "silver", "gold", "sierra-blue", "navy", "titanium"})
"""Finishes of the models with three lenses."""


def draw_notch(c: Canvas, finish: Finish) -> None:
    """A phone with a notch."""
    _pair(c, finish, "notch")


def draw_island(c: Canvas, finish: Finish) -> None:
    """A phone with a pill-shaped island."""
    _pair(c, finish, "island")


def draw_punch(c: Canvas, finish: Finish) -> None:
    """A phone with a hole for the front camera and a column of lenses."""
    _pair(c, finish, "punch")


def draw_button(c: Canvas, finish: Finish) -> None:
    """A small phone with a round button under its screen."""
    _pair(c, finish, "button")


def _pair(c: Canvas, finish: Finish, kind: str) -> None:
    contact_shadow(c, 396, 712, 310)
    with c.placed(142, 88):
        back(c, finish, kind)
    with c.placed(350, 104):
        c.add(
            rect(-16, 14, WIDTH, HEIGHT - 26, 46, fill=c.linear("#0a0f1e00", "#0a0f1e55", to=(0.07, 0), start=(0, 0)))
        )
        front(c, finish, kind)


def front(c: Canvas, finish: Finish, kind: str) -> None:
    """The screen side of a phone."""
    radius = _radius(kind)
    _side_buttons(c, finish)
    frame(c, 0, 0, WIDTH, HEIGHT, radius, finish)
    if kind == "button":
        _button_face(c, finish)
        return
    c.add(rect(4, 4, WIDTH - 8, HEIGHT - 8, radius - 4, fill=INK))
    inset = 11 if kind == "punch" else 13
    style = {"notch": "waves", "island": "orbs", "punch": "ribbon"}[kind]
    screen(c, (inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset), radius - inset, finish, style)
    _front_camera(c, kind)
    c.add(line(f"M{WIDTH / 2 - 44:.0f} {HEIGHT - 24}h88", "#ffffffd9", 4))


def back(c: Canvas, finish: Finish, kind: str) -> None:
    """The camera side of a phone."""
    radius = _radius(kind)
    _side_buttons(c, finish)
    frame(c, 0, 0, WIDTH, HEIGHT, radius, finish)
    glass_back(c, 4, 4, WIDTH - 8, HEIGHT - 8, radius - 4, finish)
    ring = mix(finish.base, "#9aa0ab", 0.35)
    if kind == "button":
        _camera_single(c, ring)
    elif kind == "punch":
        _camera_column(c, ring)
    else:
        _camera_square(c, finish, ring, triple=finish.name in _PRO, upright=kind == "island")


def _radius(kind: str) -> float:
    return {"punch": 36, "button": 46}.get(kind, 50)


def _side_buttons(c: Canvas, finish: Finish) -> None:
    metal = c.linear(finish.glow, finish.shade, to=(1, 0))
    c.add(
        rect(-3, 108, 6, 26, 2, fill=metal),
        rect(-3, 158, 6, 48, 2, fill=metal),
        rect(-3, 218, 6, 48, 2, fill=metal),
        rect(WIDTH - 3, 172, 6, 76, 2, fill=c.linear(finish.base, finish.deep, to=(1, 0))),
    )


def _front_camera(c: Canvas, kind: str) -> None:
    if kind == "notch":
        c.add(path("M78 12c10 0 9 8 9 12q0 18 18 18h90q18 0 18-18c0-4-1-12 9-12z", fill=INK))
        c.add(
            rect(132, 20, 36, 5, 2.5, fill="#20242e"),
            circle(187, 24, 6, fill="#141b33"),
            circle(186, 23, 2, fill="#5f78c0"),
        )
    elif kind == "island":
        c.add(
            rect(106, 27, 88, 25, 12.5, fill=INK),
            circle(180, 39.5, 6, fill="#141b33"),
            circle(179, 38, 2, fill="#5f78c0"),
        )
    else:
        c.add(
            circle(150, 33, 9, fill=INK), circle(150, 33, 4.5, fill="#18213f"), circle(148.5, 31.5, 1.6, fill="#6f88d0")
        )


def _button_face(c: Canvas, finish: Finish) -> None:
    """Forehead, screen, chin and button; the glass is black on this model whatever the body."""
    c.add(rect(4, 4, WIDTH - 8, HEIGHT - 8, 42, fill=c.linear("#1a1d24", INK)))
    screen(c, (15, 84, WIDTH - 30, HEIGHT - 176), 4, finish, "waves")
    c.add(
        rect(122, 42, 56, 7, 3.5, fill="#2c313c"),
        circle(96, 45.5, 6, fill="#161d36"),
        circle(95, 44.5, 2, fill="#5f78c0"),
        circle(150, HEIGHT - 46, 27, fill=c.linear("#20242d", "#0d0f15"), stroke=finish.edge, stroke_width=2.5),
    )


def _camera_square(c: Canvas, finish: Finish, ring: str, *, triple: bool, upright: bool) -> None:
    """The square bump at the top left, with two or three lenses."""
    plate = c.linear(mix(finish.base, finish.glow, 0.5), finish.base, to=(1, 1))
    size = 142 if triple else 130
    c.add(
        rect(17, 21, size, size, 37, fill=fade(finish.deep, 0.35)),
        rect(17, 18, size, size, 37, fill=plate, stroke=fade(finish.glow, 0.8), stroke_width=1.5),
    )
    flash = c.radial("#fffdf2", ".6:#ffe9b8", "#c9b58a")
    if triple:
        for x, y in ((56, 57), (56, 121), (119, 89)):
            lens(c, x, y, 29, ring)
        c.add(circle(121, 40, 8, fill=flash), circle(121, 138, 8, fill=INK, opacity=0.75))
    else:
        spots = ((54, 54), (54, 112)) if upright else ((54, 54), (110, 112))
        for x, y in spots:
            lens(c, x, y, 27, ring)
        x, y = (112, 83) if upright else (111, 52)
        c.add(
            circle(x, y, 8.5, fill=flash),
            circle(54 if not upright else 113, 114 if not upright else 112, 2.5, fill=INK),
        )


def _camera_column(c: Canvas, ring: str) -> None:
    """Three lenses, each on its own, and a flash beside them."""
    for y in (56, 124, 192):
        c.add(circle(54, y + 3, 30, fill="#00000026"))
        lens(c, 54, y, 29, ring)
    c.add(
        circle(106, 64, 8, fill=c.radial("#fffdf2", ".6:#ffe9b8", "#c9b58a")),
        circle(106, 128, 12, fill=INK, opacity=0.7),
    )


def _camera_single(c: Canvas, ring: str) -> None:
    lens(c, 52, 54, 26, ring)
    c.add(circle(98, 54, 10, fill=c.radial("#fffdf2", ".6:#ffe9b8", "#c9b58a")))


def draw_fold(c: Canvas, finish: Finish) -> None:
    """A folding phone: open and upright behind, closed in front."""
    contact_shadow(c, 400, 718, 290)
    with c.placed(368, 70):
        _open_fold(c, finish)
    with c.placed(150, 402):
        _closed_fold(c, finish)


def _open_fold(c: Canvas, finish: Finish) -> None:
    width, height = 280, 646
    frame(c, 0, 0, width, height, 38, finish)
    c.add(rect(4, 4, width - 8, height - 8, 34, fill=INK))
    screen(c, (12, 12, width - 24, height - 24), 26, finish, "ribbon")
    crease = c.linear("#ffffff00", ".42:#ffffff38", ".5:#00000030", "#ffffff00")
    c.add(
        rect(12, height / 2 - 22, width - 24, 44, fill=crease),
        circle(width / 2, 33, 8, fill=INK),
        circle(width / 2, 33, 4, fill="#18213f"),
        rect(-2, height / 2 - 16, 4, 32, 1, fill=finish.deep),
        rect(width - 2, height / 2 - 16, 4, 32, 1, fill=finish.deep),
        line(f"M{width / 2 - 42:.0f} {height - 26}h84", "#ffffffd9", 4),
    )


def _closed_fold(c: Canvas, finish: Finish) -> None:
    """The closed half: a hinge along the top, a small cover screen beside two lenses."""
    width, height = 282, 314
    c.add(rect(8, 8, width + 14, height, 38, fill="#0a0f1e33"))
    frame(c, 0, 0, width, height, 36, finish)
    glass_back(c, 4, 4, width - 8, height - 8, 32, finish)
    hinge = c.linear(finish.glow, finish.shade, finish.deep)
    c.add(
        path(f"M4 40V36Q4 4 36 4H{width - 36}Q{width - 4} 4 {width - 4} 36v4z", fill=hinge),
        path(f"M4 194v80q0 36 32 36h{width - 72}q32 0 32-36v-80z", fill=INK, opacity=0.96),
    )
    screen(c, (132, 214, 128, 76), 14, finish, "waves", glare=False)
    ring = mix(finish.base, "#9aa0ab", 0.35)
    lens(c, 50, 250, 25, ring)
    lens(c, 102, 250, 25, ring)


def outline(c: Canvas, kind: str, colour: str, width: float = 6) -> None:
    """A phone as a line drawing, for diagrams."""
    radius = _radius(kind)
    c.add(rect(0, 0, WIDTH, HEIGHT, radius, fill="none", stroke=colour, stroke_width=width))
    if kind == "button":
        c.add(circle(150, HEIGHT - 46, 26, fill="none", stroke=colour, stroke_width=width))
        c.add(rect(15, 84, WIDTH - 30, HEIGHT - 176, 4, fill="none", stroke=colour, stroke_width=width * 0.7))
    elif kind == "notch":
        c.add(path("M78 3c10 0 9 12 9 18q0 18 18 18h90q18 0 18-18c0-6-1-18 9-18z", fill=colour))
    else:
        c.add(rect(106, 27, 88, 25, 12.5, fill=colour))


STANDARD = FINISHES["midnight"]
"""The finish of phones that stand for any phone."""
