from functions.drawing.machine import every_state, flow_of
from functions.pages.operator.words_executions import (
    bare,
    department_of_state,
    kind_words,
    lasting,
    state_words,
    why_not_words,
)
from infra.definition import joined
from tests.support.each import each

# What the real engines write.
KINDS = [
    *(
        f"{kind}State{what}"
        for kind in ("Task", "Map", "Parallel")
        for what in ("Entered", "Exited", "Aborted")
    ),
    *(f"Task{what}" for what in ("Scheduled", "Started", "Submitted", "Succeeded", "Failed", "TimedOut")),
    *(f"LambdaFunction{what}" for what in ("Scheduled", "Started", "Succeeded", "Failed", "TimedOut")),
    *(f"MapIteration{what}" for what in ("Started", "Succeeded", "Failed", "Aborted")),
    *(f"Execution{what}" for what in ("Started", "Succeeded", "Failed", "TimedOut", "Aborted", "Redriven")),
]


def test_every_state_of_the_machine_has_chinese_words() -> None:
    for state in every_state(flow_of(joined())):
        title, text = state_words(state.name)
        assert title != state.name
        assert text


@each("kind", KINDS)
def test_every_kind_of_event_has_chinese_words(kind: str) -> None:
    assert kind_words(kind) != kind


def test_what_has_no_words_keeps_its_own_name() -> None:
    assert state_words("Sideways") == ("Sideways", "")
    assert kind_words("SomethingElse") == "SomethingElse"


def test_a_state_tells_the_department_that_it_belongs_to() -> None:
    assert bare("DispatchPublicSecurity") == "Dispatch"
    assert department_of_state("DispatchPublicSecurity") == "公安"
    assert department_of_state("CloseCase") == ""


@each(
    "seconds, words",
    [(0.2, "不到 1 秒"), (62, "1 分 2 秒"), (3600, "1 小时"), (273_600, "3 天 4 小时"), (86_405, "1 天")],
)
def test_a_time_is_told_by_its_two_largest_parts(seconds: float, words: str) -> None:
    assert lasting(seconds) == words


def test_a_reason_of_the_engine_that_nobody_knows_is_told_as_it_is() -> None:
    assert why_not_words("Something new") == "（Step Functions 原文：Something new）"
    assert why_not_words(None) == "Step Functions 没有说明原因。"
