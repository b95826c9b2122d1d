"""Lists of products: categories, their landing pages, and the same lists in further orders."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, partial
from itertools import chain, islice

from markupsafe import Markup

from storefront.catalog import Product, read_details
from storefront.edition import Edition
from storefront.facets import Facets, Kinds, ListFacets
from storefront.images import Use
from storefront.inputs import own_mark
from storefront.model import Bundle, Category, Document
from storefront.page import Inputs, Page, Series
from storefront.pages.namesakes import BETWEEN, namesakes
from storefront.pages.product_data import list_entries, main_image
from storefront.pages.shell import Outline, Shells, chunks, page, pagination
from storefront.seo.jsonld import item_list
from storefront.settings import Order
from storefront.templates import digest_of
from storefront.urls import PageId
from storefront.values import frozen, value
from storefront.views import CategoryTile, CategoryView, Facet, GradeNote, Link, LinkRow

RELATED = 8
DATA = "products.json"
"""A list's data for the script that narrows it, beside its first page."""
ORDERS: dict[Order, Callable[[Product], float]] = {
    "price": lambda product: float(product.price.amount),
    "price-desc": lambda product: -float(product.price.amount),
    "saving": lambda product: -product.discount,
}


@value
class Listing:
    """A list of products with a page of its own, or several."""

    page: PageId
    category: Category
    products: Sequence[Product]
    title: str
    intro: Markup
    outro: Markup
    description: str
    lang: str
    """Language of the editors' texts, where it is not the page's."""
    facets: ListFacets
    above: str = ""
    """What tells its title from that of a category of the same name elsewhere, where there is one."""


def category_pages(edition: Edition, listings: Iterable[Listing]) -> Iterator[Page]:
    """The lists of the locale, cut into pages."""
    size, most = edition.shop.settings.catalog.page_size, edition.shop.settings.catalog.max_pages
    for listing in listings:
        parts = chunks(listing.products, size)[:most]
        lastmod = max((product.updated for product in listing.products if product.updated), default=None)
        pages = _Pages(edition, listing, parts, lastmod)
        series = Series(edition.url(*listing.page), pages.all_inputs)
        shells = Shells(edition, listing.page, len(parts))
        for number in range(1, len(parts) + 1):
            yield page(
                edition,
                listing.page,
                "category.html",
                partial(pages.make, number),
                place=(number, shells),
                lastmod=lastmod,
                inputs=partial(pages.inputs, number),
                series=series,
            )


def listings_of(edition: Edition, kinds: Kinds) -> Iterator[Listing]:
    """Every list of the locale: each category that sells something here or did until lately, then its sublists.

    `kinds` is what is known of products after the lists of other locales.
    """
    facets, above = Facets(edition, kinds), namesakes(edition)
    for key, category in edition.store.categories.items():
        if edition.url("category", key):
            own = _category(edition, category, facets, above.get(key, ""))
            yield own
            yield from _landings(edition, own, facets)
            yield from _orders(edition, own, ListFacets(facets, ()))


def has_filters(edition: Edition, listing: Listing) -> bool:
    """Whether a list can be narrowed in the page: it has products to choose from, and all of them in its pages."""
    settings = edition.shop.settings.facets
    return settings.filters and listing.page[0] != "order" and len(listing.products) > 1 and listing.facets.are_there


def data_url(edition: Edition, listing: Listing) -> str:
    """Where a list's data is."""
    return f"{edition.url(*listing.page)}{DATA}"


def _category(edition: Edition, category: Category, facets: Facets, above: str) -> Listing:
    bundle = edition.store.bundles["categories"].get(category.key)
    document = bundle.document(edition.locale) if bundle else None
    name = edition.graph.label(("category", category.key), edition.locale)
    products = edition.category_products.get(category.key, [])
    given = edition.prose.text(bundle, document.description) if bundle and document and document.description else ""
    return Listing(
        page=("category", category.key),
        category=category,
        products=products,
        title=edition.prose.text(bundle, document.title) if bundle and document else name,
        intro=_editors_text(edition, bundle, document, "html"),
        outro=_editors_text(edition, bundle, document, "below"),
        description=given or _summary(edition, BETWEEN.join(filter(None, (name, above))), products),
        lang=edition.prose.foreign(document),
        facets=ListFacets(facets, products, category.key),
        above="" if document else above,
    )


def _landings(edition: Edition, of: Listing, facets: Facets) -> Iterator[Listing]:
    name = edition.graph.label(of.page, edition.locale)
    for landing in edition.graph.landings(of.category.key, edition.locale):
        products = landing.products(of.products)
        fill = partial(landing.fill, localizer=edition.localizer, shop=edition.shop, category=name)
        title, text = fill(landing.table.title), fill(landing.table.text)
        intro = Markup("<p>{}</p>").format(text) if text else Markup("")
        description = text or _summary(edition, title, products)
        own = ListFacets(facets, products)
        yield Listing(landing.page, of.category, products, title, intro, Markup(""), description, "", own, of.above)


def _orders(edition: Edition, of: Listing, none: ListFacets) -> Iterator[Listing]:
    for order in edition.shop.settings.facets.orders:
        page_id = ("order", f"{of.category.key}:{order}")
        if edition.url(*page_id):
            buyable = sorted(of.products, key=ORDERS[order])
            products = sorted(buyable, key=lambda one: (one.discontinued, not one.available))
            title = f"{of.title} – {edition.graph.label(page_id, edition.locale)}"
            empty = Markup("")
            yield Listing(page_id, of.category, products, title, empty, empty, of.description, "", none, of.above)


@frozen
class _Pages:
    """The pages of a list; what all of them show is made once."""

    edition: Edition
    listing: Listing
    parts: Sequence[Sequence[Product]]
    """The products of each page."""
    lastmod: date | None

    def make(self, number: int) -> tuple[Outline, CategoryView]:
        """The outline and the view of a page."""
        edition, listing, part = self.edition, self.listing, self.parts[number - 1]
        subcategories, pictures = self._subcategories
        edition.images.note(pictures)
        sells = edition.sells(listing.category.key)
        view = CategoryView(
            title=listing.title,
            count=len(listing.products),
            count_text=edition.number(len(listing.products)),
            intro=listing.intro if number == 1 else Markup(""),
            outro=listing.outro if number == 1 else Markup(""),
            subcategories=subcategories,
            facets=listing.facets.shown,
            filters=self._filters,
            choices=tuple(_choices(listing.facets.shown)) if number == 1 else (),
            orders=self._orders,
            cards=edition.goods.cards(part),
            pagination=pagination(edition, listing.page, number, len(self.parts)),
            page_number=number,
            grades=_grades(edition, part),
            alternatives=() if sells else edition.goods.cards(_bestsellers(edition, listing)),
            lang=listing.lang,
        )
        start = (number - 1) * edition.shop.settings.catalog.page_size
        items = list_entries(edition, part)
        outline = Outline(
            title=BETWEEN.join(filter(None, (listing.title, listing.above))),
            description=listing.description,
            image=main_image(part),
            image_alt=edition.goods.name(part[0]) if part else listing.title,
            json_ld=(item_list(listing.title, len(listing.products), items, start),) if items else (),
        )
        return outline, view

    def inputs(self, number: int) -> Inputs:
        """What `make` makes a page from."""
        part = self.parts[number - 1]
        return self._inputs(f"{number} {len(part)}", [*part, *self._said[1]])

    def all_inputs(self) -> Inputs:
        """What all pages are made from, and the day that stands for them in the sitemap."""
        return self._inputs(f"{list(map(len, self.parts))} {self.lastmod}", chain(*self.parts, self._said[1]))

    def _inputs(self, place: str, products: Iterable[Product]) -> Inputs:
        marks = self.edition.goods.marks(products)
        return Inputs(digest_of(self._mark, place.encode()), digest_of(marks))

    @cached_property
    def _mark(self) -> bytes:
        """Changes with what all pages are made from besides products."""
        values, _, beside = self._said
        return own_mark(self.edition, self.listing.page, values, beside)

    @cached_property
    def _subcategories(self) -> tuple[tuple[CategoryTile, ...], tuple[Use, ...]]:
        """The categories below, and their pictures."""
        keys = self.listing.category.children if self.listing.page[0] == "category" else ()
        return self.edition.images.noting(lambda: tuple(category_tiles(self.edition, keys)))

    @cached_property
    def _filters(self) -> str:
        return data_url(self.edition, self.listing) if has_filters(self.edition, self.listing) else ""

    @cached_property
    def _orders(self) -> tuple[Link, ...]:
        return tuple(_order_links(self.edition, self.listing))

    @cached_property
    def _said(self) -> tuple[tuple[object, ...], list[Product], list[PageId]]:
        """Of all pages: texts and counts, the products that they show beside the list's own, the pages beside it."""
        edition, listing = self.edition, self.listing
        sells = edition.sells(listing.category.key)
        shown = [] if sells else _bestsellers(edition, listing)
        below: tuple[object, ...] = ()
        beside = _order_pages(edition, listing)
        if listing.page[0] == "category":
            beside += [one.page for one in edition.graph.landings(listing.category.key, edition.locale)]
            beside += [("category", key) for key in listing.category.children]
            children = listing.category.children
            below = tile_counts(edition, children), tile_pictures(edition, children)
        words = (listing.title, listing.above, listing.intro, listing.outro, listing.description, listing.lang)
        return (len(self.parts), sells, len(listing.products), words, listing.facets.mark, below), shown, beside


def _choices(facets: Sequence[Facet]) -> Iterator[LinkRow]:
    """The landing pages below a list, facet by facet."""
    for facet in facets:
        if links := tuple(Link(value.label, value.url) for value in facet.values if value.url):
            yield LinkRow(facet.label, links)


def _order_links(edition: Edition, listing: Listing) -> Iterator[Link]:
    """The orders that a category has pages in, its own first; none where it has no other."""
    orders = _order_pages(edition, listing)
    if listing.page[0] != "facet" and orders and edition.url(*orders[0]):
        own = ("category", listing.category.key)
        yield Link(edition.gettext("Our order"), edition.url(*own), current=listing.page == own)
        for one in orders:
            yield Link(edition.graph.label(one, edition.locale), edition.url(*one), current=listing.page == one)


def _order_pages(edition: Edition, listing: Listing) -> list[PageId]:
    return [("order", f"{listing.category.key}:{order}") for order in edition.shop.settings.facets.orders]


def _bestsellers(edition: Edition, listing: Listing) -> list[Product]:
    """What can be bought in the nearest category above one that has nothing to sell, else in the whole shop."""
    near = edition.graph.living_category(("category", listing.category.key), edition.locale)
    products = edition.category_products[near[1]] if near else edition.products
    return list(islice((one for one in products if one.available), RELATED))


def category_tiles(edition: Edition, keys: Sequence[str]) -> Iterator[CategoryTile]:
    """The categories among `keys` that sell something here, each with the picture of its first product."""
    for key in keys:
        if edition.sells(key):
            products = edition.category_products[key]
            link = edition.link(("category", key))
            first = _pictured(products)
            picture = edition.goods.product_picture(first, "card") if first else None
            yield CategoryTile(link.label, link.url, len(products), edition.number(len(products)), picture)


def tile_counts(edition: Edition, keys: Iterable[str]) -> list[tuple[bool, int]]:
    """Of each category whether it sells something, and how many products it has."""
    sizes = edition.store.sizes(edition.locale)
    return [(edition.sells(key), sizes.get(key, 0)) for key in keys]


def tile_pictures(edition: Edition, keys: Iterable[str]) -> list[tuple[str, str] | None]:
    """What the tile of each category may show of a product: its name and its picture."""
    lists = [edition.category_products.get(key, ()) for key in keys]
    read_details(one for products in lists for one in products[:1])
    return [(edition.goods.name(one), one.images[0]) if one else None for one in map(_pictured, lists)]


def _pictured(products: Iterable[Product]) -> Product | None:
    """The product whose picture stands on the tile of a category."""
    return next((one for one in products if one.images), None)


def _editors_text(edition: Edition, bundle: Bundle | None, document: Document | None, field: str) -> Markup:
    html = getattr(document, field) if document else ""
    return edition.prose.body(bundle, html) if bundle and html else Markup("")


def _summary(edition: Edition, name: str, products: Sequence[Product]) -> str:
    """The meta description of a list without a text of its own: its number of products and their lowest price."""
    prices = [product.price for product in products if product.available]
    if not prices:
        return edition.gettext("%(name)s at %(shop)s.", name=name, shop=edition.shop.name)
    text = edition.localizer.storefront.ngettext(
        "%(name)s: %(count)s product from %(price)s at %(shop)s.",
        "%(name)s: %(count)s products from %(price)s at %(shop)s.",
        len(products),
    )
    price, count = edition.localizer.formats.money(*min(prices)), edition.number(len(products))
    return text % {"name": name, "count": count, "price": price, "shop": edition.shop.name}


def _grades(edition: Edition, products: Sequence[Product]) -> tuple[GradeNote, ...]:
    """The grades that the shown products are offered in, best first."""
    there = {offer.grade for product in products for offer in product.offers}
    return tuple(edition.goods.grade(key) for key in edition.shop.grades if key in there)
