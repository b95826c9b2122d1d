"""A target looked at on this machine, through the front that does what the edge does."""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.deploy.edge import entries
from scripts.deploy.front import Edge, FrontServer, serving
from scripts.deploy.guards import StoppedError
from scripts.deploy.origins import KEPT, Object
from scripts.deploy.redirects import redirects_in
from scripts.deploy.store import Store
from storefront.headers import security_headers


class StoreOrigin:
    """A target as what stands behind an edge."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def fetch(self, key: str) -> Object | None:
        """The object of a key, whole in memory."""
        found = self._store.get(key)
        if found is None:
            return None
        body, stat = found
        return Object(body, {name: value for name, value in stat.headers.items() if name in KEPT})


@contextmanager
def showing(store: Store, prefixes: Sequence[str], output: Path, port: int = 0) -> Iterator[FrontServer]:
    """A front before a target, with the security headers of an output, until the block ends.

    Raises `StoppedError` where the port cannot be had, or the edge would not take the redirects.
    """
    try:
        rules = entries(redirects_in(store), prefixes)
        server = FrontServer(Edge(StoreOrigin(store), rules, security_headers(output)), port=port)
    except ValueError as error:
        raise StoppedError(str(error)) from error
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        raise StoppedError(
            f"port {port} cannot be had: {error.strerror} → name another, --port 0 takes a free one"
        ) from error
    with serving(server):
        yield server
