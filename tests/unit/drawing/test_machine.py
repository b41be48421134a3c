from typing import Any

from functions.drawing.machine import StateExit, every_state, flow_of
from infra.definition import joined

SMALL: dict[str, Any] = {
    "StartAt": "Ask",
    "States": {
        "Ask": {
            "Type": "Task",
            "Retry": [{"ErrorEquals": ["A"], "MaxAttempts": 2}],
            "Catch": [{"ErrorEquals": ["B", "C"], "Next": "Mend"}],
            "Next": "Choose",
        },
        "Choose": {"Type": "Choice", "Choices": [{"Next": "Ask"}, {"Next": "Done"}], "Default": "Done"},
        "Mend": {"Type": "Task", "Next": "Ask", "Retry": [{"ErrorEquals": ["A"], "MaxAttempts": 0}]},
        "Done": {"Type": "Succeed"},
    },
}


def test_exits_tell_why_they_are_taken() -> None:
    states = {state.name: state for state in flow_of(SMALL).states}

    assert states["Ask"].exits == (StateExit("Choose"), StateExit("Mend", "catch", ("B", "C")))
    assert states["Choose"].exits == (
        StateExit("Ask", "choice", choice=1),
        StateExit("Done", "choice", choice=2),
        StateExit("Done", "choice"),
    )


def test_what_is_never_tried_again_has_no_retry() -> None:
    states = {state.name: state for state in flow_of(SMALL).states}

    assert (states["Ask"].retries, states["Mend"].retries, states["Done"].retries) == (True, False, False)


def test_the_whole_machine_is_read_with_its_branches_in_order() -> None:
    flow = flow_of(joined())
    departments = flow.states[0]

    assert [branch.states[0].name for branch in departments.flows] == [
        "VerifyService",
        "VeteransAffairs",
        "PublicSecurity",
        "HumanResources",
        "HealthcareSecurity",
        "Mobilization",
    ]
    assert len(list(every_state(flow))) == 1 + 4 + 5 * 6 + 1
