"""HTTP/1.1 over kept connections: one request, one whole answer or an error.

An answer that is cut short anywhere, in its head too, is an error here; `http.client` takes the headers that came for
all of them. A body on disk goes from the file to the socket and is never in memory.
"""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from pathlib import Path
from select import POLLIN, poll
from typing import BinaryIO
from urllib.parse import urlsplit

import httptools

TIMEOUT = 15.0
"""Seconds without a byte after which a connection is given up."""
SMALL = 1 << 16
"""Bytes up to which a body travels in one piece with its head."""
FINAL = 200
"""The first status of an answer; those before are interim (RFC 9110, 15.2)."""
Body = bytes | Path


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, whole."""

    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes


def is_origin(text: str) -> bool:
    """Whether a text names a server that a connection can be opened to, as in `https://host:port`."""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna")
        return parts.scheme in {"http", "https"} and bool(host) and not host.count(b" ") and parts.port != 0
    except ValueError:  # its brackets, its port, or a name with an empty part
        return False


class BrokenError(ConnectionError):
    """The connection ended, or fell silent, before the answer was whole: whether the request took effect is open."""


class UntrustedError(BrokenError):
    """A server whose certificate nobody vouches for whom we trust: that will not change when it is asked again."""


class Connection:
    """A connection to one server, opened when it is needed and kept."""

    def __init__(self, origin: str, certificates: str = "", timeout: float = TIMEOUT) -> None:
        parts = urlsplit(origin)
        self._tls = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        self._certificates = certificates
        self._timeout = timeout
        self._socket: socket.socket | None = None

    def exchange(self, method: str, target: str, headers: Mapping[str, str], body: Body = b"") -> Answer:
        """Sends a request and reads its answer. Raises `BrokenError`, or `OSError` where a file cannot be opened."""
        if isinstance(body, Path):
            with body.open("rb") as file:
                return self._exchange(method, target, headers, file)
        return self._exchange(method, target, headers, body)

    def _exchange(self, method: str, target: str, headers: Mapping[str, str], body: bytes | BinaryIO) -> Answer:
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        head = "\r\n".join(lines).encode()
        try:
            link = self._open()
            try:
                _send(link, head, body, int(headers.get("content-length", 0)))
            except (BrokenPipeError, ConnectionResetError):
                return self._read(link, method)  # a server may refuse before it has read everything, and say so
            return self._read(link, method)
        except ssl.SSLCertVerificationError as error:
            raise UntrustedError(error.verify_message) from error
        except (OSError, httptools.HttpParserError) as error:
            self.close()
            raise BrokenError(str(error) or type(error).__name__) from error

    def close(self) -> None:
        """Ends the connection; the next request opens another."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def __del__(self) -> None:
        """Each thread has its own: one that ends takes it along."""
        self.close()

    def _open(self) -> socket.socket:
        if self._socket and _has_spoken(self._socket):
            self.close()
        if self._socket is None:
            link = socket.create_connection((self._host, self._port), self._timeout)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                link = trust(self._certificates).wrap_socket(link, server_hostname=self._host)
            self._socket = link
        return self._socket

    def _read(self, link: socket.socket, method: str) -> Answer:
        reading = _Reading(bodiless=method == "HEAD")
        reading.parser = parser = httptools.HttpResponseParser(reading)
        while not reading.complete:
            data = link.recv(SMALL)
            if not data:
                raise ConnectionError("the answer was cut short")
            parser.feed_data(data)
        if reading.status == HTTPStatus.REQUEST_TIMEOUT:  # it may have come before the request (RFC 9110, 15.5.9)
            raise ConnectionError("the server no longer waited for a request")
        last = parser.get_http_version() == "1.0" or reading.headers.get("connection", "").lower() == "close"
        if last or reading.surplus:
            self.close()
        return Answer(reading.status, reading.headers, b"".join(reading.chunks))


@dataclass
class _Reading:
    """What the parser has told of an answer so far; it calls these methods."""

    bodiless: bool
    """Whether no body follows whatever the headers say: the answer to a HEAD."""
    parser: httptools.HttpResponseParser | None = None
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    chunks: list[bytes] = field(default_factory=list)
    complete: bool = False
    surplus: bool = False
    """Whether more has come than an answer: it is no answer to what is asked next."""

    def on_status(self, _: bytes) -> None:
        """Begins anew after what was interim, as in `100 Continue`."""
        if self.complete and self.status >= FINAL:
            self.surplus = True
        else:
            self.headers, self.chunks, self.complete = {}, [], False

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.surplus:
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        if self.parser and not self.surplus:
            self.status = self.parser.get_status_code()
            self.complete = self.bodiless and self.status >= FINAL

    def on_body(self, data: bytes) -> None:
        if self.complete:
            self.surplus = True
        else:
            self.chunks.append(data)

    def on_message_complete(self) -> None:
        self.complete = self.status >= FINAL


def _has_spoken(link: socket.socket) -> bool:
    """Whether a server has ended a kept connection, or said something unasked, which is no answer to what comes."""
    watched = poll()
    watched.register(link, POLLIN)
    return bool(watched.poll(0))


def _send(link: socket.socket, head: bytes, body: bytes | BinaryIO, size: int) -> None:
    """Sends as many bytes as were promised and no more, whatever happens to the file meanwhile."""
    if isinstance(body, bytes):
        data = memoryview(head + body)
        for start in range(0, len(data), SMALL):  # one by one: to `sendall` the timeout is that of all that it sends
            link.sendall(data[start : start + SMALL])
        return
    first = body.read(min(SMALL, size))
    link.sendall(head + first)
    if len(first) < size and link.sendfile(body, len(first), size - len(first)) < size - len(first):
        raise ConnectionError("the file became shorter while it was sent")


@cache
def trust(certificates: str) -> ssl.SSLContext:
    """Whom to trust: the authorities of a file, or the system's. Raises `OSError` where the file holds none."""
    return ssl.create_default_context(cafile=certificates or None)
