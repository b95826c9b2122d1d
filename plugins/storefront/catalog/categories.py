"""Paths of names -> the tree of categories, with the names that are known in other languages."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

import polars as pl

from storefront.catalog.frames import ROW, SOURCE, Places
from storefront.locales import load_messages
from storefront.model import Category
from storefront.problems import Problem, Severity
from storefront.shop import Shop
from storefront.slugs import slugify

SEPARATOR = ">"

CategoryNames: TypeAlias = Mapping[str, Mapping[str, str]]
"""Names by language code, by the path of names in the source language (`Phones > Small phones`)."""


def category_tree(
    paths: Sequence[str], language: str, translations: CategoryNames
) -> tuple[dict[str, Category], dict[str, str]]:
    """Category paths -> the tree in depth-first order, and the key of each path."""
    names: dict[str, tuple[str, str | None]] = {}
    known: dict[str, Mapping[str, str]] = {}
    children: dict[str | None, list[str]] = {}
    keys = {}
    for path in paths:
        parent: str | None = None
        parts = [part.strip() for part in path.split(SEPARATOR)]
        for depth, name in enumerate(parts, 1):
            key = _key(name, parent, names, language)
            if key not in names:
                names[key] = (name, parent)
                known[key] = translations.get(f" {SEPARATOR} ".join(parts[:depth]), {})
                children.setdefault(parent, []).append(key)
            parent = key
        keys[path] = str(parent)
    tree: dict[str, Category] = {}

    def add(key: str) -> None:
        name, parent = names[key]
        tree[key] = Category(key, name, parent, tuple(children.get(key, ())), known[key])
        for child in tree[key].children:
            add(child)

    for top in children.get(None, ()):
        add(top)
    return tree, keys


def _key(name: str, parent: str | None, names: Mapping[str, tuple[str, str | None]], language: str) -> str:
    """The key of a category below another; siblings with one slug but other names get numbers, in their order."""
    slug = "/".join(filter(None, (parent, slugify(name, language))))
    ends = ("", *(f"-{number}" for number in range(2, len(names) + 3)))
    same = name.casefold()
    return next(key for end in ends if (key := slug + end) not in names or names[key][0].casefold() == same)


def nameless(
    offers: pl.DataFrame, foreign: Collection[str], shop: Shop, origins: Mapping[str, Places]
) -> tuple[pl.DataFrame, CategoryNames, list[Problem]]:
    """Puts the offers of other systems' exports that have no category into one, and tells how many these are."""
    theirs = pl.col(SOURCE).is_in(sorted(foreign))
    if not foreign:
        return offers, {}, []
    if "category" not in offers.columns:
        offers = offers.with_columns(pl.lit(None, dtype=pl.String).alias("category"))
    empty = pl.col("category").is_null() & theirs
    without = offers.filter(empty)
    if without.is_empty():
        return offers, {}, []
    names = _names(shop, others=without.height < offers.height)
    name = names.get(shop.source_language) or names[""]
    source, row = without.select(SOURCE, ROW).row(0)
    several = without.height > 1
    count = f"{without.height:,} offers have" if several else "the offer has"
    message = f"{count} no category, and the shop shows {'them' if several else 'it'} in “{name}”"
    hint = 'fill it in, or name its column: columns = { category = "its header" } below [catalog] in shop.toml'
    header = origins.get(source, {}).get("category", "category")
    problem = Problem(source, row, header, message, hint, Severity.NOTICE)
    filled = pl.when(empty).then(pl.lit(name)).otherwise("category").alias("category")
    return offers.with_columns(filled), {name: names}, [problem]


def _names(shop: Shop, *, others: bool) -> dict[str, str]:
    """What the category of everything else is called in the languages of the shop; `` is the English of it."""
    found = {}
    for locale in shop.locales:
        gettext = load_messages(shop.layers("translations"), "storefront", locale).gettext
        # Translators: category of the products for which the shop's export names none, beside others and alone.
        found[locale.language] = gettext("Other products") if others else gettext("All products")
    return found | {"": "Other products" if others else "All products"}
