"""A shop's folder -> the plan of its site: everything loaded and checked, every page known, none rendered yet."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NoReturn

from storefront.assets import Assets, load_assets
from storefront.edition import Edition
from storefront.facets import Kinds
from storefront.images import ImageLibrary
from storefront.ledger import NAME as LEDGER
from storefront.manifest import NAME, REDIRECTS
from storefront.merchant import feed_problems
from storefront.page import Page
from storefront.pages import blog, catalog, categories, guides, texts
from storefront.pages.categories import Listing
from storefront.phases import phase
from storefront.price_report import price_problems
from storefront.problems import Problem, Severity, errors
from storefront.recollection import PageRow, Recollection
from storefront.references import reference_problems
from storefront.render import Renderer
from storefront.shop import Shop
from storefront.site import footer_problems, promise_problems
from storefront.store import Store, load_store
from storefront.templates import Theme
from storefront.urls import Graph
from storefront.values import frozen
from storefront.views import Picture

NO_PICTURE_SIZE = 800


@frozen
class Plan:
    """A planned site."""

    store: Store
    assets: Assets
    images: ImageLibrary
    editions: list[tuple[Edition, Renderer]]
    """Each locale with what renders its templates; empty where there are errors."""
    listings: Mapping[str, Sequence[Listing]]
    """Every list of products, by locale code."""
    pages: list[Page]
    problems: list[Problem]
    """Everything found while loading and planning."""
    of_catalog: list[Problem]
    """Those among them that are of the catalog."""


def plan_shop(shop: Shop, cache: Path, recalled: Recollection | None = None) -> Plan:
    """Loads a shop and plans every page of it, those of the catalog as they are `recalled`, where that is given."""
    store = load_store(shop, cache, recalled)
    with phase("plan"):
        return plan_store(store, cache)


def plan_store(store: Store, cache: Path) -> Plan:
    """Plans every page of a loaded shop."""
    shop = store.shop
    assets = load_assets(shop.layers("theme/static"))
    theme = Theme(shop.layers("theme/templates"))
    graph = Graph(store)
    images = ImageLibrary([shop.content], cache / "images", shop=shop.folder, elsewhere=shop.settings.images.elsewhere)
    problems = [*store.problems, *assets.problems, *theme.problems(), *graph.collisions(), *graph.overlong()]
    problems += graph.problems
    problems += _manifest_problems(assets)
    problems += [*reference_problems(store, graph), *footer_problems(shop, graph), *promise_problems(shop)]
    if errors(problems):
        return Plan(store, assets, images, [], {}, [], problems, [])
    nothing = Picture(assets.no_picture, "", (), NO_PICTURE_SIZE, NO_PICTURE_SIZE, "")
    editions = []
    for localizer in store.localizers.values():
        renderer = Renderer(theme, localizer)
        edition = Edition(store, graph, localizer, images, renderer.card, renderer.picture, nothing)
        editions.append((edition, renderer))
    every = [one for one, _ in editions]
    if store.recalled:
        return Plan(store, assets, images, editions, {}, list(_pages(every, {})), problems, [])
    found = [*_empty_markets(every), *feed_problems(every), *price_problems(store), *_small_pictures(store, images)]
    kinds = Kinds()
    listings = {one.locale.code: list(categories.listings_of(one, kinds)) for one in every}
    of_catalog = [*store.imported.problems, *graph.problems, *found, *images.problems]
    pages = list(_pages(every, listings))
    return Plan(store, assets, images, editions, listings, pages, [*problems, *found], of_catalog)


def _empty_markets(editions: Sequence[Edition]) -> Iterator[Problem]:
    """A notice for each locale whose market sells nothing, where others sell something."""
    for edition in editions:
        if not edition.products and any(one.products for one in editions):
            code, market = edition.locale.code, edition.locale.market
            message = f"no offer has a price in the market “{market}”: {code} has no products"
            hint = f"add a column price_{market} to the exports, or prices in {edition.locale.currency}"
            yield Problem("shop.toml", field=f"locales.{code}", message=message, hint=hint, severity=Severity.NOTICE)


def _small_pictures(store: Store, images: ImageLibrary) -> Iterator[Problem]:
    from storefront.catalog.pictures import small_pictures  # noqa: PLC0415 - polars takes long to load

    return small_pictures(store.catalog.offers, images, store.imported.origins)


def _manifest_problems(assets: Assets) -> Iterator[Problem]:
    for name in (NAME, REDIRECTS, LEDGER):
        if f"/{name}" in assets.files:
            message = f"the build keeps its own record under the name {name}"
            hint = "name it site.webmanifest" if name == NAME else "give it another name"
            yield Problem(f"theme/static/root/{name}", message=message, hint=hint)


def _pages(editions: list[Edition], listings: Mapping[str, Sequence[Listing]]) -> Iterator[Page]:
    """Every page of every locale, and those that belong to none."""
    yield from chain.from_iterable(_edition_pages(one, listings.get(one.locale.code, ())) for one in editions)
    default = next(one for one in editions if one.locale == one.shop.default_locale)
    yield from texts.chooser_pages(editions, default)


def _edition_pages(edition: Edition, listings: Sequence[Listing]) -> Iterator[Page]:
    yield from texts.home_pages(edition)
    if edition.store.recalled:
        yield from map(partial(_recalled, edition.locale.code), edition.store.recalled.pages[edition.locale.code])
    else:
        yield from categories.category_pages(edition, listings)
        yield from catalog.product_pages(edition)
    yield from blog.blog_pages(edition)
    yield from guides.guide_pages(edition)
    yield from texts.text_pages(edition)
    yield from texts.missing_pages(edition)


def _recalled(locale: str, row: PageRow) -> Page:
    """A page of the catalog as it was planned; it stands in the output and is not made."""
    page_id, number, path, url, template, lastmod, indexable = row
    return Page(page_id, number, locale, path, url, template, _unmade, None, lastmod, indexable)


def _unmade() -> NoReturn:
    raise RuntimeError("a page that is remembered is not made")
