import json
from typing import Any

from functions.domain.errors import StoreBusy
from functions.domain.operator.run_data import COVERED, shown_cause, shown_data
from tests.support.each import each

ID = "00000000-0000-4000-8000-000000000001"


def test_ids_codes_moments_and_seconds_are_shown() -> None:
    data = {
        "case_id": ID,
        "run": 2,
        "item": "identity_card",
        "wait": {"seconds": 15_552_000},
        "plan": {"veterans_affairs": [{"item": "discharge_report", "seconds": 60}]},
        "error": {"Error": "States.Timeout", "Cause": ""},
        "at": "2026-11-28T09:00:00+08:00",
        "done": None,
        "late": False,
    }

    assert shown_data(data) == data


@each("value", ["测试甲", "44010619900101123X", "440106199001011234", "13800138000", 13800138000, "a b"])
def test_whatever_is_no_id_of_ours_is_covered(value: Any) -> None:
    assert shown_data({"field": [value]}) == {"field": [COVERED]}


@each("key", ["token", "TaskToken", "task_token"])
def test_a_token_is_covered_whatever_it_looks_like(key: str) -> None:
    assert shown_data({"given": {key: "AQAB"}}) == {"given": {key: COVERED}}


def test_a_field_that_is_named_after_a_person_is_covered() -> None:
    assert shown_data({"测试甲": 1}) == {COVERED: 1}


def test_a_cause_inside_data_is_told_as_any_cause() -> None:
    cause = json.dumps({"errorType": "KeyError", "errorMessage": "测试甲"})

    assert shown_data({"Error": "KeyError", "Cause": cause})["Cause"] == "KeyError"


def test_our_own_words_are_told_and_numbers_in_them_covered() -> None:
    assert shown_cause("事项异常") == "事项异常"
    assert "13800138000" not in shown_cause("电话 13800138000")


def test_what_the_runtime_says_is_told() -> None:
    cause = json.dumps(
        {"errorType": "Sandbox.Timedout", "errorMessage": "Task timed out after 30.00 seconds"}
    )

    assert shown_cause(cause) == "Sandbox.Timedout: Task timed out after 30.00 seconds"


def test_of_an_error_of_ours_its_class_says_what_it_means() -> None:
    cause = json.dumps({"errorType": StoreBusy.__name__, "errorMessage": "测试甲"})

    assert shown_cause(cause) == StoreBusy.detail
