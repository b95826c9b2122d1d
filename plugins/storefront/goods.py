"""Products as a locale's pages show them: names, prices, cards, structured data, each made once."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

import orjson
from markupsafe import Markup

from storefront.basis import Basis
from storefront.catalog import Offer, Product, read_details
from storefront.images import Profile, Use
from storefront.model import Money
from storefront.views import Card, GradeNote, Picture, Price, Rating

Made = TypeVar("Made")
Noted: TypeAlias = tuple[Made, Sequence[Use]]
"""Something made of a product, and the pictures of ours that it shows."""
MAX_RATING = 5
ROWS = attrgetter("mark")
"""What of a product changes with its rows: all that pages show of one that has no page and no proven price."""


class Goods:
    """What one locale says of products."""

    def __init__(self, basis: Basis, show: Callable[[Card], Markup], no_picture: Picture) -> None:
        """`show` renders a card; `no_picture` stands for that of a product without one."""
        self._basis = basis
        self._shop, self._localizer, self._images = basis.shop, basis.localizer, basis.images
        self._show = show
        self.no_picture = no_picture
        self.have_pages = "product" not in basis.shop.settings.without
        """Products have pages in this shop."""
        self._marks: dict[str, bytes] = {}
        self._cards: dict[str, Noted[Markup]] = {}
        self._entries: dict[str, Noted[orjson.Fragment]] = {}
        self._data: dict[tuple[str, str], orjson.Fragment] = {}
        self._deliveries: dict[Money, str] = {}
        self._ratings: dict[Decimal, tuple[str, int]] = {}
        """What is printed of each rating, and how much of the best that is, in percent."""
        self._grades: dict[str, GradeNote] = {}
        self._only: dict[tuple[str, str], str] = {}
        """What is printed of the storage and the colour of products with one offer."""
        basis.forgets(self._marks)
        basis.forgets(self._cards)
        basis.forgets(self._entries)
        basis.forgets(self._data)

    def product_url(self, product: Product) -> str:
        """Address of a product's page; in a shop without such pages, where its best offer is bought."""
        own = self._basis.url("product", product.key) if self.have_pages else ""
        return own or product.best.buy_url

    def name(self, product: Product) -> str:
        """A product's name in this language."""
        return product.name(self._basis.locale.language)

    def grade(self, key: str) -> GradeNote:
        """A grade's label and explanation; in a shop without grades the word of the export."""
        if key not in self._grades:
            grade = self._shop.grades.get(key)
            said = self._basis.shop_text
            known = GradeNote(said(grade.label), said(grade.explanation)) if grade else None
            self._grades[key] = known or GradeNote(self._basis.value(key), "")
        return self._grades[key]

    def condition(self, offer: Offer) -> GradeNote:
        """An offer's grade; where it has none, its condition, unless that is new."""
        if offer.grade:
            return self.grade(offer.grade)
        return GradeNote("" if offer.condition == "new" else self._conditions[offer.condition], "")

    @cached_property
    def _conditions(self) -> dict[str, str]:
        words = self._localizer.storefront
        return {"refurbished": words.pgettext("product", "Refurbished"), "used": words.pgettext("product", "Used")}

    def delivery(self, offer: Offer) -> str:
        """What an offer's delivery costs and how long it takes, empty where the market does not say."""
        delivery = self._shop.deliveries.get(self._basis.locale.market)
        if delivery is None:
            return ""
        cost = delivery.price_of(offer.price)
        if cost not in self._deliveries:
            self._deliveries[cost] = self._delivery(cost, delivery.days)
        return self._deliveries[cost]

    def _delivery(self, cost: Money, days: tuple[int, int] | None) -> str:
        words, price = self._localizer.storefront, self._localizer.formats.money(*cost)
        text = words.gettext("Delivery %(price)s") % {"price": price} if cost.amount else words.gettext("Free delivery")
        if days is None:
            return text
        fewest, most = map(self._basis.number, days)
        span = most if fewest == most else f"{fewest}–{most}"
        spans = words.ngettext("%(days)s working day", "%(days)s working days", days[1])
        return f"{text}, {spans % {'days': span}}"

    def price(self, offer: Offer) -> Price:
        """An offer's price, with the one that it is compared with where that is higher."""
        formats, (amount, currency), reference = self._localizer.formats, offer.price, offer.reference
        if reference is None:
            return Price(formats.money(amount, currency), "", "", "")
        saved = round((1 - amount / reference.amount) * 100)
        discount = formats.discount(saved) if saved >= 1 else ""
        return Price(formats.money(amount, currency), formats.money(*reference), discount, self._compared)

    @cached_property
    def _compared(self) -> str:
        words = self._localizer.storefront
        if self._shop.settings.prices.compare == "price-new":
            # Translators: before the price of the product when it is new, not refurbished: "new £639.00".
            return words.pgettext("price", "new")
        # Translators: before the price that a reduced one is compared with.
        return words.pgettext("price", "lowest price of the 30 days before")

    def rating(self, product: Product) -> Rating | None:
        """A product's rating, None where nobody has rated it."""
        if product.rating is None:
            return None
        count = product.rating_count or product.review_count
        known = self._ratings.get(product.rating)
        if known is None:
            text = self._localizer.formats.decimal(product.rating, 1)
            known = self._ratings[product.rating] = text, round(product.rating * 100 / MAX_RATING)
        return Rating(*known, count, self._basis.number(count))

    def variant(self, offer: Offer) -> str:
        """What tells an offer from others of its product: `128 Go · Minuit`, `M · Coton`."""
        parts = (offer.storage, offer.colour, *(value for _, value in offer.options))
        return " · ".join(self._basis.value(part) for part in parts if part)

    def marks(self, products: Iterable[Product]) -> bytes:
        """Changes with everything that pages show of these products, in their order."""
        if self._proves or self.have_pages:
            return b"\n".join(map(self.mark, products))
        return array("Q", map(ROWS, products)).tobytes()

    def mark(self, product: Product) -> bytes:
        """Changes with everything that pages show of a product, pictures apart."""
        known = self._marks.get(product.key)
        if known is None:
            known = self._marks[product.key] = self._mark(product)
        return known

    def _mark(self, product: Product) -> bytes:
        proven = [one.reference and one.reference.amount for one in product.offers] if self._proves else ""
        return f"{product.mark:x} {self._basis.url('product', product.key)} {proven}".encode()

    @cached_property
    def _proves(self) -> bool:
        """Whether the ledger has a say in the prices that others are compared with."""
        return self._shop.settings.prices.compare == "lowest-of-30-days"

    def cards(self, products: Sequence[Product]) -> tuple[Markup, ...]:
        """The cards of several products, each made once."""
        return tuple(self._each(products, self._cards, lambda one: self._show(self._card(one))))

    def entries(self, products: Sequence[Product], data: Callable[[Product], dict[str, Any]]) -> list[orjson.Fragment]:
        """The structured data of several products in lists, each made once."""
        return self._each(products, self._entries, lambda one: orjson.Fragment(orjson.dumps(data(one))))

    def _each(
        self, products: Sequence[Product], known: dict[str, Noted[Made]], make: Callable[[Product], Made]
    ) -> list[Made]:
        """What is made of each of several products, or known of it, its pictures noted."""
        if unknown := [one for one in products if one.key not in known]:
            read_details(unknown)
            noting = self._images.noting
            for product in unknown:
                known[product.key] = noting(make, product)
        found = [known[one.key] for one in products]
        for _, uses in found:
            if uses:
                self._images.note(uses)
        return [made for made, _ in found]

    def once(self, name: tuple[str, str], data: Callable[[], dict[str, Any]]) -> orjson.Fragment:
        """A piece of structured data that many products have, made once."""
        known = self._data.get(name)
        if known is None:
            known = self._data[name] = orjson.Fragment(orjson.dumps(data()))
        return known

    def _card(self, product: Product) -> Card:
        name = self.name(product)
        return Card(
            key=product.key,
            name=name,
            url=self.product_url(product),
            picture=self.product_picture(product, "card"),
            brand=product.brand,
            specs=self._choices(product),
            price=self.price(product.best),
            several=product.several,
            grade=self.condition(product.best).label,
            rating=self.rating(product),
            availability=product.best.availability.word,
            available=product.available,
            discontinued=product.discontinued,
        )

    def _choices(self, product: Product) -> str:
        """What the offers have to choose from: the storages, the number of colours."""
        if len(product.offers) == 1:
            only = product.best.storage, product.best.colour
            if only not in self._only:
                self._only[only] = " · ".join(self._basis.value(one) for one in only if one)
            return self._only[only]
        offers = [one for one in product.offers if one.availability.buyable] or list(product.offers)
        storages = list(dict.fromkeys(offer.storage for offer in offers if offer.storage))
        colours = list(dict.fromkeys(offer.colour for offer in offers if offer.colour))
        parts = [self._basis.value(storages[0])] if len(storages) == 1 else []
        if len(storages) > 1:
            parts.append(" / ".join(self._basis.value(one) for one in sorted(storages, key=by_size)))
        if len(colours) == 1:
            parts.append(self._basis.value(colours[0]))
        elif colours:
            text = self._localizer.storefront.ngettext("%(num)s colour", "%(num)s colours", len(colours))
            parts.append(text % {"num": self._basis.number(len(colours))})
        return " · ".join(parts)

    def product_picture(self, product: Product, profile: Profile, place: int = 0) -> Picture:
        """A product's picture, the theme's stand-in where it has none."""
        if place >= len(product.images):
            return replace(self.no_picture, alt=self.name(product))
        image = product.images[place]
        return self._basis.picture(image if "://" in image else f"images/{image}", self.name(product), profile)


def by_size(storage: str) -> float:
    """Sorts `64 GB`, `512 GB`, `1 TB` by size; words stay in front."""
    number, _, unit = storage.partition(" ")
    try:
        return float(number) * {"MB": 1e6, "GB": 1e9, "TB": 1e12}.get(unit, 1.0)
    except ValueError:
        return 0.0
