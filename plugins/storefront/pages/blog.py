"""The blog: posts, and their lists by category, tag, author and year."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from markupsafe import Markup

from storefront.edition import Edition
from storefront.inputs import page_inputs
from storefront.model import Bundle, Document
from storefront.page import Inputs, Page
from storefront.pages.related import Related
from storefront.pages.shell import Outline, Shells, chunks, instant, page, pagination
from storefront.seo.jsonld import person, thing
from storefront.urls import BLOG, TERMS, PageId
from storefront.views import BlogView, Link, PostView, Signature, Term, TermsView

FEEDS = "atom.xml"


def blog_pages(edition: Edition) -> Iterator[Page]:
    """Everything below the blog's address; nothing where this locale has no post."""
    if not edition.posts:
        return
    yield from _list_pages(edition, BLOG, edition.posts)
    related = Related(_traits(post) for post in edition.posts)
    for place, post in enumerate(edition.posts):
        make = partial(_post, edition, post, place, related)
        inputs = partial(_post_inputs, edition, post, place, related)
        yield page(edition, ("post", post.key), "post.html", make, lastmod=changed(post), inputs=inputs)
    for kind, terms in terms_of(edition).items():
        if terms:
            yield page(
                edition,
                TERMS[kind],
                "terms.html",
                partial(_terms, edition, kind, terms),
                lastmod=_newest(edition.posts),
            )
        for key, posts in terms.items():
            yield from _list_pages(edition, (kind, key), posts)


def terms_of(edition: Edition) -> dict[str, dict[str, list[Bundle]]]:
    """The posts of each category, tag, author and year."""
    found: dict[str, dict[str, list[Bundle]]] = {kind: {} for kind in TERMS}
    for post in edition.posts:
        for kind, key in keys_of(post):
            if edition.url(kind, key):
                found[kind].setdefault(key, []).append(post)
    return found


def keys_of(post: Bundle) -> Iterator[PageId]:
    """The lists that a post stands on."""
    if post.category:
        yield "blog-category", post.category
    yield from (("tag", tag) for tag in post.tags)
    yield from (("author", author) for author in post.authors)
    if post.date:
        yield "year", str(post.date.date.year)


def changed(bundle: Bundle) -> date | None:
    """Day of the last change that readers should know of."""
    day = bundle.modified or bundle.date
    return day.date if day else None


def _newest(posts: Sequence[Bundle]) -> date | None:
    return max((day for post in posts if (day := changed(post))), default=None)


def _list_pages(edition: Edition, page_id: PageId, posts: Sequence[Bundle]) -> Iterator[Page]:
    blog = edition.shop.settings.blog
    parts = chunks(posts, blog.page_size if page_id == BLOG else blog.list_size or blog.page_size)
    shells, newest = Shells(edition, page_id, len(parts)), _newest(posts)
    for number, part in enumerate(parts, 1):
        make = partial(_list, edition, page_id, part, number, len(parts), len(posts))
        inputs = partial(_list_inputs, edition, page_id, part, number, len(parts), len(posts))
        place = (number, shells)
        yield page(edition, page_id, "blog.html", make, place=place, lastmod=newest, inputs=inputs)


def _list(
    edition: Edition, page_id: PageId, posts: Sequence[Bundle], number: int, total: int, count: int
) -> tuple[Outline, BlogView]:
    kind, key = page_id
    title = edition.graph.label(page_id, edition.locale)
    index = page_id == BLOG
    grouped = terms_of(edition) if index and number == 1 else {}
    biography, about, lang = _biography(edition, key) if kind == "author" else (Markup(""), "", "")
    view = BlogView(
        kind=kind,
        title=title,
        intro=biography,
        author=edition.prose.author(key) if kind == "author" else None,
        count=count,
        count_text=edition.number(count),
        teasers=tuple(edition.prose.teaser(post) for post in posts),
        pagination=pagination(edition, page_id, number, total),
        page_number=number,
        categories=_term_links(edition, "blog-category", grouped.get("blog-category", {})),
        years=_term_links(edition, "year", grouped.get("year", {})),
        tags=_term_links(edition, "tag", grouped.get("tag", {})),
        feed=feed_url(edition, page_id),
        lang=lang,
    )
    return Outline(title=_heading(edition, kind, title), description=about), view


def _list_inputs(
    edition: Edition, page_id: PageId, posts: Sequence[Bundle], number: int, total: int, count: int
) -> Inputs:
    """What `_list` makes its page from."""
    kind, key = page_id
    grouped = terms_of(edition) if page_id == BLOG and number == 1 else {}
    terms = [_term_links(edition, one, found) for one, found in grouped.items()]
    about = edition.prose.mark(*_author(edition, key)) if kind == "author" else b""
    values = (number, total, count, list(map(edition.prose.teaser_mark, posts)), terms, about)
    return page_inputs(edition, page_id, values)


def _heading(edition: Edition, kind: str, title: str) -> str:
    return title if kind in {"blog", "blog-category"} else f"{title} – {edition.link(BLOG).label}"


def _biography(edition: Edition, key: str) -> tuple[Markup, str, str]:
    """An author's biography, what search engines show, and the language where it is not this locale's."""
    bundle, document = _author(edition, key)
    body, about = edition.prose.body(bundle, document.html, document), document.description or document.role
    return body, about, edition.prose.foreign(document)


def _author(edition: Edition, key: str) -> tuple[Bundle, Document]:
    bundle = edition.store.bundles["authors"][key]
    return bundle, bundle.document(edition.locale) or next(iter(bundle.documents.values()))


def feed_url(edition: Edition, page_id: PageId) -> str:
    """Address of a list's feed: the blog has one and each of its categories; the others have none."""
    if page_id == BLOG:
        return f"/{edition.locale.prefix}/{FEEDS}"
    return f"{edition.url(*page_id)}{FEEDS}" if page_id[0] == "blog-category" else ""


def _term_links(edition: Edition, kind: str, terms: dict[str, list[Bundle]]) -> tuple[Term, ...]:
    """Terms by label; years newest first."""
    found = []
    for key, posts in terms.items():
        link = edition.link((kind, key))
        found.append(Term(link.label, link.url, len(posts), edition.number(len(posts))))
    return tuple(sorted(found, key=lambda term: term.label.casefold(), reverse=kind == "year"))


def _terms(edition: Edition, kind: str, terms: dict[str, list[Bundle]]) -> tuple[Outline, TermsView]:
    title = edition.graph.label(TERMS[kind], edition.locale)
    plural = {"blog-category": "blog-categories", "tag": "tags", "author": "authors", "year": "years"}[kind]
    view = TermsView(kind=plural, title=title, terms=_term_links(edition, kind, terms))
    return Outline(title=_heading(edition, kind, title)), view


def _traits(post: Bundle) -> Iterator[PageId]:
    """What a post has in common with others: tags count double, the category once."""
    if post.category:
        yield "blog-category", post.category
    for tag in dict.fromkeys(post.tags):
        yield from [("tag", tag)] * 2


def _post(edition: Edition, post: Bundle, place: int, related: Related) -> tuple[Outline, PostView]:
    document = edition.prose.document(post)
    title, standfirst = edition.prose.text(post, document.title), edition.prose.text(post, document.standfirst)
    if post.date is None:
        raise ValueError(f"the post {post.key} has no date")
    older, newer = _neighbours(edition, place)
    view = PostView(
        kicker=edition.prose.kicker(post, document),
        title=title,
        standfirst=standfirst,
        date=edition.prose.dated(post.date),
        modified=edition.prose.dated(post.modified) if post.modified else None,
        authors=edition.prose.authors(post),
        picture=edition.prose.picture_or_none(post, document, "hero"),
        body=edition.prose.body(post, document.html),
        signature=_signature(edition, post, document),
        invitation=edition.prose.text(post, document.invitation),
        contact=edition.url("page", "contact"),
        category=_category_link(edition, post),
        tags=edition.prose.tags(post),
        related=tuple(map(edition.prose.teaser, _alike(edition, place, related))),
        previous=older,
        next=newer,
        lang=edition.prose.foreign(document),
    )
    outline = Outline(
        title=title,
        description=edition.prose.text(post, document.description),
        image=post.image,
        image_alt=document.image_alt,
        og_type="article",
        published=post.date,
        modified=post.modified,
        json_ld=(article(edition, post, "NewsArticle" if post.news else "BlogPosting"),),
    )
    return outline, view


def _signature(edition: Edition, post: Bundle, document: Document) -> Signature | None:
    authors = edition.prose.authors(post)
    if not document.signature or not authors:
        return None
    names = edition.localizer.formats.list_and([author.name for author in authors])
    return Signature(names, document.signature, authors)


def _category_link(edition: Edition, post: Bundle) -> Link | None:
    """The list of the post's category, None where it has none or the shop has no such lists."""
    page_id = ("blog-category", post.category)
    return edition.link(page_id) if edition.url(*page_id) else None


def _post_inputs(edition: Edition, post: Bundle, place: int, related: Related) -> Inputs:
    """What `_post` makes its page from."""
    alike = list(map(edition.prose.teaser_mark, _alike(edition, place, related)))
    values = (edition.prose.mark(post), alike, _neighbours(edition, place), _category_link(edition, post))
    return page_inputs(edition, ("post", post.key), values, beside=[("page", "contact")])


def _alike(edition: Edition, place: int, related: Related) -> Iterator[Bundle]:
    """The posts that have most in common with the one at a place."""
    return (edition.posts[other] for other in related.of(place, edition.shop.settings.blog.related))


def _neighbours(edition: Edition, place: int) -> tuple[Link | None, Link | None]:
    """The next older and the next newer post."""
    newer = edition.posts[place - 1] if place else None
    older = edition.posts[place + 1] if place + 1 < len(edition.posts) else None
    return _neighbour(edition, older), _neighbour(edition, newer)


def _neighbour(edition: Edition, post: Bundle | None) -> Link | None:
    return edition.link(("post", post.key)) if post else None


def article(edition: Edition, bundle: Bundle, kind: str) -> dict[str, object]:
    """Article data of a post or guide (Google Search Central, article)."""
    document = edition.prose.document(bundle)
    image = edition.images.social(edition.original(bundle.image))
    page_kind = "post" if bundle.kind == "blog" else "guide"
    url = edition.absolute(edition.url(page_kind, bundle.key))
    authors = [person(one.name, one.url and edition.absolute(one.url)) for one in edition.prose.authors(bundle)]
    day = bundle.modified or bundle.date
    return thing(
        kind,
        url=url,
        headline=edition.prose.text(bundle, document.title),
        description=edition.prose.text(bundle, document.description),
        image=[edition.absolute(image[0])] if image[0] else None,
        datePublished=instant(edition, bundle.date) if bundle.date else None,
        dateModified=instant(edition, day) if day else None,
        author=authors,
        publisher=thing("Organization", name=edition.shop.name, url=f"{edition.shop.address}/"),
        mainEntityOfPage=url,
        inLanguage=edition.prose.foreign(document) or edition.locale.code,
        articleSection=edition.localizer.term("blog", bundle.category),
    )
