"""Modules run as processes of their own, forked from one that has imported what they need."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

from storefront.shop import PRODUCT


class Zygote:
    """Starts processes that need not import anything any more (tests/zygote.py).

    `environment` is that of each process as it is when it starts.
    """

    def __init__(self, environment: Mapping[str, str], *imported: str) -> None:
        self._guard = Lock()
        self._environment = environment
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.zygote", *imported],
            cwd=PRODUCT,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, module: str, arguments: Sequence[str | Path], out: Path, err: Path) -> int:
        """Starts a module; gives the number of its process."""
        return int(
            str(self._ask([module, [str(one) for one in arguments], dict(self._environment), str(out), str(err)]))
        )

    def wait(self, pid: int, seconds: float = 300) -> int:
        """The exit status of a process; as `subprocess` tells it where a signal was its end."""
        end = time.monotonic() + seconds
        while (status := self._ask(pid)) is None:
            assert time.monotonic() < end, f"process {pid} did not end"
            time.sleep(0.005)
        return int(str(status))

    def close(self) -> None:
        """Ends it; processes that it has started go on."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _ask(self, question: object) -> object:
        with self._guard:
            assert self._process.stdin
            assert self._process.stdout
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())
