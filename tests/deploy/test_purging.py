"""Cloudflare, Fastly and Bunny: the requests that their documents ask for, against a stand-in that takes no others."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from scripts.deploy.cdn import CdnError, Redirects, Stale, purging
from scripts.deploy.cdn.bunny import bunny
from scripts.deploy.cdn.cloudflare import cloudflare
from scripts.deploy.cdn.fastly import fastly
from scripts.deploy.cdn.purging import Purger
from scripts.deploy.cdn.registry import open_cdn

ADDRESS = "https://www.shop.example"
KEY = "s3cr3t"


@dataclass
class Standin:
    """The API of a CDN: what it was asked to forget, request by request; a request that it does not know is 400."""

    understand: Callable[[str, Any, Any], list[str] | None]
    """Path, headers and body -> the items of a request."""
    asked: list[list[str]] = field(default_factory=list)
    troubles: list[int] = field(default_factory=list)
    """Statuses of the next answers."""
    answer: bytes = b'{"success": true, "status": "ok"}'
    url: str = ""


def cloudflare_api(path: str, headers: Any, body: Any) -> list[str] | None:
    """developers.cloudflare.com/api, “Purge Cached Content”: one kind of item in a request, 100 of it at most."""
    if path != "/zones/zone1/purge_cache" or headers["Authorization"] != f"Bearer {KEY}" or len(body) != 1:
        return None
    ((kind, items),) = body.items()
    if kind == "purge_everything":
        return ["*"] if items is True else None
    forms = {"files": r"https://[^*]+", "prefixes": r"[a-z.]+/[^*]+", "tags": r"[!-+\--~]+"}
    if kind not in forms or not 0 < len(items) <= 100 or not all(re.fullmatch(forms[kind], one) for one in items):
        return None
    return [f"{kind} {one}" for one in items]


def fastly_api(path: str, headers: Any, body: Any) -> list[str] | None:
    """fastly.com/documentation/reference/api/purging."""
    if headers["Fastly-Key"] != KEY:
        return None
    if path == "/service/srv1/purge_all" and body is None:
        return ["*"]
    if path == "/service/srv1/purge" and body.keys() == {"surrogate_keys"} and 0 < len(body["surrogate_keys"]) <= 256:
        return [f"key {one}" for one in body["surrogate_keys"]]
    if (found := re.fullmatch(r"/purge/(www\.shop\.example/[^*]*)", path)) and body is None:
        return [f"url {found[1]}"]
    return None


def bunny_api(path: str, headers: Any, body: Any) -> list[str] | None:
    """docs.bunny.net, “Purge URL” and “Purge Cache”."""
    if headers["AccessKey"] != KEY:
        return None
    parts = urlsplit(path)
    if parts.path == "/pullzone/77/purgeCache":
        return ["*"] if body is None else [f"tag {body['CacheTag']}"] if body.keys() == {"CacheTag"} else None
    query = parse_qs(parts.query)
    if parts.path != "/purge" or body is not None or query.get("async") != ["false"]:
        return None
    (url,) = query["url"]
    exact = query.get("exactPath") == ["true"]
    return None if exact == url.endswith("*") else [f"url {url}"]


class _Handler(BaseHTTPRequestHandler):
    server: Any
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        standin: Standin = self.server.standin
        length = int(self.headers.get("Content-Length", 0))
        data = self.rfile.read(length)
        if (self.headers["Content-Type"] == "application/json") != bool(data):
            items = None
        else:
            items = standin.understand(self.path, self.headers, orjson.loads(data) if data else None)
        status = standin.troubles.pop(0) if standin.troubles else 200 if items else 400
        if status == 200 and items:
            standin.asked.append(items)
        body = standin.answer if status == 200 else b'{"errors": [{"message": "not like that"}]}'
        self.send_response(status)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        pass


@contextmanager
def serving(understand: Callable[[str, Any, Any], list[str] | None]) -> Iterator[Standin]:
    standin = Standin(understand)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        server.standin = standin  # type: ignore[attr-defined]
        standin.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield standin
        server.shutdown()
        thread.join()


@dataclass(frozen=True)
class Case:
    """A CDN, and how its stand-in writes down what it was asked."""

    name: str
    make: Callable[..., Purger]
    zone: str
    understand: Callable[[str, Any, Any], list[str] | None]
    url: str
    folder: str
    tag: str
    at_once: int


CASES = [
    Case("cloudflare", cloudflare, "zone1", cloudflare_api, "files https://", "prefixes ", "tags ", 100),
    Case("fastly", fastly, "srv1", fastly_api, "url ", "", "key ", 256),
    Case("bunny", bunny, "77", bunny_api, "url https://", "url https://", "tag ", 1),
]
every_cdn = pytest.mark.parametrize("case", CASES, ids=[one.name for one in CASES])


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLOUDFLARE_API_TOKEN", "FASTLY_API_TOKEN", "BUNNY_API_KEY"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setattr(purging, "RETRIES", purging.RETRIES.new(backoff_factor=0, backoff_jitter=0))


def flat(standin: Standin) -> list[str]:
    return sorted(one for items in standin.asked for one in items)


@every_cdn
def test_a_page_is_purged_by_both_its_addresses(case: Case) -> None:
    live: dict[str, tuple[str, ...]] = {f"fr/{number}/index.html": () for number in range(50)}
    with serving(case.understand) as standin:
        cdn = case.make(case.zone, ADDRESS, api=standin.url)
        purge = cdn.plan(Stale(frozenset({"fr/7/index.html"}), live | {"fr/7/child.html": (), "fr/7/b.html": ()}), 0)
        assert (purge.dollars, purge.bystanders) == (0, 0)
        assert cdn.invalidate(purge.items, "deploy-1") == "deploy-1"
        assert cdn.wait("deploy-1", 0)
    assert flat(standin) == [f"{case.url}www.shop.example/fr/7/", f"{case.url}www.shop.example/fr/7/index.html"]


@every_cdn
def test_what_has_a_tag_is_purged_by_it_where_the_cdn_knows_tags(case: Case) -> None:
    live = {f"{code}/p{number}/index.html": (f"product-{number}",) for code in ("fr", "en") for number in range(300)}
    stale = Stale(frozenset(path for path in live if "/p7/" in path), live)
    with serving(case.understand) as standin:
        cdn = case.make(case.zone, ADDRESS, by_tag=True, api=standin.url)
        cdn.invalidate(cdn.plan(stale, 0).items, "deploy-1")
        assert flat(standin) == [f"{case.tag}product-7"]
        standin.asked.clear()
        many = 3 * case.at_once // 2 + 1
        cdn.invalidate([f"#t{number}" for number in range(many)], "deploy-2")
        assert len(flat(standin)) == many
        assert max(map(len, standin.asked)) == case.at_once


@every_cdn
def test_a_folder_that_changed_is_purged_as_one_where_the_cdn_knows_folders(case: Case) -> None:
    live: dict[str, tuple[str, ...]] = {f"fr/blog/{number}/index.html": () for number in range(60)}
    live |= {f"es/{number}/index.html": () for number in range(1_000)}
    stale = Stale(frozenset(path for path in live if path.startswith("fr/")), live)
    with serving(case.understand) as standin:
        cdn = case.make(case.zone, ADDRESS, api=standin.url)
        cdn.invalidate(cdn.plan(stale, 0).items, "deploy-1")
    if case.folder:
        (asked,) = flat(standin)
        assert asked.startswith(f"{case.folder}www.shop.example/fr/")
    else:
        assert len(flat(standin)) == 120


@every_cdn
def test_everything_is_purged_in_one_request(case: Case) -> None:
    live: dict[str, tuple[str, ...]] = {f"{a}/{number}/index.html": () for a in "abcdef" for number in range(300)}
    with serving(case.understand) as standin:
        cdn = case.make(case.zone, ADDRESS, api=standin.url)
        cdn.invalidate(cdn.plan(Stale(frozenset(live), live), 0).items, "deploy-1")
    assert standin.asked == [["*"]]


@every_cdn
def test_odd_names_are_purged_as_visitors_spell_them(case: Case) -> None:
    live: dict[str, tuple[str, ...]] = {"files/é +%?#.pdf": (), "files/other.pdf": ()}
    with serving(case.understand) as standin:
        cdn = case.make(case.zone, ADDRESS, api=standin.url)
        cdn.invalidate(cdn.plan(Stale(frozenset({"files/é +%?#.pdf"}), live), 0).items, "deploy-1")
    assert flat(standin) == [f"{case.url}www.shop.example/files/%C3%A9%20%2B%25%3F%23.pdf"]


@every_cdn
def test_a_cdn_in_trouble_is_asked_again(case: Case) -> None:
    with serving(case.understand) as standin:
        standin.troubles = [429, 503, 500]
        case.make(case.zone, ADDRESS, api=standin.url).invalidate(["*"], "deploy-1")
        assert standin.asked == [["*"]]
        standin.troubles = [503] * 20
        with pytest.raises(CdnError, match="answers 503"):
            case.make(case.zone, ADDRESS, api=standin.url).invalidate(["*"], "deploy-1")


@every_cdn
def test_a_refusal_is_told_without_the_key(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(case.understand) as standin:
        cdn = case.make("another", ADDRESS, api=standin.url)
        with pytest.raises(CdnError, match=r"answers 400: .*not like that.* → ") as caught:
            cdn.invalidate(["*"], "deploy-1")
        assert KEY not in str(caught.value)
        assert KEY not in repr(cdn)
        monkeypatch.delenv(cdn.variable)
        with pytest.raises(CdnError, match=f"→ set {cdn.variable}"):
            cdn.invalidate(["*"], "deploy-1")
    unreachable = case.make(case.zone, ADDRESS, api="http://127.0.0.1:9")  # the discard port: nobody listens
    monkeypatch.setenv(cdn.variable, KEY)
    with pytest.raises(CdnError, match="cannot be reached") as caught:
        unreachable.invalidate(["*"], "deploy-1")
    assert KEY not in str(caught.value)


@every_cdn
def test_a_key_may_end_in_a_line_break_and_is_shown_in_no_case(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(case.understand) as standin:
        cdn = case.make(case.zone, ADDRESS, api=standin.url)
        monkeypatch.setenv(cdn.variable, f"{KEY}\n")
        cdn.invalidate(["*"], "deploy-1")
        assert standin.asked == [["*"]]
        for wrong in (f"{KEY}\r\nX-Other: 1", f"{KEY}…"):
            monkeypatch.setenv(cdn.variable, wrong)
            with pytest.raises(CdnError, match=f"{cdn.variable} holds what no key of {cdn.name} can be → ") as caught:
                cdn.check(Redirects())
            assert KEY not in str(caught.value)


def test_cloudflare_s_no_in_an_answer_of_success_is_heard() -> None:
    with serving(cloudflare_api) as standin:
        standin.answer = b'{"success": false, "errors": [{"code": 10000, "message": "Authentication error"}]}'
        with pytest.raises(CdnError, match="Authentication error"):
            cloudflare("zone1", ADDRESS, api=standin.url).invalidate(["*"], "deploy-1")


@every_cdn
def test_a_setting_names_a_cdn(case: Case) -> None:
    by_address, by_tag = (open_cdn(f"{case.name}:{case.zone}{end}", f"{ADDRESS}/", ["fr"]) for end in ("", "/tags"))
    assert isinstance(by_address, Purger)
    assert isinstance(by_tag, Purger)
    assert (by_address.by_tag, by_tag.by_tag, by_tag.address) == (False, True, ADDRESS)
    by_address.route(Redirects({"/old/": "/new/"}))  # its edge's rules are its owner's
