"""Which exports there are, in the order of their precedence."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from storefront.catalog.fetch import SCHEME, fetch
from storefront.catalog.unpack import ENDINGS
from storefront.problems import Problem, Severity, shown
from storefront.shop import Shop
from storefront.values import value

_READ = {*ENDINGS, ".gz", ".zip"}
_WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers"}


@value
class Source:
    """An export that the settings name."""

    path: Path
    name: str
    """As reports print it."""
    dialect: str = ""
    """Name of its dialect, empty where its headers are to tell."""
    only: tuple[str, ...] = ()
    """Patterns of the columns that count, empty for all."""


def find_sources(shop: Shop, cache: Path) -> tuple[list[Source], list[Problem]]:
    """The exports of `[[catalog.sources]]`, in their order, then those of `exports` that are not among them.

    `cache` is the folder for what is remembered between builds.
    """
    found: dict[Path, Source] = {}
    problems = []
    for table in shop.settings.catalog.sources:
        if table.file.startswith(SCHEME):
            fetched, wrong = fetch(table.file, cache)
            problems += wrong
            if fetched is not None:
                found.setdefault(fetched, Source(fetched, table.file, table.dialect or "", table.only))
            continue
        paths, wrong = _matches(shop, table.file, "catalog.sources")
        problems += wrong
        for path in paths:
            found.setdefault(path, Source(path, shown(path, shop.folder), table.dialect or "", table.only))
    for pattern in shop.settings.catalog.exports:
        paths, wrong = _matches(shop, pattern, "catalog.exports")
        problems += wrong
        for path in paths:
            found.setdefault(path, Source(path, shown(path, shop.folder)))
    return list(found.values()), problems


def _matches(shop: Shop, pattern: str, setting: str) -> tuple[list[Path], list[Problem]]:
    """The files of a pattern by name; hidden ones and what is no export are left out, the latter with a word."""
    try:
        paths = sorted(one for one in shop.content.glob(pattern) if one.is_file() and one.name[0] != ".")
    except (ValueError, NotImplementedError):
        hint = "write it from content/, as in catalog/*.csv"
        return [], [Problem("shop.toml", field=setting, message=f"“{pattern}” is no path of an export", hint=hint)]
    if not paths and "*" not in pattern:
        hint = f"put the export there, or correct `{setting.partition('.')[2]}` in shop.toml"
        return [], [Problem("shop.toml", field=setting, message=f"there is no export “content/{pattern}”", hint=hint)]
    if "*" not in pattern:
        return paths, []
    return [one for one in paths if one.suffix.lower() in _READ], list(_others(paths, shop))


def _others(paths: Sequence[Path], shop: Shop) -> Iterator[Problem]:
    read = {path.with_suffix("") for path in paths if path.suffix.lower() in _READ}
    for path in paths:
        if path.suffix.lower() in _WORKBOOKS and path.with_suffix("") not in read:
            message, hint = "the file is a spreadsheet's workbook and is not read", "save it as “CSV UTF-8” beside it"
            yield Problem(shown(path, shop.folder), message=message, hint=hint, severity=Severity.WARNING)
        elif path.suffix.lower() not in _READ:
            hint = f"exports end in one of {', '.join(sorted(_READ))}"
            message = "the file is no export and is not read"
            yield Problem(shown(path, shop.folder), message=message, hint=hint, severity=Severity.NOTICE)
