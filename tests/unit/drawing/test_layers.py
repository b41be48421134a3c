from typing import Any

from functions.drawing.layers import Passing, depths, layered
from functions.drawing.machine import Flow, flow_of


def flow(**states: dict[str, Any]) -> Flow:
    return flow_of(
        {
            "StartAt": next(iter(states)),
            "States": {name: {"Type": "Task", **given} for name, given in states.items()},
        }
    )


def catch(*targets: str) -> dict[str, Any]:
    return {"Catch": [{"ErrorEquals": ["States.ALL"], "Next": target} for target in targets]}


def test_the_main_way_goes_down_by_its_longest_path() -> None:
    machine = flow(
        First={"Type": "Choice", "Choices": [{"Next": "Last"}], "Default": "Second"},
        Second={"Next": "Last"},
        Last={"End": True},
    )

    assert depths(machine) == {"First": 0, "Second": 1, "Last": 2}


def test_what_only_a_catch_leads_to_stands_below_all_that_lead_to_it() -> None:
    machine = flow(
        Await={"Next": "Send", **catch("Operator")},
        Send={"End": True, **catch("Escalate", "Operator")},
        Escalate={"Next": "Send"},
        Operator={"Next": "Await", **catch("Escalate")},
    )

    assert depths(machine) == {"Await": 0, "Send": 1, "Escalate": 2, "Operator": 2}


def test_a_handler_of_a_handler_stands_below_it() -> None:
    machine = flow(
        Send={"End": True, **catch("Mend")}, Mend={"Next": "Send", **catch("Call")}, Call={"End": True}
    )

    assert depths(machine) == {"Send": 0, "Mend": 1, "Call": 2}


def test_a_state_that_nothing_leads_to_stands_on_top() -> None:
    assert depths(flow(Send={"End": True}, Lost={"End": True}))["Lost"] == 0


def test_an_edge_over_several_rows_passes_each_between_them() -> None:
    machine = flow(
        Await={"Next": "Send", **catch("Operator")},
        Send={"End": True, **catch("Operator")},
        Operator={"Next": "Await"},
    )

    layers = layered(machine)

    passing = [layers.edges[slot.edge] for slot in layers.rows[1] if isinstance(slot, Passing)]
    assert [(edge.source, edge.target, edge.down) for edge in passing] == [
        ("Await", "Operator", 2),
        ("Operator", "Await", -2),
    ]


def test_a_row_is_ordered_by_what_it_hangs_on() -> None:
    machine = flow(
        First={"Type": "Choice", "Choices": [{"Next": "Left"}], "Default": "Right"},
        Left={"Next": "LeftEnd"},
        Right={"Next": "RightEnd"},
        RightEnd={"End": True},
        LeftEnd={"End": True},
    )

    assert layered(machine).rows[2] == ("LeftEnd", "RightEnd")


def test_a_circle_comes_to_an_end() -> None:
    assert depths(flow(One={"Next": "Two"}, Two={"Next": "One"})) == {"One": 0, "Two": 1}
