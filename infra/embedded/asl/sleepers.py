"""Executions in which nothing happens, as a kilobyte or two each: most of them wait for weeks.

Single-threaded: the Runner holds its lock around every call.
"""

import pickle
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from infra.embedded.asl.frames import ExecutionLine, MachineRun
from infra.embedded.asl.states import Machine, Map, Parallel
from infra.embedded.asl.timers import Timers

# More than are ever worked on at once. One that is awake takes some thirty kilobytes.
AWAKE = 256

# What waits under a token, or for a timer: a line of a run that is awake, or a whole run that sleeps.
Waiter = ExecutionLine | MachineRun
# State, data, item, attempts, serial, resting, token, due, and those beneath.
_PackedLine = tuple[str, Any, str | None, tuple[int, ...], int, bool, str | None, datetime | None, list[Any]]


class Sleepers:
    """Lays down whichever run nothing was heard of for longest, and wakes it when something comes for it."""

    def __init__(
        self,
        machine: Machine,
        *,
        waiting: dict[str, Waiter],
        timers: Timers[Waiter],
        numbers: Iterator[int],
        awake: int = AWAKE,
    ) -> None:
        self._machine = machine
        self._waiting, self._timers, self._numbers = waiting, timers, numbers
        self._most = awake
        self._awake: OrderedDict[MachineRun, None] = OrderedDict()

    def use(self, run: MachineRun) -> None:
        """Something happens in it now."""
        if run.asleep is not None:
            self._wake(run, run.asleep)
        self._awake[run] = None
        self._awake.move_to_end(run)
        # Two for one, so that a crowd of runs in each of which a Lambda was under way is laid down in the end.
        for _ in range(min(2, len(self._awake) - self._most)):
            longest = next(iter(self._awake))
            if is_at_rest(longest):
                del self._awake[longest]
                self._lay_down(longest)
            else:
                self._awake.move_to_end(longest)

    def _lay_down(self, run: MachineRun) -> None:
        lines = list(run.lines())
        for line in lines:
            self._timers.cancel(line.serial)
            if line.token is not None:
                self._waiting[line.token] = run
        run.asleep = _packed(run)
        due = min((line.due for line in lines if line.due is not None), default=None)
        if due is not None:
            run.alarm = next(self._numbers)
            self._timers.set(run.alarm, due, run)

    def _wake(self, run: MachineRun, asleep: bytes) -> None:
        self._timers.cancel(run.alarm)
        _unpack(run, asleep, self._machine)
        for line in run.lines():
            if line.due is not None:
                self._timers.set(line.serial, line.due, line)
            if line.token is not None:
                self._waiting[line.token] = line


def is_at_rest(run: MachineRun) -> bool:
    """No Lambda of it runs or stands in line."""
    return not any(line.called for line in run.lines())


def _packed(run: MachineRun) -> bytes:
    told = (run.given, run.output, run.noted, run.root and _packed_line(run.root))
    run.given, run.output, run.noted, run.root = {}, None, [], None
    return zlib.compress(pickle.dumps(told, protocol=5), level=1)


def _unpack(run: MachineRun, asleep: bytes, machine: Machine) -> None:
    # Our own, of this process: it never was anywhere else.
    run.given, run.output, run.noted, root = pickle.loads(zlib.decompress(asleep))
    run.root = _line(run, machine, None, root) if root else None
    run.asleep = None


def _packed_line(line: ExecutionLine) -> _PackedLine:
    return (
        line.state.name,
        line.data,
        line.item,
        line.attempts,
        line.serial,
        line.resting,
        line.token,
        line.due,
        [_packed_line(child) for child in line.children],
    )


def _line(
    run: MachineRun, machine: Machine, parent: ExecutionLine | None, packed: _PackedLine
) -> ExecutionLine:
    name, data, item, attempts, serial, resting, token, due, beneath = packed
    line = ExecutionLine(run, machine, parent=parent, item=item)
    line.state, line.data, line.attempts = machine.states[name], data, attempts
    line.serial, line.resting, line.token, line.due = serial, resting, token, due
    line.children = [_line(run, _machine_beneath(line, child), line, child) for child in beneath]
    return line


def _machine_beneath(line: ExecutionLine, child: _PackedLine) -> Machine:
    state, name = line.state, child[0]
    if isinstance(state, Map):
        return state.processor
    assert isinstance(state, Parallel)
    return next(branch for branch in state.branches if name in branch.states)
