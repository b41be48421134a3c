"""A definition is refused for anything the runner would not do as Step Functions does."""

from typing import Any

import pytest

from infra.embedded.asl.fields import UnsupportedDefinition
from infra.embedded.asl.load import load
from infra.embedded.asl.retry import Retrier
from infra.embedded.asl.states import Task
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


def broken_branch() -> dict[str, Any]:
    given = two_branches()
    del given["States"]["Both"]["Branches"][0]["StartAt"]
    return given


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
    "a truth in place of a rate": (with_retry(BackoffRate=True), r"field Retry\[0\].BackoffRate"),
    "words in place of a rate": (with_retry(BackoffRate="2"), r"field Retry\[0\].BackoffRate"),
    "a truth in place of attempts": (with_retry(MaxAttempts=True), r"field Retry\[0\].MaxAttempts"),
    "no interval": (with_retry(IntervalSeconds=0), r"field Retry\[0\].IntervalSeconds"),
    "no longest delay": (with_retry(MaxDelaySeconds=0), r"field Retry\[0\].MaxDelaySeconds"),
    "error names that are none": (
        machine(Ask=waits(Retry=[{"ErrorEquals": ["StoreBusy", 1]}])),
        r"field Retry\[0\].ErrorEquals",
    ),
    "an unknown catch field": (
        machine(Ask=waits(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "Ask", "Delay": 1}])),
        r"field Catch\[0\].Delay",
    ),
    "no function's name": (machine(Put=calls("")), "state Put, field Resource"),
    "what only looks like a function": (
        machine(Put=calls("x:lambda::function:tell")),
        "state Put, field Resource",
    ),
    "another service's function": (
        machine(Put=calls("arn:aws:states:::x:function:tell")),
        "state Put, field Resource",
    ),
    "no resource": (machine(Put={"Type": "Task", "End": True}), "state Put, field Resource: missing"),
    "a comment that is no text": (machine(Put=calls(Comment=1)), "state Put, field Comment: str is expected"),
    "a branch without a start": (broken_branch(), r"state Both, field Branches\[0\].StartAt: missing"),
    "a map without states": (
        each_item({"StartAt": "Tell"}),
        "state Each, field ItemProcessor.States: missing",
    ),
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


def test_what_a_retry_leaves_out_is_as_the_language_says_and_its_bounds_are_taken() -> None:
    least = {"IntervalSeconds": 1, "BackoffRate": 1.0, "MaxDelaySeconds": 1, "MaxAttempts": 0}
    bounded = with_retry(**least)
    bounded["States"]["Ask"]["TimeoutSeconds"] = 1

    asked, at_least = load(with_retry()).states["Ask"], load(bounded).states["Ask"]

    assert isinstance(asked, Task)
    assert isinstance(at_least, Task)
    assert asked.retriers == (Retrier(("StoreBusy",), 1, 2.0, 366 * 24 * 60 * 60, 3, jitter=False),)
    assert at_least.retriers == (Retrier(("StoreBusy",), 1, 1.0, 1, 0, jitter=False),)
    assert at_least.bound.fixed == 1


def test_the_whole_case_is_interpreted() -> None:
    assert load(whole_case()).start == "Departments"
