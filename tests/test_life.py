"""The life of addresses: what moves, what ends, what is never forgotten."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.ledger import Ledger, Record, ledger_bytes, load_ledger
from storefront.manifest import read_manifest, read_redirects
from storefront.problems import InputError
from tests.sites import Built, built, is_fresh, make, replace, write

OFFERS = "content/catalog/offers.csv"
FIRST = date(2026, 6, 1)
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
PHONE_E = "/fr/produit/phone-e/"
WATCHES = "/en/shop/watches/"


class Release:
    """Builds a shop on a day; `publish` also keeps the ledger, as a deployer does."""

    def __init__(self, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shop = shop
        self._monkeypatch = monkeypatch

    def build(self, days: int = 0) -> Built:
        instant = datetime.combine(FIRST + timedelta(days), datetime.min.time(), UTC)
        self._monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(instant.timestamp())))
        return built(self.shop)

    def publish(self, days: int = 0) -> Built:
        site = self.build(days)
        (self.shop / "ledger.json").write_bytes((site.output / "ledger.json").read_bytes())
        assert_sound(site)
        return site


def assert_sound(site: Built) -> None:
    """Every address of the ledger is answered, and each redirect leads to a page in one step."""
    moved, gone = read_redirects(site.output)
    for url in addresses(site):
        page = site.output / url.lstrip("/") / "index.html"
        assert page.is_file() + (url in moved) + (url in gone) == 1, url
    for target in moved.values():
        assert site.file(target) in site.pages, target


def addresses(site: Built) -> dict[str, Any]:
    return dict(json.loads(site.text("ledger.json"))["addresses"])


@pytest.fixture
def release(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    return Release(shop, monkeypatch)


def drop(shop: Path, *skus: str) -> None:
    """Takes rows out of the export."""
    lines = (shop / OFFERS).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.split(",")[0] not in skus]
    assert len(kept) == len(lines) - len(skus)
    write(shop / OFFERS, "".join(kept))


def moves(site: Built) -> dict[str, str]:
    return read_redirects(site.output)[0]


def gone(site: Built) -> set[str]:
    return read_redirects(site.output)[1]


def test_the_ledger_of_a_first_release_has_every_page_and_nothing_leads_on(release: Release) -> None:
    site = release.publish()
    expected = {f"/{path.removesuffix('index.html')}" for path in site.pages if path.endswith("index.html")}
    assert set(addresses(site)) == expected - {"/"}
    assert (moves(site), gone(site)) == ({}, set())
    assert {"ledger.json", "redirects.json"} <= set(json.loads(site.text("manifest.json"))["files"])


def test_a_category_renamed_by_a_translator_leads_on_with_all_that_lies_below(release: Release) -> None:
    release.publish()
    po = release.shop / "translations/fr/LC_MESSAGES/catalog.po"
    replace(po, 'msgstr "Téléphones"', 'msgstr "Mobiles"')
    site = release.publish()
    assert moves(site)["/fr/boutique/telephones/"] == "/fr/boutique/mobiles/"
    assert moves(site)["/fr/boutique/telephones/page/2/"] == "/fr/boutique/mobiles/page/2/"
    assert moves(site)["/fr/boutique/telephones/compacts/"] == "/fr/boutique/mobiles/compacts/"
    replace(po, 'msgstr "Mobiles"', 'msgstr "Portables"')
    site = release.publish()
    assert moves(site)["/fr/boutique/telephones/"] == "/fr/boutique/portables/"
    assert moves(site)["/fr/boutique/mobiles/"] == "/fr/boutique/portables/"
    replace(po, 'msgstr "Portables"', 'msgstr "Téléphones"')
    assert moves(release.publish())["/fr/boutique/mobiles/"] == "/fr/boutique/telephones/"


def test_a_text_with_another_slug_leads_on_and_one_that_is_deleted_is_gone(release: Release) -> None:
    release.publish()
    replace(release.shop / "content/blog/workshop/fr.md", "Slug: nouvel-atelier", "Slug: atelier-deux")
    (release.shop / "content/blog/weather/en.md").unlink()
    site = release.publish()
    assert moves(site)["/fr/blog/nouvel-atelier/"] == "/fr/blog/atelier-deux/"
    assert [url for url in gone(site) if "/blog/" in url and url.startswith("/en/")]
    assert gone(site) <= set(addresses(release.publish()))


def test_a_list_that_became_shorter_leads_to_its_beginning(release: Release) -> None:
    release.publish()
    drop(release.shop, "D-1", "E-1", "C-1")
    site = release.publish()
    assert moves(site)["/en/shop/phones/page/3/"] == "/en/shop/phones/"


def test_a_discontinued_product_stays_its_days_and_then_leads_to_its_category(release: Release) -> None:
    first = release.publish()
    page = first.page(PHONE_E)
    assert addresses(first)[PHONE_E]["ended"] == "2026-06-01"
    assert page.said("section", "section--band")
    assert PHONE_E in first.page("/fr/boutique/telephones/compacts/").text
    late = release.publish(89)
    assert site_has(late, PHONE_E)
    over = release.publish(90)
    assert not site_has(over, PHONE_E)
    assert moves(over)[PHONE_E] == "/fr/boutique/telephones/compacts/"
    assert PHONE_E not in over.page("/fr/boutique/telephones/compacts/").text
    assert PHONE_E not in over.text("sitemap-fr-1.xml")
    replace(release.shop / OFFERS, "0,discontinued", "3,active")
    back = release.publish(200)
    assert site_has(back, PHONE_E)
    assert "ended" not in addresses(back)[PHONE_E]


def site_has(site: Built, url: str) -> bool:
    return site.file(url) in site.pages


def test_a_shop_may_end_discontinued_products_at_once(release: Release) -> None:
    replace(release.shop / "shop.toml", "[blog]", "[life]\ndiscontinued_days = 0\n\n[blog]")
    site = release.publish()
    assert not site_has(site, PHONE_E)
    assert PHONE_E not in addresses(site)


def test_a_product_that_left_the_export_or_a_market_leads_to_the_nearest_category(release: Release) -> None:
    release.publish()
    replace(release.shop / OFFERS, "good,128 GB,Black,319.00,,279.00", "good,128 GB,Black,,,279.00")
    drop(release.shop, "B-1")
    site = release.publish()
    assert moves(site)["/en/product/phone-b/"] == "/en/shop/phones/large-phones/"
    # nothing large is left in France: its shelf is empty, so the one above it is the nearest that sells
    assert moves(site)["/fr/produit/phone-c/"] == "/fr/boutique/telephones/"
    assert site_has(site, "/en/product/phone-c/")


def test_an_empty_category_is_unlisted_for_its_days_and_then_leads_up_or_is_gone(release: Release) -> None:
    release.publish()
    drop(release.shop, "W-1")
    site = release.publish()
    page = site.page(WATCHES)
    assert "noindex" in page.meta("robots")
    assert page.alternates == {}
    assert page.said("p", "empty")
    assert page.all("a", href="/en/product/phone-a/")
    assert WATCHES not in site.page("/en/").text.replace(f"{site.host}{WATCHES}", "").partition("<footer")[0]
    assert WATCHES not in site.text("sitemap-en-1.xml")
    assert moves(site) == {}
    assert gone(site) == {"/en/product/watch/"}
    assert site_has(release.publish(29), WATCHES)
    over = release.publish(30)
    assert not site_has(over, WATCHES)
    assert WATCHES in gone(over)


def test_a_category_of_discontinued_products_alone_is_unlisted(release: Release) -> None:
    replace(release.shop / OFFERS, "149.00,,,3,active", "149.00,,,0,discontinued")
    site = release.publish()
    assert "noindex" in site.page(WATCHES).meta("robots")
    assert site_has(site, "/en/product/watch/")
    assert "index," in site.page("/en/product/watch/").meta("robots")
    over = release.publish(90)
    assert {"/en/product/watch/", WATCHES} <= gone(over)


def test_an_empty_category_below_a_living_one_leads_to_it(release: Release) -> None:
    release.publish()
    drop(release.shop, "B-1", "C-1", "D-1")
    release.publish()
    over = release.publish(30)
    large = {url for url, row in addresses(over).items() if row["page"] == "category:phones/large-phones"}
    assert {moves(over)[url] for url in large} == {
        "/fr/boutique/telephones/",
        "/es/tienda/telefonos/",
        "/en/shop/phones/",
    }


def test_a_link_of_a_text_to_what_has_ended_leads_to_the_category_and_is_told(release: Release) -> None:
    write(release.shop / "content/pages/old/en.md", "Title: Old\n\nThe [Phone E]({product}phone-e).\n")
    release.publish()
    site = release.publish(90)
    assert site.page("/en/old/").all("a", href="/en/shop/phones/small-phones/")
    (notice,) = [one for one in site.result.problems if one.source == "content/pages/old/en.md"]
    assert "“phone-e” is no longer there" in notice.message


def test_a_locale_that_was_given_up_is_gone(release: Release) -> None:
    release.publish()
    replace(
        release.shop / "shop.toml", '[locales.es-ES]\nprefix = "es"\ncurrency = "EUR"\ntax_note = "IVA incluido"\n', ""
    )
    site = release.publish()
    assert "/es/" in gone(site)
    assert {url for url in addresses(site) if url.startswith("/es/")} == gone(site)


def test_a_shop_that_gives_up_the_chooser_does_not_close_its_root(release: Release) -> None:
    release.publish()
    replace(release.shop / "shop.toml", "timezone =", 'without = ["chooser"]\ntimezone =')
    assert gone(release.publish()) == set()


def test_a_new_day_or_another_ledger_is_a_reason_to_build(release: Release) -> None:
    release.build()
    assert is_fresh(release.shop)
    release._monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")  # noqa: SLF001
    assert not is_fresh(release.shop)
    release.build(1)
    release.publish(1)
    assert not is_fresh(release.shop)


def test_a_day_later_no_page_is_another(release: Release) -> None:
    """Also where nobody published since, so that everything that ended has ended today."""
    replace(release.shop / OFFERS, ",149.00,,,3,active,", ",149.00,,,3,discontinued,")
    release.build()
    before = read_manifest(release.shop / "output")
    release.build(1)
    after = read_manifest(release.shop / "output")
    assert {path for path in after if after[path] != before.get(path)} == {"ledger.json"}
    assert WATCHES.strip("/") + "/index.html" in after


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "it cannot be read: "),
        ("[]", "it cannot be read: "),
        ('{"version": 2, "addresses": {}}', "it has the version 2, not 1"),
        ('{"version": 1, "addresses": {"/en/": {"page": "home", "locale": "en"}}}', "“/en/” has no page"),
        ('{"version": 1, "addresses": {"/en/": {"page": "a:b", "locale": "en", "ended": "soon"}}}', "it cannot"),
    ],
)
def test_a_damaged_ledger_stops_the_build(minimal: Path, text: str, message: str) -> None:
    write(minimal / "ledger.json", text)
    with pytest.raises(InputError, match=message):
        make(minimal)


records = st.builds(
    Record,
    st.tuples(st.sampled_from(["product", "category", "post"]), st.text(min_size=1)),
    st.sampled_from(["fr-FR", "en"]),
    st.integers(1, 99),
    st.text(),
    st.text(),
    st.none() | st.dates(),
)


@given(st.dictionaries(st.text().map("/{}".format), records))
@settings(max_examples=50)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, known: dict[str, Record]) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "ledger.json").write_bytes(ledger_bytes(Ledger(known)))
    assert load_ledger(folder) == (Ledger(known), [])
