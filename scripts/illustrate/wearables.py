"""Watches: a square one and a round one, each on its band."""

from .finish import FINISHES, INK, Finish, fade, mix
from .surfaces import contact_shadow
from .svg import Canvas, circle, line, path, rect

_BANDS = {"titanium": "coral", "gold": "starlight", "silver": "white", "graphite": "black", "space-grey": "black"}
"""Finishes that wear a band of another colour."""


def draw_square(c: Canvas, finish: Finish) -> None:
    """A square watch with a crown."""
    contact_shadow(c, 400, 752, 190, 15)
    _band(c, FINISHES[_BANDS.get(finish.name, finish.name)], half=112)
    rugged = finish.name == "titanium"
    with c.placed(400, 400, 1.05):
        _square_case(c, finish, rugged=rugged)
        _rings(c, finish)


def _band(c: Canvas, finish: Finish, half: float) -> None:
    """Two straps that narrow towards their ends; the lower one has holes."""
    fill = c.linear(
        finish.deep, f".12:{finish.base}", f".4:{finish.light}", f".8:{finish.base}", finish.deep, to=(1, 0)
    )
    style = {"fill": fill, "stroke": finish.edge, "stroke_width": "1.6"}
    w, n = half, half - 30
    c.add(
        path(
            f"M{400 - w} 260C{400 - w} 180 {400 - n} 130 {400 - n} 66q0-14 14-14h{n * 2 - 28}q14 0 14 14"
            f"c0 64 {w - n} 114 {w - n} 194z",
            **style,
        ),
        path(
            f"M{400 - w} 540C{400 - w} 620 {400 - n} 660 {400 - n} 728q0 22 22 22h{n * 2 - 44}q22 0 22-22"
            f"c0-68 {w - n}-108 {w - n}-188z",
            **style,
        ),
    )
    c.add(line("M400 640v.1m0 30v.1m0 30v.1", fade(finish.deep, 0.75), 12))


def _square_case(c: Canvas, finish: Finish, *, rugged: bool) -> None:
    metal = c.linear(finish.glow, f".3:{finish.base}", f".75:{finish.shade}", finish.light, to=(1, 0.7))
    if rugged:
        c.add(path("M146-96h22q8 0 8 10V60q0 10-8 10h-22z", fill=metal, stroke=finish.edge, stroke_width=1.5))
        c.add(rect(-172, -44, 20, 84, 7, fill="#f0793f"))
    crown = c.linear(finish.glow, finish.shade, finish.deep)
    c.add(
        rect(148, -70, 26, 66, 9, fill=crown, stroke=finish.edge, stroke_width=1.5),
        line("M160-60h12M160-49h12M160-38h12M160-27h12M160-16h12", fade(finish.deep, 0.8), 2.4),
        rect(150, 24, 8, 78, 4, fill=finish.shade),
        rect(-156, -190, 312, 380, 96 if not rugged else 82, fill=metal, stroke=finish.edge, stroke_width=1.8),
        rect(-144, -178, 288, 356, 86 if not rugged else 70, fill=INK),
        path("M-136 40V-96Q-136-170-62-170H40C-60-140-120-70-136 40z", fill="#ffffff14"),
    )


def _rings(c: Canvas, finish: Finish) -> None:
    """A watch face: three activity rings, hands, and two small complications."""
    _, middle, bright = finish.tones
    accents = ("#ff5d73", mix(bright, "#b8f56a", 0.6), mix(middle, "#4fd8ff", 0.6))
    for radius, colour, share in zip((104, 80, 56), accents, (0.82, 0.64, 0.73), strict=True):
        turn = radius * 6.2832
        c.add(
            circle(0, 0, radius, fill="none", stroke=fade(colour, 0.22), stroke_width=19),
            circle(
                0,
                0,
                radius,
                fill="none",
                stroke=colour,
                stroke_width=19,
                stroke_linecap="round",
                stroke_dasharray=f"{turn * share:.0f} {turn:.0f}",
                transform="rotate(-90)",
            ),
        )
    c.add(
        line("M0 0L-24-30M0 0L30-64", "#ffffff", 7),
        line("M-5 14L12-82", "#ff9f43", 2.5),
        circle(0, 0, 6, fill="#ff9f43"),
        line("M-100-146h34M66 148h34", fade(bright, 0.9), 6),
        circle(84, -146, 7, fill=bright),
        circle(-86, 148, 7, fill=accents[1]),
    )


def draw_round(c: Canvas, finish: Finish) -> None:
    """A round sports watch."""
    contact_shadow(c, 400, 752, 180, 15)
    _band(c, FINISHES[_BANDS.get(finish.name, finish.name)], half=116)
    lugs = c.linear(finish.light, finish.shade, to=(1, 0))
    c.add(path("M276 214H524L566 300V500L524 586H276L234 500V300z", fill=lugs, stroke=finish.edge, stroke_width=1.6))
    with c.placed(400, 400):
        _round_case(c, finish)
        _dial(c, finish)


def _round_case(c: Canvas, finish: Finish) -> None:
    metal = c.linear(finish.glow, f".35:{finish.base}", f".8:{finish.shade}", finish.light, to=(1, 0.8))
    button = c.linear(finish.glow, finish.shade, finish.deep)
    for y in (-100, 62):
        c.add(
            rect(
                178, y, 24, 40, 7, fill=button, stroke=finish.edge, stroke_width=1.3, transform=f"rotate({-y / 9:.0f})"
            )
        )
    c.add(
        circle(0, 0, 196, fill=metal, stroke=finish.edge, stroke_width=1.8),
        circle(0, 0, 180, fill=c.linear(finish.deep, finish.base, to=(1, 1))),
        circle(0, 0, 166, fill=INK),
        circle(0, 0, 173, fill="none", stroke=fade(finish.glow, 0.85), stroke_width=7, stroke_dasharray="2 16.1"),
    )


def _dial(c: Canvas, finish: Finish) -> None:
    """A digital dial: a landscape of the finish's tones, an arc of steps, hour marks and hands."""
    deep, middle, bright = finish.tones
    clip = c.clip(circle(0, 0, 158))
    land = path("M-170 50C-110 0-70 40-20 12S90-30 170 30V170H-170z", fill=c.linear(middle, deep)) + path(
        "M-170 100C-90 50-40 96 30 76S130 70 170 96V170H-170z", fill=c.linear(mix(middle, deep, 0.4), INK)
    )
    sky = circle(0, 0, 158, fill=c.linear(mix(deep, INK, 0.45), mix(middle, deep, 0.35), bright))
    c.add(
        f'<g clip-path="{clip}">{sky}{circle(54, -20, 34, fill=bright)}{land}</g>',
        circle(0, 0, 138, fill="none", stroke="#ffffff2e", stroke_width=10),
        circle(
            0,
            0,
            138,
            fill="none",
            stroke=mix(bright, "#9dffb0", 0.5),
            stroke_width=10,
            stroke_linecap="round",
            stroke_dasharray="600 900",
            transform="rotate(-90)",
        ),
        circle(
            0,
            0,
            116,
            fill="none",
            stroke="#ffffffcc",
            stroke_width=12,
            stroke_dasharray="3 57.74",
            transform="rotate(-1)",
        ),
        line("M0 0L-44-38M0 0L56-76", "#ffffff", 9),
        line("M-12 18L36-104", "#ff8a5c", 3),
        circle(0, 0, 8, fill="#ff8a5c"),
        path("M-150-40A155 155 0 0 1 60-142A220 220 0 0 0-150-40z", fill="#ffffff1f"),
    )
