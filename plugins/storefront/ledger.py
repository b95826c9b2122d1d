"""`ledger.json`: every address that was ever published and what stood there, and how many products there were.

The file in the shop's folder is the ledger as the last release left it; a build reads it and writes the next one into
the output. Only a release makes an address public, so only a deployer carries the file back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from storefront.model import Category
from storefront.prices import Prices, Step
from storefront.problems import Problem
from storefront.values import frozen, value

NAME = "ledger.json"
VERSION = 1


@value
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
    left: date | None = None
    """Day of the first release without the page, wherever it stood."""


@frozen
class Ledger:
    """All records by address from the root: `/fr/produit/iphone-13/`."""

    records: Mapping[str, Record]
    prices: Prices = field(default_factory=dict)
    """Every price that was published, by market and sku, where the shop compares with its own."""
    products: int = 0
    """Products of the last release: one that has far fewer stops."""

    @cached_property
    def ended(self) -> dict[tuple[str, tuple[str, str]], date]:
        """Since when there has been nothing to sell, by locale and page."""
        found = ((one.locale, one.page, one.ended) for one in self.records.values())
        return {(locale, page): ended for locale, page, ended in found if ended}

    @cached_property
    def sold(self) -> set[str]:
        """Keys of the products of the last release."""
        return {one.page[1] for one in self.records.values() if one.page[0] == "product" and one.left is None}

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
        records = {url: _record(url, row) for url, row in data["addresses"].items()}
        return Ledger(records, _prices(data.get("prices", {})), int(data.get("products", 0))), []
    except FileNotFoundError:
        return Ledger({}), []
    except (OSError, ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        return Ledger({}), [_problem(f"it cannot be read: {error}")]


def _problem(message: str) -> Problem:
    hint = "fetch the one of the last release: without it, old addresses would be forgotten"
    return Problem(NAME, message=message, hint=hint)


def _record(url: str, row: Mapping[str, Any]) -> Record:
    kind, separator, key = str(row["page"]).partition(":")
    if not separator or not url.startswith("/"):
        raise ValueError(f"“{url}” has no page of the form kind:key")
    ended, left = (date.fromisoformat(row[name]) if name in row else None for name in ("ended", "left"))
    number, category, name = int(row.get("number", 1)), row.get("category", ""), row.get("name", "")
    return Record((kind, key), str(row["locale"]), number, category, name, ended, left)


def _prices(data: Mapping[str, Mapping[str, Sequence[Any]]]) -> Prices:
    return {market: {sku: [_step(*row) for row in rows] for sku, rows in own.items()} for market, own in data.items()}


def _step(day: str, price: str | None) -> Step:
    return date.fromisoformat(day), None if price is None else Decimal(price)


def ledger_bytes(ledger: Ledger) -> bytes:
    """The file of a ledger, a line for each address and for the prices of each offer, in their order."""
    records = {url: _row(record) for url, record in ledger.records.items()}
    parts = [b'"version": %d' % VERSION, b'"products": %d' % ledger.products, b'"addresses": %s' % _lines(records)]
    if ledger.prices:
        steps = {market: _lines(_steps(own)) for market, own in sorted(ledger.prices.items())}
        parts.append(b'"prices": {%s}' % b", ".join(orjson.dumps(key) + b": " + rows for key, rows in steps.items()))
    return b"{%s}\n" % b", ".join(parts)


def _steps(own: Mapping[str, Sequence[Step]]) -> dict[str, list[tuple[str, str | None]]]:
    return {
        sku: [(day.isoformat(), None if price is None else str(price)) for day, price in steps]
        for sku, steps in own.items()
    }


def _lines(rows: Mapping[str, Any]) -> bytes:
    found = (orjson.dumps(key) + b": " + orjson.dumps(rows[key]) for key in sorted(rows))
    return b"{\n%s\n}" % b",\n".join(found)


def _row(record: Record) -> dict[str, Any]:
    row: dict[str, Any] = {"page": ":".join(record.page), "locale": record.locale}
    if record.number > 1:
        row["number"] = record.number
    row |= {"category": record.category} if record.category else {}
    row |= {"name": record.name} if record.name else {}
    row |= {"ended": record.ended.isoformat()} if record.ended else {}
    row |= {"left": record.left.isoformat()} if record.left else {}
    return row
