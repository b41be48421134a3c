"""Offices publish and close times; applicants book, move and cancel; and no time is ever sold more often than it holds."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from functions.adapters.kept_editions import KeptEditions
from functions.domain.case.appointments import standing
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.clock import shanghai_date
from functions.domain.office.slots import SlotDay
from functions.ports.deps import Deps
from functions.usecases.applicant.appointments import book, cancel
from functions.usecases.applicant.free_times import can_book
from functions.usecases.office.slot_days import slot_day, slot_days_from
from functions.usecases.office.slots import order_slots
from functions.usecases.office.which_office import office_of
from schemas.applicant.appointments import AppointmentCancelling, AppointmentOrder, PlaceWanted
from schemas.office.slots import SlotsOrder
from tests.support.simulation.applicants import APPLICANT, CLERK
from tests.support.simulation.program import edition
from tests.support.simulation.requests import Request, Requests, said
from tests.support.simulation.watcher import require
from tests.support.simulation.world import World

_TIMES = [{"start": start, "minutes": 30, "capacity": 1} for start in ("09:00", "10:00")]
_DAYS = (1, 2, 5)
# Clocks are set back by less: what is over by so much stays over.
_FAR = timedelta(hours=1)


class Bookings:
    def __init__(self, world: World) -> None:
        self._world, self._rng = world, world.rng
        self.requests = Requests(world)
        self._serial = count(1)
        self._books: dict[tuple[str, str], None] = {}

    def anything(self) -> None:
        item = self._any()
        if item is not None:
            self._rng.choice((self.publish, self.book, self.book, self.cancel, self.close))(item)

    def publish(self, item: CaseItem) -> None:
        days = ({"day": self._day(n), "times": _TIMES, "on_day_off": True} for n in _DAYS)
        self._order(item, publish=list(days))

    def close(self, item: CaseItem) -> None:
        self._order(item, close=[{"day": self._day(self._rng.choice(_DAYS)), "reason": "设备检修"}])

    def close_all(self, item: CaseItem) -> None:
        self._order(item, close=[{"day": self._day(n), "reason": "设备检修"} for n in _DAYS])

    def book(self, item: CaseItem) -> None:
        """Any time of any day that is published, free or not."""
        found = [slot for day in self._days(*self._place(item)) for slot in day.slots]
        if not found:
            self.publish(item)
            found = [slot for day in self._days(*self._place(item)) for slot in day.slots]
        if not found:
            return
        order = AppointmentOrder(places=(PlaceWanted(item=item.code, at=self._rng.choice(found).at),))
        key, by = self._key(), self._rng.choice((APPLICANT, CLERK))
        self._send("book", item, lambda deps: book(item.case_id, order, by=by, key=key, deps=deps))

    def cancel(self, item: CaseItem) -> None:
        given, key = AppointmentCancelling(item=item.code), self._key()
        self._send("cancel", item, lambda deps: cancel(item.case_id, given, by=APPLICANT, key=key, deps=deps))

    def _order(self, item: CaseItem, **what: object) -> None:
        office, code = self._place(item)
        self._books[office, code] = None
        order = SlotsOrder.model_validate_json(json.dumps({"office": office, "item": code, **what}))

        def act() -> object:
            return order_slots(order, item.department, by=None, deps=self._world.deps).id

        self._world.note(f"slots {office} {code} {list(what)}: {said(self._world, 'slots', act)}")

    def _send(self, verb: str, item: CaseItem, act: Callable[[Deps], object]) -> None:
        def done(deps: Deps) -> object:
            act(deps)
            return (verb,)

        self.requests.send(Request(verb, f"{item.code} {next(self._serial)}", done))

    def _any(self) -> CaseItem | None:
        """One whose applicant is to come, or has booked."""
        found = [
            item
            for ledger in self._world.watcher.seen.values()
            for item in ledger.held
            if can_book(ledger, item, self._plain) or standing(item)
        ]
        return self._rng.choice(found) if found else None

    def _place(self, item: CaseItem) -> tuple[str, str]:
        faults = self._world.faults
        with faults.fair(), faults.alone():
            return office_of(item, self._world.deps).id, item.code

    def _day(self, number: int) -> str:
        return (shanghai_date(self._world.clock.now) + timedelta(days=number)).isoformat()

    def _days(self, office: str, code: str) -> tuple[SlotDay, ...]:
        first = date(2026, 1, 1)
        return slot_days_from(first, office, code, limit=100, cursor=None, deps=self._plain).entries

    @property
    def _plain(self) -> Deps:
        """For who looks on: it is no crash point."""
        store = self._world.durable.store
        return replace(self._world.deps, store=store, editions=KeptEditions(store, load=edition))

    def _key(self) -> str:
        return f"book-{next(self._serial)}"

    def check(self) -> None:
        """At any moment: a time holds no more than it has places for, and it and the items say the same."""
        for office, code in self._books:
            for day in self._days(office, code):
                self._check_day(office, code, day)
        for case_id in sorted(self._world.watcher.seen):
            self._check_case(self._plain.store.ledger(case_id))

    def _check_day(self, office: str, code: str, day: SlotDay) -> None:
        for slot in day.slots:
            twice = len(set(slot.taken)) < len(slot.taken) or len(slot.taken) > slot.capacity
            require(not twice, f"{office} {code} {slot.at} is sold to {slot.taken}")
            for case_id in slot.taken if slot.at > self._world.clock.now + _FAR else ():
                found = standing(self._plain.store.ledger(case_id).item(code))
                same = found is not None and (found.office, found.at) == (office, slot.at)
                require(same, f"{case_id} has {slot.at} at {office}, and its item says {found}")

    def _check_case(self, ledger: Ledger) -> None:
        for item in ledger.held:
            found = standing(item)
            if found and found.at > self._world.clock.now + _FAR:
                day = slot_day(found.office, item.code, shanghai_date(found.at), self._plain)
                slot = day.slot(found.at)
                held = slot is not None and ledger.case.id in slot.taken
                require(held, f"{ledger.case.id} {item.code} says {found.at}, and its office does not know")

    def check_over(self) -> None:
        """In the end, after a sweep: nobody waits at a closed door, nor keeps a time that they need not come at."""
        self.check()
        for office, code in self._books:
            for day in self._days(office, code):
                left = [slot.at for slot in day.slots if slot.closed and slot.taken]
                require(not left, f"{office} {code} is closed at {left}, and whoever booked was not told")
