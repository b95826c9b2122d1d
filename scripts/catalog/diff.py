"""`vitrina catalog diff`: the exports against the last release, as far as it is known."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import polars as pl
from babel.numbers import get_currency_precision

from scripts.catalog.sheets import Cell, Sheet
from storefront.catalog.accepted import KEPT, changes_between, is_of, load_accepted
from storefront.catalog.load import load_catalog
from storefront.catalog.offers import Catalog
from storefront.ledger import NAME, Ledger, load_ledger
from storefront.problems import InputError, Problem
from storefront.shop import Shop, load_shop

TITLES = {
    "new": "New",
    "gone": "Gone",
    "cheaper": "Cheaper",
    "dearer": "Dearer",
    "sold_out": "Sold out",
    "back": "In stock again",
}
HERE = "the offers of the last release, which was built on this machine"
UNRELEASED = (
    "the offers of the last `vitrina build --publish` on this machine: the shop has no ledger.json of a release"
)
PRICED = "ledger.json of the last release: its offers and their prices, not what was in stock"
LISTED = "ledger.json of the last release: its products, neither their prices nor what was in stock"
"""What was compared with."""


def diff_sheets(folder: Path) -> list[Sheet]:
    """A sheet that says what was compared with, one that counts, and one for each kind of change.

    Raises `InputError` where nothing was released yet.
    """
    shop = load_shop(folder)
    compared, changes = _changes(shop, folder / ".cache")
    counts = [(TITLES[name].lower(), frame.height) for name, frame in changes.items()]
    sheets = [
        Sheet("compared", "Compared with", ("record",), [(compared,)]),
        Sheet("counts", "What changed, in offers", ("change", "offers"), counts),
    ]
    for name, frame in changes.items():
        sheets.append(Sheet(name, TITLES[name], tuple(frame.columns), _rows(frame, shop)))
    return sheets


def _rows(frame: pl.DataFrame, shop: Shop) -> list[tuple[Cell, ...]]:
    """The rows of a frame, prices with the decimals of their currency."""
    if "market" not in frame.columns:
        return frame.rows()
    least = {one.market: Decimal(1).scaleb(-get_currency_precision(one.currency)) for one in shop.locales}
    return [
        (*known, market, *(Decimal(str(price)).quantize(least[market]) for price in (before, now)))
        for *known, market, before, now in frame.rows()
    ]


def _changes(shop: Shop, cache: Path) -> tuple[str, Mapping[str, pl.DataFrame]]:
    """What was compared with, and the changes by kind: in full where this machine built the release."""
    ledger, problems = load_ledger(shop.folder)
    if problems:
        raise InputError(problems)
    accepted, file = load_accepted(cache), shop.folder / NAME
    markets = {locale.market: locale.currency for locale in shop.locales}
    if ledger.records and not (accepted is not None and is_of(cache, file.read_bytes())):
        return _since(ledger, load_catalog(shop).catalog, markets)
    if accepted is None:
        hint = "`vitrina deploy ledger` fetches what is published; `vitrina build --publish` remembers what it releases"
        raise InputError([Problem(NAME, message="there is no release to compare with", hint=hint)])
    changes = changes_between(accepted, load_catalog(shop).catalog, markets)
    return (HERE if ledger.records else UNRELEASED), {name: getattr(changes, name) for name in TITLES}


def _since(ledger: Ledger, catalog: Catalog, markets: Mapping[str, str]) -> tuple[str, Mapping[str, pl.DataFrame]]:
    """The changes since the release of a ledger: by offer where it has prices, otherwise by product."""
    known = ["sku", "product", "name"]
    if ledger.prices:
        changes = changes_between(_priced(ledger, markets), catalog, markets)
        return PRICED, {name: getattr(changes, name) for name in ("new", "gone", "cheaper", "dearer")}
    before = pl.DataFrame({"product": sorted(ledger.sold)}, schema={"product": pl.String})
    gone = before.join(catalog.offers, on="product", how="anti", maintain_order="left")
    nothing = pl.lit(None, dtype=pl.String)
    return LISTED, {
        "new": catalog.offers.join(before, on="product", how="anti", maintain_order="left").select(known),
        "gone": gone.select(nothing.alias("sku"), "product", nothing.alias("name")),
    }


def _priced(ledger: Ledger, markets: Mapping[str, str]) -> pl.DataFrame:
    """The offers that the last release sold, as an import is remembered: numbers and prices, nothing else."""
    last = {
        market: {sku: str(steps[-1][1]) for sku, steps in ledger.prices.get(market, {}).items() if steps[-1][1]}
        for market in markets
    }
    skus = list(dict.fromkeys(sku for own in last.values() for sku in own))
    prices = {f"price_{market}": [own.get(sku) for sku in skus] for market, own in last.items()}
    columns = {**dict.fromkeys(KEPT), "sku": skus, **prices}
    return pl.DataFrame(
        {name: cells or [None] * len(skus) for name, cells in columns.items()},
        schema=dict.fromkeys(columns, pl.String),
    )
