"""Deploys within the test's own process, to what a test says."""

from pathlib import Path

from scripts.deploy.apply import Site
from scripts.deploy.cdn import Cdn
from scripts.deploy.crew import Crew
from scripts.deploy.deploying import Deploying
from scripts.deploy.engines import KEYS
from scripts.deploy.goal import Choice, Goal, Listener, Outcome
from scripts.deploy.head import Register
from scripts.deploy.history import History
from scripts.deploy.local import REGION
from scripts.deploy.s3 import S3Store
from scripts.deploy.source import read_source
from scripts.deploy.store import Store
from scripts.deploy.throttle import Throttle
from scripts.deploy.transport import Endpoint, Transport
from tests.deploy.conftest import Bucket

SHOP = "https://www.shop.example"
AT_ONCE = Choice(grace_days=0)
"""Nothing stays for open tabs, so that a bucket holds one release and no more."""


def transport_of(url: str, bucket: Bucket, timeout: float = 1.0) -> Transport:
    """A connection to a bucket, through a proxy perhaps, that gives up after some silence."""
    return Transport(Endpoint(url, REGION, f"/{bucket.name}"), lambda: KEYS, Throttle(8), timeout=timeout)


def store_of(transport: Transport, bucket: Bucket) -> S3Store:
    return S3Store(bucket.name, bucket.prefix, transport)


def deploy(
    store: Store,
    output: Path,
    token: str,
    choice: Choice = AT_ONCE,
    cdn: Cdn | None = None,
    listener: Listener | None = None,
) -> Outcome:
    """Deploys an output; `token` is the one of this deploy alone."""
    with Crew(8) as crew:
        site = Site(store, Register(store, token), crew)

        def make() -> Goal:
            source = read_source(output)
            return Goal(source.wanted, source.file)

        return Deploying(site, History(store), SHOP, choice, cdn, listener or Listener()).run(make)


def visible(files: dict[str, bytes]) -> dict[str, bytes]:
    """What visitors can see of an output."""
    return {path: data for path, data in files.items() if path not in {"redirects.json", "ledger.json"}}
