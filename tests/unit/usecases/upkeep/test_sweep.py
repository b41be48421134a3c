from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.case import CaseMaterial, Change, Ledger
from functions.domain.case.item import Wait, with_clock, with_dispatch
from functions.domain.case.office_debts import asked, file_came
from functions.domain.case.transitions import decided, parked
from functions.domain.case.waits import FIRST_CHECK, UNSENT_AFTER
from functions.domain.errors import DepartmentRefusedPayload, ExecutionError, StoreBusy
from functions.ports.case_store import CaseStore
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.wait import Task, park
from functions.usecases.upkeep.states import close
from functions.usecases.upkeep.sweep import PAGE, sweep
from schemas.codes import CaseStatus, ItemStatus, Outcome
from tests.support.counted import closed_case, counted_on
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.executions import Failure, FakeExecutions
from tests.support.world import World

SOON = timedelta(minutes=2)


class BrokenEngine(FakeExecutions):
    """An engine that is told nothing: every resume is lost on the way."""

    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        raise ExecutionError

    def fail(self, token: str, *, error: str, cause: str) -> None:
        raise ExecutionError


class HalfBusy(FakeCaseStore):
    """The same ledgers, but one of them cannot be read now."""

    def __init__(self, store: FakeCaseStore, busy: str) -> None:
        self.__dict__.update(vars(store))
        self._busy = busy

    def ledger(self, case_id: str) -> Ledger:
        if case_id == self._busy:
            raise StoreBusy
        return super().ledger(case_id)


class CountedReads:
    """The same store, which counts what it is asked and how much it answers."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._store, name)
        if not callable(asked):
            return asked

        def ask(*given: Any, **named: Any) -> Any:
            answer = asked(*given, **named)
            found = answer.entries if isinstance(answer, Page) else answer
            self.asked[name] += 1 + (len(found) if isinstance(found, tuple) else 0)
            return answer

        return ask


def asked_of_an_old_ledger(closed: int) -> list[Mapping[str, int]]:
    """By its first sweep and by the next, with two open cases and so many that were closed a year ago and counted then."""
    world = World()
    for _ in range(closed):
        closed_case(world)
    counted_on(world)
    world.clock.advance(timedelta(days=365))
    for _ in range(2):
        world.submitted("discharge_report")
    reads = CountedReads(world.store)
    deps: Deps = replace(world.deps, store=reads, executions=FakeExecutions(clock=world.clock))
    asked: list[Mapping[str, int]] = []
    for everything in (True, False):
        reads.asked.clear()
        sweep(deps, everything=everything)
        asked.append(dict(reads.asked))
        world.clock.advance(SOON)
    return asked


def test_a_run_that_was_never_started_is_started_once() -> None:
    world = World()
    world.executions.throttled = True
    case_id = world.submitted()
    world.executions.throttled = False
    world.clock.advance(SOON)

    first, second = sweep(world.deps), sweep(world.deps)

    assert dict(first.repairs) == {"StartRun": 1}
    assert dict(second.repairs) == {}
    assert list(world.executions.starts) == [f"{case_id}-1"]


def test_a_sweep_tells_how_late_it_came_to_what_was_owed() -> None:
    world = World()
    world.executions.throttled = True
    world.submitted()
    world.executions.throttled = False
    world.clock.advance(SOON)

    first, second = sweep(world.deps), sweep(world.deps)

    assert first.oldest_owed == SOON - FIRST_CHECK
    assert second.oldest_owed == timedelta()


def test_a_row_that_an_earlier_release_let_be_looked_at_is_found_and_then_left_alone() -> None:
    world = World()
    case_id = world.submitted()
    [item, *_] = world.ledger(case_id).held
    world.store.keep(replace(item, check_at=world.clock.now + FIRST_CHECK))
    world.clock.advance(SOON)

    sweep(world.deps)

    assert world.item(case_id, item.code).check_at is None


def test_what_is_left_of_the_waits_of_a_closed_case_is_looked_at_once() -> None:
    world = World()
    case_id = world.submitted()
    for item in world.ledger(case_id).items:
        ended = decided(item, Outcome.GRANTED, world.clock.now)
        world.store.commit(Change(items=(parked(ended, Wait("Dispatch", "token", 1, world.clock.now)),)))
    close(case_id, 1, world.deps)
    world.clock.advance(SOON)

    first, second = sweep(world.deps), sweep(world.deps)

    assert (first.cases, second.cases) == (1, 0)
    assert {item.wait for item in world.ledger(case_id).items} == {None}


def test_a_run_that_ended_early_is_continued_under_the_next_number() -> None:
    world = World()
    case_id = world.submitted()
    world.executions.stop(f"{case_id}-1")
    world.clock.advance(SOON)

    report = sweep(world.deps)

    assert dict(report.repairs) == {"NextRun": 1}
    assert list(world.executions.starts) == [f"{case_id}-1", f"{case_id}-2"]
    assert world.ledger(case_id).case.run == 2
    assert "continued" in world.kinds(case_id)


def test_a_resume_lost_after_the_answer_was_recorded_is_done_again() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report", token="token")
    broken = BrokenEngine(clock=world.clock)
    working, world.deps = world.deps, replace(world.deps, executions=broken)
    world.answered(case_id, "discharge_report", "granted")
    world.deps = working
    lost = dict(world.executions.ended)
    world.clock.advance(SOON)

    report = sweep(world.deps)

    assert "token" not in lost
    assert world.executions.ended["token"] == {"item": "discharge_report", "outcome": "granted"}
    assert dict(report.repairs) == {"Retold": 1}
    assert dict(sweep(world.deps).repairs) == {}


def test_a_round_that_nobody_sent_is_sent() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    unsent = world.deps.store.ledger(case_id)
    item = unsent.item("discharge_report")
    wait = Wait("Dispatch", "token", 1, world.clock())
    owed = replace(
        with_clock(with_dispatch(item, round=1), due_at=world.clock()), status=ItemStatus.READY, wait=wait
    )
    world.store.commit(Change(items=(owed,)))
    world.clock.advance(UNSENT_AFTER + SOON)

    report = sweep(world.deps)

    assert report.repairs["SendRound"] == 1
    assert world.item(case_id, "discharge_report").status is ItemStatus.DISPATCHED


def test_a_round_that_the_office_refuses_in_the_sweep_becomes_an_incident() -> None:
    world = World()
    case_id = world.submitted()
    task = Task(case_id, "service_check", 1, "VerifyService", "token")
    park(task, world.deps, prepare=lambda _ledger, item, _now: (with_dispatch(item, round=1), ()))
    world.gateway.script("service_check", [DepartmentRefusedPayload()])
    world.clock.advance(UNSENT_AFTER + SOON)

    sweep(world.deps)

    assert world.item(case_id, "service_check").status is ItemStatus.INCIDENT
    assert isinstance(world.executions.ended["token"], Failure)
    assert dict(sweep(world.deps, everything=True).repairs) == {}


def test_an_item_whose_office_refuses_in_the_sweep_to_let_it_go_stops_and_its_task_with_it() -> None:
    world = World()
    case_id = world.submitted("discharge_report")
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report", token="token-2")
    item = world.item(case_id, "discharge_report")
    world.store.commit(Change(items=(asked(item, world.clock()),)))
    world.gateway.script("discharge_report", [DepartmentRefusedPayload()])
    world.clock.advance(SOON)

    first, second = sweep(world.deps), sweep(world.deps, everything=True)

    assert first.repairs["SendWithdrawal"] == 1
    assert world.item(case_id, "discharge_report").status is ItemStatus.INCIDENT
    assert isinstance(world.executions.ended["token-2"], Failure)
    assert dict(second.repairs) == {}


def test_an_office_that_refuses_to_let_an_item_go_is_told_of_its_files_at_once() -> None:
    """Once it is stopped it waits for its applicant no more, whose next round was to bring them."""
    world = World()
    case_id = world.submitted("discharge_report")
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report", token="token-2")
    missing = [{"name": "户口簿", "reason": "缺首页"}]
    world.answered(case_id, "discharge_report", "correction_requested", missing=missing)
    case, now = world.ledger(case_id).case, world.clock()
    file = CaseMaterial("file-1", "discharge_report", "photo", "application/pdf", 1, "0" * 64, now)
    item = asked(file_came(world.item(case_id, "discharge_report"), file.id, now), now)
    world.store.commit(Change(case=replace(case, materials=(file,)), items=(item,)))
    world.gateway.script("discharge_report", [DepartmentRefusedPayload()])
    world.clock.advance(SOON)

    first, second = sweep(world.deps), sweep(world.deps, everything=True)

    assert first.repairs["SendWithdrawal"] == 1
    assert world.item(case_id, "discharge_report").files.owed == ()
    assert dict(second.repairs) == {}


def test_a_lost_engine_is_rebuilt_from_the_ledger() -> None:
    world = World()
    cases = [world.submitted() for _ in range(3)]
    for case_id in cases:
        world.executions.forget(f"{case_id}-1")
        world.executions.starts.clear()

    report = sweep(world.deps, everything=True)

    assert report.repairs["StartRun"] == 3
    assert sorted(world.executions.starts) == sorted(f"{case_id}-1" for case_id in cases)


def test_one_cases_trouble_never_stops_the_rest() -> None:
    world = World()
    broken, well = world.submitted(), world.submitted()
    world.executions.forget(f"{broken}-1")
    world.executions.forget(f"{well}-1")
    world.clock.advance(SOON)

    report = sweep(replace(world.deps, store=HalfBusy(world.store, broken)))

    assert dict(report.repairs) == {"StartRun": 1}
    assert dict(report.failures) == {"StoreBusy": 1}


def test_a_closed_case_is_never_looked_at() -> None:
    world = World()
    case_id = world.submitted("discharge_report")
    world.granted(case_id, "service_check", "discharge_report")
    close(case_id, 1, world.deps)
    close(case_id, 1, world.deps)

    assert world.ledger(case_id).case.status is CaseStatus.CLOSED
    assert world.kinds(case_id).count("closed") == 1
    assert sweep(world.deps, everything=True).cases == 0
    assert world.item(case_id, "discharge_report").outcome is Outcome.GRANTED


@pytest.mark.slow
def test_a_sweep_asks_the_ledger_no_more_however_many_cases_are_closed() -> None:
    few, many = asked_of_an_old_ledger(1), asked_of_an_old_ledger(12)

    assert few == many
    assert many[0]["due"] == 3
    assert many[0]["ledger"] < 12


@pytest.mark.slow
def test_a_sweep_of_everything_looks_at_each_case_once_however_many_there_are() -> None:
    world = World()
    many = PAGE * 2 + 1
    for _ in range(many):
        world.submitted("discharge_report")

    assert sweep(world.deps, everything=True).cases == many


def test_with_a_round_that_nobody_sent_goes_what_is_owed_of_it() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    item = world.deps.store.ledger(case_id).item("discharge_report")
    wait = Wait("Dispatch", "token", 1, world.clock())
    owed = replace(
        with_clock(with_dispatch(item, round=1), due_at=world.clock()), status=ItemStatus.READY, wait=wait
    )
    world.store.commit(Change(items=(asked(owed, world.clock()),)))
    world.clock.advance(UNSENT_AFTER + SOON)

    sweep(world.deps)

    sent = [one.message.type for one in world.gateway.sent if one.message.item == "discharge_report"]
    assert sent == ["item.dispatched", "item.withdrawal_requested"]
    assert dict(sweep(world.deps, everything=True).repairs) == {}
