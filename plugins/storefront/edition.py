"""The shop in one locale: what views are built from, each value made once.

An `Edition` knows the store, the graph, the words, the pictures and the cards of its locale. The modules of `pages`
ask it for links, prices and cards; it decides nothing about pages.
"""

import os
import re
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property, partial
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from typing import Any

import orjson
from markupsafe import Markup

from storefront.catalog import Offer, Product
from storefront.images import ImageLibrary, Profile, Use
from storefront.localizer import Localizer
from storefront.model import Bundle, Day, Document, Locale, Money
from storefront.shelf import Shelf
from storefront.shop import Shop
from storefront.slugs import slugify
from storefront.store import Store
from storefront.urls import Graph, PageId, page_of
from storefront.views import (
    Author,
    Card,
    Dated,
    Fragment,
    GradeNote,
    Link,
    Picture,
    Price,
    Rating,
    Teaser,
)

LINK = re.compile(r'href="\{(\w+)\}([^"#]*)(#[^"]*)?"')
IMAGE = re.compile(r"<img ([^>]*?)\s*/?>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
KINDS = {"product": "product", "category": "category", "post": "post", "guide": "guide", "page": "page"}
FOLDERS = {"blog": "post", "guides": "guide", "pages": "page", "categories": "category", "authors": "author"}
MAX_RATING = 5


class Edition:
    """The shop in one locale."""

    def __init__(
        self,
        store: Store,
        graph: Graph,
        localizer: Localizer,
        images: ImageLibrary,
        show: Callable[[Card, str], Fragment],
        picture_markup: Callable[[Picture], Markup],
        no_picture: Picture,
    ) -> None:
        self.store = store
        self.shop: Shop = store.shop
        self.graph = graph
        self.localizer = localizer
        self.locale: Locale = localizer.locale
        self.images = images
        self._show = show
        self._picture_markup = picture_markup
        self.no_picture = no_picture
        self._cards: dict[str, tuple[Fragment, Sequence[Use]]] = {}
        self._marks: dict[str, bytes] = {}
        self._data: dict[tuple[str, str], tuple[orjson.Fragment, Sequence[Use]]] = {}
        self._teasers: dict[tuple[str, str], Teaser] = {}
        self._values: dict[str, str] = {}
        self._deliveries: dict[Money, str] = {}
        self._ratings: dict[Decimal, tuple[str, int]] = {}
        """What is printed of each rating, and how much of the best that is, in percent."""
        self._grades: dict[str, GradeNote] = {}
        self._shelves: dict[str, Shelf] = {}
        self._caches: list[MutableMapping[Any, Any]] = [self._marks, self._cards, self._data, self._teasers]
        self.files: dict[str, Path] = {}
        """Files that texts offer for download, by address."""

    def forgets(self, cache: MutableMapping[Any, Any]) -> None:
        """Has a cache of values of this edition emptied with its own."""
        self._caches.append(cache)

    def forget(self) -> None:
        """Lets go of what was made of single products and texts, for it to be made again where it is needed."""
        for cache in self._caches:
            cache.clear()

    def gettext(self, message: str, **values: str) -> str:
        """A message of the theme's domain with its named values."""
        text = self.localizer.storefront.gettext(message)
        return text % values if values else text

    def shop_text(self, text: str) -> str:
        """A string of `shop.toml` in this language."""
        return self.localizer.term("shop", text)

    def url(self, kind: str, key: str = "", number: int = 1) -> str:
        """Address of a page from the root, empty where this locale does not have it."""
        return self.graph.url((kind, key), self.locale, number)

    def link(self, page: PageId) -> Link:
        """A link to a page that this locale has."""
        graph, locale = self.graph, self.locale
        return Link(graph.label(page, locale), graph.url(page, locale), lang=graph.language(page, locale))

    def absolute(self, url: str) -> str:
        """An address with the shop's host before it."""
        return url if url.startswith("https://") else f"{self.shop.address}{url}"

    @cached_property
    def products(self) -> list[Product]:
        """The products that this market sells, best rank first."""
        return list(self.store.products(self.locale).values())

    @cached_property
    def category_products(self) -> dict[str, list[Product]]:
        """The products of each category's subtree by rank, those that can be bought first where the shop says so."""
        found = self.store.category_products(self.locale)
        if self.shop.settings.catalog.sold_out == "in-place":
            return dict(found)
        return {key: sorted(products, key=shelf_order) for key, products in found.items()}

    def sells(self, category: str) -> bool:
        """Whether something in a category can still be bought here, now or when it is back."""
        page = ("category", category)
        return bool(self.graph.url(page, self.locale)) and self.graph.listed(page, self.locale)

    def shelf(self, category: str) -> Shelf:
        """A category's products in the order of their prices, sorted once."""
        if category not in self._shelves:
            self._shelves[category] = Shelf(self.category_products.get(category, ()))
        return self._shelves[category]

    @cached_property
    def posts(self) -> list[Bundle]:
        """The posts of this locale, newest first."""
        return self.store.posts(self.locale)

    @cached_property
    def guides(self) -> list[Bundle]:
        """The guides of this locale, newest first."""
        return self.store.guides(self.locale)

    @cached_property
    def mentions(self) -> dict[str, list[PageId]]:
        """The guides, then the posts, that link to each product."""
        found: dict[str, list[PageId]] = {}
        for bundle in (*self.guides, *self.posts):
            for product in bundle.products:
                found.setdefault(product, []).append((FOLDERS[bundle.kind], bundle.key))
        return found

    def product_url(self, product: Product) -> str:
        """Address of a product's page; in a shop without such pages, where its best offer is bought."""
        return self.url("product", product.key) or product.best.buy_url

    def name(self, product: Product) -> str:
        """A product's name in this language."""
        return product.names.get(self.locale.language) or product.names.get("", product.key)

    def value(self, text: str) -> str:
        """An attribute's value in this language, each distinct one made once."""
        if text not in self._values:
            self._values[text] = self.localizer.value(text) if text else ""
        return self._values[text]

    def number(self, value: int) -> str:
        """A whole number in the locale's digits."""
        return self.localizer.formats.number(value)

    def grade(self, key: str) -> GradeNote:
        """A grade's label and explanation; in a shop without grades the word of the export."""
        if key not in self._grades:
            grade = self.shop.grades.get(key)
            label, text = (grade.label, grade.explanation) if grade else ("", "")
            self._grades[key] = GradeNote(self.shop_text(label) if grade else self.value(key), self.shop_text(text))
        return self._grades[key]

    def condition(self, offer: Offer) -> GradeNote:
        """An offer's grade; where it has none, its condition, unless that is new."""
        if offer.grade:
            return self.grade(offer.grade)
        return GradeNote("" if offer.condition == "new" else self._conditions[offer.condition], "")

    @cached_property
    def _conditions(self) -> dict[str, str]:
        words = self.localizer.storefront
        return {"refurbished": words.pgettext("product", "Refurbished"), "used": words.pgettext("product", "Used")}

    def delivery(self, offer: Offer) -> str:
        """What an offer's delivery costs and how long it takes, empty where the market does not say."""
        delivery = self.shop.deliveries.get(self.locale.market)
        if delivery is None:
            return ""
        cost = delivery.price_of(offer.price)
        if cost not in self._deliveries:
            self._deliveries[cost] = self._delivery(cost, delivery.days)
        return self._deliveries[cost]

    def _delivery(self, cost: Money, days: tuple[int, int] | None) -> str:
        price = self.localizer.formats.money(*cost)
        text = self.gettext("Delivery %(price)s", price=price) if cost.amount else self.gettext("Free delivery")
        if days is None:
            return text
        fewest, most = days
        span = self.number(most) if fewest == most else f"{self.number(fewest)}–{self.number(most)}"
        words = self.localizer.storefront.ngettext("%(days)s working day", "%(days)s working days", most)
        return f"{text}, {words % {'days': span}}"

    def price(self, offer: Offer) -> Price:
        """An offer's price, with the one that it is compared with where that is higher."""
        formats = self.localizer.formats
        reference, discount, note = "", "", ""
        if offer.reference is not None:
            reference = formats.money(offer.reference.amount, offer.reference.currency)
            share = 1 - offer.price.amount / offer.reference.amount
            discount = formats.discount(share) if round(share * 100) >= 1 else ""
            note = self._compared
        return Price(formats.money(offer.price.amount, offer.price.currency), reference, discount, note)

    @cached_property
    def _compared(self) -> str:
        words = self.localizer.storefront
        if self.shop.settings.prices.compare == "price-new":
            # Translators: before the price of the product when it is new, not refurbished: "new £639.00".
            return words.pgettext("price", "new")
        # Translators: before the price that a reduced one is compared with.
        return words.pgettext("price", "lowest price of the 30 days before")

    def rating(self, product: Product) -> Rating | None:
        """A product's rating, None where nobody has rated it."""
        if product.rating is None:
            return None
        count = product.rating_count or product.review_count
        if product.rating not in self._ratings:
            text = self.localizer.formats.decimal(product.rating, 1)
            self._ratings[product.rating] = text, round(product.rating * 100 / MAX_RATING)
        return Rating(*self._ratings[product.rating], count, self.number(count))

    def variant(self, offer: Offer) -> str:
        """What tells an offer from others of its product: `128 Go · Minuit`, `M · Coton`."""
        parts = (offer.storage, offer.colour, *(value for _, value in offer.options))
        return " · ".join(self.value(part) for part in parts if part)

    def mark(self, product: Product) -> bytes:
        """Changes with everything that pages show of a product, pictures apart."""
        known = self._marks.get(product.key)
        if known is None:
            known = self._marks[product.key] = self._mark(product)
        return known

    def _mark(self, product: Product) -> bytes:
        proven = [one.reference and one.reference.amount for one in product.offers] if self._proves else ""
        return f"{product.mark:x} {self.url('product', product.key)} {proven}".encode()

    @cached_property
    def _proves(self) -> bool:
        """Whether the ledger has a say in the prices that others are compared with."""
        return self.shop.settings.prices.compare == "lowest-of-30-days"

    def card(self, product: Product) -> Fragment:
        """A product's card, made once."""
        known = self._cards.get(product.key)
        if known is None:
            known = self._cards[product.key] = self.images.noting(partial(self._shown_card, product))
        if known[1]:
            self.images.note(known[1])
        return known[0]

    def cards(self, products: Iterable[Product]) -> tuple[Fragment, ...]:
        """The cards of several products."""
        return tuple(map(self.card, products))

    def once(self, name: tuple[str, str], data: Callable[[], dict[str, Any]]) -> orjson.Fragment:
        """A piece of structured data that many pages hold, made once."""
        known = self._data.get(name)
        if known is None:
            known = self._data[name] = self.images.noting(lambda: orjson.Fragment(orjson.dumps(data())))
        self.images.note(known[1])
        return known[0]

    def _shown_card(self, product: Product) -> Fragment:
        card = self._card(product)
        return self._show(card, f"{self.mark(product).decode()} {card.picture.src}")

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
            availability=product.best.availability.value,
            available=product.available,
            discontinued=product.discontinued,
        )

    def _choices(self, product: Product) -> str:
        """What the offers have to choose from: the storages, the number of colours."""
        if len(product.offers) == 1:
            return " · ".join(self.value(one) for one in (product.best.storage, product.best.colour) if one)
        offers = [one for one in product.offers if one.availability.buyable] or list(product.offers)
        storages = list(dict.fromkeys(offer.storage for offer in offers if offer.storage))
        colours = list(dict.fromkeys(offer.colour for offer in offers if offer.colour))
        parts = [self.value(storages[0])] if len(storages) == 1 else []
        if len(storages) > 1:
            parts.append(" / ".join(self.value(one) for one in sorted(storages, key=by_size)))
        if len(colours) == 1:
            parts.append(self.value(colours[0]))
        elif colours:
            text = self.localizer.storefront.ngettext("%(num)s colour", "%(num)s colours", len(colours))
            parts.append(text % {"num": self.number(len(colours))})
        return " · ".join(parts)

    def product_picture(self, product: Product, profile: Profile, place: int = 0) -> Picture:
        """A product's picture, the theme's stand-in where it has none."""
        if place >= len(product.images):
            return replace(self.no_picture, alt=self.name(product))
        image = product.images[place]
        return self.picture(image if "://" in image else f"images/{image}", self.name(product), profile)

    def picture(self, image: str, alt: str, profile: Profile) -> Picture:
        """A picture of `content/` (or an https address) in the widths that a use needs."""
        return self.images.picture(self.original(image), alt, profile)

    def original(self, image: str) -> str:
        """A picture of `content/` by its path below it; the address of one elsewhere stays as it is."""
        return image if self.shop.is_elsewhere(image) else image.lstrip("/")

    @cached_property
    def language_names(self) -> dict[str, str]:
        """What each locale's language calls itself, by locale code."""
        return {one.locale.code: one.formats.language_name(one.locale) for one in self.store.localizers.values()}

    def picture_or_none(self, bundle: Bundle, document: Document, profile: Profile) -> Picture | None:
        """The picture of a bundle, where it has one."""
        return self.picture(bundle.image, document.image_alt, profile) if bundle.image else None

    def dated(self, day: Day) -> Dated:
        """A date for people and machines."""
        return Dated(day.iso, self.localizer.formats.date(day))

    def author(self, key: str) -> Author | None:
        """An author, None where there is no such bundle."""
        bundle = self.store.bundles["authors"].get(key)
        if bundle is None:
            return None
        document = bundle.document(self.locale) or next(iter(bundle.documents.values()))
        picture = self.picture_or_none(bundle, document, "portrait")
        return Author(document.title, self.url("author", key), document.role, picture)

    def authors(self, bundle: Bundle) -> tuple[Author, ...]:
        """The authors of a post or guide."""
        return tuple(author for key in bundle.authors if (author := self.author(key)))

    def kicker(self, bundle: Bundle, document: Document) -> str:
        """The line above a title: its own, else the blog category."""
        return document.kicker or self.localizer.term("blog", bundle.category)

    def text(self, bundle: Bundle, text: str) -> str:
        """A line of a bundle with its figures filled in."""
        return self.localizer.fill(text, bundle.amounts)

    def teaser(self, bundle: Bundle) -> Teaser:
        """A post or guide as lists show it, made once."""
        place = (bundle.kind, bundle.key)
        if place not in self._teasers:
            self._teasers[place] = self._teaser(bundle)
        return self._teasers[place]

    def _teaser(self, bundle: Bundle) -> Teaser:
        document = self.document(bundle)
        kind = FOLDERS[bundle.kind]
        return Teaser(
            title=self.text(bundle, document.title),
            url=self.url(kind, bundle.key),
            kicker=self.kicker(bundle, document),
            standfirst=self.text(bundle, document.standfirst),
            date=self.dated(bundle.date) if bundle.date else None,
            authors=self.authors(bundle),
            picture=self.picture_or_none(bundle, document, "body"),
            tags=self.tags(bundle),
            lang=self.foreign(document),
        )

    def tags(self, bundle: Bundle) -> tuple[Link, ...]:
        """The tags of a post that have a page."""
        return tuple(self.link(("tag", tag)) for tag in bundle.tags if self.url("tag", tag))

    def document(self, bundle: Bundle) -> Document:
        """The text of a bundle in this language. Raises `LookupError` where it has none."""
        document = bundle.document(self.locale)
        if document is None:
            raise LookupError(f"{bundle.kind}/{bundle.key} has no text for {self.locale.code}")
        return document

    def has_own(self, page: PageId, locale: Locale) -> bool:
        """Whether a locale has a page with a text in its own language."""
        return bool(self.graph.url(page, locale)) and not self.graph.language(page, locale)

    def foreign(self, document: Document | None) -> str:
        """The language of a text where it is not this locale's, empty otherwise."""
        return document.lang if document and document.lang not in self.locale.fallbacks else ""

    def body(self, bundle: Bundle, html: str, document: Document | None = None) -> Markup:
        """The HTML of a bundle's text: figures, links and pictures filled in for this locale."""
        folder = Path((document or self.document(bundle)).source).parent
        html = self.localizer.fill(html, {name: escape(text) for name, text in bundle.amounts.items()})
        html = LINK.sub(lambda match: self._resolved(match, folder), html)
        html = IMAGE.sub(lambda match: self._image(match, folder), html)
        return Markup(html)  # noqa: S704 - the editors' own HTML

    def _resolved(self, match: re.Match[str], folder: Path) -> str:
        """A link with the address of what `{kind}target#place` names, or of the nearest page above that is there."""
        kind, target, place = match.groups(default="")
        if kind in {"static", "attach"}:
            return f'href="{self.file(self._path(target, folder))}{place}"'
        page = self._named(kind, target, folder)
        near = self.graph.nearest(page, self.locale)
        return f'href="{self.graph.url(near, self.locale)}{place if near == page else ""}"'

    def _named(self, kind: str, target: str, folder: Path) -> PageId:
        if kind == "filename":
            parts = self._path(target, folder).relative_to(self.shop.content).parts
            return page_of(FOLDERS[parts[0]], "/".join(parts[1:-1]))
        return page_of(KINDS[kind], target)

    def file(self, path: Path) -> str:
        """Address of a file that a text offers for download; its content is part of the address."""
        mark = sha256(path.read_bytes()).hexdigest()[:8]
        address = f"/files/{slugify(path.stem, self.locale.language)}-{mark}{path.suffix.lower()}"
        self.files[address] = path
        return address

    def _path(self, target: str, folder: Path) -> Path:
        base = self.shop.content if target.startswith("/") else self.shop.folder / folder
        return Path(os.path.normpath(base / target.lstrip("/")))

    def _image(self, match: re.Match[str], folder: Path) -> str:
        attributes = dict(ATTRIBUTE.findall(match[1]))
        source = attributes.get("src", "").removeprefix("{static}").removeprefix("{attach}")
        if self.shop.is_elsewhere(source):
            return match[0]
        picture = self.images.picture(self._path(source, folder), unescape(attributes.get("alt", "")), "body")
        return str(self._picture_markup(picture))


def shelf_order(product: Product) -> tuple[bool, bool, int]:
    """The order of products in lists: those that can be bought, then the sold-out ones, by rank."""
    return (product.discontinued, not product.available, product.rank)


def by_size(storage: str) -> float:
    """Sorts `64 GB`, `512 GB`, `1 TB` by size; words stay in front."""
    number, _, unit = storage.partition(" ")
    try:
        return float(number) * {"MB": 1e6, "GB": 1e9, "TB": 1e12}.get(unit, 1.0)
    except ValueError:
        return 0.0
