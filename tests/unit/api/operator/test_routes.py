from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.item import SERVICE_CHECK, Wait
from functions.domain.case.parts import Incident, Trouble
from functions.ports.executions import HistoryEvent
from functions.ports.page import Page
from functions.web.problems import RETRY_AFTER_SECONDS
from tests.support.api_case import CASE, TOKEN, change_item, get, open_case, submit
from tests.support.api_deps import Engine, house
from tests.support.client import Api
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.fakes.executions import SilentEngine


def test_our_own_bound_of_supervision_is_no_date_for_the_applicant_but_one_for_the_operator() -> None:
    api, deps, _ = open_case()
    due = START + timedelta(days=20)
    change_item(deps, "household_registration", due_at=due, limit=None)

    def item(path: str, who: str) -> dict[str, Any]:
        entries: list[dict[str, Any]] = get(api, path, who).json["items"]
        return next(entry for entry in entries if entry["code"] == "household_registration")

    mine = item(f"/v1/cases/{CASE}", "soldier")
    theirs = item(f"/v1/operator/cases/{CASE}", "operator")
    assert (mine["due_at"], mine["due_text"]) == (None, "办理期限待核定。")
    assert theirs["watch_until"] == "2026-12-14T01:00:00Z"


@each("path", ["", "/executions", "/executions/1"])
def test_an_operator_of_another_region_sees_no_case_and_an_applicant_no_operators_page(path: str) -> None:
    api, _, _ = open_case()

    elsewhere = get(api, f"/v1/operator/cases/{CASE}{path}", "far-operator")
    applicant = get(api, f"/v1/operator/cases/{CASE}{path}", "soldier")

    assert (elsewhere.status, elsewhere.code) == (404, "case-not-found")
    assert (applicant.status, applicant.code) == (403, "forbidden")


def test_an_operator_finds_a_case_by_its_number_and_its_place() -> None:
    api, _, reference = open_case()

    def found(query: str) -> int:
        return len(get(api, f"/v1/operator/cases?{query}", "operator").json["entries"])

    assert found(f"reference={reference}") == found("city=440100") == found("county=440106") == 1
    assert (
        found("city=440300") == found("status=closed") == found(f"reference={reference}&status=closed") == 0
    )
    assert (
        found(f"reference={reference.lower()}")
        == found(f"reference=%20{reference[:9]}%20{reference[9:]}")
        == 1
    )
    assert found("item=identity_card") == found("department=public_security&channel=online") == 1
    assert found("since=2026-01-01T00:00:00Z") == found("status=open&item=service_check") == 1
    assert found("channel=window") == found("stuck=silent") == found("since=2099-01-01T00:00:00Z") == 0
    part = get(api, f"/v1/operator/cases?reference={reference[:9]}", "operator")
    assert (part.code, "完整的办件编号" in part.json["errors"][0]["detail"]) == ("unknown-filter", True)
    assert get(api, "/v1/operator/cases?city=110000", "operator").code == "unknown-filter"


@each(
    "who, query, code",
    [
        ("operator", "reference=TY000000000000000", "case-not-found"),
        ("far-operator", "reference={}", "case-not-found"),
        ("far-operator", "reference={}&status=closed", "case-not-found"),
        ("far-operator", "city=440100", "city-not-found"),
        ("far-operator", "county=440106", "city-not-found"),
        ("operator", "city=449900", "city-not-found"),
    ],
)
def test_a_number_or_a_region_that_is_not_theirs_is_told_and_is_no_empty_list(
    who: str, query: str, code: str
) -> None:
    api, _, reference = open_case()

    answer = get(api, f"/v1/operator/cases?{query.format(reference)}", who)

    assert (answer.status, answer.code) == (404, code)
    assert "辖" in answer.json["detail"]


def test_an_operator_sees_the_whole_ledger_but_no_token_and_no_cause() -> None:
    api, deps, _ = open_case()
    change_item(
        deps, SERVICE_CHECK, wait=Wait("VerifyService", TOKEN, 1, START),
        trouble=Trouble("DepartmentUnavailable", START, 3),
        incident=Incident("Dispatch", "DepartmentProblem", "部门报告问题", START),
    )  # fmt: skip

    answer = get(api, f"/v1/operator/cases/{CASE}", "operator")

    check = answer.json["service_check"]
    assert (check["wait"]["state"], len(check["wait"]["token_hash"])) == ("VerifyService", 8)
    assert (check["trouble"]["attempts"], check["incident"]["error"]) == (3, "DepartmentProblem")
    assert check["version"] > 0
    assert [run["run"] for run in answer.json["executions"]] == [1]
    assert TOKEN not in answer.text
    assert "机密" not in answer.text


def test_an_execution_is_shown_as_graph_and_history() -> None:
    api, _, _ = open_case()

    path = f"/v1/operator/cases/{CASE}/executions"
    runs = get(api, path, "operator").json["entries"]
    answer = get(api, f"{path}/1?limit=1", "operator")

    assert [(run["run"], run["status"]) for run in runs] == [(1, "RUNNING")]
    assert {node["name"]: node["status"] for node in answer.json["graph"]} == {
        "VerifyService": "waiting",
        "CloseCase": "not_entered",
    }
    assert answer.json["graph_whole"] is True
    assert [event["kind"] for event in answer.json["history"]["entries"]] == ["ExecutionStarted"]
    rest = get(api, f"{path}/1?cursor={answer.json['history']['cursor']}", "operator").json["history"]
    assert [event["kind"] for event in rest["entries"]] == ["TaskStateEntered"]
    assert "机密" not in answer.text


@pytest.mark.parametrize("run", ["2", "9999"])
def test_a_run_that_never_was_is_not_found(run: str) -> None:
    api, _, _ = open_case()

    assert get(api, f"/v1/operator/cases/{CASE}/executions/{run}", "operator").code == "execution-not-found"


@each("run", ["0", "-1", "x", "1e3", "99999", "%00"])
def test_a_run_that_cannot_be_is_not_found(run: str) -> None:
    api, _, _ = open_case()

    assert get(api, f"/v1/operator/cases/{CASE}/executions/{run}", "operator").status == 404


def test_a_history_too_long_to_draw_says_so() -> None:
    class Endless(Engine):
        def history(self, name: str, *, limit: int, cursor: str | None = None) -> Page[HistoryEvent]:
            return Page((HistoryEvent(1, START, "TaskStateEntered", state="VerifyService"),), "more")

    api = Api(house(engine=Endless()))
    submit(api)

    answer = get(api, f"/v1/operator/cases/{CASE}/executions/1", "operator")

    assert answer.json["graph_whole"] is False
    assert answer.json["graph"][0]["entered"] == 10


def test_an_engine_that_lost_a_run_leaves_the_case_readable() -> None:
    engine = Engine()
    api = Api(house(engine=engine))
    submit(api)

    engine.runs.clear()

    assert get(api, f"/v1/operator/cases/{CASE}", "operator").json["executions"] == []


def test_while_the_engine_does_not_answer_a_case_is_what_the_ledger_knows_and_its_runs_are_asked_for_later() -> (
    None
):
    told, deps, _ = open_case()
    api = Api(replace(deps, executions=SilentEngine()))

    silent, known = (get(one, f"/v1/operator/cases/{CASE}", "operator").json for one in (api, told))
    runs = get(api, f"/v1/operator/cases/{CASE}/executions", "operator")

    assert silent == {**known, "executions": [], "engine_answered": False}
    assert known["engine_answered"] is True
    assert (runs.status, runs.headers["retry-after"]) == (503, RETRY_AFTER_SECONDS)
