"""The edge decides the same on CloudFront and on this machine."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from scripts.deploy.cdn import Redirects
from scripts.deploy.edge import Answer, Forward, canonical, decide, entries
from scripts.deploy.front import Edge, FrontServer, Request, serving
from scripts.deploy.origins import FolderOrigin, Object
from tests.deploy.engines import INFRA, origin_response, viewer_request

STORE = entries(
    Redirects(
        {
            "/fr/ancien/": "/fr/nouveau/",
            "/promo": "/en/deals/",
            "/café crème/": "/fr/blog/",
            "/old.html": "/en/",
            "/away/": "https://other.example/x/",
        },
        frozenset({"/fr/produit/parti/", "/gone.pdf"}),
    ),
    ["fr", "es", "en-ie"],
)
FRENCH = {"lang": "fr"}
HOME = Forward("/index.html")


def moved(location: str) -> Answer:
    return Answer(301, location, "public, max-age=3600")


def chosen(code: str, cookie: str = "") -> Answer:
    attributes = "; Path=/; Max-Age=31536000; SameSite=Lax; Secure"
    return Answer(302, f"/{code}/", "no-store", cookie and f"lang={cookie}{attributes}")


TABLE: list[tuple[str, dict[str, list[str]], dict[str, str], Forward | Answer]] = [
    # pages, files, and the spellings of their addresses
    ("/fr/", {}, {}, Forward("/fr/index.html")),
    ("/fr/blog/", {"utm": ["x"]}, FRENCH, Forward("/fr/blog/index.html")),
    ("/fr", {}, {}, moved("/fr/")),
    ("/fr/blog", {"utm": ["x"], "b": ["1", "2"], "c": [""]}, {}, moved("/fr/blog/?utm=x&b=1&b=2&c")),
    ("/fr/index.html", {}, {}, moved("/fr/")),
    ("/fr/blog/index.html", {}, {}, moved("/fr/blog/")),
    ("/robots.txt", {}, {}, Forward("/robots.txt")),
    ("/fr/blog/atom.xml", {}, {}, Forward("/fr/blog/atom.xml")),
    ("/fr/x.y/", {}, {}, Forward("/fr/x.y/index.html")),
    ("/.well-known/security.txt", {}, {}, Forward("/.well-known/security.txt")),
    ("/.well-known/acme-challenge/a_B-9", {}, {}, Forward("/.well-known/acme-challenge/a_B-9")),
    ("/caf%C3%A9/", {}, {}, Forward("/caf%C3%A9/index.html")),
    ("/caf%c3%a9/", {}, {}, moved("/caf%C3%A9/")),
    ("/%7Euser/", {}, {}, moved("/~user/")),
    ("/a+b/", {}, {}, moved("/a%2Bb/")),
    ("/a!'()*/", {}, {}, Forward("/a!'()*/index.html")),
    ("/a%2Fb/", {}, {}, Forward("/a%2Fb/index.html")),
    # nobody is sent to another host
    ("//evil.example/x", {}, {}, moved("/evil.example/x/")),
    ("//evil", {}, {}, moved("/evil/")),
    ("/%5Cevil", {}, {}, moved("/%5Cevil/")),
    ("/\\evil", {}, {}, moved("/%5Cevil/")),
    ("/%2F%2Fevil", {}, {}, moved("/%2F%2Fevil/")),
    # percent signs that make no sense
    ("/100%/", {}, {}, Answer(400)),
    ("/%zz/", {}, {}, Answer(400)),
    ("/%ff/", {}, {}, Answer(400)),
    ("/%ed%a0%80/", {}, {}, Answer(400)),
    # what moved and what is gone, in one step from every spelling
    ("/fr/ancien/", {}, {}, moved("/fr/nouveau/")),
    ("/fr/ancien", {"a": ["b"]}, {}, moved("/fr/nouveau/?a=b")),
    ("/fr//ancien/index.html", {}, {}, moved("/fr/nouveau/")),
    ("/promo", {}, {}, moved("/en/deals/")),
    ("/promo/", {}, {}, moved("/en/deals/")),
    ("/caf%c3%a9%20cr%C3%A8me", {}, {}, moved("/fr/blog/")),
    ("/old.html", {}, {}, moved("/en/")),
    ("/away", {}, {}, moved("https://other.example/x/")),
    ("/fr/produit/parti/", {}, {}, Forward("/.gone/fr/produit/parti/")),
    ("/fr/produit/parti", {}, {}, Forward("/.gone/fr/produit/parti/")),
    ("/gone.pdf", {}, {}, Forward("/.gone/gone.pdf")),
    ("/locales", {}, {}, moved("/locales/")),
    # the choice of language at the root
    ("/", {}, {}, HOME),
    ("/index.html", {}, {}, HOME),
    ("/", {}, {"lang": "fr"}, chosen("fr")),
    ("/", {"utm": ["x"]}, {"lang": "en-ie", "other": "1"}, chosen("en-ie")),
    ("/", {}, {"lang": "de"}, HOME),
    ("/", {}, {"lang": ""}, HOME),
    ("/", {}, {"lang": "fr es"}, HOME),
    ("/", {}, {"lang": "/evil.example"}, HOME),
    ("/", {"lang": ["es"]}, {}, chosen("es", "es")),
    ("/", {"lang": ["es", "fr"]}, FRENCH, chosen("es", "es")),
    ("/", {"lang": [""]}, FRENCH, HOME),
    ("/", {"lang": ["xx"]}, FRENCH, HOME),
]


def event(uri: str, query: Mapping[str, list[str]], cookies: Mapping[str, str]) -> dict[str, Any]:
    """A viewer-request event (CloudFront Developer Guide, “Event structure”)."""
    several = {name: [{"value": one} for one in values] for name, values in query.items()}
    return {
        "version": "1.0",
        "context": {
            "distributionDomainName": "d111111abcdef8.cloudfront.net",
            "distributionId": "EDFDVBD6EXAMPLE",
            "eventType": "viewer-request",
            "requestId": "EXAMPLEntjQpEXAMPLE_SG5Z-EXAMPLEPmPfEXAMPLEu3EqEXAMPLE==",
        },
        "viewer": {"ip": "203.0.113.7"},
        "request": {
            "method": "GET",
            "uri": uri,
            "querystring": {
                name: values[-1] | ({"multiValue": values} if len(values) > 1 else {})
                for name, values in several.items()
            },
            "headers": {"host": {"value": "www.shop.example"}, "accept-language": {"value": "es-ES,es;q=0.9"}},
            "cookies": {name: {"value": value} for name, value in cookies.items()},
        },
    }


def decision(result: Mapping[str, Any]) -> Forward | Answer:
    """What a viewer-request function returned, as our own value."""
    if "uri" in result:
        return Forward(result["uri"])
    headers = {name: one["value"] for name, one in result.get("headers", {}).items()}
    cookies = [f"{name}={one['value']}; {one['attributes']}" for name, one in result.get("cookies", {}).items()]
    location, cache = headers.get("location", ""), headers.get("cache-control", "")
    return Answer(result["statusCode"], location, cache, "".join(cookies))


@pytest.fixture(scope="module", params=["node", "njs"])
def decided(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Forward | Answer]:
    """What `infra/request.js` makes of the table."""
    events = [event(uri, query, cookies) for uri, query, cookies, _ in TABLE]
    return [decision(one) for one in viewer_request(events, STORE, tmp_path_factory.mktemp("edge"), request.param)]


@pytest.mark.parametrize(
    "number", range(len(TABLE)), ids=[f"{uri} {query} {cookies}" for uri, query, cookies, _ in TABLE]
)
def test_the_function_and_the_front_decide_the_same(number: int, decided: list[Forward | Answer]) -> None:
    uri, query, cookies, expected = TABLE[number]
    assert decide(uri, query, cookies, STORE) == expected
    assert decided[number] == expected


def test_no_address_leads_round_in_a_circle() -> None:
    """What the edge redirects to for its spelling is an address that it answers."""
    for path in filter(None, (canonical(uri) for uri, *_ in TABLE)):
        assert canonical(path) == path


def test_the_function_is_as_small_as_cloudfront_wants_it() -> None:
    assert (INFRA / "request.js").stat().st_size < 10 * 1024


def test_a_redirect_that_the_edge_cannot_hold_is_named() -> None:
    for redirects in (Redirects({f"/{'é' * 86}/": "/"}), Redirects({"/a/": "/" + "x" * 1024})):
        with pytest.raises(ValueError, match="too long for a redirect"):
            entries(redirects, ["fr"])
    with pytest.raises(ValueError, match="more than the 5,242,880 that the edge takes"):
        entries(Redirects({f"/{number:0400}/": "/" + "x" * 900 for number in range(4_100)}), ["fr"])


def test_what_was_given_up_gives_way_to_what_moved_where_the_store_is_full() -> None:
    moved = {f"/{number:0400}/": "/" + "x" * 900 for number in range(4_000)}
    gone = frozenset(f"/gone/{number:0400}/" for number in range(400)) | {f"/{'long' * 200}/"}
    found = entries(Redirects(moved, gone), ["fr"])
    kept = [key for key, value in found.items() if value == "gone"]
    assert found.keys() >= moved.keys()
    assert 0 < len(kept) < 400
    assert sum(len(key) + len(value) for key, value in found.items()) <= 5 * 1024 * 1024


# what is answered where the bucket has nothing


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder with 404 pages, and where a front serves it."""
    folder = tmp_path_factory.mktemp("site")
    for name, words in (("404.html", "Nothing"), ("fr/404.html", "Rien"), ("fr/index.html", "Accueil")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"<!doctype html><title>{words}</title>", encoding="utf-8")
    with serving(FrontServer(Edge(FolderOrigin(folder), STORE, {"Content-Language": "fr-FR"}))) as front:
        yield folder, front.url


def origin_event(uri: str, status: str) -> dict[str, Any]:
    """An origin-response event (CloudFront Developer Guide, “Lambda@Edge event structure”)."""
    record = {
        "config": {"distributionDomainName": "", "distributionId": "EDFDVBD6EXAMPLE", "eventType": "origin-response"},
        "request": {"method": "GET", "uri": uri, "querystring": "", "headers": {}, "clientIp": "203.0.113.7"},
        "response": {
            "status": status,
            "statusDescription": "Not Found",
            "headers": {
                "content-type": [{"key": "Content-Type", "value": "application/xml"}],
                "content-length": [{"key": "Content-Length", "value": "12"}],
                "x-amz-request-id": [{"key": "x-amz-request-id", "value": "1"}],
            },
        },
    }
    return {"Records": [{"cf": record}]}


class Shelf(dict[str, Object]):
    """An origin of a few objects."""

    def fetch(self, key: str) -> Object | None:
        return self.get(key)


MISSING = {
    "/fr/nothing/index.html": ("404", "Rien"),
    "/fr/nothing.txt": ("404", "Rien"),
    "/de/nothing/index.html": ("404", "Nothing"),
    "/nothing.txt": ("404", "Nothing"),
    "/.gone/fr/produit/parti/": ("410", "Rien"),
    "/.gone/gone.pdf": ("410", "Nothing"),
}


def test_what_is_missing_is_said_in_the_language_of_its_address(site: tuple[Path, str], tmp_path: Path) -> None:
    events = [origin_event(uri, "404") for uri in MISSING]
    found = origin_response(events, site[1].rstrip("/"), tmp_path)
    assert [(one["status"], one["body"][22:-8]) for one in found] == list(MISSING.values())
    for one in found:
        assert one["headers"]["content-type"] == [{"key": "Content-Type", "value": "text/html; charset=utf-8"}]
        assert one["headers"]["content-language"] == [{"key": "Content-Language", "value": "fr-FR"}]
        assert "content-length" not in one["headers"]
        assert one["headers"]["cache-control"][0]["value"] == "public, max-age=10"


def test_search_engines_are_told_to_leave_previews_alone(site: tuple[Path, str], tmp_path: Path) -> None:
    preview = origin_event("/_preview/spring/fr/index.html", "200")
    preview["Records"][0]["cf"]["response"]["headers"]["x-amz-meta-robots"] = [{"key": "", "value": "noindex"}]
    (found,) = origin_response([preview], site[1].rstrip("/"), tmp_path)
    assert found["headers"]["x-robots-tag"] == [{"key": "X-Robots-Tag", "value": "noindex"}]
    headers = {"content-type": "text/html", "x-amz-meta-robots": "noindex"}
    edge = Edge(Shelf({"_preview/spring/fr/index.html": Object(b"", headers)}), STORE, {})
    answer = edge.respond(Request("GET", "/_preview/spring/fr/"))
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "x-amz-meta-robots" not in answer.headers


def test_other_answers_of_the_origin_stay_as_they_are(site: tuple[Path, str], tmp_path: Path) -> None:
    untouched = [
        origin_event("/fr/index.html", "200"),
        origin_event("/fr/nothing/index.html", "403"),  # refused by the firewall or by the bucket's policy
        origin_event("/fr/nothing/index.html", "503"),
        origin_event("/fr/404.html", "404"),  # would ask for itself
    ]
    answers = [one["Records"][0]["cf"]["response"] for one in untouched]
    assert origin_response(untouched, site[1].rstrip("/"), tmp_path) == answers


def test_where_no_page_can_be_had_the_origin_s_answer_stays(tmp_path: Path) -> None:
    missing = origin_event("/fr/nothing/index.html", "404")
    (found,) = origin_response([missing], "http://127.0.0.1:9", tmp_path)  # the discard port: nobody listens
    assert found == missing["Records"][0]["cf"]["response"]
