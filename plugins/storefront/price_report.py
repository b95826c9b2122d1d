"""The discounts that a shop may not show: counted in the report, each of them in a file."""

import csv
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

from storefront.problems import Problem, Severity
from storefront.store import Store

NAME = "unproven-discounts.csv"
SHOWN = 3
"""Offers that a report names."""


def price_problems(store: Store) -> Iterator[Problem]:
    """How many discounts of the export are not shown in each market."""
    for market, found in store.unproven.items():
        if found:
            skus = ", ".join(one.sku for one in found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
            message = f"discounts that no earlier price proves are not shown in “{market}”: {len(found):,}, {skus}"
            hint = f"each is in .cache/{NAME} with the reason"
            yield Problem("ledger.json", field="prices", message=message, hint=hint, severity=Severity.NOTICE)


def write_unproven(store: Store, cache: Path) -> None:
    """Writes each discount that is not shown, with the reason; an earlier build's file goes."""
    path = cache / NAME
    rows = [astuple(one) for found in store.unproven.values() for one in found]
    if not rows:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("market", "sku", "price", "claimed", "why"))
        writer.writerows(rows)
