"""待您办理 over HTTP: the clerks' filter, who was told, and who says that it is done."""

import json
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.ports.deps import Deps
from functions.usecases.case.wait import Task
from functions.usecases.office.answer import record_answer
from functions.usecases.office.dispatch import dispatch
from schemas.case.answers import ANSWER
from schemas.codes import Department, Role
from schemas.codes_citizen import TodoKind
from tests.support.api_deps import PEOPLE, Badges, house
from tests.support.client import Answer, Api
from tests.support.fakes.gateway import FakeGateway
from tests.support.fakes.notices import FakeNotices
from tests.support.grounds import GROUNDS
from tests.support.handovers import MOTHER, NAME
from tests.unit.api.intake.test_routes_window import CLERK, SOLDIER, handed_in

STAFF = "Bearer reporting-staff"


class Here(Badges):
    def principal(self, authorization: str | None) -> Principal:
        if authorization == STAFF:
            return Principal("staff-1", Role.DEPARTMENT_STAFF, "440106", Department.VETERANS_AFFAIRS)
        return super().principal(authorization)


def built(*, by_person: bool = False, **changes: Any) -> Deps:
    return replace(house(by_person=by_person), tokens=Here(), gateway=FakeGateway(), **changes)


def answered(deps: Deps, case_id: str, code: str, kind: str, **fields: Any) -> None:
    item, case = deps.store.ledger(case_id).item(code), deps.store.ledger(case_id).case
    state = "VerifyService" if item.is_service_check else "Dispatch"
    dispatch(Task(case_id, code, 1, state, f"token-{code}"), item.department, deps)
    whole = {
        "type": kind,
        "reference": case.reference,
        "item": code,
        "round": 1,
        "at": deps.clock().isoformat(),
    }
    given = ANSWER.validate_json(json.dumps(whole | fields))
    record_answer(item.department, given, webhook_id=f"{code}-{kind}", deps=deps)


def with_report(deps: Deps, kind: str, **fields: Any) -> tuple[Api, str]:
    api = Api(deps)
    case_id = handed_in(api)
    answered(deps, case_id, "service_check", "granted", result={"document": "核查结果"})
    answered(deps, case_id, "discharge_report", kind, **fields)
    return api, case_id


def posted(api: Api, path: str, body: object, who: str = CLERK, key: str = "todo-key-01") -> Answer:
    return api.post(path, body, authorization=who, idempotency_key=key)


def waiting(api: Api, kind: str, who: str = CLERK) -> list[dict[str, Any]]:
    answer = api.get(f"/v1/cases?todo={kind}", authorization=who)
    assert answer.status == 200, answer.text
    return list(answer.json["entries"])


@pytest.mark.slow
def test_a_clerk_filters_their_cases_by_what_waits_and_reads_who_was_told_how() -> None:
    missing = [{"name": "户口簿", "reason": "缺首页"}]
    api, case_id = with_report(built(), "correction_requested", missing=missing)

    (entry,) = waiting(api, "correction")

    todo = entry["todo"]
    assert (entry["case_id"], todo["kind"], todo["item_name"], todo["told"]) == (
        case_id,
        "correct",
        "退役报到",
        None,
    )
    assert todo["until"] is not None
    assert [one["case_id"] for one in waiting(api, "any")] == [case_id]
    assert waiting(api, "collect") == waiting(api, "visit") == waiting(api, "contest") == []
    assert waiting(api, "correct", "Bearer far-clerk") == waiting(api, "any", "Bearer stranger") == []
    telling = {"item": "discharge_report", "kind": "correct", "how": "in_person"}
    told = posted(api, f"/v1/cases/{case_id}/tellings", telling)
    assert told.status == 200, told.text
    assert waiting(api, "correct")[0]["todo"]["told"]["how_text"] == "当面告知"
    again = posted(api, f"/v1/cases/{case_id}/tellings", telling, key="todo-key-02")
    assert again.code == "nothing-to-tell"


def test_an_unknown_kind_is_refused_with_a_pointer() -> None:
    answer = Api(built()).get("/v1/cases?todo=nothing", authorization=CLERK)

    assert (answer.status, [one["pointer"] for one in answer.json["errors"]]) == (422, ["/todo"])


def test_a_result_is_fetched_once_whoever_says_so() -> None:
    result = {"document": "报到登记记录", "delivery": "window"}
    api, case_id = with_report(built(), "granted", result=result)
    place = f"/v1/departments/veterans_affairs/cases/{case_id}/items/discharge_report/todos"

    (before,) = waiting(api, "collect")
    asked = f"/v1/departments/veterans_affairs/collections?reference={before['reference']}"
    (handed_out,) = api.get(asked, authorization=STAFF).json["entries"]
    said = posted(api, place, {"kind": "fetch"}, STAFF)

    assert before["todo"]["markable"] is True
    assert (handed_out["document"], handed_out["reference"]) == ("报到登记记录", before["reference"])
    assert (said.status, said.json["kind_text"]) == (200, "领取结果")
    assert waiting(api, "collect") == []
    shown = api.get(f"/v1/cases/{case_id}", authorization=CLERK).json
    report = next(one for one in shown["items"] if one["code"] == "discharge_report")
    assert report["next_step"].endswith("领取。")
    done = {"item": "discharge_report", "kind": "fetch"}
    assert posted(api, f"/v1/cases/{case_id}/todos", done).code == "nothing-to-do"


@pytest.mark.slow
def test_who_came_for_a_result_is_told_whole_to_the_office_and_masked_to_everybody_else() -> None:
    result = {"document": "报到登记记录", "delivery": "window"}
    api, case_id = with_report(built(), "granted", result=result)
    place = f"/v1/departments/veterans_affairs/cases/{case_id}/items/discharge_report/todos"
    given = {"kind": "fetch", "handover": MOTHER.model_dump(mode="json")}

    said = posted(api, place, given, STAFF)
    again = posted(api, place, given, STAFF)
    other = posted(api, place, {"kind": "fetch"}, STAFF)

    assert said.json["collected"]["name"] == NAME
    assert again.json == said.json
    assert other.code == "idempotency-key-reused"
    seen = api.get(f"/v1/cases/{case_id}", authorization=CLERK)
    report = next(one for one in seen.json["items"] if one["code"] == "discharge_report")
    assert report["collected"]["paper_text"] == "居民身份证"
    assert (report["collected"]["name"], report["collected"]["id_tail"]) == ("测****", "**2X")
    assert NAME not in seen.text
    history = api.get(f"/v1/cases/{case_id}/events", authorization=CLERK).text
    assert NAME not in history
    operators = api.get(f"/v1/operator/cases/{case_id}", authorization="Bearer operator")
    assert operators.status == 200
    assert "测****" not in operators.text


def test_a_handover_is_of_a_result_and_said_by_staff() -> None:
    result = {"document": "报到登记记录", "delivery": "window"}
    api, case_id = with_report(built(), "granted", result=result)
    place = f"/v1/departments/veterans_affairs/cases/{case_id}/items/discharge_report/todos"
    handover = MOTHER.model_dump(mode="json")

    visit = posted(api, place, {"kind": "visit", "handover": handover}, STAFF)
    bare = posted(api, place, {"kind": "fetch", "handover": {**handover, "paper": "letter"}}, STAFF)

    assert (visit.status, visit.json["errors"][0]["pointer"]) == (422, "/handover")
    assert "居民身份证（resident_card）" in bare.json["errors"][0]["detail"]


def test_only_who_may_says_that_something_is_done() -> None:
    result = {"document": "报到登记记录", "delivery": "window"}
    api, case_id = with_report(built(), "granted", result=result)
    done = {"item": "discharge_report", "kind": "fetch"}

    assert posted(api, f"/v1/cases/{case_id}/todos", done, "Bearer stranger").code == "case-not-found"
    assert posted(api, f"/v1/cases/{case_id}/todos", done, "Bearer operator").status == 403
    telling = {**done, "how": "call"}
    assert posted(api, f"/v1/cases/{case_id}/tellings", telling, SOLDIER).status == 403
    other = f"/v1/departments/mobilization/cases/{case_id}/items/discharge_report/todos"
    assert posted(api, other, {"kind": "fetch"}, STAFF).code == "item-not-found"
    assert posted(api, f"/v1/cases/{case_id}/todos", done).status == 200


def test_a_wrong_way_of_telling_is_refused() -> None:
    api, case_id = with_report(built(), "refused", reason="条件不符")

    answer = posted(
        api, f"/v1/cases/{case_id}/tellings", {"item": "discharge_report", "kind": "contest", "how": "phone"}
    )

    assert answer.status == 422
    assert PEOPLE[CLERK].role is Role.CLERK


def test_with_a_gateway_the_case_shows_what_its_citizen_is_owed_by_phone() -> None:
    api, case_id = with_report(built(notices=FakeNotices()), "refused", reason="条件不符")

    shown = api.get(f"/v1/cases/{case_id}", authorization=CLERK).json

    assert {one["status"] for one in shown["notices"]} == {"owed"}


def test_a_clerk_finds_a_case_by_the_number_on_its_receipt_as_the_receipt_says() -> None:
    api, case_id = with_report(built(by_person=True), "refused", reason="条件不符", **GROUNDS)
    receipt = api.get(f"/v1/cases/{case_id}/receipt", authorization=CLERK).json
    reference = receipt["reference"]

    def found(who: str, more: str = "") -> list[str]:
        answer = api.get(f"/v1/cases?reference={reference}{more}", authorization=who)
        return [answer.code] if answer.status != 200 else [one["case_id"] for one in answer.json["entries"]]

    assert "可凭办件编号到" in receipt["next_steps"]
    assert found(CLERK) == found(CLERK, "&todo=contest") == found(SOLDIER) == [case_id]
    assert found(CLERK, "&todo=visit") == found(CLERK, "&status=closed") == []
    for who in ("Bearer far-clerk", "Bearer stranger"):
        assert found(who) == found(who, "&todo=visit") == found(who, "&status=closed") == ["case-not-found"]


def test_every_kind_of_to_do_can_be_asked_for() -> None:
    api = Api(built())

    for kind in TodoKind:
        assert waiting(api, kind.value) == []


def test_an_office_s_system_says_of_a_parcel_and_that_it_was_signed_for_under_its_signature() -> None:
    deps = built()
    api, case_id = with_report(deps, "granted", result={"document": "报到登记", "delivery": "post"})
    place = f"{deps.store.ledger(case_id).case.reference}/discharge_report"
    parcel = {"carrier": "示例快递", "number": "EX123456789CN"}

    def say(what: str, body: object, key: str, who: str = "veterans_affairs") -> Answer:
        path = f"/v1/departments/{who}/{what}/{place}"
        return api.post(path, body, webhook_id=key, webhook_signature=who)

    assert say("parcels", parcel, "p-1", "public_security").code == "item-not-found"
    assert say("todos", {"kind": "visit", "on": "2026-11-24"}, "t-0").status == 422
    sent = [say("parcels", parcel, "p-1") for _ in range(2)]
    assert [one.json["parcel"]["number"] for one in sent] == ["EX123456789CN"] * 2
    assert say("parcels", {**parcel, "number": "EX999999999CN"}, "p-1").code == "idempotency-key-reused"
    assert say("todos", {"kind": "fetch", "on": "2026-11-24"}, "t-1").status == 200
    assert say("parcels", parcel, "p-2").code == "nothing-to-do"
    assert deps.store.ledger(case_id).item("discharge_report").todos.marks[-1].by is Role.DEPARTMENT_STAFF
