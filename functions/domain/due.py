"""When an item is due (办理期限): by its official limit, or by our own bound of supervision where the limit is 待核定."""

from datetime import datetime

from functions.domain.case import CaseItem
from functions.domain.clock import Calendar, Deadline, deadline, extended, suspended
from schemas.answers import Accepted, Answer, CorrectionRequest, Extended, Resumed
from schemas.figures import Unit


def due_after(item: CaseItem, start: datetime, calendar: Calendar) -> Deadline:
    """Counted from the dispatch until the office accepts, then from the acceptance (行政许可法 Art 32, 42)."""
    if item.limit:
        return deadline(start, item.limit.value, item.limit.unit, calendar)
    return deadline(start, item.watch_days, Unit.WORKING_DAY, calendar)


def due_by_answer(item: CaseItem, answer: Answer, now: datetime, calendar: Calendar) -> Deadline | None:
    """The due time that an answer sets: for a correction request, the applicant's; otherwise the office's."""
    if isinstance(answer, Accepted):
        # The office names the day it accepted; it can neither lie ahead nor before the office had the item.
        return due_after(item, min(max(answer.at, item.sent_at or now), now), calendar)
    if isinstance(answer, CorrectionRequest):
        return deadline(now, item.correction_days, Unit.WORKING_DAY, calendar)
    if item.due_at is None:
        return None
    present = Deadline(item.due_at, item.due_provisional)
    if isinstance(answer, Extended):
        return extended(present, answer.working_days, calendar)
    if isinstance(answer, Resumed):
        unit = item.limit.unit if item.limit else Unit.WORKING_DAY
        return suspended(present, since=item.since, until=now, calendar=calendar, unit=unit)
    return None
