"""Texts as a locale's pages show them: figures, links and pictures filled in, teasers made once."""

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from html import escape, unescape
from pathlib import Path

import orjson
from markupsafe import Markup

from storefront.basis import Basis
from storefront.content.folders import file_named
from storefront.images import Profile, Use, address_of
from storefront.model import Bundle, Day, Document
from storefront.slugs import slugify
from storefront.templates import digest_of
from storefront.urls import PageId, page_of
from storefront.views import Author, Dated, Link, Picture, Teaser

LINK = re.compile(r'href="\{(\w+)\}([^"#]*)(#[^"]*)?"')
BACKLINK = re.compile(r'title="\{footnote:(\d+)\}"')
IMAGE = re.compile(r"<img ([^>]*?)\s*/?>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
KINDS = {"product": "product", "category": "category", "post": "post", "guide": "guide", "page": "page"}
FOLDERS = {"blog": "post", "guides": "guide", "pages": "page", "categories": "category", "authors": "author"}


class Prose:
    """What one locale says of bundles."""

    def __init__(self, basis: Basis, picture_markup: Callable[[Picture], Markup]) -> None:
        """`picture_markup` renders a picture in a text."""
        self._basis = basis
        self._shop, self._locale, self._localizer = basis.shop, basis.locale, basis.localizer
        self._picture_markup = picture_markup
        self._teasers: dict[tuple[str, str], tuple[Teaser, Sequence[Use]]] = {}
        self._marks: dict[tuple[str, str], bytes] = {}
        self._headers: dict[tuple[str, str], tuple[object, ...]] = {}
        basis.forgets(self._teasers)
        self.files: dict[str, Path] = {}
        """Files that texts offer for download, by address."""

    def author(self, key: str) -> Author | None:
        """An author, None where there is no such bundle."""
        bundle = self._basis.store.bundles["authors"].get(key)
        if bundle is None:
            return None
        document = bundle.document(self._locale) or next(iter(bundle.documents.values()))
        picture = self.picture_or_none(bundle, document, "portrait")
        return Author(document.title, self._basis.url("author", key), document.role, picture)

    def authors(self, bundle: Bundle) -> tuple[Author, ...]:
        """The authors of a post or guide."""
        return tuple(author for key in bundle.authors if (author := self.author(key)))

    def kicker(self, bundle: Bundle, document: Document) -> str:
        """The line above a title: its own, else the blog category."""
        return document.kicker or self._localizer.term("blog", bundle.category)

    def text(self, bundle: Bundle, text: str) -> str:
        """A line of a bundle with its figures filled in."""
        return self._localizer.fill(text, bundle.amounts)

    def teaser(self, bundle: Bundle) -> Teaser:
        """A post or guide as lists show it, made once."""
        place, images = (bundle.kind, bundle.key), self._basis.images
        if place not in self._teasers:
            self._teasers[place] = images.noting(lambda: self._teaser(bundle))
        teaser, pictures = self._teasers[place]
        images.note(pictures)
        return teaser

    def _teaser(self, bundle: Bundle) -> Teaser:
        document = self.document(bundle)
        kind = FOLDERS[bundle.kind]
        return Teaser(
            title=self.text(bundle, document.title),
            url=self._basis.url(kind, bundle.key),
            kicker=self.kicker(bundle, document),
            standfirst=self.text(bundle, document.standfirst),
            date=self.dated(bundle.date) if bundle.date else None,
            authors=self.authors(bundle),
            picture=self.picture_or_none(bundle, document, "body"),
            tags=self.tags(bundle),
            lang=self.foreign(document),
        )

    def tags(self, bundle: Bundle) -> tuple[Link, ...]:
        """The tags of a post that have a page."""
        return tuple(self._basis.link(("tag", tag)) for tag in bundle.tags if self._basis.url("tag", tag))

    def document(self, bundle: Bundle) -> Document:
        """The text of a bundle in this language. Raises `LookupError` where it has none."""
        document = bundle.document(self._locale)
        if document is None:
            raise LookupError(f"{bundle.kind}/{bundle.key} has no text for {self._locale.code}")
        return document

    def foreign(self, document: Document | None) -> str:
        """The language of a text where it is not this locale's, empty otherwise."""
        return document.lang if document and document.lang not in self._locale.fallbacks else ""

    def body(self, bundle: Bundle, html: str, document: Document | None = None) -> Markup:
        """The HTML of a bundle's text: figures, links and pictures filled in for this locale."""
        folder = Path((document or self.document(bundle)).source).parent
        html = LINK.sub(lambda match: self._resolved(match, folder), self._filled(bundle, html))
        html = IMAGE.sub(lambda match: self._image(match, folder), html)
        html = BACKLINK.sub(self._backlink, html)
        return Markup(html)  # noqa: S704 - the editors' own HTML

    def _backlink(self, match: re.Match[str]) -> str:
        text = self._localizer.storefront.gettext("Back to footnote %(number)s in the text") % {"number": match[1]}
        return f'title="{escape(text)}"'

    def _filled(self, bundle: Bundle, html: str) -> str:
        return self._localizer.fill(html, {name: escape(text) for name, text in bundle.amounts.items()})

    def mark(self, bundle: Bundle, document: Document | None = None) -> bytes:
        """Changes with everything that a page shows of a text, pictures apart; notes the files that it offers."""
        text = document or self.document(bundle)
        linking = [one for one in (text.html, text.below, *(one.answer for one in text.faq)) if 'href="{' in one]
        folder = Path(text.source).parent if linking else Path()
        filled = [self._filled(bundle, html) for html in linking]
        links = [self._resolved(found, folder) for html in filled for found in LINK.finditer(html)]
        return digest_of(orjson.dumps((text.source, text.digest, text.lang, self._header(bundle), links)))

    def teaser_mark(self, bundle: Bundle) -> bytes:
        """Changes with everything that a teaser shows, pictures apart."""
        place = (bundle.kind, bundle.key)
        if place not in self._marks:
            text = self.document(bundle)
            own = (text.title, text.standfirst, text.kicker, text.lang, text.image_alt)
            url = self._basis.url(FOLDERS[bundle.kind], bundle.key)
            self._marks[place] = digest_of(orjson.dumps((own, url, self._header(bundle))))
        return self._marks[place]

    def _header(self, bundle: Bundle) -> tuple[object, ...]:
        """What a bundle says besides its text, as JSON takes it, made once."""
        place = (bundle.kind, bundle.key)
        if place not in self._headers:
            days = [day and day.iso for day in (bundle.date, bundle.modified)]
            authors = [self._author_mark(key) for key in bundle.authors]
            more = (bundle.category, bundle.image, bundle.amounts, bundle.news)
            self._headers[place] = bundle.key, days, authors, self.tags(bundle), more
        return self._headers[place]

    def _author_mark(self, key: str) -> tuple[str, ...]:
        bundle = self._basis.store.bundles["authors"].get(key)
        if bundle is None:
            return ()
        document = bundle.document(self._locale) or next(iter(bundle.documents.values()))
        return document.source, document.digest, self._basis.url("author", key), bundle.image

    def _resolved(self, match: re.Match[str], folder: Path) -> str:
        """A link with the address of what `{kind}target#place` names, or of the nearest page above that is there."""
        kind, target, place = map(unescape, match.groups(default=""))
        if kind in {"static", "attach"}:
            return f'href="{self.file(self._path(target, folder))}{escape(place)}"'
        page = self._named(kind, target, folder)
        near = self._basis.graph.nearest(page, self._locale)
        return f'href="{self._basis.graph.url(near, self._locale)}{escape(place) if near == page else ""}"'

    def _named(self, kind: str, target: str, folder: Path) -> PageId:
        if kind == "filename":
            parts = self._path(target, folder).relative_to(self._shop.content).parts
            return page_of(FOLDERS[parts[0]], "/".join(parts[1:-1]))
        return page_of(KINDS[kind], target)

    def file(self, path: Path) -> str:
        """Address of a file that a text offers for download; its content is part of the address."""
        mark = sha256(path.read_bytes()).hexdigest()[:8]
        address = f"/files/{slugify(path.stem, self._locale.language)}-{mark}{path.suffix.lower()}"
        self.files[address] = path
        return address

    def _path(self, target: str, folder: Path) -> Path:
        base = self._shop.content if target.startswith("/") else self._shop.folder / folder
        return file_named(base, target.lstrip("/"))

    def _image(self, match: re.Match[str], folder: Path) -> str:
        attributes = dict(ATTRIBUTE.findall(match[1]))
        source = attributes.get("src", "").removeprefix("{static}").removeprefix("{attach}")
        if self._shop.is_elsewhere(source):
            return match[0].replace(f'"{source}"', f'"{address_of(source)}"')
        path = self._path(unescape(source), folder)
        if path.is_relative_to(self._shop.content):  # as headers name it, and wherever the shop is
            path = path.relative_to(self._shop.content)
        picture = self._basis.images.picture(path, unescape(attributes.get("alt", "")), "body")
        return str(self._picture_markup(picture))

    def picture_or_none(self, bundle: Bundle, document: Document, profile: Profile) -> Picture | None:
        """The picture of a bundle, where it has one."""
        return self._basis.picture(bundle.image, document.image_alt, profile) if bundle.image else None

    def dated(self, day: Day) -> Dated:
        """A date for people and machines."""
        return Dated(day.iso, self._localizer.formats.date(day))
