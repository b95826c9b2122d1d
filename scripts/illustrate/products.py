"""The product drawings: which families there are, in which colours -> `<family>-<colour>.svg`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import audio, cameras, cleaning, computers, consoles, household, phones, wearables
from .finish import FINISHES, Finish
from .svg import Canvas

SIZE = 800
"""Width and height of a product drawing."""

GROUND = 720
"""The line on which all devices stand, so that a row of them stands on one shelf."""


@dataclass(frozen=True)
class Family:
    """A kind of device: how it is drawn and the colours that it is sold in."""

    name: str
    draw: Callable[[Canvas, Finish], None]
    base: int
    """Where the drawing's own ground line is; all are moved to the common one."""
    colours: str


FAMILIES = (
    Family(
        "phone-notch",
        phones.draw_notch,
        720,
        "black midnight graphite space-grey silver white starlight blue sierra-blue navy green mint "
        "red coral pink purple "
        "yellow gold",
    ),
    Family(
        "phone-island",
        phones.draw_island,
        720,
        "black midnight space-grey silver white starlight blue navy green pink purple yellow gold titanium",
    ),
    Family(
        "phone-punch",
        phones.draw_punch,
        720,
        "black graphite silver white blue navy green mint red coral pink purple yellow gold",
    ),
    Family("phone-button", phones.draw_button, 720, "black midnight space-grey silver white starlight red gold"),
    Family("phone-fold", phones.draw_fold, 720, "black graphite silver blue navy green pink purple gold"),
    Family("laptop-mac", computers.draw_laptop_mac, 666, "black midnight space-grey silver starlight gold"),
    Family("laptop-pc", computers.draw_laptop_pc, 672, "black graphite silver white blue gold"),
    Family(
        "tablet",
        computers.draw_tablet,
        714,
        "black graphite space-grey silver starlight blue green pink purple yellow gold",
    ),
    Family("console-ps5", consoles.draw_ps5, 706, "white"),
    Family("console-ps4", consoles.draw_ps4, 712, "black white"),
    Family("console-xbox", consoles.draw_xbox, 706, "black white"),
    Family("console-switch", consoles.draw_switch, 664, "graphite white blue mint red coral yellow"),
    Family("console-3ds", consoles.draw_3ds, 714, "black silver white blue red pink"),
    Family("headphones", audio.draw_headphones, 688, "black midnight silver white blue"),
    Family("earbuds", audio.draw_earbuds, 694, "black graphite white purple"),
    Family("speaker", audio.draw_speaker, 712, "black white blue navy green red"),
    Family(
        "watch-square",
        wearables.draw_square,
        748,
        "black midnight graphite space-grey silver starlight blue green red gold titanium",
    ),
    Family("watch-round", wearables.draw_round, 748, "black graphite silver gold titanium"),
    Family("camera", cameras.draw_camera, 630, "black silver"),
    Family("action-camera", cameras.draw_action, 644, "black graphite white"),
    Family("vacuum", cleaning.draw_vacuum, 724, "graphite blue red purple yellow"),
    Family("robot-vacuum", cleaning.draw_robot, 620, "black graphite white"),
    Family("coffee", household.draw_coffee, 704, "black silver white red"),
    Family("mixer", household.draw_mixer, 690, "black silver starlight blue mint red pink"),
    Family("hair", household.draw_hair, 712, "black navy pink purple"),
    Family("desktop", computers.draw_desktop, 722, "silver blue green coral pink purple yellow"),
    Family("mini-pc", computers.draw_mini_pc, 594, "space-grey silver"),
    Family("monitor", computers.draw_monitor, 702, "black silver"),
)


def product_drawings() -> Iterator[tuple[str, str]]:
    """File name and SVG text of every drawing."""
    for family in FAMILIES:
        for colour in family.colours.split():
            name = f"{family.name}-{colour}"
            canvas = Canvas(SIZE, SIZE, name)
            with canvas.placed(0, GROUND - family.base):
                family.draw(canvas, FINISHES[colour])
            yield f"{name}.svg", canvas.svg()
