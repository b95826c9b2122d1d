"""`vitrina catalog diff`: the exports against the import of the last release."""

from pathlib import Path

from scripts.catalog.sheets import Sheet
from storefront.catalog import load_catalog
from storefront.catalog.accepted import changes_between, load_accepted
from storefront.problems import InputError, Problem
from storefront.shop import load_shop

TITLES = {
    "new": "New",
    "gone": "Gone",
    "cheaper": "Cheaper",
    "dearer": "Dearer",
    "sold_out": "Sold out",
    "back": "In stock again",
}


def diff_sheets(folder: Path) -> list[Sheet]:
    """A sheet that counts, and one for each kind of change. Raises `InputError` where nothing was released yet."""
    shop = load_shop(folder)
    before = load_accepted(folder / ".cache")
    if before is None:
        hint = "`vitrina build --publish` remembers what it releases"
        raise InputError([Problem(".cache", message="there is no release to compare with", hint=hint)])
    markets = {locale.market: locale.currency for locale in shop.locales}
    changes = changes_between(before, load_catalog(shop).catalog, markets)
    counts = [(TITLES[name].lower(), count) for name, count in changes.counts.items()]
    sheets = [Sheet("counts", "What changed, in offers", ("change", "offers"), counts)]
    for name, title in TITLES.items():
        frame = getattr(changes, name)
        sheets.append(Sheet(name, title, tuple(frame.columns), frame.rows()))
    return sheets
