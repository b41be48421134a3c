"""A case whose applicant is to come to two offices, and offices that publish times for it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Ledger, Record
from functions.domain.case.facts import Appointment
from functions.domain.errors import RecordUnreadable, StoreBusy
from functions.usecases.applicant.appointments import book
from functions.usecases.office.slots import order_slots
from schemas.applicant.appointments import AppointmentOrder
from schemas.codes import Department, Role
from schemas.office.slots import SlotsOrder
from tests.support.record_bodies import WatchedStore
from tests.support.world import APPLICANT, World

CARD, HOUSEHOLD, SOCIAL = "identity_card", "household_registration", "social_security_card"
# FakeClock begins on Tuesday 24 November 2026 at 09:00 in China.
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"
POLICE, LABOUR = Department.PUBLIC_SECURITY, Department.HUMAN_RESOURCES
STAFF = Principal("police", Role.DEPARTMENT_STAFF, "440106", POLICE)
OFFICE = "public_security-440106"


def at(day: str, start: str = "09:00") -> str:
    return f"{day}T{start}:00+08:00"


def times(*starts: str, minutes: int = 30, capacity: int = 1) -> list[dict[str, Any]]:
    return [{"start": start, "minutes": minutes, "capacity": capacity} for start in starts]


def slots_order(item: str = CARD, *, office: str = OFFICE, **said: Any) -> SlotsOrder:
    return SlotsOrder.model_validate_json(json.dumps({"office": office, "item": item, **said}))


def publish(
    world: World, day: str, *starts: str, item: str = CARD, capacity: int = 1, minutes: int = 30
) -> None:
    """By the system of the office that has the item."""
    department = LABOUR if item == SOCIAL else POLICE
    plan = [{"day": day, "times": times(*starts, capacity=capacity, minutes=minutes)}]
    order = slots_order(item, office=f"{department.value}-440106", publish=plan)
    order_slots(order, department, by=None, deps=world.deps)


def close(world: World, day: str, *starts: str, item: str = CARD) -> None:
    closing = [{"day": day, "times": list(starts), "reason": "设备检修"}]
    order_slots(slots_order(item, close=closing), POLICE, by=STAFF, deps=world.deps)


def expecting_visits(world: World, *items: str) -> str:
    """Accepted by their offices, which ask the applicant to come."""
    chosen = items or (CARD,)
    case_id = world.submitted(*chosen)
    held = [item.code for item in world.ledger(case_id).held]
    world.granted(case_id, "service_check", *(code for code in held if code not in chosen))
    for code in chosen:
        world.dispatched(case_id, code, token=f"token-{code}")
        world.answered(case_id, code, "accepted")
    return case_id


def appointment_order(*places: tuple[str, str]) -> AppointmentOrder:
    wanted = [{"item": item, "at": moment} for item, moment in places]
    return AppointmentOrder.model_validate_json(json.dumps({"places": wanted}))


def booked(
    world: World,
    case_id: str,
    moment: str,
    *,
    item: str = CARD,
    by: Principal = APPLICANT,
    key: str = "book-1",
) -> Appointment:
    ledger = book(case_id, appointment_order((item, moment)), by=by, key=key, deps=world.deps)
    found = ledger.item(item).todos.appointment
    assert found
    return found


def later(world: World, **span: int) -> None:
    world.clock.advance(timedelta(**span))


class Killed(Exception):
    """The process is gone."""


class MortalStore(WatchedStore):
    """Dies at its `last` write, before or `after` it. `before_delete`: what somebody else does once, just before.
    `damaged`: cases that cannot be read; `busy`: such that cannot be read now."""

    damaged: frozenset[str] = frozenset()
    busy: frozenset[str] = frozenset()
    last: int | None = None
    after = False
    before_delete: Callable[[], None] | None = None

    def ledger(self, case_id: str) -> Ledger:
        if case_id in self.damaged:
            raise RecordUnreadable
        if case_id in self.busy:
            raise StoreBusy
        return super().ledger(case_id)

    def delete(self, record: Record) -> None:
        act, self.before_delete = self.before_delete, None
        if act:
            act()
        super().delete(record)

    def commit(self, change: Change) -> Change:
        if self.last is None:
            return super().commit(change)
        self.last -= 1
        if self.last == 0 and not self.after:
            raise Killed
        written = super().commit(change)
        if self.last == 0:
            raise Killed
        return written


def mortal_world() -> tuple[World, MortalStore]:
    world = World()
    store = MortalStore(world.clock)
    world.store, world.deps = store, replace(world.deps, store=store)
    return world, store
