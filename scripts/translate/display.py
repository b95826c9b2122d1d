"""The status of translations for people and programs: a table with bars, a page, JSON."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

import orjson

from storefront.content.bundles import KINDS
from storefront.content.versions import State
from storefront.progress import Item, Row

BAR = 20
"""Characters of a full bar."""


def as_table(rows: Sequence[Row]) -> str:
    """What is not up to date, one after the other, then a table with a bar for each kind and domain."""
    details = [*_details(rows)]
    return "\n".join([*details, *([""] if details else []), *_table(rows)])


def _details(rows: Sequence[Row]) -> Iterator[str]:
    """Missing messages are only counted: `check` names them."""
    for row in rows:
        for item in row.items:
            if item.place or row.part in KINDS:
                yield f"{item.state.value}: {item.locale} {item.place or f'{item.part}/{item.name}'}{_said(item)}"
            yield from (f"    {line}" for line in item.changes)


def _said(item: Item) -> str:
    return "" if item.part in KINDS else f"  “{item.name}”"


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield f"{'':10} {'':{BAR + 5}} " + " ".join(f"{state.value:>8}" for state in State)
    for locale, group in groupby(rows, lambda row: row.locale):
        yield locale
        for row in group:
            numbers = " ".join(f"{row.counts[state] or '·':>8}" for state in State)
            yield f"{row.part:10} {bar(row.percent)} {row.percent:3}% {numbers}"


def bar(percent: int) -> str:
    """`█████░░░░░`: full only where nothing is left to do."""
    full = percent * BAR // 100
    return "█" * full + "░" * (BAR - full)


def as_json(rows: Sequence[Row]) -> str:
    """The same for programs: counts by locale and kind or domain, then every item."""
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for row in rows:
        numbers = {state.value: row.counts[state] for state in State}
        counts.setdefault(row.locale, {})[row.part] = {**numbers, "percent": row.percent}
    items = [
        {
            "locale": one.locale,
            "part": one.part,
            "name": one.name,
            "state": one.state.value,
            "file": one.place,
            "diff": list(one.changes),
        }
        for row in rows
        for one in row.items
    ]
    return orjson.dumps({"locales": counts, "items": items}, option=orjson.OPT_INDENT_2).decode()


STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 2rem auto; padding-inline: 1rem; }
table { width: 100%; border-collapse: collapse; margin-block: 1rem 2rem; }
th, td { padding: 0.3rem 0.6rem; text-align: end; border-bottom: 1px solid #8886; }
th:first-child { text-align: start; }
meter { width: 100%; min-width: 6rem; }
pre { overflow: auto; padding: 0.6rem; border: 1px solid #8886; }
del { color: #b3261e; text-decoration: none; } ins { color: #1a7f37; text-decoration: none; }
@media (prefers-color-scheme: dark) { del { color: #ff8a80; } ins { color: #7ee2a0; } }
"""


def as_html(rows: Sequence[Row], name: str) -> str:
    """The same as a page that stands by itself."""
    sections = "".join(_section(locale, list(group)) for locale, group in groupby(rows, lambda row: row.locale))
    title = f"{escape(name)}: translations"
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n<style>{STYLE}</style>\n'
        f"<h1>{title}</h1>\n{sections}</html>\n"
    )


def _section(locale: str, rows: Sequence[Row]) -> str:
    heads = "".join(f'<th scope="col">{state.value}</th>' for state in State)
    lines = "".join(_html_row(row) for row in rows)
    items = "".join(_html_item(item) for row in rows for item in row.items)
    table = f'<table>\n<tr><td></td><th scope="col">done</th>{heads}</tr>\n{lines}</table>\n'
    return f"<h2>{escape(locale)}</h2>\n{table}" + (f"<ul>\n{items}</ul>\n" if items else "")


def _html_row(row: Row) -> str:
    meter = f'<meter min="0" max="100" value="{row.percent}">{row.percent}%</meter> {row.percent}%'
    numbers = "".join(f"<td>{row.counts[state]}</td>" for state in State)
    return f'<tr><th scope="row">{escape(row.part)}</th><td>{meter}</td>{numbers}</tr>\n'


def _html_item(item: Item) -> str:
    text = f"<b>{item.state.value}</b> {escape(item.part)}: {escape(item.name)} <code>{escape(item.place)}</code>"
    if not item.changes:
        return f"<li>{text}</li>\n"
    diff = "\n".join(_html_line(line) for line in item.changes)
    return f"<li><details><summary>{text}</summary><pre>{diff}</pre></details></li>\n"


def _html_line(line: str) -> str:
    mark = {"-": "del", "+": "ins"}.get(line[:1])
    return f"<{mark}>{escape(line)}</{mark}>" if mark else escape(line)
