"""What surrounds every page: head, language switcher, breadcrumb."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cached_property, partial
from typing import Any, TypeVar

from markupsafe import Markup

from storefront.edition import Edition
from storefront.model import Day
from storefront.page import Inputs, Page, Series
from storefront.seo.jsonld import breadcrumb_list, script
from storefront.urls import HOME, PageId
from storefront.values import frozen, value
from storefront.views import Alternate, Head, Link, PageLink, PageShell, Pagination, Switch

INDEX = "index, follow, max-image-preview:large"
SECTIONS = {"category", "blog", "guides"}
"""Kinds of the entries of the main navigation."""
NO_INDEX = "noindex, follow"
ADDRESSES = re.compile(r'\b(?:href|src|srcset|poster)="[^"]*"')
OWN = re.compile(r'(?:(?<=")|(?<=, ))(?=/(?!/))')
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


@frozen
class Shells:
    """The shells of the pages of a list, or that of a single page; what all of them show is made once."""

    edition: Edition
    page_id: PageId
    total: int = 1

    def make(self, outline: Outline, number: int = 1) -> PageShell:
        """The shell of a page."""
        return PageShell(
            head=self._head(outline, number),
            switcher=switcher(self.edition, self.page_id, number),
            breadcrumb=self._trail if len(self._trail) > 1 else (),
            section=self._section,
        )

    @cached_property
    def _section(self) -> str:
        """Address of the entry of the main navigation above the page."""
        graph, locale = self.edition.graph, self.edition.locale
        top = graph.trail(self.page_id, locale)[1:2]
        return next((graph.url(one, locale) for one in top if one[0] in SECTIONS and graph.listed(one, locale)), "")

    @cached_property
    def _trail(self) -> tuple[Link, ...]:
        """The way from the home page to the page."""
        graph, locale = self.edition.graph, self.edition.locale
        return tuple(
            Link(graph.label(step, locale), graph.url(step, locale), step == self.page_id, graph.language(step, locale))
            for step in graph.trail(self.page_id, locale)
        )

    @cached_property
    def _crumbs(self) -> tuple[Markup, ...]:
        """The trail as structured data; nothing for the home page."""
        crumbs = [(link.label, self.edition.absolute(link.url)) for link in self._trail]
        return (script(breadcrumb_list(crumbs)),) if len(crumbs) > 1 else ()

    @cached_property
    def _og_alternates(self) -> tuple[str, ...]:
        """The other locales that have the page in their own language, as Open Graph names them."""
        edition = self.edition
        others = (one for one in edition.shop.locales if one != edition.locale and not one.is_pseudo)
        names = dict.fromkeys(one.open_graph_name for one in others if edition.has_own(self.page_id, one))
        return tuple(name for name in names if name != edition.locale.open_graph_name)

    def _head(self, outline: Outline, number: int) -> Head:
        edition, page_id = self.edition, self.page_id
        url = partial(edition.url, *page_id)
        image = edition.images.social(edition.original(outline.image or edition.shop.settings.image))
        return Head(
            title=_title(edition, outline.title, number),
            description=_page_description(edition, outline.description, number),
            canonical=edition.absolute(edition.graph.original(page_id, edition.locale) or url(number)),
            robots=INDEX if outline.indexable else NO_INDEX,
            alternates=tuple(alternates(edition, page_id, number)) if outline.indexable else (),
            og_type=outline.og_type,
            og_image=edition.absolute(image[0]) if image[0] else "",
            og_image_width=image[1],
            og_image_height=image[2],
            og_image_alt=outline.image_alt or outline.title,
            og_locale=edition.locale.open_graph_name,
            og_locale_alternates=self._og_alternates,
            published=instant(edition, outline.published) if outline.published else "",
            modified=instant(edition, outline.modified) if outline.modified else "",
            json_ld=(*map(script, outline.json_ld), *self._crumbs),
            previous=edition.absolute(url(number - 1)) if number > 1 else "",
            next=edition.absolute(url(number + 1)) if number < self.total else "",
        )


def page(
    edition: Edition,
    page_id: PageId,
    template: str,
    make: Callable[[], tuple[Outline, Any]],
    *,
    place: tuple[int, Shells] | None = None,
    lastmod: date | None = None,
    inputs: Callable[[], Inputs] | None = None,
    series: Series | None = None,
) -> Page:
    """A page at the address that the graph has for it.

    `place` says which page of a list it is, with what makes the shells of all of them.
    """
    number, shells = place or (1, None)
    url = edition.url(*page_id, number)
    indexable = edition.graph.listed(page_id, edition.locale) and not edition.locale.is_pseudo

    def build() -> tuple[PageShell, Any]:
        outline, view = make()
        outline = outline if indexable else replace(outline, indexable=False)
        return (shells or Shells(edition, page_id)).make(outline, number), view

    path = f"{url.strip('/')}/index.html"
    own = not edition.graph.language(page_id, edition.locale)
    shown = indexable and own
    return Page(page_id, number, edition.locale.code, path, url, template, build, inputs, lastmod, shown, series)


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
    """The same page in every language that has it, itself included; none where it is no version of its own.

    That is a page that shows the text of another language, or one in a locale whose code another one stands for.
    """
    if is_version(edition, page_id, number):
        yield from versions_of(edition, page_id, number)


def is_version(edition: Edition, page_id: PageId, number: int) -> bool:
    """Whether a page is one of those that stand for it in some language."""
    return any(locale.code == edition.locale.code for locale, _ in edition.graph.versions(page_id, number))


def versions_of(edition: Edition, page_id: PageId, number: int) -> Iterator[Alternate]:
    """A page in every language that has it, with x-default last.

    A language-region code is followed by the bare language for the first locale that speaks it, so that its other
    regions find a page too; x-default of the home pages is the language chooser (Google Search Central, localized
    versions).
    """
    shop, there = edition.shop, edition.graph.versions(page_id, number)
    if len(there) < 2:  # noqa: PLR2004 - a page without another version has no alternates
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


def absolute_links(html: Markup, edition: Edition, page_id: PageId) -> str:
    """HTML of a page for other programs: every address has the shop's host, those of the page's parts the page."""
    page = edition.absolute(edition.url(*page_id))

    def absolute(match: re.Match[str]) -> str:
        return OWN.sub(edition.shop.address, match[0]).replace('="#', f'="{page}#')

    return ADDRESSES.sub(absolute, str(html))
