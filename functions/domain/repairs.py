"""What is owed for a case, as data: `plan` is pure and total; `usecases/repair.py` does each one, conditionally.

The same plan serves the moment after an answer (`owed`) and the sweep (`plan`), so nothing is repaired that would not
also be done in the ordinary course.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.case import Case, CaseItem, Ledger
from functions.domain.transitions import decided
from functions.domain.waits import DISPATCH, VERIFY_SERVICE, Completion, blocking, completion
from schemas.codes import CaseStatus, Outcome

# A round is sent by the Lambda that made it owed; after this long without a word, that Lambda died.
UNSENT_AFTER = timedelta(minutes=15)
FIRST_CHECK = timedelta(minutes=1)
LONGEST_CHECK = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class StartRun:
    """The present run was never started, or the engine forgot it."""

    run: int


@dataclass(frozen=True, slots=True)
class NextRun:
    """The present run ended although the case is open: go on from the ledger in a new one."""

    run: int


@dataclass(frozen=True, slots=True)
class Block:
    """A prerequisite ended badly: the item's outcome is blocked."""

    item: CaseItem
    because: str


@dataclass(frozen=True, slots=True)
class Resume:
    """A task waits for what has happened already."""

    item: CaseItem
    completion: Completion


@dataclass(frozen=True, slots=True)
class SendRound:
    """A round is owed and nobody is sending it."""

    item: CaseItem


Repair = StartRun | NextRun | Block | Resume | SendRound


def plan(ledger: Ledger, status: str | None, now: datetime) -> tuple[Repair, ...]:
    """Everything owed. `status` is the present run's in the engine: RUNNING, another word once it ended, None if unknown."""
    case = ledger.case
    if case.status is CaseStatus.CLOSED:
        return ()
    if status is None:
        return (StartRun(case.run),)
    if status != "RUNNING":
        return (NextRun(case.run + 1),)
    return (*owed(ledger, now), *_unsent(ledger, now))


def owed(ledger: Ledger, now: datetime) -> tuple[Repair, ...]:
    """What follows from the ledger alone: items to block, in order of prerequisites, then tasks to resume."""
    blocks = tuple(_blocks(ledger, now))
    for block in blocks:
        ledger = ledger.with_item(decided(block.item, Outcome.BLOCKED, now))
    return (*blocks, *_resumes(ledger, now))


def _blocks(ledger: Ledger, now: datetime) -> Iterator[Block]:
    """Each block may block the next, so start over on the ledger as it will be."""
    for item in ledger.held:
        because = None if item.outcome or item.round else blocking(ledger, item)
        if because:
            yield Block(item, because.code)
            yield from _blocks(ledger.with_item(decided(item, Outcome.BLOCKED, now)), now)
            return


def _resumes(ledger: Ledger, now: datetime) -> Iterator[Resume]:
    for item in ledger.items:
        end = completion(ledger, item, now)
        if end:
            yield Resume(item, end)


def _unsent(ledger: Ledger, now: datetime) -> Iterator[SendRound]:
    for item in ledger.items:
        parked = item.wait is not None and item.wait.state in (DISPATCH, VERIFY_SERVICE)
        if parked and _nobody_sends(item, now):
            yield SendRound(item)


def _nobody_sends(item: CaseItem, now: datetime) -> bool:
    """Not while the state machine retries a department in trouble: that is its work."""
    return (
        item.outcome is None
        and item.sent_round < item.round
        and item.trouble is None
        and item.wait is not None
        and now - item.wait.since >= UNSENT_AFTER
    )


def next_check(case: Case, now: datetime) -> datetime:
    """Look again later and later: a case that is well costs little."""
    factor = 1 << min(case.checks, 20)
    return now + min(FIRST_CHECK * factor, LONGEST_CHECK)
