"""Deployers side by side: requests, CPU and wall time of the same output brought to the same S3 server.

`python -m scripts.bench.deployers` measures Vitrina and those of `aws`, `rclone`, `s3cmd` and `hugo` that are on the
path. Each has a bucket of its own on a SeaweedFS on loopback, which itself counts the requests.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from urllib.request import urlopen

import click

from scripts.deploy.engines import KEYS, free_ports
from scripts.deploy.local import started, store_of
from storefront.artifacts import IMMUTABLE, SHORT
from storefront.manifest import NAME, TYPES, File, manifest_bytes

SCENARIOS = ("first deploy", "nothing changed", "new time stamps", "1 % changed")
COUNTED = re.compile(r'^SeaweedFS_s3_request_total\{.*?type="(\w+)".*?\} ([\d.e+]+)$', re.MULTILINE)
PICTURES = 0.4
"""Share of the files that are pictures."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a deploy cost."""

    requests: int
    seconds: float
    cpu: float
    failed: bool


@click.command()
@click.option("--files", default=5600, show_default=True, type=click.IntRange(100), help="Files of the output.")
@click.option("--megabytes", default=165, show_default=True, type=click.IntRange(1), help="Their size.")
def main(files: int, megabytes: int) -> None:
    """Measures deployers side by side."""
    with tempfile.TemporaryDirectory(prefix="deployers-") as name:
        folder, port = Path(name), free_ports(1)[0]
        with started(folder / "server", f"-metricsPort={port}") as server:
            origin = server.origin
            click.echo(f"{files:,} files, {megabytes:,} MB")
            click.echo(f"{'':12}" + "".join(f"{one:>34}" for one in SCENARIOS))
            for deployer, command in _deployers(folder, origin).items():
                _write(folder / "out", files, megabytes)
                store_of(origin, f"bench-{deployer}")
                costs = [_measure(command, port, folder) for _ in _scenarios(folder / "out")]
                click.echo(f"{deployer:12}" + "".join(f"{_cell(one):>34}" for one in costs))


def _cell(cost: Cost) -> str:
    return f"{cost.requests:,} req {cost.cpu:.2f} CPU s {cost.seconds:.1f} s{' FAILED' * cost.failed}"


def _deployers(folder: Path, origin: str) -> dict[str, list[str]]:
    """The command of every deployer that is here."""
    out, host = str(folder / "out"), origin.removeprefix("http://")
    _write_settings(folder, origin, host)
    rclone = [
        "--s3-provider=Other",
        "--s3-env-auth",
        "--config=",
        f"--s3-endpoint={origin}",
        "--checksum",
        "--fast-list",
    ]
    s3cmd = [f"--host={host}", f"--host-bucket={host}", "--no-ssl", f"--config={folder / 's3cfg'}", "--quiet"]
    found = {
        "vitrina": [sys.executable, "-m", "scripts", "--shop", str(folder), "deploy", "bench", "--yes", "-o", out],
        "aws": ["aws", "s3", "sync", out, "s3://bench-aws", "--endpoint-url", origin, "--only-show-errors"],
        "rclone": ["rclone", "sync", out, ":s3:bench-rclone", f"--s3-endpoint={origin}", *rclone],
        "s3cmd": ["s3cmd", "sync", f"{out}/", "s3://bench-s3cmd/", *s3cmd],
        "hugo": ["hugo", "deploy", "--source", str(folder / "hugo"), "--maxDeletes=-1"],
    }
    return {name: command for name, command in found.items() if name == "vitrina" or shutil.which(name)}


def _write_settings(folder: Path, origin: str, host: str) -> None:
    (folder / "shop.toml").write_text(
        'name = "Bench"\naddress = "https://www.bench.example"\nlocales.fr-FR = { prefix = "fr", currency = "EUR" }\n'
        f'\n[deploy.bench]\ntarget = "s3://bench-vitrina"\nendpoint = "{origin}"\nregion = "us-east-1"\n',
        encoding="utf-8",
    )
    (folder / "s3cfg").write_text("[default]\n", encoding="utf-8")
    (folder / "hugo").mkdir()
    query = f"endpoint={host}&region=us-east-1&s3ForcePathStyle=true&disableSSL=true"
    (folder / "hugo" / "config.toml").write_text(
        f'publishDir = "{folder / "out"}"\n[[deployment.targets]]\nname = "bench"\nURL = "s3://bench-hugo?{query}"\n',
        encoding="utf-8",
    )


def _scenarios(out: Path) -> Iterator[str]:
    """Prepares the output for each scenario in turn."""
    yield SCENARIOS[0]
    yield SCENARIOS[1]
    for path in out.rglob("*"):
        os.utime(path)
    yield SCENARIOS[2]
    pages = sorted(out.rglob("*.html"))
    for path in pages[:: max(1, len(pages) * 100 // len(list(out.rglob("*.*"))))]:
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    _write_manifest(out)
    yield SCENARIOS[3]


def _write(out: Path, files: int, megabytes: int) -> None:
    """Writes an output of pages and pictures that no compression makes smaller."""
    shutil.rmtree(out, ignore_errors=True)
    size, random = megabytes * 1_000_000 // files, Random(1)  # noqa: S311 - the same output each time
    for number in range(files):
        picture = number % 10 < PICTURES * 10 and number > 1
        name = f"images/picture-{number}.webp" if picture else f"fr/category-{number % 60}/product-{number}/index.html"
        path = out / (("index.html", "404.html")[number] if number < 2 else name)  # noqa: PLR2004 - those two
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(random.randbytes(size))
    _write_manifest(out)


def _write_manifest(out: Path) -> None:
    rows = {}
    for path in sorted(path for path in out.rglob("*") if path.is_file() and path.name != NAME):
        data = path.read_bytes()
        digest, page = sha256(data).hexdigest(), path.suffix == ".html"
        cache = SHORT if page else IMMUTABLE
        language, tags = ("fr-FR", ("t-product", "l-fr-fr")) if page else (None, ())
        key = path.relative_to(out).as_posix()
        rows[key] = File(digest, len(data), digest[:24], TYPES[path.suffix], cache, None, language, tags)
    (out / NAME).write_bytes(manifest_bytes(rows))


def _measure(command: list[str], port: int, folder: Path) -> Cost:
    before, start = _requests(port), time.perf_counter()
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, env=_environment(), stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    return Cost(_requests(port) - before, seconds, used.ru_utime + used.ru_stime, process.returncode != 0)


def _requests(port: int) -> int:
    """How many requests the server has answered so far."""
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return round(sum(float(count) for _, count in COUNTED.findall(answer.read().decode())))


def _environment() -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "RCLONE_"))}
    keys = {"AWS_ACCESS_KEY_ID": KEYS.access, "AWS_SECRET_ACCESS_KEY": KEYS.secret, "AWS_REGION": "us-east-1"}
    return {**kept, **keys, "AWS_EC2_METADATA_DISABLED": "true", "AWS_DEFAULT_REGION": "us-east-1"}


if __name__ == "__main__":
    main()
