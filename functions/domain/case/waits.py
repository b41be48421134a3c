"""When a waiting task of the state machine is over, and how it ends. Pure: the ledger alone decides.

Whoever changes the ledger asks here, and so does the sweep: a resume lost by a crash is found again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from functions.domain.case.case import Case, Ledger
from functions.domain.case.item import FAILED, PASSED, WITH_APPLICANT, CaseItem, Wait, is_ordered
from functions.domain.errors import CorrectionRequested, DispatchIncident, OrderedAnew, TaskFailure
from functions.domain.values import replace
from schemas.codes import ItemStatus

# The names of the waiting states, as in statemachine/*.asl.json.
VERIFY_SERVICE = "VerifyService"
AWAIT_PREREQUISITES = "AwaitPrerequisites"
DISPATCH = "Dispatch"
AWAIT_CORRECTION = "AwaitCorrection"
AWAIT_OPERATOR = "AwaitOperator"

# In these a round is sent, and its answer waited for.
SENDING = (DISPATCH, VERIFY_SERVICE)

# A task in one of these that goes on waiting has nothing to do first: what it tells or sends is recorded.
_RESTING = (AWAIT_PREREQUISITES, AWAIT_CORRECTION, *SENDING)

_DECIDED = PASSED | FAILED

# A round is sent by the Lambda that made it owed; after this long without a word, that Lambda died.
UNSENT_AFTER = timedelta(minutes=15)
# What a Lambda records and then does is looked at after this long, should it have died in between.
FIRST_CHECK = timedelta(minutes=1)
# A wait in seconds is never shorter: a due time that has passed is looked at again by Escalate, not in a busy loop.
SHORTEST_WAIT = 60


@dataclass(frozen=True, slots=True)
class Completion:
    """How a wait ends: with `output`, or with the named failure that the state machine catches."""

    output: Mapping[str, Any] = field(default_factory=dict)
    failure: type[TaskFailure] | None = None

    @property
    def last(self) -> bool:
        """No further state of this item will wait."""
        return "outcome" in self.output


@dataclass(frozen=True, slots=True)
class RunPosition:
    """Where an item stands in its run: waiting in `state` under `token`. `added` came into that state's data on the way."""

    state: str
    token: str
    added: Mapping[str, Any]


def with_run(case: Case, run: int, now: datetime) -> Case:
    """The case in another run. The look after this one is soon: it finds whatever a crash leaves undone."""
    return replace(case, run=run, watch_not_before=now + FIRST_CHECK, checks=0)


def completion(ledger: Ledger, item: CaseItem, now: datetime) -> Completion | None:
    """How the task that waits for `item` ends now, or None if it goes on waiting (or nothing waits)."""
    if item.wait is None:
        return None
    by_itself = own_completion(item, now)
    if by_itself or not _is_over_by_others(ledger, item, item.wait.state):
        return by_itself
    return Completion(output={"seconds": wait_seconds(item, now)})


def own_completion(item: CaseItem, now: datetime) -> Completion | None:
    """The same as far as the item alone tells."""
    if item.wait is None or not is_over_by_itself(item):
        return None
    if item.wait.state in SENDING:
        return _dispatch_completion(item)
    return Completion(output={"seconds": wait_seconds(item, now)})


def is_over_by_itself(item: CaseItem) -> bool:
    """Its wait ends because of what became of the item, whatever became of others."""
    if item.wait is None:
        return False
    if item.outcome:
        return True
    if item.wait.state in SENDING:
        return _dispatch_completion(item) is not None
    if item.wait.state == AWAIT_CORRECTION:
        return item.status not in WITH_APPLICANT
    return item.wait.state == AWAIT_OPERATOR and item.status is not ItemStatus.INCIDENT


def positions(ledger: Ledger, now: datetime) -> dict[str, RunPosition | None]:
    """Where the present run goes on should its engine have lost it, by item, as far as the ledger alone tells; None: at the
    item's end. What is not here enters its states from the beginning.
    """
    over: dict[str, RunPosition | None] = {item.code: None for item in ledger.items if item.outcome}
    return over | {
        item.code: RunPosition(
            item.wait.state, item.wait.token, {"wait": {"seconds": wait_seconds(item, now)}}
        )
        for item in ledger.items
        if item.wait and item.outcome is None and _rests(ledger, item, item.wait, now)
    }


def waits_in(item: CaseItem, run: int) -> bool:
    """Whether the item waits in that run."""
    return item.wait is not None and item.wait.run == run


def _rests(ledger: Ledger, item: CaseItem, wait: Wait, now: datetime) -> bool:
    """Of the present run, with nothing left to be sent, and neither over nor about to be blocked."""
    is_sent = wait.state not in SENDING or item.dispatch.sent_round >= item.dispatch.round
    here = wait.run == ledger.case.run and wait.state in _RESTING
    ends = completion(ledger, item, now) or block_owed(ledger, item)
    return here and is_sent and not ends


def _dispatch_completion(item: CaseItem) -> Completion | None:
    if item.outcome:
        return Completion(output={"item": item.code, "outcome": item.outcome.value})
    if item.status in WITH_APPLICANT:
        return Completion(failure=CorrectionRequested)
    if item.status is ItemStatus.INCIDENT:
        return Completion(failure=DispatchIncident)
    if is_ordered(item):
        # The state machine comes back here by itself, and sends.
        return Completion(failure=OrderedAnew)
    return None


def _is_over_by_others(ledger: Ledger, item: CaseItem, state: str) -> bool:
    if state != AWAIT_PREREQUISITES:
        return False
    # Once its round was owed it goes on, even if a prerequisite's outcome was corrected to a worse one since.
    enough = _DECIDED if item.dispatch.round else PASSED
    return all(before.outcome in enough for before in ledger.prerequisites(item))


def blocking(ledger: Ledger, item: CaseItem) -> CaseItem | None:
    """The first prerequisite that ended badly: the item is blocked (前置未通过)."""
    for before in ledger.prerequisites(item):
        if before.outcome in FAILED:
            return before
    return None


def block_owed(ledger: Ledger, item: CaseItem) -> CaseItem | None:
    """The prerequisite that it is to be blocked for. Once its round was owed it goes on, whatever became of others since."""
    return None if item.outcome or item.dispatch.round else blocking(ledger, item)


def wait_seconds(item: CaseItem, now: datetime) -> int:
    """How long to wait for the department before Escalate looks: until the item's due time, or the edition's bound."""
    if item.clock.due_at is None:
        return max(SHORTEST_WAIT, item.bounds.watch_seconds)
    until_due = int((item.clock.due_at - now).total_seconds()) + 1
    return until_due if until_due > 0 else max(SHORTEST_WAIT, item.bounds.watch_seconds)
