"""Servers and networks that stumble: a deploy gets through with few retries, or stops with a word and loses nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.deploy.goal import Choice
from scripts.deploy.store import StoreError
from scripts.deploy.transport import ATTEMPTS
from tests.deploy.conftest import Bucket
from tests.deploy.outputs import FIRST, SECOND, head_of, write_output
from tests.deploy.proxy import Proxy, Seen, proxied
from tests.deploy.running import deploy, store_of, transport_of, visible
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
    proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path], harm: str, what: str
) -> None:
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


def test_a_server_that_asks_for_less_is_asked_for_less(
    proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path]
) -> None:
    transport = transport_of(proxy.url, bucket)
    proxy.harm = lambda seen: "503" if seen.number in range(8, 14) else ""
    deploy(store_of(transport, bucket), outputs[0], "token")
    assert transport.throttle.limit < 8
    assert public(bucket) == visible(FIRST)


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
