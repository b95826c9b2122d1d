"""What the edge does with a request, on this machine: the decisions of `infra/request.js` and `infra/missing.js`.

In: a request and the entries of the key-value store. Out: an answer, or the object to fetch. Tests hold both equal.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, unquote

from scripts.deploy.cdn import Redirects

GONE = "gone"
"""What the store holds for an address that was given up."""
LOCALES = "locales"
"""The key of the store that holds the first parts of the locales' addresses."""
MARK = "digest"
"""The key of the store that holds the hash of all others: a deploy that changes no redirect need not read them."""
KEY_BYTES, VALUE_BYTES, STORE_BYTES = 512, 1024, 5 * 1024 * 1024
"""What CloudFront's key-value store takes: a key, a value, all of them."""
ASSETS = ("/static/", "/images/", "/files/")
"""Where addresses change with their content: the edge asks for these as they are."""
HOUR = "public, max-age=3600"
YEAR = 31536000

_ROOM_OF_MARK = len(MARK) + 64
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LOCALE = re.compile(r"^(?:/\.gone)?/([a-z0-9-]+)/")
_UNESCAPED = "!*'()"
"""What `encodeURIComponent` leaves beyond letters, digits and `_.-~` (ECMA-262, 19.2.6.4)."""

Query: TypeAlias = Mapping[str, Sequence[str]]
"""The values of a query string by name, as they were sent."""


@dataclass(frozen=True, slots=True)
class Forward:
    """The object that is asked for, as a path."""

    uri: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered without asking for an object."""

    status: int
    location: str = ""
    cache: str = ""
    cookie: str = ""


def entries(redirects: Redirects, prefixes: Sequence[str]) -> dict[str, str]:
    """The whole content of the key-value store, by key.

    `prefixes` are the first parts of the locales' addresses. Addresses that were given up are left out where the store
    is full: they answer 404 then. Raises `ValueError` where it would not even take those that moved.
    """
    moved = {canonical(old): new for old, new in redirects.moved.items()}
    rows = {LOCALES: " ".join(prefixes), **moved}
    long = [key for key, value in rows.items() if len(key) > KEY_BYTES or len(value.encode()) > VALUE_BYTES]
    if long:
        raise ValueError(
            f"{long[0]} is too long for a redirect at the edge: {KEY_BYTES} bytes from, {VALUE_BYTES} to"
            " → shorten it, or drop it from ledger.json and build again"
        )
    room = STORE_BYTES - _ROOM_OF_MARK - size_of(rows)
    if room < 0:
        raise ValueError(
            f"{len(moved):,} redirects are {-room:,} bytes more than the {STORE_BYTES:,} that the edge takes"
            " → drop the oldest addresses from ledger.json and build again"
        )
    for old in sorted(map(canonical, redirects.gone)):
        room -= len(old) + len(GONE)
        if room < 0:
            break
        rows |= {old: GONE} if len(old) <= KEY_BYTES else {}
    return rows


def left_out(redirects: Redirects, rows: Mapping[str, str]) -> int:
    """How many addresses that were given up have no place among the entries: they answer 404, not 410."""
    return len({canonical(old) for old in redirects.gone} - rows.keys())


def size_of(rows: Mapping[str, str]) -> int:
    """The bytes that entries take in the store."""
    return sum(len(key) + len(value.encode()) for key, value in rows.items())


def decide(uri: str, query: Query, cookies: Mapping[str, str], store: Mapping[str, str]) -> Forward | Answer:
    """What becomes of a request for a path; `store` holds `entries`."""
    path = canonical(uri)
    if not path:
        return Answer(400)
    if path == "/":
        return _home(query, cookies, store)
    rule = store.get(path, "")
    if rule == GONE:
        return Forward(f"/.gone{path}")
    if rule or path != uri:
        return Answer(301, (rule or path) + _spelled(query), HOUR)
    return Forward(f"{path}index.html" if path.endswith("/") else path)


def canonical(uri: str) -> str:
    """The one spelling of a path, empty where its percent signs make no sense."""
    if _BAD_PERCENT.search(uri):
        return ""
    try:
        parts = [quote(unquote(part, errors="strict"), safe=_UNESCAPED) for part in uri.split("/") if part]
    except UnicodeError:
        return ""
    last = parts[-1] if parts else ""
    if last == "index.html":
        parts.pop()
    path = "/" + "/".join(parts)
    is_named = last.find(".") > 0 or parts[:1] == [".well-known"]
    is_file = is_named and last != "index.html" and not uri.endswith("/")
    return path if is_file or path == "/" else f"{path}/"


def missing(uri: str) -> tuple[int, tuple[str, ...]]:
    """The status for an object that is not there, and the pages that may say so, the locale's first."""
    locale = _LOCALE.match(uri)
    pages = ((f"/{locale[1]}/404.html",) if locale else ()) + ("/404.html",)
    return (410 if uri.startswith("/.gone/") else 404), pages


def _home(query: Query, cookies: Mapping[str, str], store: Mapping[str, str]) -> Forward | Answer:
    asked = query.get("lang")
    choice = asked[0] if asked else cookies.get("lang", "")
    if not choice or choice not in store.get(LOCALES, "").split(" "):
        return Forward("/index.html")
    cookie = f"lang={choice}; Path=/; Max-Age={YEAR}; SameSite=Lax; Secure" if asked else ""
    return Answer(302, f"/{choice}/", "no-store", cookie)


def _spelled(query: Query) -> str:
    parts = [f"{name}={value}" if value else name for name, values in query.items() for value in values]
    return "?" + "&".join(parts) if parts else ""
