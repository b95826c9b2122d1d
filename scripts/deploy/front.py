"""The shop as it would be live, on this machine: what an edge does, before a bucket or a folder.

In: an origin, the entries of the key-value store, the security headers. Out: a server with the addresses, headers,
errors and compression of `infra/site.yaml`. Only the cache is left out: every answer is the newest.
"""

import gzip
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

import brotli

from scripts.deploy.edge import ASSETS, Answer, Query, decide, missing
from scripts.deploy.origins import Object, Origin
from scripts.deploy.store import StoreError

COMPRESSED = {
    "application/json",
    "application/pdf",
    "application/wasm",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
    "text/plain",
}
"""Those of our types that CloudFront compresses (Developer Guide, “Serve compressed files”): feeds are none of them."""
SIZES = range(1_000, 10_000_001)
"""The sizes that it compresses, in bytes."""
SAID_OF_ERRORS = ("content-type", "content-encoding", "content-language")
"""Headers of a 404 page that are sent with it where it stands for another address."""
PRIVATE = ".deploy"
"""Where deploys, those of previews too, keep their state: the bucket's policy refuses it to the edge."""


@dataclass(frozen=True, slots=True)
class Request:
    """A visitor's request."""

    method: str
    uri: str
    """The path as it was sent, percent signs and all."""
    query: Query = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """By name in small letters."""


@dataclass(frozen=True, slots=True)
class Response:
    """What the edge answers."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge before an origin."""

    origin: Origin
    store: Mapping[str, str]
    """What `scripts.deploy.edge.entries` makes of the redirects."""
    headers: Mapping[str, str]
    """Added to every answer: `storefront.headers.security_headers`."""

    def respond(self, request: Request) -> Response:
        """The answer to a request."""
        found = self._answer(request)
        return Response(found.status, {**found.headers, **self.headers}, found.body)

    def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return Response(HTTPStatus.FORBIDDEN, {})  # CloudFront's answer to a method that is not configured
        uri = request.uri
        if not uri.startswith(ASSETS):
            decision = decide(uri, request.query, _cookies(request), self.store)
            if isinstance(decision, Answer):
                return _direct(decision)
            uri = decision.uri
        key = unquote(uri[1:])
        if PRIVATE in key.split("/"):
            return Response(HTTPStatus.FORBIDDEN, {})
        found = self.origin.fetch(key)
        return self._missing(uri, request) if found is None else _deliver(HTTPStatus.OK, found, request)

    def _missing(self, uri: str, request: Request) -> Response:
        status, pages = missing(uri)
        for page in () if uri.startswith(ASSETS) else pages:
            if found := self.origin.fetch(page[1:]):
                kept = {name: value for name, value in found.headers.items() if name in SAID_OF_ERRORS}
                return _deliver(status, Object(found.body, {**kept, "cache-control": "public, max-age=10"}), request)
        return Response(status, {})


def _cookies(request: Request) -> dict[str, str]:
    try:
        return {name: one.value for name, one in SimpleCookie(request.headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _direct(answer: Answer) -> Response:
    headers = {"location": answer.location, "cache-control": answer.cache, "set-cookie": answer.cookie}
    return Response(answer.status, {name: value for name, value in headers.items() if value})


def _deliver(status: int, found: Object, request: Request) -> Response:
    headers, body = dict(found.headers), found.body
    if robots := headers.pop("x-amz-meta-robots", ""):  # of a preview
        headers["x-robots-tag"] = robots
    if headers.get("content-type", "").partition(";")[0] in COMPRESSED and "content-encoding" not in headers:
        headers["vary"] = "Accept-Encoding"
        encoding = _encoding(request.headers.get("accept-encoding", ""))
        if encoding and len(body) in SIZES:
            body = _compress(body, encoding)
            headers["content-encoding"] = encoding
            if "etag" in headers:
                headers["etag"] = "W/" + headers["etag"].removeprefix("W/")
    if status == HTTPStatus.OK and _is_known(headers.get("etag", ""), request.headers.get("if-none-match", "")):
        kept = {name: value for name, value in headers.items() if name in {"etag", "cache-control", "vary"}}
        return Response(HTTPStatus.NOT_MODIFIED, kept)
    return Response(status, headers, body)


def _encoding(accepted: str) -> str:
    """Brotli before gzip, as CloudFront prefers; empty where the visitor takes neither."""
    offers = {}
    for offer in accepted.lower().split(","):
        name, _, quality = offer.strip().partition(";")
        offers[name.strip()] = quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in ("br", "gzip") if offers.get(name)), "")


@lru_cache(maxsize=256)
def _compress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, quality=5))  # type: ignore[no-untyped-call]  # it publishes no types
    return gzip.compress(body, 6, mtime=0)


def _is_known(etag: str, known: str) -> bool:
    """Weak comparison (RFC 9110, 8.8.3.2)."""
    return bool(etag) and etag.removeprefix("W/") in {one.strip().removeprefix("W/") for one in known.split(",")}


class FrontServer(ThreadingHTTPServer):
    """Serves an edge at a local address, at a free port by default."""

    daemon_threads = True

    def __init__(self, edge: Edge, bind: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((bind, port), _Handler)
        self.edge = edge

    @property
    def url(self) -> str:
        """The address of the shop's root."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing of a browser that went away while it was being answered."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on


class _Handler(BaseHTTPRequestHandler):
    server: FrontServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # header and body are written apart: the second would wait 40 ms for the first

    def do_GET(self) -> None:
        """Answers as the edge does."""
        uri, _, query = self.path.partition("?")
        values: dict[str, list[str]] = {}
        for part in filter(None, query.split("&")):
            name, _, value = part.partition("=")
            values.setdefault(name, []).append(value)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Request(self.command, quote(uri.encode("latin-1"), safe="/%!~*'()"), values, headers)
        try:
            self._send(self.server.edge.respond(asked))
        except StoreError as error:  # the origin is not to be had, or takes no such key
            plain = {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store"}
            self._send(Response(HTTPStatus.BAD_GATEWAY, plain, str(error).encode()))

    do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_GET  # noqa: N815 - the base class's names

    def _send(self, response: Response) -> None:
        self.send_response_only(response.status)
        self.send_header("Date", formatdate(usegmt=True))
        for name, value in response.headers.items():
            self.send_header("ETag" if name == "etag" else name.title(), value)
        if response.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(response.body)))
        if self.command not in {"GET", "HEAD"}:
            self.send_header("Connection", "close")  # the body that was sent along is not read
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's name
        """Keeps requests out of the terminal."""


@contextmanager
def serving(server: FrontServer) -> Iterator[FrontServer]:
    """Answers requests until the block ends."""
    with server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
