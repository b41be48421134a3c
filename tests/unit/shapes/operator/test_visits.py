from datetime import UTC, datetime, timedelta
from typing import Any

from functions.adapters.executions_history import read_history
from functions.ports.executions import HistoryEvent
from functions.shapes.operator.visits import SeenState, VisitStanding, seen_in
from tests.support.each import each

AT = datetime(2026, 9, 1, tzinfo=UTC)


def seen(*events: tuple[str, str | None]) -> SeenState:
    """(kind, item) of one state."""
    history = [
        HistoryEvent(number, AT + timedelta(minutes=number), kind, "Send", item, data={"number": number})
        for number, (kind, item) in enumerate(events, start=1)
    ]
    return seen_in(history)["Send"]


@each(
    "kinds, running, standing",
    [
        ((), True, "not_entered"),
        (("TaskStateEntered", "TaskScheduled"), True, "running"),
        (("TaskStateEntered", "TaskScheduled", "TaskFailed"), True, "retrying"),
        (("TaskStateEntered", "TaskScheduled", "TaskFailed", "TaskScheduled"), True, "running"),
        (("TaskStateEntered", "TaskScheduled", "TaskSucceeded", "TaskStateExited"), True, "succeeded"),
        (("TaskStateEntered", "TaskScheduled", "TaskTimedOut", "TaskStateExited"), True, "caught"),
        (("TaskStateEntered", "TaskScheduled", "TaskFailed"), False, "failed"),
        (("TaskStateEntered", "TaskScheduled"), False, "aborted"),
        (("TaskStateEntered", "TaskScheduled", "TaskStateAborted"), False, "aborted"),
        (("TaskStateEntered", "TaskScheduled", "TaskStateAborted"), True, "aborted"),
        (("TaskStateEntered", "TaskStateAborted", "TaskStateEntered"), True, "running"),
        (("TaskStateEntered", "TaskFailed", "TaskStateExited", "TaskStateEntered"), True, "running"),
    ],
)
def test_a_state_stands_as_its_last_visit_does(
    kinds: tuple[str, ...], running: bool, standing: VisitStanding
) -> None:
    assert seen(*((kind, None) for kind in kinds)).standing(None, running=running) == standing


def test_of_several_items_the_worst_is_told_first_and_each_by_itself() -> None:
    found = seen(
        ("TaskStateEntered", "identity_card"),
        ("TaskStateEntered", "driving_licence"),
        ("TaskFailed", "driving_licence"),
        ("TaskSucceeded", "identity_card"),
        ("TaskStateExited", "identity_card"),
    )

    assert found.standing(None, running=True) == "retrying"
    assert found.standing("identity_card", running=True) == "succeeded"
    assert found.standing("passport", running=True) == "not_entered"
    assert found.latest == "driving_licence"


def test_a_state_that_is_no_items_stands_the_same_whichever_item_is_looked_at() -> None:
    """Step Functions names an item only on some of the events of such a state."""
    found = seen(
        ("TaskStateEntered", None), ("TaskScheduled", "service_check"), ("TaskFailed", "service_check")
    )

    assert (found.each, found.latest) == ({}, None)
    assert found.standing(None, running=True) == found.standing("identity_card", running=True) == "retrying"


def test_tries_after_the_first_are_retries() -> None:
    found = seen(
        *((kind, None) for kind in ("TaskStateEntered", "TaskScheduled", "TaskFailed", "TaskScheduled"))
    )

    assert (found.whole.tries, found.whole.retried, found.whole.error) == (2, 1, "TaskFailed")


def test_what_a_visit_began_and_ended_with_is_the_last_ones() -> None:
    found = seen(("TaskStateEntered", None), ("TaskStateExited", None), ("TaskStateEntered", None)).whole

    assert (found.given, found.result, found.exited_at) == ({"number": 3}, None, None)
    assert (found.first_at, found.entered_at) == (AT + timedelta(minutes=1), AT + timedelta(minutes=3))


def test_a_map_counts_its_rounds_and_none_of_them_is_a_visit() -> None:
    found = seen(
        ("MapStateEntered", None),
        ("MapIterationStarted", None),
        ("MapIterationStarted", None),
        ("MapIterationSucceeded", None),
        ("MapIterationFailed", None),
    )

    assert (found.rounds.started, found.rounds.succeeded, found.rounds.failed) == (2, 1, 1)
    assert found.standing(None, running=True) == "running"


def step(id: int, before: int, kind: str, **details: Any) -> dict[str, Any]:
    return {"id": id, "previousEventId": before, "type": kind, "timestamp": AT, "anyEventDetails": details}


def test_the_service_check_goes_around_on_step_functions_as_on_the_runner() -> None:
    """The item stands in what its Lambda is given, and every later event of the branch comes after that one."""
    given = '{"Payload": {"item": "service_check", "token": "t"}}'
    history = [
        step(1, 0, "ExecutionStarted"),
        step(2, 1, "TaskStateEntered", name="VerifyService", input="{}"),
        step(3, 2, "TaskScheduled", parameters=given),
        step(4, 3, "TaskTimedOut", error="States.Timeout"),
        step(5, 4, "TaskStateExited", name="VerifyService", output="{}"),
        step(6, 5, "TaskStateEntered", name="EscalateServiceCheck", input="{}"),
        step(7, 6, "TaskStateExited", name="EscalateServiceCheck", output="{}"),
        step(8, 7, "TaskStateEntered", name="VerifyService", input="{}"),
        step(9, 8, "TaskScheduled", parameters=given),
    ]

    found = seen_in(read_history(history))

    check, escalate = found["VerifyService"], found["EscalateServiceCheck"]
    assert (check.whole.entered, check.each, check.standing("identity_card", running=True)) == (
        2,
        {},
        "running",
    )
    assert (escalate.each, escalate.standing(None, running=True)) == ({}, "succeeded")
