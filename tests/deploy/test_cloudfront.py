"""CloudFront: what is stale is forgotten, for the least, whatever the service says meanwhile."""

import random
import re
from dataclasses import replace as replaced
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from botocore.retries.standard import ExponentialBackoff
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.deploy.cdn import CdnError, Redirects, Stale
from scripts.deploy.cdn.cloudfront import CAP, DOLLARS, FREE, PATHS, CloudFront
from scripts.deploy.cdn.cover import WEIGHT, Terms, addresses, cover
from scripts.deploy.cdn.policy import widened
from scripts.deploy.cdn.registry import open_cdn
from scripts.deploy.edge import MARK, STORE_BYTES, size_of
from scripts.deploy.origins import FolderOrigin, Object
from storefront.manifest import read_manifest
from tests.deploy.cloudfront import Bucket, Model, amazon, serving
from tests.sites import ENVIRONMENT, lay, make, replace, run, write

LANGUAGES = ("fr", "es", "en")


def shop(products: int, categories: int = 10) -> dict[str, tuple[str, ...]]:
    """The objects of a shop with their cache tags."""
    live: dict[str, tuple[str, ...]] = {"index.html": ("all",), "robots.txt": ("all",)}
    for language in LANGUAGES:
        tags = ("all", f"l-{language}")
        live[f"{language}/index.html"] = tags
        for number in range(categories):
            live[f"{language}/shop/c{number}/index.html"] = (*tags, "t-category", f"category-{number}")
        for number in range(products):
            about = (f"product-{number}", f"category-{number % categories}")
            live[f"{language}/product/p{number}/index.html"] = (*tags, "t-product", *about)
    return live


def planner(*, by_tag: bool = True) -> CloudFront:
    """The adapter, to plan with: it asks nobody."""
    return CloudFront("EDIST", None, None, ("fr", "en"), by_tag=by_tag)


def uris(paths: list[str]) -> list[str]:
    return [f"/{one.removesuffix('index.html')}" for one in paths]


# what is invalidated


def test_a_product_is_forgotten_in_all_languages_by_its_tag() -> None:
    stale = Stale(frozenset(f"{one}/product/p7/index.html" for one in LANGUAGES), shop(400))
    purge = planner().plan(stale, 0)
    assert (purge.items, purge.bystanders, purge.dollars, purge.paths) == (("#product-7",), 0, 0.0, 1)


def test_without_tags_a_page_is_forgotten_by_both_its_addresses() -> None:
    live = {**shop(40), **{f"fr/shop/c3/page/{number}/index.html": () for number in range(2, 9)}}
    purge = planner(by_tag=False).plan(Stale(frozenset({"fr/shop/c3/index.html", "robots.txt"}), live), 0)
    assert purge.items == ("/fr/shop/c3/", "/fr/shop/c3/index.html", "/robots.txt")
    assert purge.bystanders == 0


def test_many_pages_of_a_folder_are_forgotten_together() -> None:
    live = {f"fr/blog/{number}/index.html": () for number in range(300)} | shop(40)
    some = frozenset(f"fr/blog/{number}/index.html" for number in range(0, 300, 2))
    purge = planner(by_tag=False).plan(Stale(some, live), 0)
    assert (purge.items, purge.bystanders) == (("/fr/blog/*",), 150)


def test_a_template_is_forgotten_by_its_tag_and_everything_by_one_item() -> None:
    live = shop(400)
    products = frozenset(path for path in live if "/product/" in path)
    assert planner().plan(Stale(products, live), 0).items == ("#t-product",)
    assert planner(by_tag=False).plan(Stale(products, live), 0).items == tuple(
        f"/{one}/product/*" for one in sorted(LANGUAGES)
    )
    assert planner().plan(Stale(frozenset(live), live), 0).paths == 1


def test_a_hundred_products_are_worth_a_hundred_tags_and_a_thousand_are_not() -> None:
    """Each path is worth 500 pages that did not change, and here are 99,000 of them."""
    live = shop(33_000)
    for count, items in ((100, 100), (1_000, 1)):
        some = frozenset(f"{one}/product/p{number}/index.html" for one in LANGUAGES for number in range(7, 7 + count))
        assert planner().plan(Stale(some, live), 0).paths == items


def test_nothing_stale_asks_for_nothing() -> None:
    assert planner().plan(Stale(frozenset(), shop(4)), 0).items == ()


def test_odd_names_are_written_as_addresses() -> None:
    live: dict[str, tuple[str, ...]] = {"files/é +%*.pdf": (), "files/other.pdf": ()}
    assert planner().plan(Stale(frozenset({"files/é +%*.pdf"}), live), 0).items == ("/files/%C3%A9%20%2B%25%2A.pdf",)


@pytest.mark.parametrize("used", [0, 900, 5_000])
@pytest.mark.parametrize("by_tag", [True, False])
def test_the_price_stays_below_the_cap(used: int, *, by_tag: bool) -> None:
    live = shop(3_000, categories=500)
    some = frozenset(random.Random(1).sample(sorted(live), 2_500))
    purge = planner(by_tag=by_tag).plan(Stale(some, live), used)
    assert purge.dollars <= CAP
    assert purge.dollars == pytest.approx(max(0, purge.paths - max(0, FREE - used)) * DOLLARS)
    assert sum(one.endswith("*") for one in purge.items) <= 15


def test_the_free_ones_of_the_month_cost_nothing() -> None:
    stale = Stale(frozenset({"robots.txt"}), {"robots.txt": ()})
    assert [planner().plan(stale, used).dollars for used in (0, FREE - 1, FREE)] == [0, 0, DOLLARS]


paths = st.sampled_from([f"{a}/{b}/index.html" for a in "abc" for b in "xyz"] + ["index.html", "a/f.txt"])
sites = st.dictionaries(paths, st.lists(st.sampled_from(["t1", "t2", "t3", "t4"]), max_size=3, unique=True), min_size=1)


@given(site=sites, data=st.data(), by_tag=st.booleans())
@settings(max_examples=60)
def test_what_is_stale_is_forgotten_and_no_more_than_was_said(
    site: dict[str, list[str]], data: Any, *, by_tag: bool
) -> None:
    """Every page was visited; after the invalidation all that is stale is new, and the rest is as it was counted."""
    stale = data.draw(st.sets(st.sampled_from(sorted(site)), min_size=1))
    live = {path: tuple(tags) for path, tags in site.items()}
    bucket = Bucket({path: (b"old", tags) for path, tags in live.items()})
    model = Model(bucket, questions=1, by_tag=by_tag)
    for uri in uris(list(site)):
        assert model.visit(uri).body == b"old"
    bucket.objects = dict.fromkeys(site, (b"new", ("moved-elsewhere",)))
    purge = planner(by_tag=by_tag).plan(Stale(frozenset(stale), live), 0)
    assert model.invalidate("r", purge.items) == "r"
    assert model.ask("r") == "Completed"
    fresh = {path for path, uri in zip(site, uris(list(site)), strict=True) if model.visit(uri).body == b"new"}
    assert fresh >= stale
    assert len(fresh - stale) == purge.bystanders


@given(site=sites, data=st.data())
@settings(max_examples=40)
def test_the_cover_is_as_cheap_as_its_bound_says(site: dict[str, list[str]], data: Any) -> None:
    """The greedy cover costs at most H(n) times the best of all covers."""
    stale = sorted(data.draw(st.sets(st.sampled_from(sorted(site)), min_size=1, max_size=4)))
    live = {path: tuple(tags) for path, tags in site.items()}
    terms = Terms(addresses, lambda folder: f"{folder}*", lambda tag: f"#{tag}")

    def forgets(item: str, path: str) -> bool:
        if item.startswith("#"):
            return item[1:] in live[path]
        return path.startswith(item[:-1]) if item.endswith("*") else path in {item, f"{item}index.html"}

    def cost(items: tuple[str, ...]) -> float:
        """Each item's price and that of its bystanders, as the greedy choice counts them."""
        others = sum(forgets(item, path) for item in items for path in live if path not in stale)
        return len(items) * WEIGHT + others

    pages = [terms.addresses(path) for path in stale]
    groups = {f"#{tag}" for path in stale for tag in live[path]} | {
        f"{path.rpartition('/')[0]}/*" for path in stale if "/" in path
    }
    groups |= {f"{path.split('/')[0]}/*" for path in stale if "/" in path} | {"*"}
    ways = [*pages, *((one,) for one in sorted(groups))]
    covers = (tuple(set(chain.from_iterable(some))) for size in range(1, 5) for some in combinations(ways, size))
    whole = [one for one in covers if all(any(forgets(item, path) for item in one) for path in stale)]
    bound = sum(1 / number for number in range(1, len(stale) + 1))
    found = cover(Stale(frozenset(stale), live), terms, 0).items
    assert all(any(forgets(item, path) for item in found) for path in stale)
    assert cost(found) <= bound * min(map(cost, whole)) + 1e-9


# how it is handed in


def model_of(count: int = 3, **more: Any) -> Model:
    return Model(Bucket({f"p{number}/index.html": (b"old", ()) for number in range(count)}), **more)


def test_an_invalidation_is_waited_for_until_it_is_everywhere() -> None:
    bucket = Bucket({"p1/index.html": (b"old", ())})
    model = Model(bucket, questions=3)
    model.visit("/p1/")
    bucket.objects["p1/index.html"] = (b"new", ())
    with amazon(model) as cdn:
        found = cdn.invalidate(["/p1/", "/p1/index.html"], "deploy-1")
        assert model.visit("/p1/").body == b"old"
        assert not cdn.wait(found, 0)
        assert cdn.wait(found, 30)
    assert model.visit("/p1/").body == b"new"


def test_what_was_handed_in_before_is_not_handed_in_again() -> None:
    model = model_of()
    with amazon(model) as cdn:
        first = cdn.invalidate(["/a", "#b"], "deploy-1")
        assert cdn.invalidate(["/a", "#b"], "deploy-1") == first
        assert len(model.invalidations) == 1
        with pytest.raises(CdnError, match="InvalidationBatchAlreadyExists"):
            cdn.invalidate(["/c"], "deploy-1")


@pytest.mark.parametrize(
    ("items", "requests"),
    [
        ([f"/{number}/*" for number in range(40)], 3),
        ([f"/{number}" for number in range(2 * PATHS + 1)], 3),
        ([*(f"/{number}/*" for number in range(16)), *(f"#{number}" for number in range(10))], 2),
    ],
)
def test_no_more_is_in_flight_than_cloudfront_takes(items: list[str], requests: int) -> None:
    """While one part is under way the next one waits; somebody else's invalidation goes on meanwhile."""
    model = model_of(questions=1)
    with amazon(model, patience=30) as cdn:
        waiting: list[str] = []
        create = cdn.control.create_invalidation

        def create_and_let_go_on(**asked: Any) -> Any:
            if model.invalidations:
                model.ask(next(iter(model.invalidations)))
            return create(**asked)

        cdn.control.create_invalidation = create_and_let_go_on
        waiting = cdn.invalidate(items, "deploy-1").split(",")
        assert len(waiting) == requests
    assert sorted(chain.from_iterable(one.items for one in model.invalidations.values())) == sorted(items)


def test_a_service_that_stays_full_ends_the_wait_with_a_word() -> None:
    model = model_of(questions=1_000)
    model.invalidate("another", tuple(f"/{number}/*" for number in range(15)))
    with amazon(model, patience=0.05) as cdn, pytest.raises(CdnError, match="once the other invalidations are done"):
        cdn.invalidate(["/x/*"], "deploy-1")


@pytest.mark.parametrize("seed", range(6))
def test_throttling_and_lost_answers_change_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0)  # boto3 would wait up to 20 s
    model = model_of(faults=random.Random(seed))
    with amazon(model) as cdn:
        found = cdn.invalidate(["/p1/", "/p1/index.html"], "deploy-1")
        assert cdn.wait(found, 30)
        cdn.route(Redirects({f"/old/{number}/": "/new/" for number in range(60)}, frozenset({"/gone/"})))
    assert list(model.invalidations) == ["deploy-1-0"]
    assert len(without_mark(model)) == 62


@pytest.mark.parametrize(
    ("code", "hint"),
    [("AccessDenied", "DeployRole"), ("NoSuchDistribution", "DistributionId"), ("InvalidArgument", "add /paths")],
)
def test_a_refusal_is_told_in_one_line_with_what_to_do(code: str, hint: str) -> None:
    with amazon(model_of(denied=code)) as cdn:
        for action in (lambda: cdn.invalidate(["/a"], "r"), lambda: cdn.wait("r", 1), lambda: cdn.route(Redirects())):
            with pytest.raises(CdnError, match=f"CloudFront EDIST: {code} .* → .*{hint}") as caught:
                action()
            assert "\n" not in str(caught.value)


# redirects


def without_mark(model: Model) -> dict[str, str]:
    """What the store holds but for the hash of it all."""
    return {key: value for key, value in model.store.items() if key != MARK}


def test_redirects_are_answered_at_the_edge_and_old_ones_no_longer() -> None:
    model = model_of(store={"/former/": "/p1/", "/kept/": "/p2/"})
    with amazon(model) as cdn:
        cdn.route(Redirects({"/kept/": "/p2/", "/old/": "/p1/"}, frozenset({"/sold/"})))
    assert without_mark(model) == {"locales": "fr en", "/kept/": "/p2/", "/old/": "/p1/", "/sold/": "gone"}
    assert (model.visit("/old").status, model.visit("/old").headers["location"]) == (301, "/p1/")
    assert [model.visit(uri).status for uri in ("/sold/", "/former/")] == [410, 404]


def test_what_the_store_holds_already_is_not_written_again() -> None:
    model = model_of()
    redirects = Redirects({f"/old/{number}/": "/new/" for number in range(130)})
    with amazon(model) as cdn:
        cdn.route(redirects)
        version, requests = model.version, len(model.requests)
        cdn.route(redirects)
        assert (model.version, len(model.requests) - requests) == (version, 1)
        model.store.pop("/old/7/")  # by hand
        cdn.route(redirects)
        assert model.store["/old/7/"] == "/new/"
        cdn.route(Redirects())
        assert without_mark(model) == {"locales": "fr en"}
        replaced(cdn, prefixes=("fr", "en", "de")).route(Redirects())
    assert without_mark(model) == {"locales": "fr en de"}


def test_a_full_store_is_found_out_before_anything_is_told_to_it() -> None:
    model = model_of()
    with amazon(model) as cdn:
        assert cdn.check(Redirects({"/old/": "/new/"}, frozenset({"/gone/"}))).warnings == ()
        with pytest.raises(CdnError, match=r"bytes more than the 5,242,880 .* → drop the oldest addresses"):
            cdn.check(Redirects({f"/{number:05}/{'x' * 480}/": "/" for number in range(11_000)}))
        with pytest.raises(CdnError, match="too long for a redirect at the edge: 512 bytes from, 1024 to"):
            cdn.check(Redirects({"/old/": f"/{'é' * 600}/"}))
        gone = frozenset(f"/{number:05}/{'x' * 480}/" for number in range(11_000))
        (said,) = cdn.check(Redirects({}, gone)).warnings
        found = re.fullmatch(r"the edge has no room for (\S+) addresses that were given up: .*", said)
        assert found
        lost = int(found[1].replace(",", ""))
        cdn.route(Redirects({}, gone))
    assert len(without_mark(model)) == 11_001 - lost
    assert STORE_BYTES - 600 < size_of(model.store) <= STORE_BYTES


def test_a_store_without_room_for_old_and_new_at_once_is_emptied_first() -> None:
    """The model refuses a change that it has no room for."""
    model = model_of()
    with amazon(model) as cdn:
        cdn.route(Redirects({f"/{number}/": f"/{'x' * 1000}/" for number in range(4_000)}))
        after = {f"/{number}/": f"/{'y' * (1 + number % 2 * 1000)}/" for number in range(2_000, 7_000)}
        cdn.route(Redirects(after))
    assert without_mark(model) == {"locales": "fr en", **after}


def test_the_policy_that_the_distribution_sends_is_known() -> None:
    policy = "default-src 'self'; img-src 'self' https://pictures.example?a=1&b"
    for sent in (policy, ""):
        with amazon(model_of(policy=sent)) as cdn:
            assert cdn.check(Redirects()).policy == sent


def test_the_policy_is_widened_and_waited_for_and_nothing_else_is_changed() -> None:
    model = model_of(policy="default-src 'self'; img-src 'self' https://old.example; object-src 'none'")
    with amazon(model) as cdn:
        needed = "default-src 'self'; img-src 'self' https://new.example; object-src 'none'"
        assert cdn.allow(needed)
        assert (
            model.policy
            == "default-src 'self'; img-src 'self' https://old.example https://new.example; object-src 'none'"
        )
        assert model.bringing == 0
        requests = len(model.requests)
        assert not cdn.allow(needed)
        assert len(model.requests) - requests == 1
    with amazon(model_of()) as cdn:
        assert not cdn.allow(needed), "where no policy is sent all is allowed"


@pytest.mark.parametrize(
    ("sent", "needed", "both"),
    [
        ("img-src 'self'", "img-src 'self'", "img-src 'self'"),
        ("object-src 'none'", "object-src https://a.example", "object-src https://a.example"),
        ("default-src 'self'", "font-src https://a.example", "default-src 'self'; font-src 'self' https://a.example"),
        ("style-src 'self'", "style-src-attr 'sha256-x'", "style-src 'self'; style-src-attr 'self' 'sha256-x'"),
        ("default-src 'self'", "frame-ancestors 'none'; base-uri 'none'", "default-src 'self'"),
        ("img-src 'self'", "script-src 'self'", "img-src 'self'"),
        ("style-src 'unsafe-inline'", "style-src 'sha256-x'", "style-src 'unsafe-inline'"),
        ("style-src 'sha256-x'", "style-src 'unsafe-inline'", "style-src 'unsafe-inline'"),
        ("img-src  'self' ;", "img-src 'self'", "img-src  'self' ;"),
    ],
)
def test_a_policy_is_widened_by_what_it_lacks(sent: str, needed: str, both: str) -> None:
    assert widened(sent, needed) == both
    assert widened(both, needed) == both


def test_somebody_else_s_writes_are_taken_into_account() -> None:
    model = model_of(meddlers=2)
    with amazon(model) as cdn:
        cdn.route(Redirects({"/old/": "/new/"}))
        assert model.store["/old/"] == "/new/"
        model.meddlers = 100
        with pytest.raises(CdnError, match="ConflictException"):
            cdn.route(Redirects({"/old/": "/newer/"}))


def test_a_distribution_without_a_store_loses_no_redirect_in_silence() -> None:
    with amazon(model_of(with_store=False)) as cdn:
        cdn.route(Redirects())
        with pytest.raises(CdnError, match=r"infra/site\.yaml"):
            cdn.route(Redirects({"/old/": "/new/"}))
        with pytest.raises(CdnError, match="too long"):
            cdn.route(Redirects({f"/{'x' * 600}/": "/"}))


# from the command


class Tagged(FolderOrigin):
    """A target folder, with the cache tags that the objects of a bucket would carry."""

    def __init__(self, target: Path, output: Path) -> None:
        super().__init__(target)
        self.tags = {path: file.tags for path, file in read_manifest(output).items()}

    def fetch(self, key: str) -> Object | None:
        found = super().fetch(key)
        tags = {"x-amz-meta-cache-tag": ",".join(self.tags.get(key, ()))}
        return found and Object(found.body, {**found.headers, **tags})


def test_visitors_see_what_was_deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shop is deployed, visited, changed and deployed again, with the command and a CDN whose caches keep pages."""
    shop = lay("locales", tmp_path / "shop")
    write(shop / "shop.toml", f'{(shop / "shop.toml").read_text("utf-8")}\n[deploy.live]\ntarget = "file:../live"\n')
    replace(shop / "shop.toml", '"file:../live"', '"file:../live"\ncdn = "cloudfront:EDIST"')
    make(shop)
    model = Model(Tagged(tmp_path / "live", shop / "output"), with_store=False)
    with serving(model) as origin:
        for name, value in {"ENDPOINT_URL": origin, "ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s"}.items():
            monkeypatch.setitem(ENVIRONMENT, f"AWS_{name}", value)
        model.policy = "default-src 'self'; img-src 'none'"
        for said in ("now allows", "already allows"):
            assert said in run("scripts", "--shop", shop, "deploy", "policy", "live").stdout
        assert model.policy.startswith("default-src 'self'; img-src 'self'")
        first = run("scripts", "--shop", shop, "deploy", "live", "--yes")
        assert first.returncode == 0, first.stderr
        assert not model.invalidations
        before = {uri: model.visit(uri).body for uri in ("/en/contact/", "/en/about/", "/fr/")}
        replace(shop / "content/pages/contact/en.md", "\n\n", "\n\nA fresh line.\n\n")
        make(shop)
        model.requests.clear()
        second = run("scripts", "--shop", shop, "deploy", "live", "--yes")
        assert second.returncode == 0, second.stderr
        assert any("/describe" in one for one in model.requests), "redirects are not looked at where none changed"
        assert re.search(r"the CDN forgets \d+ items for \$0\.00", second.stdout)
        ((reference, _),) = model.invalidations.items()
        while model.ask(reference) != "Completed":
            pass
    assert b"A fresh line." in model.visit("/en/contact/").body
    assert {uri: model.visit(uri).body for uri in ("/fr/",)}.items() <= before.items()


def test_the_record_of_all_addresses_comes_back_for_the_next_build(tmp_path: Path) -> None:
    shop = lay("minimal", tmp_path / "shop")
    write(shop / "shop.toml", f'{(shop / "shop.toml").read_text("utf-8")}\n[deploy.live]\ntarget = "file:../live"\n')
    make(shop)
    nothing = run("scripts", "--shop", shop, "deploy", "ledger", "live")
    assert (nothing.returncode, (shop / "ledger.json").exists()) == (0, False)
    assert "nothing was published yet" in nothing.stdout
    assert run("scripts", "--shop", shop, "deploy", "live", "--yes").returncode == 0
    (shop / "ledger.json").unlink()  # as on a machine that has never deployed
    for said in ("is now the one of", "is already the one of"):
        assert said in run("scripts", "--shop", shop, "deploy", "ledger", "live").stdout
        assert (shop / "ledger.json").read_bytes() == (shop / "output/ledger.json").read_bytes()


# how it is named


def test_a_setting_names_a_distribution() -> None:
    found = open_cdn("cloudfront:E1EXAMPLE", "https://www.shop.example", ["fr"])
    assert isinstance(found, CloudFront)
    assert (found.distribution, found.by_tag) == ("E1EXAMPLE", True)
    paths_alone = open_cdn("cloudfront:E1EXAMPLE/paths", "https://www.shop.example", ["fr"])
    assert isinstance(paths_alone, CloudFront)
    assert not paths_alone.by_tag
    for wrong in ("cloudfront", "akamai:1", "fastly:", "cloudflare:z/", "bunny:1/tag"):
        with pytest.raises(CdnError, match="is no CDN"):
            open_cdn(wrong, "https://www.shop.example", ["fr"])
