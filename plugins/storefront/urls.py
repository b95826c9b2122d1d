"""The one place that spells addresses: `Store` -> `Graph`, every page of every locale with its address.

The switcher, canonical and hreflang links, sitemaps, feeds, breadcrumbs and links in texts all ask the graph.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from datetime import date
from hashlib import blake2b
from itertools import chain
from math import ceil
from operator import attrgetter
from typing import TypeAlias

import orjson

from storefront.landings import Landing, kept_landings, landing_problems, trait_label
from storefront.localizer import Localizer
from storefront.model import Bundle, Document, Locale
from storefront.problems import Problem
from storefront.settings import Order
from storefront.slugs import slugify
from storefront.store import Store

PageId: TypeAlias = tuple[str, str]
"""Kind and key: `("product", "apple-iphone-13")`."""

HOME: PageId = ("home", "")
BLOG: PageId = ("blog", "")
GUIDES: PageId = ("guides", "")
OWN_WORDS: Mapping[str, str] = {"category": "category", "blog-category": "blog", "tag": "tag"}
"""Kinds of pages whose address need not be made from their name, with the context of their word in `urls.po`."""
NAMED_BY: Mapping[str, str] = {"blog-category": "category", "tag": "tags"}
"""Kinds of terms that posts name, with the key of the header in which they do."""
TERMS: Mapping[str, PageId] = {kind: ("terms", kind) for kind in ("blog-category", "tag", "author", "year")}
"""The list of all terms of a kind, above each term."""

LONGEST = 1000
"""Characters of an address: with the name of its file it has to be the key of a bucket, 1,024 bytes, and a path."""

ROUTES: Mapping[str, str] = {
    "category": "shop",
    "product": "product",
    "blog": "blog",
    "blog-category": "blog/category",
    "tag": "blog/tag",
    "author": "blog/author",
    "year": "blog/archive",
    "guides": "guides",
    "page": "page",
    "order-price": "by-price",
    "order-price-desc": "by-falling-price",
    "order-saving": "by-saving",
}
"""The path before a page's slug, in English; `urls.po` translates it (context `route`). `page` counts lists' pages."""


@dataclass(slots=True)
class Entry:
    """A page of the graph in all locales that have it."""

    id: PageId
    parent: PageId | None
    source: str
    """What it is made from, for reports."""
    labels: dict[str, str] = field(default_factory=dict)
    """Its name by locale code, as breadcrumbs and lists print it."""
    urls: dict[str, str] = field(default_factory=dict)
    """Its address from the root by locale code: `/fr/blog/`."""
    lengths: dict[str, int] = field(default_factory=dict)
    """How many pages it spans by locale code, where it is a list of several."""
    languages: dict[str, str] = field(default_factory=dict)
    """Language of its text by locale code, where it is not the locale's own."""
    originals: dict[str, str] = field(default_factory=dict)
    """A locale whose own text that is, by locale code."""
    ended: dict[str, date] = field(default_factory=dict)
    """Since when it has had nothing to sell by locale code: a discontinued product, a category of nothing else."""


SOLD = {"category", "product", "facet", "order"}
"""Kinds of pages that end when there is nothing to sell any more."""


def page_of(kind: str, key: str) -> PageId:
    """The page that editors mean by a kind and a key: the bundle `pages/home` is the home page."""
    return HOME if (kind, key) == ("page", "home") else (kind, key)


class Graph:
    """Every page with its address in every locale."""

    def __init__(self, store: Store) -> None:
        self.entries: dict[PageId, Entry] = {}
        self._landings: dict[tuple[str, str], list[Landing]] = {}
        self._marks: dict[PageId, bytes] = {}
        self._versions: dict[tuple[PageId, int], tuple[tuple[Locale, str], ...]] = {}
        self._locales = [locale for locale in store.shop.locales if not locale.is_pseudo]
        self.problems: list[Problem] = []
        """What the shop wants pages for that cannot be."""
        self.page_words = {code: _route(loc, "page") for code, loc in store.localizers.items()}
        """What stands before the number of a list's further pages in their addresses, by locale code."""
        if store.recalled:
            self.entries.update((row[0], Entry(*row)) for row in store.recalled.entries)
            landings: dict[str, list[Landing]] = {code: [] for code in store.localizers}
        else:
            landings, left_out = kept_landings(store)
            self.problems += landing_problems(store, chain(*landings.values(), left_out), left_out)
        for code, localizer in store.localizers.items():
            _Linker(self.entries, store, localizer, landings[code]).link()
            for landing in landings[code]:
                self._landings.setdefault((code, landing.category), []).append(landing)
        self._remember(store)

    def catalog(self) -> Iterator[tuple[object, ...]]:
        """The fields of every entry that comes from the catalog."""
        fields = attrgetter(*(one.name for one in dataclass_fields(Entry)))
        return (fields(entry) for page, entry in self.entries.items() if page[0] in SOLD)

    def _remember(self, store: Store) -> None:
        """Adds what was sold once, without an address: links to it lead to the nearest page above."""
        for record in store.ledger.records.values():
            if record.page[0] in SOLD:
                above = ("category", record.category) if record.category else HOME
                self.entries.setdefault(record.page, Entry(record.page, above, "ledger.json"))

    def url(self, page: PageId, locale: Locale, number: int = 1) -> str:
        """A page's address from the root, empty where the locale does not have it."""
        entry = self.entries.get(page)
        url = entry.urls.get(locale.code, "") if entry else ""
        return self._numbered(url, locale.code, number) if url and number > 1 else url

    def length(self, page: PageId, locale: Locale) -> int:
        """How many pages a list has in a locale; 1 for a page that is no list."""
        return self.entries[page].lengths.get(locale.code, 1)

    def label(self, page: PageId, locale: Locale) -> str:
        """A page's name in a locale that has it."""
        return self.entries[page].labels[locale.code]

    def landings(self, category: str, locale: Locale) -> list[Landing]:
        """The landing pages below a category, in the order of `shop.toml`."""
        return self._landings.get((locale.code, category), [])

    def nearest(self, page: PageId, locale: Locale) -> PageId:
        """The page, or the nearest one above it that the locale has; the home page at last."""
        at: PageId | None = page
        while at is not None:
            entry = self.entries.get(at)
            if entry is not None and locale.code in entry.urls:
                return at
            at = entry.parent if entry else None
        return HOME

    def language(self, page: PageId, locale: Locale) -> str:
        """The language of a page's text where it is not the locale's, empty otherwise."""
        return self.entries[page].languages.get(locale.code, "")

    def original(self, page: PageId, locale: Locale) -> str:
        """Where a page stands whose text a locale shows in another language; empty where the text is its own."""
        entry = self.entries[page]
        return entry.urls[entry.originals[locale.code]] if locale.code in entry.originals else ""

    def listed(self, page: PageId, locale: Locale) -> bool:
        """Whether a page is to be found by search engines: a category is, while it has something to sell."""
        if page[0] == "order":
            return False
        return page[0] != "category" or locale.code not in self.entries[page].ended

    def versions(self, page: PageId, number: int) -> tuple[tuple[Locale, str], ...]:
        """The locales in which a page (of a list, the `number`th) is to be found, its text their own: its addresses.

        One for each code that search engines know: of `es` and `es-419`, which is `es` to them, the former.
        """
        known = self._versions.get((page, number))
        if known is None:
            found = tuple(self._found(page, number))
            first = {one.hreflang: one for one, _ in reversed(found)} | {one.code: one for one, _ in found}
            known = tuple((one, url) for one, url in found if first[one.hreflang] is one)
            self._versions[page, number] = known
        return known

    def _found(self, page: PageId, number: int) -> Iterator[tuple[Locale, str]]:
        entry = self.entries[page]
        for locale in self._locales:
            url = self.url(page, locale, number)
            own = number <= entry.lengths.get(locale.code, 1) and not entry.languages.get(locale.code)
            if url and own and self.listed(page, locale):
                yield locale, url

    def mark(self, page: PageId) -> bytes:
        """Changes with the names and addresses of a page and of those above it, and where they have ended."""
        known, entry = self._marks.get(page), self.entries.get(page)
        if entry is None:
            return b""
        if known is None:
            above = self.mark(entry.parent) if entry.parent else b""
            said = orjson.dumps((page, entry.labels, entry.urls, entry.languages, tuple(entry.ended)))
            known = self._marks[page] = blake2b(said, key=above, digest_size=8).digest()
        return known

    def living_category(self, page: PageId, locale: Locale) -> PageId | None:
        """The nearest category above a page that has something to sell in a locale."""
        entry = self.entries.get(page)
        at = entry.parent if entry and page[0] in SOLD else None
        while at is not None and at != HOME:
            if self.url(at, locale) and self.listed(at, locale):
                return at
            entry = self.entries.get(at)
            at = entry.parent if entry else None
        return None

    def trail(self, page: PageId, locale: Locale) -> list[PageId]:
        """The way from the home page to a page, both included."""
        trail = [page]
        while (parent := self.entries[trail[-1]].parent) is not None:
            trail.append(parent)
        return [step for step in reversed(trail) if locale.code in self.entries[step].urls]

    def collisions(self) -> list[Problem]:
        """Addresses that two pages claim, with both sources."""
        owners: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            for url in self._all_urls(entry):
                owners.setdefault(url, []).append(entry)
        return [_collision(url, found) for url, found in owners.items() if len(found) > 1]

    def overlong(self) -> Iterator[Problem]:
        """Addresses that are too long for what serves them."""
        for entry in self.entries.values():
            for url in entry.urls.values():
                if len(url) > LONGEST:
                    message = f"the address has {len(url):,} characters, {LONGEST:,} are allowed: {url[:60]}…"
                    hint = "nest fewer categories in one another, or give them shorter names"
                    yield Problem(entry.source or "shop.toml", field="slug", message=message, hint=hint)

    def _all_urls(self, entry: Entry) -> Iterator[str]:
        """The addresses of a page in every locale, and those of the further pages of a list."""
        yield from entry.urls.values()
        for code, length in entry.lengths.items():
            yield from (self._numbered(entry.urls[code], code, number) for number in range(2, length + 1))

    def _numbered(self, url: str, code: str, number: int) -> str:
        return f"{url}{self.page_words[code]}/{number}/"


def _collision(url: str, found: list[Entry]) -> Problem:
    if (kind := found[-1].id[0]) in NAMED_BY and all(entry.id[0] == kind for entry in found):
        named = " and ".join(f"“{entry.id[1]}” ({entry.source})" for entry in found)
        hint = "write it the same in every post, or give one of them a word of its own in translations/…/urls.po"
        return Problem(found[-1].source, field=NAMED_BY[kind], message=f"{named} have one address, {url}", hint=hint)
    names = " and ".join(entry.source or " ".join(entry.id) for entry in found)
    hint = "give one of them another slug (header `slug`, or translations/…/urls.po)"
    return Problem(found[-1].source or "shop.toml", field="slug", message=f"{url} is claimed by {names}", hint=hint)


def _route(localizer: Localizer, kind: str) -> str:
    """A translated route in the letters of addresses, whatever the translators wrote."""
    words = localizer.urls.pgettext("route", ROUTES[kind]).split("/")
    return "/".join(filter(None, (slugify(word, localizer.locale.language) for word in words))) or ROUTES[kind]


@dataclass
class _Linker:
    """Adds the pages of one locale to the graph."""

    entries: dict[PageId, Entry]
    store: Store
    localizer: Localizer
    landings: Sequence[Landing]
    """The landing pages of this locale."""

    @property
    def locale(self) -> Locale:
        """The locale whose pages are added."""
        return self.localizer.locale

    @property
    def without(self) -> tuple[str, ...]:
        """Kinds of pages that the shop does not have."""
        return self.store.shop.settings.without

    def link(self) -> None:
        self._add(HOME, None, self.localizer.storefront.gettext("Home"), "")
        if not self.store.recalled:
            self._catalog()
        self._blog()
        self._guides()
        for bundle in self.store.bundles["pages"].values():
            if bundle.key != "home":
                self._document(("page", bundle.key), HOME, bundle, "")

    def _add(
        self, page: PageId, parent: PageId | None, label: str, path: str, source: str = "", length: int = 1
    ) -> None:
        entry = self.entries.setdefault(page, Entry(page, parent, source))
        entry.labels[self.locale.code] = label
        entry.urls[self.locale.code] = f"/{self.locale.prefix}/{path}/" if path else f"/{self.locale.prefix}/"
        if length > 1:
            entry.lengths[self.locale.code] = length

    def _catalog(self) -> None:
        route = _route(self.localizer, "category")
        sold = self.store.category_products(self.locale)
        slugs: dict[str, str] = {}
        taken: dict[str | None, set[str]] = {}
        for category in self.store.categories.values():
            name = self.localizer.category(category)
            own = self._own_word("category", category.key) or self._own_word("category", category.name)
            slug = slugify(own or name, self.locale.language)
            path = f"{slugs[category.parent]}/{slug}" if category.parent else slug
            siblings = taken.setdefault(category.parent, set())
            slugs[category.key] = _distinct(path, siblings)
            siblings.add(slugs[category.key])
            products = sold.get(category.key, [])
            if products or self.store.outlives_products(category, self.locale):
                page = ("category", category.key)
                parent = ("category", category.parent) if category.parent else HOME
                path = f"{route}/{slugs[category.key]}"
                self._add(page, parent, name, path, f"category “{category.key}”", self._length(len(products)))
                if all(one.discontinued for one in products):
                    self._end(page)
                else:
                    self._add_orders(category.key, path, len(products))
        self._add_landings({key: f"{route}/{slug}" for key, slug in slugs.items()})
        if "product" not in self.without:
            self._products()

    def _add_orders(self, category: str, path: str, products: int) -> None:
        """The pages of a category in further orders."""
        for order in self.store.shop.settings.facets.orders:
            page, route = ("order", f"{category}:{order}"), _route(self.localizer, f"order-{order}")
            source = f"order {order} of category “{category}”"
            name = _order_name(self.localizer, order)
            self._add(page, ("category", category), name, f"{path}/{route}", source, self._length(products))

    def _add_landings(self, paths: Mapping[str, str]) -> None:
        """The landing pages below their categories, at addresses that no category has."""
        taken = set(paths.values())
        shop, language = self.store.shop, self.locale.language
        for landing in self.landings:
            category = ("category", landing.category)
            name = self.entries[category].labels[self.locale.code]
            slug = slugify(landing.fill(landing.table.slug, self.localizer, shop, name), language)
            path = _distinct(f"{paths[landing.category]}/{slug}", taken)
            taken.add(path)
            label = trait_label(self.localizer, shop, landing.table.facet, landing.value)
            source = f"landing page “{landing.value}” of “{landing.category}”"
            self._add(landing.page, category, label, path, source, self._length(landing.count))

    def _length(self, products: int) -> int:
        """How many pages a list of so many products spans."""
        catalog = self.store.shop.settings.catalog
        return min(ceil(products / catalog.page_size), catalog.max_pages or products)

    def _products(self) -> None:
        route, language = _route(self.localizer, "product"), self.locale.language
        products = self.store.products(self.locale).values()
        names = {one.key: one.name(language) for one in products}
        slugs = {key: slugify(name, language) for key, name in names.items()}
        taken = Counter(slugs.values())
        for product in products:
            slug = slugs[product.key]
            if taken[slug] > 1 or not slug:
                slug = f"{slug}-{slugify(product.key, language)}".strip("-")
            parent = ("category", product.category)
            page = ("product", product.key)
            self._add(page, parent, names[product.key], f"{route}/{slug}", f"product {product.key}")
            if product.discontinued:
                self._end(page)

    def _end(self, page: PageId) -> None:
        self.entries[page].ended[self.locale.code] = self.store.ended(page, self.locale)

    def _blog(self) -> None:
        posts = self.store.posts(self.locale)
        if not posts:
            return
        words, route = self.localizer.storefront, _route(self.localizer, "blog")
        self._add(
            BLOG, HOME, words.gettext("Blog"), route, length=ceil(len(posts) / self.store.shop.settings.blog.page_size)
        )
        for post in posts:
            self._document(("post", post.key), BLOG, post, route)
        topics = ((one.category, one) for one in posts)
        self._terms("blog-category", topics, lambda key: self.localizer.term("blog", key))
        tags = ((tag, one) for one in posts for tag in one.tags)
        self._terms("tag", tags, lambda key: self.localizer.term("tag", key))
        self._terms("year", ((str(one.date.date.year), one) for one in posts if one.date), str)
        self._authors(Counter(key for one in posts for key in one.authors))

    def _document(self, page: PageId, parent: PageId, bundle: Bundle, route: str) -> None:
        document = bundle.document(self.locale)
        if document is not None:
            label = self.localizer.fill(document.title, bundle.amounts)
            self._add(page, parent, label, f"{route}/{document.slug}".lstrip("/"), document.source)
            if bundle.own(self.locale) is None:
                self._lend(page, bundle, document)

    def _lend(self, page: PageId, bundle: Bundle, document: Document) -> None:
        """Notes that this locale shows another language's text, and whose that is."""
        entry = self.entries[page]
        entry.languages[self.locale.code] = document.lang
        owners = (one.code for one in self.store.shop.locales if bundle.own(one) is document)
        if owner := next(owners, ""):
            entry.originals[self.locale.code] = owner

    def _terms(self, kind: str, named: Iterable[tuple[str, Bundle]], name: Callable[[str], str]) -> None:
        """The list of the terms of a kind, and a page for each, of the terms that posts name."""
        posts: dict[str, list[Bundle]] = {}
        for key, post in named:
            if key:
                posts.setdefault(key, []).append(post)
        if not posts or kind in self.without:
            return
        route = _route(self.localizer, kind)
        self._add(TERMS[kind], BLOG, _terms_title(self.localizer, kind), route)
        for key, naming in sorted(posts.items()):
            label = name(key)
            path = f"{route}/{slugify(self._own_word(kind, key) or label, self.locale.language)}"
            texts = naming[0].documents
            source = texts.get(self.store.shop.source_language) or next(iter(texts.values()))
            self._add((kind, key), TERMS[kind], label, path, source.source, self._lists(len(naming)))

    def _own_word(self, kind: str, name: str) -> str:
        """The word that `urls.po` gives something for its address, empty where it gives none."""
        context = OWN_WORDS.get(kind, "")
        given = context and not self.localizer.urls.missing([(context, name)])
        return self.localizer.urls.pgettext(context, name) if given else ""

    def _lists(self, posts: int) -> int:
        """How many pages the list of a term's posts spans."""
        blog = self.store.shop.settings.blog
        return ceil(posts / (blog.list_size or blog.page_size))

    def _authors(self, counts: Mapping[str, int]) -> None:
        route = _route(self.localizer, "author")
        authors = [author for key, author in self.store.bundles["authors"].items() if key in counts]
        if not authors or "author" in self.without:
            return
        self._add(TERMS["author"], BLOG, _terms_title(self.localizer, "author"), route)
        for author in authors:
            document = author.document(self.locale) or next(iter(author.documents.values()))
            path, length = f"{route}/{document.slug}", self._lists(counts[author.key])
            self._add(("author", author.key), TERMS["author"], document.title, path, document.source, length)

    def _guides(self) -> None:
        guides = self.store.guides(self.locale)
        if guides:
            route = _route(self.localizer, "guides")
            self._add(GUIDES, HOME, self.localizer.storefront.gettext("Guides"), route)
            for guide in guides:
                self._document(("guide", guide.key), GUIDES, guide, route)


def _order_name(localizer: Localizer, order: Order) -> str:
    gettext = localizer.storefront.gettext
    names = {
        "price": gettext("Price, low to high"),
        "price-desc": gettext("Price, high to low"),
        "saving": gettext("Biggest saving"),
    }
    return names[order]


def _terms_title(localizer: Localizer, kind: str) -> str:
    gettext = localizer.storefront.gettext
    titles = {
        "blog-category": gettext("Topics"),
        "tag": gettext("Tags"),
        "author": gettext("Authors"),
        "year": gettext("Archive"),
    }
    return titles[kind]


def _distinct(path: str, taken: set[str]) -> str:
    """The path, or with the smallest number behind it that no sibling has."""
    names: Iterator[str] = (f"{path}-{number}" for number in range(2, len(taken) + 3))
    return path if path not in taken else next(name for name in names if name not in taken)
