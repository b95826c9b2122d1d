"""`translations/<locale>/LC_MESSAGES/<domain>.po` -> Messages: the words of one locale, in gettext's four functions.

The texts are read as they are and kept in memory; there are no `.mo` files. A message is looked for in the locale's
own folder (`fr_BE`), then in its language's (`fr`), first in the shop's translations, then in the product's; what no
file has stays in the source language.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from babel import Locale as BabelLocale

from storefront.locales.plurals import SOURCE_RULE, PluralRule
from storefront.locales.pofile import Key, Translation, read_po_file
from storefront.model import Locale
from storefront.problems import Problem, shown


class Messages:
    """The translations of one domain in one locale, as Jinja's `install_gettext_translations` takes them."""

    def __init__(
        self, translations: Mapping[Key, Translation], files: Sequence[Path] = (), problems: Sequence[Problem] = ()
    ) -> None:
        self._translations = translations
        self.files = tuple(files)
        """The files that were read, nearest first; none for the source language."""
        self.problems = tuple(problems)

    def gettext(self, message: str) -> str:
        """The translation of a text."""
        return self._one((None, message))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """The translation of a text in the form that the number takes."""
        return self._counted((None, singular), plural, number)

    def pgettext(self, context: str, message: str) -> str:
        """The translation of a text in a context."""
        return self._one((context, message))

    def npgettext(self, context: str, singular: str, plural: str, number: int) -> str:
        """The translation of a text in a context, in the form that the number takes."""
        return self._counted((context, singular), plural, number)

    def forms(self, context: str | None, singular: str, plural: str) -> tuple[tuple[str, ...], PluralRule]:
        """All forms of a text, and the rule that chooses one for a number."""
        found = self._translations.get((context, singular))
        return (found.forms, found.rule) if found and found.rule else ((singular, plural), SOURCE_RULE)

    def rules(self) -> set[PluralRule]:
        """The rules that choose among forms."""
        return {SOURCE_RULE, *(one.rule for one in self._translations.values() if one.rule)}

    def keys(self) -> Iterable[Key]:
        """Context and text of every message that has a translation here."""
        return self._translations.keys()

    def digest(self, keys: Iterable[Key]) -> str:
        """A hash of what these messages say here: it changes if and only if one of their translations does."""
        told = []
        for context, msgid in sorted(set(keys), key=lambda key: (key[0] or "", key[1], key[0] is None)):
            found = self._translations.get((context, msgid))
            told.append((context, msgid, found and found.forms, found and found.rule and found.rule.formula))
        return blake2b(json.dumps(told).encode(), digest_size=8).hexdigest()

    def missing(self, keys: Iterable[Key]) -> list[Key]:
        """Those of the messages that have no translation, each once, in the order given."""
        return [key for key in dict.fromkeys(keys) if key not in self._translations]

    def _one(self, key: Key) -> str:
        found = self._translations.get(key)
        if found is None:
            return key[1]
        return found.forms[0 if found.rule is None else found.rule.index(1)]

    def _counted(self, key: Key, plural: str, number: int) -> str:
        forms, rule = self.forms(*key, plural)
        return forms[rule.index(number)]


def load_messages(folders: Sequence[Path], domain: str, locale: Locale) -> Messages:
    """Reads a domain's files for a locale; `folders` are roots of translations, the one that wins first.

    A file that cannot be read says so in `problems` and contributes nothing.
    """
    language = BabelLocale.parse(locale.cldr, sep="-")
    translations: dict[Key, Translation] = {}
    problems: list[Problem] = []
    files = [path for folder in folders for path in _candidates(folder, domain, locale) if path.is_file()]
    for path in files:
        read = read_po_file(path, shown(path, folders[0].parent), language)
        translations = {**read.translations, **translations}
        problems.extend(read.problems)
    return Messages(translations, files, problems)


def _candidates(folder: Path, domain: str, locale: Locale) -> Iterator[Path]:
    for code in locale.fallbacks:
        yield folder / code.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"
