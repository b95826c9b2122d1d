"""`vitrina translate`: messages go out to the translators and come back."""

from difflib import ndiff
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

from scripts.__main__ import main
from storefront.progress import CHOSEN
from storefront.urls import OWN_WORDS
from tests.shops import write_files

SHOP = """
name = "Lamps"
address = "https://lamps.example"
tagline = "Light for less"
locales.en-GB = { prefix = "en", currency = "GBP" }
locales.fr-FR = { prefix = "fr", currency = "EUR" }
"""
EXPORT = """sku,product,name,category,colour,price_gb,spec:Socket,spec:Power
1,desk,Desk lamp,Lamps > Desk lamps,Red,20,Screw,5 W
2,floor,Floor lamp,Lamps,Blue,40,Pin,9 W
"""
TRANSLATED = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgctxt "category"
msgid "Lamps"
msgstr "Lampes"

msgctxt "value"
msgid "Gone"
msgstr "Disparu"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.toml").write_text(SHOP, encoding="utf-8")
    export = tmp_path / "content" / "catalog" / "offers.csv"
    export.parent.mkdir(parents=True)
    export.write_text(EXPORT, encoding="utf-8")
    return tmp_path


def vitrina(shop: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--shop", str(shop), "translate", *arguments])


def messages(path: Path) -> dict[tuple[str | None, str], object]:
    catalog = read_po(path.read_bytes().splitlines(keepends=True))
    return {(message.context, str(message.id)): message.string for message in catalog if message.id}


def test_extract_finds_every_name_of_the_shop(shop: Path) -> None:
    assert vitrina(shop, "extract").exit_code == 0
    found = set(messages(shop / "translations" / "catalog.pot"))
    assert found == {
        ("shop", "Light for less"),
        ("category", "Lamps"),
        ("category", "Desk lamps"),
        ("attribute", "Socket"),
        ("attribute", "Power"),
        ("value", "Red"),
        ("value", "Blue"),
        ("value", "Screw"),
        ("value", "Pin"),
    }


def test_extract_twice_writes_nothing_the_second_time(shop: Path) -> None:
    vitrina(shop, "extract")
    assert vitrina(shop, "extract").output == ""
    assert vitrina(shop, "extract", "--check").exit_code == 0


def test_check_tells_a_stale_template(shop: Path) -> None:
    vitrina(shop, "extract")
    (shop / "shop.toml").write_text(SHOP.replace("Light for less", "More light"), encoding="utf-8")
    result = vitrina(shop, "extract", "--check")
    assert result.exit_code == 1
    assert "stale: catalog.pot" in result.output


def test_update_keeps_translations_adds_the_new_and_retires_the_gone(shop: Path) -> None:
    path = shop / "translations" / "fr" / "LC_MESSAGES" / "catalog.po"
    path.parent.mkdir(parents=True)
    path.write_text(TRANSLATED, encoding="utf-8")
    vitrina(shop, "extract")
    result = vitrina(shop, "update")
    assert "catalog.po: 8 missing, written" in result.output
    found = messages(path)
    assert found["category", "Lamps"] == "Lampes"
    assert found["category", "Desk lamps"] == ""
    assert ("value", "Gone") not in found
    assert '#~ msgid "Gone"\n#~ msgstr "Disparu"' in path.read_text(encoding="utf-8")
    before = path.read_bytes()
    assert "written" not in vitrina(shop, "update").output
    assert path.read_bytes() == before


def test_a_retired_message_that_comes_back_has_its_translation_again(shop: Path) -> None:
    path = shop / "translations" / "fr" / "LC_MESSAGES" / "catalog.po"
    path.parent.mkdir(parents=True)
    path.write_text(TRANSLATED.replace("Gone", "Red").replace("Disparu", "Rouge"), encoding="utf-8")
    export = shop / "content" / "catalog" / "offers.csv"
    export.write_text(EXPORT.replace("Red", "Green"), encoding="utf-8")
    vitrina(shop, "extract")
    vitrina(shop, "update")
    export.write_text(EXPORT, encoding="utf-8")
    vitrina(shop, "extract")
    vitrina(shop, "update")
    assert messages(path)["value", "Red"] == "Rouge"


def test_a_mistake_in_the_shop_is_told_without_a_traceback(shop: Path) -> None:
    (shop / "shop.toml").write_text("name = 3", encoding="utf-8")
    result = vitrina(shop, "extract")
    assert result.exit_code == 1
    assert "error: shop.toml:1:name" in result.output


EDITED = """# Copyright of the shop
msgid ""
msgstr ""
"Last-Translator: Ana <ana@shop.example>\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"X-Generator: Poedit 3.4\\n"

# Ana: the lamps of the shop
#, fuzzy
#| msgctxt "category"
#| msgid "Lights"
msgctxt "category"
msgid "Lamps"
msgstr ""
"Lam"
"pes"

#. Nobody needs it.
# Ana: still nice
msgctxt "value"
msgid "Gone"
msgstr "Disparu"

msgctxt "value"
msgid "Never translated"
msgstr ""
"""


@pytest.fixture
def edited(shop: Path) -> Path:
    path = shop / "translations" / "fr" / "LC_MESSAGES" / "catalog.po"
    path.parent.mkdir(parents=True)
    path.write_text(EDITED, encoding="utf-8")
    vitrina(shop, "extract")
    return path


def test_update_keeps_what_a_translator_wrote_to_the_line(shop: Path, edited: Path) -> None:
    vitrina(shop, "update")
    text = edited.read_text(encoding="utf-8")
    assert text.startswith(EDITED[: EDITED.index("# Ana")])
    remark, rest = EDITED[EDITED.index("# Ana") :].split("\n#, fuzzy\n")
    notes = "#. A category of products.\n#: content/catalog\n"
    assert f"{remark}\n{notes}#, fuzzy\n{rest.partition(chr(10) * 2)[0]}\n" in text
    assert text.endswith('# Ana: still nice\n#~ msgctxt "value"\n#~ msgid "Gone"\n#~ msgstr "Disparu"\n')
    assert "Never translated" not in text


def test_update_changes_only_the_messages_that_changed(shop: Path, edited: Path) -> None:
    vitrina(shop, "update")
    before = edited.read_text(encoding="utf-8").splitlines()
    export = shop / "content" / "catalog" / "offers.csv"
    export.write_text(EXPORT.replace("Red", "Reddish"), encoding="utf-8")
    vitrina(shop, "extract")
    vitrina(shop, "update")
    after = edited.read_text(encoding="utf-8").splitlines()
    changed = [line for line in ndiff(before, after) if line[0] in "+-"]
    assert sorted(changed) == ['+ msgid "Reddish"', '- msgid "Red"']


def test_update_keeps_line_ends(shop: Path, edited: Path) -> None:
    edited.write_bytes(EDITED.replace("\n", "\r\n").encode())
    vitrina(shop, "update")
    data = edited.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > EDITED.count("\n")


@pytest.mark.parametrize("mistake", ["<<<<<<< ours\n", 'msgctxt "category"\nmsgid "Lamps"\nmsgstr "Luminaires"\n'])
def test_update_leaves_a_damaged_file_alone(shop: Path, edited: Path, mistake: str) -> None:
    edited.write_text(f"{EDITED}\n{mistake}", encoding="utf-8")
    result = vitrina(shop, "update")
    assert result.exit_code == 1
    line = EDITED.count("\n") + (2 if mistake.startswith("<") else 3)
    assert f"error: translations/fr/LC_MESSAGES/catalog.po:{line}  " in result.output
    assert edited.read_text(encoding="utf-8") == f"{EDITED}\n{mistake}"


def test_a_broken_template_is_an_error_with_its_line(shop: Path) -> None:
    write_files(shop, {"theme/templates/components/mine.html": "{{ _('Hello') }}\n{% if %}\n"})
    result = vitrina(shop, "extract")
    assert result.exit_code == 1
    assert "error: theme/templates/components/mine.html:2  Expected an expression" in result.output
    assert not (shop / "translations").exists()


def test_words_of_a_shops_own_theme_are_extracted(shop: Path) -> None:
    template = "{# Translators: on the door. #}\n{{ _('Closed on %(day)s', day='x') }} {{ _('Home') }}\n"
    write_files(shop, {"theme/templates/components/mine.html": template})
    assert vitrina(shop, "extract").exit_code == 0
    text = (shop / "translations/storefront.pot").read_text(encoding="utf-8")
    own = '#. on the door.\n#: theme/templates/components/mine.html\n#, python-format\nmsgid "Closed on %(day)s"\n'
    assert own in text
    assert 'msgid "Home"' not in text


def test_a_message_without_a_note_says_where_it_stands(shop: Path) -> None:
    template = "{# The door of the shop, from inside. View: Door\n\n   more #}\n<p>{{ _('Closed today') }}</p>\n"
    write_files(shop, {"theme/templates/components/mine.html": template})
    vitrina(shop, "extract")
    text = (shop / "translations/storefront.pot").read_text(encoding="utf-8")
    assert "#. Where: The door of the shop, from inside.\n#: theme/" in text


def test_what_a_locale_lacks_in_all_its_files_is_told(shop: Path) -> None:
    vitrina(shop, "extract")
    result = vitrina(shop, "check")
    assert result.exit_code == 1
    assert "catalog.po  there is no such file: fr-FR lacks 9 of 9 translations → vitrina locale add" in result.output
    assert "storefront.po" not in result.output  # Vitrina's own has them
    assert "en" not in {line.split("/")[1] for line in result.output.splitlines() if "translations/" in line}


def test_two_categories_with_one_address_are_told(shop: Path) -> None:
    export = "sku,product,name,category,price_gb\n1,a,A,Lamps > Desk,2\n2,b,B,Lamps > Table,2\n"
    same = "".join(f'msgctxt "category"\nmsgid "{name}"\nmsgstr "Bureau"\n\n' for name in ("Desk", "Table"))
    write_files(shop, {
        "content/catalog/offers.csv": export,
        "translations/fr/LC_MESSAGES/catalog.po": TRANSLATED.replace("\nmsgctxt", f"\n{same}msgctxt", 1),
    })  # fmt: skip
    vitrina(shop, "extract")
    output = vitrina(shop, "check").output
    assert "catalog.po:9  the categories “Desk” and “Table” have one address: bureau" in output


def test_update_brings_words_of_vitrina_only_where_vitrina_does_not_translate_them(shop: Path) -> None:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    own = f'{header}msgid "Buy now"\nmsgstr "%s"\n'
    for language, text in (("fr", "Prendre"), ("de", "Mitnehmen"), ("xx", "?")):
        write_files(shop, {f"translations/{language}/LC_MESSAGES/storefront.po": own % text})
    result = vitrina(shop, "update")
    assert "fr/LC_MESSAGES/storefront.po: 0 missing" in result.output
    assert "error: translations/xx/LC_MESSAGES/storefront.po  nobody can tell which language" in result.output
    french, german = (messages(shop / f"translations/{name}/LC_MESSAGES/storefront.po") for name in ("fr", "de"))
    assert french == {(None, "Buy now"): "Prendre"}
    assert german[None, "Buy now"] == "Mitnehmen"
    assert german[None, "Skip to content"] == ""


def test_words_of_addresses_that_a_translator_chose_are_kept(shop: Path) -> None:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    path = shop / "translations/fr/LC_MESSAGES/urls.po"
    write_files(
        shop, {path.relative_to(shop).as_posix(): f'{header}msgctxt "category"\nmsgid "Lamps"\nmsgstr "lumieres"\n'}
    )
    vitrina(shop, "extract")
    vitrina(shop, "update")
    assert messages(path) == {("category", "Lamps"): "lumieres"}
    assert "urls.po" not in vitrina(shop, "check").output
    assert set(OWN_WORDS.values()) == CHOSEN


def test_titles_and_descriptions_of_texts_that_are_too_long_are_told(shop: Path) -> None:
    header = f"Title: {'a' * 71}\nDescription: {'b' * 170}\nDate: 2026-01-01\n"
    write_files(shop, {"content/blog/long/fr.md": f"{header}\nText\n", "content/blog/bad/fr.md": b"\xff"})
    vitrina(shop, "extract")
    output = vitrina(shop, "check").output
    assert "warning: content/blog/long/fr.md:1:title  “aaa" in output
    assert "has 71 characters, and search engines show 70 → shorten it" in output
    assert ":description" not in output
