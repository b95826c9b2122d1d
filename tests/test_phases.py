"""What a build shows while it runs, and tells about itself afterwards."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts import console
from scripts.console import Lines, Profile
from storefront.phases import Step, done, phase, steps, watched_by
from storefront.shop import PRODUCT
from tests.shops import write_files
from tests.sites import ENVIRONMENT, contents, run

PHASES = ["start", "texts", "exports", "plan", "pages", "pictures", "files"]
SLOW = """
import time
from pelican import signals

class Slow:
    def __init__(self, output_path, **_):
        self.output = output_path
    def generate_output(self, _):
        time.sleep(0.02)
        open(self.output + "/slow.txt", "w").write("x")

def register():
    signals.get_generators.connect(generators)
    signals.finalized.connect(finalized)

def generators(_):
    return Slow

def finalized(_):
    time.sleep(0.02)
"""


def vitrina(shop: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run("scripts", "--shop", shop, "build", *arguments)


def test_a_terminal_shows_a_bar_for_each_phase(shop: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "scripts", "--shop", str(shop), "build"]
    environment = {**ENVIRONMENT, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(command, cwd=PRODUCT, env=environment, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = _all(ours)
        closing = process.communicate()[0].decode()
    assert process.returncode == 0
    # each frame is drawn over the one before, from the beginning of its first line
    lines = [line for line in re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)) if line.strip()]
    last = lines[-len(PHASES) :]
    assert [line.split()[0] for line in last] == PHASES
    pages = next(line for line in last if line.startswith("pages"))
    assert re.search(r"━+ (\d+)/\1  [\d,]+/s \d:\d\d:\d\d", pages), pages
    assert closing.startswith("94 pages")


def _all(terminal: int) -> str:
    """Everything that is written to a terminal until nobody holds it any more."""
    parts = []
    try:
        while part := os.read(terminal, 65536):
            parts.append(part)
    except OSError:  # Linux's way of saying that the other side is closed
        pass
    os.close(terminal)
    return b"".join(parts).decode()


def test_a_log_has_lines_of_phases_that_take_their_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Lines()
    lines.begin("texts", 0)
    lines.end("texts", console.PATIENCE / 2)
    monkeypatch.setattr(console, "PAUSE", 0)
    lines.begin("pages", 1000)
    lines.done(Step("home.html", "index.html", 0.1))
    lines.end("pages", 2.5)
    often, last = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"pages: 1 of 1,000, [\d,]+/s, \d+ s left", often)
    assert last == "pages: 2.5 s, 1 at 0/s"


def test_a_quiet_build_says_nothing_but_what_is_wrong(shop: Path) -> None:
    well = vitrina(shop, "--quiet")
    assert (well.returncode, well.stdout, well.stderr) == (0, "", "")
    write_files(shop, {"content/pages/about/en.md": "Title: About\n\n[x]({page}nowhere)\n"})
    wrong = vitrina(shop, "--quiet")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "content/pages/about/en.md:3" in wrong.stderr


def test_json_tells_what_was_done(shop: Path) -> None:
    first = json.loads(vitrina(shop, "--json", "--profile").stdout)
    assert first["pages"] == {"fr-FR": 33, "es-ES": 21, "en-GB": 40}
    assert (first["offers"], first["rejected"], first["deleted"], first["problems"]) == (9, 0, [], [])
    assert set(first["written"]) == contents(shop / "output").keys() - {"manifest.json"}
    assert list(first["profile"]["phases"]) == PHASES
    assert sum(first["profile"]["phases"].values()) < first["seconds"]
    pages = sum(one["pages"] for one in first["profile"]["templates"].values())
    assert pages == len([path for path in first["written"] if path.endswith(".html")])
    assert len(first["profile"]["slowest"]) == console.SLOWEST
    again = json.loads(vitrina(shop, "--json").stdout)
    assert (again["pages"], again["written"], again["unchanged"]) == (first["pages"], [], None)


def test_json_tells_mistakes_by_their_parts(shop: Path) -> None:
    write_files(shop, {"content/pages/contact/de.md": "Title: Kontakt\n"})
    warning = {
        "severity": "warning",
        "source": "content/pages/contact/de.md",
        "line": None,
        "field": None,
        "message": "no locale of the shop reads “de.md”",
        "hint": "name it after a language of the shop: fr-FR.md, fr.md, es-ES.md, es.md, en-GB.md, en.md",
    }
    for _ in range(2):  # the second time nothing has changed, and the warning is still told
        assert json.loads(vitrina(shop, "--json").stdout)["problems"] == [warning]
    stopped = vitrina(shop, "--json", "--publish")
    assert (stopped.returncode, stopped.stderr) == (1, "")
    assert json.loads(stopped.stdout) == {"problems": [warning]}


def test_a_profile_names_templates_pages_and_other_plugins(shop: Path) -> None:
    configuration = (PRODUCT / "pelicanconf.py").read_text(encoding="utf-8")
    places = f"[{str(PRODUCT / 'plugins')!r}, {str(shop / 'plugins')!r}]"
    own = f"PLUGIN_PATHS = {places}\nPLUGINS = ['storefront', 'slow']\nTHEME = {str(PRODUCT / 'theme')!r}\n"
    write_files(shop, {"plugins/slow.py": SLOW, "pelicanconf.py": configuration + own})
    done = vitrina(shop, "--profile")
    assert done.returncode == 0, done.stderr
    told = done.stdout
    assert (shop / "output/slow.txt").exists()
    tables = [block.splitlines() for block in told.strip().split("\n\n")]
    heads = [table[0].split() for table in tables]
    assert [head[0] for head in heads[-4:]] == ["phase", "template", "plugin", "slowest"]
    phases, templates, plugins, slowest = tables[-4:]
    assert [line.split()[0] for line in phases[1:]] == [*PHASES, "start"]
    assert any(re.fullmatch(r"product\.html +15 +[\d.]+ +[\d.]+", line) for line in templates)
    (plugin,) = plugins[1:]
    assert plugin.split()[0] == "slow"
    assert 0.04 <= float(plugin.split()[1]) < 5
    assert len(slowest) == 1 + console.SLOWEST + 1


class Told:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def begin(self, phase: str, total: int) -> None:
        self.heard.append((phase, total))

    def done(self, step: Step) -> None:
        self.heard.append(step[:2])

    def end(self, phase: str, seconds: float) -> None:
        self.heard.append((phase, seconds >= 0))

    def spent(self, plugin: str, seconds: float) -> None:
        self.heard.append((plugin, seconds))


def test_who_watches_is_told_of_phases_and_steps_and_nobody_else_is() -> None:
    told = Told()

    def work() -> list[str]:
        with phase("pages", 2):
            made = list(steps(["a", "b"], lambda name: ("x.html", name)))
            done([Step("y.html", "c", 0.5)])
        return made

    with watched_by(told):
        assert work() == ["a", "b"]
    assert work() == ["a", "b"]
    assert told.heard == [("pages", 2), ("x.html", "a"), ("x.html", "b"), ("y.html", "c"), ("pages", True)]


def test_a_phase_that_fails_ends() -> None:
    told = Told()
    with pytest.raises(ZeroDivisionError), watched_by(told), phase("plan"):
        _ = 1 // 0
    assert told.heard == [("plan", 0), ("plan", True)]


def test_a_profile_keeps_the_slowest_pages() -> None:
    profile = Profile()
    for number in range(50):
        profile.done(Step("post.html", str(number), (number * 7) % 50))
    profile.done(Step("pictures", "huge.avif", 99))
    assert [took for took, _, _ in profile.slowest] == list(range(49, 49 - console.SLOWEST, -1))
    assert profile.templates == {"post.html": (50, sum(range(50)))}
