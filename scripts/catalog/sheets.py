"""Sheets of a report, and the three forms that they are given in: terminal, page, JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import orjson
from jinja2 import Environment, FileSystemLoader
from rich.console import Console
from rich.markup import escape
from rich.table import Table

Cell: TypeAlias = str | int | Decimal | None
SHOWN = 25
"""Rows of a sheet that a terminal shows."""
WIDE = 140
"""Characters of a line where the output goes into a file."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a report."""

    key: str
    """Its name in JSON."""
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    empty: str = ""
    """What is said where there are no rows; nothing is said without it."""
    listed: bool = True
    """Shown to people; a sheet that is not is for programs only."""


def show(sheets: Sequence[Sheet]) -> None:
    """Prints the sheets as tables, the first rows of each."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, WIDE)
    for sheet in sheets:
        if not sheet.listed or (not sheet.rows and not sheet.empty):
            continue
        console.print(f"\n[bold]{escape(sheet.title)}[/]")
        if not sheet.rows:
            console.print(escape(sheet.empty))
            continue
        console.print(_table(sheet))
        if len(sheet.rows) > SHOWN:
            console.print(f"… and {len(sheet.rows) - SHOWN:,} more: --html or --json has them all")


def _table(sheet: Sheet) -> Table:
    table = Table(pad_edge=False)
    for place, column in enumerate(sheet.columns):
        numeric = all(isinstance(row[place], int | Decimal | None) for row in sheet.rows)
        table.add_column(escape(column), justify="right" if numeric else "left", overflow="fold")
    for row in sheet.rows[:SHOWN]:
        table.add_row(*(escape(text(cell)) for cell in row))
    return table


def as_html(title: str, sheets: Sequence[Sheet]) -> str:
    """The sheets as one page that needs no other file."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    listed = [sheet for sheet in sheets if sheet.listed and (sheet.rows or sheet.empty)]
    return environment.get_template("report.html").render(title=title, sheets=listed, text=text)


def as_json(sheets: Sequence[Sheet]) -> str:
    """An object with a list of objects for each sheet."""
    data = {sheet.key: [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows] for sheet in sheets}
    return orjson.dumps(data, default=float, option=orjson.OPT_INDENT_2).decode()


def text(cell: Cell) -> str:
    """A cell as people read it."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else f"{cell:,f}" if isinstance(cell, Decimal) else f"{cell:,}"
