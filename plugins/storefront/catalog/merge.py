"""Several exports of the same offers -> one row an offer: prices from one, texts from another."""

import polars as pl

from storefront.catalog.frames import SOURCE


def merged(offers: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Rows of different exports with one sku made one row, and how many rows went into others.

    The rows come in the order of precedence: of each column the first cell that holds something counts. A sku that
    stands in one export twice stays twice.
    """
    if "sku" not in offers.columns:
        return offers, 0
    single = pl.col("sku").is_not_null() & pl.struct("sku", SOURCE).is_first_distinct()
    apart, rest = offers.filter(single), offers.filter(~single)
    joined = apart.group_by("sku", maintain_order=True).agg(pl.all().drop_nulls().first())
    return pl.concat([joined.select(offers.columns), rest]), apart.height - joined.height
