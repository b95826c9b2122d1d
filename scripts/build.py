"""`vitrina build`: the shop's folder -> its output, and a line that says what was done."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path

import click

from storefront.freshness import recall
from storefront.problems import InputError, report


@click.command()
@click.option(
    "--output", "-o", type=click.Path(file_okay=False, path_type=Path), help="Output folder; by default output/."
)
@click.option("--publish", is_flag=True, help="Build for release, with publishconf.py: warnings stop the build.")
@click.option("--jobs", "-j", type=click.IntRange(0), default=0, help="Processes; by default one a processor.")
@click.option(
    "--accept-losses", is_flag=True, help="Build although the exports lost more rows or products than the shop allows."
)
@click.pass_obj
def command(shop: Path, output: Path | None, *, publish: bool, jobs: int, accept_losses: bool) -> None:
    """Builds the shop; with a mistake in its input nothing is written and the exit status is 1."""
    target = (output or shop / "output").resolve()
    try:
        line = build(shop, target, publish=publish, jobs=jobs, accept_losses=accept_losses)
    except InputError as error:
        click.echo(report(error.problems), err=True)
        click.echo("Nothing was built: the output is as it was.", err=True)
        sys.exit(1)
    click.echo(f"{line}; look at it with `vitrina serve`")


def build(shop: Path, output: Path, *, publish: bool = False, jobs: int = 0, accept_losses: bool = False) -> str:
    """Builds a shop and returns the closing line. Raises `InputError` where the input has errors."""
    start = time.perf_counter()
    settings = "publishconf.py" if publish else "pelicanconf.py"
    memory = recall(shop / ".cache", output)
    if memory.is_fresh(shop, settings):
        _tell(memory.summary["report"])
        return f"{_pages(memory.summary['pages'])}: nothing changed, {time.perf_counter() - start:.2f} s"
    from storefront.generator import run  # noqa: PLC0415 - Pelican and polars only where something is to be done

    result = run(shop, output, settings, jobs, accept_losses=accept_losses)
    _tell(report(result.problems))
    change = result.change
    done = f"{len(change.written)} files written, {len(change.deleted)} deleted, {change.unchanged} unchanged"
    offers = f"{result.offers:,} offers" + (f", {result.rejected:,} rows rejected" if result.rejected else "")
    return f"{_pages(result.pages)} from {offers}: {done}, {time.perf_counter() - start:.2f} s"


def _tell(text: str) -> None:
    if text:
        click.echo(text, err=True)


def _pages(counts: Mapping[str, int]) -> str:
    by_locale = ", ".join(f"{code} {count:,}" for code, count in counts.items())
    return f"{sum(counts.values()):,} pages ({by_locale})"
