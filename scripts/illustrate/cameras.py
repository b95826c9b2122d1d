"""A camera with its lens, and an action camera."""

from .finish import FINISHES, INK, Finish, fade, mix
from .screens import screen
from .surfaces import contact_shadow
from .svg import Canvas, circle, ellipse, line, path, rect


def draw_camera(c: Canvas, finish: Finish) -> None:
    """A mirrorless camera, from the front."""
    contact_shadow(c, 400, 640, 350, 26)
    metal = FINISHES["black"] if not finish.pale else finish
    with c.placed(0, 20):
        _top_plate(c, metal)
        _camera_body(c, metal)
        lens_barrel(c, 420, 424, 186, metal)


def _top_plate(c: Canvas, finish: Finish) -> None:
    metal = c.linear(finish.glow, f".25:{finish.base}", finish.shade)
    knob = c.linear(
        finish.deep, f".15:{finish.light}", f".3:{finish.base}", f".7:{finish.shade}", finish.deep, to=(1, 0)
    )
    style = {"fill": knob, "stroke": finish.edge, "stroke_width": "1.4"}
    c.add(
        rect(112, 172, 66, 40, 8, **style),
        rect(586, 168, 82, 46, 6, **style),
        rect(512, 178, 58, 36, 5, **style),
        line("M594 178v26M606 178v26M618 178v26M630 178v26M642 178v26M654 178v26", fade(finish.deep, 0.5), 3),
        rect(384, 118, 72, 14, 3, fill=finish.deep),
        path("M300 232L332 148q6-16 24-16H484q18 0 24 16L540 232z", fill=metal, stroke=finish.edge, stroke_width=1.6),
        path("M344 214l18-50q3-8 12-8h92q9 0 12 8l18 50z", fill=fade(finish.deep, 0.25)),
        path("M62 240q0-34 34-34H704q34 0 34 34v30H62z", fill=metal, stroke=finish.edge, stroke_width=1.6),
    )


def _camera_body(c: Canvas, finish: Finish) -> None:
    leather = c.linear("#2b2e35", "#1a1c21", "#101216")
    skin = "#3f434d"
    c.add(
        path(
            "M62 262H738V574q0 34-34 34H96q-34 0-34-34z", fill=leather, stroke=FINISHES["black"].edge, stroke_width=1.6
        ),
        path("M62 560H738v14q0 34-34 34H96q-34 0-34-34z", fill=c.linear(finish.base, finish.deep)),
        path(
            "M62 262h96q40 10 40 70V520q0 50-40 60H96q-34 0-34-34z",
            fill=c.linear("#1d1f25", "#383c46", "#1b1d22", to=(1, 0)),
        ),
        line("M78 300v236M94 296v248M110 296v252M126 300v250", "#00000059", 6, stroke_dasharray="0 10"),
    )
    grain = "".join(f"M{640 + index % 2 * 6} {290 + index * 12}h82" for index in range(22))
    c.add(
        line(grain, fade(skin, 0.8), 4, stroke_dasharray="0 12"),
        circle(172, 238, 20, fill=c.linear(finish.glow, finish.shade), stroke=finish.edge, stroke_width=1.4),
        circle(206, 290, 9, fill=c.radial("#ffd9a0", "#c9702c")),
        rect(632, 282, 84, 12, 6, fill=fade(finish.glow, 0.85 if finish.pale else 0.4)),
        circle(612, 560, 15, fill=c.linear("#4a4e58", "#15171b"), stroke="#5a5f6a"),
    )


def lens_barrel(c: Canvas, x: float, y: float, r: float, finish: Finish) -> None:
    """A lens seen from the front: mount, ribbed rings, glass with coloured reflections."""
    rim = c.linear(finish.glow, f".3:{finish.base}", f".7:{finish.deep}", finish.shade, to=(1, 1))
    ring = c.linear("#4d525d", "#1b1d22", "#0c0d10", "#343842", to=(1, 1))
    glass = c.radial("#04050a", ".34:#0a1030", ".62:#1c2c68", ".8:#3a2a6e", "#0b0f1e", at=(0.46, 0.44))
    c.add(
        circle(x, y + 8, r * 1.05, fill="#00000059"),
        circle(x, y, r, fill=rim, stroke=finish.edge, stroke_width=1.8),
        circle(x, y, r * 0.9, fill=ring),
        circle(x, y, r * 0.84, fill="none", stroke="#00000080", stroke_width=r * 0.09, stroke_dasharray="4 5"),
        circle(x, y, r * 0.74, fill=c.linear("#0c0d10", "#3a3f4a", to=(1, 1))),
        circle(x, y, r * 0.7, fill="#0b0c10"),
        circle(x, y, r * 0.65, fill="none", stroke="#8a93a8", stroke_width=1.5, stroke_dasharray="26 14 9 11 40 18"),
        circle(x, y, r * 0.56, fill=glass),
        circle(x, y, r * 0.36, fill="#05071280", stroke="#6d84d633", stroke_width=2),
        circle(x, y, r * 0.2, fill="#020309"),
        ellipse(
            x - r * 0.2,
            y - r * 0.24,
            r * 0.16,
            r * 0.1,
            fill="#dbe8ff",
            opacity=0.8,
            transform=f"rotate(-38 {x - r * 0.2:.0f} {y - r * 0.24:.0f})",
        ),
        circle(x + r * 0.2, y + r * 0.22, r * 0.08, fill="#c18bff99"),
        circle(x + r * 0.1, y + r * 0.32, r * 0.04, fill="#7fe3d899"),
        path(
            f"M{x - r * 0.5:.0f} {y - r * 0.1:.0f}A{r * 0.52:.0f} {r * 0.52:.0f} 0 0 1 "
            f"{x + r * 0.2:.0f} {y - r * 0.48:.0f}"
            f"A{r * 0.7:.0f} {r * 0.7:.0f} 0 0 0 {x - r * 0.5:.0f} {y - r * 0.1:.0f}z",
            fill="#ffffff2e",
        ),
    )


def draw_action(c: Canvas, finish: Finish) -> None:
    """A small, tough camera with a screen on its front."""
    contact_shadow(c, 400, 634, 310, 26)
    shell = c.linear(finish.light, f".4:{finish.base}", mix(finish.base, INK, 0.4), to=(0.5, 1))
    c.add(
        rect(186, 190, 96, 26, 9, fill="#d8443c"),
        rect(196, 186, 76, 14, 7, fill="#f26c60"),
        path("M300 622h70l-6 24h-58zM430 622h70l-6 24h-58z", fill=c.linear(finish.shade, finish.deep)),
        rect(110, 206, 580, 424, 58, fill=shell, stroke=finish.edge, stroke_width=2),
        rect(128, 224, 544, 388, 44, fill=fade(finish.deep, 0.55)),
    )
    ribs = "".join(f"M148 {494 + index * 15}H404" for index in range(7))
    c.add(line(ribs, fade(finish.glow, 0.22), 4), rect(150, 250, 236, 214, 16, fill=INK))
    screen(c, (162, 262, 212, 190), 8, FINISHES["blue"], "waves")
    _action_lens(c, finish)


def _action_lens(c: Canvas, finish: Finish) -> None:
    c.add(
        rect(
            424,
            196,
            256,
            256,
            44,
            fill=c.linear(finish.glow, finish.base, finish.deep, to=(1, 1)),
            stroke=finish.edge,
            stroke_width=1.8,
        ),
        rect(436, 208, 232, 232, 34, fill=c.linear("#23262d", "#0d0e12", to=(1, 1))),
        circle(552, 324, 92, fill=c.linear("#5b606c", "#17191e", to=(1, 1))),
        circle(552, 324, 82, fill="#08090d"),
        circle(
            552,
            324,
            64,
            fill=c.radial("#03040a", ".4:#0b1636", ".7:#1f4a78", ".88:#2a2f6e", "#0a0d18", at=(0.45, 0.42)),
        ),
        circle(552, 324, 26, fill="#020308"),
        ellipse(528, 296, 17, 10, fill="#dcebffd9", transform="rotate(-36 528 296)"),
        circle(572, 348, 8, fill="#8f7bff99"),
        rect(600, 478, 62, 10, 5, fill=fade(finish.glow, 0.4)),
        circle(640, 560, 9, fill="#ff4d45"),
        circle(606, 560, 4, fill=fade(finish.glow, 0.5)),
    )
