"""The theme's templates: their texts, which stand behind each other, what they say to translators, what is wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.ext import extract_from_ast

from storefront.problems import Problem
from storefront.views import TEMPLATES

CARD = "components/card.html"
MENU = "components/menu.html"
FOOTER = "components/footer.html"
PICTURE = "components/picture.html"

REFERRING: tuple[type[Any], ...] = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)

MessageKey: TypeAlias = tuple[str | None, str]
"""Context and message."""


class _Compiled(BytecodeCache):
    """Compiled templates of this process: the environments of all locales share one compilation."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


@dataclass(frozen=True, slots=True)
class _Template:
    """One file, read and taken apart once."""

    text: str
    references: tuple[tuple[int, str], ...]
    """Line and name of every template that it may extend, import or include."""
    messages: tuple[tuple[int, MessageKey | None], ...]
    """Line and key of every message; no key for one that is computed."""


class Theme:
    """The templates of a shop: its own folder before the product's."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = [folder for folder in folders if folder.is_dir()]
        self._compiled = _Compiled()
        self._plain = self.environment()
        self._templates: dict[str, _Template] = {}

    def environment(self) -> Environment:
        """A fresh environment over the templates; a name that a template does not get is an error."""
        environment = Environment(
            loader=FileSystemLoader(self._folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=self._compiled,
            auto_reload=False,
            cache_size=-1,
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the extension
        return environment

    def problems(self) -> list[Problem]:
        """Templates that are missing or broken, refer to missing ones, or compute a message."""
        problems: list[Problem] = []
        names = [*TEMPLATES, CARD, PICTURE, MENU, FOOTER]
        for name in names:  # grows while it is walked
            try:
                self._plain.get_template(name)
                template = self._template(name)
            except (TemplateSyntaxError, TemplateNotFound, UnicodeDecodeError) as error:
                problems.append(_problem(name, error))
            else:
                problems += _computed_messages(name, template)
                problems += (_missing(name, line, one) for line, one in template.references if not self._has(one))
                names += dict.fromkeys(one for _, one in template.references if one not in names and self._has(one))
        return problems

    def closure(self, name: str) -> list[str]:
        """A template's name and those of all that it extends, imports and includes, in the order of first use."""
        found = [name]
        for one in found:  # grows while it is walked
            found += dict.fromkeys(other for _, other in self._template(one).references if other not in found)
        return found

    def messages(self, name: str) -> list[MessageKey]:
        """The messages that a template and all behind it print."""
        return [key for one in self.closure(name) for _, key in self._template(one).messages if key]

    def sources(self, name: str) -> bytes:
        """Digest of a template's text and of all behind it, and of what renders them."""
        return digest_of(_engine().encode(), *(self._template(one).text.encode() for one in self.closure(name)))

    def _template(self, name: str) -> _Template:
        if name not in self._templates:
            text = self._text(name)
            tree = self._plain.parse(text, name)
            self._templates[name] = _Template(text, tuple(self._references(tree)), tuple(_messages(tree)))
        return self._templates[name]

    def _text(self, name: str) -> str:
        if self._plain.loader is None:
            raise TemplateNotFound(name)
        return self._plain.loader.get_source(self._plain, name)[0]

    def _has(self, name: str) -> bool:
        return any((folder / name).is_file() for folder in self._folders)

    def _references(self, tree: nodes.Template) -> Iterator[tuple[int, str]]:
        for node in tree.find_all(REFERRING):
            several = isinstance(node.template, nodes.List | nodes.Tuple)
            optional = several or getattr(node, "ignore_missing", False)
            for choice in node.template.items if several else [node.template]:
                yield from ((node.lineno, one) for one in self._meant(choice) if not optional or self._has(one))

    def _meant(self, choice: nodes.Expr) -> list[str]:
        """The names that an expression may give: one computed at run time may be any that starts like it."""
        if isinstance(choice, nodes.Const):
            return [str(choice.value)]
        first = choice.nodes[0] if isinstance(choice, nodes.Concat) else choice
        start = str(first.value) if isinstance(first, nodes.Const) else ""
        return [one for one in self._plain.list_templates(extensions=["html"]) if one.startswith(start)]


def _messages(tree: nodes.Template) -> Iterator[tuple[int, MessageKey | None]]:
    for line, function, message in extract_from_ast(tree):
        parts = message if isinstance(message, tuple) else (message,)
        in_context = function in {"pgettext", "npgettext"}
        context, text = (parts[0], parts[1]) if in_context else (None, parts[0])
        yield line, None if text is None or (in_context and context is None) else (context, text)


def _computed_messages(name: str, template: _Template) -> Iterator[Problem]:
    """Messages that no translator would see and whose translations no digest would know."""
    for line, key in template.messages:
        if key is None:
            hint = "write its text into the template: translators see only what stands there"
            yield Problem(f"theme/templates/{name}", line, message="the message is computed", hint=hint)


def _problem(name: str, error: Exception) -> Problem:
    if isinstance(error, TemplateSyntaxError):
        source = f"theme/templates/{error.name or name}"
        return Problem(source, error.lineno, message=str(error.message), hint="correct the template")
    if isinstance(error, UnicodeDecodeError):
        return Problem(f"theme/templates/{name}", message="the template is not in UTF-8", hint="save it in UTF-8")
    return _missing(name, 0, name)


def _missing(name: str, line: int, missing: str) -> Problem:
    hint = "add it, or correct the name where it is extended, imported or included"
    return Problem(f"theme/templates/{name}", line, message=f"there is no template “{missing}”", hint=hint)


@cache
def _engine() -> str:
    """Changes with Jinja and with what calls it."""
    own = (Path(__file__).with_name(name).read_bytes() for name in ("render.py", "templates.py"))
    return f"{version('jinja2')} {version('markupsafe')} {digest_of(*own).hex()}"


def digest_of(*parts: bytes) -> bytes:
    """A hash of several texts, each apart from the next."""
    digest = blake2b(digest_size=12)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
