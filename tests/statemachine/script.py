"""Scripted Lambdas: what each does when it is invoked for an item, the first time, the second time and so on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Condition
from typing import Any, Protocol, TypeAlias


class Tasks(Protocol):
    def succeed(self, token: str, output: Mapping[str, Any]) -> None: ...

    def fail(self, token: str, error: str, cause: str) -> None: ...


@dataclass(frozen=True)
class Ends:
    """The wait ends from inside the invocation, before it returns."""


@dataclass(frozen=True)
class Held:
    """The wait ends later, when the script releases it."""


@dataclass(frozen=True)
class Silent:
    """The wait is never ended: only its timeout ends it."""


@dataclass(frozen=True)
class Fails:
    """The wait ends as the named failure."""

    error: type[Exception]


@dataclass(frozen=True)
class Raises:
    """The Lambda itself fails."""

    error: type[Exception]


Action: TypeAlias = Ends | Held | Silent | Fails | Raises
Plays: TypeAlias = Mapping[tuple[str, str], Sequence[Action]]

LONG = 600
PARTS = 8


class Script:
    """What is not in `plays` ends at once, as usual. Moto calls from many threads.

    `first_wait` is how long Dispatch is to wait, in seconds, once the prerequisites are there.
    """

    def __init__(self, plays: Plays, *, first_wait: int = LONG) -> None:
        self._first_wait = first_wait
        self._left = {key: list(actions) for key, actions in plays.items()}
        self._held: list[tuple[str, str, str]] = []
        self._changed = Condition()
        self.invoked: list[tuple[str, str]] = []
        self.payloads: list[dict[str, Any]] = []

    def play(self, function: str, payload: dict[str, Any], tasks: Tasks) -> dict[str, Any]:
        item = payload.get("item", "")
        with self._changed:
            self.invoked.append((function, item))
            self.payloads.append(payload)
            actions = self._left.get((function, item))
            action = actions.pop(0) if actions else Ends()
            self._changed.notify_all()
        if "token" in payload:
            self._wait(action, function, item, payload["token"], tasks)
        elif isinstance(action, Raises):
            raise action.error
        return self._usual_output(function, item)

    def _wait(self, action: Action, function: str, item: str, token: str, tasks: Tasks) -> None:
        if isinstance(action, Raises):
            raise action.error
        if isinstance(action, Fails):
            tasks.fail(token, action.error.__name__, str(action.error()))
        elif isinstance(action, Ends):
            tasks.succeed(token, self._usual_output(function, item))
        elif isinstance(action, Held):
            with self._changed:
                self._held.append((function, item, token))
                self._changed.notify_all()

    def release(self, tasks: Tasks) -> bool:
        """End the wait that was held first; False if none is held."""
        with self._changed:
            if not self._held:
                return False
            function, item, token = self._held.pop(0)
            self.invoked.append(("released", item))
        tasks.succeed(token, self._usual_output(function, item))
        return True

    def wait_until_quiet(self, seconds: float) -> None:
        """Return once nothing has been invoked for that long: of a machine that stands still one part of it passes."""
        quiet = 0
        with self._changed:
            while quiet < PARTS:
                quiet = 0 if self._changed.wait(seconds / PARTS) else quiet + 1

    def _usual_output(self, function: str, item: str) -> dict[str, Any]:
        if function == "verify_service" or function.startswith("dispatch_"):
            return {"item": item, "outcome": "granted"}
        return {"seconds": self._first_wait if function == "await_prerequisites" else LONG}
