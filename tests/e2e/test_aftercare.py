"""What follows the handling, over real HTTP: notice, progress, rating and visit, feedback, export."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.console.__main__ import main as lianban
from schemas.national.export import TABLES
from tests.e2e.conftest import Start
from tests.support.machine import Machine, until
from tests.support.over_http import over_http

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.together("aftercare")]

CARD = "identity_card"
STAFF = "public-security"


def inbox(machine: Machine) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = over_http("GET", f"{machine.sandbox}/notices").json()["notices"]
    return found


def post(machine: Machine, path: str, body: object, identity: str) -> Any:
    answer = machine.post(path, json.dumps(body).encode(), identity=identity)
    assert answer.status < 300, answer.data
    return answer.json()


def closed(machine: Machine) -> str:
    case_id = machine.submit()
    until(lambda: machine.is_closed(case_id), seconds=40)
    return case_id


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Machine, str]]:
    """One case, which every office has granted."""
    machine = Machine(tmp_path_factory.mktemp("aftercare"))
    try:
        machine.start()
        yield machine, closed(machine)
    finally:
        machine.stop()


def test_a_straight_case_tells_its_applicant_once_what_is_to_be_fetched_where(
    straight: tuple[Machine, str],
) -> None:
    machine, case_id = straight

    shown = machine.case(case_id)

    assert [(one["template"], one["reference"]) for one in inbox(machine)] == [("done", shown["reference"])]
    assert [(one["template"], one["status"]) for one in shown["notices"]] == [("done", "delivered")]
    assert {todo["kind"] for todo in shown["todo"]} == {"fetch"}
    assert CARD in {todo["item"] for todo in shown["todo"]}
    assert all(item["office"] and item["next_step"] for item in shown["items"])


def test_a_bad_rating_is_called_back_about_and_feedback_is_answered(straight: tuple[Machine, str]) -> None:
    machine, case_id = straight
    visits = "/v1/departments/public_security/visits"

    bad = {"item": CARD, "coded": {"scale": "guangdong_tablet", "code": 1}, "text": "来回三趟"}
    post(machine, f"/v1/cases/{case_id}/ratings", bad, "applicant-1")
    (visit,) = machine.get(visits, identity=STAFF).json()["entries"]
    path = f"/v1/departments/public_security/cases/{case_id}/items/{CARD}/visit"
    post(machine, path, {"reached": True, "done": "已致电说明情况"}, STAFF)
    order = {"city": "440100", "kind": "question", "text": "社保卡什么时候能领"}
    sent = post(machine, "/v1/feedback", order, "applicant-1")
    reply = {"answer": "请携带身份证到网点领取", "close": "已答复"}
    post(machine, f"/v1/operator/feedback/{sent['id']}/replies", reply, "operator")

    mine = machine.get(sent["location"], identity="applicant-1").json()
    assert (visit["level"], visit["text"]) == ("very_dissatisfied", "来回三趟")
    assert machine.get(visits, identity=STAFF).json()["entries"] == []
    assert (mine["status"], mine["answers"][0]["text"]) == ("closed", "请携带身份证到网点领取")
    assert "来回三趟" not in (machine.folder / "server.log").read_text("utf-8")


def test_a_notice_that_is_refused_is_an_operators_who_lets_it_be_sent_again(start: Start) -> None:
    machine = start({"notices": {"refuse_with": 422}})
    case_id = closed(machine)

    (untold,) = machine.get("/v1/operator/incidents?attention=untold").json()["entries"]
    over_http("PUT", f"{machine.sandbox}/script", json={})
    order = {"action": "notify", "reason": "网关已恢复"}
    post(machine, f"/v1/operator/incidents/{untold['id']}/resolution", order, "operator")
    until(lambda: len(inbox(machine)) == 1, seconds=30)
    until(lambda: machine.case(case_id)["notices"][0]["status"] == "delivered", seconds=10)

    assert machine.get("/v1/operator/incidents?attention=untold").json()["entries"] == []


def test_the_national_tables_are_written_once_and_then_only_what_changed(
    straight: tuple[Machine, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine, _ = straight
    out = tmp_path / "export"
    words = [
        "export",
        "--as",
        "operator",
        "--server",
        machine.client.server,
        "--out",
        str(out),
        "--reason",
        "每日汇聚",
        "--limit",
        "1",
    ]

    codes = [lianban(words), lianban(words)]

    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert codes == [0, 0]
    assert (first["rows"]["up_pro_accept"], first["rows"]["up_pro_result"]) == (12, 12)
    assert first["unfit"] == {}
    assert set(second["rows"].values()) == {0}
    accepted = (Path(first["folder"]) / "up_pro_accept.jsonl").read_text("utf-8")
    assert {file.stem for file in Path(first["folder"]).iterdir()} == set(TABLES)
    assert "测试甲" not in accepted
    assert lianban([*words, "--city", "0"]) == 1
