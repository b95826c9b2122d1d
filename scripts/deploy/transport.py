"""Requests to an S3 endpoint: signed, sent, retried within bounds.

    request ──sign──▶ connection ──▶ answer, or `StoreError` after the last attempt

A request that may have taken effect is repeated all the same: every write here is conditional or changes nothing the
second time, and whoever wrote it finds out which by reading.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from scripts.deploy.clock import now
from scripts.deploy.signing import EMPTY, Keys, Request, sign
from scripts.deploy.store import StoreError
from scripts.deploy.throttle import Throttle
from scripts.deploy.wire import TIMEOUT, Answer, Body, BrokenError, Connection, UntrustedError

ATTEMPTS = 8
"""How often a request is made before it counts as failed."""
PAUSE = 0.1
"""Seconds: the first attempt is repeated after at most this, every later one after at most twice as long as before."""
LONGEST = 8.0
"""Seconds: the longest pause."""
PATIENCE = 25.0
"""Seconds after which no further attempt begins."""
SAME = 2.0
"""Seconds that two clocks may differ and count as one: a date has whole seconds only, and takes a while to arrive."""
AGAIN = {429, 500, 502, 503, 504}
"""Statuses of a server that is busy or stumbled."""
MOVED = {301, 307}
"""Statuses of a bucket that is in another region."""
SLOWER = {429, 503}
"""Statuses of a server that asks for fewer requests."""
AGAIN_CODES = {
    "ConditionalRequestConflict",
    "OperationAborted",
    "RequestTimeout",
    "RequestTimeTooSkewed",
    "IncompleteBody",
}
"""Error codes of requests that may succeed when they are repeated."""
STUMBLED = {"InternalError", "ServiceUnavailable", "SlowDown"}
"""Error codes of a server that is busy or stumbled, where its status says otherwise."""
ERROR = 500
"""Bytes within which the body of a failed copy says so."""
NOT_FOUND = "NotFound"
"""Error code where the server says no more than the status: one with a bucket says what it is that is not there."""
HINTS = {
    "AccessDenied": "grant these credentials what docs/deploy.md lists",
    "NoSuchBucket": "create the bucket, or correct the target in shop.toml",
    NOT_FOUND: "create the bucket, or correct the target and its endpoint in shop.toml",
    "InvalidAccessKeyId": "the server does not know this access key: use others, see docs/deploy.md",
    "SignatureDoesNotMatch": "the secret key is not the one of this access key: use others, see docs/deploy.md",
    "ExpiredToken": "log in again",
    "NotImplemented": "without conditional writes two deploys at once are not kept apart: if only one ever runs,"
    " fence = false in shop.toml",
    "PermanentRedirect": "write the bucket's own region into shop.toml",
    "AuthorizationHeaderMalformed": "write the bucket's own region into shop.toml",
    "XAmzContentSHA256Mismatch": "the file changed since the build: build again",
    "BadDigest": "the file changed since the build: build again",
}
"""What to do, by error code."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a bucket answers."""

    origin: str
    """`https://s3.eu-west-3.amazonaws.com`, without a path."""
    region: str
    root: str
    """Path of the bucket: `/shop`, empty where its name is part of the host."""
    certificates: str = ""
    """File of the authorities to trust; empty trusts the system's."""
    is_amazons: bool = False
    """Whether it is one of Amazon S3 itself, which can be asked what other servers do not know."""


class RefusedError(StoreError):
    """An answer that says no, after all attempts."""

    def __init__(self, what: str, answer: Answer) -> None:
        self.status = answer.status
        self.code, said = error_of(answer)
        hint = HINTS.get(self.code, "see docs/deploy.md")
        if answer.status in MOVED and (home := answer.headers.get("x-amz-bucket-region")):
            hint = f'write region = "{home}" into shop.toml'
        super().__init__(f"{what}: {answer.status} {self.code}{f': {said}' if said else ''} → {hint}")


@dataclass
class Transport:
    """An endpoint, spoken to by many threads, each with a connection of its own."""

    endpoint: Endpoint
    keys: Callable[[], Keys | None]
    """Asked for each request, for credentials expire."""
    throttle: Throttle
    timeout: float = TIMEOUT
    """Seconds of silence after which a connection is given up."""
    requests: Counter[str] = field(default_factory=Counter)
    """How many requests were sent, by method."""
    retries: int = 0
    ahead: float = 0.0
    """Seconds that the server's clock is ahead of this machine's, as far as answers that were read have told."""

    def __post_init__(self) -> None:
        self._own = threading.local()
        self._skew = timedelta()
        self._counting = threading.Lock()

    def request(
        self,
        method: str,
        path: str = "",
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Body = b"",
        digest: str = "",
    ) -> Answer:
        """The answer to a request below the bucket, whatever its status; `path` is escaped.

        `digest` is the SHA-256 of the body in hexadecimal, computed here where it is not known. Raises `StoreError`
        when the server could not be reached, `RefusedError` when it stumbled to the last.
        """
        known = digest or (sha256(body).hexdigest() if isinstance(body, bytes) and body else EMPTY)
        host = urlsplit(self.endpoint.origin).netloc
        wanted = Request(method, host, f"{self.endpoint.root}{path}" or "/", query or {}, headers or {}, known)
        size = len(body) if isinstance(body, bytes) else _size_of(body)
        end, tries = now() + PATIENCE, _Tries()
        while tries.number < ATTEMPTS and (now() < end or not tries.number):
            if tries.number:
                self.pause(tries.number)
            answer = self._attempt(wanted, size, body, tries)
            if answer and not self._may_succeed(method, answer):
                self.throttle.well()
                if method == "GET" and "date" in answer.headers:
                    skew = time_of(answer.headers["date"]) - time.time()
                    self.ahead = skew if abs(skew) > SAME else 0.0
                return answer
        if tries.answer:
            raise RefusedError(f"{method} {wanted.path}", tries.answer)
        message = f"{self.endpoint.origin} cannot be reached ({tries.error}), {tries.number} times tried"
        raise StoreError(f"{message} → check the network, then run the command again")

    def _attempt(self, wanted: Request, size: int, body: Body, tries: "_Tries") -> Answer | None:
        """One try; `None` where the connection broke."""
        tries.number += 1
        headers = sign(wanted, self.keys(), self.endpoint.region, datetime.now(UTC) + self._skew)
        if size or wanted.method in {"PUT", "POST"}:
            headers["content-length"] = str(size)
        with self.throttle.turn():
            with self._counting:
                self.requests[wanted.method] += 1
            try:
                tries.answer = self._connection().exchange(wanted.method, wanted.target, headers, body)
            except UntrustedError as error:
                hint = "name a file with its authority in AWS_CA_BUNDLE, if that is the right server"
                raise StoreError(f"{self.endpoint.origin} is not to be trusted: {error} → {hint}") from error
            except BrokenError as error:
                tries.answer, tries.error = None, error
            except OSError as error:  # not of the connection: of the file
                raise StoreError(f"{body!s} cannot be read ({error.strerror}) → build again, then deploy") from error
            return tries.answer

    def _may_succeed(self, method: str, answer: Answer) -> bool:
        """Whether a request that was refused may succeed when it is repeated."""
        late = method == "PUT" and answer.status == HTTPStatus.OK and b"<Error>" in answer.body[:ERROR]
        if late:  # a copy is answered before it is done, and may fail then
            return error_of(answer)[0] in {*AGAIN_CODES, *STUMBLED}
        if answer.status < HTTPStatus.BAD_REQUEST:
            return False
        if answer.status in SLOWER:
            self.throttle.slow()
        code = error_of(answer)[0]
        if code == "RequestTimeTooSkewed" and (said := answer.headers.get("date")):
            self._skew = timedelta(seconds=time_of(said) - datetime.now(UTC).timestamp())
        return answer.status in AGAIN or code in AGAIN_CODES

    def pause(self, attempt: int = ATTEMPTS // 2) -> None:
        """Waits a random part of a time that doubles, so that many who were refused do not come back together."""
        with self._counting:
            self.retries += 1
        time.sleep(random.uniform(0, min(LONGEST, PAUSE * 2 ** (attempt - 1))))  # noqa: S311 - no secret is made

    def _connection(self) -> Connection:
        if not hasattr(self._own, "connection"):
            self._own.connection = Connection(self.endpoint.origin, self.endpoint.certificates, self.timeout)
        connection: Connection = self._own.connection
        return connection


@dataclass
class _Tries:
    """How often a request was made, and what came of it last."""

    number: int = 0
    answer: Answer | None = None
    error: BrokenError | None = None


def _size_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as error:
        raise StoreError(f"{file} cannot be read ({error.strerror}) → build again, then deploy") from error


def time_of(text: str) -> float:
    """The Unix time of an HTTP date; now, where there is none, or it is none."""
    with suppress(ValueError):
        return parsedate_to_datetime(text).timestamp()
    return time.time()


def document(answer: Answer) -> ET.Element:
    """The XML of an answer, its names without their namespace. Raises `StoreError` where it is none."""
    try:
        return _parsed(answer.body)
    except (ET.ParseError, LookupError) as error:  # the latter where it names an encoding that there is not
        start = answer.body[:80].decode("utf-8", "replace")
        raise StoreError(
            f"the server answers {answer.status} and no XML ({start!r}) → is this an S3 server?"
        ) from error


def _parsed(body: bytes) -> ET.Element:
    root = ET.fromstring(body)  # noqa: S314 - of the server that holds the shop, and Python's expat bounds entities
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def error_of(answer: Answer) -> tuple[str, str]:
    """Code and message of an error."""
    with suppress(ET.ParseError, LookupError):
        root = _parsed(answer.body)
        if code := root.findtext("Code"):
            return code, root.findtext("Message") or ""
    return {403: "AccessDenied", 412: "PreconditionFailed", 404: NOT_FOUND}.get(answer.status, "error"), ""
