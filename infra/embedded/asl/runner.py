"""Runs the state machine in-process: the embedded twin of Step Functions.

A waiting task is data. Nothing survives the process: the ledger does, and the sweep lets every open case go on where it says.
Safe to use from many threads; Lambdas are invoked outside the lock.
"""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Condition, RLock, local
from typing import Any

from functions.domain.case.refusals import ExecutionNotFound
from functions.domain.errors import LianbanError
from functions.ports.executions import AT_THE_BEGINNING, HistoryEvent, Positions
from infra.embedded.asl.engine import Engine, Invocation, RunFailed, nobody_told
from infra.embedded.asl.frames import MachineRun, Status
from infra.embedded.asl.lines import LineOf, LinePart, one_line
from infra.embedded.asl.load import load
from infra.embedded.asl.retry import Jitter
from infra.embedded.asl.sleepers import AWAKE
from infra.embedded.asl.states import Machine

Invoke = Callable[[str, dict[str, Any]], Any]
PartOf = Callable[[str, dict[str, Any]], LinePart | None]


class ExecutionAlreadyExists(Exception):
    """The name belongs to an execution that was started with another input."""


@dataclass(frozen=True, slots=True)
class _Described:
    """An execution as it stands now."""

    name: str
    status: Status
    started_at: datetime
    stopped_at: datetime | None
    error: str | None
    cause: str | None
    events: int


def no_part(_function: str, _payload: dict[str, Any]) -> None:
    """Nothing of a line has a share of its own."""


def full_jitter(seconds: float) -> float:
    return random.uniform(0, seconds)


class _Hand(local):
    """Of a thread: whether it does what is at hand, and how much of each such line it brought and has yet to take."""

    def __init__(self) -> None:
        self.busy = False
        self.owes: Counter[str] = Counter()


class Runner:
    def __init__(
        self,
        definition: Mapping[str, Any] | Machine,
        *,
        invoke: Invoke,
        clock: Callable[[], datetime],
        new_token: Callable[[], str],
        jitter: Jitter = full_jitter,
        line_of: LineOf = one_line,
        part_of: PartOf = no_part,
        awake: int = AWAKE,
        at_hand: Collection[str] = (),
        failed: RunFailed = nobody_told,
    ) -> None:
        """A machine may be loaded once for many runners. `line_of`, `part_of`: where a Lambda stands in line, see lines.py;
        the latter is asked outside the lock. `awake`: see sleepers.py. `at_hand`: lines that have no workers, for what stands
        there waits for nobody: whoever brings it does as much. `failed` is told of each execution that fails, under the lock.
        Raises UnsupportedDefinition.
        """
        machine = definition if isinstance(definition, Machine) else load(definition)
        self._engine = Engine(
            machine, new_token=new_token, jitter=jitter, line_of=line_of, awake=awake, failed=failed
        )
        self._invoke, self._part_of = invoke, part_of
        self._clock = clock
        self._executions: dict[str, MachineRun] = {}
        self._lock = RLock()
        self._came: dict[str, Condition] = defaultdict(lambda: Condition(self._lock))
        self._timer_set = Condition(self._lock)
        self._at_hand = tuple(at_hand)
        self._hand = _Hand()
        self._under_way = 0
        # When whoever waits for the timers will look again.
        self._looks_at: datetime | None = None

    def start(self, name: str, given: Mapping[str, Any], *, positions: Positions = AT_THE_BEGINNING) -> bool:
        """False if that name was started with this input before. Raises ExecutionAlreadyExists if with another."""
        own = _as_json(given)
        with self._lock:
            known = self._executions.get(name)
            if known is not None:
                self._engine.use(known)
                if known.given != own:
                    raise ExecutionAlreadyExists(name)
                return False
            now = self._clock()
            self._executions[name] = execution = MachineRun(name, own, now)
            execution.positions = positions
            self._engine.begin(execution, now)
            self._tell()
        self._do_at_hand()
        return True

    def succeed(self, token: str, output: Mapping[str, Any]) -> None:
        """Raises TaskGone if nothing waits under the token."""
        own = _as_json(output)
        with self._lock:
            self._engine.succeed(token, own, self._clock())
            self._tell()
        self._do_at_hand()

    def fail(self, token: str, error: str, cause: str) -> None:
        """Raises TaskGone if nothing waits under the token."""
        with self._lock:
            self._engine.fail(token, error, cause, self._clock())
            self._tell()
        self._do_at_hand()

    def stop(self, name: str) -> None:
        """Raises ExecutionNotFound. An execution that has ended stays as it ended."""
        with self._lock:
            execution = self._find(name)
            if execution.status == "RUNNING":
                self._engine.abort(execution, self._clock())
            self._tell()
        self._do_at_hand()

    @property
    def ended_badly(self) -> int:
        """How many executions have failed, since it began."""
        return self._engine.ended_badly

    def status(self, name: str) -> Status | None:
        with self._lock:
            execution = self._executions.get(name)
            return execution.status if execution else None

    def describe(self, name: str) -> _Described | None:
        with self._lock:
            execution = self._executions.get(name)
            return _described(execution) if execution else None

    def history(self, name: str, *, after: int = 0, limit: int | None = None) -> tuple[HistoryEvent, ...]:
        """Events with a number above `after`, oldest first. Raises ExecutionNotFound."""
        with self._lock:
            execution = self._find(name)
            self._engine.use(execution)
            return execution.history(after=after, limit=limit)

    def documents(self, name: str) -> tuple[Mapping[str, Any], Any]:
        """What it was given, and what came out of it (None as long as it runs). Raises ExecutionNotFound."""
        with self._lock:
            execution = self._find(name)
            self._engine.use(execution)
            return execution.given, execution.output

    def forget(self, *, before: datetime) -> int:
        """Drop what ended before that moment."""
        with self._lock:
            old = [
                e.name
                for e in self._executions.values()
                if e.stopped_at is not None and e.stopped_at < before
            ]
            for name in old:
                del self._executions[name]
            return len(old)

    def work(self, line: str | None = None) -> bool:
        """Let due timers ring, then invoke at most one Lambda, of that line if one is named. False if nothing is ready."""
        with self._lock:
            now = self._clock()
            rang = self._rung(now)
            invocation = self._engine.take(now, line)
            self._under_way += invocation is not None
            self._tell()
        try:
            if invocation:
                self._run_in_turn(invocation)
        finally:
            with self._lock:
                self._under_way -= invocation is not None
        self._do_at_hand()
        return rang or invocation is not None

    def is_idle(self) -> bool:
        """No Lambda runs or stands in line, and no timer is due."""
        with self._lock:
            due = self._engine.timers.next_due()
            is_due = due is not None and due <= self._clock()
            return not self._under_way and not is_due and self._engine.ready.are_empty()

    def run_until_idle(self) -> int:
        """Work until nothing is ready; returns how often there was something."""
        done = 0
        while self.work():
            done += 1
        return done

    def next_due(self) -> datetime | None:
        """When the next timer rings, if any."""
        with self._lock:
            return self._engine.timers.next_due()

    def ring(self, timeout: float) -> None:
        """Let due timers ring, then block for at most `timeout` seconds, less if the next one is due before."""
        with self._lock:
            self._rung(self._clock())
            self._tell()
        self._do_at_hand()
        with self._lock:
            now, due = self._clock(), self._engine.timers.next_due()
            seconds = min(timeout, (due - now).total_seconds() if due else timeout)
            self._looks_at = now + timedelta(seconds=seconds)
            self._timer_set.wait(max(0.0, seconds))
            self._looks_at = None

    def wait_for_work(self, timeout: float, line: str = "") -> None:
        """Block for at most `timeout` seconds, less if something comes into the line before."""
        with self._lock:
            if self._engine.ready.is_empty(line):
                self._came[line].wait(timeout)

    def wake(self) -> None:
        """End every wait, as when the workers are to stop."""
        with self._lock:
            for waited in (*self._came.values(), self._timer_set):
                waited.notify_all()

    def _do_at_hand(self) -> None:
        """Whoever does one thing brings the next: what comes of it waits for the first, so that no stack grows.

        Each takes as many as it brought, the oldest first, and what those bring: all who are here owe no less than stands
        there, so nothing is left without a hand, and nobody works for others for long.
        """
        if self._hand.busy:
            return
        self._hand.busy = True
        try:
            while any(self._hand.owes[line] for line in self._at_hand):
                for line in self._at_hand:
                    self._do_of(line)
        finally:
            self._hand.busy = False

    def _do_of(self, line: str) -> None:
        owes = self._hand.owes
        try:
            while owes[line] > 0 and not self._engine.ready.is_empty(line) and self.work(line):
                owes[line] -= 1
            del owes[line]
        finally:
            # Only if something went wrong: whoever tells next takes it on.
            if left := owes.pop(line, 0):
                with self._lock:
                    self._engine.ready.untaken(line, left)

    def _rung(self, now: datetime) -> bool:
        rang = False
        while self._engine.fire(now):
            rang = True
        return rang

    def _tell(self) -> None:
        """Those who wait of what has come for them. What has come into a line at hand is the caller's own to do."""
        for line, count in self._engine.ready.news().items():
            if line in self._at_hand:
                self._hand.owes[line] += count
            else:
                self._came[line].notify(count)
        due = self._engine.timers.next_due()
        if due is not None and self._looks_at is not None and due < self._looks_at:
            self._timer_set.notify()

    def _run_in_turn(self, invocation: Invocation) -> None:
        function = invocation.function
        try:
            part = self._part_of(function, invocation.payload)
        except Exception as error:
            # Taken and not done, it would wait for its bound, and that is days.
            self._raised(invocation, error)
            return
        if part is None:
            self._run(invocation)
            return
        with self._lock:
            standing = (invocation.branch, invocation.serial)
            if not self._engine.ready.begin(function, part, standing):
                return
        try:
            self._run(invocation)
        finally:
            with self._lock:
                self._engine.ready.end(function, part)
                self._tell()

    def _run(self, invocation: Invocation) -> None:
        try:
            result = _as_json(self._invoke(invocation.function, invocation.payload))
        except Exception as error:
            self._raised(invocation, error)
        else:
            with self._lock:
                self._engine.returned(invocation, result, self._clock())
                self._tell()

    def _raised(self, invocation: Invocation, error: Exception) -> None:
        with self._lock:
            self._engine.raised(invocation, type(error).__name__, _cause(error), self._clock())
            self._tell()

    def _find(self, name: str) -> MachineRun:
        if name not in self._executions:
            raise ExecutionNotFound
        return self._executions[name]


def _described(execution: MachineRun) -> _Described:
    return _Described(
        name=execution.name,
        status=execution.status,
        started_at=execution.started_at,
        stopped_at=execution.stopped_at,
        error=execution.error,
        cause=execution.cause,
        events=execution.events,
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
