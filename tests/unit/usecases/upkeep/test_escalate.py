from dataclasses import replace
from datetime import timedelta

from functions.shapes.case.words_progress import item_next_step
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.case.wait import Task, park
from functions.usecases.upkeep.escalate import escalate
from functions.usecases.upkeep.states import await_operator
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.acts import WithdrawalOrder
from schemas.codes import ItemStatus, Outcome
from tests.support.fakes.notices import FakeNotices
from tests.support.put_back import put_back
from tests.support.world import APPLICANT, World


def dispatched(world: World) -> str:
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report")
    return case_id


def test_an_overdue_item_is_marked_and_waits_on() -> None:
    world = World()
    case_id = dispatched(world)
    world.clock.advance(timedelta(days=60))

    seconds = escalate(case_id, "discharge_report", 1, world.deps)

    item = world.item(case_id, "discharge_report")
    assert (item.status, item.clock.overdue_since) == (ItemStatus.ACCEPTED, world.clock())
    assert seconds >= 60
    assert world.kinds(case_id).count("overdue") == 1


def test_an_early_timeout_marks_nothing() -> None:
    world = World()
    case_id = dispatched(world)

    seconds = escalate(case_id, "discharge_report", 1, world.deps)

    assert world.item(case_id, "discharge_report").clock.overdue_since is None
    due = world.item(case_id, "discharge_report").clock.due_at
    assert due is not None
    assert seconds >= (due - world.clock()).total_seconds()


def test_a_missed_correction_lapses_by_our_own_clock_only() -> None:
    world = World()
    case_id = dispatched(world)
    missing = [{"name": "户口簿", "reason": "缺首页"}]
    world.answered(case_id, "discharge_report", "correction_requested", missing=missing)

    escalate(case_id, "discharge_report", 1, world.deps)
    early = world.item(case_id, "discharge_report").outcome
    world.clock.advance(timedelta(days=60))
    escalate(case_id, "discharge_report", 1, world.deps)

    assert early is None
    assert world.item(case_id, "discharge_report").outcome is Outcome.LAPSED
    assert world.kinds(case_id).count("lapsed") == 1


def asked_and_put_back(world: World) -> tuple[World, str]:
    """The list is in the backup; the term ends in the hours that are lost, in which its applicant may have answered."""
    case_id = dispatched(world)
    missing = [{"name": "户口簿", "reason": "缺首页"}]
    world.answered(case_id, "discharge_report", "correction_requested", missing=missing)
    sweep(world.deps)
    backup, by = world.copy(), world.item(case_id, "discharge_report").clock.correct_by
    assert by is not None
    world.clock.now = by + timedelta(hours=3)
    return put_back(world, backup), case_id


def test_a_term_that_ended_in_lost_hours_begins_anew_once_and_its_applicant_is_told_again() -> None:
    before = World()
    notices = FakeNotices()
    before.deps = replace(before.deps, notices=notices)
    world, case_id = asked_and_put_back(before)
    world.deps = replace(world.deps, notices=notices)
    told = set(notices.effects)

    escalate(case_id, "discharge_report", 1, world.deps)
    sweep(world.deps)
    given = world.item(case_id, "discharge_report")
    world.clock.advance(timedelta(days=60))
    escalate(case_id, "discharge_report", world.ledger(case_id).case.run, world.deps)

    assert given.status is ItemStatus.CORRECTING
    assert given.clock.correct_by is not None
    assert given.clock.correct_by > world.clock() - timedelta(days=60)
    again = [key for key in notices.effects if "correction" in key and key not in told]
    assert again == [f"{case_id}/notice/correction/discharge_report/1/restored-{world.deps.mark}"]
    assert world.item(case_id, "discharge_report").outcome is Outcome.LAPSED


def test_whoever_asked_for_it_back_has_missed_no_correction_and_has_it_withdrawn() -> None:
    world = World()
    case_id = dispatched(world)
    missing = [{"name": "户口簿", "reason": "缺首页"}]
    world.answered(case_id, "discharge_report", "correction_requested", missing=missing)
    order = WithdrawalOrder(items=("discharge_report",), reason="先不办了")
    withdraw(case_id, order, by=APPLICANT, key="key-0001", deps=world.deps)
    before = shown_step(world, case_id)
    world.clock.advance(timedelta(days=60))

    for _ in range(2):
        escalate(case_id, "discharge_report", 1, world.deps)

    assert world.item(case_id, "discharge_report").outcome is Outcome.WITHDRAWN
    assert world.kinds(case_id).count("withdrawn") == 1
    assert world.kinds(case_id).count("lapsed") == 0
    assert "不用再补正" in before
    assert "按撤回处理" in before
    assert shown_step(world, case_id) == "已撤回；如仍需办理，可重新提交申请。"


def shown_step(world: World, case_id: str) -> str:
    ledger = world.store.ledger(case_id)
    edition = world.deps.editions(ledger.case.edition)
    return item_next_step(ledger.item("discharge_report"), ledger, edition)


def test_an_item_that_failed_waits_for_an_operator_with_one_incident() -> None:
    world = World()
    case_id = dispatched(world)
    for token in ("first", "second"):
        task = Task(case_id, "discharge_report", 1, "AwaitOperator", token)
        await_operator(task, "DepartmentRefusedPayload", "Dispatch", world.deps)

    item = world.item(case_id, "discharge_report")
    assert item.desk.incident is not None
    assert (item.status, item.desk.incident.error) == (ItemStatus.INCIDENT, "DepartmentRefusedPayload")
    assert item.wait is not None
    assert item.wait.token == "second"
    assert world.kinds(case_id).count("incident") == 1


def test_an_answer_that_resolves_an_incident_ends_the_operators_wait() -> None:
    world = World()
    case_id = dispatched(world)
    task = Task(case_id, "discharge_report", 1, "AwaitOperator", "operator")
    await_operator(task, "Lambda.Unknown", "Dispatch", world.deps)

    world.answered(case_id, "discharge_report", "accepted")

    assert world.item(case_id, "discharge_report").status is ItemStatus.ACCEPTED
    assert "operator" in world.executions.ended


def test_a_lapse_ends_every_wait_that_it_decides_at_once() -> None:
    world = World()
    case_id = dispatched(world)
    missing = [{"name": "户口簿", "reason": "缺首页"}]
    world.answered(case_id, "discharge_report", "correction_requested", missing=missing)
    park(Task(case_id, "discharge_report", 1, "AwaitCorrection", "correction"), world.deps)
    world.clock.advance(timedelta(days=60))

    escalate(case_id, "discharge_report", 1, world.deps)

    item = world.item(case_id, "discharge_report")
    assert (item.outcome, item.check_at) == (Outcome.LAPSED, None)
    assert "correction" in world.executions.ended
    assert world.item(case_id, "household_registration").outcome is Outcome.BLOCKED
