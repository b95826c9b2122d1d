"""The headers of an export: which are missing, which nobody reads, and what ours are probably called in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import orjson

from storefront.catalog.columns import OPTION, SPEC, Column, suggestion
from storefront.catalog.dialects.form import unread_problems
from storefront.catalog.exports import Export
from storefront.catalog.frames import ROW, SOURCE
from storefront.catalog.guesses import guessed_columns, header_row
from storefront.problems import Problem, Severity

SETTING = "below [catalog] in shop.toml"
_PAGES = {
    "shopify": ("/products/", "product"),
    "wix": ("/product-page/", "product"),
    "bigcommerce": ("", "buy_url"),
    "magento": ("/", "product"),
}
"""Where other systems have the page of a product: the path, and our column for the header that ends it."""


def header_problems(
    export: Export,
    known: Mapping[str, Column],
    markets: Mapping[str, str],
    languages: Sequence[str],
    *,
    merged: bool = False,
) -> Iterator[Problem]:
    """Columns that are missing (errors) and columns that nobody reads (notices).

    `markets` has the currency of each, `languages` those of the shop, its own first. An export that is
    `merged` with others needs the number of its offers alone.
    """
    names = set(export.reading.frame.columns)
    needed = ["sku", "name"] if export.foreign else [name for name, one in known.items() if one.required]
    missing = [name for name in (["sku"] if merged else needed) if name not in names]
    guessed = _guessed(export, missing, known, languages) if missing else {}
    if {"sku", "name"} <= set(missing) or set(missing) & set(guessed):
        yield _strange(export, missing, guessed)
        return
    yield from _missing(export, missing)
    if not merged:
        yield from _unpriced(export, [name for name, one in known.items() if one.name in {"price", "price_*"}])
    priced = [
        name for name in ("price", "price_new") if name in names and (not export.foreign or _is_filled(export, name))
    ]
    if "currency" not in names and priced:
        hint = f'write theirs {SETTING}, as in currency = "EUR"'
        if not export.foreign:
            hint = f"add a column “currency”, name the price after its market, as in price_fr, or {hint}"
        header = export.reading.headers.get("price", "price")
        yield Problem(export.table.source, 1, header, "the prices have no currency", hint)
    elif export.foreign and (strange := _strange_currency(export, set(markets.values()))):
        yield strange
    elif export.foreign and not merged:
        yield from _unsold(export, markets)
    if export.foreign and not merged:
        yield from _nowhere(export)
    yield from _unread(export, known)


def _guessed(
    export: Export, missing: Collection[str], known: Mapping[str, Column], languages: Sequence[str]
) -> dict[str, str]:
    """What the columns of an export probably are: all of ours in other letters, else what headers and cells say."""
    headers, ours = export.table.headers, dict[str, str]()
    for header in headers:
        if (name := header.lower()) in known and name not in headers:
            ours.setdefault(name, header)
    return ours if {"product", *missing} <= set(ours) else guessed_columns(export.table, languages)


def missing_in_all(exports: Sequence[Export], known: Mapping[str, Column]) -> Iterator[Problem]:
    """Columns that none of several exports has which are merged (errors)."""
    names = {name for export in exports for name in export.reading.frame.columns}
    # those of other systems need no category
    needed = [name for name, one in known.items() if one.required]
    needed = ["name"] if any(export.foreign for export in exports) else needed
    missing = [name for name in needed if name not in names]
    if not any(one.name in {"price", "price_*"} and name in names for name, one in known.items()):
        missing.append("price")
    for name in missing:
        hint = f'add it to one of them, or say what it is called: columns = {{ {name} = "its header" }} {SETTING}'
        yield Problem("shop.toml", field="catalog.sources", message=f"no export has a column “{name}”", hint=hint)


def _strange_currency(export: Export, currencies: Collection[str]) -> Problem | None:
    """One error, not one a row, for an export with all its prices in currencies in which the shop does not sell."""
    frame = export.reading.frame
    own_prices = [name for name in frame.columns if name.startswith("price_") and name != "price_new"]
    if not {"price", "currency"} <= set(frame.columns):
        return None
    theirs = frame["currency"].drop_nulls().unique().sort().to_list()
    if not theirs or set(theirs) & set(currencies) or own_prices:
        return None
    message = f"the prices are in {', '.join(theirs)}, and the shop sells in {', '.join(sorted(currencies))}"
    hint = f'give a locale of shop.toml this currency: currency = "{theirs[0]}"'
    return Problem(export.table.source, 1, export.reading.headers.get("price", "price"), message, hint)


def _unsold(export: Export, markets: Mapping[str, str]) -> Iterator[Problem]:
    """Markets in which nothing of another system's export has a price."""
    frame = export.reading.frame
    general = set(frame["currency"].drop_nulls().unique()) if {"price", "currency"} <= set(frame.columns) else set()
    for market, currency in markets.items():
        column = f"price_{market}"
        priced = column in frame.columns and frame[column].null_count() < frame.height
        if not priced and currency not in general:
            message = f"none of its offers has a price in {currency}: the market “{market}” sells nothing of it"
            hint = f'if it should: columns = {{ {column} = "its header" }} {SETTING}, or change its currency'
            yield Problem(export.table.source, 1, message=message, hint=hint, severity=Severity.NOTICE)


def _nowhere(export: Export) -> Iterator[Problem]:
    """An export of which nothing says where it is bought: its product pages lead nowhere."""
    frame = export.reading.frame
    if not any(frame[name].null_count() < frame.height for name in frame.columns if name.startswith("buy_url")):
        path, key = _PAGES.get(export.dialect, ("/products/", "sku"))
        header = export.reading.headers.get(key, key)
        text = f"https://shop.example{path}{{{header}}}"
        hint = f'write where, with a header in braces: columns = {{ buy_url = {{ text = "{text}" }} }} {SETTING}'
        message = "no offer says where it is bought, so that the pages have no button to buy"
        yield Problem(export.table.source, message=message, hint=hint, severity=Severity.NOTICE)


def _unread(export: Export, known: Mapping[str, Column]) -> Iterator[Problem]:
    unread = [name for name in export.reading.frame.columns if not _is_read(name, known)]
    if export.foreign:
        yield from unread_problems(export.table.source, unread)
        return
    for name in unread:
        hint = suggestion(name, known)
        yield Problem(export.table.source, 1, name, f"nobody reads the column “{name}”", hint, Severity.NOTICE)


def _is_read(name: str, known: Mapping[str, Column]) -> bool:
    return name in known or name in {ROW, SOURCE} or bool(SPEC.match(name) or OPTION.match(name))


def _is_filled(export: Export, name: str) -> bool:
    return export.reading.frame[name].null_count() < export.reading.frame.height


def _missing(export: Export, missing: Sequence[str]) -> Iterator[Problem]:
    for name in missing:
        hint = f'say what it is called: columns = {{ {name} = "its header" }} {SETTING}'
        if not export.foreign:
            hint = "add it to the export"
            if name == "product":
                hint += f', or, where every row is a product of its own: columns = {{ sku = "sku" }} {SETTING}'
        yield Problem(export.table.source, 1, name, f"the column “{name}” is missing", hint)


def _unpriced(export: Export, prices: Sequence[str]) -> Iterator[Problem]:
    there = set(prices) & set(export.reading.frame.columns)
    if not there or (export.foreign and not any(_is_filled(export, name) for name in there)):
        hint = f'say what it is called: columns = {{ price = "its header" }} {SETTING}'
        hint = hint if export.foreign else f"name it after its market: {', '.join(prices[1:])}"
        yield Problem(export.table.source, 1, prices[0], "no column holds a price", hint)


def _strange(export: Export, missing: Sequence[str], guessed: Mapping[str, str]) -> Problem:
    """One problem for an export with headers of its own, with the line that probably makes it readable."""
    if row := header_row(export.table):
        message, hint = f"row {row} seems to be the header, and not the first", "remove the rows above it"
        return Problem(export.table.source, 1, message=message, hint=hint)
    there = set(export.reading.frame.columns) - set(missing)
    columns = {name: "its header" for name in ("sku", "name") if name in missing} | dict(guessed)
    columns = {name: header for name, header in columns.items() if name not in there}
    line = ", ".join(f"{name} = {orjson.dumps(header).decode()}" for name, header in columns.items())
    message = f"the export has columns of its own: {', '.join(missing)} {'are' if len(missing) > 1 else 'is'} missing"
    guess = "guessed from its headers and cells, to be checked and written" if guessed else "write what they are called"
    hint = f"{guess} {SETTING}: columns = {{ {line} }}"
    return Problem(export.table.source, 1, message=message, hint=hint)
