"""Everything that speaks a locale's language: its messages and its formats, in one value a locale."""

import re
from collections.abc import Mapping

from storefront.locales import Formats, Messages, PseudoMessages, is_measure, load_messages, stray_problems
from storefront.model import Category, Locale
from storefront.problems import Problem
from storefront.shop import Shop
from storefront.values import frozen

AMOUNT = re.compile(r"\{amount:([\w-]+)(?:[:|](\w+))?\}")
FORMS = ("", "exact", "short")


@frozen
class Localizer:
    """A locale's words and formats."""

    locale: Locale
    formats: Formats
    storefront: Messages
    """Words of the theme and of Vitrina itself."""
    catalog: Messages
    """Names from the exports and from `shop.toml`."""
    urls: Messages
    """Words of addresses."""

    def term(self, context: str, text: str) -> str:
        """A name of the export or of `shop.toml` in this language."""
        return self.catalog.pgettext(context, text) if text else ""

    def category(self, category: Category) -> str:
        """A category's name: the translators', else the one that its export or taxonomy has in this language."""
        name = self.term("category", category.name)
        return name if name != category.name else category.names.get(self.locale.language, name)

    def value(self, text: str) -> str:
        """An attribute's value: a number with its unit by CLDR, a word by the catalog of messages."""
        measured = self.formats.measure(text)
        return measured if measured != text or is_measure(text) else self.term("value", text)

    def fill(self, text: str, amounts: Mapping[str, str]) -> str:
        """A text with its figures: `{amount:raised}` becomes `41 millions d’euros`."""
        if "{amount:" not in text:
            return text
        return AMOUNT.sub(lambda match: self._amount(match, amounts), text)

    def _amount(self, match: re.Match[str], amounts: Mapping[str, str]) -> str:
        form = match[2] or ""
        if match[1] not in amounts:
            return match[0]
        return self.formats.amount(
            amounts[match[1]], "exact" if form == "exact" else "short" if form == "short" else ""
        )


def load_localizers(shop: Shop) -> tuple[dict[str, Localizer], list[Problem]]:
    """The localizer of every locale of the shop.

    Words of the theme and of addresses come from the shop's `translations/`, then from Vitrina's own; names of the
    catalog only from the shop's.
    """
    layers, own = shop.layers("translations"), shop.folder / "translations"
    problems: dict[Problem, None] = dict.fromkeys(stray_problems(own, shop.locales))
    localizers = {}
    for locale in shop.locales:
        if locale.is_pseudo:
            said = PseudoMessages(mirrored=locale.direction == "rtl")
            localizers[locale.code] = Localizer(locale, Formats(locale), said, said, Messages({}))
            continue
        words = load_messages(layers, "storefront", locale)
        names = load_messages((own,), "catalog", locale)
        urls = load_messages(layers, "urls", locale)
        problems |= dict.fromkeys((*words.problems, *names.problems, *urls.problems))
        localizers[locale.code] = Localizer(locale, Formats(locale), words, names, urls)
    return localizers, list(problems)
