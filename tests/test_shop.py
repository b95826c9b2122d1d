"""`storefront.shop`: the settings, and every mistake in them at its line."""

import shutil
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storefront.model import Grade, Locale, Money
from storefront.problems import InputError
from storefront.shop import PRODUCT, Shop, load_shop
from tests.shops import write_files
from tests.sites import lay, run_anew

SMALLEST = """name = "Shop"
address = "https://www.shop.example"
[locales.fr-FR]
prefix = "fr"
currency = "EUR"
"""


def load(folder: Path, text: str | bytes, *, address: str = "") -> Shop:
    write_files(folder, {"shop.toml": text})
    return load_shop(folder, address=address)


def mistakes(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(folder, text)
    return [str(problem) for problem in caught.value.problems]


def test_the_smallest_shop_has_its_defaults(tmp_path: Path) -> None:
    shop = load(tmp_path, SMALLEST)
    assert (shop.name, shop.address, shop.source_language) == ("Shop", "https://www.shop.example", "en")
    assert shop.locales == (Locale("fr-FR", "fr", "EUR", "fr", "ltr"),)
    assert shop.default_locale == shop.locales[0]
    assert shop.timezone == ZoneInfo("UTC")
    assert (shop.grades, shop.tax_notes) == ({}, {"fr-FR": ""})
    assert shop.settings.catalog.exports == ("catalog/*",)
    assert (shop.settings.catalog.max_rejected_percent, shop.settings.catalog.page_size) == (5, 24)
    assert shop.content == tmp_path / "content"


def test_every_setting_is_read(tmp_path: Path) -> None:
    shop = load(
        tmp_path,
        """
name = "Boutique"
address = "http://localhost:8000/"
source_language = "fr"
default_locale = "en-IE"
timezone = "Europe/Paris"
[locales.ar-EG]
prefix = "ar"
currency = "EGP"
tax_note = "x"
[locales.en-IE]
prefix = "en-ie"
currency = "EUR"
market = "ie2"
[grades.good]
label = "Bon"
[grades.as-new]
label = "Neuf"
explanation = "Rien."
condition = "used"
""",
    )
    assert shop.address == "http://localhost:8000"
    assert shop.default_locale.code == "en-IE"
    assert [(one.market, one.direction) for one in shop.locales] == [("eg", "rtl"), ("ie2", "ltr")]
    assert shop.tax_notes == {"ar-EG": "x", "en-IE": ""}
    assert list(shop.grades.values()) == [
        Grade("good", "Bon", "", "refurbished"),
        Grade("as-new", "Neuf", "Rien.", "used"),
    ]


@pytest.mark.parametrize(
    ("code", "market"),
    [("es", "es"), ("fr-BE", "be"), ("zh-Hant-TW", "tw"), ("sr-Latn-RS", "rs"), ("es-419", "419"), ("zh-TW", "tw")],
)
def test_the_market_is_the_region_where_there_is_one(tmp_path: Path, code: str, market: str) -> None:
    assert load(tmp_path, SMALLEST.replace("fr-FR", code)).locales[0].market == market


@pytest.mark.parametrize("text", ["\ufeff" + SMALLEST, SMALLEST.replace("\n", "\r\n")], ids=["BOM", "CRLF"])
def test_it_may_be_saved_on_windows(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text).name == "Shop"


def test_another_address_may_be_given(tmp_path: Path) -> None:
    assert load(tmp_path, SMALLEST, address="https://preview.example/").address == "https://preview.example"


def test_a_shop_lies_over_the_product(tmp_path: Path) -> None:
    shop = load(tmp_path, SMALLEST)
    assert shop.layers("theme") == (tmp_path / "theme", PRODUCT / "theme")
    assert load_shop(PRODUCT).layers("theme") == (PRODUCT / "theme",)


def test_a_folder_without_settings_is_no_shop(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_shop(tmp_path)
    hint = "`vitrina new-shop DIR` writes a folder to start from"
    assert str(caught.value) == f"error: shop.toml  there is no such file in {tmp_path} → {hint}\n1 error"


QUOTES = "put texts in quotes, and true, false and numbers in none"
OPEN = "has a text that does not end → close it with the quotation mark that it begins with"
NO_COMMA = "has a list that does not end → separate its values with commas and close it with ]"
GOES_ON = "goes on behind a value → give each setting a line of its own, and put texts in quotes"
TWICE = "says again what stands above → keep one of the two"
NO_SETTING = 'is neither a setting nor the name of a table → write name = "Shop", or [catalog]'


@pytest.mark.parametrize(
    ("text", "report"),
    [
        (f"{SMALLEST}market = \n", f"shop.toml:6  “market =” has no value that TOML knows → {QUOTES}"),
        (f"{SMALLEST}prefix = 'fr'\n", f"shop.toml:6  “prefix = 'fr'” {TWICE}"),
        (f"{SMALLEST}[locales.fr-FR]\n", f"shop.toml:6  “[locales.fr-FR]” {TWICE}"),
        (f"{SMALLEST}tax_note = “TVA”\n", f"shop.toml:6  “tax_note = “TVA”” has no value that TOML knows → {QUOTES}"),
        (
            'name = "Shop\n',
            f'shop.toml:1  “name = "Shop” {OPEN}',
        ),
        (
            f"{SMALLEST}[markets.fr]\ncountries = ['FR' 'BE']\n",
            f"shop.toml:7  “countries = ['FR' 'BE']” {NO_COMMA}",
        ),
        (
            f"{SMALLEST}[catalog\n",
            "shop.toml:6  “[catalog” has the name of a table that does not end → write it in brackets, as in [catalog]",
        ),
        (
            f"{SMALLEST}market\n",
            'shop.toml:6  “market” has no “=” after the name of a setting → write it as in name = "Shop"',
        ),
        (f"{SMALLEST}= 3\n", f"shop.toml:6  “= 3” {NO_SETTING}"),
        (
            f"{SMALLEST}market = 'fr' prefix = 'fr'\n",
            f"shop.toml:6  “market = 'fr' prefix = 'fr'” {GOES_ON}",
        ),
        (f"{SMALLEST}# é".encode("latin-1"), "shop.toml:6  byte 0xE9 is not UTF-8 → save the file as UTF-8"),
        (SMALLEST.encode("utf-16"), "shop.toml:1  byte 0xFF is not UTF-8 → save the file as UTF-8"),
        (
            f"{SMALLEST}tax_note = {'[' * 5000}",
            "shop.toml  its lists or tables lie too deep in one another → close each bracket that is opened",
        ),
        (
            f"{SMALLEST}tax_note = {'9' * 5000}",
            "shop.toml  it has a number of thousands of digits → write it shorter, or put it in quotes",
        ),
    ],
    ids=[
        *("no value", "twice", "table twice", "curly quotes", "open quote", "no comma", "open table", "no sign"),
        *("no name", "two in a line", "latin-1", "utf-16", "too deep", "too long"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path, text: str | bytes, report: str) -> None:
    assert mistakes(tmp_path, text) == [report]


def test_settings_that_are_remembered_are_those_of_the_file(tmp_path: Path) -> None:
    shop, cache = lay("minimal", tmp_path / "shop"), tmp_path / "cache"
    file = shop / "shop.toml"
    first = load_shop(shop, cache=cache)
    assert load_shop(shop, cache=cache).settings == first.settings == load_shop(shop).settings
    assert (cache / "settings.pickle").is_file()
    file.write_text(f"tagline = 'Another'\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    assert load_shop(shop, cache=cache).settings.tagline == "Another"
    file.write_text(f"taglin = 'Wrong'\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(InputError, match="did you mean “tagline”"):
            load_shop(shop, cache=cache)


AFTER_AN_EDIT = """
import sys
from pathlib import Path
code, shop = map(Path, sys.argv[1:])
sys.path.insert(0, str(code))
from storefront.shop import load_shop
load_shop(shop, cache=shop / ".cache")
settings = code / "storefront/settings.py"
settings.write_text(settings.read_text("utf-8").replace("_whole(1, 200)", "_whole(1, 50)"), "utf-8")
with (shop / "shop.toml").open("a") as file:
    file.write("[catalog]\\npage_size = 100\\n")
print(load_shop(shop, cache=shop / ".cache").settings.catalog.page_size)
"""


def test_what_old_code_made_of_settings_is_not_believed_by_new_code(tmp_path: Path) -> None:
    code = shutil.copytree(PRODUCT / "plugins", tmp_path / "code", ignore=shutil.ignore_patterns("__pycache__"))
    shop = lay("minimal", tmp_path / "shop")
    assert run_anew("-c", AFTER_AN_EDIT, code, shop).stdout == "100\n"
    assert "“100” should be less than or equal to 50" in run_anew("-c", AFTER_AN_EDIT, code, shop).stderr


def test_an_empty_file_lacks_three_settings(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "") == [
        "shop.toml:address  the setting “address” is missing → add it",
        "shop.toml:locales  the setting “locales” is missing → add it",
        "shop.toml:name  the setting “name” is missing → add it",
    ]


WRONG = '''nam = "x"
name = 3
address = "www.shop.example"
timezone = "Europe/Pariss"
source_language = "english"
locales.fr-FR = { prefix = "FR", currency = "EURO", foo = 1 }
[locales."es-ES"] # Spain
prefix = "es"
market = "ES"

[ locales . en-GB ]
"prefix" = "-en"
currency = "gbp"

[grades.Good]
label = "Good"
[grades.fair]
condition = "shabby"
[grades]
poor = "Poor"
[[promises]]
title = "a"
text = """
icon = 3
"""
[[promises]]
title = "b"
txt = "c"
icon = 3
[[footer]]
title = "x"
links = [
  "blog",
  3,
]
[catalog]
exports = "catalog/*.csv"
max_rejected_percent = 101
page_size = 0
[blog]
pagesize = 3
feed_size = "20"
[organization]
founded = "2014-13"
return_days = true
email = "nobody"
same_as = ["javascript:alert(1)", "https://social.example/@shop"]
[organisation]
email = "x"
'''


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    table = "is not a table → write its settings in lines of their own below its name in brackets"
    assert mistakes(tmp_path, WRONG) == [
        "shop.toml:1:nam  there is no setting “nam” → did you mean “name”?",
        "shop.toml:2:name  “3” is not a text → put it in quotes",
        "shop.toml:3:address  “www.shop.example” is not a web address → write it as in https://www.shop.example",
        "shop.toml:4:timezone  “Europe/Pariss” is not a time zone → write its IANA name, as in Europe/Paris",
        "shop.toml:5:source_language  “english” is not a language → write its letters, as in en",
        (
            "shop.toml:6:locales.fr-FR.currency  “EURO” is not a currency of ISO 4217 → "
            "write its three capitals, as in EUR"
        ),
        "shop.toml:6:locales.fr-FR.foo  there is no setting “foo” → did you mean “footer”?",
        "shop.toml:6:locales.fr-FR.prefix  “FR” is not a prefix → write small letters and digits, as in fr",
        "shop.toml:7:locales.es-ES.currency  the setting “currency” is missing → add it",
        "shop.toml:9:locales.es-ES.market  “ES” is not a market → write small letters and digits, as in fr",
        "shop.toml:12:locales.en-GB.prefix  “-en” is not a prefix → write small letters and digits, as in fr",
        (
            "shop.toml:13:locales.en-GB.currency  “gbp” is not a currency of ISO 4217 → "
            "write its three capitals, as in EUR"
        ),
        "shop.toml:15:grades.Good  “Good” is not a key → write small letters, digits, hyphens",
        "shop.toml:17:grades.fair.label  the setting “label” is missing → add it",
        "shop.toml:18:grades.fair.condition  “shabby” should be 'new', 'refurbished' or 'used'",
        f"shop.toml:20:grades.poor  “Poor” {table}",
        "shop.toml:26:promises.1.text  the setting “text” is missing → add it",
        "shop.toml:28:promises.1.txt  there is no setting “txt” → did you mean “text”?",
        "shop.toml:29:promises.1.icon  “3” is not a text → put it in quotes",
        "shop.toml:32:footer.0.links.1  “3” is not a text → put it in quotes",
        "shop.toml:37:catalog.exports  “catalog/*.csv” is not a list → put it in brackets, each of its texts in quotes",
        "shop.toml:38:catalog.max_rejected_percent  “101” should be less than or equal to 100",
        "shop.toml:39:catalog.page_size  “0” should be greater than or equal to 1",
        "shop.toml:41:blog.pagesize  there is no setting “pagesize” → did you mean “page_size”?",
        "shop.toml:42:blog.feed_size  “20” should be a valid integer",
        "shop.toml:44:organization.founded  “2014-13” is not a date → write it as in 2014-11-03",
        "shop.toml:45:organization.return_days  “True” should be a valid integer",
        "shop.toml:46:organization.email  “nobody” is not an address → write it as in hello@shop.example",
        (
            "shop.toml:47:organization.same_as.0  “javascript:alert(1)” is not a web address → "
            "write it as in https://www.shop.example"
        ),
        "shop.toml:48:organisation  there is no setting “organisation” → did you mean “organization”?",
    ]


def test_mistakes_that_span_settings_are_told_at_once_too(tmp_path: Path) -> None:
    assert mistakes(
        tmp_path,
        """name = "Shop"
address = "https://www.shop.example"
default_locale = "de-DE"
[locales.fr-FR]
prefix = "fr"
currency = "EUR"
[locales.fr_BE]
currency = "EUR"
prefix = "fr"
[locales.fr-CA]
prefix = "fr"
currency = "CAD"
[locales.xx-YY]
prefix = "xx"
currency = "EUR"
[locales.fr-ch]
prefix = "ch"
currency = "CHF"
[locales.en-FR]
prefix = "en"
currency = "GBP"
""",
    ) == [
        (
            "shop.toml:3:default_locale  “de-DE” is not one of the locales → "
            "write one of fr-FR, fr_BE, fr-CA, xx-YY, fr-ch, en-FR"
        ),
        "shop.toml:7:locales.fr_BE  “fr_BE” is not a language tag known to CLDR → write it as in fr-FR",
        "shop.toml:9:locales.fr_BE.prefix  “fr” is the prefix of fr-FR too → give each locale its own",
        "shop.toml:11:locales.fr-CA.prefix  “fr” is the prefix of fr-FR too → give each locale its own",
        "shop.toml:13:locales.xx-YY  “xx-YY” is not a language tag known to CLDR → write it as in fr-FR",
        "shop.toml:16:locales.fr-ch  “fr-ch” is not written as language tags are → write fr-CH",
        (
            "shop.toml:21:locales.en-FR.currency  the market “fr” has prices in EUR for fr-FR → "
            "give one of the two another market"
        ),
    ]


def test_two_locales_may_share_a_market_of_one_currency(tmp_path: Path) -> None:
    extra = '[locales.en-FR]\nprefix = "en"\ncurrency = "EUR"\n'
    assert [locale.market for locale in load(tmp_path, SMALLEST + extra).locales] == ["fr", "fr"]


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        (
            "https://www.shop.example",
            "https://shop.example/boutique",
            "2:address  “https://shop.example/boutique” is more than a host → write it as in https://www.shop.example",
        ),
        (
            "https://www.shop.example",
            "https://shop.example#a",
            "2:address  “https://shop.example/#a” is more than a host → write it as in https://www.shop.example",
        ),
        (
            "https://www.shop.example",
            "https://shop.example/?a=b",
            "2:address  “https://shop.example/?a=b” is more than a host → write it as in https://www.shop.example",
        ),
        (
            "https://www.shop.example",
            "ftp://shop.example",
            "2:address  “ftp://shop.example” is not a web address → write it as in https://www.shop.example",
        ),
        (
            '[locales.fr-FR]\nprefix = "fr"\ncurrency = "EUR"\n',
            "[locales]\n",
            "3:locales  “locales” has nothing in it → add one at least",
        ),
        (
            '[locales.fr-FR]\nprefix = "fr"\ncurrency = "EUR"\n',
            '[locales]\nfr-FR = "fr"\n',
            (
                "4:locales.fr-FR  “fr” is not a table → "
                "write its settings in lines of their own below its name in brackets"
            ),
        ),
        (
            '[locales.fr-FR]\nprefix = "fr"\ncurrency = "EUR"\n',
            "locales = 3\n",
            "3:locales  “3” is not a table → write its settings in lines of their own below its name in brackets",
        ),
        (
            'name = "Shop"',
            'name = "Shop"\n\n\ntag_line = "x"',
            "4:tag_line  there is no setting “tag_line” → did you mean “tagline”?",
        ),
        (
            'name = "Shop"',
            'name = "Shop"\ntarget = "s3://shop"',
            "2:target  there is no setting “target” → it belongs in another table: see docs/settings.md",
        ),
        (
            'name = "Shop"',
            'name = "Shop"\nxyz = 1',
            "2:xyz  there is no setting “xyz” → remove it, or see docs/settings.md",
        ),
    ],
)
def test_a_mistake_alone_is_told_with_its_line(tmp_path: Path, old: str, new: str, report: str) -> None:
    assert mistakes(tmp_path, SMALLEST.replace(old, new)) == [f"shop.toml:{report}"]


@pytest.mark.parametrize(
    ("table", "setting", "least", "most"),
    [
        ("catalog", "max_rejected_percent", 0, 100),
        ("catalog", "page_size", 1, 200),
        ("blog", "page_size", 1, 100),
        ("blog", "feed_size", 1, 100),
        ("organization", "return_days", 1, 365),
    ],
)
def test_numbers_have_limits(tmp_path: Path, table: str, setting: str, least: int, most: int) -> None:
    def text(number: float) -> str:
        return f"{SMALLEST}[{table}]\n{setting} = {number}\n"

    for number in (least, most):
        assert getattr(getattr(load(tmp_path, text(number)).settings, table), setting) == number
    for number, rule in ((least - 1, f"greater than or equal to {least}"), (most + 1, f"less than or equal to {most}")):
        assert mistakes(tmp_path, text(number)) == [f"shop.toml:7:{table}.{setting}  “{number}” should be {rule}"]


DELIVERY = """[markets.fr]
delivery = 4.90
free_from = 50
handling_days = [0, 1]
transit_days = [1, 3]
"""


def test_a_market_says_how_it_delivers(tmp_path: Path) -> None:
    delivery = load(tmp_path, SMALLEST + DELIVERY).deliveries["fr"]
    assert delivery.countries == ("FR",)
    assert delivery.price_of(Money(Decimal("49.99"), "EUR")) == Money(Decimal("4.90"), "EUR")
    assert delivery.price_of(Money(Decimal(50), "EUR")) == Money(Decimal(0), "EUR")
    assert delivery.days == (1, 4)
    assert load(tmp_path, SMALLEST).deliveries == {}
    assert load(tmp_path, f"{SMALLEST}[markets.fr]\ndelivery = 0\n").deliveries["fr"].days is None


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        ("markets.fr", "markets.be", "6:markets.be  no locale sells in a market “be” → write one of fr"),
        ("[0, 1]", "[2, 1]", "9:markets.fr.handling_days  “2, 1” falls → write the fewer days first"),
        ("4.90", "-1", "7:markets.fr.delivery  “-1” should be greater than or equal to 0"),
    ],
)
def test_mistakes_in_a_market_are_told_with_their_line(tmp_path: Path, old: str, new: str, report: str) -> None:
    assert mistakes(tmp_path, SMALLEST + DELIVERY.replace(old, new)) == [f"shop.toml:{report}"]
