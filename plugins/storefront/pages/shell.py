"""What surrounds every page: head, language switcher, breadcrumb."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, TypeVar

from markupsafe import Markup

from storefront.edition import Edition
from storefront.model import Day
from storefront.page import Inputs, Page, Series
from storefront.seo.jsonld import breadcrumb_list, script
from storefront.urls import HOME, PageId
from storefront.values import value
from storefront.views import Alternate, Head, Link, PageLink, PageShell, Pagination, Switch

INDEX = "index, follow, max-image-preview:large"
SECTIONS = {"category", "blog", "guides"}
"""Kinds of the entries of the main navigation."""
NO_INDEX = "noindex, follow"
ADDRESSES = re.compile(r'\b(?:href|src|srcset|poster)="[^"]*"')
OWN = re.compile(r'(?:"|, )(?=/(?!/))')
"""Where an address of the shop begins, in an attribute of one or several."""
Item = TypeVar("Item")
WINDOW = 2
"""Page numbers shown on each side of the current one."""


@value
class Outline:
    """What a page says about itself; the rest of its shell follows from the graph."""

    title: str
    description: str = ""
    image: str = ""
    """Original of the social card: a file below `content/` or an https address."""
    image_alt: str = ""
    og_type: str = "website"
    published: Day | None = None
    modified: Day | None = None
    json_ld: tuple[dict[str, Any], ...] = ()
    indexable: bool = True


def page(
    edition: Edition,
    page_id: PageId,
    template: str,
    make: Callable[[], tuple[Outline, Any]],
    *,
    place: tuple[int, int] = (1, 1),
    lastmod: date | None = None,
    inputs: Callable[[], Inputs] | None = None,
    series: Series | None = None,
) -> Page:
    """A page at the address that the graph has for it; `place` says which one it is of how many."""
    number, total = place
    url = edition.url(*page_id, number)
    indexable = edition.graph.listed(page_id, edition.locale) and not edition.locale.is_pseudo

    def build() -> tuple[PageShell, Any]:
        outline, view = make()
        outline = outline if indexable else replace(outline, indexable=False)
        return shell(edition, page_id, outline, number=number, total=total), view

    path = f"{url.strip('/')}/index.html"
    own = not edition.graph.language(page_id, edition.locale)
    shown = indexable and own
    return Page(page_id, number, edition.locale.code, path, url, template, build, inputs, lastmod, shown, series)


def shell(edition: Edition, page_id: PageId, outline: Outline, *, number: int = 1, total: int = 1) -> PageShell:
    """The shell of a page."""
    trail = tuple(_trail(edition, page_id))
    return PageShell(
        head=_head(edition, page_id, outline, number, total, trail),
        switcher=switcher(edition, page_id, number),
        breadcrumb=trail if len(trail) > 1 else (),
        section=_section(edition, page_id),
    )


def _section(edition: Edition, page_id: PageId) -> str:
    """Address of the entry of the main navigation above a page."""
    graph, locale = edition.graph, edition.locale
    top = graph.trail(page_id, locale)[1:2]
    return next((graph.url(one, locale) for one in top if one[0] in SECTIONS and graph.listed(one, locale)), "")


def _trail(edition: Edition, page_id: PageId) -> Iterator[Link]:
    graph, locale = edition.graph, edition.locale
    for step in graph.trail(page_id, locale):
        label, url, lang = graph.label(step, locale), graph.url(step, locale), graph.language(step, locale)
        yield Link(label, url, current=step == page_id, lang=lang)


def _head(edition: Edition, page_id: PageId, outline: Outline, number: int, total: int, trail: Sequence[Link]) -> Head:
    shop, locale = edition.shop, edition.locale
    image = edition.images.social(edition.original(outline.image or edition.shop.settings.image))
    crumbs = [(link.label, edition.absolute(link.url)) for link in trail]
    data = (*outline.json_ld, *([breadcrumb_list(crumbs)] if len(crumbs) > 1 else []))
    return Head(
        title=_title(edition, outline.title, number),
        description=_page_description(edition, outline.description, number),
        canonical=edition.absolute(edition.graph.original(page_id, locale) or edition.url(*page_id, number)),
        robots=INDEX if outline.indexable else NO_INDEX,
        alternates=tuple(alternates(edition, page_id, number)) if outline.indexable else (),
        og_type=outline.og_type,
        og_image=edition.absolute(image[0]) if image[0] else "",
        og_image_width=image[1],
        og_image_height=image[2],
        og_image_alt=outline.image_alt or outline.title,
        og_locale=locale.gettext_name,
        og_locale_alternates=tuple(
            one.gettext_name for one in shop.locales if one != locale and edition.has_own(page_id, one)
        ),
        published=instant(edition, outline.published) if outline.published else "",
        modified=instant(edition, outline.modified) if outline.modified else "",
        json_ld=tuple(script(item) for item in data),
        previous=edition.absolute(edition.url(*page_id, number - 1)) if number > 1 else "",
        next=edition.absolute(edition.url(*page_id, number + 1)) if number < total else "",
    )


def _title(edition: Edition, title: str, number: int) -> str:
    parts = [title]
    if number > 1:
        parts.append(edition.gettext("Page %(number)s", number=edition.number(number)))
    if edition.shop.name not in title:
        parts.append(edition.shop.name)
    return " – ".join(parts)


def _page_description(edition: Edition, description: str, number: int) -> str:
    text = description or edition.shop_text(edition.shop.settings.description)
    if number == 1 or not text:
        return text
    return edition.gettext("%(text)s Page %(number)s.", text=text, number=edition.number(number))


def instant(edition: Edition, day: Day) -> str:
    """A day as an instant with zone, midnight where the shop is (ISO 8601)."""
    return datetime.combine(day.date, time(), edition.shop.timezone).isoformat()


def alternates(edition: Edition, page_id: PageId, number: int) -> Iterator[Alternate]:
    """The same page in every language that has it, itself included, with x-default last.

    A page that shows the text of another language is none of these. A language-region code is followed by the bare
    language for the first locale that speaks it, so that its other regions find a page too; x-default of the home pages
    is the language chooser (Google Search Central, localized versions).
    """
    shop, there = edition.shop, edition.graph.versions(page_id, number)
    if len(there) < 2 or edition.locale not in [locale for locale, _ in there]:  # noqa: PLR2004 - a page without another version has no alternates
        return
    known = {locale.hreflang for locale, _ in there}
    default = there[0][1]
    for locale, url in there:
        address = f"{shop.address}{url}"
        yield Alternate(locale.hreflang, address)
        if locale.language not in known:
            yield Alternate(locale.language, address)
            known.add(locale.language)
        if locale == shop.default_locale:
            default = url
    chooser = page_id == HOME and "chooser" not in shop.settings.without
    yield Alternate("x-default", f"{shop.address}{'/' if chooser else default}")


def switcher(edition: Edition, page_id: PageId, number: int) -> tuple[Switch, ...]:
    """The same page in every locale, or the nearest page above it that is there."""
    entries = []
    for localizer in edition.store.localizers.values():
        locale = localizer.locale
        near = edition.graph.nearest(page_id, locale)
        exact = near == page_id and number <= edition.graph.length(page_id, locale)
        url = edition.graph.url(near, locale, number if exact else 1)
        current = locale.code == edition.locale.code
        entries.append(Switch(edition.language_names[locale.code], locale.code, url, current, exact))
    return tuple(entries)


def pagination(edition: Edition, page_id: PageId, number: int, total: int) -> Pagination | None:
    """The way through a list; None where it has one page."""
    if total == 1:
        return None

    def link(to: int) -> PageLink:
        return PageLink(edition.number(to), edition.url(*page_id, to), current=to == number)

    shown = sorted({1, total, *range(max(1, number - WINDOW), min(total, number + WINDOW) + 1)})
    pages: list[PageLink] = []
    for place, to in enumerate(shown):
        missing = to - shown[place - 1] - 1 if place else 0
        if missing == 1:
            pages.append(link(to - 1))
        elif missing:
            pages.append(PageLink("…", "", current=False))
        pages.append(link(to))
    return Pagination(
        current=number,
        total=total,
        previous=edition.url(*page_id, number - 1) if number > 1 else "",
        next=edition.url(*page_id, number + 1) if number < total else "",
        pages=tuple(pages),
    )


def chunks(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """A list cut into pages; an empty one has one empty page."""
    return [items[start : start + size] for start in range(0, len(items), size)] or [items]


def absolute_links(html: Markup, edition: Edition) -> str:
    """HTML for a feed: every address from the root gets the shop's host."""
    return ADDRESSES.sub(lambda match: OWN.sub(rf"\g<0>{edition.shop.address}", match[0]), str(html))
