"""A real S3 server for all tests of a process, and commands as processes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Lock

import pytest

from scripts.deploy.engines import KEYS
from scripts.deploy.local import started, store_of
from scripts.deploy.s3 import S3Store
from storefront.shop import PRODUCT

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
    """Runs `vitrina` as processes of their own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._guard = Lock()

    def start(self, *arguments: str | Path) -> int:
        return int(str(self._ask([str(one) for one in arguments])))

    def wait(self, pid: int) -> tuple[int, str]:
        """Exit status and output."""
        while (found := self._ask(pid)) is None:
            time.sleep(0.005)
        assert isinstance(found, list)
        return int(found[0]), str(found[1])

    def run(self, *arguments: str | Path) -> tuple[int, str]:
        return self.wait(self.start(*arguments))

    def deploy(self, shop: Path, output: Path, *more: str) -> tuple[int, str]:
        """Deploys an output to the target `live` of a shop."""
        return self.run("--shop", shop, "deploy", "live", "--yes", "--output", output, *more)

    def _ask(self, question: object) -> object:
        with self._guard:
            assert self._process.stdin
            assert self._process.stdout
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())


@pytest.fixture(scope="session")
def vitrina() -> Iterator[Commands]:
    """Commands with the credentials of the server, and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    keys = {"AWS_ACCESS_KEY_ID": KEYS.access, "AWS_SECRET_ACCESS_KEY": KEYS.secret, "AWS_EC2_METADATA_DISABLED": "true"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.deploy.zygote"],
        cwd=PRODUCT,
        env={**kept, **keys, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Commands(process)
        assert process.stdin
        process.stdin.close()
