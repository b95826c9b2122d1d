"""Bodies that are stored compressed, for targets whose edge compresses nothing.

A key has one body, which goes to every visitor: only what browsers load is compressed. Robots, feeds and sitemaps are
read by programs that may not say what they can take. The same bytes give the same compressed bytes.
"""

import gzip
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import brotli

from scripts.deploy.crew import Crew
from scripts.deploy.goal import Goal
from scripts.deploy.notes import keep, recall
from scripts.deploy.objects import Wanted, headers_of
from scripts.deploy.release import STATE
from scripts.deploy.store import StoreError

TYPES = {"text/html", "text/css", "text/javascript", "application/json", "image/svg+xml", "application/wasm"}
"""What is compressed."""
SIZES = range(200, 10_000_001)
"""In bytes: smaller ones win nothing, larger ones would be in memory."""
ENCODERS: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": (zlib.ZLIB_RUNTIME_VERSION, lambda data: gzip.compress(data, 9, mtime=0)),
    "br": (brotli.version, lambda data: bytes(brotli.compress(data, quality=9))),  # type: ignore[no-untyped-call]
}
"""By the name of the encoding (RFC 9110, 8.4.1): the library's version, which decides the bytes, and what encodes."""


def encoded(goal: Goal, encoding: str, crew: Crew, cache: Path) -> Goal:
    """A goal with its bodies compressed where that makes them smaller; `cache` keeps how large they become.

    Raises `StoreError` where a file is no longer the one of the build.
    """
    version, encode = ENCODERS[encoding]
    note = cache / f"encoded-{encoding}-{version}.json"
    known: dict[str, tuple[str, int]] = {
        plain: (digest, size) for plain, (digest, size) in (recall(note) or {}).items()
    }

    def bytes_of(key: str) -> bytes:
        body = goal.body(key)
        return body if isinstance(body, bytes) else Path(str(body)).read_bytes()

    def look(key: str) -> tuple[str, int]:
        plain = bytes_of(key)
        if sha256(plain).hexdigest() != goal.wanted[key].sha256:  # what became of it would be kept under that hash
            raise StoreError(f"{key} changed since the build → build again, then deploy")
        data = encode(plain)
        return sha256(data).hexdigest(), len(data)

    keys = [key for key, want in goal.wanted.items() if _is_meant(key, want)]
    new = {goal.wanted[key].sha256: key for key in keys if goal.wanted[key].sha256 not in known}
    known |= zip(new, crew.map(look, new.values()), strict=True)
    kept = {goal.wanted[key].sha256: known[goal.wanted[key].sha256] for key in keys}
    if new:
        keep(note, kept)

    def wanted(want: Wanted) -> Wanted:
        digest, size = kept[want.sha256]
        headers = headers_of({**dict(want.headers), "content-encoding": encoding})
        return replace(want, sha256=digest, size=size, headers=headers) if size < want.size else want

    changed = {key: wanted(goal.wanted[key]) for key in keys}
    smaller = {key for key, want in changed.items() if want is not goal.wanted[key]}
    return replace(
        goal,
        wanted={**goal.wanted, **changed},
        body=lambda key: encode(bytes_of(key)) if key in smaller else goal.body(key),
    )


def decoded(data: bytes, encoding: str) -> bytes:
    """The plain bytes of a body. Raises `ValueError` where it is not encoded as it says."""
    try:
        if encoding == "gzip":
            return gzip.decompress(data)
        return bytes(brotli.decompress(data)) if encoding == "br" else data
    except (OSError, EOFError, zlib.error, brotli.error) as error:
        raise ValueError(f"the body is no {encoding}: {error}") from error


def encoding_of(want: Wanted) -> str:
    """How a body is stored; empty where it is plain."""
    return dict(want.headers).get("content-encoding", "")


def _is_meant(key: str, want: Wanted) -> bool:
    kind = dict(want.headers).get("content-type", "").partition(";")[0]
    return kind in TYPES and want.size in SIZES and not key.startswith(STATE)
