"""`vitrina bench`: Vitrina and its peers build the same shop in turn; ratios, and what changed since last time."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from scripts.bench.history import Figure, append, change, figure, read
from scripts.bench.measure import BenchError, Run
from scripts.bench.sample import sample_subject
from scripts.bench.subjects import SCENARIOS, Kit, Subject

HISTORY = "history.jsonl"
SLOWER = 0.1
"""A rise of the CPU from which on it is marked."""
HEADER = ("scenario", "subject", "wall s", "CPU s", "MB", "others' CPUs", "CPU ÷ peers", "since last")


@click.command()
@click.option(
    "--kit",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of a benchmark kit, with the peers' sites; without one the shop alone is measured.",
)
@click.option(
    "--tools",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder in which the kit's setup.sh installed the peers; by default the kit's own.",
)
@click.option(
    "--scale",
    type=click.FloatRange(min=0, min_open=True),
    default=0.1,
    show_default=True,
    help="Of the kit's workload.",
)
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="Runs of each, in turn.")
@click.option(
    "--scenario", "scenarios", multiple=True, type=click.Choice(SCENARIOS), help="What to measure; by default all."
)
@click.option("--peer", "names", multiple=True, help="Whom to measure; by default all that are installed.")
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where sites are built and figures kept; by default .cache/bench/.",
)
@click.pass_obj
def command(
    shop: Path,
    kit: Path | None,
    tools: Path | None,
    scale: float,
    rounds: int,
    scenarios: Sequence[str],
    names: Sequence[str],
    work: Path | None,
) -> None:
    """Measures builds: wall time, CPU and peak memory, medians of several runs in turn."""
    if not Path("/proc/stat").is_file():
        click.echo("the benchmark reads memory and CPU from Linux’s /proc, and there is none here", err=True)
        sys.exit(1)
    folder = (work or shop / ".cache/bench").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        subjects = list(_subjects(shop, kit, tools, folder, scale, names))
        runs = _measure(subjects, scenarios or SCENARIOS, rounds)
    except BenchError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    figures = _figures(runs, scale)
    earlier = read(folder / HISTORY)
    click.echo("\n".join(_table(figures, earlier)))
    append(folder / HISTORY, figures)


def _subjects(
    shop: Path, kit: Path | None, tools: Path | None, work: Path, scale: float, names: Sequence[str]
) -> Iterator[Subject]:
    if kit:
        yield from Kit(kit.resolve(), (tools or kit).resolve(), work, scale).subjects(names)
    elif peers := [name for name in names if name != "sample"]:
        raise BenchError(f"{peers[0]} is measured with a kit only → name its folder with --kit")
    if not names or "sample" in names:
        yield sample_subject(shop, work)


def _measure(subjects: Sequence[Subject], scenarios: Sequence[str], rounds: int) -> dict[tuple[str, str], list[Run]]:
    """Runs by scenario and subject; in each round everybody has a turn, so that a busy minute hits all of them."""
    runs: dict[tuple[str, str], list[Run]] = {}
    for number in range(1, rounds + 1):
        for scenario in scenarios:
            for subject in subjects:
                run = subject.run(scenario)
                runs.setdefault((scenario, subject.name), []).append(run)
                wrong = subject.check(scenario) if number == 1 else ""
                if wrong:
                    raise BenchError(f"{subject.name}, {scenario}: the output is not the one asked for\n{wrong}")
                click.echo(
                    f"round {number}, {scenario}, {subject.name}: {run.wall:.2f} s, CPU {run.cpu:.2f} s, "
                    f"{run.memory:.0f} MB, others {run.other:.2f}",
                    err=True,
                )
    return runs


def _figures(runs: dict[tuple[str, str], list[Run]], scale: float) -> list[Figure]:
    """A figure for each scenario and subject; Vitrina's are divided by those of the peers."""
    own = {"vitrina", "sample"}
    peers = [figure(name, scenario, scale, found, ()) for (scenario, name), found in runs.items() if name not in own]
    return [
        *peers,
        *(
            figure(name, scenario, scale if name == "vitrina" else 0, found, peers if name == "vitrina" else ())
            for (scenario, name), found in runs.items()
            if name in own
        ),
    ]


def _table(figures: Sequence[Figure], earlier: Sequence[Figure]) -> Iterator[str]:
    """A table in Markdown, scenario by scenario."""
    yield from (_row(HEADER), _row(["---", "---", *["---:"] * (len(HEADER) - 2)]))
    for one in sorted(figures, key=lambda one: SCENARIOS.index(one.scenario)):
        risen = change(one, earlier)
        since = "" if risen is None else f"{risen:+.0%}{' slower' if risen > SLOWER else ''}"
        yield _row(
            (
                one.scenario,
                one.subject,
                _spread(one.wall, one.wall_range),
                _spread(one.cpu, one.cpu_range),
                f"{one.memory:.0f}",
                f"{one.other:.2f}",
                ", ".join(f"{peer} {share:.2f}" for peer, share in one.to_peer.items()),
                since,
            )
        )


def _spread(median: float, ends: tuple[float, float]) -> str:
    return f"{median:.2f} [{ends[0]:.2f}–{ends[1]:.2f}]"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
