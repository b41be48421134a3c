"""Rows of docs/faults.md that no test elsewhere proves as a whole: what happens to one item."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.case import Change
from functions.domain.case.item import SERVICE_CHECK
from functions.domain.errors import StoreBusy
from functions.usecases.case.wait import Task
from functions.usecases.office.dispatch import dispatch
from schemas.codes import CaseStatus, Department, Outcome
from tests.faults.whole import Whole, whole
from tests.support.api_case import answer_body, dispatched_case, get, hear, submit
from tests.support.api_deps import house
from tests.support.client import Api
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import START
from tests.support.fakes.signatures import FakeSignatures
from tests.support.grounds import GROUNDS
from tests.support.world import World

REPORT = "discharge_report"
ANSWERS = "/v1/departments/mobilization/answers"


@pytest.fixture
def world() -> Iterator[Whole]:
    with whole() as made:
        yield made


def test_row_02_a_second_outcome_is_refused_and_an_operator_sees_it_in_the_history() -> None:
    api, deps, reference = dispatched_case()
    granted = answer_body(reference, type="granted", result={"document": "核查结果"})
    hear(api, granted, webhook_id="first")

    second = hear(api, answer_body(reference, type="refused", reason="理由", **GROUNDS), webhook_id="second")
    case_id = deps.store.case_id_of(reference)
    seen = get(api, f"/v1/cases/{case_id}/events", "operator").json["entries"]

    assert (second.status, second.code) == (409, "outcome-already-recorded")
    assert [event["kind"] for event in seen].count("answer_refused") == 1
    assert deps.store.ledger(case_id).service_check.outcome is Outcome.GRANTED


@pytest.mark.slow
def test_row_05_an_answer_after_the_task_timed_out_ends_the_present_one(world: Whole) -> None:
    case_id = world.submitted(REPORT)
    world.grants(case_id)
    first = world.item(case_id, REPORT).wait
    world.pass_time(timedelta(days=60))
    present = world.item(case_id, REPORT)

    world.says(case_id, REPORT, "granted")

    assert first != present.wait
    assert present.clock.overdue_since
    assert world.rounds_sent(case_id, REPORT) == [f"{case_id}/{REPORT}/1"]
    assert world.ledger(case_id).case.status is CaseStatus.CLOSED
    assert world.runner.status(world.ledger(case_id).case.execution) == "SUCCEEDED"


def test_row_05_an_answer_after_the_case_went_on_in_a_new_run_ends_its_task(world: Whole) -> None:
    case_id = world.submitted(REPORT)
    world.grants(case_id)
    world.kill()

    world.says(case_id, REPORT, "granted")

    assert world.rounds_sent(case_id, REPORT) == [f"{case_id}/{REPORT}/1"]
    assert world.ledger(case_id).case.status is CaseStatus.CLOSED


@pytest.mark.parametrize("minutes", [-6, 6])
def test_row_07_a_timestamp_beyond_five_minutes_is_401_and_says_clock(minutes: int) -> None:
    deps = replace(house(), signatures=FakeSignatures())
    api = Api(deps)
    reference = submit(api).json["reference"]
    at = START + timedelta(minutes=minutes)
    headers = FakeSignatures().headers(Department.MOBILIZATION, "m-1", at=at)

    answer = api.post(ANSWERS, answer_body(reference), **headers)

    assert (answer.status, answer.code) == (401, "clock-skew")
    assert "clock" in answer.json["detail"]
    assert deps.store.ledger(deps.store.case_id_of(reference)).service_check.clock.heard_at is None


def test_row_09_another_departments_item_is_as_unknown_and_stands_in_the_audit() -> None:
    api, _, reference = dispatched_case()

    foreign = hear(api, answer_body(reference, item=REPORT))
    unknown = hear(api, answer_body("TY261124-NONE0000-0"))

    assert (foreign.status, unknown.status) == (404, 404)
    audited = [(message, fields["department"], fields["code"]) for message, fields in api.reports]
    assert audited == [
        ("refused", "mobilization", foreign.code),
        ("refused", "mobilization", unknown.code),
    ]
    assert reference not in str(api.reports)


class DiesAfterSending(FakeCaseStore):
    """The ledger of a process that dies when it is to write for the `dies_at`th time."""

    dies_at = 0

    def commit(self, change: Change) -> Change:
        self.dies_at -= 1
        if self.dies_at == 0:
            raise StoreBusy
        return super().commit(change)


def test_row_13_a_dispatch_that_was_accepted_and_not_recorded_is_repeated_under_the_same_key() -> None:
    world = World()
    store = DiesAfterSending()
    world.store = store
    world.deps = replace(world.deps, store=store)
    case_id = world.submitted(REPORT)
    task = Task(case_id, SERVICE_CHECK, 1, "VerifyService", "token-1")
    while not world.gateway.sent:
        store.dies_at = 2 if store.dies_at <= 0 else store.dies_at + 1
        with pytest.raises(StoreBusy):
            dispatch(task, Department.MOBILIZATION, world.deps)
    unrecorded = world.item(case_id, SERVICE_CHECK).dispatch.sent_round

    dispatch(replace(task, token="token-2"), Department.MOBILIZATION, world.deps)

    key = f"{case_id}/{SERVICE_CHECK}/1"
    assert unrecorded == 0
    assert [sent.key for sent in world.gateway.sent] == [key, key]
    assert list(world.gateway.effects) == [key]
    assert world.item(case_id, SERVICE_CHECK).dispatch.sent_round == 1
    assert world.kinds(case_id).count("dispatched") == 1
