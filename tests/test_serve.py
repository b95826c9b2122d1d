"""`vitrina serve`: pages, 404s and live reload, through a real server that is polled and always stopped."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import pytest
from click.testing import CliRunner

from scripts.__main__ import main
from scripts.preview import EVENTS, PreviewServer, running
from tests.sites import ENVIRONMENT, clean, contents, lay, write

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


def ask(url: str, path: str, method: str = "GET") -> Answer:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read().decode())
    finally:
        connection.close()


@dataclass
class Served:
    """A shop as `vitrina serve` shows it, with one page open that listens to events."""

    shop: Path
    process: subprocess.Popen[str]
    url: str
    said: list[str]
    events: list[tuple[str, str]] = field(default_factory=list)

    def listen(self) -> None:
        """Opens the stream of events and reads it in the background until the server ends."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        connection.request("GET", EVENTS)
        response = connection.getresponse()
        assert response.getheader("Content-Type") == "text/event-stream"
        threading.Thread(target=self._read, args=(connection, response), daemon=True).start()

    def _read(self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse) -> None:
        name = ""
        try:
            for line in response:
                if line.startswith(b"event: "):
                    name = line.decode().removeprefix("event: ").strip()
                elif line.startswith(b"data: "):
                    self.events.append((name, orjson.loads(line.removeprefix(b"data: "))))
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass  # the server has ended
        finally:
            connection.close()

    def event_after(self, count: int) -> tuple[str, str]:
        """The next event beyond so many, as soon as it is there."""
        end = time.monotonic() + 120
        while len(self.events) <= count:
            assert self.process.poll() is None, "".join(self.said)
            assert time.monotonic() < end, "no event came; the server said:\n" + "".join(self.said)
            time.sleep(0.01)
        return self.events[count]


@contextmanager
def serving(shop: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "scripts", "--shop", str(shop), "serve", "--port", "0"]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said: list[str] = []
    listener = threading.Thread(target=lambda: said.extend(process.stdout or ()))
    try:
        for line in process.stdout:
            said.append(line)
            if found := re.search(r"The shop is at (http://127\.0\.0\.1:\d+/)", line):
                break
        else:
            pytest.fail("the server ended: " + "".join(said))
        listener.start()
        yield Served(shop, process, found[1], said)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(120) == 0
        finally:
            process.kill()
            process.wait()
            if listener.ident:
                listener.join()
            process.stdout.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The minimal shop in a folder whose name is one that tools leave behind."""
    shop = lay("minimal", tmp_path_factory.mktemp("served") / "tests/shop")
    with serving(shop) as found:
        found.listen()
        yield found


def test_a_page_is_served_with_the_client_of_live_reload(served: Served) -> None:
    answer = ask(served.url, "/en/contact/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<h1" in answer.text
    assert f'new EventSource("{EVENTS}")' in answer.text
    # the file itself stays as it was built
    assert EVENTS not in (served.shop / "output/en/contact/index.html").read_text(encoding="utf-8")


def test_types_are_those_of_the_live_site(served: Served) -> None:
    page = ask(served.url, "/en/").text
    sheet = re.search(r'href="(/static/site\.\w+\.css)"', page)
    assert sheet
    assert ask(served.url, sheet[1]).headers["Content-Type"] == "text/css; charset=utf-8"
    assert ask(served.url, "/robots.txt").headers["Content-Type"] == "text/plain; charset=utf-8"
    assert ask(served.url, "/sitemap.xml").headers["Content-Type"] == "application/xml"


def test_a_missing_page_is_the_404_of_its_locale_with_status_404(served: Served) -> None:
    for path, file in (("/en/nothing/", "en/404.html"), ("/en/blog/x.html", "en/404.html"), ("/xx/", "404.html")):
        answer = ask(served.url, path)
        assert answer.status == 404
        title = re.search(r"<title>.*</title>", (served.shop / "output" / file).read_text(encoding="utf-8"))
        assert title
        assert title[0] in answer.text


@pytest.mark.parametrize("path", ["/" + "x" * 300, f"/en/{'y' * 300}/", "/" + "a/" * 3000, "/loop", "/loop/"])
def test_an_address_that_no_file_can_have_is_missing(tmp_path: Path, path: str) -> None:
    write(tmp_path / "404.html", "nothing here")
    (tmp_path / "loop").symlink_to("loop")
    with PreviewServer(("127.0.0.1", 0), tmp_path) as server, running(server, lambda _: None):
        answer = ask(server.url, path)
        assert (answer.status, answer.text.startswith("nothing here")) == (404, True)


def test_an_address_without_its_slash_leads_to_the_page(served: Served) -> None:
    answer = ask(served.url, "/en/contact")
    assert (answer.status, answer.headers["Location"]) == (301, "/en/contact/")


@pytest.mark.parametrize(
    "path", ["/../shop.toml", "/%2e%2e/shop.toml", "/en/..%2f..%2fshop.toml", "//etc/passwd", "/%00"]
)
def test_nothing_outside_the_output_is_served(served: Served, path: str) -> None:
    assert ask(served.url, path).status == 404


def test_the_head_of_a_page_has_no_body(served: Served) -> None:
    answer = ask(served.url, "/en/", "HEAD")
    assert (answer.status, answer.text) == (200, "")
    assert int(answer.headers["Content-Length"]) > 1000


def test_every_kind_of_change_reloads_the_open_pages(served: Served) -> None:
    shop, template = served.shop, "theme/templates/text.html"
    changes = {
        "content/pages/about/en.md": "Title: About\n\nFresh text.\n",
        "translations/en/LC_MESSAGES/storefront.po": f'{PO}\nmsgid "Skip to content"\nmsgstr "Fresh words"\n',
        "content/catalog/offers.csv": "sku,product,name,category,price_gb\nA1,kettle,Fresh kettle,Kitchen,24.50\n",
        "theme/static/css/own.css": "",
        template: '{% extends "layout.html" %}{% block main %}<h1>Fresh template</h1>{% endblock %}',
        "shop.toml": (shop / "shop.toml").read_text(encoding="utf-8").replace("Tiny", "Fresh name"),
    }
    signs = {
        "content/pages/about/en.md": ("/en/about/", "Fresh text"),
        "translations/en/LC_MESSAGES/storefront.po": ("/en/", "Fresh words"),
        "content/catalog/offers.csv": ("/en/shop/kitchen/", "Fresh kettle"),
        template: ("/en/about/", "Fresh template"),
        "shop.toml": ("/en/", "Fresh name"),
    }
    for name, text in changes.items():
        count = len(served.events)
        write(shop / name, text)
        assert served.event_after(count) == ("reload", ""), name
        if name in signs:
            path, sign = signs[name]
            assert sign in ask(served.url, path).text, name
    assert contents(shop / "output") == clean(shop)


def test_a_changed_sheet_is_given_to_the_open_pages_before_the_build_is_done(served: Served) -> None:
    sheet = served.shop / "theme/static/css/main.css"
    count = len(served.events)
    write(sheet, ".fresh { color: rgb(1, 2, 3) }\n")
    event, address = served.event_after(count)
    assert (event, urlsplit(address).path) == ("style", address)
    answer = ask(served.url, address)
    assert (answer.headers["Content-Type"], answer.text) == ("text/css; charset=utf-8", ".fresh{color:rgb(1,2,3)}")
    end = time.monotonic() + 120
    while f'href="{address}"' not in ask(served.url, "/en/").text:
        assert time.monotonic() < end, "the pages never came to name the new sheet"
        time.sleep(0.01)
    # a mistake in it is told, and the page keeps the sheet that it has
    write(sheet, ".fresh {\n")
    event, text = served.event_after(count + 1)
    assert event == "problem"
    assert "theme/static/css/main.css" in text
    assert f'href="{address}"' in ask(served.url, "/en/").text
    write(sheet, ".fresh { color: rgb(4, 5, 6) }\n")
    assert served.event_after(count + 2)[0] == "style"
    # with another change beside it, the pages are loaded anew
    sheet.unlink()
    write(served.shop / "content/pages/about/en.md", "Title: About\n\nAfter the sheet.\n")
    while served.event_after(count + 3)[0] != "reload":
        count += 1
    assert contents(served.shop / "output") == clean(served.shop)


def test_a_mistake_is_told_and_the_server_lives_on(served: Served) -> None:
    about = served.shop / "content/pages/about/en.md"
    before = about.read_text(encoding="utf-8")
    shown = ask(served.url, "/en/about/").text
    count = len(served.events)
    write(about, "Title: About\n\n[Dead]({product}nothing)\n")
    event, text = served.event_after(count)
    assert event == "problem"
    assert "content/pages/about/en.md:3  there is no product “nothing”" in text
    assert "Traceback" not in text
    assert ask(served.url, "/en/about/").text == shown
    count = len(served.events)
    write(about, before)
    assert served.event_after(count)[0] == "reload"


def test_what_is_no_source_starts_no_build(served: Served) -> None:
    about, said = served.shop / "content/pages/about/en.md", len(served.said)
    for place in (
        ".cache/notes",
        "output/notes.txt",
        "output/en/notes.html",
        ".git/notes",
        "content/pages/about/en.md~",
    ):
        write(served.shop / place, "no source\n")
    count = len(served.events)
    write(about, "Title: About\n\nThe last.\n")
    served.event_after(count)
    changed = [line for line in served.said[said:] if line.startswith("Changed: ")]
    assert changed == ["Changed: en.md\n"]


def test_a_shop_with_a_mistake_is_served_once_it_is_mended(tmp_path: Path) -> None:
    shop = lay("broken/links", tmp_path / "shop")
    with serving(shop) as found:
        assert "there is no product “kettel”" in "".join(found.said)
        assert ask(found.url, "/en/").status == 404
        found.listen()
        lay("minimal", shop)
        assert found.event_after(0) == ("reload", "")
        assert ask(found.url, "/en/about/").status == 200


def test_a_port_that_is_taken_is_reported(minimal: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "scripts", "--shop", str(minimal), "serve", "--port", str(port)]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"port {port}" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--port", "65536"), "65536 is not in the range 0<=x<=65535"),
        (
            ("--bind", "192.0.2.1"),
            "address 192.0.2.1 cannot be had: Cannot assign requested address → name one",
        ),
        (("--bind", "::g"), "address ::g cannot be had: "),
        (("--bind", ""), "--bind names no address → 127.0.0.1"),
    ],
)
@pytest.mark.parametrize("command", [("serve",), ("translate", "preview", "en-GB")])
def test_an_address_that_cannot_be_had_is_reported(
    minimal: Path, command: tuple[str, ...], arguments: tuple[str, ...], told: str
) -> None:
    done = CliRunner().invoke(main, ["--shop", str(minimal), *command, *arguments])
    assert isinstance(done.exception, SystemExit)
    assert done.exit_code != 0
    assert told in done.output


def test_a_page_that_is_closed_is_forgotten(tmp_path: Path) -> None:
    with PreviewServer(("127.0.0.1", 0), tmp_path) as server:
        first, second = server.listen(), server.listen()
        server.forget(first)
        server.tell("problem", 'a "line"\nand another')
        assert first.empty()
        assert second.get(timeout=1) == b'event: problem\ndata: "a \\"line\\"\\nand another"\n\n'


def test_old_addresses_are_answered_as_the_redirects_say(tmp_path: Path) -> None:
    write(tmp_path / "404.html", "nothing here")
    write(tmp_path / "redirects.json", '{"redirects": {"/en/old/": "/en/new/"}, "gone": ["/en/gone/"]}')
    with PreviewServer(("127.0.0.1", 0), tmp_path) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        moved = [ask(server.url, path) for path in ("/en/old/", "/en/old")]
        gone, missing = ask(server.url, "/en/gone/"), ask(server.url, "/en/never/")
        server.shutdown()
        thread.join()
    assert [(one.status, one.headers["Location"]) for one in moved] == [(301, "/en/new/")] * 2
    assert (gone.status, missing.status) == (410, 404)
    assert gone.text.startswith("nothing here")
