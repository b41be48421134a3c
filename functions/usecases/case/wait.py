"""Parks a task of the state machine on its item, or ends it at once if what it waits for has happened.

Entering a state again is always safe: the older token is replaced, and an answer that came first is delivered here
(faults.md, rows 4 and 5).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.item import CaseItem, Wait
from functions.domain.case.transitions import parked
from functions.domain.case.waits import completion
from functions.ports.deps import Deps
from functions.usecases.case.advance import end_wait
from functions.usecases.contention import until_written

Prepare = Callable[[Ledger, CaseItem, datetime], "tuple[CaseItem, tuple[Event, ...]]"]


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the state machine hands it to a Lambda: which state waits for which item, under which token."""

    case_id: str
    item: str
    run: int
    state: str
    token: str


def unprepared(_ledger: Ledger, item: CaseItem, _now: datetime) -> tuple[CaseItem, tuple[Event, ...]]:
    return item, ()


def park(task: Task, deps: Deps, *, prepare: Prepare = unprepared) -> Ledger | None:
    """Store the token together with what `prepare` changes. None if nothing waits: the task ended at once, or its run
    was replaced by a later one and its token must not stand in the way.
    """

    def attempt() -> Ledger | None:
        ledger = deps.store.ledger(task.case_id)
        if ledger.case.run != task.run:
            return None
        now = deps.clock()
        item = ledger.item(task.item)
        prepared, events = prepare(ledger, item, now)
        waiting = parked(prepared, Wait(task.state, task.token, task.run, now))
        end = completion(ledger.with_item(waiting), waiting, now)
        if end is not None:
            # Whoever made it so recorded it: no preparation changes what is over, so nothing is left to record.
            end_wait(task.token, end, deps.executions)
            return None
        # Of a token alone: whoever comes here again brings another.
        is_token = prepared == item and not events
        stored = deps.store.commit(Change(items=(waiting,), events=events, note=is_token))
        return ledger.with_item(stored.items[0])

    return until_written(attempt)
