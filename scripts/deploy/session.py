"""A target of a shop, opened for an action: its store, its records, its CDN.

What only some targets need is imported with them: a deploy in which nothing changed is over before that is loaded.
"""

import gc
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import ParamSpec
from uuid import uuid4

import click

from scripts.deploy.apply import Site
from scripts.deploy.cdn import Cdn, CdnError
from scripts.deploy.crew import Crew
from scripts.deploy.dry import DryCdn, DryStore
from scripts.deploy.guards import StoppedError
from scripts.deploy.head import FencedError, Head, Register
from scripts.deploy.history import History
from scripts.deploy.places import Places, read_places
from scripts.deploy.store import Store, StoreError
from scripts.deploy.targets import LOCAL, THREADS, Target, find_target, open_store
from storefront.problems import InputError, report

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Session:
    """A target, opened."""

    folder: Path
    """The shop's."""
    shop: Places
    target: Target
    site: Site
    history: History
    cdn: Cdn | None
    cache: Path
    """A folder that may be lost."""
    below: Callable[[str], Store]
    """Opens a prefix of the target, empty for the target itself: `site` may be a preview below it."""
    around: Callable[[], Head] | None
    """Reads the head of the target itself, where `site` is a preview below it."""


@contextmanager
def session(folder: Path, name: str, *, dry: bool = False, below: str = "") -> Iterator[Session]:
    """Opens a target of a shop, or a preview below it, and the server of this machine where it is `local`."""
    gc.set_threshold(200_000)  # a deploy makes values by the hundred thousand, and hardly a circle of them
    shop = read_places(folder)
    with ExitStack() as stack:
        crew = stack.enter_context(Crew(THREADS))
        cache = folder / ".cache" / "deploy"
        if name == LOCAL and LOCAL not in shop.targets:
            from scripts.deploy.engines import find_engine
            from scripts.deploy.local import BUCKET, explaining, running, store_of

            engine = find_engine()
            if not engine.keeps:
                click.echo(
                    f"SeaweedFS is not here; {engine.name} stands in for it and forgets the shop at its end", err=True
                )
            origin = stack.enter_context(running(cache / LOCAL, engine))
            stack.enter_context(explaining(cache / LOCAL))
            target = Target(LOCAL, f"s3://{BUCKET}", origin)
            opened: Callable[[str], Store] = partial(store_of, origin, BUCKET)
        else:
            target = find_target(shop, folder, name)
            opened = partial(open_store, target)
        store = opened(below)
        history = History(store, cache / "releases")
        if dry:
            store = DryStore(store)
            history = History(store)
        register = Register(store, uuid4().hex[:12], None if dry else cache / "releases")
        cdn = _cdn_of(target, shop.prefixes) if target.cdn and not below else None  # previews are not cached
        site, edge = Site(store, register, crew), DryCdn(cdn) if dry and cdn else cdn
        around = (lambda: Register(opened(""), register.token).read()) if below else None
        yield Session(folder, shop, target, site, history, edge, cache, opened, around)


def _cdn_of(target: Target, prefixes: Sequence[str]) -> Cdn:
    from scripts.deploy.cdn.registry import open_cdn

    return open_cdn(target.cdn, target.address, prefixes)


def told(action: Callable[P, None]) -> Callable[P, None]:
    """Ends with status 1 and one line where an action cannot be done."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a job that is cancelled ends as with Ctrl+C
        try:
            action(*args, **kwargs)
        except InputError as error:
            click.echo(report(error.problems), err=True)
        except (StoppedError, StoreError, CdnError) as error:
            click.echo(f"error: {error}", err=True)
        except FencedError as error:
            click.echo(f"stopped: {error}", err=True)
        except KeyboardInterrupt:
            click.echo("stopped: run the command again to go on", err=True)
        else:
            return
        sys.exit(1)

    return run


def on_target(action: Callable[..., None]) -> Callable[..., None]:
    """Has an action take the shop's folder and the name of a target, the one of this machine by default."""
    return click.argument("target", default=LOCAL)(click.pass_obj(told(action)))
