"""Prices over time: which reductions may be claimed, by days and whole releases."""

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.ledger import Ledger, ledger_bytes, load_ledger
from storefront.prices import Step, prior_price, with_step
from tests.sites import Built, replace
from tests.test_life import Release

TODAY = date(2026, 6, 1)
OFFERS = "content/catalog/offers.csv"


def steps(*prices: tuple[int, int | None]) -> list[Step]:
    """Prices by the days before today on which they began, oldest first."""
    return [(TODAY - timedelta(days), None if price is None else Decimal(price)) for days, price in prices]


@pytest.mark.parametrize(
    ("known", "price", "prior"),
    [
        (steps((90, 200)), 150, 200),
        (steps((90, 200), (20, 180), (10, 190)), 150, 180),
        # what was over before the 30 days does not count, what reached into them does
        (steps((90, 100), (31, 200)), 150, 200),
        (steps((90, 100), (29, 200)), 150, 100),
        (steps((90, 100), (30, 200)), 150, 200),
        # the reduction began ten days ago and goes on
        (steps((90, 200), (10, 150)), 150, 200),
        # a day without the offer is no price
        (steps((90, 200), (40, None), (20, 180)), 150, 180),
        # dearer than before
        (steps((90, 100)), 150, 100),
        # not thirty days known
        (steps((29, 200)), 150, None),
        (steps((30, 200)), 150, 200),
        ([], 150, None),
        (steps((90, None)), 150, None),
        # raised for a moment, to be reduced again
        (steps((90, 150), (5, 300)), 150, 150),
    ],
)
def test_a_reduction_is_compared_with_the_lowest_price_of_the_thirty_days_before(
    known: list[Step], price: int, prior: int | None
) -> None:
    assert prior_price(with_step(known, Decimal(price), TODAY)) == prior


def test_a_price_that_comes_and_goes_within_a_day_leaves_no_trace() -> None:
    known = steps((90, 200))
    changed = with_step(known, Decimal(150), TODAY)
    assert with_step(changed, Decimal(120), TODAY) == [*known, (TODAY, Decimal(120))]
    assert with_step(changed, Decimal(200), TODAY) == known


amounts = st.none() | st.decimals(0, 9999, places=2)


@given(st.lists(st.tuples(st.integers(0, 120), amounts), max_size=12), amounts)
def test_no_claim_is_higher_than_any_price_of_the_thirty_days(prices: list[tuple[int, Decimal]], now: Decimal) -> None:
    """The rule, read day by day: what was asked on each of the 30 days before the present price began."""
    known: list[Step] = []
    for days, price in sorted(prices, key=lambda one: -one[0]):
        known = list(with_step(known, price, TODAY - timedelta(days)))
    known = list(with_step(known, now, TODAY))
    prior = prior_price(known) if known else None
    if prior is not None:
        begin = known[-1][0]
        days_before = [begin - timedelta(days) for days in range(1, 31)]
        asked = [[price for day, price in known if day <= one][-1] for one in days_before]
        assert prior == min(price for price in asked if price is not None)


@given(
    st.dictionaries(st.sampled_from(["fr", "gb"]), st.dictionaries(st.text(), st.lists(st.tuples(st.dates(), amounts))))
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, prices: dict[str, dict[str, list[Step]]]
) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "ledger.json").write_bytes(ledger_bytes(Ledger({}, prices)))
    assert load_ledger(folder) == (Ledger({}, prices), [])


@pytest.fixture
def release(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    replace(
        shop / "shop.toml",
        "[catalog]\n",
        '[prices]\ncompare = "lowest-of-30-days"\n\n[catalog]\nmerchant_feed = true\n',
    )
    return Release(shop, monkeypatch)


def struck(site: Built, url: str) -> list[str]:
    return site.page(url).said("s", "price__new")


def test_only_a_proven_reduction_is_shown_and_the_rest_is_listed(release: Release) -> None:
    url, shop = "/en/product/phone-c/", release.shop
    first = release.publish()
    # phone A has a price new, and no record proves a reduction
    assert struck(first, "/en/product/phone-a/") == []
    with (shop / ".cache/unproven-discounts.csv").open(encoding="utf-8", newline="") as file:
        listed = {(row["market"], row["sku"]): row for row in csv.DictReader(file)}
    assert listed["gb", "A-1"]["why"] == "no 30 days of prices are known"
    assert (listed["gb", "A-1"]["price"], listed["gb", "A-1"]["claimed"]) == ("169.00", "299.00")
    (notice,) = [one for one in first.result.problems if "“gb”" in one.message]
    assert notice.message == "discounts that no earlier price proves are not shown in “gb”: 2, A-1, A-2"
    replace(shop / OFFERS, "319.00,,279.00", "319.00,,249.00")
    assert struck(release.build(29), url) == []
    reduced = release.publish(40)
    assert set(struck(reduced, url)) == {"£279.00"}
    assert set(reduced.page(url).said("span", "price__note")) == {"lowest price of the 30 days before"}
    offer = reduced.page(url).data["Product"]["offers"]
    assert (offer["price"], offer["priceSpecification"]["price"]) == ("249.00", "279.00")
    assert "<g:price>279.00 GBP</g:price>\n<g:sale_price>249.00 GBP</g:sale_price>" in reduced.text("en/products.xml")
    assert struck(reduced, "/fr/produit/phone-c/") == []
    assert json.loads(reduced.text("ledger.json"))["prices"]["gb"]["C-1"] == [
        ["2026-06-01", "279.00"],
        ["2026-07-11", "249.00"],
    ]


def test_what_leaves_the_market_ends_in_the_record_and_nothing_is_taken_out_of_it(release: Release) -> None:
    before = json.loads(release.publish().text("ledger.json"))["prices"]
    replace(release.shop / OFFERS, "319.00,,279.00", ",,279.00")
    after = json.loads(release.publish(10).text("ledger.json"))["prices"]
    assert after["fr"]["C-1"] == [*before["fr"]["C-1"], ["2026-06-11", None]]
    assert after["gb"] == before["gb"]


def test_without_the_rule_the_price_new_is_shown_as_such(site: Built) -> None:
    assert "£299.00" in struck(site, "/en/product/phone-a/")
    assert set(site.page("/en/product/phone-a/").said("span", "price__note")) == {"new"}
    assert "prices" not in json.loads(site.text("ledger.json"))
