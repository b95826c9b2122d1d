"""The target `local`: a bucket on this machine, of a real S3 server that is started when it is needed.

Its data stay in the shop's cache. The server holds a lock on that folder for as long as it runs, so that no two write
there; it ends with the command that started it, also with one that is killed (`warden.py`).
"""

import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import orjson

from scripts.deploy.engines import KEYS, Engine, find_engine, free_ports
from scripts.deploy.guards import StoppedError
from scripts.deploy.process import identity, is_alive, is_dead, number_of
from scripts.deploy.s3 import S3Store
from scripts.deploy.signing import EMPTY, Keys, Request, sign
from scripts.deploy.store import StoreError
from scripts.deploy.throttle import Throttle
from scripts.deploy.transport import Endpoint, RefusedError, Transport
from scripts.deploy.wire import Connection
from storefront.files import replace_file

BUCKET = "shop"
REGION = "us-east-1"
START = 60.0
"""Seconds that the server may take to start."""
SILENCE = 2.0
"""Seconds within which whoever answers at its port does so."""
TRIES = 3
"""How often a server is started where others take its ports before it does."""
TAKEN = "address already in use"
FATAL = re.compile(r"^F\d{4} \S+ \S+ (.+)$", re.MULTILINE)
"""The line in the log of SeaweedFS that says what it dies of; stacks of all its threads follow."""
LEFTOVER = 3.0
"""Seconds after which a server whose owner is dead is ended: until then its warden is about to, and more gently."""
VERSIONING = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
WARDEN = Path(__file__).with_name("warden.py")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs; noted beside its data."""

    origin: str
    process: str
    """As `process.identity` spells it, like the next."""
    owner: str
    """The process that started it."""


@contextmanager
def running(folder: Path, engine: Engine) -> Iterator[str]:
    """The origin of the server whose data are in a folder: of the one that runs, else of one for this block.

    One that was left behind by a process that is dead is ended first. Raises `StoppedError` where another process runs
    one that does not answer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / "server.json"
    with (folder / "lock").open("ab") as lock:
        if other := _other(note, lock):
            yield other
            return
        with started(folder, engine=engine, held=lock.fileno()) as server:
            replace_file(note, orjson.dumps(asdict(server)))
            try:
                yield server.origin
            finally:
                note.unlink(missing_ok=True)


@contextmanager
def explaining(folder: Path) -> Iterator[None]:
    """Says what to do where the server of a folder stumbles to the last: its data are a copy, and may be spoilt."""
    try:
        yield
    except RefusedError as error:
        if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        what = str(error).partition(" → ")[0]
        raise StoreError(f"{what} → delete {folder}, which holds a copy of the shop, and deploy again") from error


def _other(note: Path, lock: IO[bytes]) -> str:
    """The origin of the server that another process runs; empty where the lock is ours."""
    begin, end = time.monotonic(), time.monotonic() + START
    while not _locked(lock):
        server = _read(note)
        if server and is_dead(server.owner):
            if time.monotonic() - begin > LEFTOVER:
                _end_leftover(server)
        elif server and _answers(server.origin):
            return server.origin
        if time.monotonic() > end:
            who = f" (process {number_of(server.process)})" if server and server.process else ""
            raise StoppedError(
                f"the S3 server that another process runs in {note.parent} does not answer → end that one{who}"
            )
        time.sleep(0.1)
    return ""


def _locked(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(note: Path) -> Server | None:
    """What is noted; `None` where nothing is, or not by us."""
    try:
        return Server(**orjson.loads(note.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _end_leftover(server: Server) -> None:
    """Ends a server whose owner is dead; its number alone would not do, another process may have it now."""
    if is_alive(server.process):
        with suppress(ProcessLookupError):
            os.kill(number_of(server.process), signal.SIGKILL)


@contextmanager
def started(folder: Path, *more: str, engine: Engine | None = None, held: int = -1) -> Iterator[Server]:
    """An S3 server on loopback, ended with the block.

    `more` are further options of its engine, the best that is here by default; `held` is an open file that it keeps
    open. Raises `StoppedError` where there is no engine, or it does not start.
    """
    engine = engine or find_engine()
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    for _ in range(TRIES):
        with TemporaryDirectory(prefix="s3-") as scratch:
            ports = free_ports(engine.ports)
            command = [*engine.command(folder, Path(scratch), ports), *more]
            with _guarded(command, log, held) as (warden, number):
                if _comes(ports[0], Path(scratch).name, warden):
                    yield Server(f"http://127.0.0.1:{ports[0]}", identity(number), identity(os.getpid()))
                    return
        said = log.read_text(encoding="utf-8", errors="replace")
        if TAKEN not in said.lower():
            break
    raise StoppedError(f"the S3 server of this machine does not start: {_reason(said)} → see {log}")


@contextmanager
def _guarded(command: list[str], log: Path, held: int) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A command under a warden, and its number; both end with the block."""
    files = (held,) if held >= 0 else ()
    with log.open("wb") as said:
        warden = subprocess.Popen(
            [sys.executable, "-I", "-S", str(WARDEN), ",".join(map(str, files)), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            cwd=log.parent,
            pass_fds=files,
            start_new_session=True,
        )
    assert warden.stdin
    assert warden.stdout
    try:
        yield warden, int(warden.stdout.readline() or 0)
    finally:
        warden.stdin.close()  # what it waits for
        warden.wait()
        warden.stdout.close()


def store_of(origin: str, bucket: str = BUCKET, prefix: str = "") -> S3Store:
    """A bucket of the server as a store; made where there is none, with versions."""
    transport = Transport(Endpoint(origin, REGION, f"/{bucket}"), lambda: KEYS, Throttle(24))
    end = time.monotonic() + START
    while (answer := transport.request("PUT")).status not in {200, 409}:
        if time.monotonic() > end:
            raise StoreError(
                f"the S3 server of this machine makes no bucket: {answer.body[:200]!r} → vitrina deploy again"
            )
        time.sleep(0.2)
    transport.request("PUT", query={"versioning": ""}, body=VERSIONING)
    return S3Store(bucket, prefix, transport)


def _comes(port: int, name: str, warden: "subprocess.Popen[bytes]") -> bool:
    """Whether the server that was started answers: another program may have got its port, and answer there."""
    origin, wanted = f"http://127.0.0.1:{port}", Request("GET", f"127.0.0.1:{port}", "/", {}, {}, EMPTY)
    end = time.monotonic() + START
    while warden.poll() is None and time.monotonic() < end:
        headers = sign(wanted, Keys(name, name), REGION, datetime.now(UTC))
        with suppress(OSError), closing(Connection(origin, timeout=SILENCE)) as connection:
            if b"<ListAllMyBucketsResult" in connection.exchange("GET", "/", headers, b"").body:
                return True
        time.sleep(0.1)
    return False


def _reason(said: str) -> str:
    """Why a program has ended, of all that it said: what it says that it dies of, else its last line."""
    found = FATAL.search(said)
    return found[1] if found else "".join(said.splitlines()[-1:])


def _answers(origin: str) -> bool:
    host, _, port = origin.removeprefix("http://").partition(":")
    try:
        socket.create_connection((host, int(port)), 1).close()
    except OSError:
        return False
    return True
