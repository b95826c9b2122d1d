"""`storefront.readings`: what small files say, remembered by their bytes."""

from pathlib import Path

import pytest

from storefront.readings import keep, read_once, recalled, remembering


def words(memory: Path, data: bytes, reader: bytes = b"1") -> list[str]:
    """What a build says that one file holds: whatever it had to read, in capitals."""
    with remembering(memory, reader):
        first = read_once(("words",), data, lambda: [data.decode().upper()])
        assert read_once(("words",), data, list) == first
        return first


def test_a_file_is_read_again_when_its_bytes_or_its_reader_have_changed(tmp_path: Path) -> None:
    memory = tmp_path / "readings.pickle"
    assert words(memory, b"a") == ["A"]
    with remembering(memory, b"1"):
        assert read_once(("words",), b"a", list) == ["A"]
        assert read_once(("others",), b"a", list) == []
    with remembering(memory, b"2"):
        assert read_once(("words",), b"a", list) == []
    assert words(memory, b"b", b"2") == ["B"]


@pytest.mark.parametrize("damage", [b"", b"no memory at all", None])
def test_a_damaged_memory_is_as_good_as_none(tmp_path: Path, damage: bytes | None) -> None:
    memory = tmp_path / "readings.pickle"
    words(memory, b"a")
    data = memory.read_bytes()
    memory.write_bytes(data[:-9] + b"X" + data[-8:] if damage is None else damage)
    assert words(memory, b"a") == ["A"]
    with remembering(memory, b"1"):
        assert read_once(("words",), b"a", list) == ["A"]


def test_without_a_memory_everything_is_read() -> None:
    assert [read_once(("words",), b"a", list), read_once(("words",), b"a", lambda: ["x"])] == [[], ["x"]]


def test_what_is_large_is_not_written_again_with_what_is_small(tmp_path: Path) -> None:
    memory, large = tmp_path / "readings.pickle", tmp_path / "bundles.pickle"
    with remembering(memory, b"1"):
        keep(("bundles",), "a", ["A"])
    before = large.stat().st_mtime_ns, memory.exists()
    assert words(memory, b"b") == ["B"]
    assert (large.stat().st_mtime_ns, memory.exists()) == (before[0], not before[1])
    with remembering(memory, b"1"):
        assert recalled(("bundles",), "a") == ["A"]
