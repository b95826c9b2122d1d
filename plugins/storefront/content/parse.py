"""One Markdown file -> its header and its HTML; a parsed file is remembered by the hash of its bytes."""

import hashlib
import html
import pickle
import re
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify_unicode

from storefront.content.anatomy import Anatomy
from storefront.files import replace_file
from storefront.model import Heading, Question, Reference

HEADER = re.compile(r"^ {0,3}([A-Za-z][\w-]*):\s*(.*)$")
FENCE = re.compile(r"^-{3}\s*$|^\.{3}\s*$")
MORE = re.compile(r"^ {4,}(\S.*)$")
AMOUNT = re.compile(r"\{amount:([\w-]+)\|(\w+)\}")
PLACEHOLDER = re.compile(r"\{(product|category|post|guide|page|filename|static|attach|amount)[}:]([^\s)#\"'<>}]*)")
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(\s*<?(?!\{|#|[a-z][a-z0-9+.-]*:|//)([^\s)>#]+)")
PICTURE = re.compile(r"!\[[^\]\n]*\]\(\s*<?(?!https?:)(?:\{static\}|\{attach\})?([^)\s>{]+)")
FAQ = re.compile(r"<details>\s*<summary>\s*<h3[^>]*>(.*?)</h3>\s*</summary>\s*<div>(.*?)</div>\s*</details>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file as read."""

    header: dict[str, tuple[int, str]]
    """Key to its line and its value."""
    stray: tuple[tuple[int, str], ...]
    """Lines of the header that are no `Key: value`, with their numbers."""
    html: str
    below: str
    """What follows the first rule (`---`), for category texts."""
    headings: tuple[Heading, ...]
    faq: tuple[Question, ...]
    references: tuple[Reference, ...]
    digest: str


@dataclass
class DocumentCache:
    """Parsed files by the hash of their bytes and of the reader, kept in one file between builds."""

    path: Path
    _used: dict[str, Parsed] = field(default_factory=dict)

    @cached_property
    def _known(self) -> dict[str, Parsed]:
        try:
            known = pickle.loads(self.path.read_bytes())  # noqa: S301 - our own file, rebuilt when it is damaged
        except (OSError, EOFError, pickle.PickleError, AttributeError, ImportError, IndexError, TypeError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def parse(self, data: bytes) -> Parsed:
        """The parsed file. Raises `UnicodeDecodeError` for bytes that are not UTF-8."""
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        key = f"{_reader_version()}-{digest}"
        parsed = self._used.get(key) or self._known.get(key) or _parse(data.decode("utf-8-sig"), digest)
        self._used[key] = parsed
        return parsed

    def save(self) -> None:
        """Keeps what this build used and forgets the rest."""
        if self._used.keys() != self._known.keys():
            replace_file(self.path, pickle.dumps(self._used, protocol=5))


_VERSION: list[str] = []


def _reader_version() -> str:
    """Changes with Python-Markdown and with the reader's own code."""
    if not _VERSION:
        own = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
        model = (Path(__file__).parents[1] / "model.py").read_bytes()
        _VERSION.append(f"{version('markdown')}-{hashlib.blake2b(own + model, digest_size=8).hexdigest()}")
    return _VERSION[0]


_MARKDOWN: list[Markdown] = []


def _markdown() -> Markdown:
    """One converter for all files: making one costs as much as a short file."""
    if not _MARKDOWN:
        extensions: list[str | Extension] = ["extra", "sane_lists", "toc", Anatomy()]
        configs = {"toc": {"slugify": slugify_unicode, "toc_depth": "2-4"}}
        _MARKDOWN.append(Markdown(extensions=extensions, extension_configs=configs, output_format="html"))
    return _MARKDOWN[0].reset()


def _parse(text: str, digest: str) -> Parsed:
    lines = text.splitlines()
    header, stray, start = _header(lines)
    body = [""] * start + lines[start:]
    converter = _markdown()
    converted = converter.convert(AMOUNT.sub(r"{amount:\1:\2}", "\n".join(body)))
    below = converted.partition("<hr>")[2]
    return Parsed(
        header=header,
        stray=tuple(stray),
        html=converted,
        below=below.strip(),
        headings=tuple(_headings(getattr(converter, "toc_tokens", []))),
        faq=tuple(Question(_plain(match[1]), match[2].strip()) for match in FAQ.finditer(converted)),
        references=tuple(_references(lines)),
        digest=digest,
    )


def _header(lines: list[str]) -> tuple[dict[str, tuple[int, str]], list[tuple[int, str]], int]:
    """The keys, the stray lines and the number of lines that the header takes."""
    header: dict[str, tuple[int, str]] = {}
    stray: list[tuple[int, str]] = []
    fenced = bool(lines) and bool(FENCE.match(lines[0]))
    last = ""
    for number, line in enumerate(lines[fenced:], fenced + 1):
        if fenced and FENCE.match(line):
            return header, stray, number
        if not fenced and not line.strip():
            return header, stray, number
        if match := HEADER.match(line):
            last = match[1].lower()
            if last in header:
                stray.append((number, line.strip()))
            header[last] = (number, _value(match[2]))
        elif last and (more := MORE.match(line)):
            header[last] = (header[last][0], f"{header[last][1]} {more[1]}".strip())
        elif line.strip():
            if not header:
                return header, stray, number - 1
            stray.append((number, line.strip()))
    return header, stray, len(lines)


def _value(text: str) -> str:
    """A value without the quotes and brackets that other generators' headers put around it."""
    text = text.strip()
    if text[:1] == "[" and text[-1:] == "]":
        return ", ".join(filter(None, (_value(part) for part in text[1:-1].split(","))))
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _headings(tokens: list[dict[str, object]]) -> list[Heading]:
    flat: list[Heading] = []
    for token in tokens:
        flat.append(Heading(int(str(token["level"])), str(token["id"]), html.unescape(str(token["name"]))))
        flat += _headings(token["children"])  # type: ignore[arg-type]  # toc_tokens nest lists of the same form
    return flat


def _plain(markup: str) -> str:
    return html.unescape(TAG.sub("", markup)).strip()


def _references(lines: list[str]) -> list[Reference]:
    found = []
    for number, line in enumerate(lines, 1):
        found += [Reference(number, match[1], match[2]) for match in PLACEHOLDER.finditer(line)]
        found += [Reference(number, "", match[1]) for match in LINK.finditer(line)]
        found += [Reference(number, "image", match[1]) for match in PICTURE.finditer(line)]
    return found
