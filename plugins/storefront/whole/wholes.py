"""Templates put together for a locale and compiled: a page is one function, a component another.

Each costs some ten milliseconds once and saves most of what a page costs, so they are made when they are first asked
for, and remembered from build to build.
"""

import marshal
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateError

from storefront.locales import Messages
from storefront.readings import keep, recalled
from storefront.templates import Theme
from storefront.whole.emit import Emitter
from storefront.whole.expressions import Named, Unforeseen, names_of
from storefront.whole.inline import Inliner
from storefront.whole.sayings import form_filter

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


class _Written(NamedTuple):
    """What is remembered of one, besides what its digest knows."""

    program: bytes
    """That defines it, as `marshal` writes code; nothing where only Jinja can render the template."""
    names: Mapping[str, Named]
    """What the program refers to in Jinja's environment."""
    called: Mapping[str, tuple[str, str]]
    """Components that it calls: the name that stands for each, its template and its own name."""


class Wholes:
    """What a locale's pages and components are rendered with; None where only Jinja can."""

    def __init__(
        self, theme: Theme, words: Messages, plain: Environment, digest: Callable[[str], str], locale: str
    ) -> None:
        """`digest` hashes a template with all behind it and its words, which are those of a locale with this code."""
        self._environment = with_words(theme.environment(), words)
        self._environment.filters.update((form_filter(rule), rule.index) for rule in words.rules())
        self._plain = plain
        self._inliner = Inliner(self._environment, theme.tree, words)
        self._digest = digest
        self._locale = locale

    def page(self, template: str) -> Whole | None:
        """A page template as a function of `site`, `page` and `view`."""
        return self._whole(template, "", self._inliner.page)

    def component(self, template: str, name: str) -> Whole | None:
        """A component as a function of its arguments."""
        return self._whole(template, name, lambda one: self._inliner.component(one, name))

    def is_there(self, template: str) -> bool:
        """Whether a page template need not be put together any more."""
        return (self._digest(template), template, "") in _MADE or self._recalled(template, "") is not None

    def _whole(self, template: str, name: str, put_together: Callable[[str], nodes.Macro]) -> Whole | None:
        key = (self._digest(template), template, name)
        if key not in _MADE:
            written = self._recalled(template, name)
            if written is None:
                written = self._written(template, put_together)
                keep(self._place(template, name), self._digest(template), written)
            _MADE[key] = self._bound(written)
        return _MADE[key]

    def _recalled(self, template: str, name: str) -> _Written | None:
        found: _Written | None = recalled(self._place(template, name), self._digest(template))
        return found

    def _place(self, template: str, name: str) -> tuple[str, ...]:
        return "whole", self._locale, template, name

    def _written(self, template: str, put_together: Callable[[str], nodes.Macro]) -> _Written:
        emitter = Emitter(self._environment)
        try:
            macro = put_together(template)
            self._call(self._inliner.called)
            program = marshal.dumps(emitter.code(macro, template))
        except (Unforeseen, TemplateError):
            return _Written(b"", {}, {})
        used = {name for _, name in emitter.names.values()}
        return _Written(
            program, emitter.names, {name: self._inliner.called[name] for name in used & self._inliner.called.keys()}
        )

    def _bound(self, written: _Written) -> Whole | None:
        """The function itself, in this process."""
        if not written.program:
            return None
        self._call(written.called)
        names = names_of(self._environment, written.names)
        exec(marshal.loads(written.program), names)  # noqa: S102, S302 - our own program
        whole: Whole = names["whole"]
        return whole

    def _call(self, components: Mapping[str, tuple[str, str]]) -> None:
        """Has components at hand that are called at run time."""
        for name, (source, component) in components.items():
            self._environment.globals.setdefault(name, self._as_ever(source, component))

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
