"""Frozen dataclasses that are quick to declare.

The standard decorator writes six methods for every class and compiles them: for a hundred classes that is a tenth of
the time of a short command. Here all classes share the same few functions.
"""

from __future__ import annotations

import dataclasses
from functools import partial
from operator import attrgetter

TYPE_CHECKING = False  # typing itself would cost a fifth of the start
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from dataclasses import Field, dataclass
    from typing import Any, NoReturn
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False):
        """`dataclasses.dataclass`; the methods of a frozen class without slots do the same, but are shared."""
        if cls is None:
            return partial(dataclass, frozen=frozen, slots=slots)
        if slots or not frozen:
            return dataclasses.dataclass(cls, frozen=frozen, slots=slots)
        return _with_methods(dataclasses.dataclass(cls, init=False, repr=False, eq=False))


__all__ = ["dataclass"]


def _with_methods(cls: type[Any]) -> type[Any]:
    """*cls* with the methods of a frozen dataclass, except for those that it has itself."""
    own = {name for name, value in vars(cls).items() if value is not None}
    for name, method in _methods(dataclasses.fields(cls)).items():
        if name not in own:
            setattr(cls, name, method)
    return cls


def _methods(fields: Sequence[Field[Any]]) -> Mapping[str, Callable[..., Any]]:
    """The methods of a class with these fields, by their names."""
    names = tuple(field.name for field in fields)
    shown = tuple(field.name for field in fields if field.repr)
    defaults = {field.name: default for field in fields if (default := _default(field)) is not None}
    key = _getter([field.name for field in fields if field.compare])

    def initialise(self: object, *given: object, **named: object) -> None:
        values = self.__dict__
        values.update(zip(names, given, strict=False), **named)
        stated = len(values)
        if stated < len(names):
            values.update({name: default() for name, default in defaults.items() if name not in values})
        if stated < len(given) + len(named) or len(values) != len(names) or (named and values.keys() != {*names}):
            raise TypeError(f"expected values for {', '.join(names)}; got {len(given)} by place and {', '.join(named)}")

    def equals(self: object, other: object) -> bool:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def shows(self: object) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    return {
        "__init__": initialise,
        "__eq__": equals,
        "__hash__": lambda self: hash(key(self)),
        "__repr__": shows,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }


def _getter(names: Sequence[str]) -> Callable[[object], tuple[object, ...]]:
    """The values of these fields of an object as a tuple."""
    return attrgetter(*names) if len(names) > 1 else lambda self: tuple(getattr(self, name) for name in names)


def _default(field: Field[Any]) -> Callable[[], object] | None:
    """What makes the value of a field that is not stated."""
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory
    return None if field.default is dataclasses.MISSING else lambda: field.default


def _refuse(self: object, name: str, *value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"{name} of a {self.__class__.__qualname__} cannot be changed")
