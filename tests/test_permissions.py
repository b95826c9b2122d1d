"""What the system does not let us read or write: named, all at once, and nothing is lost."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scripts.__main__ import main
from storefront.problems import InputError
from storefront.shop import PRODUCT
from tests.sites import ENVIRONMENT, contents, make, minding_permissions, write


def vitrina(shop: Path, *arguments: str) -> Result:
    with minding_permissions():
        return CliRunner().invoke(main, ["--shop", str(shop), *arguments])


def lock(*paths: Path) -> None:
    for path in paths:
        path.chmod(0)


def unlock(*paths: Path) -> None:
    for path in paths:
        path.chmod(0o755)


def test_what_cannot_be_read_is_named_all_at_once(minimal: Path) -> None:
    write(minimal / "theme/templates/components/note.html", "")
    write(minimal / "translations/fr/LC_MESSAGES/storefront.po", "")
    make(minimal)
    before = contents(minimal / "output")
    locked = [minimal / "content/catalog", minimal / "translations", minimal / "theme/templates/components/note.html"]
    lock(*locked)
    try:
        with minding_permissions(), pytest.raises(InputError) as error:
            make(minimal)
    finally:
        unlock(*locked)
    assert [str(one) for one in error.value.problems] == [
        f"{name}  it cannot be read: Permission denied → check its permissions"
        for name in ("content/catalog", "theme/templates/components/note.html", "translations")
    ]
    assert contents(minimal / "output") == before


@pytest.mark.parametrize(
    "name", ["shop.toml", "content/catalog", "content/pages", "content", "content/catalog/offers.csv"]
)
def test_no_command_of_the_build_ends_with_a_traceback(minimal: Path, name: str) -> None:
    lock(minimal / name)
    try:
        done = vitrina(minimal, "build", "--quiet")
    finally:
        unlock(minimal / name)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert f"error: {name}  it cannot be read: Permission denied → check its permissions\n1 error\n" in done.output


def test_a_folder_that_may_be_listed_and_not_entered_is_named_too(minimal: Path) -> None:
    folder = minimal / "content/catalog"
    folder.chmod(0o444)
    try:
        done = vitrina(minimal, "build", "--quiet")
    finally:
        unlock(folder)
    assert "it cannot be read: Permission denied" in done.output
    assert done.exit_code == 1


def test_an_output_that_cannot_be_written_is_named(minimal: Path) -> None:
    make(minimal)
    before = contents(minimal / "output")
    write(minimal / "content/pages/new/en.md", "Title: New\n\nText.\n")
    (minimal / "output").chmod(0o555)
    try:
        done = vitrina(minimal, "build", "--quiet")
    finally:
        unlock(minimal / "output")
    assert done.exit_code == 1
    place = minimal / "output/.stage"
    assert done.output.endswith(f"Error: {place}  Permission denied → check its permissions\n")
    assert contents(minimal / "output") == before


def test_an_output_that_is_a_file_is_named(minimal: Path) -> None:
    write(minimal / "public", "mine")
    done = vitrina(minimal, "build", "--quiet", "--output", str(minimal / "public"))
    assert done.exit_code != 0
    assert isinstance(done.exception, SystemExit)
    assert (minimal / "public").read_text() == "mine"


@pytest.mark.parametrize("command", [["catalog", "check"], ["translate", "status"], ["catalog", "preview"]])
def test_other_commands_name_it_as_well(minimal: Path, command: list[str]) -> None:
    lock(minimal / "shop.toml")
    try:
        done = vitrina(minimal, *command)
    finally:
        unlock(minimal / "shop.toml")
    assert done.exit_code == 1
    assert "shop.toml  it cannot be read: Permission denied → check its permissions" in done.output


def _broken_name(folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.jpg")).write_bytes(b"")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "en.md")


def _dangling_link(folder: Path) -> None:
    (folder / "en.md").symlink_to("nowhere")


def _link_to_itself(folder: Path) -> None:
    (folder / "en.md").symlink_to("en.md")


@pytest.mark.parametrize(
    ("spoil", "report"),
    [
        (_broken_name, r"content/pages/odd/caf\xe9.jpg  it cannot be read: its name is not UTF-8 → rename it"),
        (_pipe, "content/pages/odd/en.md  it cannot be read: it is no file → remove it"),
        (
            _dangling_link,
            "content/pages/odd/en.md  it cannot be read: the link leads nowhere → mend or remove the link",
        ),
        (
            _link_to_itself,
            "content/pages/odd/en.md  it cannot be read: Too many levels of symbolic links → mend or remove the link",
        ),
    ],
)
def test_what_is_no_file_is_named(minimal: Path, spoil: Callable[[Path], None], report: str) -> None:
    (minimal / "content/pages/odd").mkdir()
    spoil(minimal / "content/pages/odd")
    for command in (["build", "--quiet"], ["build", "--json"]):
        done = vitrina(minimal, *command)
        assert done.exit_code == 1
        assert isinstance(done.exception, SystemExit)
    with pytest.raises(InputError) as error:
        make(minimal)
    assert [str(one) for one in error.value.problems] == [report]


def test_the_lock_of_an_editor_is_no_mistake(minimal: Path) -> None:
    (minimal / "content/pages/.#en.md").symlink_to("somebody@there.4711")
    make(minimal)


def test_a_new_shop_that_finds_no_room_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts", "new-shop", str(tmp_path / "shop")]
    limited = ["prlimit", "--fsize=500", *command]  # no file may be larger, as on a disk with no more room
    done = subprocess.run(
        limited, cwd=PRODUCT, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr == "Error: File too large → make room, or name another place\n"
    assert not (tmp_path / "shop").exists()


def test_an_output_that_cannot_spell_a_word_ends_no_command(minimal: Path) -> None:
    command = [sys.executable, "-m", "scripts", "--shop", str(minimal), "translate", "status"]
    environment = ENVIRONMENT | {"PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, cwd=PRODUCT, env=environment, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert rb"\u2588" in done.stdout


@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_command_that_nobody_listens_to_does_its_work(minimal: Path, closed: str) -> None:
    """As cron and supervisors may start it."""
    command = f'exec "{sys.executable}" -m scripts --shop "{minimal}" build {closed}'
    assert subprocess.run(["sh", "-c", command], cwd=PRODUCT, env=ENVIRONMENT, check=False).returncode == 0
    assert (minimal / "output/index.html").is_file()


def test_a_folder_that_is_not_there_is_named(minimal: Path) -> None:
    page = minimal / "nowhere/page.html"
    done = vitrina(minimal, "catalog", "check", "--html", str(page))
    hint = "name a place that is there; where it was there a moment ago, try again"
    assert done.output.endswith(f"Error: {page}  No such file or directory → {hint}\n")
    assert done.exit_code == 1


def test_a_name_that_the_system_finds_too_long_is_named(minimal: Path) -> None:
    place = minimal / ("x" * 300)
    done = vitrina(minimal, "build", "--quiet", "--output", str(place))
    assert "File name too long → give it a shorter name, or name a place nearer to the root" in done.output
    assert done.exit_code == 1


def test_a_link_that_leads_back_to_itself_is_named(minimal: Path) -> None:
    loop = minimal.parent / "loop"
    loop.symlink_to(loop.name)
    said = f"Error: {loop}  Too many levels of symbolic links → mend or remove the link\n"
    for done in (
        vitrina(loop, "build"),
        vitrina(minimal, "build", "--output", str(loop)),
        vitrina(minimal, "deploy", "--output", str(loop)),
    ):
        assert (done.exit_code, done.stderr) == (1, said)


@pytest.mark.parametrize("name", ["content", "content/deep/er", "theme", "translations/en"])
def test_no_output_goes_where_the_next_build_reads(minimal: Path, name: str) -> None:
    before = contents(minimal)
    done = vitrina(minimal, "build", "--output", str(minimal / name))
    folder = name.partition("/")[0]
    assert f"--output lies in the shop's {folder}/: the next build would read it; name another" in done.output
    assert done.exit_code == 2
    assert contents(minimal) == before


def test_the_folder_that_one_stands_in_may_be_the_output(minimal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (minimal / "public").mkdir()
    monkeypatch.chdir(minimal / "public")
    assert vitrina(minimal, "build", "--quiet", "--output", ".").exit_code == 0
    assert (minimal / "public/index.html").is_file()


def test_more_processes_than_a_system_has_are_refused(minimal: Path) -> None:
    done = vitrina(minimal, "build", "--jobs", "99999999999")
    assert "99999999999 is not in the range 0<=x<=1000" in done.output
    assert done.exit_code == 2


def test_a_file_in_place_of_the_cache_is_named(minimal: Path) -> None:
    write(minimal / ".cache", "")
    done = vitrina(minimal, "build", "--quiet")
    assert done.output == f"Error: {minimal / '.cache'}  File exists → move that file: a folder belongs there\n"
