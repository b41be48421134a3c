from datetime import UTC, datetime
from typing import Any

from functions.ports.executions import HistoryEvent
from functions.shapes.operator.graph import draw
from schemas.operator.views import NodeView

AT = datetime(2026, 9, 1, tzinfo=UTC)
DEFINITION: dict[str, Any] = {
    "StartAt": "Verify",
    "States": {
        "Verify": {"Type": "Task", "Next": "Both", "Catch": [{"ErrorEquals": ["A", "B"], "Next": "Close"}]},
        "Both": {
            "Type": "Parallel",
            "Next": "Close",
            "Branches": [
                {"States": {"Each": {"Type": "Map", "ItemProcessor": {"States": {
                    "Send": {"Type": "Task", "Comment": "分发", "Next": "Answered"},
                    "Answered": {
                        "Type": "Choice",
                        "Choices": [{"Next": "Send"}, {"Next": "Done"}],
                        "Default": "Done",
                    },
                    "Done": {"Type": "Succeed"},
                }}}}},
                {"States": {"Other": {"Type": "Pass"}}},
            ],
        },
        "Close": {"Type": "Task", "End": True},
    },
}  # fmt: skip


def history(*events: tuple[str, str] | tuple[str, str, str]) -> list[HistoryEvent]:
    return [
        HistoryEvent(
            id=number, at=AT, kind=event[0], state=event[1], item=event[2] if len(event) > 2 else None
        )
        for number, event in enumerate(events, start=1)
    ]


def nodes(events: list[HistoryEvent], *, running: bool = True) -> dict[str, NodeView]:
    return {node.name: node for node in draw(DEFINITION, events, running=running)}


def test_every_state_is_drawn_in_the_definitions_order_with_where_it_stands() -> None:
    drawn = draw(DEFINITION, [], running=True)

    places = [(node.name, node.within, node.branch) for node in drawn]
    assert places == [
        ("Verify", None, None),
        ("Both", None, None),
        ("Each", "Both", 0),
        ("Send", "Each", None),
        ("Answered", "Each", None),
        ("Done", "Each", None),
        ("Other", "Both", 1),
        ("Close", None, None),
    ]
    assert {node.status for node in drawn} == {"not_entered"}


def test_edges_say_why_they_are_taken() -> None:
    drawn = nodes([])

    assert [(edge.to, edge.label) for edge in drawn["Answered"].next] == [
        ("Send", "1"),
        ("Done", "2"),
        ("Done", "default"),
    ]
    assert [(edge.to, edge.label) for edge in drawn["Verify"].catch] == [("Close", "A, B")]
    assert drawn["Send"].text == "分发"


def test_a_state_entered_and_not_left_waits_while_the_run_runs_and_failed_when_it_does_not() -> None:
    entered = history(("TaskStateEntered", "Verify"), ("TaskScheduled", "Verify"))

    assert nodes(entered)["Verify"].status == "waiting"
    assert nodes(entered, running=False)["Verify"].status == "failed"


def test_a_state_left_after_a_retry_succeeded() -> None:
    events = history(
        ("TaskStateEntered", "Verify"),
        ("LambdaFunctionFailed", "Verify"),
        ("TaskScheduled", "Verify"),
        ("TaskSucceeded", "Verify"),
        ("TaskStateExited", "Verify"),
    )

    assert nodes(events)["Verify"].status == "succeeded"


def test_a_state_left_by_its_catch_failed() -> None:
    events = history(
        ("TaskStateEntered", "Verify"), ("TaskTimedOut", "Verify"), ("TaskStateExited", "Verify")
    )

    assert nodes(events)["Verify"].status == "failed"


def test_inside_a_map_every_item_has_its_own_count_and_status() -> None:
    events = history(
        ("TaskStateEntered", "Send", "household_registration"),
        ("TaskStateExited", "Send", "household_registration"),
        ("TaskStateEntered", "Send", "identity_card"),
        ("TaskStateEntered", "Send", "household_registration"),
        ("TaskStateExited", "Send", "household_registration"),
    )

    send = nodes(events)["Send"]

    assert (send.entered, send.status) == (3, "waiting")
    assert [(one.item, one.entered, one.status) for one in send.iterations] == [
        ("household_registration", 2, "succeeded"),
        ("identity_card", 1, "waiting"),
    ]


def test_events_of_no_state_and_of_unknown_states_are_passed_over() -> None:
    started = HistoryEvent(id=1, at=AT, kind="ExecutionStarted")

    drawn = nodes([started, *history(("TaskStateEntered", "Elsewhere"))])

    assert "Elsewhere" not in drawn
    assert {node.status for node in drawn.values()} == {"not_entered"}
