"""CDNs that are told what to forget with a few HTTP requests: what Cloudflare, Fastly and Bunny have in common.

Items are written as `https://host/path`, the same with a `*` at its end, `#tag`, and `*` for everything. Purges take
effect within seconds and may be repeated, so there is nothing to wait for.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import orjson
import urllib3

from scripts.deploy.cdn import CdnError, Checked, Purge, Redirects, Stale
from scripts.deploy.cdn.cover import Terms, addresses, cover

EVERYTHING = "*"
RETRIES = urllib3.Retry(
    total=6,
    backoff_factor=0.5,
    backoff_jitter=0.5,
    status_forcelist=(429, 500, 502, 503, 504),
    allowed_methods=None,  # a purge that was done already may be done again
    raise_on_status=False,
)
SHARE = 1_000
"""Items that one purge may use before it takes in what is not stale: some minutes, where each is a request."""
TIMEOUT = 30.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a CDN's API."""

    path: str
    body: Mapping[str, object] | None = None
    """Sent as JSON."""


@dataclass(frozen=True, slots=True)
class Purger:
    """A CDN that forgets on request; see `Cdn` for what its methods do."""

    name: str
    api: str
    """Origin of the API."""
    variable: str
    """The environment variable with the key, which is read when it is needed and goes into the header alone."""
    header: str
    """The header that the key is sent in."""
    calls: Callable[[Sequence[str]], Iterator[Call]]
    """The requests for some items."""
    address: str
    """Where visitors see the shop, without a closing slash."""
    by_tag: bool
    """Whether the CDN was told the cache tags of the objects."""
    by_folder: bool
    """Whether it forgets everything below a folder."""

    def plan(self, stale: Stale, used: int) -> Purge:
        """The fewest items; none of these CDNs charges for them."""
        terms = Terms(
            addresses=lambda path: tuple(f"{self.address}/{_quoted(one)}" for one in addresses(path)),
            wildcard=self._wildcard,
            tag=(lambda tag: f"#{tag}") if self.by_tag else None,
            share=SHARE,
        )
        return cover(stale, terms, used)

    def _wildcard(self, folder: str) -> str:
        if not folder:
            return EVERYTHING
        return f"{self.address}/{_quoted(folder)}*" if self.by_folder else ""

    def check(self, redirects: Redirects) -> Checked:  # noqa: ARG002 - its rules are its owner's
        """Whether there is a key; nobody is asked."""
        self._key()
        return Checked()

    def allow(self, policy: str) -> None:
        """Nothing: its headers are its owner's."""

    def invalidate(self, items: Sequence[str], reference: str) -> str:
        """Sends the requests; the id is the reference."""
        with urllib3.PoolManager(retries=RETRIES, timeout=TIMEOUT) as pool:
            for call in self.calls([EVERYTHING] if EVERYTHING in items else items):
                self._send(pool, call)
        return reference

    def _key(self) -> str:
        key = os.environ.get(self.variable, "").strip()  # what is read from a file ends in a line break
        if not key:
            raise CdnError(f"there is no key for {self.name} → set {self.variable}")
        if not (key.isascii() and key.isprintable()):
            raise CdnError(f"{self.variable} holds what no key of {self.name} can be → set it anew")
        return key

    def _send(self, pool: urllib3.PoolManager, call: Call) -> None:
        key = self._key()
        headers = {self.header: f"Bearer {key}" if self.header == "Authorization" else key}
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        body = None if call.body is None else orjson.dumps(call.body)
        try:
            answer = pool.request("POST", self.api + call.path, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            raise CdnError(f"{self.name} cannot be reached: {error} → deploy again once it can") from error
        if answer.status >= 300 or _is_refused(answer.data):  # noqa: PLR2004 - beyond success (RFC 9110, 15)
            said = answer.data[:300].decode(errors="replace").replace("\n", " ")
            raise CdnError(f"{self.name} answers {answer.status}: {said} → see what its key and its id in cdn may do")

    def wait(self, invalidation: str, seconds: float) -> bool:  # noqa: ARG002 - there is nothing to wait for
        """The purge was done when it was answered."""
        return True

    def route(self, redirects: Redirects) -> None:
        """Nothing: the rules of such an edge are its owner's, who finds the redirects among the deploy's records."""


def _quoted(path: str) -> str:
    return quote(path, safe="/~!'()")


def _is_refused(data: bytes) -> bool:
    """Cloudflare says in the body whether it did what it was asked."""
    try:
        answer = orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    return isinstance(answer, dict) and answer.get("success") is False


def in_chunks(items: Sequence[str], size: int) -> Iterator[list[str]]:
    """The items, so many at a time."""
    return (list(items[start : start + size]) for start in range(0, len(items), size))
