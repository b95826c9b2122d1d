"""`vitrina catalog check`: what is in the exports, what is wrong, what has no translation."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.catalog.sheets import Sheet
from storefront.catalog.load import write_rejects
from storefront.catalog.pictures import small_pictures
from storefront.images import ImageLibrary
from storefront.model import Availability
from storefront.names import names_of
from storefront.problems import Problem, Severity, errors
from storefront.shop import Shop, load_shop
from storefront.store import Store, load_store

_VALUE = re.compile(r"“[^”]*”")
_NAMED = {"category", "attribute", "value"}
"""Contexts of the names that come from exports."""
_EXAMPLES = 5


def check_sheets(folder: Path) -> tuple[list[Sheet], bool]:
    """The sheets, and whether a build would go on. Raises `InputError` where `shop.toml` cannot be read."""
    shop = load_shop(folder)
    store = load_store(shop, folder / ".cache")
    problems = sorted(set(_of_catalog(store)))
    write_rejects(store.imported.rejects, folder / ".cache" / "rejects")
    problems = sorted({*problems, *_small_pictures(store)})
    sheets = [_exports(store), _markets(store), _kinds(problems), _untranslated(store), _all(problems)]
    return sheets, not errors(problems)


def _of_catalog(store: Store) -> Iterator[Problem]:
    sources = {part.source for part in store.imported.parts}
    for problem in store.problems:
        if problem.source in sources or problem in store.imported.problems or problem.field.startswith("catalog."):
            yield problem


def _small_pictures(store: Store) -> Iterator[Problem]:
    images = ImageLibrary([store.shop.content], store.shop.folder / ".cache" / "images", shop=store.shop.folder)
    yield from small_pictures(store.catalog.offers, images, store.imported.origins)
    images.save()


def _exports(store: Store) -> Sheet:
    rows = [(part.source, part.dialect, part.offers, part.rejected, part.others) for part in store.imported.parts]
    columns = ("export", "read as", "offers", "rejected", "other rows")
    return Sheet("exports", "Exports", columns, rows, "There is no export that can be read.")


def _markets(store: Store) -> Sheet:
    shop: Shop = store.shop
    rows = []
    for locale in {(one.market, one.currency): one for one in shop.locales}.values():
        products = store.catalog.products(locale).values()
        offers = [offer for product in products for offer in product.offers]
        prices = [offer.price.amount for offer in offers]
        there = sum(offer.availability is not Availability.OUT_OF_STOCK for offer in offers)
        cheapest, dearest = (min(prices), max(prices)) if prices else (None, None)
        rows.append((locale.market, locale.currency, len(products), len(offers), there, cheapest, dearest))
    columns = ("market", "currency", "products", "offers", "not sold out", "from", "to")
    return Sheet("markets", "What each market sells", columns, rows)


def _kinds(problems: Sequence[Problem]) -> Sheet:
    """The problems, those of one kind in one row with the first as an example."""
    kinds: dict[tuple[str, ...], list[Problem]] = {}
    for one in problems:
        kind = (one.severity.name.lower(), one.source, one.field, _VALUE.sub("“…”", one.message))
        kinds.setdefault(kind, []).append(one)
    rows = []
    for (severity, source, column, _), found in kinds.items():
        first = found[0]
        place = ":".join(filter(None, (source, str(first.line or ""), column)))
        rows.append((severity, place, len(found), f"{first.message} → {first.hint}" if first.hint else first.message))
    order = [one.name.lower() for one in sorted(Severity, reverse=True)]
    rows.sort(key=lambda row: order.index(row[0]))
    columns = ("weight", "first place", "times", "what is wrong → what to do")
    return Sheet("kinds", "What is wrong", columns, rows, "Nothing is wrong with the exports.")


def _untranslated(store: Store) -> Sheet:
    """Names of the exports that a locale shows in the source language."""
    names = dict.fromkeys((one.context, one.text) for one in names_of(store) if one.context in _NAMED)
    rows = []
    for localizer in store.localizers.values():
        if localizer.locale.language == store.shop.source_language:
            continue
        missing = localizer.catalog.missing(names)
        own = {one.name for one in store.catalog.categories.values() if localizer.locale.language in one.names}
        missing = [key for key in missing if key[0] != "category" or key[1] not in own]
        counts = Counter(str(context) for context, _ in missing)
        for context, count in counts.items():
            texts = [text for kind, text in missing if kind == context][:_EXAMPLES]
            rows.append((localizer.locale.code, context, count, ", ".join(texts)))
    columns = ("locale", "kind", "names", "such as")
    return Sheet("untranslated", "What has no translation", columns, rows, "Every name has its translations.")


def _all(problems: Sequence[Problem]) -> Sheet:
    rows = [(one.severity.name.lower(), one.source, one.line, one.field, one.message, one.hint) for one in problems]
    columns = ("severity", "source", "row", "column", "why", "hint")
    return Sheet("problems", "Every problem", columns, rows, listed=False)
