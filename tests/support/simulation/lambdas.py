"""The Lambdas as the engine calls them: some die, some the engine takes for lost although they run, later."""

import random
from collections import deque
from collections.abc import Callable
from typing import Any

from functions import tasks
from tests.support.simulation.faults import Faults
from tests.support.simulation.outside import LambdaDied, Outside

# What Step Functions calls the death of a Lambda; some of these the definition tries again, some it catches.
_DEATHS: tuple[type[Exception], ...] = tuple(
    type(name, (Exception,), {})
    for name in ("Lambda.Unknown", "Lambda.ServiceException", "Sandbox.Timedout", "Runtime.ImportModuleError")
)
_CLIENT_GAVE_UP = type("Lambda.SdkClientException", (Exception,), {})

Invocation = tuple[str, dict[str, Any]]


class Lambdas:
    """`late`: the share of invocations that the engine gives up. `entered` hears of every call and its payload."""

    def __init__(
        self,
        rng: random.Random,
        *,
        late: float,
        faults: Faults,
        outside: Outside,
        entered: Callable[[str, dict[str, Any]], None],
        note: Callable[[str], None],
    ) -> None:
        self._rng, self._late, self._faults, self._outside = rng, late, faults, outside
        self._entered, self._note = entered, note
        self.given_up: deque[Invocation] = deque()

    def invoke(self, function: str, payload: dict[str, Any]) -> Any:
        if self._late and not self._faults.calm and self._rng.random() < self._late:
            # The engine takes the invocation for lost and tries again; it runs all the same, later.
            self.given_up.append((function, payload))
            raise _CLIENT_GAVE_UP
        self._entered(function, payload)
        with self._outside.doing(function):
            try:
                return run(function, payload)
            except LambdaDied:
                death = self._rng.choice(_DEATHS)
                self._note(f"{function} {payload.get('item', '')} died: {death.__name__}")
                raise death from None


def run(function: str, payload: dict[str, Any]) -> Any:
    return getattr(tasks, function)(payload)
