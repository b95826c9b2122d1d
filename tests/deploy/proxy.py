"""A proxy before an S3 server that sees every request, knows what the bucket holds, and does harm where it is told."""

import http.client
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias
from urllib.parse import unquote, unquote_plus, urlsplit
from xml.etree import ElementTree as ET


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    number: int
    """From 1."""
    method: str
    path: str
    query: str

    @property
    def writes(self) -> bool:
        return self.method in {"PUT", "POST", "DELETE"}


Harm = Callable[[Seen], str]
"""What happens to a request: empty for nothing, else one of the words that `_Handler` knows."""


@dataclass
class Proxy:
    """Where to connect to, and what came by."""

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    harm: Harm = lambda _: ""
    held: dict[str, bytes] = field(default_factory=dict)
    """Every object that was written through here, by its path on the server."""
    versions: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """All that they were, by path and version."""
    after_write: Callable[[], None] = lambda: None
    """Called after each write that the server accepted, before the answer goes back; nothing else is under way."""
    awake: threading.Event = field(default_factory=threading.Event)
    """Until when requests are held that come to nothing."""
    on_kill: Callable[[], None] = lambda: None
    guard: threading.RLock = field(default_factory=threading.RLock)

    def count(self, method: str) -> int:
        return sum(one.method == method for one in self.seen)


@contextmanager
def proxied(upstream: str) -> Iterator[Proxy]:
    """A proxy before a server, until the block ends."""
    proxy = Proxy()

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            """Connections break here all the time, on purpose."""

    handler = type("Handler", (_Handler,), {"proxy": proxy, "upstream": urlsplit(upstream).netloc})
    with Server(("127.0.0.1", 0), handler) as server:
        proxy.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()


STUMBLES = "fr/b/index.html"
"""The end of the key that a server stumbles over, which is told as it stands."""
Reply: TypeAlias = tuple[int, dict[str, str], bytes]
LIES: dict[str, Callable[[int, dict[str, str], bytes], Reply]] = {
    "no-etag": lambda status, headers, body: (
        status,
        {name: value for name, value in headers.items() if name != "etag"},
        re.sub(rb"<ETag>.*?</ETag>", b"", body),
    ),
    "page": lambda *_: (200, {"content-type": "text/html", "etag": '"0"'}, b"<!doctype html><p>Please log in<br>"),
    "late": lambda *_: (200, {}, b'<?xml version="1.0"?>\n<Error><Code>InternalError</Code></Error>'),
    "stumbled": lambda status, headers, _: (
        status,
        headers,
        b"<DeleteResult><Error><Key>%s</Key><Code>InternalError</Code></Error></DeleteResult>" % STUMBLES.encode(),
    ),
    "weak": lambda status, headers, body: (
        status,
        {name: f"W/{value}" if name == "etag" else value for name, value in headers.items()},
        body,
    ),
    "no-date": lambda status, headers, body: (
        status,
        {name: "today" if name in {"date", "last-modified"} else value for name, value in headers.items()},
        body,
    ),
    "unescaped": lambda status, headers, body: (
        status,
        headers,
        re.sub(
            rb"<Key>(.*?)</Key>",
            lambda key: b"<Key>%s</Key>" % escape(unquote_plus(key[1].decode())).encode(),
            body.replace(b"<EncodingType>url</EncodingType>", b""),
        ),
    ),
    "no-encoding": lambda status, headers, _: (status, headers, b'<?xml version="1.0" encoding="none"?><a/>'),
    "part": lambda status, headers, body: (
        status,
        headers,
        body.replace(b"<IsTruncated>false", b"<IsTruncated>true"),
    ),
}
"""What servers, and what stands before them, answer and should not."""


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    upstream: str
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        with self.proxy.guard:
            seen = Seen(len(self.proxy.seen) + 1, self.command, unquote(parts.path), parts.query)
            self.proxy.seen.append(seen)
            harm = self.proxy.harm(seen)
        if not self._never_arrives(harm):
            self._answer(harm, *self._forward(seen, self._body))

    def _never_arrives(self, harm: str) -> bool:
        """Does what keeps a request from the server; says whether it was kept."""
        size = int(self.headers.get("content-length", 0))
        self._body = self.rfile.read({"reset": 0, "mid-body": size // 2}.get(harm, size))
        if harm == "kill-before":
            self.proxy.on_kill()
        elif harm == "503":
            self._send(503, {}, b"<Error><Code>SlowDown</Code></Error>")
        elif harm == "500":
            self._send(500, {}, b"")
        elif harm == "denied":  # key by key, in an answer that is well: what S3 says of deletes that a policy forbids
            row = rb"<Error>\1<Code>AccessDenied</Code></Error>"
            rows = b"".join(re.sub(rb"(.*)", row, key, count=1) for key in re.findall(rb"<Key>.*?</Key>", self._body))
            self._send(200, {}, b"<DeleteResult>" + rows + b"</DeleteResult>")
        elif harm in {"hang", "slow"}:
            time.sleep(2 if harm == "hang" else 0.2)
        elif harm == "held":
            self.proxy.awake.wait(60)
        if harm in {"reset", "mid-body", "kill-before", "hang", "held"}:
            self._break()
        return harm in {"reset", "mid-body", "kill-before", "hang", "held", "503", "500", "denied"}

    def _answer(self, harm: str, status: int, headers: dict[str, str], body: bytes) -> None:
        """Answers, or does what keeps the answer from the client."""
        if harm == "kill-after":
            self.proxy.on_kill()
        if harm == "cut":
            self._truncate(status, headers, body)
        elif harm in LIES:
            self._send(*LIES[harm](status, headers, body))
        elif harm == "unasked":
            self._send(status, headers, body)
            self.wfile.write(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
        elif harm in {"kill-after", "lost"}:
            self._break()
        else:
            self._send(status, headers, body)

    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815 - the base class's names

    def _forward(self, seen: Seen, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """The server's answer; writes go one by one, so that what is looked at after each is one instant."""
        lock = self.proxy.guard if seen.writes else threading.RLock()
        with lock:
            upstream = http.client.HTTPConnection(self.upstream, timeout=30)
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders(body)
            answer = upstream.getresponse()
            data = answer.read()
            upstream.close()
            if seen.writes and answer.status < 300:
                self._remember(seen, body, answer.getheader("x-amz-version-id") or "")
                self.proxy.after_write()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, data

    def _remember(self, seen: Seen, body: bytes, version: str) -> None:
        if seen.method == "PUT":
            source, _, earlier = (self.headers.get("x-amz-copy-source") or "").partition("?versionId=")
            held = self.proxy.versions[unquote(source), earlier] if source else body
            self.proxy.held[seen.path] = self.proxy.versions[seen.path, version] = held
        elif seen.query == "delete=":
            bucket = seen.path.rstrip("/")
            for key in ET.fromstring(body).iter("{http://s3.amazonaws.com/doc/2006-03-01/}Key"):
                self.proxy.held.pop(f"{bucket}/{key.text}", None)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name not in {"content-length", "transfer-encoding", "connection"}:
                self.send_header(name, value)
        size = headers.get("content-length", "0") if self.command == "HEAD" else str(len(body))
        self.send_header("Content-Length", size)
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    def _truncate(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Half of an answer."""
        head = f"HTTP/1.1 {status} OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        whole = head.encode() + b"\r\n" + body
        self.wfile.write(whole[: len(whole) // 2])
        self._break()

    def _break(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's name
        """Says nothing."""
