"""`vitrina translate`: the messages of theme, code, catalog and settings -> `.pot` -> every `.po` file.

Three files for three kinds of readers: `storefront` (words of the theme and of Vitrina), `catalog` (names of the export
and of `shop.toml`) and `urls` (words of addresses). Nothing but a change of words changes a file: no dates, no line
numbers, one fixed order; a message that is gone stays behind as obsolete.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import normalize, read_po

from storefront.files import write_if_changed
from storefront.locales import is_measure
from storefront.problems import InputError, report
from storefront.shop import PRODUCT, Shop, load_shop
from storefront.store import Store, load_store
from storefront.urls import ROUTES

KEYWORDS = {"gettext": None, "_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
JINJA_OPTIONS = {"silent": "false", "newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
SOURCES = (("plugins/storefront", "**.py", "python"), ("theme/templates", "**.html", "jinja2.ext:babel_extract"))
"""Folder, files and Babel's way to read them. Jinja's is silent about a broken template unless it is told not to be."""
HEADS = {
    "storefront": "Words of the pages.",
    "catalog": "Names of the export and of shop.toml.",
    "urls": "Words of addresses.",
}
MessageId: TypeAlias = tuple[str, str]
"""Context (empty where there is none) and message."""


@dataclass
class Entry:
    """A message of a template."""

    places: set[str] = field(default_factory=set)
    """Files that hold it, without lines: a template that is cut anew must not touch every translation."""
    comments: dict[str, None] = field(default_factory=dict)
    plural: str = ""


@click.group()
def command() -> None:
    """Brings messages to the translators and back."""


@command.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a .pot file is stale.")
@click.pass_obj
def extract(folder: Path, *, check: bool) -> None:
    """Writes the .pot files anew from theme, code, exports and shop.toml."""
    stale = []
    for domain, data in _templates(folder).items():
        path = folder / "translations" / f"{domain}.pot"
        if check and (not path.is_file() or path.read_bytes() != data):
            stale.append(path.name)
        elif not check and write_if_changed(path, data):
            click.echo(f"written: translations/{path.name}")
    if stale:
        click.echo(f"stale: {', '.join(stale)} → vitrina translate extract", err=True)
        sys.exit(1)


@command.command()
@click.pass_obj
def update(folder: Path) -> None:
    """Takes the messages of the .pot files over into every .po file, and tells what is missing in each."""
    for template in sorted((folder / "translations").glob("*.pot")):
        wanted = read_po(template.read_bytes().splitlines(keepends=True))
        for path in sorted((folder / "translations").glob(f"*/LC_MESSAGES/{template.stem}.po")):
            catalog = read_po(path.read_bytes().splitlines(keepends=True), locale=path.parts[-3])
            changed = write_if_changed(path, _merged(catalog, wanted, template.stem, path.parts[-3]))
            missing = sum(not _done(catalog, message) for message in wanted if message.id)
            name = path.relative_to(folder)
            click.echo(f"{name}: {missing} missing{', written' if changed else ''}")


def _templates(folder: Path) -> dict[str, bytes]:
    """The bytes of each `.pot` of a shop; the words of Vitrina itself only in Vitrina's own folder."""
    try:
        shop = load_shop(folder)
        store = load_store(shop, folder / ".cache")
    except InputError as error:
        click.echo(report(error.problems), err=True)
        sys.exit(1)
    found = {"catalog": _catalog_entries(store)}
    if folder == PRODUCT:
        routes = {("route", text): Entry({"plugins/storefront/urls.py"}) for text in ROUTES.values()}
        found |= {"storefront": _theme_entries(), "urls": routes}
    return {domain: _text(_header(domain, ""), domain, entries).encode() for domain, entries in found.items()}


def _theme_entries() -> dict[MessageId, Entry]:
    entries: dict[MessageId, Entry] = {}
    for folder, pattern, method in SOURCES:
        found = extract_from_dir(
            PRODUCT / folder,
            method_map=[(pattern, method)],
            options_map={pattern: JINJA_OPTIONS},
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for name, _, message, comments, context in found:
            single, plural = (message, "") if isinstance(message, str) else (message[0], message[1])
            entry = entries.setdefault((context or "", single), Entry())
            entry.places.add(f"{folder}/{Path(name).as_posix()}")
            entry.comments |= dict.fromkeys(comments)
            entry.plural = entry.plural or plural
    return entries


def _catalog_entries(store: Store) -> dict[MessageId, Entry]:
    entries: dict[MessageId, Entry] = {}
    for context, text, place in _names(store):
        if text:
            entries.setdefault((context, text), Entry()).places.add(place)
    return entries


def _names(store: Store) -> Iterator[tuple[str, str, str]]:
    """Context, text and place of every name that the shop's own data holds."""
    yield from (("shop", text, "shop.toml") for text in _shop_texts(store.shop))
    export, catalog = "content/catalog", store.catalog
    yield from (("category", category.name, export) for category in catalog.categories.values())
    yield from (("attribute", name, export) for _, name in catalog.attributes)
    for column in ("storage", "colour", *(name for name, _ in (*catalog.attributes, *catalog.options))):
        if column in catalog.offers.columns:
            values = catalog.offers[column].drop_nulls().unique().to_list()
            yield from (("value", value, export) for value in values if not is_measure(value))
    for post in store.bundles["blog"].values():
        yield "blog", post.category, "content/blog"
        yield from (("tag", tag, "content/blog") for tag in post.tags)


def _shop_texts(shop: Shop) -> Iterator[str]:
    settings = shop.settings
    yield from (settings.tagline, settings.description, settings.legal)
    for grade in settings.grades.values():
        yield from (grade.label, grade.explanation)
    for promise in settings.promises:
        yield from (promise.title, promise.text)
    yield from (column.title for column in settings.footer)


def _done(catalog: Catalog, message: Message) -> bool:
    found = catalog.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
    texts = found.string if found and isinstance(found.string, list | tuple) else [found.string if found else ""]
    return found is not None and not found.fuzzy and all(texts)


def _merged(catalog: Catalog, wanted: Catalog, domain: str, language: str) -> bytes:
    """A translation with the messages that are wanted now; the others go to its end as obsolete."""
    forms = get_plural(language)
    entries, texts, obsolete = {}, {}, {}
    retired = {(message.context or "", _parts(message)[0]): message for message in catalog.obsolete.values()}
    for message in wanted:
        if message.id:
            single, plural = _parts(message)
            key = (message.context or "", single)
            places = {place for place, _ in message.locations}
            entries[key] = Entry(places, dict.fromkeys(message.auto_comments), plural)
            found = catalog.get(single, message.context) or retired.get(key)
            texts[key] = _strings(found, len(forms) if plural else 1, plural=bool(plural))
    for message in [*catalog, *catalog.obsolete.values()]:
        if message.id and (key := (message.context or "", _parts(message)[0])) not in entries:
            obsolete[key] = message
    text = _text(_header(domain, language), domain, entries, texts)
    for key in sorted(obsolete):
        single, plural = _parts(obsolete[key])
        strings = _strings(obsolete[key], len(forms) if plural else 1, plural=bool(plural))
        block = _block(key, Entry(plural=plural), strings)
        text += "\n" + "".join(f"#~ {line}\n" for line in block.splitlines())
    return text.encode()


def _parts(message: Message) -> tuple[str, str]:
    return (message.id, "") if isinstance(message.id, str) else (message.id[0], message.id[1])


def _strings(message: Message | None, count: int, *, plural: bool) -> list[str]:
    if message is None or message.fuzzy or isinstance(message.string, str) is plural:
        return [""] * count
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return (strings + [""] * count)[:count]


def _header(domain: str, language: str) -> str:
    lines = [f"# {HEADS[domain]}", 'msgid ""', 'msgstr ""']
    if language:
        rule = get_plural(language)
        lines += [rf'"Language: {language}\n"', rf'"Plural-Forms: {rule.plural_forms};\n"'.replace(";;", ";")]
    lines.append(r'"MIME-Version: 1.0\n"')
    lines.append(r'"Content-Type: text/plain; charset=utf-8\n"')
    lines.append(r'"Content-Transfer-Encoding: 8bit\n"')
    return "\n".join(lines) + "\n"


def _text(
    header: str,
    domain: str,
    entries: dict[MessageId, Entry],
    texts: dict[MessageId, list[str]] | None = None,
) -> str:
    blocks = [header]
    for key in sorted(entries):
        entry = entries[key]
        lines = [f"#. {comment}\n" for comment in entry.comments]
        lines += [f"#: {place}\n" for place in sorted(entry.places)]
        lines += ["#, python-format\n"] if domain == "storefront" and "%(" in key[1] else []
        strings = texts[key] if texts else [""] * (2 if entry.plural else 1)
        blocks.append("".join(lines) + _block(key, entry, strings))
    return "\n".join(blocks)


def _block(key: tuple[str, str], entry: Entry, strings: Iterable[str]) -> str:
    context, single = key
    lines = [f"msgctxt {normalize(context)}"] if context else []
    lines.append(f"msgid {normalize(single, width=0)}")
    if entry.plural:
        lines.append(f"msgid_plural {normalize(entry.plural, width=0)}")
        lines += [f"msgstr[{place}] {normalize(text, width=0)}" for place, text in enumerate(strings)]
    else:
        lines += [f"msgstr {normalize(text, width=0)}" for text in strings]
    return "\n".join(lines) + "\n"
