"""What one deploy left undone is done by the next, and one that slept too long does nothing more."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest

from scripts.deploy.apply import Site
from scripts.deploy.cdn import CdnError, Checked, Purge, Redirects, Stale
from scripts.deploy.collect import old_previews, remove, remove_preview, waste
from scripts.deploy.crew import Crew
from scripts.deploy.deploying import Deploying
from scripts.deploy.goal import Choice, Listener, Planned
from scripts.deploy.guards import StoppedError
from scripts.deploy.head import FencedError, Register
from scripts.deploy.history import History
from scripts.deploy.lease import new_lease
from scripts.deploy.process import is_dead
from scripts.deploy.rollback import goal_of
from scripts.deploy.s3 import S3Store
from scripts.deploy.store import StoreError
from tests.deploy.conftest import Bucket
from tests.deploy.outputs import FIRST, SECOND, head_of, html, write_output
from tests.deploy.proxy import Proxy, Seen, proxied
from tests.deploy.running import AT_ONCE, SHOP, deploy, store_of, transport_of, visible

CHANGED = {"index.html", "404.html", "fr/index.html", "fr/a/index.html", "sitemap.xml"}
"""Of the first release, in the second."""


@dataclass
class Edge:
    """A CDN that keeps a record, and refuses when it is told to."""

    refuses: bool = False
    room: int = 10
    policy: str = ""
    asked: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    routed: list[Redirects] = field(default_factory=list)

    def plan(self, stale: Stale, used: int) -> Purge:
        assert stale.paths <= stale.live.keys()
        return Purge(tuple(sorted(stale.paths)), paths=len(stale.paths) + 0 * used)

    def check(self, redirects: Redirects) -> Checked:
        if len(redirects.moved) > self.room:
            raise CdnError("the edge is full → drop some")
        return Checked(self.policy, ("the edge is nearly full",) if redirects.gone else ())

    def allow(self, policy: str) -> bool:
        self.policy = policy
        return True

    def invalidate(self, items: Sequence[str], reference: str) -> str:
        if self.refuses:
            raise CdnError("the CDN is down → deploy again")
        self.asked.append((tuple(items), reference))
        return reference

    def wait(self, invalidation: str, seconds: float) -> bool:
        return bool(invalidation) and seconds > 0

    def route(self, redirects: Redirects) -> None:
        self.routed.append(redirects)

    @property
    def forgotten(self) -> set[str]:
        return {item for items, _ in self.asked for item in items}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("outputs")
    return write_output(folder / "one", FIRST), write_output(folder / "two", SECOND)


@pytest.fixture
def proxy(server: str) -> Iterator[Proxy]:
    with proxied(server) as found:
        yield found


def public(bucket: Bucket) -> dict[str, bytes]:
    return {key: data for key, data in bucket.objects().items() if not key.startswith(".deploy/")}


def test_the_cdn_is_told_what_changed_and_what_is_gone_and_where_old_addresses_lead(
    bucket: Bucket, outputs: tuple[Path, Path]
) -> None:
    edge = Edge()
    deploy(bucket.store, outputs[0], "one", cdn=edge)
    assert edge.asked == []
    deploy(bucket.store, outputs[1], "two", cdn=edge)
    gone = {"fr/b/index.html", "static/site.1.css", "images/bg.1.webp"}
    assert edge.asked == [(tuple(sorted(CHANGED)), "two-changed"), (tuple(sorted(gone)), "two-removed")]
    assert edge.routed[-1] == Redirects({"/fr/b/": "/fr/a/"})
    assert list(head_of(bucket.objects(), "")["invalidated"].values()) == [len(CHANGED) + len(gone)]  # type: ignore[attr-defined]


def test_the_edge_answers_with_the_redirects_that_were_deployed_whatever_the_output_holds_by_then(
    proxy: Proxy, bucket: Bucket, tmp_path: Path
) -> None:
    """They are not asked for again, and another build may be under way when the release is live."""
    output = write_output(tmp_path / "out", SECOND)

    class Building(Edge):
        def invalidate(self, items: Sequence[str], reference: str) -> str:
            (output / "redirects.json").unlink(missing_ok=True)
            return super().invalidate(items, reference)

    deploy(bucket.store, write_output(tmp_path / "one", FIRST), "one")
    edge = Building()
    deploy(store_of(transport_of(proxy.url, bucket), bucket), output, "two", cdn=edge)
    assert not (output / "redirects.json").exists()
    assert edge.routed == [Redirects({"/fr/b/": "/fr/a/"})]
    assert [one for one in proxy.seen if one.method == "GET" and one.path.endswith("redirects.json")] == []
    deploy(bucket.store, write_output(tmp_path / "three", FIRST), "three", cdn=edge)
    assert edge.routed[-1] == Redirects()


def test_redirects_that_the_edge_has_no_room_for_keep_a_deploy_from_beginning(
    bucket: Bucket, outputs: tuple[Path, Path]
) -> None:
    edge = Edge()
    deploy(bucket.store, outputs[0], "one", cdn=edge)
    before, edge.room = bucket.objects(), 0
    with pytest.raises(CdnError, match="the edge is full"):
        deploy(bucket.store, outputs[1], "two", cdn=edge)
    assert bucket.objects() == before
    edge.room = 1
    deploy(bucket.store, outputs[1], "three", cdn=edge)
    deploy(bucket.store, outputs[0], "four", cdn=edge)
    edge.room = 0  # what was live once may have no room now
    after = bucket.objects()
    with Crew(2) as crew:
        site, history = Site(bucket.store, Register(bucket.store, "back"), crew), History(bucket.store)
        head = site.register.read()
        second = history.load(head, next(one for one in head.releases if one.generation == 2))
        back = Deploying(site, history, SHOP, AT_ONCE, edge)
        with pytest.raises(CdnError, match="the edge is full"):
            back.run(lambda: goal_of(second, bucket.store, crew))
    assert bucket.objects() == after


class Heard(Listener):
    """Keeps what it is told before it is asked whether to go on."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def said(self, line: str) -> None:
        self.lines.append(line)

    def planned(self, _: Planned) -> bool:
        self.lines.append("planned")
        return True


def test_what_the_edge_will_not_do_is_said_before_a_deploy_begins(bucket: Bucket, tmp_path: Path) -> None:
    page = html("/fr/", text='<img src="https://pictures.example/a.png">')
    gone = b'{"redirects": {}, "gone": ["/fr/b/"]}'
    files = {**FIRST, "fr/a/index.html": page, "redirects.json": gone}
    heard = Heard()
    deploy(
        bucket.store,
        write_output(tmp_path / "out", files),
        "one",
        cdn=Edge(policy="default-src 'self'; img-src 'self'"),
        listener=heard,
    )
    assert heard.lines[0] == "the edge is nearly full"
    assert "forbids https://pictures.example (img-src), which fr/a/index.html needs → first" in heard.lines[1]
    assert heard.lines[2] == "planned"


def test_an_invalidation_that_the_cdn_did_not_take_is_handed_in_again(
    bucket: Bucket, outputs: tuple[Path, Path]
) -> None:
    edge = Edge()
    deploy(bucket.store, outputs[0], "one", cdn=edge)
    edge.refuses = True
    with pytest.raises(CdnError):
        deploy(bucket.store, outputs[1], "two", cdn=edge)
    assert "fr/b/index.html" in public(bucket)  # nothing is deleted after an error
    edge.refuses = False
    deploy(bucket.store, outputs[1], "three", cdn=edge)
    assert edge.asked[0] == (tuple(sorted(CHANGED)), "two-changed")
    assert "fr/b/index.html" in edge.forgotten
    assert public(bucket) == visible(SECOND)
    assert head_of(bucket.objects(), "")["journal"] == ""


def test_pages_that_a_dead_deploy_changed_are_forgotten_even_if_the_next_one_changes_others(
    proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.deploy.transport.PAUSE", 0.001)
    edge = Edge()
    deploy(bucket.store, outputs[0], "one", cdn=edge)
    proxy.harm = lambda seen: "reset" if seen.path.endswith("sitemap.xml") and seen.writes else ""
    with pytest.raises(StoreError):
        deploy(store_of(transport_of(proxy.url, bucket), bucket), outputs[1], "two", cdn=edge)
    assert public(bucket)["fr/a/index.html"] == SECOND["fr/a/index.html"]
    third = {**FIRST, "fr/b/index.html": html("/fr/", text="a new text")}
    deploy(bucket.store, write_output(tmp_path / "three", third), "three", cdn=edge)
    assert edge.forgotten >= {*CHANGED, "fr/b/index.html"}
    assert public(bucket) == visible(third)


def test_a_deploy_that_slept_while_another_took_over_writes_nothing_more(
    server: str, proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything that it sends is held back, as if it were suspended, until the other one is done."""
    monkeypatch.setattr("scripts.deploy.deploying.new_lease", partial(new_lease, seconds=2))
    monkeypatch.setattr("scripts.deploy.transport.PATIENCE", 0.5)
    asleep, awake = Event(), Event()
    errors: list[BaseException] = []

    def harm(seen: Seen) -> str:
        if seen.path.endswith("fr/a/index.html") and seen.method == "PUT":
            asleep.set()
        return "held" if asleep.is_set() and not awake.is_set() else ""

    def sleeper() -> None:
        try:
            deploy(store_of(transport_of(proxy.url, bucket, 30), bucket), outputs[0], "sleeper")
        except (FencedError, StoreError) as error:
            errors.append(error)

    proxy.harm, proxy.awake = harm, awake
    thread = Thread(target=sleeper)
    thread.start()
    assert asleep.wait(20)
    with proxied(server) as clear:
        while True:
            with suppress(StoppedError):  # until the lease has run out
                deploy(store_of(transport_of(clear.url, bucket), bucket), outputs[1], "other")
                break
    seen = len(proxy.seen)
    awake.set()
    thread.join()
    assert len(errors) == 1
    assert [one for one in proxy.seen[seen:] if one.writes] == []
    assert public(bucket) == visible(SECOND)


def test_a_deploy_that_another_overtook_before_its_first_write_says_to_deploy_again(
    proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path]
) -> None:
    overtaken: list[Seen] = []

    def harm(seen: Seen) -> str:
        if seen.path.endswith("head.json") and seen.writes and not overtaken:
            overtaken.append(seen)
            deploy(bucket.store, outputs[1], "other")
        return ""

    proxy.harm = harm
    with pytest.raises(FencedError, match=r"another deploy changed .* in the meantime → deploy again"):
        deploy(store_of(transport_of(proxy.url, bucket), bucket), outputs[0], "one")
    assert public(bucket) == visible(SECOND)


def test_a_deploy_does_not_count_on_what_was_collected_since_it_looked(
    proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path]
) -> None:
    """The head is afterwards as it was before; that something was done meanwhile is seen all the same."""
    deploy(bucket.store, outputs[0], "one", Choice())
    deploy(bucket.store, outputs[1], "two", Choice())
    collected: list[Mapping[str, str]] = []

    def harm(seen: Seen) -> str:
        if seen.path.endswith("head.json") and seen.writes and not collected:
            with Crew(2) as crew:
                site = Site(bucket.store, Register(bucket.store, "gc"), crew)
                found = waste(site, History(bucket.store), site.register.read(), 0).everything
                collected.append(found)
                assert remove(site, found) == {}
        return ""

    proxy.harm = harm
    with pytest.raises(FencedError, match="→ deploy again"):
        deploy(store_of(transport_of(proxy.url, bucket), bucket), outputs[0], "back", Choice())
    assert "static/site.1.css" in collected[0]
    deploy(store_of(transport_of(proxy.url, bucket), bucket), outputs[0], "again")
    assert public(bucket) == visible(FIRST)


def test_a_preview_whose_deletion_died_is_deleted_by_the_next(
    proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.deploy.transport.PAUSE", 0.001)

    def below(prefix: str) -> S3Store:
        return S3Store(bucket.name, bucket.prefix + prefix, transport_of(proxy.url, bucket))

    def collect(token: str) -> list[dict[str, str]]:
        with Crew(2) as crew:
            return [remove_preview(one) for one in old_previews(below(""), below, crew, token, 0)]

    deploy(below("_preview/sale/"), outputs[0], "one")
    proxy.harm = lambda seen: "lost" if seen.query == "delete=" else ""  # they are deleted, and nobody is told
    with pytest.raises(StoreError):
        collect("dies")
    proxy.harm = lambda _: ""
    assert list(bucket.objects()) == ["_preview/sale/.deploy/head.json"]
    deploy(below("_preview/other/"), outputs[0], "two")
    assert collect("early") == [{}]  # the lease of the one that died holds still
    monkeypatch.setattr("scripts.deploy.head.is_dead", bool)
    assert collect("again") == [{}]
    assert bucket.objects() == {}


def test_only_a_process_of_this_machine_is_known_to_be_dead() -> None:
    ours = new_lease("token", "a test").process
    assert ours
    assert not is_dead(ours)
    boot, namespace, process = ours.split(" ")
    assert is_dead(f"{boot} {namespace} 999999999:1")
    assert is_dead(f"{boot} {namespace} {process.partition(':')[0]}:1")  # the number was given to another since
    assert not is_dead(f"{boot} pid:[1] 999999999:1")
    assert not is_dead(f"elsewhere {namespace} 999999999:1")
    assert not is_dead("")
