"""How far a shop is translated: what is up to date in each locale, what is not, and what has changed since."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

from storefront.content.bundles import KINDS
from storefront.content.versions import State, Text, TextBundle, kept_path, text_bundles
from storefront.locales import DOMAINS
from storefront.locales.po import Entry, read_po
from storefront.locales.pofile import Key
from storefront.model import Locale
from storefront.problems import shown
from storefront.shop import Shop
from storefront.values import value

CHOSEN = frozenset({"category", "blog", "tag"})
"""Contexts of words in `urls.po` that are given by choice: no template lists them."""


@value
class Item:
    """A text or a message that is not up to date in a locale."""

    locale: str
    part: str
    """Kind of text, or domain of messages."""
    name: str
    """Key of the bundle, or the message."""
    state: State
    place: str = ""
    """Its file, with the line of a message."""
    changes: tuple[str, ...] = ()
    """What has changed in the source since it was translated, as lines of a diff."""


@value
class Row:
    """A locale's texts of a kind, or its messages of a domain."""

    locale: str
    part: str
    counts: Counter[State]
    items: tuple[Item, ...]
    """Those that are not up to date."""

    @property
    def percent(self) -> int:
        """The share that is up to date, rounded down: 100 means all of it."""
        return percent_of(self.counts)


def percent_of(counts: Mapping[State, int]) -> int:
    """The share that is up to date, rounded down; messages that nothing uses do not count."""
    total = sum(counts.get(state, 0) for state in State if state is not State.ORPHAN)
    return 100 * counts.get(State.FRESH, 0) // total if total else 100


def preferred_sources(shop: Shop) -> list[str]:
    """The languages in which a text is taken to have been written, the likeliest first."""
    codes = [code for locale in shop.locales for code in locale.fallbacks]
    return list(dict.fromkeys([shop.source_language, *codes]))


def needs_words(shop: Shop, locale: Locale, domain: str) -> bool:
    """Whether a locale's words of a domain differ from the source's."""
    return not locale.is_pseudo and locale.language != (shop.source_language if domain == "catalog" else "en")


def is_chosen(domain: str, context: str | None) -> bool:
    """Whether a message is there by a translator's choice, and not because a template has it."""
    return domain == "urls" and context in CHOSEN


def template_of(path: Path) -> dict[Key, Entry]:
    """The messages of a `.pot` file."""
    entries = read_po(path.read_bytes(), path.name).entries
    return {one.key: one for one in entries if one.key != (None, "") and not one.obsolete}


def templates(shop: Shop, domain: str) -> dict[Key, Entry]:
    """The messages of a domain that a shop prints: its own and, but for names of the catalog, Vitrina's."""
    layers = (shop.folder / "translations",) if domain == "catalog" else shop.layers("translations")
    found: dict[Key, Entry] = {}
    for path in (folder / f"{domain}.pot" for folder in layers):
        if path.is_file():
            found = {**template_of(path), **found}
    return found


def status_of(shop: Shop, names: Iterable[Key] | None = None) -> list[Row]:
    """The state of every kind of text and every domain in every locale, empty kinds left out.

    The `names` of the shop's own data are those of `catalog.pot` where they are not given.
    """
    wanted: dict[str, list[Key]] = {domain: list(templates(shop, domain)) for domain in DOMAINS}
    wanted["catalog"] = wanted["catalog"] if names is None else list(names)
    bundles = list(text_bundles(shop.content, KINDS, preferred_sources(shop)))
    rows = []
    for locale in (one for one in shop.locales if not one.is_pseudo):
        for kind in KINDS:
            of_kind = [one for one in bundles if one.kind == kind]
            if of_kind:
                rows.append(_text_row(shop, locale, kind, of_kind))
        rows += [
            _message_row(shop, locale, domain, wanted[domain])
            for domain in DOMAINS
            if needs_words(shop, locale, domain)
        ]
    return rows


def _text_row(shop: Shop, locale: Locale, kind: str, bundles: Sequence[TextBundle]) -> Row:
    counts, items = Counter[State](), []
    for bundle in bundles:
        state, text = bundle.state(locale.fallbacks)
        if state is State.MISSING and all(one.draft for one in bundle.texts.values()):
            continue
        counts[state] += 1
        if state is not State.FRESH:
            place = shown(text.path, shop.folder) if text else ""
            items.append(Item(locale.code, kind, bundle.key, state, place, tuple(_changes(shop, bundle, text))))
    return Row(locale.code, kind, counts, tuple(items))


def _changes(shop: Shop, bundle: TextBundle, text: Text | None) -> Iterator[str]:
    """What the source says now and did not when it was translated; nothing where nobody knows what it said."""
    source = bundle.source_of(text) if text and text.source else None
    if text is None or source is None or source.version == text.translated:
        return
    try:
        before = kept_path(shop.folder / "translations", text, text.source, text.translated).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        yield f"  what {source.path.name} said then is not in translations/sources/"
        return
    names = (f"{source.path.name} as translated", f"{source.path.name} now")
    yield from unified_diff(before.splitlines(), source.words.splitlines(), *names, n=0, lineterm="")


def _message_row(shop: Shop, locale: Locale, domain: str, wanted: Sequence[Key]) -> Row:
    keys = [key for key in wanted if domain != "urls" or key[0] == "route"]
    entries = _entries(shop, locale, domain)
    by_key: dict[Key, list[tuple[str, Entry]]] = {}
    for found in entries:
        by_key.setdefault(found[1].key, []).append(found)
    counts, items = Counter[State](), []
    for key in keys:
        state, place, changes = _message_state(key, by_key.get(key, ()))
        counts[state] += 1
        if state is not State.FRESH:
            items.append(Item(locale.code, domain, key[1], state, place, changes))
    known = set(wanted)
    for source, entry in entries:
        if entry.key not in known and not is_chosen(domain, entry.context) and any(entry.texts):
            counts[State.ORPHAN] += 1
            items.append(Item(locale.code, domain, entry.singular, State.ORPHAN, f"{source}:{entry.line}"))
    return Row(locale.code, domain, counts, tuple(items))


def _entries(shop: Shop, locale: Locale, domain: str) -> list[tuple[str, Entry]]:
    """The entries of every file that a locale looks into, with their file, nearest first."""
    layers = (shop.folder / "translations",) if domain == "catalog" else shop.layers("translations")
    paths = (
        folder / code.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"
        for folder in layers
        for code in locale.fallbacks
    )
    return [(shown(path, shop.folder), entry) for path in paths if path.is_file() for entry in _read(path)]


def _read(path: Path) -> list[Entry]:
    return [one for one in read_po(path.read_bytes(), path.name).entries if not one.obsolete and one.key != (None, "")]


def _message_state(key: Key, found: Sequence[tuple[str, Entry]]) -> tuple[State, str, tuple[str, ...]]:
    """The state of a message by the entries that have it, with the place and what has changed."""
    if any(all(entry.texts) and not entry.fuzzy for _, entry in found):
        return State.FRESH, "", ()
    for source, entry in found:
        if entry.fuzzy and any(entry.texts):
            changes = (f"-{entry.former}", f"+{key[1]}") if entry.former else ()
            return State.STALE, f"{source}:{entry.line}", changes
    return State.MISSING, next((f"{source}:{entry.line}" for source, entry in found), ""), ()
