"""`storefront.catalog.fetch`: exports in a bucket, against a server that answers as S3 does."""

from collections.abc import Iterator
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from storefront.catalog import load_catalog
from storefront.problems import Severity
from tests.shops import write_shop

EXPORT = b"sku,product,name,category,price_fr\nA1,a,One,Things,10\n"
SETTINGS = """
name = "Shop"
address = "https://shop.example"
locales.fr-FR = { prefix = "fr", currency = "EUR" }
[[catalog.sources]]
file = "s3://exports/shop/offers.csv"
"""


class Bucket(ThreadingHTTPServer):
    """A bucket with path-style addresses."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.answers: list[int] = []


class _Handler(BaseHTTPRequestHandler):
    server: Bucket

    def do_GET(self) -> None:
        data = self.server.objects.get(self.path.partition("?")[0])
        etag = f'"{md5(data or b"").hexdigest()}"'
        known = self.headers.get("If-None-Match") == etag
        status, body = (404, b"<Error><Code>NoSuchKey</Code></Error>") if data is None else (200, data)
        status, body = (304, b"") if known and data is not None else (status, body)
        self.server.answers.append(status)
        self.send_response(status)
        self.send_header("ETag", etag)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Bucket]:
    server = Bucket()
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    yield server
    server.shutdown()
    server.server_close()


def test_an_export_in_a_bucket_is_fetched_only_when_it_has_changed(tmp_path: Path, bucket: Bucket) -> None:
    shop = write_shop(tmp_path, {}, SETTINGS)
    bucket.objects["/exports/shop/offers.csv"] = EXPORT
    assert [load_catalog(shop).catalog.offers["price_fr"].to_list() for _ in range(2)] == [["10"], ["10"]]
    bucket.objects["/exports/shop/offers.csv"] = EXPORT.replace(b",10", b",11")
    assert load_catalog(shop).catalog.offers["price_fr"].to_list() == ["11"]
    assert bucket.answers == [200, 304, 200]


def test_a_bucket_without_the_export_is_an_error_until_there_is_a_copy(tmp_path: Path, bucket: Bucket) -> None:
    shop = write_shop(tmp_path, {}, SETTINGS)
    (problem,) = load_catalog(shop).problems
    assert str(problem).startswith("s3://exports/shop/offers.csv  it cannot be fetched: ")
    assert problem.severity is Severity.ERROR
    bucket.objects["/exports/shop/offers.csv"] = EXPORT
    assert load_catalog(shop).problems == []
    bucket.objects.clear()
    imported = load_catalog(shop)
    assert [one.severity for one in imported.problems] == [Severity.WARNING]
    assert imported.catalog.offers.height == 1
