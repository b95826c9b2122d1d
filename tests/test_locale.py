"""`vitrina locale add`: German, Arabic and further regions, in shops whose code and templates nobody touches."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scripts.__main__ import main
from scripts.new_shop import STARTER
from scripts.translate.check import check_shop
from scripts.translate.messages import load
from storefront.problems import Severity
from storefront.shop import load_shop
from tests.shops import write_files
from tests.sites import SITES, Built, built, contents
from tests.test_recipes import add_column

EXPORT = "content/catalog/offers.csv"


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """The shop that `vitrina new-shop` writes."""
    return Path(shutil.copytree(STARTER, tmp_path / "shop"))


def add(shop: Path, code: str, currency: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["--shop", str(shop), "locale", "add", code, "--currency", currency, *options])


def trial(shop: Path, name: str) -> Built:
    """The shop with the words and texts of a trial."""
    shutil.copytree(SITES / "trials" / name, shop, dirs_exist_ok=True)
    return built(shop)


def test_it_writes_the_table_and_empty_catalogs_and_says_what_is_to_do(starter: Path) -> None:
    before = (starter / "shop.toml").read_text(encoding="utf-8")
    output = add(starter, "de-DE", "EUR").output
    after = (starter / "shop.toml").read_text(encoding="utf-8")
    table = '\n[locales.de-DE]\nprefix = "de"\ncurrency = "EUR"\n'
    assert after.replace(table, "", 1) == before
    assert load_shop(starter).locales[-1].code == "de-DE"
    for told in ("storefront.po", "catalog.po, 14 messages", "urls.po", "price_de", "tax_note", "5 texts"):
        assert told in output
    problems = list(check_shop(load(starter)))
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert {problem.source.rpartition("/")[2] for problem in problems} == {"storefront.po", "catalog.po", "urls.po"}
    assert all("no translation" in problem.message for problem in problems)


def test_a_german_shop(starter: Path) -> None:
    add(starter, "de-DE", "EUR")
    add_column(starter, "price_de", "159.00", "189.00", "", "1209.00")
    site = trial(starter, "de")
    product = site.page("/de/produkt/tablet/")
    assert "1.209,00\u00a0€" in product.text
    assert product.said("h1") == ["Tablet"]
    assert "Bildschirmgröße" in product.said("dt")
    assert "10,9\u00a0Zoll" in " ".join(product.said("dd")).replace(" Zoll", "\u00a0Zoll")
    assert site.page("/de/laden/handys/").said("p", "page-head__count") == ["1 Produkt"]
    assert site.page("/de/kontakt/").alternates["de"] == f"{site.host}/de/kontakt/"
    assert site.page("/de/").all("html", lang="de-DE", dir="ltr")
    # words that the theme has got since are missing, those that it has lost are set aside, and nothing is wrong
    CliRunner().invoke(main, ["--shop", str(starter), "translate", "update"])
    wrong = [one.message for one in check_shop(load(starter)) if one.severity > Severity.NOTICE]
    assert [message for message in wrong if "no translation" not in message] == []


def test_an_arabic_shop(starter: Path) -> None:
    add(starter, "ar-EG", "EGP")
    add_column(starter, "price_eg", "9000", "10000", "", "12000")
    site = trial(starter, "ar")
    home = site.page("/ar/")
    assert home.all("html", lang="ar-EG", dir="rtl")
    assert home.said("h1") == ["أهلًا بك في المتجر"]
    assert "منتج واحد" in site.page("/ar/matjar/hwtf/").text
    assert site.page("/ar/ittisal/").alternates["ar-EG"] == f"{site.host}/ar/ittisal/"
    assert "٩٬٠٠٠" in "".join(home.said("strong"))
    forms = load(starter).localizers["ar-EG"].storefront
    said = [forms.ngettext("%(num)s product", "%(num)s products", n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(said)) == 6


@pytest.mark.parametrize(
    ("code", "currency", "prefix", "market"),
    [("fr-BE", "EUR", "be", "fr"), ("en-IE", "EUR", "ie", "fr"), ("es-MX", "MXN", "es", "mx")],
)
def test_a_region_shares_texts_and_has_a_market_of_its_own(
    starter: Path, code: str, currency: str, prefix: str, market: str
) -> None:
    add(starter, code, currency, *(["--market", market] if market == "fr" else []))
    if market == "mx":
        add_column(starter, "price_mx", "3400", "3800", "", "24000")
    shop = load_shop(starter)
    assert (shop.locales[-1].prefix, shop.locales[-1].market) == (prefix, market)
    site = built(starter)
    home = site.page(f"/{prefix}/")
    assert home.all("html", lang=code)
    language = code[:2]
    assert set(home.alternates) == {"en-GB", "en", "fr-FR", "fr", "x-default", code, language}
    shared = {"fr": "/fr/", "en": "/en/", "es": "/es/"}[language]
    assert home.alternates[language] == f"{site.host}{shared}"
    assert site.page("/fr/").alternates == home.alternates
    words = (starter / "translations" / language).is_dir()
    assert words is (language in {"fr", "es"})
    if language != "es":
        assert site.page(f"/{prefix}/").said("h1") == site.page(f"/{language}/").said("h1")


NAMED = 'name = "A"\naddress = "https://a.example"\n'
LINE = 'locales.en-GB = { prefix = "en", currency = "GBP" }\n'
TABLE = '\n[locales.de-DE]\nprefix = "de"\ncurrency = "EUR"\n'
BRITISH = '[locales.en-GB]\nprefix = "en"\ncurrency = "GBP"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{NAMED}{LINE}[blog]\n", f'{NAMED}{LINE}locales.de-DE = {{ prefix = "de", currency = "EUR" }}\n[blog]\n'),
        (f"{NAMED}[locales]\n{LINE.removeprefix('locales.')}", TABLE),
        (f"{NAMED}{BRITISH}\n# lists\n[blog]\n", f"{BRITISH}{TABLE}\n# lists\n[blog]\n"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_way_to_write_locales_is_kept(tmp_path: Path, before: str, after: str, end: str) -> None:
    export = "sku,product,name,category,price_gb\n1,a,A,B,2\n"
    write_files(tmp_path, {"shop.toml": before.replace("\n", end), EXPORT: export})
    assert add(tmp_path, "de-DE", "EUR").exit_code == 0
    assert (tmp_path / "shop.toml").read_bytes().decode().endswith(after.replace("\n", end))


NO_CODES = (
    "../x",
    "de/DE",
    "",
    " ",
    "x",
    "de DE",
    'de-DE"]',
    "de\nDE",
    "a.b",
    "[x]",
    "*",
    "root",
    "und",
    "zz-ZZ",
    "ÄÖ",
)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("fr-FR", "EUR"), "the shop has the locale fr-FR already"),
        (("de_DE", "EUR"), "“de_DE” is not a language tag"),
        *(((code, "EUR"), f"“{code}” is not a language tag known to CLDR → write it as in fr-FR") for code in NO_CODES),
        (("deu-DE", "EUR"), "“deu-DE” is not written as language tags are → write de-DE"),
        (("en-UK", "GBP"), "“en-UK” is not written as language tags are → write en-GB"),
        (("en-gb", "GBP"), "“en-gb” is not written as language tags are → write en-GB"),
        (("de-DE", 'E"R'), '“E"R” is not a currency of ISO 4217'),
        (("de-DE", "EURO"), "“EURO” is not a currency of ISO 4217"),
        (("de-DE", "EUR", "--prefix", "fr"), "“fr” is the prefix of fr-FR too"),
        (("de-DE", "EUR", "--market", "gb"), "the market “gb” has prices in GBP"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(starter: Path, arguments: tuple[str, ...], message: str) -> None:
    before = contents(starter)
    result = add(starter, *arguments)
    assert result.exit_code == 1
    assert result.output.startswith(("error: vitrina locale add", "error: shop.toml:locales.fr-FR  the shop has"))
    assert message in result.output
    assert contents(starter) == before
