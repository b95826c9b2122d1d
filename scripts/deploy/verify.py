"""What visitors get, compared with the release that is live: bodies, headers, redirects, pages that are not there.

release ──sample──▶ addresses ──GET──▶ differences
"""

import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import quote, unquote, urlsplit

from scripts.deploy.cdn import Redirects
from scripts.deploy.crew import Crew
from scripts.deploy.encoding import decoded, encoding_of
from scripts.deploy.objects import Wanted
from scripts.deploy.release import STATE, Release
from scripts.deploy.wire import Answer, BrokenError, Connection
from storefront.headers import forbidden

SHOWN = ("content-type", "cache-control", "content-encoding", "content-language")
"""Headers that visitors are sent."""
NOWHERE = "/vitrina-verify-no-such-page/"
"""An address that no shop has."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An address that does not answer as it should."""

    address: str
    message: str

    def __str__(self) -> str:
        return f"{self.address}  {self.message}"


@dataclass(frozen=True, slots=True)
class _Check:
    address: str
    expect: Callable[[Answer], Iterator[str]]
    encoding: str = "identity"
    """What the visitor takes: what is stored plain is asked for plain."""


def verify(origin: str, release: Release, redirects: Redirects, crew: Crew, *, sample: int | None) -> list[Difference]:
    """Asks for a sample of a release's addresses, all where it is `None`, and tells what differs.

    `origin` is the address that visitors use. The sample is another one each time.
    """
    checks = [*_sampled(list(_objects(release)), sample), *_sampled(list(_rules(redirects)), sample)]
    client = _Client(origin)
    found = crew.map(lambda check: list(client.compare(check)), checks)
    return [one for several in found for one in several]


def address_of(key: str) -> str:
    """The address of a key from the root: `fr/blog/index.html` is at `/fr/blog/`."""
    path = key.removesuffix("index.html") if key == "index.html" or key.endswith("/index.html") else key
    return quote(f"/{path}", safe="/-._~")


def _objects(release: Release) -> Iterator[_Check]:
    for key, placed in release.objects.items():
        if placed.wanted and not key.startswith(STATE):
            same = _same(placed.wanted, missing=key.rpartition("/")[2] == "404.html")
            yield _Check(address_of(key), same, encoding_of(placed.wanted) or "identity")


def _same(want: Wanted, *, missing: bool) -> Callable[[Answer], Iterator[str]]:
    def differences(answer: Answer) -> Iterator[str]:
        if answer.status != HTTPStatus.OK and not (missing and answer.status == HTTPStatus.NOT_FOUND):
            yield f"answers {answer.status}, not 200"
            return
        is_same = sha256(answer.body).hexdigest() == want.sha256
        if not is_same:
            yield f"has other bytes ({len(answer.body):,}) than the release ({want.size:,})"
        for name, value in want.headers:
            if name in SHOWN and answer.headers.get(name) != value and not missing:
                yield f"{name} is {answer.headers.get(name, 'missing')}, not {value}"
        if answer.headers.get("content-type", "").startswith("text/html"):
            html = decoded(answer.body, encoding_of(want)) if is_same else answer.body
            for directive, source in forbidden(answer.headers.get("content-security-policy", ""), html):
                yield f"is sent with a security policy that forbids {source} ({directive}): vitrina infra has a new one"

    return differences


def _rules(redirects: Redirects) -> Iterator[_Check]:
    for old, new in redirects.moved.items():
        yield _Check(quote(unquote(old), safe="/-._~"), _leads_to(new))
    for old in sorted(redirects.gone):
        yield _Check(quote(unquote(old), safe="/-._~"), _answers(HTTPStatus.GONE))
    yield _Check(NOWHERE, _answers(HTTPStatus.NOT_FOUND))


def _leads_to(new: str) -> Callable[[Answer], Iterator[str]]:
    def differences(answer: Answer) -> Iterator[str]:
        where = answer.headers.get("location", "")
        if answer.status != HTTPStatus.MOVED_PERMANENTLY:
            yield f"answers {answer.status}, not 301 to {new}"
        elif _path(where) != _path(new):
            yield f"leads to {where}, not to {new}"

    return differences


def _path(address: str) -> str:
    parts = urlsplit(address)
    return unquote(parts.path)


def _answers(status: HTTPStatus) -> Callable[[Answer], Iterator[str]]:
    def differences(answer: Answer) -> Iterator[str]:
        if answer.status != status:
            yield f"answers {answer.status}, not {status}"

    return differences


def _sampled(checks: Sequence[_Check], sample: int | None) -> Sequence[_Check]:
    if sample is None or len(checks) <= sample:
        return checks
    return random.sample(checks, sample)


class _Client:
    """Asks one origin, a connection a thread."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._own = threading.local()

    def compare(self, check: _Check) -> Iterator[Difference]:
        """What is wrong with an address."""
        try:
            answer = self._get(check)
        except BrokenError as error:
            yield Difference(check.address, f"does not answer: {error}")
            return
        yield from (Difference(check.address, message) for message in check.expect(answer))

    def _get(self, check: _Check) -> Answer:
        if not hasattr(self._own, "connection"):
            self._own.connection = Connection(self._origin)
        connection: Connection = self._own.connection
        headers: Mapping[str, str] = {
            "host": urlsplit(self._origin).netloc,
            "accept": "*/*",
            "accept-encoding": check.encoding,
            "user-agent": "vitrina-verify",
        }
        path = urlsplit(self._origin).path.rstrip("/")
        try:
            return connection.exchange("GET", f"{path}{check.address}", headers)
        except BrokenError:  # a kept connection may have been closed meanwhile
            return connection.exchange("GET", f"{path}{check.address}", headers)
