"""The keys that the header of a Markdown file may hold."""

from collections.abc import Mapping
from functools import cache

from storefront.model import Kind
from storefront.values import value

TEXTS: tuple[Kind, ...] = ("blog", "guides", "pages", "categories")
DATED: tuple[Kind, ...] = ("blog", "guides", "pages")


@value
class Key:
    """A key of the header."""

    name: str
    """A closing `*` stands for a name of the editor's choice."""
    kinds: tuple[Kind, ...]
    meaning: str
    shared: bool = False
    """The same in every language: written in one file of the bundle, taken over by the others."""


KEYS: tuple[Key, ...] = (
    Key("title", (*TEXTS, "authors"), "Title of the page; an author's name."),
    Key("slug", (*DATED, "authors"), "Last part of the address; by default made from the title."),
    Key("description", (*TEXTS, "authors"), "What search engines show under the title; by default the standfirst."),
    Key("standfirst", TEXTS, "The sentence or two under the title."),
    Key("date", DATED, "`2018-06-12`, or `2018-06` where the month is enough.", shared=True),
    Key("modified", DATED, "Day of the last change that readers should know of.", shared=True),
    Key("category", ("blog",), "Blog category, in the source language.", shared=True),
    Key("tags", ("blog",), "Tags, separated by commas, in the source language.", shared=True),
    Key("authors", ("blog", "guides"), "Keys of the authors, separated by commas.", shared=True),
    Key("image", (*TEXTS, "authors"), "Picture, a file in the bundle's folder.", shared=True),
    Key("image_alt", (*TEXTS, "authors"), "What the picture shows, for those who do not see it."),
    Key("kicker", ("blog", "guides"), "The line above the title; by default the category."),
    Key("news", ("blog",), "`yes` for an announcement (NewsArticle in structured data).", shared=True),
    Key("signature", ("blog",), "What the authors sign as; shows the block of signatures."),
    Key("invitation", ("blog",), "The closing invitation to write back."),
    Key("role", ("authors",), "What the author does."),
    Key("status", (*TEXTS, "authors"), "`draft` keeps the file out of the site."),
    Key(
        "translates",
        (*TEXTS, "authors"),
        "Which version of which language it translates; `vitrina translate done` writes it.",
    ),
    Key("amount_*", TEXTS, "A figure, `41000000 EUR`, `1002` or `15 %`, printed by `{amount:…}`.", shared=True),
)


@cache
def known_keys(kind: Kind) -> Mapping[str, Key]:
    """The keys of one kind of bundle, by name."""
    return {key.name: key for key in KEYS if kind in key.kinds}
