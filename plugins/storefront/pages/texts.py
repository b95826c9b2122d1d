"""The home page, the static pages, the 404 pages and the language chooser."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from heapq import nsmallest
from itertools import chain
from typing import Any

import orjson
from markupsafe import Markup

from storefront.catalog import Product
from storefront.edition import Edition
from storefront.inputs import page_inputs
from storefront.model import Bundle, Document
from storefront.page import Inputs, Page
from storefront.pages.blog import changed
from storefront.pages.categories import category_tiles, tile_counts, tile_pictures
from storefront.pages.policies import return_policy, shipping_service
from storefront.pages.shell import INDEX, NO_INDEX, Outline, Shells, page, switcher, versions_of
from storefront.seo.jsonld import script, thing
from storefront.templates import digest_of
from storefront.urls import BLOG, GUIDES, HOME
from storefront.views import (
    Choice,
    ChooserView,
    Head,
    HomeView,
    NotFoundView,
    PageShell,
    TextView,
)


def home_pages(edition: Edition) -> Iterator[Page]:
    """The locale's home page."""
    yield page(edition, HOME, "home.html", partial(_home, edition), inputs=partial(_home_inputs, edition))


def _home(edition: Edition) -> tuple[Outline, HomeView]:
    bundle, document = _home_text(edition)
    most = edition.shop.settings.home
    best, deals = _shown(edition)
    tagline = edition.shop_text(edition.shop.settings.tagline)
    view = HomeView(
        title=document.title if document else tagline or edition.shop.name,
        standfirst=document.standfirst if document else edition.shop_text(edition.shop.settings.description),
        body=edition.prose.body(bundle, document.html) if bundle and document else Markup(""),
        picture=edition.prose.picture_or_none(bundle, document, "hero") if bundle and document else None,
        categories=tuple(category_tiles(edition, _tops(edition))),
        bestsellers=edition.goods.cards(best),
        deals=edition.goods.cards(deals),
        posts=tuple(edition.prose.teaser(post) for post in edition.posts[: most.posts]),
        guides=tuple(edition.prose.teaser(guide) for guide in edition.guides[: most.guides]),
        blog=edition.url(*BLOG),
        guides_index=edition.url(*GUIDES),
        lang=edition.prose.foreign(document),
    )
    title = f"{edition.shop.name} – {tagline}" if tagline else edition.shop.name
    data = (_organization(edition),)
    return Outline(title=title, image=bundle.image if bundle else "", json_ld=data), view


def _home_inputs(edition: Edition) -> Inputs:
    """What `_home` makes its page from."""
    bundle, document = _home_text(edition)
    most, tops = edition.shop.settings.home, _tops(edition)
    told = [*edition.posts[: most.posts], *edition.guides[: most.guides]]
    text = edition.prose.mark(bundle) if bundle and document else b""
    products = edition.of_catalog("home", lambda: _home_products(edition, tops))
    beside = [BLOG, GUIDES, *(("category", key) for key in tops)]
    return page_inputs(
        edition, HOME, (text, tile_counts(edition, tops), list(map(edition.prose.teaser_mark, told))), products, beside
    )


def _home_products(edition: Edition, tops: Sequence[str]) -> bytes:
    return digest_of(edition.goods.marks(chain(*_shown(edition))), orjson.dumps(tile_pictures(edition, tops)))


def _home_text(edition: Edition) -> tuple[Bundle | None, Document | None]:
    bundle = edition.store.bundles["pages"].get("home")
    return bundle, bundle.document(edition.locale) if bundle else None


def _tops(edition: Edition) -> list[str]:
    """Keys of the top categories."""
    return [one.key for one in edition.store.categories.values() if one.parent is None]


def _shown(edition: Edition) -> tuple[list[Product], list[Product]]:
    """The bestsellers and the deals of the home page."""
    most = edition.shop.settings.home
    sellers = [product for product in edition.products if product.available]
    best = (edition.products if edition.shop.settings.catalog.sold_out == "in-place" else sellers)[: most.bestsellers]
    return best, _deals(sellers, best, most.deals)


def _deals(sellers: Sequence[Product], shown: Sequence[Product], most: int) -> list[Product]:
    """The deepest discounts among what is not shown already."""
    known = {one.key for one in shown}
    reduced = (one for one in sellers if one.discount > 0 and one.key not in known)
    return nsmallest(most, reduced, key=lambda one: (-one.discount, one.rank))


def _organization(edition: Edition) -> dict[str, Any]:
    """OnlineStore (Google Search Central, organization)."""
    shop, about = edition.shop, edition.shop.settings.organization
    logo = edition.images.social(edition.original(shop.settings.image))
    return thing(
        "OnlineStore",
        **{"@id": f"{shop.address}/#organization"},
        name=shop.name,
        url=f"{shop.address}/",
        legalName=about.legal_name,
        email=about.email,
        foundingDate=about.founded,
        sameAs=list(about.same_as),
        description=edition.shop_text(shop.settings.description),
        logo=edition.absolute(logo[0]) if logo[0] else None,
        hasMerchantReturnPolicy=return_policy(edition),
        hasShippingService=shipping_service(edition),
    )


def text_pages(edition: Edition) -> Iterator[Page]:
    """The static pages."""
    for bundle in edition.store.bundles["pages"].values():
        if bundle.key != "home" and bundle.document(edition.locale):
            make, inputs = partial(_text, edition, bundle), partial(_text_inputs, edition, bundle)
            yield page(edition, ("page", bundle.key), "text.html", make, lastmod=changed(bundle), inputs=inputs)


def _text(edition: Edition, bundle: Bundle) -> tuple[Outline, TextView]:
    document = edition.prose.document(bundle)
    title, standfirst = edition.prose.text(bundle, document.title), edition.prose.text(bundle, document.standfirst)
    body, lang = edition.prose.body(bundle, document.html), edition.prose.foreign(document)
    view = TextView(title=title, standfirst=standfirst, body=body, lang=lang)
    description = edition.prose.text(bundle, document.description)
    return Outline(title=title, description=description, image=bundle.image), view


def _text_inputs(edition: Edition, bundle: Bundle) -> Inputs:
    """What `_text` makes its page from."""
    return page_inputs(edition, ("page", bundle.key), edition.prose.mark(bundle))


def missing_pages(edition: Edition) -> Iterator[Page]:
    """The page for addresses of this locale that do not exist."""
    if "404" in edition.shop.settings.without:
        return
    path = f"{edition.locale.prefix}/404.html"
    make = partial(_missing, edition)
    yield Page(("404", ""), 1, edition.locale.code, path, "", "404.html", make, indexable=False)


def _missing(edition: Edition) -> tuple[PageShell, NotFoundView]:
    links = tuple(edition.link(("category", key)) for key in _tops(edition) if edition.sells(key))
    around = Shells(edition, HOME).make(Outline(title=edition.gettext("Page not found"), indexable=False))
    head = replace(around.head, canonical="", json_ld=())
    return PageShell(head, around.switcher, (), ""), NotFoundView(categories=links)


def chooser_pages(editions: Sequence[Edition], default: Edition) -> Iterator[Page]:
    """The language chooser at `/`, and its like for addresses outside every locale."""
    without = default.shop.settings.without
    for path, missing, kind in (("index.html", False, "chooser"), ("404.html", True, "404")):
        if kind in without:
            continue
        make = partial(_chooser, editions, default, missing=missing)
        url = "" if missing else "/"
        yield Page(("chooser", path), 1, default.locale.code, path, url, "chooser.html", make, indexable=not missing)


def _chooser(editions: Sequence[Edition], default: Edition, *, missing: bool) -> tuple[PageShell, ChooserView]:
    shop = default.shop
    title = default.gettext("Page not found") if missing else shop.name
    choices = tuple(
        Choice(
            label=one.localizer.formats.language_name(one.locale),
            lang=one.locale.code,
            dir=one.locale.direction,
            url=one.url(*HOME),
            invitation=one.gettext("Enter the shop"),
        )
        for one in editions
    )
    others = (one.locale for one in editions if one is not default and not one.locale.is_pseudo)
    image = default.images.social(shop.content / shop.settings.image if shop.settings.image else "")
    site = thing("WebSite", name=shop.name, url=f"{shop.address}/")
    head = Head(
        title=title if missing else f"{shop.name} – {default.shop_text(shop.settings.tagline)}".removesuffix(" – "),
        description=default.shop_text(shop.settings.description),
        canonical="" if missing else f"{shop.address}/",
        robots=NO_INDEX if missing else INDEX,
        alternates=() if missing else tuple(versions_of(default, HOME, 1)),
        og_type="website",
        og_image=default.absolute(image[0]) if image[0] else "",
        og_image_width=image[1],
        og_image_height=image[2],
        og_image_alt=shop.name,
        og_locale=default.locale.open_graph_name,
        og_locale_alternates=tuple(one.open_graph_name for one in others),
        published="",
        modified="",
        json_ld=() if missing else (script(site),),
        previous="",
        next="",
    )
    around = PageShell(head, switcher(default, HOME, 1), (), "")
    return around, ChooserView(title=title, missing=missing, choices=choices)
