"""Words of addresses: what no browser should see, and what two pages would share."""

import re
from collections.abc import Iterator, Mapping

from babel import Locale

from storefront.locales.po import Entry
from storefront.locales.rules import Mistake
from storefront.problems import Problem
from storefront.slugs import slugify

_WORDS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def address_mistakes(entry: Entry, text: str) -> Iterator[Mistake]:
    """What is wrong with the word of an address: letters that have to be escaped, or several parts where one is due."""
    parts = text.split("/") if entry.context == "route" else [text]
    if not all(_WORDS.fullmatch(part) for part in parts):
        fitting = "/".join(filter(None, (slugify(part, "en") for part in parts)))
        hint = f"write “{fitting}”" if fitting else "write small letters, digits and hyphens"
        yield Mistake(f"“{text}” is no word of an address", hint)


def doubled_addresses(entries: tuple[Entry, ...], source: str, locale: Locale | None) -> Iterator[Problem]:
    """Different messages of one context whose address is the same."""
    language = locale.language if locale else "en"
    owners: dict[tuple[str | None, str], Entry] = {}
    for entry in entries:
        text = entry.texts[0] if not entry.obsolete and not entry.fuzzy and entry.key != (None, "") else ""
        place = (entry.context, "/".join(slugify(part, language) for part in text.split("/")))
        if text and (first := owners.setdefault(place, entry)) is not entry:
            message = f"“{entry.singular}” and “{first.singular}” (line {first.line}) have one address: {place[1]}"
            yield Problem(source, entry.line, message=message, hint="give one of them another word")


def category_problems(
    names: Mapping[str, tuple[str | None, str]], slugs: Mapping[str, str], lines: Mapping[str, int], source: str
) -> Iterator[Problem]:
    """Two categories below one parent whose address is the same.

    `names` has parent and name of each category by its key, `slugs` the address of each, `lines` where a name stands.
    """
    owners: dict[tuple[str | None, str], str] = {}
    for key, (parent, name) in names.items():
        first = owners.setdefault((parent, slugs[key]), key)
        if first != key:
            other = names[first][1]
            message = f"the categories “{other}” and “{name}” have one address: {slugs[key]}"
            hint = "translate one of them otherwise, or give it a word of its own in urls.po, context “category”"
            yield Problem(source, lines.get(name, 0), message=message, hint=hint)
