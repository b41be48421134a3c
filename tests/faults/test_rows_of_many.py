"""Rows of docs/faults.md that no test elsewhere proves as a whole: many cases, many items, many days."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from functions.adapters.calendar import working_calendar
from functions.domain.case.access import Principal
from functions.domain.case.item import SERVICE_CHECK
from functions.domain.conflicts import NothingToCorrect, RoundSuperseded
from functions.usecases.applicant.correct import correct
from functions.usecases.operator.batches import create, step
from schemas.applicant.acts import CorrectedItem, Corrections
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import CaseStatus, Department, ItemStatus, Outcome, Role
from schemas.operator.acts import BatchFilter, BatchOrder, Grounds
from tests.faults.whole import Whole, whole
from tests.support.world import APPLICANT

ALL = tuple(item.code for item in load_edition(CURRENT).items)
REPORT, MEDICAL, HOUSEHOLD = "discharge_report", "medical_insurance", "household_registration"
RESERVE = "reserve_registration"
OPERATOR = Principal("operator-1", Role.OPERATOR, "440000")


@pytest.fixture
def world() -> Iterator[Whole]:
    with whole() as made:
        yield made


@pytest.mark.slow
def test_row_15_a_process_killed_with_a_thousand_cases_waiting_goes_on_with_each(world: Whole) -> None:
    case_ids = [world.submitted(REPORT) for _ in range(1000)]
    world.runner.run_until_idle()
    for case_id in case_ids[:300]:
        world.answered(case_id, SERVICE_CHECK, "granted")
    world.runner.run_until_idle()
    sent = len(world.gateway.sent)

    report = world.kill()
    waiting = len(world.gateway.sent)
    for case_id in case_ids:
        world.grants(case_id, REPORT)

    assert (report.cases, dict(report.failures)) == (1000, {})
    assert (sent, waiting, len(world.gateway.sent)) == (1300, 1300, 2000)
    assert len(world.gateway.effects) == 2000
    assert {world.ledger(case_id).case.status for case_id in case_ids} == {CaseStatus.CLOSED}


def test_row_15_a_run_that_was_stopped_by_hand_goes_on_from_its_ledger(world: Whole) -> None:
    case_id = world.submitted(REPORT, MEDICAL)
    world.grants(case_id, REPORT)
    world.runner.stop(f"{case_id}-1")
    world.clock.advance(timedelta(hours=7))

    world.sweep()
    world.says(case_id, MEDICAL, "granted")

    assert world.ledger(case_id).case.run == 2
    assert world.rounds_sent(case_id, REPORT) == [f"{case_id}/{REPORT}/1"]
    assert world.ledger(case_id).case.status is CaseStatus.CLOSED


@pytest.mark.slow
def test_row_16_a_department_down_for_a_week_holds_up_its_own_items_only(world: Whole) -> None:
    world.down.add(Department.HEALTHCARE_SECURITY)
    case_ids = [world.submitted(REPORT, MEDICAL, HOUSEHOLD) for _ in range(20)]
    for case_id in case_ids:
        world.grants(case_id, REPORT, HOUSEHOLD)
    began = world.clock.now
    world.pass_time(timedelta(days=1))
    lines = [len(world.kinds(case_id)) for case_id in case_ids]
    world.pass_time(timedelta(days=6))
    more = [len(world.kinds(case_id)) - before for case_id, before in zip(case_ids, lines, strict=True)]

    held = [world.item(case_id, MEDICAL) for case_id in case_ids]
    world.down.clear()
    _retry_all(world)
    world.pass_time(timedelta(hours=12))
    for case_id in case_ids:
        world.says(case_id, MEDICAL, "granted")

    assert {item.dispatch.trouble.since for item in held if item.dispatch.trouble} == {began}
    assert {item.status for item in held} == {ItemStatus.INCIDENT}
    assert all(world.kinds(case_id).count("unavailable") == 1 for case_id in case_ids)
    assert set(more) == {1}
    assert all(len(world.rounds_sent(case_id, MEDICAL)) == 1 for case_id in case_ids)
    assert {world.ledger(case_id).case.status for case_id in case_ids} == {CaseStatus.CLOSED}


def _retry_all(world: Whole) -> None:
    """One order of an operator for all of them, worked off by the sweeps."""
    given = BatchOrder(filter=BatchFilter(attention="incident"), action="retry", reason="部门系统已恢复")
    batch = create(given, by=OPERATOR, key="batch-1", deps=world.deps)
    step(batch.id, "start", Grounds(reason="清单已核对"), by=OPERATOR, key="start-1", deps=world.deps)


def test_row_19_eleven_items_run_while_one_is_corrected(world: Whole) -> None:
    case_id = world.submitted(*ALL)
    world.grants(case_id, *[code for code in ALL if code != RESERVE])
    world.says(
        case_id,
        RESERVE,
        "correction_requested",
        missing=[{"name": "兵役登记", "reason": "缺页"}],
    )
    open_ = [item.code for item in world.ledger(case_id).held if not item.outcome]

    _corrects(world, case_id, RESERVE, round_=1)
    with pytest.raises(RoundSuperseded):
        world.says(case_id, RESERVE, "granted", round=1)
    world.says(case_id, RESERVE, "granted", round=2)
    with pytest.raises(NothingToCorrect):
        _corrects(world, case_id, RESERVE, round_=2)

    assert open_ == [RESERVE]
    assert {item.outcome for item in world.ledger(case_id).held} == {Outcome.GRANTED}
    assert world.ledger(case_id).case.status is CaseStatus.CLOSED


def _corrects(world: Whole, case_id: str, code: str, *, round_: int) -> None:
    given = Corrections(items=(CorrectedItem(item=code, round=round_, note="已补页"),))
    correct(case_id, given, by=APPLICANT, key=f"correct-{round_}", deps=world.deps)
    world.runner.run_until_idle()


@pytest.mark.slow
def test_row_24_a_limit_that_ends_on_a_make_up_workday_is_not_overdue_before_it_is_over() -> None:
    """Ten working days from Sunday 20 September 2026, itself worked: Saturday 10 October is the tenth."""
    with whole(calendar=working_calendar(), begins=datetime(2026, 9, 18, 2, tzinfo=UTC)) as world:
        case_id = world.submitted(REPORT, MEDICAL)
        world.grants(case_id, REPORT)
        world.clock.now = datetime(2026, 9, 20, 2, tzinfo=UTC)
        world.says(case_id, MEDICAL, "accepted")

        world.pass_time(datetime(2026, 10, 10, 15, 59, tzinfo=UTC) - world.clock.now)
        before = world.item(case_id, MEDICAL).clock.overdue_since
        world.pass_time(timedelta(minutes=2))

        assert before is None
        assert world.item(case_id, MEDICAL).clock.overdue_since is not None
