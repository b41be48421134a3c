"""Runs the state machine in-process: the embedded twin of Step Functions.

A waiting task is data. Nothing survives the process: the ledger does, and the sweep starts every open case again.
Safe to use from many threads; Lambdas are invoked outside the lock.
"""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Condition
from typing import Any

from functions.domain.errors import LianbanError
from functions.domain.refusals import ExecutionNotFound
from functions.ports.executions import HistoryEvent
from infra.embedded.asl.engine import Engine, Invocation
from infra.embedded.asl.frames import Execution, Status
from infra.embedded.asl.load import load
from infra.embedded.asl.retry import Jitter
from infra.embedded.asl.states import Machine

Invoke = Callable[[str, dict[str, Any]], Any]


class ExecutionAlreadyExists(Exception):
    """The name belongs to an execution that was started with another input."""


@dataclass(frozen=True, slots=True)
class Described:
    """An execution as it stands now."""

    name: str
    status: Status
    started_at: datetime
    stopped_at: datetime | None
    error: str | None
    cause: str | None
    input: Mapping[str, Any]
    output: Any
    events: int


def full_jitter(seconds: float) -> float:
    return random.uniform(0, seconds)


class Runner:
    def __init__(
        self,
        definition: Mapping[str, Any] | Machine,
        *,
        invoke: Invoke,
        clock: Callable[[], datetime],
        new_token: Callable[[], str],
        jitter: Jitter = full_jitter,
    ) -> None:
        """A machine may be loaded once for many runners. Raises UnsupportedDefinition."""
        machine = definition if isinstance(definition, Machine) else load(definition)
        self._engine = Engine(machine, new_token=new_token, jitter=jitter)
        self._invoke = invoke
        self._clock = clock
        self._executions: dict[str, Execution] = {}
        self._changed = Condition()

    def start(self, name: str, given: Mapping[str, Any]) -> bool:
        """False if that name was started with this input before. Raises ExecutionAlreadyExists if with another."""
        own = _as_json(given)
        with self._changed:
            known = self._executions.get(name)
            if known is not None and known.given != own:
                raise ExecutionAlreadyExists(name)
            if known is not None:
                return False
            now = self._clock()
            self._executions[name] = execution = Execution(name, own, now)
            self._engine.begin(execution, now)
            self._changed.notify()
        return True

    def succeed(self, token: str, output: Mapping[str, Any]) -> None:
        """Raises TaskGone if nothing waits under the token."""
        own = _as_json(output)
        with self._changed:
            self._engine.succeed(token, own, self._clock())
            self._changed.notify()

    def fail(self, token: str, error: str, cause: str) -> None:
        """Raises TaskGone if nothing waits under the token."""
        with self._changed:
            self._engine.fail(token, error, cause, self._clock())
            self._changed.notify()

    def stop(self, name: str) -> None:
        """Raises ExecutionNotFound. An execution that has ended stays as it ended."""
        with self._changed:
            execution = self._find(name)
            if execution.status == "RUNNING":
                self._engine.abort(execution, self._clock())
            self._changed.notify()

    def status(self, name: str) -> Status | None:
        with self._changed:
            execution = self._executions.get(name)
            return execution.status if execution else None

    def describe(self, name: str) -> Described | None:
        with self._changed:
            execution = self._executions.get(name)
            return _described(execution) if execution else None

    def history(self, name: str, *, after: int = 0, limit: int | None = None) -> tuple[HistoryEvent, ...]:
        """Events with a number above `after`, oldest first. Raises ExecutionNotFound."""
        with self._changed:
            return self._find(name).history(after=after, limit=limit)

    def forget(self, *, before: datetime) -> int:
        """Drop what ended before that moment."""
        with self._changed:
            old = [
                e.name
                for e in self._executions.values()
                if e.stopped_at is not None and e.stopped_at < before
            ]
            for name in old:
                del self._executions[name]
            return len(old)

    def work(self) -> bool:
        """Let due timers ring, then invoke at most one Lambda. False if nothing is ready now."""
        with self._changed:
            now = self._clock()
            rang = False
            while self._engine.fire(now):
                rang = True
            invocation = self._engine.take(now)
            if self._engine.ready:
                self._changed.notify()
        if invocation is not None:
            self._run(invocation)
        return rang or invocation is not None

    def run_until_idle(self) -> int:
        """Work until nothing is ready; returns how often there was something."""
        done = 0
        while self.work():
            done += 1
        return done

    def next_due(self) -> datetime | None:
        """When the next timer rings, if any."""
        with self._changed:
            return self._engine.timers.next_due()

    def wait_for_work(self, timeout: float) -> None:
        """Block for at most `timeout` seconds, less if something may be ready before."""
        with self._changed:
            if self._engine.ready:
                return
            due = self._engine.timers.next_due()
            seconds = (due - self._clock()).total_seconds() if due else timeout
            if seconds > 0:
                self._changed.wait(min(timeout, seconds))

    def wake(self) -> None:
        """End every wait_for_work, as when the workers are to stop."""
        with self._changed:
            self._changed.notify_all()

    def _run(self, invocation: Invocation) -> None:
        try:
            result = _as_json(self._invoke(invocation.function, invocation.payload))
        except Exception as error:
            with self._changed:
                self._engine.raised(invocation, type(error).__name__, _cause(error), self._clock())
                self._changed.notify()
        else:
            with self._changed:
                self._engine.returned(invocation, result, self._clock())
                self._changed.notify()

    def _find(self, name: str) -> Execution:
        if name not in self._executions:
            raise ExecutionNotFound
        return self._executions[name]


def _described(execution: Execution) -> Described:
    return Described(
        name=execution.name,
        status=execution.status,
        started_at=execution.started_at,
        stopped_at=execution.stopped_at,
        error=execution.error,
        cause=execution.cause,
        input=execution.given,
        output=execution.output,
        events=len(execution.noted),
    )


def _as_json(value: Any) -> Any:
    """What enters the machine is JSON and nobody else's object, as if it had been sent."""
    return json.loads(json.dumps(value))


def _cause(error: Exception) -> str:
    """Our own messages hold no personal data; anybody else's may, so of those only the place is told."""
    if isinstance(error, LianbanError):
        return str(error)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"
