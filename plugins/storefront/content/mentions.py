"""What a text names, by line: links, pictures, files, figures."""

import re
from urllib.parse import unquote

from storefront.model import Reference

PLACEHOLDER = re.compile(
    r"\{(?:(product|category|post|guide|page)\}|(amount):)"
    r"((?<=amount:)[^{}\n]*(?=\})|[^\s)#\"'<>}]*)(?:#([^\s)\"'<>}]*))?"
)
NAME = r"(?:\([^()>\n\"]*\)|[^)>#\n\"])*?"
"""The rest of an address or a file's name, which may hold spaces, and brackets in pairs: `Photo (1).jpg`."""
FILE = re.compile(rf"\{{(filename|static|attach)\}}({NAME})(?=[#>)\"]|\s+[\"']|$)", re.MULTILINE)
WORDS = r"(?:[^\[\]\n!]++|!|\n(?!\s*\n))"
OWN = r"(?!<|\{|#|[A-Za-z][A-Za-z0-9+.-]*:|//)"
"""Not before a placeholder, a heading of the page, another site."""
TARGET = rf"{OWN}([^\s)>#]{NAME})(?=[#>)]|\s+[\"'])"
"""Where a link leads."""
LINKS = (
    re.compile(rf"\[(?<!!\[)(?:!\[{WORDS}*\]\([^)\n]*\)|{WORDS})*\]\(\s*<?{TARGET}"),
    re.compile(rf"<a\s[^>]*?\bhref=[\"']{OWN}([^\"'#]+)"),
)
"""Links to addresses, of Markdown and of HTML."""
HERE = re.compile(rf"\[(?<!!\[){WORDS}*\]\(\s*#([^\s)\"']+)")
"""A link to a heading of the text itself."""
DEFINITION = re.compile(
    rf"^ {{0,3}}\[(?!\^)[^\]\n]+\]:\s*<?(?!.*\.(?:png|jpe?g|gif|svg|webp|avif)\b){OWN}([^\s>#]+)", re.MULTILINE
)
"""A line with an address that links refer to (not one of a picture)."""
FOREIGN = re.compile(
    r"(?:\]\(\s*<?|href=\")\{(?!(?:product|category|post|guide|page|filename|static|attach)\})([^{}\s]+)\}([^\s)>\"]*)"
)
"""A link of a kind that Vitrina does not have, such as Pelican's `{tag}`."""
WORDLESS = re.compile(rf"!\[\s*\]\(\s*<?([^\s)>]{NAME})(?=[>)]|\s+[\"'])")
"""A picture without a text for those who do not see it."""
WORDLESS_HTML = re.compile(r"<img(?![^<>]*\salt\b)[^<>]*?\ssrc=\"([^\"]+)\"")
"""The same in HTML."""
EMPTY = re.compile(rf"\[{WORDS}*\]\(\s*\)")
"""A link with nothing in its round brackets; a picture, where `!` stands before it.

A search for a sign that may be missing, as the `!`, takes ten times as long.
"""
PICTURES = (
    re.compile(rf"!\[{WORDS}*\]\(\s*<?{TARGET}"),
    re.compile(rf"<img\s[^>]*?\bsrc=[\"']{OWN}([^\"']+)"),
)


def mentions(text: str) -> list[Reference]:
    """What the text names. It has no code any more."""
    found: list[tuple[int, str, str]] = []
    places: dict[int, str] = {}
    if "{" in text:
        pages = list(PLACEHOLDER.finditer(text))
        found += ((match.start(), match[1] or match[2], match[3]) for match in pages)
        places = {match.start(): unquote(match[4]) for match in pages if match[4]}
        found += ((match.start(), match[1], match[2].strip()) for match in FILE.finditer(text))
        found += ((match.start(1), f"{{{match[1]}}}", match[2]) for match in FOREIGN.finditer(text))
    links = (*LINKS, DEFINITION) if "]:" in text else LINKS
    found += ((match.start(1), "", match[1]) for pattern in links for match in pattern.finditer(text))
    found += ((match.start(1), "image", match[1]) for pattern in PICTURES for match in pattern.finditer(text))
    found += ((match.start(1), "wordless", match[1]) for match in WORDLESS.finditer(text))
    found += ((match.start(1), "wordless", match[1]) for match in WORDLESS_HTML.finditer(text))
    found += ((match.start(1), "here", unquote(match[1])) for match in HERE.finditer(text))
    empty = ((match.start(), match[0]) for match in EMPTY.finditer(text))
    found += ((start, "empty", f"!{link}" if text[start - 1 : start] == "!" else link) for start, link in empty)
    return [
        Reference(text.count("\n", 0, start) + 1, kind, target, places.get(start, ""))
        for start, kind, target in sorted(found)
    ]
