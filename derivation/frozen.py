"""Dataclasses, most of them frozen, that are quick to declare.

The standard decorator writes six methods for every class and compiles them: for a hundred classes that is a tenth of
the time of a short command. Here all classes share the same few functions, except for those with slots: there are so
many of their objects that the time for making and comparing one counts for more.
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

    Values = tuple[object, ...]
    Methods = Mapping[str, Callable[..., Any] | None]
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False):
        """`dataclasses.dataclass`, with methods that do the same."""
        if cls is None:
            return partial(dataclass, frozen=frozen, slots=slots)
        if slots:
            return dataclasses.dataclass(_with_kept_hash(cls), frozen=frozen, slots=True)
        return _with_methods(dataclasses.dataclass(cls, init=False, repr=False, eq=False), frozen)


__all__ = ["dataclass"]


def _with_kept_hash(cls: type[Any]) -> type[Any]:
    """*cls*, where it has a place for its hash, `_hash`, with a hash that is worked out only once."""
    if hasattr(cls, "_hash"):
        keep, own = cls._hash.__set__, vars(cls)
        key = attrgetter(*(name for name in cls.__annotations__ if getattr(own.get(name), "compare", True)))

        def hashes(self: Any) -> int:
            try:
                known: int = self._hash
            except AttributeError:
                known = hash((cls.__name__, key(self)))
                keep(self, known)
            return known

        cls.__hash__ = hashes  # type: ignore[assignment]
    return cls


def _with_methods(cls: type[Any], frozen: bool) -> type[Any]:
    """*cls* with the methods of a dataclass, except for those that it has itself."""
    own = {name for name, value in vars(cls).items() if value is not None}
    methods = _methods(dataclasses.fields(cls))
    for name, method in ({**methods, **_FROZEN} if frozen else {**methods, "__hash__": None}).items():
        if name not in own:
            setattr(cls, name, method)
    return cls


def _methods(fields: Sequence[Field[Any]]) -> Methods:
    """The methods of a class with these fields, by their names."""
    names = tuple(field.name for field in fields)
    shown = tuple(field.name for field in fields if field.repr)
    key = _getter([field.name for field in fields if field.compare])
    complete, count, every = _completed(fields), len(names), frozenset(names)

    def initialise(self: object, *given: object, **named: object) -> None:
        if not given and named.keys() == every:  # as `replace` states them
            self.__dict__.update(named)
        else:
            values = given if len(given) == count and not named else complete(given, named)
            self.__dict__.update(zip(names, values, strict=True))

    def equals(self: object, other: object) -> bool:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def shows(self: object) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    return {"__init__": initialise, "__eq__": equals, "__hash__": lambda self: hash(key(self)), "__repr__": shows}


def _completed(fields: Sequence[Field[Any]]) -> Callable[[Values, Mapping[str, object]], Values]:
    """What puts values that are given by place or by name in order, and adds the defaults."""
    names = tuple(field.name for field in fields)
    constants = {field.name: field.default for field in fields if field.default is not dataclasses.MISSING}
    made = {field.name: field.default_factory for field in fields if field.default_factory is not dataclasses.MISSING}

    def complete(given: Values, named: Mapping[str, object]) -> Values:
        values = {**constants, **dict(zip(names, given, strict=False)), **named}
        values.update({name: make() for name, make in made.items() if name not in values})
        twice = not named.keys().isdisjoint(names[: len(given)])
        if twice or len(given) > len(names) or values.keys() != {*names}:
            raise TypeError(f"expected values for {', '.join(names)}; got {len(given)} by place and {', '.join(named)}")
        return tuple(map(values.__getitem__, names))

    return complete


def _getter(names: Sequence[str]) -> Callable[[object], Values]:
    """The values of these fields of an object as a tuple."""
    if not names:
        return lambda self: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda self: (get(self),)


def _refuse(self: object, name: str, *value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"{name} of a {self.__class__.__qualname__} cannot be changed")


_FROZEN: Methods = {"__setattr__": _refuse, "__delattr__": _refuse}
