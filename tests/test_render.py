"""Templates: what stands behind each other, what a digest covers, where a failure is reported."""

from pathlib import Path

import pytest

from storefront.localizer import load_localizers
from storefront.problems import InputError, Severity
from storefront.render import Renderer
from storefront.shop import PRODUCT, load_shop
from storefront.templates import Theme
from storefront.views import TEMPLATES, Picture
from tests.shops import write_files
from tests.sites import lay, make, replace, write

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
PICTURE = Picture("/images/a.svg", "", (), 4, 3, 'A "b"')


def theme_of(folder: Path, **files: str) -> Theme:
    """A theme of templates; `_` in a name stands for `/`."""
    for name, text in files.items():
        write(folder / f"{name.replace('_', '/')}.html", text)
    return Theme([folder])


def own(theme: Theme) -> list[str]:
    """The reports of a theme that has next to none of the templates that Vitrina asks for."""
    asked = {f"there is no template “{name}”" for name in TEMPLATES}
    found = [str(problem) for problem in theme.problems() if problem.message not in asked]
    return [text for text in found if "components/" not in text.split("  ")[0]]


def renderer_of(shop: Path) -> Renderer:
    loaded = load_shop(shop)
    (localizer,) = load_localizers(loaded)[0].values()
    return Renderer(Theme(loaded.layers("theme/templates")), localizer)


def test_the_products_templates_are_in_order() -> None:
    theme = Theme([PRODUCT / "theme/templates"])
    assert theme.problems() == []
    assert "layout.html" in theme.closure("post.html")
    assert "components/price.html" in theme.closure("category.html") + theme.closure("components/card.html")


def test_a_closure_holds_all_that_is_extended_imported_and_included(tmp_path: Path) -> None:
    theme = theme_of(
        tmp_path,
        text='{% extends "base.html" %}{% from "parts/a.html" import a %}{% import "parts/b.html" as b %}',
        base='{% if 1 %}{% include "parts/c.html" %}{% endif %}',
        parts_a="{% macro a() %}{% endmacro %}",
        parts_b='{% include ["parts/none.html", "parts/d.html"] %}{% include "parts/e.html" ignore missing %}',
        parts_c="c",
        parts_d="d",
        parts_other="not reached",
    )
    assert set(theme.closure("text.html")) == {
        "text.html",
        "base.html",
        *(f"parts/{name}.html" for name in "abcd"),
    }


def test_a_name_computed_at_run_time_may_be_any_that_starts_like_it(tmp_path: Path) -> None:
    theme = theme_of(
        tmp_path, text='{% include "parts/" ~ name ~ ".html" %}', parts_a="a", parts_b="b", other="{% include name %}"
    )
    assert set(theme.closure("text.html")) == {"text.html", "parts/a.html", "parts/b.html"}
    assert set(theme.closure("other.html")) == {"text.html", "parts/a.html", "parts/b.html", "other.html"}


def test_templates_may_include_each_other(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, text='{% include "tree.html" %}', tree='{% if 0 %}{% include "text.html" %}{% endif %}')
    assert theme.closure("text.html") == ["text.html", "tree.html"]
    assert own(theme) == []


def test_messages_are_those_of_the_template_and_of_all_behind_it(tmp_path: Path) -> None:
    theme = theme_of(
        tmp_path,
        text='{% include "part.html" %}{{ _("One %(a)s", a=1) }}{% trans %}Two{% endtrans %}',
        part="{{ ngettext('%(num)s cup', '%(num)s cups', 3) }}{{ pgettext('tea', 'Cup') }}"
        "{{ npgettext('tea', '%(num)s leaf', '%(num)s leaves', 3) }}",
        other="{{ _('Other') }}",
    )
    assert set(theme.messages("text.html")) == {
        (None, "One %(a)s"),
        (None, "Two"),
        (None, "%(num)s cup"),
        ("tea", "Cup"),
        ("tea", "%(num)s leaf"),
    }


@pytest.mark.parametrize(
    "text", ["{{ _(view.title) }}", "{{ pgettext(name, 'x') }}", "{{ pgettext('x', name) }}", "{{ _('a' ~ name) }}"]
)
def test_a_computed_message_is_a_mistake(tmp_path: Path, text: str) -> None:
    (report,) = own(theme_of(tmp_path, text=f"\n{text}"))
    assert report.startswith("theme/templates/text.html:2  the message is computed → write its text into the template")


def test_templates_in_another_encoding_are_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "text.html").write_bytes("é".encode("latin-1"))
    assert own(Theme([tmp_path])) == ["theme/templates/text.html  the template is not in UTF-8 → save it in UTF-8"]


def test_every_mistake_of_a_theme_is_found_at_once(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, text='{% include "a.html" %}\n{% include "b.html" %}', a="{% if %}", post="{{ a. }}")
    places = sorted(text.partition("  ")[0] for text in own(theme))
    assert places == ["theme/templates/a.html:1", "theme/templates/post.html:1", "theme/templates/text.html:2"]


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("\n{% if x %}", "2  Unexpected end of template."),
        ("{{ x | nope }}", "1  No filter named 'nope'."),
        ('{% include "gone.html" %}', "1  there is no template “gone.html”"),
    ],
)
def test_a_shops_template_that_no_page_uses_is_looked_at_too(tmp_path: Path, text: str, report: str) -> None:
    write_files(tmp_path, {"components/spare.html": text, ".drafts/x.html": "{%", "components/.#spare.html": "{%"})
    (problem,) = Theme([tmp_path, PRODUCT / "theme/templates"]).problems()
    assert str(problem).startswith(f"theme/templates/components/spare.html:{report}")
    assert problem.severity is Severity.ERROR


def test_a_shops_template_stands_in_place_of_the_products(tmp_path: Path) -> None:
    write(tmp_path / "own/components/price.html", "{% macro price(price, several=false) %}{% endmacro %}")
    product = Theme([PRODUCT / "theme/templates"])
    mixed = Theme([tmp_path / "own", PRODUCT / "theme/templates"])
    assert mixed.problems() == []
    assert mixed.sources("product.html") != product.sources("product.html")
    assert mixed.sources("post.html") == product.sources("post.html")


def test_a_digest_covers_templates_and_their_messages_and_no_others(minimal: Path) -> None:
    def digests() -> dict[str, str]:
        renderer = renderer_of(minimal)
        return {name: renderer.digest(name) for name in TEMPLATES}

    lay("bare", minimal)
    plain = digests()
    path = minimal / "translations/en/LC_MESSAGES/storefront.po"
    write(path, f'{PO}\nmsgid "Bestsellers"\nmsgstr "Favourites"\n')
    assert digests() == plain
    write(path, f'{PO}\nmsgid "%(num)s product"\nmsgid_plural "%(num)s products"\nmsgstr[0] "a"\nmsgstr[1] "b"\n')
    now = digests()
    assert [name for name in TEMPLATES if now[name] != plain[name]] == ["category.html"]
    path.unlink()
    replace(minimal / "theme/templates/components/menu.html", "<a", "<a rel=home")
    assert digests() == plain  # the menu comes to the pages by its own digest
    replace(minimal / "theme/templates/layout.html", "<title>", "<title>- ")
    assert set(digests().values()).isdisjoint(plain.values())


def test_text_is_escaped_and_markup_is_not(minimal: Path) -> None:
    replace(minimal / "content/catalog/offers.csv", "Kettle", "<b>Kettle & Co</b>")
    make(minimal)
    text = (minimal / "output/en/product/b-kettle-co-b/index.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Kettle &amp; Co&lt;/b&gt;" in text
    assert "<b>" not in text


def test_a_picture_in_a_text_is_that_of_the_theme(minimal: Path) -> None:
    lay("bare", minimal)
    assert renderer_of(minimal).picture(PICTURE) == '<img src="/images/a.svg" alt="A &#34;b&#34;">'


def test_a_failing_picture_is_reported_at_its_line(minimal: Path) -> None:
    text = "{% macro picture(picture, sizes) %}\n\n{% if 1 %}\n{{ picture.alt.nothing }}\n{% endif %}\n{% endmacro %}\n"
    write(minimal / "theme/templates/components/picture.html", text)
    with pytest.raises(InputError) as caught:
        renderer_of(minimal).picture(PICTURE)
    (problem,) = caught.value.problems
    assert (problem.source, problem.line) == ("theme/templates/components/picture.html", 4)
    assert '(while making “A "b"”)' in problem.message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{{ view.nothing }}", "'storefront.views.TextView object' has no attribute 'nothing'"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ view.title() }}", "TypeError: 'str' object is not callable"),
        ("{{ 1 // 0 }}", "ZeroDivisionError: "),
        ("{{ '%d' % 'x' }}", "TypeError: "),
        ("{{ view.title.index('#') }}", "ValueError: substring not found"),
        ("{% include ['none.html'] %}", "there is no template “none.html”"),
        ("{% include 'icons/' ~ view.title %}", "there is no template “icons/About”"),
    ],
)
def test_whatever_fails_in_a_template_is_reported_at_its_line(minimal: Path, line: str, message: str) -> None:
    lay("bare", minimal)
    head = '{% extends "layout.html" %}\n{% block main %}\n'
    write(
        minimal / "theme/templates/text.html",
        f"{head}{{% if view.title == 'About' %}}\n{line}\n{{% endif %}}{{% endblock %}}",
    )
    with pytest.raises(InputError) as caught:
        make(minimal)
    (problem,) = caught.value.problems
    assert (problem.source, problem.line) == ("theme/templates/text.html", 4)
    assert message in problem.message
    assert "(while making “About – Tiny”)" in problem.message


def test_a_broken_card_is_reported_in_the_card(minimal: Path) -> None:
    lay("bare", minimal)
    write(minimal / "theme/templates/components/card.html", "{% macro cart(card) %}{% endmacro %}")
    with pytest.raises(InputError, match="has no attribute 'card'"):
        make(minimal)
    write(
        minimal / "theme/templates/components/card.html",
        "\n{% set a = nothing.more %}{% macro card(card) %}{% endmacro %}",
    )
    with pytest.raises(InputError, match=r"components/card\.html:2  'nothing' is undefined"):
        make(minimal)
