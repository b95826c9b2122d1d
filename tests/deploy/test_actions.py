"""What else there is to do with a target: folders, locks, garbage, verification; and what is refused."""

import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import sleep

import pytest

from scripts.deploy.engines import KEYS, MOTO, find_engine
from scripts.deploy.folder import FolderStore
from scripts.deploy.front import Edge, FrontServer, serving
from scripts.deploy.guards import StoppedError, need_conditions
from scripts.deploy.head import Register
from scripts.deploy.lease import BEAT, FRESH, SECONDS, new_lease
from scripts.deploy.local import REGION, running, started, store_of
from scripts.deploy.s3 import S3Store
from scripts.deploy.showing import StoreOrigin
from scripts.deploy.signing import EMPTY
from scripts.deploy.store import ABSENT, ConflictError, Copy, Listed, Mark, Put, StoreError
from scripts.deploy.targets import Target, open_store
from scripts.deploy.throttle import Throttle
from scripts.deploy.transport import PATIENCE, Endpoint, Transport
from scripts.deploy.wire import TIMEOUT
from tests.deploy.conftest import Bucket, Commands
from tests.deploy.outputs import FIRST, SECOND, html, write_output, write_target
from tests.deploy.proxy import proxied
from tests.deploy.running import deploy, visible
from tests.deploy.watch import dangling


@pytest.fixture
def shop(tmp_path: Path, bucket: Bucket) -> Path:
    return write_target(tmp_path / "shop", bucket.origin, bucket.target)


def put(store: object, key: str, data: bytes, **headers: str) -> None:
    store.put(Put(key, data, sha256(data).hexdigest(), len(data), headers))  # type: ignore[attr-defined]


# folders


def test_a_folder_is_a_target_with_history(vitrina: Commands, tmp_path: Path) -> None:
    shop = write_target(tmp_path / "shop", "", "file:../site", "grace_days = 0\n")
    site = tmp_path / "site"
    one, two = write_output(tmp_path / "one", FIRST), write_output(tmp_path / "two", SECOND)

    def seen() -> dict[str, bytes]:
        files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
        return {key: path.read_bytes() for key, path in files.items() if not key.startswith(".deploy/")}

    assert vitrina.deploy(shop, one)[0] == 0
    assert seen() == visible(FIRST)
    (site / "robots.txt").write_text("by hand")
    (site / "fr/a/index.html").write_text("changed by hand")
    status, said = vitrina.deploy(shop, two)
    assert status == 0, said
    assert "write  fr/a/index.html  it was changed by somebody else" in said
    assert seen() == {**visible(SECOND), "robots.txt": b"by hand"}
    assert not (site / "fr/b").exists()
    assert vitrina.run("--shop", shop, "deploy", "rollback", "live", "--yes")[0] == 0
    assert seen() == {**visible(FIRST), "robots.txt": b"by hand"}
    assert "nothing changed, release 3 is live" in vitrina.deploy(shop, one)[1]


def test_a_target_that_holds_nothing_yet_says_so(vitrina: Commands, tmp_path: Path) -> None:
    shop = write_target(tmp_path / "shop", "", "file:../site")
    out = write_output(tmp_path / "out", FIRST)
    for action, said in (
        ("rollback", "there is no earlier release to return to → those that are known: none"),
        ("verify", "nothing was deployed yet → vitrina deploy live"),
        ("history", "nothing was deployed yet"),
        ("status", "nothing was deployed yet"),
    ):
        assert said in vitrina.run("--shop", shop, "deploy", action, "live")[1]
    dry = vitrina.deploy(shop, out, "--preview", "sale", "--dry-run")[1]
    assert dry.endswith("release 1 would be live\n")
    assert "requests" not in dry  # nobody is asked for a folder
    assert not (tmp_path / "site").exists()


def test_a_folder_keeps_the_conditions_of_writes(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    register = Register(store, "token")
    register.swap(lambda head: head)
    need_conditions(register)
    put(store, "a.txt", b"one")
    with pytest.raises(ConflictError):
        store.put(Put("a.txt", b"two", sha256(b"two").hexdigest(), 3, {}, ABSENT))
    assert store.delete({"a.txt": "another"}) == {"a.txt": "PreconditionFailed"}
    assert store.put(Put("b.txt", b"", sha256().hexdigest(), 0, {}, ABSENT)).version
    found = store.head("a.txt")
    assert found
    put(store, "a.txt", b"two")
    store.put(Put("a.txt", Copy(found.mark.version), found.sha256, 3))
    assert (tmp_path / "a.txt").read_bytes() == b"one"


def test_where_headers_are_not_set_from_here_the_policy_is_said(vitrina: Commands, tmp_path: Path) -> None:
    for more in ("", 'cdn = "fastly:S1"\n'):
        shop = write_target(tmp_path / "shop", "", "file:../site", more)
        page = html("/fr/", text='<img src="https://pictures.example/a.png">')
        out = write_output(tmp_path / "out", {**FIRST, "index.html": page})
        status, said = vitrina.run("--shop", shop, "deploy", "policy", "live", "--output", out)
        assert status == 0
        assert "have it send Content-Security-Policy: default-src 'self'" in said
        assert "img-src 'self' https://pictures.example;" in said


def test_what_a_folder_cannot_take_is_said(vitrina: Commands, tmp_path: Path) -> None:
    shop = write_target(tmp_path / "shop", "", "file:../site", "grace_days = 0\n")
    vitrina.deploy(shop, write_output(tmp_path / "one", {**FIRST, "fr/x": b"a file"}))
    status, said = vitrina.deploy(shop, write_output(tmp_path / "two", {**FIRST, "fr/x/index.html": html("/fr/")}))
    assert status == 1
    assert re.search(r"fr/x/index.html cannot be changed \(.+\) → make way for it", said)


def test_a_folder_is_not_deployed_into_itself(vitrina: Commands, tmp_path: Path) -> None:
    for target in ("file:output", "file:.", "file:output/below"):
        shop = write_target(tmp_path / "shop", "", target)
        out = write_output(shop / "output", FIRST)
        status, said = vitrina.deploy(shop, out)
        assert (status, "are in one another → name another folder" in said) == (1, True), said
        assert not list(shop.rglob(".deploy"))


def test_what_could_not_be_put_into_place_is_nowhere_that_visitors_look(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    put(store, "a.txt", b"one")
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr/a").mkdir()
    (tmp_path / "fr/a/x").mkdir()
    with pytest.raises(StoreError, match="fr/a cannot be changed"):
        put(store, "fr/a", b"a file where a folder is")
    public = {path.name for path in tmp_path.rglob("*") if path.is_file() and ".deploy" not in path.parts}
    assert public == {"a.txt"}


def test_a_link_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site/fr").symlink_to(tmp_path / "outside")
    with pytest.raises(Exception, match="leads out of"):
        put(FolderStore(tmp_path / "site"), "fr/index.html", b"x")
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_link_in_a_folder_that_leads_back_to_itself_is_told(vitrina: Commands, tmp_path: Path) -> None:
    shop = write_target(tmp_path / "shop", "", "file:../site")
    (tmp_path / "site/fr").mkdir(parents=True)
    (tmp_path / "site/fr/a").symlink_to("a")
    status, said = vitrina.deploy(shop, write_output(tmp_path / "out", FIRST))
    assert status == 1
    assert "fr/a/index.html cannot be changed (File exists) → make way for it" in said


# this machine


def test_without_a_target_the_shop_is_brought_to_a_server_on_this_machine(vitrina: Commands, tmp_path: Path) -> None:
    shop = write_target(tmp_path / "shop", "", "s3://not-this-one")
    write_output(shop / "output", {**SECOND, "files/large.1.pdf": bytes(3_000_000)})
    with running(shop / ".cache/deploy/local", find_engine()) as origin:
        status, said = vitrina.run("--shop", shop, "deploy")
        assert status == 0, said
        assert said.endswith("s3://shop: release 1 is live\n")
        found = store_of(origin).get("files/large.1.pdf")
        assert found
        assert found[0] == bytes(3_000_000)
        assert vitrina.run("--shop", shop, "deploy", "verify", "--all")[0] == 0
        write_output(shop / "output", FIRST)
        assert vitrina.run("--shop", shop, "deploy")[0] == 0
        assert vitrina.run("--shop", shop, "deploy", "rollback", "1")[0] == 0
        assert "release 3 of" in vitrina.run("--shop", shop, "deploy", "status")[1]


# what is refused


SPOILT = [
    ('"cache": "public, max-age=300"', '"cache": "public\\r\\nx: y"'),
    ('"language": "fr-FR"', '"language": []'),
    ('"type": "text/html; charset=utf-8"', '"type": {}'),
    ('"page-put"', "1"),
    ('"size": 82', '"size": "82"'),
]
"""What stands in the manifest's row of `index.html`, and what no build writes there."""


def respell(output: Path, old: str, new: str) -> None:
    manifest = output / "manifest.json"
    before, row, after = manifest.read_text(encoding="utf-8").partition('"index.html"')
    assert old in after
    manifest.write_text(before + row + after.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda out: (out / "manifest.json").unlink(), "there is no manifest of a build"),
        (lambda out: (out / "fr/a/index.html").unlink(), "the build wrote this file and it is gone"),
        (lambda out: (out / "fr/a/index.html").write_bytes(b"x" * 74), "the file changed since the build"),
        (lambda out: (out / ".unfinished").touch(), "a build is under way here"),
        (lambda out: write_output(out, {"../x.html": b"", **FIRST}), "the path leads out of its folder"),
        (
            lambda out: write_output(out, {".deploy/head.json": b"", **FIRST}),
            ".deploy/ and _preview/ belong to deploys",
        ),
        (lambda out: write_output(out, {"_preview/a.html": b"", **FIRST}), "_preview/ belong to deploys"),
        (
            lambda out: write_output(out, {"a\uffff.html": b"", **FIRST}),
            "a character that addresses cannot",
        ),
        (
            lambda out: write_output(out, {**FIRST, "robots.txt": b"Sitemap: https://www.other.example/sitemap.xml"}),
            "this is the output of another shop, at https://www.other.example",
        ),
        (lambda out: write_output(out, {"a\tb.html": b"", **FIRST}), "a character that addresses cannot have"),
        (lambda out: write_output(out, {"a.html": b""}), "the build has no index.html"),
        *((partial(respell, old=old, new=new), ":index.html  no build wrote what") for old, new in SPOILT),
    ],
)
def test_an_output_that_is_none_is_refused_with_the_reason(
    vitrina: Commands, bucket: Bucket, shop: Path, tmp_path: Path, spoil: object, said: str
) -> None:
    output = write_output(tmp_path / "out" / "put", FIRST)
    spoil(output)  # type: ignore[operator]
    status, answer = vitrina.deploy(shop, output)
    assert (status, said in answer) == (1, True), answer
    assert "→" in answer
    assert bucket.objects() == {}


def test_many_deletes_have_to_be_meant(vitrina: Commands, bucket: Bucket, shop: Path, tmp_path: Path) -> None:
    many = {**FIRST, **{f"fr/p{number}/index.html": html("/fr/") for number in range(60)}}
    vitrina.deploy(shop, write_output(tmp_path / "one", many))
    few = write_output(tmp_path / "two", FIRST)
    status, said = vitrina.deploy(shop, few)
    assert status == 1
    assert "60 objects would be deleted" in said
    assert "--max-delete 60" in said
    assert visible(bucket.objects()).keys() >= many.keys() - {"redirects.json"}
    assert vitrina.deploy(shop, few, "--max-delete", "60")[0] == 0


def test_a_lease_holds_as_long_as_it_is_renewed(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    assert BEAT < FRESH < SECONDS - PATIENCE - TIMEOUT
    monkeypatch.setattr("scripts.deploy.head.BEAT", 0.3)
    one, other = Register(bucket.store, "one"), Register(bucket.store, "other")
    one.swap(lambda head: replace(head, lease=new_lease("one", "a test", 2)))

    def held() -> bool:
        other.read()
        return other.holder is not None

    with one.beating():
        for _ in range(4):
            sleep(1)
            assert held()
    sleep(3.5)  # dates have whole seconds
    assert not held()


def test_what_is_too_large_for_a_request_is_refused_before_anything_is_written(bucket: Bucket, tmp_path: Path) -> None:
    store = bucket.store
    store.largest = 50
    with pytest.raises(StoppedError, match=r"has \d+ bytes, .* takes 50 → offer it from elsewhere"):
        deploy(store, write_output(tmp_path / "out", FIRST), "token")
    assert bucket.objects() == {}


def test_names_of_strangers_do_nothing_to_a_terminal(
    vitrina: Commands, bucket: Bucket, shop: Path, tmp_path: Path
) -> None:
    bucket.store._transport.request("PUT", f"/{bucket.prefix}%1B%5B2Jboo", body=b"x")  # noqa: SLF001 - as others do
    said = vitrina.deploy(shop, write_output(tmp_path / "out", FIRST))[1]
    assert "\x1b" not in said
    assert "stay as they are: \\x1b[2Jboo" in said


def test_another_shop_is_not_overwritten(vitrina: Commands, bucket: Bucket, shop: Path, tmp_path: Path) -> None:
    output = write_output(tmp_path / "out", FIRST)
    vitrina.deploy(shop, output)
    other = write_target(tmp_path / "other", bucket.origin, bucket.target)
    text = (other / "shop.toml").read_text(encoding="utf-8").replace("www.shop.example", "www.other.example")
    (other / "shop.toml").write_text(text, encoding="utf-8")
    status, said = vitrina.deploy(other, output)
    assert status == 1
    assert "holds another shop, https://www.shop.example" in said
    for action in ("lock", "unlock"):  # which does not make it the other's
        assert vitrina.run("--shop", other, "deploy", action, "live")[0] == 0
    assert "holds another shop, https://www.shop.example" in vitrina.deploy(other, output)[1]
    assert vitrina.deploy(shop, output)[0] == 0


POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:Get*", "Resource": "arn:aws:s3:::open/*"},
        {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["s3:Put*"], "Resource": "arn:aws:s3:::open/*"},
    ],
}


def test_a_bucket_that_anybody_may_write_to_is_refused(vitrina: Commands, server: str, tmp_path: Path) -> None:
    store_of(server, "open")
    transport: Transport = store_of(server, "open")._transport  # noqa: SLF001 - to set the policy
    body = json.dumps(POLICY).encode()
    assert transport.request("PUT", query={"policy": ""}, body=body).status in {200, 204}
    shop = write_target(tmp_path / "shop", server, "s3://open")
    status, said = vitrina.deploy(shop, write_output(tmp_path / "out", FIRST))
    assert status == 1
    assert "anybody may write to s3://open: its policy allows s3:PutObject to anybody" in said
    body = json.dumps({**POLICY, "Statement": POLICY["Statement"][:1]}).encode()
    transport.request("PUT", query={"policy": ""}, body=body)
    assert vitrina.deploy(shop, tmp_path / "out")[0] == 0


def test_amazon_is_asked_once_where_its_bucket_lets_nobody_in_anyway(tmp_path: Path) -> None:
    """Grants and policies of everybody are without effect there; half of the block is none."""
    with started(tmp_path, engine=MOTO) as server:
        store_of(server.origin, "open")
        endpoint = Endpoint(server.origin, REGION, "/open", is_amazons=True)
        transport = Transport(endpoint, lambda: KEYS, Throttle(1))
        store = S3Store("open", "", transport)
        transport.request("PUT", query={"policy": ""}, body=json.dumps(POLICY).encode())

        def looked(**block: bool) -> tuple[int, int]:
            """How many reasons there are, and with how many requests they are found, when this is blocked."""
            settings = "".join(f"<{name}>{str(value).lower()}</{name}>" for name, value in block.items())
            body = f"<PublicAccessBlockConfiguration>{settings}</PublicAccessBlockConfiguration>".encode()
            if block:
                assert transport.request("PUT", query={"publicAccessBlock": ""}, body=body).status == 200
            before = transport.requests["GET"]
            return len(store.exposed()), transport.requests["GET"] - before

        assert looked() == (3, 3)
        assert looked(IgnorePublicAcls=True, RestrictPublicBuckets=False) == (3, 3)
        assert looked(IgnorePublicAcls=False, RestrictPublicBuckets=True) == (3, 3)
        assert looked(IgnorePublicAcls=True, RestrictPublicBuckets=True) == (0, 1)


def test_only_amazons_own_buckets_are_taken_for_its(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)

    def is_amazons(url: str, endpoint: str = "") -> bool:
        store = open_store(Target("live", url, endpoint, "eu-west-3"))
        assert isinstance(store, S3Store)
        return store._transport.endpoint.is_amazons  # noqa: SLF001 - what it asks

    assert is_amazons("s3://bucket")
    assert is_amazons("s3://www.shop.example/site")
    assert not is_amazons("s3://bucket", "https://s3.other.example")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:8333")
    assert not is_amazons("s3://bucket")


def test_a_server_that_ignores_conditions_is_refused(tmp_path: Path) -> None:
    class Deaf(FolderStore):
        def put(self, put: Put) -> Mark:
            return super().put(Put(put.key, put.body, put.sha256, put.size, put.headers))

    with pytest.raises(StoppedError, match=r"ignores the conditions of writes.*fence = false"):
        deploy(Deaf(tmp_path / "site"), write_output(tmp_path / "out", FIRST), "token")
    assert list(FolderStore(tmp_path / "site").list()) == [Listed(".deploy/writing", EMPTY)]


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """A server that answers everything alike; gives its origin."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("ETag", '"1"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b"<?xml version='1.0'?><Error><Code>NoSuchBucket</Code><Message>No</Message></Error>"),
        (404, b"<html><body>Not found</body></html>"),
        (404, b"<!doctype html><p>Not found<br>"),
        (404, b"404 page not found"),
        (404, b""),
        (200, b"<!doctype html><p>Welcome<br>"),
    ],
)
def test_a_server_without_the_bucket_is_no_target_that_nothing_was_deployed_to(
    vitrina: Commands, tmp_path: Path, status: int, body: bytes
) -> None:
    with answering(status, body) as origin:
        shop = write_target(tmp_path / "shop", origin, "s3://gone")
        for action in ("status", "history", "ledger"):
            ended, said = vitrina.run("--shop", shop, "deploy", action, "live")
            assert ended == 1
            assert said.startswith("error: s3://gone: the bucket is not there: ")
            assert "→ create the bucket, or correct the target" in said


def test_credentials_are_needed_and_never_shown(vitrina: Commands, bucket: Bucket, tmp_path: Path) -> None:
    shop = write_target(tmp_path / "shop", bucket.origin, "s3://versioned-not-there")
    status, said = vitrina.deploy(shop, write_output(tmp_path / "out", FIRST))
    assert status == 1
    assert "create the bucket, or correct the target in shop.toml" in said
    everything = [path for path in shop.rglob("*") if path.is_file()]
    assert "local-only" not in said + "".join(path.read_text(encoding="latin-1") for path in everything)


# locks, garbage


def test_a_lock_keeps_everybody_out_until_it_is_taken_away(vitrina: Commands, shop: Path, tmp_path: Path) -> None:
    output = write_output(tmp_path / "out", FIRST)
    assert vitrina.run("--shop", shop, "deploy", "lock", "live", "--reason", "stocktaking")[0] == 0
    status, said = vitrina.deploy(shop, output, "--wait")
    assert status == 1
    assert "stocktaking → vitrina deploy unlock" in said
    assert "stocktaking" in vitrina.run("--shop", shop, "deploy", "status", "live")[1]
    assert vitrina.run("--shop", shop, "deploy", "unlock", "live")[0] == 0
    assert vitrina.deploy(shop, output)[0] == 0


def test_garbage_is_named_and_deleted_when_it_is_meant(
    vitrina: Commands, shop: Path, bucket: Bucket, tmp_path: Path
) -> None:
    vitrina.deploy(shop, write_output(tmp_path / "one", FIRST))
    vitrina.deploy(shop, write_output(tmp_path / "two", SECOND))
    put(bucket.store, "orphan.css", b"of a deploy that died")
    bucket.store._transport.request("PUT", f"/{bucket.prefix}mine.txt", body=b"mine")  # noqa: SLF001 - as others do
    put(bucket.store, ".deploy/releases/0-old.json.gz", b"old")
    text = (shop / "shop.toml").read_text(encoding="utf-8")
    (shop / "shop.toml").write_text(f"{text}grace_days = 0\n", encoding="utf-8")
    said = vitrina.run("--shop", shop, "deploy", "gc", "live")[1]
    for line in ("expired    static/site.1.css", "left over  orphan.css", "old record .deploy/releases/0-old.json.gz"):
        assert line in said
    assert "1 objects of somebody else stay: mine.txt" in said
    assert "orphan.css" in bucket.objects()
    assert vitrina.run("--shop", shop, "deploy", "gc", "live", "--yes")[0] == 0
    kept = {key: data for key, data in bucket.objects().items() if not key.startswith(".deploy/")}
    assert kept == {**visible(SECOND), "mine.txt": b"mine"}
    assert "nothing changed" in vitrina.deploy(shop, tmp_path / "two")[1]
    # what was collected and is needed again is put back, even if the records are believed
    assert vitrina.deploy(shop, tmp_path / "one", "--trust-manifest")[0] == 0
    assert dangling(bucket.objects()) == []


def test_what_may_not_be_deleted_is_named_with_what_to_do(vitrina: Commands, bucket: Bucket, tmp_path: Path) -> None:
    with proxied(bucket.origin) as proxy:
        shop = write_target(tmp_path / "shop", proxy.url, bucket.target, "grace_days = 0\n")
        vitrina.deploy(shop, write_output(tmp_path / "one", FIRST))
        proxy.harm = lambda seen: "denied" if seen.method == "POST" else ""
        status, said = vitrina.deploy(shop, write_output(tmp_path / "two", SECOND))
        assert status == 0
        assert "fr/b/index.html was not deleted: AccessDenied → find out why, then vitrina deploy gc live" in said
        proxy.harm = lambda _: ""
        assert vitrina.run("--shop", shop, "deploy", "gc", "live", "--yes")[0] == 0
    assert {key for key in bucket.objects() if not key.startswith(".deploy/")} == visible(SECOND).keys()


def test_no_release_is_left_out_in_silence(vitrina: Commands, shop: Path) -> None:
    assert "there is no target “3”" in vitrina.run("--shop", shop, "deploy", "rollback", "3", "5")[1]


@pytest.mark.parametrize("kind", ["bucket", "folder"])
def test_a_target_leaves_another_alone_that_stands_below_it(
    vitrina: Commands, bucket: Bucket, tmp_path: Path, kind: str
) -> None:
    """`s3://bucket` and `s3://bucket/staging`: objects of ours, and no leftovers."""
    outer, endpoint = (bucket.target, bucket.origin) if kind == "bucket" else ("file:../site/", "")
    shop = write_target(tmp_path / "shop", endpoint, outer, "grace_days = 0\n")
    text = (shop / "shop.toml").read_text(encoding="utf-8")
    below = text.partition("[deploy.live]")[2].replace(outer, f"{outer}staging/")
    (shop / "shop.toml").write_text(f"{text}\n[deploy.staging]{below}", encoding="utf-8")
    one, two = write_output(tmp_path / "one", FIRST), write_output(tmp_path / "two", SECOND)
    assert vitrina.deploy(shop, one)[0] == 0
    assert vitrina.run("--shop", shop, "deploy", "staging", "--yes", "--output", one)[0] == 0
    assert "0 objects to delete" in vitrina.run("--shop", shop, "deploy", "gc", "live")[1]
    status, said = vitrina.deploy(shop, two)
    assert (status, "that no deploy put there" in said) == (0, False)
    assert vitrina.run("--shop", shop, "deploy", "gc", "live", "--yes")[0] == 0
    said = vitrina.run("--shop", shop, "deploy", "staging", "--yes", "--output", one)[1]
    assert said.endswith("nothing changed, release 1 is live\n")


def test_previews_that_are_over_go_but_for_what_is_somebody_elses(
    vitrina: Commands, shop: Path, bucket: Bucket, tmp_path: Path
) -> None:
    one, two = write_output(tmp_path / "one", FIRST), write_output(tmp_path / "two", SECOND)
    vitrina.deploy(shop, one)
    vitrina.deploy(shop, one, "--preview", "sale")
    vitrina.deploy(shop, two, "--preview", "sale")
    transport = bucket.store._transport  # noqa: SLF001 - to write as others do
    transport.request("PUT", f"/{bucket.prefix}_preview/sale/mine.txt", body=b"mine")
    transport.request("PUT", f"/{bucket.prefix}_preview/theirs/index.html", body=b"no preview of ours")
    before = bucket.objects()
    assert vitrina.run("--shop", shop, "deploy", "gc", "live")[1] == "0 objects to delete; --yes deletes them\n"
    text = (shop / "shop.toml").read_text(encoding="utf-8")
    (shop / "shop.toml").write_text(f"{text}preview_days = 0\n", encoding="utf-8")
    said = vitrina.run("--shop", shop, "deploy", "gc", "live")[1]
    assert "  preview    _preview/sale/  11 objects, 0 days old\n" in said
    assert "1 objects of somebody else stay: _preview/sale/mine.txt" in said
    assert bucket.objects() == before
    assert vitrina.run("--shop", shop, "deploy", "gc", "live", "--yes")[1].endswith("\n11 objects deleted\n")
    left = {key for key in bucket.objects() if key.startswith("_preview/")}
    assert left == {"_preview/sale/mine.txt", "_preview/theirs/index.html"}
    assert "nothing changed" in vitrina.deploy(shop, one)[1]
    assert vitrina.deploy(shop, two, "--preview", "sale")[0] == 0


def test_files_of_others_in_a_folder_stay(vitrina: Commands, tmp_path: Path) -> None:
    shop = write_target(tmp_path / "shop", "", "file:../site")
    site, collect = tmp_path / "site", ("--shop", shop, "deploy", "gc", "live", "--yes")
    site.mkdir()
    (site / ".htaccess").write_text("mine")
    assert vitrina.run(*collect)[1].endswith("1 objects of somebody else stay: .htaccess\n0 objects deleted\n")
    vitrina.deploy(shop, write_output(tmp_path / "one", FIRST))
    (site / "google.html").write_text("mine too")
    put(FolderStore(site), "orphan.css", b"of a deploy that died")
    said = vitrina.run(*collect)[1]
    assert "left over  orphan.css" in said
    assert "2 objects of somebody else stay: .htaccess, google.html" in said
    assert ((site / ".htaccess").read_text(), (site / "google.html").read_text()) == ("mine", "mine too")
    assert not (site / "orphan.css").exists()


def test_previews_of_a_folder_go_too(vitrina: Commands, tmp_path: Path) -> None:
    shop = write_target(tmp_path / "shop", "", "file:../site", "preview_days = 0\n")
    vitrina.deploy(shop, write_output(tmp_path / "one", FIRST))
    vitrina.deploy(shop, tmp_path / "one", "--preview", "sale")
    assert (tmp_path / "site/_preview/sale/index.html").is_file()
    assert vitrina.run("--shop", shop, "deploy", "gc", "live", "--yes")[0] == 0
    assert not [path for path in (tmp_path / "site/_preview").rglob("*") if path.suffix]


def test_a_bucket_without_versions_says_so_and_cannot_go_back(vitrina: Commands, server: str, tmp_path: Path) -> None:
    transport = store_of(server, "plain")._transport  # noqa: SLF001 - to turn versions off
    suspended = b"<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>"
    transport.request("PUT", query={"versioning": ""}, body=suspended)
    shop = write_target(tmp_path / "shop", server, "s3://plain")
    status, said = vitrina.deploy(shop, write_output(tmp_path / "one", FIRST))
    assert status == 0
    assert "keeps no versions" in said
    vitrina.deploy(shop, write_output(tmp_path / "two", SECOND))
    status, said = vitrina.run("--shop", shop, "deploy", "rollback", "live", "--yes")
    assert status == 1
    assert "in the target no longer" in said


# verification


@pytest.fixture
def edge(bucket: Bucket) -> Iterator[str]:
    """A front before the bucket, whose redirects are those of the second release."""
    with serving(FrontServer(Edge(StoreOrigin(bucket.store), {"/fr/b/": "/fr/a/", "locales": "fr"}, {}))) as front:
        yield front.url


def test_what_visitors_get_is_compared_with_the_release(
    vitrina: Commands, shop: Path, bucket: Bucket, tmp_path: Path, edge: str
) -> None:
    files = {**SECOND, "fr/été +%/index.html": html("/fr/")}
    vitrina.deploy(shop, write_output(tmp_path / "out", files))
    arguments = ("--shop", shop, "deploy", "verify", "live", "--address", edge, "--all")
    status, said = vitrina.run(*arguments)
    assert status == 0, said
    put(bucket.store, "fr/c/index.html", b"hacked", **{"content-type": "text/plain"})
    bucket.store.delete({"fr/a/index.html": ""})
    status, said = vitrina.run(*arguments)
    assert status == 1
    assert "/fr/c/  has other bytes" in said
    assert "/fr/c/  content-type is text/plain, not text/html; charset=utf-8" in said
    assert "/fr/a/  answers 404, not 200" in said


def test_redirects_that_the_edge_does_not_know_are_found(
    vitrina: Commands, shop: Path, tmp_path: Path, edge: str
) -> None:
    files = {**SECOND, "redirects.json": b'{"redirects": {"/fr/b/": "/fr/c/", "/fr/x/": "/fr/"}, "gone": ["/fr/y/"]}'}
    vitrina.deploy(shop, write_output(tmp_path / "out", files))
    said = vitrina.run("--shop", shop, "deploy", "verify", "live", "--address", edge)[1]
    for line in (
        "/fr/b/  leads to /fr/a/, not to /fr/c/",
        "/fr/x/  answers 404, not 301",
        "/fr/y/  answers 404, not 410",
    ):
        assert line in said
