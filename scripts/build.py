"""`vitrina build`: the shop's folder -> its output, and a line that says what was done."""

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import orjson

from scripts.explain import Record, explained
from storefront.freshness import Seen, recall, see
from storefront.manifest import read_manifest
from storefront.problems import InputError, Problem, report, shown

if TYPE_CHECKING:
    from scripts.console import Profile


SOURCES = ("content", "theme", "translations")
"""Folders of a shop that builds read."""
MOST_JOBS = 1000
"""Processes beyond which a system has no memory, and then no numbers, for them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    shop: Path
    output: Path
    publish: bool
    jobs: int
    cluster: str
    accept_losses: bool
    quiet: bool
    profile: bool
    as_json: bool
    explain: str | None

    @property
    def settings(self) -> str:
        """Name of Pelican's settings."""
        return "publishconf.py" if self.publish else "pelicanconf.py"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to."""

    pages: Mapping[str, int]
    """By locale code."""
    report: str
    """What did not stop the build."""
    problems: Sequence[Problem] = ()
    """The same as values; none where nothing was looked at."""
    offers: int = 0
    rejected: int = 0
    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: int | None = None
    """None where nothing had changed, so nothing was looked at."""

    def line(self) -> str:
        """What people are told."""
        by_locale = ", ".join(f"{code} {count:,}" for code, count in self.pages.items())
        pages = f"{sum(self.pages.values()):,} pages ({by_locale})"
        if self.unchanged is None:
            return f"{pages}: nothing changed"
        offers = f"{self.offers:,} offers" + (f", {self.rejected:,} rows rejected" if self.rejected else "")
        done = f"{len(self.written)} files written, {len(self.deleted)} deleted, {self.unchanged} unchanged"
        return f"{pages} from {offers}: {done}"

    def data(self) -> dict[str, Any]:
        """What programs are told."""
        return {
            "pages": self.pages,
            "offers": self.offers if self.unchanged is not None else None,
            "rejected": self.rejected if self.unchanged is not None else None,
            "written": self.written,
            "deleted": self.deleted,
            "unchanged": self.unchanged,
            "problems": _problem_data(self.problems),
        }


@click.command()
@click.option(
    "--output", "-o", type=click.Path(file_okay=False, path_type=Path), help="Output folder; by default output/."
)
@click.option("--publish", is_flag=True, help="Build for release, with publishconf.py: warnings stop the build.")
@click.option(
    "--jobs", "-j", type=click.IntRange(0, MOST_JOBS), default=0, help="Processes; by default one a processor."
)
@click.option("--cluster", metavar="ADDRESS", default="", help="Make the pages on the workers of a Dask scheduler.")
@click.option(
    "--accept-losses", is_flag=True, help="Build although the exports lost more rows or products than the shop allows."
)
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but what is wrong.")
@click.option("--profile", is_flag=True, help="Tell where the time went: phases, templates, plugins, slowest pages.")
@click.option("--explain", metavar="PATH", help="Tell why the page at this address was made anew, or was not.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was done as one JSON object.")
@click.pass_obj
def command(shop: Path, /, output: Path | None, **options: Any) -> None:  # noqa: ANN401 - the fields of `Wish`
    """Builds the shop; with a mistake in its input nothing is written and the exit status is 1."""
    wish = Wish(shop, (output or shop / "output").resolve(), **options)
    if output and output.parts[:1] == ("s3:",):
        raise click.UsageError("--output is a folder; `vitrina deploy` brings it to a bucket")
    for name in SOURCES:
        if wish.output.is_relative_to(shop / name):
            raise click.UsageError(f"--output lies in the shop's {name}/: the next build would read it; name another")
    if wish.jobs and wish.cluster:
        raise click.UsageError(
            "--jobs counts processes of this machine; with --cluster the workers are started elsewhere"
        )
    start = time.perf_counter()
    times = _profile() if wish.profile else None
    before = record_of(wish) if wish.explain else None
    try:
        seen = see(wish.shop, wish.shop / ".cache", wish.output)
        outcome = _fresh(wish, seen) or _build(wish, seen, times)
    except InputError as error:
        _fail(error, wish)
    reasons = list(explained(wish.explain, before, record_of(wish), outcome.written)) if wish.explain and before else []
    _tell(outcome, wish, time.perf_counter() - start, times, reasons)


def record_of(wish: Wish) -> Record:
    """What the output and the cache know of the last build."""
    inputs = recall(wish.shop / ".cache", wish.output).inputs
    return Record(
        read_manifest(wish.output), {shown(Path(path), wish.shop): mark for path, (_, mark) in inputs.items()}
    )


def _fail(error: InputError, wish: Wish) -> NoReturn:
    if wish.as_json:
        click.echo(orjson.dumps({"problems": _problem_data(error.problems)}, option=orjson.OPT_INDENT_2))
    else:
        click.echo(report(error.problems), err=True)
        click.echo("Nothing was built: the output is as it was.", err=True)
    sys.exit(1)


def _tell(outcome: Outcome, wish: Wish, seconds: float, times: "Profile | None", reasons: Sequence[str]) -> None:
    if wish.as_json:
        more = ({"profile": times.data()} if times else {}) | ({"explanation": reasons} if reasons else {})
        click.echo(orjson.dumps({**outcome.data(), "seconds": seconds, **more}, option=orjson.OPT_INDENT_2))
        return
    if outcome.report:
        click.echo(outcome.report, err=True)
    for line in (*reasons, *(times.lines(seconds) if times else ())):
        click.echo(line)
    if not wish.quiet:
        click.echo(f"{outcome.line()}, {seconds:.2f} s; look at it with `vitrina serve`")


def _profile() -> "Profile":
    from scripts.console import Profile  # noqa: PLC0415 - only where it is asked for

    return Profile()


def _fresh(wish: Wish, seen: Seen) -> Outcome | None:
    """What the last build came to, where another would write nothing and tell nothing else."""
    if wish.profile or not seen.is_fresh(wish.settings):
        return None
    summary = seen.memory.summary
    outcome = Outcome(summary["pages"], summary["report"])
    return None if wish.as_json and outcome.report else outcome


def _build(wish: Wish, seen: Seen, times: "Profile | None") -> Outcome:
    """Builds a shop. Raises `InputError` where the input has errors."""
    # Pelican and polars only where something is to be done
    from scripts.console import Several, showing  # noqa: PLC0415
    from storefront.phases import phase, watched_by  # noqa: PLC0415

    screen = showing(terminal=not wish.quiet and sys.stderr.isatty(), lines=not wish.quiet and not wish.as_json)
    with screen as watcher, watched_by(Several([watcher, *([times] if times else [])])):
        with phase("start"):
            from storefront.generator import run  # noqa: PLC0415
        result = run(
            wish.shop,
            wish.output,
            wish.settings,
            wish.jobs,
            cluster=wish.cluster,
            accept_losses=wish.accept_losses,
            seen=seen,
        )
    return Outcome(
        pages=result.pages,
        report=report(result.problems) if result.problems else "",
        problems=result.problems,
        offers=result.offers,
        rejected=result.rejected,
        written=result.change.written,
        deleted=result.change.deleted,
        unchanged=result.change.unchanged,
    )


def _problem_data(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "severity": one.severity.name.lower(),
            "source": one.source,
            "line": one.line or None,
            "field": one.field or None,
            "message": one.message,
            "hint": one.hint or None,
        }
        for one in problems
    ]
