"""Lists narrowed and sorted in the page: what is shown, how it is remembered, and that Back leaves."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from storefront.shop import PRODUCT
from tests.browser.sample import LOCALES, Sample, Visitor

pytestmark = pytest.mark.browser

CARDS, STATUS = "#products .card", ".filters__status"
NAME_AND_PRICE = (".card__name", ".price__now")


def open_panel(page: Page) -> None:
    page.locator(".filters__panel").evaluate("panel => panel.open = true")


def box(page: Page, facet: str, value: str) -> int:
    """Ticks a value; gives the number of products that stands beside it."""
    label = page.locator(f".filters__value:has([name='{facet}'][value='{value}'])")
    label.click()
    return int(label.locator(".filters__count").inner_text())


@pytest.mark.parametrize("locale", LOCALES)
def test_a_value_leaves_as_many_products_as_it_says(visit: Visitor, locale: str) -> None:
    page = visit("category", locale)
    open_panel(page)
    count = box(page, "brand", "apple")
    expect(page.locator(STATUS)).to_have_text(re.compile(rf"\b{count}$"))
    expect(page.locator(CARDS)).to_have_count(min(count, 24))
    assert set(page.locator(".card__brand").all_inner_texts()) == {"Apple"}
    expect(page.locator("#products .pagination")).to_be_hidden()


def test_cards_show_the_cheapest_of_the_offers_that_are_chosen(visit: Visitor) -> None:
    with (PRODUCT / "content/catalog/offers.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["price_gb"] and row["stock"] != "0"]
    page = visit("category")
    before = dict(zip(*(page.locator(f"{CARDS} {part}").all_inner_texts() for part in NAME_AND_PRICE), strict=True))
    open_panel(page)
    box(page, "grade", "excellent")
    box(page, "storage", "256-gb")
    expect(page.locator(f"{CARDS} .card__specs")).to_contain_text(["256 GB"] * 24)
    expect(page.locator(f"{CARDS} .card__grade")).to_contain_text(["Excellent"] * 24)
    names, prices = (page.locator(f"{CARDS} {part}").all_inner_texts() for part in NAME_AND_PRICE)
    for name, price in zip(names, prices, strict=True):
        chosen = [row for row in rows if (row["name"], row["grade"], row["storage"]) == (name, "excellent", "256 GB")]
        assert float(price.strip("£").replace(",", "")) == min(float(row["price_gb"]) for row in chosen)
    assert any(before.get(name, price) != price for name, price in zip(names, prices, strict=True))
    page.click(".filters [type=reset]")
    expect(page.locator(STATUS)).to_have_text("")
    again = dict(zip(*(page.locator(f"{CARDS} {part}").all_inner_texts() for part in NAME_AND_PRICE), strict=True))
    assert again == before


def test_choices_add_up_and_more_is_shown_on_demand(visit: Visitor) -> None:
    page = visit("category")
    open_panel(page)
    count = box(page, "brand", "samsung")
    expect(page.locator(CARDS)).to_have_count(24)
    page.click(".filters__more button")
    expect(page.locator(CARDS)).to_have_count(count)
    expect(page.locator(".filters__more")).to_be_hidden()
    box(page, "storage", "1-tb")
    expect(page.locator(CARDS)).not_to_have_count(count)
    page.click(".filters [type=reset]")
    expect(page.locator(STATUS)).to_have_text("")
    expect(page.locator(CARDS)).to_have_count(24)
    expect(page.locator("#products .pagination")).to_be_visible()


def test_the_whole_category_is_sorted(visit: Visitor) -> None:
    page = visit("category")
    page.select_option("[name=sort]", "price")
    expect(page.locator(STATUS)).not_to_have_text("")
    prices = [
        float(text.strip("£").replace(",", "")) for text in page.locator("#products .price__now").all_inner_texts()
    ]
    assert prices == sorted(prices)
    page.select_option("[name=sort]", "price-desc")
    expect(page.locator("#products .price__now").first).not_to_have_text(f"£{prices[0]:.2f}")
    assert float(page.locator("#products .price__now").first.inner_text().strip("£").replace(",", "")) > prices[-1]


def test_back_leaves_the_page_and_forward_finds_the_choice_again(visit: Visitor, sample: Sample) -> None:
    page = visit("home")
    page.goto(sample.path("category"))
    open_panel(page)
    box(page, "brand", "google")
    box(page, "grade", "good")
    expect(page).to_have_url(re.compile("#brand=google&grade=good$"))
    chosen = page.locator(f"{CARDS}__link").all_inner_texts()
    page.locator(f"{CARDS}__link").first.click()
    page.go_back()
    expect(page.locator(STATUS)).not_to_have_text("")
    assert page.locator(f"{CARDS}__link").all_inner_texts() == chosen
    page.go_back()
    assert page.url.endswith(sample.path("home"))


def test_a_choice_on_a_later_page_begins_at_the_first(visit: Visitor, sample: Sample) -> None:
    page = visit("category-2")
    page.select_option("[name=sort]", "saving")
    page.wait_for_url(f"**{sample.path('category')}#sort=saving")
    expect(page.locator(STATUS)).not_to_have_text("")


def test_a_list_whose_data_is_lost_stays_as_it_is(visit: Visitor) -> None:
    page = visit("category")
    page.route("**/products.json", lambda route: route.abort())
    page.select_option("[name=sort]", "price")
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator(CARDS)).to_have_count(24)
    expect(page.locator("#products .pagination")).to_be_visible()
    page.unroute("**/products.json")


def test_without_scripts_there_is_no_form_and_every_list_is_linked(visit: Visitor, sample: Sample) -> None:
    page = visit("category", scripts=False)
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator(".pagination")).to_be_visible()
    page.click(".link-row__link >> text=128 GB")
    assert page.url.startswith(f"{sample.origin}{sample.path('category')}")
    expect(page.locator("h1")).to_contain_text("128 GB")
