"""Brackets that never close are not looked for again and again, and what is found is what Python-Markdown finds."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.inlinepatterns import LINK_RE, LinkInlineProcessor

from storefront.content.brackets import Memory
from storefront.content.converters import convert


@given(st.text(alphabet="[]a!( ", max_size=60))
def test_the_same_is_found(text: str) -> None:
    look = LinkInlineProcessor(LINK_RE, Markdown()).getText
    memory = Memory(look)
    for start in (place + 1 for place, letter in enumerate(text) if letter == "["):
        found, known = look(text, start), memory(text, start)
        assert known[2] == found[2]
        if found[2]:
            assert known == found


def test_another_text_is_looked_through_anew() -> None:
    memory = Memory(LinkInlineProcessor(LINK_RE, Markdown()).getText)
    assert not memory("[a [b] c", 1)[2]
    assert memory("[a [b] c", 4) == ("b", 6, True)
    assert memory("[abc] [d", 1) == ("abc", 5, True)


@pytest.mark.parametrize("piece", ["[", "![", "word [x "])
def test_a_text_of_open_brackets_takes_no_minute(piece: str) -> None:
    start = time.process_time()
    convert(piece * 20_000)
    assert time.process_time() - start < 10
