"""What is everyday Markdown becomes what Python-Markdown makes of it, and nothing else is taken for it."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storefront.content import everyday
from storefront.content.converters import PARTS, convert_with, converter
from storefront.content.everyday import Converted
from storefront.content.marks import OtherMarkdown
from storefront.shop import PRODUCT
from tests.test_converters import PIECES

TEXTS = sorted(PRODUCT.glob("content/*/*/*.md"))
FOREIGN = sorted((PRODUCT.parent / "shared" / "data" / "markdown").rglob("*.md"))
"""Texts that others wrote, where there are any beside the checkout."""


def body(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n\n")[2].replace("{amount:", "(amount:")


def quick(text: str) -> Converted | None:
    try:
        return everyday.convert(text)
    except OtherMarkdown:
        return None


def whole(text: str) -> Converted:
    return convert_with(converter(frozenset(PARTS)), text)


def test_nearly_all_texts_of_the_sample_shop_are_everyday_markdown() -> None:
    found = {path: quick(body(path)) for path in TEXTS}
    assert sum(one is None for one in found.values()) < len(TEXTS) / 10
    assert all(one == whole(body(path)) for path, one in found.items() if one is not None)


@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_texts_of_others(path: Path) -> None:
    assert quick(body(path)) in (None, whole(body(path)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n \n",
        "A line\nand one more",
        "# One #1 of C\n\n## Two\nright below\n\n### Three\n- a\n- b",
        '## A & b {: eyebrow="R & D" }\n\n## A & b\n\n## Own {: #a-b_1 .x .y }',
        "## Ask {: .faq }\n\nFirst.\n\n### Q?\n\nA.\n\n### R *s*?\n\n- B.\n\n## Next\n\n### No question",
        '## Ask {: .faq eyebrow="E" }\n\n### Q?\n\n---\n\n### After a rule\n\n---\n\nEnd',
        "- a\n- b\n  \n- c\n- d\n\n* e\n\n1. f\n2. g\n\n5. h",
        "A   \n*b*  \n[c  \nd](/e)  \n`f`\n\n- g  \nh\n\n> i  \n> j  ",
        "7. seven\n8. eight\non two lines",
        "> a\n> b\n>\n> - c\n>\n> — D, *e* & f",
        "> a\n\n> b\n\n— no part of the quote",
        "> — alone",
        "| a | b | c | d |\n|---|:--|--:|:-:|\n| 1 | `2` | *3* |\n| [4](/x) | | 5 | 6 |\n\n## H\n\n|a|b|\n|-|-|\n|1|2|",
        '![A](a.png "B > “c” & d")\n\n![A](a.png)\n\nAn ![A "q"](a.png "B") in a line!',
        "*a* **b** `c * d` [e *f* `g`](/h?i=1&j=2 \"k 'l'\") **[m](n_o_p)** q_r 3 > 2 & R&D",
    ],
)
def test_everyday_markdown(text: str) -> None:
    assert quick(text) == whole(text)


@pytest.mark.parametrize(
    "text",
    [
        *("a\tb", "*a  \n*", "a\\*", "<b>a</b>", "&copy;", "&#38;", "&#2", "~~~\na\n~~~", "```\na\n```", "``a``"),
        *("- a\n    - b", "- a\n\n    b", "    a", " a", "- a\n1. b", "- # a", "1. > a", "-\u00a0a", "\u0663. a"),
        *("a\n# b", "a\n===", "a\n---", "a\n- - -", "a\n> b", "> a\nb", "> # a", "> > a", "> a\n>", "a\n: b", "* * *"),
        "> a\n>\n> —  \n> b",
        *(
            "# a #",
            "#",
            "## C# {: .b }",
            "####### a",
            "## a {: x=y }",
            "# a {: .b }",
            "## *a*{: .b }",
            "a\n{: .b }",
            "*a*{: .b }",
        ),
        *("a | b\n- | -\nc | d", "| a |\n|---|\n| b |", "|a|b|\n|-|-|", "|a|b|\n|-|x|\n|c|d|", "|a|b|\n|-|-|\n|c|d|e|"),
        *("[a]", "[a][b]", "[a]: /b", "[a](b c)", "[a](<b>)", "[a](b 'c')", "[a](b(c))", "[](a)", "[^1](a)"),
        *(
            "![a *b* `c`](d)",
            "!`[a`](b)",
            '![a](b "c") ',
            "*a",
            "*a *b* c*",
            "***a***",
            "**a*b**",
            "_a_",
            "a_ b",
            "2 * 3",
        ),
        *("*[a]: b", "[TOC]", "a]", "{a}", "`a\n[b]: c`"),
    ],
)
def test_what_is_not_certain_is_left_to_python_markdown(text: str) -> None:
    assert quick(text) is None


WORDS = st.sampled_from(
    [
        "a",
        "word,",
        "É.",
        "l’été",
        "«\u00a0b\u00a0»",
        "R&D",
        "3 > 2",
        "(c)",
        "—",
        "a_b",
        "2026.",
        "#1",
        "!",
        "…\u2003",
        "d\x85",
    ]
)
TITLES = st.sampled_from(["", ' "T"', " \"a\u00a0'b' *c* & d\"", " 'T'"])
ADDRESSES = st.sampled_from(["/u", "{product}x", "a_b", "http://e.x/?a=1&b=2", "#a*b", ">&"])


def _marks(held: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        held.map("*{}*".format),
        held.map("**{}**".format),
        WORDS.map("`{}`".format),
        st.builds("[{}]({}{})".format, held, ADDRESSES, TITLES),
        st.builds("![{}](i.png{})".format, held, TITLES),
        st.lists(held, min_size=2, max_size=4).map(" ".join),
        st.tuples(held, st.sampled_from(["", "\n", "  \n", "! "]), held).map("".join),
    )


TEXT = st.recursive(WORDS, _marks, max_leaves=6)
LINE = TEXT.map(lambda text: text.replace("\n", " "))
ITEMS = st.lists(
    st.tuples(st.sampled_from(["- ", "- ", "* ", "1. ", "3. ", ""]), TEXT).map("".join), min_size=1, max_size=3
)
ATTRIBUTES = st.sampled_from(["", "", " {: .faq }", ' {: eyebrow="E" }', " {#i}", " {: #a .b .c }", " ##"])
HEADINGS = st.builds(
    "{} {}{}".format, st.sampled_from(["##", "##", "###", "###", "#", "####", "######"]), LINE, ATTRIBUTES
)
ROWS = st.lists(st.lists(LINE | st.just(""), min_size=1, max_size=3).map(lambda cells: f"| {' | '.join(cells)} |"))
TABLES = st.builds("| a | {} |\n{}\n{}".format, LINE, st.sampled_from(["|-|-|", "| :-: | --: |"]), ROWS.map("\n".join))
SIMPLE = st.one_of(TEXT, ITEMS.map("\n".join), TEXT.map("— {}".format))
QUOTES = st.lists(SIMPLE, min_size=1, max_size=3).map(lambda held: "> " + "\n\n".join(held).replace("\n", "\n> "))
BLOCKS = st.one_of(SIMPLE, HEADINGS, TABLES, QUOTES, st.sampled_from(["---", '![a](b "c")', "***", "## Ask {: .faq }"]))
BETWEEN = st.sampled_from(["\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\n \n"])
MARKDOWN = st.lists(st.tuples(BLOCKS, BETWEEN).map("".join), max_size=6).map("".join)


@given(MARKDOWN)
@settings(max_examples=300)
def test_any_blocks(text: str) -> None:
    assert quick(text) in (None, whole(text))


@given(MARKDOWN, st.lists(PIECES, max_size=3).map("".join), st.integers(0, 200))
@example('![a](b "c")', " ", 11)
@settings(max_examples=200)
def test_any_blocks_with_something_strange_in_them(text: str, strange: str, place: int) -> None:
    text = text[:place] + strange + text[place:]
    assert quick(text) in (None, whole(text))


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=300)
def test_any_pieces(text: str) -> None:
    assert quick(text) in (None, whole(text))
