"""The runs of the state machine for a case, as the engine tells of them, and when one must hand over to the next."""

from datetime import datetime, timedelta
from typing import Protocol
from zlib import crc32

from functions.domain.case.case import Case, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.waits import completion, waits_in

# Step Functions ends an execution after a year or 25,000 events of history; a licence exam may take three years.
OLDEST_RUN = timedelta(days=300)
LONGEST_HISTORY = 20_000
# A run's history is counted at every so many looks, two days apart in the end: Step Functions tells of twenty a second.
# Twelve items that are tried in vain add two thousand events meanwhile, of the five thousand that are left.
COUNTED_EVERY = 8
# Looks before this one come within five hours, those after it six hours apart: where asking is dear, only of these each so
# many asks the engine though nothing is in doubt.
FIRST_LOOKS = 9
# Longer than the engine's longest pause between two tries of a dispatch (item.asl.json: two hours).
STRANDED_AFTER = timedelta(hours=3)
# A start that the engine refused is tried again after so many seconds, so that a crowd does not come back as one.
SOONEST_RETRY, LATEST_RETRY = 5, 60


class AnyRun(Protocol):
    """What the rules ask of a run; `events`: the length of its history, where the engine tells."""

    @property
    def status(self) -> str: ...

    @property
    def started_at(self) -> datetime: ...

    @property
    def events(self) -> int | None: ...


class Unasked:
    """In a run's place: the engine was not asked, or does not tell now."""


class Ended:
    """In a run's place: the engine has told by itself that it ended badly."""


def is_counted(case: Case) -> bool:
    """Whether this look asks how long the run's history is."""
    return _turn(case) % COUNTED_EVERY == 0


def must_ask(ledger: Ledger, now: datetime, *, every: int) -> bool:
    """Whether a look that finds nothing owed asks the engine of the run: where that is in doubt, the first time after the
    case went on in a new one, and else at each so many looks.
    """
    case = ledger.case
    by_turn = case.checks >= FIRST_LOOKS and _turn(case) % every == 0
    went_on = case.run > 1 and case.checks == 0
    return every == 1 or by_turn or went_on or is_in_doubt(ledger, now)


def is_in_doubt(ledger: Ledger, now: datetime) -> bool:
    """Whether the ledger does not show the present run at work: an item has no wait of it, or one that is over; or all are
    decided, and it has not closed the case. A run that works is in this state for moments.
    """
    if all(item.outcome for item in ledger.items):
        return True
    return any(item.outcome is None and _is_left(ledger, item, now) for item in _entered(ledger))


def _is_left(ledger: Ledger, item: CaseItem, now: datetime) -> bool:
    return not waits_in(item, ledger.case.run) or completion(ledger, item, now) is not None


def _turn(case: Case) -> int:
    """Cases that came together ask at different looks."""
    return case.checks + crc32(case.id.encode())


def is_running(run: AnyRun | None) -> bool:
    return run is not None and run.status == "RUNNING"


def must_hand_over(run: AnyRun, now: datetime) -> bool:
    return now - run.started_at > OLDEST_RUN or (run.events or 0) > LONGEST_HISTORY


def is_stranded(ledger: Ledger, run: AnyRun, now: datetime) -> bool:
    """For hours the engine has waited under a token that nobody holds any more.

    A Lambda that the engine had given up on may run late and put its dead token in place of the live one; then the wait
    never ends by itself. A new run enters every state again and gets tokens of its own.
    """
    checked_at = ledger.service_check.since if ledger.service_check.outcome else None
    waited_since = [run.started_at, *([checked_at] if checked_at else [])]
    if now - max(waited_since) < STRANDED_AFTER:
        return False
    entered = _entered(ledger)
    if all(item.outcome for item in ledger.items):
        return all(_quiet(item, now) for item in entered)
    return any(_nothing_waits(item, ledger.case.run, now) for item in entered)


def _entered(ledger: Ledger) -> tuple[CaseItem, ...]:
    """Those that wait for the check too are looked at once it is decided: runs of before enter them only then."""
    if ledger.service_check.outcome:
        return ledger.items
    return (ledger.service_check, *(item for item in ledger.held if item.unchecked))


def _nothing_waits(item: CaseItem, run: int, now: datetime) -> bool:
    return item.outcome is None and not waits_in(item, run) and _quiet(item, now)


def _quiet(item: CaseItem, now: datetime) -> bool:
    return now - max(item.since, item.released_at or item.since) >= STRANDED_AFTER


def put_off(case: Case, now: datetime) -> datetime:
    """When to try a refused start again: spread over a minute, by nothing but the case and how often it was looked at."""
    spread = crc32(f"{case.id}/{case.checks}".encode()) % (LATEST_RETRY - SOONEST_RETRY + 1)
    return now + timedelta(seconds=SOONEST_RETRY + spread)
