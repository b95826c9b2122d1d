"""Gates: a release waits until enough is translated, and says what is missing."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from scripts.__main__ import main
from storefront.problems import InputError, Problem
from tests.shops import write_files
from tests.sites import make

SETTINGS = """name = "Lamps"
address = "https://lamps.example"
{gates}
[locales.en-GB]
prefix = "en"
currency = "GBP"
[locales.fr-FR]
prefix = "fr"
currency = "EUR"
{french}
"""
ABOUT, LEGAL = "content/pages/about", "content/pages/legal"


def shop(folder: Path, gates: str, french: str = "") -> Path:
    write_files(folder, {
        "shop.toml": SETTINGS.format(gates=f"[gates]\n{gates}" if gates else "", french=french),
        "content/catalog/offers.csv": "sku,product,name,category,price_gb,price_fr\n1,desk,Desk lamp,Lamps,20,30\n",
        f"{ABOUT}/en.md": "Title: About\n\nWe sell lamps.\n",
        f"{LEGAL}/en.md": "Title: Legal\n\nThe law.\n",
        f"{LEGAL}/fr.md": "Title: Mentions\n\nLa loi.\n",
    })  # fmt: skip
    return folder


def missed(folder: Path) -> list[Problem]:
    """What stops a release."""
    try:
        make(folder, strict=True)
    except InputError as error:
        assert not (folder / "output").exists()
        return error.problems
    return []


def done(folder: Path, *names: str) -> None:
    arguments = ["--shop", str(folder), "translate", "done", *(str(folder / name) for name in names)]
    assert CliRunner().invoke(main, arguments).exit_code == 0


def test_a_release_waits_for_a_gate_and_a_draft_does_not(tmp_path: Path) -> None:
    folder = shop(tmp_path, "pages = 50")
    [problem] = missed(folder)
    assert str(problem) == (
        "shop.toml:4:gates.pages  fr-FR has 0% of pages up to date, and 50% are due: "
        "missing “about”, unmarked “legal” → translate them; `vitrina translate status` shows what has changed"
    )
    make(folder)
    done(folder, f"{LEGAL}/fr.md")
    assert missed(folder) == []


def test_a_gate_for_one_text(tmp_path: Path) -> None:
    folder = shop(tmp_path, '"pages/legal" = 100')
    assert [problem.message for problem in missed(folder)] == [
        "fr-FR has 0% of pages/legal up to date, and 100% are due: unmarked “legal”"
    ]
    done(folder, f"{LEGAL}/fr.md")
    assert missed(folder) == []
    write_files(folder, {f"{LEGAL}/en.md": "Title: Legal\n\nAnother law.\n"})
    (folder / "output").rename(folder / "before")
    assert [problem.message[-13:] for problem in missed(folder)] == ["stale “legal”"]


def test_messages_count_by_what_the_shop_says_and_not_by_its_template(tmp_path: Path) -> None:
    [problem] = missed(shop(tmp_path, "messages = 100"))
    assert problem.message == "fr-FR has 99% of messages up to date, and 100% are due: missing “Lamps”"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    lamps = f'{header}msgctxt "category"\nmsgid "Lamps"\nmsgstr "Lampes"\n'
    write_files(tmp_path, {"translations/fr/LC_MESSAGES/catalog.po": lamps})
    assert missed(tmp_path) == []


def test_a_locale_has_gates_of_its_own(tmp_path: Path) -> None:
    assert missed(shop(tmp_path, "pages = 100", "gates.pages = 0")) == []
    [problem] = missed(shop(tmp_path / "other", "", "gates.catalog = 100"))
    assert (problem.line, problem.field) == (10, "locales.fr-FR.gates.catalog")


@pytest.mark.parametrize(
    ("gate", "message"),
    [
        ("pagse = 100", "“pagse” is nothing to translate; write one of messages, "),
        ('"blog/" = 100', "“blog/” is nothing to translate"),
        ("pages = 101", "“101”"),
        ('"pages/gone" = 100', "there is no text “pages/gone”"),
    ],
)
def test_a_wrong_gate_is_told(tmp_path: Path, gate: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        make(shop(tmp_path, gate), strict=True)
    told = [f"{problem.message}; {problem.hint}" for problem in caught.value.problems]
    assert any(one.startswith(message) for one in told), told
    assert {problem.line for problem in caught.value.problems} == {4}
