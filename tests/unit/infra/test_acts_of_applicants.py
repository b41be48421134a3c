"""Corrections and withdrawals through the real state machine: the runner, the Lambdas and the use cases, a virtual clock."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from functions import bootstrap, tasks
from functions.domain.errors import DepartmentUnavailable
from functions.usecases.applicant.correct import correct
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.upkeep.sweep import sweep
from infra.embedded.asl.runner import Runner
from infra.embedded.executions import RunnerExecutions
from schemas.applicant.acts import Corrections, WithdrawalOrder
from schemas.codes import CaseStatus, ItemStatus, Outcome
from schemas.office.dispatches import Dispatch, WithdrawalRequest
from tests.support.embedded_case import whole_case
from tests.support.world import APPLICANT, World, application

MISSING = [{"name": "户口簿", "reason": "缺首页"}]
BEHIND = ("household_registration", "identity_card", "driving_licence")
PERSON = {"person": {**application().model_dump(mode="json")["person"], "phone": "10000000009"}}


class Machine(World):
    """The world of the use-case tests with a real engine; offices say what a test says."""

    def __init__(self) -> None:
        super().__init__()
        serial = count(1)
        machine = whole_case()
        self.runner = Runner(
            machine,
            invoke=lambda name, payload: getattr(tasks, name)(payload),
            clock=self.clock,
            new_token=lambda: f"token-{next(serial)}",
            jitter=lambda seconds: seconds,
        )
        self.deps = replace(self.deps, executions=RunnerExecutions(self.runner, machine))
        bootstrap.use(self.deps)

    def says(self, case_id: str, code: str, kind: str, **fields: Any) -> None:
        self.runner.run_until_idle()
        self.answered(case_id, code, kind, **fields)
        self.runner.run_until_idle()

    def grants(self, case_id: str, *codes: str) -> None:
        for code in codes:
            self.says(case_id, code, "granted")

    def pass_time(self, by: timedelta) -> None:
        """Every timer on the way, and a sweep at the end."""
        end = self.clock.now + by
        while (due := self.runner.next_due()) is not None and due <= end:
            self.clock.now = max(self.clock.now, due)
            self.runner.run_until_idle()
        self.clock.now = end
        sweep(self.deps)
        self.runner.run_until_idle()

    def corrects(self, case_id: str, body: dict[str, Any], *, key: str) -> None:
        given = Corrections.model_validate_json(json.dumps(body))
        correct(case_id, given, by=APPLICANT, key=key, deps=self.deps)
        self.runner.run_until_idle()

    def withdraws(self, case_id: str, *codes: str) -> None:
        order = {"reason": "另有安排", **({"items": list(codes)} if codes else {})}
        given = WithdrawalOrder.model_validate_json(json.dumps(order))
        withdraw(case_id, given, by=APPLICANT, key="withdraw-1", deps=self.deps)
        self.runner.run_until_idle()

    def outcomes(self, case_id: str) -> dict[str, str | None]:
        self.runner.run_until_idle()
        return {item.code: item.outcome for item in self.ledger(case_id).held}

    def rounds_sent(self, code: str) -> list[tuple[int, str | None]]:
        messages = [effect.message for effect in self.gateway.effects.values()]
        return [(m.round, m.note) for m in messages if isinstance(m, Dispatch) and m.item == code]


@pytest.fixture
def machine() -> Iterator[Machine]:
    yield Machine()
    bootstrap.use(None)


def answer(*items: tuple[str, int], **fields: Any) -> dict[str, Any]:
    return {
        "items": [{"item": item, "round": round_, "note": f"第{round_}次补正"} for item, round_ in items]
    } | fields


def test_two_departments_lists_are_answered_at_once_and_the_case_closes(machine: Machine) -> None:
    case_id = machine.submitted("discharge_report", "household_registration", "social_insurance")
    machine.grants(case_id, "service_check", "discharge_report")
    for code in ("household_registration", "social_insurance"):
        machine.says(case_id, code, "correction_requested", missing=MISSING)

    both = answer(("household_registration", 1), ("social_insurance", 1), sections=PERSON)
    machine.corrects(case_id, both, key="correct-1")
    machine.says(case_id, "social_insurance", "correction_requested", missing=MISSING)
    machine.corrects(case_id, answer(("social_insurance", 2)), key="correct-2")
    machine.grants(case_id, "household_registration", "social_insurance")

    assert machine.rounds_sent("household_registration") == [(1, None), (2, "第1次补正")]
    assert machine.rounds_sent("social_insurance") == [(1, None), (2, "第1次补正"), (3, "第2次补正")]
    assert set(machine.outcomes(case_id).values()) == {Outcome.GRANTED}
    assert machine.ledger(case_id).case.status is CaseStatus.CLOSED


def test_a_missed_correction_lapses_by_the_engines_own_timer(machine: Machine) -> None:
    case_id = machine.submitted("discharge_report")
    machine.grants(case_id, "service_check")
    machine.says(case_id, "discharge_report", "correction_requested", missing=MISSING)

    machine.pass_time(timedelta(days=40))

    assert machine.outcomes(case_id) == {"discharge_report": Outcome.LAPSED}
    assert machine.ledger(case_id).case.status is CaseStatus.CLOSED


def test_one_list_too_many_waits_for_an_operator_and_the_office_may_still_decide(machine: Machine) -> None:
    case_id = machine.submitted("discharge_report")
    machine.grants(case_id, "service_check")
    rounds = machine.item(case_id, "discharge_report").bounds.correction_rounds
    for number in range(1, rounds + 1):
        machine.says(case_id, "discharge_report", "correction_requested", missing=MISSING)
        machine.corrects(case_id, answer(("discharge_report", number)), key=f"correct-{number}")

    machine.says(case_id, "discharge_report", "correction_requested", missing=MISSING)

    stopped = machine.item(case_id, "discharge_report")
    assert (stopped.status, stopped.wait and stopped.wait.state) == (ItemStatus.INCIDENT, "AwaitOperator")
    machine.grants(case_id, "discharge_report")
    assert machine.ledger(case_id).case.status is CaseStatus.CLOSED


def test_a_whole_withdrawal_closes_the_case_once_the_office_agrees(machine: Machine) -> None:
    case_id = machine.submitted("discharge_report", *BEHIND)
    machine.grants(case_id, "service_check", "discharge_report")
    machine.runner.run_until_idle()

    machine.withdraws(case_id)
    asked = machine.ledger(case_id).case.status
    machine.says(case_id, "household_registration", "withdrawn")

    assert asked is CaseStatus.OPEN
    outcomes = machine.outcomes(case_id)
    assert outcomes == {"discharge_report": Outcome.GRANTED, **dict.fromkeys(BEHIND, Outcome.WITHDRAWN)}
    assert machine.ledger(case_id).case.status is CaseStatus.CLOSED


def test_a_withdrawn_prerequisite_blocks_what_stands_behind_it(machine: Machine) -> None:
    case_id = machine.submitted("discharge_report", *BEHIND)
    machine.grants(case_id, "service_check", "discharge_report")
    machine.runner.run_until_idle()
    machine.gateway.script("household_registration", [DepartmentUnavailable()])

    machine.withdraws(case_id, "household_registration")
    told_late = machine.item(case_id, "household_registration").withdrawal.sent
    machine.pass_time(timedelta(minutes=2))
    machine.pass_time(timedelta(minutes=2))
    machine.says(case_id, "household_registration", "withdrawn")

    requests = [s for s in machine.gateway.sent if isinstance(s.message, WithdrawalRequest)]
    assert (told_late, len(requests)) == (None, 1)
    outcomes = machine.outcomes(case_id)
    assert outcomes["identity_card"] is outcomes["driving_licence"] is Outcome.BLOCKED
    assert machine.ledger(case_id).case.status is CaseStatus.CLOSED


def test_a_correction_that_is_withdrawn_instead_ends_its_wait(machine: Machine) -> None:
    case_id = machine.submitted("discharge_report")
    machine.grants(case_id, "service_check")
    machine.says(case_id, "discharge_report", "correction_requested", missing=MISSING)

    machine.withdraws(case_id, "discharge_report")
    machine.says(case_id, "discharge_report", "withdrawn")

    assert machine.outcomes(case_id) == {"discharge_report": Outcome.WITHDRAWN}
    assert machine.ledger(case_id).case.status is CaseStatus.CLOSED
