"""`vitrina deploy`: the output folder brought to a target, and what else there is to do with one.

What only some actions need they import themselves: a deploy in which nothing changed is over before that is loaded.
"""

import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import click

from scripts.deploy.carry import NAME, fetch_ledger, keep_ledger
from scripts.deploy.deploying import held
from scripts.deploy.goal import Choice, Goal
from scripts.deploy.guards import StoppedError
from scripts.deploy.lease import new_lease
from scripts.deploy.report import few_of, history_lines, status_lines, waste_lines
from scripts.deploy.session import Session, session, told
from scripts.deploy.source import read_source
from scripts.deploy.targets import LOCAL
from scripts.deploy.terminal import deploy


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


def _target(action: Callable[..., None]) -> Callable[..., None]:
    return click.argument("target", default=LOCAL)(action)


@command.command()
@_target
@click.option("--output", "-o", type=click.Path(file_okay=False, path_type=Path), help="The folder to deploy.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and why, and do nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--wait", is_flag=True, help="Wait for a deploy that is under way.")
@click.option("--trust-manifest", is_flag=True, help="Do not list the target, believe the records.")
@click.option("--max-delete", type=click.IntRange(0), help="How many objects may be deleted.")
@click.option("--preview", metavar="NAME", help="Deploy beside the shop, unlisted, at /_preview/NAME/.")
@click.option("--show", is_flag=True, help="Show what is live at a local address, as the edge would.")
@click.option("--port", "-p", default=8080, show_default=True, help="Port of --show; 0 takes a free one.")
@click.pass_obj
@told
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
        days = opened.target.grace_days
        choice = Choice(trust=flags["trust_manifest"], max_delete=max_delete, grace_days=days, wait=flags["wait"])
        make = partial(_built, opened, folder, below)
        deploy(opened, make, choice, dry=flags["dry_run"], ask=not flags["yes"], output=folder)
        if below and opened.target.address:
            click.echo(f"The preview is at {opened.target.address}/{below}")
        elif opened.target.name != LOCAL and not flags["dry_run"]:
            keep_ledger(folder, shop)
        if flags["show"]:
            from scripts.deploy.showing import showing

            with showing(opened.below(""), opened.shop.prefixes, folder, port) as front:
                click.echo(f"The shop is at {front.url}{below} as it would be live — Ctrl+C ends it.")
                with suppress(KeyboardInterrupt):
                    Event().wait()


@command.command()
@_target
@click.argument("release", type=int, required=False)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and why, and do nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--wait", is_flag=True, help="Wait for a deploy that is under way.")
@click.pass_obj
@told
def rollback(shop: Path, /, target: str, release: int | None, **flags: bool) -> None:
    """Returns to an earlier release, by default to the one before: its very bytes and headers, from the bucket."""
    from scripts.deploy.rollback import choose, goal_of

    if target.isdecimal():
        target, release = LOCAL, int(target)
    with session(shop, target, dry=flags["dry_run"]) as opened:
        head = opened.site.register.read()
        entry = choose(head, release)
        make = partial(goal_of, entry, opened.history, opened.site.store, opened.site.crew)
        choice = Choice(max_delete=sys.maxsize, grace_days=opened.target.grace_days, wait=flags["wait"])
        deploy(opened, make, choice, dry=flags["dry_run"], ask=not flags["yes"])


def _below(preview: str | None) -> str:
    """The prefix of a preview, empty where none is meant."""
    if preview is None:
        return ""
    from scripts.deploy.preview import prefix_of

    return prefix_of(preview)


def _built(opened: Session, folder: Path, below: str) -> Goal:
    """What a build made, as what shall be live, or as a preview below a prefix; compressed where the target asks."""
    store, encoding = opened.site.store, opened.target.compress
    source = read_source(folder, store.prefix)
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


@command.command()
@_target
@click.pass_obj
@told
def status(shop: Path, target: str) -> None:
    """Says what is live, who deploys, and what is unfinished."""
    with session(shop, target) as opened:
        for line in status_lines(opened.site.register.read(), opened.site.store):
            click.echo(line)


@command.command()
@_target
@click.pass_obj
@told
def history(shop: Path, target: str) -> None:
    """Lists the releases that can be returned to."""
    with session(shop, target) as opened:
        for line in history_lines(opened.site.register.read()):
            click.echo(line)


@command.command()
@_target
@click.pass_obj
@told
def ledger(shop: Path, target: str) -> None:
    """Brings the record of every address ever published into the shop's folder, for the next build."""
    with session(shop, target) as opened:
        changed = fetch_ledger(opened.site.store, shop)
        if changed is None:
            click.echo(f"{opened.site.store.name}: nothing was published yet")
        else:
            click.echo(f"{shop / NAME} is {'now' if changed else 'already'} the one of {opened.site.store.name}")


@command.command()
@_target
@click.option(
    "--output", "-o", type=click.Path(file_okay=False, path_type=Path), help="The folder that is deployed next."
)
@click.pass_obj
@told
def policy(shop: Path, target: str, output: Path | None) -> None:
    """Has the edge's security policy allow what the built pages load, beside what it allows: before their deploy."""
    from storefront.headers import security_headers

    folder = (output or shop / "output").resolve()
    with session(shop, target) as opened:
        read_source(folder)  # refuses what is no output
        needed = security_headers(folder)["Content-Security-Policy"]
        if opened.cdn is None:
            raise StoppedError(f"{target} has no CDN → have its server send Content-Security-Policy: {needed}")
        changed = opened.cdn.allow(needed)
        click.echo(f"the edge's security policy {'now' if changed else 'already'} allows what the pages load")


@command.command("verify")
@_target
@click.option("--address", help="Where visitors see the target; by default what shop.toml says.")
@click.option("--all", "every", is_flag=True, help="Ask for every address, not for a sample.")
@click.option("--sample", default=200, show_default=True, type=click.IntRange(1), help="How many addresses to ask for.")
@click.pass_obj
@told
def check(shop: Path, target: str, address: str | None, sample: int, *, every: bool) -> None:
    """Compares what visitors get with the release that is live: bytes, headers, redirects, 404s."""
    from scripts.deploy.redirects import redirects_in
    from scripts.deploy.showing import showing
    from scripts.deploy.verify import verify

    with session(shop, target) as opened:
        store, crew = opened.site.store, opened.site.crew
        head = opened.site.register.read()
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


@command.command("gc")
@_target
@click.option("--yes", "-y", is_flag=True, help="Delete; without it the command only says what it would.")
@click.pass_obj
@told
def collect(shop: Path, target: str, *, yes: bool) -> None:
    """Deletes what nothing needs: expired files, leftovers of deploys that died, old records, old previews."""
    from scripts.deploy.collect import old_previews, remove, remove_preview, waste

    with session(shop, target) as opened:
        register, crew = opened.site.register, opened.site.crew
        head = register.read()
        if (holder := register.holder) or head.journal:
            raise StoppedError(held(holder, register.left) if holder else "a deploy did not end → deploy first")
        found = waste(opened.site, opened.history, head, opened.target.grace_days)
        whole, days = opened.below(""), opened.target.preview_days
        previews = list(old_previews(whole, opened.below, crew, register.token, days))
        for line in waste_lines(found, previews):
            click.echo(line)
        count = len(found.everything) + sum(len(one.objects) for one in previews)
        if not yes:
            click.echo(f"{count:,} objects to delete; --yes deletes them")
            return
        left = remove(opened.site, found.everything) if found.everything else {}
        left |= {f"{one.prefix}{key}": why for one in previews for key, why in remove_preview(one).items()}
        for key, why in left.items():
            click.echo(f"{key} was not deleted: {why}", err=True)
        click.echo(f"{count - len(left):,} objects deleted")


@command.command()
@_target
@click.option("--reason", default="locked by hand", show_default=True, help="What others are told.")
@click.pass_obj
@told
def lock(shop: Path, target: str, reason: str) -> None:
    """Keeps everybody from deploying to a target until it is unlocked."""
    with session(shop, target) as opened:
        register = opened.site.register
        head = register.read()
        if holder := register.holder:
            raise StoppedError(held(holder, register.left))
        lease = new_lease(register.token, reason, 0)
        register.swap(lambda _: replace(head, shop=opened.shop.address, lease=lease))
        click.echo(f"{opened.site.store.name} is locked")


@command.command()
@_target
@click.option("--force", is_flag=True, help="Take away the lease of a deploy that may be at work still.")
@click.pass_obj
@told
def unlock(shop: Path, target: str, *, force: bool) -> None:
    """Takes a lock away; the lease of a deploy only by force, for what that one still writes is not held back."""
    with session(shop, target) as opened:
        register = opened.site.register
        head = register.read()
        if (holder := register.holder) and holder.seconds and not force:
            raise StoppedError(f"{held(holder, register.left).partition(' → ')[0]} → wait, or end it, or add --force")
        if head.lease:
            register.swap(lambda _: replace(head, lease=None))
        click.echo(f"{opened.site.store.name} {'is unlocked' if head.lease else 'was not locked'}")
