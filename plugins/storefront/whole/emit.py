"""A template that was put together -> a Python function of its arguments.

Jinja's own compiler serves templates of which nothing is known: it looks names up in a context, asks at each use
whether there is a value, and tries keys where an attribute is missing. Views have what templates name, so here a view's
attribute is an attribute, and a variable a variable; the function is several times as fast, and made in a tenth of the
time. Where a template asks for something that is not there, the function raises one of `FAILURES`, and whoever called
it has Jinja render the page, which either can or says what is wrong and where.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from types import CodeType
from typing import Any

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateError

from storefront.whole.expressions import Expressions, Named, Unforeseen, escape_value

FAILURES = (
    TemplateError,
    TypeError,
    AttributeError,
    ValueError,
    LookupError,
    ArithmeticError,
    NameError,
    RecursionError,
)
"""What a wrong template raises, or a translation with another placeholder than its message."""


class Emitter:
    """Writes one function, `whole`."""

    def __init__(self, environment: Environment) -> None:
        self._lines: list[str] = []
        self._depth = 1
        self._numbers = count(1)
        self._scopes: list[dict[str, str]] = [{}]
        self._out = "out"
        self._expressions = Expressions(environment, self._known)

    @property
    def names(self) -> dict[str, Named]:
        """What it refers to in Jinja's environment."""
        return self._expressions.names

    def code(self, macro: nodes.Macro, title: str) -> CodeType:
        """The program that defines what a macro becomes; `title` names it in traces. Raises `Unforeseen`."""
        names = [self._declare(argument.name) for argument in macro.args]
        required = len(names) - len(macro.defaults)
        defaults = [f"={self._expressions.write(one)}" for one in macro.defaults]
        parameters = [name + default for name, default in zip(names, [""] * required + defaults, strict=True)]
        self._line("out = []")
        self._scoped(macro.body)
        self._line("return ''.join(out)")
        source = f"def whole({', '.join(parameters)}):\n" + "\n".join(self._lines)
        return compile(source, f"<{title}>", "exec")

    def _line(self, text: str) -> None:
        self._lines.append(f"{'    ' * self._depth}{text}")

    @contextmanager
    def _indented(self) -> Iterator[None]:
        self._depth += 1
        yield
        self._depth -= 1

    def _declare(self, name: str) -> str:
        """A Python variable for a name of the innermost scope."""
        number = next(self._numbers)
        self._scopes[-1][name] = f"v{number}_{name}"
        return self._scopes[-1][name]

    def _known(self, name: str) -> str | None:
        return next((scope[name] for scope in reversed(self._scopes) if name in scope), None)

    def _scoped(self, body: Sequence[nodes.Node]) -> None:
        """Statements whose variables end with them; one that had a value before begins with that."""
        before = {name: self._known(name) for name in _stored_here(body)}
        self._scopes.append({})
        for name, outer in before.items():
            variable = self._declare(name)
            if outer or not _is_given_first(name, body):
                self._line(f"{variable} = {outer or f'undefined(name={name!r})'}")
        self._body(body)
        self._scopes.pop()

    def _body(self, body: Sequence[nodes.Node]) -> None:
        if not body:
            self._line("pass")
        for node in body:
            method: Callable[[Any], None] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
            if method is None or not isinstance(node, nodes.Stmt):
                raise Unforeseen
            method(node)

    def _output(self, node: nodes.Output) -> None:
        pieces: list[str] = []
        text = ""
        written = Counter(self._expressions.write(one) for one in node.nodes if _is_plain(one))
        escaped: dict[str, str] = {}
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                text += child.data
            elif isinstance(child, nodes.Const):
                text += str(escape_value(child.value))  # plain: text added to `Markup` would be escaped
            else:
                pieces += [repr(text)] if text else []
                # most values are plain text, which spares the call that asks what a value is
                value = self._expressions.write(child)
                piece = f"escape_text(value) if type(value := {value}) is str else escape(value)"
                if written[value] > 1 and value not in escaped:  # what stands here several times is escaped once
                    escaped[value] = f"text{next(self._numbers)}"
                    pieces.append(f"({escaped[value]} := {piece})")
                else:
                    pieces.append(escaped.get(value) or f"({piece})")
                text = ""
        pieces += [repr(text)] if text else []
        if len(pieces) == 1:
            self._line(f"{self._out}.append({pieces[0]})")
        elif pieces:
            self._line(f"{self._out} += ({', '.join(pieces)})")

    def _if(self, node: nodes.If) -> None:
        for word, one in (("if", node), *(("elif", other) for other in node.elif_)):
            self._line(f"{word} {self._expressions.write(one.test)}:")
            with self._indented():
                self._body(one.body)
        if node.else_:
            self._line("else:")
            with self._indented():
                self._body(node.else_)

    def _for(self, node: nodes.For) -> None:
        if node.recursive:
            raise Unforeseen
        items = self._expressions.write(node.iter)
        self._scopes.append({})
        target = self._target(node.target)
        if node.test:
            items = f"({target} for {target} in {items} if {self._expressions.write(node.test)})"
        if any(name.name == "loop" for one in node.body for name in one.find_all(nodes.Name)):
            items, target = f"LoopContext({items}, undefined)", f"{target}, {self._declare('loop')}"
        empty = f"empty{next(self._numbers)}" if node.else_ else ""
        if empty:
            self._line(f"{empty} = True")
        self._line(f"for {target} in {items}:")
        with self._indented():
            if empty:
                self._line(f"{empty} = False")
            self._scoped(node.body)
        self._scopes.pop()
        if empty:
            self._line(f"if {empty}:")
            with self._indented():
                self._scoped(node.else_)

    def _with(self, node: nodes.With) -> None:
        values = [self._expressions.write(value) for value in node.values]
        self._scopes.append({})
        for target, value in zip(node.targets, values, strict=True):
            self._line(f"{self._target(target)} = {value}")
        self._scoped(node.body)
        self._scopes.pop()

    def _scope(self, node: nodes.Scope) -> None:
        self._scoped(node.body)

    def _assign(self, node: nodes.Assign) -> None:
        value = self._expressions.write(node.node)
        self._line(f"{self._target(node.target, declared=True)} = {value}")

    def _assignblock(self, node: nodes.AssignBlock) -> None:
        if node.filter is not None:
            raise Unforeseen
        outer, self._out = self._out, f"out{next(self._numbers)}"
        self._line(f"{self._out} = []")
        self._scoped(node.body)
        self._line(f"{self._target(node.target, declared=True)} = Markup(''.join({self._out}))")
        self._out = outer

    def _target(self, node: nodes.Node, *, declared: bool = False) -> str:
        """What an assignment writes to."""
        if isinstance(node, nodes.Name):
            return str(self._known(node.name)) if declared else self._declare(node.name)
        if isinstance(node, nodes.Tuple):
            return "(" + "".join(f"{self._target(one, declared=declared)}, " for one in node.items) + ")"
        raise Unforeseen


def _is_plain(node: nodes.Node) -> bool:
    """Whether an expression is a variable or an attribute of one, which is the same however often it is asked for."""
    while isinstance(node, nodes.Getattr):
        node = node.node
    return isinstance(node, nodes.Name)


def _is_given_first(name: str, body: Sequence[nodes.Node]) -> bool:
    """Whether the first thing that statements do with a name is to give it a value, whatever happens."""
    for node in body:
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name) and node.target.name == name:
            return all(
                one.name != name for one in (node.node, *node.node.find_all(nodes.Name)) if isinstance(one, nodes.Name)
            )
        if any(one.name == name for one in node.find_all(nodes.Name)):
            return False
    return False


def _stored_here(body: Sequence[nodes.Node]) -> dict[str, None]:
    """The names that statements give a value to, those of scopes inside them left out."""
    found: dict[str, None] = {}
    for node in body:
        if isinstance(node, nodes.Assign | nodes.AssignBlock):
            targets = (name for name in (node.target, *node.target.find_all(nodes.Name)))
            found |= {name.name: None for name in targets if isinstance(name, nodes.Name)}
        elif isinstance(node, nodes.If):
            for one in (node, *node.elif_):
                found |= _stored_here(one.body)
            found |= _stored_here(node.else_)
    return found
