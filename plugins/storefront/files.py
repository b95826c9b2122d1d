"""Writing files so that nobody ever sees half of one."""

import os
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Writes a file in one step: readers see the old bytes or the new ones, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
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
