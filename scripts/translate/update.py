"""The `.pot` files -> every `.po` file of a shop."""

from collections.abc import Iterator
from pathlib import Path

from babel import Locale

from scripts.translate.findings import locale_of
from scripts.translate.messages import Messages, message_of
from scripts.translate.pofiles import merged
from storefront.files import write_if_changed
from storefront.locales import DOMAINS, load_messages
from storefront.locales.po import PoText, read_po
from storefront.model import Locale as ShopLocale
from storefront.problems import Problem, errors, shown
from storefront.progress import is_chosen, template_of, templates
from storefront.shop import PRODUCT, Shop


def updated(shop: Shop) -> Iterator[tuple[str, list[Problem]]]:
    """Writes the files, each told with a line; a damaged one stays as it is, and its problems are told instead."""
    folder = shop.folder / "translations"
    for domain in DOMAINS:
        known = {key: message_of(entry) for key, entry in templates(shop, domain).items()}
        if known:
            for file in sorted(folder.glob(f"*/LC_MESSAGES/{domain}.po")):
                yield _update(shop, file, domain, known)


def _update(shop: Shop, path: Path, domain: str, known: Messages) -> tuple[str, list[Problem]]:
    name, data = shown(path, shop.folder), path.read_bytes()
    text = read_po(data, name)
    locale = locale_of(path, text)
    problems = [*text.problems, *_twice(text, name)]
    if locale is None:
        hint = "name the folder after a language: translations/fr/"
        problems.append(Problem(name, message="nobody can tell which language it is in", hint=hint))
    if locale is None or errors(problems):
        return "", problems
    wanted = _wanted(shop, domain, known, text, locale)
    new = merged(text, domain, wanted, locale)
    changed = write_if_changed(path, new.replace(b"\n", b"\r\n") if b"\r\n" in data else new)
    done = {one.key for one in text.entries if not one.obsolete and not one.fuzzy and all(one.texts)}
    missing = sum(key not in done for key in wanted)
    return f"{name}: {missing} missing{', written' if changed else ''}", []


def _wanted(shop: Shop, domain: str, known: Messages, text: PoText, locale: Locale) -> Messages:
    """The messages that belong into a file: of Vitrina's, those that it has already or that nobody else translates."""
    chosen = (one for one in text.entries if is_chosen(domain, one.context) and not one.obsolete)
    known = {**known, **{one.key: message_of(one) for one in chosen}}
    if shop.folder == PRODUCT or domain == "catalog":
        return known
    own = shop.folder / "translations" / f"{domain}.pot"
    kept = {entry.key for entry in text.entries} | (template_of(own).keys() if own.is_file() else set())
    language = ShopLocale(str(locale).replace("_", "-"), "", "", "")
    kept.update(load_messages((PRODUCT / "translations",), domain, language).missing(known))
    return {key: message for key, message in known.items() if key in kept}


def _twice(text: PoText, name: str) -> Iterator[Problem]:
    """Messages that a file has more than once: taking over one of them would lose the other."""
    lines: dict[tuple[str | None, str], int] = {}
    for entry in text.entries:
        if not entry.obsolete and (first := lines.setdefault(entry.key, entry.line)) != entry.line:
            message = f"“{entry.singular}” is translated in line {first} already"
            yield Problem(name, entry.line, message=message, hint="delete one of the two")
