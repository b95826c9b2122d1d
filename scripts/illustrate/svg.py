"""SVG markup, as short as it can be: numbers, shapes, gradients -> the text of one picture.

Colours are `#rrggbb` or `#rrggbbaa`. Gradients and clips are collected by a `Canvas`, which gives equal ones one id.
"""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_MIDDLE = 0.5
"""Where SVG's radial gradients start unless they say so, and how far they reach."""

Attribute = str | float
Point = tuple[float, float]


def number(value: float, digits: int = 1) -> str:
    """The shortest spelling of a coordinate: `12`, `.5`, `-3.2`."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in {"-0", ""}:
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def numbers(*values: float) -> str:
    """Coordinates in one attribute, without the spaces that SVG does not need."""
    text = ""
    for value in values:
        spelled = number(value)
        text += spelled if not text or spelled.startswith("-") else f" {spelled}"
    return text


def element(name: str, content: str = "", /, **attributes: Attribute) -> str:
    """One element; `_` in an attribute's name stands for `-`, `class_` loses its tail."""
    spelled = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{value if isinstance(value, str) else number(value, 3)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{spelled}>{content}</{name}>" if content else f"<{name}{spelled}/>"


def rect(x: float, y: float, w: float, h: float, r: float = 0, **attributes: Attribute) -> str:
    """A rectangle with corners of radius `r`."""
    corner: dict[str, Attribute] = {"rx": number(r)} if r else {}
    return element("rect", x=number(x), y=number(y), width=number(w), height=number(h), **corner, **attributes)


def circle(x: float, y: float, r: float, **attributes: Attribute) -> str:
    """A circle around (x, y)."""
    return element("circle", cx=number(x), cy=number(y), r=number(r), **attributes)


def ellipse(x: float, y: float, rx: float, ry: float, **attributes: Attribute) -> str:
    """An ellipse around (x, y)."""
    return element("ellipse", cx=number(x), cy=number(y), rx=number(rx), ry=number(ry), **attributes)


def path(d: str, **attributes: Attribute) -> str:
    """A path; `d` is written by hand."""
    return element("path", d=d, **attributes)


def line(d: str, colour: str, width: float, **attributes: Attribute) -> str:
    """A stroke without a fill, with round ends unless told otherwise."""
    style: dict[str, Attribute] = {"stroke_linecap": "round", **attributes}
    return path(d, fill="none", stroke=colour, stroke_width=width, **style)


def polygon(points: Sequence[Point]) -> str:
    """The path data of a closed polygon, in steps from the last point as printed, so that errors do not add up."""
    x, y = (round(value, 1) for value in points[0])
    steps = []
    for px, py in points[1:]:
        dx, dy = round(px - x, 1), round(py - y, 1)
        x, y = x + dx, y + dy
        steps.append(numbers(dx, dy))
    text = "l".join(steps)
    return f"M{numbers(*(round(value, 1) for value in points[0]))}l{text}z"


def group(content: str, **attributes: Attribute) -> str:
    """A group of finished markup."""
    return element("g", content, **attributes)


class Canvas:
    """One picture in the making: a body of markup and the definitions that it refers to."""

    def __init__(self, width: int, height: int, name: str) -> None:
        self.width, self.height = width, height
        self._prefix = _short(name)
        self._ids: dict[str, str] = {}
        self._body: list[str] = []

    def add(self, *markup: str) -> None:
        """Draw markup over what is there."""
        self._body += markup

    def _reference(self, name: str, attributes: str, content: str) -> str:
        """A reference to a definition, which is written once however often it is asked for."""
        template = f'<{name} id="{{id}}"{attributes}>{content}</{name}>'
        if template not in self._ids:
            self._ids[template] = f"{self._prefix}{len(self._ids)}"
        return f"url(#{self._ids[template]})"

    def linear(self, *colours: str, to: Point = (0, 1), start: Point = (0, 0)) -> str:
        """A paint that runs from `start` to `to` in parts of the shape's box; colours `#rrggbb[aa]`, or `at:colour`."""
        axis = "".join(
            f' {key}="{number(value, 2)}"'
            for key, value, default in zip(("x1", "y1", "x2", "y2"), (*start, *to), (0, 0, 1, 0), strict=True)
            if value != default
        )
        return self._reference("linearGradient", axis, _stops(colours))

    def radial(self, *colours: str, at: Point = (0.5, 0.5), r: float = 0.5) -> str:
        """A paint that runs outwards from `at`, in parts of the shape's box."""
        axis = "".join(
            f' {key}="{number(value, 2)}"'
            for key, value in zip(("cx", "cy", "r"), (*at, r), strict=True)
            if value != _MIDDLE
        )
        return self._reference("radialGradient", axis, _stops(colours))

    def clip(self, markup: str) -> str:
        """A reference to a clip of the given shape."""
        return self._reference("clipPath", "", markup)

    def blur(self, deviation: float) -> str:
        """A reference to a blur; for scenes, which end as pixels."""
        size = ' x="-50%" y="-50%" width="200%" height="200%"'
        return self._reference("filter", size, f'<feGaussianBlur stdDeviation="{number(deviation)}"/>')

    def drop_shadow(self, dy: float = 10, deviation: float = 12, colour: str = "#1a153066") -> str:
        """A reference to the shadow of a thing that lies on a surface seen from above; for scenes."""
        size = ' x="-30%" y="-30%" width="160%" height="160%"'
        shade = element("feDropShadow", dx=dy * 0.6, dy=dy, stdDeviation=deviation, flood_color=colour)
        return self._reference("filter", size, shade)

    @contextmanager
    def placed(
        self, x: float = 0, y: float = 0, scale: float = 1, turn: float = 0, flip: float = 1, **attributes: Attribute
    ) -> Iterator[None]:
        """What is drawn inside is scaled (its width by `flip` too), turned (degrees, clockwise) and moved to (x, y)."""
        outer, self._body = self._body, []
        try:
            yield
            steps = [f"translate({numbers(x, y)})"] if x or y else []
            steps += [f"rotate({number(turn)})"] if turn else []
            if scale != 1 or flip != 1:
                steps.append(f"scale({number(scale * flip, 3)} {number(scale, 3)})")
            move: dict[str, Attribute] = {"transform": "".join(steps)} if steps else {}
            inner = "".join(self._body)
            outer.append(group(inner, **move, **attributes) if move or attributes else inner)
        finally:
            self._body = outer

    def svg(self) -> str:
        """The whole file."""
        size = f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}"'
        defs = "".join(template.replace("{id}", name) for template, name in self._ids.items())
        inner = (f"<defs>{defs}</defs>" if defs else "") + "".join(self._body)
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inner}</svg>\n'


def _stops(colours: Sequence[str]) -> str:
    """Gradient stops, evenly spread unless a colour says `at:#rrggbb`."""
    last = max(len(colours) - 1, 1)
    text = ""
    for index, colour in enumerate(colours):
        at, _, plain = colour.rpartition(":")
        offset = float(at) if at else index / last
        where = f' offset="{number(offset, 2)}"' if offset else ""
        text += f'<stop{where} stop-color="{plain}"/>'
    return text


def _short(name: str) -> str:
    """A prefix for ids that differs from file to file: a letter and three more characters made from the name."""
    digits, value = "0123456789abcdefghijklmnopqrstuvwxyz", zlib.crc32(name.encode())
    return name[0] + "".join(digits[value // 36**place % 36] for place in range(3))
