"""`vitrina translate`: messages and texts go out to the translators, come back checked, and stay up to date."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from scripts.translate.check import check_files, check_shop
from scripts.translate.display import as_html, as_json, as_table
from scripts.translate.done import mark_done
from scripts.translate.messages import load, wanted_messages
from scripts.translate.pofiles import template
from scripts.translate.update import updated
from storefront.files import write_if_changed
from storefront.problems import InputError, Problem, Severity, report
from storefront.progress import status_of
from storefront.shop import load_shop


@click.group()
def command() -> None:
    """Brings messages and texts to the translators and back."""


@contextmanager
def _reported() -> Iterator[None]:
    """Tells what is wrong with a shop and ends with exit status 1."""
    try:
        yield
    except InputError as error:
        click.echo(report(error.problems), err=True)
        sys.exit(1)


@command.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a .pot file is stale.")
@click.pass_obj
def extract(folder: Path, *, check: bool) -> None:
    """Writes the .pot files anew from theme, code, exports and shop.toml."""
    with _reported():
        found = wanted_messages(load(folder))
    stale = []
    for domain, messages in found.items():
        path, data = folder / "translations" / f"{domain}.pot", template(domain, messages)
        if check and (not path.is_file() or path.read_bytes() != data):
            stale.append(path.name)
        elif not check and write_if_changed(path, data):
            click.echo(f"written: translations/{path.name}")
    if stale:
        click.echo(f"stale: {', '.join(stale)} → vitrina translate extract", err=True)
        sys.exit(1)


@command.command()
@click.pass_obj
def update(folder: Path) -> None:
    """Takes the messages of the .pot files over into every .po file, and tells what is missing in each."""
    with _reported():
        shop = load_shop(folder)
    problems = []
    for line, wrong in updated(shop):
        problems += wrong
        if line:
            click.echo(line)
    if problems:
        click.echo(report(problems), err=True)
        sys.exit(1)


@command.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.pass_obj
def check(folder: Path, files: tuple[Path, ...]) -> None:
    """Names every mistake of the shop's translations, or of FILES, and ends with 1 where there is one."""
    with _reported():
        problems = list(check_files(folder, files) if files else check_shop(load(folder)))
    click.echo(report(problems, notices=None) or "translations: no mistakes")
    if any(one.severity > Severity.NOTICE for one in problems):
        sys.exit(1)


@command.command()
@click.option("--json", "form", flag_value="json", help="As JSON.")
@click.option("--html", "form", flag_value="html", help="As a page that stands by itself.")
@click.pass_obj
def status(folder: Path, form: str | None) -> None:
    """Shows what is up to date in each locale and what is not, with what has changed in the source since."""
    with _reported():
        shop = load_shop(folder)
    rows = status_of(shop)
    if not (folder / "translations" / "catalog.pot").is_file():
        click.echo("translations/catalog.pot is not there: names do not count → vitrina translate extract", err=True)
    click.echo(as_json(rows) if form == "json" else as_html(rows, shop.name) if form == "html" else as_table(rows))


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="", help="Language that FILES were translated from, where it is not the usual one.")
@click.pass_obj
def done(folder: Path, files: tuple[Path, ...], source: str) -> None:
    """Marks FILES as up to date with what their source says now."""
    with _reported():
        shop = load_shop(folder)
    outcomes = [mark_done(shop, path.resolve(), source) for path in files]
    problems = [one for one in outcomes if isinstance(one, Problem)]
    for line in outcomes:
        if isinstance(line, str):
            click.echo(line)
    if problems:
        click.echo(report(problems), err=True)
        sys.exit(1)


@command.command()
@click.argument("locale")
@click.option(
    "--port", "-p", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.pass_obj
def preview(folder: Path, locale: str, port: int, bind: str) -> None:
    """Shows LOCALE with each message marked, straight from the .po files; en-XA and ar-XB try the theme."""
    from scripts.preview import until_interrupted  # noqa: PLC0415 - the server and the whole build, for this alone
    from scripts.translate.preview import previewing, shop_with  # noqa: PLC0415 - likewise

    with until_interrupted(bind, port), _reported():
        shop, found = shop_with(load_shop(folder), locale)
        with previewing(shop, found, bind, port) as server:
            click.echo(f"{found.code} is at {server.url}{found.prefix}/ — Ctrl+C ends it.")
            threading.Event().wait()
