"""Interprets a parsed machine for many executions at once. Single-threaded: the Runner holds its lock around every call.

Time is an argument. The semantics are those of Step Functions, as far as statemachine/ uses them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from functions.adapters.executions_history import error_of
from functions.domain.case.waits import RunPosition
from functions.domain.errors import TaskGone
from functions.ports.executions import AT_THE_BEGINNING
from infra.embedded.asl.frames import ExecutionLine, MachineRun, Status
from infra.embedded.asl.lines import LineOf, Lines, one_line
from infra.embedded.asl.paths import DataError, ResultPath
from infra.embedded.asl.retry import RUNTIME, TIMEOUT, Jitter, catcher_of, retrier_of
from infra.embedded.asl.sleepers import AWAKE, Sleepers, Waiter
from infra.embedded.asl.states import Machine, Map, Parallel, State, Task
from infra.embedded.asl.timers import Timers


@dataclass(frozen=True, slots=True)
class Invocation:
    """A Lambda to be invoked for one attempt of one branch."""

    branch: ExecutionLine
    serial: int
    function: str
    payload: dict[str, Any]


# Of an execution that failed: its name, the state in which it did, the error's name.
RunFailed = Callable[[str, str, str], None]


def nobody_told(_name: str, _state: str, _error: str) -> None:
    """Nobody is told."""


class Engine:
    def __init__(
        self,
        machine: Machine,
        *,
        new_token: Callable[[], str],
        jitter: Jitter,
        line_of: LineOf = one_line,
        awake: int = AWAKE,
        failed: RunFailed = nobody_told,
    ) -> None:
        self._machine, self._tell_failed = machine, failed
        self._new_token = new_token
        self._jitter = jitter
        self._serials = count(1)
        self._waiting: dict[str, Waiter] = {}
        self.ended_badly = 0
        self.ready: Lines[tuple[ExecutionLine, int]] = Lines(line_of, is_live=_is_live)
        self.timers: Timers[Waiter] = Timers()
        self._sleepers = Sleepers(
            machine, waiting=self._waiting, timers=self.timers, numbers=self._serials, awake=awake
        )

    def begin(self, execution: MachineRun, now: datetime) -> None:
        self.use(execution)
        execution.note(now, "ExecutionStarted", data=execution.given)
        execution.root = ExecutionLine(execution, self._machine)
        self._enter(execution.root, execution.root.state, execution.given, now)
        execution.positions = AT_THE_BEGINNING

    def use(self, execution: MachineRun) -> None:
        """To be called before anything is asked of an execution or done to it."""
        self._sleepers.use(execution)

    def succeed(self, token: str, output: Any, now: datetime) -> None:
        self._succeeded(self._waiter(token), output, now)

    def fail(self, token: str, error: str, cause: str, now: datetime) -> None:
        self._failed(self._waiter(token), error, cause, now)

    def abort(self, execution: MachineRun, now: datetime) -> None:
        self.use(execution)
        self._end(execution, "ABORTED", now)

    def fire(self, now: datetime) -> bool:
        """Let one due timer ring: a retry's delay is over, or an attempt has taken too long."""
        branch = self.timers.pop_due(now)
        if branch is None:
            return False
        if isinstance(branch, MachineRun):
            # Awake, its lines have timers of their own.
            self.use(branch)
        elif branch.resting:
            self._attempt(branch, now)
        else:
            self._failed(branch, TIMEOUT, "", now)
        return True

    def take(self, now: datetime, line: str | None = None) -> Invocation | None:
        """The next Lambda to invoke, skipping attempts that ended while they stood in line."""
        while (found := self.ready.take(line)) is not None:
            branch, serial = found
            task = branch.state
            assert isinstance(task, Task)
            try:
                payload = task.payload.fill(branch.data, branch.token)
            except DataError as error:
                self._broken(branch, error, now)
                continue
            return Invocation(branch, serial, task.function, payload)
        return None

    def returned(self, invocation: Invocation, result: Any, now: datetime) -> None:
        branch, task = invocation.branch, invocation.branch.state
        if branch.serial != invocation.serial or not isinstance(task, Task):
            return
        if task.waits:
            branch.called = False
            branch.note(now, "TaskSubmitted")
        else:
            self._succeeded(branch, result, now)

    def raised(self, invocation: Invocation, error: str, cause: str, now: datetime) -> None:
        if invocation.branch.serial == invocation.serial:
            self._failed(invocation.branch, error, cause, now)

    def _waiter(self, token: str) -> ExecutionLine:
        found = self._waiting.get(token)
        if found is None:
            raise TaskGone
        self.use(found if isinstance(found, MachineRun) else found.execution)
        line = self._waiting[token]
        assert isinstance(line, ExecutionLine)
        return line

    def _enter(self, branch: ExecutionLine, state: State, data: Any, now: datetime) -> None:
        branch.state, branch.data, branch.attempts = state, data, ()
        branch.note(now, f"{type(state).__name__}StateEntered", data=data)
        try:
            if isinstance(state, Task):
                self._attempt(branch, now)
            else:
                self._spread(branch, state, now)
        except DataError as error:
            self._broken(branch, error, now)

    def _attempt(self, branch: ExecutionLine, now: datetime) -> None:
        """The token is valid before the Lambda is invoked: an answer may come from inside the invocation."""
        task = branch.state
        assert isinstance(task, Task)
        self._schedule(branch, task, self._new_token() if task.waits else None, now)
        branch.called = True
        self.ready.put(task.function, (branch, branch.serial))

    def _schedule(self, branch: ExecutionLine, task: Task, token: str | None, now: datetime) -> None:
        seconds = task.bound.seconds(branch.data)
        branch.serial, branch.resting, branch.token = next(self._serials), False, token
        if token is not None:
            self._waiting[token] = branch
        # Not that of the pause before this attempt: asleep, it would ring as the attempt's own.
        branch.due = None
        if seconds is not None:
            self._set_timer(branch, now + timedelta(seconds=seconds))
        branch.note(now, "TaskScheduled" if task.waits else "LambdaFunctionScheduled")

    def _set_timer(self, branch: ExecutionLine, due: datetime) -> None:
        branch.due = due
        self.timers.set(branch.serial, due, branch)

    def _spread(self, branch: ExecutionLine, state: Parallel | Map, now: datetime) -> None:
        """All branches exist before the first one starts: one that is over at once must not end the state early."""
        if isinstance(state, Map):
            starts = [self._iteration(branch, state, value) for value in _entries(state, branch.data)]
        else:
            starts = [self._line(branch, machine) for machine in state.branches]
        branch.children = [child for child, _ in starts]
        for child, data in starts:
            if branch.execution.status != "RUNNING":
                return
            if isinstance(state, Map):
                branch.execution.note(now, "MapIterationStarted", state=state.name, item=child.item)
            self._begin_line(child, branch, data, now)
        if not starts:
            self._leave(branch, branch.data, now)

    def _begin_line(self, child: ExecutionLine, parent: ExecutionLine, data: Any, now: datetime) -> None:
        """At its beginning, unless its execution was lost before and goes on where the ledger says."""
        positions = child.execution.positions
        item = _item_of(child.state, data) if positions else None
        if item is None or item not in positions:
            self._enter(child, child.state, data, now)
        elif position := positions[item]:
            self._wait_on(child, position, data, now)
        else:
            self._join(child, parent, now)

    def _wait_on(self, branch: ExecutionLine, position: RunPosition, data: Any, now: datetime) -> None:
        """What its Lambda has to do is done: nobody is invoked, and its token stays what the ledger knows."""
        task = _task_named(branch.machine, position.state)
        if task is None:
            self._enter(branch, branch.state, data, now)
            return
        branch.state, branch.data = task, {**data, **position.added}
        branch.note(now, "TaskStateEntered", data=branch.data)
        self._schedule(branch, task, position.token, now)
        branch.note(now, "TaskSubmitted")

    def _line(self, branch: ExecutionLine, machine: Machine) -> tuple[ExecutionLine, Any]:
        return ExecutionLine(branch.execution, machine, parent=branch, item=branch.item), branch.data

    def _iteration(self, branch: ExecutionLine, state: Map, value: Any) -> tuple[ExecutionLine, Any]:
        data = state.selector.fill(branch.data, value)
        code = data.get("item")
        item = code if isinstance(code, str) else branch.item
        return ExecutionLine(branch.execution, state.processor, parent=branch, item=item), data

    def _succeeded(self, branch: ExecutionLine, result: Any, now: datetime) -> None:
        task = branch.state
        assert isinstance(task, Task)
        self._close(branch)
        branch.note(now, "TaskSucceeded" if task.waits else "LambdaFunctionSucceeded")
        self._go_on(branch, task.result_path, result, now)

    def _failed(self, branch: ExecutionLine, error: str, cause: str, now: datetime) -> None:
        task = branch.state
        assert isinstance(task, Task)
        self._close(branch)
        what = "TimedOut" if error == TIMEOUT else "Failed"
        kind = f"Task{what}" if task.waits else f"LambdaFunction{what}"
        branch.note(now, kind, detail=error_of(error, cause))
        if self._rests(branch, task, error, now):
            return
        catcher = catcher_of(task.catchers, error)
        if catcher is None:
            self._fail_execution(branch, error, cause, now)
            return
        self._go_on(branch, catcher.result_path, {"Error": error, "Cause": cause}, now, to=catcher.next)

    def _go_on(
        self, branch: ExecutionLine, where: ResultPath, result: Any, now: datetime, *, to: str | None = None
    ) -> None:
        try:
            output = where.place(branch.data, result)
        except DataError as error:
            self._broken(branch, error, now)
        else:
            self._leave(branch, output, now, to=to)

    def _rests(self, branch: ExecutionLine, task: Task, error: str, now: datetime) -> bool:
        """Whether the attempt will be made again, after a delay. Each retrier counts its own, per entry of the state."""
        index = retrier_of(task.retriers, error)
        if index is None:
            return False
        retrier = task.retriers[index]
        counts = list(branch.attempts or (0,) * len(task.retriers))
        if counts[index] >= retrier.attempts:
            return False
        delay = retrier.delay(counts[index], self._jitter)
        counts[index] += 1
        branch.attempts = tuple(counts)
        branch.serial, branch.resting = next(self._serials), True
        self._set_timer(branch, now + timedelta(seconds=delay))
        return True

    def _leave(self, branch: ExecutionLine, output: Any, now: datetime, *, to: str | None = None) -> None:
        branch.note(now, f"{type(branch.state).__name__}StateExited", data=output)
        successor = to or branch.state.next
        if successor is not None:
            self._enter(branch, branch.machine.states[successor], output, now)
        elif branch.parent is None:
            branch.execution.output = output
            self._end(branch.execution, "SUCCEEDED", now)
        else:
            self._join(branch, branch.parent, now)

    def _join(self, branch: ExecutionLine, parent: ExecutionLine, now: datetime) -> None:
        kind = type(parent.state).__name__
        if isinstance(parent.state, Map):
            branch.execution.note(now, "MapIterationSucceeded", state=parent.state.name, item=branch.item)
        parent.children.remove(branch)
        if not parent.children:
            parent.note(now, f"{kind}StateSucceeded")
            self._leave(parent, parent.data, now)

    def _broken(self, branch: ExecutionLine, error: DataError, now: datetime) -> None:
        self._fail_execution(branch, RUNTIME, f"{branch.state.name}: {error}", now)

    def _fail_execution(self, branch: ExecutionLine, error: str, cause: str, now: datetime) -> None:
        """No Parallel or Map of ours catches anything: what a task does not catch fails the execution."""
        for above in branch.upwards():
            above.note(now, f"{type(above.state).__name__}StateFailed", detail=error_of(error, cause))
        branch.execution.error, branch.execution.cause = error, cause
        self._end(branch.execution, "FAILED", now)
        self._tell_failed(branch.execution.name, branch.state.name, error)

    def _end(self, execution: MachineRun, status: Status, now: datetime) -> None:
        for branch in execution.lines():
            self._close(branch)
        execution.status, execution.stopped_at, execution.root = status, now, None
        self.ended_badly += status == "FAILED"
        detail = error_of(execution.error, execution.cause)
        execution.note(now, f"Execution{status.capitalize()}", detail=detail, data=execution.output)

    def _close(self, branch: ExecutionLine) -> None:
        """End the present attempt: its token dies, its timer too."""
        self.timers.cancel(branch.serial)
        if branch.token is not None:
            del self._waiting[branch.token]
        branch.serial, branch.token, branch.due = 0, None, None
        branch.resting = branch.called = False


def _is_live(attempt: tuple[ExecutionLine, int]) -> bool:
    branch, serial = attempt
    return branch.serial == serial


def _item_of(state: State, data: Any) -> str | None:
    """Whom a line's first task is about, as its Lambda would be told."""
    named = state.payload.fill(data, None).get("item") if isinstance(state, Task) else None
    return named if isinstance(named, str) else None


def _task_named(machine: Machine, name: str) -> Task | None:
    """The names of a branch's states end in the branch's."""
    found = (state for known, state in machine.states.items() if known.startswith(name))
    return next((state for state in found if isinstance(state, Task) and state.waits), None)


def _entries(state: Map, data: Any) -> list[Any]:
    entries = state.items.read(data)
    if not isinstance(entries, list):
        raise DataError(f"{state.items.text} is no array")
    return entries
