"""A deploy in the terminal: the plan is shown, somebody is asked, the progress is drawn."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from scripts.deploy.carry import LEDGER, forgetting, published
from scripts.deploy.deploying import Deploying, held
from scripts.deploy.goal import Choice, Goal, Listener, Planned
from scripts.deploy.guards import StoppedError
from scripts.deploy.lease import Lease
from scripts.deploy.plan import Write
from scripts.deploy.progress import Progress
from scripts.deploy.report import plan_lines
from scripts.deploy.session import Session
from scripts.deploy.targets import LOCAL


class Terminal(Listener):
    """Shows a plan, asks, and draws the progress."""

    def __init__(self, opened: Session, output: Path | None, *, every: bool, trust: bool, ask: bool) -> None:
        self._opened, self._output = opened, output
        self._every, self._trust, self._ask = every, trust, ask
        self.progress = Progress(0, 0)
        self._waited = ""
        self.asked = False

    def waiting(self, lease: Lease) -> None:
        """Says once who is waited for."""
        if lease.token != self._waited:
            self._waited = lease.token
            click.echo(f"{held(lease, lease.seconds).partition(';')[0]}; waiting", err=True)

    def planned(self, planned: Planned) -> bool:
        """Shows the plan and asks."""
        self.asked, store = True, self._opened.site.store
        there = planned.state.objects.get(LEDGER)
        if there and self._output and any(write.key == LEDGER for write in planned.plan.writes):
            ledger = published(store, there, self._opened.folder)
            if line := forgetting(ledger, self._output, self._opened.target.name):
                click.echo(f"warning: {line}", err=True)
        for line in plan_lines(planned, store, every=self._every, trust=self._trust):
            click.echo(line)
        self.progress = Progress(len(planned.plan.writes), planned.plan.size)
        if not self._ask:
            return True
        if not sys.stdin.isatty():
            raise StoppedError("nobody is there to be asked → add --yes")
        return click.confirm("Deploy?", default=True)

    def wrote(self, write: Write) -> None:
        """Draws the progress."""
        self.progress.step(write.wanted.size)

    def said(self, line: str) -> None:
        """Prints it."""
        click.echo(line, err=True)


def deploy(
    opened: Session, make: Callable[[], Goal], choice: Choice, *, dry: bool, ask: bool, output: Path | None = None
) -> None:
    """Deploys what `make` returns, and says what was done.

    `output` is the build that it comes from, `None` where it is a release of before.
    """
    store, ask = opened.site.store, ask and not dry and opened.target.name != LOCAL
    terminal = Terminal(opened, output, every=dry, trust=choice.trust, ask=ask)
    deploying = Deploying(opened.site, opened.history, opened.shop.address, choice, opened.cdn, terminal, opened.around)
    outcome = deploying.run(make)
    terminal.progress.end()
    for key, why in outcome.left.items():
        click.echo(
            f"{key} was not deleted: {why} → find out why, then vitrina deploy gc {opened.target.name}", err=True
        )
    if not terminal.asked:
        click.echo(f"{store.name}: nothing changed, release {outcome.generation} is live")
    else:
        done = "would be" if dry else "is"
        click.echo(f"{store.name}: release {outcome.generation} {done} live")
