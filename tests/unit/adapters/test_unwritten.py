"""What is written late is what dataclasses writes at once; tried with a copy of its own of that module."""

import dataclasses
import importlib.util
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from functions.adapters.unwritten import write_when_called
from tests.support.each import each

METHODS = {"__init__", "__eq__", "__lt__", "__hash__", "__setattr__", "__delattr__"}


def of_its_own() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dataclasses", dataclasses.__file__)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def late() -> ModuleType:
    made = of_its_own()
    write_when_called(made)
    return made


def point(of: ModuleType) -> Any:
    class Point:
        x: int
        y: int = 2
        more: list[int] = of.field(default_factory=list, repr=False, hash=False)

        def __post_init__(self) -> None:
            if self.x > 9:
                raise ValueError("too far")

    return of.dataclass(frozen=True, slots=True, order=True)(Point)


def deeper(of: ModuleType) -> Any:
    base: Any = point(of)

    class Deeper(base):
        z: int = 3

    return of.dataclass(frozen=True, slots=True)(Deeper)


def set_x(one: Any) -> None:
    one.x = 4


def del_x(one: Any) -> None:
    del one.x


def written(kind: type) -> set[str]:
    return {
        name
        for name in METHODS & set(vars(kind))
        if vars(kind)[name].__module__ != write_when_called.__module__
    }


WHAT_IT_DOES: dict[str, Callable[[Any, ModuleType], object]] = {
    "made in order": lambda kind, _: kind(1, 3, [4]).more,
    "made by name": lambda kind, _: (kind(y=4, x=1).y, kind(x=1).y),
    "made without what it needs": lambda kind, _: kind(),
    "made with what it has not": lambda kind, _: kind(1, w=2),
    "refused by its own check": lambda kind, _: kind(10),
    "each has its own default": lambda kind, _: kind(1).more is kind(1).more,
    "told": lambda kind, _: repr(kind(1)),
    "equal": lambda kind, _: (kind(1) == kind(1), kind(1) == kind(2), kind(1) == (1, 2, [])),
    "in order": lambda kind, _: (kind(1) < kind(2), sorted([kind(3), kind(1)])[0].x),
    "out of order": lambda kind, _: kind(1) < 1,
    "hashed": lambda kind, _: hash(kind(1)) == hash(kind(1, 2, [5])),
    "changed": lambda kind, _: set_x(kind(1)),
    "taken from": lambda kind, _: del_x(kind(1)),
    "replaced": lambda kind, module: module.replace(kind(1), y=7).y,
    "as a mapping": lambda kind, module: module.asdict(kind(1, more=[2])),
    "matched": lambda kind, _: kind.__match_args__,
}


@pytest.mark.slow
@each("of", [point, deeper])
def test_what_is_written_late_does_the_same(of: Callable[[ModuleType], Any]) -> None:
    module = late()

    # A class of its own each time: what is written for one act is there for the next.
    found = {does: outcome(does, of(module), module) for does in WHAT_IT_DOES}

    assert found == {does: outcome(does, of(dataclasses), dataclasses) for does in WHAT_IT_DOES}


def outcome(does: str, kind: Any, module: ModuleType) -> object:
    """Once and once more, for the first time it is written; a failure as its name and words."""
    found = []
    for _ in range(2):
        try:
            found.append(WHAT_IT_DOES[does](kind, module))
        except Exception as error:
            found.append((type(error).__name__, str(error)))
    return found


def test_nothing_is_written_before_it_is_called_and_then_that_alone() -> None:
    kind = point(late())
    before = written(kind)

    kind(1)

    assert (before, written(kind)) == (set(), {"__init__"})


def test_what_a_subclass_inherits_is_written_in_the_class_it_was_made_for() -> None:
    kind: Any = point(late())

    class Inheriting(kind):
        pass

    Inheriting(1)

    assert written(kind) == {"__init__"}
    assert "__init__" not in vars(Inheriting)


def test_a_method_that_was_put_in_its_place_before_is_kept() -> None:
    kind = point(late())
    still_waiting = kind.__init__
    kind(1)
    in_place = kind.__init__

    one = object.__new__(kind)
    still_waiting(one, 5)

    assert one.x == 5
    assert kind.__init__ is in_place


def test_where_another_function_writes_nothing_is_put_off() -> None:
    other = of_its_own()
    del vars(other)["_create_fn"]

    write_when_called(other)

    assert "_create_fn" not in vars(other)
