"""`vitrina <command>`: each command lives in a module of its own and is imported when it is called."""

import atexit
import errno
import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

import click

COMMANDS = {
    "build": "scripts.build",
    "serve": "scripts.serve",
    "new-shop": "scripts.new_shop",
    "catalog": "scripts.catalog",
    "translate": "scripts.translate",
    "locale": "scripts.locale",
    "infra": "scripts.infra",
    "bench": "scripts.bench.command",
    "deploy": "scripts.deploy.command",
    "check": "scripts.check",
}
"""Every command with the module that holds it, as `command`."""

REFUSED = {
    errno.EACCES: "check its permissions",
    errno.EPERM: "check its permissions and its owner",
    errno.EROFS: "name a place that can be written",
    errno.ENOSPC: "make room, or name another place",
    errno.EDQUOT: "make room, or name another place",
    errno.EFBIG: "make room, or name another place",
    errno.EEXIST: "move that file: a folder belongs there",
    errno.ENOTDIR: "name a folder",
    errno.EISDIR: "name a file",
    errno.ENOENT: "name a place that is there; where it was there a moment ago, try again",
    errno.ENAMETOOLONG: "give it a shorter name, or name a place nearer to the root",
    errno.ELOOP: "mend or remove the link",
}
"""What the system refuses, whatever we do, with what helps."""

gc.set_threshold(200_000)  # what a command imports and reads is no garbage: looking for some took a tenth of its time
atexit.register(gc.freeze)  # nor at its end, where Python looks twice at all that there is: the system takes it back


class _Lazy(click.Group):
    """A group that imports a command only when it is asked for: starting all of them would cost more than a build."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found = import_module(COMMANDS[name]).command
        if not isinstance(found, click.Command):
            raise TypeError(f"{COMMANDS[name]}.command is no command")
        return found

    def invoke(self, ctx: click.Context) -> object:
        """Runs a command; a file that the system refuses is named in a line. Raises `click.ClickException`."""
        try:
            return super().invoke(ctx)
        except (OSError, RuntimeError) as caught:
            error = caught if isinstance(caught, OSError) else _led_round(caught)
            if error is None or error.errno not in REFUSED:
                raise
            place = f"{error.filename}  " if error.filename else ""  # a write does not know its file
            raise click.ClickException(f"{place}{error.strerror} → {REFUSED[error.errno]}") from error


def _led_round(error: RuntimeError) -> OSError | None:
    """What the system said of a link that leads back to itself: pathlib tells it so before Python 3.13."""
    said = error.__context__
    return said if isinstance(said, OSError) and said.errno == errno.ELOOP else None


def _open_streams() -> None:
    """Gives a process that was started without its streams some: else the first file would take the number of one."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:  # noqa: PLR2004 - standard error
        pass
    os.close(number)
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--shop",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder of the shop, the one with shop.toml; by default this one.",
)
@click.pass_context
def main(context: click.Context, shop: Path) -> None:
    """Builds multilingual storefronts from catalog exports and Markdown."""
    _open_streams()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # as stderr is: a word that it cannot spell ends no command
    context.obj = shop.resolve()


if __name__ == "__main__":
    sys.exit(main(prog_name="vitrina"))
