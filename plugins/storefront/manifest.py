"""`manifest.json`: what the output holds, for the next build and for the deployer."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import orjson

from storefront.values import value

NAME = "manifest.json"
UNFINISHED = ".unfinished"
"""The paths that a build is about to write, a line each; the file is there only until it has written them."""
VERSION = 2
REDIRECTS = "redirects.json"
"""Where every address leads that was published once and has no page now."""

TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
}
"""Content types by ending: an own table, so that no machine's is asked."""


@value
class File:
    """One file of the output."""

    sha256: str
    size: int
    fingerprint: str
    """Hash of what its bytes were made from."""
    type: str
    """Content type."""
    cache: str
    """Cache-Control."""
    lastmod: str | None
    """Day of its last change (ISO 8601), where its content says so."""
    language: str | None
    """Language tag of a page."""
    tags: Sequence[str]
    """What a page is about, shows or is made with, as cache tags: `product-iphone-13`, `t-product`, `l-fr-fr`."""


def read_manifest(output: Path) -> dict[str, File]:
    """The files by path; none where there is no manifest, or one that another version wrote."""
    try:
        data = orjson.loads((output / NAME).read_bytes())
        if data["version"] != VERSION:
            return {}
        return {path: File(**row) for path, row in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def read_redirects(output: Path) -> tuple[dict[str, str], set[str]]:
    """Old addresses with the pages that they lead to (301), and those that lead nowhere (410)."""
    try:
        data = orjson.loads((output / REDIRECTS).read_bytes())
    except (OSError, ValueError):
        return {}, set()
    return data["redirects"], set(data["gone"])


def manifest_bytes(files: Mapping[str, File]) -> bytes:
    """The manifest of these files, in the order of their paths."""
    rows: Iterable[tuple[str, File]] = sorted(files.items())
    data = {"version": VERSION, "files": dict(rows)}
    return orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n"
