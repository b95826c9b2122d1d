"""The marks within headings, paragraphs, items and cells -> HTML: emphasis, code, links, pictures, line breaks.

Python-Markdown is the reference for what they become, and looks for one kind of marks after the other. Where two marks
stand apart or one holds the other, and no sign is left over, looking from left to right comes to the same.
"""

import re
from collections.abc import Sequence

EDGE = "\x02"
"""What stands between two texts: no mark holds it."""
BREAK = "  \n"
_ADDRESS = rf"[^\s()<\"'`\[\]\\{EDGE}]+"
_TITLE = rf"[^\s\"'()`\[\]\\{EDGE}][^\"()`\[\]\\\n{EDGE}]*"
_HELD = rf"[^*\s{EDGE}](?:[^*{EDGE}]*[^*\s{EDGE}])?"
_PICTURE = rf"\[(?P<alt>[^][`\n{EDGE}]*)\]\((?P<source>{_ADDRESS})(?: \"(?P<caption>{_TITLE})\")?\)"
PICTURE = re.compile(f"!{_PICTURE}")
MARK = re.compile(
    r"[!\[*`_\\\]<{](?:"
    rf"(?<=!){_PICTURE}"
    rf"|(?<=\[)(?<!!\[)(?P<words>(?!\^)[^][{EDGE}]+)\]\((?P<target>{_ADDRESS})(?: \"(?P<title>{_TITLE})\")?\)"
    rf"|(?<=\*)\*(?P<strong>{_HELD})\*\*(?!\*)"
    rf"|(?<=\*)(?P<emphasis>{_HELD})\*(?!\*)"
    rf"|(?<=`)(?P<code>[^`\n{EDGE}]+)`(?!`)"
    r"|(?:(?<=!)|(?<=[^\W_]_)(?=[^\W_]))(?P<none>)"
    r"|)"
)
"""A mark; what is none, `!` before anything else and `_` between letters; a sign of something that is not certain.

Each begins with one of a set, for which `re` searches several times as fast as for one of several expressions.
"""
SPACE = re.compile(r"\s")


class OtherMarkdown(Exception):  # noqa: N818 - it is no mistake
    """A text holds something that is not certain here: Python-Markdown knows what it becomes."""


def marked(texts: Sequence[str]) -> list[str]:
    """The HTML of texts, of which none holds an entity; raises `OtherMarkdown`."""
    if not texts:
        return []
    return MARK.sub(_element, escaped(EDGE.join(texts))).replace(BREAK, "<br>\n").split(EDGE)


def escaped(text: str) -> str:
    """What has no marks, as HTML."""
    return text.replace("&", "&amp;").replace(">", "&gt;")


def figure(picture: re.Match[str]) -> str:
    """A picture that stands alone, with its title as its caption."""
    alt, source, caption = map(escaped, picture.groups())
    return f'<figure class="captioned">{_image(alt, source, "")}<figcaption>{_line(caption)}</figcaption></figure>'


def _element(mark: re.Match[str]) -> str:
    match mark.lastgroup:
        case "target" | "title":
            words = MARK.sub(_element, mark["words"])
            return f'<a href="{mark["target"]}"{_title(mark["title"])}>{words}</a>'
        case "strong":
            return f"<strong>{MARK.sub(_element, mark['strong'])}</strong>"
        case "emphasis":
            return f"<em>{MARK.sub(_element, mark['emphasis'])}</em>"
        case "code":
            return f"<code>{mark['code'].strip()}</code>"
        case "source" | "caption":
            return _image(mark["alt"], mark["source"], _title(mark["caption"]))
        case "none":
            return mark[0]
    raise OtherMarkdown


def _image(alt: str, source: str, title: str) -> str:
    return f'<img alt="{_quoted(alt)}" src="{source}"{title}>'


def _title(title: str | None) -> str:
    return f' title="{_quoted(_line(title))}"' if title else ""


def _line(title: str) -> str:
    return SPACE.sub(" ", title.strip())


def _quoted(text: str) -> str:
    return text.replace('"', "&quot;")
