import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.ports.deps import Deps
from schemas.case.answers import ANSWER
from schemas.codes import ItemStatus, Outcome
from tests.support.api_case import CASE, PERSONAL, UNKNOWN, change_item, get, submit
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.fakes.gateway import FakeGateway
from tests.support.fakes.offices import FakeOffices
from tests.support.samples import sample

CARD, HOUSEHOLD, INSURANCE = "identity_card", "household_registration", "social_insurance"


def opened() -> tuple[Api, Deps]:
    """A case that reached its offices with two items; one of them asks for corrections."""
    deps = replace(house(), gateway=FakeGateway(), offices=FakeOffices())
    api = Api(deps)
    reference = submit(api).json["reference"]
    change_item(deps, "service_check", status=ItemStatus.DONE, outcome=Outcome.GRANTED)
    change_item(deps, "discharge_report", status=ItemStatus.DONE, outcome=Outcome.GRANTED)
    change_item(deps, INSURANCE, status=ItemStatus.DISPATCHED, round=1, sent_round=1, sent_at=START)
    missing = [{"name": "户口簿", "reason": "缺首页"}]
    request = {"type": "correction_requested", "reference": reference, "item": HOUSEHOLD, "round": 1}
    answer = ANSWER.validate_json(json.dumps({**request, "at": START.isoformat(), "missing": missing}))
    change_item(
        deps,
        HOUSEHOLD,
        status=ItemStatus.CORRECTING,
        round=1,
        sent_round=1,
        sent_at=START,
        answer=answer,
        correct_by=START + timedelta(days=14),
    )
    return api, deps


def corrected(item: str = HOUSEHOLD, round_: int = 1, **fields: Any) -> dict[str, Any]:
    return {"items": [{"item": item, "round": round_, "note": "已补首页"}], **fields}


def post(
    api: Api, act: str, body: object, *, who: str = "soldier", key: str = "act-0001", case: str = CASE
) -> Answer:
    path = f"/v1/cases/{case}/{act}"
    return api.post(path, body, authorization=f"Bearer {who}", idempotency_key=key)


def test_the_case_shows_all_open_corrections_as_one_list() -> None:
    api, _ = opened()

    [line] = get(api, f"/v1/cases/{CASE}").json["corrections"]

    assert (line["item"], line["round"], line["department_text"]) == (HOUSEHOLD, 1, "公安")
    assert [(one["name"], one["reason"]) for one in line["missing"]] == [("户口簿", "缺首页")]
    assert line["correct_by"].startswith("20")


def test_corrections_are_answered_and_leave_the_list() -> None:
    api, _ = opened()

    answer = post(api, "corrections", corrected(sections={"reserve": {"designated": False}}))

    assert answer.status == 200
    assert [(line["item"], line["round"]) for line in answer.json["answered"]] == [(HOUSEHOLD, 2)]
    assert answer.json["open"] == []
    shown = get(api, f"/v1/cases/{CASE}").json
    assert shown["corrections"] == []
    assert "已补正，转交部门继续办理。" in [event["text"] for event in _events(api)]


def _events(api: Api) -> Any:
    return get(api, f"/v1/cases/{CASE}/events?limit=100").json["entries"]


def test_the_same_key_gives_the_same_and_another_body_is_refused() -> None:
    api, _ = opened()

    first, again = post(api, "corrections", corrected()), post(api, "corrections", corrected())
    other = post(api, "corrections", corrected(sections={"reserve": {"designated": False}}))

    assert first.json == again.json
    assert (other.status, other.code) == (422, "idempotency-key-reused")


@pytest.mark.slow
@each(
    "body, status, code",
    [
        (corrected(round_=2), 409, "nothing-to-correct"),
        (corrected(INSURANCE), 409, "nothing-to-correct"),
        (corrected("service_check"), 409, "nothing-to-correct"),
        (corrected("fishing_licence"), 404, "item-not-found"),
        (corrected(round_=100), 422, "invalid-application"),
        (corrected(sections={"destination": sample()["destination"]}), 422, "invalid-application"),
        (corrected(sections={"bank": {**sample()["bank"], "holder": "测试乙"}}), 422, "invalid-application"),
        ([], 422, "invalid-application"),
        (b"{", 400, "malformed-body"),
        (b"\xff\xfe", 400, "malformed-body"),
        (b'{"items":' + b"[" * 5000, 400, "body-too-complex"),
    ],
)
def test_a_wrong_correction_is_refused_and_changes_nothing(body: object, status: int, code: str) -> None:
    api, deps = opened()
    before = deps.store.ledger(CASE)

    answer = post(api, "corrections", body)

    assert (answer.status, answer.code) == (status, code)
    assert deps.store.ledger(CASE) == before
    assert not any(value in answer.text for value in (*PERSONAL, "测试乙"))


def test_a_correction_after_its_deadline_is_too_late() -> None:
    api, deps = opened()
    change_item(deps, HOUSEHOLD, correct_by=START - timedelta(seconds=1))

    answer = post(api, "corrections", corrected())

    assert (answer.status, answer.code) == (409, "correction-too-late")


def test_the_applicant_is_told_beforehand_what_a_withdrawal_does() -> None:
    api, deps = opened()
    before = deps.store.ledger(CASE)

    told = post(api, "withdrawals", {"items": [HOUSEHOLD], "reason": "另有安排", "dry_run": True})

    assert told.status == 200
    assert [(line["item"], line["step"]) for line in told.json["items"]] == [(HOUSEHOLD, "ask_office")]
    assert [line["item"] for line in told.json["blocked"]] == [CARD, "driving_licence"]
    assert not any(line["at_once"] for line in told.json["blocked"])
    assert "前置未通过" in told.json["next_steps"]
    assert deps.store.ledger(CASE) == before


def test_a_withdrawal_of_everything_is_done_and_shown() -> None:
    api, _ = opened()

    answer = post(api, "withdrawals", {"reason": "另有安排"})

    steps = {line["item"]: line["step"] for line in answer.json["items"]}
    assert (steps.pop(HOUSEHOLD), steps.pop(INSURANCE)) == ("ask_office", "ask_office")
    assert set(steps.values()) == {"ends_now"}
    shown = {item["code"]: item for item in get(api, f"/v1/cases/{CASE}").json["items"]}
    assert shown[CARD]["outcome"] == "withdrawn"
    assert shown[HOUSEHOLD]["withdrawal_text"] == "已申请撤回，正在通知部门。"
    assert get(api, f"/v1/cases/{CASE}").json["corrections"] == []
    assert post(api, "corrections", corrected(), key="act-0002").code == "withdrawal-pending"


@pytest.mark.slow
@each(
    "body, status, code",
    [
        ({"reason": "另有安排", "items": ["discharge_report"]}, 409, "already-decided"),
        ({"reason": "另有安排", "items": ["fishing_licence"]}, 404, "item-not-found"),
        ({"reason": "另有安排", "items": ["service_check"]}, 404, "item-not-found"),
        ({"items": [CARD]}, 422, "invalid-body"),
        ({"reason": "另有安排", "items": CARD}, 422, "invalid-body"),
        (None, 422, "invalid-body"),
    ],
)
def test_a_wrong_withdrawal_is_refused_and_changes_nothing(body: object, status: int, code: str) -> None:
    api, deps = opened()
    before = deps.store.ledger(CASE)

    answer = post(api, "withdrawals", body)

    assert (answer.status, answer.code) == (status, code)
    assert deps.store.ledger(CASE) == before


ACTS = [("corrections", corrected()), ("withdrawals", {"reason": "另有安排"})]


@each("act, body", ACTS)
@each("who", ["stranger", "far-clerk"])
def test_somebody_elses_case_is_answered_exactly_like_an_unknown_one(
    act: str, body: object, who: str
) -> None:
    api, deps = opened()
    before = deps.store.ledger(CASE)

    theirs, unknown = post(api, act, body, who=who), post(api, act, body, who=who, case=UNKNOWN)

    assert theirs.status == unknown.status == 404
    assert {**theirs.json, "instance": ""} == {**unknown.json, "instance": ""}
    assert deps.store.ledger(CASE) == before


@each("act, body", ACTS)
@each("who", ["operator", "staff"])
def test_only_the_applicant_and_the_window_may_act(act: str, body: object, who: str) -> None:
    api, _ = opened()

    assert post(api, act, body, who=who).code == "forbidden"


@each("act, body", ACTS)
def test_the_window_acts_for_an_applicant_of_its_region(act: str, body: object) -> None:
    api, _ = opened()

    assert post(api, act, body, who="clerk").status == 200


@each("act, body", ACTS)
def test_an_act_needs_its_key(act: str, body: object) -> None:
    api, _ = opened()

    answer = api.post(f"/v1/cases/{CASE}/{act}", body, authorization="Bearer soldier")

    assert (answer.status, answer.code) == (400, "idempotency-key-missing")
