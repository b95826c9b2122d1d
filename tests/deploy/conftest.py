"""A real S3 server for all tests of a process, and commands as processes."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from scripts.deploy.engines import KEYS
from scripts.deploy.local import started, store_of
from scripts.deploy.s3 import S3Store
from tests.commands import Zygote
from tests.deploy.recorded import RECORDED

pytest.register_assert_rewrite("tests.deploy.outputs")

_NUMBERS = count(1)


@dataclass
class Bucket:
    """A place of its own in the server, for one test."""

    origin: str
    name: str
    prefix: str

    @property
    def target(self) -> str:
        return f"s3://{self.name}/{self.prefix}"

    @property
    def store(self) -> S3Store:
        return store_of(self.origin, self.name, self.prefix)

    def objects(self) -> dict[str, bytes]:
        """Everything that is there."""
        store = self.store
        found = {one.key: store.get(one.key) for one in store.list()}
        return {key: value[0] for key, value in found.items() if value}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Origin of an S3 server."""
    with started(tmp_path_factory.mktemp("s3")) as found:
        store_of(found.origin, "versioned")
        yield found.origin


@pytest.fixture
def bucket(server: str) -> Bucket:
    """An empty place in a bucket that keeps versions."""
    return Bucket(server, "versioned", f"test-{next(_NUMBERS)}/")


class Commands:
    """Runs `vitrina` as processes of their own; after `RECORDED` with a record for each release."""

    def __init__(self, zygote: Zygote, folder: Path) -> None:
        self._zygote = zygote
        self._folder = folder
        self._outputs: dict[int, Path] = {}

    def start(self, *arguments: str | Path) -> int:
        module, rest = (RECORDED, arguments[1:]) if arguments[0] == RECORDED else ("scripts", arguments)
        output = self._folder / str(next(_NUMBERS))
        pid = self._zygote.start(module, rest, output, output)
        self._outputs[pid] = output
        return pid

    def wait(self, pid: int) -> tuple[int, str]:
        """Exit status and output."""
        status = self._zygote.wait(pid)
        return status, self._outputs.pop(pid).read_text(encoding="utf-8")

    def run(self, *arguments: str | Path) -> tuple[int, str]:
        return self.wait(self.start(*arguments))

    def deploy(self, shop: Path, output: Path, *more: str) -> tuple[int, str]:
        """Deploys an output to the target `live` of a shop."""
        return self.run("--shop", shop, "deploy", "live", "--yes", "--output", output, *more)


@pytest.fixture(scope="session")
def vitrina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """Commands with the credentials of the server, and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    keys = {"AWS_ACCESS_KEY_ID": KEYS.access, "AWS_SECRET_ACCESS_KEY": KEYS.secret, "AWS_EC2_METADATA_DISABLED": "true"}
    none = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    zygote = Zygote({**kept, **keys, **none}, "botocore.session", "scripts.deploy.command", "scripts.deploy.history")
    yield Commands(zygote, tmp_path_factory.mktemp("said"))
    zygote.close()
