"""Pages as markup: the Nu checker has nothing to say, and they make sense before any sheet or script has arrived."""

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import orjson
import pytest

from tests.browser.sample import LOCALES, OUTSIDE, PLACES, Place, Sample, every_locale, every_place, tool, unavailable

pytestmark = pytest.mark.browser

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "headers")
DRAWING = 100
"""Pixels: no drawing is larger, also without the sheet."""


def test_nu_has_nothing_to_say(sample: Sample) -> None:
    places = {sample.file(*place): place for place in (*PLACES, *OUTSIDE)}
    assert [f"{places[file]}: {message}" for file, message in nu(places)] == []


def nu(files: Iterable[Path]) -> list[tuple[Path, str]]:
    """Every error, warning and remark of the Nu checker, with its file."""
    java = shutil.which("java")
    if java is None:
        unavailable("no Java is on the PATH")
    quick = ("-Xss2m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # it ends before it is worth optimizing
    command = [java, *quick, "-jar", str(tool("vnu-jar/build/dist/vnu.jar")), "--format", "json", "--exit-zero-always"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=True)
    found = []
    for message in orjson.loads(done.stderr)["messages"]:
        kind, line = message.get("subType", message["type"]), message.get("lastLine", 0)
        text = f"{kind} in line {line}: {message['message']} {message.get('extract', '')}"
        found.append((Path(message["url"].removeprefix("file:")), text))
    return found


@every_place
def test_language_and_direction(sample: Sample, place: Place) -> None:
    assert sample.html(*place).all("html") == [{"lang": place.locale, "dir": "ltr"}]


def test_chooser_says_each_language_in_itself(sample: Sample) -> None:
    page = sample.html("chooser")
    assert page.all("li") == [{"lang": locale, "dir": "ltr"} for locale in LOCALES]
    invitations = page.said("span", "chooser__invitation")
    assert invitations == ["Entrer dans la boutique", "Entrar en la tienda", "Enter the shop"]


@every_place
def test_headings_are_an_outline(sample: Sample, place: Place) -> None:
    page = sample.html(*place)
    headings = [(tag, page.texts[at]) for at, (tag, _) in enumerate(page.elements) if tag in HEADINGS]
    levels = [HEADINGS.index(tag) + 1 for tag, _ in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert all(text.strip() for _, text in headings)


@every_place
def test_what_is_referred_to_is_there(sample: Sample, place: Place) -> None:
    page = sample.html(*place)
    named = [one[name].split() for _, one in page.elements for name in REFERENCES if name in one]
    assert [name for names in named for name in names if name not in page.ids] == []


@every_place
def test_navigations_have_names_of_their_own(sample: Sample, place: Place) -> None:
    names = [one.get("aria-label") or one["aria-labelledby"] for one in sample.html(*place).all("nav")]
    assert [name for name, times in Counter(names).items() if times > 1] == []


@every_place
def test_drawings_stay_small_without_the_sheet(sample: Sample, place: Place) -> None:
    drawings = sample.html(*place).all("svg")
    assert [one for one in drawings if not 0 < int(one.get("width", 0)) <= DRAWING] == []


@every_place
def test_pictures_have_a_size_and_words(sample: Sample, place: Place) -> None:
    images = sample.html(*place).all("img")
    assert [one for one in images if not {"src", "width", "height", "alt"} <= set(one)] == []


@every_place
def test_pages_obey_a_strict_security_policy(sample: Sample, place: Place) -> None:
    """No style and no script within a page: `default-src 'self'` is enough for it."""
    page = sample.html(*place)
    assert page.all("style") == []
    assert [one for _, one in page.elements if any(name == "style" or name.startswith("on") for name in one)] == []
    assert [one for one in page.all("script") if "src" not in one and one.get("type") != "application/ld+json"] == []


@every_locale
def test_titles_differ(sample: Sample, locale: str) -> None:
    titles = Counter(sample.html(*place).title for place in PLACES if place.locale == locale)
    assert [title for title, times in titles.items() if times > 1] == []
