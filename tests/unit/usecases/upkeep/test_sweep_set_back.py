from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.case.item import with_clock, with_dispatch
from functions.domain.case.waits import UNSENT_AFTER
from functions.domain.errors import RecordUnreadable, StoreBusy
from functions.domain.values import replace
from functions.usecases.case.wait import Task, park
from functions.usecases.operator.setbacks import set_aside, setbacks
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import Role
from schemas.form.application import Application
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.world import World

OPERATOR = Principal("operator-1", Role.OPERATOR)


class Damaged(FakeCaseStore):
    """Of one case nothing can be read, for as long as `error` says so."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.case_id = ""
        self.error: Exception | None = None

    def ledger(self, case_id: str) -> Ledger:
        if self.error and case_id == self.case_id:
            raise self.error
        return super().ledger(case_id)


def world(error: Exception) -> tuple[World, Damaged, str]:
    """Three cases, the second of which is damaged; the id of the third."""
    found = World()
    store = Damaged(found.clock)
    found.store, found.deps = store, replace(found.deps, store=store)
    _, store.case_id, other = (found.submitted() for _ in range(3))
    store.error = error
    for case_id in (store.case_id, other):
        found.executions.forget(f"{case_id}-1")
    return found, store, other


def test_a_case_that_cannot_be_read_stops_no_other_and_is_named() -> None:
    found, store, other = world(RecordUnreadable())

    report = sweep(found.deps, everything=True)

    assert (report.cases, report.set_back) == (3, 1)
    assert found.executions.find(f"{other}-1")
    assert [(one.case_id, one.error, one.times) for one in setbacks(found.deps).entries] == [
        (store.case_id, "RecordUnreadable", 1)
    ]


def test_a_fault_of_ours_stops_no_other_case_either() -> None:
    found, store, other = world(ZeroDivisionError("440100199001010000"))

    sweep(found.deps, everything=True)

    assert found.executions.find(f"{other}-1")
    (told,) = setbacks(found.deps).entries
    assert (told.case_id, told.error) == (store.case_id, "ZeroDivisionError")
    assert "440100199001010000" not in repr(told)


def test_what_a_sweep_gets_through_again_is_forgotten() -> None:
    found, store, _ = world(RecordUnreadable())
    sweep(found.deps, everything=True)

    store.error = None
    report = sweep(found.deps, everything=True)

    assert report.set_back == 0
    assert not setbacks(found.deps).entries


def test_a_case_that_is_set_aside_is_not_tried_but_still_told() -> None:
    found, store, _ = world(RecordUnreadable())
    sweep(found.deps, everything=True)

    set_aside(store.case_id, "等待恢复备份", by=OPERATOR, deps=found.deps)
    report = sweep(found.deps, everything=True)

    assert (report.cases, report.set_back) == (2, 1)
    (told,) = setbacks(found.deps).entries
    assert (told.times, told.set_aside) == (1, "operator-1：等待恢复备份")


def test_a_case_that_is_taken_back_is_tried_again() -> None:
    found, store, _ = world(RecordUnreadable())
    sweep(found.deps, everything=True)
    set_aside(store.case_id, "等待恢复备份", by=OPERATOR, deps=found.deps)

    store.error = None
    set_aside(store.case_id, None, by=OPERATOR, deps=found.deps)
    sweep(found.deps, everything=True)

    assert not setbacks(found.deps).entries


def test_a_case_that_cannot_be_read_counts_between_the_times_it_is_due() -> None:
    found, _, _ = world(RecordUnreadable())
    sweep(found.deps, everything=True)

    report = sweep(found.deps)

    assert (report.cases, report.set_back) == (0, 1)


class FormLost(FakeCaseStore):
    """Of one case the form cannot be opened."""

    case_id = ""

    def application(self, case_id: str) -> Application:
        if case_id == self.case_id:
            raise RecordUnreadable
        return super().application(case_id)


def test_a_case_whose_form_cannot_be_read_is_started_all_the_same_so_that_its_items_tell() -> None:
    found = World()
    store = FormLost(found.clock)
    found.store, found.deps = store, replace(found.deps, store=store)
    store.case_id = found.submitted()
    found.executions.forget(f"{store.case_id}-1")

    sweep(found.deps, everything=True)

    assert found.executions.find(f"{store.case_id}-1")
    with pytest.raises(RecordUnreadable):
        found.dispatched(store.case_id, "service_check")


def owing_what_cannot_be_read() -> tuple[World, FormLost]:
    """A round that is owed, of a case whose form cannot be read."""
    found = World()
    store = FormLost(found.clock)
    found.store, found.deps = store, replace(found.deps, store=store)
    store.case_id = found.submitted()
    task = Task(store.case_id, "service_check", 1, "VerifyService", "token")
    due = found.clock() + timedelta(days=30)
    park(
        task,
        found.deps,
        prepare=lambda _ledger, item, _now: (with_clock(with_dispatch(item, round=1), due_at=due), ()),
    )
    found.clock.advance(UNSENT_AFTER + timedelta(minutes=2))
    return found, store


def test_a_repair_for_which_nothing_can_be_read_is_told() -> None:
    found, store = owing_what_cannot_be_read()

    sweep(found.deps, everything=True)

    assert [(one.case_id, one.error) for one in setbacks(found.deps).entries] == [
        (store.case_id, "RecordUnreadable")
    ]


def test_what_fails_beside_the_sweep_time_and_again_stays_told_and_counted() -> None:
    found, _store = owing_what_cannot_be_read()

    counted = [sweep(found.deps, everything=True).set_back for _ in range(3)]

    assert counted == [1, 1, 1]
    (told,) = setbacks(found.deps).entries
    assert told.times == 3


def test_what_is_done_beside_the_sweep_at_last_is_forgotten() -> None:
    found, store = owing_what_cannot_be_read()
    sweep(found.deps, everything=True)

    store.case_id = ""
    report = sweep(found.deps, everything=True)

    assert report.set_back == 0
    assert not setbacks(found.deps).entries


def test_a_busy_store_is_no_reason_to_forget_what_no_sweep_got_through() -> None:
    found, store, _ = world(RecordUnreadable())
    sweep(found.deps, everything=True)

    store.error = StoreBusy()
    report = sweep(found.deps, everything=True)

    assert (report.set_back, report.failures["StoreBusy"]) == (1, 1)
    assert [one.case_id for one in setbacks(found.deps).entries] == [store.case_id]
