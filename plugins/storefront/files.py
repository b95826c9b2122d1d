"""Writing files so that nobody ever sees half of one."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex


def replace_file(path: Path, data: bytes) -> None:
    """Writes a file in one step: readers see the old bytes or the new ones, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{token_hex(8)}.tmp")  # also beside threads of another machine
    draft.write_bytes(data)
    draft.replace(path)


def write_if_changed(path: Path, data: bytes) -> bool:
    """Writes a file only where its bytes differ; says whether it did."""
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    replace_file(path, data)
    return True


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Waits until no other process is in here with the same folder; the system frees it when a process is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
