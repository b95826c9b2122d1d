"""The theme's templates: their texts, which stand behind each other, what they say to translators, what is wrong."""

from collections.abc import Iterator, Sequence
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

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
from storefront.readings import keep, read_once, recalled
from storefront.releases import release_of
from storefront.values import value
from storefront.views import TEMPLATES

CARD = "components/card.html"
MENU = "components/menu.html"
FOOTER = "components/footer.html"
PICTURE = "components/picture.html"

REFERRING: tuple[type[Any], ...] = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)

MessageKey: TypeAlias = tuple[str | None, str]
"""Context and message."""


_SYNTAX: Any = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": ["jinja2.ext.i18n"],
}


class _Compiled(BytecodeCache):
    """Compiled templates: the environments of all locales and all builds share one compilation, and so does the next.

    What a fork compiles is compiled again: only the process that builds remembers.
    """

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        key = bucket.key, bucket.checksum
        bucket.code = self._codes.get(key)
        if bucket.code is None and (data := recalled(("code", bucket.key), bucket.checksum)):
            bucket.bytecode_from_string(data)
            self._codes[key] = bucket.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code
        keep(("code", bucket.key), bucket.checksum, bucket.bytecode_to_string())


COMPILED = _Compiled()
_PARSER = Environment(**_SYNTAX)  # noqa: S701 - with autoescape; nothing is rendered with it
_PARSER.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the extension


class _Reference(NamedTuple):
    """A place that extends, imports or includes a template."""

    line: int
    name: str
    whole: bool
    """False where the rest of the name is computed at run time."""
    optional: bool


@value
class _Template:
    """One file, taken apart."""

    references: tuple[_Reference, ...]
    messages: tuple[tuple[int, MessageKey | None], ...]
    """Line and key of every message; no key for one that is computed."""
    unknown: tuple[Problem, ...]
    """Filters and tests that Jinja does not have."""


class Theme:
    """The templates of a shop: its own folder before the product's."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = [folder for folder in folders if folder.is_dir()]
        self._own = FileSystemLoader(folders[0])
        self._plain = self.environment()
        self._texts: dict[str, str] = {}

    def environment(self) -> Environment:
        """A fresh environment over the templates; a name that a template does not get is an error."""
        loader = FileSystemLoader(self._folders)
        environment = Environment(  # noqa: S701 - with autoescape
            loader=loader, bytecode_cache=COMPILED, auto_reload=False, cache_size=-1, **_SYNTAX
        )
        environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the extension
        return environment

    def problems(self, *, unused: bool = False) -> list[Problem]:
        """Templates that are missing or broken, refer to missing ones, or compute a message.

        Looked at are those that pages are made with and the shop's own; `unused` ones that stand behind these only
        where they are asked for.
        """
        problems: list[Problem] = []
        names = [*TEMPLATES, CARD, PICTURE, MENU, FOOTER]
        others = self._there if unused else self._own_names()
        names += (name for name in others if name not in names)
        for name in names:  # grows while it is walked
            try:
                template = self._template(name)
            except (TemplateSyntaxError, TemplateNotFound, UnicodeDecodeError) as error:
                problems.append(_problem(name, error))
            else:
                problems += template.unknown
                problems += _computed_messages(name, template)
                references = list(self._references(template))
                problems += (_missing(name, line, one) for line, one in references if not self._has(one))
                names += dict.fromkeys(one for _, one in references if one not in names and self._has(one))
        return problems

    def _own_names(self) -> list[str]:
        """The templates of the shop's folder, without what editors hide in it."""
        names = [name for name in self._own.list_templates() if name.endswith(".html")]
        return [name for name in names if not any(part.startswith(".") for part in name.split("/"))]

    def closure(self, name: str) -> list[str]:
        """A template's name and those of all that it extends, imports and includes, in the order of first use."""
        found = [name]
        for one in found:  # grows while it is walked
            behind = self._references(self._template(one))
            found += dict.fromkeys(other for _, other in behind if other not in found)
        return found

    def messages(self, name: str) -> list[MessageKey]:
        """The messages that a template and all behind it print."""
        return [key for one in self.closure(name) for _, key in self._template(one).messages if key]

    def sources(self, name: str) -> bytes:
        """Digest of a template's text and of all behind it, and of what renders them."""
        return digest_of(_engine().encode(), *(self._text(one).encode() for one in self.closure(name)))

    def tree(self, name: str) -> nodes.Template:
        """A template as Jinja reads it; not to be changed."""
        return _parsed(self._text(name), name)

    def _template(self, name: str) -> _Template:
        return _taken_apart(self._text(name), name)

    def _text(self, name: str) -> str:
        if name not in self._texts:
            if self._plain.loader is None:
                raise TemplateNotFound(name)
            self._texts[name] = self._plain.loader.get_source(self._plain, name)[0]
        return self._texts[name]

    @cached_property
    def _there(self) -> list[str]:
        """Every template that a name computed at run time may be that of."""
        return self._plain.list_templates(["html"])

    def _has(self, name: str) -> bool:
        return any((folder / name).is_file() for folder in self._folders)

    def _references(self, template: _Template) -> Iterator[tuple[int, str]]:
        """Line and name of every template that a template may extend, import or include."""
        for line, name, whole, optional in template.references:
            if not whole:
                yield from ((line, one) for one in self._there if one.startswith(name))
            elif not optional or self._has(name):
                yield line, name


@lru_cache(1000)
def _parsed(text: str, name: str) -> nodes.Template:
    return _PARSER.parse(text, name)


@lru_cache(1000)
def _taken_apart(text: str, name: str) -> _Template:
    return read_once(("template", name), text.encode(), lambda: _apart(text, name))


def _apart(text: str, name: str) -> _Template:
    tree = _parsed(text, name)
    return _Template(tuple(_places(tree)), tuple(_messages(tree)), tuple(_unknown(tree, name)))


def _unknown(tree: nodes.Template, name: str) -> Iterator[Problem]:
    for kind, known in ((nodes.Filter, _PARSER.filters), (nodes.Test, _PARSER.tests)):
        for node in tree.find_all(kind):
            if node.name not in known:
                message = f"No {kind.__name__.lower()} named {node.name!r}."  # as Jinja says it
                yield Problem(f"theme/templates/{name}", node.lineno, message=message, hint="correct the template")


def _places(tree: nodes.Template) -> Iterator[_Reference]:
    for node in tree.find_all(REFERRING):
        several = isinstance(node.template, nodes.List | nodes.Tuple)
        optional = several or getattr(node, "ignore_missing", False)
        for choice in node.template.items if several else [node.template]:
            first = choice.nodes[0] if isinstance(choice, nodes.Concat) else choice
            start = str(first.value) if isinstance(first, nodes.Const) else ""
            yield _Reference(node.lineno, start, isinstance(choice, nodes.Const), optional)


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
    here = Path(__file__).parent
    own = (path.read_bytes() for path in (here / "render.py", here / "templates.py", *sorted(here.glob("whole/*.py"))))
    return f"{release_of('jinja2')} {release_of('markupsafe')} {digest_of(*own).hex()}"


def digest_of(*parts: bytes) -> bytes:
    """A hash of several texts, each apart from the next."""
    digest = blake2b(digest_size=12)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
