"""A local web server for a built shop: pages, 404s, types and security headers as a CDN sends them, and live reload."""

import errno
import queue
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import click
import orjson

from storefront.headers import EVERYWHERE, page_sources, policy
from storefront.manifest import TYPES, read_redirects

EVENTS = "/.vitrina/events"
KEEP_ALIVE = 15.0
"""Seconds between signs of life to a waiting page."""

CLIENT = f"""<script>
(() => {{
  const source = new EventSource("{EVENTS}");
  source.addEventListener("reload", () => location.reload());
  source.addEventListener("style", (event) => {{
    const known = document.querySelectorAll('link[rel="stylesheet"][href^="/static/site."]');
    const fresh = document.createElement("link");
    fresh.rel = "stylesheet";
    fresh.href = JSON.parse(event.data);
    // the old sheet goes when the new one is there, so the page is never bare
    fresh.addEventListener("load", () => known.forEach((link) => link.remove()));
    known[known.length - 1]?.after(fresh);
    document.getElementById("vitrina-problem")?.remove();
  }});
  source.addEventListener("problem", (event) => {{
    let box = document.getElementById("vitrina-problem");
    if (!box) {{
      box = document.createElement("pre");
      box.id = "vitrina-problem";
      box.setAttribute("role", "alert");
      box.style.cssText = "position:fixed;inset:auto 0 0;z-index:9999;margin:0;padding:1rem;max-height:60vh;" +
        "overflow:auto;background:#2b0b12;color:#ffe9ec;font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap";
      document.body.append(box);
    }}
    box.textContent = JSON.parse(event.data);
  }});
}})();
</script>
""".encode()


class PreviewServer(ThreadingHTTPServer):
    """Serves an output folder; `tell` sends an event to every open page."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], output: Path) -> None:
        super().__init__(address, _Handler)
        self.output = output
        self._ahead: dict[str, bytes] = {}
        self._listeners: set[queue.SimpleQueue[bytes]] = set()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """The address of the shop's root."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing of a browser that went away while it was being answered."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on

    def show_ahead(self, address: str, data: bytes) -> None:
        """Answers an address before a build has made its file."""
        self._ahead = {address: data}

    def ahead(self, path: str) -> bytes | None:
        """What `show_ahead` was given for an address."""
        return self._ahead.get(path)

    def tell(self, event: str, data: str = "") -> None:
        """Sends an event with a text to every open page."""
        message = f"event: {event}\ndata: {orjson.dumps(data).decode()}\n\n".encode()
        with self._lock:
            for listener in self._listeners:
                listener.put(message)

    @property
    def listeners(self) -> int:
        """How many pages are open."""
        return len(self._listeners)

    def listen(self) -> "queue.SimpleQueue[bytes]":
        """A queue of the events from now on."""
        listener: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        with self._lock:
            self._listeners.add(listener)
        return listener

    def forget(self, listener: "queue.SimpleQueue[bytes]") -> None:
        """Ends a queue of `listen`."""
        with self._lock:
            self._listeners.discard(listener)


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # header and body are written apart: the second would wait 40 ms for the first

    def do_GET(self) -> None:
        """Answers with a file, the nearest 404 page, or the stream of events."""
        path = unquote(urlsplit(self.path).path)
        if path == EVENTS:
            self._stream()
            return
        if ahead := self.server.ahead(path):
            self._send(HTTPStatus.OK, ahead, Path(path).suffix or ".html")
            return
        found = self._file(path)
        if found is None and not path.endswith("/") and self._file(f"{path}/"):
            self._redirect(f"{path}/")
        elif found is None:
            self._answer_old_address(path)
        else:
            self._send(HTTPStatus.OK, *found)

    def _answer_old_address(self, path: str) -> None:
        """Sends people on from where a page was once, as `redirects.json` says."""
        moved, gone = read_redirects(self.server.output)
        whole = path if path.endswith("/") else f"{path}/"
        if whole in moved:
            self._redirect(moved[whole])
        else:
            status = HTTPStatus.GONE if whole in gone else HTTPStatus.NOT_FOUND
            self._send(status, self._missing(path), ".html")

    do_HEAD = do_GET  # noqa: N815 - the base class's name

    def _file(self, path: str) -> tuple[bytes, str] | None:
        """The bytes and the ending of the file at an address."""
        relative = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
        try:
            found = (self.server.output / relative).resolve()
            inside = found.is_file() and found.is_relative_to(self.server.output)
            return (found.read_bytes(), found.suffix) if inside else None
        except (OSError, RuntimeError, ValueError):  # gone meanwhile, a link that leads round, no name of a file
            return None

    def _missing(self, path: str) -> bytes:
        """The 404 page of the address's locale, else the one of the whole shop."""
        prefix = path.strip("/").split("/")[0]
        for place in (f"/{prefix}/404.html", "/404.html"):
            if found := self._file(place):
                return found[0]
        return b"<!doctype html><title>404</title><p>Nothing is here yet."

    def _send(self, status: HTTPStatus, body: bytes, suffix: str) -> None:
        if suffix == ".html":
            body = body.replace(b"</body>", CLIENT + b"</body>") if b"</body>" in body else body + CLIENT
        self.send_response(status)
        self.send_header("Content-Type", TYPES.get(suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        # a page's own policy, not the shop's: reading all pages for it would make each reload wait
        self.send_header("Content-Security-Policy", policy(page_sources(body) if suffix == ".html" else ()))
        for name, value in EVERYWHERE.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _redirect(self, path: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", quote(path))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _stream(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        listener = self.server.listen()
        try:
            while True:
                try:
                    message = listener.get(timeout=KEEP_ALIVE)
                except queue.Empty:
                    message = b": still here\n\n"
                self.wfile.write(message)
                self.wfile.flush()
        except OSError:
            self.close_connection = True
        finally:
            self.server.forget(listener)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's name
        """Keeps requests out of the terminal, where the builds report."""


@contextmanager
def running(server: PreviewServer, follow: Callable[[threading.Event], None]) -> Iterator[None]:
    """Serves, and runs `follow` beside it until the event that it is given; both are ended with the block."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever, daemon=True),
        threading.Thread(target=follow, args=(stop,), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        server.shutdown()
        for thread in threads:
            thread.join()


@contextmanager
def until_interrupted(bind: str, port: int) -> Iterator[None]:
    """Lets Ctrl+C end the block; ends the process with 1 and a word where address or port cannot be had."""
    if not bind:  # which a socket takes for all addresses
        raise click.UsageError("--bind names no address → 127.0.0.1, or 0.0.0.0 for all that this machine has")
    try:
        yield
    except KeyboardInterrupt:
        click.echo("")
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            hint = "name one of this machine: 127.0.0.1, or 0.0.0.0 for all that it has"
            click.echo(f"address {bind} cannot be had: {error.strerror} → {hint}", err=True)
        elif error.errno in {errno.EADDRINUSE, errno.EACCES}:
            click.echo(
                f"port {port} cannot be had: {error.strerror} → name another, --port 0 takes a free one", err=True
            )
        else:
            raise
        sys.exit(1)
