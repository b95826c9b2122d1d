"""`vitrina translate check`: every mistake of every `.po` file of a shop, and headers of texts that are too long."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scripts.translate.addresses import category_problems, doubled_addresses
from scripts.translate.findings import Wanted, check_file, missing_problems
from scripts.translate.messages import catalog_messages
from scripts.translate.texts import length_problems
from storefront.locales import DOMAINS, load_messages, stray_problems
from storefront.locales.po import read_po
from storefront.locales.pofile import Key
from storefront.model import Locale as ShopLocale
from storefront.problems import Problem, Severity, shown
from storefront.progress import needs_words, template_of, templates
from storefront.shop import Shop
from storefront.slugs import slugify
from storefront.store import Store


def check_files(folder: Path, paths: Sequence[Path]) -> Iterator[Problem]:
    """Single files, each by itself; one of the shop's `translations/` is compared with its template."""
    for path in paths:
        source = shown(path.resolve(), folder)
        template = folder / "translations" / f"{path.stem}.pot"
        inside = path.resolve().is_relative_to(folder / "translations") and template.is_file()
        checked = check_file(path, source, template_of(template) if inside else None)
        yield from checked.problems
        if path.stem == "urls":
            yield from doubled_addresses(checked.text.entries, source, checked.locale)


def check_shop(store: Store) -> Iterator[Problem]:
    """Every file of a shop's `translations/`, and what its locales lack in all of their files together."""
    shop = store.shop
    yield from stray_problems(shop.folder / "translations", shop.locales)
    for domain in DOMAINS:
        wanted: Wanted = catalog_messages(store) if domain == "catalog" else templates(shop, domain)
        own = shop.folder / "translations"
        for path in sorted(own.glob(f"*/LC_MESSAGES/{domain}.po")):
            yield from _file_problems(path, shown(path, shop.folder), wanted)
        for locale in shop.locales:
            yield from _missing(shop, locale, domain, list(wanted))
    for locale in shop.locales:
        yield from _category_problems(store, locale)
    yield from length_problems(shop)


def _file_problems(path: Path, source: str, wanted: Wanted) -> Iterator[Problem]:
    checked = check_file(path, source, wanted or None)
    # what one file leaves empty another layer may say: that is told by locale
    yield from (one for one in checked.problems if not one.message.endswith("has no translation"))
    if path.stem == "urls":
        yield from doubled_addresses(checked.text.entries, source, checked.locale)


def _missing(shop: Shop, locale: ShopLocale, domain: str, wanted: list[Key]) -> Iterator[Problem]:
    if not needs_words(shop, locale, domain):
        return
    own = shop.folder / "translations"
    layers = (own,) if domain == "catalog" else shop.layers("translations")
    missing = load_messages(layers, domain, locale).missing(wanted)
    if domain == "urls":
        missing = [key for key in missing if key[0] == "route"]
    if not missing:
        return
    names = [own / code.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po" for code in reversed(locale.fallbacks)]
    path = next((name for name in names if name.is_file()), None)
    if path is None:
        message = f"there is no such file: {locale.code} lacks {len(missing)} of {len(wanted)} translations"
        hint = f"vitrina locale add {locale.code} writes it"
        yield Problem(shown(names[0], shop.folder), message=message, hint=hint, severity=Severity.WARNING)
        return
    yield from _missing_in(path, shown(path, shop.folder), missing)


def _missing_in(path: Path, source: str, missing: list[Key]) -> Iterator[Problem]:
    text = read_po(path.read_bytes(), source)
    lacking = set(missing)
    for entry in text.entries:
        if entry.key in lacking and not entry.obsolete and not any(entry.texts):
            message = f"“{entry.singular}” has no translation"
            yield Problem(source, entry.line, message=message, hint="translate it", severity=Severity.WARNING)
    yield from missing_problems(text, source, missing)


def _category_problems(store: Store, locale: ShopLocale) -> Iterator[Problem]:
    localizer, categories = store.localizers[locale.code], store.catalog.categories
    slugs = {}
    for key, category in categories.items():
        own = localizer.urls.pgettext("category", category.name)
        word = own if own != category.name else localizer.term("category", category.name)
        slugs[key] = slugify(word, locale.language)
    files = localizer.catalog.files
    source = shown(files[0], store.shop.folder) if files else "content/catalog"
    names = {key: (category.parent, category.name) for key, category in categories.items()}
    yield from category_problems(names, slugs, _lines(files), source)


def _lines(files: Sequence[Path]) -> Mapping[str, int]:
    """Where the names of categories stand in the nearest file."""
    entries = read_po(files[0].read_bytes(), "").entries if files else ()
    return {entry.singular: entry.line for entry in entries if entry.context == "category"}
