from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.case import Change
from functions.domain.case.item import with_dispatch
from functions.domain.case.refusals import ItemNotFound
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable, DispatchIncident
from functions.usecases.case.wait import Task
from functions.usecases.office.dispatch import dispatch
from functions.usecases.upkeep.states import await_prerequisites
from schemas.catalogue.edition import CURRENT
from schemas.codes import Department, ItemStatus, Outcome
from schemas.form.paths import value_at
from tests.support.editions import changed, under
from tests.support.fakes.executions import Failure
from tests.support.put_back import put_back
from tests.support.world import World


def reported(world: World) -> str:
    """A case of which the service check has passed."""
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    return case_id


def test_an_item_is_sent_once_with_its_departments_fields_only() -> None:
    world = World()
    case_id = reported(world)

    item = world.dispatched(case_id, "discharge_report")

    assert (item.status, item.dispatch.round, item.dispatch.sent_round) == (ItemStatus.DISPATCHED, 1, 1)
    sent = world.gateway.sent[-1]
    assert sent.key == f"{case_id}/discharge_report/1"
    assert sent.dispatch.fields["person"]["name"]
    assert "bank" not in sent.dispatch.fields


def test_an_item_whose_prerequisite_is_open_is_never_sent() -> None:
    world = World()
    case_id = reported(world)
    world.dispatched(case_id, "discharge_report")
    task = Task(case_id, "household_registration", 1, "Dispatch", "too early")

    with pytest.raises(DispatchIncident):
        dispatch(task, Department.PUBLIC_SECURITY, world.deps)

    assert world.item(case_id, "household_registration").dispatch.round == 0
    assert [sent.dispatch.item for sent in world.gateway.sent] == ["service_check", "discharge_report"]


def test_an_office_that_was_taken_out_of_the_table_since_is_for_an_operator() -> None:
    world = World()
    case_id = reported(world)
    item = world.item(case_id, "discharge_report")
    world.store.commit(Change(items=(with_dispatch(item, office_override="no-such-office"),)))

    with pytest.raises(DepartmentRefusedPayload):
        world.dispatched(case_id, "discharge_report")

    assert [sent.dispatch.item for sent in world.gateway.sent] == ["service_check"]


def test_entering_the_state_again_replaces_the_token_and_sends_nothing() -> None:
    world = World()
    case_id = reported(world)
    world.dispatched(case_id, "discharge_report", token="old")

    item = world.dispatched(case_id, "discharge_report", token="new")

    assert item.wait is not None
    assert item.wait.token == "new"
    assert len([sent for sent in world.gateway.sent if sent.dispatch.item == "discharge_report"]) == 1


def test_an_answer_that_came_before_the_token_ends_the_task_at_once() -> None:
    world = World()
    case_id = reported(world)
    world.dispatched(case_id, "discharge_report", token="old")
    world.executions.expire("old")
    world.answered(case_id, "discharge_report", "granted")

    world.dispatched(case_id, "discharge_report", token="new")

    assert world.executions.ended["new"] == {"item": "discharge_report", "outcome": "granted"}


def test_a_department_that_is_down_is_noted_once_in_the_history_and_tried_again() -> None:
    world = World()
    case_id = reported(world)
    world.gateway.script("discharge_report", [DepartmentUnavailable(), DepartmentUnavailable(), None])

    for attempt in range(2):
        with pytest.raises(DepartmentUnavailable):
            world.dispatched(case_id, "discharge_report", token=f"token-{attempt}")
    down = world.item(case_id, "discharge_report")
    up = world.dispatched(case_id, "discharge_report", token="token-3")

    assert down.dispatch.trouble is not None
    assert (down.status, down.dispatch.trouble.attempts) == (ItemStatus.READY, 2)
    assert (up.status, up.dispatch.trouble) == (ItemStatus.DISPATCHED, None)
    assert world.kinds(case_id).count("unavailable") == 1


def test_nothing_is_sent_before_the_time_an_office_asked_for() -> None:
    world = World()
    case_id = reported(world)
    world.gateway.script("discharge_report", [DepartmentUnavailable(retry_after_seconds=600), None])
    sent_before = len(world.gateway.sent)

    for token in ("one", "two"):
        with pytest.raises(DepartmentUnavailable):
            world.dispatched(case_id, "discharge_report", token=token)
    world.clock.advance(timedelta(seconds=600))
    item = world.dispatched(case_id, "discharge_report", token="three")

    assert item.status is ItemStatus.DISPATCHED
    assert len(world.gateway.sent) == sent_before + 1


def test_what_an_office_decided_before_the_ledger_was_put_back_is_taken_once_the_round_is_sent_again() -> (
    None
):
    """It decided in the hours that are lost, and says so truly; the first round goes out under its old key."""
    lost = World()
    case_id = reported(lost)
    backup = lost.copy()
    lost.clock.advance(timedelta(minutes=10))
    key = _key_of_report(lost, case_id)
    decided_at = lost.clock()
    lost.clock.advance(timedelta(hours=3))

    world = put_back(lost, backup)
    again = _key_of_report(world, case_id)
    item = world.answered(case_id, "discharge_report", "granted", at=decided_at.isoformat())

    assert again == key
    assert (item.outcome, item.decided_at) == (Outcome.GRANTED, decided_at)


def _key_of_report(world: World, case_id: str) -> str:
    world.dispatched(case_id, "discharge_report")
    return world.gateway.sent[-1].key


def test_a_refused_payload_is_noted_and_raised_for_an_operator() -> None:
    world = World()
    case_id = reported(world)
    world.gateway.script("discharge_report", [DepartmentRefusedPayload()])

    with pytest.raises(DepartmentRefusedPayload):
        world.dispatched(case_id, "discharge_report")

    trouble = world.item(case_id, "discharge_report").dispatch.trouble
    assert trouble is not None
    assert trouble.error == "DepartmentRefusedPayload"


def test_another_departments_lambda_cannot_dispatch_an_item() -> None:
    world = World()
    case_id = reported(world)

    with pytest.raises(ItemNotFound):
        dispatch(
            Task(case_id, "discharge_report", 1, "Dispatch", "token"), Department.PUBLIC_SECURITY, world.deps
        )


def test_an_item_waits_until_its_prerequisite_has_its_outcome() -> None:
    world = World()
    case_id = reported(world)
    world.dispatched(case_id, "discharge_report")
    before = Task(case_id, "household_registration", 1, "AwaitPrerequisites", "before")
    await_prerequisites(before, world.deps)
    waiting = dict(world.executions.ended)
    world.answered(case_id, "discharge_report", "granted")

    assert "before" not in waiting
    assert "before" in world.executions.ended


def test_a_refused_prerequisite_blocks_its_dependants_and_no_others() -> None:
    world = World()
    case_id = reported(world)
    world.granted(case_id, "discharge_report")
    world.dispatched(case_id, "household_registration")

    world.answered(case_id, "household_registration", "refused")

    outcomes = {item.code: item.outcome for item in world.ledger(case_id).held}
    assert outcomes["identity_card"] is Outcome.BLOCKED
    assert outcomes["driving_licence"] is Outcome.BLOCKED
    assert outcomes["social_insurance"] is None
    assert world.kinds(case_id).count("blocked") == 2


def test_a_refused_service_check_hands_the_turn_to_the_applicant_and_blocks_nothing() -> None:
    world = World()
    case_id = world.submitted()
    world.dispatched(case_id, "service_check")

    world.answered(case_id, "service_check", "refused")

    assert {item.outcome for item in world.ledger(case_id).held} <= {None, Outcome.NOT_NEEDED}
    assert world.item(case_id, "service_check").status is ItemStatus.CONTESTABLE
    ended = world.executions.ended["token-1"]
    assert isinstance(ended, Failure)
    assert ended.error == "CorrectionRequested"


def test_a_task_of_an_older_run_leaves_the_newer_one_alone() -> None:
    world = World()
    case_id = world.submitted()

    dispatch(Task(case_id, "service_check", 7, "VerifyService", "stray"), Department.MOBILIZATION, world.deps)

    assert world.item(case_id, "service_check").wait is None


def test_a_correction_ends_the_dispatch_by_name() -> None:
    world = World()
    case_id = reported(world)
    world.dispatched(case_id, "discharge_report", token="token")

    missing = [{"name": "户口簿", "reason": "缺首页"}]
    item = world.answered(case_id, "discharge_report", "correction_requested", missing=missing)

    assert item.status is ItemStatus.CORRECTING
    ended = world.executions.ended["token"]
    assert isinstance(ended, Failure)
    assert ended.error == "CorrectionRequested"


def leaves(value: Any, prefix: str = "") -> set[str]:
    if not isinstance(value, dict):
        return {prefix.removesuffix(".")}
    return {path for name, inner in value.items() for path in leaves(inner, f"{prefix}{name}.")}


def test_of_the_whole_form_each_department_is_sent_what_the_edition_names_and_nothing_else() -> None:
    world = World()
    edition = world.deps.editions(CURRENT)
    case_id = world.submitted(*(item.code for item in edition.items))
    form = world.store.application(case_id)

    world.granted(case_id, *(item.code for item in world.ledger(case_id).items))

    sent = {one.dispatch.item: leaves(one.dispatch.fields) for one in world.gateway.sent}
    assert sent == {
        item.code: {path for path in item.fields if value_at(form, path) is not None}
        for item in (*edition.items, edition.service_check)
    }


def test_a_case_sends_the_fields_that_its_own_edition_allows() -> None:
    narrow = changed("discharge_report", fields=("person.name", "service.discharged_on"))
    world = under(narrow, World())
    case_id = reported(world)

    world.dispatched(case_id, "discharge_report")

    assert leaves(world.gateway.sent[-1].dispatch.fields) == {"person.name", "service.discharged_on"}


def test_a_case_goes_on_with_an_item_that_later_editions_no_longer_have() -> None:
    former = changed("discharge_report", code="former_report")
    world = under(former, World())
    case_id = world.submitted("former_report")
    world.granted(case_id, "service_check")
    world.deps = replace(world.deps, current_edition=CURRENT)

    world.dispatched(case_id, "former_report")

    assert leaves(world.gateway.sent[-1].dispatch.fields) <= set(former.item("former_report").fields)
    assert world.gateway.sent[-1].dispatch.item == "former_report"
