"""RSS and Atom feeds -> a frame of text, a row an item, a column an element.

A feed is somebody else's file: a document type, which could hold entities that expand without end or name other files,
is refused, and nothing is ever fetched.
"""

import re
from collections import Counter
from collections.abc import Mapping
from xml.parsers import expat

import polars as pl

from storefront.catalog.frames import REASON, ROW
from storefront.catalog.records import LIST
from storefront.problems import Problem

GOOGLE = ("http://base.google.com/ns/1.0", "http://base.google.com/cns/1.0")
"""Namespaces of Merchant Center's elements."""

_ITEMS = {"item", "entry"}
_BARS = re.compile(r"\s*\|\s*")
"""What parts the texts of elements within one another: theirs are commas."""


class _RefusedError(Exception):
    """The document has something that no feed needs."""


class _Reader:
    """Collects the items while expat walks through the document."""

    def __init__(self) -> None:
        self.rows: list[dict[str, int | str]] = []
        self._item: dict[str, list[str]] | None = None
        self._own: dict[str, list[str]] = {}
        self._line = 0
        self._groups: Counter[str] = Counter()
        """How often an element with others in it was closed: what one of them lacks is empty, as the others have it."""
        self._inner = False
        """There was an element within the one that is open."""
        self._path: list[str] = []
        self._text: list[str] = []
        self._google = {"g"}
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise _RefusedError

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        prefixes = (key.partition(":")[2] for key, value in attributes.items() if value in GOOGLE)
        self._google.update(prefixes)
        if self._item is None:
            if name in _ITEMS:
                self._item, self._own, self._line = {}, {}, self.parser.CurrentLineNumber
                self._groups.clear()
            return
        self._path.append(name)
        self._text.clear()
        if name == "link" and attributes.get("rel", "alternate") == "alternate" and "href" in attributes:
            self._text.append(attributes["href"])

    def _end(self, _: str) -> None:
        if self._item is None:
            return
        if not self._path:
            self._close()
        elif len(self._path) == 1 and self._inner:
            self._groups[self._path[0]] += 1
            self._inner = False
        elif text := "".join(self._text).strip():
            prefix, _, own = self._path[0].rpartition(":")
            parts = [
                own if prefix in self._google else self._path[0],
                *(one.rpartition(":")[2] for one in self._path[1:]),
            ]
            fields = self._own if prefix in self._google else self._item
            texts = fields.setdefault(" ".join(parts), [])
            if len(self._path) > 1:
                text, self._inner = _BARS.sub(", ", text), True
                texts += [""] * (self._groups[self._path[0]] - len(texts))
            texts.append(text)
        if self._path:
            self._path.pop()
        self._text.clear()

    def _close(self) -> None:
        """Keeps the item; an element of Merchant Center goes before a plain one of the same name."""
        fields = {name: LIST.join(texts) for name, texts in ((self._item or {}) | self._own).items()}
        self.rows.append({ROW: self._line, **fields})
        self._item = None


def read_feed(text: str, source: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    """The items of a feed with `ROW`, the line that each begins in; values of a repeated element are joined by `|`."""
    reader = _Reader()
    try:
        reader.parser.Parse(text.encode(), True)
    except _RefusedError:
        hint = "remove the <!DOCTYPE …> from the feed: it may hide files or entities in it"
        line = reader.parser.CurrentLineNumber
        return None, [Problem(source, line, message="the feed has a document type", hint=hint)]
    except expat.ExpatError as error:
        message = f"the XML is broken: {expat.ErrorString(error.code)}"
        hint = "export it again; & is written &amp; in XML, and < is &lt;"
        return None, [Problem(source, error.lineno, message=message, hint=hint)]
    if not reader.rows:
        hint = "export an RSS or Atom feed of Google Merchant Center"
        return None, [Problem(source, message="the XML has no <item> and no <entry>", hint=hint)]
    names = dict.fromkeys([ROW, REASON, *(name for row in reader.rows for name in row)])
    schema = {name: pl.UInt32 if name == ROW else pl.String for name in names}
    return pl.DataFrame(reader.rows, schema=schema, orient="row"), []
