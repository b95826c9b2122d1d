"""The sample shop, built once for all workers, a server and a browser for each."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from playwright.sync_api import Browser, sync_playwright

from storefront.build import build
from storefront.plan import plan_shop
from storefront.shop import PRODUCT, load_shop
from tests.browser.sample import Sample, Visitor, addresses, serving, unavailable

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built sample shop; the first worker that needs it builds it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sample"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "addresses.json").is_file():
            _build_sample(folder)
    return folder / "output"


def _build_sample(folder: Path) -> None:
    pictures = PRODUCT / ".cache" / "images"
    pictures.mkdir(parents=True, exist_ok=True)
    cache = folder / "cache"
    shutil.rmtree(cache, ignore_errors=True)  # left where another worker's build failed
    cache.mkdir()
    # encoding the pictures anew takes a minute; they are named by what they are made from
    (cache / "images").symlink_to(pictures)
    shop = load_shop(PRODUCT)
    build(shop, folder / "output", cache)
    (folder / "addresses.json").write_bytes(orjson.dumps(addresses(plan_shop(shop, cache))))


@pytest.fixture(scope="session")
def sample(output: Path) -> Iterator[Sample]:
    """The sample shop on a server of this worker."""
    with serving(output) as origin:
        yield Sample(origin, output, orjson.loads((output.parent / "addresses.json").read_bytes()))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, started once in this worker."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        unavailable("no Chromium is on the PATH")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def visit(chromium: Browser, sample: Sample) -> Visitor:
    """Opens pages of the sample shop."""
    return Visitor(chromium, sample)
