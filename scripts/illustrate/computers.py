"""Laptops, tablets, desktops and monitors, seen from the front and a little from above."""

from .finish import INK, Finish, fade, mix
from .phones import STANDARD
from .screens import screen
from .surfaces import KEY_ROWS, Floor, contact_shadow, frame, glass_back, keys, lens
from .svg import Canvas, circle, ellipse, line, path, rect

_DECK = Floor(x=400, far=516, near=652, far_half=288, near_half=362)
"""The keyboard half of a laptop."""


def draw_laptop_mac(c: Canvas, finish: Finish) -> None:
    """A thin aluminium laptop."""
    contact_shadow(c, 400, 672, 392, 26)
    laptop(c, finish, "orbs")


def draw_laptop_pc(c: Canvas, finish: Finish) -> None:
    """A business laptop: squarer, with a thicker frame, a pointing button and a numbered hinge."""
    contact_shadow(c, 400, 676, 392, 26)
    _lid(c, finish, radius=10, chin=30, style="ribbon")
    c.add(
        rect(160, 509, 92, 12, 4, fill=c.linear(finish.shade, finish.deep)),
        rect(548, 509, 92, 12, 4, fill=c.linear(finish.shade, finish.deep)),
    )
    _deck(c, finish, lip=19, radius=8)
    _keyboard(c, finish, width=0.86, plate=mix(finish.base, INK, 0.45))
    x, y = _DECK.at(-0.03, 0.34)
    c.add(circle(x, y, 4.5, fill="#e2483d"))
    pad = mix(finish.base, INK, 0.22) if not finish.dark else mix(finish.base, "#ffffff", 0.08)
    c.add(
        path(_DECK.quad(-0.27, 0.69, 0.21, 0.95), fill=pad, stroke=fade(finish.glow, 0.35), stroke_width=1),
        path(_DECK.quad(-0.27, 0.64, -0.03, 0.68) + _DECK.quad(-0.025, 0.64, 0.21, 0.68), fill=finish.deep),
    )


def laptop(c: Canvas, finish: Finish, style: str) -> None:
    """The thin laptop without its shadow."""
    _lid(c, finish, radius=20, chin=14, style=style)
    _deck(c, finish, lip=13, radius=13)
    _keyboard(c, finish, width=0.84, plate=mix(finish.base, "#000000", 0.12))
    pad = c.linear(mix(finish.base, "#ffffff", 0.1), mix(finish.base, "#ffffff", 0.25))
    c.add(path(_DECK.quad(-0.32, 0.65, 0.32, 0.96), fill=pad, stroke=fade(finish.deep, 0.35), stroke_width=1.2))
    left, y = _DECK.at(-0.11, 1)
    thumb = c.linear(finish.deep, finish.shade)
    c.add(path(f"M{left:.0f} {y + 0.5:.0f}h80q-3 7-11 7h-58q-8 0-11-7z", fill=thumb))


def _lid(c: Canvas, finish: Finish, radius: float, chin: float, style: str) -> None:
    x, y, w, h = 106, 118, 588, 394
    c.add(
        rect(
            x,
            y,
            w,
            h,
            radius,
            fill=c.linear(finish.glow, finish.base, finish.deep),
            stroke=finish.edge,
            stroke_width=1.5,
        ),
        rect(x + 3, y + 3, w - 6, h - 5, radius - 3, fill=INK),
    )
    screen(c, (x + 14, y + 17, w - 28, h - 18 - chin - 10), max(radius - 14, 3), finish, style)
    c.add(circle(400, y + 10, 2.6, fill="#2d3a5c"))


def _deck(c: Canvas, finish: Finish, lip: float, radius: float) -> None:
    """The top of the base, and its front edge."""
    (x1, y1), (x2, _) = _DECK.at(-1, 0), _DECK.at(1, 0)
    (x3, y3), (x4, _) = _DECK.at(1, 1), _DECK.at(-1, 1)
    c.add(
        path(f"M{x1:.0f} {y1 - 6:.0f}H{x2:.0f}v10H{x1:.0f}z", fill=finish.deep),
        path(
            f"M{x1:.0f} {y1:.0f}H{x2:.0f}L{x3:.0f} {y3:.0f}H{x4:.0f}z",
            fill=c.linear(finish.shade, f".2:{finish.base}", finish.light, to=(0.25, 1)),
        ),
        path(
            f"M{x4:.0f} {y3:.0f}H{x3:.0f}v{lip - radius:.0f}q0 {radius} -{radius * 2} {radius}H{x4 + radius * 2:.0f}"
            f"q-{radius * 2} 0-{radius * 2}-{radius}z",
            fill=c.linear(finish.glow, f".25:{finish.base}", finish.deep),
            stroke=finish.edge,
            stroke_width=1,
        ),
    )


def _keyboard(c: Canvas, finish: Finish, width: float, plate: str) -> None:
    caps = "#15171c" if not finish.dark else mix(finish.base, INK, 0.72)
    face = c.linear(mix(caps, "#ffffff", 0.1), mix(caps, "#ffffff", 0.2))
    c.add(
        path(_DECK.quad(-width, 0.09, width, 0.59), fill=plate),
        path(keys(_DECK, (-width + 0.008, 0.1, width + 0.004, 0.6), KEY_ROWS), fill=face),
    )


def draw_tablet(c: Canvas, finish: Finish) -> None:
    """A tablet, back and front."""
    contact_shadow(c, 404, 712, 330)
    with c.placed(106, 92):
        _tablet_back(c, finish)
    with c.placed(262, 112):
        c.add(rect(-16, 14, 400, 584, 34, fill=c.linear("#0a0f1e00", "#0a0f1e55", to=(0.05, 0))))
        tablet_front(c, finish)


def tablet_front(c: Canvas, finish: Finish, style: str = "waves") -> None:
    """The screen side of a tablet, 436 by 600."""
    frame(c, 0, 0, 436, 600, 34, finish)
    c.add(rect(4, 4, 428, 592, 30, fill=INK))
    screen(c, (22, 22, 392, 556), 13, finish, style)
    c.add(circle(218, 13, 3.6, fill="#26304f"), line("M168 566h100", "#ffffffd9", 4))


def _tablet_back(c: Canvas, finish: Finish) -> None:
    frame(c, 0, 0, 436, 600, 34, finish)
    glass_back(c, 4, 4, 428, 592, 30, finish)
    c.add(
        rect(24, 24, 78, 78, 24, fill=fade(finish.deep, 0.3)),
        rect(24, 22, 78, 78, 24, fill=mix(finish.base, finish.glow, 0.35), stroke=finish.glow, stroke_width=1.2),
    )
    lens(c, 63, 61, 25, mix(finish.base, "#9aa0ab", 0.35))
    c.add(rect(40, -3, 44, 5, 2, fill=finish.shade), rect(96, -3, 44, 5, 2, fill=finish.shade))


def draw_desktop(c: Canvas, finish: Finish) -> None:
    """An all-in-one with its keyboard and mouse."""
    contact_shadow(c, 400, 646, 190, 18)
    contact_shadow(c, 400, 722, 340, 20, 0.22)
    foot = c.linear(finish.light, finish.base, finish.shade, to=(1, 0.3))
    c.add(
        path("M338 520h124l10 108H328z", fill=c.linear(finish.deep, f".3:{finish.shade}", finish.base)),
        path("M316 628h168l14 14q3 7-8 7H310q-11 0-8-7z", fill=foot, stroke=finish.edge, stroke_width=1),
    )
    panel = c.linear(finish.light, finish.base, to=(0.2, 1))
    c.add(rect(62, 86, 676, 468, 22, fill=panel, stroke=finish.edge, stroke_width=1.5))
    c.add(
        path(
            "M62 482h676v50q0 22-22 22H84q-22 0-22-22z", fill=c.linear(finish.base, mix(finish.base, finish.shade, 0.5))
        )
    )
    c.add(rect(65, 89, 670, 394, 19, fill="#f6f7f9"), rect(65, 460, 670, 23, fill="#f6f7f9"))
    screen(c, (83, 107, 634, 358), 4, finish, "ribbon")
    c.add(circle(400, 98, 2.6, fill="#8a93a8"))
    _desk_set(c, finish)


def _desk_set(c: Canvas, finish: Finish) -> None:
    """A keyboard and a mouse in front of the stand."""
    board = Floor(x=360, far=672, near=716, far_half=214, near_half=228)
    (x1, y1), (x2, _) = board.at(-1, 0), board.at(1, 1)
    c.add(
        path(
            f"M{x1:.0f} {y1:.0f}q-7 0-9 6l-11 36q-2 10 8 10H{x2:.0f}q10 0 8-10l-11-36q-2-6-9-6z",
            fill=c.linear(finish.light, finish.shade),
            stroke=finish.edge,
            stroke_width=1,
        ),
        path(keys(board, (-0.98, 0.08, 0.99, 1.02), KEY_ROWS[1:]), fill="#ffffff"),
        path(
            "M612 690q0-20 34-20t34 20q2 30-34 30t-34-30z",
            fill=c.linear("#ffffff", ".7:#f1f3f6", finish.base),
            stroke=finish.edge,
            stroke_width=1,
        ),
    )


def draw_monitor(c: Canvas, finish: Finish) -> None:
    """A monitor with a thin frame on an adjustable stand."""
    contact_shadow(c, 400, 704, 220, 20)
    back = c.linear(finish.deep, f".25:{finish.shade}", finish.light, to=(0.6, 1))
    c.add(
        path("M362 520h76v150h-76z", fill=back),
        ellipse(400, 600, 15, 21, fill=fade(finish.deep, 0.55)),
        path(
            "M296 672h208q18 0 24 14l4 10q2 8-8 8H276q-10 0-8-8l4-10q6-14 24-14z",
            fill=c.linear(finish.glow, finish.base, finish.shade),
            stroke=finish.edge,
            stroke_width=1,
        ),
    )
    monitor(c, finish)


def monitor(c: Canvas, finish: Finish, style: str = "waves") -> None:
    """The panel of a monitor or television, in the upper two thirds of the picture."""
    c.add(
        rect(
            44,
            108,
            712,
            438,
            12,
            fill=c.linear(finish.light, finish.base, finish.shade),
            stroke=finish.edge,
            stroke_width=1.5,
        ),
        rect(48, 112, 704, 414, 9, fill=INK),
    )
    screen(c, (54, 118, 692, 402), 4, finish if not finish.dark else STANDARD, style)
    c.add(rect(382, 533, 36, 5, 2.5, fill=fade(finish.glow, 0.6)), circle(726, 535.5, 2.6, fill="#8fe3c0"))


def draw_mini_pc(c: Canvas, finish: Finish) -> None:
    """A flat aluminium box."""
    contact_shadow(c, 400, 596, 372, 34)
    top = c.linear(finish.shade, f".25:{finish.base}", finish.glow, to=(0.2, 1))
    side = c.linear(
        finish.shade,
        f".06:{finish.glow}",
        f".2:{finish.base}",
        f".8:{finish.base}",
        f".95:{finish.light}",
        finish.deep,
        to=(1, 0),
    )
    c.add(
        path("M76 462v96q0 34 46 34h556q46 0 46-34v-96z", fill=side, stroke=finish.edge, stroke_width=1.5),
        path("M120 584h560q-4 14-22 14H142q-18 0-22-14z", fill=mix(finish.deep, INK, 0.5)),
        path(
            "M196 292h408q48 0 64 34l54 122q12 46-46 46H124q-58 0-46-46l54-122q16-34 64-34z",
            fill=top,
            stroke=fade(finish.glow, 0.9),
            stroke_width=1.5,
        ),
        circle(650, 556, 4, fill="#fbfff4"),
    )
    seal = fade(finish.deep, 0.3)
    c.add(ellipse(400, 392, 62, 34, fill="none", stroke=seal, stroke_width=7), ellipse(400, 392, 26, 14, fill=seal))
