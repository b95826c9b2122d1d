"""Bodies that are stored compressed: the same bytes each time, known to everything that reads them."""

import gzip
import http.client
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest

from scripts.deploy.cdn import Redirects
from scripts.deploy.crew import Crew
from scripts.deploy.edge import entries
from scripts.deploy.encoding import decoded, encoded, encoding_of
from scripts.deploy.front import Edge, FrontServer, serving
from scripts.deploy.goal import Goal
from scripts.deploy.showing import StoreOrigin
from scripts.deploy.source import read_source
from scripts.deploy.store import StoreError
from tests.deploy.conftest import Bucket, Commands
from tests.deploy.outputs import FIRST, html, write_output, write_target

LONG = b"body { margin: 0 } " * 100
FILES = {
    **FIRST,
    "index.html": html("/fr/", text="word " * 200),
    "404.html": html("/fr/", text="gone " * 200),
    "static/site.1.css": LONG,
    "images/a.1.webp": LONG,
    "robots.txt": LONG,
    "sitemap.xml": LONG,
}
SMALLER = {"index.html", "404.html", "static/site.1.css"}
DECODE = {"gzip": gzip.decompress, "br": brotli.decompress}


def goal_of(folder: Path) -> Goal:
    source = read_source(folder)
    return Goal(source.wanted, source.file)


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_what_browsers_load_is_compressed_and_gives_the_same_bytes_each_time(tmp_path: Path, encoding: str) -> None:
    plain = goal_of(write_output(tmp_path / "out", FILES))
    with Crew(2) as crew:
        found = encoded(plain, encoding, crew, tmp_path / "cache")
        again = encoded(plain, encoding, crew, tmp_path / "another")
        style = found.body("static/site.1.css")
        assert style == again.body("static/site.1.css")
        (tmp_path / "out/index.html").unlink()  # what is known need not be read
        known = encoded(plain, encoding, crew, tmp_path / "cache")
    assert found.wanted == again.wanted == known.wanted
    assert {key for key, want in found.wanted.items() if encoding_of(want)} == SMALLER
    assert isinstance(style, bytes)
    assert DECODE[encoding](style) == decoded(style, encoding) == LONG
    assert found.body("robots.txt") == tmp_path / "out/robots.txt"


def test_what_another_file_became_is_not_kept_under_the_hash_of_the_build_s(tmp_path: Path) -> None:
    """A page that is rewritten while a deploy looks at it."""
    output, cache = write_output(tmp_path / "out", FILES), tmp_path / "cache"
    plain, before = goal_of(output), (output / "index.html").read_bytes()
    (output / "index.html").write_bytes(before.replace(b"word", b"mind"))
    with Crew(2) as crew:
        with pytest.raises(StoreError, match=r"index\.html changed since the build → build again"):
            encoded(plain, "gzip", crew, cache)
        (output / "index.html").write_bytes(before)
        assert encoded(plain, "gzip", crew, cache).wanted == encoded(plain, "gzip", crew, tmp_path / "other").wanted


def test_what_is_not_encoded_as_it_says_is_told() -> None:
    assert decoded(b"plain", "") == b"plain"
    for encoding in DECODE:
        with pytest.raises(ValueError, match=f"is no {encoding}"):
            decoded(b"plain", encoding)


def ask(url: str, path: str) -> tuple[str | None, bytes]:
    """Encoding and body of what is answered."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.getheader("Content-Encoding"), body


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_shop_stored_compressed_is_deployed_shown_verified_and_rolled_back(
    vitrina: Commands, bucket: Bucket, tmp_path: Path, encoding: str
) -> None:
    out = write_output(tmp_path / "out", FILES)
    shop = write_target(tmp_path / "shop", bucket.origin, bucket.target)
    assert vitrina.deploy(shop, out)[0] == 0
    shop = write_target(tmp_path / "shop", bucket.origin, bucket.target, f'compress = "{encoding}"\n')
    status, said = vitrina.deploy(shop, out)
    assert status == 0, said
    assert "3 to write" in said
    assert "nothing changed" in vitrina.deploy(shop, out)[1]
    found = bucket.store.get("static/site.1.css")
    assert found
    assert (DECODE[encoding](found[0]), found[1].headers["content-encoding"]) == (LONG, encoding)
    policy = {"Content-Security-Policy": "default-src 'self'"}
    with serving(FrontServer(Edge(StoreOrigin(bucket.store), entries(Redirects(), ["fr"]), policy))) as front:
        verify = ("--shop", shop, "deploy", "verify", "live", "--all", "--address", front.url)
        assert vitrina.run(*verify)[0] == 0
        for path, key in (("/", "index.html"), ("/fr/nothing/", "404.html")):
            said_encoding, body = ask(front.url, path)
            assert (said_encoding, DECODE[encoding](body)) == (encoding, FILES[key])
        assert vitrina.deploy(shop, out, "--preview", "sale")[0] == 0
        page = bucket.store.get("_preview/sale/index.html")
        assert page
        assert b'href="/_preview/sale/fr/"' in DECODE[encoding](page[0])
        assert vitrina.run("--shop", shop, "deploy", "rollback", "live", "--yes")[0] == 0
        assert vitrina.run(*verify)[0] == 0
    plain = bucket.store.get("static/site.1.css")
    assert plain
    assert (plain[0], plain[1].headers.get("content-encoding")) == (LONG, None)


def test_a_folder_takes_no_compressed_bodies(vitrina: Commands, tmp_path: Path) -> None:
    shop = write_target(tmp_path / "shop", "", "file:../site", 'compress = "gzip"\n')
    status, said = vitrina.deploy(shop, write_output(tmp_path / "out", FILES))
    assert (status, "keeps no headers" in said) == (1, True), said
    assert not (tmp_path / "site/index.html").exists()
