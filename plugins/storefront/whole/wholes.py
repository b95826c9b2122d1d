"""Templates put together for a locale and compiled: a page is one function, a component another.

Each costs a few milliseconds once and saves most of what a page costs, so they are made when they are first asked for.
"""

from collections.abc import Callable
from functools import lru_cache

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateError

from storefront.locales import Messages
from storefront.templates import Theme
from storefront.whole.emit import Emitter
from storefront.whole.expressions import Unforeseen
from storefront.whole.inline import Inliner

Whole = Callable[..., str]
REMEMBERED = 500
"""Calls with nothing but text that are remembered, a component: `icon("shield")` is the same at each call."""

_MADE: dict[tuple[str, str, str], Whole | None] = {}
"""By digest of template and words, template, component: all builds of a process share what is the same."""


def with_words(environment: Environment, words: Messages) -> Environment:
    """Gives an environment the words of a locale, and returns it."""
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext
    )
    return environment


class Wholes:
    """What a locale's pages and components are rendered with; None where only Jinja can."""

    def __init__(self, theme: Theme, words: Messages, plain: Environment, digest: Callable[[str], str]) -> None:
        self._environment = with_words(theme.environment(), words)
        self._plain = plain
        self._inliner = Inliner(self._environment, theme.tree, words)
        self._digest = digest

    def page(self, template: str) -> Whole | None:
        """A page template as a function of `site`, `page` and `view`."""
        return self._whole(template, "", self._inliner.page)

    def component(self, template: str, name: str) -> Whole | None:
        """A component as a function of its arguments."""
        return self._whole(template, name, lambda one: self._inliner.component(one, name))

    def _whole(self, template: str, name: str, put_together: Callable[[str], nodes.Macro]) -> Whole | None:
        key = (self._digest(template), template, name)
        if key not in _MADE:
            try:
                _MADE[key] = self._compiled(put_together(template), template)
            except (Unforeseen, TemplateError):
                _MADE[key] = None
        return _MADE[key]

    def _compiled(self, macro: nodes.Macro, title: str) -> Whole:
        for name, (source, component) in self._inliner.called.items():
            self._environment.globals.setdefault(name, self._as_ever(source, component))
        return Emitter(self._environment).function(macro, title)

    def _as_ever(self, template: str, name: str) -> Callable[..., str]:
        """A component that is called, not put in place."""

        def call(*values: object, **named: object) -> str:
            rendered: str = getattr(self._plain.get_template(template).module, name)(*values, **named)
            return rendered

        remembered = lru_cache(REMEMBERED)(call)

        def choose(*values: object, **named: object) -> str:
            is_text = not named and all(type(value) is str for value in values)  # `Markup` equals text, yet differs
            return remembered(*values) if is_text else call(*values, **named)

        return choose
