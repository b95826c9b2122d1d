"""SVG bytes -> `Facts`, or the `Problem` that keeps the drawing off the site.

A drawing has an address of its own, so a browser may open it as a document of the shop's origin: it must neither run
code nor load anything. Every rule refuses more than a browser would run, because an illustration needs none of it.
"""

import re
from math import inf
from xml.parsers import expat

from storefront.images.facts import Facts
from storefront.problems import Problem

SVG = "http://www.w3.org/2000/svg"
XHTML = "http://www.w3.org/1999/xhtml"

_ACTIVE_ELEMENTS = frozenset({"script", "handler", "listener", "foreignObject"})
_EMBEDDED = re.compile(r"\s*(?:#|data:(?:image/(?:png|jpeg|webp|avif|gif)|(?:application/)?font[/-]))", re.IGNORECASE)
_CSS_REFERENCE = re.compile(r"""url\(\s*["']?([^"')]*)|@import\s+["']?([^"';]*)""", re.IGNORECASE)
_LENGTH = re.compile(r"\s*\+?(\d+\.?\d*|\.\d+)(px|pt|pc|mm|cm|in)?\s*", re.IGNORECASE)
_CSS_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}

_QUOTED = 60
"""Characters of an address that a report quotes."""

_REMOVE = "remove it, or export the drawing again as plain SVG"
_ITSELF = "save the image itself"
_EMBED = "embed what the drawing needs, or draw it as paths"


class _RefusedError(Exception):
    """The drawing holds something that it may not hold; carries message and hint."""


def inspect(data: bytes, source: str) -> Facts | Problem:
    """Reads a drawing's size and checks that it is inert; `source` is the name that a report gives it."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    drawing = _Drawing()
    parser.StartElementHandler = drawing.start
    parser.EndElementHandler = drawing.end
    parser.CharacterDataHandler = drawing.text
    parser.EntityDeclHandler = drawing.entity
    parser.ProcessingInstructionHandler = drawing.instruction
    try:
        data.decode("utf-8-sig")
        parser.Parse(data, True)
        width, height = drawing.size()
    except _RefusedError as refused:
        message, hint = refused.args
        return Problem(source, parser.CurrentLineNumber, message=message, hint=hint)
    except UnicodeDecodeError:
        return Problem(source, message="the SVG is not in UTF-8", hint="save it in UTF-8")
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: encodings that expat does not know
        if b"<html" in data[:2000].lower():
            return Problem(source, message="the file is a web page, not an image", hint=_ITSELF)
        hint = "export the drawing again, or repair it in a text editor"
        return Problem(source, parser.ErrorLineNumber, message=f"the SVG is not well-formed: {error}", hint=hint)
    return Facts("svg", width, height, transparent=True, caution="text" if drawing.lettered else "")


class _Drawing:
    """Hears what the parser reads and refuses what an illustration may not hold."""

    def __init__(self) -> None:
        self.lettered = False
        self._root: dict[str, str] | None = None
        self._css: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Checks an element and its attributes; the first element has to be `<svg>`."""
        space, _, local = name.rpartition(" ")
        if self._root is None:
            self._check_root(space, local)
            self._root = attributes
        if local in _ACTIVE_ELEMENTS or space == XHTML:
            raise _RefusedError(f"the SVG holds a <{local}> element", _REMOVE)
        for key, value in attributes.items():
            _check_attribute(key.rpartition(" ")[2], value)
        self.lettered |= local == "text"
        if local == "style":
            self._css = []

    def end(self, name: str) -> None:
        """Checks a style sheet once all of its text is known."""
        if name.endswith("style") and self._css is not None:
            _check_css("".join(self._css))
            self._css = None

    def text(self, data: str) -> None:
        """Gathers the text of a style sheet; other text is harmless."""
        if self._css is not None:
            self._css.append(data)

    def entity(self, name: str, *_: object) -> None:
        """Refuses entities: they can grow without bound and load other files."""
        raise _RefusedError(f"the SVG declares the entity {name}", "export the drawing without DOCTYPE entities")

    def instruction(self, target: str, _: str) -> None:
        """Refuses a style sheet of another file."""
        if target == "xml-stylesheet":
            raise _RefusedError("the SVG loads a style sheet", _EMBED)

    def size(self) -> tuple[int, int]:
        """Width and height in CSS pixels, from the root's own size or, where it has none, from its viewBox."""
        root = self._root or {}
        width, height = _length(root.get("width", "")), _length(root.get("height", ""))
        box_width, box_height = _view_box(root.get("viewBox", ""))
        if box_width and box_height:
            if not (width or height):
                width, height = box_width, box_height
            width = width or height * box_width / box_height
            height = height or width * box_height / box_width
        if not (width and height):
            raise _RefusedError("the SVG has no size", 'give <svg> a width and a height, or viewBox="0 0 width height"')
        return max(1, round(width)), max(1, round(height))

    def _check_root(self, space: str, local: str) -> None:
        if local != "svg":
            raise _RefusedError(f"the file is not an image: it starts with <{local}>", _ITSELF)
        if space != SVG:
            raise _RefusedError("the SVG lacks its namespace; browsers show nothing", f'write <svg xmlns="{SVG}" …>')


def _check_attribute(name: str, value: str) -> None:
    if name.lower().startswith("on"):
        raise _RefusedError(f"the SVG has the event handler {name}", _REMOVE)
    if name == "attributeName" and value.strip().lower().endswith("href"):
        raise _RefusedError("the SVG animates a reference", _REMOVE)
    if name in {"href", "src"} and not _EMBEDDED.match(value):
        raise _RefusedError(f"the SVG refers to {_short(value)}", _EMBED)
    _check_css(value)


def _check_css(css: str) -> None:
    for url, imported in _CSS_REFERENCE.findall(css):
        if not _EMBEDDED.match(url or imported):
            raise _RefusedError(f"the SVG refers to {_short(url or imported)}", _EMBED)


def _short(value: str) -> str:
    return value if len(value) <= _QUOTED else f"{value[:_QUOTED]}…"


def _length(value: str) -> float:
    """A length in CSS pixels; 0 where it depends on the surroundings (percent, em) or is missing."""
    match = _LENGTH.fullmatch(value)
    return float(match[1]) * _CSS_PIXELS[(match[2] or "").lower()] if match else 0.0


def _view_box(value: str) -> tuple[float, float]:
    try:
        _, _, width, height = map(float, value.replace(",", " ").split())
    except ValueError:
        return 0.0, 0.0
    return (width, height) if 0 < width < inf and 0 < height < inf else (0.0, 0.0)
