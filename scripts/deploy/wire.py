"""HTTP/1.1 over kept connections: one request, one whole answer or an error.

An answer that is cut short anywhere, in its head too, is an error here; `http.client` takes the headers that came for
all of them. A body on disk goes from the file to the socket and is never in memory.
"""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import httptools

TIMEOUT = 15.0
"""Seconds without a byte after which a connection is given up."""
SMALL = 1 << 16
"""Bytes up to which a body travels in one piece with its head."""
Body = bytes | Path


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, whole."""

    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes


class BrokenError(ConnectionError):
    """The connection ended, or fell silent, before the answer was whole: whether the request took effect is open."""


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
        """Sends a request and reads its answer. Raises `BrokenError`."""
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        head = "\r\n".join(lines).encode()
        try:
            link = self._open()
            try:
                _send(link, head, body)
            except (BrokenPipeError, ConnectionResetError):
                return self._read(link, method)  # a server may refuse before it has read everything, and say so
            return self._read(link, method)
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
        if self._socket is None:
            link = socket.create_connection((self._host, self._port), self._timeout)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                link = _context(self._certificates).wrap_socket(link, server_hostname=self._host)
            self._socket = link
        return self._socket

    def _read(self, link: socket.socket, method: str) -> Answer:
        reading = _Reading(bodiless=method == "HEAD")
        parser = httptools.HttpResponseParser(reading)
        while not reading.complete:
            data = link.recv(SMALL)
            if not data:
                raise ConnectionError("the answer was cut short")
            parser.feed_data(data)
            reading.status = parser.get_status_code()
        if parser.get_http_version() == "1.0" or reading.headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(reading.status, reading.headers, b"".join(reading.chunks))


@dataclass
class _Reading:
    """What the parser has told of an answer so far; it calls these methods."""

    bodiless: bool
    """Whether no body follows whatever the headers say: the answer to a HEAD."""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    chunks: list[bytes] = field(default_factory=list)
    complete: bool = False

    def on_status(self, _: bytes) -> None:
        """Begins anew: what came before was interim, as in `100 Continue`."""
        self.headers, self.chunks, self.complete = {}, [], False

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.complete = self.bodiless

    def on_body(self, data: bytes) -> None:
        self.chunks.append(data)

    def on_message_complete(self) -> None:
        self.complete = True


def _send(link: socket.socket, head: bytes, body: Body) -> None:
    if isinstance(body, bytes):
        link.sendall(head + body)
        return
    with body.open("rb") as file:
        start = file.read(SMALL)
        link.sendall(head + start)
        if len(start) == SMALL:
            link.sendfile(file, SMALL)


@cache
def _context(certificates: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificates or None)
