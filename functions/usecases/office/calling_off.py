"""Whoever had booked what an office closed (停办) loses the time, is told, and books anew: owed until it is done for all."""

from collections import Counter
from contextlib import suppress
from datetime import date, datetime
from functools import partial

from functions.domain.case.appointments import ended, standing
from functions.domain.case.case import Case, Change, Event, Ledger, Record
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem
from functions.domain.errors import LianbanError, RecordUnreadable, StaleWrite
from functions.domain.office.slots import called_off, given_back, place_lost
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.contention import IN_A_CROWD, until_written
from functions.usecases.office.slot_days import SlotDays, slot_day
from functions.usecases.record_kinds.office import SLOT_CLOSING
from functions.usecases.records import new_record, readable_records
from schemas.codes import CaseStatus, EventKind, Role
from schemas.codes_citizen import AppointmentState

# Of one sweep; the day that reaches it is finished, which are 200 more at most.
_AT_MOST = 500


def closing_record(office: str, item: str, day: date, deps: Deps) -> Record:
    """What is owed, to be written with the closing itself. Known already, it is written over: whoever is about to delete it
    has not seen this closing."""
    key = f"{office}/{item}/{day.isoformat()}"
    known = deps.store.record(SLOT_CLOSING, key)
    return known or new_record(SLOT_CLOSING, key, {"office": office, "item": item, "day": day.isoformat()})


def work_closings(deps: Deps) -> tuple[int, Counter[str]]:
    """A bounded part of what whoever closed a day could not do to its end: how many were told, and what failed, which stays
    owed and holds up none of the others. What can be told to nobody takes nothing of the bound."""
    told, failures = 0, Counter[str]()
    owing = readable_records(deps.store, SLOT_CLOSING)
    if owing.unreadable:
        failures[RecordUnreadable.__name__] += len(owing.unreadable)
    for owed in (record.body for record in owing.entries):
        if told >= _AT_MOST:
            break
        try:
            told += call_off(owed["office"], owed["item"], date.fromisoformat(owed["day"]), deps)
        except LianbanError as error:
            failures[type(error).__name__] += 1
    return told, failures


def call_off(office: str, item: str, day: date, deps: Deps) -> int:
    """One case after the other, each in one write. A case that cannot be read stays owed. Returns how many were told."""
    told = 0
    for slot, case_id in called_off(slot_day(office, item, day, deps)):
        try:
            until_written(partial(_one, case_id, office, item, slot.at, deps), attempts=IN_A_CROWD)
        except RecordUnreadable:
            continue
        told += 1
    record = deps.store.record(SLOT_CLOSING, f"{office}/{item}/{day.isoformat()}")
    if record and not any(called_off(slot_day(office, item, day, deps))):
        # Beaten, the rest is owed by whoever closed more of the day meanwhile.
        with suppress(StaleWrite):
            deps.store.delete(record)
    return told


def _one(case_id: str, office: str, code: str, at: datetime, deps: Deps) -> None:
    ledger, now = deps.store.ledger(case_id), deps.clock()
    item, days = ledger.item(code), SlotDays(deps)
    found = standing(item)
    stands = found is not None and (found.office, found.at) == (office, at)
    leave = place_lost if stands else given_back
    days.at(office, code, at, lambda day: leave(day, at, case_id))
    if not stands:
        deps.store.commit(Change(records=days.records()))
        return
    after, event = ended(item, AppointmentState.CALLED_OFF, now), _event(ledger, item, at, office, now)
    change = Change(case=_to_be_told(ledger.case, now), items=(after,), events=(event,))
    deps.store.commit(replace(change, records=days.records()))


def _to_be_told(case: Case, now: datetime) -> Case | None:
    """By the next look, which is soon."""
    return replace(case, notice_not_before=now) if case.status is CaseStatus.OPEN else None


def _event(ledger: Ledger, item: CaseItem, at: datetime, office: str, now: datetime) -> Event:
    kind = EventKind.APPOINTMENT_CALLED_OFF
    key = key_of(kind, item=item.code, at=at.isoformat(), version=item.version)
    detail = {"at": at.isoformat(), "office": office}
    return Event(ledger.case.id, key, now, kind, item.code, Role.DEPARTMENT_STAFF.value, detail)
