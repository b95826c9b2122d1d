"""Everything that the output holds: pages, feeds, sitemaps, pictures and the theme's files, as `Artifact`s."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import blake2b
from urllib.parse import quote

import orjson

from storefront import merchant
from storefront.assets import Assets
from storefront.catalog import Product
from storefront.edition import Edition
from storefront.inputs import own_mark
from storefront.ledger import NAME as LEDGER
from storefront.ledger import ledger_bytes
from storefront.manifest import REDIRECTS, TYPES
from storefront.model import Bundle
from storefront.page import Inputs, Page
from storefront.pages import categories
from storefront.pages.blog import feed_url, terms_of
from storefront.pages.categories import Listing
from storefront.pages.shell import absolute_links, instant, is_version, versions_of
from storefront.redirects import next_ledger, redirects_bytes, redirects_of
from storefront.render import Renderer
from storefront.seo import feeds, sitemaps
from storefront.store import Store
from storefront.templates import digest_of
from storefront.urls import BLOG, HOME, Graph, PageId
from storefront.values import value
from storefront.views import Site

IMMUTABLE = "public, max-age=31536000, immutable"
"""For files whose address changes with their content."""
HASHED = re.compile(r"^/static/.*\.[0-9a-f]{8}(\.[^./]*)?$")
"""Addresses of the theme's files that hold their content's hash; those of `root/static/` have their own names."""
SHORT = "public, max-age=300"
"""For pages and everything else that changes under its address."""
ASKED_AGAIN = "public, max-age=0, s-maxage=300"
"""For the choice of language: a browser that kept it would not notice that a language was chosen meanwhile."""
LONGEST_TAG = 256
"""Characters of a cache tag that CloudFront reads."""


@value
class Artifact:
    """One file of the output."""

    path: str
    """Relative to the output folder."""
    fingerprint: str
    """Hash of everything that its bytes depend on."""
    make: Callable[[], bytes]
    cache: str = SHORT
    lastmod: date | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    """Cache tags."""
    noted: bool = False
    """The fingerprint says nothing of the pictures in it: which it shows has to be kept from build to build."""

    @property
    def type(self) -> str:
        """Its content type."""
        if self.path.endswith("atom.xml"):
            return "application/atom+xml"
        return TYPES.get(f".{self.path.rpartition('.')[2]}", "application/octet-stream")


@value
class Shared:
    """What renders the pages of a locale, and what they share."""

    renderer: Renderer
    site: Site
    site_digest: str
    surroundings: bytes
    """Hash of what the views of all pages are built from."""

    def fingerprint(self, template: str, inputs: Inputs) -> str:
        """Hashes of everything that bytes depend on which a template prints of such inputs."""
        return self.renderer.known_fingerprint(template, self.site_digest, self.surroundings, *inputs)


def page_artifact(page: Page, shared: Shared) -> Artifact:
    """A page; its HTML is made when the file has to be, its view too where the page says what that is made from."""
    renderer, site = shared.renderer, shared.site
    if page.inputs:
        fingerprint = shared.fingerprint(page.template, page.inputs())
        make: Callable[[], bytes] = partial(_made, page, shared)
    else:
        around, view = page.make()
        fingerprint = renderer.fingerprint(page.template, shared.site_digest, around, view)
        make = partial(renderer.render, page.template, site, around, view)
    cache = ASKED_AGAIN if page.path == "index.html" else SHORT
    noted = page.inputs is not None
    return Artifact(page.path, fingerprint, make, cache, page.lastmod, page.locale, _tags(page), noted)


def _made(page: Page, shared: Shared) -> bytes:
    return shared.renderer.render(page.template, shared.site, *page.make())


def _tags(page: Page) -> tuple[str, ...]:
    """What a CDN may forget together: the page in all languages, all pages of a template, those of a locale.

    In ASCII and without spaces and commas, as headers and all CDNs want them: a blog's tag may be any words.
    """
    kind, key = page.id
    about = quote(f"{kind}-{key}" if key else kind)
    if len(about) > LONGEST_TAG:
        about = f"{kind}-{blake2b(key.encode(), digest_size=8).hexdigest()}"
    return (about, f"t-{page.template.removesuffix('.html')}", f"l-{page.locale.lower()}")


def feed_artifacts(edition: Edition, shared: Shared) -> Iterator[Artifact]:
    """The feed of the blog and those of its categories."""
    if edition.posts:
        yield _feed(edition, shared, BLOG, edition.posts)
        for key, posts in terms_of(edition)["blog-category"].items():
            yield _feed(edition, shared, ("blog-category", key), posts)


def _feed(edition: Edition, shared: Shared, page_id: PageId, posts: Sequence[Bundle]) -> Artifact:
    newest = posts[: edition.shop.settings.blog.feed_size]
    said = [(edition.prose.mark(one), edition.prose.teaser_mark(one)) for one in newest]
    fingerprint = digest_of(shared.surroundings, own_mark(edition, page_id, said)).hex()
    make = partial(_feed_bytes, edition, page_id, newest)
    return Artifact(feed_url(edition, page_id).lstrip("/"), fingerprint, make, noted=True)


def _feed_bytes(edition: Edition, page_id: PageId, posts: Sequence[Bundle]) -> bytes:
    title = edition.shop.name if page_id == BLOG else f"{edition.shop.name} – {edition.link(page_id).label}"
    feed = feeds.Feed(
        title=title,
        subtitle=edition.shop_text(edition.shop.settings.tagline),
        lang=edition.locale.code,
        url=edition.absolute(feed_url(edition, page_id)),
        page=edition.absolute(edition.url(*page_id)),
        author=edition.shop.name,
        entries=[_entry(edition, post) for post in posts],
    )
    return feeds.atom(feed)


def _entry(edition: Edition, post: Bundle) -> feeds.Entry:
    document = edition.prose.document(post)
    published, updated = post.date, post.modified or post.date
    if published is None or updated is None:
        raise ValueError(f"the post {post.key} has no date")
    return feeds.Entry(
        title=edition.prose.text(post, document.title),
        url=edition.absolute(edition.url("post", post.key)),
        published=instant(edition, published),
        updated=instant(edition, updated),
        authors=tuple(author.name for author in edition.prose.authors(post)),
        categories=tuple(edition.localizer.term("tag", tag) for tag in post.tags),
        summary=edition.prose.text(post, document.standfirst),
        html=absolute_links(edition.prose.body(post, document.html), edition, ("post", post.key)),
        lang=edition.prose.foreign(document),
    )


def sitemap_artifacts(editions: Sequence[Edition], pages: Sequence[Page]) -> Iterator[Artifact]:
    """The sitemaps of all locales, their index and robots.txt."""
    files: list[tuple[str, date | None]] = []
    versions: dict[tuple[PageId, int], str] = {}  # the same in all locales that have a page
    for edition in editions:
        listed = [one for one in pages if one.locale == edition.locale.code and one.indexable]
        locations = [_location(edition, one, versions) for one in listed]
        for name, data, lastmod in sitemaps.sitemaps(edition.locale.prefix, locations):
            files.append((name, lastmod))
            yield _small(name, data)
    address = editions[0].shop.address
    yield _small("sitemap.xml", sitemaps.index(address, files))
    yield _small("robots.txt", sitemaps.robots(address))


def _location(edition: Edition, page: Page, versions: dict[tuple[PageId, int], str]) -> sitemaps.Location:
    """A page of the sitemap; `versions` are the links between those that are known."""
    place = (HOME if page.id[0] == "chooser" else page.id), page.number
    if place not in versions:
        versions[place] = sitemaps.links((one.hreflang, one.url) for one in versions_of(edition, *place))
    own = page.id[0] == "chooser" or is_version(edition, *place)
    return sitemaps.Location(edition.absolute(page.url), page.lastmod, versions[place] if own else "")


def merchant_artifacts(editions: Sequence[Edition], shared: Mapping[str, Shared]) -> Iterator[Artifact]:
    """The product feeds for Google's Merchant Center."""
    for edition in editions:
        if merchant.has_feed(edition):
            path = f"{edition.locale.prefix}/{merchant.NAME}"
            google = orjson.dumps(edition.store.imported.google_ids)
            above = [page for page in edition.graph.entries if page[0] in {"home", "category"}]
            named = digest_of(google, *map(edition.graph.mark, above))
            fingerprint = _products_fingerprint(edition, shared, edition.products, named)
            yield Artifact(path, fingerprint, partial(merchant.feed_bytes, edition), noted=True)


def _products_fingerprint(
    edition: Edition, shared: Mapping[str, Shared], products: Iterable[Product], own: bytes = b""
) -> str:
    around = shared[edition.locale.code].surroundings
    return digest_of(around, edition.goods.marks(products), own).hex()


def filter_artifacts(
    editions: Sequence[Edition], listings: Mapping[str, Sequence[Listing]], shared: Mapping[str, Shared]
) -> Iterator[Artifact]:
    """The data of the lists that can be narrowed in the page; `listings` are those of each locale, by its code."""
    for edition in editions:
        size = edition.shop.settings.catalog.page_size
        for one in listings[edition.locale.code]:
            if categories.has_filters(edition, one):
                length = edition.graph.length(one.page, edition.locale)
                pages = [edition.url(*one.page, number) for number in range(1, length + 1)]
                own = digest_of(orjson.dumps(pages), one.facets.mark)
                fingerprint = _products_fingerprint(edition, shared, one.products[: size * length], own)
                make = partial(one.facets.data, pages, size)
                yield Artifact(categories.data_url(edition, one).lstrip("/"), fingerprint, make, noted=True)


def address_artifacts(store: Store, graph: Graph, pages: Sequence[Page]) -> Iterator[Artifact]:
    """What is known of addresses beyond the pages: where old ones lead, and every one for the next release."""
    yield _small(REDIRECTS, redirects_bytes(redirects_of(store, graph, pages)))
    yield _small(LEDGER, ledger_bytes(next_ledger(store, graph, pages)))


def _small(path: str, data: bytes) -> Artifact:
    """A file that costs less to make than to wonder whether it changed."""
    return Artifact(path, blake2b(data, digest_size=12).hexdigest(), lambda: data)


def asset_artifacts(assets: Assets) -> Iterator[Artifact]:
    """The theme's files; those with their content in the address may be kept for ever."""
    for address, content in assets.files.items():
        data = content if isinstance(content, bytes) else content.read_bytes()
        cache = IMMUTABLE if HASHED.search(address) else SHORT
        fingerprint = blake2b(data, digest_size=12).hexdigest()
        yield Artifact(address.lstrip("/"), fingerprint, partial(bytes, data), cache)


def file_artifacts(editions: Sequence[Edition]) -> Iterator[Artifact]:
    """The files that texts offer for download."""
    files = {address: path for edition in editions for address, path in edition.prose.files.items()}
    for address, path in files.items():
        yield Artifact(address.lstrip("/"), address, path.read_bytes, IMMUTABLE)
