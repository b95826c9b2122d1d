"""`storefront.catalog.fetch`: exports in a bucket of a real S3 server."""

from collections.abc import Iterator
from pathlib import Path
from socket import create_server
from threading import Thread
from typing import Any

import boto3
import pytest

from scripts.deploy.engines import KEYS
from scripts.deploy.local import started, store_of
from storefront.catalog.fetch import fetch
from storefront.catalog.load import Import, load_catalog
from storefront.problems import Severity
from tests.shops import write_shop

ADDRESS = "s3://exports/shop/offers.csv"
EXPORT = b"sku,product,name,category,price_fr\nA1,a,One,Things,10\n"
SETTINGS = f"""
name = "Shop"
address = "https://shop.example"
locales.fr-FR = {{ prefix = "fr", currency = "EUR" }}
[[catalog.sources]]
file = "{ADDRESS}"
"""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an S3 server with a bucket `exports`."""
    with started(tmp_path_factory.mktemp("s3")) as server:
        store_of(server.origin, "exports")
        yield server.origin


@pytest.fixture
def bucket(origin: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A client of the server, which the environment of the test leads to."""
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # it remembers the credentials of the test before
    settings = {
        "AWS_ENDPOINT_URL_S3": origin,
        "AWS_ACCESS_KEY_ID": KEYS.access,
        "AWS_SECRET_ACCESS_KEY": KEYS.secret,
        "AWS_DEFAULT_REGION": "eu-west-3",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")  # type: ignore[no-untyped-call] # no types
    for one in client.list_objects_v2(Bucket="exports").get("Contents", ()):
        client.delete_object(Bucket="exports", Key=one["Key"])
    return client


def put(bucket: Any, data: bytes = EXPORT, key: str = "shop/offers.csv") -> None:
    bucket.put_object(Bucket="exports", Key=key, Body=data)


def import_(folder: Path) -> Import:
    return load_catalog(write_shop(folder, {}, SETTINGS))


def prices(imported: Import) -> list[str]:
    return imported.catalog.offers["price_fr"].to_list()


def copies(folder: Path) -> list[int]:
    """The inodes of the data in the cache: what is written anew has another."""
    return [path.stat().st_ino for path in (folder / ".cache/sources").glob("*.data")]


def test_an_export_in_a_bucket_is_fetched_only_when_it_has_changed(tmp_path: Path, bucket: Any) -> None:
    put(bucket)
    assert prices(import_(tmp_path)) == ["10"]
    before = copies(tmp_path)
    assert prices(import_(tmp_path)) == ["10"]
    assert copies(tmp_path) == before
    put(bucket, EXPORT.replace(b",10", b",11"))
    assert prices(import_(tmp_path)) == ["11"]
    assert copies(tmp_path) != before


@pytest.mark.parametrize("key", ["a b/öffers.csv", "2026#11/offers?.csv", "a%20b.csv", "a+b&c.csv"])
def test_a_key_is_written_as_it_is(tmp_path: Path, bucket: Any, key: str) -> None:
    put(bucket, key=key)
    path, problems = fetch(f"s3://exports/{key}", tmp_path)
    assert problems == []
    assert path
    assert path.read_bytes() == EXPORT


def test_a_bucket_without_the_export_is_an_error_until_there_is_a_copy(tmp_path: Path, bucket: Any) -> None:
    (problem,) = import_(tmp_path).problems
    assert str(problem).startswith(f"{ADDRESS}  it cannot be fetched: An error occurred (NoSuchKey)")
    assert problem.severity is Severity.ERROR
    put(bucket)
    assert import_(tmp_path).problems == []
    bucket.delete_object(Bucket="exports", Key="shop/offers.csv")
    imported = import_(tmp_path)
    assert [one.severity for one in imported.problems] == [Severity.WARNING]
    assert prices(imported) == ["10"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AWS_SECRET_ACCESS_KEY", "wrong", "(SignatureDoesNotMatch)"),
        ("AWS_ACCESS_KEY_ID", "nobody", "(InvalidAccessKeyId)"),
        ("AWS_ACCESS_KEY_ID", None, "Unable to locate credentials"),
        ("AWS_PROFILE", "nobody", "The config profile (nobody) could not be found"),
        ("AWS_ENDPOINT_URL_S3", "localhost:9000", "Invalid endpoint"),
        ("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9", "Could not connect to the endpoint URL"),
    ],
    ids=["secret", "key", "half", "profile", "no endpoint", "no server"],
)
def test_who_may_not_or_cannot_reach_the_bucket_is_told_why(
    tmp_path: Path, bucket: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, said: str
) -> None:
    put(bucket)
    assert fetch(ADDRESS, tmp_path)[1] == []
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)
    monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    for cache, severity in (("none", Severity.ERROR), ("", Severity.WARNING)):
        path, (problem,) = fetch(ADDRESS, tmp_path / cache)
        assert said in problem.message
        assert "check the address, the credentials" in problem.hint
        assert problem.severity is severity
        assert (path is None) is (severity is Severity.ERROR)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("s3://exports", "“s3://exports” is no address"),
        ("s3:///offers.csv", "“s3:///offers.csv” is no address"),
        ("s3://Bad!/offers.csv", "it cannot be fetched: Parameter validation failed:"),
        ("s3://elsewhere/offers.csv", "it cannot be fetched: An error occurred (NoSuchBucket)"),
    ],
)
@pytest.mark.usefixtures("bucket")
def test_an_address_that_leads_nowhere_is_told(tmp_path: Path, address: str, message: str) -> None:
    path, (problem,) = fetch(address, tmp_path)
    assert path is None
    assert problem.message.startswith(message)
    assert "\n" not in problem.message


def test_an_answer_that_breaks_off_is_told(tmp_path: Path, bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(bucket)
    head = b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: 1000\r\n\r\nsku,product'
    with create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(1 << 16)
                    peer.sendall(head)

        Thread(target=answer, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{server.getsockname()[1]}")
        path, (problem,) = fetch(ADDRESS, tmp_path)
    assert path is None
    assert problem.message.startswith("it cannot be fetched: ")
    assert list(tmp_path.iterdir()) == []
