"""Deploys to a real S3 server, from the command line."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from scripts.deploy.crew import Crew
from scripts.deploy.objects import Placed
from scripts.deploy.store import Mark, Put
from scripts.deploy.survey import Listing
from tests.deploy.conftest import Bucket, Commands
from tests.deploy.outputs import FIRST, SECOND, head_of, html, write_output, write_target
from tests.deploy.proxy import proxied
from tests.deploy.recorded import RECORDED


@pytest.fixture
def shop(tmp_path: Path, bucket: Bucket) -> Path:
    return write_target(tmp_path / "shop", bucket.origin, bucket.target)


def public(bucket: Bucket) -> dict[str, bytes]:
    """What visitors could see."""
    return {key: data for key, data in bucket.objects().items() if not key.startswith(".deploy/")}


def visible(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path not in {"redirects.json", "ledger.json"}}


def test_a_first_deploy_puts_everything_with_its_headers(
    vitrina: Commands, shop: Path, bucket: Bucket, tmp_path: Path
) -> None:
    status, said = vitrina.deploy(shop, write_output(tmp_path / "out", FIRST))
    assert status == 0, said
    assert public(bucket) == visible(FIRST)
    page, style = bucket.store.head("fr/a/index.html"), bucket.store.head("static/site.1.css")
    assert page
    assert style
    kept = ("content-type", "cache-control", "content-language", "x-amz-meta-cache-tag")
    assert [page.headers.get(name) for name in kept] == [
        "text/html; charset=utf-8", "public, max-age=300", "fr-FR", "page-a,l-fr-fr",
    ]  # fmt: skip
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    head = head_of(bucket.objects(), "")
    assert (head["lease"], head["journal"], head["shop"]) == (None, "", "https://www.shop.example")


def test_a_deploy_changes_what_changed_and_keeps_fingerprinted_files_for_open_tabs(
    vitrina: Commands, shop: Path, bucket: Bucket, tmp_path: Path
) -> None:
    vitrina.deploy(shop, write_output(tmp_path / "one", FIRST))
    status, said = vitrina.deploy(shop, write_output(tmp_path / "two", SECOND))
    assert status == 0, said
    kept = {path: FIRST[path] for path in ("static/site.1.css", "images/bg.1.webp")}
    assert public(bucket) == {**visible(SECOND), **kept}
    assert "write  fr/c/index.html  new" in said
    assert "write  fr/a/index.html  its bytes changed" in said
    assert "delete fr/b/index.html  the shop no longer has it" in said
    assert "images/a.1.webp" not in said


def test_files_that_stayed_for_their_time_go_with_a_later_deploy(
    vitrina: Commands, bucket: Bucket, tmp_path: Path
) -> None:
    shop = write_target(tmp_path / "shop", bucket.origin, bucket.target, "grace_days = 0\n")
    vitrina.deploy(shop, write_output(tmp_path / "one", FIRST))
    vitrina.deploy(shop, write_output(tmp_path / "two", SECOND))
    assert public(bucket) == visible(SECOND)


def test_nothing_changed_costs_a_few_requests_and_writes_nothing(
    vitrina: Commands, bucket: Bucket, tmp_path: Path
) -> None:
    out = write_output(tmp_path / "out", FIRST)
    with proxied(bucket.origin) as proxy:
        shop = write_target(tmp_path / "shop", proxy.url, bucket.target)
        vitrina.run(RECORDED, "--shop", shop, "deploy", "live", "--yes", "--output", out)
        before = bucket.objects()
        for path in out.rglob("*"):
            path.touch()  # a fresh checkout: new times everywhere, and no memory
        fresh = write_target(tmp_path / "fresh", proxy.url, bucket.target)
        for place, option, most in ((fresh, "--trust-manifest", 2), (shop, "--trust-manifest", 1), (shop, "--yes", 1)):
            seen = len(proxy.seen)
            assert vitrina.deploy(place, out, option)[1].endswith("nothing changed, release 1 is live\n")
            assert len(proxy.seen) - seen == most
    assert bucket.objects() == before


def test_a_deploy_makes_few_requests_beside_those_for_its_objects(
    vitrina: Commands, bucket: Bucket, tmp_path: Path
) -> None:
    with proxied(bucket.origin) as proxy:
        shop = write_target(tmp_path / "shop", proxy.url, bucket.target)

        def deployed(name: str, files: dict[str, bytes], *first: str) -> list[str]:
            """The requests beside those for objects."""
            before, output = len(proxy.seen), write_output(tmp_path / name, files)
            assert vitrina.run(*first, "--shop", shop, "deploy", "live", "--yes", "--output", output)[0] == 0
            place = f"/{bucket.name}/{bucket.prefix}"
            seen = [
                (one.method, one.path.removeprefix(place), one.query.partition("=")[0]) for one in proxy.seen[before:]
            ]
            return [" ".join(filter(None, one)) for one in seen if not (one[0] == "PUT" and one[1] in files)]

        root = f"GET /{bucket.name}"
        take, record, commit = "PUT .deploy/head.json", "PUT .deploy/releases/", "PUT .deploy/head.json"
        probes = [take, take]
        assert deployed("one", FIRST) == [
            f"{root} encoding-type", f"{root} acl", f"{root} policy", take, *probes,
            "PUT .deploy/redirects.json", commit,
        ]  # fmt: skip
        new = {**FIRST, "fr/a/index.html": html("/fr/", text="new")}
        assert deployed("two", new) == [f"{root} encoding-type", take, commit]
        second = deployed("recorded", {**new, "fr/b/index.html": html("/fr/", text="new")}, RECORDED)
        assert [one if not one.startswith(record) else record for one in second] == [
            f"{root} encoding-type", take, record, commit,
        ]  # fmt: skip
        record = "PUT .deploy/ledger.json"
        assert deployed("three", addressed("/en/a/")) == [f"{root} encoding-type", take, record, commit]
        assert deployed("four", addressed("/en/b/")) == [f"{root} encoding-type", take, record, commit]
        before = len(proxy.seen)
        assert vitrina.run("--shop", shop, "deploy", "rollback", "live", "--yes")[0] == 0
        changed = 3  # by tags, the folder's name is in those of two
        asked = ["GET", *["HEAD"] * changed, "PUT", *["PUT"] * changed, "PUT"]
        assert [one.method for one in proxy.seen[before:]] == asked


def test_a_preview_goes_by_what_the_server_proved_to_the_target_around_it(
    vitrina: Commands, bucket: Bucket, tmp_path: Path
) -> None:
    output, place = write_output(tmp_path / "out", FIRST), f"/{bucket.name}/{bucket.prefix}"
    with proxied(bucket.origin) as proxy:
        shop = write_target(tmp_path / "shop", proxy.url, bucket.target)

        def deployed(*more: str) -> list[str]:
            """The requests beside those for objects."""
            before = len(proxy.seen)
            assert vitrina.deploy(shop, output, *more)[0] == 0
            seen = [f"{one.method} {one.path.removeprefix(place)}" for one in proxy.seen[before:]]
            return [one for one in seen if one.rpartition("sale/")[2].removeprefix("PUT ") not in FIRST]

        root, head = f"GET /{bucket.name}", "_preview/sale/.deploy/head.json"
        every = [root, "GET .deploy/head.json", root, root, *[f"PUT {head}"] * 4]
        assert deployed("--preview", "sale") == every  # there is no target around it yet
        bucket.store.delete({one.key: "" for one in bucket.store.list()})
        deployed()
        assert deployed("--preview", "sale") == [root, "GET .deploy/head.json", *[f"PUT {head}"] * 2]
        bucket.store.delete({one.key: "" for one in bucket.store.list(after="_preview/")})
        put(bucket, ".deploy/head.json", b"{")
        assert deployed("--preview", "sale")[:3] == [root, "GET .deploy/head.json", root]


def test_a_change_of_headers_alone_is_a_change(vitrina: Commands, shop: Path, bucket: Bucket, tmp_path: Path) -> None:
    vitrina.deploy(shop, write_output(tmp_path / "one", FIRST))
    status, said = vitrina.deploy(shop, write_output(tmp_path / "two", FIRST, cache="public, max-age=60"))
    assert status == 0, said
    assert "write  fr/a/index.html  cache-control: public, max-age=300 → public, max-age=60" in said
    stat = bucket.store.head("fr/a/index.html")
    assert stat
    assert stat.headers["cache-control"] == "public, max-age=60"


def test_a_long_listing_is_asked_for_in_ranges_of_whole_pages(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is among what is recorded, or is no more; and SeaweedFS has an order of its own for odd names."""
    for name, value in {"survey.SPLIT_FROM": 4, "survey.RANGES": 3, "survey.PAGE": 5, "s3.BATCH": 5}.items():
        monkeypatch.setattr(f"scripts.deploy.{name}", value)
    store, keys = bucket.store, [f"fr/{number}/index.html" for number in range(10, 40)]
    for key in [*keys, ".deploy/head.json"]:
        put(bucket, key, b"x")

    def listed(*known: str) -> tuple[list[str], int]:
        """What is listed, and with how many requests, when these keys are recorded."""
        before = store._transport.requests["GET"]  # noqa: SLF001 - to count them
        listing = Listing(store)
        assert listing.find(".deploy/head.json")
        with Crew(4) as crew:
            found = listing.whole(crew, dict.fromkeys(known, Placed(None, Mark(""))))
        return sorted(found), store._transport.requests["GET"] - before  # noqa: SLF001

    assert listed(*keys) == (keys, 8)
    assert listed(*keys, "fr/9/gone.html") == (keys, 8 + 6)
    for key in ("!first", "fr/15/more.html", "~last"):
        put(bucket, key, b"y")
    assert listed(*keys)[0] == sorted([*keys, "!first", "fr/15/more.html", "~last"])
    for key in ("fr/été/index.html", "fr/日本/index.html"):
        put(bucket, key, b"z")
        keys.append(key)
    assert listed(*keys)[0] == sorted([*keys, "!first", "fr/15/more.html", "~last"])


def test_drift_is_found_and_mended_and_strangers_stay(
    vitrina: Commands, shop: Path, bucket: Bucket, tmp_path: Path
) -> None:
    out = write_output(tmp_path / "out", addressed("/en/a/"))
    vitrina.deploy(shop, out)
    put(bucket, "fr/a/index.html", b"hacked")
    put(bucket, "stranger.txt", b"mine")
    put(bucket, ".deploy/redirects.json", b"hacked")
    bucket.store.delete({"images/a.1.webp": "", ".deploy/ledger.json": ""})
    status, said = vitrina.deploy(shop, out)
    assert status == 0, said
    assert "write  images/a.1.webp  it was deleted by somebody else" in said
    assert "write  fr/a/index.html  it was changed by somebody else" in said
    assert "write  .deploy/ledger.json  it was deleted by somebody else" in said
    assert "write  .deploy/redirects.json  it was changed by somebody else" in said
    assert bucket.objects()[".deploy/redirects.json"] == FIRST["redirects.json"]
    assert "1 objects that no deploy put there stay as they are: stranger.txt" in said
    assert public(bucket) == {**visible(FIRST), "stranger.txt": b"mine"}


def put(bucket: Bucket, key: str, data: bytes) -> None:
    bucket.store.put(Put(key, data, sha256(data).hexdigest(), len(data)))


def test_a_dry_run_says_what_a_deploy_would_say_and_does_nothing(
    vitrina: Commands, shop: Path, bucket: Bucket, tmp_path: Path
) -> None:
    vitrina.deploy(shop, write_output(tmp_path / "one", FIRST))
    before = bucket.objects()
    out = write_output(tmp_path / "two", SECOND)
    dry = vitrina.deploy(shop, out, "--dry-run")[1]
    assert bucket.objects() == before
    real = vitrina.deploy(shop, out)[1]
    assert dry.splitlines()[:-1] == real.splitlines()[:-1]


def test_rollback_restores_bytes_headers_and_records(
    vitrina: Commands, shop: Path, bucket: Bucket, tmp_path: Path
) -> None:
    vitrina.deploy(shop, write_output(tmp_path / "one", FIRST))
    before, stats = bucket.objects(), {key: bucket.store.head(key) for key in FIRST}
    vitrina.deploy(shop, write_output(tmp_path / "two", SECOND, cache="public, max-age=60"))
    status, said = vitrina.run("--shop", shop, "deploy", "rollback", "live", "--yes")
    assert status == 0, said
    after = bucket.objects()
    assert {key: data for key, data in after.items() if key in visible(FIRST)} == visible(FIRST)
    assert "fr/c/index.html" not in after
    assert after[".deploy/redirects.json"] == before[".deploy/redirects.json"]
    for key, stat in stats.items():
        now = bucket.store.head(key)
        wanted = {name: value for name, value in (stat.headers if stat else {}).items() if told(name)}
        assert wanted == {name: value for name, value in (now.headers if now else {}).items() if told(name)}
    assert "rollback to 1" in vitrina.run("--shop", shop, "deploy", "history", "live")[1]
    assert vitrina.run("--shop", shop, "deploy", "rollback", "live", "2", "--yes")[0] == 0
    assert {key: data for key, data in public(bucket).items() if key in SECOND} == visible(SECOND)


def told(name: str) -> bool:
    return name.startswith(("content-", "cache-", "x-amz-meta-"))


def test_odd_names_go_through(vitrina: Commands, shop: Path, bucket: Bucket, tmp_path: Path) -> None:
    names = ("été à la plage", "a+b", "100%", "\"q'&<x>", "日本", "~")
    odd = [f"fr/{name}/index.html" for name in names]
    longest = "fr/" + "/".join("x" * 200 for _ in range(5))
    files = {**FIRST, **dict.fromkeys(odd, html("/fr/")), f"{longest[:1000]}.txt": b"long"}
    status, said = vitrina.deploy(shop, write_output(tmp_path / "out", files))
    assert status == 0, said
    assert public(bucket) == visible(files)
    assert vitrina.deploy(shop, tmp_path / "out")[1].endswith("nothing changed, release 1 is live\n")
    status, said = vitrina.deploy(shop, write_output(tmp_path / "two", FIRST))
    assert public(bucket) == visible(FIRST)


def addressed(*urls: str) -> dict[str, bytes]:
    """The first output, its ledger with these addresses."""
    rows = {url: {"page": f"post:{url}", "locale": "en-GB"} for url in urls}
    return {**FIRST, "ledger.json": json.dumps({"version": 1, "addresses": rows}).encode()}


def test_the_ledger_of_what_is_published_becomes_the_shops(vitrina: Commands, shop: Path, tmp_path: Path) -> None:
    vitrina.deploy(shop, write_output(tmp_path / "one", addressed("/en/a/")), "--dry-run")
    assert not (shop / "ledger.json").exists()
    vitrina.deploy(shop, write_output(tmp_path / "two", addressed("/en/a/", "/en/b/")))
    assert (shop / "ledger.json").read_bytes() == addressed("/en/a/", "/en/b/")["ledger.json"]


def test_the_ledger_that_becomes_the_shops_is_the_one_that_was_published(
    vitrina: Commands, bucket: Bucket, tmp_path: Path
) -> None:
    """Not the one of a build that has ended meanwhile; and a release is live also where none can be written."""
    output = write_output(tmp_path / "out", addressed("/en/a/"))
    with proxied(bucket.origin) as proxy:
        shop = write_target(tmp_path / "shop", proxy.url, bucket.target)

        def build() -> None:
            if any(one.writes and one.path.endswith("/ledger.json") for one in proxy.seen):
                (output / "ledger.json").write_bytes(addressed("/en/never/")["ledger.json"])

        proxy.after_write = build
        assert vitrina.deploy(shop, output)[0] == 0
        assert (shop / "ledger.json").read_bytes() == addressed("/en/a/")["ledger.json"]
        proxy.after_write = lambda: None
        (shop / "ledger.json").unlink()
        (shop / "ledger.json").mkdir()
        status, said = vitrina.deploy(shop, write_output(output, addressed("/en/a/", "/en/b/")))
        assert (status, "→ make way, then vitrina deploy ledger live" in said) == (0, True)


def test_a_build_that_did_not_know_what_is_published_is_told_so(vitrina: Commands, shop: Path, tmp_path: Path) -> None:
    vitrina.deploy(shop, write_output(tmp_path / "one", addressed("/en/a/", "/en/b/")))
    status, said = vitrina.deploy(shop, write_output(tmp_path / "two", addressed("/en/b/", "/en/c/")))
    assert status == 0
    assert "warning: the build did not know 1 addresses that are published (/en/a/)" in said
    assert "vitrina deploy ledger live" in said
    said = vitrina.deploy(shop, write_output(tmp_path / "three", addressed("/en/b/", "/en/c/", "/en/d/")))[1]
    assert "warning" not in said


def test_a_preview_lies_beside_the_shop_says_noindex_and_points_at_itself(
    vitrina: Commands, shop: Path, bucket: Bucket, tmp_path: Path
) -> None:
    vitrina.deploy(shop, write_output(tmp_path / "one", FIRST))
    picture = b'<img srcset="/images/c.1.webp 1x, /images/bg.2.webp 2x">'
    head = b'<head><meta name="robots" content="index"></head>'
    written = b"<html>" + head + picture + b'<a href="https://www.shop.example/fr/">x</a></html>'
    files = {**SECOND, "fr/a/index.html": written}
    status, said = vitrina.deploy(shop, write_output(tmp_path / "two", files), "--preview", "sale")
    assert status == 0, said
    assert "The preview is at https://www.shop.example/_preview/sale/" in said
    found = public(bucket)
    preview = {key.removeprefix("_preview/sale/"): data for key, data in found.items() if key.startswith("_preview/")}
    assert {key: data for key, data in found.items() if not key.startswith("_preview/")} == visible(FIRST)
    assert preview["fr/index.html"].count(b'"/_preview/sale/') == SECOND["fr/index.html"].count(b'"/')
    assert preview["static/site.2.css"] == b"body{background:url(/_preview/sale/images/bg.2.webp)}"
    page = preview["fr/a/index.html"]
    assert page.count(b'content="noindex"') == page.count(b"robots") == 1
    assert b'srcset="/_preview/sale/images/c.1.webp 1x, /_preview/sale/images/bg.2.webp 2x"' in page
    assert b'href="https://www.shop.example/fr/"' in page
    stat = bucket.store.head("_preview/sale/fr/a/index.html")
    assert stat
    assert (stat.headers["x-amz-meta-robots"], stat.headers["cache-control"]) == ("noindex", "no-cache")
    assert vitrina.deploy(shop, tmp_path / "one")[1].endswith("nothing changed, release 1 is live\n")
    again = vitrina.deploy(shop, tmp_path / "two", "--preview", "sale")[1]
    assert "nothing changed, release 1 is live" in again
    assert vitrina.deploy(shop, tmp_path / "two", "--preview", "../x")[0] == 1
