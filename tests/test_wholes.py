# ruff: noqa: E501, ISC004 - templates
"""Templates put together print what Jinja prints, or leave it to Jinja."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from babel import Locale
from jinja2 import Environment
from markupsafe import Markup

from storefront.locales import Messages
from storefront.locales.pofile import read_po_file
from storefront.plan import plan_shop
from storefront.readings import remembering
from storefront.shop import PRODUCT, load_shop
from storefront.site import site_of
from storefront.templates import Theme
from storefront.views import TEMPLATES
from storefront.whole import FAILURES, Wholes, with_words
from tests.sites import write

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n<5 ? 1 : 2);\\n"

msgid "From %(price)s"
msgstr "%(price)s <b>nur</b> & %% mehr"

msgctxt "verb"
msgid "Open"
msgstr "Öffnen & <i>sehen</i>"

msgid "%(num)s item"
msgid_plural "%(num)s items"
msgstr[0] "%(num)s Ding von %(name)s"
msgstr[1] "%(num)s Dinge von %(name)s"
msgstr[2] "viele (%(num)s) von %(name)s"
"""
LAYOUT = (
    "{% from 'parts/box.html' import box %}\n<html>{% block head %}<title>{{ site.name }}</title>{% endblock %}\n"
    "{% block main %}default{% endblock %}{% block foot %}{{ box('foot') }}{% endblock %}</html>\n"
)
BOX = (
    "{# A box. #}\n{% macro box(text, strong=false, size=2) %}\n"
    "<p class='{{ size }}'>{% if strong %}<b>{{ text }}</b>{% else %}{{ text }}{% endif %}</p>\n{% endmacro %}"
)


@dataclass
class Trial:
    """A theme of one page template and what stands behind it, in Jinja and put together."""

    folder: Path
    files: dict[str, str] = field(default_factory=dict)
    view: dict[str, Any] = field(default_factory=dict)

    def both(self, text: str, *, together: bool = True) -> str:
        """The page as both print it."""
        files = {"layout": LAYOUT, "parts/box": BOX, "page": text} | self.files
        for name, content in files.items():
            write(self.folder / f"{name}.html", content)
        theme = Theme([self.folder])
        write(self.folder / "de.po", PO.lstrip())
        words = Messages(read_po_file(self.folder / "de.po", "de.po", Locale("de")).translations)
        plain = with_words(theme.environment(), words)
        wholes = Wholes(theme, words, plain, lambda name: f"{self.folder} {text} {name}", "de")
        given = (SimpleNamespace(name="A & B"), SimpleNamespace(title="T"), SimpleNamespace(**self.view))
        expected = plain.get_template("page.html").render(site=given[0], page=given[1], view=given[2])
        whole = wholes.page("page.html")
        assert (whole is not None) is together
        if whole is not None:
            assert str(whole(*given)) == expected
        return expected


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    rows = [SimpleNamespace(name="<a>", url="/a"), SimpleNamespace(name="b", url="/b")]
    view = {"title": "a <b> & 'c'", "html": Markup("<i>x</i>"), "rows": rows, "none": None, "number": 3, "on": True}
    return Trial(tmp_path, view=view | {"empty": [], "map": {"key": "value"}, "word": "loop"})


BOXED = '{% extends "layout.html" %}{% from "parts/box.html" import box %}{% block main %}'
END = "{% endblock %}"


@pytest.mark.parametrize(
    "text",
    [
        "{{ view.title }} {{ view.html }} {{ view.number }} {{ view.none }} {{ 1.5 }} {{ 'a<b' }} {{ true }}",
        "{{ view.title }}{{ view.html }}{{ view.title }}{% for row in view.rows %}{{ row.name }}{{ row.name }}{% endfor %}"
        "{{ view.html }}{{ view.title }}{{ view.none }}{{ view.none }}",
        "{% block main %}{{ n is defined }}{% if view.on %}{% set n = view.title %}{{ n }}{{ n }}{% endif %}{{ n }}{% endblock %}",
        "{% block main %}{% set n = n is defined %}{{ n }}{% for row in view.rows %}{% set row = row.url %}{{ row }}{% endfor %}"
        "{% for row in view.empty %}{% set m = 1 %}{% endfor %}{{ m is defined }}{% set m = 2 %}{{ m }}{% endblock %}",
        "{% for row in view.rows %}{{ loop.index }}{% if not loop.last %}, {% endif %}{{ row.name }}{% endfor %}",
        "{% for row in view.rows if row.url != '/a' %}{{ loop.length }}{{ row.name }}{% else %}none{% endfor %}",
        "{% for row in view.empty %}{{ row }}{% else %}<p>none {{ view.title }}</p>{% endfor %}",
        "{% for key, value in view.map.items() %}{{ key }}={{ value }}{% endfor %}",
        "{% block main %}{% set n = 1 %}{% for row in view.rows %}{{ n }}{% set n = n + 1 %}{{ n }}{% endfor %}{{ n }}"
        "{% endblock %}",
        "{% block main %}{% set n = 'one' %}{% if view.on %}{% set n = 'two' %}{% endif %}{{ n }}{% endblock %}",
        "{% block main %}{% set part %}<b>{{ view.title }}</b>{% endset %}{{ part }}{{ part|length }}{% endblock %}",
        "{% with a = view.title, b = 2 %}{{ a }}{{ b }}{% with a = b %}{{ a }}{% endwith %}{{ a }}{% endwith %}",
        "{{ view.title if view.on else 'off' }} {{ 'x' if view.none else 'y' }} {{ view.number > 2 and view.on }}",
        "{{ view.title ~ '<' ~ view.number }} {{ view.rows[0].name }} {{ view.rows[1:]|length }} {{ view.map['key'] }}",
        "{{ view.title|upper }} {{ view.rows|map(attribute='url')|join(', ') }} {{ view.html|safe }} {{ view.number is odd }}",
        "{% for x in range(3) %}{{ x }}{% endfor %}{{ view.none is none }}{{ [1, 2][0] }}{{ {'a': 1}['a'] }}{{ -1 }}",
        "{% if false %}never{% elif view.on %}yes{% else %}no{% endif %}{% if 1 == 1 %}always{% else %}{{ x.y }}{% endif %}",
        "{{ _('From %(price)s', price=view.title) }} {{ pgettext('verb', 'Open') }} {{ _('Not known') }} {{ _('50 %%') }}",
        "{% for n in [0, 1, 3, 9] %}{{ ngettext('%(num)s item', '%(num)s items', n, name=view.title) }};{% endfor %}",
        "{{ ngettext('%(num)s cup', '%(num)s cups', view.number, num='<3>') }}{{ ngettext('a', 'b', 1) }}",
        "{% trans name=view.title %}Hello {{ name }}{% endtrans %}",
        BOXED + "{{ box(view.title) }}{{ box('x', true) }}{{ box(text=view.html, size=view.number) }}" + END,
        BOXED + "{{ box(_('From %(price)s', price=view.title)) }}{{ box(pgettext('verb', 'Open'), view.on) }}" + END,
        BOXED + "{% for row in view.rows %}{{ box(row.name, loop.first) }}{% endfor %}" + END,
        BOXED + "{% set html = box('x') %}{{ html }}{{ box(box('inner')) }}" + END,
        (
            '{% extends "layout.html" %}{% from "parts/box.html" import box %}'
            "{% macro twice(a) %}{% set b = view.title %}{{ box(a) }}{{ box(b) }}{{ site.name }}{% endmacro %}"
            "{% block main %}{{ twice('x') }}{% for row in view.rows %}{{ twice(row.name) }}{% endfor %}{% endblock %}"
        ),
        '{% extends "layout.html" %}{% set title = "<t>" %}{% block head %}{{ title }}{% endblock %}left out',
    ],
)  # fmt: skip
def test_what_is_put_together_prints_what_jinja_prints(trial: Trial, text: str) -> None:
    assert trial.both(text)


@pytest.mark.parametrize(
    "text",
    [
        '{% extends "layout.html" %}{% block head %}{{ super() }}more{% endblock %}',
        '{% extends "layout.html" if view.on else "other.html" %}{% block main %}x{% endblock %}',
        '{% import "parts/box.html" as parts %}{{ parts.box("x") }}',
        "{% set ns = namespace(n=1) %}{% block main %}{% set ns.n = 2 %}{{ ns.n }}{% endblock %}",
        "{% macro twice() %}{{ caller() }}{{ caller() }}{% endmacro %}{% call twice() %}x{% endcall %}",
        "{% set late = view.title %}{{ late }}",
        "{% set n = 1 %}{% for row in view.rows %}{% set n = n + 1 %}{{ n }}{% endfor %}{{ n }}",
        "{% filter upper %}{{ view.title }}{% endfilter %}",
        "{% for x in [[1, [2]], 3] recursive %}{{ x if x is number else loop(x) }}{% endfor %}",
        "{{ self.main() }}{% block main %}x{% endblock %}",
        "{% macro count(n) %}{{ view.title }}{% if n %}{{ count(n - 1) }}{% endif %}{% endmacro %}{{ count(2) }}",
    ],
)
def test_what_only_jinja_can_is_left_to_jinja(trial: Trial, text: str) -> None:
    assert trial.both(text, together=False)


TREE = "{% macro tree(rows) %}({% for row in rows %}{{ row }}{% if row == 1 %}{{ tree([2]) }}{% endif %}{% endfor %}){% endmacro %}"


@pytest.mark.parametrize(
    ("component", "call"),
    [
        (TREE, "tree([1, 3])"),
        ("{% macro tree(view, loop) %}{% for x in [7] %}{{ view }}{{ loop.index }}{{ x }}{% endfor %}{% endmacro %}", "tree(view.title, 1)"),
        ("{% set view = 'own' %}{% macro tree(rows) %}{{ view }}{% for view in rows %}{{ view }}{% endfor %}{{ view }}{% endmacro %}", "tree([1])"),
        ("{% macro tree(a, b=a) %}{{ a }}{{ b }}{% endmacro %}", "tree(view.title)"),
        ("{% macro tree(name) %}{% include 'parts/' ~ name ~ '.html' %}{% endmacro %}", "tree('leaf')"),
        ("{% macro tree(name) %}{% include 'parts/' ~ name ~ '.html' %}{% endmacro %}", "tree(view.word)"),
        ("{% macro tree(row) %}{% for row in [row] %}{% set row = row ~ 'x' %}{{ row }}{% endfor %}{{ row }}{% endmacro %}", "tree(view.title)"),
        ("{% from 'parts/box.html' import box %}{% macro tree(text) %}{% set a = text %}{{ box(a) }}{{ box(text ~ a) }}{% endmacro %}", "tree(view.title)"),
        ("{% from 'parts/box.html' import box %}{% macro tree(rows) %}{% for text in rows %}{{ box(text.name) }}{{ text.url }}{% endfor %}{% endmacro %}", "tree(view.rows)"),
        ("{% macro tree() %}{{ varargs|join }}{% endmacro %}", "tree('a', '<')"),
        ("{% set word = pgettext('verb', 'Open') %}{% macro tree() %}{{ word }}{% endmacro %}", "tree()"),
    ],
)  # fmt: skip
def test_a_component_keeps_to_its_own_names(trial: Trial, component: str, call: str) -> None:
    trial.files = {"parts/tree": component, "parts/leaf": "<b>{{ _('leaf') }}</b>\n", "parts/loop": "<i>loop</i>\n"}
    text = "{% from 'parts/tree.html' import tree %}{% for row in view.rows %}{{ CALL }}{{ row.name }}{% endfor %}"
    assert trial.both(text.replace("CALL", call))


def test_blocks_do_not_share_their_variables(trial: Trial) -> None:
    trial.files = {"layout": "{% block a %}{% endblock %}|{% block b %}{% endblock %}"}
    text = '{% extends "layout.html" %}{% block a %}{% set x = 1 %}{{ x }}{% endblock %}{% block b %}{{ x is defined }}{% endblock %}'
    assert trial.both(text, together=False) == "1|False"


@pytest.mark.parametrize(
    "text",
    [
        "{{ view.missing }}",
        "{{ unknown }}",
        "{% if view.missing %}x{% endif %}",
        "{% if view.none %}{% set x = 1 %}{% endif %}{{ x }}",
        "{{ _('From %(price)s') }}",
        "{{ view.none.more }}",
        BOXED + "{{ box() }}" + END,
        BOXED + "{{ box('a', wrong=1) }}" + END,
        "{% from 'parts/box.html' import none_such %}{{ none_such() }}",
        "{% for row in view.number %}{{ row }}{% endfor %}",
    ],
)
def test_where_jinja_fails_the_whole_fails(trial: Trial, text: str) -> None:
    with pytest.raises(FAILURES):
        trial.both(text)
    words = Messages({})
    theme = Theme([trial.folder])
    whole = Wholes(theme, words, with_words(theme.environment(), words), lambda name: name + text, "de").page(
        "page.html"
    )
    if whole is not None:
        with pytest.raises(FAILURES):
            str(whole(SimpleNamespace(name="s"), SimpleNamespace(), SimpleNamespace(**trial.view)))


def test_a_component_by_itself_takes_its_arguments(trial: Trial) -> None:
    trial.both("x")
    theme, words = Theme([trial.folder]), Messages({})
    environment: Environment = with_words(theme.environment(), words)
    whole = Wholes(theme, words, environment, str(trial.folder).__add__, "de").component("parts/box.html", "box")
    assert whole is not None
    assert whole("<", True) == environment.get_template("parts/box.html").module.box("<", True)  # type: ignore[attr-defined]


def test_what_was_put_together_is_remembered_from_build_to_build(
    trial: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        '{% from "parts/box.html" import box %}{% from "parts/tree.html" import tree %}{{ box(view.title|upper) }}'
        "{% for n in [1, 3, 9] %}{{ ngettext('%(num)s item', '%(num)s items', n, name=view.title) }}{% endfor %}"
        "{{ ngettext('%(num)s cup', '%(num)s cups', view.number) }}{{ view.number is odd }}{{ range(2)|list }}"
        "{{ tree([[], [[]]]) }}"
    )
    trial.files["parts/tree"] = "{% macro tree(rows) %}({% for row in rows %}{{ tree(row) }}{% endfor %}){% endmacro %}"
    expected = trial.both(text)
    words = Messages(read_po_file(trial.folder / "de.po", "de.po", Locale("de")).translations)
    theme = Theme([trial.folder])

    def printed(digest: str) -> tuple[bool, str]:
        """What the next process prints, and whether it found the page in its memory."""
        monkeypatch.setattr("storefront.whole.wholes._MADE", {})
        with remembering(tmp_path / "readings.pickle", b""):
            wholes = Wholes(theme, words, with_words(theme.environment(), words), lambda _: digest, "de")
            known, whole = wholes.is_there("page.html"), wholes.page("page.html")
        assert whole is not None
        return known, whole(SimpleNamespace(name="A & B"), SimpleNamespace(title="T"), SimpleNamespace(**trial.view))

    assert [printed("1"), printed("1"), printed("2")] == [(False, expected), (True, expected), (False, expected)]


def test_a_template_for_jinja_alone_is_remembered_as_such(
    trial: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.both("{% filter upper %}{{ view.title }}{% endfilter %}", together=False)
    theme, words = Theme([trial.folder]), Messages({})
    for known in (False, True):
        monkeypatch.setattr("storefront.whole.wholes._MADE", {})
        with remembering(tmp_path / "readings.pickle", b""):
            wholes = Wholes(theme, words, with_words(theme.environment(), words), lambda _: "1", "de")
            assert (wholes.is_there("page.html"), wholes.page("page.html")) == (known, None)


def test_every_page_of_a_shop_is_printed_without_jinja_and_alike(shop: Path) -> None:
    plan = plan_shop(load_shop(shop), shop / ".cache")
    assert plan.pages
    for edition, renderer in plan.editions:
        site = site_of(edition, plan.assets, renderer)
        theme, words = Theme(edition.shop.layers("theme/templates")), edition.localizer.storefront
        plain = with_words(theme.environment(), words)
        wholes = Wholes(theme, words, plain, f"{edition.locale.code} {{}}".format, edition.locale.code)
        for page in (one for one in plan.pages if one.locale == edition.locale.code):
            around, view = page.make()
            whole = wholes.page(page.template)
            assert whole is not None, page.template
            expected = plain.get_template(page.template).render(site=site, page=around, view=view)
            assert whole(site, around, view) == expected


def test_the_whole_theme_is_put_together() -> None:
    """Every page of our own theme: one that is not would cost ten times as much."""
    theme, words = Theme([PRODUCT / "theme/templates"]), Messages({})
    wholes = Wholes(theme, words, with_words(theme.environment(), words), lambda name: f"own {name}", "de")
    assert [name for name in TEMPLATES if wholes.page(name) is None] == []
    assert wholes.component("components/card.html", "card") is not None
