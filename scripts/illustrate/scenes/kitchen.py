"""Scenes round a coffee machine."""

from scripts.illustrate.finish import FINISHES, INK, fade, mix
from scripts.illustrate.household import coffee_machine, cup
from scripts.illustrate.surfaces import contact_shadow
from scripts.illustrate.svg import Canvas, circle, ellipse, line, path, rect

from .stage import MINT, WIDTH, wall
from .tableware import steam


def first_coffee(c: Canvas) -> None:
    """A bean-to-cup machine with its side door open, its brew unit drawn out, a steaming cup, a sachet."""
    p = MINT
    wall(c, p, (760, 400, 350))
    _tiles(c)
    c.add(
        rect(0, 690, WIDTH, 210, fill=c.linear("#f1e4cf", "#d7bf9a")),
        rect(0, 690, WIDTH, 6, fill="#ffffffb3"),
        rect(0, 860, WIDTH, 40, fill="#a9855a"),
    )
    contact_shadow(c, 660, 782, 330, 26)
    with c.placed(260, 76, 1):
        _doorway(c)
        coffee_machine(c, FINISHES["red"])
    contact_shadow(c, 300, 812, 120, 14)
    with c.placed(290, 716, 1.25):
        cup(c, 0, 0)
    with c.placed(286, 690, 1.3):
        steam(c, "#ffffff")
    contact_shadow(c, 1184, 806, 150, 14)
    with c.placed(1180, 800, 1.12):
        brew_unit(c)
    contact_shadow(c, 1430, 812, 100, 11)
    with c.placed(1430, 812, 1, 4):
        _sachet(c)


def _tiles(c: Canvas) -> None:
    """A splashback of pale tiles."""
    seams = "".join(f"M0 {y}H1600" for y in range(510, 690, 60)) + "".join(
        f"M{x + y // 60 % 2 * 60} {y}v60" for y in range(510, 680, 60) for x in range(0, 1600, 120)
    )
    c.add(rect(0, 510, WIDTH, 180, fill="#ffffff59"), line(seams, "#7fb8a0", 3, opacity=0.6))


def _doorway(c: Canvas) -> None:
    """The open side of the machine and its door, swung towards us; the machine is drawn over its left part."""
    c.add(
        path("M610 166L700 196V650L610 700z", fill="#15171c", stroke="#3a3e48", stroke_width=2),
        path("M622 250L688 266V596L622 640z", fill=c.linear("#08090c", "#23262e")),
        path("M634 330L680 336V520L634 540z", fill="#000000", stroke="#4a4f5a", stroke_width=3),
        path(
            "M700 196L842 150V668L700 650z",
            fill=c.linear("#d94552", "#9c1724", to=(1, 0.4)),
            stroke="#7a1420",
            stroke_width=2,
        ),
        path("M716 214L826 178V644L716 632z", fill=c.linear("#3a3e48", "#23262e", to=(1, 0.4))),
        line("M736 300L808 284M736 340L808 328", "#ffffff2e", 6),
        rect(826, 380, 12, 70, 6, fill="#c9ced7"),
    )


def brew_unit(c: Canvas) -> None:
    """The brew unit of a coffee machine, 190 by 250, standing on y = 0."""
    grey = c.linear("#5b616d", "#343943", to=(1, 0.6))
    c.add(
        rect(-92, -70, 184, 70, 14, fill=grey, stroke="#7b8391", stroke_width=1.5),
        path("M-74-62H-20V-214q0-16-16-16h-22q-16 0-16 16z", fill=c.linear("#6f7683", "#3a3f4a", to=(1, 0))),
        rect(-4, -188, 88, 126, 12, fill=c.linear("#dfe3ea", "#9aa2af", to=(1, 0)), stroke="#7b8391", stroke_width=1.5),
        ellipse(40, -188, 44, 13, fill="#4a2f1c"),
        ellipse(40, -190, 34, 8, fill="#2f1c10"),
        rect(6, -232, 68, 22, 8, fill=c.linear("#8b93a1", "#4a505c")),
        rect(28, -214, 24, 16, 3, fill="#c9ced7"),
        path("M-20-206H8v14H-20z", fill="#4a505c"),
        rect(-62, -48, 124, 14, 7, fill=fade(INK, 0.5)),
        rect(-92, -30, 184, 10, 0, fill=fade("#ffffff", 0.12)),
        circle(-47, -190, 13, fill="#e2483d"),
        circle(-47, -190, 5, fill="#ffffff"),
        line("M-66-170V-80", "#ffffff4d", 5),
        circle(68, -36, 15, fill=c.linear("#c9ced7", "#7b8391")),
        circle(68, -36, 6, fill="#3a3f4a"),
    )


def _sachet(c: Canvas) -> None:
    """A paper sachet of descaler with a drop on it, standing on y = 0."""
    c.add(
        path(
            "M-78 0L-70-196H70L78 0z",
            fill=c.linear("#fffefb", "#e9e2d4", to=(1, 0.4)),
            stroke="#cfc4ae",
            stroke_width=1.5,
        ),
        path("M-71-170L-70-196H70l1 26z", fill="#2d2ad6"),
        line("M-64-184H64", "#ffffff80", 3, stroke_dasharray="4 7"),
        path(
            "M0-140C26-108 36-92 36-74a36 36 0 0 1-72 0C-36-92-26-108 0-140z",
            fill=c.linear("#8fd0f7", "#2f83d8", to=(0.6, 1)),
        ),
        path("M-18-76a20 20 0 0 0 16 22", fill="none", stroke="#ffffffcc", stroke_width=5, stroke_linecap="round"),
        line("M-40-20H40", mix("#2d2ad6", "#ffffff", 0.4), 6),
    )


def brew_unit_rinsed(c: Canvas) -> None:
    """A diagram: the brew unit under a tap, and a crossed-out bottle of washing-up liquid."""
    c.add(
        rect(0, 0, WIDTH, 900, fill="#f7f2e7"),
        circle(560, 470, 360, fill="#e3f1ea"),
        circle(1200, 500, 260, fill="#fbe1d3"),
    )
    chrome = c.linear("#f7f8fa", "#aab1bd", "#6f7784", to=(1, 0.2))
    c.add(
        path("M250 70H560q110 0 110 110v70h-78v-60q0-44-44-44H250z", fill=chrome, stroke="#6f7784", stroke_width=2),
        rect(584, 244, 94, 26, 8, fill=c.linear("#ffffff", "#8b93a1", to=(1, 0))),
        rect(330, 26, 60, 52, 10, fill=chrome),
        rect(280, 8, 160, 26, 13, fill=chrome),
        path("M602 270h58l8 190h-74z", fill=c.linear("#7cc4f5e6", "#a8dcff80")),
        line("M616 290v150M640 284v110", "#ffffffb3", 7),
    )
    with c.placed(590, 760, 1.25, 4):
        brew_unit(c)
    for x, y, r in (
        (520, 420, 13),
        (726, 452, 16),
        (760, 540, 12),
        (486, 520, 15),
        (742, 660, 13),
        (470, 650, 11),
        (640, 824, 16),
        (540, 838, 12),
        (720, 812, 10),
    ):
        c.add(
            path(
                f"M{x} {y - r * 2}C{x + r} {y - r * 0.6:.0f} {x + r} {y + r} {x} {y + r}S{x - r} "
                f"{y - r * 0.6:.0f} {x} {y - r * 2}z",
                fill="#3f97e0",
            )
        )
    _bottle(c)
    c.add(
        circle(1200, 500, 250, fill="none", stroke="#e2483d", stroke_width=26),
        line("M1024 324L1376 676", "#e2483d", 26),
    )


def _bottle(c: Canvas) -> None:
    """A bottle of washing-up liquid with a bubble on its label."""
    c.add(
        rect(1168, 274, 64, 50, 8, fill="#fffdf8", stroke="#c9bfa8", stroke_width=2),
        path("M1182 250h36l6 28h-48z", fill="#c9bfa8"),
        path(
            "M1160 324H1240C1240 380 1300 384 1300 446V668q0 24-24 24H1124q-24 0-24-24V446C1100 384 1160 380 1160 324z",
            fill=c.linear("#c9e88a", "#8fc24a", "#6a9c33", to=(1, 0.3)),
        ),
        rect(1120, 470, 160, 150, 16, fill="#fffdf8"),
        circle(1190, 546, 42, fill="#bfe6f5"),
        circle(1232, 508, 20, fill="#d8f0fa"),
        path("M1166 536a28 28 0 0 1 24-22", fill="none", stroke="#ffffff", stroke_width=8, stroke_linecap="round"),
        line("M1122 440V640", "#ffffff80", 8),
    )
