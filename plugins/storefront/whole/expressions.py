"""An expression of a template -> a Python expression."""

from collections.abc import Callable, Mapping, Sequence
from keyword import iskeyword
from typing import Any, Literal, TypeAlias

from jinja2 import Environment, nodes
from jinja2.runtime import LoopContext, markup_join, new_context
from jinja2.utils import _PassArg
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner as _escape_text
except ImportError:  # a platform without MarkupSafe's C code
    _escape_text = escape

_BINARY = {"and", "or", "+", "-", "*", "/", "//", "%", "**"}
_COMPARISONS = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "in": "in", "notin": "not in"}


class Unforeseen(Exception):  # noqa: N818 - no error: Jinja renders it
    """The template does something for which only Jinja will do."""


Kind: TypeAlias = Literal["filter", "test", "global"]
Named: TypeAlias = tuple[Kind, str]
"""What something is in Jinja's environment, and its name there."""


def names_of(environment: Environment, named: Mapping[str, Named]) -> dict[str, Any]:
    """What written code refers to, in an environment; `named` is what it refers to there."""
    there = {"filter": environment.filters, "test": environment.tests, "global": environment.globals}
    return {
        "escape": escape_value,
        "escape_text": _escape_text,
        "Markup": Markup,
        "markup_join": markup_join,
        "LoopContext": LoopContext,
        "undefined": environment.undefined,
        "environment": environment,
        "eval_context": nodes.EvalContext(environment),
        "context": new_context(environment, "", {}),
        **{written: there[kind][name] for written, (kind, name) in named.items()},
    }


def escape_value(value: Any) -> str:  # noqa: ANN401 - whatever a view holds
    """What stands in the page for a value: `markupsafe.escape`, its result not wrapped in `Markup` once more."""
    kind = type(value)
    if kind is str:
        return _escape_text(value)
    if kind is Markup:
        html: str = value
        return html
    to_html: Callable[[], str] | None = getattr(value, "__html__", None)
    return to_html() if to_html else _escape_text(str(value))


class Expressions:
    """Writes expressions; `known` says which Python variable a name is, None where it is none."""

    def __init__(self, environment: Environment, known: Callable[[str], str | None]) -> None:
        self._environment = environment
        self._known = known
        self.names: dict[str, Named] = {}
        """What the written code refers to besides what `names_of` always has."""

    def write(self, node: nodes.Node) -> str:
        """The Python expression. Raises `Unforeseen`."""
        method: Callable[[Any], str] | None = getattr(self, f"_x_{type(node).__name__.lower()}", None)
        if method is not None:
            return method(node)
        if isinstance(node, nodes.BinExpr) and node.operator in _BINARY:
            return f"({self.write(node.left)} {node.operator} {self.write(node.right)})"
        if isinstance(node, nodes.UnaryExpr):
            return f"({node.operator} {self.write(node.node)})"
        raise Unforeseen

    def _all(self, items: Sequence[nodes.Node]) -> str:
        return ", ".join(self.write(one) for one in items)

    def _name(self, kind: Kind, name: str) -> str:
        """How the written code names something of Jinja's environment."""
        written = f"{kind}_{name}" if name.isidentifier() else f"{kind}_n{len(self.names)}"
        self.names[written] = kind, name
        return written

    def _x_name(self, node: nodes.Name) -> str:
        known = self._known(node.name)
        if known is None and node.name in self._environment.globals:
            return self._name("global", node.name)
        if known is None:
            raise Unforeseen
        return known

    def _x_const(self, node: nodes.Const) -> str:
        return f"Markup({str(node.value)!r})" if isinstance(node.value, Markup) else repr(node.value)

    def _x_templatedata(self, node: nodes.TemplateData) -> str:
        return f"Markup({node.data!r})"

    def _x_getattr(self, node: nodes.Getattr) -> str:
        value = self.write(node.node)
        return f"getattr({value}, {node.attr!r})" if iskeyword(node.attr) else f"({value}).{node.attr}"

    def _x_getitem(self, node: nodes.Getitem) -> str:
        return f"({self.write(node.node)})[{self.write(node.arg)}]"

    def _x_slice(self, node: nodes.Slice) -> str:
        parts = (node.start, node.stop, node.step)
        return ":".join(self.write(one) if one is not None else "" for one in parts)

    def _x_call(self, node: nodes.Call) -> str:
        called = node.node
        function: Any = self._environment.globals.get(called.name) if isinstance(called, nodes.Name) else None
        if function is not None and _PassArg.from_obj(function):
            raise Unforeseen  # it wants Jinja's context
        return f"{self.write(called)}({self._arguments(node)})"

    def _arguments(self, node: nodes.Call | nodes.Filter | nodes.Test, *first: str) -> str:
        given = [*first, *map(self.write, node.args)]
        if node.dyn_args is not None:
            given.append(f"*{self.write(node.dyn_args)}")
        named = ", ".join(f"{one.key!r}: {self.write(one.value)}" for one in node.kwargs)
        given += [f"**{{{named}}}"] if named else []
        if node.dyn_kwargs is not None:
            given.append(f"**{self.write(node.dyn_kwargs)}")
        return ", ".join(given)

    def _x_filter(self, node: nodes.Filter) -> str:
        if node.node is None:
            raise Unforeseen
        return self._applied("filter", self._environment.filters, node, node.node)

    def _x_test(self, node: nodes.Test) -> str:
        return self._applied("test", self._environment.tests, node, node.node)

    def _applied(self, kind: Kind, known: Mapping[str, Any], node: nodes.Filter | nodes.Test, value: nodes.Node) -> str:
        function = known.get(node.name)
        if function is None:
            raise Unforeseen
        wants = _PassArg.from_obj(function)
        first = [wants.name] if wants else []
        return f"{self._name(kind, node.name)}({self._arguments(node, *first, self.write(value))})"

    def _x_condexpr(self, node: nodes.CondExpr) -> str:
        otherwise = self.write(node.expr2) if node.expr2 is not None else "undefined()"
        return f"({self.write(node.expr1)} if {self.write(node.test)} else {otherwise})"

    def _x_compare(self, node: nodes.Compare) -> str:
        steps = "".join(f" {_COMPARISONS[one.op]} {self.write(one.expr)}" for one in node.ops)
        return f"({self.write(node.expr)}{steps})"

    def _x_concat(self, node: nodes.Concat) -> str:
        return f"markup_join(({self._all(node.nodes)},))"

    def _x_tuple(self, node: nodes.Tuple) -> str:
        return f"({self._all(node.items)},)" if node.items else "()"

    def _x_list(self, node: nodes.List) -> str:
        return f"[{self._all(node.items)}]"

    def _x_dict(self, node: nodes.Dict) -> str:
        pairs = (f"{self.write(one.key)}: {self.write(one.value)}" for one in node.items)
        return f"{{{', '.join(pairs)}}}"

    def _x_marksafe(self, node: nodes.MarkSafe) -> str:
        return f"Markup({self.write(node.expr)})"

    _x_marksafeifautoescape = _x_marksafe
