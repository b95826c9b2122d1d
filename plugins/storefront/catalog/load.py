"""Exports -> catalog: reads and checks every file, joins them, keeps the rejected rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path

import polars as pl

from storefront.catalog.alike import alike_problems
from storefront.catalog.categories import CategoryNames, nameless
from storefront.catalog.checks import (
    Origins,
    Rule,
    agreement_rules,
    cell_rules,
    check,
    condition_rule,
    currency_rule,
    decimals_rules,
    duplicate_rules,
    emptied,
    known_value_rule,
    saving_rules,
    unsold_rule,
)
from storefront.catalog.columns import known
from storefront.catalog.dialects import terms_of
from storefront.catalog.exports import Export, read_export, read_tables
from storefront.catalog.frames import OWN, REASON, ROW, SOURCE, Few, distinct_cells
from storefront.catalog.garbled import garbled_problems
from storefront.catalog.guesses import header_row
from storefront.catalog.headers import header_problems, missing_in_all
from storefront.catalog.languages import language_problems
from storefront.catalog.mapping import load_column_map, unused
from storefront.catalog.merge import merged
from storefront.catalog.offers import Catalog, catalog_of
from storefront.catalog.pictures import existing_pictures
from storefront.catalog.rounded import rounded_problems
from storefront.catalog.sources import find_sources
from storefront.catalog.taxonomy import Taxonomy, google_ids, google_problems, load_taxonomy, with_paths
from storefront.problems import Problem, Severity, errors
from storefront.shop import Shop
from storefront.values import value

IDENTITY = ("name", "brand", "category")
"""Columns in which the rows of one product have to agree."""


@value
class Part:
    """What became of one export."""

    source: str
    dialect: str
    offers: int
    rejected: int
    others: int


@value
class Import:
    """What came of reading the exports."""

    catalog: Catalog
    rejects: pl.DataFrame
    """The rejected rows with `SOURCE`, `ROW` and their `REASON`."""
    rows: int
    """Rows that are to be offers; each is one or rejected."""
    others: int
    """Rows that are none: they add to an offer, hold what is common to several, or are not for sale."""
    problems: list[Problem]
    parts: tuple[Part, ...] = ()
    """Export by export, in the order of precedence."""
    origins: Origins = field(default_factory=dict)
    """What our columns are called in each export."""
    google_ids: Mapping[str, str] = field(default_factory=dict)
    """Google's ids of categories, by their keys."""


def load_catalog(shop: Shop, cache: Path | None = None) -> Import:
    """Reads the exports that `[catalog]` names.

    `cache` is the folder for what is remembered between builds, the shop's own by default.
    """
    exports, problems = _read_exports(shop, cache or shop.folder / ".cache")
    origins = {one.table.source: one.reading.headers for one in exports}
    everything = pl.concat(
        [pl.DataFrame(schema=OWN).drop(REASON), *(one.reading.frame for one in exports)], how="diagonal"
    )
    offers, joined = merged(everything) if shop.settings.catalog.sources else (everything, 0)
    taxonomy, found = load_taxonomy(shop)
    problems += found
    offers, names, found = _with_categories(offers, taxonomy, exports, shop, origins)
    problems += found
    rejected = [one.unfit for one in exports]
    rules = [rule for one in exports for rule in one.rules]
    few = _few(offers, exports, taxonomy)
    steps: tuple[Callable[[], Iterable[Rule]], ...] = (
        lambda: [*rules, *_cell_rules(shop, offers.columns)],
        lambda: duplicate_rules(offers, "sku"),
        lambda: agreement_rules(offers, IDENTITY),
    )
    for step in steps:
        offers, bad, found = check(offers, step(), origins, few)
        problems += found
        rejected.append(bad)
    offers, found = emptied(offers, saving_rules(offers.columns), origins, few)
    problems += [*found, *language_problems(offers, shop.source_language, few)]
    problems += [*garbled_problems(offers, origins, few), *rounded_problems(offers, origins)]
    problems += alike_problems(offers, {one.table.source for one in exports if one.foreign})
    offers, found = existing_pictures(offers, shop, origins)
    problems += found
    rejects = _as_exported(exports, pl.concat([pl.DataFrame(schema=OWN), *rejected]))
    rows, limit = offers.height + rejects.height, shop.settings.catalog.max_rejected_percent
    if rejects.height * 100 > limit * rows:
        problems.append(_threshold_problem(rejects.height, rows, shop))
    others = joined + sum(one.reading.others for one in exports)
    parts = _parts(exports, offers, rejects)
    catalog = catalog_of(offers, shop, names)
    google = google_ids(taxonomy, catalog.categories)
    return Import(catalog, rejects, rows, others, problems, parts, origins, google)


def _few(offers: pl.DataFrame, exports: Sequence[Export], taxonomy: Taxonomy) -> Few:
    """The different cells of columns that say the same over and over: those of a single export are known already."""
    known = dict(exports[0].few) if len(exports) == 1 else {}
    if taxonomy.paths:
        known.pop("category", None)
    rest = [name for name in offers.columns if name not in {SOURCE, ROW, *known}]
    return {**known, **distinct_cells(offers, rest)}


def _with_categories(
    offers: pl.DataFrame, taxonomy: Taxonomy, exports: Iterable[Export], shop: Shop, origins: Origins
) -> tuple[pl.DataFrame, CategoryNames, list[Problem]]:
    """The offers with a path each, and what its steps are called in other languages."""
    offers, translations, unknown = with_paths(offers, taxonomy, shop)
    foreign = {one.table.source for one in exports if one.foreign}
    offers, names, without = nameless(offers, foreign, shop, origins)
    return offers, {**translations, **names}, [*unknown, *without, *google_problems(offers, taxonomy)]


def _parts(exports: Iterable[Export], offers: pl.DataFrame, rejects: pl.DataFrame) -> tuple[Part, ...]:
    """What became of each export; a row that several of them make counts for the first."""
    sold, lost = _rows_by_source(offers), _rows_by_source(rejects)
    parts = ((one.table.source, one.dialect, one.reading.others) for one in exports)
    return tuple(
        Part(source, dialect, sold.get(source, 0), lost.get(source, 0), others) for source, dialect, others in parts
    )


def _rows_by_source(frame: pl.DataFrame) -> dict[str, int]:
    """How many rows came from each export; those of one stand together for the most part."""
    runs = frame[SOURCE].rle().struct.unnest()
    return dict(runs.group_by("value").agg(pl.col("len").sum()).iter_rows())


def _read_exports(shop: Shop, cache: Path) -> tuple[list[Export], list[Problem]]:
    """Every export that can be read, in the order of precedence."""
    sources, problems = find_sources(shop, cache)
    columns, found = load_column_map(shop)
    terms, ours = terms_of(shop, columns.headers), dict(known(shop.locales))
    problems += found
    exports = []
    for source in sources:
        tables, found = read_tables(source)
        problems += found
        exports += [read_export(table, source, columns, terms, ours) for table in tables]
    missing = list(unused(columns, [one.table for one in exports]))
    # where a title stands above all of them, that is told
    if len(missing) < len(columns.columns) or not any(header_row(one.table) for one in exports):
        problems += missing
    several = bool(shop.settings.catalog.sources) and len(exports) > 1
    languages = list(dict.fromkeys((shop.source_language, *(locale.language for locale in shop.locales))))
    good = []
    for export in exports:
        header = list(header_problems(export, ours, terms.markets, languages, merged=several))
        problems += [*export.reading.problems, *header]
        if not errors(header):
            good.append(export)
    lacking = list(missing_in_all(good, ours)) if several and good else []
    return ([] if lacking else good), [*problems, *lacking]


def _as_exported(exports: Iterable[Export], rejected: pl.DataFrame) -> pl.DataFrame:
    """The rejected rows with all cells that their export has for them."""
    frames = [one.table.frame.drop(REASON).join(rejected, on=[SOURCE, ROW]) for one in exports]
    return pl.concat([pl.DataFrame(schema=OWN), *frames], how="diagonal").sort(SOURCE, ROW)


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


def _cell_rules(shop: Shop, columns: Sequence[str]) -> Iterator[Rule]:
    if shop.grades:
        yield known_value_rule("grade", shop.grades, "grade of the shop", "[grades] in shop.toml")
        if "grade" in columns:
            yield condition_rule({key: grade.condition for key, grade in shop.grades.items()})
    currencies = dict.fromkeys(locale.currency for locale in shop.locales)
    own = {locale.market: locale.currency for locale in shop.locales}
    # without any currency they are empty: the headers were asked before
    general = [name for name in ("price", "price_new") if {name, "currency"} <= set(columns)]
    for name in general:
        for currency in currencies:
            yield from decimals_rules(name, currency, pl.col("currency") == currency)
    for market, currency in own.items():
        yield from decimals_rules(f"price_{market}", currency)
        yield from decimals_rules(f"price_new_{market}", currency)
    yield from cell_rules(dict(known(shop.locales)), columns)
    yield known_value_rule("currency", currencies, "currency of the shop", "[locales] in shop.toml")
    if general:
        yield currency_rule(general)
    if prices := [name for name in (*(f"price_{market}" for market in own), "price") if name in columns]:
        yield unsold_rule(prices)


def _threshold_problem(rejected: int, rows: int, shop: Shop) -> Problem:
    limit = shop.settings.catalog.max_rejected_percent
    message = f"{rejected} of {rows} rows were rejected, more than the {limit:g} % that the shop allows"
    hint = "mend the export, or `vitrina build --accept-losses` if the loss is meant"
    severity = Severity.NOTICE if shop.accepts_losses else Severity.ERROR
    return Problem("shop.toml", field="catalog.max_rejected_percent", message=message, hint=hint, severity=severity)
