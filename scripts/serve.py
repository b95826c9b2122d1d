"""`vitrina serve`: the built shop at a local address, rebuilt and reloaded when something it is made from changes.

Each build runs in a process of its own, so that changed plugin code takes part and a mistake ends that process only;
the pages on show stay as they were, with the report over them.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from watchfiles import DefaultFilter, watch

from scripts.preview import PreviewServer
from storefront.shop import PRODUCT

DEBOUNCE = 80
"""Milliseconds to wait for further changes: an editor writes a file in several steps."""


@click.command()
@click.option("--port", "-p", default=8000, show_default=True, help="Port; 0 takes a free one.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--output", "-o", type=click.Path(file_okay=False, path_type=Path), help="Output folder; by default output/."
)
@click.pass_obj
def command(shop: Path, port: int, bind: str, output: Path | None) -> None:
    """Shows the shop at a local address and keeps it up to date."""
    target = (output or shop / "output").resolve()
    with serving(shop, target, bind, port) as server:
        click.echo(f"The shop is at {server.url} — Ctrl+C ends it.")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("")


@contextmanager
def serving(shop: Path, output: Path, bind: str, port: int) -> Iterator[PreviewServer]:
    """A server of the shop's output with a watcher behind it, both ended with the block."""
    stop = threading.Event()
    _rebuild(shop, output)
    with PreviewServer((bind, port), output) as server:
        threads = [
            threading.Thread(target=server.serve_forever, daemon=True),
            threading.Thread(target=_watch, args=(shop, output, server, stop), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            yield server
        finally:
            stop.set()
            server.shutdown()
            for thread in threads:
                thread.join()


def _watch(shop: Path, output: Path, server: PreviewServer, stop: threading.Event) -> None:
    for changes in watch(*_roots(shop), watch_filter=_Sources(output), debounce=DEBOUNCE, stop_event=stop):
        names = sorted({Path(path).name for _, path in changes})
        click.echo(f"Changed: {', '.join(names[:3])}{' …' if len(names) > len(names[:3]) else ''}")
        problem = _rebuild(shop, output)
        server.tell("problem" if problem else "reload", problem)


def _roots(shop: Path) -> list[Path]:
    """Everything that a build reads: the shop, and Vitrina's own theme, translations and code."""
    own = [PRODUCT / name for name in ("theme", "translations", "plugins")]
    return [shop, *(folder for folder in own if not folder.is_relative_to(shop))]


class _Sources(DefaultFilter):
    """Lets sources through: neither the output nor the cache, nor what tools leave behind."""

    def __init__(self, output: Path) -> None:
        super().__init__(ignore_paths=[output])

    def __call__(self, change: object, path: str) -> bool:
        hidden = {".cache", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", "tests", "__pycache__"}
        return not hidden & set(Path(path).parts) and super().__call__(change, path)  # type: ignore[arg-type]  # passed on


def _rebuild(shop: Path, output: Path) -> str:
    """Builds once; returns the report where it failed."""
    arguments = [sys.executable, "-m", "scripts", "--shop", str(shop), "build", "--output", str(output)]
    done = subprocess.run(arguments, cwd=PRODUCT, capture_output=True, text=True, check=False)
    click.echo(done.stderr + done.stdout, nl=False)
    return (done.stderr or "the build failed") if done.returncode else ""
