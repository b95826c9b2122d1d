"""The last import that was published, what changed since, and whether too much is gone."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import fields
from hashlib import blake2b
from pathlib import Path

import polars as pl

from storefront.catalog.offers import Catalog
from storefront.files import replace_file
from storefront.problems import Problem, Severity
from storefront.shop import Shop
from storefront.values import value

FILE = "catalog/accepted.parquet"
"""In the folder for what is remembered between builds."""
_LEDGER = "ledger"
KEPT = ("sku", "product", "name", "category", "price", "currency", "stock", "status")
"""Columns that are remembered, beside the prices and stocks of markets."""


@value
class Changes:
    """How two imports differ, offer by offer."""

    new: pl.DataFrame
    """`sku`, `product` and `name` of what was not there before."""
    gone: pl.DataFrame
    cheaper: pl.DataFrame
    """Likewise, with `market`, `before` and `now`: one price a row."""
    dearer: pl.DataFrame
    sold_out: pl.DataFrame
    back: pl.DataFrame
    """In stock again."""

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what happened to them."""
        return {one.name: getattr(self, one.name).height for one in fields(self)}


def accept(catalog: Catalog, cache: Path, ledger: bytes) -> None:
    """Remembers an import as the one that was published last, with the ledger that this wrote."""
    file = io.BytesIO()
    _kept(catalog.offers).write_parquet(file, metadata={_LEDGER: _digest(ledger)})
    replace_file(cache / FILE, file.getvalue())


def load_accepted(cache: Path) -> pl.DataFrame | None:
    """The offers of the import that was published last, None where there is none that can be read."""
    try:
        return pl.read_parquet((cache / FILE).read_bytes())
    except (OSError, pl.exceptions.PolarsError):
        return None


def is_of(cache: Path, ledger: bytes) -> bool:
    """Whether the import that was published last here is the one that wrote a ledger."""
    try:
        return pl.read_parquet_metadata(io.BytesIO((cache / FILE).read_bytes())).get(_LEDGER) == _digest(ledger)
    except (OSError, pl.exceptions.PolarsError):
        return False


def _digest(ledger: bytes) -> str:
    return blake2b(ledger, digest_size=16).hexdigest()


def published_last(cache: Path) -> int:
    """The products of the import that was published last, 0 where none is known."""
    accepted = load_accepted(cache)
    return 0 if accepted is None else accepted["product"].n_unique()


def drop_problems(shop: Shop, catalog: Catalog, before: int) -> Iterator[Problem]:
    """A warning, which stops a release, where far fewer products are left than the `before` that were published."""
    now = catalog.offers["product"].n_unique()
    limit = shop.settings.catalog.max_drop_percent
    if (before - now) * 100 > limit * before:
        message = f"{now:,} products are left of the {before:,} published last, a loss of more than {limit:g} %"
        hint = "see `vitrina catalog diff`; if the loss is meant, `vitrina build --publish --accept-losses`"
        severity = Severity.NOTICE if shop.accepts_losses else Severity.WARNING
        yield Problem("shop.toml", field="catalog.max_drop_percent", message=message, hint=hint, severity=severity)


def changes_between(before: pl.DataFrame, catalog: Catalog, markets: Mapping[str, str]) -> Changes:
    """What is new, gone, dearer, cheaper, sold out or back; `markets` has the currency of each."""
    now = _kept(catalog.offers)
    known = ["sku", "product", "name"]
    both = now.join(before, on="sku", suffix=" before").with_columns(
        _sold_out("").alias("out"), _sold_out(" before").alias("was out")
    )
    moved = pl.concat(
        _priced(now, market, currency, "now").join(_priced(before, market, currency, "before"), on="sku")
        for market, currency in markets.items()
    ).select(*known, "market", "before", "now")
    return Changes(
        new=now.join(before, on="sku", how="anti", maintain_order="left").select(known),
        gone=before.join(now, on="sku", how="anti", maintain_order="left").select(known),
        cheaper=moved.filter(pl.col("now") < pl.col("before")),
        dearer=moved.filter(pl.col("now") > pl.col("before")),
        sold_out=both.filter("out", ~pl.col("was out")).select(known),
        back=both.filter("was out", ~pl.col("out")).select(known),
    )


def _priced(offers: pl.DataFrame, market: str, currency: str, name: str) -> pl.DataFrame:
    """The price of each offer in a market, as a column of a name; the earlier import with nothing but its `sku`."""
    own = [pl.col(f"price_{market}")] if f"price_{market}" in offers.columns else []
    general = pl.when(pl.col("currency") == currency).then("price")
    price = pl.coalesce(*own, general).cast(pl.Float64).alias(name)
    texts = [pl.col("product"), pl.col("name"), pl.lit(market).alias("market")] if name == "now" else []
    return offers.select("sku", *texts, price)


def _sold_out(end: str) -> pl.Expr:
    none_left = pl.col(f"stock{end}").cast(pl.Int64, strict=False) == 0
    return none_left.fill_null(value=False) | (pl.col(f"status{end}") == "discontinued").fill_null(value=False)


def _kept(offers: pl.DataFrame) -> pl.DataFrame:
    markets = [name for name in offers.columns if name.startswith(("price_", "stock_")) and "_new" not in name]
    return offers.select(*KEPT, *markets)
