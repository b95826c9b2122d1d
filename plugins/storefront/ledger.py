"""`ledger.json`: every address that was ever published, and what stood there.

The file in the shop's folder is the ledger as the last release left it; a build reads it and writes the next one into
the output. Only a release makes an address public, so only a deployer carries the file back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from storefront.model import Category
from storefront.problems import Problem

NAME = "ledger.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Record:
    """What stood at an address."""

    page: tuple[str, str]
    """Kind and key, as the graph has them: `("product", "apple-iphone-13")`."""
    locale: str
    """Code of its locale."""
    number: int = 1
    """Its place in a list that spans several pages."""
    category: str = ""
    """Key of the category above a product or a category, empty where there is none."""
    name: str = ""
    """A category's name in the source language: its page outlives its rows in the export."""
    ended: date | None = None
    """Day of the first release with nothing to sell there any more: product discontinued, category empty."""


@dataclass(frozen=True)
class Ledger:
    """All records by address from the root: `/fr/produit/iphone-13/`."""

    records: Mapping[str, Record]

    @cached_property
    def ended(self) -> dict[tuple[str, tuple[str, str]], date]:
        """Since when there has been nothing to sell, by locale and page."""
        found = ((one.locale, one.page, one.ended) for one in self.records.values())
        return {(locale, page): ended for locale, page, ended in found if ended}

    @cached_property
    def pages(self) -> set[tuple[str, tuple[str, str]]]:
        """Locale and page of everything that was published."""
        return {(one.locale, one.page) for one in self.records.values()}

    def categories(self, since: date) -> Iterator[Category]:
        """The categories that were published and had something to sell after a day."""
        for one in self.records.values():
            ended = self.ended.get((one.locale, one.page))
            if one.page[0] == "category" and one.name and (ended is None or ended > since):
                yield Category(one.page[1], one.name, one.category or None)


def load_ledger(folder: Path) -> tuple[Ledger, list[Problem]]:
    """The ledger of a shop's folder, an empty one where nothing was published yet."""
    try:
        data = orjson.loads((folder / NAME).read_bytes())
        if data["version"] != VERSION:
            return Ledger({}), [_problem(f"it has the version {data['version']}, not {VERSION}")]
        return Ledger({url: _record(url, row) for url, row in data["addresses"].items()}), []
    except FileNotFoundError:
        return Ledger({}), []
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Ledger({}), [_problem(f"it cannot be read: {error}")]


def _problem(message: str) -> Problem:
    hint = "fetch the one of the last release: without it, old addresses would be forgotten"
    return Problem(NAME, message=message, hint=hint)


def _record(url: str, row: Mapping[str, Any]) -> Record:
    kind, separator, key = str(row["page"]).partition(":")
    if not separator or not url.startswith("/"):
        raise ValueError(f"“{url}” has no page of the form kind:key")
    ended = date.fromisoformat(row["ended"]) if "ended" in row else None
    return Record(
        (kind, key), str(row["locale"]), int(row.get("number", 1)), row.get("category", ""), row.get("name", ""), ended
    )


def ledger_bytes(records: Mapping[str, Record]) -> bytes:
    """The file of these records, a line each, in the order of their addresses."""
    rows = (orjson.dumps(url) + b": " + orjson.dumps(_row(records[url])) for url in sorted(records))
    return b'{"version": %d, "addresses": {\n%s\n}}\n' % (VERSION, b",\n".join(rows))


def _row(record: Record) -> dict[str, Any]:
    row: dict[str, Any] = {"page": ":".join(record.page), "locale": record.locale}
    if record.number > 1:
        row["number"] = record.number
    row |= {"category": record.category} if record.category else {}
    row |= {"name": record.name} if record.name else {}
    row |= {"ended": record.ended.isoformat()} if record.ended else {}
    return row
