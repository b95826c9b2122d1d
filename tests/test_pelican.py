"""Pelican as the host: real processes of `pelican` and of `vitrina`."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storefront.shop import PRODUCT
from tests.sites import ENVIRONMENT, clean, contents, replace, run, times, write

CONFIGURATION = PRODUCT / "pelicanconf.py"
BESIDE = """
from pathlib import Path
from pelican import signals

def write(pelican):
    Path(pelican.output_path, "beside.txt").write_text("Another plugin was here.")

def register():
    signals.finalized.connect(write)
"""
LATE = """
from datetime import datetime
from pathlib import Path
from pelican import signals
from pelican.contents import Article
from pelican.generators import ArticlesGenerator
from pelican.urlwrappers import Category

class Own(ArticlesGenerator):
    def generate_pages(self, writer):
        Path(self.output_path, "own.txt").write_text("A page of its own.")

def add(generators):
    pelicans = next(one for one in generators if type(one) is ArticlesGenerator)
    told = {"title": "Late news", "date": datetime(2026, 1, 2), "category": Category("Press", pelicans.settings)}
    told |= {"slug": "late", "status": "published"}
    pelicans.articles.append(Article("Of a plugin.", told, pelicans.settings, "late.md", pelicans.context))

def register():
    signals.get_generators.connect(generators)
    signals.all_generators_finalized.connect(add)

def generators(_):
    return Own
"""


def pelican(shop: Path, *more: str | Path, settings: Path = CONFIGURATION) -> subprocess.CompletedProcess[str]:
    return run("pelican", shop / "content", "-o", shop / "output", "-s", settings, *more)


def vitrina(shop: Path, *more: str | Path) -> subprocess.CompletedProcess[str]:
    return run("scripts", "--shop", shop, "build", *more)


def settings_of(shop: Path, more: str) -> Path:
    """A settings file in the shop that goes on from the product's."""
    path = shop / "settings.py"
    write(path, f"import sys\nsys.path.insert(0, {str(PRODUCT)!r})\nfrom pelicanconf import *\n{more}\n")
    return path


def test_pelican_builds_the_bytes_that_vitrina_builds(shop: Path) -> None:
    done = pelican(shop)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Done: Processed 0 articles" in done.stdout
    by_pelican, before = contents(shop / "output"), times(shop / "output")
    again = vitrina(shop)
    assert (again.returncode, again.stderr) == (0, "")
    assert "94 pages (fr-FR 33, es-ES 21, en-GB 40) from 9 offers: 0 files written, 0 deleted" in again.stdout
    assert times(shop / "output") == before
    assert by_pelican == clean(shop)
    third = vitrina(shop)
    assert "nothing changed" in third.stdout
    assert third.stdout.partition(":")[0] == again.stdout.splitlines()[-1].partition(" from")[0]


def test_pelican_ends_with_one_for_a_mistake_and_leaves_the_output(shop: Path) -> None:
    pelican(shop)
    before = times(shop / "output")
    write(shop / "content/pages/about/en.md", "Nothing.\n")
    replace(shop / "shop.toml", '"blog", ', '"page:nowhere", ')
    done = pelican(shop)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr.splitlines()[-1] == "2 errors"
    assert "content/pages/about/en.md:1" in done.stderr
    assert times(shop / "output") == before


@pytest.mark.parametrize("text", [None, "["])
def test_settings_that_cannot_be_read_are_reported(minimal: Path, text: str | None) -> None:
    (minimal / "shop.toml").unlink()
    if text:
        write(minimal / "shop.toml", text)
    for done in (pelican(minimal), vitrina(minimal)):
        assert done.returncode == 1
        assert "Traceback" not in done.stdout + done.stderr
        assert done.stderr.startswith("error: shop.toml")


def test_vitrina_needs_no_content_to_say_what_is_missing(tmp_path: Path) -> None:
    done = vitrina(tmp_path / "nowhere")
    assert done.returncode == 1
    assert "pages" not in done.stdout
    assert done.stderr.startswith("error: shop.toml  there is no such file")
    assert not (tmp_path / "nowhere").exists()
    write(
        tmp_path / "shop/shop.toml",
        'name = "A"\naddress = "https://a.example"\n[locales.en]\nprefix = "en"\ncurrency = "EUR"\n',
    )
    done = vitrina(tmp_path / "shop")
    assert done.returncode == 1
    assert done.stderr.startswith("error: content  there is no such folder")


def test_warnings_stop_a_release(shop: Path) -> None:
    write(shop / "content/pages/contact/de.md", "Title: Kontakt\n\nText.\n")
    draft = vitrina(shop)
    assert draft.returncode == 0
    assert draft.stderr.startswith("warning: content/pages/contact/de.md")
    # the warning is told again by a build in which nothing changed
    again = vitrina(shop)
    assert "nothing changed" in again.stdout
    assert again.stderr == draft.stderr
    before = times(shop / "output")
    for done in (vitrina(shop, "--publish"), pelican(shop, settings=PRODUCT / "publishconf.py")):
        assert done.returncode == 1
        assert "1 warning" in done.stderr
    assert times(shop / "output") == before
    (shop / "content/pages/contact/de.md").unlink()
    assert vitrina(shop, "--publish").returncode == 0


def test_another_plugin_runs_beside_ours(shop: Path) -> None:
    write(shop / "plugins/beside.py", BESIDE)
    more = f"PLUGIN_PATHS = [*PLUGIN_PATHS, {str(shop / 'plugins')!r}]\nPLUGINS = [*PLUGINS, 'beside']"
    settings = settings_of(shop, more)
    for _ in range(2):
        assert pelican(shop, settings=settings).returncode == 0
        found = contents(shop / "output")
        assert found.pop("beside.txt") == b"Another plugin was here."
        assert found == clean(shop)
        (shop / "output/beside.txt").unlink()


def test_articles_of_pelicans_own_come_out_beside_the_shop(shop: Path) -> None:
    write(shop / "news/first.md", "Title: First\nDate: 2026-01-02\nCategory: Press\n\nOf Pelican's own.\n")
    articles = f"ARTICLE_PATHS = [{str(shop / 'news')!r}]\nTHEME = 'simple'\nSITENAME = 'Press'"
    assert pelican(shop, settings=settings_of(shop, articles)).returncode == 0
    assert "Of Pelican" in (shop / "output/first.html").read_text(encoding="utf-8")
    assert (shop / "output/category/press.html").is_file()
    assert (shop / "output/fr/index.html").is_file()


def test_articles_of_other_plugins_come_out_beside_the_shop(shop: Path) -> None:
    write(shop / "plugins/late.py", LATE)
    plugins = f"PLUGIN_PATHS += [{str(shop / 'plugins')!r}]\nPLUGINS += ['late']\nTHEME = 'simple'\nSITENAME = 'Press'"
    assert pelican(shop, settings=settings_of(shop, plugins)).returncode == 0
    assert "Late news" in (shop / "output/late.html").read_text(encoding="utf-8")
    assert (shop / "output/own.txt").is_file()


def test_pelicans_own_templates_are_not_loaded_where_nothing_needs_them(shop: Path) -> None:
    write(shop / "pelicans/templates/period_archives.html", "{% nonsense %}")
    done = pelican(shop, settings=settings_of(shop, f"THEME = {str(shop / 'pelicans')!r}"))
    assert (done.returncode, done.stdout.count("Done: Processed 0 articles")) == (0, 1), done.stdout


def test_the_shops_own_settings_go_first(shop: Path) -> None:
    write(shop / "plugins/beside.py", BESIDE)
    text = CONFIGURATION.read_text(encoding="utf-8").replace('str(HERE / "theme")', repr(str(PRODUCT / "theme")))
    text = text.replace('str(HERE / "plugins")', f'{str(PRODUCT / "plugins")!r}, str(HERE / "plugins")')
    write(shop / "pelicanconf.py", text.replace('"storefront"]', '"storefront", "beside"]'))
    for _ in range(2):
        # never "nothing changed": what the other plugin reads, nobody knows
        assert "files written" in vitrina(shop).stdout
        assert (shop / "output/beside.txt").exists()
        (shop / "output/beside.txt").unlink()
    write(shop / "pelicanconf.py", text.replace('"storefront"]', "]"))
    done = vitrina(shop)
    assert done.returncode == 1
    assert done.stderr.startswith("error: pelicanconf.py  Pelican did not load our plugin")


def test_pelicans_address_goes_before_that_of_the_shop(shop: Path) -> None:
    settings = settings_of(shop, 'SITEURL = "https://preview.example"')
    assert pelican(shop, settings=settings).returncode == 0
    text = (shop / "output/robots.txt").read_text(encoding="utf-8")
    assert text.endswith("Sitemap: https://preview.example/sitemap.xml\n")
    assert 'href="https://preview.example/fr/"' in (shop / "output/fr/index.html").read_text(encoding="utf-8")


@contextmanager
def watching(shop: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`pelican --autoreload`, ended with the block."""
    command = [sys.executable, "-m", "pelican", "-r", str(shop / "content"), "-o", str(shop / "output")]
    with (
        log.open("wb") as file,
        subprocess.Popen(
            [*command, "-s", str(CONFIGURATION)], cwd=PRODUCT, env=ENVIRONMENT, stdout=file, stderr=file
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def wait(until: Callable[[], bool], log: Path, what: str) -> None:
    end = time.monotonic() + 120
    while not until():
        assert time.monotonic() < end, f"{what} did not happen:\n{log.read_text(encoding='utf-8')}"
        time.sleep(0.02)


def processor_time(process: subprocess.Popen[bytes]) -> int:
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux how busy a process is")
def test_autoreload_tells_a_mistake_and_goes_on_without_a_busy_loop(shop: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    about = shop / "content/pages/about/en.md"
    good = about.read_text(encoding="utf-8")
    write(about, "Nothing.\n")

    def told() -> int:
        return log.read_text(encoding="utf-8").count("error: content/pages/about/en.md:1")

    with watching(shop, log) as process:
        wait(lambda: told() > 0, log, "a report")
        wait(lambda: is_idle(process), log, "an end of the work")
        assert told() == 1
        assert not (shop / "output/en").exists()
        write(about, good)
        wait((shop / "output/en/index.html").exists, log, "a build")
        wait(lambda: is_idle(process), log, "an end of the work")
        write(about, "Nothing again.\n")
        wait(lambda: told() > 1, log, "a second report")
        wait(lambda: is_idle(process), log, "an end of the work")
        assert process.poll() is None
        assert "Traceback" not in log.read_text(encoding="utf-8")
    assert (shop / "output/en/about-us/index.html").exists()


def is_idle(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process did next to nothing for a third of a second; a build takes more of it."""
    before = processor_time(process)
    time.sleep(0.35)
    return processor_time(process) - before < os.sysconf("SC_CLK_TCK") // 20
