"""Servers and networks that stumble: a deploy gets through with few retries, or stops with a word and loses nothing."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts.deploy.apply import Site
from scripts.deploy.crew import Crew
from scripts.deploy.deploying import Deploying
from scripts.deploy.goal import Choice
from scripts.deploy.head import KEY, FencedError, Register
from scripts.deploy.history import History
from scripts.deploy.redirects import REDIRECTS, redirects_in
from scripts.deploy.rollback import goal_of
from scripts.deploy.s3 import S3Store
from scripts.deploy.store import Put, StoreError
from scripts.deploy.transport import ATTEMPTS
from scripts.deploy.wire import SMALL, BrokenError, Connection
from tests.deploy.conftest import Bucket
from tests.deploy.outputs import FIRST, SECOND, head_of, write_output
from tests.deploy.proxy import Proxy, Seen, proxied
from tests.deploy.running import AT_ONCE, SHOP, deploy, store_of, transport_of, visible
from tests.deploy.watch import dangling

HARMS = ("503", "500", "reset", "mid-body", "lost", "cut", "slow", "hang")


@pytest.fixture
def proxy(server: str) -> Iterator[Proxy]:
    with proxied(server) as found:
        yield found


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.deploy.transport.PAUSE", 0.01)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("outputs")
    return write_output(folder / "one", FIRST), write_output(folder / "two", SECOND)


def public(bucket: Bucket) -> dict[str, bytes]:
    return {key: data for key, data in bucket.objects().items() if not key.startswith(".deploy/")}


def every(stride: int, harm: str) -> Callable[[Seen], str]:
    return lambda seen: harm if seen.number % stride == 0 else ""


@pytest.mark.parametrize("harm", HARMS)
def test_faults_now_and_then_are_got_over(proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path], harm: str) -> None:
    stride = 15 if harm == "hang" else 3
    for number, output in enumerate(outputs):
        proxy.harm = every(stride, harm)
        deploy(store_of(transport_of(proxy.url, bucket), bucket), output, f"token{number}")
    assert public(bucket) == visible(SECOND)
    assert (head_of(bucket.objects(), "")["lease"], head_of(bucket.objects(), "")["journal"]) == (None, "")


@pytest.mark.parametrize("harm", ["503", "reset", "lost"])
@pytest.mark.parametrize("what", ["static/site.2.css", "fr/c/index.html", ".deploy/head.json", ".deploy/releases"])
def test_a_server_that_stays_broken_ends_the_deploy_with_a_word_and_the_next_one_gets_through(
    proxy: Proxy,
    bucket: Bucket,
    outputs: tuple[Path, Path],
    harm: str,
    what: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scripts.deploy.history.ROOM", 0)  # every release has a record of its own
    one, two = outputs
    deploy(store_of(transport_of(proxy.url, bucket), bucket), one, "before")
    proxy.harm = lambda seen: harm if what in seen.path and seen.writes else ""
    before = len(proxy.seen)
    with pytest.raises(StoreError, match="→"):
        deploy(store_of(transport_of(proxy.url, bucket), bucket), two, "broken")
    tried = [one for one in proxy.seen[before:] if what in one.path and one.writes]
    assert len(tried) <= 2 * ATTEMPTS + 2
    assert dangling(bucket.objects()) == []
    assert "fr/b/index.html" in public(bucket)
    proxy.harm = lambda _: ""
    deploy(store_of(transport_of(proxy.url, bucket), bucket), two, "after")
    assert public(bucket) == visible(SECOND)


def test_a_write_whose_answer_was_lost_is_known_again(proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path]) -> None:
    lost: set[str] = set()

    def harm(seen: Seen) -> str:
        if seen.method == "PUT" and seen.path not in lost:
            lost.add(seen.path)
            return "lost"
        return ""

    proxy.harm = harm
    outcome = deploy(store_of(transport_of(proxy.url, bucket), bucket), outputs[0], "token")
    assert outcome.written == len(FIRST)
    assert public(bucket) == visible(FIRST)


def test_an_object_that_vanished_is_put_back_though_the_records_are_believed(
    bucket: Bucket, outputs: tuple[Path, Path]
) -> None:
    deploy(bucket.store, outputs[0], "one")
    bucket.store.delete({"fr/a/index.html": "", "images/a.1.webp": ""})
    deploy(bucket.store, outputs[1], "two", Choice(trust=True, grace_days=0))
    assert public(bucket) == {path: data for path, data in visible(SECOND).items() if path != "images/a.1.webp"}


def test_a_machine_whose_clock_is_wrong_goes_by_the_servers(
    bucket: Bucket, outputs: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signatures are made for the server's time, and files stay for their days, whoever deploys next."""
    late = timedelta(days=40)

    class Late(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Late":
            return cls.fromtimestamp((datetime.now(tz) - late).timestamp(), tz)

    def behind() -> float:
        return time.time() - late.total_seconds()

    with monkeypatch.context() as wrong:
        wrong.setattr("scripts.deploy.transport.datetime", Late)
        wrong.setattr("scripts.deploy.transport.time", SimpleNamespace(time=behind, sleep=time.sleep))
        wrong.setattr("scripts.deploy.s3.time", behind)
        for number, output in enumerate(outputs):
            deploy(bucket.store, output, f"wrong{number}", Choice())
    deploy(bucket.store, outputs[1], "right", Choice())
    assert public(bucket) == {
        **visible(SECOND),
        **{key: FIRST[key] for key in ("static/site.1.css", "images/bg.1.webp")},
    }


def test_a_server_that_asks_for_less_is_asked_for_less(
    proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path]
) -> None:
    transport = transport_of(proxy.url, bucket)
    proxy.harm = lambda seen: "503" if seen.number in range(8, 14) else ""
    deploy(store_of(transport, bucket), outputs[0], "token")
    assert transport.throttle.limit < 8
    assert public(bucket) == visible(FIRST)


@pytest.mark.parametrize(
    ("harm", "method"),
    [
        ("no-etag", "GET"),
        ("no-etag", "PUT"),
        ("page", "GET"),
        ("page", "PUT"),
        ("part", "GET"),
        ("no-encoding", "GET"),
        ("late", "POST"),
    ],
)
def test_an_answer_that_is_none_ends_the_deploy_with_a_word(
    proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path], harm: str, method: str
) -> None:
    """Nothing is written that depends on it, and the deploy after it is whole."""
    one, two = outputs
    deploy(bucket.store, one, "before")
    proxy.harm = lambda seen: harm if seen.method == method else ""
    if (harm, method) == ("page", "PUT"):  # it looks like a success, and the ETag is not the object's
        proxy.harm = lambda seen: harm if seen.method == method and seen.path.endswith("head.json") else ""
    with pytest.raises((StoreError, FencedError), match="→"):
        deploy(store_of(transport_of(proxy.url, bucket), bucket), two, "lied to")
    assert dangling(bucket.objects()) == []
    proxy.harm = lambda _: ""
    deploy(store_of(transport_of(proxy.url, bucket), bucket), two, "after")
    assert public(bucket) == visible(SECOND)


@pytest.mark.parametrize("harm", ["weak", "no-date", "unescaped"])
def test_what_stands_before_a_server_may_spell_its_answers_otherwise(
    proxy: Proxy, bucket: Bucket, tmp_path: Path, harm: str
) -> None:
    """Weak ETags are what nginx makes of them that may compress; not every server spells listings as it is asked."""
    odd = {"files/a+b c.pdf": b"odd", "files/100%25.pdf": b"odd", "files/été.pdf": b"odd"}
    outputs = [write_output(tmp_path / str(number), {**one, **odd}) for number, one in enumerate((FIRST, SECOND))]
    proxy.harm = lambda _: harm
    written = [
        deploy(store_of(transport_of(proxy.url, bucket), bucket), output, f"token{number}").written
        for number, output in enumerate([*outputs, outputs[-1]])
    ]
    assert public(bucket) == {**visible(SECOND), **odd}
    assert written[1] < len(SECOND)
    assert written[2] == 0


def test_what_a_server_stumbled_over_while_deleting_is_deleted_again(
    proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path]
) -> None:
    deploy(bucket.store, outputs[0], "one")
    asked: list[Seen] = []

    def harm(seen: Seen) -> str:
        if seen.query != "delete=":
            return ""
        asked.append(seen)
        return "stumbled" if len(asked) == 1 else ""

    proxy.harm = harm
    store = S3Store(bucket.name, "", transport_of(proxy.url, bucket))
    assert store.delete({"fr/b/index.html": "", f"{bucket.prefix}sitemap.xml": ""}) == {}
    assert len(asked) == 2
    assert "sitemap.xml" not in public(bucket)


def test_a_copy_that_fails_after_it_was_answered_is_made_again(
    proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path]
) -> None:
    for number, output in enumerate(outputs):
        deploy(bucket.store, output, f"token{number}")
    failed: set[str] = set()

    def harm(seen: Seen) -> str:
        if seen.method == "PUT" and seen.path.endswith(".html") and seen.path not in failed:
            failed.add(seen.path)
            return "late"
        return ""

    proxy.harm = harm
    store = store_of(transport_of(proxy.url, bucket), bucket)
    with Crew(4) as crew:
        site, history = Site(store, Register(store, "back"), crew), History(store)
        head = site.register.read()
        before = history.load(head, head.releases[1])
        Deploying(site, history, SHOP, AT_ONCE).run(lambda: goal_of(before, store, crew))
    assert len(failed) > 3
    assert public(bucket) == visible(FIRST)


def test_what_a_server_says_unasked_is_no_answer(proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path]) -> None:
    proxy.harm = lambda _: "unasked"
    transport = transport_of(proxy.url, bucket)
    deploy(store_of(transport, bucket), outputs[0], "token")
    assert public(bucket) == visible(FIRST)


def test_a_file_that_vanishes_or_shrinks_ends_the_deploy_and_no_other_answer_is_taken_for_its_own(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.deploy.transport.PATIENCE", 0.5)
    transport = transport_of(bucket.origin, bucket)
    file = tmp_path / "large"
    file.write_bytes(bytes(2 * SMALL))
    digest = sha256(bytes(2 * SMALL)).hexdigest()
    connection = Connection(bucket.origin)
    headers = {"host": "x", "content-length": str(3 * SMALL)}
    with pytest.raises(BrokenError, match="became shorter"):
        connection.exchange("PUT", "/x/y", headers, file)
    file.write_bytes(bytes(4 * SMALL))
    assert connection.exchange("PUT", "/x/y", headers, file).status == 403
    assert connection.exchange("GET", "/x/y", {"host": "x"}).status == 403
    file.unlink()
    with pytest.raises(StoreError, match=r"cannot be read .* → build again"):
        store_of(transport, bucket).put(Put("large", file, digest, 2 * SMALL))


def test_a_body_may_take_as_long_as_it_moves_on() -> None:
    """A slow uplink: it is never silent for as long as is borne, and takes longer than that for all."""
    body, sent = bytes(14_000_000), threading.Event()

    def listen(server: socket.socket) -> None:
        link, _ = server.accept()
        with link:
            link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            while link.recv(1 << 16) and not sent.wait(0.01):
                pass

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=listen, args=(server,))
        thread.start()
        connection = Connection(f"http://127.0.0.1:{server.getsockname()[1]}", timeout=1.0)
        begin = time.monotonic()
        assert connection.exchange("PUT", "/x", {"host": "x", "content-length": str(len(body))}, body).status == 200
        assert time.monotonic() - begin > 1.0
        sent.set()
        thread.join()


def test_a_head_that_somebody_spoilt_is_told(bucket: Bucket, outputs: tuple[Path, Path]) -> None:
    deploy(bucket.store, outputs[0], "one")
    for spoilt in (b"{", b"[]", b'{"version": 2}', b'{"version": 2, "releases": [{"x": 1}], "lease": null}'):
        bucket.store.put(Put(KEY, spoilt, sha256(spoilt).hexdigest(), len(spoilt)))
        with pytest.raises(StoreError, match=rf"^{bucket.store.name}: .* → restore it from the bucket's versions"):
            deploy(bucket.store, outputs[1], "two")
    bucket.store.put(Put(KEY, b'{"version": 99}', sha256(b'{"version": 99}').hexdigest(), 15))
    with pytest.raises(StoreError, match=f"^{bucket.store.name}: .* another Vitrina"):
        deploy(bucket.store, outputs[1], "two")
    assert public(bucket) == visible(FIRST)


@pytest.mark.parametrize("spoilt", ["not base64", "AAAA", "H4sIAAAAAAACA6uuBQBDv6ajAgAAAA==", "H4sIAAAAAAACA6uu"])
def test_records_that_somebody_spoilt_are_told(bucket: Bucket, outputs: tuple[Path, Path], spoilt: str) -> None:
    """Text that is no journal and no changes; no gzip, an empty object in gzip, a part of it."""
    deploy(bucket.store, outputs[0], "one")
    head = Register(bucket.store, "somebody").read()
    for wrong in (replace(head, journal=spoilt), replace(head, releases=(replace(head.releases[0], changes=spoilt),))):
        register = Register(bucket.store, "somebody")
        register.read()
        register.swap(lambda _, wrong=wrong: wrong)  # type: ignore[misc]
        with pytest.raises(StoreError, match=r"cannot be read .* → restore \.deploy/ from the bucket's versions"):
            deploy(bucket.store, outputs[1], "two")
    data = spoilt.encode()
    bucket.store.put(Put(REDIRECTS, data, sha256(data).hexdigest(), len(data)))
    with pytest.raises(StoreError, match=r"redirects\.json cannot be read"):
        redirects_in(bucket.store)
    assert public(bucket) == visible(FIRST)


@pytest.mark.usefixtures("interruptible")
def test_nothing_is_under_way_any_more_when_a_crew_is_interrupted() -> None:
    begun, ended = [], []

    def work(number: int) -> None:
        begun.append(number)
        if number == 0:
            os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)
        ended.append(number)

    with Crew(3) as crew:
        with pytest.raises(KeyboardInterrupt):
            crew.map(work, range(100))
        assert sorted(begun) == sorted(ended)
        assert len(begun) < 50


def test_a_body_that_is_not_the_one_of_the_build_is_refused(proxy: Proxy, bucket: Bucket, tmp_path: Path) -> None:
    """Changed between the look at the output and the sending: the server compares the hashes."""
    output = write_output(tmp_path / "out", FIRST)

    def harm(seen: Seen) -> str:
        if seen.path.endswith("head.json") and seen.writes:
            (output / "fr/a/index.html").write_bytes(FIRST["fr/a/index.html"].replace(b"a", b"z"))
        return ""

    proxy.harm = harm
    with pytest.raises(StoreError):
        deploy(store_of(transport_of(proxy.url, bucket), bucket), output, "token")
    assert "fr/a/index.html" not in public(bucket)
    assert "index.html" not in public(bucket)
