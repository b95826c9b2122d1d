"""The security headers of a shop, from what its pages load.

In: the output folder. Out: the headers that every answer carries, the content security policy among them. The preview,
the front of a local deploy and the infrastructure send these and no others.
"""

import base64
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import TypeAlias

EVERYWHERE: Mapping[str, str] = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What does not depend on the pages. `cross-origin`: feed readers show our pictures on pages of their own."""


def _hash(text: bytes) -> str:
    return f"'sha256-{base64.b64encode(sha256(text).digest()).decode()}'"


POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "style-src-attr": (
        "'unsafe-hashes'",
        *(_hash(f"text-align: {side};".encode()) for side in ("left", "center", "right")),
    ),
    "img-src": ("'self'",),
    "object-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'none'",),
}
"""What every page may load: the shop's own files, and how Markdown aligns the columns of tables (a new table must not
ask for a new header). What pages need beyond that is added."""

MAX_ATTRIBUTES = 20
"""Above so many different style attributes their hashes would outgrow the header: edges take 10,240 bytes in all."""

Source: TypeAlias = tuple[str, str]
"""A directive of the policy and what it allows: `("img-src", "https://pictures.example")`."""

_ELEMENT = re.compile(rb"<(script|style|img|source|iframe|video|audio|link|form)\b([^>]*)>", re.IGNORECASE)
_END = re.compile(rb"</(?:script|style)", re.IGNORECASE)
_STYLED = re.compile(rb"<[a-z][^>]*\s(?:style|on[a-z]+)=[^>]*>", re.IGNORECASE)
_INLINE = re.compile(rb"""\s(style|on[a-z]+)=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_LOADED = re.compile(rb"""\s(?:src|srcset|poster|href|action)=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ORIGIN = re.compile(rb"https://[a-z0-9.-]+(?::\d+)?", re.IGNORECASE)
_TYPE = re.compile(rb"""\stype=["']?([^"'\s>]+)""", re.IGNORECASE)
_CSS_ADDRESS = re.compile(rb"""(@import\s*)?(?:url\(\s*)?["']?(data:|https://[a-z0-9.-]+(?::\d+)?)""", re.IGNORECASE)
_LOADERS: Mapping[bytes, tuple[str, ...]] = {
    b"img": ("img-src",),
    b"source": ("img-src", "media-src"),
    b"iframe": ("frame-src",),
    b"video": ("media-src", "img-src"),
    b"audio": ("media-src",),
    b"form": ("form-action",),
    b"link": ("style-src",),
    b"script": ("script-src", "connect-src"),  # a script of another origin talks to where it comes from
}
_RUN = {b"", b"module", b"text/javascript", b"application/javascript"}
"""Types of scripts that browsers run; the others, such as JSON-LD, are data and ask for no leave."""


def security_headers(output: Path) -> dict[str, str]:
    """The headers of every answer of the shop in a folder."""
    return {"Content-Security-Policy": policy(_needs(output)), **EVERYWHERE}


def policy(sources: Iterable[Source]) -> str:
    """A Content-Security-Policy (CSP level 3) that allows the shop's own files and these sources, in a fixed order."""
    allowed: dict[str, set[str]] = defaultdict(set)
    for directive, source in sources:
        allowed[directive].add(source)
    names = [*POLICY, *sorted(name for name in allowed if name not in POLICY)]
    return "; ".join(" ".join((name, *_allowed(name, allowed[name]))) for name in names)


def _allowed(directive: str, found: set[str]) -> Iterator[str]:
    if directive.endswith("-attr") and len(found) > MAX_ATTRIBUTES:
        yield "'unsafe-inline'"
        return
    first = POLICY.get(directive, ("'unsafe-hashes'",) if directive.endswith("-attr") else ("'self'",))
    yield from first
    yield from sorted(found.difference(first))


def forbidden(sent: str, html: bytes) -> list[Source]:
    """What a page loads and the policy that it was sent with does not allow, such as one of an earlier release."""
    allowed = {name: set(rest) for name, *rest in (part.split() for part in sent.split(";") if part.strip())}

    def is_allowed(directive: str, source: str) -> bool:
        names = (directive, directive.removesuffix("-attr"), "default-src")
        found = next((allowed[name] for name in names if name in allowed), {"*"})
        wide = "'unsafe-inline'" if source.startswith("'sha256-") else source.partition("//")[0]
        return not found.isdisjoint({source, wide, "*"})

    return [one for one in dict.fromkeys(page_sources(html)) if not is_allowed(*one)]


def _needs(output: Path) -> Iterator[Source]:
    for path in sorted(path for path in output.rglob("*") if path.is_file()):
        if path.suffix == ".html":
            yield from page_sources(path.read_bytes())
        elif path.suffix == ".css":
            yield from _sheet_sources(path.read_bytes())
        elif path.suffix == ".wasm":
            yield "script-src", "'wasm-unsafe-eval'"


def page_sources(html: bytes) -> Iterator[Source]:
    """What a page loads that is not the shop's own file: other origins, and what stands in the page itself."""
    for element in _ELEMENT.finditer(html):
        name, attributes = element[1].lower(), element[2]
        loaded = b" ".join(double or single for double, single in _LOADED.findall(attributes))
        if name in _LOADERS and not (name == b"link" and b"stylesheet" not in attributes):
            for origin in _ORIGIN.findall(loaded):
                yield from ((directive, origin.decode().lower()) for directive in _LOADERS[name])
        if name in {b"script", b"style"} and not loaded:
            yield from _embedded(name, attributes, html, element.end())
    for element in _STYLED.finditer(html):
        for name, double, single in _INLINE.findall(element[0]):
            directive = "style-src-attr" if name.lower() == b"style" else "script-src-attr"
            text = (double or single).decode("utf-8", "replace")  # not every page here is ours
            yield directive, _hash(unescape(text).encode())


def _embedded(name: bytes, attributes: bytes, html: bytes, start: int) -> Iterator[Source]:
    kind = _TYPE.search(attributes)
    if name == b"style" or (kind[1].lower() if kind else b"") in _RUN:
        end = _END.search(html, start)
        yield f"{name.decode()}-src", _hash(html[start : end.start() if end else None])


def _sheet_sources(css: bytes) -> Iterator[Source]:
    for imported, address in _CSS_ADDRESS.findall(css):
        for directive in ("style-src",) if imported else ("img-src", "font-src"):
            yield directive, address.decode().lower()
