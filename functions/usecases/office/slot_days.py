"""The days of an office's times (号源), each one small document by office, item and day, and several written at once."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from functions.domain.case.case import Record
from functions.domain.clock import SHANGHAI, shanghai_date
from functions.domain.office.slots import LostPlace, SlotDay, TimeSlot
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.record_kinds.office import SLOT_DAY
from functions.usecases.records import new_record
from schemas.office.booking import booking_rules

# How long after it a day is kept, for who came and who did not.
_KEPT = timedelta(days=90)


def earliest_bookable(now: datetime) -> datetime:
    return now + timedelta(minutes=booking_rules().nearest_minutes)


def slot_days_from(
    first: date, office: str, item: str, *, limit: int, cursor: str | None, deps: Deps
) -> Page[SlotDay]:
    """Raises BadCursor."""
    # Before the first day of all there is none.
    after = (first - timedelta(days=1)).isoformat() if first > date.min else ""
    page = deps.store.records(_kind(office, item), limit=limit, cursor=cursor, after=after)
    return Page(tuple(map(_read, page.entries)), page.cursor, page.unreadable)


def slot_day(office: str, item: str, day: date, deps: Deps) -> SlotDay:
    found = deps.store.record(_kind(office, item), day.isoformat())
    return _read(found) if found else SlotDay(day)


class SlotDays:
    """Those that one write changes, each read once."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._read: dict[tuple[str, str, date], tuple[Record | None, SlotDay]] = {}
        self._changed: dict[tuple[str, str, date], SlotDay] = {}

    def change(self, office: str, item: str, day: date, rule: Callable[[SlotDay], SlotDay]) -> None:
        """Raises what `rule` raises."""
        place = (office, item, day)
        if place not in self._read:
            found = self._deps.store.record(_kind(office, item), day.isoformat())
            self._read[place] = found, _read(found) if found else SlotDay(day)
        before = self._changed.get(place, self._read[place][1])
        after = rule(before)
        if after != before or place in self._changed:
            self._changed[place] = after

    def at(self, office: str, item: str, at: datetime, rule: Callable[[SlotDay], SlotDay]) -> None:
        self.change(office, item, shanghai_date(at), rule)

    def now(self, office: str, item: str, at: datetime) -> TimeSlot | None:
        """As it will be written."""
        place = (office, item, shanghai_date(at))
        return self._changed.get(place, self._read[place][1]).slot(at)

    def records(self) -> tuple[Record, ...]:
        return tuple(map(self._record, self._changed))

    def _record(self, place: tuple[str, str, date]) -> Record:
        office, item, day = place
        found, _ = self._read[place]
        body = _body(self._changed[place])
        version = found.version if found else 0
        ends = datetime.combine(day, time(), tzinfo=SHANGHAI) + _KEPT
        return new_record(_kind(office, item), day.isoformat(), body, version, expires_at=ends)


def _kind(office: str, item: str) -> str:
    return f"{SLOT_DAY}#{office}/{item}"


def _body(day: SlotDay) -> Mapping[str, Any]:
    slots = [[one.at.isoformat(), one.minutes, one.capacity, one.closed, [*one.taken]] for one in day.slots]
    lost = [[one.at.isoformat(), one.minutes, one.case_id] for one in day.lost]
    return {"slots": slots, "reason": day.reason} | ({"lost": lost} if lost else {})


def _read(record: Record) -> SlotDay:
    slots = tuple(
        TimeSlot(datetime.fromisoformat(at), minutes, capacity, closed, tuple(taken))
        for at, minutes, capacity, closed, taken in record.body["slots"]
    )
    lost = tuple(
        LostPlace(datetime.fromisoformat(at), minutes, case_id)
        for at, minutes, case_id in record.body.get("lost", ())
    )
    return SlotDay(date.fromisoformat(record.key), slots, record.body["reason"], lost)
