"""Views -> HTML: one Jinja environment a locale, and the digest of everything that a template reads.

Rendering is a pure function of the template with all that it includes, the locale's messages that these use, and the
values given. `Renderer.digest` covers the first two; who hashes the values as well knows whether a page must be made.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import orjson
from jinja2.exceptions import TemplateError, TemplateNotFound
from markupsafe import Markup

from storefront.localizer import Localizer
from storefront.problems import InputError, Problem
from storefront.templates import CARD, FOOTER, MENU, PICTURE, Theme, digest_of
from storefront.views import Card, Fragment, PageShell, Picture, Site
from storefront.whole import FAILURES, Whole, Wholes, with_words

BODY_SIZES = "(min-width: 48rem) 42rem, 100vw"
"""How wide a picture in a text is shown."""

PARTS = (
    "its template, one that it extends, includes or imports, or what renders them",
    "a message that these print",
    "what all pages of the locale share: menu, footer, the addresses of the theme's files",
    "its head, its breadcrumb or its links to other languages, or what the views of all pages are built from",
    "its own content",
    "the products that it shows",
)
"""What the parts of a page's fingerprint are hashes of, for people."""
WORTH_IT = 5
"""Pages for which a template is put together."""
PART_SIZE = 8
"""Bytes of each: two states of a page agree by accident once in 2⁶⁴."""


class Renderer:
    """Renders the templates of a theme in one locale."""

    def __init__(self, theme: Theme, localizer: Localizer) -> None:
        self._theme = theme
        self._words = localizer.storefront
        self._digests: dict[str, str] = {}
        self._parts: dict[str, tuple[str, str]] = {}
        self._environment = with_words(theme.environment(), self._words)
        self._wholes = Wholes(theme, self._words, self._environment, self.digest, localizer.locale.code)
        self._rare: set[str] = set()
        """Templates of too few pages to be put together."""

    def digest(self, template: str) -> str:
        """Hash of a template, of all behind it and of the messages that they print in this locale."""
        if template not in self._digests:
            messages = self._words.digest(self._theme.messages(template))
            self._digests[template] = digest_of(self._theme.sources(template), messages.encode()).hex()
        return self._digests[template]

    def fingerprint(self, template: str, site_digest: str, page: PageShell, view: object) -> str:
        """Hashes of everything that a page's bytes depend on, those of `PARTS` in their order, joined by hyphens.

        Of a page that shows no products.
        """
        return self._joined(template, site_digest, *map(digest_of, (orjson.dumps(page), orjson.dumps(view), b"")))

    def known_fingerprint(self, template: str, site_digest: str, around: bytes, own: bytes, products: bytes) -> str:
        """The same of a page that says itself what its view is made from."""
        return self._joined(template, site_digest, around, own, products)

    def _joined(self, template: str, site_digest: str, *own: bytes) -> str:
        parts = (*self._halves(template), site_digest[: 2 * PART_SIZE], *(part[:PART_SIZE].hex() for part in own))
        return "-".join(parts)

    def _halves(self, template: str) -> tuple[str, str]:
        """Short hashes of a template with all behind it, and of their messages."""
        if template not in self._parts:
            messages = self._words.digest(self._theme.messages(template)).encode()
            sources = self._theme.sources(template)
            self._parts[template] = digest_of(sources)[:PART_SIZE].hex(), digest_of(messages)[:PART_SIZE].hex()
        return self._parts[template]

    def expect(self, pages: Mapping[str, int]) -> None:
        """Gets ready to render so many pages of each template.

        Putting a template together takes longer than Jinja takes for a few pages.
        """
        few = {template for template, count in pages.items() if count < WORTH_IT}
        self._rare = {template for template in few if not self._wholes.is_there(template)}
        for template in pages.keys() - self._rare:
            self._wholes.page(template)

    def render(self, template: str, site: Site, page: PageShell, view: object) -> bytes:
        """A page. Raises `InputError` with the template's line where a template fails."""
        whole = None if template in self._rare else self._wholes.page(template)
        if whole:
            with suppress(*FAILURES):  # Jinja itself, below, says where, or can
                return whole(site, page, view).encode()
        try:
            text = self._environment.get_template(template).render(site=site, page=page, view=view)
        except FAILURES as error:
            raise InputError([_render_problem(error, template, page.head.title)]) from error
        return text.encode()

    def card(self, card: Card) -> Markup:
        """A product's card. Raises `InputError` with the template's line where the template fails."""
        if whole := self._whole_card:
            try:
                return str.__new__(Markup, whole(card))  # for many: `Markup` itself asks first what it is given
            except FAILURES:
                pass  # Jinja itself, below, says where, or can
        try:
            return Markup(self._card(card))  # noqa: S704 - rendered by Jinja
        except FAILURES as error:
            raise InputError([_render_problem(error, CARD, card.name)]) from error

    def menu(self, site: Site, section: str) -> Fragment:
        """The main navigation of a locale as the pages of one section show it."""
        values = digest_of(self.digest(MENU).encode(), orjson.dumps((site.nav, site.links, section))).hex()
        return Fragment(values, lambda: self._macro(MENU, "menu")(site, section))

    def footer(self, site: Site) -> Fragment:
        """The foot of a locale's pages."""
        values = digest_of(self.digest(FOOTER).encode(), orjson.dumps(site, default=_fragment_digest)).hex()
        return Fragment(values, lambda: self._macro(FOOTER, "footer")(site))

    def picture(self, picture: Picture) -> Markup:
        """A picture in a text. Raises `InputError` with the template's line where the template fails."""
        try:
            html = self._picture(picture, BODY_SIZES)
        except FAILURES as error:
            raise InputError([_render_problem(error, PICTURE, picture.alt or picture.src)]) from error
        return Markup(html.strip())  # noqa: S704 - rendered by Jinja

    @cached_property
    def _whole_card(self) -> Whole | None:
        return self._wholes.component(CARD, "card")

    @cached_property
    def _card(self) -> Callable[[Card], str]:
        return self._macro(CARD, "card")

    @cached_property
    def _picture(self) -> Callable[[Picture, str], str]:
        return self._macro(PICTURE, "picture")

    def _macro(self, template: str, name: str) -> Callable[..., str]:
        macro: Callable[..., str] = getattr(self._environment.get_template(template).module, name)
        return macro


def site_digest(site: Site) -> str:
    """Hash of what all pages of a locale share."""
    return digest_of(orjson.dumps(site, default=_fragment_digest)).hex()


def _fragment_digest(value: object) -> str:
    if isinstance(value, Fragment):
        return value.digest
    raise TypeError(f"a view holds {value!r}, which has no digest")


def _render_problem(error: Exception, template: str, making: str) -> Problem:
    """Where in the theme a rendering failed: the innermost frame that is a template's."""
    place, trace = (template, 0), error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if f"{Path('theme', 'templates')}" in name or name.endswith(".html"):
            # outside a template's own `render`, Jinja leaves the lines of the compiled template
            compiled = trace.tb_frame.f_globals.get("__jinja_template__")
            line = compiled.get_corresponding_lineno(trace.tb_lineno) if compiled else trace.tb_lineno
            place = (name.rpartition("templates/")[2] or name, line)
        trace = trace.tb_next
    hint = "see storefront/views.py for what the template is given"
    message = f"{_said(error)} (while making “{making}”)"
    return Problem(f"theme/templates/{place[0]}", place[1], message=message, hint=hint)


def _said(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template “{error.name}”"
    if isinstance(error, RecursionError):
        return "the template extends or includes itself without end"
    return str(error) if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
