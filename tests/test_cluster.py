"""Pages made by the workers of a cluster: the same bytes, whatever happens to a worker, or a reason why not."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace as changed
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from socket import socket
from typing import Any

import pytest

from storefront import cluster
from storefront.build import Result, build
from storefront.cluster import connected
from storefront.output import STAGE
from storefront.problems import InputError
from storefront.shop import load_shop
from storefront.worker import Job, leave
from tests.sites import ENVIRONMENT, clean, contents, replace, run_anew, times, write

dask_config = pytest.importorskip("dask.config", reason="needs Dask: make test installs it")
distributed = pytest.importorskip("distributed", reason="needs Dask: make test installs it")
OFFERS = "content/catalog/offers.csv"


def make_on(executor: Executor, shop: Path, *, days: int = 0) -> Result:
    """Builds a shop into its `output/`, some days from now, on the workers of an executor."""
    loaded = load_shop(shop)
    loaded = changed(loaded, today=loaded.today + timedelta(days=days))
    return build(loaded, shop / "output", shop / ".cache", executor=executor)


class Worker(ThreadPoolExecutor):
    """A worker in a thread of this process: it loads and plans by itself, as one on another machine does."""

    def __init__(self, change: Callable[[Job], Job] = lambda job: job) -> None:
        super().__init__(1)
        self.change = change

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **_: Any) -> Future[Any]:
        return super().submit(task, *(self.change(one) if isinstance(one, Job) else one for one in arguments))


class Forgetful(Worker):
    """Has every task done twice, by one and the same process, and hears the second answer only."""

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **_: Any) -> Future[Any]:
        super().submit(task, *arguments)
        return super().submit(task, *arguments)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    leave()


def processes(count: int) -> Any:
    """So many worker processes with a scheduler, on loopback, on ports that are free."""
    options = {"n_workers": count, "threads_per_worker": 1, "host": "127.0.0.1", "silence_logs": 50}
    return distributed.LocalCluster(**options, dashboard_address="127.0.0.1:0")


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    with processes(2) as found:
        yield found


def large(shop: Path) -> None:
    """Gives a shop so many products that making their pages takes some seconds."""
    rows = (shop / OFFERS).read_text(encoding="utf-8")
    _, first = rows.splitlines()[:2]
    sku, product = first.split(",")[:2]
    more = (first.replace(sku, f"{sku}-{one}").replace(product, f"{product}-{one}") for one in range(200))
    write(shop / OFFERS, "\n".join([*rows.splitlines(), *more, ""]))


def until(there: Callable[[], Any], seconds: float = 120) -> Any:
    """What there is, as soon as there is something."""
    end = time.monotonic() + seconds
    while not (found := there()):
        assert time.monotonic() < end
        time.sleep(0.002)
    return found


def test_a_worker_killed_in_the_midst_leaves_no_trace(shop: Path, dask: Any) -> None:
    large(shop)
    expected = clean(shop)

    def kill() -> None:
        draft = until(lambda: next((shop / "output" / STAGE).glob("build-*/*/*-*"), None))
        killed.append(int(draft.name.partition("-")[0]))
        os.kill(killed[0], signal.SIGKILL)

    killed: list[int] = []
    workers = {one.pid for one in dask.workers.values()}
    killer = threading.Thread(target=kill)
    killer.start()
    with connected(dask.scheduler_address) as executor:
        make_on(executor, shop)
    killer.join()
    assert set(killed) <= workers
    assert contents(shop / "output") == expected
    assert not (shop / "output" / STAGE).exists()


def test_changes_are_made_and_nothing_else(shop: Path, dask: Any) -> None:
    with connected(dask.scheduler_address) as executor:
        make_on(executor, shop)
        replace(shop / "content/blog/opening/es.md", "Mira el", "Mirad el")
        before = times(shop / "output")
        result = make_on(executor, shop)
    assert result.change.unchanged > len(result.change.written) > 0
    after = times(shop / "output")
    assert {path for path in after if after[path] != before[path]} == {*result.change.written, "manifest.json"}
    assert contents(shop / "output") == clean(shop)


def test_the_command_makes_pages_on_a_cluster(shop: Path, dask: Any) -> None:
    done = run_anew("scripts", "--shop", shop, "build", "--cluster", dask.scheduler_address, "--json")
    assert done.returncode == 0, done.stderr
    assert contents(shop / "output") == clean(shop)
    again = run_anew("scripts", "--shop", shop, "build", "--cluster", dask.scheduler_address)
    assert "nothing changed" in again.stdout


def test_a_mistake_that_shows_on_a_worker_stops_the_build(shop: Path, dask: Any) -> None:
    write(shop / "theme/templates/post.html", "{{ view.nothing }}")
    done = run_anew("scripts", "--shop", shop, "build", "--cluster", dask.scheduler_address)
    assert done.returncode == 1
    assert "theme/templates/post.html:1" in done.stderr
    assert contents(shop / "output") == {}


def test_ctrl_c_ends_the_build_with_the_output_as_it_was(shop: Path, dask: Any) -> None:
    large(shop)
    command = [sys.executable, "-m", "scripts", "--shop", shop, "build", "--cluster", dask.scheduler_address]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until(lambda: next((shop / "output" / STAGE).glob("build-*/*/*-*"), None))
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors.decode().strip().splitlines()[-1]) == (1, "Aborted!")
    assert contents(shop / "output") == {}


def test_an_answer_that_was_lost_takes_nothing_with_it(shop: Path) -> None:
    """Pictures, downloads and warnings are told of once by each process, which here nobody hears."""
    expected = clean(shop)
    with Forgetful() as executor:
        make_on(executor, shop)
    assert contents(shop / "output") == expected
    assert any(path.startswith("images/") for path in expected)


def test_the_day_is_the_one_of_where_the_build_began(shop: Path) -> None:
    """A discontinued product has its page for some days."""
    replace(shop / OFFERS, ",4,active,products/phone.svg", ",0,discontinued,products/phone.svg")
    replace(shop / OFFERS, ",2,active,products/phone.svg", ",0,discontinued,products/phone.svg")
    with Worker() as executor:
        make_on(executor, shop)
        write(shop / "ledger.json", (shop / "output/ledger.json").read_text(encoding="utf-8"))
        now = make_on(executor, shop)
        later = make_on(executor, shop, days=4000)
    assert sum(later.pages.values()) < sum(now.pages.values())


def test_texts_that_nobody_has_parsed_yet_need_no_more_processes(shop: Path) -> None:
    """A worker has no children: its thread is one of several, which no fork survives."""
    for number in range(40):
        write(
            shop / f"content/blog/long-{number}/en.md", f"Title: Long {number}\nDate: 2026-01-01\n\n" + "Word. " * 2000
        )

    def elsewhere(job: Job) -> Job:
        return changed(job, cache=str(shop / "cache-of-another"))

    with Worker(elsewhere) as executor:
        make_on(executor, shop)
    assert contents(shop / "output") == clean(shop)


# refusals


def refusal(shop: Path, change: Callable[[Job], Job]) -> str:
    """Why a worker that is told another job, or finds other files, does not work; the output stays as it was."""
    with Worker(change) as executor, pytest.raises(InputError) as caught:
        make_on(executor, shop)
    assert contents(shop / "output") == {}
    return str(caught.value).splitlines()[0]


def test_a_worker_with_other_code_refuses(shop: Path) -> None:
    told = refusal(shop, lambda job: changed(job, code=("Vitrina 0000", *job.code[1:-1], "pydantic 1.0")))
    assert "the worker has other code: Vitrina " in told
    assert " there and Vitrina 0000 here, pydantic " in told
    assert "install the same release on all machines" in told


def test_a_worker_without_the_folder_of_the_shop_refuses(shop: Path) -> None:
    told = refusal(shop, lambda job: changed(job, shop="/nowhere/shop"))
    assert "there is no folder /nowhere/shop → give every machine the shop's folder under the same path" in told


def test_a_worker_with_an_output_folder_of_its_own_refuses(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    told = refusal(shop, lambda job: changed(job, output=str(tmp_path / "own")))
    assert f"{tmp_path / 'own'} is not the folder of the build that is under way" in told


@pytest.mark.parametrize(
    "name", ["content/blog/opening/es.md", "content/new.md", "translations/fr/LC_MESSAGES/urls.po"]
)
def test_a_worker_that_sees_other_files_refuses(shop: Path, name: str) -> None:
    def edit(job: Job) -> Job:
        write(shop / name, "Title: Something else\n")
        return job

    assert f"the worker sees other files than the build began with: {name} → " in refusal(shop, edit)


def test_a_worker_to_which_the_bucket_gave_another_export_refuses(shop: Path) -> None:
    write(shop / ".cache/sources/0123.data", "sku,product\n")

    def edit(job: Job) -> Job:
        write(shop / ".cache/sources/0123.data", "sku,product\nA,B\n")
        return job

    assert ".cache/sources/0123.data" in refusal(shop, edit)


# connections


def free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def failure(address: str) -> str:
    with pytest.raises(InputError) as caught, connected(address):
        pass
    return str(caught.value).splitlines()[0]


def test_without_a_scheduler_the_build_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.3)
    address = f"tcp://127.0.0.1:{free_port()}"
    told = failure(address)
    assert told.startswith(f"error: cluster {address}  no scheduler answers: ")
    assert "→ start one with `dask scheduler`" in told
    assert "unknown address scheme 'bogus'" in failure("bogus://here")


def test_without_workers_the_build_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with processes(0) as empty:
        told = failure(empty.scheduler_address)
        assert f"the scheduler has no workers → start some: `dask worker {empty.scheduler_address} " in told


def test_without_dask_the_build_says_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    told = failure("tcp://127.0.0.1:8786")
    assert "Dask distributed is not installed → install it: " in told
    path = Path(told.rpartition(" ")[2])
    assert "\ndistributed==" in path.read_text(encoding="utf-8")


def test_a_scheduler_that_is_lost_ends_the_build(shop: Path) -> None:
    large(shop)
    with processes(1) as lost:

        def end() -> None:
            until(lambda: next((shop / "output" / STAGE).glob("build-*/*/*-*"), None))
            lost.close()

        ending = threading.Thread(target=end)
        ending.start()
        with pytest.raises(InputError) as caught, connected(lost.scheduler_address) as executor:
            make_on(executor, shop)
        ending.join()
    assert "the scheduler was lost" in str(caught.value)


def test_pages_of_which_every_worker_dies_end_the_build() -> None:
    with (
        dask_config.set({"distributed.scheduler.allowed-failures": 0}),
        processes(1) as dying,
        pytest.raises(InputError) as caught,
        connected(dying.scheduler_address) as executor,
    ):
        executor.submit(os._exit, 1).result()
    assert "workers died of the same pages again and again" in str(caught.value)


def test_workers_that_do_not_know_vitrina_are_told_of(dask: Any) -> None:
    with pytest.raises(InputError) as caught, connected(dask.scheduler_address) as executor:
        executor.submit(import_module, "vitrina_of_tomorrow").result()
    assert "a worker says: No module named 'vitrina_of_tomorrow' → install Vitrina on all" in str(caught.value)


def test_processes_here_and_on_a_cluster_are_not_both_counted(minimal: Path) -> None:
    done = run_anew("scripts", "--shop", minimal, "build", "--cluster", "tcp://127.0.0.1:1", "--jobs", "2")
    assert done.returncode == 2
    assert "--jobs counts processes of this machine" in done.stderr


def test_output_in_a_bucket_is_the_business_of_deploys(minimal: Path) -> None:
    done = run_anew("scripts", "--shop", minimal, "build", "--output", "s3://bucket/shop")
    assert done.returncode == 2
    assert "--output is a folder; `vitrina deploy` brings it to a bucket" in done.stderr


def test_an_ordinary_build_does_not_load_dask(minimal: Path) -> None:
    done = run_anew("-X", "importtime", "-m", "scripts", "--shop", minimal, "build")
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "polars" in loaded
    assert loaded.isdisjoint({"distributed", "dask", "tornado"})
