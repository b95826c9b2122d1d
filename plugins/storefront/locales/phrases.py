"""Words around values: lists, quotation marks, prepositions, the names of languages."""

import re
from collections.abc import Sequence
from typing import Literal

from babel import Locale
from babel.lists import format_list

from storefront.locales.cldr import QUOTATION, nearest

_SPANISH: dict[str, tuple[str, str, re.Pattern[str]]] = {
    # Not before the diphthong of `hielo`, nor before `iPhone`, which is said with English vowels.
    "standard": ("y", "e", re.compile(r"(?!i[A-Z])[iIíÍ]|[hH][iIíÍ](?![aeoáéó])")),
    "or": ("o", "u", re.compile(r"[hH]?[oOóÓ]|8|11(?!\d)")),
}
"""The conjunction of a list, what it becomes before its own sound, and when: RAE's rule, left to code by CLDR."""

_PREPOSITIONS = {"ca": "de", "es": "de", "fr": "de", "gl": "de", "it": "di", "oc": "de", "pt": "de"}
"""What stands between millions and what is counted; in other languages CLDR has it or nothing does."""

_ELISION = {"ca": "aeiouàèéíòóúh", "fr": "aeiouàâéèêëîïôœû", "oc": "aeiouàèéíòóú"}
"""Letters before which `de` is `d’`; French h counts as aspirated (`de hryvnias`)."""


def join(items: Sequence[str], style: Literal["standard", "or"], locale: Locale) -> str:
    """A list in words, by CLDR: `standard` ends in "and", `or` in "or"."""
    text = format_list(items, style, locale)
    if locale.language != "es" or not items:
        return text
    word, instead, sounds = _SPANISH[style]
    tail = f" {word} {items[-1]}"
    if text.endswith(tail) and sounds.match(items[-1]):
        return f"{text.removesuffix(tail)} {instead} {items[-1]}"
    return text


def quote(text: str, locale: Locale) -> str:
    """A text in the locale's quotation marks."""
    opening, closing = nearest(QUOTATION, locale, ("“", "”"))
    return f"{opening}{text}{closing}"


def of(noun: str, locale: Locale) -> str:
    """The noun with the preposition that a large number takes before it: `d’euros`, `de euros`, `Euro`."""
    preposition = _PREPOSITIONS.get(locale.language)
    if preposition is None:
        return noun
    if noun[:1].lower() in _ELISION.get(locale.language, ()):
        return f"{preposition[:-1]}’{noun}"
    return f"{preposition} {noun}"


def own_name(locale: Locale) -> str:
    """What a language calls itself, with the capital that begins a menu entry: `Français`, `繁體中文`, `isiZulu`."""
    written = "_".join(part for part in (locale.language, locale.script) if part)
    name = str(locale.languages.get(written) or locale.languages.get(locale.language) or locale.language)
    # Title case, not upper: Georgian has capitals but no sentence begins with one.
    return name if any(letter.isupper() for letter in name) else name[:1].title() + name[1:]
