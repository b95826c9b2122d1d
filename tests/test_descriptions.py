"""`storefront.catalog.descriptions`: what exports hold of HTML, made safe to show."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.catalog.descriptions import description_html, description_text
from tests.sites import Html

SCROLLING = '<div class="table-scroll" tabindex="0">'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo < three.", "<p>One.</p><p>Two &lt; three.</p>"),
        ("<p>One</p><script>alert(1)</script>", "<p>One</p>"),
        ('<p onclick="x()" style="color:red" class="a">One</p>', "<p>One</p>"),
        ('<a href="javascript:x()">a</a>', '<p><a rel="nofollow noopener">a</a></p>'),
        ('<a href="http://a.example">a</a>', '<p><a rel="nofollow noopener">a</a></p>'),
        ('<a href="https://a.example">a</a>', '<p><a href="https://a.example" rel="nofollow noopener">a</a></p>'),
        ('<a href="/pages/a">a</a>', '<p><a rel="nofollow noopener">a</a></p>'),
        ('<a href="#b">a</a>', '<p><a rel="nofollow noopener">a</a></p>'),
        ('<a href="//a.example">a</a>', '<p><a href="https://a.example" rel="nofollow noopener">a</a></p>'),
        ("<dl><dt>Of</dt><dd>Wool</dd></dl>", "<dl><dt>Of</dt><dd>Wool</dd></dl>"),
        (
            "<table border='0'><caption>Sizes</caption><tfoot><tr><td>a</td></tr></tfoot></table>",
            f"{SCROLLING}<table><caption>Sizes</caption><tfoot><tr><td>a</td></tr></tfoot></table></div>",
        ),
        ("<center>One</center><SECTION class='a'>Two</SECTION>", "<div>One</div><div>Two</div>"),
        ("<details><summary>One</summary>Two</details>", "<div><div>One</div>Two</div>"),
        ("One<hr />two", "<p>One<br>two</p>"),
        ("<h1>Big</h1><h2>Small</h2>text", "<h3>Big</h3><h3>Small</h3>text"),
        ('<div><span>One</span><img src="x"></div>', "<div>One</div>"),
        ("<p>One</p><p>&nbsp;</p><p><br></p><ul><li></li></ul>", "<p>One</p><ul></ul>"),
        ("One<br>two<br><br>three", "<p>One<br>two</p><p>three</p>"),
        ("<b>One", "<p><b>One</b></p>"),
        ("<b>One<br></b>two<i><br></i>", "<p><b>One<br></b>two</p>"),
        ("<b>One<br><br>two</b>", "<p><b>One</b></p><p><b>two</b></p>"),
        ("<li>One</li>\n<li>Two</li>", "<ul><li>One</li><li>Two</li></ul>"),
        ("<ul><li>One</li><ul><li>Two</li></ul></ul>", "<ul><li>One<ul><li>Two</li></ul></li></ul>"),
        ("<ul>One <b>&amp;</b><br><li>Two</li><br></ul>", "<ul><li>One <b>&amp;</b></li><li>Two</li></ul>"),
        ("<p>One</p><dt>Of</dt><dd>Wool</dd>", "<p>One</p><dl><dt>Of</dt><dd>Wool</dd></dl>"),
        ("<dl><div><dt>Of</dt><dd>Wool</dd></div></dl>", "<dl><div><dt>Of</dt><dd>Wool</dd></div></dl>"),
        ("<strong>One<p>Two&nbsp;<i>three</i></p></strong>", "One<p>Two\u00a0<i>three</i></p>"),
        ("<h2><p>One</p></h2><h2><ul><li>Two</li></ul></h2>", "<h3>One</h3><div><ul><li>Two</li></ul></div>"),
        ("Le prix\u00a0: 5\u202f000\u00a0€  \u00a0net", "<p>Le prix\u00a0: 5\u202f000\u00a0€ net</p>"),
        ("Fish &amp; chips", "<p>Fish &amp; chips</p>"),
        ("<!-- no -->One", "<p>One</p>"),
        ('<iframe src="https://a.example"></iframe><p>One</p>', "<p>One</p>"),
        ("", ""),
    ],
)
def test_descriptions_are_made_safe_and_fit_the_page(text: str, html: str) -> None:
    assert description_html(text) == html


def test_descriptions_without_markup_for_those_who_read_text() -> None:
    html = "<h2>Why</h2><p>It&#8217;s <b>good</b>,<br>really.</p><ul><li>Light</li><li>Loud</li></ul>"
    assert description_text(html) == ("Why", "It’s good,", "really.", "Light", "Loud")
    assert description_text("<dl><dt>Of</dt><dd>Wool</dd></dl>") == ("Of", "Wool")
    assert description_text("<div>It has:<ul><li>Light</li></ul>and<div>more</div></div>") == (
        "It has:",
        "Light",
        "and",
        "more",
    )
    assert description_text("<table><tr><td>Of</td><td>Wool</td></tr></table>") == ("Of Wool",)
    assert description_text("One\nline.\n\n\nTwo.") == ("One line.", "Two.")


@given(st.text(alphabet="<>/&;abpscriptonh1='\" \n", max_size=60))
def test_no_description_brings_elements_or_attributes_of_its_own(text: str) -> None:
    page = Html("", description_html(text))
    assert {name for name, _ in page.elements} <= {"p", "b", "a", "h3", "i", "br", "li"}
    assert {key for _, attributes in page.elements for key in attributes} <= {"href", "rel"}


def test_a_description_of_endless_elements_is_shown_as_it_is() -> None:
    assert description_html("<div>" * 2000 + "<li>One</li>").count("<li>One</li>") == 1
    assert description_html("<li>One\x01</li>") == "<li>One\x01</li>"


PIECES = (
    "a",
    " ",
    "<b>",
    "</b>",
    "<br>",
    "<i>",
    "<p>",
    "</p>",
    "<li>",
    "</li>",
    "<ul>",
    "</ul>",
    "<h2>",
    "</h2>",
    "<dt>",
)
MAY_HOLD = {
    "ul": {"li"},
    "dl": {"dt", "dd"},
    "p": {"b", "i", "br"},
    "h3": {"b", "i", "br"},
    "b": {"b", "i", "br"},
    "i": {"b", "i", "br"},
}
PARTS = {"li": "ul", "dt": "dl"}


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_elements_of_a_description_end_and_stand_where_they_may(text: str) -> None:
    opened = [""]
    for end, tag in re.findall(r"<(/?)(\w+)", description_html(text)):
        if end:
            assert opened.pop() == tag
            continue
        assert tag in MAY_HOLD.get(opened[-1], {tag}), f"{tag} in {opened[-1]}"
        assert PARTS.get(tag, opened[-1]) == opened[-1], f"{tag} in {opened[-1]}"
        if tag != "br":
            opened.append(tag)
    assert opened == [""]
