"""`vitrina new-shop DIR`: a minimal shop that builds at once, to grow from."""

import shlex
import shutil
import sys
from pathlib import Path

import click

STARTER = Path(__file__).parent / "starter"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Writes a new shop into FOLDER, which must not exist yet or be empty."""
    if folder.exists() and any(folder.iterdir()):
        click.echo(f"{folder} is not empty → name a new folder", err=True)
        sys.exit(1)
    try:
        _copy(folder)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)  # half a shop would only be in the way of the next try
        raise
    click.echo(f"A new shop is in {folder}: start with its shop.toml.")
    click.echo(f"Look at it: vitrina --shop {shlex.quote(str(folder))} serve")


def _copy(folder: Path) -> None:
    """Writes the starter into a folder. Raises OSError at the first file that cannot be written."""
    for path in sorted(STARTER.rglob("*")):
        target = folder / path.relative_to(STARTER)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
