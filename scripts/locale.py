"""`vitrina locale add`: a further language in a market: its table, its empty catalogs, and what is to do then."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import orjson
from babel import Locale as BabelLocale

from scripts.translate.messages import Messages, catalog_messages, load, message_of
from scripts.translate.pofiles import translation
from storefront.content.bundles import KINDS
from storefront.files import replace_file, write_if_changed
from storefront.locales import load_messages
from storefront.model import Locale
from storefront.problems import InputError, Problem, report
from storefront.progress import needs_words, status_of, templates
from storefront.shop import PRODUCT, Shop, load_shop, parse_shop, tag_mistake
from storefront.store import Store

_COMMAND = "vitrina locale add"
_TABLE = re.compile(r"^\s*\[\s*locales\s*\.[^\]]*\].*\n(?:(?!\s*\[).*\n)*", re.MULTILINE)
"""A table of a locale with its settings, up to the next table."""
_LINE = re.compile(r"^\s*locales\s*\..*\n", re.MULTILINE)
"""A locale in one line of its own."""


@click.group()
def command() -> None:
    """Adds languages and markets to a shop."""


@command.command()
@click.argument("code")
@click.option("--currency", required=True, help="Of its prices, as ISO 4217 has it: EUR.")
@click.option(
    "--prefix", help="First part of its addresses; by default its language, or its region where that is taken."
)
@click.option("--market", help="Ending of the export's columns that it reads; by default its region: price_de.")
@click.pass_obj
def add(folder: Path, code: str, currency: str, prefix: str | None, market: str | None) -> None:
    """Adds the locale CODE, such as de-DE, and says what is to do then."""
    try:
        old = load_shop(folder)
        text = _with_table(old, code, _settings(old, code, currency, prefix, market))
        _check(folder, text)
        replace_file(folder / "shop.toml", text.encode())
        click.echo(f"written: shop.toml, [locales.{code}]")
        store = load(folder)
    except InputError as error:
        click.echo(report(error.problems), err=True)
        sys.exit(1)
    locale = next(one for one in store.shop.locales if one.code == code)
    for line in (*_written(store, locale), "", *_steps(store, locale)):
        click.echo(line)


def _settings(shop: Shop, code: str, currency: str, prefix: str | None, market: str | None) -> dict[str, str]:
    """The settings of the new table. Raises `InputError` where the code is none, or the shop has the locale already."""
    if mistake := tag_mistake(code):
        raise InputError([Problem(_COMMAND, message=mistake[0], hint=mistake[1])])
    if any(locale.code == code for locale in shop.locales):
        message = f"the shop has the locale {code} already"
        raise InputError([Problem("shop.toml", field=f"locales.{code}", message=message, hint="change its table")])
    taken = {locale.prefix for locale in shop.locales}
    parts = code.lower().replace("_", "-").split("-")
    choices = [parts[0], parts[-1], "-".join(parts)]
    settings = {
        "prefix": prefix or next((one for one in choices if one not in taken), choices[-1]),
        "currency": currency,
    }
    return settings | ({"market": market} if market else {})


def _check(folder: Path, text: str) -> None:
    """Raises `InputError` with what would be wrong with this `shop.toml`, which was in order: what was asked for."""
    try:
        parse_shop(folder, text)
    except InputError as error:
        raise InputError(replace(one, source=_COMMAND, line=0) for one in error.problems) from None


def _with_table(shop: Shop, code: str, settings: dict[str, str]) -> str:
    """The text of `shop.toml` with the new locale behind the others; nothing else of it changes."""
    text = (shop.folder / "shop.toml").read_bytes().decode("utf-8-sig")
    end = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    values = [f"{name} = {orjson.dumps(value).decode()}" for name, value in settings.items()]
    if tables := list(_TABLE.finditer(text)):
        place = tables[-1].start() + len(_without_closing_comments(tables[-1][0]))
        new = "\n".join(["", f"[locales.{code}]", *values, ""])
    elif lines := list(_LINE.finditer(text)):
        place, new = lines[-1].end(), f"locales.{code} = {{ {', '.join(values)} }}\n"
    else:
        place, new = len(text), "\n".join(["", f"[locales.{code}]", *values, ""])
    return (text[:place] + new + text[place:]).replace("\n", end)


def _without_closing_comments(table: str) -> str:
    """A table without the empty lines and comments at its end: those belong to the next one."""
    lines = table.splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "".join(lines)


def _written(store: Store, locale: Locale) -> Iterator[str]:
    """Writes a catalog for each domain in which the language has no words yet; gives a line for each."""
    folder = store.shop.folder / "translations" / locale.language / "LC_MESSAGES"
    for domain in ("storefront", "catalog", "urls"):
        messages = _missing(store, locale, domain)
        path = folder / f"{domain}.po"
        if messages and not path.is_file():
            write_if_changed(path, translation(domain, messages, BabelLocale.parse(locale.language)))
            yield f"written: {path.relative_to(store.shop.folder)}, {len(messages)} messages to translate"


def _missing(store: Store, locale: Locale, domain: str) -> Messages:
    """The messages of a domain that neither the shop nor Vitrina says in a language."""
    shop = store.shop
    if not needs_words(shop, locale, domain):
        return {}
    wanted = templates(shop, domain)
    known = catalog_messages(store) if domain == "catalog" else {key: message_of(one) for key, one in wanted.items()}
    layers = (shop.folder / "translations",) if domain == "catalog" else shop.layers("translations")
    return {key: known[key] for key in load_messages(layers, domain, locale).missing(known)}


def _steps(store: Store, locale: Locale) -> Iterator[str]:
    """What is to do, in the order in which it shows."""
    shop, code = store.shop, locale.code
    yield f"{code} is built from now on. To do:"
    if not store.products(locale):
        known = " or ".join(dict.fromkeys(one.market for one in shop.locales if one.market != locale.market))
        yield f"- prices: a column price_{locale.market} in the export, or market = {known} in [locales.{code}]"
    yield f"- tax_note in [locales.{code}], what stands beside a price, in its language"
    if any(needs_words(shop, locale, domain) for domain in ("storefront", "catalog", "urls")):
        option = "" if shop.folder == PRODUCT else f"--shop {shop.folder} "
        yield f"- words: translations/{locale.language}/; `vitrina {option}translate check` names what is missing"
    missing = sum(len(row.items) for row in status_of(shop) if row.locale == code and row.part in KINDS)
    if missing:
        files = f"{locale.language}.md beside the other languages of {missing} texts"
        yield f"- texts: {files}; `vitrina translate status` lists them"
