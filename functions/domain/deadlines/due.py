"""When an item is due (办理期限): by its official limit, or by our own bound of supervision where the limit is 待核定."""

from collections.abc import Iterable
from datetime import datetime

from functions.domain.case.clock_words import (
    ClockAnswer,
    heard,
    stands_still,
    steps_of,
    stopped_since,
    words_in_order,
)
from functions.domain.case.contests import is_contestable
from functions.domain.case.corrections import is_listed
from functions.domain.case.item import WITH_APPLICANT, CaseItem, with_clock
from functions.domain.case.legal_time import legal_time
from functions.domain.case.parts import ClockStep, ClockWord
from functions.domain.clock import Calendar, Deadline, deadline, extended, shanghai_date, suspended
from functions.domain.values import replace
from schemas.case.answers import Accepted, Answer, CorrectionRequest
from schemas.catalogue.figures import Unit
from schemas.codes import ItemStatus

# 行政许可法 Art 32(4), which binds licences: an office that says nothing of what it received within five working days has
# accepted it. All items are counted by it; what is said of which is in notice_words.py.
NOTICE_DAYS = 5
NOTICE_TERM = f"{'零一二三四五六七八九十'[NOTICE_DAYS]}个工作日"


def due_after(item: CaseItem, start: datetime, calendar: Calendar) -> Deadline:
    """Counted from the dispatch until the office accepts, then from the acceptance (行政许可法 Art 32, 42)."""
    if item.bounds.limit:
        return deadline(start, item.bounds.limit.value, item.bounds.limit.unit, calendar)
    return deadline(start, item.bounds.watch_days, Unit.WORKING_DAY, calendar)


def clock_stands(item: CaseItem) -> bool:
    """特别程序, also while an operator has to look at the item besides: only the office's word lets its clock go on."""
    return item.status in (ItemStatus.SUSPENDED, ItemStatus.INCIDENT) and stands_still(item)


def office_time_stands(item: CaseItem) -> bool:
    """Nothing runs against the office: it has stopped the clock, or its list (补正) of this round is with the applicant still
    while an operator has to look at the item besides.
    """
    return clock_stands(item) or (item.status is ItemStatus.INCIDENT and is_listed(item))


def day_moves_on(item: CaseItem) -> bool:
    """Whether its day moves on with the time that its clock stands; of what was late before nothing moves."""
    due, since = item.clock.due_at, stopped_since(item)
    return clock_stands(item) and due is not None and since is not None and due > since


def due_by_answer(item: CaseItem, answer: Answer, now: datetime, calendar: Calendar) -> Deadline | None:
    """The due time that an answer sets: for a correction request, and a service check that can be contested, the applicant's;
    otherwise the office's."""
    if isinstance(answer, CorrectionRequest):
        return correction_due(item, now, calendar)
    if is_contestable(item, answer):
        return contest_due(item, now, calendar)
    if isinstance(answer, Accepted) and _after_the_notice(item, answer, calendar):
        return None
    if not isinstance(answer, ClockAnswer):
        return None
    return due_counted(heard(item, answer, legal_time(item, answer.at)), calendar, arrived=now)


def due_counted(item: CaseItem, calendar: Calendar, *, arrived: datetime | None = None) -> Deadline | None:
    """The office's due time from all that was said of its clock. `arrived`: of a round whose receipt is not noted yet."""
    start = item.clock.accepted_at or received_on(item) or arrived
    if start is None or (item.clock.due_at is None and item.clock.accepted_at is None):
        return None
    due = due_after(item, start, calendar)
    for step in steps_of(item):
        due = _moved(item, due, step, start, calendar)
    return due


def due_then(
    item: CaseItem, start: datetime, words: Iterable[ClockWord], calendar: Calendar
) -> Deadline | None:
    """As it was reckoned once `words` had been said, for a dated paper: what came later does not move it. None: the item has
    no limit, or its clock stood."""
    if item.bounds.limit is None:
        return None
    running = replace(item, status=ItemStatus.ACCEPTED)
    then = with_clock(running, accepted_at=start, words=words_in_order(words), steps=())
    return None if stands_still(then) else due_counted(then, calendar)


def _after_the_notice(item: CaseItem, answer: Accepted, calendar: Calendar) -> bool:
    """It was deemed accepted, and rightly: the office accepted only after its five days."""
    received = received_on(item)
    if not item.clock.deemed_accepted or received is None:
        return False
    return is_after_notice(answer.at, received, calendar)


def is_after_notice(at: datetime, received: datetime, calendar: Calendar) -> bool:
    return at > _notice_end(received, calendar)


def _notice_end(received: datetime, calendar: Calendar) -> datetime:
    return deadline(received, NOTICE_DAYS, Unit.WORKING_DAY, calendar).at


def correction_due(item: CaseItem, asked: datetime, calendar: Calendar) -> Deadline:
    return deadline(asked, item.bounds.correction_days, Unit.WORKING_DAY, calendar)


def contest_due(item: CaseItem, decided: datetime, calendar: Calendar) -> Deadline:
    days = item.bounds.contest_days or item.bounds.correction_days
    return deadline(decided, days, Unit.WORKING_DAY, calendar)


def contest_told(item: CaseItem, decided: datetime, calendar: Calendar) -> Deadline:
    """As the decision tells it; while it can be contested, no earlier than it still may be."""
    counted, now = contest_due(item, decided, calendar), item.clock.correct_by
    return Deadline(max(counted.at, now), counted.provisional) if now else counted


def received_on(item: CaseItem) -> datetime | None:
    """The day of receipt (收件日): when the office got the present round; None while it has not."""
    return item.dispatch.arrived_at


def notice_until(item: CaseItem, calendar: Calendar) -> datetime | None:
    """Until when the office may say 受理 or ask for corrections; None where the rule does not apply (any more)."""
    received = received_on(item)
    if item.is_service_check or received is None:
        return None
    if item.status not in (ItemStatus.DISPATCHED, ItemStatus.RECEIVED):
        return None
    return _notice_end(received, calendar)


def recounted(item: CaseItem, calendar: Calendar) -> Deadline | None:
    """The due time counted again, once the calendar has grown past a provisional one; None where it stands."""
    if item.outcome or not item.clock.due_provisional or item.clock.due_at is None:
        return None
    return None if shanghai_date(item.clock.due_at) > calendar.known_until else due_counted(item, calendar)


def recounted_correction(item: CaseItem, calendar: Calendar) -> datetime | None:
    """A newer calendar may know a holiday more: the applicant's time then grows, and is never taken back."""
    if item.status not in WITH_APPLICANT or item.clock.correct_by is None:
        return None
    counted = contest_due if item.status is ItemStatus.CONTESTABLE else correction_due
    again = counted(item, item.since, calendar).at
    return again if again > item.clock.correct_by else None


def term_since(item: CaseItem, at: datetime, calendar: Calendar) -> datetime | None:
    """The applicant's time counted from `at`, where it was their turn before and that is later than what they have."""
    if item.status not in WITH_APPLICANT or item.clock.correct_by is None or item.since >= at:
        return None
    counted = contest_due if item.status is ItemStatus.CONTESTABLE else correction_due
    again = counted(item, at, calendar).at
    return again if again > item.clock.correct_by else None


def _moved(item: CaseItem, due: Deadline, step: ClockStep, start: datetime, calendar: Calendar) -> Deadline:
    """A clock that was stopped before it began stood from its beginning on."""
    if step.working_days:
        return extended(due, step.working_days, calendar)
    if step.natural_days:
        return extended(due, step.natural_days, calendar, Unit.NATURAL_DAY)
    unit = item.bounds.limit.unit if item.bounds.limit else Unit.WORKING_DAY
    return suspended(due, since=max(step.since, start), until=step.until, calendar=calendar, unit=unit)
