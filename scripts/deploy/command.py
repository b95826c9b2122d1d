"""`vitrina deploy`: the output folder brought to a target, and what else there is to do with one.

What only some actions need they import themselves: a deploy in which nothing changed is over before that is loaded.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial, wraps
from pathlib import Path
from threading import Event
from typing import ParamSpec
from uuid import uuid4

import click

from scripts.deploy.apply import Site
from scripts.deploy.carry import LEDGER, fetch_ledger, keep_ledger, refuse_forgetting
from scripts.deploy.cdn import Cdn, CdnError
from scripts.deploy.crew import Crew
from scripts.deploy.deploying import Choice, Deploying, Goal, Listener, Planned, held
from scripts.deploy.dry import DryCdn, DryStore
from scripts.deploy.guards import StoppedError
from scripts.deploy.head import FencedError, Register
from scripts.deploy.history import History
from scripts.deploy.lease import Lease, new_lease
from scripts.deploy.plan import Write
from scripts.deploy.progress import Progress
from scripts.deploy.report import few_of, history_lines, plan_lines, status_lines
from scripts.deploy.source import read_source
from scripts.deploy.store import Store, StoreError
from scripts.deploy.targets import LOCAL, THREADS, Target, find_target, open_store
from storefront.ledger import NAME
from storefront.problems import InputError, report
from storefront.shop import Shop, load_shop

P = ParamSpec("P")


class _Group(click.Group):
    """A group whose first word is an action, or else the target of a deploy."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["run", *args]
        return super().parse_args(ctx, args)


@dataclass(frozen=True, slots=True)
class Session:
    """A target, opened."""

    shop: Shop
    target: Target
    site: Site
    history: History
    cdn: Cdn | None


@contextmanager
def session(folder: Path, name: str, *, dry: bool = False, below: str = "") -> Iterator[Session]:
    """Opens a target of a shop, and the server of this machine where it is `local`."""
    gc.set_threshold(200_000)  # a deploy makes values by the hundred thousand, and hardly a circle of them
    shop = load_shop(folder)
    with ExitStack() as stack:
        crew = stack.enter_context(Crew(THREADS))
        cache = folder / ".cache" / "deploy"
        if name == LOCAL and LOCAL not in shop.settings.deploy:
            from scripts.deploy.local import running, store_of

            origin = stack.enter_context(running(cache / LOCAL))
            store: Store = store_of(origin, prefix=below)
            target = Target(LOCAL, store.name, origin, "", "", "", 30, fence=True)
        else:
            target = find_target(shop, name)
            store = open_store(target, below)
        history = History(store, cache / "releases")
        if dry:
            store = DryStore(store)
            history = History(store)
        register = Register(store, uuid4().hex[:12])
        cdn = _cdn_of(target, shop) if target.cdn else None
        yield Session(shop, target, Site(store, register, crew), history, DryCdn(cdn) if dry and cdn else cdn)


def _cdn_of(target: Target, shop: Shop) -> Cdn:
    from scripts.deploy.cdn.registry import open_cdn

    return open_cdn(target.cdn, target.address, [locale.prefix for locale in shop.locales])


def _told(action: Callable[P, None]) -> Callable[P, None]:
    """Ends with status 1 and one line where an action cannot be done."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            action(*args, **kwargs)
        except InputError as error:
            click.echo(report(error.problems), err=True)
        except (StoppedError, StoreError, CdnError) as error:
            click.echo(f"error: {error}", err=True)
        except FencedError as error:
            click.echo(f"stopped: {error} → the deploy that took over finishes both", err=True)
        except KeyboardInterrupt:
            click.echo("stopped: run the command again to go on", err=True)
        else:
            return
        sys.exit(1)

    return run


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
@click.option("--show", is_flag=True, help="Show what is live at a local address, as the edge would.")
@click.option("--port", "-p", default=8080, show_default=True, help="Port of --show; 0 takes a free one.")
@click.pass_obj
@_told
def run(shop: Path, /, target: str, output: Path | None, max_delete: int | None, port: int, **flags: bool) -> None:
    """Deploys the built shop."""
    with session(shop, target, dry=flags["dry_run"]) as opened:
        folder = (output or shop / "output").resolve()
        choice = Choice(
            trust=flags["trust_manifest"],
            max_delete=max_delete,
            grace_days=opened.target.grace_days,
            wait=flags["wait"],
        )
        _deploy(
            opened,
            partial(_built, folder, opened.site.store.prefix),
            choice,
            dry=flags["dry_run"],
            ask=not flags["yes"],
            output=folder,
        )
        if opened.target.name != LOCAL and not flags["dry_run"]:
            keep_ledger(folder, shop)
        if flags["show"]:
            from scripts.deploy.showing import showing

            with showing(opened.site.store, opened.shop, folder, port) as front:
                click.echo(f"The shop is at {front.url} as it would be live — Ctrl+C ends it.")
                Event().wait()


@command.command()
@_target
@click.argument("release", type=int, required=False)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and why, and do nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--wait", is_flag=True, help="Wait for a deploy that is under way.")
@click.pass_obj
@_told
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
        _deploy(opened, make, choice, dry=flags["dry_run"], ask=not flags["yes"])


def _built(folder: Path, prefix: str) -> Goal:
    """What a build made, as what shall be live."""
    source = read_source(folder, prefix)
    if source.strangers:
        click.echo(f"{len(source.strangers):,} files that no build wrote stay here: {few_of(source.strangers)}")
    return Goal(source.wanted, source.file)


class _Terminal(Listener):
    """Shows a plan, asks, and draws the progress."""

    def __init__(self, opened: Session, output: Path | None, *, every: bool, trust: bool, ask: bool) -> None:
        self._store, self._target, self._output = opened.site.store, opened.target.name, output
        self._every, self._trust, self._ask = every, trust, ask
        self.progress = Progress(0, 0)
        self._waited = ""
        self.asked = False

    def waiting(self, lease: Lease) -> None:
        if lease.token != self._waited:
            self._waited = lease.token
            click.echo(f"{held(lease, lease.seconds).partition(';')[0]}; waiting", err=True)

    def planned(self, planned: Planned) -> bool:
        self.asked = True
        if self._output and any(write.key == LEDGER for write in planned.plan.writes):
            refuse_forgetting(self._store, self._output, self._target)
        for line in plan_lines(planned, self._store, every=self._every, trust=self._trust):
            click.echo(line)
        self.progress = Progress(len(planned.plan.writes), planned.plan.size)
        if not self._ask:
            return True
        if not sys.stdin.isatty():
            raise StoppedError("nobody is there to be asked → add --yes")
        return click.confirm("Deploy?", default=True)

    def wrote(self, write: Write) -> None:
        self.progress.step(write.wanted.size)

    def said(self, line: str) -> None:
        click.echo(line, err=True)


def _deploy(
    opened: Session, make: Callable[[], Goal], choice: Choice, *, dry: bool, ask: bool, output: Path | None = None
) -> None:
    """Deploys a goal; `output` is the build that it comes from, None where it is a release of before."""
    store, ask = opened.site.store, ask and not dry and opened.target.name != LOCAL
    terminal = _Terminal(opened, output, every=dry, trust=choice.trust, ask=ask)
    deploying = Deploying(opened.site, opened.history, opened.shop.address, choice, opened.cdn, terminal)
    outcome = deploying.run(make)
    terminal.progress.end()
    for key, why in outcome.left.items():
        click.echo(f"{key} was not deleted: {why}", err=True)
    if not terminal.asked:
        click.echo(f"{store.name}: nothing changed, release {outcome.generation} is live")
    else:
        done = "would be" if dry else "is"
        click.echo(f"{store.name}: release {outcome.generation} {done} live")


@command.command()
@_target
@click.pass_obj
@_told
def status(shop: Path, target: str) -> None:
    """Says what is live, who deploys, and what is unfinished."""
    with session(shop, target) as opened:
        for line in status_lines(opened.site.register.read(), opened.site.store):
            click.echo(line)


@command.command()
@_target
@click.pass_obj
@_told
def history(shop: Path, target: str) -> None:
    """Lists the releases that can be returned to."""
    with session(shop, target) as opened:
        for line in history_lines(opened.site.register.read()):
            click.echo(line)


@command.command()
@_target
@click.pass_obj
@_told
def ledger(shop: Path, target: str) -> None:
    """Brings the record of every address ever published into the shop's folder, for the next build."""
    with session(shop, target) as opened:
        changed = fetch_ledger(opened.site.store, shop)
        if changed is None:
            click.echo(f"{opened.site.store.name}: nothing was published yet")
        else:
            click.echo(f"{shop / NAME} is {'now' if changed else 'already'} the one of {opened.site.store.name}")


@command.command("verify")
@_target
@click.option("--address", help="Where visitors see the target; by default what shop.toml says.")
@click.option("--all", "every", is_flag=True, help="Ask for every address, not for a sample.")
@click.option("--sample", default=200, show_default=True, type=click.IntRange(1), help="How many addresses to ask for.")
@click.pass_obj
@_told
def check(shop: Path, target: str, address: str | None, sample: int, *, every: bool) -> None:
    """Compares what visitors get with the release that is live: bytes, headers, redirects, 404s."""
    from scripts.deploy.showing import redirects_in, showing
    from scripts.deploy.verify import verify

    with session(shop, target) as opened:
        store, crew = opened.site.store, opened.site.crew
        head = opened.site.register.read()
        origin = (address or opened.target.address).rstrip("/")
        with ExitStack() as stack:
            if not origin:  # nobody but this machine sees it
                origin = stack.enter_context(showing(store, opened.shop, shop / "output")).url.rstrip("/")
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
@_told
def collect(shop: Path, target: str, *, yes: bool) -> None:
    """Deletes what nothing needs: expired files, leftovers of deploys that died, records of old times."""
    from scripts.deploy.collect import waste

    with session(shop, target) as opened:
        register = opened.site.register
        head = register.read()
        if (holder := register.holder) or head.journal:
            raise StoppedError(held(holder, register.left) if holder else "a deploy did not end → deploy first")
        found = waste(opened.site, opened.history, head, opened.target.grace_days)
        for what, keys in (("expired", found.expired), ("left over", found.orphans), ("old record", found.records)):
            for key in keys:
                click.echo(f"  {what:10} {key}")
        if found.strangers:
            click.echo(f"{len(found.strangers):,} objects of somebody else stay: {few_of(found.strangers)}")
        everything = {**found.expired, **found.orphans, **found.records}
        if everything and yes:
            register.swap(lambda head: replace(head, lease=new_lease(register.token, "collecting garbage")))
            left = opened.site.store.delete(everything)
            register.swap(lambda head: replace(head, lease=None))
            everything = {key: etag for key, etag in everything.items() if key not in left}
        click.echo(f"{len(everything):,} objects {'deleted' if yes else 'to delete; --yes deletes them'}")


@command.command()
@_target
@click.option("--reason", default="locked by hand", show_default=True, help="What others are told.")
@click.pass_obj
@_told
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
@click.pass_obj
@_told
def unlock(shop: Path, target: str) -> None:
    """Takes a lock or a lease away, whoever holds it; a deploy that is still at work stops at its next write."""
    with session(shop, target) as opened:
        head = opened.site.register.read()
        opened.site.register.swap(lambda _: replace(head, lease=None))
        click.echo(
            f"{opened.site.store.name} is unlocked" if head.lease else f"{opened.site.store.name} was not locked"
        )
