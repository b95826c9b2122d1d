"""`vitrina catalog`: what is in the exports, what is wrong with them, and what changed since the last release."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from scripts.catalog.sheets import Sheet, as_html, as_json, show
from storefront.problems import InputError, report


def _forms(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every report: as a page, or for other programs."""
    page = click.option("--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write a page too.")
    data = click.option("--json", "data", is_flag=True, help="Print JSON instead of tables.")
    return page(data(command))


Made = TypeVar("Made")


@click.group()
def command() -> None:
    """Tells what the exports hold, without building anything."""


@command.command()
@_forms
@click.pass_obj
def check(folder: Path, page: Path | None, *, data: bool) -> None:
    """What is in the exports and what is wrong with them; exit 1 where a build would stop."""
    from scripts.catalog.check import check_sheets  # noqa: PLC0415 - polars only for who asks for it

    sheets, sound = _made(lambda: check_sheets(folder))
    _tell("The catalog", sheets, page, data=data)
    sys.exit(0 if sound else 1)


@command.command()
@click.argument("keys", nargs=-1)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Products that are listed.")
@_forms
@click.pass_obj
def preview(folder: Path, keys: tuple[str, ...], limit: int, page: Path | None, *, data: bool) -> None:
    """The products as the shop has them; with keys, these with all their offers and facts."""
    from scripts.catalog.preview import preview_sheets  # noqa: PLC0415 - likewise

    _tell("The products", _made(lambda: preview_sheets(folder, keys, limit)), page, data=data)


@command.command()
@_forms
@click.pass_obj
def diff(folder: Path, page: Path | None, *, data: bool) -> None:
    """What changed since the last release: new and gone, dearer and cheaper, sold out and back."""
    from scripts.catalog.diff import diff_sheets  # noqa: PLC0415 - likewise

    _tell("What changed since the last release", _made(lambda: diff_sheets(folder)), page, data=data)


def _made(make: Callable[[], Made]) -> Made:
    """What a report needs; ends the command where the shop has a mistake that leaves nothing to report."""
    try:
        return make()
    except InputError as error:
        click.echo(report(error.problems), err=True)
        sys.exit(1)


def _tell(title: str, sheets: Sequence[Sheet], page: Path | None, *, data: bool) -> None:
    if page is not None:
        page.write_text(as_html(title, sheets), encoding="utf-8")
    if data:
        click.echo(as_json(sheets))
    else:
        show(sheets)
        if page is not None:
            click.echo(f"written: {page}")
