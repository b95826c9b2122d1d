"""The pseudo-locales: all that the theme says comes out accented; a plain word is one that no translator can reach."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from storefront.locales.pseudo import accent, mirror
from storefront.problems import InputError
from storefront.shop import PRODUCT, load_shop
from storefront.slugs import slugify
from tests.pseudo import FILES, SETTINGS, said
from tests.shops import write_files
from tests.sites import Built, built

PLAIN = re.compile(r"[A-Za-z]{2,}(?:[ ’'-][A-Za-z]+)*")
"""Words in letters without an accent: one letter may be a value's."""
SPOKEN = {"alt", "title", "aria-label", "placeholder"}
"""Attributes that are read to somebody."""
NOT_OURS = {"script", "style", "time"}
"""Elements whose text is code, or written by CLDR."""
UNITS = re.compile(r"\d+\sGB|en-XA")
VOID = {"meta", "link", "img", "source", "br", "input", "hr", "wbr", "path", "circle", "rect"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("pseudo")
    write_files(folder, FILES)
    return built(folder)


class _Spoken(HTMLParser):
    """Gathers what is said in a page's own language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    @property
    def _ours(self) -> bool:
        return all(ours for _, ours in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        ours = tag not in NOT_OURS and values.get("lang", "en-XA") == "en-XA"
        if ours and self._ours:
            self.texts += [values[name] for name in SPOKEN & values.keys()]
            if "description" in {values.get("name"), values.get("property", "").removeprefix("og:")}:
                self.texts.append(values["content"])
        if tag not in VOID:
            self._open.append((tag, ours))

    def handle_endtag(self, tag: str) -> None:
        if tag in {name for name, _ in self._open}:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._ours:
            self.texts.append(data)


def plain_words(page: str) -> set[str]:
    """The words of a page that nobody has translated."""
    reader = _Spoken()
    reader.feed(page)
    return {found for text in reader.texts for found in PLAIN.findall(UNITS.sub("", text))}


def untranslated(site: Built, prefix: str = "xa") -> list[str]:
    """`theme/templates/text.html:7  “Hello” on /xa/about/`: plain words, each with the line that holds it."""
    found: dict[str, str] = {}
    for path, page in site.pages.items():
        if path.startswith(f"{prefix}/"):
            for words in plain_words(page.text):
                found.setdefault(words, path)
    return [
        f"{', '.join(lines_with(site.shop, words)) or 'nowhere'}  “{words}” on {path}" for words, path in found.items()
    ]


def lines_with(shop: Path, words: str) -> Iterator[str]:
    """Lines of the theme and of the code that hold a text."""
    folders = [*load_shop(shop).layers("theme/templates"), PRODUCT / "plugins/storefront"]
    for folder in folders:
        root = shop if folder.is_relative_to(shop) else PRODUCT
        for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.py")]):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if re.search(rf"\b{re.escape(words)}\b", line):
                    yield f"{path.relative_to(root)}:{number}"


def test_every_word_of_the_theme_can_be_translated(site: Built) -> None:
    kinds = {path.split("/")[1] for path in site.pages if path.startswith("xa/")}
    assert kinds >= {"index.html", "404.html", "shop", "product", "blog", "guides", slugify(said("About"), "en")}
    assert untranslated(site) == []


def test_a_word_that_no_translator_can_reach_is_named_with_its_template_and_line(tmp_path: Path) -> None:
    own = (PRODUCT / "theme/templates/text.html").read_text(encoding="utf-8")
    marked = own.replace('<div class="prose"', '<p title="Look here">Nobody translates this</p>\n<div class="prose"')
    line = marked[: marked.index("Nobody")].count("\n") + 1
    write_files(tmp_path, {**FILES, "theme/templates/text.html": marked})
    found = untranslated(built(tmp_path))
    assert len(found) == 2
    for words in ("Look here", "Nobody translates this"):
        assert any(one.startswith(f"theme/templates/text.html:{line}  “{words}” on xa/") for one in found), found


def test_pseudo_locales_are_for_no_search_engine(site: Built) -> None:
    for path, page in site.pages.items():
        if path.startswith(("xa/", "xb/")):
            assert "noindex" in page.meta("robots"), path
            assert page.alternates == {}
        else:
            assert not {"en-XA", "ar-XB", "ar"} & set(page.alternates), path
    assert not list(site.output.glob("sitemap-x*.xml"))


def test_right_to_left_is_the_direction_of_the_other(site: Built) -> None:
    page = site.page("/xb/")
    assert page.all("html", lang="ar-XB", dir="rtl")
    assert "\u202eHelp\u202c" in page.text
    assert site.page("/xb/blog/")


def test_accents_leave_values_and_markup_and_make_texts_two_fifths_longer() -> None:
    text = "Read <b title='x'>this</b> &amp; %(num)s%% more"
    accented = accent(text)
    for part in ("<b title='x'>", "</b>", "&amp;", "%(num)s", "%%"):
        assert accented.count(part) == 1
        accented = accented.replace(part, "")
    assert not re.search("[A-Za-z]", accented)
    for short in ("Buy", "Add to cart", "Every device is tested"):
        assert len(short) * 1.4 <= len(accent(short)) < len(short) * 1.4 + 1
        assert mirror(short).replace("\u202e", "").replace("\u202c", "").replace("\u200f", "") == short
    assert accent("") == accent("") == ""


@pytest.mark.parametrize("code", ["en-XB", "ar-XA", "zz-ZZ"])
def test_other_codes_of_their_kind_are_none(tmp_path: Path, code: str) -> None:
    write_files(tmp_path, {"shop.toml": SETTINGS.replace("en-GB", code)})
    with pytest.raises(InputError) as caught:
        load_shop(tmp_path)
    assert [problem.field for problem in caught.value.problems] == [f"locales.{code}"]
