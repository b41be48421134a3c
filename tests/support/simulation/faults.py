"""What goes wrong with an outside call, and what others do while it is under way."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from functions.domain.errors import StaleWrite, StartThrottled, StoreBusy
from schemas.office.dispatches import Dispatch, MaterialAdded, Message, Reminder, WithdrawalRequest
from tests.support.simulation.weather import Weather

When = Literal["before", "after"]
How = Literal["process", "lambda"]

WHEN: tuple[When, ...] = ("before", "after")
HOW: tuple[How, ...] = ("process", "lambda")

_MESSAGES = (Dispatch, Reminder, WithdrawalRequest, MaterialAdded)
# So often in one life somebody else acts meanwhile. What they do gives the sweep more to do, and that takes more calls, in
# which they act again: in one life that was met each call brought more than one, and it took over ten minutes.
MOST = 400
_LONGER = 6
# Of what others do while a message is on the wire, so much is about its item.
_ABOUT_IT = 0.7


@dataclass(slots=True)
class Armed:
    """Die at the `calls`-th outside call from now; not `everywhere`: of those that leave something more behind. `call`: of
    those by this name. `then`: what chance draws from after the death, where lives that are alike up to it are to differ.
    """

    calls: int
    when: When
    how: How
    everywhere: bool = True
    call: str | None = None
    then: int | None = None

    def counts(self, name: str, when: When) -> bool:
        return self.when == when and self.call in (None, name)


class Faults:
    """`others`: what somebody else may do meanwhile; `rivals`: on the very item that a message is about.

    `calm`: nothing goes wrong any more. `armed`: the crash to come. `once`: what happens while the next message is on the
    wire, and only then.
    """

    def __init__(self, rng: random.Random, weather: Weather, clock: Callable[[], datetime]) -> None:
        self._rng, self._weather, self._clock = rng, weather, clock
        self.others: list[Callable[[], object]] = []
        self.rivals: list[Callable[[Message], object]] = []
        self.throttled_until = clock()
        self.calm = False
        self.armed: Armed | None = None
        self.once: Callable[[Message], object] | None = None
        self._nested = False
        self._met = 0

    def strike(self, armed: Armed) -> None:
        """The death has come."""
        self.armed = None
        if armed.then is not None:
            self._rng.seed(armed.then)

    def die(self) -> None:
        """At this very call."""
        self.armed = Armed(1, "before", "lambda")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else acts meanwhile."""
        before, self._nested = self._nested, True
        try:
            yield
        finally:
            self._nested = before

    @contextmanager
    def fair(self) -> Iterator[None]:
        """For a moment nothing goes wrong."""
        before = (self.calm, self.armed)
        self.calm, self.armed = True, None
        try:
            yield
        finally:
            self.calm, self.armed = before

    def meanwhile(self, args: tuple[Any, ...] = ()) -> None:
        """While a call with these arguments is on the wire. A message is longer on it than what the store is asked."""
        quiet = self._nested or self.calm or not self._weather.meanwhile
        if quiet and self.once is None:
            return
        message = next((each for each in args if isinstance(each, _MESSAGES)), None)
        if message and self.once:
            act, self.once = self.once, None
            with self.alone():
                act(message)
        if quiet:
            return
        share = self._weather.meanwhile * (_LONGER if message else 1)
        if self._met >= MOST or self._rng.random() >= share:
            return
        self._met += 1
        with self.alone():
            if message and self.rivals and self._rng.random() < _ABOUT_IT:
                self._rng.choice(self.rivals)(message)
            else:
                self._rng.choice(self.others)()

    def trouble(self, name: str) -> None:
        """Raises what the port documents."""
        if self.calm:
            return
        if name == "executions.start" and self._clock() < self.throttled_until:
            raise StartThrottled
        if name.startswith("store.") and self._rng.random() < self._weather.busy:
            raise StoreBusy
        if name in ("store.commit", "store.put") and self._rng.random() < self._weather.stale:
            raise StaleWrite
