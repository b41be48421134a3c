"""Who comes to an office on a day (到场名单), time by time."""

from dataclasses import dataclass
from datetime import date

from functions.domain.case.access import Principal
from functions.domain.office.slots import SlotDay, TimeSlot, comers
from functions.domain.refusals import BadCursor
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.office.jurisdiction import office_named, permitted_office
from functions.usecases.office.listed import Listed, listed
from functions.usecases.office.slot_days import slot_day, slot_days_from
from functions.usecases.walks import each_readable
from schemas.codes import Department


@dataclass(frozen=True, slots=True)
class SlotPlace:
    """An office's day for one item, as a request names it. `by` None: the office's own system."""

    department: Department
    office: str
    item: str
    by: Principal | None

    def check(self, deps: Deps) -> None:
        """Raises OfficeNotFound."""
        if self.by is None:
            office_named(self.office, self.department, deps)
        else:
            permitted_office(self.office, self.department, by=self.by, deps=deps)


@dataclass(frozen=True, slots=True)
class Booking:
    """`called_off`: the office closed that time, and whoever had it is no more expected then."""

    slot: TimeSlot
    listed: Listed
    called_off: bool = False


def office_days(
    place: SlotPlace, first: date, *, limit: int, cursor: str | None, deps: Deps
) -> Page[SlotDay]:
    """Raises OfficeNotFound, BadCursor."""
    place.check(deps)
    return slot_days_from(first, place.office, place.item, limit=limit, cursor=cursor, deps=deps)


def bookings(place: SlotPlace, day: date, *, limit: int, cursor: str | None, deps: Deps) -> Page[Booking]:
    """A day is one row, so a cursor counts within it. A case that cannot be read is named beside the others.

    Raises OfficeNotFound, BadCursor.
    """
    place.check(deps)
    found = slot_day(place.office, place.item, day, deps)
    booked = comers(found)
    first = _place(cursor)
    part = booked[first : first + limit]
    entries, unreadable = each_readable(
        part,
        lambda one: Booking(one[0], _listed(one[1], place.item, deps), one[2]),
        name=lambda one: one[1],
        at_once=deps.at_once,
    )
    more = first + limit < len(booked)
    return Page(entries, str(first + limit) if more else None, unreadable)


def _listed(case_id: str, code: str, deps: Deps) -> Listed:
    ledger = deps.store.ledger(case_id)
    return listed(ledger.item(code), ledger, deps.store.application(case_id), deps)


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 4):
        raise BadCursor
    return int(cursor)
