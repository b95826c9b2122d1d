"""Markdown -> HTML: by `everyday.py` what it is certain of, by Python-Markdown with what a text needs and no more.

Every inline pattern and block processor is tried at every place of a text, the ones for footnotes and HTML also where
the text has not one bracket. A text without the characters that begin a construct cannot hold it, so the converter for
such texts does without: the same HTML in half of the time.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from markdown import Markdown
from markdown.extensions import Extension

from storefront.content import everyday
from storefront.content.anatomy import Anatomy
from storefront.content.brackets import Brackets
from storefront.content.everyday import Converted, Listed, identifier
from storefront.content.marks import OtherMarkdown
from storefront.content.plain import Plain


class Part(NamedTuple):
    """A part of Markdown that a text may do without."""

    sign: re.Pattern[str]
    """What a text has that needs it."""
    extension: str = ""
    inline: tuple[str, ...] = ()
    """Inline patterns."""
    preprocessors: tuple[str, ...] = ()


PARTS: Mapping[str, Part] = {
    "fence": Part(re.compile(r"```|~~~"), "fenced_code"),
    "code": Part(re.compile(r"`"), inline=("backtick",)),
    "escape": Part(re.compile(r"\\"), inline=("escape",)),
    "footnote": Part(re.compile(r"\[\^"), "footnotes"),
    "abbreviation": Part(re.compile(r"\*\["), "abbr"),
    "link": Part(re.compile(r"\["), inline=("link",)),
    "image": Part(re.compile(r"!\["), inline=("image_link",)),
    "reference": Part(
        re.compile(r"\]:"), inline=("reference", "short_reference", "image_reference", "short_image_ref")
    ),
    "tag": Part(re.compile(r"<"), "md_in_html", ("autolink", "automail", "html")),
    "html": Part(re.compile(r"[<&]"), preprocessors=("html_block",)),
    "entity": Part(re.compile(r"&"), inline=("entity",)),
    "emphasis": Part(re.compile(r"[*_]"), inline=("em_strong", "em_strong2")),
    "break": Part(re.compile(r" {2}\n|\t"), inline=("linebreak",)),  # a tab becomes spaces
    "table": Part(re.compile(r"\|"), "tables"),
    "attributes": Part(re.compile(r"\{"), "attr_list"),
    "definition": Part(re.compile(r"^\s*:", re.MULTILINE), "def_list"),
}
"""What Python-Markdown's `extra` and its core consist of, but for headings, lists, quotes and paragraphs."""


BACKLINK = "{{footnote:{}}}"
"""What stands for the words of the link from a footnote back to the text, which each locale says in its own way."""


def convert(text: str) -> Converted:
    """A text as HTML. Raises `RecursionError` for one that is nested too deeply."""
    try:
        return everyday.convert(text)
    except OtherMarkdown:
        return convert_with(converter_for(text), text)


def convert_with(markdown: Markdown, text: str) -> Converted:
    """A text as a converter has it. Raises `RecursionError`."""
    try:
        converted = markdown.reset().convert(text)
    except RecursionError:
        converter.cache_clear()  # one that stopped half-way keeps what it was at
        raise
    return Converted(converted, _listed(getattr(markdown, "toc_tokens", [])))


def _listed(tokens: list[dict[str, object]]) -> list[Listed]:
    flat: list[Listed] = []
    for token in tokens:
        # `name` has lost its no-break spaces, `html` has not
        flat.append(Listed(int(str(token["level"])), str(token["id"]), str(token["html"])))
        flat += _listed(token["children"])  # type: ignore[arg-type]  # toc_tokens nest lists of the same form
    return flat


def converter_for(text: str) -> Markdown:
    """The converter that a text needs."""
    return converter(frozenset(name for name, part in PARTS.items() if part.sign.search(text)))


@cache
def converter(parts: frozenset[str]) -> Markdown:
    """A converter with some of the `PARTS`: making one costs as much as a short text."""
    extensions: list[str | Extension] = [
        part.extension for name, part in PARTS.items() if part.extension and name in parts
    ]
    extensions += ["sane_lists", "toc", Anatomy(), Plain(), Brackets()]
    configs: dict[str, dict[str, object]] = {"toc": {"slugify": identifier, "toc_depth": "2-4"}}
    if "footnote" in parts:
        configs["footnotes"] = {"BACKLINK_TITLE": BACKLINK}
    made = Markdown(extensions=extensions, extension_configs=configs, output_format="html")
    for name, part in PARTS.items():
        if name not in parts:
            for pattern in part.inline:
                made.inlinePatterns.deregister(pattern, strict=False)
            for preprocessor in part.preprocessors:
                made.preprocessors.deregister(preprocessor, strict=False)
    return made
