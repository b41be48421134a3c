"""The edge of the process: every call of every port passes here, is counted, and may be where something dies.

Ports are wrapped by their place in Deps, so a new port or a new method is a crash point without anyone remembering.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from functools import partial
from types import NoneType
from typing import Any, NamedTuple, TypeVar, cast

from functions.domain.errors import LianbanError, TaskGone
from functions.ports.deps import Deps
from tests.support.simulation.faults import Faults, When

P = TypeVar("P")
T = TypeVar("T")

# Values and pure functions: asking them leaves nothing behind. What is made at once are calls of the ports, watched there.
PURE = frozenset(
    {
        "editions",
        "current_edition",
        "calendar",
        "clock",
        "codes",
        "person_key",
        "private_endpoints",
        "asked_every",
        "at_once",
        "in_line",
        "look_within",
        "looks",
        "recent",
        "turns",
    }
)

# Asking these leaves nothing behind either. A method that is not named here may.
READS = frozenset(
    {
        "store.ledger",
        "store.glimpse",
        "store.glimpse_item",
        "store.application",
        "store.case_id_of",
        "store.submission",
        "store.event",
        "store.events",
        "store.record",
        "store.records",
        "store.cases",
        "store.items",
        "store.due",
        "store.news",
        "executions.find",
        "materials.find",
        "materials.read",
        "file_reading.fault",
        "scanner.scan",
        "typefaces.block",
        "offices.office",
        "offices.by_id",
        "new_id.case_id",
        "new_id.reference",
    }
)


class ProcessDied(BaseException):
    """Everything in memory is gone. No BaseException, so that no `except Exception` survives it."""


class LambdaDied(BaseException):
    """One invocation is gone; the engine lives on and sees it fail."""


class Point(NamedTuple):
    """Where a crash can fall: which task was calling which port, and on which side of the call."""

    doing: str
    call: str
    when: When


class Outside:
    """`notice` sees every call that was done, with its arguments and its result."""

    def __init__(self, faults: Faults, *, notice: Callable[[str, tuple[Any, ...], Any], None]) -> None:
        self._faults, self._notice = faults, notice
        self._doing: list[str] = []
        # Of each of these: whether it has made a call yet.
        self._begun: list[bool] = []
        self.reached: Counter[Point] = Counter()
        self.crashed: Counter[Point] = Counter()
        # Where the one who is to die could have died, call by call.
        self.spared: list[Point] = []

    @contextmanager
    def doing(self, name: str) -> Iterator[None]:
        self._doing.append(name)
        self._begun.append(False)
        try:
            yield
        finally:
            self._doing.pop()
            self._begun.pop()

    @property
    def present(self) -> str:
        """Which task is at work."""
        return self._doing[-1] if self._doing else "nothing"

    def call(self, name: str, args: tuple[Any, ...], act: Callable[[], T]) -> T:
        self._faults.meanwhile(args)
        self._reach(name, "before")
        self._faults.trouble(name)
        result = self._done(name, args, act)
        self._notice(name, args, result)
        self._faults.meanwhile(args)
        self._reach(name, "after")
        return result

    def _done(self, name: str, args: tuple[Any, ...], act: Callable[[], T]) -> T:
        """Others act also before the caller learns that it failed."""
        try:
            return act()
        except TaskGone:
            self._notice(f"gone: {name}", args, None)
            self._faults.meanwhile(args)
            raise
        except LianbanError:
            self._faults.meanwhile(args)
            raise

    def _reach(self, name: str, when: When) -> None:
        point = Point(self.present, name, when)
        self.reached[point] += 1
        leaves_more = self._leaves_more(name, when)
        armed = self._faults.armed
        if armed is None or not armed.counts(name, when) or not (leaves_more or armed.everywhere):
            return
        armed.calls -= 1
        if armed.calls > 0:
            self.spared.append(point)
            return
        self._faults.strike(armed)
        self.crashed[point] += 1
        raise ProcessDied if armed.how == "process" else LambdaDied

    def _leaves_more(self, name: str, when: When) -> bool:
        """Whether a death here leaves something else behind than one at the point before: what a task leaves is what it has
        done outside, so that before its first call, and after each that is no reading, are all there are.
        """
        if when == "after":
            return name not in READS
        if not self._begun:
            return True
        first, self._begun[-1] = not self._begun[-1], True
        return first


_VALUES = (NoneType, bool, str, tuple, datetime)


class _Watched:
    def __init__(self, port: object, name: str, outside: Outside) -> None:
        self._port, self._name, self._outside = port, name, outside

    def __getattr__(self, method: str) -> Callable[..., Any]:
        target, name = getattr(self._port, method), f"{self._name}.{method}"

        def call(*args: Any, **named: Any) -> Any:
            act = partial(target, *args, **named)
            return self._outside.call(name, (*args, *named.values()), act)

        # The next time it is an attribute like any other.
        self.__dict__[method] = call
        return call


def watched(port: P, name: str, outside: Outside) -> P:
    return cast("P", _Watched(port, name, outside))


def watch_all(deps: Deps, outside: Outside) -> Deps:
    """Its ports. What it does without stays None, and a value what it is: watched, `training=False` would be true."""
    given = {field.name: getattr(deps, field.name) for field in fields(deps) if field.name not in PURE}
    ports = {
        name: port for name, port in given.items() if not isinstance(port, _VALUES) and not callable(port)
    }
    return replace(deps, **{name: watched(port, name, outside) for name, port in ports.items()})
