import pytest

from functions.domain.conflicts import AnswerOutOfPlace, OutcomeAlreadyRecorded
from functions.domain.refusals import CaseNotFound, ItemNotFound
from functions.usecases.office.answer import record_answer
from schemas.case.answers import Granted
from schemas.codes import Department, ItemStatus, Outcome
from tests.support.make import answer
from tests.support.world import World


def reported(world: World) -> str:
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report", token="token")
    return case_id


def test_an_outcome_is_recorded_and_its_task_resumed() -> None:
    world = World()
    case_id = reported(world)

    world.answered(case_id, "discharge_report", "granted")

    item = world.item(case_id, "discharge_report")
    assert (item.outcome, item.wait, item.check_at) == (Outcome.GRANTED, None, None)
    assert world.executions.ended["token"] == {"item": "discharge_report", "outcome": "granted"}


def test_the_same_webhook_twice_writes_and_resumes_once() -> None:
    world = World()
    case_id = reported(world)

    first = world.answered(case_id, "discharge_report", "received", webhook_id="w")
    version = world.item(case_id, "discharge_report").version
    second = world.answered(case_id, "discharge_report", "received", webhook_id="w")

    assert second.status is first.status
    assert world.item(case_id, "discharge_report").version == version
    assert world.kinds(case_id).count("answered") == 2


def test_a_repeated_correction_request_gets_the_first_response() -> None:
    world = World()
    case_id = reported(world)
    missing = [{"name": "户口簿", "reason": "缺首页"}]

    for _ in range(2):
        item = world.answered(
            case_id, "discharge_report", "correction_requested", webhook_id="w", missing=missing
        )
        assert item.status is ItemStatus.CORRECTING


def test_a_different_second_outcome_is_refused_kept_and_refused_again() -> None:
    world = World()
    case_id = reported(world)
    world.answered(case_id, "discharge_report", "granted")

    for _ in range(2):
        with pytest.raises(OutcomeAlreadyRecorded):
            world.answered(case_id, "discharge_report", "refused", webhook_id="late")

    assert world.item(case_id, "discharge_report").outcome is Outcome.GRANTED
    assert world.kinds(case_id).count("answer_refused") == 1


def test_a_refusal_is_repeated_as_it_was_even_after_things_moved_on() -> None:
    world = World()
    case_id = reported(world)
    with pytest.raises(AnswerOutOfPlace):
        world.answered(case_id, "discharge_report", "resumed", webhook_id="early")
    world.answered(case_id, "discharge_report", "granted")

    with pytest.raises(AnswerOutOfPlace):
        world.answered(case_id, "discharge_report", "resumed", webhook_id="early")


def test_received_after_granted_changes_nothing() -> None:
    world = World()
    case_id = reported(world)
    world.answered(case_id, "discharge_report", "granted")

    item = world.answered(case_id, "discharge_report", "received")

    assert (item.status, item.outcome) == (ItemStatus.DONE, Outcome.GRANTED)


def test_another_departments_item_is_not_found() -> None:
    world = World()
    case_id = reported(world)

    with pytest.raises(ItemNotFound):
        world.answered(case_id, "discharge_report", "granted", department=Department.PUBLIC_SECURITY)

    assert world.item(case_id, "discharge_report").outcome is None


def test_an_unknown_reference_is_not_found() -> None:
    world = World()
    granted = answer("granted")
    assert isinstance(granted, Granted)

    with pytest.raises(CaseNotFound):
        record_answer(Department.VETERANS_AFFAIRS, granted, webhook_id="w", deps=world.deps)


def test_an_answer_of_another_round_is_refused() -> None:
    world = World()
    case_id = reported(world)

    with pytest.raises(AnswerOutOfPlace):
        world.answered(case_id, "discharge_report", "granted", round=2)
    with pytest.raises(AnswerOutOfPlace):
        world.answered(case_id, "employment_support", "granted")


def test_an_answer_whose_task_is_gone_is_recorded_all_the_same() -> None:
    world = World()
    case_id = reported(world)
    world.executions.expire("token")

    world.answered(case_id, "discharge_report", "granted")

    assert world.item(case_id, "discharge_report").outcome is Outcome.GRANTED


def test_a_problem_ends_the_dispatch_as_an_incident() -> None:
    world = World()
    case_id = reported(world)

    item = world.answered(case_id, "discharge_report", "problem")

    assert item.status is ItemStatus.INCIDENT
    assert "token" in world.executions.ended
