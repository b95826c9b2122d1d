"""Parcels, lorries and the globe."""

from scripts.illustrate.finish import INK, fade, mix
from scripts.illustrate.svg import Canvas, circle, ellipse, line, path, rect

CARD = "#d2a06a"
"""Cardboard."""


def open_parcel_back(c: Canvas) -> None:
    """The inside and the far flaps of an opened parcel, 640 by 330, standing on y = 0; what stands in it comes next."""
    c.add(
        path("M-320-330L-410-442L-102-468L-64-363z", fill=mix(CARD, INK, 0.12)),
        path("M320-330L410-442L102-468L64-363z", fill=mix(CARD, INK, 0.06)),
        path("M-320-330L-269-383H269L320-330z", fill=mix(CARD, INK, 0.55)),
    )


def open_parcel_front(c: Canvas) -> None:
    """The near side of the opened parcel, its flap hanging over, paper straw along the edge."""
    straw = "".join(
        f"M{-294 + i * 29} -324q{(-1) ** i * 16} {-40 - i % 3 * 13} {10 + i % 4 * 8} -33" for i in range(20)
    )
    side = c.linear(mix(CARD, "#ffffff", 0.14), CARD, mix(CARD, INK, 0.2), to=(0.6, 1))
    c.add(
        line(straw, "#f6e3c1", 7),
        rect(-320, -330, 640, 330, 4, fill=side),
        path("M-320-330H320l38 99H-358z", fill=mix(CARD, "#ffffff", 0.24)),
        line("M-358-231H358", fade(INK, 0.16), 5),
        rect(77, -152, 179, 92, 3, fill="#fffdf8"),
        line("M102-122h115M102-92h70", "#8b93a1", 5),
    )


def lorry(c: Canvas, cab: str, load: int) -> None:
    """A lorry that drives to the right, 200 long, wheels on y = 0, with screens and cables on its bed."""
    c.add(rect(-100, -34, 146, 16, 3, fill="#2b2e45"))
    _load(c, load)
    c.add(
        rect(-98, -62, 142, 32, 4, fill=c.linear(mix(cab, "#ffffff", 0.72), mix(cab, "#ffffff", 0.5))),
        line("M-74-60v28M-50-60v28M-26-60v28M-2-60v28M22-60v28", fade(INK, 0.16), 3),
        path("M48-112H76q10 0 14 10l12 34q2 4 2 10v38H48z", fill=c.linear(mix(cab, "#ffffff", 0.25), cab, to=(0.4, 1))),
        path("M60-100H74q5 0 7 6l9 26H60z", fill="#d3e6fb"),
        rect(94, -40, 12, 10, 3, fill="#fff3c4"),
        rect(50, -54, 12, 4, 2, fill=fade(INK, 0.4)),
    )
    for x in (-72, -34, 74):
        c.add(circle(x, -17, 19, fill="#1a1b2e"), circle(x, -17, 9, fill="#c9ced7"))


def _load(c: Canvas, first: int) -> None:
    """What lies on the bed: three of four kinds, from another one on each lorry."""
    for slot in range(3):
        with c.placed(-78 + slot * 46):
            _WASTE[(slot + first) % len(_WASTE)](c)


def _television(c: Canvas) -> None:
    c.add(
        rect(-22, -104, 46, 46, 6, fill="#5b6478"),
        rect(-16, -98, 30, 30, 5, fill="#a8cdf0"),
        circle(18, -72, 3, fill="#ffb41f"),
    )


def _screen(c: Canvas) -> None:
    with c.placed(0, -80, turn=-12):
        c.add(rect(-24, -18, 48, 34, 3, fill="#23262f"), rect(-20, -14, 40, 26, 2, fill="#4a6fd0"))


def _coil(c: Canvas) -> None:
    c.add(circle(0, -78, 20, fill="none", stroke="#1f2233", stroke_width=7), line("M14-92q14-16 22-4", "#1f2233", 6))


def _old_phone(c: Canvas) -> None:
    c.add(rect(-14, -112, 28, 52, 5, fill="#3a3f52"), rect(-10, -106, 20, 38, 2, fill="#8fd0b8"))


_WASTE = (_television, _screen, _coil, _old_phone)


def globe(c: Canvas, r: float) -> None:
    """The Earth around (0, 0): sea, land in rounded shapes, clouds, light from the top left."""
    clip = c.clip(circle(0, 0, r))
    land = "".join(
        path(d, transform=f"scale({r / 100:.2f})", fill=c.linear("#8fd6a4", "#3f9c7a", to=(1, 1)))
        for d in (
            "M-74-62C-50-90-16-92-4-76-14-62-30-60-28-46-24-34-44-34-46-22-48-10-62-14-68-24-84-34-84-50-74-62z",
            "M-44-12C-28-16-12-4-10 12-12 30-24 36-28 56-32 72-44 66-44 50-46 34-58 20-56 4-54-6-50-10-44-12z",
            (
                "M18-70C34-84 60-76 76-58 90-42 92-26 80-22 68-18 66-30 54-28 44-26 48-14 38-16 26-18 "
                "30-34 20-40 10-48 8-62 18-70z"
            ),
            "M16-10C34-18 54-10 58 6 60 22 48 30 44 46 40 60 28 58 24 44 20 30 6 26 4 12 4 0 8-6 16-10z",
            "M66 42C78 38 88 46 84 56 78 66 64 64 60 56 58 48 60 44 66 42z",
        )
    )
    c.add(
        circle(0, 0, r * 1.1, fill=c.radial("0:#7fb2ff66", ".86:#7fb2ff33", "#7fb2ff00")),
        circle(0, 0, r, fill=c.linear("#6fb2ff", "#2f74d8", "#173f9c", to=(0.7, 1))),
        f'<g clip-path="{clip}">{land}'
        + ellipse(-r * 0.3, -r * 0.38, r * 0.34, r * 0.05, fill="#ffffffb3")
        + ellipse(r * 0.34, r * 0.12, r * 0.3, r * 0.045, fill="#ffffff99")
        + ellipse(-r * 0.2, r * 0.62, r * 0.36, r * 0.05, fill="#ffffff80")
        + circle(0, 0, r, fill=c.linear("#ffffff38", ".4:#0b143a00", "#0b143ab3", to=(1, 0.9)))
        + "</g>",
    )
