"""`vitrina serve`: the built shop at a local address, rebuilt and reloaded when something it is made from changes.

Each build runs in a process of its own, so that changed plugin code takes part and a mistake ends that process only;
the pages on show stay as they were, with the report over them.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from watchfiles import Change, DefaultFilter, watch

from scripts.preview import PreviewServer, running, until_interrupted
from storefront.assets import load_assets
from storefront.problems import errors
from storefront.shop import PRODUCT

DEBOUNCE = 80
"""Milliseconds to wait for further changes: an editor writes a file in several steps."""


@click.command()
@click.option(
    "--port", "-p", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--output", "-o", type=click.Path(file_okay=False, path_type=Path), help="Output folder; by default output/."
)
@click.pass_obj
def command(shop: Path, port: int, bind: str, output: Path | None) -> None:
    """Shows the shop at a local address and keeps it up to date."""
    target = (output or shop / "output").resolve()
    with until_interrupted(bind, port), serving(shop, target, bind, port) as server:
        click.echo(f"The shop is at {server.url} — Ctrl+C ends it.")
        threading.Event().wait()


@contextmanager
def serving(shop: Path, output: Path, bind: str, port: int) -> Iterator[PreviewServer]:
    """A server of the shop's output with a watcher behind it, both ended with the block."""
    with PreviewServer((bind, port), output) as server:
        _rebuild(shop, output)
        with running(server, lambda stop: _watch(shop, output, server, stop)):
            yield server


def _watch(shop: Path, output: Path, server: PreviewServer, stop: threading.Event) -> None:
    roots = _roots(shop)
    for changes in watch(*roots, watch_filter=_Sources(roots, output), debounce=DEBOUNCE, stop_event=stop):
        names = sorted({Path(path).name for _, path in changes})
        click.echo(f"Changed: {', '.join(names[:3])}{' …' if len(names) > len(names[:3]) else ''}")
        swapped = _swap(shop, output, server, [Path(path) for _, path in changes])
        problem = _rebuild(shop, output)
        if problem or not swapped:
            server.tell("problem" if problem else "reload", problem)


def _swap(shop: Path, output: Path, server: PreviewServer, changed: Sequence[Path]) -> bool:
    """Gives the open pages a new style sheet at once, where nothing else has changed; the build may take its time."""
    layers = tuple(folder / "theme/static" for folder in dict.fromkeys((shop, PRODUCT)))
    if not all(path.suffix == ".css" and any(path.is_relative_to(one) for one in layers) for path in changed):
        return False
    try:
        assets = load_assets(layers)
    except OSError:  # an editor is still at it: the build will see
        return False
    sheet = assets.files.get(assets.stylesheet)
    if errors(assets.problems) or not isinstance(sheet, bytes) or (output / assets.stylesheet.lstrip("/")).exists():
        return False
    server.show_ahead(assets.stylesheet, sheet)
    server.tell("style", assets.stylesheet)
    return True


def _roots(shop: Path) -> list[Path]:
    """Everything that a build reads: the shop, and Vitrina's own theme, translations and code."""
    own = [PRODUCT / name for name in ("theme", "translations", "plugins")]
    return [shop, *(folder for folder in own if not folder.is_relative_to(shop))]


class _Sources(DefaultFilter):
    """Lets sources through: neither the output nor the cache, nor what tools leave behind."""

    hidden = frozenset({*DefaultFilter.ignore_dirs, ".cache", ".ruff_cache", "tests"})

    def __init__(self, roots: Sequence[Path], output: Path) -> None:
        super().__init__(ignore_dirs=())
        self._roots = roots
        self._output = output

    def __call__(self, change: Change, path: str) -> bool:
        place = Path(path)
        root = next((root for root in self._roots if place.is_relative_to(root)), Path("/"))
        # below the root: what the shop's own folder is called is its owner's business
        skipped = place.is_relative_to(self._output) or self.hidden & set(place.relative_to(root).parts)
        return not skipped and super().__call__(change, path)


def _rebuild(shop: Path, output: Path) -> str:
    """Builds once; returns the report where it failed."""
    arguments = [sys.executable, "-m", "scripts", "--shop", str(shop), "build", "--output", str(output)]
    done = subprocess.run(arguments, cwd=PRODUCT, capture_output=True, text=True, check=False)
    click.echo(done.stderr + done.stdout, nl=False)
    return (done.stderr or "the build failed") if done.returncode else ""
