"""What there is to do with a target beside deploying to it: look at it, lock it, clear it up, prepare its edge."""

from dataclasses import replace
from pathlib import Path

import click

from scripts.deploy.carry import NAME, fetch_ledger
from scripts.deploy.deploying import held
from scripts.deploy.guards import StoppedError
from scripts.deploy.lease import new_lease
from scripts.deploy.report import history_lines, status_lines, waste_lines
from scripts.deploy.session import on_target, session
from scripts.deploy.source import read_source


@click.command()
@on_target
def status(shop: Path, target: str) -> None:
    """Says what is live, who deploys, and what is unfinished."""
    with session(shop, target) as opened:
        for line in status_lines(opened.site.register.read(), opened.site.store):
            click.echo(line)


@click.command()
@on_target
def history(shop: Path, target: str) -> None:
    """Lists the releases that can be returned to."""
    with session(shop, target) as opened:
        for line in history_lines(opened.site.register.read()):
            click.echo(line)


@click.command()
@on_target
def ledger(shop: Path, target: str) -> None:
    """Brings the record of every address ever published into the shop's folder, for the next build."""
    with session(shop, target) as opened:
        changed = fetch_ledger(opened.site.store, shop)
        if changed is None:
            click.echo(f"{opened.site.store.name}: nothing was published yet")
        else:
            click.echo(f"{shop / NAME} is {'now' if changed else 'already'} the one of {opened.site.store.name}")


@click.command()
@click.option(
    "--output", "-o", type=click.Path(file_okay=False, path_type=Path), help="The folder that is deployed next."
)
@on_target
def policy(shop: Path, target: str, output: Path | None) -> None:
    """Has the edge's security policy allow what the built pages load, beside what it allows: before their deploy."""
    from storefront.headers import security_headers

    folder = (output or shop / "output").resolve()
    with session(shop, target) as opened:
        read_source(folder)  # refuses what is no output
        needed = security_headers(folder)["Content-Security-Policy"]
        changed = opened.cdn.allow(needed) if opened.cdn else None
        if changed is None:
            said = f"{target} has no headers that are set from here"
            click.echo(f"{said} → have it send Content-Security-Policy: {needed}")
        else:
            click.echo(f"the edge's security policy {'now' if changed else 'already'} allows what the pages load")


@click.command("gc")
@click.option("--yes", "-y", is_flag=True, help="Delete; without it the command only says what it would.")
@on_target
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


@click.command()
@click.option("--reason", default="locked by hand", show_default=True, help="What others are told.")
@on_target
def lock(shop: Path, target: str, reason: str) -> None:
    """Keeps everybody from deploying to a target until it is unlocked."""
    with session(shop, target) as opened:
        register = opened.site.register
        head = register.read()
        if holder := register.holder:
            raise StoppedError(held(holder, register.left))
        lease = new_lease(register.token, reason, 0)
        register.swap(lambda _: replace(head, shop=head.shop or opened.shop.address, lease=lease))
        click.echo(f"{opened.site.store.name} is locked")


@click.command()
@click.option("--force", is_flag=True, help="Take away the lease of a deploy that may be at work still.")
@on_target
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


ACTIONS = (status, history, ledger, policy, collect, lock, unlock)
