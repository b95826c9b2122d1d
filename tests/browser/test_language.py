"""The languages of the built sample shop: every word in the page's own, written as that language prints it."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest
from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from storefront.model import Locale
from storefront.shop import PRODUCT, load_shop
from storefront.store import load_store

LANGUAGES = {"fr": Language.FRENCH, "es": Language.SPANISH, "en": Language.ENGLISH}
BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "td", "th", "dt", "dd", "summary", "figcaption", "title", "div", "button"}
VOID = {"meta", "link", "img", "source", "br", "input", "hr", "wbr"}
NOT_PROSE = {"script", "style", "code", "pre"}
LEAST_WORDS = 5
"""A detector guesses where there are fewer."""
SURE = 0.9
WORD = re.compile(r"[^\W\d_]{2,}")
every_language = pytest.mark.parametrize("language", LANGUAGES)


class Said(NamedTuple):
    """A block of text in a language, and a page that shows it."""

    text: str
    page: str


TOKEN = re.compile(r"<!--.*?-->|<(/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)", re.DOTALL)
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
LANG = re.compile(r'\slang="([^"]*)"')


class _Blocks:
    """Gathers the blocks of a page that are in the page's language.

    The checker of test_markup.py has seen that the markup is sound: looking for tags alone takes a fifth of the time
    that Python's parser needs, and there are thousands of pages.
    """

    def __init__(self) -> None:
        self.lang = ""
        self.blocks: list[str] = []
        self.pieces: list[str] = []
        self._open: list[tuple[str, bool, list[str]]] = []

    def feed(self, page: str) -> None:
        for end, tag, attributes, text in TOKEN.findall(SCRIPT.sub("", page)):
            if text:
                self._data(unescape(text))
            elif end:
                self._end(tag)
            elif tag:
                self._start(tag, attributes)

    def _start(self, tag: str, attributes: str) -> None:
        found = LANG.search(attributes)
        self.lang = self.lang or (found[1] if found else "")
        if tag not in VOID and not attributes.endswith("/"):
            # what stands in something that is not ours is not ours either
            around = not self._open or self._open[-1][1]
            ours = around and tag not in NOT_PROSE and (not found or found[1] == self.lang)
            self._open.append((tag, ours, []))

    def _end(self, tag: str) -> None:
        while self._open:
            name, ours, pieces = self._open.pop()
            text = "".join(pieces)
            if name in BLOCKS and ours:
                self.blocks.append(" ".join(text.split(" ")))
            elif ours and self._open:
                self._open[-1][2].append(text)
            if name == tag:
                return

    def _data(self, data: str) -> None:
        if self._open and self._open[-1][1]:
            self._open[-1][2].append(data)
            self.pieces.append(data)


@cache
def read(output: Path, language: str) -> tuple[list[Said], list[Said]]:
    """The distinct blocks and the distinct pieces of text of all pages of a language."""
    blocks, pieces = dict[str, str](), dict[str, str]()
    for path in sorted((output / language).rglob("*.html")):
        reader = _Blocks()
        page = path.relative_to(output).as_posix()
        text = path.read_text(encoding="utf-8")
        reader.feed(text if page == f"{language}/index.html" else own_part(text))
        blocks |= {text: page for text in reader.blocks if text not in blocks}
        pieces |= {text: page for text in reader.pieces if text not in pieces}
    return [Said(*one) for one in blocks.items()], [Said(*one) for one in pieces.items()]


def own_part(text: str) -> str:
    """A page without what all pages of its language share, such as the menu."""
    found = re.search(r"(<html [^>]*>).*?(<title>.*?</title>).*?(<main.*</main>)", text, re.DOTALL)
    assert found
    return "".join(found.groups())


@pytest.fixture(scope="module")
def detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*LANGUAGES.values()).build()


@pytest.fixture(scope="module")
def names() -> re.Pattern[str]:
    """What products, brands and the shop are called, which is the same in every language."""
    shop = load_shop(PRODUCT)
    store = load_store(shop, PRODUCT / ".cache")
    found = {shop.name}
    for locale in shop.locales:
        for product in store.products(locale).values():
            found |= {product.brand, product.model, product.name(shop.source_language)}
    return re.compile("|".join(re.escape(one) for one in sorted(found - {""}, key=len, reverse=True)))


def foreign(detector: LanguageDetector, names: re.Pattern[str], said: list[Said], language: str) -> Iterator[str]:
    """The texts that are surely in another language, each with a page."""
    for text, page in said:
        words = names.sub("", text)
        if len(WORD.findall(words)) >= LEAST_WORDS:
            guess = detector.compute_language_confidence_values(words)[0]
            if guess.language != LANGUAGES[language] and guess.value > SURE:
                yield f"{page}: {text.strip()} ({guess.language.name}, {guess.value:.2f})"


@every_language
def test_no_text_is_in_another_language(
    output: Path, detector: LanguageDetector, names: re.Pattern[str], language: str
) -> None:
    blocks, _ = read(output, language)
    assert len(blocks) > 1000
    assert list(foreign(detector, names, blocks, language)) == []


def test_a_text_in_another_language_is_found(detector: LanguageDetector, names: re.Pattern[str]) -> None:
    said = [
        Said("The page that you are looking for has moved, or was never here.", "fr/404.html"),
        Said("Étagères pleines : la page que vous cherchez a déménagé.", "fr/404.html"),
        Said("Beats Studio3 Wireless", "fr/404.html"),
    ]
    assert [one.partition(" (")[0] for one in foreign(detector, names, said, "fr")] == [f"fr/404.html: {said[0].text}"]


WRONG = {
    "fr": {
        "an ordinary space before a sign": r"\S [;:!?»%€]|« ",
        "no space before a sign": r"[^\W\d][;!?»](?!\w)|[^\W\d]:(?=\s|$)|«\w",
        "English quotation marks": r'["“”]',
        "a first of the month without er": r"\b1 (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre)\b",
        "a price as English writes it": r"€\s?\d|\d\.\d\d\s?€",
        "a hyphen in a range": r"\b\d+ ?- ?\d+ (?:€|jours|ans|mois)",
    },
    "es": {
        "a space before a sign": r"\S [;:!?,.](?:\s|$)",
        "no opening sign": r"^[^¿]*\?\s*$",
        "English quotation marks": r'["“”]',
        "an ordinary space before a unit": r"\d [€%]",
        "a price as English writes it": r"€\s?\d|\d\.\d\d\s?€",
    },
    "en": {
        "a space before a sign": r" [;:!?](?:\s|$)",
        "straight quotation marks": r'"',
        "a price as French writes it": r"\d,\d\d\s?£|\d\s£",
    },
}
"""What a language does not print, by name."""
MISTAKES = [(language, name) for language, rules in WRONG.items() for name in rules]


@pytest.mark.parametrize(("language", "name"), MISTAKES)
def test_signs_quotes_dates_and_prices_are_the_languages_own(output: Path, language: str, name: str) -> None:
    wrong = re.compile(WRONG[language][name])
    _, pieces = read(output, language)
    assert [f"{page}: {text.strip()}" for text, page in pieces if wrong.search(text)] == []


@every_language
def test_parts_and_links_in_another_language_say_so(output: Path, language: str) -> None:
    """A link to a page of another locale has its language, for the words of the link and for where it leads."""
    others = {one.prefix: one for one in load_shop(PRODUCT).locales if one.language != language}
    link = re.compile(rf'<a\b[^>]*\bhref="/({"|".join(others)})/[^>]*>')
    found = Counter[str]()
    for path in (output / language).rglob("*.html"):
        for match in link.finditer(path.read_text(encoding="utf-8")):
            found[match[1]] += 1
            assert names_language(match[0], others[match[1]]), f"{path}: {match[0]}"
    assert found.keys() == others.keys()


def names_language(tag: str, locale: Locale) -> bool:
    return f'lang="{locale.code}"' in tag and f'hreflang="{locale.code}"' in tag


def test_the_chooser_has_each_language_in_its_own_words(output: Path) -> None:
    text = (output / "index.html").read_text(encoding="utf-8")
    for locale in load_shop(PRODUCT).locales:
        assert re.search(rf'<[^>]*\blang="{locale.code}"[^>]*\bdir="{locale.direction}"', text)
