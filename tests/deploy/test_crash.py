"""A deploy that is killed at any request: nothing dangles at any instant, and the next one makes the release whole."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from tests.deploy.conftest import Bucket, Commands
from tests.deploy.outputs import FIRST, SECOND, head_of, write_output, write_target
from tests.deploy.proxy import Proxy, Seen, proxied
from tests.deploy.recorded import RECORDED
from tests.deploy.watch import dangling

RETIRED = {path: FIRST[path] for path in ("static/site.1.css", "images/bg.1.webp")}
"""What stays of the first release for open tabs."""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("outputs")
    return write_output(folder / "one", FIRST), write_output(folder / "two", SECOND)


@pytest.fixture
def proxy(server: str) -> Iterator[Proxy]:
    with proxied(server) as found:
        yield found


def public(objects: dict[str, bytes]) -> dict[str, bytes]:
    return {key: data for key, data in objects.items() if not key.startswith(".deploy/")}


def visible(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path != "redirects.json"}


class Killer:
    """Ends a command at its k-th request, and looks at the bucket after every write."""

    def __init__(self, vitrina: Commands, proxy: Proxy, bucket: Bucket) -> None:
        self._vitrina, self._proxy, self._bucket = vitrina, proxy, bucket
        self.torn: list[str] = []
        self._pid = 0

    def kill_at(self, number: int, how: str, *command: str | Path) -> bool:
        """Starts and kills; says whether the command lived to be killed."""
        first = len(self._proxy.seen)

        def harm(seen: Seen) -> str:
            return how if seen.number == first + number else ""

        self._proxy.harm, self._proxy.on_kill, self._proxy.after_write = harm, self._kill, self._look
        self._pid = self._vitrina.start(*command)
        status, said = self._vitrina.wait(self._pid)
        self._proxy.harm = lambda _: ""
        assert status in {0, -signal.SIGKILL}, said
        return status != 0

    def _kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)

    def _look(self) -> None:
        place = f"/{self._bucket.name}/{self._bucket.prefix}"
        held = self._proxy.held.items()
        self.torn += dangling({path.removeprefix(place): data for path, data in held if path.startswith(place)})


SOME = 6
"""Of so many requests one is tried here; `make sweep` tries all."""
RACES = 5


@pytest.mark.parametrize("stride", [SOME, pytest.param(1, marks=pytest.mark.sweep)])
@pytest.mark.parametrize("how", ["kill-before", "kill-after"])
@pytest.mark.parametrize("start", ["first", "second", RECORDED])
def test_a_deploy_killed_at_any_request_is_taken_up_by_the_next(
    vitrina: Commands,
    proxy: Proxy,
    server: str,
    outputs: tuple[Path, Path],
    tmp_path: Path,
    how: str,
    start: str,
    stride: int,
) -> None:
    one, two = outputs
    output, files = (two, SECOND) if start == "second" else (one, FIRST)
    kept, recorded = (RETIRED if start == "second" else {}), ([RECORDED] if start == RECORDED else [])
    number = 1 if how == "kill-before" else min(stride, 4)  # other requests than the other way tries
    while True:
        bucket = Bucket(server, "versioned", f"crash-{start}-{how}-{stride}-{number}/")
        shop = write_target(tmp_path / str(number), proxy.url, bucket.target)
        if start == "second":
            vitrina.deploy(shop, one)
        killer = Killer(vitrina, proxy, bucket)
        command: list[str | Path] = [*recorded, "--shop", shop, "deploy", "live", "--yes", "--output", output]
        killed = killer.kill_at(number, how, *command)
        if killed:
            status, said = vitrina.run(*command)
            assert status == 0, f"{number}: {said}"
        assert killer.torn == [], number
        objects = bucket.objects()
        assert public(objects) == {**visible(files), **kept}, number
        head = head_of(objects, "")
        assert (head["lease"], head["journal"]) == (None, ""), number
        if not killed:
            break
        number += stride
    assert number > 12


@pytest.mark.parametrize("stride", [SOME, pytest.param(1, marks=pytest.mark.sweep)])
@pytest.mark.parametrize("how", ["kill-before", "kill-after"])
def test_a_rollback_killed_at_any_request_is_taken_up_by_the_next(
    vitrina: Commands, proxy: Proxy, server: str, outputs: tuple[Path, Path], tmp_path: Path, how: str, stride: int
) -> None:
    number = 1 if how == "kill-before" else min(stride, 4)
    newer = {path: SECOND[path] for path in ("static/site.2.css", "images/c.1.webp", "images/bg.2.webp")}
    while True:
        bucket = Bucket(server, "versioned", f"back-{how}-{stride}-{number}/")
        shop = write_target(tmp_path / str(number), proxy.url, bucket.target)
        for output in outputs:
            assert vitrina.deploy(shop, output)[0] == 0
        back = ("--shop", shop, "deploy", "rollback", "live", "1", "--yes")
        killer = Killer(vitrina, proxy, bucket)
        killed = killer.kill_at(number, how, *back)
        if killed:
            status, said = vitrina.run(*back)
            assert status == 0, f"{number}: {said}"
        assert killer.torn == [], number
        objects = bucket.objects()
        assert public(objects) == {**visible(FIRST), **newer}, number
        assert (head_of(objects, "")["lease"], head_of(objects, "")["journal"]) == (None, ""), number
        if not killed:
            break
        number += stride
    assert number > 8


@pytest.mark.parametrize("stride", [SOME, pytest.param(1, marks=pytest.mark.sweep)])
@pytest.mark.parametrize("how", ["kill-before", "kill-after"])
def test_garbage_whose_collection_is_killed_at_any_request_goes_with_the_next(
    vitrina: Commands, proxy: Proxy, server: str, outputs: tuple[Path, Path], tmp_path: Path, how: str, stride: int
) -> None:
    """Expired files and a preview; what is live stays whole."""
    one, two = outputs
    number = 1 if how == "kill-before" else min(stride, 4)
    while True:
        bucket = Bucket(server, "versioned", f"gc-{how}-{stride}-{number}/")
        shop = write_target(tmp_path / str(number), proxy.url, bucket.target)
        for arguments in ((one,), (two,), (one, "--preview", "sale")):
            assert vitrina.deploy(shop, *arguments)[0] == 0
        write_target(tmp_path / str(number), proxy.url, bucket.target, "grace_days = 0\npreview_days = 0\n")
        collect = ("--shop", shop, "deploy", "gc", "live", "--yes")
        killer = Killer(vitrina, proxy, bucket)
        killed = killer.kill_at(number, how, *collect)
        if killed:
            status, said = vitrina.run(*collect)
            assert status == 0, f"{number}: {said}"
        assert [one for one in killer.torn if not one.startswith("_preview/")] == [], number
        assert public(bucket.objects()) == visible(SECOND), number
        assert vitrina.deploy(shop, two)[1].endswith("nothing changed, release 2 is live\n")
        if not killed:
            break
        number += stride
    assert number > 8


@pytest.mark.parametrize("races", [RACES, pytest.param(50, marks=pytest.mark.sweep)])
def test_of_two_deploys_at_once_one_says_who_the_other_is(
    vitrina: Commands, proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path], tmp_path: Path, races: int
) -> None:
    """Racing, over and over: the bucket is one of the two releases, whole."""
    shop = write_target(tmp_path / "shop", proxy.url, bucket.target, "grace_days = 0\n")
    for _ in range(races):
        racing = [vitrina.start("--shop", shop, "deploy", "live", "--yes", "-o", output) for output in outputs]
        ended = [vitrina.wait(pid) for pid in racing]
        assert 0 in {status for status, _ in ended}, ended
        for status, said in ended:
            assert status == 0 or " deploys since " in said or " in the meantime" in said, said
        assert public(bucket.objects()) in (visible(FIRST), visible(SECOND))
        assert dangling(bucket.objects()) == []


def test_a_deploy_that_is_cancelled_gives_up_its_lease(
    vitrina: Commands, proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path], tmp_path: Path
) -> None:
    shop = write_target(tmp_path / "shop", proxy.url, bucket.target)
    pids: list[int] = []

    def harm(seen: Seen) -> str:
        if seen.path.endswith("static/site.1.css") and pids:
            os.kill(pids[0], signal.SIGTERM)
        return ""

    proxy.harm = harm
    with proxy.guard:  # no request before the number is known
        pids.append(vitrina.start("--shop", shop, "deploy", "live", "--yes", "-o", outputs[0]))
    status, said = vitrina.wait(pids[0])
    assert (status, "run the command again to go on" in said) == (1, True), said
    head = head_of(bucket.objects(), "")
    assert head["lease"] is None
    assert head["journal"]
    proxy.harm = lambda _: ""
    assert vitrina.deploy(shop, outputs[0])[0] == 0
    assert public(bucket.objects()) == visible(FIRST)


def test_the_second_waits_when_it_is_told_to(
    vitrina: Commands, proxy: Proxy, bucket: Bucket, outputs: tuple[Path, Path], tmp_path: Path
) -> None:
    one, two = outputs
    shop = write_target(tmp_path / "shop", proxy.url, bucket.target, "grace_days = 0\n")
    started: list[int] = []
    looked: list[Seen] = []

    def harm(seen: Seen) -> str:
        """Holds the first one until the second has read the head a few times."""
        if seen.path.endswith("static/site.1.css") and not started:
            second = Thread(target=lambda: started.append(vitrina.start(*arguments)))
            second.start()
            second.join()
            return "held"
        if started and seen.path.endswith("head.json"):
            looked.append(seen)
            if len(looked) > 4:  # it has waited for a while
                proxy.awake.set()
        return ""

    arguments: list[str | Path] = ["--shop", shop, "deploy", "live", "--yes", "--wait", "-o", two]
    proxy.harm = harm
    first = vitrina.start("--shop", shop, "deploy", "live", "--yes", "-o", one)
    assert vitrina.wait(first)[0] == 0
    status, said = vitrina.wait(started[0])
    assert status == 0, said
    assert "deploys since" in said
    assert sum("list-type" in one.query for one in proxy.seen) == 3  # to wait takes no listings
    assert public(bucket.objects()) == visible(SECOND)
