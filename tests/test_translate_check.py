"""`vitrina translate check`: every mistake of a catalog is named with its line, its reason and its remedy."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.__main__ import main
from scripts.translate.check import check_files
from tests.shops import write_files
from tests.sites import lay

HEADERS = {
    "en": 'Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);',
    "fr": 'Language: fr\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);',
    "es": 'Language: es\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);',
    "ar": 'Language: ar\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=6; '
    "plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);",
}
FIRST = 7
"""The line of the first message of a file that `catalog` makes."""


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def message(msgid: str, msgstr: str, before: str = "") -> str:
    return f"{before}msgid {quoted(msgid)}\nmsgstr {quoted(msgstr)}\n"


def catalog(*messages: str, language: str = "fr") -> str:
    return "\n".join([f'msgid ""\nmsgstr ""\n"{HEADERS[language]}\\n"\n', *messages])


def check(folder: Path, text: str | bytes, name: str = "fr/LC_MESSAGES/shop.po") -> Result:
    write_files(folder, {name: text})
    return CliRunner().invoke(main, ["--shop", str(folder), "translate", "check", str(folder / name)])


def findings(folder: Path, text: str | bytes, name: str = "fr/LC_MESSAGES/shop.po") -> list[str]:
    """The findings, each without its file."""
    result = check(folder, text, name)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    lines = result.output.splitlines()
    return [re.sub(rf"^(\w+): {re.escape(name)}", r"\1", line) for line in lines[:-1]]


# what a translation has to share with its message


@pytest.mark.parametrize(
    ("msgid", "msgstr", "finding"),
    [
        ("%(n)s items", "%(m)s articles", "“%(n)s items” has no %(m)s → it has %(n)s"),
        ("%(n)s items", "des articles", "“des articles” lacks %(n)s"),
        ("%(n)s items", "%(n)d articles", "“%(n)s items” has no %(n)d"),
        ("%(n)s items", "%(n) articles", "%(n)"),
        ("%(n)s items", "%(n)s articles à 5 %", "has a % that names no value → write %% for a percent sign"),
        ("Hello {name}", "Bonjour {nom}", "“Hello {name}” has no {nom} → it has {name}"),
        ("Hello {name}", "Bonjour", "“Bonjour” lacks {name}"),
        ("Hello {0:>5}", "Bonjour {1:>5}", "has no {1:>5}"),
        ("Hello {{ name }}", "Bonjour {{ nom }}", "has no {{ nom }}"),
        ("{% if a %}x{% endif %}", "x{% endif %}", "lacks {% if a %}"),
        ("Read <b>this</b>", "Lisez ceci", "lacks </b>, <b>"),
        ("Read this", "Lisez <b>ceci</b>", "has </b>, <b>, which its message does not have"),
        ("Read <b>this</b>", "Lisez <i>ceci</i>", "has </i>, <i>, which"),
        ('<a href="/a">x</a>', '<a href="/b">x</a>', 'lacks <a href="/a">'),
        ("<b><i>x</i></b>", "<b><i>x</b></i>", "has </b> where nothing is to be closed by it"),
        ("<b>x</b>", "</b>x<b>", "has </b> where nothing is to be closed by it"),
        ("Read this", "Lisez <script>alert(1)</script>", "would run code"),
        ("Read this", "Lisez <img src=x onerror=alert(1)>", "would run code"),
        ("<a href='/a'>x</a>", "<a href='javascript:x()'>x</a>", "would run code"),
        ("Read this", "Lisez <b ceci", "has a tag without its end"),
        ("Read this", " Lisez ceci", "has a space at its beginning → take it out"),
        ("Read this", "Lisez ceci ", "has a space at its end → take it out"),
        ("Read ", "Lisez", "has no space at its end → write a space there"),
        ("Read\n", "Lisez", "has no space at its end → write a line break there"),
        ("Read", "  ", "is nothing but spaces"),
        ("Read", "", "“Read” has no translation"),
        ("Café", "CafÃ©", "letters that were read in a wrong encoding"),
        ("Read", "Li\u200bsez", "the invisible character U+200B"),
    ],
)
def test_a_translation_shares_values_markup_and_spaces(tmp_path: Path, msgid: str, msgstr: str, finding: str) -> None:
    found = findings(tmp_path, catalog(message(msgid, msgstr)))
    assert any(finding in line for line in found), found
    assert all(f":{FIRST}  " in line for line in found)


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("%(n)s of %(total)s", "%(total)s, dont %(n)s"),
        ("%(share)s%% off", "%(share)s\u00a0%% de moins"),
        ("Hello {name}", "Bonjour {name}"),
        ("<b>Read</b> <a href='/x'>this</a>", '<a href="/x">Ceci</a>, <b>lisez-le</b>'),
        ("A<br>b", "A<br />b"),
        ("5 < 6", "5 < 6"),
        ("Needs JavaScript", "Avec JavaScript\u00a0: once=1"),
        ("100% cotton", "100\u00a0% coton"),
    ],
)
def test_what_is_right_is_not_told(tmp_path: Path, msgid: str, msgstr: str) -> None:
    assert findings(tmp_path, catalog(message(msgid, msgstr))) == []


def test_values_by_place_are_compared_where_the_message_says_that_it_has_them(tmp_path: Path) -> None:
    flag = "#, python-format\n"
    text = catalog(message("%s of %d", "%d sur %s", flag), message("%s is 5% of it", "%s, 5% d’elle"))
    assert len(findings(tmp_path, text)) == 0  # the same values in another order
    [found] = findings(tmp_path, catalog(message("%s of %d", "%s", flag)))
    assert "has the values %s, and its message %d, %s" in found


# plural forms


def plural(*forms: str, msgid: str = "%(n)s item") -> str:
    texts = "".join(f"msgstr[{number}] {quoted(text)}\n" for number, text in enumerate(forms))
    return f"msgid {quoted(msgid)}\nmsgid_plural {quoted('%(n)s items')}\n{texts}"


@pytest.mark.parametrize(
    ("forms", "finding"),
    [
        (("%(n)s article",), "has 1 of 2 plural forms"),
        (("%(n)s article", ""), "has 1 of 2 plural forms"),
        (("%(n)s article", "%(n)s articles", "%(n)s articles"), "more plural forms than nplurals"),
        (("%(n)s article", "articles"), "“articles” lacks %(n)s"),
        (("article", "%(n)s articles"), "“article” lacks %(n)s"),  # it stands for nought as well
    ],
)
def test_every_plural_form_is_there_and_says_the_number(tmp_path: Path, forms: tuple[str, ...], finding: str) -> None:
    found = findings(tmp_path, catalog(plural(*forms)))
    assert any(finding in line for line in found), found


def test_a_form_for_one_number_may_say_it_in_a_word(tmp_path: Path) -> None:
    spanish = catalog(plural("un artículo", "%(n)s artículos"), language="es")
    assert findings(tmp_path, spanish, "es/LC_MESSAGES/shop.po") == []
    arabic = catalog(plural("لا", "واحد", "اثنان", "%(n)s أ", "%(n)s ب", "%(n)s ج"), language="ar")
    assert findings(tmp_path, arabic, "ar/LC_MESSAGES/shop.po") == []


@pytest.mark.parametrize(
    ("header", "finding"),
    [
        ("nplurals=2; plural=(n != 1);", "Plural-Forms gives 1 another form than the numbers that CLDR puts it with"),
        ("nplurals=1; plural=0;", "Plural-Forms has fewer forms than the 2 that CLDR tells apart"),
        ("nplurals=2; plural=n;", "Plural-Forms is wrong: its formula gives form 2 for n = 2"),
        ("two", "Plural-Forms is wrong"),
    ],
)
def test_the_plural_rule_is_proven_by_numbers_of_cldr(tmp_path: Path, header: str, finding: str) -> None:
    text = catalog(plural("%(n)s article", "%(n)s articles")).replace("nplurals=2; plural=(n > 1);", header)
    assert any(finding in line for line in findings(tmp_path, text))


def test_a_rule_with_a_form_for_millions_is_right_too(tmp_path: Path) -> None:
    rule = "nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"
    text = catalog(plural("%(n)s a", "%(n)s b", "%(n)s c")).replace("nplurals=2; plural=(n > 1);", rule)
    assert findings(tmp_path, text) == []


# the writing of a language


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Vraiment ?", True),
        ("Vraiment?", True),
        ("Vraiment\u202f?", False),
        ("Vraiment\u00a0?!", False),
        ("Note : bien", True),
        ("Note: bien", True),
        ("Note\u00a0: bien", False),
        ("Note&nbsp;: bien", False),
        ("À 10:30, en 16:9", False),
        ("Voir https://a.example/?b=c;d", False),
        ("« mot »", True),
        ("«\u00a0mot\u00a0»", False),
        ("«mot»", True),
        ('Le "mot"', True),
        ('Écran de 6,1"', False),
        ("Le “mot”", True),
        ("%(name)s\u00a0: bien", False),
        ("%(name)s: bien", True),
        ("<b>Prix</b> :", True),
        ("%(a)s; &eacute;t&eacute;", True),
        (": bien", False),
    ],
)
def test_french_spaces_and_quotation_marks(tmp_path: Path, text: str, *, told: bool) -> None:
    msgid = re.sub(r"[^%()a-z<>/&;\"]", "", text).replace("ote", "") if "%(" in text or "<" in text else "x"
    values = "".join(re.findall(r"%\(\w+\)s|</?b>", text)) or msgid
    found = [line for line in findings(tmp_path, catalog(message(values, text))) if "lacks" not in line]
    assert bool(found) is told, found


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("De verdad?", "has “?” and no “¿” → begin the question with ¿"),
        ("Hola!", "has “!” and no “¡” → begin the exclamation with ¡"),
        ("¿De verdad", "has “¿” and no “?” for it"),
        ("Nota : bien", "has a space before “:” → take the space out"),
    ],
)
def test_spanish_opens_questions_and_has_no_space_before_signs(tmp_path: Path, text: str, finding: str) -> None:
    [found] = findings(tmp_path, catalog(message("Note", text), language="es"), "es/LC_MESSAGES/shop.po")
    assert finding in found


def test_spanish_that_is_right_is_not_told(tmp_path: Path) -> None:
    text = catalog(message("Note", "¿De verdad? ¡Sí!"), language="es")
    assert findings(tmp_path, text, "es/LC_MESSAGES/shop.po") == []


def test_a_limit_that_translators_are_told_is_held(tmp_path: Path) -> None:
    note = "#. The shop in a few words: at most 20 characters.\n"
    [found] = findings(tmp_path, catalog(message("Light", "De la lumière à bas prix", note)))
    assert "has 24 characters, and there is room for 20 → shorten it" in found
    context = 'msgctxt "meta description"\n'
    [found] = findings(tmp_path, catalog(message("Light", "a" * 171, context)))
    assert "has 171 characters, and there is room for 170" in found


# addresses


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Téléphones", "telephones"),
        ("mes produits", "mes-produits"),
        ("../produits", "produits"),
        ("blog/sujet/", "blog/sujet"),
        ("a%2fb", "a-2fb"),
        ("<b>", "b"),
        ("/", "small letters"),
    ],
)
def test_an_unsafe_address_is_told_with_a_safe_one(tmp_path: Path, text: str, hint: str) -> None:
    found = findings(tmp_path, catalog(message("blog/tag", text, 'msgctxt "route"\n')), "fr/LC_MESSAGES/urls.po")
    assert any("is no word of an address → write" in line and hint in line for line in found), found


def test_two_routes_with_one_address_are_told(tmp_path: Path) -> None:
    first, second = (message(one, "boutique", 'msgctxt "route"\n') for one in ("shop", "product"))
    [found] = findings(tmp_path, catalog(first, second), "fr/LC_MESSAGES/urls.po")
    assert "“product” and “shop” (line 8) have one address: boutique" in found


# whole files


@pytest.mark.parametrize(
    ("text", "findings_expected"),
    [
        (catalog(message("a", "b"), message("a", "c")), ["error:10  “a” is translated in line 7 already"]),
        (catalog(message("a", "b", "#, fuzzy\n")), ["warning:8  “a” is fuzzy and not used"]),
        (catalog('#~ msgid "a"\n#~ msgstr "b"\n'), ["notice:7  “a” is obsolete"]),
        (catalog('msgid "a"\nmsgstr b\n'), ["error:8  is not a line of a .po file: msgstr b"]),
        (message("a", "b"), ["error:1  there is no header"]),
        ('msgid ""\nmsgstr "Language: fr\\n"\n', ["error:1  the header has no Content-Type"]),
        (catalog().replace("Language: fr", "Language: es"), ["error:3  the header says that the language is “es”"]),
        (catalog().replace("UTF-8", "ISO-8859-1"), ["error:4  the header says that the file is ISO-8859-1"]),
        (catalog(message("e", "é")).encode("latin-1"), ["error:8  is not UTF-8 from here on"]),
        (catalog(message("e", "é")).encode("utf-16"), ["error:1  is not UTF-8 from here on"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_broken_file_is_told(tmp_path: Path, text: str | bytes, findings_expected: list[str]) -> None:
    found = findings(tmp_path, text)
    assert len(found) == len(findings_expected), found
    assert all(one.startswith(wanted) for one, wanted in zip(found, findings_expected, strict=True)), found


def test_mistakes_behind_a_broken_line_are_told_too(tmp_path: Path) -> None:
    text = catalog(
        "<<<<<<< ours\n", message("%(n)s items", "articles"), 'msgid "x"\n\n', message("a", "b", "#, fuzzy\n")
    )
    told = " ".join(findings(tmp_path, text))
    assert all(part in told for part in ("<<<<<<< ours", "lacks %(n)s", 'whole message: msgid "x"', "is fuzzy"))


@pytest.mark.parametrize("name", ["nothing.po", "fr"])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "fr").mkdir()
    result = CliRunner().invoke(main, ["--shop", str(tmp_path), "translate", "check", str(tmp_path / name)])
    assert result.exit_code == 1
    assert "cannot be read" in result.output


SAVED = """# Copyright of the shop
msgid ""
msgstr ""
"Project-Id-Version: shop\\n"
"POT-Creation-Date: 2026-01-01 10:00+0100\\n"
"Last-Translator: Ana <ana@shop.example>\\n"
"Language: fr_FR\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"X-Generator: Poedit 3.4\\n"

#: theme/a.html:12 theme/b.html:3
#, python-format
msgid ""
"A long text that the editor has wrapped, for it is longer than a line of "
"%(width)s characters."
msgstr ""
"Un long texte que l’éditeur a coupé, car il est plus long qu’une ligne de "
"%(width)s caractères."

#, fuzzy
#| msgid "Older"
msgid "Old"
msgstr "Vieux"

#~| msgid "Gone before"
#~ msgid "Gone"
#~ msgstr "Parti"
"""


def test_a_file_of_a_translators_program_is_taken_as_it_is(tmp_path: Path) -> None:
    found = findings(tmp_path, b"\xef\xbb\xbf" + SAVED.replace("\n", "\r\n").encode())
    assert [line.partition("  ")[2].partition(" →")[0] for line in found] == [
        "“Old” is fuzzy and not used",
        "“Gone” is obsolete: nothing uses it",
    ]


def test_obsolete_messages_alone_are_no_mistake(tmp_path: Path) -> None:
    assert check(tmp_path, catalog('#~ msgid "a"\n#~ msgstr "b"\n')).exit_code == 0
    assert check(tmp_path, catalog(message("a", "b", "#, fuzzy\n"))).exit_code == 1


PIECES = st.sampled_from([
    b'msgid ""\nmsgstr ""\n', b'"Plural-Forms: nplurals=9; plural=n/0;\\n"\n',
    b'"Content-Type: text/plain; charset=x\\n"\n',
    b'"Language: ,_@\\n"\n', b'msgid "%(a"\n', b'msgid_plural "{b"\n', b'msgstr "%(a)s {b} <b <script>"\n',
    b'msgstr[0] "<a href=\\"%"\n', b'msgstr[99999] "\\x"\n', b"#, fuzzy, python-format\n", b"#~ ", b"#| ", b"\n",
    b'msgctxt "route"\n', b"\xff\xfe\x00", b"\xe9", b'"\\',
])  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.lists(PIECES | st.binary(max_size=12), max_size=16).map(b"".join))
def test_no_bytes_are_a_traceback(tmp_path: Path, data: bytes) -> None:
    for name in ("urls.po", "fr/LC_MESSAGES/storefront.po", "x.pot"):
        write_files(tmp_path, {name: data})
        for problem in check_files(tmp_path, [tmp_path / name]):
            assert str(problem)
            assert problem.line >= 0


def test_a_catalog_in_a_wrong_place_is_told_with_the_others(tmp_path: Path) -> None:
    shop = lay("minimal", tmp_path / "shop")
    write_files(shop / "translations", {"en/storefront.po": catalog(message("Journal", "News"), language="en")})
    result = CliRunner().invoke(main, ["--shop", str(shop), "translate", "check"])
    assert "warning: translations/en/storefront.po  no locale of the shop reads “en/storefront.po”" in result.output
