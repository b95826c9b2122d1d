"""Notes in the shop's cache, which may be lost or spoilt: one is believed only where it is whole."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from storefront.files import replace_file


def keep(note: Path, value: object) -> None:
    """Writes a note behind the hash of what it says, where that can be: what is not kept is found out again."""
    data = orjson.dumps(value)
    with suppress(OSError):
        replace_file(note, sha256(data).hexdigest().encode() + b"\n" + data)


def recall(note: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What a note says; `None` where there is none, or it is not as it was written."""
    try:
        digest, _, data = note.read_bytes().partition(b"\n")
    except OSError:
        return None
    return orjson.loads(data) if sha256(data).hexdigest().encode() == digest else None
