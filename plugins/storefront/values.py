"""Dataclasses that nobody changes, cheap enough to be declared by the hundred and made by the hundred thousand.

For each of its methods `dataclass` writes a program and compiles it, at every start; `frozen=True` adds two, and then
gives every field its value through `object.__setattr__`, which takes three times as long. Here only `__init__` is
written, the rest is shared; whoever checks types knows them as frozen, and at run time nothing stands in the way of an
assignment.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True)
def value(cls: type[Made]) -> type[Made]:
    """A dataclass with slots, equal and hashed by what it holds, and pickled as that."""
    made: Any = dataclass(slots=True, eq=False, repr=False)(cls)
    held = _share(made)
    one = len(fields(made)) == 1

    def packed(self: object) -> tuple[Any, ...]:
        # Python itself gives each slot its value by its name, which takes longer and more room
        return self.__class__, (held(self),) if one else held(self)

    made.__reduce__ = packed
    found: type[Made] = made
    return found


@dataclass_transform(frozen_default=True)
def frozen(cls: type[Made]) -> type[Made]:
    """The same without slots: there is room for what it works out of its fields and keeps."""
    made = dataclass(eq=False, repr=False)(cls)
    _share(made)
    return made


def _share(cls: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a dataclass, whichever
    """Gives a class the methods of which only the fields differ; returns what tells the values of an object."""
    names = [field.name for field in fields(cls)]
    held: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()

    def equal(self: object, other: object) -> bool:
        return held(self) == held(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(held(self))

    def shown(self: object) -> str:
        return f"{cls.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    cls.__eq__, cls.__hash__, cls.__repr__ = equal, hashed, shown
    return held
