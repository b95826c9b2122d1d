"""Tools and parts of a repair bench, seen from above; each around its own (0, 0) unless it says otherwise."""

from scripts.illustrate.finish import INK, Finish, fade, mix
from scripts.illustrate.surfaces import frame
from scripts.illustrate.svg import Canvas, circle, line, path, rect


def screwdriver(c: Canvas, colour: str) -> None:
    """A precision screwdriver, 340 long, its tip at the left."""
    c.add(
        path("M-170-3l20-4H-20V7H-150l-20-4z", fill=c.linear("#f4f6f9", "#7f8794"), filter=c.drop_shadow(6, 5)),
        rect(-30, -13, 30, 26, 4, fill="#4a4f5a"),
        path(
            "M0-20q6-6 16-6H120q34 0 44 10 8 8 0 32-10 10-44 10H16Q6 26 0 20z",
            fill=c.linear(mix(colour, "#ffffff", 0.35), colour, mix(colour, INK, 0.35)),
            filter=c.drop_shadow(6, 6),
        ),
        line("M24-12H128M24 0H128M24 12H128", fade(INK, 0.28), 4),
        circle(158, 0, 11, fill=mix(colour, INK, 0.3)),
    )


def tweezers(c: Canvas) -> None:
    """Tweezers, 400 long, their tips at (-200, 0)."""
    steel = c.linear("#ffffff", "#c3c9d3", "#7b8391")
    c.add(
        path(
            "M-200-2C-90-20 30-36 190-20Q206-12 200 0 100-12-20-10-100-8-200 2z", fill=steel, filter=c.drop_shadow(8, 6)
        ),
        path("M-200 3C-90 22 30 38 190 22Q206 12 200 0 100 12-20 12-100 10-200 2z", fill=steel),
        line("M60-22v14M76-22v14M92-21v14M60 24v-14M76 24v-14M92 23v-14", fade(INK, 0.3), 4),
    )


def screw(c: Canvas, r: float = 11) -> None:
    """The head of a small screw."""
    c.add(
        circle(0, 0, r, fill=c.linear("#ffffff", "#9aa2af", "#5b6370", to=(1, 1)), filter=c.drop_shadow(3, 3)),
        line(f"M{-r * 0.5:.1f} 0h{r:.1f}M0 {-r * 0.5:.1f}v{r:.1f}", "#3a404c", 2.6),
    )


def battery(c: Canvas, w: float, h: float, colour: str = "#23262f") -> None:
    """A flat battery from its top left corner, with a pull tab and a printed panel."""
    c.add(
        rect(
            0,
            0,
            w,
            h,
            10,
            fill=c.linear(mix(colour, "#ffffff", 0.16), colour, to=(1, 1)),
            stroke="#ffffff30",
            stroke_width=2,
        ),
        rect(w * 0.12, h * 0.1, w * 0.76, h * 0.34, 6, fill=fade("#ffffff", 0.08)),
        line(
            "".join(f"M{w * 0.2:.0f} {h * y:.0f}H{w * x:.0f}" for y, x in ((0.18, 0.7), (0.25, 0.56), (0.32, 0.64))),
            "#ffffff66",
            5,
        ),
        circle(w * 0.3, h * 0.8, w * 0.08, fill="none", stroke="#ffffff59", stroke_width=4),
        rect(w * 0.5, h * 0.74, w * 0.3, h * 0.1, 4, fill="none", stroke="#ffffff59", stroke_width=4),
    )


def open_phone(c: Canvas, finish: Finish, *, cell: bool = True) -> None:
    """A phone without its back, 300 by 612 from its top left corner: board, battery bay, speaker, coil."""
    frame(c, 0, 0, 300, 612, 48, finish)
    c.add(
        rect(9, 9, 282, 594, 40, fill=c.linear("#2f333d", "#1c1f26", to=(1, 1))),
        path("M22 40q0-18 18-18H260q18 0 18 18V150H160V330H22z", fill=c.linear("#1d6b57", "#124a3f", to=(1, 1))),
        rect(38, 38, 92, 92, 14, fill="#14161c", stroke="#565c68", stroke_width=3),
        circle(66, 66, 21, fill="#23262e", stroke="#7b8391", stroke_width=4),
        circle(102, 102, 21, fill="#23262e", stroke="#7b8391", stroke_width=4),
        rect(152, 40, 64, 46, 6, fill=c.linear("#d9dde4", "#9aa2af", to=(1, 1))),
        rect(152, 98, 42, 36, 5, fill="#23262e"),
        rect(208, 98, 56, 36, 5, fill=c.linear("#d9dde4", "#9aa2af", to=(1, 1))),
        rect(36, 150, 54, 54, 5, fill="#23262e"),
        rect(100, 150, 44, 80, 5, fill=c.linear("#e3c27e", "#b08a42", to=(1, 1))),
        rect(36, 216, 54, 96, 5, fill=c.linear("#d9dde4", "#9aa2af", to=(1, 1))),
        line("M230 46h34M230 58h34M230 70h24M104 250h36M104 264h36M104 278h26", "#7fd6b8", 4),
        rect(172, 162, 106, 330, 8, fill="#12141a"),
        rect(22, 342, 138, 150, 8, fill="#12141a"),
        rect(22, 506, 112, 82, 16, fill="#3a3f4a"),
        line("M38 530H118M38 547H118M38 564H118", "#6a707c", 5, stroke_dasharray="1 10"),
        rect(146, 506, 132, 82, 16, fill=c.linear("#b9c0cc", "#7f8794", to=(1, 1))),
    )
    if cell:
        with c.placed(166, 158):
            battery(c, 114, 338)
        c.add(
            rect(22, 342, 138, 150, 8, fill="#2a2e37", stroke="#ffffff24", stroke_width=2),
            line("M160 416h14", "#e0a33c", 12),
        )
    for x, y in ((30, 30), (270, 30), (30, 598 - 14), (270, 598 - 14), (150, 498), (150, 336)):
        with c.placed(x, y):
            c.add(circle(0, 0, 6, fill="#aab1bd"), line("M-3 0h6", "#3a404c", 2))


def memory(c: Canvas) -> None:
    """A memory module, 300 by 110."""
    chips = "".join(f"M{-128 + i * 66} -34h50v48h-50z" for i in range(4))
    c.add(
        path(
            "M-150-55H150V40H20v-10H6V40H-150z",
            fill=c.linear("#2c8a66", "#1b5f47", to=(1, 1)),
            filter=c.drop_shadow(8, 7),
        ),
        path(chips, fill="#16181d"),
        line("M-142 33H0M28 33H142", "#e6c15c", 13, stroke_dasharray="4 4", stroke_linecap="butt"),
        line("M-118-24h26M-52-24h26M14-24h26M80-24h26", "#ffffff40", 4),
        circle(-142, -14, 7, fill="#124434"),
        circle(142, -14, 7, fill="#124434"),
    )


def brush(c: Canvas, colour: str) -> None:
    """A dust brush, 330 long, its bristles at the left."""
    hairs = "".join(f"M-100 {y}L-160 {y * 1.5:.0f}" for y in range(-26, 27, 4))
    c.add(
        line(hairs, "#4a3526", 4),
        rect(-108, -34, 46, 68, 6, fill=c.linear("#eef0f3", "#99a1ae")),
        path(
            "M-62-30Q-10-26 20-16L150-14q22 0 22 14t-22 14L20 16Q-10 26-62 30z",
            fill=c.linear(mix(colour, "#ffffff", 0.3), colour, mix(colour, INK, 0.3)),
        ),
        circle(146, 0, 6, fill=fade(INK, 0.5)),
    )


def magnifier(c: Canvas, r: float, colour: str) -> None:
    """A magnifying glass, its lens around (0, 0), its handle to the lower right; draw what is under it before."""
    c.add(
        line(
            f"M{r * 0.74:.0f} {r * 0.74:.0f}L{r * 1.8:.0f} {r * 1.8:.0f}", "#3a2a20", 46, filter=c.drop_shadow(10, 10)
        ),
        line(f"M{r * 0.96:.0f} {r * 0.96:.0f}L{r * 1.8:.0f} {r * 1.8:.0f}", colour, 34),
        line(f"M{r * 0.7:.0f} {r * 0.7:.0f}L{r * 0.94:.0f} {r * 0.94:.0f}", "#c9ced7", 26),
        circle(0, 0, r, fill="none", stroke="#5b616d", stroke_width=26, filter=c.drop_shadow(10, 10)),
        circle(0, 0, r, fill="none", stroke=c.linear("#ffffff", "#aab1bd", "#6a717e", to=(1, 1)), stroke_width=20),
        circle(0, 0, r - 10, fill=c.linear("#ffffff4d", "#ffffff0d", "#cfe6ff33", to=(1, 1))),
        path(
            f"M{-r * 0.68:.0f} {-r * 0.2:.0f}A{r * 0.72:.0f} {r * 0.72:.0f} 0 0 1 {-r * 0.1:.0f} {-r * 0.7:.0f}",
            fill="none",
            stroke="#ffffffcc",
            stroke_width=12,
            stroke_linecap="round",
        ),
    )


def ring_lamp(c: Canvas, r: float) -> None:
    """The head of a round bench lamp seen from above, its arm leaving to the upper right, with a pool of light."""
    c.add(
        circle(0, 0, r * 2.6, fill=c.radial("#fff7dcb3", "#fff3cc40", "#fff3cc00")),
        line(
            f"M{r * 0.7:.0f} {-r * 0.7:.0f}L{r * 2.2:.0f} {-r * 2.2:.0f}", "#343a46", 34, filter=c.drop_shadow(20, 16)
        ),
        circle(0, 0, r, fill="none", stroke="#2c313c", stroke_width=r * 0.42, filter=c.drop_shadow(24, 20)),
        circle(0, 0, r, fill="none", stroke=c.linear("#565d6b", "#2a2f39", to=(1, 1)), stroke_width=r * 0.38),
        circle(0, 0, r * 0.99, fill="none", stroke="#fffbe9", stroke_width=r * 0.15),
        circle(0, 0, r * 0.8, fill="#ffffff1f"),
        path(
            f"M{-r * 0.55:.0f} {-r * 0.2:.0f}A{r * 0.6:.0f} {r * 0.6:.0f} 0 0 1 {-r * 0.1:.0f} {-r * 0.58:.0f}",
            fill="none",
            stroke="#ffffff99",
            stroke_width=9,
            stroke_linecap="round",
        ),
    )


def tray(c: Canvas, columns: int, rows: int, cell: float) -> None:
    """A magnetic mat of cells with a screw or two in each, from its top left corner."""
    w, h = columns * cell, rows * cell
    c.add(rect(-14, -14, w + 28, h + 28, 18, fill="#f7f2e7", filter=c.drop_shadow(8, 8)))
    for row in range(rows):
        for column in range(columns):
            c.add(rect(column * cell + 5, row * cell + 5, cell - 10, cell - 10, 10, fill="#e4dac6"))
            spots = ((0.34, 0.38), (0.66, 0.6)) if (row + column) % 3 else ((0.5, 0.5),)
            for x, y in spots:
                with c.placed((column + x) * cell, (row + y) * cell):
                    screw(c, 8 + (row * 2 + column) % 3 * 2.5)


def glove(c: Canvas, colour: str) -> None:
    """A gloved hand that comes from below and grips what lies at y = 0; 200 wide, four fingers over the edge."""
    skin = c.linear("#ffffff", colour, mix(colour, "#2a3040", 0.18), to=(0.4, 1))
    c.add(
        path("M-74 190L-86 100Q-96 40-60 20H66Q104 40 88 110L78 190z", fill=skin, filter=c.drop_shadow(10, 10)),
        line("M70 120Q124 104 122 34", mix(colour, "#2a3040", 0.2), 46),
        line("M70 120Q124 104 122 34", colour, 42),
    )
    for x, top in ((-66, -26), (-22, -44), (24, -40), (66, -20)):
        c.add(
            line(f"M{x} 60V{top}", mix(colour, "#2a3040", 0.2), 44),
            line(f"M{x} 60V{top}", mix(colour, "#ffffff", 0.35), 40),
            line(f"M{x - 8} 6h16", mix(colour, "#2a3040", 0.18), 4),
        )
    c.add(
        path("M-86 160H88l10 240H-98z", fill=c.linear("#2d2ad6", "#1c1a8f")),
        rect(-96, 140, 194, 40, 16, fill="#4b48f0"),
    )
