"""`storefront.locales.messages`: look-up through folders and locales, plurals, and what is said of broken files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from babel import Locale as BabelLocale
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from storefront.locales import Messages, load_messages
from storefront.locales.plurals import rule_of_cldr, rule_of_header
from storefront.locales.pofile import read_po_file
from storefront.localizer import load_localizers
from storefront.model import Locale
from storefront.problems import Severity
from tests.shops import write_files, write_shop

HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"
"""

Write = Callable[..., Path]


def locale(code: str) -> Locale:
    return Locale(code, code.lower(), "EUR", "x")


def po(msgid: str, msgstr: str, context: str = "", flags: str = "") -> str:
    lines = [f"#, {flags}"] if flags else []
    lines += [f'msgctxt "{context}"'] if context else []
    return "\n".join([*lines, f'msgid "{msgid}"', f'msgstr "{msgstr}"', ""])


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str | bytes, name: str = "fr_FR", folder: str = "translations") -> Path:
        path = tmp_path / folder / name / "LC_MESSAGES" / "storefront.po"
        path.parent.mkdir(parents=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / folder

    return write


def french(folder: Path) -> Messages:
    return load_messages([folder], "storefront", locale("fr-FR"))


def test_the_four_functions_translate(write: Write) -> None:
    folder = write(
        HEADER
        + po("Add to cart", "Ajouter au panier")
        + po("From", "À partir de", context="price")
        + 'msgid "%(num)s product"\nmsgid_plural "%(num)s products"\n'
        + 'msgstr[0] "%(num)s produit"\nmsgstr[1] "%(num)s produits"\n'
        + 'msgctxt "cart"\nmsgid "%(num)s item"\nmsgid_plural "%(num)s items"\n'
        + 'msgstr[0] "%(num)s article"\nmsgstr[1] "%(num)s articles"\n'
    )
    messages = french(folder)
    assert messages.problems == ()
    assert messages.gettext("Add to cart") == "Ajouter au panier"
    assert messages.pgettext("price", "From") == "À partir de"
    said = [messages.ngettext("%(num)s product", "%(num)s products", n) for n in (0, 1, 2)]
    assert said == ["%(num)s produit", "%(num)s produit", "%(num)s produits"]
    assert messages.npgettext("cart", "%(num)s item", "%(num)s items", 5) == "%(num)s articles"
    assert messages.gettext("%(num)s product") == "%(num)s produit"


def test_what_has_no_translation_stays_in_the_source_language(write: Write) -> None:
    messages = french(write(HEADER + po("From", "À partir de", context="price") + po("Sold out", "")))
    assert messages.gettext("From") == "From"
    assert messages.gettext("Sold out") == "Sold out"
    assert messages.pgettext("other", "From") == "From"
    assert [messages.ngettext("one", "several", n) for n in (0, 1, 2)] == ["several", "one", "several"]
    assert messages.missing([(None, "Sold out"), ("price", "From"), (None, "From"), (None, "Sold out")]) == [
        (None, "Sold out"),
        (None, "From"),
    ]


def test_a_locale_without_files_speaks_the_source_language(write: Write) -> None:
    messages = load_messages([write(HEADER), Path("nowhere")], "storefront", locale("en-GB"))
    assert (messages.files, messages.problems) == ((), ())
    assert messages.gettext("Add to cart") == "Add to cart"
    assert messages.npgettext("cart", "item", "items", 2) == "items"


def test_a_locale_falls_back_to_its_language_message_by_message(write: Write) -> None:
    write(HEADER + po("seventy", "soixante-dix") + po("phone", "téléphone"), "fr")
    folder = write(HEADER + po("seventy", "septante"), "fr_BE")
    messages = load_messages([folder], "storefront", locale("fr-BE"))
    assert (messages.gettext("seventy"), messages.gettext("phone")) == ("septante", "téléphone")
    assert [path.parts[-3] for path in messages.files] == ["fr_BE", "fr"]


def test_another_region_of_the_language_does_not_count(write: Write) -> None:
    messages = load_messages([write(HEADER + po("phone", "téléphone"), "fr_FR")], "storefront", locale("fr-BE"))
    assert messages.gettext("phone") == "phone"


def test_the_shops_words_win_over_the_products(write: Write) -> None:
    shop = write(HEADER + po("Warranty", "Garantie maison"), "fr")
    product = write(HEADER + po("Warranty", "Garantie") + po("Returns", "Retours"), "fr_FR", "product")
    messages = load_messages([shop, product], "storefront", locale("fr-FR"))
    assert (messages.gettext("Warranty"), messages.gettext("Returns")) == ("Garantie maison", "Retours")


def test_each_file_keeps_its_own_plural_rule(write: Write) -> None:
    write(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n'
        'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "jour(s)"\n',
        "fr",
    )
    folder = write(HEADER + 'msgid "hour"\nmsgid_plural "hours"\nmsgstr[0] "heure"\nmsgstr[1] "heures"\n', "fr_FR")
    messages = french(folder)
    assert [messages.ngettext("hour", "hours", n) for n in (1, 2)] == ["heure", "heures"]
    assert [messages.ngettext("day", "days", n) for n in (1, 2)] == ["jour(s)", "jour(s)"]


def test_fuzzy_and_obsolete_messages_do_not_count(write: Write) -> None:
    folder = write(
        HEADER.replace('msgid ""', '#, fuzzy\nmsgid ""', 1)
        + po("fuzzy", "flou", flags="fuzzy, python-format")
        + '#, fuzzy\n#~| msgid "older"\n#~ msgid "old"\n#~ msgstr "vieux"\n\n'
        + po("new", "neuf")
        + '#~ msgid "new"\n#~ msgstr "nouveau"\n'
    )
    messages = french(folder)
    assert messages.problems == ()
    assert [messages.gettext(text) for text in ("fuzzy", "old", "new")] == ["fuzzy", "old", "neuf"]
    assert messages.ngettext("a", "b", 0) == "b"


def test_a_file_without_header_is_read_with_the_plurals_of_cldr(write: Write) -> None:
    folder = write('msgid "day"\nmsgid_plural "days"\nmsgstr[0] "jour"\nmsgstr[1] "jours"\n')
    said = [french(folder).ngettext("day", "days", n) for n in (0, 1, 2, 1_000_000)]
    assert said == ["jour", "jour", "jours", "jours"]


def test_texts_of_several_lines_escapes_and_a_byte_order_mark(write: Write) -> None:
    text = (
        HEADER
        + '\nmsgid ""\n"Say: "\n"\\"hi\\"\\n"\nmsgstr ""\n"Dites : "\n"\\"salut\\"\\n"\n'
        + po("\u2028", "\u0085")
    )
    messages = french(write(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()))
    assert messages.problems == ()
    assert messages.gettext('Say: "hi"\n') == 'Dites : "salut"\n'
    assert messages.gettext("\u2028") == "\u0085"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (HEADER + '\nmsgid "a"\nmsgstr "b\n', 7, 'is not a line of a .po file: msgstr "b'),
        (HEADER + '\nmsgid "a"\nmsgstr "b"c"\n', 7, 'is not a line of a .po file: msgstr "b"c"'),
        (HEADER + '<<<<<<< ours\nmsgid "a"\n', 5, "is not a line of a .po file: <<<<<<< ours"),
        (HEADER + '\nmsgidd "a"\nmsgstr "b"\n', 6, 'is not a line of a .po file: msgidd "a"'),
        (HEADER + '\nmsgid "a"\n\nmsgid "b"\nmsgstr "c"\n', 6, 'is not part of a whole message: msgid "a"'),
        (HEADER + '\nmsgid "a"\nmsgstr "b"\nmsgstr "c"\n', 8, 'is not part of a whole message: msgstr "c"'),
        (HEADER + '\nmsgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', 6, 'is not part of a whole message: msgid "a"'),
        ('"astray"\n' + HEADER, 1, 'is not part of a whole message: "astray"'),
        (HEADER + po("a", "b") + "\n" + po("a", "c"), 8, "“a” is translated in line 5 already"),
        (
            HEADER + '\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\nmsgstr[2] "e"\n',
            6,
            "has more plural forms than nplurals in the header allows",
        ),
        (HEADER.replace("UTF-8", "ISO-8859-1"), 3, "the header says that the file is ISO-8859-1, and it is UTF-8"),
        (
            HEADER.replace("nplurals=2; plural=(n > 1)", "nplurals=INTEGER; plural=EXPRESSION"),
            4,
            "Plural-Forms is wrong: it has not the form “nplurals=2; plural=(n != 1);”",
        ),
        (HEADER.replace("(n > 1)", "(n > 1"), 4, "Plural-Forms is wrong: unbalanced parenthesis in plural form"),
        (HEADER.replace("(n > 1)", "n"), 4, "Plural-Forms is wrong: its formula gives form 2 for n = 2, of 2 forms"),
        (HEADER.replace("(n > 1)", "1/n"), 4, "Plural-Forms is wrong: its formula divides by nought"),
        (
            HEADER.replace("(n > 1)", "__import__('os')"),
            4,
            "Plural-Forms is wrong: invalid token in plural form: __import__",
        ),
        (HEADER.encode() + 'msgid "a"\nmsgstr "é"\n'.encode("latin-1"), 6, "is not UTF-8 from here on"),
    ],
)
def test_a_broken_file_is_a_problem_with_its_line(write: Write, text: str | bytes, line: int, message: str) -> None:
    [problem] = french(write(text)).problems
    assert (problem.source, problem.line) == ("translations/fr_FR/LC_MESSAGES/storefront.po", line)
    assert problem.message == message
    assert problem.severity is Severity.ERROR


def test_the_hint_for_wrong_plurals_is_the_right_header(write: Write) -> None:
    [problem] = french(write(HEADER.replace("(n > 1)", "n"))).problems
    assert problem.hint == "for this language write “Plural-Forms: nplurals=2; plural=(n > 1);”"


def test_every_mistake_is_told_at_once_and_the_rest_of_the_file_counts(write: Write) -> None:
    messages = french(write(HEADER + po("a", "b") + po("a", "c") + po("e", "f") + po("e", "g")))
    assert [problem.line for problem in messages.problems] == [7, 11]
    assert [messages.gettext(text) for text in "ae"] == ["b", "f"]


def test_wrong_lines_in_a_row_are_one_problem(write: Write) -> None:
    messages = french(write("<html>\n<body>\n<p>\n\n" + HEADER + "</body>\n"))
    assert [problem.line for problem in messages.problems] == [1, 9]


def test_parts_of_messages_in_a_row_are_one_problem(write: Write) -> None:
    messages = french(write(HEADER + 'msgid "a"\nmsgid "b"\n\n' + po("c", "d") + 'msgstr "e"\n'))
    assert [problem.line for problem in messages.problems] == [5, 10]


def test_half_a_plural_is_a_warning_and_counts_as_not_translated(write: Write) -> None:
    messages = french(write(HEADER + 'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "jour"\nmsgstr[1] ""\n'))
    [problem] = messages.problems
    assert problem.severity is Severity.WARNING
    assert problem.message == "“day” has 1 of 2 plural forms and counts as not translated"
    assert messages.missing([(None, "day")]) == [(None, "day")]


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    file = read_po_file(tmp_path, "translations/fr", BabelLocale("fr"))
    assert [problem.message for problem in file.problems] == ["cannot be read: Is a directory"]


LINES = [
    'msgctxt "x"',
    'msgid "a"',
    'msgid ""',
    'msgid_plural "b"',
    'msgstr "c"',
    'msgstr[0] "d"',
    'msgstr[7] "e"',
    '"Plural-Forms: nplurals=3; plural=n;\\n"',
    '"Language: ,;\\nPO-Revision-Date: never\\n"',
    "#, fuzzy",
    "#: \u2068a b",
    '#~ msgid "f"',
    "#~ astray",
    '#~| msgid "g"',
    "astray",
    "",
]


@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join))
def test_no_text_is_a_traceback(text: str) -> None:
    for path in (_Text(text), _Text(HEADER + text)):
        for problem in read_po_file(path, "x.po", BabelLocale("fr")).problems:  # type: ignore[arg-type]
            assert problem.line > 0


class _Text:
    """Stands for a path whose file has this text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read_bytes(self) -> bytes:
        return self.text.encode()


def test_a_digest_depends_on_the_messages_named_and_on_nothing_else(write: Write) -> None:
    before = french(write(HEADER + po("a", "A") + po("b", "B") + po("c", "C", context="x")))
    after = french(write(HEADER + po("b", "B2") + po("a", "A") + po("c", "C", context="x"), folder="later"))
    keys = [(None, "a"), ("x", "c"), (None, "unknown")]
    assert before.digest(keys) == after.digest(reversed([*keys, *keys]))
    assert before.digest([*keys, (None, "b")]) != after.digest([*keys, (None, "b")])
    assert before.digest([]) != before.digest(keys)
    assert before.digest(keys) == "31805d8243c5991e"


def test_a_digest_tells_contexts_and_plural_rules_apart(write: Write) -> None:
    days = 'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "jour"\nmsgstr[1] "jours"\n'
    some = french(write(HEADER + days + po("a", "A")))
    other = french(write(HEADER.replace("n > 1", "n != 1") + days + po("a", "A", context="x"), folder="later"))
    assert some.digest([(None, "day")]) != other.digest([(None, "day")])
    assert some.digest([(None, "a")]) != some.digest([("x", "a")])
    assert some.digest([(None, "a")]) != other.digest([(None, "a")])


def test_jinja_takes_them(write: Write) -> None:
    folder = write(
        HEADER
        + po("Hello %(name)s", "Bonjour %(name)s")
        + po("From", "Dès", context="price")
        + 'msgid "%(num)s product"\nmsgid_plural "%(num)s products"\n'
        + 'msgstr[0] "%(num)s produit"\nmsgstr[1] "%(num)s produits"\n'
    )
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.install_gettext_translations(french(folder), newstyle=True)  # type: ignore[attr-defined]
    template = environment.from_string(
        "{{ _('Hello %(name)s', name='<b>') }} {{ pgettext('price', 'From') }}"
        " {{ ngettext('%(num)s product', '%(num)s products', 1002, num='1 002') }}"
        " {% trans num=1 %}{{ num }} product{% pluralize %}{{ num }} products{% endtrans %}"
    )
    assert template.render() == "Bonjour &lt;b&gt; Dès 1 002 produits 1 produit"


@pytest.mark.parametrize(
    ("code", "header"),
    [
        ("fr", "nplurals=2; plural=(n > 1);"),
        ("es", "nplurals=2; plural=(n != 1);"),
        ("en", "nplurals=2; plural=n!=1"),
        ("ja", "nplurals=1; plural=0;"),
        ("pl", "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"),
        ("cs", "nplurals=3; plural=((n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2);"),
        ("ar", "nplurals=6; plural=(n==0?0:n==1?1:n==2?2:n%100>=3&&n%100<=10?3:n%100>=11?4:5);"),
    ],
)
def test_cldr_gives_the_rule_that_translators_write(code: str, header: str) -> None:
    written, derived = rule_of_header(header), rule_of_cldr(BabelLocale(code))
    assert written.forms == derived.forms
    numbers = [*range(300), 1_000_000, 1_000_002]
    assert [written.index(n) for n in numbers] == [derived.index(n) for n in numbers]


FRENCH = "what it says belongs in translations/fr_FR/LC_MESSAGES/storefront.po, "
FRENCH += "translations/fr_FR/LC_MESSAGES/catalog.po or translations/fr_FR/LC_MESSAGES/urls.po"
FOLDERS = "move it to a folder of a locale, fr_FR/LC_MESSAGES/, fr/LC_MESSAGES/, en_GB/LC_MESSAGES/, en/LC_MESSAGES/, "
FOLDERS += "or add its locale with `vitrina locale add`"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("fr/storefront.po", "move it to translations/fr/LC_MESSAGES/storefront.po"),
        ("fr/urls.po", "move it to translations/fr/LC_MESSAGES/urls.po"),
        ("fr-FR/LC_MESSAGES/catalog.po", "move it to translations/fr_FR/LC_MESSAGES/catalog.po"),
        ("FR/LC_MESSAGES/catalog.po", "move it to translations/fr/LC_MESSAGES/catalog.po"),
        ("fr/LC_MESSAGES/Storefront.PO", "move it to translations/fr/LC_MESSAGES/storefront.po"),
        ("fr/LC_MESSAGES/old/storefront.po", "move it to translations/fr/LC_MESSAGES/storefront.po"),
        ("fr_FR/LC_MESSAGES/shop.po", FRENCH),
        ("fr_FR.po", FRENCH),
        ("fr_BE/LC_MESSAGES/storefront.po", FOLDERS),
        ("storefront.po", FOLDERS),
    ],
)
def test_a_file_that_no_locale_reads_is_told_with_its_place(tmp_path: Path, name: str, hint: str) -> None:
    shop = write_shop(tmp_path, {})
    write_files(tmp_path / "translations", {name: po("Guide", "Conseils")})
    (problem,) = load_localizers(shop)[1]
    assert str(problem) == f"translations/{name}  no locale of the shop reads “{name}” → {hint}"
    assert problem.severity is Severity.WARNING


def test_what_lies_beside_catalogs_is_nothing_to_tell(tmp_path: Path) -> None:
    shop = write_shop(tmp_path, {})
    names = ("fr/LC_MESSAGES/storefront.po", "en/LC_MESSAGES/urls.po", "storefront.pot", "fr/LC_MESSAGES/storefront.mo")
    hidden = (".weblate/fr.po", "fr/LC_MESSAGES/.storefront.po", "fr/LC_MESSAGES/storefront.po~")
    write_files(tmp_path / "translations", dict.fromkeys((*names, *hidden), ""))
    assert load_localizers(shop)[1] == []
