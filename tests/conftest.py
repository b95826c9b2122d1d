"""Shops that several test modules look at."""

import os
import shutil
import signal
from collections.abc import Generator, Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import settings

from storefront.freshness import recall

settings.register_profile("untimed", deadline=None)  # a busy machine is no mistake of ours
settings.load_profile("untimed")
pytest.register_assert_rewrite("tests.sites")

from tests.sites import Built, built, lay, times  # noqa: E402 - after its asserts were prepared

MEMORY = Path("/dev/shm")
"""Linux's file system in memory."""
ROOM = 4 * 1024**3
"""Bytes that have to be free there; all tests together take a tenth of them."""


def pytest_configure(config: pytest.Config) -> None:
    """Puts the temporary folders into memory: making and removing small files on a disk took a tenth of all time."""
    if not config.option.basetemp and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_report_header() -> str:
    names = ("pelican", "jinja2", "babel", "markdown", "polars", "pillow")
    return ", ".join(f"{name} {version(name)}" for name in names)


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One more than there are processors: many tests wait for a server, a browser or a process."""
    return (yield) + 1


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the shop in three locales, not built."""
    return lay("locales", tmp_path / "shop")


@pytest.fixture
def minimal(tmp_path: Path) -> Path:
    """A copy of the smallest shop, not built."""
    return lay("minimal", tmp_path / "shop")


@pytest.fixture
def made(site: Built, tmp_path: Path) -> Path:
    """A copy of the shop in three locales as it was built, with what its build remembered of files."""
    shop = Path(shutil.copytree(site.shop, tmp_path / "shop"))
    recall(shop / ".cache", site.output).path.rename(recall(shop / ".cache", shop / "output").path)
    for path in (shop / ".cache").glob("catalog-*"):
        path.unlink()  # that of the other output
    return shop


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The shop in three locales, built; to be looked at, not changed."""
    found = built(lay("locales", tmp_path_factory.mktemp("site") / "shop"))
    before = times(found.shop)
    yield found
    assert times(found.shop) == before, "a test changed what others look at"


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl+C is heard, also where whoever started the tests has it ignored, as a shell does with its jobs."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
