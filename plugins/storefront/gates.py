"""Gates: how much of a locale has to be translated before a release, as `[gates]` of `shop.toml` says."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from storefront.content.versions import State
from storefront.locales import DOMAINS, Key
from storefront.model import Locale
from storefront.names import names_of
from storefront.problems import Problem
from storefront.progress import Item, Row, percent_of, status_of
from storefront.shop import Shop
from storefront.store import Store
from storefront.toml_lines import setting_line

NAMED = 10
"""Texts and messages that a problem names; the others are counted."""


def gate_problems(store: Store) -> Iterator[Problem]:
    """An error for each gate that a locale misses; to be asked before a release."""
    shop = store.shop
    gates = {one.code: {**shop.settings.gates, **shop.settings.locales[one.code].gates} for one in shop.locales}
    if not any(gates.values()):
        return
    names: list[Key] = list(dict.fromkeys((one.context, one.text) for one in names_of(store)))
    rows = status_of(shop, names)
    for locale in shop.locales:
        own = {row.part: row for row in rows if row.locale == locale.code}
        for part, least in gates[locale.code].items():
            yield from _missed(shop, locale, part, least, own)


def _missed(shop: Shop, locale: Locale, part: str, least: int, rows: Mapping[str, Row]) -> Iterator[Problem]:
    kind, _, key = part.partition("/")
    if key and not (shop.content / kind / key).is_dir():
        hint = "name a folder of content/, as in pages/legal"
        yield _problem(shop, locale, part, f"there is no text “{part}”", hint)
        return
    counts, items = Counter[State](), list[Item]()
    for name in DOMAINS if part == "messages" else (kind,):
        if row := rows.get(name):
            items += (item for item in row.items if item.state is not State.ORPHAN and (not key or item.name == key))
            counts += row.counts
    share = percent_of(counts) if not key else 0 if items else 100
    if share < least:
        message = f"{locale.code} has {share}% of {part} up to date, and {least}% are due: {_listed(items)}"
        yield _problem(shop, locale, part, message, "translate them; `vitrina translate status` shows what has changed")


def _listed(items: Sequence[Item]) -> str:
    named = ", ".join(f"{item.state.value} “{item.name}”" for item in items[:NAMED])
    return f"{named} and {len(items) - NAMED} more" if len(items) > NAMED else named


def _problem(shop: Shop, locale: Locale, part: str, message: str, hint: str) -> Problem:
    """A problem at the locale's own gate where it has one, otherwise at that of all locales."""
    own = part in shop.settings.locales[locale.code].gates
    place = ("locales", locale.code, "gates", part) if own else ("gates", part)
    return Problem("shop.toml", setting_line(shop.folder, place), ".".join(place), message, hint)
