"""The guide from its first question to its last, and what operators set, on a running machine over real HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.support.guide_answers import CONSCRIPT, OFFICER, SERGEANT, Answers
from tests.support.machine import SAMPLE, Document, Machine, until
from tests.support.offices_http import http_office
from tests.support.over_http import over_http

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.together("settings")]

ROUTES, ROLLOUT = "/v1/operator/routes", "/v1/operator/rollout"
WAY = "请到公安机关办证窗口办理。"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    made = Machine(Path(tmp_path_factory.mktemp("settings")))
    made.start()
    yield made
    made.stop()


def ask(machine: Machine, answers: Answers) -> Document:
    said = over_http(
        "POST",
        f"{machine.client.server}/v1/guide/assessment",
        json={"answers": dict(answers)},
        headers={"Connection": "close"},
    )
    assert said.status == 200
    document: Document = said.json()
    return document


def put(machine: Machine, path: str, read: str, body: Any) -> urllib3.BaseHTTPResponse:
    etag = machine.get(read).headers["ETag"]
    headers = {
        "Authorization": f"Bearer {machine.token('operator')}",
        "Connection": "close",
        "Content-Type": "application/json",
        "If-Match": etag,
    }
    return over_http("PUT", f"{machine.client.server}{path}", headers=headers, body=json.dumps(body))


@pytest.mark.parametrize(("person", "questions"), [(CONSCRIPT, 16), (SERGEANT, 14), (OFFICER, 18)])
def test_a_stranger_is_asked_only_what_decides_something_and_told_everything(
    machine: Machine, person: Answers, questions: int
) -> None:
    said: dict[str, Any] = {}

    while asked := ask(machine, said)["next_questions"]:
        said[asked[0]["code"]] = person[asked[0]["code"]]

    told = ask(machine, said)
    assert len(said) == questions
    assert {item["verdict"] for item in told["items"]} <= {"applies", "does_not_apply"}
    assert told["bundle"]["working_days"] < told["bundle"]["sum_working_days"]
    assert told["items"][0]["office"] == "退役军人事务部门（沙箱）"


def test_a_route_that_is_set_serves_the_next_dispatch_without_a_restart(machine: Machine) -> None:
    with http_office() as office:
        route = {"name": "天河区人民武装部", "endpoint": office.endpoint}
        change = {"department": "mobilization", "region": "440106", "route": route, "reason": "系统上线"}
        answer = put(machine, ROUTES, f"{ROUTES}?department=mobilization&region=440106", change)

        machine.submit()

        assert answer.status == 200
        until(lambda: bool(office.received), seconds=10)
        assert json.loads(office.received[0][1])["item"] == "service_check"
        taken_back = {**change, "route": None, "reason": "恢复"}
        assert (
            put(machine, ROUTES, f"{ROUTES}?department=mobilization&region=440106", taken_back).status == 200
        )


def test_what_is_off_in_a_city_is_told_and_refused_there(machine: Machine) -> None:
    entry = {
        "items": ["identity_card"],
        "channels": ["yue_sheng_shi", "government_portal"],
        "stage": "off",
        "since": "2026-01-01",
        "way": WAY,
    }
    off = {"city": "440100", "entries": [entry], "reason": "分批上线"}
    changed = put(machine, ROLLOUT, f"{ROLLOUT}?city=440100", off)

    refused = machine.post("/v1/cases", SAMPLE).json()
    (item,) = (one for one in ask(machine, CONSCRIPT)["items"] if one["code"] == "identity_card")

    assert changed.status == 200
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("item-not-offered", "/items/4")
    assert [(one["open"], one["way"]) for one in item["channels"]] == [
        ("no", WAY),
        ("no", WAY),
        ("yes", None),
    ]
    assert put(machine, ROLLOUT, f"{ROLLOUT}?city=440100", {**off, "entries": []}).status == 200
    assert machine.post("/v1/cases", SAMPLE).status == 202
