"""The picture of the front page and the card for social networks."""

from scripts.illustrate.audio import headphones
from scripts.illustrate.computers import laptop
from scripts.illustrate.consoles import handheld, tower_winged
from scripts.illustrate.finish import FINISHES, fade
from scripts.illustrate.phones import back, front
from scripts.illustrate.surfaces import contact_shadow
from scripts.illustrate.svg import Canvas, circle, ellipse, path, rect
from scripts.illustrate.wearables import draw_square

from .lettering import lettering

HOME_SIZE = (1120, 1030)
"""The front page's group is cut out, for it stands on the page's own stage."""

CARD_SIZE = (1200, 630)


def home(c: Canvas) -> None:
    """A group of devices on one ground, without a background."""
    c.add(ellipse(560, 900, 560, 56, fill=c.radial("#0a0f1e4d", "#0a0f1e26", "#0a0f1e00")))
    with c.placed(240, 118, 1.3):
        tower_winged(c, FINISHES["white"])
    contact_shadow(c, 560, 896, 430, 34)
    with c.placed(128, 172, 1.08):
        laptop(c, FINISHES["space-grey"], "orbs")
    contact_shadow(c, 830, 936, 300, 24)
    with c.placed(600, 236, 1.12):
        back(c, FINISHES["coral"], "notch")
    with c.placed(778, 266, 1.1):
        c.add(rect(-14, 14, 300, 586, 46, fill=c.linear("#0a0f1e00", "#0a0f1e55", to=(0.07, 0))))
        front(c, FINISHES["blue"], "island")
    contact_shadow(c, 470, 944, 200, 17)
    with c.placed(292, 780, 0.53):
        handheld(c, FINISHES["red"])
    contact_shadow(c, 186, 950, 190, 18)
    with c.placed(-34, 572, 0.55):
        headphones(c, FINISHES["starlight"])


def social_card(c: Canvas) -> None:
    """The shop's name beside devices on a shelf, a price label hanging from it."""
    ink, paper, amber = "#17163a", "#f7f2e7", "#ffb41f"
    width, height = CARD_SIZE
    c.add(
        rect(0, 0, width, height, fill=c.linear("#f4eee1", "#e6dcc7", to=(0.5, 1))),
        circle(880, 260, 300, fill=c.radial("#fffdf8", "#fffdf880", "#fffdf800")),
        rect(0, 500, width, 12, fill=ink),
        rect(0, 512, width, height - 512, fill="#2d2ad6"),
    )
    with c.placed(558, 132, 0.55):
        contact_shadow(c, 400, 668, 380, 24)
        laptop(c, FINISHES["silver"], "orbs")
    with c.placed(866, 184, 0.515):
        front(c, FINISHES["coral"], "island")
    with c.placed(1000, 288, 0.282):
        draw_square(c, FINISHES["midnight"])
    _mark(c, 70, 92)
    with c.placed(76, 240, 0.74):
        lettering(c, "BACK", ink, 25, 36)
    with c.placed(76, 350, 0.74):
        lettering(c, "MARKET", ink, 25, 36)
    c.add(
        path("M900 512h190v74q0 12-12 12H912q-12 0-12-12z", fill=amber),
        circle(995, 532, 8, fill=fade(ink, 0.85)),
        rect(928, 556, 134, 14, 7, fill=ink),
        rect(72, 556, 320, 12, 6, fill=paper, opacity=0.9),
        rect(72, 584, 210, 12, 6, fill=paper, opacity=0.5),
    )


def _mark(c: Canvas, x: float, y: float) -> None:
    """The shop's mark: goods on a shelf, a label under it."""
    with c.placed(x, y):
        c.add(
            rect(14, 0, 44, 62, 4, fill="#2d2ad6"),
            circle(86, 41, 21, fill="#17163a"),
            rect(0, 62, 124, 11, 2, fill="#17163a"),
            path("M66 73h44v20q0 6-6 6H72q-6 0-6-6z", fill="#ffb41f"),
        )
