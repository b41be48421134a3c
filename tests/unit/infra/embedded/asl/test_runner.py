"""How an execution of the embedded runner goes: start, wait, end, describe, forget."""

from datetime import timedelta
from threading import Thread

import pytest

from functions.domain.case.refusals import ExecutionNotFound
from functions.domain.errors import StoreBusy, TaskGone
from infra.embedded.asl.runner import ExecutionAlreadyExists
from tests.support.embedded_case import MONDAY, House, calls, each_item, machine, two_branches, waits
from tests.support.machine import until


def test_a_wait_ends_with_the_output_given_for_its_token() -> None:
    house = House(machine(Ask=waits()))
    house.start(case_id="c1")

    house.succeed("token-1", outcome="granted")

    described = house.runner.describe("run")
    assert described is not None
    assert (described.status, described.started_at, described.stopped_at) == ("SUCCEEDED", MONDAY, MONDAY)
    assert house.runner.documents("run") == ({"case_id": "c1"}, {"outcome": "granted"})


def test_what_a_waiting_lambda_returns_is_ignored() -> None:
    house = House(machine(Ask=waits()), ask=lambda _payload: {"outcome": "granted"})

    house.start()

    assert house.status() == "RUNNING"


def test_a_token_ends_its_wait_once() -> None:
    house = House(machine(Ask=waits(Next="Again"), Again=waits()))
    house.start()
    house.succeed("token-1")

    for attempt in (house.succeed, lambda token: house.fail(token, "Late")):
        with pytest.raises(TaskGone):
            attempt("token-1")

    assert house.status() == "RUNNING"


def test_an_answer_from_inside_the_invocation_ends_the_wait_and_a_later_exception_changes_nothing() -> None:
    def answered_then_broken(payload: dict[str, str]) -> None:
        house.runner.succeed(payload["token"], {"outcome": "granted"})
        raise StoreBusy

    house = House(machine(Ask=waits()), ask=answered_then_broken)

    house.start()

    assert house.status() == "SUCCEEDED"
    assert "TaskFailed" not in house.kinds()


def test_a_lambda_that_does_not_wait_gives_its_result_to_the_state() -> None:
    again = calls("again", Parameters={"case_id.$": "$.case_id", "wait.$": "$.wait"})
    house = House(
        machine(Tell=calls(ResultPath="$.wait", Next="Again"), Again=again),
        tell=lambda _payload: {"seconds": 5},
    )

    house.start(case_id="c1")

    assert house.invoked == [
        ("tell", {"case_id": "c1"}),
        ("again", {"case_id": "c1", "wait": {"seconds": 5}}),
    ]


def test_a_lambda_cannot_change_the_data_of_the_state() -> None:
    def changes(payload: dict[str, dict[str, str]]) -> None:
        payload["case_id"]["changed"] = "yes"

    house = House(machine(Tell=calls(ResultPath=None, Next="Again"), Again=calls("again")), tell=changes)

    house.start(case_id={"id": "c1"})

    assert house.invoked[1] == ("again", {"case_id": {"id": "c1"}})


def test_the_same_name_and_input_start_once_and_another_input_is_refused() -> None:
    runner = House(machine(Ask=waits())).runner

    assert runner.start("run", {"case_id": "c1"})
    assert not runner.start("run", {"case_id": "c1"})
    with pytest.raises(ExecutionAlreadyExists):
        runner.start("run", {"case_id": "c2"})


def test_a_stopped_execution_waits_for_nothing() -> None:
    house = House(machine(Ask=waits(TimeoutSeconds=60)))
    house.start()

    house.runner.stop("run")

    assert house.status() == "ABORTED"
    assert house.runner.next_due() is None
    assert house.kinds()[-1] == "ExecutionAborted"
    with pytest.raises(TaskGone):
        house.succeed("token-1")
    assert house.runner.ended_badly == 0


def test_an_unknown_execution_has_no_status_and_no_history() -> None:
    runner = House(machine(Ask=waits())).runner

    assert runner.status("nobody") is None
    assert runner.describe("nobody") is None
    for ask in (runner.history, runner.stop):
        with pytest.raises(ExecutionNotFound):
            ask("nobody")


def test_a_parallel_state_ends_when_its_last_branch_ends() -> None:
    house = House(two_branches())
    house.start(case_id="c1")

    house.succeed("token-1")
    assert house.status() == "RUNNING"
    house.succeed("token-2")

    assert house.status() == "SUCCEEDED"
    assert house.entered() == ["Both", "Left", "Right", "Last"]


def test_a_failure_nobody_catches_fails_the_execution_and_ends_the_other_waits() -> None:
    house = House(two_branches(TimeoutSeconds=600))
    house.start(case_id="c1")

    house.fail("token-1", "DispatchIncident", "why")

    described = house.runner.describe("run")
    assert described is not None
    assert (described.status, described.error, described.cause) == ("FAILED", "DispatchIncident", "why")
    assert house.kinds()[-2:] == ["ParallelStateFailed", "ExecutionFailed"]
    assert house.runner.next_due() is None
    with pytest.raises(TaskGone):
        house.succeed("token-2")
    assert house.runner.ended_badly == 1


def test_a_branch_that_cannot_even_begin_ends_the_execution_before_the_others_begin() -> None:
    house = House(two_branches(TimeoutSecondsPath="$.seconds"))

    house.start(case_id="c1")

    assert (house.status(), house.invoked) == ("FAILED", [])
    assert house.entered() == ["Both", "Left"]
    assert house.runner.next_due() is None


def test_a_map_runs_its_states_for_each_entry_with_what_its_selector_took() -> None:
    house = House(each_item(machine(Tell=calls("tell", Parameters={"item.$": "$.item"}))))

    house.start(case_id="c1", items=[{"code": "identity_card"}, {"code": "driving_licence"}])

    assert house.status() == "SUCCEEDED"
    assert [payload["item"] for _, payload in house.invoked] == ["identity_card", "driving_licence"]
    told = [
        (event.state, event.item) for event in house.runner.history("run") if event.kind == "TaskStateEntered"
    ]
    assert told == [("Tell", "identity_card"), ("Tell", "driving_licence")]


def test_a_map_over_nothing_is_passed() -> None:
    house = House(each_item(machine(Tell=calls())))

    house.start(case_id="c1", items=[])

    assert (house.status(), house.invoked) == ("SUCCEEDED", [])


@pytest.mark.parametrize("items", [None, {"code": "identity_card"}, [{"other": 1}], ["identity_card"]])
def test_data_that_the_definition_cannot_read_fails_the_execution(items: object) -> None:
    house = House(each_item(machine(Tell=calls())))

    house.start(case_id="c1", items=items)

    described = house.runner.describe("run")
    assert described is not None
    assert (described.status, described.error) == ("FAILED", "States.Runtime")
    assert described.cause
    assert described.cause.startswith("Each: ")


def test_the_history_is_numbered_and_read_in_pages() -> None:
    house = House(machine(Ask=waits()))
    house.start()
    house.succeed("token-1")

    whole = house.runner.history("run")

    assert [event.id for event in whole] == list(range(1, len(whole) + 1))
    assert [event.kind for event in whole] == [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskSubmitted",
        "TaskSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
    ]
    assert house.runner.history("run", after=2, limit=3) == whole[2:5]
    assert house.runner.history("run", after=5, limit=100) == whole[5:]


def test_what_ended_long_ago_is_forgotten_and_what_runs_is_not() -> None:
    house = House(machine(Ask=waits()))
    house.start()
    house.runner.start("other", {})
    house.succeed("token-1")

    assert house.runner.forget(before=MONDAY) == 0
    assert house.runner.forget(before=MONDAY + timedelta(days=1)) == 1
    assert (house.status(), house.runner.status("other")) == (None, "RUNNING")


def test_a_crash_of_the_program_is_no_failure_of_the_task() -> None:
    class Crash(BaseException):
        """Stands for kill -9: nothing after it runs."""

    def crashes(_payload: dict[str, str]) -> None:
        raise Crash

    house = House(machine(Ask=waits()), ask=crashes)

    with pytest.raises(Crash):
        house.start()

    assert house.status() == "RUNNING"
    assert "TaskFailed" not in house.kinds()


def test_it_is_idle_while_an_execution_waits_and_not_while_a_lambda_runs_or_stands_in_line() -> None:
    seen: list[bool] = []
    house = House(machine(Ask=waits()), ask=lambda _payload: seen.append(house.runner.is_idle()))

    house.runner.start("run", {})
    in_line = house.runner.is_idle()
    house.runner.run_until_idle()

    assert (in_line, seen) == (False, [False])
    assert house.runner.is_idle()


def test_whoever_waits_for_timers_waits_until_one_is_set_that_rings_before() -> None:
    house = House(machine(Ask=waits(TimeoutSeconds=5)))
    waiting = Thread(target=house.runner.ring, args=(30.0,), daemon=True)

    waiting.start()
    until(lambda: vars(house.runner)["_looks_at"] is not None, seconds=5)
    house.start()
    waiting.join(10)

    assert not waiting.is_alive()
