"""Exports -> catalog: reads and checks every file, joins them, keeps the rejected rows."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from storefront.catalog.checks import (
    Rule,
    agreement_rule,
    cell_rules,
    check,
    condition_rule,
    currency_rule,
    decimals_rules,
    duplicate_rule,
    header_problems,
    known_value_rule,
    unsold_rule,
)
from storefront.catalog.columns import known
from storefront.catalog.offers import Catalog, catalog_of
from storefront.catalog.read import REASON, ROW, SOURCE, read_export
from storefront.problems import Problem, Severity, errors, shown
from storefront.shop import Shop

IDENTITY = ("name", "brand", "category")
"""Columns in which the rows of one product have to agree."""

OWN = {SOURCE: pl.String, ROW: pl.UInt32, REASON: pl.String}
"""What every row carries besides its cells."""


@dataclass(frozen=True, slots=True)
class Import:
    """What came of reading the exports."""

    catalog: Catalog
    rejects: pl.DataFrame
    """The rejected rows with `SOURCE`, `ROW` and their `REASON`."""
    rows: int
    """Rows in all, without empty ones; each is an offer or rejected."""
    problems: list[Problem]


def load_catalog(shop: Shop) -> Import:
    """Reads the exports that `[catalog]` names."""
    paths, problems = _exports(shop)
    frames = []
    for path in paths:
        frame, found = _read(path, shop)
        problems += found
        if frame is not None:
            frames.append(frame)
    everything = pl.concat([pl.DataFrame(schema=OWN), *frames], how="diagonal")
    unfit = everything.filter(pl.col(REASON).is_not_null())
    offers, rejected = everything.filter(pl.col(REASON).is_null()).drop(REASON), [unfit]
    for rules in (_cell_rules(shop, offers.columns), [duplicate_rule("sku")], map(agreement_rule, IDENTITY)):
        offers, bad, found = check(offers, rules)
        problems += found
        rejected.append(bad)
    offers, found = _existing_images(offers, shop)
    problems += found
    rejects = pl.concat(rejected, how="diagonal").sort(SOURCE, ROW)
    limit = shop.settings.catalog.max_rejected_percent
    if rejects.height * 100 > limit * everything.height:
        problems.append(_threshold_problem(rejects.height, everything.height, limit))
    return Import(catalog_of(offers, shop), rejects, everything.height, problems)


def write_rejects(rejects: pl.DataFrame, folder: Path) -> list[Path]:
    """Writes each export's rejected rows, with their reasons, into a folder; files of earlier builds go."""
    for old in folder.glob("*-rejects.csv"):
        old.unlink()
    written: list[Path] = []
    for (source,), part in rejects.group_by(SOURCE, maintain_order=True):
        folder.mkdir(parents=True, exist_ok=True)
        path = _free_path(folder, Path(str(source)).stem, written)
        # an export that was made from such a file has columns `row` and `reason` already
        cells = part.drop(SOURCE, REASON, "row", "reason", strict=False).rename({ROW: "row"})
        cells.with_columns(part[REASON].alias("reason")).write_csv(path)
        written.append(path)
    return written


def _free_path(folder: Path, stem: str, taken: Sequence[Path]) -> Path:
    """Where an export's rejected rows go: exports may have the same name in two folders or in two forms."""
    ends = ("", *(f"-{number}" for number in range(2, len(taken) + 2)))
    paths = (folder / f"{stem}{end}-rejects.csv" for end in ends)
    return next(path for path in paths if path not in taken)


def _exports(shop: Shop) -> tuple[list[Path], list[Problem]]:
    paths: list[Path] = []
    problems = []
    for pattern in shop.settings.catalog.exports:
        try:
            found = sorted(one for one in shop.content.glob(pattern) if one.is_file() and one.name[0] != ".")
        except (ValueError, NotImplementedError):
            hint = "write it from content/, as in catalog/*.csv"
            message = f"“{pattern}” is no path of an export"
            problems.append(Problem("shop.toml", field="catalog.exports", message=message, hint=hint))
            continue
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


def _cell_rules(shop: Shop, columns: Sequence[str]) -> Iterator[Rule]:
    if shop.grades:
        yield known_value_rule("grade", shop.grades, "grade of the shop", "[grades] in shop.toml")
        if "grade" in columns:
            yield condition_rule({key: grade.condition for key, grade in shop.grades.items()})
    yield from cell_rules(dict(known(shop.locales)), columns)
    currencies = dict.fromkeys(locale.currency for locale in shop.locales)
    yield known_value_rule("currency", currencies, "currency of the shop", "[locales] in shop.toml")
    own = {locale.market: locale.currency for locale in shop.locales}
    if general := [name for name in ("price", "price_new") if name in columns]:
        yield currency_rule(general)
    for name in general:
        for currency in currencies:
            yield from decimals_rules(name, currency, pl.col("currency") == currency)
    for market, currency in own.items():
        yield from decimals_rules(f"price_{market}", currency)
        yield from decimals_rules(f"price_new_{market}", currency)
    if prices := [name for name in (*(f"price_{market}" for market in own), "price") if name in columns]:
        yield unsold_rule(prices)


def _existing_images(offers: pl.DataFrame, shop: Shop) -> tuple[pl.DataFrame, list[Problem]]:
    """Empties image cells whose file is not there: the offer stays, its product is shown without the picture."""
    problems: list[Problem] = []
    for name in {"image", "images"} & set(offers.columns):
        cells = offers[name].drop_nulls().unique(maintain_order=True)
        pictures = {cell: [part.strip() for part in cell.split("|")] for cell in cells}
        gone = {cell: missing for cell, parts in pictures.items() if (missing := _missing(parts, shop))}
        wrong = offers.filter(pl.col(name).is_in(list(gone)) & pl.col(name).is_first_distinct())
        for source, row, cell in wrong.select(SOURCE, ROW, name).iter_rows():
            message = f"there is no picture “{'”, “'.join(gone[cell])}” in content/images/"
            hint = "put it there, or correct the cell: the product is shown without it"
            problems.append(Problem(source, row, name, message, hint, Severity.NOTICE))
        kept = ["|".join(one for one in pictures[cell] if one not in missing) for cell, missing in gone.items()]
        offers = offers.with_columns(pl.col(name).replace(list(gone), kept))
    return offers, problems


def _missing(pictures: Iterable[str], shop: Shop) -> list[str]:
    """Those that are neither there nor with another host."""
    folder = shop.content / "images"
    own = (one for one in pictures if one and "://" not in one)
    return [one for one in own if not os.path.isfile(folder / one)]  # noqa: PTH113 - it takes names of any length


def _threshold_problem(rejected: int, rows: int, limit: float) -> Problem:
    message = f"{rejected} of {rows} rows were rejected, more than the {limit:g} % that the shop allows"
    hint = "mend the export, or raise catalog.max_rejected_percent if the loss is meant"
    return Problem("shop.toml", field="catalog.max_rejected_percent", message=message, hint=hint)
