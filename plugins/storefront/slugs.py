"""Titles and names -> the words of an address: lower case ASCII letters and digits, joined by hyphens."""

import re
from unicodedata import category, normalize

from unidecode import unidecode

LONGEST = 80
"""Characters of a slug; a longer one is cut at a hyphen."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_APOSTROPHES = re.compile(r"['’ʼ‘′]")
_PLUS = re.compile(r"(?<=\w)\+")


def slugify(text: str, language: str) -> str:
    """The slug of a text in a language (`fr`, or a locale's code); never empty where the text has a letter or a digit.

    `Galaxy S22+` keeps its plus, as a word: it is another phone than the Galaxy S22. Other symbols (&, €, ™) go.
    """
    language = language.partition("-")[0]
    letters = normalize("NFC", text)
    if language == "de":
        letters = letters.translate(_UMLAUTS)
    if language == "en":
        letters = _APOSTROPHES.sub("", letters)
    letters = _PLUS.sub(" plus ", letters)
    # Unidecode spells symbols out (£ as PS, ™ as tm), which no reader would guess.
    plain = unidecode("".join(" " if category(letter)[0] == "S" else letter for letter in letters))
    return _cut(re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or _code_points(text))


def _cut(slug: str) -> str:
    if len(slug) <= LONGEST:
        return slug
    return slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]


def _code_points(text: str) -> str:
    """For a script that Unidecode does not know: `u104cf-u104d8`."""
    return "-".join(f"u{ord(letter):x}" for letter in text if letter.isalnum())
