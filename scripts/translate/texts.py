"""The headers of texts: titles and descriptions that search engines would cut."""

from collections.abc import Iterator
from pathlib import Path

from storefront.content.bundles import KINDS
from storefront.content.header import lines_of, read_header
from storefront.problems import Problem, Severity, shown
from storefront.shop import Shop

LIMITS = {"title": 70, "description": 170}
"""Characters that search engines show, about."""


def length_problems(shop: Shop) -> Iterator[Problem]:
    """A warning for each title and description that is too long."""
    for kind in KINDS:
        for path in sorted((shop.content / kind).rglob("*.md")):
            yield from _too_long(path, shown(path, shop.folder))


def _too_long(path: Path, source: str) -> Iterator[Problem]:
    try:
        header, _, _ = read_header(lines_of(path.read_bytes().decode("utf-8-sig")))
    except (OSError, UnicodeDecodeError):
        return  # the build says so
    for key, limit in LIMITS.items():
        line, value = header.get(key, (0, ""))
        if len(value) > limit:
            message = f"“{value}” has {len(value)} characters, and search engines show {limit}"
            yield Problem(source, line, key, message, "shorten it", Severity.WARNING)
