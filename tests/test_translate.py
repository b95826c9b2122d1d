"""`vitrina translate`: messages go out to the translators and come back."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

from scripts.__main__ import main

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
