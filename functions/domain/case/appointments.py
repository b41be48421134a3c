"""An item's appointment (到场预约): until when it stands, when its applicant is reminded, and how it ends. Pure."""

from datetime import datetime, time
from itertools import pairwise

from functions.domain.case.facts import Appointment
from functions.domain.case.item import CaseItem, with_todos
from functions.domain.case.todos import expects_visit, mark_of
from functions.domain.clock import SHANGHAI, Calendar, shanghai_date, working_day_before
from functions.domain.values import replace
from schemas.catalogue.item import Visits
from schemas.codes_citizen import AppointmentState, TodoKind


def bookable(item: CaseItem, visits: Visits) -> bool:
    """Its applicant is to come, and has not been there."""
    return visits.told is not None and expects_visit(item, at_once=visits.at_once)


def missed_too_often(item: CaseItem, most: int | None) -> bool:
    """`most` None: nobody has confirmed a bound (待核定), so there is none."""
    last = item.todos.appointment
    return most is not None and last is not None and last.missed >= most


def standing(item: CaseItem) -> Appointment | None:
    found = item.todos.appointment
    return found if found and found.state is None else None


def stands_at(item: CaseItem, at: datetime) -> bool:
    """A time that has passed stays taken by whoever has booked another since."""
    found = standing(item)
    return found is not None and found.at == at


def booked(
    item: CaseItem, office: str, at: datetime, minutes: int, *, now: datetime, calendar: Calendar, hour: int
) -> CaseItem:
    """Reminded on the working day before, from that hour on; who books later than that needs no reminder."""
    before = item.todos.appointment
    day = working_day_before(shanghai_date(at), calendar)
    remind_at = datetime.combine(day, time(hour), tzinfo=SHANGHAI)
    new = Appointment(
        office,
        at,
        minutes,
        booked_at=now,
        remind_at=remind_at if remind_at > now else None,
        missed=before.missed if before else 0,
    )
    return with_todos(item, appointment=new)


def ended(item: CaseItem, state: AppointmentState, now: datetime) -> CaseItem:
    """Of one that stands; else the item as it is."""
    found = standing(item)
    if found is None:
        return item
    missed = found.missed + (state is AppointmentState.MISSED)
    after = replace(found, state=state, ended_at=now, missed=missed, remind_at=None)
    return with_todos(item, appointment=after)


def attended(item: CaseItem) -> bool:
    """Somebody has said so, of the day of the appointment that stands or a later one."""
    found, mark = standing(item), mark_of(item, TodoKind.VISIT)
    return found is not None and mark is not None and mark.day >= shanghai_date(found.at)


def is_void(item: CaseItem) -> bool:
    """It stands, and nobody need come: the item has its outcome, was asked back or is at another office, or they came on an
    earlier day."""
    found = standing(item)
    if found is None:
        return False
    mark = mark_of(item, TodoKind.VISIT)
    came = mark is not None and mark.day < shanghai_date(found.at)
    decided = item.outcome is not None and item.since < found.at
    # However much later its office agrees.
    asked_back = item.withdrawal.at is not None and item.withdrawal.at < found.at and not attended(item)
    return decided or asked_back or is_elsewhere(item, found) or came


def is_elsewhere(item: CaseItem, found: Appointment) -> bool:
    """The item is at another office than it was booked at, or on its way there: that may be down for days."""
    return (item.dispatch.office or item.dispatch.office_override) not in (None, found.office)


def void_look(item: CaseItem) -> datetime | None:
    """At once: somebody else could have the time."""
    return item.since if is_void(item) else None


def reminder_look(item: CaseItem) -> datetime | None:
    found = standing(item)
    over = item.outcome is not None or item.withdrawal.at is not None
    gone = over or mark_of(item, TodoKind.VISIT) is not None
    return None if found is None or gone or found.reminded_at else found.remind_at


def reminder_due(item: CaseItem, now: datetime) -> bool:
    look = reminder_look(item)
    return look is not None and look <= now


def appointment_reminded(item: CaseItem, now: datetime) -> CaseItem:
    """Of one whose time is over nobody is reminded any more."""
    found = standing(item)
    if found is None or not reminder_due(item, now):
        return item
    after = replace(found, reminded_at=now if now < found.at else None, remind_at=None)
    return with_todos(item, appointment=after)


def clashes(items: tuple[CaseItem, ...]) -> bool:
    """Nobody is at two offices at once."""
    found = sorted((one for item in items if (one := standing(item))), key=lambda one: one.at)
    return any(second.at < first.until for first, second in pairwise(found))
