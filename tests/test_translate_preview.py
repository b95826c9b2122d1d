"""`vitrina translate preview`: each message on the page says what it is, and a saved `.po` file shows at once."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from scripts.translate.preview import Translation, shop_with
from storefront.problems import InputError
from storefront.shop import PRODUCT, load_shop
from tests.shops import write_files
from tests.sites import ENVIRONMENT, Html

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
CATALOG = "translations/fr/LC_MESSAGES/catalog.po"
WORDS = "translations/fr/LC_MESSAGES/storefront.po"
LAMPS = f'{HEADER}msgctxt "category"\nmsgid "Lamps"\nmsgstr "Lampes"\n'
MARKED = re.compile(r'<span class="vitrina-message" data-message="([^"]*)"( data-state="missing")?>([^<]*)</span>')


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write_files(tmp_path, {
        "shop.toml": 'name = "Lamps"\naddress = "https://lamps.example"\ntagline = "Light & <b>less</b>"\n'
        'locales.fr-FR = { prefix = "fr", currency = "EUR" }\nlocales.en-GB = { prefix = "en", currency = "GBP" }\n',
        "content/catalog/offers.csv": "sku,product,name,category,price_fr,price_gb\n1,a,Desk lamp,Lamps,2,3\n",
        CATALOG: LAMPS,
    })  # fmt: skip
    return tmp_path


def translation(shop: Path, name: str = "fr") -> Translation:
    return Translation(*shop_with(load_shop(shop), name), shop / ".cache")


def page(translation: Translation, path: str) -> str:
    data = translation.page(path)
    assert data is not None
    return data.decode()


def test_each_message_is_marked_with_its_context_its_text_and_its_line(shop: Path) -> None:
    html = page(translation(shop), "/fr/boutique/lampes/")
    found = {text.replace("\u00a0", " "): (told, missing) for told, missing, text in MARKED.findall(html)}
    assert found["Lampes"] == (f"category | Lamps — {CATALOG}:5", "")
    told, missing = found["1 produit"]
    assert re.fullmatch(r"%\(num\)s product — \S*translations/fr/LC_MESSAGES/storefront\.po:\d+", told)
    assert not missing
    tagline = found["Light &amp; &lt;b&gt;less&lt;/b&gt;"]
    assert tagline == ("shop | Light &amp; &lt;b&gt;less&lt;/b&gt; — not translated", ' data-state="missing"')


def test_no_mark_is_left_where_it_does_no_good(shop: Path) -> None:
    html = page(translation(shop), "/fr/")
    assert not re.search("[\ue000-\uf8ff]", html)
    for code in re.findall(r"<[^>]*>|<title>.*?</title>|<script.*?</script>", html, re.DOTALL):
        assert "vitrina-message" not in code or code.startswith('<span class="vitrina-message"')
    assert Html("home", html).said("title") == ["Lamps – Light & <b>less</b>"]


def test_addresses_are_those_of_the_build(shop: Path) -> None:
    marked = translation(shop)
    assert marked.page("/fr/boutique/lampes/")
    assert marked.page("/en/shop/lamps/") is None  # not marked: the build's own is shown
    assert 'href="/fr/boutique/lampes/"' in page(marked, "/fr/")


def test_changed_words_show_and_wrong_ones_are_told_and_do_not(shop: Path) -> None:
    marked = translation(shop)
    write_files(shop, {CATALOG: LAMPS.replace("Lampes", "Luminaires")})
    marked.read()
    assert "Luminaires</span>" in page(marked, "/fr/boutique/luminaires/")
    write_files(shop, {CATALOG: LAMPS.replace('"Lampes"', '"Lampes')})
    with pytest.raises(InputError, match=rf"{CATALOG}:6"):
        marked.read()
    assert "Luminaires</span>" in page(marked, "/fr/boutique/luminaires/")


@pytest.mark.parametrize("name", ["fr", "fr-FR", "fr_FR"])
def test_a_locale_may_be_named_in_several_ways(shop: Path, name: str) -> None:
    assert shop_with(load_shop(shop), name)[1].code == "fr-FR"


def test_a_pseudo_locale_is_made_on_demand_and_no_other(shop: Path) -> None:
    html = page(translation(shop, "en-XA"), "/en-xa/")
    assert '<html lang="en-XA" dir="ltr">' in html
    assert "ŢŢĥĥîîšš" not in html
    assert re.search(r">[^<]*[Šš]ĥöö[^<]*</span>", html)
    with pytest.raises(InputError, match="there is no locale “de”"):
        shop_with(load_shop(shop), "de")


def test_a_locale_that_is_not_there_is_told_with_each_that_is_once(shop: Path) -> None:
    with (shop / "shop.toml").open("a") as file:
        file.write('[locales.en-XA]\nprefix = "xa"\ncurrency = "EUR"\n')
    with pytest.raises(InputError) as caught:
        shop_with(load_shop(shop), "de")
    assert caught.value.problems[0].hint.count("en-XA") == 1


def read(address: str) -> str:
    with urlopen(address) as answer:
        return str(answer.read().decode())


@contextmanager
def command(shop: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The command as a process; gives the address that it names."""
    arguments = [sys.executable, "-m", "scripts", "--shop", str(shop), "translate", "preview", "fr", "--port", "0"]
    process = subprocess.Popen(arguments, cwd=PRODUCT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        yield line.split(" is at ")[1].split()[0], process
    finally:
        process.kill()
        process.communicate()


def test_a_saved_catalog_shows_within_a_second_and_ctrl_c_ends_it(shop: Path) -> None:
    with command(shop) as (address, process):
        assert "Lampes</span>" in read(address)
        draft = shop / "draft.po"
        draft.write_text(LAMPS.replace("Lampes", "Luminaires"), encoding="utf-8")
        start = time.monotonic()
        draft.replace(shop / CATALOG)
        while "Luminaires</span>" not in read(address):
            assert time.monotonic() - start < 10
        taken = time.monotonic() - start
        assert taken < 3, "a second by itself, more on a busy machine"
        assert not (shop / "output").exists()
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 0
