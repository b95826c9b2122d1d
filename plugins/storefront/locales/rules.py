"""What a translation has to share with its message: the values that are filled in, and the markup.

Translations are printed as HTML, so a tag that the message does not have is a mistake even where it is well meant.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from storefront.problems import Severity

_NAMED = re.compile(r"%\((\w+)\)[#0 +-]*\d*(?:\.\d+)?([diouxXeEfFgGcrsa])")
_OPENED = re.compile(r"%\s*\((\w+)\)?")
"""The beginning of a named value, be the rest right or wrong."""
_POSITIONAL = re.compile(r"%(?:\d+\$)?[#0+-]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BRACES = re.compile(r"\{(\w*(?:[.\[][^{}]*)?(?:[!:|][^{}]*)?)\}")
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>")
_OPEN_TAG = re.compile(r"<(?:/?[A-Za-z]|!--)")
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*(?:=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_RUNS = re.compile(
    r"<\s*(?:script|iframe|object|embed|svg|style|form|base|meta|link)\b|<[^<>]*(?:\bon[a-z]+\s*=|javascript\s*:)",
    re.IGNORECASE,
)
"""What makes a browser do something."""


class Mistake(NamedTuple):
    """What is wrong with a text, and what to do."""

    message: str
    hint: str
    severity: Severity = Severity.ERROR


def mistakes(sources: Sequence[str], form: str, *, formatted: bool = False, exact: bool = True) -> Iterator[Mistake]:
    """What differs between a translation and its message (the singular, and the plural where there is one).

    `formatted` messages are always filled with `%` values, be they none. A form that is not `exact` stands for one
    number alone, and may say that number in a word.
    """
    if any("%" in text or "{" in text for text in (form, *sources)):
        yield from _value_mistakes(sources, form, exact=exact)
        if formatted or _NAMED.search(" ".join(sources)):
            yield from _percent_mistakes(form)
    if "<" in form or any("<" in source for source in sources):
        yield from _markup_mistakes(sources, form)


def values(text: str) -> Counter[str]:
    """The values that are filled into a text, as they are written: `%(name)s`, `{name}`, `{{ name }}`."""
    rest = _JINJA.sub("", text)
    found = Counter(" ".join(match[0].split()) for match in _JINJA.finditer(text))
    found.update(match[0] for match in _NAMED.finditer(rest))
    found.update(match[0] for match in _BRACES.finditer(rest))
    return found


def positional(text: str) -> Counter[str]:
    """The values that are filled in by their place, `%s`; for messages with the flag of their format only."""
    return Counter(_POSITIONAL.findall(text.replace("%%", "")))


def positional_mistakes(sources: Sequence[str], form: str) -> Iterator[Mistake]:
    """Values by place that are too many, too few or of another kind."""
    wanted = [positional(source) for source in sources]
    if positional(form) not in wanted:
        told = ", ".join(sorted(wanted[-1].elements())) or "none"
        said = ", ".join(sorted(positional(form).elements())) or "none"
        yield Mistake(f"“{form}” has the values {said}, and its message {told}", "take them over as they are")


def _value_mistakes(sources: Sequence[str], form: str, *, exact: bool) -> Iterator[Mistake]:
    wanted, required, given = set[str](), values(sources[-1]), values(form)
    for source in sources:
        wanted |= values(source).keys()
    for value in sorted(given.keys() - wanted):
        hint = f"it has {', '.join(sorted(wanted))}" if wanted else "take it out"
        yield Mistake(f"“{sources[0]}” has no {value}", hint)
    lacking = sorted(required.keys() - given.keys())
    if not exact or (len(sources) > 1 and not values(sources[0])):
        lacking = lacking[1:]  # the number, said in a word: “one product”
    for value in lacking:
        yield Mistake(f"“{form}” lacks {value}", f"put {value} where your language wants it", Severity.WARNING)


def _percent_mistakes(form: str) -> Iterator[Mistake]:
    rest = _NAMED.sub("", form.replace("%%", ""))
    for match in _OPENED.finditer(rest):
        yield Mistake(f"“{match[0]}” is no value", f"write %({match[1]})s, with the letter after the bracket")
    if "%" in _OPENED.sub("", rest):
        yield Mistake(f"“{form}” has a % that names no value", "write %% for a percent sign")


def _markup_mistakes(sources: Sequence[str], form: str) -> Iterator[Mistake]:
    wanted = [_tags(source) for source in sources]
    given = _tags(form)
    if _RUNS.search(form) and not any(_RUNS.search(source) for source in sources):
        yield Mistake(f"“{form}” would run code or load something in every reader's browser", "take it out")
    elif given not in wanted:
        new, gone = given - wanted[0], wanted[0] - given
        if new:
            yield Mistake(f"“{form}” has {_listed(new)}, which its message does not have", "take the markup out")
        if gone:
            yield Mistake(f"“{form}” lacks {_listed(gone)}", "take the markup over as it is")
    elif wrong := _badly_nested(form):
        yield Mistake(f"“{form}” has {wrong}", "close each tag, the last one opened first")
    if _OPEN_TAG.search(_TAG.sub("", form)) and not any(_OPEN_TAG.search(_TAG.sub("", one)) for one in sources):
        yield Mistake(f"“{form}” has a tag without its end", "close it with >, or write &lt; for the sign")


def _tags(text: str) -> Counter[str]:
    """The tags of a text, each in one spelling: `<a href="x">`."""
    found = Counter[str]()
    for closing, name, rest in _TAG.findall(text):
        attributes = sorted((key.lower(), value.strip("\"'")) for key, value in _ATTRIBUTE.findall(rest.rstrip("/ ")))
        inner = "".join(f' {key}="{value}"' if value else f" {key}" for key, value in attributes)
        found[f"<{closing}{name.lower()}{inner}>"] += 1
    return found


def _listed(tags: Iterable[str]) -> str:
    return ", ".join(sorted(tags))


def _badly_nested(form: str) -> str:
    """What is wrong with the order of the tags, empty where nothing is."""
    opened: list[str] = []
    for closing, name, rest in _TAG.findall(form):
        if closing and (not opened or opened.pop() != name.lower()):
            return f"</{name}> where nothing is to be closed by it"
        if not closing and name.lower() not in _VOID and not rest.endswith("/"):
            opened.append(name.lower())
    return f"<{opened[-1]}> that is not closed" if opened else ""
