"""What time alone does to an item: each rule takes the old value and returns a new one, or None where nothing is due."""

from datetime import datetime, timedelta

from functions.domain.case.item import WITH_APPLICANT, WITH_DEPARTMENT, CaseItem, with_clock
from functions.domain.case.transitions import with_due
from functions.domain.clock import Calendar, shanghai_date, working_days_between
from functions.domain.deadlines.due import (
    due_after,
    notice_until,
    office_time_stands,
    received_on,
    recounted,
    recounted_correction,
    term_since,
)
from functions.domain.deadlines.silence import last_word, silent_at
from functions.domain.values import replace
from schemas.codes import ItemStatus

# A reminder that could not be sent is tried again after this long.
REMIND_AGAIN = timedelta(hours=1)


def past_bound(item: CaseItem, now: datetime) -> bool:
    """A missed correction or contest that has not lapsed, or an item that is overdue and not marked."""
    if item.outcome or office_time_stands(item):
        return False
    if item.status in WITH_APPLICANT:
        return item.clock.correct_by is not None and now >= item.clock.correct_by
    return item.clock.overdue_since is None and item.clock.due_at is not None and now >= item.clock.due_at


def counted_again(item: CaseItem, now: datetime, calendar: Calendar) -> CaseItem | None:
    """A date that was an estimate, by the calendar as it is known now."""
    correct_by = recounted_correction(item, calendar)
    due = recounted(item, calendar)
    if due is None and correct_by is None:
        return None
    return with_clock(with_due(item, due, now), correct_by=correct_by or item.clock.correct_by)


def term_anew(item: CaseItem, at: datetime, mark: str, calendar: Calendar) -> CaseItem:
    """The ledger was put back `at`, and the term is over: who answered in time may have done so in the hours that are lost,
    and nobody told them. So it is counted from then, and they are told once more.
    """
    term = term_since(item, at, calendar)
    return with_clock(item, correct_by=term, term_restored=mark) if term else item


def deemed_accepted(item: CaseItem, now: datetime, calendar: Calendar) -> CaseItem | None:
    """视为受理: five working days after the receipt without notice, from the day of receipt. 行政许可法 Art 32(4) says so of
    licences; the others are counted alike, and `notice_words.py` says which is law.
    """
    until, received = notice_until(item, calendar), received_on(item)
    if until is None or received is None or now < until:
        return None
    due = due_after(item, received, calendar)
    return replace(
        with_clock(with_due(item, due, now), accepted_at=received, deemed_accepted=True),
        status=ItemStatus.ACCEPTED,
        since=now,
    )


def fallen_silent(item: CaseItem, now: datetime, calendar: Calendar) -> CaseItem | None:
    at = silent_at(item, calendar)
    if item.outcome or item.clock.silent_since or at is None or now < at:
        return None
    return with_clock(item, silent_since=last_word(item))


def to_be_reminded(item: CaseItem, now: datetime, calendar: Calendar) -> bool:
    """催办: an overdue item that the office has, on each look, at most once a working day."""
    if (
        item.outcome
        or item.clock.reminder_owed
        or item.status not in WITH_DEPARTMENT
        or received_on(item) is None
    ):
        return False
    if item.clock.reminder_at is None:
        return True
    return working_days_between(shanghai_date(item.clock.reminder_at), shanghai_date(now), calendar) > 0


def reminder_is_due(item: CaseItem, now: datetime) -> bool:
    """Owed, and not tried just now."""
    return item.clock.reminder_owed and (
        item.clock.reminder_at is None or now - item.clock.reminder_at >= REMIND_AGAIN
    )


def reminded(item: CaseItem, now: datetime, *, sent: bool) -> CaseItem:
    """Nothing is owed any more; `sent` counts, and gives the next reminder its own key."""
    count = item.clock.reminders + (1 if sent else 0)
    return with_clock(item, reminders=count, reminder_owed=False, reminder_at=now)


def reminder_put_off(item: CaseItem, now: datetime) -> CaseItem:
    return with_clock(item, reminder_at=now) if item.clock.reminder_owed else item
