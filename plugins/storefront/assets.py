"""theme/static/ -> the files that every page loads: one style sheet, one script, icons, fonts, the site's root files.

Pure: reads the theme's folders, writes nothing. Every address holds eight digits of its content's hash, so browsers may
keep the files for ever; only the files of `root/` (verification files, .well-known/) keep their names.

The sheet is minified with rcssmin. The script is joined but not minified: rjsmin ends a template literal at the first
backtick within it, so that `${a ? `// ${b}` : ""}` loses its rest, and takes spaces out of a regular expression after
`=>`. Nothing would tell the shop that wrote either.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import rcssmin

from storefront.problems import Problem, Severity
from storefront.values import value

SHEET = "css/main.css"
SCRIPT = "js/main.js"
ICON = "icons/favicon.svg"
NO_PICTURE = "icons/no-picture.svg"

_ROOT = "root/"
_CSS_PART: Final = re.compile(
    r"""
    (?P<comment>/\*.*?(?:\*/|\Z))
  | (?P<charset>@charset\s[^;]*;)
  | @import\s+(?:url\(\s*)?(?P<quote>["']?)(?P<sheet>[^"'()\s]+)(?P=quote)\s*\)?(?P<condition>[^;]*);
  | (?<![\w-])url\(\s*(?P<urlquote>["']?)(?P<url>.*?)(?P=urlquote)\s*\)
  | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
"""What has to be told apart in a sheet; everything between the matches is plain CSS."""
_WHOLE_COMMENT = re.compile(r"/\*.*\*/", re.DOTALL)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
"""A brace, or a sign that is escaped and no brace."""
_LAYER = re.compile(r"layer(?:\(\s*([\w.-]+)\s*\))?")
_ELSEWHERE = re.compile(r"#|/|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
"""Addresses that are not those of files of the theme."""
_PRELUDE = re.compile(r"(?:^|(?<=[;{}]))[^;{}@]++(?=\{)")
"""What stands before a block and is no at-rule: selectors."""
_WITHIN = re.compile(r"(?<=[^\s>+~,({;}])\s+(?=:)")
"""The space between an element and what is within it, where that is named by a pseudo-class alone: `.a :is(b)`."""
_JS_IMPORT = re.compile(r"""^[ \t]*import\s*(["'])(.+?)\1[ \t]*;?""", re.MULTILINE)
_JS_BINDING = re.compile(
    r"""^[ \t]*(?:import\s[^;"']*?\bfrom\s*["']|export\s+(?:default|const|let|var|function|class|async|\{|\*))""",
    re.MULTILINE,
)
_PLAIN_NAME = re.compile(r"[\w./-]+", re.ASCII)


class _File(NamedTuple):
    path: Path
    source: str
    """The path as reports print it: `theme/static/css/main.css`."""
    layer: int
    """Place of its root; 0 for the first, whose files win."""


@value
class Assets:
    """The theme's files as the site serves them."""

    files: Mapping[str, bytes | Path]
    """By address from the root: the bytes, or the file that holds them."""
    stylesheet: str
    script: str
    icon: str
    no_picture: str
    """Stands for the picture of a product that has none. The addresses are empty where the file is missing."""
    problems: tuple[Problem, ...]

    @property
    def paths(self) -> frozenset[str]:
        """Where they stand in the output."""
        return frozenset(address.lstrip("/") for address in self.files)


def load_assets(roots: Sequence[Path]) -> Assets:
    """Bundles the files below the roots; a file in an earlier root replaces its namesake in a later one."""
    theme = _Theme(_tree(roots))
    files: dict[str, bytes | Path] = dict(theme.plain_files())
    sheet = rcssmin.cssmin(_spelled_out(theme.sheet(SHEET)), keep_bang_comments=True) if theme.has(SHEET) else ""
    theme.check_unused_sheets()
    bundles = {"css": sheet, "js": theme.script()}
    addresses = {ending: _address(f"site.{ending}", text.encode()) for ending, text in bundles.items() if text}
    files |= {address: bundles[ending].encode() for ending, address in addresses.items()}
    icon = theme.addresses[ICON] if theme.has(ICON) else ""
    # only a product without a picture needs it
    no_picture = theme.addresses[NO_PICTURE] if theme.has(NO_PICTURE, Severity.WARNING) else ""
    return Assets(
        dict(sorted(files.items())),
        addresses.get("css", ""),
        addresses.get("js", ""),
        icon,
        no_picture,
        tuple(sorted(set(theme.problems))),
    )


@dataclass
class _Theme:
    """The theme's files while they are put together."""

    tree: Mapping[str, _File]
    addresses: dict[str, str] = field(default_factory=dict)
    """Address of each file that is served as it is, by its path in `static/`."""
    problems: list[Problem] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """Sheets and scripts that are in a bundle."""

    def has(self, name: str, severity: Severity = Severity.ERROR) -> bool:
        """Whether the theme has a file that it needs; a missing one is reported."""
        if name not in self.tree:
            self.problems.append(
                Problem(f"theme/static/{name}", message="the theme lacks this file", hint="add it", severity=severity)
            )
        return name in self.tree

    def plain_files(self) -> Iterator[tuple[str, Path]]:
        """Address and path of the files that are served as they are; notes the addresses for the sheets."""
        for name, file in self.tree.items():
            if not _PLAIN_NAME.fullmatch(name):
                hint = "name it with the letters a to z, digits, hyphens and dots"
                self.problems.append(Problem(file.source, message="the name does not fit into an address", hint=hint))
            if name.startswith(_ROOT):
                yield f"/{name.removeprefix(_ROOT)}", file.path
            elif not name.startswith(("css/", "js/")) or Path(name).suffix not in {".css", ".js"}:
                self.addresses[name] = _address(name, file.path.read_bytes())
                yield self.addresses[name], file.path

    def sheet(self, name: str, importers: tuple[str, ...] = ()) -> str:
        """A sheet with its imports in place and the addresses that the site serves."""
        self.used.add(name)
        text = self._text(name)
        importers = *importers, name

        def part(match: re.Match[str]) -> str:
            line = text.count("\n", 0, match.start()) + 1
            if match["sheet"] is not None:
                return self._imported(match, line, importers)
            if match["url"] is not None:
                return self._url(match, name, line)
            return "" if match["charset"] else match[0]

        self._check_ends(name, text)
        return _CSS_PART.sub(part, text)

    def script(self) -> str:
        """All scripts, `main.js` and what it imports first, each in a scope of its own."""
        names = [name for name in self.tree if name.startswith("js/") and name.endswith(".js")]
        return "".join(
            part for name in sorted(names, key=lambda name: (name != SCRIPT, name)) for part in self._module(name)
        )

    def _check_ends(self, name: str, text: str) -> None:
        """Reports a comment or a block that takes in what follows, and a “}” too many."""
        for match in _CSS_PART.finditer(text):
            if match["comment"] and not _WHOLE_COMMENT.fullmatch(match["comment"]):
                line = text.count("\n", 0, match.start()) + 1
                hint = "close it with */: the rest of the site's sheet would be lost in it"
                self._report(name, line, "the comment is never closed", hint)
                return
        plain = _CSS_PART.sub(lambda match: "\n" * match[0].count("\n"), text)
        opened: list[int] = []
        for match in _BRACE.finditer(plain):
            if match[0] == "{":
                opened.append(match.start())
            elif match[0] == "}" and not opened:
                line = plain.count("\n", 0, match.start()) + 1
                self._report(name, line, "this “}” closes no block", "remove it, or open its block with {")
                return
            elif match[0] == "}":
                opened.pop()
        if opened:
            hint = "close it with }: the rest of the site's sheet would be lost in it"
            self._report(name, plain.count("\n", 0, opened[0]) + 1, "the block is never closed", hint)

    def check_unused_sheets(self) -> None:
        """Warns of sheets that no other one imports: their rules reach no page. What is broken in them is an error.

        A shop with a main sheet of its own may leave out any of the product's.
        """
        main = self.tree[SHEET].layer if SHEET in self.tree else 0
        for name, file in self.tree.items():
            if name.startswith("css/") and name.endswith(".css") and name not in self.used and file.layer <= main:
                message, hint = f"{SHEET} does not import this sheet", f"import it in {SHEET}, or remove it"
                self.problems.append(Problem(file.source, message=message, hint=hint, severity=Severity.WARNING))
                self._check_ends(name, self._text(name))

    def _imported(self, match: re.Match[str], line: int, importers: tuple[str, ...]) -> str:
        name, condition = _beside(importers[-1], match["sheet"]), match["condition"].strip()
        layer = _LAYER.fullmatch(condition)
        if name in importers:
            circle = " → ".join([*importers[importers.index(name) :], name])
            self._report(importers[-1], line, f"the import goes round in a circle: {circle}", "remove the import")
        elif name not in self.tree:
            self._report(
                importers[-1], line, f"there is no sheet {match['sheet']}", "only sheets of static/ can be imported"
            )
        elif condition and not layer:
            hint = "import it as a whole, with layer(name) at most, and write the condition into the sheet"
            self._report(importers[-1], line, f"an import cannot have the condition {condition}", hint)
        else:
            text = self.sheet(name, importers)
            return f"@layer {layer[1] or ''} {{\n{text}\n}}" if layer else text
        return ""

    def _url(self, match: re.Match[str], sheet: str, line: int) -> str:
        """The address in quotes without spaces around it, which rcssmin would take for part of it."""
        url = match["url"]
        quote = match["urlquote"] or ("'" if '"' in url else '"')
        if url and not _ELSEWHERE.match(url):
            target = re.match(r"[^?#]*", url)[0]  # type: ignore[index]  # it matches every text
            name = _beside(sheet, target)
            if name in self.addresses:
                url = self.addresses[name] + url[len(target) :]
            else:
                self._report(sheet, line, f"there is no file {target}", "an address is relative to its sheet")
        return f"url({quote}{url}{quote})"

    def _module(self, name: str) -> Iterator[str]:
        """The script and, before it, those that it imports; each only once."""
        if name in self.used:
            return
        self.used.add(name)
        text = self._text(name)
        for match in _JS_IMPORT.finditer(text):
            imported = _beside(name, match[2])
            if imported in self.tree:
                yield from self._module(imported)
            else:
                line = text.count("\n", 0, match.start(1)) + 1
                self._report(name, line, f"there is no script {match[2]}", "correct or remove the import")
        if bound := _JS_BINDING.search(text):
            line = text.count("\n", 0, bound.start()) + 1
            message = "scripts are joined: they cannot import or export names"
            self._report(name, line, message, "keep a behaviour in one script, or share what it needs on document")
        yield f'(() => {{\n"use strict";\n{_JS_IMPORT.sub("", text).strip()}\n}})();\n'

    def _text(self, name: str) -> str:
        try:
            return self.tree[name].path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self._report(name, 0, "the file is not in UTF-8", "save it in UTF-8")
            return ""

    def _report(self, name: str, line: int, message: str, hint: str) -> None:
        self.problems.append(Problem(self.tree[name].source, line, message=message, hint=hint))


def _spelled_out(css: str) -> str:
    """A sheet in which `.a :is(b)` is `.a *:is(b)`: within `@layer`, rcssmin would make it `.a:is(b)`."""
    plain = _CSS_PART.sub(lambda part: "_" * len(part[0]), css)
    ends = [space.end() for rule in _PRELUDE.finditer(plain) for space in _WITHIN.finditer(plain, *rule.span())]
    return "".join(f"{'*' if start else ''}{css[start:end]}" for start, end in pairwise([0, *ends, len(css)]))


def _tree(roots: Sequence[Path]) -> dict[str, _File]:
    """Every file by its path below its root, in name order; what an editor or system hides is not the theme's."""
    found = {}
    for layer, root in reversed(list(enumerate(roots))):
        for path in root.rglob("*"):
            name = path.relative_to(root).as_posix()
            hidden = any(part.startswith(".") for part in name.split("/")) and not name.startswith(_ROOT)
            if path.is_file() and not hidden:
                found[name] = _File(path, path.relative_to(root.parent.parent).as_posix(), layer)
    return dict(sorted(found.items()))


def _address(name: str, data: bytes) -> str:
    stem, ending = posixpath.splitext(name)
    return f"/static/{stem}.{sha256(data).hexdigest()[:8]}{ending}"


def _beside(name: str, relative: str) -> str:
    """The path in `static/` that a file means by a relative one."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), relative))
