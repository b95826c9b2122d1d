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
    shutil.copytree(STARTER, folder, dirs_exist_ok=True)
    click.echo(f"A new shop is in {folder}: start with its shop.toml.")
    click.echo(f"Look at it: vitrina --shop {shlex.quote(str(folder))} serve")
