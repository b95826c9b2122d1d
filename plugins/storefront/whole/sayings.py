"""What becomes of a message in a template: its translation, its placeholders replaced by what they stand for.

As in Jinja's `newstyle` gettext, a translation is HTML, and the values in it are escaped.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from jinja2 import Environment, nodes
from markupsafe import Markup

from storefront.locales import Messages, PluralRule
from storefront.snapshot import digest
from storefront.values import frozen

MESSAGES: Mapping[str, int] = {"_": 1, "gettext": 1, "pgettext": 2, "ngettext": 3, "npgettext": 4}
"""Jinja's message functions, and how many positional arguments each takes."""
COUNTED = {"ngettext", "npgettext"}
"""Those whose last argument is a number."""
PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s|(%))")


@frozen
class Saying:
    """What a message says in the locale."""

    texts: Sequence[str]
    """One, or all plural forms."""
    tests: Sequence[nodes.Expr]
    """Whether a form is to be taken, for each form but the last."""
    values: Mapping[str, nodes.Expr]
    """What stands for the placeholders."""

    def printed(self, line: int) -> list[nodes.Node] | None:
        """Statements that print it; None where a placeholder has no value: Jinja says so when it gets there."""
        try:
            forms = [nodes.Output(list(_filled(text, self.values)), lineno=line) for text in self.texts]
        except KeyError:
            return None
        if not self.tests:
            return [forms[0]]
        cases = [nodes.If(test, [form], [], [], lineno=line) for test, form in zip(self.tests, forms[:-1], strict=True)]
        cases[0].elif_, cases[0].else_ = cases[1:], [forms[-1]]
        return [cases[0]]

    def said(self) -> nodes.Expr:
        """It as a value."""
        pairs = [nodes.Pair(nodes.Const(name), value) for name, value in self.values.items()]
        forms: list[nodes.Expr] = [
            nodes.Mod(nodes.Const(Markup(text)), nodes.Dict(pairs))  # noqa: S704 - a translation
            for text in self.texts
        ]
        said = forms.pop()
        for test, form in zip(reversed(self.tests), reversed(forms), strict=True):
            said = nodes.CondExpr(test, form, said)
        return said


class Sayings:
    """The messages of a locale."""

    def __init__(self, words: Messages, environment: Environment) -> None:
        self._words = words
        self._filters = environment.filters

    def find(self, function: str, arguments: Sequence[nodes.Expr], values: Mapping[str, nodes.Expr]) -> Saying | None:
        """The message of a call; None where its text is not known before a run."""
        given = list(arguments)
        number = given.pop() if function in COUNTED and len(given) == MESSAGES[function] else None
        texts = [one.value for one in given if isinstance(one, nodes.Const) and isinstance(one.value, str)]
        if len(texts) != MESSAGES[function] - (number is not None):
            return None
        if number is None:
            look_up = self._words.pgettext if function == "pgettext" else self._words.gettext
            return Saying((look_up(*texts),), (), values)
        context = texts.pop(0) if function == "npgettext" else None
        forms, rule = self._words.forms(context, *texts)
        return Saying(forms, self._tests(number, rule, len(forms)), {"num": number, **values})

    def _tests(self, number: nodes.Expr, rule: PluralRule, forms: int) -> list[nodes.Expr]:
        """The rule goes into the environment as a filter, which costs least to call."""
        name = form_filter(rule)
        self._filters[name] = rule.index
        index = nodes.Filter(number, name, [], [], None, None)
        return [nodes.Compare(index, [nodes.Operand("eq", nodes.Const(place))]) for place in range(forms - 1)]


def form_filter(rule: PluralRule) -> str:
    """The name of the filter that says which form a number takes by a rule."""
    return f"form_{digest(rule.formula.encode())}"


def _filled(text: str, values: Mapping[str, nodes.Expr]) -> Iterator[nodes.Expr]:
    """A message with its values in their places. Raises `KeyError` where one is missing or has another form."""
    end = 0
    for match in PLACEHOLDER.finditer(text):
        yield nodes.TemplateData(text[end : match.start()])
        yield values[match[1]] if match[1] else nodes.TemplateData("%")
        end = match.end()
    if "%" in PLACEHOLDER.sub("", text):
        raise KeyError(text)
    yield nodes.TemplateData(text[end:])
