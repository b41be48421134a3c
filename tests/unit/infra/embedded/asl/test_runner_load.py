"""A definition is refused for anything the runner would not do as Step Functions does."""

from typing import Any

import pytest

from infra.embedded.asl.fields import UnsupportedDefinition
from infra.embedded.asl.load import load
from tests.support.each import each
from tests.support.embedded_case import calls, each_item, machine, two_branches, waits, whole_case


def with_retry(**fields: Any) -> dict[str, Any]:
    return machine(Ask=waits(Retry=[{"ErrorEquals": ["StoreBusy"], **fields}]))


def selected(**selector: Any) -> dict[str, Any]:
    given = each_item(machine(Tell=calls()))
    given["States"]["Each"]["ItemSelector"] = selector
    return given


def payload(**fields: Any) -> dict[str, Any]:
    return machine(Ask=waits(Parameters={"FunctionName": "ask", "Payload": fields}))


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown type": (machine(Choose={"Type": "Choice", "Choices": []}), "state Choose, field Type"),
    "an unknown field": (machine(Ask=waits(HeartbeatSeconds=60)), "state Ask, field HeartbeatSeconds"),
    "a field of the machine": ({**machine(Ask=waits()), "QueryLanguage": "JSONata"}, "field QueryLanguage"),
    "a missing start": ({"StartAt": "Nowhere", "States": {}}, "field StartAt: there is no state Nowhere"),
    "a missing successor": (machine(Ask=waits(Next="Nowhere")), "state Ask, field Next"),
    "a missing catch": (
        machine(Ask=waits(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "Nowhere"}])),
        "state Ask, field Next",
    ),
    "neither end nor next": (machine(Ask={**waits(), "End": False}), "state Ask, field End"),
    "another service": (machine(Put=calls("arn:aws:states:::dynamodb:putItem")), "state Put, field Resource"),
    "a plain invoke": (machine(Put=calls("arn:aws:states:::lambda:invoke")), "state Put, field Resource"),
    "a result selector": (machine(Tell=calls(ResultSelector={})), "field ResultSelector"),
    "an intrinsic": (payload(**{"id.$": "States.UUID()"}), "field Parameters.Payload: path States.UUID"),
    "an index": (payload(**{"id.$": "$.items[0]"}), r"path \$.items\[0\] is not interpreted"),
    "a context object": (payload(**{"id.$": "$$.Execution.Name"}), "Execution.Name is not interpreted"),
    "a token in a map": (selected(**{"t.$": "$$.Task.Token"}), "state Each, field ItemSelector"),
    "a list in a payload": (payload(ids=["a"]), "the value of ids is not interpreted"),
    "a call beside the payload": (
        machine(Ask=waits(Parameters={"FunctionName": "ask", "Payload": {}, "Qualifier": "live"})),
        "field Parameters.Qualifier",
    ),
    "a jitter": (with_retry(JitterStrategy="HALF"), r"field Retry\[0\].JitterStrategy"),
    "a rate below one": (with_retry(BackoffRate=0.5), r"field Retry\[0\].BackoffRate"),
    "half an attempt": (with_retry(MaxAttempts=1.5), r"field Retry\[0\].MaxAttempts"),
    "an unknown retry field": (with_retry(Delay=1), r"field Retry\[0\].Delay"),
    "no error names": (machine(Ask=waits(Retry=[{"ErrorEquals": []}])), r"field Retry\[0\].ErrorEquals"),
    "no time at all": (machine(Ask=waits(TimeoutSeconds=0)), "field TimeoutSeconds"),
    "a distributed map": (each_item({"ProcessorConfig": {"Mode": "DISTRIBUTED"}}), "ProcessorConfig"),
    "no object": (
        {"StartAt": "Ask", "States": {"Ask": "Task"}},
        "state Ask, field .whole.: an object is expected",
    ),
}


@each("given, told", REFUSED.values(), ids=REFUSED)
def test_what_is_not_interpreted_is_refused_by_state_and_field(given: dict[str, Any], told: str) -> None:
    with pytest.raises(UnsupportedDefinition, match=told):
        load(given)


def test_results_of_branches_are_not_gathered_and_must_be_discarded() -> None:
    given = two_branches()
    del given["States"]["Both"]["ResultPath"]

    with pytest.raises(UnsupportedDefinition, match="state Both, field ResultPath"):
        load(given)


def test_a_lambda_is_known_by_its_name_or_its_arn() -> None:
    arn = "arn:aws-cn:lambda:cn-north-1:123456789012:function:tell"

    loaded = load(machine(Tell=calls("tell", Next="Again"), Again=calls(arn)))

    assert {state.function for state in loaded.states.values() if hasattr(state, "function")} == {"tell"}


def test_the_whole_case_is_interpreted() -> None:
    assert load(whole_case()).start == "Departments"
