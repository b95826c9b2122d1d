"""The pictures made of pixels: which there are, where they go, how they are encoded."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import resvg_py
from PIL import Image

from .portraits import PEOPLE, portrait
from .portraits import SIZE as PORTRAIT
from .scenes import bench, breakfast, desk, diagrams, front, handsets, kitchen, rooms, world
from .scenes.stage import HEIGHT, WIDTH
from .svg import Canvas

_QUALITY = 88


@dataclass(frozen=True)
class Picture:
    """One picture: its path below the content folder, its size in pixels, how it is drawn."""

    path: str
    size: tuple[int, int]
    draw: Callable[[Canvas], None]
    cut_out: bool = False
    """Whether the ground stays transparent."""

    def svg(self) -> str:
        """The vector source."""
        canvas = Canvas(*self.size, self.path.replace("/", "-"))
        self.draw(canvas)
        return canvas.svg()

    def encoded(self) -> bytes:
        """The file's bytes, WebP or PNG by its name."""
        width, height = self.size
        png = resvg_py.svg_to_bytes(svg_string=self.svg(), width=width, height=height, skip_system_fonts=True)
        image = Image.open(io.BytesIO(png)).convert("RGBA" if self.cut_out else "RGB")
        out = io.BytesIO()
        if self.path.endswith(".png"):
            image.save(out, "PNG", optimize=True)
        else:
            image.save(out, "WEBP", quality=_QUALITY, method=6)
        return out.getvalue()


_BLOG: dict[str, Callable[[Canvas], None]] = {
    "forty-one-million": breakfast.forty_one_million,
    "monday-breakfast": breakfast.monday_breakfast,
    "battery-bench": bench.battery_bench,
    "calibration-room": bench.calibration_room,
    "second-hand-thinkpad": bench.second_hand_thinkpad,
    "console-season": bench.console_season,
    "keyboard-layouts": desk.keyboard_layouts,
    "the-drawer": desk.the_drawer,
    "one-cable": desk.one_cable,
    "first-coffee": kitchen.first_coffee,
    "september-itch": world.september_itch,
    "sixty-two-million-tonnes": world.sixty_two_million_tonnes,
}

_INSIDE: dict[str, Callable[[Canvas], None]] = {
    "blog/battery-bench/adhesive-strips.webp": diagrams.adhesive_strips,
    "blog/first-coffee/brew-unit.webp": kitchen.brew_unit_rinsed,
    "blog/one-cable/connectors.webp": diagrams.connectors,
}

_GUIDES: dict[str, Callable[[Canvas], None]] = {
    "choose-a-refurbished-smartphone": handsets.choose_a_refurbished_smartphone,
    "which-iphone": handsets.which_iphone,
    "battery-health": handsets.battery_health,
    "grades-explained": handsets.grades_explained,
    "choose-a-laptop": rooms.choose_a_laptop,
    "first-day-with-your-device": rooms.first_day_with_your_device,
    "consoles-which-one": rooms.consoles_which_one,
    "sell-and-recycle": world.sell_and_recycle,
}


def pictures() -> Iterator[Picture]:
    """All of them."""
    scenes = {f"blog/{key}/hero.webp": draw for key, draw in _BLOG.items()}
    scenes |= {f"guides/{key}/hero.webp": draw for key, draw in _GUIDES.items()} | _INSIDE
    for path, draw in scenes.items():
        yield Picture(path, (WIDTH, HEIGHT), draw)
    for key in PEOPLE:
        yield Picture(f"authors/{key}/portrait.webp", (PORTRAIT, PORTRAIT), _portrait_of(key))
    yield Picture("images/home.webp", front.HOME_SIZE, front.home, cut_out=True)
    yield Picture("images/og.png", front.CARD_SIZE, front.social_card)


def _portrait_of(key: str) -> Callable[[Canvas], None]:
    return lambda canvas: portrait(canvas, PEOPLE[key])
