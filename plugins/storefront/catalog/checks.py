"""Frames of text -> typed offers; a row with a wrong cell is rejected with its reason, never repaired by a guess."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

import polars as pl
from babel.numbers import get_currency_precision

from storefront.catalog.columns import STATUSES, Column, Form
from storefront.catalog.frames import REASON, ROW, SOURCE, Few, Places
from storefront.problems import Problem, Severity
from storefront.values import value

SHOWN_CELL = 60
GROUP = 3
"""Digits between separators of thousands."""
_ID = " id"


@value
class Rule:
    """A test of one column: the rows where `wrong` holds are rejected."""

    column: str
    wrong: pl.Expr
    why: str
    hint: str
    alone: bool = False
    """It looks at no other column, and at no other row."""
    sound: str = ""
    """The form of cells that do not break it, for columns in which nearly all are of it; empty where there is none."""


Origins: TypeAlias = Mapping[str, Places]
"""By export, where the cells of our columns come from."""

PATTERNS: Mapping[Form, tuple[str, str, str]] = {
    "key": (r"^[a-z0-9][a-z0-9_.-]*$", "is not a key", "use small letters, digits and hyphens"),
    "price": (r"^[0-9]+(\.[0-9]+)?$", "is not a price", "write digits and a point only, as in 1234.50"),
    "count": (r"^[0-9]+$", "is not a whole number", "write digits only"),
    "status": (
        rf"^({'|'.join(STATUSES)})$",
        "is not a status",
        f"write one of {', '.join(STATUSES)}; in a feed, in_stock, out_of_stock, preorder or backorder",
    ),
    "condition": (r"^(new|refurbished|used)$", "is not a condition", "write new, refurbished or used"),
    "rating": (r"^([0-4](\.[0-9]+)?|5(\.0+)?)$", "is not a rating", "write a number from 0 to 5 with a decimal point"),
    "date": (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "is not a date", "write it as in 2026-11-23"),
    "url": (r"^https://[^\s\"'<>]+$", "is not a web address", "write it with https://"),
    "google": (
        r"^([0-9]{1,7}|\p{L}[^<>]*( > \p{L}[^<>]*)*)$",
        "is no category of Google",
        "write its id, as in 267, or its path, as in Electronics > Communications",
    ),
    "gtin": (r"^([0-9]{8}|[0-9]{12,14})$", "is not a GTIN", "write its 8, 12, 13 or 14 digits, or leave it empty"),
}
"""What a cell of each form looks like, why another is wrong, what to write."""


NO_PICTURE = ("is not a picture", "write a file below content/images/, or an https address")
"""Why a cell that names no picture is wrong, and what to write."""

SOUND: Mapping[Form, str] = {"price": r"^[1-9][0-9]{0,8}(\.[0-9]{1,2})?$"}
"""Forms that no rule of a single cell finds fault with, apart from those of currencies."""


def check(
    frame: pl.DataFrame, rules: Iterable[Rule], origins: Origins, few: Few
) -> tuple[pl.DataFrame, pl.DataFrame, list[Problem]]:
    """Applies rules to rows that carry `SOURCE` and `ROW`.

    A column of `few` is judged cell by different cell. Returns the good rows, `SOURCE`, `ROW` and `REASON` of the
    rejected ones, and a notice for each wrong cell: what the first rule says that it breaks.
    """
    frame = frame.with_row_index(_ID)
    problems: list[Problem] = []
    reasons: dict[int, list[str]] = {}
    for key, problem in _wrong_cells(frame, rules, origins, few):
        problems.append(problem)
        reasons.setdefault(key, []).append(f"{problem.field}: {problem.message}")
    why = pl.DataFrame(
        {_ID: list(reasons), REASON: ["; ".join(texts) for texts in reasons.values()]},
        schema={_ID: frame.schema[_ID], REASON: pl.String},
    )
    good = frame.filter(~pl.col(_ID).is_in(why[_ID].implode())) if reasons else frame
    bad = frame.select(_ID, SOURCE, ROW).join(why, on=_ID).sort(_ID)
    return good.drop(_ID), bad.drop(_ID), problems


def emptied(
    frame: pl.DataFrame, rules: Iterable[Rule], origins: Origins, few: Few
) -> tuple[pl.DataFrame, list[Problem]]:
    """Empties the cells that break a rule, with a notice for each: their row stays; `few` is as for `check`."""
    frame = frame.with_row_index(_ID)
    wrong: dict[str, set[int]] = {}
    problems = []
    for rule in rules:
        for key, problem in _wrong_cells(frame, [rule], origins, few):
            if key not in wrong.setdefault(rule.column, set()):
                wrong[rule.column].add(key)
                problems.append(replace(problem, hint=f"{problem.hint}; the cell counts as empty"))
    for name, keys in wrong.items():
        gone = pl.col(_ID).is_in(sorted(keys))
        frame = frame.with_columns(pl.when(~gone).then(pl.col(name)).alias(name))
    return frame.drop(_ID), problems


def _wrong_cells(
    frame: pl.DataFrame, rules: Iterable[Rule], origins: Origins, few: Few
) -> Iterator[tuple[int, Problem]]:
    """The place of each row that breaks a rule, and what is wrong with it; a cell is told once."""
    rules = [rule for rule in rules if rule.column in frame.columns]
    told: set[tuple[int, str]] = set()
    for rule, wrong in _wrong_rows(frame, rules, few):
        cells = frame.select(_ID, SOURCE, ROW, pl.col(rule.column).alias("cell"), wrong.alias("wrong")).filter("wrong")
        for key, source, row, cell, _ in cells.iter_rows():
            if (key, rule.column) in told:
                continue
            told.add((key, rule.column))
            headers = origins.get(source, {})
            header = headers.get((rule.column, row)) or headers.get(rule.column, rule.column)
            yield key, Problem(source, row, header, f"{_shown(cell)} {rule.why}", rule.hint, Severity.NOTICE)


def _wrong_rows(frame: pl.DataFrame, rules: Sequence[Rule], few: Few) -> Iterator[tuple[Rule, pl.Series | pl.Expr]]:
    """The rules that are broken, in their order, each with what marks the rows."""
    forms = [(rule.column, rule.sound) for rule in rules if rule.sound and rule.column not in few]
    formed = frame.select(pl.col(name).str.contains(form).all().alias(name + form) for name, form in set(forms))
    sound = {(name, form) for name, form in forms if formed[name + form].item()}
    direct = [
        place
        for place, rule in enumerate(rules)
        if not (rule.alone and rule.column in few) and (rule.column, rule.sound) not in sound
    ]
    marks = frame.select(rules[place].wrong.fill_null(value=False).alias(str(place)) for place in direct)
    broken = {place for place in direct if marks[str(place)].any()}
    for place, rule in enumerate(rules):
        if rule.alone and rule.column in few:
            wrong = few[rule.column].to_frame().filter(rule.wrong)[rule.column]
            if not wrong.is_empty():
                yield rule, pl.col(rule.column).is_in(wrong.implode(), nulls_equal=True)
        elif place in broken:
            yield rule, marks[str(place)]


def cell_rules(known: Mapping[str, Column], names: Iterable[str]) -> Iterator[Rule]:
    """The rules for the form of single cells, for the columns that an export has."""
    for name in names:
        if column := known.get(name):
            form = SOUND.get(column.form, "")
            for rule in _column_rules(name, column):
                yield replace(rule, alone=True, sound="" if column.required else form)


def _column_rules(name: str, column: Column) -> Iterator[Rule]:
    if column.required:
        yield Rule(name, pl.col(name).is_null(), "is empty", "fill the cell")
    if column.form in {"gtin", "count", "price"}:
        rounded = pl.col(name).str.contains(r"^[0-9]([.,][0-9]+)?E\+?[0-9]+$")
        yield Rule(name, rounded, "was rounded by a spreadsheet", "make the column one of text there, and export again")
    if pattern := PATTERNS.get(column.form):
        yield Rule(name, ~pl.col(name).str.contains(pattern[0]), pattern[1], pattern[2])
    yield from _value_rules(name, column.form)


def _value_rules(name: str, form: Form) -> Iterator[Rule]:
    cell = pl.col(name)
    if form == "price":
        zero = cell.str.contains(r"^0+(\.0*)?$")
        yield Rule(name, zero, "is not a price to sell at", "leave the cell empty where the offer is not sold")
        yield Rule(name, cell.str.contains(r"^[0-9]{10}"), "is no believable price", "check the decimal point")
    elif form == "count":
        yield Rule(name, cell.str.contains(r"^[0-9]{10}"), "is no believable number", "check the cell")
    elif form == "gtin":
        wrong = cell.str.contains(r"^[0-9]{8,14}$") & (_gtin_sum(cell) % 10 != 0)
        yield Rule(name, wrong, "has a wrong check digit", "copy the GTIN from the box again")
    elif form == "date":
        shaped = cell.str.contains(PATTERNS["date"][0])
        real = cell.str.to_date("%Y-%m-%d", strict=False).is_not_null()
        yield Rule(name, shaped & ~real, "is no day of the calendar", "check month and day")
    elif form == "path":
        empty = cell.str.contains(r"(^|>)[^>\p{L}\p{N}]*(>|$)")
        hint = "write the names with > between them, as in Audio > Speakers"
        yield Rule(name, empty, "has a part without a letter or digit", hint)
    elif form == "image":
        yield Rule(name, no_pictures(cell), *NO_PICTURE)
        if name == "image":
            several = cell.str.contains("|", literal=True)
            yield Rule(name, several, "is more than one picture", "write the others into the column “images”")


def no_pictures(cell: pl.Expr) -> pl.Expr:
    """Whether a cell names something that is neither a file below `content/images/` nor an https address."""
    parts = cell.str.replace_all(r"(^|\|)\s*https://[^|]*", "$1")
    return parts.str.contains(r"(?i)(^|\|)\s*([a-z]+:|/)|(^|[/|])\s*\.\.\s*([/|]|$)|\\|://")


def _gtin_sum(cell: pl.Expr) -> pl.Expr:
    """A number that ends as the sum of a GTIN's digits does, weights 3 and 1 from the right.

    Source: GS1 General Specifications, 7.9.
    """
    return cell.cast(pl.UInt64, strict=False).map_batches(_weighted, return_dtype=pl.UInt64)


def _weighted(numbers: pl.Series) -> pl.Series:
    """The digits that a rest has in front of its last one count tenfold, which changes no last digit."""
    total, rest = numbers, numbers
    for place in range(1, 14):
        rest = rest // 10
        total = total + rest * 3 if place % 2 else total + rest
    return total


def decimals_rules(name: str, currency: str, where: pl.Expr | None = None) -> Iterator[Rule]:
    """A price has no more decimals than its currency; three of them may be thousands, as in the German `1.234`.

    `where` holds for the rows whose price is in this currency, all by default.
    """
    cell, digits = pl.col(name), get_currency_precision(currency)
    sound = rf"^[1-9][0-9]{{0,8}}(\.[0-9]{{1,{min(digits, 2)}}})?$" if digits else ""
    if where is not None:
        cell = pl.when(where).then(cell)
    grouped = cell.str.contains(r"^[1-9][0-9]{0,2}[.,][0-9]{3}$")
    finer = cell.str.contains(rf"^[0-9]+\.[0-9]{{{digits}}}[0-9]*[1-9]$")
    if digits != GROUP:
        example = Decimal(1234).scaleb(-digits) if digits else 1234
        hint = f'write it as in {example}, or decimal = "." or "," below [catalog] in shop.toml'
        yield Rule(name, grouped, "may be thousands or a fraction", hint, alone=where is None, sound=sound)
    yield Rule(
        name, finer, f"has more decimals than {currency}", "round it in the export", alone=where is None, sound=sound
    )


def currency_rule(prices: Sequence[str]) -> Rule:
    """A price that is not of one market needs its currency."""
    priced = pl.any_horizontal(pl.col(prices).is_not_null())
    hint = "write the currency of the price, as in EUR"
    return Rule("currency", priced & pl.col("currency").is_null(), "is empty, but there is a price", hint)


def saving_rules(columns: Sequence[str]) -> Iterator[Rule]:
    """A price new is higher than the price: what is lower is no saving, and what is the same is none either."""
    for name in columns:
        price = name.replace("price_new", "price", 1)
        if name.startswith("price_new") and price in columns:
            lower = pl.col(name).cast(pl.Float64, strict=False) < pl.col(price).cast(pl.Float64, strict=False)
            yield Rule(name, lower, "is lower than the price", "leave it empty where the offer is no bargain")


def known_value_rule(name: str, values: Iterable[str], what: str, place: str) -> Rule:
    """A cell has to be one of the values that `shop.toml` declares."""
    values = list(values)
    hint = f"write one of {', '.join(values)}, or add it to {place}"
    return Rule(name, ~pl.col(name).is_in(values), f"is not a {what}", hint, alone=True)


def condition_rule(conditions: Mapping[str, str]) -> Rule:
    """A condition has to be the one that the offer's grade stands for (`conditions`, by grade)."""
    meant = pl.col("grade").replace_strict(conditions, default=None, return_dtype=pl.String)
    hint = "leave the cell empty, or give the offer another grade"
    return Rule("condition", pl.col("condition") != meant, "is not what the offer's grade stands for", hint)


def duplicate_rules(frame: pl.DataFrame, name: str) -> Iterator[Rule]:
    """A value may stand in one row only, the first: no rule where the hashes of all values prove it kept."""
    if name not in frame.columns or frame.select(pl.col(name).hash().n_unique()).item() == frame.height:
        return
    later = pl.col(name).is_not_null() & ~pl.col(name).is_first_distinct()
    hint = "give each offer its own, or remove the row; [[catalog.sources]] merges exports of the same offers"
    yield Rule(name, later, "stands in an earlier row too", hint)


def unsold_rule(prices: Sequence[str]) -> Rule:
    """An offer has to have a price somewhere."""
    why = "is empty, and so is every other price: the offer is sold nowhere"
    hint = "write the price in one market at least"
    return Rule(prices[0], pl.all_horizontal(pl.col(prices).is_null()), why, hint)


def agreement_rules(frame: pl.DataFrame, names: Sequence[str]) -> Iterator[Rule]:
    """Rows of one product have to agree with its first row: a rule for each column in which some do not.

    There are as many different pairs of product and cell as products where all agree; two pairs are taken for one by
    accident once in 2⁶⁴.
    """
    if "product" not in frame.columns:
        return

    def different(*columns: str) -> int:
        return frame.select(columns).hash_rows().n_unique()

    names = [name for name in names if name in frame.columns]
    products = different("product")
    if different("product", *names) > products:
        yield from (_agreement_rule(name) for name in names if different("product", name) > products)


def _agreement_rule(name: str) -> Rule:
    first = pl.col(name).gather(pl.col(_ID).first().over("product"))
    differs = pl.col(name).ne_missing(first)
    hint = "write the same in all rows of the product, or give this one another product key"
    return Rule(name, differs, "differs from the product's first row", hint)


def _shown(cell: str | None) -> str:
    if cell is None:
        return "the cell"
    return f"“{cell if len(cell) <= SHOWN_CELL else cell[:SHOWN_CELL] + '…'}”"
