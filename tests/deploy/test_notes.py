"""What deploys keep in the shop's cache: lost, spoilt or not to be written, nobody notices but by the time it takes."""

from pathlib import Path

from tests.deploy.conftest import Bucket, Commands
from tests.deploy.outputs import FIRST, SECOND, html, write_output, write_target

LONG = "fr/a/index.html"
"""A page that is worth compressing."""


def outputs(folder: Path) -> tuple[Path, Path]:
    one = write_output(folder / "one", {**FIRST, LONG: html("/fr/", text="a" * 900)})
    return one, write_output(folder / "two", {**SECOND, LONG: html("/fr/", text="a" * 900)})


def test_a_byte_that_is_another_in_the_cache_changes_nothing(vitrina: Commands, bucket: Bucket, tmp_path: Path) -> None:
    shop = write_target(tmp_path / "shop", bucket.origin, bucket.target, 'compress = "gzip"\n')
    one, two = outputs(tmp_path)
    assert vitrina.deploy(shop, one)[0] == 0
    whole = vitrina.deploy(shop, two, "--dry-run")
    assert whole[0] == 0
    notes = [path for path in (shop / ".cache").rglob("*") if path.is_file()]
    assert {path.name.partition("-")[0] for path in notes} == {"places.json", "encoded", "head"}
    for note in notes:
        data = note.read_bytes()
        for place in range(len(data) // 18, len(data), len(data) // 9):
            note.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            assert vitrina.deploy(shop, two, "--dry-run") == whole, (note.name, place)
        note.write_bytes(data)


def test_a_cache_that_cannot_be_written_keeps_nothing_from_being_deployed(
    vitrina: Commands, bucket: Bucket, tmp_path: Path
) -> None:
    shop = write_target(tmp_path / "shop", bucket.origin, bucket.target, 'compress = "gzip"\n')
    (shop / ".cache").write_bytes(b"")
    for output in outputs(tmp_path):
        status, said = vitrina.deploy(shop, output)
        assert status == 0, said
    assert (shop / ".cache").read_bytes() == b""
