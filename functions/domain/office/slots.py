"""A day of an office's times for one item (号源): what is published, taken, given back and closed. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from functions.domain.clock import SHANGHAI
from functions.domain.office.refusals import SlotHasBookings, SlotNotFree, UnknownSlot
from schemas.office.slots import MOST_PLACES, SlotClosing, SlotDayPlan, SlotTime


@dataclass(frozen=True, slots=True)
class TimeSlot:
    """`taken`: the cases whose applicants come then."""

    at: datetime
    minutes: int
    capacity: int
    closed: bool = False
    taken: tuple[str, ...] = ()

    @property
    def until(self) -> datetime:
        return self.at + timedelta(minutes=self.minutes)

    @property
    def left(self) -> int:
        return 0 if self.closed else max(0, self.capacity - len(self.taken))

    @property
    def start(self) -> str:
        return self.at.astimezone(SHANGHAI).strftime("%H:%M")


@dataclass(frozen=True, slots=True)
class LostPlace:
    """Of somebody who was called off, which their office can still look up."""

    at: datetime
    minutes: int
    case_id: str


@dataclass(frozen=True, slots=True)
class SlotDay:
    """`reason`: why times of it are closed, or were: whoever was called off still reads it once it is published again.
    `lost`: who was called off, the last of them."""

    day: date
    slots: tuple[TimeSlot, ...] = ()
    reason: str | None = None
    lost: tuple[LostPlace, ...] = ()

    @property
    def closed_for(self) -> str | None:
        """Of what is closed now."""
        return self.reason if any(one.closed for one in self.slots) else None

    def slot(self, at: datetime) -> TimeSlot | None:
        return next((one for one in self.slots if one.at == at), None)


def slot_moment(day: date, start: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(start), tzinfo=SHANGHAI)


def published(before: SlotDay, plan: SlotDayPlan) -> SlotDay:
    """The day as planned, with whoever has booked. Raises SlotHasBookings: somebody comes at a time that is not planned, or
    at another length, or more come than it holds."""
    planned = tuple(sorted((_planned(before, plan.day, one) for one in plan.times), key=lambda one: one.at))
    known = {one.at: one for one in planned}
    for old in before.slots:
        new = known.get(old.at)
        if old.taken and (new is None or new.capacity < len(old.taken) or new.minutes != old.minutes):
            raise SlotHasBookings.at(plan.day, old.start)
    return replace(before, day=plan.day, slots=planned)


def _planned(before: SlotDay, day: date, wanted: SlotTime) -> TimeSlot:
    at = slot_moment(day, wanted.start)
    old = before.slot(at)
    return TimeSlot(at, wanted.minutes, wanted.capacity, taken=old.taken if old else ())


def closed(before: SlotDay, closing: SlotClosing) -> SlotDay:
    """Nothing more is taken there; whoever has booked is still in it, and is told next. Raises UnknownSlot."""
    starts = set(closing.times) or {one.start for one in before.slots}
    if not before.slots or not starts <= {one.start for one in before.slots}:
        raise UnknownSlot
    slots = (replace(one, closed=True) if one.start in starts else one for one in before.slots)
    return replace(before, slots=tuple(slots), reason=closing.reason)


def slot_taken(before: SlotDay, at: datetime, case_id: str, *, earliest: datetime) -> SlotDay:
    """Raises SlotNotFree: there is no such time, it is full, closed, or too near."""
    slot = before.slot(at)
    if slot is None or slot.at < earliest or (not slot.left and case_id not in slot.taken):
        raise SlotNotFree
    if case_id in slot.taken:
        return before
    return _with(before, replace(slot, taken=(*slot.taken, case_id)))


def given_back(before: SlotDay, at: datetime, case_id: str) -> SlotDay:
    """Once: who is not in it is not taken out."""
    slot = before.slot(at)
    if slot is None or case_id not in slot.taken:
        return before
    return _with(before, replace(slot, taken=tuple(one for one in slot.taken if one != case_id)))


def place_lost(before: SlotDay, at: datetime, case_id: str) -> SlotDay:
    """Given back, because the office closed that time: once."""
    slot = before.slot(at)
    if slot is None or case_id not in slot.taken:
        return before
    known = tuple(one for one in before.lost if (one.at, one.case_id) != (at, case_id))
    kept = (*known, LostPlace(at, slot.minutes, case_id))[-MOST_PLACES:]
    return replace(given_back(before, at, case_id), lost=kept)


def comers(day: SlotDay) -> tuple[tuple[TimeSlot, str, bool], ...]:
    """Time by time, who comes, and whether they were called off. Who has the same time again comes."""
    come = [(slot, case_id, False) for slot in day.slots for case_id in slot.taken]
    known = {(slot.at, case_id) for slot, case_id, _ in come}
    off = [
        (TimeSlot(one.at, one.minutes, 0, closed=True), one.case_id, True)
        for one in day.lost
        if (one.at, one.case_id) not in known
    ]
    return tuple(sorted((*come, *off), key=lambda one: one[0].at))


def _with(day: SlotDay, slot: TimeSlot) -> SlotDay:
    return replace(day, slots=tuple(slot if one.at == slot.at else one for one in day.slots))


def free_slots(day: SlotDay, earliest: datetime) -> tuple[TimeSlot, ...]:
    return tuple(one for one in day.slots if one.left and one.at >= earliest)


def called_off(day: SlotDay) -> Iterator[tuple[TimeSlot, str]]:
    """Who is still in a time that was closed."""
    for slot in day.slots:
        if slot.closed:
            yield from ((slot, case_id) for case_id in slot.taken)
