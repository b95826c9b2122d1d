"""Scenes on the repair bench."""

from scripts.illustrate.finish import FINISHES, INK, fade, mix
from scripts.illustrate.gamepads import pad_dark
from scripts.illustrate.phones import back
from scripts.illustrate.surfaces import KEY_ROWS, Floor, keys
from scripts.illustrate.svg import Canvas, circle, ellipse, line, path, rect

from . import tools
from .stage import MINT, SLATE, WIDTH, mat, planks, surface


def battery_bench(c: Canvas) -> None:
    """An open phone under a round lamp; tweezers pull a white strip from under its battery."""
    surface(c, "#c98d55", MINT.ink)
    planks(c, "#5a3218")
    mat(c, 130, 90, 1340, 730, "#1f7a78")
    with c.placed(620, 146, filter=c.drop_shadow(16, 16)):
        tools.open_phone(c, FINISHES["blue"])
    c.add(
        path(
            "M832 622C860 716 930 700 1010 742l-4 18C930 724 850 740 812 622z",
            fill="#ffffff",
            filter=c.drop_shadow(6, 6),
        ),
        line("M836 652C870 720 930 716 1000 750", "#d5dbe4", 3),
    )
    with c.placed(1196, 786, 1, 10):
        tools.tweezers(c)
    with c.placed(226, 200):
        tools.tray(c, 3, 4, 84)
    with c.placed(354, 676, 1, -8):
        tools.screwdriver(c, "#f2705c")
    with c.placed(348, 752, 0.94, -5):
        tools.screwdriver(c, "#ffb41f")
    with c.placed(1080, 520, filter=c.drop_shadow(9, 8)):
        c.add(
            rect(0, 0, 300, 96, 12, fill="#23262f"),
            rect(8, 8, 284, 80, 8, fill="none", stroke="#ffffff2e", stroke_width=3),
        )
        c.add(
            line("M30 38h110M30 58h70", "#ffffff66", 6),
            circle(250, 48, 20, fill="none", stroke="#ffb41f", stroke_width=6),
        )
    with c.placed(968, 250):
        tools.ring_lamp(c, 150)


def calibration_room(c: Canvas) -> None:
    """Six identical phones under a daylight lamp in a grey booth, gloved hands with a ruler."""
    p = SLATE
    c.add(
        rect(0, 0, WIDTH, 900, fill=c.linear("#868f9d", "#a3abb7")),
        path("M0 0H190L300 90V560L0 720z", fill=c.linear("#6f7885", "#8b94a1", to=(1, 0))),
        path("M1600 0H1410L1300 90V560L1600 720z", fill=c.linear("#8b94a1", "#6a7380", to=(1, 0))),
        rect(300, 90, 1000, 470, fill=c.linear("#b9c0ca", "#a2aab6")),
        path("M300 560H1300L1600 720V900H0V720z", fill=c.linear("#b3bac5", "#d3d8df")),
        path("M300 90H1300L1410 0H190z", fill="#77808d"),
        path("M390 58H1210L1252 22H348z", fill="#fffdf0"),
        rect(0, 0, WIDTH, 900, fill=c.radial("#ffffffbf", "#fffbe633", "#ffffff00", at=(0.5, 0.04), r=0.72)),
    )
    for index in range(6):
        x = 216 + index * 198
        c.add(ellipse(x + 92, 612, 118, 16, fill=c.radial("#141c2e8c", "#141c2e00")))
        with c.placed(x, 236, 0.61):
            back(c, FINISHES["green"], "notch")
        c.add(
            rect(x + 66, 636, 52, 30, 5, fill="#ffffffd9"),
            line(f"M{x + 76} 646h32M{x + 76} 656h20", fade(p.ink, 0.55), 4),
        )
    _ruler(c, 260, 716, 1080)
    for x, flip in ((430, 1.0), (1170, -1.0)):
        with c.placed(x, 744, 0.94, flip=flip):
            tools.glove(c, "#f4f6fa")


def _ruler(c: Canvas, x: float, y: float, w: float) -> None:
    ticks = "".join(f"M{x + 20 + i * 20:.0f} {y}v{26 if i % 5 == 0 else 15}" for i in range(int((w - 30) // 20)))
    c.add(
        rect(x, y, w, 58, 6, fill=c.linear("#ffd879", "#f2b230"), filter=c.drop_shadow(10, 10)),
        line(ticks, "#5a3a10", 3, stroke_linecap="butt"),
        rect(x, y, w, 5, 2, fill="#ffffff80"),
    )


def second_hand_thinkpad(c: Canvas) -> None:
    """A matt black laptop half open on a desk, with a screwdriver and two memory modules."""
    c.add(rect(0, 0, WIDTH, 900, fill=c.linear("#26245c", "#1b1a45")))
    c.add(circle(800, 330, 400, fill=c.linear("#34328a", "#232156")))
    c.add(
        rect(0, 520, WIDTH, 380, fill=c.linear("#7d4f30", "#b9794a")),
        rect(0, 520, WIDTH, 4, fill="#ffffff40"),
        line("M0 610H1600M0 736H1600", "#5a321866", 4),
        ellipse(800, 640, 900, 300, fill=c.radial("#ffd9a04d", "#ffd9a000")),
    )
    c.add(ellipse(800, 800, 560, 52, fill=c.radial("#0a0f1ea6", "#0a0f1e00")))
    _half_open(c)
    for x, y, turn in ((1430, 644, 12.0), (1440, 786, -6.0)):
        with c.placed(x, y, 0.82, turn):
            tools.memory(c)
    with c.placed(158, 752, 0.84, -22):
        tools.screwdriver(c, "#ffb41f")
    for x, y in ((214, 628), (262, 652), (190, 664)):
        with c.placed(x, y):
            tools.screw(c)


def _half_open(c: Canvas) -> None:
    """The laptop from the front and above, its lid leaning towards us."""
    deck = Floor(x=800, far=470, near=770, far_half=390, near_half=500)
    skin = c.linear("#24262b", "#33363d", to=(0.3, 1))
    c.add(
        path("M410 470H1190L1300 770H300z", fill=skin, stroke="#50545e", stroke_width=2),
        path(
            "M300 770H1300v18q0 20-26 20H326q-26 0-26-20z",
            fill=c.linear("#4a4e58", "#17181c"),
            stroke="#50545e",
            stroke_width=2,
        ),
        path(keys(deck, (-0.86, 0.3, 0.866, 0.68), KEY_ROWS), fill=c.linear("#0f1013", "#17191d")),
        path(deck.quad(-0.25, 0.74, 0.25, 0.96), fill="#1b1d21", stroke="#474b55", stroke_width=2),
        path(deck.quad(-0.25, 0.7, 0.25, 0.735), fill="#d3453a", opacity=0.85),
        path("M346 150H1254L1192 486H408z", fill=c.linear("#0b0c0f", "#1a1c21"), stroke="#5a5f6a", stroke_width=3),
        path("M346 150q0-16 16-16H1238q16 0 16 16l-2 8H348z", fill="#3a3d45"),
        path("M386 178H1214L1164 446H436z", fill=c.linear("#0d1230", "#26349a", "#5b4fd0", to=(0.6, 1))),
        path("M386 178H800L560 446H436z", fill="#ffffff12"),
    )
    x, y = deck.at(-0.02, 0.49)
    c.add(
        circle(x, y, 46, fill=c.radial("#ff5a4ab3", "#ff5a4a00")),
        circle(x, y, 9, fill="#ff4a3c"),
        circle(x - 2, y - 3, 3, fill="#ffd0c8"),
    )
    c.add(rect(452, 470, 90, 22, 6, fill="#3a3d45"), rect(1058, 470, 90, 22, 6, fill="#3a3d45"))


def console_season(c: Canvas) -> None:
    """A console opened on a bench, a brush lifting dust from its fan, a controller in pieces."""
    surface(c, "#e98a6d", "#4b1d1a")
    mat(c, 90, 80, 1420, 750, "#33276a", 60)
    with c.placed(250, 150, filter=c.drop_shadow(22, 18)):
        _opened_console(c)
    _dust(c)
    with c.placed(900, 236, 1.25, -34):
        tools.brush(c, "#ffb41f")
    _controller_parts(c)
    with c.placed(1300, 752, 1, 5):
        tools.screwdriver(c, "#f2705c")
    for x, y in ((990, 752), (1036, 772), (1062, 744), (1220, 668), (1270, 690)):
        with c.placed(x, y):
            tools.screw(c)


def _opened_console(c: Canvas) -> None:
    """A flat console without its lid, in three quarter view, 700 by 560."""
    c.add(
        path("M60 80H560L700 420V500L660 560H20L0 520V440z", fill="#101217"),
        path("M60 80H560L700 420H0z", fill=c.linear("#2b2f38", "#1a1d23"), stroke="#4a505c", stroke_width=3),
        path(
            "M0 420H700V490q0 30-30 30H30q-30 0-30-30z",
            fill=c.linear("#3b404b", "#15171c"),
            stroke="#4a505c",
            stroke_width=2,
        ),
        path("M90 110H330L300 390H26z", fill=c.linear("#1d6b57", "#124a3f", to=(0.6, 1))),
        path("M350 112H546L588 214H346z", fill=c.linear("#b9c0cc", "#858d9a"), stroke="#5b6370", stroke_width=2),
        path("M120 134h90l-8 60h-92z", fill="#23262e"),
        path("M232 134h76l-6 60h-76z", fill=c.linear("#d9dde4", "#9aa2af")),
        path("M96 232h70l-8 64H82zM188 232h104l-6 64H180z", fill="#14161c"),
        line("M70 330H286M64 352H284M60 374H220", "#7fd6b8", 5),
        rect(40, 452, 190, 8, 4, fill="#0a0b0e"),
        circle(640, 456, 6, fill="#6aaeff"),
    )
    c.add(
        ellipse(470, 312, 158, 96, fill="#0c0d11", stroke="#5b6370", stroke_width=4),
        ellipse(470, 308, 136, 80, fill=c.linear("#3a3f4a", "#1c1f26")),
    )
    blades = "".join(
        f'<path d="M0 0C30-26 90-34 128-8 96-2 50 8 0 0z" transform="translate(470 308) scale(1 .6) rotate({angle})"/>'
        for angle in range(0, 360, 40)
    )
    c.add(f'<g fill="#596170">{blades}</g>', ellipse(470, 308, 36, 22, fill=c.linear("#d9dde4", "#7b8391")))
    c.add(ellipse(458, 300, 12, 6, fill="#ffffff99"))


def _dust(c: Canvas) -> None:
    """A cloud over the fan."""
    puffs = (
        (742, 420, 66),
        (800, 372, 58),
        (686, 372, 52),
        (756, 330, 60),
        (842, 316, 40),
        (706, 300, 36),
        (800, 268, 34),
    )
    shade = mix("#d8cbbd", INK, 0.08)
    for x, y, r in puffs:
        c.add(circle(x, y, r, fill=c.radial("#f4ece2f2", "#e4d8cab3", fade(shade, 0.25)), opacity=0.9))
    for x, y, r in (
        (640, 300, 7),
        (664, 250, 5),
        (880, 250, 6),
        (860, 410, 7),
        (740, 224, 5),
        (900, 330, 4),
        (620, 380, 5),
    ):
        c.add(circle(x, y, r, fill="#efe5d9"))


def _controller_parts(c: Canvas) -> None:
    """The shells, two sticks, a board and buttons of a controller, laid out."""
    with c.placed(1230, 210, 1.15, 6, filter=c.drop_shadow(14, 12)):
        pad_dark(c, FINISHES["black"])
    with c.placed(1214, 512, filter=c.drop_shadow(8, 8)):
        c.add(
            path(
                "M-120-30H120q26 0 30 30l6 60q2 26-22 26H64q-14 0-20-16H-44q-6 16-20 16H-134q-24 "
                "0-22-26l6-60q4-30 30-30z",
                fill=c.linear("#1d6b57", "#124a3f", to=(1, 1)),
            ),
            rect(-44, -10, 88, 44, 6, fill="#14161c"),
            line("M-120 10h44M-120 26h30M76 10h44M90 26h30", "#7fd6b8", 5),
        )
    for x, y in ((1420, 470), (1036, 500), (1426, 610)):
        with c.placed(x, y, filter=c.drop_shadow(7, 7)):
            c.add(
                circle(0, 0, 34, fill="#0b0c10"),
                circle(0, 0, 28, fill=c.linear("#565b67", "#23262e")),
                circle(0, 0, 17, fill="#343945"),
            )
    for index, colour in enumerate(("#65d6a6", "#f17a86", "#7aa7ff", "#f09bd4")):
        with c.placed(1060 + index % 2 * 52, 630 + index // 2 * 50, filter=c.drop_shadow(4, 4)):
            c.add(circle(0, 0, 17, fill="#23262e"), circle(0, 0, 7, fill="none", stroke=colour, stroke_width=4))
