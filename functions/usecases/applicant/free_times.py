"""Which times of the office that has an item are free, and which days fit several visits of one person (到场预约)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from functions.domain.applicant.together import FreeVisit, SameDay, same_day
from functions.domain.case.access import Principal
from functions.domain.case.appointments import bookable, missed_too_often
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import MissedTooOften, NothingToBook
from functions.domain.office.slots import SlotDay, free_slots
from functions.domain.refusals import BadCursor
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.case.view import ledger_of
from functions.usecases.office.slot_days import earliest_bookable, slot_day, slot_days_from
from functions.usecases.office.which_office import office_of
from schemas.codes_citizen import AppointmentState
from schemas.office.booking import booking_rules

# Of the days looked through at once for several visits on one.
_WINDOW = timedelta(days=30)
# Days offered at once, as of one item's free times.
_MOST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """Days with the times that can still be booked; a page may come out short, or empty, with a cursor. `reason`: why the
    office closed the time that was booked."""

    ledger: Ledger
    item: CaseItem
    office: Office
    days: tuple[SlotDay, ...]
    cursor: str | None
    reason: str | None = None


def free_times(
    case_id: str, code: str, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> FreeTimes:
    """Raises CaseNotFound, ItemNotFound, NothingToBook, BadCursor."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    item = ledger.item(code)
    check_bookable(ledger, item, deps)
    office, now = office_of(item, deps), deps.clock()
    page = slot_days_from(shanghai_date(now), office.id, code, limit=limit, cursor=cursor, deps=deps)
    days = tuple(day for day in map(partial(_free_of, now=now), page.entries) if day.slots)
    return FreeTimes(ledger, item, office, days, page.cursor, _why_closed(item, deps))


def _why_closed(item: CaseItem, deps: Deps) -> str | None:
    found = item.todos.appointment
    if found is None or found.state is not AppointmentState.CALLED_OFF:
        return None
    return slot_day(found.office, item.code, shanghai_date(found.at), deps).reason


def _free_of(day: SlotDay, now: datetime) -> SlotDay:
    return SlotDay(day.day, free_slots(day, earliest_bookable(now)))


def check_bookable(ledger: Ledger, item: CaseItem, deps: Deps) -> None:
    """Raises NothingToBook, MissedTooOften."""
    if not can_book(ledger, item, deps):
        raise NothingToBook
    if missed_too_often(item, booking_rules().missed.value):
        raise MissedTooOften


def can_book(ledger: Ledger, item: CaseItem, deps: Deps) -> bool:
    edition = deps.editions(ledger.case.edition)
    return edition.has(item.code) and bookable(item, edition.item(item.code).visits)


@dataclass(frozen=True, slots=True)
class SameDays:
    """Several visits of the case on one day. `offices`: where each item is."""

    ledger: Ledger
    choices: tuple[SameDay, ...]
    offices: dict[str, Office]
    cursor: str | None


def same_days(case_id: str, *, by: Principal, cursor: str | None, deps: Deps) -> SameDays:
    """Day by day, of the next thirty days from the cursor on, as many as a page holds. Raises CaseNotFound, BadCursor."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    offices = {item.code: office_of(item, deps) for item in ledger.held if can_book(ledger, item, deps)}
    now = deps.clock()
    first, last = _window(cursor, shanghai_date(now))
    if len(offices) < 2:
        return SameDays(ledger, (), offices, None)
    pages = [
        slot_days_from(first, office.id, code, limit=_WINDOW.days, cursor=None, deps=deps)
        for code, office in offices.items()
    ]
    visits: dict[date, list[FreeVisit]] = {}
    for (code, office), page in zip(offices.items(), pages, strict=True):
        for day in page.entries:
            if day.day < last:
                found = (FreeVisit(code, office.id, one.at, one.until) for one in _free_of(day, now).slots)
                visits.setdefault(day.day, []).extend(found)
    choices, rest = _chosen(visits)
    if rest is None and any(page.cursor or any(day.day >= last for day in page.entries) for page in pages):
        rest = last
    return SameDays(ledger, choices, offices, rest.isoformat() if rest else None)


def _chosen(visits: Mapping[date, Sequence[FreeVisit]]) -> tuple[tuple[SameDay, ...], date | None]:
    """And the first day that was not looked at, once a page is full."""
    gap = timedelta(minutes=booking_rules().between_offices_minutes)
    choices: list[SameDay] = []
    for day, offered in sorted(visits.items()):
        if len(choices) == _MOST_CHOICES:
            return tuple(choices), day
        if found := same_day(offered, gap):
            choices.append(found)
    return tuple(choices), None


def _window(cursor: str | None, today: date) -> tuple[date, date]:
    """Its first day, and the one after its last. Raises BadCursor: also of a day at the end of time."""
    try:
        first = today if cursor is None else max(date.fromisoformat(cursor), today)
        return first, first + _WINDOW
    except (ValueError, OverflowError) as error:
        raise BadCursor from error
