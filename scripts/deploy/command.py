"""`vitrina deploy`: the output folder brought to a target, and what else there is to do with one.

What only some actions need they import themselves: a deploy in which nothing changed is over before that is loaded.
"""

import sys
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from threading import Event

import click

from scripts.deploy.carry import keep_ledger
from scripts.deploy.goal import Choice, Goal
from scripts.deploy.guards import StoppedError, refuse_overlap
from scripts.deploy.report import few_of
from scripts.deploy.session import Session, on_target, session
from scripts.deploy.source import read_source
from scripts.deploy.targets import LOCAL
from scripts.deploy.tending import ACTIONS
from scripts.deploy.terminal import deploy
from scripts.deploy.wire import is_origin


class _Group(click.Group):
    """A group whose first word is an action, or else the target of a deploy."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Group)
def command() -> None:
    """Brings the built shop to a target of shop.toml, or does something with one.

    `vitrina deploy [TARGET]` deploys; `vitrina deploy run --help` has its options. Without a target it is `local`: a
    bucket on this machine.
    """


@command.command()
@click.option("--output", "-o", type=click.Path(file_okay=False, path_type=Path), help="The folder to deploy.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and why, and do nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--wait", is_flag=True, help="Wait for a deploy that is under way.")
@click.option("--trust-manifest", is_flag=True, help="Do not list the target, believe the records.")
@click.option("--max-delete", type=click.IntRange(0), help="How many objects may be deleted.")
@click.option("--preview", metavar="NAME", help="Deploy beside the shop, unlisted, at /_preview/NAME/.")
@click.option("--show", is_flag=True, help="Show what is live at a local address, as the edge would.")
@click.option(
    "--port",
    "-p",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port of --show; 0 takes a free one.",
)
@on_target
def run(
    shop: Path,
    /,
    target: str,
    output: Path | None,
    max_delete: int | None,
    preview: str | None,
    port: int,
    **flags: bool,
) -> None:
    """Deploys the built shop."""
    below = _below(preview)
    folder = (output or shop / "output").resolve()
    with session(shop, target, dry=flags["dry_run"], below=below) as opened:
        if opened.target.url.startswith("file:"):
            refuse_overlap(folder, Path(opened.target.url.removeprefix("file:")))
        days = opened.target.grace_days
        choice = Choice(trust=flags["trust_manifest"], max_delete=max_delete, grace_days=days, wait=flags["wait"])
        make = partial(_built, opened, folder, below)
        deploy(opened, make, choice, dry=flags["dry_run"], ask=not flags["yes"], output=folder)
        if not flags["dry_run"]:
            _after(opened, folder, shop, below)
        if flags["show"]:
            from scripts.deploy.showing import showing

            with showing(opened.below(""), opened.shop.prefixes, folder, port) as front:
                click.echo(f"The shop is at {front.url}{below} as it would be live — Ctrl+C ends it.")
                with suppress(KeyboardInterrupt):
                    Event().wait()


@command.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, and why, and do nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--wait", is_flag=True, help="Wait for a deploy that is under way.")
@on_target
@click.argument("release", type=int, required=False)
def rollback(shop: Path, /, target: str, release: int | None, **flags: bool) -> None:
    """Returns to an earlier release, by default to the one before: its very bytes and headers, from the bucket."""
    if target.isdecimal() and release is None:
        target, release = LOCAL, int(target)
    with session(shop, target, dry=flags["dry_run"]) as opened:
        make = partial(_earlier, opened, release)
        choice = Choice(max_delete=sys.maxsize, grace_days=opened.target.grace_days, wait=flags["wait"])
        deploy(opened, make, choice, dry=flags["dry_run"], ask=not flags["yes"])


def _earlier(opened: Session, release: int | None) -> Goal:
    """A release of before, as what shall be live: before the one that is, when nobody else deploys any more."""
    from scripts.deploy.rollback import choose, goal_of

    head = opened.site.register.head
    return goal_of(opened.history.load(head, choose(head, release)), opened.site.store, opened.site.crew)


def _after(opened: Session, folder: Path, shop: Path, below: str) -> None:
    """Says where a preview is; what was published becomes the shop's own record of that."""
    if below and opened.target.address:
        click.echo(f"The preview is at {opened.target.address}/{below}")
    elif not below and opened.target.name != LOCAL:
        release = opened.history.live(opened.site.register.head)
        if why := keep_ledger(opened.site.store, release, folder, shop):
            click.echo(f"warning: {why} → make way, then vitrina deploy ledger {opened.target.name}", err=True)


def _below(preview: str | None) -> str:
    """The prefix of a preview, empty where none is meant."""
    if preview is None:
        return ""
    from scripts.deploy.preview import prefix_of

    return prefix_of(preview)


def _built(opened: Session, folder: Path, below: str) -> Goal:
    """What a build made, as what shall be live, or as a preview below a prefix; compressed where the target asks."""
    store, encoding = opened.site.store, opened.target.compress
    source = read_source(folder, store.prefix, opened.shop.address)
    if source.strangers:
        click.echo(f"{len(source.strangers):,} files that no build wrote stay here: {few_of(source.strangers)}")
    goal = Goal(source.wanted, source.file)
    if below:
        from scripts.deploy.preview import previewed

        goal = previewed(source, below)
    if encoding == "edge":
        return goal
    if not store.keeps_headers:
        raise StoppedError(f'{store.name} keeps no headers, so nothing in it can be compressed → compress = "edge"')
    from scripts.deploy.encoding import encoded

    return encoded(goal, encoding, opened.site.crew, opened.cache)


def _web(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """An address of the web. Raises `click.BadParameter` where it is none."""
    if value and not is_origin(value):
        raise click.BadParameter(f"“{value}” is no web address → write it as in https://www.shop.example")
    return value


@command.command("verify")
@click.option("--address", callback=_web, help="Where visitors see the target; by default what shop.toml says.")
@click.option("--all", "every", is_flag=True, help="Ask for every address, not for a sample.")
@click.option("--sample", default=200, show_default=True, type=click.IntRange(1), help="How many addresses to ask for.")
@on_target
def check(shop: Path, target: str, address: str | None, sample: int, *, every: bool) -> None:
    """Compares what visitors get with the release that is live: bytes, headers, redirects, 404s."""
    from scripts.deploy.redirects import redirects_in
    from scripts.deploy.showing import showing
    from scripts.deploy.verify import verify

    with session(shop, target) as opened:
        store, crew = opened.site.store, opened.site.crew
        head = opened.site.register.read()
        if not head.releases:
            raise StoppedError(f"{store.name}: nothing was deployed yet → vitrina deploy {target}")
        origin = (address or opened.target.address).rstrip("/")
        with ExitStack() as stack:
            if not origin:  # nobody but this machine sees it
                origin = stack.enter_context(showing(store, opened.shop.prefixes, shop / "output")).url.rstrip("/")
            release = opened.history.live(head)
            differences = verify(origin, release, redirects_in(store), crew, sample=None if every else sample)
        for one in differences:
            click.echo(str(one), err=True)
        if differences:
            raise StoppedError(
                f"{len(differences):,} addresses of {origin} are not as release {head.generation} has them"
            )
        click.echo(f"{origin} is as release {head.generation} has it")


for action in ACTIONS:
    command.add_command(action)
