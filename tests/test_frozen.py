"""Our quick dataclasses behave as the standard library's frozen ones do, each asked the same in both ways."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from derivation import frozen

Decorator = Callable[..., Any]
both_ways = pytest.mark.parametrize("dataclass", [frozen.dataclass, dataclasses.dataclass], ids=["ours", "standard"])


def point(dataclass: Decorator) -> Any:
    """A class with everything that they have: defaults, a factory, a field that does not count, a cached value."""

    @dataclass(frozen=True)
    class Point:
        x: int
        y: int = 2
        notes: list[str] = dataclasses.field(default_factory=list, compare=False, repr=False)

        @property
        def size(self) -> int:
            return self.x + self.y

    return Point


@both_ways
def test_values_come_by_place_by_name_and_by_default(dataclass: Decorator) -> None:
    Point = point(dataclass)
    assert [(each.x, each.y, each.notes) for each in (Point(1), Point(1, y=3), Point(y=4, x=5, notes=["a"]))] == [
        (1, 2, []),
        (1, 3, []),
        (5, 4, ["a"]),
    ]


@both_ways
def test_every_object_has_a_default_of_its_own(dataclass: Decorator) -> None:
    Point = point(dataclass)
    assert Point(1).notes is not Point(1).notes


@both_ways
@pytest.mark.parametrize(
    ("given", "named"), [((), {}), ((1, 2, [], 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1})], ids=str
)
def test_wrong_arguments_are_refused(dataclass: Decorator, given: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        point(dataclass)(*given, **named)


@both_ways
def test_objects_are_equal_by_class_and_by_the_fields_that_count(dataclass: Decorator) -> None:
    Point, other = point(dataclass), point(dataclass)
    assert Point(1, notes=["a"]) == Point(1)
    assert hash(Point(1, notes=["a"])) == hash(Point(1))
    assert Point(1) != Point(2)
    assert Point(1) != other(1)
    assert Point(1) != (1, 2)


@both_ways
def test_nothing_can_be_changed(dataclass: Decorator) -> None:
    made = point(dataclass)(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.x = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.new = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        del made.x
    assert made.x == 1


@both_ways
def test_objects_are_shown_replaced_matched_and_copied(dataclass: Decorator) -> None:
    Point = point(dataclass)
    made = Point(1)
    match made:
        case Point(x, y):
            assert (x, y) == (1, 2)
    assert repr(made).endswith("Point(x=1, y=2)")
    assert dataclasses.replace(made, y=5) == Point(1, 5)
    assert dataclasses.asdict(made) == {"x": 1, "y": 2, "notes": []}
    assert copy.deepcopy(made) == made
    assert made.size == 3


@both_ways
def test_methods_of_the_class_itself_stay(dataclass: Decorator) -> None:
    @dataclass(frozen=True)
    class Named:
        name: str

        def __repr__(self) -> str:
            return self.name

        def __hash__(self) -> int:
            return 7

    assert (repr(Named("a")), hash(Named("a"))) == ("a", 7)


@both_ways
def test_one_field_and_none_are_enough(dataclass: Decorator) -> None:
    @dataclass(frozen=True)
    class One:
        value: float

    @dataclass(frozen=True)
    class Nothing:
        pass

    unequal = float("nan")
    assert One(unequal) == One(unequal)  # as tuples are: what is the same object is equal
    assert {One(1.0), One(1.0)} == {One(1.0)}
    assert Nothing() == Nothing()


@both_ways
def test_a_class_can_be_extended(dataclass: Decorator) -> None:
    Point = point(dataclass)

    @dataclass(frozen=True)
    class Solid(Point):  # type: ignore[misc, valid-type]
        z: int = 9

    assert (Solid(1).z, Solid(1, 2, [], 4).z, Solid(1) == Point(1)) == (9, 4, False)


@both_ways
def test_classes_may_change_or_have_slots(dataclass: Decorator) -> None:
    @dataclass
    class Count:
        found: int = 0

    @dataclass(frozen=True, slots=True)
    class Leaf:
        name: str

    counted = Count()
    counted.found += 1
    assert counted == Count(1)
    assert Leaf("a") == Leaf("a")
    assert not hasattr(Leaf("a"), "__dict__")


@both_ways
def test_a_class_that_changes_has_no_hash_and_extends_another(dataclass: Decorator) -> None:
    @dataclass
    class Count:
        found: int
        notes: list[str] = dataclasses.field(default_factory=list)

    @dataclass
    class Named(Count):
        name: str = ""

    made = Named(1, name="a")
    made.found += 1
    made.notes.append("b")
    assert (made, repr(made).partition(".")[0]) == (Named(2, ["b"], "a"), repr(Named(2)).partition(".")[0])
    assert (Count(1) == Named(1), Count(1).notes) == (False, [])
    with pytest.raises(TypeError):
        hash(made)
    with pytest.raises(TypeError):
        Count()


@both_ways
def test_a_hash_that_is_kept_is_that_of_the_fields_that_count(dataclass: Decorator) -> None:
    class Base:
        __slots__ = ("_hash",)

    @dataclass(frozen=True, slots=True)
    class Leaf(Base):
        name: str
        origin: object = dataclasses.field(default=None, compare=False, repr=False)

    made = Leaf("a", origin=[])
    assert {made: 1}[Leaf("a")] == 1
    assert hash(made) == hash(made) == hash(Leaf("a")) == hash(copy.deepcopy(made))
    assert (made != Leaf("b"), repr(made).endswith("Leaf(name='a')")) == (True, True)
