from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest

from functions.domain.errors import DepartmentUnavailable
from functions.domain.office.circuit import ENOUGH, FIRST_PAUSE
from functions.usecases.office.circuits import through_circuit
from functions.usecases.upkeep.sweep import sweep
from tests.support.api_incident import GRANTED, REASON, REFUSED, Room
from tests.support.each import each
from tests.support.grounds import GROUNDS

UNKNOWN = "00000000-0000-4000-8000-00000000ffff"


@pytest.fixture
def room() -> Room:
    """For tests that only read."""
    return Room()


READS = ["/v1/operator/incidents", "/v1/operator/incidents/groups", "/v1/operator/summary"]


@each("who", ["soldier", "clerk", "staff"])
def test_only_operators_see_and_resolve_incidents(who: str) -> None:
    room = Room()

    answers = [
        *(room.get(path, who) for path in (*READS, room.incident)),
        room.resolve("retry", who),
        room.post(f"/v1/operator/cases/{room.case_id}/runs", {"reason": REASON}, who),
    ]

    assert {(answer.status, answer.code) for answer in answers} == {(403, "forbidden")}


def test_what_needs_an_operator_is_listed_in_plain_chinese() -> None:
    room = Room()

    answer = room.get("/v1/operator/incidents?attention=incident&error=DepartmentRefusedPayload&city=440100")

    (entry,) = answer.json["entries"]
    assert entry["id"] == f"{room.case_id}.discharge_report"
    assert (entry["state"], entry["error"]) == ("Dispatch", "DepartmentRefusedPayload")
    assert (entry["attention_text"], entry["department_text"]) == ("异常待处理", "退役军人事务")
    assert (entry["item_name"], entry["city_name"]) == ("退役报到", "广州市")
    assert answer.json["cursor"] is None
    assert room.get("/v1/operator/incidents?department=public_security").json["entries"] == []
    assert room.get("/v1/operator/incidents", "far-operator").json["entries"] == []


def test_groups_tell_count_oldest_and_departments() -> None:
    room = Room()

    answer = room.get("/v1/operator/incidents/groups")

    (group,) = answer.json["groups"]
    assert (group["count"], group["departments"]) == (1, ["veterans_affairs"])
    assert answer.json["partial"] is False


@each(
    "query", ["attention=all", "city=440106", "city=110000", "department=x", "error=%27", "state=", "sort=1"]
)
@each("path", READS[:2])
def test_a_wrong_filter_is_refused(room: Room, path: str, query: str) -> None:
    answer = room.get(f"{path}?{query}")

    assert (answer.status, answer.code) == (422, "unknown-filter")


def test_a_wrong_cursor_is_refused() -> None:
    assert Room().get("/v1/operator/incidents?cursor=x").code == "bad-cursor"


def test_a_retried_item_is_shown_with_what_was_done() -> None:
    room = Room()

    answer = room.resolve("retry")

    assert (answer.status, answer.json["status"], answer.json["attention"]) == (200, "ready", "sending")
    (done,) = answer.json["acts"]
    assert (done["kind"], done["by"], done["reason"]) == ("retried", "operator", REASON)
    assert (done["before"]["status"], done["after"]["status"]) == ("incident", "ready")
    assert "不在本次请求中发送" in answer.json["next_steps"]
    assert "“尚未送达部门”" in answer.json["next_steps"]
    assert room.get(room.incident).json == answer.json
    assert room.resolve("retry").json == answer.json


@pytest.mark.slow
@each(
    "action, fields, expected",
    [
        ("settle", {"decision": GRANTED}, ("done", "granted")),
        ("settle", {"decision": REFUSED}, ("done", "refused")),
        (
            "settle",
            {"decision": {"outcome": "not_accepted", "reason": "不属于本部门", **GROUNDS}},
            ("done", "not_accepted"),
        ),
        ("abandon", {}, ("done", "withdrawn")),
        ("reroute", {"office": "worklist"}, ("ready", None)),
        ("reroute", {"office": "veterans_affairs-440300"}, ("ready", None)),
    ],
)
def test_every_act_leads_to_its_state(action: str, fields: dict[str, Any], expected: tuple[str, Any]) -> None:
    room = Room()

    answer = room.resolve(action, **fields)

    assert (answer.status, answer.json["status"], answer.json["outcome"]) == (200, *expected)


@pytest.mark.parametrize("fields", [{"action": "retry"}, {"action": "reroute", "office": "worklist"}])
def test_no_office_is_called_in_an_operators_own_request(fields: dict[str, Any]) -> None:
    room = Room()
    room.resolve("retry", key="key-0000")
    room.world.dispatched(room.case_id, "discharge_report", token="again")
    called = len(room.world.gateway.sent)

    answer = room.resolve(**fields)
    listed = room.get("/v1/operator/incidents?attention=sending").json["entries"]

    assert (answer.status, answer.json["status"], answer.json["sent_round"]) == (200, "ready", 0)
    assert len(room.world.gateway.sent) == called
    assert [one["id"] for one in listed] == [answer.json["id"]]


def test_an_applicant_is_told_that_an_item_was_abandoned_and_why() -> None:
    room = Room()

    room.resolve("abandon")

    item = room.world.item(room.case_id, "discharge_report")
    assert item.reason == f"运行管理员终止办理：{REASON}"
    events = room.get(f"/v1/cases/{room.case_id}/events?limit=100").json["entries"]
    assert "运行管理员终止办理该事项，理由见该事项。" in [event["text"] for event in events]


def test_of_two_operators_the_second_is_told_that_the_state_has_changed() -> None:
    room = Room()

    first = room.resolve("settle", decision=GRANTED)
    second = room.resolve("abandon", "second-operator")

    assert first.status == 200
    assert (second.status, second.code) == (409, "act-out-of-place")


def test_a_used_key_with_another_body_is_refused() -> None:
    room = Room()
    room.resolve("retry")

    answer = room.resolve("abandon")

    assert (answer.status, answer.code) == (422, "idempotency-key-reused")


def test_an_outcome_is_overridden_by_two_operators() -> None:
    room = Room()
    room.resolve("settle", decision=REFUSED)

    proposed = room.resolve("override", key="key-0002", decision=GRANTED)
    alone = room.resolve("override", key="key-0003", decision=GRANTED)
    confirmed = room.resolve("override", "second-operator", decision=GRANTED)

    assert (proposed.json["outcome"], proposed.json["override"]["outcome"]) == ("refused", "granted")
    assert "另一名运行管理员" in proposed.json["next_steps"]
    assert (alone.status, alone.code) == (409, "second-operator-needed")
    assert (confirmed.json["outcome"], confirmed.json["override"]) == ("granted", None)
    (last,) = [done for done in confirmed.json["acts"] if done["kind"] == "overridden"]
    assert (last["before"]["outcome"], last["after"]["outcome"]) == ("refused", "granted")
    assert last["decision"]["result"]["number"] == "粤-0001"


@pytest.mark.parametrize("case_id", [UNKNOWN, None])
def test_another_regions_item_does_not_exist(case_id: str | None) -> None:
    room = Room()
    path = f"/v1/operator/incidents/{case_id or room.case_id}.discharge_report"
    body = {"action": "retry", "reason": REASON}

    answers = [
        room.get(path, "far-operator"),
        room.post(f"{path}/resolution", body, "far-operator"),
        room.post(f"/v1/operator/cases/{case_id or room.case_id}/runs", {"reason": REASON}, "far-operator"),
    ]

    assert {(answer.status, answer.code) for answer in answers} == {(404, "case-not-found")}


@each(
    "name", ["x", "..", f"{UNKNOWN}", f"{UNKNOWN}.", f"{UNKNOWN}.No", f"{UNKNOWN}.a%2Fb", f"x{UNKNOWN}.ab_cd"]
)
def test_an_incident_that_cannot_be_is_not_found(name: str) -> None:
    answer = Room().post(f"/v1/operator/incidents/{name}/resolution", {"action": "retry", "reason": REASON})

    assert answer.status == 404


HOSTILE: dict[str, tuple[Any, int]] = {
    "no reason": ({"action": "retry"}, 422),
    "short reason": ({"action": "retry", "reason": " 好 "}, 422),
    "long reason": ({"action": "retry", "reason": "长" * 501}, 422),
    "no action": ({"reason": REASON}, 422),
    "unknown action": ({"action": "delete", "reason": REASON}, 422),
    "unknown field": ({"action": "retry", "reason": REASON, "by": "root"}, 422),
    "no decision": ({"action": "settle", "reason": REASON}, 422),
    "granted without a result": (
        {"action": "settle", "reason": REASON, "decision": {"outcome": "granted"}},
        422,
    ),
    "an outcome not an operator's": (
        {"action": "settle", "reason": REASON, "decision": {"outcome": "blocked"}},
        422,
    ),
    "refused without grounds": (
        {"action": "settle", "reason": REASON, "decision": {"outcome": "refused"}},
        422,
    ),
    "no office": ({"action": "reroute", "reason": REASON}, 422),
    "office is a path": ({"action": "reroute", "reason": REASON, "office": "../etc"}, 422),
    "unknown office": ({"action": "reroute", "reason": REASON, "office": "nowhere"}, 422),
    "a list": ([1], 422),
    "null": (None, 422),
    "no json": (b"{", 400),
    "surrogate": (b'{"action": "retry", "reason": "\\ud800\\ud800"}', 400),
    "deep": (b'{"action":' + b"[" * 9999, 400),
}


@pytest.mark.slow
@each("name", HOSTILE)
def test_a_hostile_resolution_changes_nothing(name: str) -> None:
    room = Room()
    body, status = HOSTILE[name]
    before = room.world.item(room.case_id, "discharge_report")

    answer = room.post(f"{room.incident}/resolution", body)

    assert answer.status == status
    assert room.world.item(room.case_id, "discharge_report") == before


def test_a_resolution_needs_a_key() -> None:
    room = Room()

    answer = room.post(f"{room.incident}/resolution", {"action": "retry", "reason": REASON}, key="x")

    assert answer.code == "idempotency-key-missing"


def test_a_case_is_continued_in_its_next_run_once_a_key() -> None:
    room = Room()
    path = f"/v1/operator/cases/{room.case_id}/runs"

    answers = [room.post(path, {"reason": REASON}) for _ in range(2)]

    assert [(answer.status, answer.json["run"]) for answer in answers] == [(200, 2), (200, 2)]
    assert room.post(path, {}, key="key-0002").code == "invalid-body"


def test_the_summary_tells_what_is_open_and_the_last_sweeps_figures() -> None:
    room = Room()
    before = room.get("/v1/operator/summary").json
    sweep(room.world.deps)

    after = room.get("/v1/operator/summary").json

    (place,) = after["places"]
    assert (place["department"], place["city_name"]) == ("veterans_affairs", "广州市")
    assert [(tally["attention"], tally["count"]) for tally in place["tallies"]] == [("incident", 1)]
    assert (before["sweep"], before["silent_loss"]) == (None, None)
    assert (after["silent_loss"], after["sweep"]["silent_loss"], after["partial"]) == (0, 0, False)


def test_the_summary_tells_who_does_not_answer_since_when_and_when_it_is_tried_next() -> None:
    room = Room()
    deps = room.world.deps

    def unavailable() -> None:
        raise DepartmentUnavailable

    for _ in range(ENOUGH):
        with suppress(DepartmentUnavailable):
            through_circuit("public_security-4401", unavailable, deps)

    (told,) = room.get("/v1/operator/summary").json["in_trouble"]

    now = deps.clock()
    assert (told["office"], told["failures"], told["error"]) == (
        "public_security-4401",
        ENOUGH,
        "DepartmentUnavailable",
    )
    assert datetime.fromisoformat(told["since"]) == now
    assert datetime.fromisoformat(told["next_try"]) == now + FIRST_PAUSE


@pytest.mark.parametrize("outcome", ["refused", "not_accepted"])
def test_an_operator_cannot_settle_a_refusal_that_tells_no_remedy(outcome: str) -> None:
    room = Room()

    answer = room.resolve("settle", decision={"outcome": outcome, "reason": "条件不符"})

    assert (answer.status, answer.code) == (422, "invalid-body")
    assert "救济途径" in answer.text
    assert "规定" in answer.text


def test_operators_see_what_a_due_time_stands_on() -> None:
    room = Room()

    found = room.get(room.incident).json

    assert (found["due_basis"], found["due_basis_text"]) == (
        "watch",
        "本系统关注期限，非法定；办结时限待核定",
    )
