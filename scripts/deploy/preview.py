"""A preview: the output below a prefix of a target, where search engines are told to leave it alone.

Pages point at the shop from its root; below a prefix their addresses get the prefix, and pages say `noindex`.
"""

import re
from dataclasses import replace
from hashlib import sha256

from scripts.deploy.goal import Goal
from scripts.deploy.guards import StoppedError
from scripts.deploy.objects import Wanted, headers_of
from scripts.deploy.release import STATE
from scripts.deploy.source import Source
from scripts.deploy.survey import PREVIEWS

NOINDEX = b'<meta name="robots" content="noindex">'
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
"""A preview's name."""
_HEAD = re.compile(rb"<head(?:\s[^>]*)?>", re.IGNORECASE)
_ROBOTS = re.compile(rb"""<meta\s+name=["']?robots["']?[^>]*>""", re.IGNORECASE)
_ADDRESS = re.compile(rb"""(\s(?:href|src|action|poster|data-[a-z-]+)=["']?)/(?!/)""", re.IGNORECASE)
_SEVERAL = re.compile(rb"""(\s(?:imagesrcset|srcset)=)("[^"]*"|'[^']*')""", re.IGNORECASE)
_ONE = re.compile(rb"""(^["']|,\s*)/(?!/)""")
_STYLE = re.compile(rb"""(url\(\s*["']?)/(?!/)""")


def prefix_of(name: str) -> str:
    """The prefix of a preview below its target. Raises `StoppedError` where the name is none."""
    if not NAME.fullmatch(name):
        raise StoppedError(f"“{name}” is no name of a preview → small letters, digits and hyphens, as in sale-2026")
    return f"{PREVIEWS}{name}/"


def previewed(source: Source, below: str) -> Goal:
    """An output as the preview below a prefix."""
    prefix = below.encode()

    def body(key: str) -> bytes:
        return _changed(key, source.file(key).read_bytes(), prefix)

    def wanted(key: str, want: Wanted) -> Wanted:
        if not key.endswith((".html", ".css")):
            return want
        data = body(key)
        headers = {**dict(want.headers), "cache-control": "no-cache", "x-amz-meta-robots": "noindex"}
        return replace(want, sha256=sha256(data).hexdigest(), size=len(data), headers=headers_of(headers), tags="")

    public = {key: wanted(key, want) for key, want in source.wanted.items() if not key.startswith(STATE)}
    return Goal(public, lambda key: body(key) if key.endswith((".html", ".css")) else source.file(key))


def _changed(key: str, data: bytes, prefix: bytes) -> bytes:
    """The bytes of a page or a style sheet below a prefix."""
    data = _STYLE.sub(rb"\1/" + prefix, data)
    if key.endswith(".css"):
        return data
    data = _ADDRESS.sub(rb"\1/" + prefix, data)
    data = _SEVERAL.sub(lambda found: found[1] + _ONE.sub(rb"\1/" + prefix, found[2]), data)
    return _HEAD.sub(lambda found: found[0] + NOINDEX, _ROBOTS.sub(b"", data), count=1)
