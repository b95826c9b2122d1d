"""The server on this machine: bound to the command that started it, one a folder, and what stands in for it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import SHUT_RDWR, socket
from threading import Thread
from urllib.request import urlopen

import orjson
import pytest

from scripts.deploy.engines import MOTO, Engine, find_engine, free_ports
from scripts.deploy.guards import StoppedError
from scripts.deploy.local import running, store_of
from scripts.deploy.process import identity, is_alive, number_of
from storefront.shop import PRODUCT
from tests.deploy.conftest import Commands
from tests.deploy.outputs import FIRST, SECOND, write_output, write_target

LONG = 60.0
"""Seconds after which what was waited for does not come."""
DEAD = "999999999:1"

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells enough of processes")


def until(found: Callable[[], object]) -> None:
    end = time.monotonic() + LONG
    while not found():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.02)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shop = write_target(tmp_path / "shop", "", "s3://not-this-one")
    write_output(shop / "output", FIRST)
    return shop


def noted(folder: Path) -> dict[str, str]:
    """What is noted of the server of a folder; nothing where there is none."""
    try:
        found: dict[str, str] = orjson.loads((folder / "server.json").read_bytes())
    except OSError:
        return {}
    return found


@linux
@pytest.mark.parametrize("also_its_warden", [False, True])
def test_the_server_ends_with_a_command_that_is_killed(vitrina: Commands, shop: Path, *, also_its_warden: bool) -> None:
    folder = shop / ".cache/deploy/local"
    pid = vitrina.start("--shop", shop, "deploy", "local", "--show", "--port", "0")
    until(lambda: noted(folder))
    server = noted(folder)["process"]
    assert is_alive(server)
    if also_its_warden:
        fields = Path(f"/proc/{number_of(server)}/stat").read_text("utf-8").rpartition(")")[2].split()
        os.kill(int(fields[1]), signal.SIGKILL)
    os.kill(pid, signal.SIGKILL)
    assert vitrina.wait(pid)[0] == -signal.SIGKILL
    until(lambda: not is_alive(server))
    assert vitrina.run("--shop", shop, "deploy")[0] == 0
    assert noted(folder) == {}


def leave(folder: Path, note: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Leaves a process behind that holds a folder, as a server does whose command was killed; it answers nobody."""
    folder.mkdir(parents=True)
    with (folder / "lock").open("ab") as lock:
        code = f"import fcntl, time; fcntl.flock({lock.fileno()}, fcntl.LOCK_EX); print(flush=True); time.sleep(600)"
        left = subprocess.Popen([sys.executable, "-c", code], pass_fds=[lock.fileno()], stdout=subprocess.PIPE)
    assert left.stdout
    left.stdout.readline()
    note = {"origin": "http://127.0.0.1:9", "process": identity(left.pid), **note}
    (folder / "server.json").write_bytes(orjson.dumps(note))
    return left


def dead() -> str:
    return f"{identity(os.getpid()).rpartition(' ')[0]} {DEAD}"


@linux
def test_a_server_that_was_left_behind_is_ended_before_another_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.deploy.local.LEFTOVER", 0.5)
    with leave(tmp_path / "data", {"owner": dead()}) as left, running(tmp_path / "data", find_engine()) as origin:
        assert left.wait(LONG) == -signal.SIGKILL
        assert list(store_of(origin).list()) == []


@linux
@pytest.mark.parametrize("whose", ["another's by now", "somebody's who lives"])
def test_a_process_that_is_no_leftover_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    """Its number was given to another process since, or who started it is at work still."""
    monkeypatch.setattr("scripts.deploy.local.START", 0.5)
    number = dead().replace(DEAD, f"{os.getpid()}:1")
    note = {"owner": dead(), "process": number} if whose.startswith("another") else {"owner": identity(os.getpid())}
    with leave(tmp_path / "data", note) as left:
        with pytest.raises(StoppedError, match=r"does not answer → end that one \(process \d+\)"):
            running(tmp_path / "data", find_engine()).__enter__()
        assert left.poll() is None
        left.kill()


@pytest.mark.sweep  # half a minute, in which the command hopes for the server
def test_data_that_are_spoilt_are_told_with_what_to_do(vitrina: Commands, shop: Path) -> None:
    folder = shop / ".cache/deploy/local"
    assert vitrina.run("--shop", shop, "deploy")[0] == 0
    for path in folder.glob("*.dat"):
        path.write_bytes(path.read_bytes()[:8])
    status, said = vitrina.run("--shop", shop, "deploy", "status")
    assert (status, f"→ delete {folder}, which holds a copy of the shop, and deploy again" in said) == (1, True), said


def test_a_folder_has_one_server_however_many_need_it(tmp_path: Path) -> None:
    engine = find_engine()
    with running(tmp_path, engine) as first, running(tmp_path, engine) as second:
        assert first == second


@contextmanager
def stranger(answer: bytes) -> Iterator[int]:
    """The port of another program, which answers whatever it is asked, as SeaweedFS's filer does with a page."""

    def serve() -> None:
        with suppress(OSError):
            while link := listening.accept()[0]:
                with link:
                    link.recv(4096)
                    link.sendall(answer)

    with socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize(
    ("engine", "which"),
    [(find_engine(), 0), pytest.param(find_engine(), -1, marks=pytest.mark.sweep), (MOTO, 0)],
)
def test_a_port_that_another_program_takes_first_is_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine, which: int
) -> None:
    page = b"HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n<html></html>"
    with stranger(page) as taken:
        first = free_ports(engine.ports)
        first[which] = taken
        offers = [free_ports(engine.ports), first]
        monkeypatch.setattr("scripts.deploy.local.free_ports", lambda _: offers.pop())
        with running(tmp_path, engine) as origin:
            assert list(store_of(origin).list()) == []
            assert origin != f"http://127.0.0.1:{first[0]}"


def test_a_server_whose_ports_are_always_taken_is_told_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = find_engine()
    monkeypatch.setattr("scripts.deploy.local.TRIES", 1)
    with stranger(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n") as taken:
        monkeypatch.setattr("scripts.deploy.local.free_ports", lambda _: [taken, *free_ports(engine.ports - 1)])
        with pytest.raises(StoppedError, match=r"does not start: .*address already in use → see .*server\.log"):
            running(tmp_path, engine).__enter__()


@pytest.fixture
def without_seaweed(tmp_path: Path) -> Path:
    """An environment with everything that this one has but for SeaweedFS's program: its Python."""
    real = Path(sys.prefix)
    folder = tmp_path / "environment"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").symlink_to(sys.executable)
    (folder / "pyvenv.cfg").write_bytes((real / "pyvenv.cfg").read_bytes())
    (folder / "lib").symlink_to(real / "lib")
    return folder / "bin/python"


def test_where_seaweed_is_not_to_be_had_another_server_stands_in_and_says_so(shop: Path, without_seaweed: Path) -> None:
    """The shop deployed and shown; meanwhile verified, changed, and brought back, through the same server."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(shop)}

    def command(*arguments: str) -> list[str]:
        return [str(without_seaweed), "-m", "scripts", "--shop", str(shop), "deploy", *arguments]

    def vitrina(*arguments: str) -> str:
        done = subprocess.run(
            command(*arguments), cwd=PRODUCT, env=environment, capture_output=True, text=True, check=False, timeout=LONG
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    with subprocess.Popen(
        command("--show", "--port", "0"),
        cwd=PRODUCT,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as shown:
        assert shown.stdout
        said: list[str] = []
        while not (address := re.match(r"The shop is at (\S+) as it", said[-1] if said else "")):
            said.append(shown.stdout.readline())
            assert said[-1], said
        assert said[0] == "SeaweedFS is not here; moto stands in for it and forgets the shop at its end\n"
        with urlopen(f"{address[1]}fr/a/", timeout=LONG) as answer:
            assert answer.read() == FIRST["fr/a/index.html"]
        assert "is as release 1 has it" in vitrina("verify", "--all")
        write_output(shop / "output", SECOND)
        assert "release 2 is live" in vitrina()
        assert "is as release 2 has it" in vitrina("verify", "--all")
        assert "release 3 is live" in vitrina("rollback")
        assert "is as release 3 has it" in vitrina("verify", "--all")
        with urlopen(f"{address[1]}fr/a/", timeout=LONG) as answer:
            assert answer.read() == FIRST["fr/a/index.html"]
        server = noted(shop / ".cache/deploy/local")["process"]
        shown.send_signal(signal.SIGINT)
        assert shown.wait(LONG) == 0
    assert not is_alive(server)
