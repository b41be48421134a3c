import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from functions.lambda_names import OF_THE_MACHINE
from infra.definition import STATEMACHINE_FOLDER, UnfilledPlaceholder, definition, joined
from schemas.codes import Department

BRANCHES = ("VeteransAffairs", "PublicSecurity", "HumanResources", "HealthcareSecurity", "Mobilization")


def every_function(value: str) -> dict[str, str]:
    return dict.fromkeys(OF_THE_MACHINE, value) | {"partition": "aws"}


def test_the_lambdas_are_named_in_the_order_of_the_flow() -> None:
    assert OF_THE_MACHINE == (
        "verify_service",
        "await_prerequisites",
        "dispatch_veterans_affairs",
        "dispatch_public_security",
        "dispatch_human_resources",
        "dispatch_healthcare_security",
        "dispatch_mobilization",
        "escalate",
        "await_correction",
        "await_operator",
        "close_case",
    )


def test_every_department_has_its_branch_its_list_and_its_own_lambda() -> None:
    branches = joined()["States"]["Departments"]["Branches"][1:]

    found = []
    for branch in branches:
        (name,) = branch["States"]
        state = branch["States"][name]
        dispatch = state["ItemProcessor"]["States"][f"Dispatch{name}"]["Parameters"]["FunctionName"]
        found.append((name, state["ItemsPath"], dispatch))

    assert found == [
        (name, f"$.plan.{department}", f"${{dispatch_{department}}}")
        for name, department in zip(BRANCHES, Department, strict=True)
    ]


def test_the_names_of_one_items_states_end_in_their_branch_wherever_they_are_named() -> None:
    flow = joined()["States"]["Departments"]["Branches"][2]["States"]["PublicSecurity"]["ItemProcessor"]

    named = re.findall(r'"(?:StartAt|Next)": "(\w+)"', json.dumps(flow))

    assert set(named) == set(flow["States"])
    assert all(name.endswith("PublicSecurity") for name in named)


def test_placeholders_stay_until_they_are_filled() -> None:
    assert "${partition}" in json.dumps(joined())
    assert "${" not in json.dumps(definition(every_function("arn")))


def test_a_value_may_itself_be_a_placeholder_of_cloudformation() -> None:
    filled = definition(every_function("${CloseCase.Arn}"))

    assert filled["States"]["CloseCase"]["Resource"] == "${CloseCase.Arn}"


def test_an_unfilled_placeholder_is_refused_by_name() -> None:
    given = every_function("arn")
    del given["escalate"], given["partition"]

    with pytest.raises(UnfilledPlaceholder, match="escalate, partition"):
        definition(given)


def test_every_task_retries_what_is_nobodys_fault_by_one_list() -> None:
    retry = json.loads((STATEMACHINE_FOLDER / "retry.json").read_text("utf-8"))

    lists = list(_retries(joined()))

    assert len(lists) == 5 + 5 * len(Department)
    assert all(entries.count(retry) == 1 for entries in lists)


def _retries(node: Any) -> Iterator[list[Any]]:
    if isinstance(node, dict):
        yield from (node["Retry"],) if "Retry" in node else ()
        node = list(node.values())
    if isinstance(node, list):
        for entry in node:
            yield from _retries(entry)
