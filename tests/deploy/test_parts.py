"""The parts of a deploy that are values alone: signatures, order, plans, records, throttle, what people see."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import process_time

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from scripts.deploy.carry import NAME
from scripts.deploy.folder import FolderStore
from scripts.deploy.head import Entry, Head
from scripts.deploy.history import KEPT, History, entered, forgotten
from scripts.deploy.objects import Placed, Wanted, headers_of
from scripts.deploy.order import Stage, stage_of
from scripts.deploy.places import read_places
from scripts.deploy.plan import Keeping, plan
from scripts.deploy.progress import Progress
from scripts.deploy.release import Record, Release, Retired, change, compare, decode, encode, pack, unpack
from scripts.deploy.signing import EMPTY, Keys, Request, escape, sign
from scripts.deploy.store import ABSENT, Listed, Mark
from scripts.deploy.survey import State, recorded, survey
from scripts.deploy.throttle import Throttle
from storefront import ledger
from storefront.artifacts import IMMUTABLE, SHORT
from storefront.problems import InputError
from storefront.shop import PRODUCT
from tests.deploy.outputs import SHOP, write_target
from tests.documents import table
from tests.sites import run_anew

NOW = datetime(2026, 11, 29, 7, 30, tzinfo=UTC)
ODD = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(
    key=ODD,
    query=st.dictionaries(st.sampled_from(["list-type", "prefix", "versionId", "acl"]), ODD | st.just(""), max_size=3),
    language=st.sampled_from(["", "fr-FR", "  spaces   within  "]),
    token=st.sampled_from(["", "session-token"]),
)
def test_a_signature_is_the_one_that_amazons_own_signer_makes(
    key: str, query: dict[str, str], language: str, token: str
) -> None:
    headers = {"content-language": language} if language else {}
    request = Request("PUT", "bucket.example:8333", escape(f"/bucket/{key}"), query, headers, EMPTY)
    ours = sign(request, Keys("AKIA", "secret", token), "eu-west-3", NOW)
    address = f"http://bucket.example:8333{request.path}"
    theirs = AWSRequest("PUT", address, headers=dict(headers), params=query)  # type: ignore[no-untyped-call]
    theirs.headers["X-Amz-Content-SHA256"] = EMPTY
    theirs.context["payload_signing_enabled"] = True
    signer = S3SigV4Auth(Credentials("AKIA", "secret", token or None), "s3", "eu-west-3")  # type: ignore[no-untyped-call]
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr("botocore.auth.get_current_datetime", lambda: NOW)
        signer.add_auth(theirs)  # type: ignore[no-untyped-call]
    assert ours["authorization"] == theirs.headers["Authorization"]


def test_a_deploy_in_which_nothing_changed_loads_no_heavy_library() -> None:
    done = run_anew("-X", "importtime", "-c", "import scripts.deploy.command")
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "httptools" in loaded
    assert loaded.isdisjoint({"pelican", "polars", "jinja2", "PIL", "babel", "pydantic", "boto3", "botocore"})
    assert NAME == ledger.NAME


def test_settings_are_read_again_when_they_change(tmp_path: Path) -> None:
    shop = write_target(tmp_path, "", "file:one")
    assert read_places(shop) == read_places(shop)
    write_target(tmp_path, "", "file:two")
    assert read_places(shop).targets["live"]["target"] == "file:two"
    (tmp_path / "shop.toml").write_text(f"{SHOP}[deploy.live]\ntarget = 's3:/typo'\n", encoding="utf-8")
    with pytest.raises(InputError, match="is not a target"):
        read_places(shop)
    write_target(tmp_path, "", "file:two")
    (tmp_path / ".cache/deploy/places.json").write_text("[]", encoding="utf-8")
    assert read_places(shop).prefixes == ("fr",)


def test_the_document_names_every_module_of_the_deployer() -> None:
    named = {span.strip("`") for cells in table("docs/deploy.md", "modules") for span in cells[0].split(", ")}
    folder = PRODUCT / "scripts/deploy"
    assert named == {path.name for path in folder.glob("*.py") if path.name != "__init__.py"} | {"cdn/"}


def test_keys_do_not_show_what_is_secret() -> None:
    assert "hidden" not in repr(Keys("access", "hidden", "hidden-too"))


def want(path: str, data: str = "", cache: str = SHORT, tags: str = "") -> Wanted:
    digest = sha256(f"{path} {data}".encode()).hexdigest()
    return Wanted(digest, len(data), headers_of({"cache-control": cache}), tags)


ORDER = [
    ("images/a.1.webp", IMMUTABLE, "", True, Stage.LEAF),
    ("favicon.ico", SHORT, "", False, Stage.LEAF),
    ("static/site.1.css", IMMUTABLE, "", True, Stage.SHEET),
    ("search/fr.1.json", IMMUTABLE, "", True, Stage.SHEET),
    ("fr/blog/new/atom.xml", SHORT, "", True, Stage.RESOURCE),
    ("fr/new/index.html", SHORT, "t-product", True, Stage.NEW_PAGE),
    ("fr/old/index.html", SHORT, "t-product", False, Stage.CHANGED_PAGE),
    ("fr/phones/index.html", SHORT, "t-category", False, Stage.LIST),
    ("fr/index.html", SHORT, "t-home", False, Stage.HOME),
    ("fr/atom.xml", SHORT, "", False, Stage.FEED),
    ("sitemap-fr-1.xml", SHORT, "", True, Stage.SITEMAP),
    ("sitemap.xml", SHORT, "", False, Stage.ROOT_MAP),
    ("robots.txt", SHORT, "", False, Stage.ROOT_MAP),
    (".deploy/redirects.json", SHORT, "", False, Stage.RECORD),
]


def test_what_is_needed_goes_before_what_needs_it() -> None:
    found = [stage_of(path, want(path, "", cache, tags), new=new) for path, cache, tags, new, _ in ORDER]
    assert found == [stage for *_, stage in ORDER]
    assert found == sorted(found)


def test_new_pages_far_from_the_home_page_go_first() -> None:
    paths = ["index.html", "fr/index.html", "fr/phones/index.html", "fr/phones/one/index.html"]
    kinds = ["t-chooser", "t-home", "t-category", "t-product"]
    wanted = {path: want(path, "", SHORT, kind) for path, kind in zip(paths, kinds, strict=True)}
    todo = plan(wanted, State({}), Keeping(0, 0))
    assert [one.key for one in todo.writes] == paths[::-1]
    gone = plan({}, State({path: Placed(one, Mark("e")) for path, one in wanted.items()}), Keeping(0, 0))
    assert [one.key for one in gone.removals] == paths


PATHS = st.sampled_from([f"fr/{name}/index.html" for name in "abcd"] + [f"static/{name}.css" for name in "xyz"])
CONTENTS = st.sampled_from(["one", "two", "three"])
SITES = st.dictionaries(PATHS, CONTENTS)


def placed(site: dict[str, str]) -> dict[str, Placed]:
    caches = {path: IMMUTABLE if path.startswith("static/") else SHORT for path in site}
    wanted = {path: want(path, data, caches[path]) for path, data in site.items()}
    return {path: Placed(one, Mark(f"etag-{one.sha256[:8]}")) for path, one in wanted.items()}


@given(before=SITES, after=SITES, meddled=SITES, grace=st.sampled_from([0.0, 100.0]))
def test_a_plan_carried_out_makes_what_is_wanted(
    before: dict[str, str], after: dict[str, str], meddled: dict[str, str], grace: float
) -> None:
    """Whatever was there, and whatever somebody else did to it: the conditions hold and the result is the goal."""
    records = placed(before)
    there = {**records, **{path: Placed(None, Mark(f"by-{data}")) for path, data in meddled.items()}}
    listing = {path: Listed(path, one.mark.etag) for path, one in there.items()}
    wanted = {path: one.wanted for path, one in placed(after).items() if one.wanted}
    todo = plan(wanted, survey(records, listing, {}), Keeping(50.0, grace))
    result: dict[str, object] = {path: one.wanted for path, one in there.items()}
    for write in todo.writes:
        assert write.only_if == (there[write.key].mark.etag if write.key in there else ABSENT)
        result[write.key] = write.wanted
    for removal in todo.removals:
        assert removal.placed.mark == there[removal.key].mark
        del result[removal.key]
    assert {path: result[path] for path in wanted} == wanted
    extra = {path for path in result if path not in wanted}
    assert extra == set(todo.retired) | (meddled.keys() - records.keys() - wanted.keys())
    assert (
        not grace or todo.removals == () or all("static" not in one.key for one in todo.removals if one.placed.wanted)
    )


def test_what_was_retired_keeps_its_day_and_comes_back_without_a_write() -> None:
    old = placed({"static/x.css": "one"})
    first = plan({}, State(old), Keeping(1000.0, 500.0))
    assert first.retired == {"static/x.css": Retired(old["static/x.css"], 1000.0)}
    later = plan({}, State(old), Keeping(1400.0, 500.0, first.retired))
    assert later.retired == first.retired
    assert [one.reason for one in plan({}, State(old), Keeping(1500.0, 500.0, first.retired)).removals] == [
        "in no release for 0 days"
    ]
    assert old["static/x.css"].wanted
    back = plan({"static/x.css": old["static/x.css"].wanted}, State(old), Keeping(1400.0, 500.0, first.retired))
    assert (back.writes, back.retired) == ((), {})


@given(before=SITES, after=SITES)
def test_a_record_comes_back_as_it_was(before: dict[str, str], after: dict[str, str]) -> None:
    retired = {path: Retired(one, 12.5) for path, one in placed(before).items()}
    removed = {path: Placed(None, Mark("e", "v")) for path in before}
    release = Release(7, placed(after), retired, removed)
    record = Record(release, {6: compare(release, Release(6, placed(before)))})
    assert decode(encode(record)) == record
    assert encode(decode(encode(record))) == encode(record)
    assert recorded(release, closed=True).keys() == {*before, *after}
    assert recorded(replace(release, retired={}), closed=False).keys() == {*before, *after}


@given(one=SITES, other=SITES, leaving=SITES, left=SITES)
def test_changes_make_another_release_of_one(
    one: dict[str, str], other: dict[str, str], leaving: dict[str, str], left: dict[str, str]
) -> None:
    def stays(site: dict[str, str], live: dict[str, str], since: float) -> dict[str, Retired]:
        return {path: Retired(kept, since) for path, kept in placed(site).items() if path not in live}

    first = Release(3, placed(one), stays(leaving, one, 1.5), placed(other))
    second = Release(4, placed(other), stays(left, other, 2.5), placed(one))
    assert change(first, unpack(pack(compare(first, second)))) == second
    assert not compare(first, replace(first, removed={}))


@pytest.mark.parametrize("room", [0, 2000, 100_000])
def test_small_changes_are_in_the_head_until_a_record_takes_them_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr("scripts.deploy.history.ROOM", room)
    store, head, releases = FolderStore(tmp_path), Head(), dict[int, Release]()
    for number in range(1, KEPT + 40):
        site = {f"fr/{name}/index.html": f"{name} {number // (name + 1)}" for name in range(60)}
        releases[number] = Release(number, placed(site), {}, placed({f"fr/old-{number}.html": ""}))
        key, digest, changes = History(store).save(head, releases[number], f"token{number}")
        entry = Entry(number, key, digest, 0.0, "somebody", 60, 1, 1, changes=changes)
        head = replace(head, releases=entered(entry, head))
        assert sum(len(one.changes) for one in head.releases) <= room
        assert store.delete(forgotten(head)) == {}
        head = replace(head, releases=head.releases[:KEPT])
        history = History(store)
        assert {one.generation: history.load(head, one) for one in head.releases} == {
            one.generation: releases[one.generation] for one in head.releases
        }
    kept = {one.key for one in store.list() if "/releases/" in one.key}
    assert kept == {one.key for one in head.releases}
    assert len(kept) == {0: KEPT, 2000: 12, 100_000: 1}[room]


def test_fewer_requests_are_under_way_after_a_complaint_and_more_again_later() -> None:
    throttle = Throttle(16)
    throttle.slow()
    throttle.slow()  # of a request that was under way already
    assert throttle.limit == 8
    for _ in range(200):
        with throttle.turn():
            throttle.well()
    assert throttle.limit == 16


def test_the_progress_says_how_much_how_fast_and_how_long_still() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    progress = Progress(4, 4_000_000, out)
    progress.step(1_000_000)
    assert progress.line(2.0) == f"{'━' * 6}{'┈' * 18} 1 of 4  1.0 MB of 4.0 MB  0.5 MB/s  0:06 left"
    for _ in range(3):
        progress.step(1_000_000)
    progress.end()
    assert "4 of 4" in out.getvalue()
    quiet = io.StringIO()
    Progress(1, 1, quiet).step(1)
    assert quiet.getvalue() == ""


def test_twenty_thousand_objects_are_planned_within_a_second() -> None:
    """Values alone; what is read from disk is measured by `python -m scripts.bench.deployers`."""
    objects = placed({f"fr/{number % 300}/{number}/index.html": "x" for number in range(20_000)})
    data = encode(Record(Release(1, objects)))
    wanted = {path: one.wanted for path, one in objects.items() if one.wanted}
    changed = {path: replace(one, sha256="0" * 64) for path, one in list(wanted.items())[::100]}
    start = process_time()
    records = recorded(decode(data).release, closed=True)
    listing = {path: Listed(path, one.mark.etag) for path, one in records.items()}
    todo = plan({**wanted, **changed}, survey(records, listing, {}), Keeping(0, 0))
    assert process_time() - start < 1.0
    assert len(todo.writes) == 200
