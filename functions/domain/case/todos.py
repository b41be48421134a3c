"""What of an item waits for its applicant (待您办理): since when, until when, how each ends. Pure.

Each kind has its telling: a notice (`notices.py`, `NOTICE_OF`), and for what was handed in at a window a place in the
clerks' list (`lists.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from functions.domain.case.facts import Mark, Parcel
from functions.domain.case.item import CaseItem, with_todos
from functions.domain.case.refusals import HandoverDayWrong, HandoverNotYours
from functions.domain.case.unmet import is_abandoned
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import NothingToDo
from functions.domain.errors import FieldProblem
from schemas.case.answers import Granted, NotAccepted, Refused
from schemas.catalogue.item import Visits
from schemas.codes import ItemStatus, Outcome, Role
from schemas.codes_citizen import TodoKind

_CONTESTABLE = frozenset({Outcome.REFUSED, Outcome.NOT_ACCEPTED})
_HAS_IT = frozenset({ItemStatus.DISPATCHED, ItemStatus.RECEIVED, ItemStatus.ACCEPTED})
_OF_CHECK = frozenset({TodoKind.CORRECT, TodoKind.CONTEST_CHECK})
# Who may say that it is done. What is a decision to be known of, its applicant says, or a clerk in their stead.
_AT_AN_OFFICE = frozenset({TodoKind.VISIT, TodoKind.FETCH})
_TO_BE_KNOWN = frozenset({TodoKind.CONTEST, TodoKind.APPLY_AGAIN, TodoKind.OTHERWISE})
MARKED_BY: Mapping[Role, frozenset[TodoKind]] = {
    Role.APPLICANT: _AT_AN_OFFICE | _TO_BE_KNOWN,
    Role.CLERK: _AT_AN_OFFICE | _TO_BE_KNOWN,
    Role.DEPARTMENT_STAFF: _AT_AN_OFFICE,
}


@dataclass(frozen=True, slots=True)
class Open:
    """`until` where a term runs."""

    kind: TodoKind
    since: datetime
    until: datetime | None = None


def _correct(item: CaseItem) -> Open | None:
    """An item on its way out needs no correction any more (corrections.py)."""
    if item.status is not ItemStatus.CORRECTING or item.withdrawal.at:
        return None
    return Open(TodoKind.CORRECT, item.since, item.clock.correct_by)


def _bring(item: CaseItem) -> Open | None:
    if item.outcome or item.todos.bring_by is None:
        return None
    return Open(TodoKind.BRING, item.since, item.todos.bring_by)


def _visit(item: CaseItem) -> Open | None:
    if not item.todos.visit or not expects_visit(item, at_once=True):
        return None
    return Open(TodoKind.VISIT, item.clock.accepted_at or item.since)


def _fetch(item: CaseItem) -> Open | None:
    if not to_be_fetched(item):
        return None
    parcel = parcel_of(item)
    return Open(TodoKind.FETCH, parcel.at if parcel else item.since)


def _contest(item: CaseItem) -> Open | None:
    return Open(TodoKind.CONTEST, item.since) if item.outcome in _CONTESTABLE else None


def _apply_again(item: CaseItem) -> Open | None:
    lapsed = item.outcome is Outcome.LAPSED
    return Open(TodoKind.APPLY_AGAIN, item.since) if lapsed else None


def _contest_check(item: CaseItem) -> Open | None:
    is_open = item.status is ItemStatus.CONTESTABLE
    return Open(TodoKind.CONTEST_CHECK, item.since, item.clock.correct_by) if is_open else None


def _otherwise(item: CaseItem) -> Open | None:
    """What another one has blocked, or an operator ended: nobody wished that."""
    unwished = item.outcome is Outcome.BLOCKED or is_abandoned(item)
    return Open(TodoKind.OTHERWISE, item.since) if unwished else None


TODOS: Mapping[TodoKind, Callable[[CaseItem], Open | None]] = {
    TodoKind.CORRECT: _correct,
    TodoKind.BRING: _bring,
    TodoKind.VISIT: _visit,
    TodoKind.FETCH: _fetch,
    TodoKind.CONTEST: _contest,
    TodoKind.APPLY_AGAIN: _apply_again,
    TodoKind.CONTEST_CHECK: _contest_check,
    TodoKind.OTHERWISE: _otherwise,
}


def open_todos(item: CaseItem) -> tuple[Open, ...]:
    return tuple(found for kind in TODOS if (found := open_todo(item, kind)))


def open_todo(item: CaseItem, kind: TodoKind) -> Open | None:
    """The service check can be corrected and contested; once decided, what it has blocked says so."""
    if item.is_service_check and kind not in _OF_CHECK:
        return None
    found = TODOS[kind](item)
    return None if found is None or mark_of(item, kind) else found


def expects_visit(item: CaseItem, *, at_once: bool) -> bool:
    """Nobody is sent to an office that has not said that it takes the item up, unless the edition says to go by oneself."""
    said = item.clock.accepted_at is not None and not item.clock.deemed_accepted
    taken_up = item.status is ItemStatus.ACCEPTED and said
    begun = item.status in _HAS_IT if at_once else taken_up
    return begun and item.outcome is None and item.withdrawal.at is None and not mark_of(item, TodoKind.VISIT)


def asked_to_come(item: CaseItem, visits: Visits) -> CaseItem:
    """The item after an office's answer: with it a visit begins that the edition knows of."""
    begins = visits.told and expects_visit(item, at_once=visits.at_once) and not item.todos.visit
    return with_todos(item, visit=True) if begins else item


def to_be_fetched(item: CaseItem) -> bool:
    """At a window, or out of the parcel that it has been sent in."""
    if item.outcome is not Outcome.GRANTED or not isinstance(item.answer, Granted):
        return False
    way = item.answer.result.delivery
    comes = way == "window" or (way == "post" and parcel_of(item) is not None)
    return comes and not mark_of(item, TodoKind.FETCH)


def to_be_handed_over(item: CaseItem) -> bool:
    """Of the result staff may still say who came for it and on what paper: its applicant may have said first that they have
    it. A decision against somebody is handed over, too (送达)."""
    mark = mark_of(item, TodoKind.FETCH)
    if item.outcome in _CONTESTABLE:
        return mark is None
    own = mark is not None and mark.by is Role.APPLICANT and item.outcome is Outcome.GRANTED
    return own or to_be_fetched(item)


def parcel_of(item: CaseItem) -> Parcel | None:
    """Of the result as it stands, not of another one that it has replaced."""
    parcel = item.todos.parcel
    return parcel if parcel and item.outcome and parcel.at >= item.since else None


def may_be_posted(item: CaseItem) -> bool:
    """A result that comes by post, or a decision against somebody, until they have it. Another number takes the place of the
    first."""
    by_post = isinstance(item.answer, Granted) and item.answer.result.delivery == "post"
    decided = item.outcome in _CONTESTABLE or (by_post and item.outcome is Outcome.GRANTED)
    return decided and not mark_of(item, TodoKind.FETCH)


def may_be_delivered(item: CaseItem) -> bool:
    return to_be_handed_over(item) or may_be_posted(item)


def posted(item: CaseItem, parcel: Parcel) -> CaseItem:
    """Raises NothingToDo: nothing of it is sent by post, or it was received already."""
    if not may_be_posted(item):
        raise NothingToDo
    return with_todos(item, parcel=parcel)


def handed_over_on(item: CaseItem) -> date | None:
    """送达: the day on which the applicant had the result or the decision, where somebody said so."""
    mark = mark_of(item, TodoKind.FETCH)
    return mark.day if mark and item.outcome else None


def is_past(item: CaseItem, kind: TodoKind, told_at: datetime | None, now: datetime) -> bool:
    """Nobody fetches what is not valid any more, nor contests a decision after the last of its terms, which run from the day
    that they were handed it, or else were told."""
    if kind is TodoKind.FETCH and isinstance(item.answer, Granted) and item.answer.result.valid_until:
        return item.answer.result.valid_until < shanghai_date(now)
    remedy = item.answer.remedy if isinstance(item.answer, Refused | NotAccepted) else None
    known_on = handed_over_on(item) or (shanghai_date(told_at) if told_at else None)
    if kind is not TodoKind.CONTEST or not isinstance(remedy, tuple) or known_on is None:
        return False
    return shanghai_date(now) > max(one.term.last_day(known_on) for one in remedy)


def mark_of(item: CaseItem, kind: TodoKind) -> Mark | None:
    """The last one. Of a result it counts for that result only: another in its place is to be seen to anew."""
    found = next((mark for mark in reversed(item.todos.marks) if mark.kind is kind), None)
    if found and item.outcome and kind is not TodoKind.VISIT and found.at < item.since:
        return None
    return found


def marked(item: CaseItem, mark: Mark) -> CaseItem:
    """Raises NothingToDo: it is not open, or is for nobody of this role to say; HandoverNotYours, HandoverDayWrong."""
    told = bool(mark.handover or mark.on)
    if told and mark.by is Role.APPLICANT:
        raise HandoverNotYours
    completes = told and to_be_handed_over(item)
    if mark.kind not in MARKED_BY.get(mark.by, ()) or not (completes or open_todo(item, mark.kind)):
        raise NothingToDo
    decided_on = shanghai_date(item.decided_at or item.since)
    if mark.on and not decided_on <= mark.on <= shanghai_date(mark.at):
        wrong = FieldProblem("/on", "请填写作出决定以后、今天以前的日期；今天交出的可以不填。")
        raise HandoverDayWrong(problems=(wrong,))
    return with_todos(item, marks=(*item.todos.marks, mark))
