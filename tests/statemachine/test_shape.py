"""What the definition as a whole must keep to, whatever its states do."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from functions.domain import errors
from functions.domain.errors import LianbanError
from functions.lambda_names import OF_THE_MACHINE
from infra.definition import joined
from infra.embedded.asl.load import load
from tests.statemachine.engines import arns

WAITING = "arn:${partition}:states:::lambda:invoke.waitForTaskToken"
TRANSIENT = {
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "Lambda.ClientExecutionTimeoutException",
    # A function that ran out of time or memory: by this name on older runtimes, by these two on newer ones.
    "Lambda.Unknown",
    "Sandbox.Timedout",
    "Runtime.ExitError",
}
RETRIED = TRANSIENT | {"StoreBusy", "StaleWrite", "DuplicateEvent"}
OF_THE_LANGUAGE = {"States.ALL", "States.Timeout", "States.TaskFailed"}
LONGEST_NAME = 80
THREE_DAYS = 3 * 24 * 3600
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Placed:
    """A state and the names of the states beside it."""

    name: str
    state: dict[str, Any]
    beside: frozenset[str]


def every_state(machine: dict[str, Any]) -> Iterator[Placed]:
    for name, state in machine["States"].items():
        yield Placed(name, state, frozenset(machine["States"]))
        for branch in state.get("Branches", ()):
            yield from every_state(branch)
        if "ItemProcessor" in state:
            yield from every_state(state["ItemProcessor"])


STATES = list(every_state(joined()))
TASKS = [placed for placed in STATES if placed.state["Type"] == "Task"]
WAITS = [placed for placed in TASKS if placed.state["Resource"] == WAITING]
LINKS = [(placed, link) for placed in STATES for link in (placed.state, *placed.state.get("Catch", ()))]
HANDLERS = [
    (placed.name, handler)
    for placed in STATES
    for handler in (*placed.state.get("Retry", ()), *placed.state.get("Catch", ()))
]


def test_every_state_that_waits_is_bounded_and_its_bound_leads_to_a_state() -> None:
    for wait in WAITS:
        caught = {error for catcher in wait.state.get("Catch", ()) for error in catcher["ErrorEquals"]}
        assert ("TimeoutSeconds" in wait.state) != ("TimeoutSecondsPath" in wait.state), wait.name
        assert caught & {"States.Timeout", "States.ALL"}, wait.name
        assert wait.state.get("TimeoutSeconds", 1) < A_YEAR, wait.name


def test_no_timeout_of_a_wait_is_retried_before_it_is_caught() -> None:
    retried = {error for wait in WAITS for retrier in wait.state["Retry"] for error in retrier["ErrorEquals"]}

    assert not retried & {"States.Timeout", "States.ALL"}


def test_every_lambda_retries_what_is_transient() -> None:
    for task in TASKS:
        first = {error for retrier in task.state["Retry"] for error in retrier["ErrorEquals"]}
        assert first >= RETRIED, task.name


def test_every_retry_is_capped_and_jittered_unless_it_forbids_retrying() -> None:
    for name, handler in HANDLERS:
        if "Next" not in handler and handler["MaxAttempts"]:
            assert handler["JitterStrategy"] == "FULL", name
            assert handler["MaxDelaySeconds"] <= 7200, name


def test_an_unavailable_department_is_tried_for_about_three_days() -> None:
    dispatches = [task for task in TASKS if task.name.startswith(("Dispatch", "VerifyService"))]

    assert len(dispatches) == 6
    for task in dispatches:
        (retrier,) = [r for r in task.state["Retry"] if r["ErrorEquals"] == ["DepartmentUnavailable"]]
        delays = [min(2**attempt, retrier["MaxDelaySeconds"]) for attempt in range(retrier["MaxAttempts"])]
        assert sum(delays) / 2 == pytest.approx(THREE_DAYS, rel=0.25)


def test_every_error_name_is_an_error_of_ours_of_the_language_or_of_lambda() -> None:
    for name, handler in HANDLERS:
        for error in handler["ErrorEquals"]:
            ours = getattr(errors, error, None)
            known = error in TRANSIENT | OF_THE_LANGUAGE
            assert known or (isinstance(ours, type) and issubclass(ours, LianbanError)), (name, error)


def test_every_next_names_a_state_beside_it() -> None:
    for placed, link in LINKS:
        assert "Next" not in link or link["Next"] in placed.beside, placed.name


def test_every_state_is_reached() -> None:
    reached = {link["Next"] for _, link in LINKS if "Next" in link}
    started = set(re.findall(r'"StartAt": "(\w+)"', json.dumps(joined())))

    assert {placed.name for placed in STATES} <= reached | started


def test_names_of_states_are_unique_over_the_whole_machine_and_short() -> None:
    names = [placed.name for placed in STATES]

    assert len(names) == len(set(names))
    assert max(map(len, names)) <= LONGEST_NAME


def test_the_functions_are_exactly_those_the_definition_names() -> None:
    named = set(re.findall(r"\$\{(\w+)\}", json.dumps(joined())))

    assert named == {*OF_THE_MACHINE, "partition"}


def test_every_wait_hands_its_token_and_ids_to_its_lambda_and_nothing_else() -> None:
    for wait in WAITS:
        fields = {field.removesuffix(".$") for field in wait.state["Parameters"]["Payload"]}
        assert {"case_id", "run", "item", "token"} <= fields <= {"case_id", "run", "item", "token", "error"}


def test_the_embedded_runner_interprets_all_of_it() -> None:
    filled = json.dumps(joined())
    for name, value in arns().items():
        filled = filled.replace(f"${{{name}}}", value)

    machine = load(json.loads(filled))

    assert machine.start == "Departments"
