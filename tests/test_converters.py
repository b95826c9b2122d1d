"""A converter with the parts that a text needs makes of it what the whole one makes."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storefront.content.converters import PARTS, convert, convert_with, converter, converter_for
from storefront.content.everyday import Converted
from storefront.shop import PRODUCT

TEXTS = sorted(PRODUCT.glob("content/*/*/*.md"))
WHOLE = frozenset(PARTS)
PIECES = st.sampled_from(
    [
        *(
            "a",
            "word",
            " ",
            "  ",
            "\n",
            "\n\n",
            "\t",
            "    ",
            "- ",
            "1. ",
            "> ",
            "# ",
            "## ",
            "---",
            "===",
            "\n: ",
            ":",
        ),
        *("`", "``", "```\n", "~~~\n", "\\", "\\*", "*", "**", "_", "__", "[", "]", "](", ")", "![", "[^1]", "[^1]: "),
        *("*[", "]: ", "<", ">", "<b>", "</b>", "<div>", "</div>", "<!--", "-->", "&", "&amp;", "&#", ";", "|", "|-|"),
        *("{", "}", "{: .c }", "{: #i }", "http://e.x", "<http://e.x>", "a@b.c", '"', "'", "é", "\u00a0", "[x]: /u\n"),
    ]
)


def whole(text: str) -> Converted:
    return convert_with(converter(WHOLE), text)


def test_the_sample_shop_has_texts() -> None:
    assert len(TEXTS) > 60


@pytest.mark.parametrize("path", TEXTS[::4], ids=lambda path: path.parent.name)
def test_a_text_of_the_sample_shop(path: Path) -> None:
    _, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    assert convert(text) == convert_with(converter_for(text), text) == whole(text)


@given(st.lists(PIECES, max_size=25).map("".join))
@example("word\t\nword")
@example("Term\n: Meaning")
@example("a\n\n[x]: /u\n\nsee [x]")
@settings(max_examples=150)
def test_any_text(text: str) -> None:
    assert convert(text) == convert_with(converter_for(text), text) == whole(text)
