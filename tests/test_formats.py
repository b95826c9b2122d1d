"""`storefront.locales.formats`: every space and sign of the three shop languages, and spot checks beyond them."""

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import format_currency, format_decimal, get_currency_precision
from hypothesis import assume, given
from hypothesis import strategies as st

from storefront.locales import Form, Formats
from storefront.model import Day, Locale

CLDR = Path(__file__).resolve().parents[2] / "shared" / "data" / "locale" / "cldr"

NB = "\u00a0"
"""No-break space."""
NNB = "\u202f"
"""Narrow no-break space."""
RLM = "\u200f"

_MADE: dict[str, Formats] = {}


def formats(code: str, currency: str = "EUR") -> Formats:
    if code not in _MADE:
        _MADE[code] = Formats(Locale(code, code.lower(), currency, code.lower()))
    return _MADE[code]


@pytest.mark.parametrize(
    ("code", "amount", "currency", "text"),
    [
        ("fr-FR", "1234.5", "EUR", f"1{NNB}234,50{NB}€"),
        ("fr-FR", "0", "EUR", f"0,00{NB}€"),
        ("fr-FR", "1234567.891", "EUR", f"1{NNB}234{NNB}567,89{NB}€"),
        ("fr-FR", "-12", "EUR", f"-12,00{NB}€"),
        ("fr-FR", "-0.001", "EUR", f"0,00{NB}€"),
        ("fr-FR", "19.99", "USD", f"19,99{NB}$US"),
        ("fr-FR", "19.99", "GBP", f"19,99{NB}£GB"),
        ("fr-FR", "1500", "JPY", f"1{NNB}500{NB}JPY"),
        ("fr-FR", "1.5", "KWD", f"1,500{NB}KWD"),
        ("fr-BE", "1234.5", "EUR", f"1{NNB}234,50{NB}€"),
        ("fr-CH", "1234.5", "CHF", f"1{NNB}234.50{NB}CHF"),
        ("es-ES", "1234.5", "EUR", f"1234,50{NB}€"),
        ("es-ES", "9999.999", "EUR", f"10.000,00{NB}€"),
        ("es-ES", "12345.67", "EUR", f"12.345,67{NB}€"),
        ("es-ES", "1234567.89", "EUR", f"1.234.567,89{NB}€"),
        ("es-ES", "-1234.5", "EUR", f"-1234,50{NB}€"),
        ("es-ES", "1234.5", "GBP", f"1234,50{NB}GBP"),
        ("es-MX", "1234.5", "MXN", "$1,234.50"),
        ("es-MX", "1234.5", "EUR", f"EUR{NB}1,234.50"),
        ("en-GB", "1234.5", "GBP", "£1,234.50"),
        ("en-GB", "-1234.5", "GBP", "-£1,234.50"),
        ("en-GB", "1234.5", "EUR", "€1,234.50"),
        ("en-GB", "1234.5", "USD", "US$1,234.50"),
        ("en-GB", "1234.5", "CHF", f"CHF{NB}1,234.50"),
        ("en-GB", "1234", "JPY", "JP¥1,234"),
        ("en-IE", "1234.5", "EUR", "€1,234.50"),
        ("en-IN", "1234567.89", "INR", "₹12,34,567.89"),
        ("de-DE", "1234.5", "EUR", f"1.234,50{NB}€"),
        ("de-AT", "1234.5", "EUR", f"€{NB}1.234,50"),
        ("pt-PT", "1234.5", "EUR", f"1234,50{NB}€"),
        ("pt-PT", "12345.6", "EUR", f"12{NB}345,60{NB}€"),
        ("pt-BR", "1234.5", "BRL", f"R${NB}1.234,50"),
        ("pl-PL", "1234.5", "PLN", f"1234,50{NB}zł"),
        ("it-IT", "1234.5", "EUR", f"1234,50{NB}€"),
        ("sv-SE", "-1234.5", "SEK", f"\u22121{NB}234,50{NB}kr"),
        ("ar", "1234.5", "EUR", f"{RLM}1,234.50{NB}€"),
        ("ar-EG", "1234.5", "EUR", f"{RLM}١٬٢٣٤٫٥٠{NB}€"),
        ("he-IL", "1234.5", "EUR", f"{RLM}1,234.50{NB}{RLM}€"),
        ("hi-IN", "1234567.89", "INR", "₹12,34,567.89"),
        ("bn-BD", "1234567", "EUR", "১২,৩৪,৫৬৭.০০€"),
        ("ja-JP", "1234", "JPY", "\uffe51,234"),
    ],
)
def test_money_has_the_spaces_and_signs_of_cldr(code: str, amount: str, currency: str, text: str) -> None:
    assert formats(code).money(Decimal(amount), currency) == text


def test_money_is_in_the_currency_of_the_locale_by_default() -> None:
    assert Formats(Locale("en-GB", "en", "GBP", "gb")).money(Decimal(5)) == "£5.00"


@pytest.mark.parametrize(
    ("code", "amount", "currency", "text"),
    [
        ("fr-FR", "41000000", "EUR", f"41{NB}M{NB}€"),
        ("fr-FR", "1500000", "EUR", f"1,5{NB}M{NB}€"),
        ("fr-FR", "2000000000", "EUR", f"2{NB}Md{NB}€"),
        ("fr-FR", "250000", "EUR", f"250{NNB}000{NB}€"),
        ("es-ES", "41000000", "EUR", f"41{NB}M€"),
        ("es-ES", "2000000000", "EUR", f"2000{NB}M€"),
        ("en-GB", "41000000", "EUR", "€41M"),
        ("en-GB", "41000000", "CHF", f"CHF{NB}41M"),
        ("en-GB", "41345678", "EUR", "€41,345,678"),
        ("de-DE", "41000000", "EUR", f"41{NB}Mio.{NB}€"),
        ("ja-JP", "41000000", "JPY", "\uffe54100万"),
        ("hi-IN", "41000000", "EUR", f"€4.1{NB}क॰"),
    ],
)
def test_short_money(code: str, amount: str, currency: str, text: str) -> None:
    assert formats(code).money_short(Decimal(amount), currency) == text


@pytest.mark.parametrize(
    ("code", "amount", "currency", "text"),
    [
        ("fr-FR", "41000000", "EUR", "41 millions d’euros"),
        ("fr-FR", "1000000", "EUR", "1 million d’euros"),
        ("fr-FR", "1500000", "EUR", "1,5 million d’euros"),
        ("fr-FR", "1990000", "EUR", "1,99 million d’euros"),
        ("fr-FR", "2500000", "EUR", "2,5 millions d’euros"),
        ("fr-FR", "2000000000", "EUR", "2 milliards d’euros"),
        ("fr-FR", "41000000", "USD", "41 millions de dollars des États-Unis"),
        ("fr-FR", "41000000", "GBP", "41 millions de livres sterling"),
        ("fr-FR", "41000000", "AFN", "41 millions d’afghanis afghan"),
        ("fr-FR", "-41000000", "EUR", "-41 millions d’euros"),
        ("fr-FR", "250000", "EUR", f"250{NNB}000{NB}€"),
        ("fr-FR", "999999.5", "EUR", f"999{NNB}999,50{NB}€"),
        ("fr-FR", "1234567", "EUR", f"1{NNB}234{NNB}567{NB}€"),
        ("es-ES", "41000000", "EUR", "41 millones de euros"),
        ("es-ES", "1000000", "EUR", "1 millón de euros"),
        ("es-ES", "1500000", "EUR", "1,5 millones de euros"),
        ("es-ES", "2000000000", "EUR", "2 mil millones de euros"),
        ("es-ES", "2500", "EUR", f"2500{NB}€"),
        ("es-MX", "1500000", "MXN", "1.5 millones de pesos mexicanos"),
        ("en-GB", "41000000", "EUR", "€41 million"),
        ("en-GB", "1500000", "EUR", "€1.5 million"),
        ("en-GB", "-1500000", "GBP", "-£1.5 million"),
        ("en-GB", "41000000", "CHF", f"CHF{NB}41 million"),
        ("de-DE", "41000000", "EUR", "41 Millionen Euro"),
        ("de-DE", "1000000", "EUR", "1 Million Euro"),
        ("it-IT", "41000000", "EUR", "41 milioni di euro"),
        ("pt-PT", "41000000", "EUR", "41 milhões de euros"),
        ("ca-ES", "41000000", "EUR", "41 milions d’euros"),
        ("pl-PL", "41000000", "EUR", "41 milionów euro"),
        ("ru-RU", "41000000", "EUR", "41 миллион евро"),
        ("ja-JP", "41000000", "EUR", "4100万ユーロ"),
        ("ar", "41000000", "EUR", "41 مليون يورو"),
    ],
)
def test_long_money(code: str, amount: str, currency: str, text: str) -> None:
    assert formats(code).money_long(Decimal(amount), currency) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [("1234.5", "EUR", "1234.50"), ("1234", "JPY", "1234"), ("1.5", "KWD", "1.500"), ("1E+3", "EUR", "1000.00")],
)
def test_schema_money_has_a_point_and_the_decimals_of_the_currency(amount: str, currency: str, text: str) -> None:
    assert formats("fr-FR").schema_money(Decimal(amount), currency) == text


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("fr-FR", 1002, f"1{NNB}002"),
        ("es-ES", 1002, "1002"),
        ("es-ES", 10020, "10.020"),
        ("en-GB", 1002, "1,002"),
        ("fr-FR", Decimal("4.30"), "4,3"),
        ("fr-FR", Decimal("0.12345"), "0,123"),
        ("hi-IN", 12345678, "1,23,45,678"),
        ("ar-EG", 1002, "١٬٠٠٢"),
        ("en-GB", 12345678901234567890, "12,345,678,901,234,567,890"),
    ],
)
def test_numbers(code: str, value: int | Decimal, text: str) -> None:
    assert formats(code).number(value) == text


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [("fr-FR", Decimal("4.25"), "4,2"), ("en-GB", 4, "4.0"), ("es-ES", 4.3, "4,3")],
)
def test_decimals_are_as_many_as_asked_for(code: str, value: Decimal | float, text: str) -> None:
    assert formats(code).decimal(value, 1) == text


@pytest.mark.parametrize(
    ("code", "percent", "discount"),
    [
        ("fr-FR", f"15{NB}%", f"-15{NB}%"),
        ("fr-CH", "15%", "-15%"),
        ("es-ES", f"15{NB}%", f"-15{NB}%"),
        ("en-GB", "15%", "-15%"),
        ("de-DE", f"15{NB}%", f"-15{NB}%"),
        ("sv-SE", f"15{NB}%", f"\u221215{NB}%"),
        ("ar", "15\u200e%\u200e", "\u200e-15\u200e%\u200e"),
        ("ja-JP", "15%", "-15%"),
    ],
)
def test_percents_and_discounts(code: str, percent: str, discount: str) -> None:
    assert formats(code).percent(Decimal("0.15")) == percent
    assert formats(code).percent(0.15) == percent
    assert formats(code).discount(15) == discount


def test_no_discount_has_no_sign() -> None:
    assert formats("fr-FR").discount(0) == f"0{NB}%"


@pytest.mark.parametrize(
    ("typed", "french", "spanish", "english"),
    [
        ("128 GB", f"128{NNB}Go", "128 GB", "128 GB"),
        ("1 TB", f"1{NNB}To", "1 TB", "1 TB"),
        ("6.1 in", f"6,1{NB}pouces", "6,1 pulgadas", "6.1 inches"),
        ("1 in", f"1{NB}pouce", "1 pulgada", "1 inch"),
        ("13.0 in", f"13,0{NB}pouces", "13,0 pulgadas", "13.0 inches"),
        ("48 MP", f"48{NB}Mpx", "48 Mpx", "48 MP"),
        ("1.50 kg", f"1,50{NNB}kg", "1,50 kg", "1.50 kg"),
        ("120 Hz", f"120{NNB}Hz", "120 Hz", "120 Hz"),
        ("3.2 GHz", f"3,2{NNB}GHz", "3,2 GHz", "3.2 GHz"),
        ("30 h", f"30{NNB}h", "30 h", "30 hrs"),
        ("65 W", f"65{NNB}W", "65 W", "65 W"),
        ("5000 mAh", f"5{NNB}000{NB}mAh", f"5000{NB}mAh", f"5,000{NB}mAh"),
        ("97.5 %", f"97,5{NB}%", f"97,5{NB}%", "97.5%"),
        ("12000.5 BTU", f"12{NNB}000,5 BTU", "12.000,5 BTU", "12,000.5 BTU"),
        ("2 SIM", "2 SIM", "2 SIM", "2 SIM"),
    ],
)
def test_measures(typed: str, french: str, spanish: str, english: str) -> None:
    said = [formats(code).measure(typed) for code in ("fr-FR", "es-ES", "en-GB")]
    assert said == [french, spanish, english]


@pytest.mark.parametrize(
    "text", ["4 × 3", "5G", "", "2532", "128 GB SSD", "1,5 kg", "8 processors", "Wi-Fi 6", "٣ kg", "6.1 in\nx", "IP68"]
)
def test_what_is_no_measure_stays_as_it_is(text: str) -> None:
    assert formats("fr-FR").measure(text) == text


def test_measures_in_languages_that_lack_a_form_take_the_other() -> None:
    assert formats("zh-Hans-CN").measure("6.1 in") == "6.1英寸"
    assert formats("ar-EG").measure("128 GB") == "١٢٨ غ.ب"


@pytest.mark.parametrize(
    ("code", "day", "month", "first"),
    [
        ("fr-FR", "12 juin 2018", "juin 2018", "1er septembre 2026"),
        ("fr-BE", "12 juin 2018", "juin 2018", "1er septembre 2026"),
        ("es-ES", "12 de junio de 2018", "junio de 2018", "1 de septiembre de 2026"),
        ("en-GB", "12 June 2018", "June 2018", "1 September 2026"),
        ("de-DE", "12. Juni 2018", "Juni 2018", "1. September 2026"),
        ("es-MX", "12 de junio de 2018", "junio de 2018", "1 de septiembre de 2026"),
        ("ar", "12 يونيو 2018", "يونيو 2018", "1 سبتمبر 2026"),
        ("hi-IN", "12 जून 2018", "जून 2018", "1 सितंबर 2026"),
        ("ja-JP", "2018年6月12日", "2018年6月", "2026年9月1日"),
    ],
)
def test_dates(code: str, day: str, month: str, first: str) -> None:
    said = formats(code)
    assert said.date(Day(date(2018, 6, 12))) == day
    assert said.date(Day(date(2018, 6, 1), "month")) == month
    assert said.date(Day(date(2026, 9, 1))) == first


def test_only_the_first_of_the_month_is_an_ordinal() -> None:
    assert formats("fr-FR").date(Day(date(2026, 9, 11))) == "11 septembre 2026"
    assert formats("fr-FR").date(Day(date(2026, 9, 21))) == "21 septembre 2026"


@pytest.mark.parametrize(
    ("code", "text"), [("fr-FR", "2018"), ("en-GB", "2018"), ("ja-JP", "2018年"), ("ar-EG", "٢٠١٨")]
)
def test_years_are_not_grouped(code: str, text: str) -> None:
    assert formats(code).year(2018) == text


@pytest.mark.parametrize(
    ("code", "both", "either"),
    [
        ("fr-FR", "A, B et C", "A, B ou C"),
        ("es-ES", "A, B y C", "A, B o C"),
        ("en-GB", "A, B and C", "A, B or C"),
        ("en-US", "A, B, and C", "A, B, or C"),
        ("de-DE", "A, B und C", "A, B oder C"),
        ("ar", "A وB وC", "A أو B أو C"),
        ("ja-JP", "A、B、C", "A、B、またはC"),
    ],
)
def test_lists(code: str, both: str, either: str) -> None:
    assert formats(code).list_and(["A", "B", "C"]) == both
    assert formats(code).list_or(["A", "B", "C"]) == either


def test_lists_of_none_and_one() -> None:
    assert formats("es-ES").list_and([]) == ""
    assert formats("es-ES").list_and(["Inés"]) == "Inés"


@pytest.mark.parametrize(
    ("last", "text"),
    [
        ("Inés", "Ana e Inés"),
        ("Íñigo", "Ana e Íñigo"),
        ("hilo", "Ana e hilo"),
        ("IA", "Ana e IA"),
        ("hielo", "Ana y hielo"),
        ("hiato", "Ana y hiato"),
        ("yeso", "Ana y yeso"),
        ("iPhone", "Ana y iPhone"),
        ("Y", "Ana y Y"),
    ],
)
def test_spanish_and_before_its_own_sound(last: str, text: str) -> None:
    assert formats("es-ES").list_and(["Ana", last]) == text
    assert formats("es-MX").list_and(["Eva", "Ana", last]) == f"Eva, {text}"


@pytest.mark.parametrize(
    ("last", "text"),
    [
        ("oro", "rojo u oro"),
        ("Óscar", "rojo u Óscar"),
        ("hotel", "rojo u hotel"),
        ("8 GB", "rojo u 8 GB"),
        ("11", "rojo u 11"),
        ("110", "rojo o 110"),
        ("azul", "rojo o azul"),
    ],
)
def test_spanish_or_before_its_own_sound(last: str, text: str) -> None:
    assert formats("es-ES").list_or(["rojo", last]) == text


@pytest.mark.parametrize(
    ("code", "samples"),
    [
        ("fr-FR", {"one": "0 1 1.5", "many": "1000000 2000000", "other": "2 17 100 2.0"}),
        ("es-ES", {"one": "1", "many": "1000000", "other": "0 2 16 1.5"}),
        ("en-GB", {"one": "1", "other": "0 2 16 1.0 1.5 1000000"}),
        ("de-DE", {"one": "1", "other": "0 2 1.5"}),
        ("pt-PT", {"one": "1", "many": "1000000", "other": "0 2 1.5"}),
        ("pl-PL", {"one": "1", "few": "2 3 4 22 34", "many": "0 5 12 19 100", "other": "1.5"}),
        ("ar", {"zero": "0", "one": "1", "two": "2", "few": "3 10 103", "many": "11 26 111", "other": "100 102 0.1"}),
        ("hi-IN", {"one": "0 1 0.5", "other": "2 17 1.1"}),
        ("ja-JP", {"other": "0 1 2 1.5"}),
    ],
)
def test_plural_categories_of_cldrs_own_samples(code: str, samples: dict[str, str]) -> None:
    for category, numbers in samples.items():
        for number in numbers.split():
            value = Decimal(number) if "." in number else int(number)
            assert formats(code).plural(value) == category, number


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("fr-FR", "Français"),
        ("fr-BE", "Français"),
        ("es-ES", "Español"),
        ("en-GB", "English"),
        ("de-DE", "Deutsch"),
        ("zh-Hant-TW", "繁體中文"),
        ("sr-Latn", "Srpski"),
        ("ka-GE", "ქართული"),
        ("zu-ZA", "isiZulu"),
        ("ar", "العربية"),
    ],
)
def test_language_names_begin_as_their_language_begins_a_line(code: str, name: str) -> None:
    assert Formats.language_name(Locale(code, "x", "EUR", "x")) == name


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fr-FR", f"«{NB}oui{NB}»"),
        ("fr-CH", "«oui»"),
        ("es-ES", "“oui”"),
        ("en-GB", "“oui”"),
        ("de-DE", "„oui“"),
        ("pt-PT", "«oui»"),
        ("pt-BR", "“oui”"),
        ("ja-JP", "「oui」"),
        ("zh-Hant-TW", "「oui」"),
    ],
)
def test_quotation_marks(code: str, text: str) -> None:
    assert formats(code).quote("oui") == text


@pytest.mark.parametrize(
    ("typed", "form", "french", "spanish", "english"),
    [
        ("41000000 EUR", "", "41 millions d’euros", "41 millones de euros", "€41 million"),
        ("41000000 EUR", "exact", f"41{NNB}000{NNB}000{NB}€", f"41.000.000{NB}€", "€41,000,000"),
        ("41000000 EUR", "short", f"41{NB}M{NB}€", f"41{NB}M€", "€41M"),
        ("99.90 GBP", "exact", f"99,90{NB}£GB", f"99,90{NB}GBP", "£99.90"),
        ("0.125 GBP", "", f"0,125{NB}£GB", f"0,125{NB}GBP", "£0.125"),
        ("15.50 JPY", "", f"15,5{NB}JPY", f"15,5{NB}JPY", "JP¥15.5"),
        ("1002", "", f"1{NNB}002", "1002", "1,002"),
        ("1002", "short", f"1{NNB}002", "1002", "1,002"),
        ("4.50", "", "4,50", "4,50", "4.50"),
        ("15 %", "", f"15{NB}%", f"15{NB}%", "15%"),
        ("15%", "", f"15{NB}%", f"15{NB}%", "15%"),
        ("12.5 %", "exact", f"12,5{NB}%", f"12,5{NB}%", "12.5%"),
        ("1.5 kg", "", f"1,5{NNB}kg", "1,5 kg", "1.5 kg"),
        (" 5000 mAh ", "", f"5{NNB}000{NB}mAh", f"5000{NB}mAh", f"5,000{NB}mAh"),
    ],
)
def test_amounts_of_editors(typed: str, form: Form, french: str, spanish: str, english: str) -> None:
    said = [formats(code).amount(typed, form) for code in ("fr-FR", "es-ES", "en-GB")]
    assert said == [french, spanish, english]


@pytest.mark.parametrize(
    "text",
    ["", "41,000,000 EUR", "41 000 000 EUR", "1.000.000", "€41", "EUR 41", "about 5", "1e6", "41000000EUR", "５"],
)
def test_amounts_that_nobody_can_read_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not an amount; write plain digits .*41000000 EUR, 1\.5 kg, 15 %"):
        formats("fr-FR").amount(text)


@pytest.mark.parametrize("text", ["41 EURO", "41 eur", "3 XYZ", "8 port"])
def test_amounts_of_something_unknown_are_refused_by_its_name(text: str) -> None:
    with pytest.raises(ValueError, match=f"“{text.split()[1]}” in “{text}” is neither a currency nor a known unit"):
        formats("fr-FR").amount(text)


def test_each_value_is_written_once() -> None:
    said = formats("fr-FR")
    assert said.money_long(Decimal("77.70")) is said.money_long(Decimal("77.7"))
    assert said.date(Day(date(2018, 6, 12))) is said.date(Day(date(2018, 6, 12)))


def test_the_locale_of_the_process_changes_nothing() -> None:
    code = (
        "from decimal import Decimal; from storefront.locales import Formats; from storefront.model import Locale;"
        "said = Formats(Locale('fr-FR', 'fr', 'EUR', 'fr'));"
        "print(ascii([said.money(Decimal('1234.5')), said.list_and('AB'), said.amount('41000000 EUR'), said.year(9)]))"
    )
    environment = {
        **os.environ,
        "LC_ALL": "ar_EG.UTF-8",
        "LANG": "ar_EG.UTF-8",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ascii([f"1{NNB}234,50{NB}€", "A et B", "41 millions d’euros", "9"])


amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)


@given(
    amounts,
    st.one_of(
        st.tuples(st.sampled_from(["fr_FR", "de_DE", "cs_CZ"]), st.sampled_from(["EUR", "GBP", "JPY", "KWD", "CHF"])),
        st.tuples(st.sampled_from(["en_GB", "en_IN", "hi_IN", "ja_JP"]), st.sampled_from(["EUR", "GBP", "JPY", "INR"])),
    ),
)
def test_money_is_babels_where_babel_is_right(amount: Decimal, market: tuple[str, str]) -> None:
    name, currency = market
    assume(amount >= 0 or round(amount, get_currency_precision(currency)) != 0)
    assert formats(name.replace("_", "-")).money(amount, currency) == format_currency(amount, currency, locale=name)


@given(st.one_of(amounts.filter(lambda a: abs(a) >= 10_000), amounts.map(lambda a: a % 1000).map(abs)))
def test_spanish_money_is_babels_except_for_four_digits(amount: Decimal) -> None:
    assert formats("es-ES").money(amount, "EUR") == format_currency(amount, "EUR", locale="es_ES")


@given(amounts.map(abs))
def test_arabic_money_is_babels(amount: Decimal) -> None:
    assert formats("ar").money(amount, "EUR") == format_currency(amount, "EUR", locale="ar")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False))
def test_numbers_are_babels_where_babel_is_right(value: Decimal) -> None:
    assume(value >= 0 or round(value, 3) != 0)
    for name in ("fr_FR", "en_GB", "de_DE", "hi_IN"):
        assert formats(name.replace("_", "-")).number(value) == format_decimal(value, locale=name)


@given(st.text(max_size=12))
def test_any_text_is_a_measure_or_stays(text: str) -> None:
    assert isinstance(formats("fr-FR").measure(text), str)


def cldr(language: str, file: str) -> dict[str, Any]:
    if not CLDR.is_dir():
        pytest.skip("CLDR's own files are not beside the checkout (../shared/data/locale/cldr)")
    found: dict[str, Any] = json.loads((CLDR / language / f"{file}.json").read_text("utf-8"))["main"][language]
    return found


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_currency_symbols_separators_and_patterns_are_those_of_cldr(language: str) -> None:
    numbers, currencies = cldr(language, "numbers")["numbers"], cldr(language, "currencies")["numbers"]["currencies"]
    symbols = numbers["symbols-numberSystem-latn"]
    pattern = numbers["currencyFormats-numberSystem-latn"]["standard"]
    for currency in ("EUR", "USD", "GBP"):
        number = f"12{symbols['group']}345{symbols['decimal']}67"
        symbol = currencies[currency]["symbol"]
        glued = pattern.startswith("¤") and symbol[-1].isalpha()
        text = pattern.replace("#,##0.00", number).replace("¤", f"{symbol}{NB if glued else ''}")
        assert formats(language).money(Decimal("12345.67"), currency) == text


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_four_digits_are_grouped_as_cldr_says(language: str) -> None:
    grouped = cldr(language, "numbers")["numbers"]["minimumGroupingDigits"] == "1"
    assert (formats(language).number(1234) != "1234") is grouped


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_percents_millions_and_quotation_marks_are_those_of_cldr(language: str) -> None:
    numbers = cldr(language, "numbers")["numbers"]
    percent = numbers["percentFormats-numberSystem-latn"]["standard"]
    assert formats(language).percent(0.15) == percent.replace("#,##0", "15")
    million = numbers["decimalFormats-numberSystem-latn"]["long"]["decimalFormat"]["10000000-count-other"]
    assert million.replace("00", "41") in formats(language).money_long(Decimal(41_000_000), "EUR")
    marks = cldr(language, "delimiters")["delimiters"]
    said = formats(language).quote("x")
    assert (said[0], said[-1]) == (marks["quotationStart"], marks["quotationEnd"])


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_lists_and_months_are_those_of_cldr(language: str) -> None:
    patterns = cldr(language, "listPatterns")["listPatterns"]
    assert formats(language).list_and(["A", "B"]) == patterns["listPattern-type-standard"]["2"].format("A", "B")
    assert formats(language).list_or(["A", "B"]) == patterns["listPattern-type-or"]["2"].format("A", "B")
    months = cldr(language, "ca-gregorian")["dates"]["calendars"]["gregorian"]["months"]["format"]["wide"]
    for number, month in months.items():
        assert month in formats(language).date(Day(date(2018, int(number), 12)))
