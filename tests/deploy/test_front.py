"""The shop on this machine as it would be live: addresses, headers, errors, compression, from a folder."""

import gzip
import http.client
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest

from scripts.deploy.cdn import Redirects
from scripts.deploy.edge import entries
from scripts.deploy.engines import KEYS
from scripts.deploy.front import Edge, FrontServer, serving
from scripts.deploy.local import REGION
from scripts.deploy.origins import FolderOrigin
from scripts.deploy.s3 import S3Store
from scripts.deploy.showing import StoreOrigin
from scripts.deploy.throttle import Throttle
from scripts.deploy.transport import Endpoint, Transport
from storefront.headers import EVERYWHERE, policy, security_headers
from tests.sites import lay, make, run, write


@dataclass(frozen=True)
class Got:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(front: FrontServer, path: str, method: str = "GET", **headers: str) -> Got:
    """One request, exactly as it is spelled."""
    connection = http.client.HTTPConnection(urlsplit(front.url).netloc, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return Got(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built shop in two locales, one product of which was given up and another moved."""
    shop = lay("locales", tmp_path_factory.mktemp("front") / "shop")
    make(shop)
    return shop / "output"


@pytest.fixture(scope="module")
def front(output: Path) -> Iterator[FrontServer]:
    redirects = Redirects({"/en/old/": "/en/contact/"}, frozenset({"/fr/parti/"}))
    store = entries(redirects, ["fr", "en"])
    with serving(FrontServer(Edge(FolderOrigin(output), store, security_headers(output)))) as server:
        yield server


def test_pages_and_files_have_the_headers_of_the_manifest(front: FrontServer, output: Path) -> None:
    page = ask(front, "/fr/")
    assert (page.status, page.body) == (200, (output / "fr/index.html").read_bytes())
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Content-Language"] == "fr-FR"
    assert page.headers["Cache-Control"].startswith("public, max-age=")
    sheet = next((output / "static").glob("*.css"))
    assert "immutable" in ask(front, f"/static/{sheet.name}").headers["Cache-Control"]


def test_every_answer_has_the_security_headers(front: FrontServer, output: Path) -> None:
    expected = security_headers(output)
    assert expected.keys() == {"Content-Security-Policy", *EVERYWHERE}
    for path in ("/fr/", "/fr", "/fr/nothing/", "/en/old/", "/robots.txt", "/100%"):
        found = ask(front, path).headers
        assert {name: found[name] for name in expected} == expected


def test_redirects_and_the_choice_of_language_are_answered_at_the_edge(front: FrontServer) -> None:
    old = ask(front, "/en/old?a=b")
    assert (old.status, old.headers["Location"]) == (301, "/en/contact/?a=b")
    chosen = ask(front, "/?lang=fr")
    assert (chosen.status, chosen.headers["Location"]) == (302, "/fr/")
    cookie = chosen.headers["Set-Cookie"].partition(";")[0]
    assert ask(front, "/", Cookie=f"a=b; {cookie}").headers["Location"] == "/fr/"
    assert ask(front, "/", Accept_Language="fr").status == 200
    assert ask(front, "/", Cookie='lang="fr').status == 200


@pytest.mark.parametrize(
    ("path", "status", "page"),
    [
        ("/fr/rien/", 404, "fr/404.html"),
        ("/en/nothing.png", 404, "en/404.html"),
        ("/xx/", 404, "404.html"),
        ("/fr/parti/", 410, "fr/404.html"),
    ],
)
def test_what_is_missing_has_the_page_of_its_locale(
    front: FrontServer, output: Path, path: str, status: int, page: str
) -> None:
    found = ask(front, path)
    assert (found.status, found.body) == (status, (output / page).read_bytes())
    assert found.headers["Cache-Control"] == "public, max-age=10"
    assert found.headers["Content-Type"] == "text/html; charset=utf-8"
    assert found.headers["Content-Language"] == {"fr": "fr-FR", "en": "en-GB", "40": "en-GB"}[page[:2]]


@pytest.mark.parametrize(
    "path",
    [
        "/../shop.toml",
        "/%2e%2e/shop.toml",
        "/static/../../shop.toml",
        "/static/%2e%2e%2f..%2fshop.toml",
        "/%00",
        "/static/%00",
        f"/{'x' * 300}.css",
        f"/static/{'x' * 300}.css",
        "/static/",
        "/static",
    ],
)
def test_nothing_outside_the_output_is_served(front: FrontServer, path: str) -> None:
    assert ask(front, path).status in {301, 404}
    assert b"[locales" not in ask(front, path).body


def test_the_state_of_a_deploy_is_refused(front: FrontServer, output: Path) -> None:
    for place in (".deploy/head.json", "_preview/sale/.deploy/head.json"):
        write(output / place, "{}")
        assert ask(front, f"/{place}").status == 403
    assert ask(front, "/%2edeploy/head.json").status == 301
    assert ask(front, "/static/%2edeploy/head.json").status == 403
    assert ask(front, "/static/..%2f.deploy/head.json").status == 403
    assert ask(front, "/static/..%2frobots.txt").status == 404


def test_only_reading_is_allowed(front: FrontServer) -> None:
    assert [ask(front, "/fr/", method).status for method in ("POST", "PUT", "DELETE", "OPTIONS")] == [403] * 4
    head = ask(front, "/fr/", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(ask(front, "/fr/").body)


def test_texts_are_compressed_as_the_visitor_wants_it(front: FrontServer) -> None:
    plain = ask(front, "/fr/")
    assert (plain.headers["Vary"], "Content-Encoding" in plain.headers) == ("Accept-Encoding", False)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
    for accepted, encoding in (("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip")):
        found = ask(front, "/fr/", Accept_Encoding=accepted)
        assert found.headers["Content-Encoding"] == encoding
        assert unpack[encoding](found.body) == plain.body
        assert len(found.body) < len(plain.body) / 2
        assert found.headers["ETag"] == f"W/{plain.headers['ETag']}"
    assert "Content-Encoding" not in ask(front, "/fr/", Accept_Encoding="br;q=0, gzip; q=0").headers


def test_what_cloudfront_leaves_plain_is_plain(front: FrontServer, output: Path) -> None:
    write(output / "small.txt", "x" * 999)
    (output / "static/picture.png").write_bytes(b"x" * 5_000)
    for path in ("/small.txt", "/static/picture.png"):
        assert "Content-Encoding" not in ask(front, path, Accept_Encoding="br").headers


def test_a_page_that_the_visitor_has_is_not_sent_again(front: FrontServer) -> None:
    etag = ask(front, "/fr/", Accept_Encoding="br").headers["ETag"]
    known = ask(front, "/fr/", If_None_Match=f'"other", {etag}')
    assert (known.status, known.body) == (304, b"")
    assert known.headers["Cache-Control"] == ask(front, "/fr/").headers["Cache-Control"]
    assert ask(front, "/fr/", If_None_Match='"other"').status == 200


def test_a_rebuilt_shop_is_shown_at_once(front: FrontServer, output: Path) -> None:
    text = output.parent / "content/pages/contact/en.md"
    write(text, text.read_text(encoding="utf-8") + "\nA fresh line.\n")
    make(output.parent)
    found = ask(front, "/en/contact/")
    assert b"A fresh line." in found.body
    assert ask(front, "/en/contact/", If_None_Match=found.headers["ETag"]).status == 304


def test_a_bucket_that_cannot_be_reached_is_said_in_the_answer(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scripts.deploy.transport.PAUSE", 0.001)
    transport = Transport(Endpoint("http://127.0.0.1:9", REGION, "/shop"), lambda: KEYS, Throttle(1))
    with serving(FrontServer(Edge(StoreOrigin(S3Store("shop", "", transport)), {}, {}))) as front:
        found = ask(front, "/fr/")
    assert found.status == 502
    assert found.body.startswith(b"http://127.0.0.1:9 cannot be reached")
    assert capfd.readouterr().err == ""


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    shop = lay("minimal", tmp_path / "shop")
    write(shop / "shop.toml", f'{(shop / "shop.toml").read_text("utf-8")}\n[deploy.live]\ntarget = "file:../live"\n')
    make(shop)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("scripts", "--shop", shop, "deploy", "live", "--yes", "--show", "--port", str(port))
    assert done.returncode == 1
    assert f"port {port} cannot be had" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_policy_that_no_longer_fits_the_pages_is_found_by_verify(tmp_path: Path) -> None:
    shop = lay("minimal", tmp_path / "shop")
    write(shop / "shop.toml", f'{(shop / "shop.toml").read_text("utf-8")}\n[deploy.live]\ntarget = "file:../live"\n')
    text = shop / "content/pages/contact/en.md"
    before = {"Content-Security-Policy": policy(())}
    write(text, text.read_text("utf-8") + "\n![A view](https://pictures.example/view.jpg)\n")
    make(shop)
    assert run("scripts", "--shop", shop, "deploy", "live", "--yes").returncode == 0
    origin, store = FolderOrigin(shop / "output"), entries(Redirects(), ["en"])
    with (
        serving(FrontServer(Edge(origin, store, before))) as old,
        serving(FrontServer(Edge(origin, store, security_headers(shop / "output")))) as new,
    ):
        ask_old, ask_new = (("deploy", "verify", "live", "--all", "--address", one.url) for one in (old, new))
        stale, fresh = run("scripts", "--shop", shop, *ask_old), run("scripts", "--shop", shop, *ask_new)
    assert stale.returncode == 1
    assert (
        "/en/contact/  is sent with a security policy that forbids https://pictures.example (img-src)" in stale.stderr
    )
    assert (fresh.returncode, fresh.stderr) == (0, "")
