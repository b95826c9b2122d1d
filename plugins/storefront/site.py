"""What every page of a locale shares: navigation, footer, promises and the addresses of the theme's files."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from storefront.assets import Assets
from storefront.edition import Edition
from storefront.model import Locale
from storefront.problems import Problem, Severity
from storefront.render import Renderer
from storefront.settings import FooterColumn
from storefront.shop import Shop
from storefront.urls import BLOG, GUIDES, HOME, Graph, PageId, page_of
from storefront.views import Link, NavItem, Promise, Site

NAV_ENTRIES = 12
"""More are no help to anybody, neither in a row nor below an entry: the home page and a category's own show all."""


def site_of(edition: Edition, assets: Assets, renderer: Renderer) -> Site:
    """The shared values of an edition, with its navigation and its foot as HTML."""
    site = _values(edition, assets)
    sections = [*(item.link.url for item in site.nav), *(link.url for link in site.links)]
    nowhere = renderer.menu(site, "")
    menus = {"": nowhere} | {edition.url("category", key): nowhere for key in _tops(edition)}
    menus |= {section: renderer.menu(site, section) for section in sections}
    site = replace(site, menus=menus)
    return replace(site, footer_html=renderer.footer(site))


def _values(edition: Edition, assets: Assets) -> Site:
    settings, locale = edition.shop.settings, edition.locale
    return Site(
        name=edition.shop.name,
        tagline=edition.shop_text(settings.tagline),
        lang=locale.code,
        dir=locale.direction,
        home=edition.url(*HOME),
        stylesheet=assets.stylesheet,
        script=assets.script,
        icon=assets.icon,
        feed=f"/{locale.prefix}/atom.xml" if edition.posts else "",
        nav=tuple(_navigation(edition)),
        links=tuple(edition.link(page) for page in (BLOG, GUIDES) if edition.url(*page)),
        footer=tuple(_footer(edition)),
        menus={},
        footer_html=None,
        promises=tuple(
            Promise(edition.shop_text(one.title), edition.shop_text(one.text), one.icon) for one in settings.promises
        ),
        legal=edition.shop_text(settings.legal),
    )


def _navigation(edition: Edition) -> Iterator[NavItem]:
    """The top categories that sell something here, each with its children, the largest where there are many."""
    for key in _largest(edition, _tops(edition)):
        children = [child for child in edition.store.categories[key].children if edition.sells(child)]
        links = tuple(edition.link(("category", child)) for child in _largest(edition, children))
        yield NavItem(edition.link(("category", key)), links)


def _tops(edition: Edition) -> list[str]:
    categories = edition.store.categories.values()
    return [one.key for one in categories if one.parent is None and edition.sells(one.key)]


def _largest(edition: Edition, keys: Sequence[str]) -> list[str]:
    """The categories with the most products, in the order given."""
    sizes = edition.store.sizes(edition.locale)
    shown = set(sorted(keys, key=lambda key: -sizes.get(key, 0))[:NAV_ENTRIES])
    return [key for key in keys if key in shown]


def _footer(edition: Edition) -> Iterator[tuple[str, tuple[Link, ...]]]:
    for column in edition.shop.settings.footer:
        links = tuple(_links(edition, (page_id(text) for text in column.links)))
        if links:
            yield edition.shop_text(column.title), links


def _links(edition: Edition, pages: Iterator[PageId]) -> Iterator[Link]:
    return (edition.link(one) for one in pages if edition.url(*one) and edition.graph.listed(one, edition.locale))


def page_id(text: str) -> PageId:
    """`page:contact` of `shop.toml` -> the page that it means."""
    kind, _, key = text.partition(":")
    return page_of(kind, key)


def footer_problems(shop: Shop, graph: Graph) -> Iterator[Problem]:
    """Links of the footer that lead nowhere in any locale."""
    for column in shop.settings.footer:
        for text in column.links:
            if not any(_has(graph, text, locale) for locale in shop.locales):
                yield _footer_problem(column, text, _line(shop, text), ended=page_id(text) in graph.entries)


def promise_problems(shop: Shop) -> Iterator[Problem]:
    """Icons of promises that the theme does not have."""
    known = sorted({path.stem for folder in shop.layers("theme/templates/icons") for path in folder.glob("*.html")})
    for promise in shop.settings.promises:
        if promise.icon not in known:
            message = f"there is no icon “{promise.icon}”"
            hint = f"write one of {', '.join(known)}, or add theme/templates/icons/{promise.icon}.html"
            yield Problem("shop.toml", _line(shop, promise.icon), "promises.icon", message, hint)


def _line(shop: Shop, text: str) -> int:
    """Where a text stands in `shop.toml`."""
    lines = (shop.folder / "shop.toml").read_text(encoding="utf-8-sig").splitlines()
    return next((number for number, line in enumerate(lines, 1) if f'"{text}"' in line), 0)


def _has(graph: Graph, text: str, locale: Locale) -> bool:
    return bool(graph.url(page_id(text), locale))


def _footer_problem(column: FooterColumn, text: str, line: int, *, ended: bool) -> Problem:
    if ended:
        message = f"“{text}” in the column “{column.title}” has nothing to sell any more: it is left out"
        return Problem("shop.toml", line, "footer.links", message, "remove it", Severity.NOTICE)
    hint = "write category:<key>, page:<key>, guide:<key>, post:<key>, blog or guides"
    message = f"“{text}” in the column “{column.title}” leads nowhere"
    return Problem("shop.toml", line, "footer.links", message, hint)
