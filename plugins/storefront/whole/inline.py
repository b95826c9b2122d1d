"""A page template -> one macro: layout, blocks, components and messages in their places.

A theme is written in small parts: a layout with blocks, a component a file, each word a message. Calling each of them
on every page costs more than what they print. Here they are put together once per template and locale, before
compilation: a block stands in its layout, a component's body where it is called, its arguments where it names them, a
message's translation where it is looked up. What then is constant decides its conditions here and now.

Only what stays the same is put together. A component that calls itself, that is called with `{% call %}`, or that does
something else unforeseen is called as ever; a page template that does raises `Unforeseen`, and is rendered by Jinja.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count
from typing import Any, TypeAlias

from jinja2 import Environment, nodes
from markupsafe import Markup

from storefront.locales import Messages
from storefront.values import frozen
from storefront.whole.expressions import Unforeseen
from storefront.whole.sayings import MESSAGES, Saying, Sayings

PAGE_NAMES = ("site", "page", "view")
"""What a page template is given."""
SPECIAL = {"super", "self", "caller", "varargs", "kwargs"}
"""Names that Jinja gives a meaning of their own."""
SIMPLE = (str, int, float, bool, type(None))

_STATEMENTS = (nodes.Output, nodes.If, nodes.For, nodes.With, nodes.Scope, nodes.Assign, nodes.AssignBlock)
_UNFORESEEN = (nodes.NSRef, nodes.ContextReference, nodes.DerivedContextReference, nodes.ExtensionAttribute)

Body: TypeAlias = Sequence[nodes.Node]


@dataclass
class _Module:
    """What the top level of a template gives names to."""

    name: str
    macros: dict[str, tuple[nodes.Macro, "_Module"]] = field(default_factory=dict)
    values: dict[str, nodes.Expr] = field(default_factory=dict)
    """Names with constant values."""
    unknown: set[str] = field(default_factory=set)
    """Names whose values show only at run time."""
    page: bool = False
    """It is a page template: its own macros see what the page is given."""


@frozen
class _Scope:
    """What names mean at a place."""

    modules: tuple[_Module, ...]
    """The template's own top level, then those of the templates that it extends."""
    values: Mapping[str, nodes.Expr]
    """Arguments and variables by what stands for them in the whole."""
    local: frozenset[str]
    """Names that keep their meaning at run time."""
    blocks: Mapping[str, tuple[nodes.Block, "_Scope"]] = field(default_factory=dict)
    calls: tuple[nodes.Macro, ...] = ()
    """The components that this place is inside of; empty in a page template itself."""


class Inliner:
    """Puts templates together for one locale."""

    def __init__(self, environment: Environment, tree: Callable[[str], nodes.Template], words: Messages) -> None:
        self._environment = environment
        self._context = nodes.EvalContext(environment)
        self._tree = tree
        self._sayings = Sayings(words, environment)
        self._modules: dict[str, _Module] = {}
        self._numbers = count(1)
        self.called: dict[str, tuple[str, str]] = {}
        """Components that are called at run time: the name that stands for each, its template and its own name."""

    def page(self, name: str) -> nodes.Macro:
        """A page template with all that it extends and calls. Raises `Unforeseen`."""
        chain = [name]
        while (parent := self._parent(chain[-1])) is not None:
            if parent in chain:
                raise Unforeseen
            chain.append(parent)
        modules = tuple(self._module(one, page=True) for one in chain)
        blocks: dict[str, tuple[nodes.Block, _Scope]] = {}
        for place, one in enumerate(chain):
            scope = _Scope(modules[place:], {}, self._locals(modules[place]))
            for block in self._tree(one).find_all(nodes.Block):
                if block.required and block.name not in blocks:
                    raise Unforeseen
                blocks.setdefault(block.name, (block, scope))
        blocks = {key: (block, replace(scope, blocks=blocks)) for key, (block, scope) in blocks.items()}
        root = _Scope(modules[-1:], {}, self._locals(modules[-1]), blocks)
        body = self._body([node for node in self._tree(chain[-1]).body if not _defines(node)], root)
        return self._whole(PAGE_NAMES, (), body)

    def component(self, template: str, name: str) -> nodes.Macro:
        """A component with all that it calls. Raises `Unforeseen`."""
        macro, module = self._module(template).macros.get(name, (None, None))
        if macro is None or module is None:
            raise Unforeseen
        names = tuple(argument.name for argument in macro.args)
        scope = _Scope((module,), {}, frozenset({*names, *_stored_in(macro)}), calls=(macro,))
        return self._whole(names, tuple(macro.defaults), self._body(macro.body, scope))

    @staticmethod
    def _whole(names: Sequence[str], defaults: Sequence[nodes.Expr], body: Body) -> nodes.Macro:
        return nodes.Macro("whole", [nodes.Name(name, "param") for name in names], list(defaults), list(body))

    # what a template's top level says

    def _parent(self, name: str) -> str | None:
        extends = [node for node in self._tree(name).body if isinstance(node, nodes.Extends)]
        if not extends:
            return None
        if len(extends) > 1 or not isinstance(extends[0].template, nodes.Const):
            raise Unforeseen
        return str(extends[0].template.value)

    def _module(self, name: str, *, page: bool = False) -> _Module:
        """What a template defines; on import, Jinja runs the rest of a component's file too, a page's in its place."""
        if name not in self._modules:
            module = _Module(name, page=page)
            for node in self._tree(name).body:
                if _defines(node):
                    self._define(module, node)
                elif not page and not _is_text(node):
                    raise Unforeseen
            self._modules[name] = module
        return self._modules[name]

    def _define(self, module: _Module, node: nodes.Node) -> None:
        if isinstance(node, nodes.Macro):
            module.macros[node.name] = (node, module)
        elif isinstance(node, nodes.FromImport):
            self._import(module, node)
        elif isinstance(node, nodes.Import):
            module.unknown.add(node.target)
        elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            value = self._constant(self._expression(node.node, _Scope((module,), {}, frozenset())))
            if not isinstance(value, nodes.Const):
                raise Unforeseen
            module.values[node.target.name] = value

    def _import(self, module: _Module, node: nodes.FromImport) -> None:
        source = _Module("")
        if isinstance(node.template, nodes.Const) and not node.with_context:
            with suppress(Unforeseen):
                source = self._module(str(node.template.value))
        for name, alias in map(_alias, node.names):
            if name in source.macros:
                module.macros[alias] = source.macros[name]
            elif name in source.values:
                module.values[alias] = source.values[name]
            else:
                module.unknown.add(alias)

    def _locals(self, module: _Module) -> frozenset[str]:
        """The names that a page template gives values to while it runs."""
        stored = _stored([node for node in self._tree(module.name).body if not _defines(node)])
        if stored & {*module.macros, *module.values}:
            raise Unforeseen  # it means one thing before and another after
        return frozenset({*PAGE_NAMES, *stored})

    # statements

    def _body(self, body: Body, scope: _Scope) -> list[nodes.Node]:
        """Statements, put in place; neighbouring outputs become one."""
        placed: list[nodes.Node] = []
        for node in body:
            for one in self._statement(node, scope):
                if isinstance(one, nodes.Output) and placed and isinstance(placed[-1], nodes.Output):
                    placed[-1] = nodes.Output([*placed[-1].nodes, *one.nodes], lineno=placed[-1].lineno)
                else:
                    placed.append(one)
        return placed

    def _statement(self, node: nodes.Node, scope: _Scope) -> Iterable[nodes.Node]:
        if isinstance(node, nodes.Output):
            return self._output(node, scope)
        if isinstance(node, nodes.If):
            return self._if(node, scope)
        if isinstance(node, nodes.Block) and not scope.calls:
            block, inside = scope.blocks[node.name]
            return [nodes.Scope(self._body(block.body, inside), lineno=node.lineno)]
        if isinstance(node, nodes.Include):
            return self._include(node, scope)
        if isinstance(node, _STATEMENTS):
            if isinstance(node, nodes.For):
                values = {name: value for name, value in scope.values.items() if name != "loop"}
                scope = replace(scope, values=values, local=scope.local | {"loop"})
            return [self._copy(node, scope)]
        raise Unforeseen

    def _output(self, node: nodes.Output, scope: _Scope) -> Iterator[nodes.Node]:
        for child in node.nodes:
            if isinstance(child, nodes.Call) and (macro := self._macro(child.node, scope)):
                yield from self._call(child, macro, scope)
            elif isinstance(child, nodes.Call) and (found := self._message(child, scope)):
                yield from found
            else:
                yield nodes.Output([self._expression(child, scope)], lineno=node.lineno)

    def _if(self, node: nodes.If, scope: _Scope) -> list[nodes.Node]:
        test = self._constant(self._expression(node.test, scope))
        if isinstance(test, nodes.Const):
            if test.value:
                return self._body(node.body, scope)
            if node.elif_:
                first, *others = node.elif_
                return self._if(nodes.If(first.test, first.body, others, node.else_, lineno=first.lineno), scope)
            return self._body(node.else_, scope)
        others = [
            nodes.If(self._expression(one.test, scope), self._body(one.body, scope), [], [], lineno=one.lineno)
            for one in node.elif_
        ]
        placed = nodes.If(test, self._body(node.body, scope), others, self._body(node.else_, scope), lineno=node.lineno)
        return [placed]

    def _include(self, node: nodes.Include, scope: _Scope) -> list[nodes.Node]:
        """A template that is nothing but text, or text and messages: it would see all variables otherwise."""
        template = self._constant(self._expression(node.template, scope))
        if not isinstance(template, nodes.Const):
            raise Unforeseen
        tree = self._tree(str(template.value))
        if any(name.name not in MESSAGES for name in tree.find_all(nodes.Name)) or list(tree.find_all(nodes.Extends)):
            raise Unforeseen
        return self._body(tree.body, _Scope((_Module(""),), {}, frozenset()))

    # components

    def _macro(self, node: nodes.Node, scope: _Scope) -> tuple[nodes.Macro, _Module] | None:
        if not isinstance(node, nodes.Name) or node.name in scope.values or node.name in scope.local:
            return None
        return next((one.macros[node.name] for one in scope.modules if node.name in one.macros), None)

    def _call(self, node: nodes.Call, found: tuple[nodes.Macro, _Module], scope: _Scope) -> list[nodes.Node]:
        """A component's body where it is called, or the call where that cannot be."""
        try:
            return self._in_place(node, *found, scope)
        except Unforeseen:
            return [nodes.Output([self._copy(node, scope)], lineno=node.lineno)]

    def _in_place(self, node: nodes.Call, macro: nodes.Macro, module: _Module, scope: _Scope) -> list[nodes.Node]:
        names = [argument.name for argument in macro.args]
        stored = _stored_in(macro)
        if macro in scope.calls or stored & {*module.macros, *module.values, *module.unknown} - {*names}:
            raise Unforeseen
        number = next(self._numbers)
        own = {name: nodes.Name(f"{name}__{number}", "load") for name in {*stored, *names}}
        values: dict[str, nodes.Expr] = dict(own)
        bound: list[tuple[nodes.Expr, nodes.Expr]] = []
        for name, given in self._arguments(node, macro, scope).items():
            if name not in stored and _may_stand(given):
                values[name] = given
            else:
                bound.append((nodes.Name(own[name].name, "store"), given))
        seen = frozenset(PAGE_NAMES if module.page else ())
        inside = _Scope((module,), values, seen, calls=(*scope.calls, macro))
        body = self._body(macro.body, inside)
        if not bound and not stored:
            return body
        return [nodes.With([one for one, _ in bound], [one for _, one in bound], body, lineno=node.lineno)]

    def _arguments(self, node: nodes.Call, macro: nodes.Macro, scope: _Scope) -> dict[str, nodes.Expr]:
        """What a call gives each parameter, in the caller's terms."""
        names = [argument.name for argument in macro.args]
        if node.dyn_args or node.dyn_kwargs or len(node.args) > len(names):
            raise Unforeseen
        defaults = dict(zip(names[len(names) - len(macro.defaults) :], macro.defaults, strict=True))
        given = dict(zip(names, node.args, strict=False)) | {one.key: one.value for one in node.kwargs}
        if set(given) - set(names) or set(names) - set(given) - set(defaults):
            raise Unforeseen  # the call itself says so
        if any(not isinstance(one, nodes.Const) for name, one in defaults.items() if name not in given):
            raise Unforeseen  # it may name another argument
        placed = {name: self._constant(self._expression(one, scope)) for name, one in given.items()}
        return {name: placed.get(name, defaults.get(name)) for name in names}  # type: ignore[misc]  # one has it

    def _at_run_time(self, macro: nodes.Macro, module: _Module) -> nodes.Name:
        """The name under which a component can be called as ever."""
        if module.page:
            raise Unforeseen  # alone, it would not see the page
        name = f"component_{module.name}_{macro.name}".translate(_WORD)
        self.called[name] = (module.name, macro.name)
        return nodes.Name(name, "load")

    # messages

    def _message(self, node: nodes.Call, scope: _Scope) -> list[nodes.Node] | None:
        """What a message prints; None where it is none, or where only a run tells."""
        found = self._looked_up(node, scope)
        return found.printed(node.lineno) if found else None

    def _looked_up(self, node: nodes.Call, scope: _Scope) -> Saying | None:
        """The message that a call says; None where it is another call or only a run tells."""
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name not in MESSAGES or name in scope.values or name in scope.local or node.dyn_args or node.dyn_kwargs:
            return None
        arguments = [self._constant(self._expression(one, scope)) for one in node.args]
        values = {one.key: self._expression(one.value, scope) for one in node.kwargs}
        return self._sayings.find(name, arguments, values)

    # expressions

    def _expression(self, node: nodes.Node, scope: _Scope) -> nodes.Expr:
        if isinstance(node, nodes.Name):
            return self._name(node, scope)
        if isinstance(node, nodes.Call) and (found := self._looked_up(node, scope)):
            return self._constant(found.said())
        return self._copy(node, scope)  # type: ignore[return-value]  # of its own kind

    def _name(self, node: nodes.Name, scope: _Scope) -> nodes.Expr:
        if node.name in scope.values:
            given = scope.values[node.name]
            return nodes.Name(given.name, node.ctx) if isinstance(given, nodes.Name) else given
        if node.name in scope.local or node.ctx != "load":
            return node
        if node.name in SPECIAL:
            raise Unforeseen
        for module in scope.modules:
            if node.name in module.values:
                return module.values[node.name]
            if node.name in module.macros:
                return self._at_run_time(*module.macros[node.name])
            if node.name in module.unknown:
                raise Unforeseen
        if scope.calls and node.name not in self._environment.globals:
            raise Unforeseen  # a component does not see its caller's variables
        return node

    def _constant(self, node: nodes.Expr) -> nodes.Expr:
        """An expression, or its value where it has the same at each run."""
        if isinstance(node, nodes.Const):
            return node
        try:
            value = node.as_const(self._context)
        except Exception:  # noqa: BLE001 - whatever it is, a run meets it too
            return node
        return nodes.Const(value, lineno=node.lineno) if isinstance(value, (*SIMPLE, Markup)) else node

    def _copy(self, node: nodes.Node, scope: _Scope) -> nodes.Node:
        """A node of the same kind with everything inside put in place."""
        if isinstance(node, _UNFORESEEN) or (isinstance(node, nodes.Stmt) and not isinstance(node, _STATEMENTS)):
            raise Unforeseen
        return type(node)(*(self._field(value, scope) for _, value in node.iter_fields()), lineno=node.lineno)

    def _field(self, value: Any, scope: _Scope) -> Any:  # noqa: ANN401 - whatever a field of a node holds
        if isinstance(value, list):
            if any(isinstance(one, nodes.Stmt) for one in value):
                return self._body(value, scope)
            return [self._field(one, scope) for one in value]
        if isinstance(value, nodes.Expr):
            return self._expression(value, scope)
        return self._copy(value, scope) if isinstance(value, nodes.Node) else value


_WORD = {ord(sign): "_" for sign in "/.-"}


def _defines(node: nodes.Node) -> bool:
    """Whether a statement of the top level only gives names to things."""
    return isinstance(node, nodes.Macro | nodes.Import | nodes.FromImport | nodes.Assign)


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(isinstance(one, nodes.TemplateData) for one in node.nodes)


def _alias(name: str | tuple[str, str]) -> tuple[str, str]:
    return (name, name) if isinstance(name, str) else name


@lru_cache(1000)
def _stored_in(macro: nodes.Macro) -> frozenset[str]:
    """Every name that a macro gives a value to; it is put in many places, and those of all locales are the same."""
    return frozenset(_stored(macro.body))


def _stored(body: Body) -> set[str]:
    """Every name that statements give a value to."""
    names = (name for node in body for name in (node, *node.find_all(nodes.Name)))
    return {name.name for name in names if isinstance(name, nodes.Name) and name.ctx == "store"}


def _may_stand(given: nodes.Expr) -> bool:
    """Whether an argument may be written at each place where a component names it: a constant or a short look-up."""
    if isinstance(given, nodes.Const):
        return True
    steps = 0
    while isinstance(given, nodes.Getattr):
        given, steps = given.node, steps + 1
    return isinstance(given, nodes.Name) and given.name != "loop" and steps <= 1
