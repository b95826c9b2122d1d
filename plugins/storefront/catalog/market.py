"""What one market sells: rows of offers -> products, each known by what lists ask, the rest read when it is asked for.

A build in which little has changed needs the prices, places and hashes of all products, and everything of a few.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

import polars as pl
from babel.numbers import get_currency_precision

from storefront.catalog.cells import Cells, Named, picker
from storefront.catalog.columns import STATUSES
from storefront.catalog.frames import ROW, SOURCE, changed
from storefront.catalog.products import Offer, Product, Traits, Words
from storefront.model import Availability, Locale, Money

UNSAID = (
    rf"^({SOURCE}|{ROW}|#row|rank|updated|currency|status|#stock|#buyable"
    r"|(price|price_new|stock|buy_url)(_[a-z0-9]+)?)$"
)
"""Columns of which a product shows nothing: where it stands, what `#price` and its like are made from."""
OF_PRODUCTS = ("brand", "model", "images", "rating", "rating_count", "review_count", "google_category")
"""Columns that a product has from its first row."""
AVAILABILITIES = {one.value: one for one in Availability}
MARKS = ("#mark", "#traits")
"""Hashes of all that rows say of a product, and of what lists are narrowed by."""
BUYABLE = [one.value for one in Availability if one.buyable]
ON_THE_SHELF = (Availability.IN_STOCK.value, Availability.LIMITED.value)
"""What a stock of 0 ends; a pre-order or back order waits for stock."""


class _Own(NamedTuple):
    """What a market's rows say that other markets' do not, a list a column."""

    places: list[int]
    """Each row's place among all offers."""
    prices: list[int]
    """In the currency's smallest unit."""
    news: list[int | None]
    states: list[Availability]
    urls: list[str]


class MarketRows:
    """The offers with a price in one market, best rank first, those of a product together."""

    def __init__(self, offers: pl.DataFrame, cells: Cells, locale: Locale, traits: Sequence[str]) -> None:
        """The rows of a locale's market; `traits` are the columns that lists are narrowed by, that of prices apart."""
        self._cells, self._narrowed_by = cells, traits
        self._currency, self._digits = locale.currency, get_currency_precision(locale.currency)
        self._rows = _market_rows(offers, locale, self._digits)
        self._known: dict[int, Money] = {}
        self.filled: list[Product] = []
        """The products whose details were read."""

    def products(self) -> dict[str, Product]:
        """The products by key, in the order of their rank."""
        rows, buyable = self._rows, pl.col("#buyable")
        groups = rows.group_by("product", maintain_order=True).agg(
            pl.len(),
            pl.col("category", "rank").first(),
            buyable.any(),
            (pl.col("#state") == Availability.DISCONTINUED.value).all().alias("#discontinued"),
            pl.col("updated").max(),
        )
        by_price = rows.sort("rank", "product", ~buyable, "#price", "sku")
        best = by_price.unique("product", keep="first", maintain_order=True).select("#price", "#price_new")
        groups = pl.concat([groups, best, _marks(rows, self._narrowed_by)], how="horizontal")
        fields = (("product", "category", "rank"), ("#price", "#price_new"), ("#buyable", "#discontinued", "updated"))
        # column by column: `iter_rows` takes several times as long
        parts = (zip(*(groups[name].to_list() for name in names), strict=True) for names in (*fields, MARKS))
        found, end = {}, 0
        for count, identity, price, state, mark in zip(groups["len"].to_list(), *parts, strict=True):
            start, end = end, end + count
            found[identity[0]] = Product(self, (start, end), identity, price, state, mark)
        return found

    def fill(self, products: Sequence[Product]) -> None:
        """Gives products the attributes of `DETAILS`, column by column: for many at once that costs little of each."""
        own, cells = self._own, self._cells
        offers = iter(self._offers([row for one in products for row in range(*one.place)]))
        heads = [own.places[one.place[0]] for one in products]
        pick = picker(heads)
        texts = zip(*(pick(cells.texts[name]) for name in OF_PRODUCTS), strict=True)
        for product, head in zip(products, texts, strict=True):
            start, end = product.place
            if end - start == 1:
                best = next(offers)
                found: tuple[Offer, ...] = (best,)
            else:
                found = tuple(sorted(islice(offers, end - start), key=_by_price))
                best = next((one for one in found if one.availability.buyable), found[0])
            brand, model, images, rating, ratings, reviews, google_category = head
            product.offers, product.best = found, best
            product.brand, product.model, product.google_category = brand, model, google_category
            product.images = _images(best, found, images)
            product.rating_count, product.review_count = int(ratings or 0), int(reviews or 0)
            rated = rating and (product.rating_count or product.review_count)
            product.rating = Decimal(rating) if rated else None
            product.is_read = True
        self.filled += products

    def name(self, row: int, language: str) -> str:
        """The name in a language, else in the source language; empty where a row has none."""
        place, own = self._own.places[row], self._names.get(language)
        return (own and own[place]) or self._names[""][place]

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        return dict(self._cells.names)

    def words(self, row: int) -> Words:
        """What a row says at length of a product."""
        place, cells = self._own.places[row], self._cells
        facts = ((name, texts[place]) for name, texts in cells.specs)
        descriptions = {language: texts[place] for language, texts in cells.descriptions if texts[place]}
        return Words(descriptions, tuple(fact for fact in facts if fact[1]))

    def traits(self, start: int, end: int, *, buyable: bool) -> list[Traits]:
        """Of the rows from a place up to another those that are `buyable`, or not; cheapest first."""
        own, texts = self._own, self._cells.texts
        rows = [row for row in range(start, end) if own.states[row].buyable == buyable]
        if len(rows) > 1:
            rows.sort(key=lambda row: (own.prices[row], texts["sku"][own.places[row]]))
        brand = texts["brand"][own.places[start]]
        return [self._traits(brand, row, own.places[row]) for row in rows]

    def values(self, start: int, end: int, column: str, *, buyable: bool) -> set[str]:
        """What a column of `Traits` says of the same rows; the brand is that of the first row, as in all of them."""
        places, states, texts = self._own.places, self._own.states, self._cells.texts[column]
        if column == "brand":
            return {texts[places[start]]}
        return {texts[places[row]] for row in range(start, end) if states[row].buyable == buyable}

    def _traits(self, brand: str, row: int, place: int) -> Traits:
        texts, price = self._cells.texts, self.money(self._own.prices[row])
        return Traits(brand, texts["grade"][place], texts["storage"][place], texts["colour"][place], price.amount)

    def _offers(self, rows: Sequence[int]) -> list[Offer]:
        """The offers of some rows."""
        own, texts, of_market = self._own, self._cells.texts, picker(rows)
        places = of_market(own.places)
        pick = picker(places)
        return list(
            map(
                Offer,
                *(pick(texts[name]) for name in ("sku", "grade", "condition", "storage", "colour")),
                map(self.money, of_market(own.prices)),
                [None if new is None else self.money(new) for new in of_market(own.news)],
                of_market(own.states),
                of_market(own.urls),
                *(pick(texts[name]) for name in ("gtin", "mpn", "image", "available")),
                [tuple(options.items()) for options in _filled(self._cells.options, places)],
            )
        )

    def forget(self) -> None:
        """Lets go of what was read of single products."""
        for product in self.filled:
            product.forget()
        self.filled.clear()
        self._known.clear()

    def read(self) -> None:
        """Has all at hand that products are made of."""
        _ = self._cells.texts, self._own

    @cached_property
    def _own(self) -> "_Own":
        rows = self._rows
        urls = rows["#buy_url"].fill_null("").to_list()
        states = [AVAILABILITIES[state] for state in rows["#state"].to_list()]
        return _Own(rows["#row"].to_list(), rows["#price"].to_list(), rows["#price_new"].to_list(), states, urls)

    def money(self, units: int) -> Money:
        """An amount of so many of the currency's smallest unit, each distinct one made once."""
        if units not in self._known:
            self._known[units] = Money(Decimal(units).scaleb(-self._digits), self._currency)
        return self._known[units]

    def units(self, money: Money) -> int:
        """How many of the currency's smallest unit an amount is."""
        return int(money.amount.scaleb(self._digits))


def _filled(columns: Named, places: Sequence[int]) -> list[dict[str, str]]:
    """The texts of rows by their names, those that there are."""
    if not columns:
        return [{} for _ in places]
    names, pick = [name for name, _ in columns], picker(places)
    rows = zip(*(pick(texts) for _, texts in columns), strict=True)
    return [{name: text for name, text in zip(names, row, strict=True) if text} for row in rows]


def _images(best: Offer, offers: Sequence[Offer], more: str) -> tuple[str, ...]:
    """The pictures of a product, that of its best offer first; `more` is the cell with further ones."""
    if len(offers) == 1 and not more:
        return (best.image,) if best.image else ()
    found = [best.image, *(one.image for one in offers), *(part.strip() for part in more.split("|"))]
    return tuple(filter(None, dict.fromkeys(found)))


def _by_price(offer: Offer) -> tuple[Decimal, str]:
    return offer.price.amount, offer.sku


def _market_rows(offers: pl.DataFrame, locale: Locale, digits: int) -> pl.DataFrame:
    """The offers with a price in a market, with its own `#stock` and `#buy_url`, and what follows for a shopper.

    `#price` and `#price_new` are in the currency's smallest unit, the latter only where it is higher.
    """
    own_currency = pl.when(pl.col("currency") == locale.currency)

    def cents(name: str) -> pl.Expr:
        text: pl.Expr = pl.coalesce(f"{name}_{locale.market}", own_currency.then(pl.col(name)))
        cents: pl.Expr = (text.cast(pl.Float64) * 10**digits).round().cast(pl.Int64)
        return cents.alias(f"#{name}")

    own = [pl.coalesce(f"{name}_{locale.market}", name).alias(f"#{name}") for name in ("stock", "buy_url")]
    rows = offers.with_row_index("#row").with_columns(cents("price"), cents("price_new"), *own)
    rows = rows.filter(pl.col("#price").is_not_null())  # which are in the order of their products
    said = pl.col("status").fill_null("active").replace_strict({key: one.value for key, one in STATUSES.items()})
    gone = (pl.col("#stock").cast(pl.Int64, strict=False) == 0).fill_null(value=False) & said.is_in(ON_THE_SHELF)
    state = pl.when(gone).then(pl.lit(Availability.OUT_OF_STOCK.value)).otherwise(said)
    higher = pl.when(pl.col("#price_new") > pl.col("#price")).then("#price_new").alias("#price_new")
    return rows.with_columns(state.alias("#state"), higher).with_columns(
        pl.col("#state").is_in(BUYABLE).alias("#buyable")
    )


def _marks(rows: pl.DataFrame, traits: Sequence[str]) -> pl.DataFrame:
    """A market's rows -> `#mark` and `#traits` of each product, in the order of their first rows.

    The sum of its rows' hashes: two states of a product agree by accident once in 2⁶⁴. The first row speaks for the
    product, and headers are the names of what it is: the hashes know both.
    """
    said = rows.select(pl.exclude(UNSAID), changed(pl.col("product")).alias("#first"))
    headers = int.from_bytes(blake2b("\n".join(said.columns).encode(), digest_size=8).digest())
    hashes = said.hash_rows(headers), rows.select(*traits, "#state").hash_rows()
    marked = pl.DataFrame({"product": rows["product"], **dict(zip(MARKS, hashes, strict=True))})
    return marked.group_by("product", maintain_order=True).sum().select(MARKS)
