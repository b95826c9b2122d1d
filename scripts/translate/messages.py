"""What there is to translate: the words of theme and code, the names of the shop, the words of addresses."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from babel.messages.extract import extract_from_dir

from storefront.locales import Key
from storefront.locales.po import Entry
from storefront.names import names_of
from storefront.problems import InputError, errors
from storefront.shop import PRODUCT, Shop, load_shop
from storefront.store import Store, load_store
from storefront.templates import Theme
from storefront.urls import ROUTES

KEYWORDS = {"gettext": None, "_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
OPTIONS = {"silent": "false", "newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
"""Jinja's extractor is silent about a broken template unless it is told not to be."""
CODE = ("plugins/storefront", "**.py", "python")
TEMPLATES = ("theme/templates", "**.html", "jinja2.ext:babel_extract")
"""Folder, files and Babel's way to read them."""


@dataclass
class Message:
    """A message of a template."""

    context: str | None
    singular: str
    plural: str | None = None
    places: tuple[str, ...] = ()
    """Files that hold it, without lines: a template that is cut anew must not touch every translation."""
    notes: tuple[str, ...] = ()
    """What translators should know of it."""

    @property
    def key(self) -> Key:
        """What tells it from others."""
        return self.context, self.singular

    @property
    def sort_key(self) -> tuple[str, str, bool]:
        """Its place in a file: by context, then by text."""
        return self.context or "", self.singular, self.context is None


_OPENING = re.compile(r"\s*\{#-?\s*([^.:\n]+)")

Messages: TypeAlias = dict[Key, Message]


def message_of(entry: Entry) -> Message:
    """The message of an entry of a template."""
    return Message(entry.context, entry.singular, entry.plural, entry.places, entry.notes)


def load(folder: Path) -> Store:
    """A shop, its exports and texts. Raises `InputError` where something of it cannot be read."""
    return load_store(load_shop(folder), folder / ".cache")


def wanted_messages(store: Store) -> dict[str, Messages]:
    """What a shop has to translate, by domain: of its own, and of Vitrina where the shop is Vitrina's sample.

    Raises `InputError` for a broken template, for its messages would be missing.
    """
    shop = store.shop
    _stop_for_broken_templates(shop)
    found = {"catalog": catalog_messages(store)}
    if shop.folder == PRODUCT:
        return {**found, "storefront": theme_messages(PRODUCT, (CODE, TEMPLATES)), "urls": route_messages()}
    own = theme_messages(shop.folder, (TEMPLATES,))
    known = theme_messages(PRODUCT, (CODE, TEMPLATES)) if own else {}  # as long to read as all the rest
    if new := {key: message for key, message in own.items() if key not in known}:
        found["storefront"] = new
    return found


def _stop_for_broken_templates(shop: Shop) -> None:
    if broken := errors(Theme(shop.layers("theme/templates")).problems(unused=True)):
        raise InputError(broken)


def theme_messages(folder: Path, sources: Iterable[tuple[str, str, str]]) -> Messages:
    """The messages of templates and code below a folder."""
    found: Messages = {}
    for below, pattern, method in sources:
        extracted = extract_from_dir(
            folder / below,
            method_map=[(pattern, method)],
            options_map={pattern: OPTIONS},
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for name, _, text, comments, context in extracted:
            single, plural = (text, None) if isinstance(text, str) else (text[0], text[1])
            place = f"{below}/{Path(name).as_posix()}"
            _add(found, Message(context, single, plural, (place,), tuple(comments) or _where(folder / place)))
    return found


@cache
def _where(path: Path) -> tuple[str, ...]:
    """A note for messages that have none: what their template is, by the first sentence of its opening comment."""
    opening = _OPENING.match(path.read_text(encoding="utf-8")) if path.suffix == ".html" else None
    return (f"Where: {' '.join(opening[1].split())}.",) if opening else ()


def catalog_messages(store: Store) -> Messages:
    """The names of a shop."""
    found: Messages = {}
    for name in names_of(store):
        _add(found, Message(name.context, name.text, None, (name.place,), (name.note,)))
    return found


def route_messages() -> Messages:
    """The words of addresses."""
    found: Messages = {}
    for kind, words in ROUTES.items():
        note = "Before the number of a list's page." if kind == "page" else f"Beginning of the address of a {kind}."
        _add(found, Message("route", words, None, ("plugins/storefront/urls.py",), (note,)))
    return found


def _add(found: Messages, message: Message) -> None:
    """Joins a message with those of the same key."""
    known = found.setdefault(message.key, message)
    known.places = tuple(sorted({*known.places, *message.places}))
    known.notes = tuple(_distinct([*known.notes, *message.notes]))
    known.plural = known.plural or message.plural


def _distinct(notes: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(notes)
