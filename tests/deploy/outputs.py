"""Outputs as a build leaves them, written by hand, so that a test can say what every release holds."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import orjson

from storefront.artifacts import IMMUTABLE, SHORT
from storefront.manifest import NAME, TYPES, File, manifest_bytes

SHOP = 'name = "Shop"\naddress = "https://www.shop.example"\nlocales.fr-FR = { prefix = "fr", currency = "EUR" }\n'


def html(*links: str, style: str = "/static/site.1.css", text: str = "") -> bytes:
    """A page that loads a style sheet and links to others."""
    anchors = "".join(f'<a href="{link}">x</a>' for link in links)
    return f'<html><link rel="stylesheet" href="{style}">{text}{anchors}</html>'.encode()


FIRST: dict[str, bytes] = {
    "index.html": html("/fr/"),
    "404.html": html("/fr/"),
    "fr/index.html": html("/fr/a/", "/fr/b/", text='<img src="/images/a.1.webp">'),
    "fr/a/index.html": html("/fr/", "/fr/b/", text="a"),
    "fr/b/index.html": html("/fr/", "/fr/a/", text="b"),
    "static/site.1.css": b"body{background:url(/images/bg.1.webp)}",
    "images/a.1.webp": b"picture a",
    "images/bg.1.webp": b"background",
    "sitemap.xml": b"<urlset>a b</urlset>",
    "redirects.json": b'{"redirects": {}, "gone": []}',
}
"""A shop of two products."""

SECOND: dict[str, bytes] = {
    **{
        path: data
        for path, data in FIRST.items()
        if path not in {"fr/b/index.html", "static/site.1.css", "images/bg.1.webp"}
    },
    "index.html": html("/fr/", style="/static/site.2.css"),
    "fr/index.html": html("/fr/a/", "/fr/c/", style="/static/site.2.css", text='<img src="/images/c.1.webp">'),
    "fr/a/index.html": html("/fr/", "/fr/c/", style="/static/site.2.css", text="a"),
    "fr/c/index.html": html("/fr/", "/fr/a/", style="/static/site.2.css", text="c"),
    "404.html": html("/fr/", style="/static/site.2.css"),
    "static/site.2.css": b"body{background:url(/images/bg.2.webp)}",
    "images/c.1.webp": b"picture c",
    "images/bg.2.webp": b"another background",
    "sitemap.xml": b"<urlset>a c</urlset>",
    "redirects.json": b'{"redirects": {"/fr/b/": "/fr/a/"}, "gone": []}',
}
"""The same shop with another style, where b has gone and c has come."""


def write_output(folder: Path, files: Mapping[str, bytes], *, cache: str = SHORT) -> Path:
    """Writes an output with its manifest."""
    rows = {}
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        kept = IMMUTABLE if path.startswith(("static/", "images/")) else cache
        page = path.endswith(".html")
        mime = TYPES.get(target.suffix, "application/octet-stream")
        tags = (f"page-{target.parent.name or 'root'}", "l-fr-fr") if page else ()
        digest = sha256(data).hexdigest()
        rows[path] = File(digest, len(data), digest[:24], mime, kept, None, "fr-FR" if page else None, tags)
    (folder / NAME).write_bytes(manifest_bytes(rows))
    return folder


def write_target(shop: Path, endpoint: str, target: str, more: str = "") -> Path:
    """Writes a shop with one target, `live`."""
    shop.mkdir(parents=True, exist_ok=True)
    lines = f'\n[deploy.live]\ntarget = "{target}"\nendpoint = "{endpoint}"\nregion = "us-east-1"\n{more}'
    (shop / "shop.toml").write_text(SHOP + lines, encoding="utf-8")
    return shop


def head_of(store: Mapping[str, bytes], prefix: str) -> dict[str, object]:
    """The head of a target, out of everything that its bucket holds."""
    found = orjson.loads(store[f"{prefix}.deploy/head.json"])
    assert isinstance(found, dict)
    return found
