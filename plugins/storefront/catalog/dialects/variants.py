"""Rows of variants below the row of their product, and the prices that they add to its own."""

from collections.abc import Iterator, Sequence

import polars as pl

from storefront.catalog.dialects.form import Terms, carried, notice, slugs
from storefront.problems import Problem

PRODUCT, VARIANT = "product", "variant"
"""What `kind` says of a row; others are of pictures and the like."""


def joined(rows: pl.DataFrame, common: Sequence[str]) -> pl.DataFrame:
    """Rows with their `kind` and the `group` that is their product -> the same with what its own row says of `common`.

    That stands in columns named `parent …`, in the row of the product too.
    """
    of_product = pl.when(pl.col("kind") == PRODUCT)
    said = {name: of_product.then(pl.col(name)).drop_nulls().first().over("group") for name in common}
    rows = rows.with_columns(cell.alias(f"parent {name}") for name, cell in said.items())
    mapped = {name: of_product.then(pl.col(name)).drop_nulls().first().over("group") for name in carried(rows)}
    return rows.with_columns(pl.coalesce(name, cell).alias(name) for name, cell in mapped.items())


def sold(rows: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The variants and the products without any, with the key of their `product`; those that are `withheld` are out."""
    varied = (pl.col("kind") == VARIANT).any().over("group")
    offers = rows.filter((pl.col("kind") == VARIANT) | ((pl.col("kind") == PRODUCT) & ~varied))
    keys = slugs(offers["group"], terms.language)
    product = pl.col("group").replace_strict(keys, default=None, return_dtype=pl.String)
    return offers.filter(~pl.col("withheld")).with_columns(product.alias("product"))


def pictures(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """The rows with all different `images` of their group, which a column has in any of its rows; `|` parts them."""
    parts = rows.select("group", pl.col(name).str.split("|")).explode(name, empty_as_null=True).drop_nulls(name)
    found = parts.group_by("group", maintain_order=True).agg(pl.col(name).unique(maintain_order=True).str.join("|"))
    return rows.join(found.rename({name: "images"}), on="group", how="left", maintain_order="left")


def plus(price: pl.Expr, more: pl.Expr) -> pl.Expr:
    """A price and what a variant costs more, to the cent; where one is no number, both, for the checks to find."""
    total = price.cast(pl.Float64, strict=False) + more.cast(pl.Float64, strict=False)
    return pl.coalesce(total.round(2).cast(pl.String), pl.format("{} + {}", price, more), price)


def withheld_problems(rows: pl.DataFrame, system: str, source: str) -> Iterator[Problem]:
    """A notice that counts the products which a system does not sell."""
    count = rows.filter("withheld", pl.col("kind") == PRODUCT).height
    if count:
        message = f"{count} product{'s are' if count > 1 else ' is'} hidden or archived"
        yield notice(source, message, f"nothing to do, if that is meant: what {system} does not sell is left out")
