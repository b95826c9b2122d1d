"""A small CloudFront on loopback: edge caches before an origin, invalidations with their limits, the key-value store.

No emulator has these: here an invalidation is done only after it was asked about, 3,000 addresses and 15 wildcards are
in flight at most, a reference is taken once, and faults come as a seed has them. Requests are those that boto3 sends.
"""

import random
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import boto3
import orjson

from scripts.deploy.cdn.cloudfront import CONFIG, CloudFront
from scripts.deploy.edge import STORE_BYTES, Answer, decide, size_of
from scripts.deploy.front import Edge, Request, Response
from scripts.deploy.origins import Object, Origin

ARN = "arn:aws:cloudfront::111122223333:key-value-store/a1b2"
FUNCTION = "arn:aws:cloudfront::111122223333:function/shop-request"
XMLNS = "http://cloudfront.amazonaws.com/doc/2020-05-31/"
WRITTEN = re.compile(r"/[A-Za-z0-9/_.~!'()%-]*\*?|#[!-+\--~]{1,256}")
"""An item that CloudFront takes: an address, percent-encoded, a `*` at its very end alone; or a tag."""


@dataclass
class Bucket:
    """An origin: the body and the cache tags of each object."""

    objects: dict[str, tuple[bytes, tuple[str, ...]]]

    def fetch(self, key: str) -> Object | None:
        found = self.objects.get(key)
        return found and Object(found[0], {"content-type": "text/html", "x-amz-meta-cache-tag": ",".join(found[1])})


@dataclass
class Invalidation:
    items: tuple[str, ...]
    questions: int
    """How often it is still asked about before it is done."""


@dataclass
class Model:
    """The service: one distribution, whose viewer-request function has a key-value store."""

    bucket: Origin
    store: dict[str, str] = field(default_factory=dict)
    questions: int = 2
    by_tag: bool = True
    with_store: bool = True
    policy: str = ""
    """The content security policy that every answer carries."""
    bringing: int = 0
    """How often it is still asked about before a new policy is everywhere."""
    denied: str = ""
    """The error that every request of the API is answered with."""
    faults: random.Random | None = None
    meddlers: int = 0
    """How many more times somebody else writes to the store between a look at it and a write."""
    cache: dict[str, tuple[Response, frozenset[str]]] = field(default_factory=dict)
    invalidations: dict[str, Invalidation] = field(default_factory=dict)
    """By reference, which is the id too."""
    version: int = 1
    requests: list[str] = field(default_factory=list)
    """The addresses that the API was asked for."""
    busy: threading.Lock = field(default_factory=threading.Lock)

    # what visitors see

    def visit(self, uri: str) -> Response:
        """What a visitor gets: a cached copy where there is one."""
        decision = decide(uri, {}, {}, self.store)
        key = uri if isinstance(decision, Answer) else decision.uri
        if key not in self.cache:
            response = Edge(self.bucket, self.store, {}).respond(Request("GET", uri))
            tags = response.headers.get("x-amz-meta-cache-tag", "")
            if isinstance(decision, Answer) or response.status != 200:
                return response
            self.cache[key] = response, frozenset(tags.lower().split(",")) if self.by_tag else frozenset()
        return self.cache[key][0]

    # the API

    def invalidate(self, reference: str, items: tuple[str, ...]) -> str:
        """The reference of an invalidation, or the code of an error."""
        if known := self.invalidations.get(reference):
            return reference if known.items == items else "InvalidationBatchAlreadyExists"
        if not items or not all(WRITTEN.fullmatch(item) for item in items) or len(set(items)) < len(items):
            return "InvalidArgument"
        if not self.by_tag and any(item.startswith("#") for item in items):
            return "InvalidArgument"
        going = [item for one in self.invalidations.values() if one.questions for item in one.items]
        wildcards = sum(item[0] == "/" and item[-1] == "*" for item in [*going, *items])
        if wildcards > 15 or len(going) + len(items) > 3_000:
            return "TooManyInvalidationsInProgress"
        self.invalidations[reference] = Invalidation(items, self.questions)
        return reference

    def ask(self, reference: str) -> str:
        """The status of an invalidation; every invalidation is a question older afterwards."""
        for one in self.invalidations.values():
            one.questions -= bool(one.questions)
            if not one.questions:
                self._forget(one.items)
        return "InProgress" if self.invalidations[reference].questions else "Completed"

    def _forget(self, items: tuple[str, ...]) -> None:
        exact = {item for item in items if not item.endswith("*")}
        patterns = [item for item in items if item.endswith("*")]
        for uri, (_, tags) in list(self.cache.items()):
            if (
                uri in exact
                or any(f"#{tag}" in exact for tag in tags)
                or any(fnmatchcase(uri, one) for one in patterns)
            ):
                del self.cache[uri]

    def update(self, match: str, puts: list[dict[str, str]], deletes: list[dict[str, str]]) -> bool:
        """Whether the store took a change: all of it, or nothing where it changed meanwhile."""
        if self.meddlers:
            self.meddlers -= 1
            self.version += 1
        if match != str(self.version) or len(puts) + len(deletes) > 50:
            return False
        after = self.store | {one["Key"]: one["Value"] for one in puts}
        for one in deletes:
            after.pop(one["Key"])
        assert size_of(after) <= STORE_BYTES, "the service has no room for that"
        self.store.update({one["Key"]: one["Value"] for one in puts})
        for one in deletes:
            self.store.pop(one["Key"])
        self.version += 1
        return True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    model: Model

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing: connections are dropped on purpose."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        model = self.server.model
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with model.busy:
            model.requests.append(self.path)
            fate = model.faults.random() if model.faults else 1.0
            if model.denied:
                self._fail(403, model.denied)
            elif fate < 0.2:
                self._fail(503, "Throttling")
            else:
                answer = self._answer(model, unquote(self.path), data)
                if fate < 0.4:
                    self.close_connection = True  # done, and the answer is lost
                    self.connection.close()
                else:
                    self._send(*answer)

    do_POST = do_PUT = do_GET  # noqa: N815 - the base class's names

    def _answer(self, model: Model, path: str, data: bytes) -> tuple[int, bytes, dict[str, str]]:  # noqa: PLR0911 - one for each resource
        if found := re.fullmatch(r"/2020-05-31/distribution/EDIST/invalidation(?:/([^/]+))?", path):
            return self._invalidation(model, found[1], data)
        if path == "/2020-05-31/distribution/EDIST":
            model.bringing -= bool(model.bringing)
            status = "InProgress" if model.bringing else "Deployed"
            return 200, _document("Distribution", Id="EDIST", Status=status), {"ETag": "E1"}
        if path == "/2020-05-31/distribution/EDIST/config":
            functions = (
                f"<FunctionAssociation>{_xml(FunctionARN=FUNCTION, EventType='viewer-request')}</FunctionAssociation>"
            )
            behaviour = _xml(FunctionAssociations=_xml(Quantity="1", Items=functions))
            behaviour += _xml(ResponseHeadersPolicyId="HEADERS") if model.policy else ""
            return 200, _document("DistributionConfig", DefaultCacheBehavior=behaviour), {"ETag": "E1"}
        if path.startswith("/2020-05-31/response-headers-policy/HEADERS"):
            return self._policy(model, data)
        if path.startswith("/2020-05-31/function/shop-request/describe"):
            store = f"<KeyValueStoreAssociation>{_xml(KeyValueStoreARN=ARN)}</KeyValueStoreAssociation>"
            stores = _xml(Quantity="1", Items=store) if model.with_store else _xml(Quantity="0")
            config = _xml(Comment="", Runtime="cloudfront-js-2.0", KeyValueStoreAssociations=stores)
            return 200, _document("FunctionSummary", Name="shop-request", FunctionConfig=config), {"ETag": "E2"}
        if path.startswith(f"/key-value-stores/{ARN}"):
            return self._keys(model, path.removeprefix(f"/key-value-stores/{ARN}"), data)
        return 404, _error("NoSuchDistribution"), {}

    def _policy(self, model: Model, data: bytes) -> tuple[int, bytes, dict[str, str]]:
        tag = {"ETag": f"P{len(model.policy)}"}
        if self.command == "PUT":
            if self.headers["If-Match"] != tag["ETag"]:
                return 412, _error("PreconditionFailed"), {}
            found = ET.fromstring(data).iter(f"{{{XMLNS}}}ContentSecurityPolicy")
            model.policy = "".join(str(one.text) for one in found if one.text)
            model.bringing = model.questions
        security = _xml(ContentSecurityPolicy=_xml(Override="true", ContentSecurityPolicy=escape(model.policy)))
        config = _xml(Name="shop", SecurityHeadersConfig=security)
        return 200, _document("ResponseHeadersPolicy", Id="HEADERS", ResponseHeadersPolicyConfig=config), tag

    def _invalidation(self, model: Model, known: str | None, data: bytes) -> tuple[int, bytes, dict[str, str]]:
        if known:
            return 200, _document("Invalidation", Id=known, Status=model.ask(known)), {}
        batch = ET.fromstring(data)
        items = tuple(str(one.text) for one in batch.iter(f"{{{XMLNS}}}Path"))
        reference = str(batch.findtext(f"{{{XMLNS}}}CallerReference"))
        assert batch.findtext(f"{{{XMLNS}}}Paths/{{{XMLNS}}}Quantity") == str(len(items))
        result = model.invalidate(reference, items)
        if result != reference:
            return 400, _error(result), {}
        return 201, _document("Invalidation", Id=reference, Status="InProgress"), {}

    def _keys(self, model: Model, rest: str, data: bytes) -> tuple[int, bytes, dict[str, str]]:
        tag = {"ETag": str(model.version), "Content-Type": "application/json"}
        if found := re.fullmatch(r"/keys/([^?]+)", rest):
            if found[1] not in model.store:
                return 404, b'{"Message": "no such key"}', {"x-amzn-ErrorType": "ResourceNotFoundException"}
            value = {
                "Key": found[1],
                "Value": model.store[found[1]],
                "ItemCount": len(model.store),
                "TotalSizeInBytes": 0,
            }
            return 200, orjson.dumps(value), tag
        if not rest:
            return (
                200,
                orjson.dumps({"ItemCount": len(model.store), "TotalSizeInBytes": 0, "KvsARN": ARN, "Created": 0}),
                tag,
            )
        if self.command == "POST":
            asked = orjson.loads(data)
            if not model.update(str(self.headers["If-Match"]), asked.get("Puts", []), asked.get("Deletes", [])):
                return 409, b'{"Message": "it has changed"}', {"x-amzn-ErrorType": "ConflictException"}
            return (
                200,
                orjson.dumps({"ItemCount": len(model.store), "TotalSizeInBytes": 0}),
                {"ETag": str(model.version)},
            )
        start = int((re.search(r"NextToken=(\d+)", rest) or [0, 0])[1])
        keys = sorted(model.store)[start : start + 50]
        page: dict[str, Any] = {"Items": [{"Key": key, "Value": model.store[key]} for key in keys]}
        if start + 50 < len(model.store):
            page["NextToken"] = str(start + 50)
        return 200, orjson.dumps(page), tag

    def _fail(self, status: int, code: str) -> None:
        if "key-value-stores" in self.path:
            self._send(status, orjson.dumps({"Message": code}), {"x-amzn-ErrorType": code})
        else:
            self._send(status, _error(code), {})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        pass


def _xml(**children: str) -> str:
    return "".join(f"<{name}>{text}</{name}>" for name, text in children.items())


def _document(name: str, **children: str) -> bytes:
    return f'<?xml version="1.0"?><{name} xmlns="{XMLNS}">{_xml(**children)}</{name}>'.encode()


def _error(code: str) -> bytes:
    inside = _xml(Error=_xml(Type="Sender", Code=code, Message=f"this is {code}"), RequestId="1")
    return f'<?xml version="1.0"?><ErrorResponse xmlns="{XMLNS}">{inside}</ErrorResponse>'.encode()


@contextmanager
def amazon(model: Model, **settings: Any) -> Iterator[CloudFront]:
    """The service on loopback, and our adapter before it, through boto3."""
    with serving(model) as origin:
        yield _adapter(origin, settings)


@contextmanager
def serving(model: Model) -> Iterator[str]:
    """The service on loopback; gives its origin."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.model = model
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@cache
def _session() -> Any:
    """One for all tests: each reads the descriptions of all services anew."""
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    return boto3.session.Session(region_name="us-east-1", **keys)  # type: ignore[no-untyped-call]


def _adapter(origin: str, settings: Mapping[str, Any]) -> CloudFront:
    control, store = (
        _session().client(f"cloudfront{one}", endpoint_url=origin, config=CONFIG) for one in ("", "-keyvaluestore")
    )

    def without_account(params: dict[str, Any], **_: object) -> None:
        """The account stands before the host's name, which loopback has not got."""
        params["url"] = re.sub(r"//\d{12}\.", "//", params["url"])

    store.meta.events.register("before-call.cloudfront-keyvaluestore", without_account)
    return CloudFront("EDIST", control, store, ("fr", "en"), interval=0.001, **settings)
