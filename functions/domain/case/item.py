"""An item of a case (事项) and what it carries: frozen values. Transitions live in `transitions.py` and return new values.

`version` is the version read: a write names it, so two writers never overwrite each other.
`check_at` is when the sweep looks again, as `upkeep/looks.py` said when the row was written; nothing else writes it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, ParamSpec

from functions.domain.case.parts import (
    ItemAftercare,
    ItemBounds,
    ItemClock,
    ItemContest,
    ItemDesk,
    ItemDispatch,
    ItemFiles,
    ItemTodos,
    ItemWithdrawal,
)
from functions.domain.values import replace
from schemas.case.answers import Answer
from schemas.codes import Attention, Department, ItemStatus, Outcome

SERVICE_CHECK = "service_check"

PASSED = frozenset({Outcome.GRANTED, Outcome.NOT_NEEDED})
FAILED = frozenset(Outcome) - PASSED
WITH_DEPARTMENT = frozenset(
    {ItemStatus.DISPATCHED, ItemStatus.RECEIVED, ItemStatus.ACCEPTED, ItemStatus.SUSPENDED}
)
# Nothing is expected of the office before the applicant has acted, or let the term pass.
WITH_APPLICANT = frozenset({ItemStatus.CORRECTING, ItemStatus.CONTESTABLE})


@dataclass(frozen=True, slots=True)
class Wait:
    """A task of the state machine that waits for this item: `state` is its name in item.asl.json."""

    state: str
    token: str
    run: int
    since: datetime


# Without slots, so that values.replace copies all of it at once.
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
    # It needs no service check, as the edition says of it; what was opened before there was such a thing, waits.
    unchecked: bool = False
    # Another stands behind it where the place has put items in order: the shipped editions do not tell.
    is_followed: bool = False
    bounds: ItemBounds = field(default_factory=ItemBounds)
    dispatch: ItemDispatch = field(default_factory=ItemDispatch)
    clock: ItemClock = field(default_factory=ItemClock)
    desk: ItemDesk = field(default_factory=ItemDesk)
    withdrawal: ItemWithdrawal = field(default_factory=ItemWithdrawal)
    contest: ItemContest = field(default_factory=ItemContest)
    files: ItemFiles = field(default_factory=ItemFiles)
    aftercare: ItemAftercare = field(default_factory=ItemAftercare)
    todos: ItemTodos = field(default_factory=ItemTodos)
    answer: Answer | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    decided_at: datetime | None = None
    # From when the sweep does what whoever recorded the last outcome, act or next round was about to do; None once done.
    follow_up_at: datetime | None = None
    # From when the sweep ends once more what the outcome ended, should whoever recorded it have died before: no debt, it is
    # passed once and stays. Never beside `check_at`: what owes something else too is looked at for both.
    news_at: datetime | None = None
    wait: Wait | None = None
    # When the last wait was noted as ended: the next one of the engine begins soon after, or never.
    released_at: datetime | None = None
    check_at: datetime | None = None
    version: int = 0

    @property
    def is_service_check(self) -> bool:
        return self.code == SERVICE_CHECK

    @property
    def dispatch_key(self) -> str:
        """The deterministic key of the present round: sent twice, it has one effect.

        Sent elsewhere by an operator, it is another dispatch; back at an office that had it before, it counts again. So it is
        sent anew to an office that has had it: under the old key that would say it has it, and do nothing. Of a restoration
        put_back.py tells.
        """
        plain = f"{self.case_id}/{self.code}/{self.dispatch.round}"
        elsewhere = f"/rerouted-{self.dispatch.reroutes}" if self.dispatch.reroutes else ""
        again = f"/again-{self.dispatch.retries}" if self.dispatch.retries else ""
        return f"{plain}{elsewhere}{again}{restoration_part(self.dispatch.restored)}"

    @property
    def withdrawal_key(self) -> str:
        """Of the present round's request to let it go."""
        mark = self.withdrawal.restored
        own = restoration_part(mark) if mark != self.dispatch.restored else ""
        return f"{self.dispatch_key}/withdrawal{own}"


def restoration_part(restored: str) -> str:
    """Of a key: the mark of the restoration since which its message is owed (put_back.py), if it is of any."""
    return f"/restored-{restored}" if restored else ""


def is_on_its_way(item: CaseItem) -> bool:
    """Its office could not be reached yet, or an operator has sent it again: until the office has it, somebody may look."""
    sent = item.dispatch
    return (
        item.status is ItemStatus.READY
        and sent.sent_round < sent.round
        and bool(sent.trouble or sent.retries or sent.reroutes)
    )


def is_ordered(item: CaseItem) -> bool:
    """An operator ordered its round anew, and nobody has begun to send it, whatever its office says meanwhile, short of an
    outcome or a list for the applicant: whoever waits for its answer waits for nothing.
    """
    over = item.status in WITH_APPLICANT or item.status in (ItemStatus.INCIDENT, ItemStatus.DONE)
    return not over and item.dispatch.ordered in ("alone", "batch") and not item.dispatch.has_arrived


def attention(item: CaseItem) -> Attention | None:
    """What operators must look at, the worst first; of an item with its outcome, only what was left undone after it."""
    if item.outcome is None:
        if item.status is ItemStatus.INCIDENT:
            return "incident"
        if item.clock.overdue_since:
            return "overdue"
        if item.clock.silent_since:
            return "silent"
        if is_on_its_way(item):
            return "sending"
    if item.aftercare.rating and item.aftercare.rating.visit_overdue:
        return "unvisited"
    return "untold" if item.aftercare.untold_since else None


def own_worklist(department: Department, region: str) -> str:
    """The id of the worklist that a department's staff of a county or city always have, whatever the routes say."""
    return f"worklist-{department.value}-{region}"


def visit_list(office: str) -> str:
    """The name of the list of return visits (回访) that an office owes, beside the list of its open items."""
    return f"visits-{office}"


P = ParamSpec("P")


def _within(group: str, _: Callable[P, object]) -> Callable[Concatenate[CaseItem, P], CaseItem]:
    """An item with other values in one of its groups, by the names and types that the group has."""

    def changed(item: CaseItem, /, *none: P.args, **changes: P.kwargs) -> CaseItem:
        return replace(item, **{group: replace(getattr(item, group), **changes)})

    return changed


with_bounds = _within("bounds", ItemBounds)
with_dispatch = _within("dispatch", ItemDispatch)
with_clock = _within("clock", ItemClock)
with_desk = _within("desk", ItemDesk)
with_withdrawal = _within("withdrawal", ItemWithdrawal)
with_contest = _within("contest", ItemContest)
with_files = _within("files", ItemFiles)
with_aftercare = _within("aftercare", ItemAftercare)
with_todos = _within("todos", ItemTodos)
