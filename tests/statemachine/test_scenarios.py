"""The same machine does the same on Step Functions' interpreter in moto and on the embedded runner."""

import re
from collections.abc import Iterator
from typing import Any

from functions.domain.errors import (
    CaseStillOpen,
    CorrectionRequested,
    DepartmentRefusedPayload,
    DepartmentUnavailable,
    DispatchIncident,
    OrderedAnew,
    StaleWrite,
    StoreBusy,
)
from functions.shapes.operator.visits import seen_in
from tests.statemachine.engines import CASE, CHECK, Engine, Outcome
from tests.statemachine.script import Action, Ends, Fails, Held, Plays, Raises, Script, Silent
from tests.support.plans import TWELVE, given

REGISTRATION = {"public_security": ("household_registration",)}
STRAIGHT_CASE = ("Departments", "CloseCase")
BRANCHES = ("HealthcareSecurity", "HumanResources", "Mobilization", "PublicSecurity", "VeteransAffairs")
MOST_TRANSITIONS = 44
IDS_ONLY = re.compile(r"[A-Za-z0-9_.:/+=-]*")
FIELDS = {"case_id", "run", "wait", "seconds", "plan", "item", "correction_seconds", "correction", "token"}
# The last two: what Step Functions notes of the call itself, beside the Lambda's own output.
OTHER_FIELDS = {
    "outcome",
    "error",
    "Error",
    "Cause",
    "FunctionName",
    "Payload",
    *TWELVE,
    "StatusCode",
    "ExecutedVersion",
}


def states(branch: str, *names: str) -> tuple[str, ...]:
    return tuple(name + branch for name in names)


def run_registration(engine: Engine, *actions: Action, first_wait: int = 600) -> Outcome:
    script = Script({("dispatch_public_security", "household_registration"): actions}, first_wait=first_wait)
    outcome = engine.run(given(REGISTRATION), script)
    assert (outcome.status, outcome.error) == ("SUCCEEDED", None)
    assert outcome.paths[CASE] == STRAIGHT_CASE
    return outcome


def test_a_straight_case_of_twelve_items_enters_thirty_two_states(engine: Engine) -> None:
    outcome = engine.run(given(TWELVE), Script({}))

    assert outcome.status == "SUCCEEDED"
    assert outcome.entered == 32 <= MOST_TRANSITIONS
    assert outcome.paths[CASE] == STRAIGHT_CASE
    assert outcome.paths["branches"] == BRANCHES
    assert outcome.paths["identity_card"] == states("PublicSecurity", "AwaitPrerequisites", "Dispatch")
    assert outcome.paths["medical_transfer"] == states("HealthcareSecurity", "AwaitPrerequisites", "Dispatch")
    assert outcome.paths[CHECK] == ("VerifyService",)
    assert len(outcome.paths) == 3 + 12


def test_answers_that_come_later_end_the_waits_one_by_one(engine: Engine) -> None:
    plays: Plays = {
        ("verify_service", "service_check"): [Held()],
        ("await_prerequisites", "identity_card"): [Held()],
        ("dispatch_public_security", "identity_card"): [Held()],
        ("dispatch_veterans_affairs", "discharge_report"): [Held()],
    }

    outcome = engine.run(given(TWELVE), Script(plays))

    assert (outcome.status, outcome.entered) == ("SUCCEEDED", 32)


def test_a_timeout_leads_over_escalate_back_into_the_wait(engine: Engine) -> None:
    outcome = run_registration(engine, Silent(), first_wait=1)

    assert outcome.paths["household_registration"] == states(
        "PublicSecurity", "AwaitPrerequisites", "Dispatch", "Escalate", "Dispatch"
    )
    assert last_error_told(outcome)["Error"] == "States.Timeout"


def test_a_correction_is_awaited_and_followed_by_the_next_round(engine: Engine) -> None:
    outcome = run_registration(engine, Fails(CorrectionRequested))

    assert outcome.paths["household_registration"] == states(
        "PublicSecurity", "AwaitPrerequisites", "Dispatch", "AwaitCorrection", "Dispatch"
    )


def test_an_operator_sees_the_same_of_it(engine: Engine) -> None:
    plays: Plays = {
        ("verify_service", "service_check"): [Fails(CorrectionRequested)],
        ("dispatch_public_security", "household_registration"): [Raises(DepartmentUnavailable)],
        ("close_case", ""): [Raises(CaseStillOpen)],
    }

    seen = seen_in(engine.run(given(REGISTRATION), Script(plays)).history)

    stood = {name: seen[name].standing(None, running=False) for name in seen}
    assert stood == dict.fromkeys(
        (
            "VerifyService",
            "AwaitServiceCorrection",
            "AwaitPrerequisitesPublicSecurity",
            "DispatchPublicSecurity",
            *BRANCHES,
            "Departments",
        ),
        "succeeded",
    ) | {"CloseCase": "failed"}
    send = seen["DispatchPublicSecurity"]
    assert (set(send.each), send.whole.entered, send.whole.retried) == ({"household_registration"}, 1, 1)
    assert (seen["VerifyService"].each, seen["VerifyService"].whole.entered) == ({}, 2)
    rounds = seen["PublicSecurity"].rounds
    assert (rounds.started, rounds.succeeded, rounds.failed) == (1, 1, 0)
    assert send.whole.given["item"] == "household_registration"


def test_a_correction_that_does_not_come_in_time_is_escalated(engine: Engine) -> None:
    plays: Plays = {
        ("dispatch_public_security", "household_registration"): [Fails(CorrectionRequested)],
        ("await_correction", "household_registration"): [Silent()],
    }

    outcome = engine.run(given(REGISTRATION, household_registration=1), Script(plays))

    assert outcome.paths["household_registration"] == states(
        "PublicSecurity", "AwaitPrerequisites", "Dispatch", "AwaitCorrection", "Escalate", "Dispatch"
    )


def test_an_unavailable_department_is_tried_again_within_the_state(engine: Engine) -> None:
    outcome = run_registration(engine, *[Raises(DepartmentUnavailable)] * 3)

    assert outcome.paths["household_registration"] == states(
        "PublicSecurity", "AwaitPrerequisites", "Dispatch"
    )
    assert outcome.invoked.count(("dispatch_public_security", "household_registration")) == 4


def test_a_busy_store_is_tried_again_in_every_kind_of_state(engine: Engine) -> None:
    plays: Plays = {
        ("verify_service", "service_check"): [Raises(StoreBusy)],
        ("await_prerequisites", "household_registration"): [Raises(StaleWrite)],
        ("close_case", ""): [Raises(StoreBusy)],
    }

    outcome = engine.run(given(REGISTRATION), Script(plays))

    assert (outcome.status, outcome.entered) == ("SUCCEEDED", 3 + 5 + 2)
    assert outcome.invoked.count(("close_case", "")) == 2


def test_a_refused_payload_waits_for_an_operator_and_then_begins_again(engine: Engine) -> None:
    outcome = run_registration(engine, Raises(DepartmentRefusedPayload), Fails(DispatchIncident))

    begin = ("AwaitPrerequisites", "Dispatch")
    assert outcome.paths["household_registration"] == states(
        "PublicSecurity", *begin, "AwaitOperator", *begin, "AwaitOperator", *begin
    )
    assert last_error_told(outcome)["Error"] == "DispatchIncident"


def test_a_round_that_an_operator_ordered_anew_is_sent_by_its_departments_own_lambda(engine: Engine) -> None:
    outcome = run_registration(engine, Fails(OrderedAnew))

    begin = ("AwaitPrerequisites", "Dispatch")
    assert outcome.paths["household_registration"] == states(
        "PublicSecurity", *begin, "AwaitOperator", *begin
    )


def test_one_slow_department_keeps_nobody_else_waiting(engine: Engine) -> None:
    plays: Plays = {("dispatch_mobilization", "reserve_registration"): [Held()]}

    outcome = engine.run(given(TWELVE), Script(plays))

    released = outcome.invoked.index(("released", "reserve_registration"))
    before = {item for function, item in outcome.invoked[:released] if function.startswith("dispatch_")}
    assert outcome.status == "SUCCEEDED"
    assert len(before) == 12
    assert outcome.invoked[-1] == ("close_case", "")
    assert ("close_case", "") not in outcome.invoked[:released]


def test_an_incident_of_the_service_check_waits_for_an_operator(engine: Engine) -> None:
    plays: Plays = {("verify_service", "service_check"): [Fails(DispatchIncident), Ends()]}

    outcome = engine.run(given(REGISTRATION), Script(plays))

    assert outcome.status == "SUCCEEDED"
    assert outcome.paths[CASE] == STRAIGHT_CASE
    assert outcome.paths[CHECK] == ("VerifyService", "AwaitServiceOperator", "VerifyService")
    assert ("await_operator", "service_check") in outcome.invoked


def test_an_overdue_service_check_is_escalated_and_awaited_further(engine: Engine) -> None:
    plays: Plays = {("verify_service", "service_check"): [Silent(), Raises(DepartmentUnavailable)]}

    outcome = engine.run(given(REGISTRATION, service_seconds=1), Script(plays))

    assert outcome.status == "SUCCEEDED"
    assert outcome.paths[CASE] == STRAIGHT_CASE
    assert outcome.paths[CHECK] == ("VerifyService", "EscalateServiceCheck", "VerifyService")


def test_a_service_check_that_is_to_be_corrected_waits_for_the_applicant_and_is_made_again(
    engine: Engine,
) -> None:
    plays: Plays = {("verify_service", "service_check"): [Fails(CorrectionRequested)]}

    outcome = engine.run(given(REGISTRATION), Script(plays))

    assert outcome.status == "SUCCEEDED"
    assert outcome.paths[CHECK] == ("VerifyService", "AwaitServiceCorrection", "VerifyService")
    assert ("await_correction", "service_check") in outcome.invoked


def test_a_service_check_that_nobody_corrects_or_contests_in_time_is_escalated(engine: Engine) -> None:
    plays: Plays = {
        ("verify_service", "service_check"): [Fails(CorrectionRequested)],
        ("await_correction", "service_check"): [Silent()],
    }

    outcome = engine.run(given(REGISTRATION, service_correction=1), Script(plays))

    wait = ("AwaitServiceCorrection", "EscalateServiceCheck", "VerifyService")
    assert outcome.paths[CHECK] == ("VerifyService", *wait)


def test_an_item_need_not_wait_for_the_service_check_to_be_dispatched(engine: Engine) -> None:
    """Whether it does is the ledger's to say: AwaitPrerequisites waits for what stands before each."""
    outcome = engine.run(given(REGISTRATION), Script({("verify_service", "service_check"): [Held()]}))

    released = outcome.invoked.index(("released", "service_check"))
    assert ("dispatch_public_security", "household_registration") in outcome.invoked[:released]


def test_a_case_without_items_is_closed_after_the_service_check(engine: Engine) -> None:
    outcome = engine.run(given({}), Script({}))

    assert outcome.status == "SUCCEEDED"
    assert outcome.paths == {CASE: STRAIGHT_CASE, "branches": BRANCHES, CHECK: ("VerifyService",)}


def test_a_case_that_is_still_open_ends_the_run_badly(engine: Engine) -> None:
    outcome = engine.run(given(REGISTRATION), Script({("close_case", ""): [Raises(CaseStillOpen)]}))

    assert (outcome.status, outcome.error) == ("FAILED", "CaseStillOpen")
    assert outcome.invoked.count(("close_case", "")) == 1


def test_only_ids_and_the_plan_travel_through_an_execution(engine: Engine) -> None:
    troubles = (Raises(DepartmentRefusedPayload), Silent(), Fails(CorrectionRequested))
    outcome = run_registration(engine, *troubles, first_wait=1)

    found = list(values_of([*outcome.documents, *outcome.payloads]))

    assert found
    assert {field for field, _ in found} - {""} <= FIELDS | OTHER_FIELDS
    texts = [value for field, value in found if field != "Cause" and isinstance(value, str)]
    assert [text for text in texts if not IDS_ONLY.fullmatch(text)] == []


def last_error_told(outcome: Outcome) -> dict[str, Any]:
    told: list[dict[str, Any]] = [payload["error"] for payload in outcome.payloads if "error" in payload]
    return told[-1]


def values_of(node: Any, field: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield name, None
            yield from values_of(value, name)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from values_of(value, field)
    else:
        yield field, node
