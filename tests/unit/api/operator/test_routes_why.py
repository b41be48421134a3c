from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.item import SERVICE_CHECK
from functions.domain.case.parts import Incident
from schemas.codes import ItemStatus
from tests.support.api_case import CASE, PERSONAL, change_item, dispatched_case, get, open_case
from tests.support.client import Api
from tests.support.fakes.clock import START
from tests.support.fakes.executions import SilentEngine


def test_an_operator_reads_of_each_item_for_whom_it_waits_and_what_helps() -> None:
    api, deps, reference = dispatched_case()
    told = Incident("Dispatch", "DepartmentProblem", "原因", START, "字段缺失")
    change_item(deps, SERVICE_CHECK, status=ItemStatus.INCIDENT, incident=told)

    answer = get(api, f"/v1/operator/cases/{CASE}/why", "operator")

    why: dict[str, Any] = answer.json["why"]
    assert (answer.status, answer.json["reference"], answer.json["running"]) == (200, reference, True)
    assert (why["item"], why["code"], why["whom"]) == (SERVICE_CHECK, "office-reported-problem", "operator")
    assert why["said"] == "字段缺失"
    assert why["office"]["name"] in why["text"]
    assert why["acts"][0] == {
        "action": "retry",
        "text": "重新分发",
        "method": "POST",
        "path": f"/v1/operator/incidents/{CASE}.{SERVICE_CHECK}/resolution",
    }
    others = {one["code"] for one in answer.json["items"]} - {"office-reported-problem"}
    assert "service-check-open" in others
    assert not any(value in answer.text for value in PERSONAL)


def test_a_case_is_asked_about_by_its_number_too() -> None:
    api, _, reference = open_case()

    by_id = get(api, f"/v1/operator/cases/{CASE}/why", "operator")
    by_number = get(api, f"/v1/operator/why?reference={reference.lower()}", "operator")

    assert (by_number.status, by_number.json) == (200, by_id.json)


@pytest.mark.parametrize(
    ("who", "status", "code"), [("far-operator", 404, "case-not-found"), ("soldier", 403, "forbidden")]
)
def test_nobody_else_reads_why(who: str, status: int, code: str) -> None:
    api, _, reference = open_case()

    for path in (f"/v1/operator/cases/{CASE}/why", f"/v1/operator/why?reference={reference}"):
        answer = get(api, path, who)
        assert (answer.status, answer.code) == (status, code)


def test_a_run_that_the_engine_lost_is_told() -> None:
    api, deps, _ = dispatched_case()
    deps.executions.stop(f"{CASE}-1")

    answer = get(api, f"/v1/operator/cases/{CASE}/why", "operator").json

    assert (answer["running"], answer["why"]["code"]) == (False, "run-lost")
    assert answer["why"]["acts"][0]["path"] == f"/v1/operator/cases/{CASE}/runs"


def test_while_the_engine_does_not_answer_the_ledger_tells_why_and_nobody_says_that_the_run_is_lost() -> None:
    _, deps, _ = dispatched_case()
    api = Api(replace(deps, executions=SilentEngine()))

    silent = get(api, f"/v1/operator/cases/{CASE}/why", "operator").json
    told = get(Api(deps), f"/v1/operator/cases/{CASE}/why", "operator").json

    assert (silent["engine_answered"], told["engine_answered"]) == (False, True)
    assert silent["running"] is False
    assert silent["why"] == told["why"]
