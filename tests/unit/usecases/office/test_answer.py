from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.case.refusals import CaseNotFound, ItemNotFound, UnacceptableAnswer
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.conflicts import AnswerOutOfPlace, Conflict, OutcomeAlreadyRecorded, WebhookIdReused
from functions.usecases.office.answer import record_answer
from functions.usecases.walks import every_event
from schemas.case.answers import Granted
from schemas.codes import Department, EventKind, ItemStatus, Outcome
from tests.support.each import each
from tests.support.make import answer
from tests.support.world import World


def reported(world: World, *others: str) -> str:
    case_id = world.submitted("discharge_report", *others)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report", token="token")
    return case_id


def test_an_outcome_is_recorded_and_its_task_resumed() -> None:
    world = World()
    case_id = reported(world)

    world.answered(case_id, "discharge_report", "granted")

    item = world.item(case_id, "discharge_report")
    assert (item.outcome, item.check_at) == (Outcome.GRANTED, None)
    assert item.news_at == world.clock() + FIRST_CHECK
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


def test_another_answer_under_a_used_id_is_refused_and_kept_once_beside_the_first() -> None:
    world = World()
    case_id = reported(world)
    world.answered(case_id, "discharge_report", "received", webhook_id="w")

    for _ in range(2):
        with pytest.raises(WebhookIdReused):
            world.answered(case_id, "discharge_report", "granted", webhook_id="w")

    refused = [event for event in every_event(world.store, case_id) if event.kind is EventKind.ANSWER_REFUSED]
    assert [(one.detail["answer"]["type"], one.detail["refusal"]) for one in refused] == [
        ("granted", "WebhookIdReused")
    ]
    assert world.item(case_id, "discharge_report").outcome is None


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["received", "accepted", "granted", "problem", "suspended", "resumed"]),
            st.sampled_from(["w-1", "w-2", "w-3"]),
        ),
        max_size=8,
    )
)
def test_whatever_an_office_was_told_2xx_for_is_in_the_history(said: list[tuple[str, str]]) -> None:
    world = World()
    case_id = reported(world)
    taken = set()
    for kind, webhook_id in said:
        with suppress(Conflict):
            world.answered(case_id, "discharge_report", kind, webhook_id=webhook_id)
            taken.add((kind, webhook_id))

    told = {
        (event.detail["answer"]["type"], event.key.rsplit("/", 1)[-1])
        for event in every_event(world.store, case_id)
        if event.kind is EventKind.ANSWERED and event.item == "discharge_report"
    }
    assert taken == told


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
        world.answered(case_id, "discharge_report", "withdrawn", webhook_id="early")
    world.answered(case_id, "discharge_report", "granted")

    with pytest.raises(AnswerOutOfPlace):
        world.answered(case_id, "discharge_report", "withdrawn", webhook_id="early")


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
    case_id = reported(world, "employment_support")

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


@each(
    "kind, fields",
    [
        ("granted", {"at": "2000-01-02T00:00:00+08:00"}),
        ("accepted", {"at": "2027-06-01T00:00:00+08:00"}),
        ("extended", {"reason": "情况复杂", "working_days": 30, "basis": "部门规定"}),
    ],
)
def test_what_cannot_be_is_kept_refused_and_told_the_same_again(kind: str, fields: dict[str, Any]) -> None:
    world = World()
    case_id = reported(world)
    before = world.item(case_id, "discharge_report")

    told = []
    for _ in range(2):
        with pytest.raises(UnacceptableAnswer) as refused:
            world.answered(case_id, "discharge_report", kind, webhook_id="odd", **fields)
        told.append([(one.pointer, one.detail) for one in refused.value.problems])

    assert told[0] == told[1] != []
    assert world.item(case_id, "discharge_report") == before
    assert world.answered(case_id, "discharge_report", "granted").outcome is Outcome.GRANTED


def test_a_resumption_that_overtook_its_suspension_leaves_the_clock_running() -> None:
    world = World()
    case_id = reported(world)
    at = world.clock()
    world.clock.advance(timedelta(days=2))
    late = (at + timedelta(days=1)).isoformat()

    resumed = world.answered(case_id, "discharge_report", "resumed", at=late)
    after = world.answered(case_id, "discharge_report", "suspended", at=at.isoformat())

    assert (resumed.status, after.status) == (ItemStatus.ACCEPTED, ItemStatus.ACCEPTED)
    assert after.clock.due_at is not None
    assert resumed.clock.due_at is not None
    assert after.clock.due_at > resumed.clock.due_at
