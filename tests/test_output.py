"""The output folder: files that were damaged, lost, left behind by a killed build, or somebody else's."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest

from storefront.artifacts import SHORT, Artifact
from storefront.content.memory import WORTH_IT
from storefront.freshness import recall, see
from storefront.manifest import NAME, UNFINISHED, read_manifest
from storefront.output import STAGE, Output
from storefront.releases import release_of
from storefront.shop import PRODUCT
from storefront.snapshot import Status, snapshot, status
from tests.sites import ENVIRONMENT, clean, contents, is_fresh, make, replace, run, times, write

PAGE = "en/about-us/index.html"


def put(folder: Path, files: dict[str, str], known: dict[str, Status] | None = None) -> Output:
    """One build of our own: a file of each path with a text, which is its fingerprint too."""
    output = Output(folder, known or {})
    for path, text in files.items():
        output.add(Artifact(path, text, text.encode))
    output.commit()
    return output


# files


def test_the_manifest_tells_every_file(tmp_path: Path) -> None:
    put(tmp_path, {"en/index.html": "<p>", "en/atom.xml": "<feed/>", "static/site.1.css": "", "x.bin": "0"})
    data = orjson.loads((tmp_path / NAME).read_bytes())
    assert data["version"] == 2
    assert list(data["files"]) == ["en/atom.xml", "en/index.html", "static/site.1.css", "x.bin"]
    assert {path: row["type"] for path, row in data["files"].items()} == {
        "en/atom.xml": "application/atom+xml",
        "en/index.html": "text/html; charset=utf-8",
        "static/site.1.css": "text/css; charset=utf-8",
        "x.bin": "application/octet-stream",
    }
    assert data["files"]["en/index.html"] == {
        "sha256": sha256(b"<p>").hexdigest(),
        "size": 3,
        "fingerprint": "<p>",
        "type": "text/html; charset=utf-8",
        "cache": SHORT,
        "lastmod": None,
        "language": None,
        "tags": [],
    }


def test_a_file_whose_fingerprint_is_known_is_not_made(tmp_path: Path) -> None:
    first = put(tmp_path, {"a.html": "1", "b.html": "1"})
    output = Output(tmp_path, first.statuses)
    output.add(Artifact("a.html", "1", lambda: pytest.fail("it was made")))
    output.add(Artifact("b.html", "2", lambda: b"1"))
    change = output.commit()
    # made, and found to have the bytes that are there
    assert (change.written, change.deleted, change.unchanged) == ((), (), 2)


def test_files_that_the_site_no_longer_has_go_with_their_folders(tmp_path: Path) -> None:
    put(tmp_path, {"en/a/index.html": "1", "en/b/index.html": "1"})
    write(tmp_path / "en/b/notes.txt", "somebody else's")
    output = Output(tmp_path, {})
    assert output.commit().deleted == ("en/a/index.html", "en/b/index.html")
    assert set(contents(tmp_path)) == {"en/b/notes.txt", NAME}
    assert not (tmp_path / "en/a").exists()


def test_a_build_that_fails_while_it_makes_files_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, {"a.html": "1", "b.html": "1"})
    before = times(tmp_path)
    output = Output(tmp_path, {})
    output.add(Artifact("a.html", "2", lambda: b"2"))
    output.discard()
    assert times(tmp_path) == before
    assert not (tmp_path / STAGE).exists()


def test_a_file_that_there_is_no_room_for_is_a_mistake_and_not_cut(tmp_path: Path) -> None:
    """A system that can write a part of some bytes writes that part, and says so."""
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, most))
    try:
        with pytest.raises(OSError, match="File too large"):
            put(tmp_path, {"index.html": "x" * 1001})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))
    assert not (tmp_path / "index.html").exists()


def test_two_sources_of_one_file_are_a_mistake_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"a\.html is made twice"):
        put(tmp_path, {"a.html": "1"}).add(Artifact("a.html", "2", lambda: b"2"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": 99, "files": {}}', '{"files": 1}'])
def test_a_manifest_that_cannot_be_used_costs_time_only(tmp_path: Path, text: str) -> None:
    first = put(tmp_path, {"a.html": "1"})
    written = times(tmp_path)["a.html"]
    write(tmp_path / NAME, text)
    assert read_manifest(tmp_path) == {}
    again = put(tmp_path, {"a.html": "1"}, first.statuses)
    assert again.files == first.files
    assert times(tmp_path)["a.html"] == written  # the file has these bytes already


def test_a_manifest_from_elsewhere_does_not_hide_what_the_files_hold(tmp_path: Path) -> None:
    """The record of statuses is that of another build: the bytes decide."""
    put(tmp_path, {"a.html": "1"})
    old = (tmp_path / NAME).read_bytes()
    second = put(tmp_path, {"a.html": "2"})
    (tmp_path / NAME).write_bytes(old)
    put(tmp_path, {"a.html": "1"}, second.statuses)
    assert (tmp_path / "a.html").read_text() == "1"


# whole shops


def spoil(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"?")  # as long as before


HARMS: list[tuple[str, Callable[[Path], None]]] = [
    *((name, spoil) for name in (PAGE, "robots.txt", "en/atom.xml", NAME, "static/*.css", "images/*.avif")),
    *((name, Path.unlink) for name in (PAGE, NAME)),
]


def test_a_damaged_or_lost_file_is_repaired_and_nothing_else_touched(shop: Path) -> None:
    make(shop)
    expected = contents(shop / "output")
    for name, harm in HARMS:
        assert is_fresh(shop), name
        before = times(shop / "output")
        path = next((shop / "output").glob(name))
        harm(path)
        assert not is_fresh(shop), name
        make(shop)
        assert contents(shop / "output") == expected, name
        now = times(shop / "output")
        assert [one for one in now if now[one] != before[one]] == [path.relative_to(shop / "output").as_posix()]


def test_files_of_somebody_else_stay(shop: Path) -> None:
    write(shop / "output/CNAME", "relay.example\n")
    make(shop)
    write(shop / "output/en/blog/the-weather/notes.txt", "mine\n")
    write(shop / "output/google123.html", "proof\n")
    shutil.rmtree(shop / "content/blog/weather")
    make(shop)
    found = contents(shop / "output")
    theirs = {"CNAME", "en/blog/the-weather/notes.txt", "google123.html"}
    assert theirs <= set(found)
    assert {path: data for path, data in found.items() if path not in theirs} == clean(shop)


def test_a_file_in_the_themes_root_stands_in_place_of_ours(shop: Path) -> None:
    for _ in range(2):
        write(shop / "theme/static/root/robots.txt", "User-agent: *\nDisallow: /\n")
        write(shop / "theme/static/root/.well-known/security.txt", "Contact: mailto:x@relay.example\n")
        make(shop)
        found = contents(shop / "output")
        assert found["robots.txt"] == b"User-agent: *\nDisallow: /\n"
        assert found[".well-known/security.txt"].startswith(b"Contact")
    shutil.rmtree(shop / "theme")
    make(shop)
    assert contents(shop / "output") == clean(shop)


def test_a_lost_cache_costs_time_only(made: Path) -> None:
    shop = made
    before = times(shop / "output")
    shutil.rmtree(shop / ".cache")
    assert make(shop).change.written == ()
    assert times(shop / "output") == before


# killed builds

DIES = """
import os, signal, sys
from pathlib import Path
from typing import Any
from storefront.build import build
from storefront.shop import load_shop

calls, last = 0, int(sys.argv[3])
do = getattr(os, sys.argv[2])

def dying(path, *rest, **named):
    global calls
    if "output" in str(path) and ".tmp" not in str(path):
        calls += 1
        if calls > last:
            os.kill(os.getpid(), signal.SIGKILL)
    return do(path, *rest, **named)

setattr(os, sys.argv[2], dying)
shop = Path(sys.argv[1])
build(load_shop(shop), shop / "output", shop / ".cache")
"""
"""A build whose process is killed, as by `kill -9`, in the middle of moving or removing its files."""


def die(shop: Path, call: str, after: int) -> None:
    command = [sys.executable, "-c", DIES, str(shop), call, str(after)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize("after", [0, 5])
def test_a_first_build_that_is_killed_while_it_moves_files(shop: Path, after: int) -> None:
    die(shop, "replace", after)
    assert not (shop / "output" / NAME).exists()
    assert len(contents(shop / "output")) > 50
    make(shop)
    assert contents(shop / "output") == clean(shop)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of processes in files")
def test_a_killed_build_leaves_no_process_behind(shop: Path) -> None:
    """One would hold the lock of the shop's cache for ever, and every later build would wait for it."""
    command = [sys.executable, "-m", "scripts", "--shop", str(shop), "build", "--jobs", "3"]
    build = subprocess.Popen(
        command, cwd=PRODUCT, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while len(workers := children(build.pid)) < 2 and build.poll() is None:
        time.sleep(0.001)
    build.kill()
    assert build.wait() == -signal.SIGKILL
    assert len(workers) == 2
    end = time.monotonic() + 10
    while left := [pid for pid in workers if pid in processes()]:
        assert time.monotonic() < end, f"{left} live on"
        time.sleep(0.01)
    assert run("scripts", "--shop", shop, "build").returncode == 0
    assert contents(shop / "output") == clean(shop)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of processes in files")
def test_a_process_of_a_build_that_is_killed_is_told_without_a_trace(made: Path) -> None:
    expected = contents(made / "output")
    replace(made / "shop.toml", 'prefix = "es"', 'prefix = "sp"')
    command = [sys.executable, "-m", "scripts", "--shop", str(made), "build", "--jobs", "3"]
    build = subprocess.Popen(command, cwd=PRODUCT, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while len(workers := children(build.pid)) < 2 and build.poll() is None:
        time.sleep(0.001)
    os.kill(workers[0], signal.SIGKILL)
    _, told = build.communicate(timeout=60)
    assert build.returncode == 1
    message = "a process of the build was ended from outside, as systems do where memory runs out"
    assert told.decode().splitlines()[-3:] == [
        f"error: build  {message} → build with fewer: --jobs 1",
        "1 error",
        "Nothing was built: the output is as it was.",
    ]
    assert contents(made / "output") == expected


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of processes in files")
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("length", [0, WORTH_IT])
def test_a_build_that_is_interrupted_ends_with_all_its_processes(shop: Path, length: int) -> None:
    """While it makes pages, or parses so much text that several processes do."""
    for number in range(length // 50_000 + 1):
        text = f"Title: Post {number}\nDate: 2026-01-02\n\n" + "One more *word* of it.\n\n" * 2500
        write(shop / f"content/blog/long-{number}/en.md", text)
    command = [sys.executable, "-m", "scripts", "--shop", str(shop), "build", "--quiet", "--jobs", "3"]
    build = subprocess.Popen(
        command, cwd=PRODUCT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    while len(workers := children(build.pid)) < 1 and build.poll() is None:
        time.sleep(0.001)
    os.killpg(build.pid, signal.SIGINT)
    told, _ = build.communicate(timeout=30)
    assert (build.returncode, told.decode().strip()) == (1, "Aborted!")
    assert not [pid for pid in workers if pid in processes()]
    assert not (shop / "output" / NAME).exists()


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [one for one, (_, parent) in processes().items() if parent == pid]


def processes() -> dict[int, tuple[str, int]]:
    """State and parent of every process that has not ended."""
    found = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            state, parent = place.read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
            found[int(place.parent.name)] = state, int(parent)
    return {pid: told for pid, told in found.items() if told[0] != "Z"}


@pytest.mark.parametrize(("call", "after"), [("replace", 50), ("unlink", 3)])
def test_a_killed_build_whose_edit_is_taken_back_leaves_nothing_behind(made: Path, call: str, after: int) -> None:
    """What it has put into place no manifest knows, and no source explains."""
    shop = made
    expected = contents(shop / "output")
    replace(shop / "shop.toml", 'prefix = "es"', 'prefix = "sp"')
    die(shop, call, after)
    assert [path for path in contents(shop / "output") if path.startswith("sp/")]
    replace(shop / "shop.toml", 'prefix = "sp"', 'prefix = "es"')
    assert not is_fresh(shop)
    # a build with a mistake in between does not forget
    write(shop / "content/pages/about/fr.md", "Nothing.")
    assert run("scripts", "--shop", shop, "build").returncode == 1
    (shop / "content/pages/about/fr.md").unlink()
    make(shop)
    assert contents(shop / "output") == expected
    assert not (shop / "output" / UNFINISHED).exists()


def test_what_a_killed_build_has_begun_is_brought_to_an_end(shop: Path) -> None:
    """It has put a new page into place and touched nothing else."""
    make(shop)
    expected = contents(shop / "output")
    write(shop / "output/en/new/index.html", "<p>Begun.")
    write(shop / "output" / UNFINISHED, "en/new/index.html\nen/another/index.html")
    assert not is_fresh(shop)
    assert make(shop).change.deleted == ("en/new/index.html",)
    assert contents(shop / "output") == expected
    assert is_fresh(shop)


def test_a_build_killed_from_outside_while_it_makes_files(made: Path) -> None:
    shop = made
    replace(shop / "shop.toml", "A shop for tests.", "Another line on every page.")
    before = times(shop / "output")
    command = [sys.executable, "-m", "scripts", "--shop", str(shop), "build"]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in polled():
            if len(list((shop / "output" / STAGE).glob("*"))) > 5:
                break
        process.kill()
    if process.returncode == -signal.SIGKILL:  # else it was faster
        now = times(shop / "output")
        assert {path: now[path] for path in before} == before
    make(shop)
    assert contents(shop / "output") == clean(shop)


def polled(seconds: float = 30) -> Iterator[None]:
    """Until the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.0005)
    pytest.fail("it took too long")


def test_two_builds_at_once_do_each_other_no_harm(shop: Path) -> None:
    command = [sys.executable, "-m", "scripts", "--shop", str(shop), "build"]
    both = [subprocess.Popen(command, env=ENVIRONMENT, stdout=-1, stderr=-1, text=True) for _ in range(2)]
    done = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], done
    written = sorted(int(out.partition(" files written")[0].rpartition(" ")[2]) for out, _ in done)
    assert written[0] == 0
    assert written[1] > 100
    assert contents(shop / "output") == clean(shop)


# what was read


def test_a_snapshot_reads_only_what_changed(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path / name, "old")
    first = snapshot([tmp_path], {})
    fake = {path: (entry[0], "not read") for path, entry in first.items()}
    write(tmp_path / "b", "new")
    os.utime(tmp_path / "c")
    second = snapshot([tmp_path], fake)
    assert second[str(tmp_path / "a")][1] == "not read"
    assert second[str(tmp_path / "b")][1] != first[str(tmp_path / "b")][1]
    assert second[str(tmp_path / "c")][1] == first[str(tmp_path / "c")][1]


def test_a_file_of_the_same_size_and_time_is_seen_to_have_changed(tmp_path: Path) -> None:
    write(tmp_path / "a", "one")
    first = snapshot([tmp_path], {})
    times_ = (tmp_path / "a").stat()
    write(tmp_path / "a", "two")
    os.utime(tmp_path / "a", ns=(times_.st_atime_ns, times_.st_mtime_ns))
    assert snapshot([tmp_path], first) != first


def test_a_snapshot_follows_links_and_goes_round_in_no_circle(tmp_path: Path) -> None:
    write(tmp_path / "exports/offers.csv", "old")
    (tmp_path / "content").mkdir()
    (tmp_path / "content/catalog").symlink_to(tmp_path / "exports")
    (tmp_path / "content/again").symlink_to(tmp_path / "content")
    first = snapshot([tmp_path / "content"], {})
    assert list(first) == [str(tmp_path / "content/catalog/offers.csv")]
    write(tmp_path / "exports/offers.csv", "new")
    assert snapshot([tmp_path / "content"], first) != first


def test_a_folder_that_goes_while_it_is_looked_at_is_as_good_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a/text", "a")
    write(tmp_path / "b/text", "b")
    all_folders = os.walk

    def going(*arguments: Any, **options: Any) -> Iterator[tuple[str, list[str], list[str]]]:
        for found in all_folders(*arguments, **options):
            if found[0].endswith("a"):
                shutil.rmtree(found[0])
            yield found

    monkeypatch.setattr(os, "walk", going)
    assert list(snapshot([tmp_path], {})) == [str(tmp_path / "b/text")]


@pytest.mark.parametrize(("folder", "file"), [("old-1.2.dist-info", "METADATA"), ("old-1.2.egg-info", "PKG-INFO")])
def test_the_release_of_a_library_is_known_however_it_was_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, file: str
) -> None:
    write(tmp_path / folder / file, "Metadata-Version: 2.1\nName: old\nVersion: 1.2\n\nVersion: 9\n")
    monkeypatch.syspath_prepend(tmp_path)
    release_of.cache_clear()
    assert (release_of("old"), release_of("nothing-of-the-kind")) == ("1.2", "")
    release_of.cache_clear()


def test_status_of_nothing(tmp_path: Path) -> None:
    assert status(tmp_path / "nothing") is None


def test_the_memory_knows_when_nothing_would_be_written(shop: Path) -> None:
    def fresh(settings: str = "pelicanconf.py") -> bool:
        return see(shop, shop / ".cache", shop / "output").is_fresh(settings)

    assert not fresh()
    assert run("scripts", "--shop", shop, "build").returncode == 0
    assert fresh()
    assert not fresh("publishconf.py")
    assert not fresh("")
    write(shop / "content/pages/contact/notes.txt", "new\n")
    assert not fresh()
    (shop / "content/pages/contact/notes.txt").unlink()
    assert fresh()
    text = (shop / "shop.toml").read_bytes()
    (shop / "shop.toml").unlink()
    (shop / "shop.toml").write_bytes(text)
    assert fresh()  # another file with the same bytes
    (shop / "output/robots.txt").touch()
    assert not fresh()


def test_a_memory_that_cannot_be_used_is_none(shop: Path) -> None:
    make(shop)
    (path,) = (shop / ".cache").glob("build-*.json")
    for text in ("", "{}", "[]", '{"inputs": {"a": []}}', '{"inputs": 1}'):
        write(path, text)
        memory = recall(shop / ".cache", shop / "output")
        assert (memory.inputs, memory.outputs, memory.settings) == ({}, {}, ""), text
        assert make(shop).change.written == (), text
