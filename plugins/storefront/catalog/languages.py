"""Descriptions that are in another language than their column says, by the small words that every text is full of."""

from collections.abc import Iterator, Mapping

import polars as pl

from storefront.catalog.frames import ROW, SOURCE, Few
from storefront.problems import Problem, Severity

WORDS: Mapping[str, str] = {
    "en": "the|and|of|with|for|is|are|this|that|you|your|it|from|by",
    "fr": "le|les|des|du|et|une|est|avec|pour|dans|sur|vous|votre|qui|ce|cette|au|aux",
    "es": "el|los|las|del|y|una|es|con|para|en|por|su|que|al|esta|este|más",
    "de": "der|die|das|und|ist|mit|für|ein|eine|den|dem|von|auf|sie|ihr|nicht",
    "it": "il|gli|della|del|e|è|una|con|per|di|che|sono|questo|questa|nel",
    "pt": "os|as|do|da|e|é|uma|com|para|em|que|não|seu|sua|dos|das",
    "nl": "de|het|een|en|is|met|voor|van|op|je|niet|deze|dit|zijn",
}
"""Words that a text of some length in a language cannot do without, and that few others have."""

ENOUGH = 4
"""Words of another language from which on it is told, where its own has none of its words in it."""


def language_problems(offers: pl.DataFrame, source_language: str, few: Few) -> Iterator[Problem]:
    """A notice for each description that has the small words of another language and none of its own.

    Only languages of `WORDS` are known; a text is told once, in the first row that has it.
    """
    for name in offers.columns:
        language = source_language if name == "description" else name.removeprefix("description_")
        if language not in WORDS or not (name == "description" or name.startswith("description_")):
            continue
        cells = (few[name] if name in few else offers[name].unique()).drop_nulls()
        strange = cells.to_frame(name).filter(~pl.col(name).str.contains(f"(?i){_words(language)}"))
        others = [key for key in WORDS if key != language]
        counted = strange.with_columns(_count(name, key).alias(f" {key}") for key in others)
        wrong = counted.filter(pl.max_horizontal(f" {key}" for key in others) >= ENOUGH)
        if wrong.is_empty():
            continue
        rows = offers.select(SOURCE, ROW, name).unique(name, keep="first", maintain_order=True)
        for row in rows.join(wrong, on=name, maintain_order="left").iter_rows(named=True):
            seems = max(others, key=lambda key: row[f" {key}"])
            message = f"“{row[name][:40]}…” seems to be in “{seems}”, and its column is of “{language}”"
            hint = f"move it into the column of its language, as in description_{seems}"
            yield Problem(row[SOURCE], row[ROW], name, message, hint, Severity.NOTICE)


def _count(name: str, language: str) -> pl.Expr:
    """How many of a language's words a text has."""
    return pl.col(name).str.to_lowercase().str.count_matches(_words(language))


def _words(language: str) -> str:
    return rf"\b(?:{WORDS[language]})\b"
