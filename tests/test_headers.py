"""The security headers: what pages load is allowed, everything else is not."""

import base64
from hashlib import sha256
from pathlib import Path

import pytest
from markdown import Markdown

from storefront.headers import MAX_ATTRIBUTES, forbidden, page_sources, policy, security_headers
from tests.sites import lay, make


def mark(text: str) -> str:
    """The hash of a text as a policy writes it (CSP level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


ALIGNED = " ".join(mark(f"text-align: {side};") for side in ("left", "center", "right"))
OWN = (
    f"default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-hashes' {ALIGNED}; "
    "img-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What a shop of the theme's own files needs."""


@pytest.mark.parametrize(
    ("html", "sources"),
    [
        ('<img src="/images/a.webp" srcset="/images/b.webp 2x"><script src="/static/site.js" defer></script>', set()),
        ('<script type="application/ld+json">{"@type": "Product"}</script>', set()),
        ('<img src="https://CDN.example:8443/a.png">', {("img-src", "https://cdn.example:8443")}),
        (
            "<img srcset='https://a.example/1 1x, https://b.example/2 2x'>",
            {("img-src", "https://a.example"), ("img-src", "https://b.example")},
        ),
        ('<a href="https://shop.example/">', set()),
        ('<link rel="canonical" href="https://shop.example/">', set()),
        ('<link rel="stylesheet" href="https://fonts.example/x.css">', {("style-src", "https://fonts.example")}),
        ('<iframe src="https://video.example/embed/1"></iframe>', {("frame-src", "https://video.example")}),
        ('<form action="https://mail.example/subscribe">', {("form-action", "https://mail.example")}),
        (
            '<script async src="https://stats.example/s.js"></script>',
            {("script-src", "https://stats.example"), ("connect-src", "https://stats.example")},
        ),
        ("<script>go()</script>", {("script-src", mark("go()"))}),
        ('<SCRIPT TYPE="module">\nimport "x"\n</SCRIPT>', {("script-src", mark('\nimport "x"\n'))}),
        ("<style>p{}</style>", {("style-src", mark("p{}"))}),
        ('<td style="text-align: right;">', {("style-src-attr", mark("text-align: right;"))}),
        ("<td class=x style='a: &quot;b&quot;'>", {("style-src-attr", mark('a: "b"'))}),
        ('<p onclick="a()" style="b:c">', {("script-src-attr", mark("a()")), ("style-src-attr", mark("b:c"))}),
        ('<p data-style="x" title="a style=">', set()),
    ],
)
def test_what_a_page_loads_is_found(html: str, sources: set[tuple[str, str]]) -> None:
    assert set(page_sources(html.encode())) == sources


def test_the_policy_allows_the_shop_s_own_files_and_what_was_found() -> None:
    assert policy([]) == OWN
    found = policy(
        [("img-src", "https://b.example"), ("img-src", "https://a.example"), ("frame-src", "https://v.example")]
    )
    assert found == OWN.replace("img-src 'self'", "img-src 'self' https://a.example https://b.example") + (
        "; frame-src 'self' https://v.example"
    )


def test_attributes_are_allowed_by_their_hash_as_long_as_these_are_few() -> None:
    some = [("style-src-attr", mark(f"width: {number}px")) for number in range(MAX_ATTRIBUTES)]
    assert f"style-src-attr 'unsafe-hashes' {ALIGNED} 'sha256-" in policy(some)
    assert "unsafe-inline" not in policy(some)
    many = policy([*some, ("style-src-attr", mark("one more"))])
    assert "style-src-attr 'unsafe-inline';" in many
    assert policy([("script-src-attr", mark("a()"))]) == f"{OWN}; script-src-attr 'unsafe-hashes' {mark('a()')}"


def test_tables_of_markdown_ask_for_nothing_more() -> None:
    table = "|a|b|c|\n|:-|:-:|-:|\n|1|2|3|"
    html = Markdown(extensions=["tables"]).convert(table).encode()
    assert b"style=" in html
    assert policy(page_sources(html)) == OWN


def test_what_an_older_policy_forbids_is_told() -> None:
    page = (
        b'<img src="https://a.example/1.png"><img src="https://a.example/2.png"><p style="color: red">'
        b"<script>go()</script><form action='https://mail.example/'>"
    )
    found = [("img-src", "https://a.example"), ("script-src", mark("go()")), ("form-action", "https://mail.example")]
    assert forbidden(OWN, page) == [*found, ("style-src-attr", mark("color: red"))]
    assert forbidden(policy(page_sources(page)), page) == []
    assert forbidden("default-src https: 'unsafe-inline'", page) == []
    assert forbidden("img-src 'none'", page) == [("img-src", "https://a.example")]
    assert forbidden("", page) == []  # nothing is forbidden where no policy is sent


def test_a_built_shop_asks_for_nothing_but_its_own_files(tmp_path: Path) -> None:
    shop = lay("locales", tmp_path / "shop")
    make(shop)
    headers = security_headers(shop / "output")
    assert headers["Content-Security-Policy"] == OWN
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_of_others_in_another_encoding_end_nothing(tmp_path: Path) -> None:
    (tmp_path / "old.html").write_bytes('<p style="font-family: café">'.encode("latin-1"))
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "gone.css").symlink_to("nowhere")
    assert "style-src-attr 'unsafe-hashes'" in security_headers(tmp_path)["Content-Security-Policy"]


def test_sheets_and_webassembly_count_too(tmp_path: Path) -> None:
    sheet = "@import url('https://fonts.example/a.css'); p { background: url(\"data:image/png;base64,AA\") }"
    (tmp_path / "site.css").write_text(sheet, encoding="utf-8")
    (tmp_path / "search.wasm").write_bytes(b"\0asm")
    found = security_headers(tmp_path)["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in found
    assert "style-src 'self' https://fonts.example;" in found
    assert "img-src 'self' data:;" in found
