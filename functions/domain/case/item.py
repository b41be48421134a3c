"""An item of a case (事项) and what it carries: frozen values. Transitions live in `transitions.py` and return new values.

`version` is the version read: a write names it, so two writers never overwrite each other.
`check_at` is when the sweep looks again, as `upkeep/looks.py` said when the row was written; nothing else writes it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.case.facts import Notice, Rating
from schemas.case.answers import Answer
from schemas.catalogue.figures import Unit
from schemas.codes import Department, ItemStatus, Outcome

SERVICE_CHECK = "service_check"

PASSED = frozenset({Outcome.GRANTED, Outcome.NOT_NEEDED})
FAILED = frozenset(Outcome) - PASSED
WITH_DEPARTMENT = frozenset(
    {ItemStatus.DISPATCHED, ItemStatus.RECEIVED, ItemStatus.ACCEPTED, ItemStatus.SUSPENDED}
)


@dataclass(frozen=True, slots=True)
class Wait:
    """A task of the state machine that waits for this item: `state` is its name in item.asl.json."""

    state: str
    token: str
    run: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the last dispatch did not arrive, since when, how often; no retry before `not_before` (Retry-After)."""

    error: str
    since: datetime
    attempts: int
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """What an operator must look at: the state it happened in, the error's class name, and a cause without personal data."""

    state: str
    error: str
    cause: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Override:
    """Another outcome in place of the recorded one, proposed by one operator; it takes a second one to confirm.

    `answer` is the decision as it will stand on the item: the second operator confirms exactly that.
    """

    outcome: Outcome
    reason: str
    by: str
    at: datetime
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class ClockStep:
    """What moved the due time since it was counted: the clock stood from `since` to `until` (特别程序), or the office
    extended it by `working_days` (延长). Kept so that a newer calendar can count the same clock again.
    """

    since: datetime
    until: datetime
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    value: int
    unit: Unit


# Without slots, so that values.replace can copy all of it at once.
@dataclass(frozen=True)
class CaseItem:
    case_id: str
    code: str
    department: Department
    status: ItemStatus
    since: datetime
    # Where the case is, so that lists of items need not read cases.
    city: str = ""
    county: str | None = None
    after: tuple[str, ...] = ()
    # Bounds of the waits, in working days and in seconds as the state machine counts, fixed when the case was opened.
    watch_days: int = 0
    watch_seconds: int = 0
    correction_days: int = 0
    correction_rounds: int = 0
    correction_seconds: int = 0
    # 办结时限 as the edition has it for this applicant's situation; None where it is 待核定.
    limit: Limit | None = None
    # Rounds of dispatch: `round` is owed, `sent_round` is the last one the office acknowledged.
    round: int = 0
    sent_round: int = 0
    sent_at: datetime | None = None
    # The office that the present round went to; an operator may send the item to another one.
    office: str | None = None
    office_override: str | None = None
    # How often an operator sent it elsewhere.
    reroutes: int = 0
    due_at: datetime | None = None
    due_provisional: bool = False
    accepted_at: datetime | None = None
    deemed_accepted: bool = False
    clock: tuple[ClockStep, ...] = ()
    extended: bool = False
    overdue_since: datetime | None = None
    reminders: int = 0
    reminder_owed: bool = False
    # When the office was last reminded, or last could not be.
    reminder_at: datetime | None = None
    correct_by: datetime | None = None
    note: str | None = None
    # Notices of corrections that were sent; what failed is with the case.
    notices: tuple[Notice, ...] = ()
    notice_not_before: datetime | None = None
    heard_at: datetime | None = None
    silent_since: datetime | None = None
    withdrawal_at: datetime | None = None
    withdrawal_sent: datetime | None = None
    withdrawal_not_before: datetime | None = None
    # Files that came after the present round was owed, until its office has been told (office_debts.py).
    files_owed: tuple[str, ...] = ()
    files_not_before: datetime | None = None
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    receipt: str | None = None
    answer: Answer | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    decided_at: datetime | None = None
    # From when the sweep does what whoever recorded the last outcome, act or next round was about to do; None once done.
    follow_up_at: datetime | None = None
    wait: Wait | None = None
    # When the last wait was noted as ended: the next one of the engine begins soon after, or never.
    released_at: datetime | None = None
    trouble: Trouble | None = None
    incident: Incident | None = None
    override: Override | None = None
    rating: Rating | None = None
    # Since when operators see that the applicant could not be notified of this item (the service check: of the case).
    untold_since: datetime | None = None
    check_at: datetime | None = None
    version: int = 0

    @property
    def is_service_check(self) -> bool:
        return self.code == SERVICE_CHECK

    @property
    def dispatch_key(self) -> str:
        """The deterministic key of the present round: sent twice, it has one effect.

        Sent elsewhere by an operator, it is another dispatch; back at an office that had it before, it counts again.
        """
        plain = f"{self.case_id}/{self.code}/{self.round}"
        return f"{plain}/rerouted-{self.reroutes}" if self.reroutes else plain


Attention = Literal["incident", "overdue", "silent", "unvisited", "untold"]


def attention(item: CaseItem) -> Attention | None:
    """What operators must look at, the worst first; of an item with its outcome, only what was left undone after it."""
    if item.outcome is None:
        if item.status is ItemStatus.INCIDENT:
            return "incident"
        if item.overdue_since:
            return "overdue"
        if item.silent_since:
            return "silent"
    if item.rating and item.rating.visit_overdue:
        return "unvisited"
    return "untold" if item.untold_since else None


def own_worklist(department: Department, region: str) -> str:
    """The id of the worklist that a department's staff of a county or city always have, whatever the routes say."""
    return f"worklist-{department.value}-{region}"


def visit_list(office: str) -> str:
    """The name of the list of return visits (回访) that an office owes, beside the list of its open items."""
    return f"visits-{office}"


def listed_office(item: CaseItem) -> str | None:
    """The office's list that the item stands in: of open items, or of visits owed."""
    if item.outcome is None:
        return item.office
    if item.rating is None or not item.rating.visit_owed:
        return None
    return visit_list(item.office or own_worklist(item.department, item.county or item.city))
