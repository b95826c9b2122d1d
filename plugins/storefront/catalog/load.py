"""Exports -> catalog: reads and checks every file, joins them, keeps the rejected rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from storefront.catalog.checks import (
    Rule,
    agreement_rule,
    cell_rules,
    check,
    duplicate_rule,
    header_problems,
    known_value_rule,
    unsold_rule,
)
from storefront.catalog.columns import known
from storefront.catalog.offers import Catalog, catalog_of
from storefront.catalog.read import ROW, SOURCE, read_export
from storefront.problems import Problem, Severity, errors, shown
from storefront.shop import Shop

IDENTITY = ("name", "brand", "category")
"""Columns in which the rows of one product have to agree."""


@dataclass(frozen=True, slots=True)
class Import:
    """What came of reading the exports."""

    catalog: Catalog
    rejects: pl.DataFrame
    """The rejected rows with `SOURCE`, `ROW` and their reasons."""
    rows: int
    """Rows in all; each is an offer or rejected."""
    problems: list[Problem]


def load_catalog(shop: Shop) -> Import:
    """Reads the exports that `[catalog]` names."""
    paths, problems = _exports(shop)
    frames = []
    ragged = 0
    for path in paths:
        frame, found = _read(path, shop)
        problems += found
        if frame is not None:
            frames.append(frame)
            ragged += sum(problem.line > 1 for problem in found)
    offers = pl.concat(frames, how="diagonal") if frames else pl.DataFrame(schema={SOURCE: pl.String, ROW: pl.UInt32})
    rows = offers.height + ragged
    offers, wrong_cells, found = check(offers, _cell_rules(shop, offers))
    problems += found
    offers, inconsistent, found = check(offers, _row_rules(shop, offers))
    problems += found
    offers, found = _existing_images(offers, shop)
    problems += found
    rejected = rows - offers.height
    limit = shop.settings.catalog.max_rejected_percent
    if rejected * 100 > limit * rows:
        problems.append(_threshold_problem(rejected, rows, limit))
    rejects = pl.concat([wrong_cells, inconsistent], how="diagonal").sort(SOURCE, ROW)
    return Import(catalog_of(offers, shop), rejects, rows, problems)


def write_rejects(rejects: pl.DataFrame, folder: Path) -> list[Path]:
    """Writes each export's rejected rows, with their reasons, into a folder; files of earlier builds go."""
    for old in folder.glob("*-rejects.csv"):
        old.unlink()
    written = []
    for (source,), part in rejects.group_by(SOURCE, maintain_order=True):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{Path(str(source)).stem}-rejects.csv"
        part.drop(SOURCE).rename({ROW: "row"}).write_csv(path)
        written.append(path)
    return written


def _exports(shop: Shop) -> tuple[list[Path], list[Problem]]:
    paths: list[Path] = []
    problems = []
    for pattern in shop.settings.catalog.exports:
        found = sorted(shop.content.glob(pattern))
        if not found and "*" not in pattern:
            hint = "put the export there, or correct `exports` in shop.toml"
            message = f"there is no export “content/{pattern}”"
            problems.append(Problem("shop.toml", field="catalog.exports", message=message, hint=hint))
        paths += [path for path in found if path not in paths]
    return paths, problems


def _read(path: Path, shop: Shop) -> tuple[pl.DataFrame | None, list[Problem]]:
    """One export, or None where its header alone makes it useless."""
    source = shown(path, shop.folder)
    frame, problems = read_export(path, source)
    if frame is None:
        return None, problems
    header = header_problems(frame, dict(known(shop.locales)), source)
    return None if errors(header) else frame, [*problems, *header]


def _cell_rules(shop: Shop, offers: pl.DataFrame) -> Iterator[Rule]:
    yield from cell_rules(dict(known(shop.locales)), offers.columns)
    if shop.grades:
        yield known_value_rule("grade", shop.grades, "grade of the shop", "[grades] in shop.toml")
    currencies = dict.fromkeys(locale.currency for locale in shop.locales)
    yield known_value_rule("currency", currencies, "currency of the shop", "[locales] in shop.toml")


def _row_rules(shop: Shop, offers: pl.DataFrame) -> Iterator[Rule]:
    yield duplicate_rule("sku")
    markets = [f"price_{locale.market}" for locale in shop.locales]
    if prices := [name for name in dict.fromkeys([*markets, "price"]) if name in offers.columns]:
        yield unsold_rule(prices)
    yield from (agreement_rule(name) for name in IDENTITY)


def _existing_images(offers: pl.DataFrame, shop: Shop) -> tuple[pl.DataFrame, list[Problem]]:
    """Empties image cells whose file is not there: the offer stays, its product is shown without the picture."""
    problems: list[Problem] = []
    for name in {"image", "images"} & set(offers.columns):
        cells = offers[name].drop_nulls().unique(maintain_order=True)
        kept = {cell: _existing(cell, shop) for cell in cells}
        gone = [cell for cell, left in kept.items() if left != cell]
        wrong = offers.filter(pl.col(name).is_in(gone) & pl.col(name).is_first_distinct())
        for source, row, cell in wrong.select(SOURCE, ROW, name).iter_rows():
            message = f"there is no picture “{cell}” in content/images/"
            hint = "put it there, or correct the cell: the product is shown without it"
            problems.append(Problem(source, row, name, message, hint, Severity.NOTICE))
        offers = offers.with_columns(pl.col(name).replace(gone, [kept[cell] for cell in gone]))
    return offers, problems


def _existing(cell: str, shop: Shop) -> str | None:
    """The pictures of a cell that are there, or with another host."""
    parts = [part.strip() for part in cell.split("|")]
    kept = [one for one in parts if "://" in one or (shop.content / "images" / one).is_file()]
    return "|".join(kept) if len(kept) < len(parts) else cell


def _threshold_problem(rejected: int, rows: int, limit: float) -> Problem:
    message = f"{rejected} of {rows} rows were rejected, more than the {limit:g} % that the shop allows"
    hint = "mend the export, or raise catalog.max_rejected_percent if the loss is meant"
    return Problem("shop.toml", field="catalog.max_rejected_percent", message=message, hint=hint)
