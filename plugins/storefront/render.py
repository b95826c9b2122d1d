"""Views -> HTML: one Jinja environment a locale, and the digest of everything that a template reads.

Rendering is a pure function of the template with all that it includes, the locale's messages that these use, and the
values given. `Renderer.digest` covers the first two; who hashes the values as well knows whether a page must be made.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias

import orjson
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateError
from jinja2.meta import find_referenced_templates
from markupsafe import Markup

from storefront.localizer import Localizer
from storefront.problems import InputError, Problem
from storefront.views import TEMPLATES, Card, Fragment, PageShell, Picture, Site

CARD = "components/card.html"
PICTURE = "components/picture.html"
BODY_SIZES = "(min-width: 48rem) 42rem, 100vw"
"""How wide a picture in a text is shown."""

MessageKey: TypeAlias = tuple[str | None, str]
"""Context and message."""


class _Compiled(BytecodeCache):
    """Compiled templates of this process: the environments of all locales share one compilation."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


class Theme:
    """The templates of a shop: its own folder before the product's."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self._compiled = _Compiled()
        self._plain = self.environment()

    def environment(self) -> Environment:
        """A fresh environment over the templates; a name that a template does not get is an error."""
        environment = Environment(
            loader=FileSystemLoader([folder for folder in self.folders if folder.is_dir()]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=self._compiled,
            auto_reload=False,
            cache_size=-1,
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the extension
        return environment

    def problems(self) -> list[Problem]:
        """Templates that are missing, broken, or refer to missing ones."""
        return [problem for name in (*TEMPLATES, CARD, PICTURE) for problem in self._problems(name)]

    def _problems(self, name: str) -> Iterator[Problem]:
        try:
            for one in self.closure(name):
                self._plain.get_template(one)
        except TemplateSyntaxError as error:
            source = f"theme/templates/{error.name}"
            yield Problem(source, error.lineno, message=str(error.message), hint="correct the template")
        except TemplateNotFound as error:
            hint = "add it, or correct the name where it is extended or imported"
            yield Problem(f"theme/templates/{name}", message=f"there is no template “{error.name}”", hint=hint)

    @cached_property
    def closure(self) -> Callable[[str], tuple[str, ...]]:
        """A template's name and those of all that it extends, imports and includes, in the order of first use."""

        @cache
        def closure(name: str) -> tuple[str, ...]:
            source = self._source(name)
            found = dict.fromkeys([name])
            for other in find_referenced_templates(self._plain.parse(source, name)):
                # a name computed at run time may be any template of its folder
                names = [other] if other else self._plain.list_templates(filter_func=_is_icon)
                found |= dict.fromkeys(deeper for one in names if one not in found for deeper in closure(one))
            return tuple(found)

        return closure

    @cache  # noqa: B019 - a theme lives as long as its build
    def messages(self, name: str) -> tuple[MessageKey, ...]:
        """The messages that a template and all behind it print."""
        keys: dict[MessageKey, None] = {}
        for one in self.closure(name):
            for _, function, message in self._plain.extract_translations(self._source(one)):  # type: ignore[attr-defined]
                parts = [message] if isinstance(message, str) else [part for part in message if part is not None]
                keys[(parts[0], parts[1]) if function in {"pgettext", "npgettext"} else (None, parts[0])] = None
        return tuple(keys)

    @cache  # noqa: B019 - a theme lives as long as its build
    def sources(self, name: str) -> bytes:
        """Digest of a template's text and of all behind it."""
        return _digest(*(self._source(one).encode() for one in self.closure(name)))

    @cache  # noqa: B019 - a theme lives as long as its build
    def _source(self, name: str) -> str:
        if self._plain.loader is None:
            raise TemplateNotFound(name)
        return self._plain.loader.get_source(self._plain, name)[0]


def _is_icon(name: str) -> bool:
    return name.startswith("icons/")


class Renderer:
    """Renders the templates of a theme in one locale."""

    def __init__(self, theme: Theme, localizer: Localizer) -> None:
        self._theme = theme
        self._words = localizer.storefront
        self._environment = theme.environment()
        self._environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
            self._words.gettext,
            self._words.ngettext,
            newstyle=True,
            pgettext=self._words.pgettext,
            npgettext=self._words.npgettext,
        )

    @cache  # noqa: B019 - a renderer lives as long as its build
    def digest(self, template: str) -> str:
        """Hash of a template, of all behind it and of the messages that they print in this locale."""
        messages = self._words.digest(self._theme.messages(template))
        return _digest(self._theme.sources(template), messages.encode()).hex()

    def fingerprint(self, template: str, site_digest: str, page: PageShell, view: object) -> str:
        """Hash of everything that a page's bytes depend on."""
        values = orjson.dumps((page, view), default=_fragment_digest)
        return _digest(self.digest(template).encode(), site_digest.encode(), values).hex()

    def render(self, template: str, site: Site, page: PageShell, view: object) -> bytes:
        """A page. Raises `InputError` with the template's line where a template fails."""
        try:
            text = self._environment.get_template(template).render(site=site, page=page, view=view)
        except (TemplateError, TypeError, AttributeError) as error:
            raise InputError([_render_problem(error, template, page)]) from error
        return text.encode()

    def card(self, card: Card) -> Fragment:
        """A product's card, rendered when a page that shows it is."""
        values = _digest(self.digest(CARD).encode(), orjson.dumps(card)).hex()
        return Fragment(values, lambda: str(self._card(card)))

    def picture(self, picture: Picture) -> Markup:
        """A picture in a text."""
        return Markup(self._macro(PICTURE, "picture")(picture, BODY_SIZES).strip())  # noqa: S704 - rendered by Jinja

    @cached_property
    def _card(self) -> Callable[[Card], str]:
        return self._macro(CARD, "card")

    def _macro(self, template: str, name: str) -> Callable[..., str]:
        macro: Callable[..., str] = getattr(self._environment.get_template(template).module, name)
        return macro


def site_digest(site: Site) -> str:
    """Hash of what all pages of a locale share."""
    return _digest(orjson.dumps(site)).hex()


def _digest(*parts: bytes) -> bytes:
    digest = blake2b(digest_size=12)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _fragment_digest(value: object) -> str:
    if isinstance(value, Fragment):
        return value.digest
    raise TypeError(f"a view holds {value!r}, which has no digest")


def _render_problem(error: Exception, template: str, page: PageShell) -> Problem:
    """Where in the theme a rendering failed: the innermost frame that is a template's."""
    place, trace = (template, 0), error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if f"{Path('theme', 'templates')}" in name or name.endswith(".html"):
            place = (name.rpartition("templates/")[2] or name, trace.tb_lineno)
        trace = trace.tb_next
    hint = "see storefront/views.py for what the template is given"
    message = f"{error} (while making “{page.head.title}”)"
    return Problem(f"theme/templates/{place[0]}", place[1], message=message, hint=hint)
