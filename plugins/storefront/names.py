"""Every name that the shop's own data holds and a translator has to say: of the export, of `shop.toml`, of the blog."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from storefront.locales import is_measure
from storefront.shop import Shop
from storefront.store import Store


class Name(NamedTuple):
    """A text of the domain `catalog`."""

    context: str
    text: str
    place: str
    """The file or folder that it comes from."""
    note: str
    """What translators should know of it; `at most 160 characters` is held by `vitrina translate check`."""


def names_of(store: Store) -> Iterator[Name]:
    """The names of a shop, some of them more than once."""
    yield from (one for one in _all_names(store) if one.text)


def _all_names(store: Store) -> Iterator[Name]:
    yield from _settings(store.shop)
    yield from _export(store)
    for post in store.bundles["blog"].values():
        yield Name("blog", post.category, "content/blog", "A category of posts.")
        yield from (Name("tag", tag, "content/blog", "A tag of posts.") for tag in post.tags)


def _settings(shop: Shop) -> Iterator[Name]:
    settings = shop.settings

    def name(text: str, note: str) -> Name:
        return Name("shop", text, "shop.toml", note)

    yield name(settings.tagline, "The shop in a few words: at most 60 characters.")
    yield name(settings.description, "What search engines show of the shop: at most 170 characters.")
    yield name(settings.legal, "The line at the very foot of each page.")
    for grade in settings.grades.values():
        yield name(grade.label, "The name of a grade.")
        yield name(grade.explanation, f"What the grade “{grade.label}” promises.")
    for promise in settings.promises:
        yield name(promise.title, "A promise on every page.")
        yield name(promise.text, f"What the promise “{promise.title}” means.")
    for landing in settings.landings:
        for text in (landing.title, landing.text, landing.slug):
            if re.sub(r"\{\w+\}|\W", "", text):
                yield name(text, "Of pages for one brand, storage …: keep {category}, {value} and {count}.")
    yield from (name(column.title, "Heading of links at the foot of each page.") for column in settings.footer)


def _export(store: Store) -> Iterator[Name]:
    place, catalog = "content/catalog", store.catalog
    for category in catalog.categories.values():
        above = catalog.categories[category.parent].name if category.parent else ""
        note = f"A category of products, below “{above}”." if above else "A category of products."
        yield Name("category", category.name, place, note)
    for _, attribute in catalog.attributes:
        yield Name("attribute", attribute, place, "A fact about a product.")
    columns = {"storage": "Storage", "colour": "Colour", **dict((*catalog.attributes, *catalog.options))}
    for column, said in columns.items():
        if column in catalog.offers.columns:
            values = catalog.offers[column].drop_nulls().unique().to_list()
            note = f"A value of “{said}”."
            yield from (Name("value", value, place, note) for value in values if not is_measure(value))
