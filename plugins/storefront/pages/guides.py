"""The guides: their index, and each with its table of contents."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, islice

from storefront.catalog import Product
from storefront.edition import Edition
from storefront.inputs import page_inputs
from storefront.model import Bundle, Document, Heading
from storefront.page import Inputs, Page
from storefront.pages.blog import article, changed
from storefront.pages.related import Related
from storefront.pages.shell import Outline, absolute_links, page
from storefront.seo.jsonld import question_page
from storefront.templates import digest_of
from storefront.urls import GUIDES
from storefront.views import GuidesView, GuideView, TocEntry

RELATED = 3
PRODUCTS = 8
TOC_LEVELS = (2, 3)


def guide_pages(edition: Edition) -> Iterator[Page]:
    """The index and every guide; nothing where this locale has none."""
    if not edition.guides:
        return
    lastmod = max((day for guide in edition.guides if (day := changed(guide))), default=None)
    index = partial(_index_inputs, edition)
    yield page(edition, GUIDES, "guides.html", partial(_index, edition), lastmod=lastmod, inputs=index)
    related = Related(guide.products for guide in edition.guides)
    for place, guide in enumerate(edition.guides):
        make = partial(_guide, edition, guide, place, related)
        inputs = partial(_guide_inputs, edition, guide, place, related)
        yield page(edition, ("guide", guide.key), "guide.html", make, lastmod=changed(guide), inputs=inputs)


def _index(edition: Edition) -> tuple[Outline, GuidesView]:
    title = edition.graph.label(GUIDES, edition.locale)
    view = GuidesView(title=title, teasers=tuple(edition.prose.teaser(guide) for guide in edition.guides))
    return Outline(title=title), view


def _index_inputs(edition: Edition) -> Inputs:
    """What `_index` makes its page from."""
    return page_inputs(edition, GUIDES, list(map(edition.prose.teaser_mark, edition.guides)))


def _questions(edition: Edition, guide: Bundle, document: Document) -> Iterator[tuple[str, str]]:
    """The questions of a guide with their answers as HTML."""
    for one in document.faq:
        if one.answer:
            answer = edition.prose.body(guide, one.answer)
            yield edition.prose.text(guide, one.question), absolute_links(answer, edition, ("guide", guide.key))


def _guide(edition: Edition, guide: Bundle, place: int, related: Related) -> tuple[Outline, GuideView]:
    document = edition.prose.document(guide)
    title = edition.prose.text(guide, document.title)
    day = guide.modified or guide.date
    view = GuideView(
        kicker=edition.prose.kicker(guide, document),
        title=title,
        standfirst=edition.prose.text(guide, document.standfirst),
        date=edition.prose.dated(day) if day else None,
        authors=edition.prose.authors(guide),
        picture=edition.prose.picture_or_none(guide, document, "hero"),
        toc=contents(edition, guide, document.headings),
        body=edition.prose.body(guide, document.html),
        products=edition.goods.cards(_products(edition, guide)),
        related=tuple(edition.prose.teaser(one) for one in _near(edition, place, related)),
        lang=edition.prose.foreign(document),
    )
    questions = list(_questions(edition, guide, document))
    outline = Outline(
        title=title,
        description=edition.prose.text(guide, document.description),
        image=guide.image,
        image_alt=document.image_alt,
        og_type="article",
        published=guide.date,
        modified=guide.modified,
        json_ld=(article(edition, guide, "Article"), *([question_page(questions)] if questions else [])),
    )
    return outline, view


def _guide_inputs(edition: Edition, guide: Bundle, place: int, related: Related) -> Inputs:
    """What `_guide` makes its page from."""
    near = [edition.prose.teaser_mark(one) for one in _near(edition, place, related)]
    values, named = (edition.prose.mark(guide), near), "\n".join(guide.products)
    shown = (
        edition.of_catalog(named, lambda: digest_of(edition.goods.marks(_products(edition, guide)))) if named else b""
    )
    return page_inputs(edition, ("guide", guide.key), values, shown)


def _products(edition: Edition, guide: Bundle) -> list[Product]:
    """The first products that a guide speaks of and that are sold here."""
    if not guide.products:
        return []
    sold = edition.store.products(edition.locale)
    return [sold[key] for key in guide.products if key in sold][:PRODUCTS]


def contents(edition: Edition, bundle: Bundle, headings: Sequence[Heading]) -> tuple[TocEntry, ...]:
    """The table of contents: second-level headings with the third-level ones below them."""
    top: list[tuple[Heading, list[Heading]]] = []
    for heading in headings:
        if heading.level == TOC_LEVELS[0] or (heading.level == TOC_LEVELS[1] and not top):
            top.append((heading, []))
        elif heading.level == TOC_LEVELS[1]:
            top[-1][1].append(heading)
    return tuple(
        TocEntry(
            edition.prose.text(bundle, heading.text),
            heading.id,
            tuple(TocEntry(edition.prose.text(bundle, child.text), child.id) for child in children),
        )
        for heading, children in top
    )


def _near(edition: Edition, place: int, related: Related) -> list[Bundle]:
    """The guides that speak of the same products as the one at a place, then the newest."""
    newest = (other for other in range(len(edition.guides)) if other != place)
    found = dict.fromkeys(chain(related.of(place, RELATED), newest))
    return [edition.guides[other] for other in islice(found, RELATED)]
