"""Limits per caller over HTTP: each route that counts says so in the interface, with a code, words and Retry-After."""

import json
from typing import Any

import pytest

from functions.usecases.limits import LIMITS, count
from tests.support.api_case import submit
from tests.support.api_deps import PEOPLE, house
from tests.support.client import Answer, Api
from tests.support.each import each

SOLDIER, CLERK, OPERATOR, STAFF = "Bearer soldier", "Bearer clerk", "Bearer operator", "Bearer staff"
REFERENCE = "TY261124000000000"
FEEDBACK = {"city": "440100", "kind": "fault", "text": "请问何时办结？"}
PHONE = {"sections": {"person": {"phone": "10000000001"}}}
CORRECTIONS = {"items": [{"item": "household_registration", "round": 1, "note": "已补"}]}


class Caller:
    def __init__(self, who: str) -> None:
        self.api, self._who, self._keys = Api(house()), who, 0

    def get(self, path: str) -> Answer:
        return self.api.get(path, authorization=self._who)

    def post(self, path: str, body: object = b"") -> Answer:
        self._keys += 1
        return self.api.post(path, body, authorization=self._who, idempotency_key=f"key-{self._keys:08}")

    def change(self, method: str, path: str, body: object = None) -> Answer:
        sent = b"" if body is None else json.dumps(body).encode()
        headers = {"authorization": self._who, "if_match": "*", "content_type": "application/json"}
        return self.api.send(method, path, sent, headers)

    def almost(self, act: str) -> None:
        """All that they may but two, which come over HTTP: counted as a request counts it."""
        for _ in range(LIMITS[act].most - 2):
            count(act, PEOPLE[self._who], self.api.deps)

    def drafted(self) -> str:
        return str(self.post("/v1/drafts", {"items": ["discharge_report"]}).headers["location"])


def stopped(answer: Answer) -> None:
    assert answer.status == 429, answer.text
    assert answer.json["code"] == "too-often"
    assert "后再试" in answer.json["detail"]
    assert int(answer.headers["retry-after"]) >= 1


@pytest.mark.slow
@each(
    "path, body",
    [
        ("corrections", CORRECTIONS),
        ("service-check/contest", {"round": 1, "explanation": "情况说明：档案姓名有误。"}),
        ("service-check/waiver", {"round": 1}),
        ("withdrawals", {"items": ["driving_licence"], "reason": "暂不办理"}),
        ("ratings", {"item": "discharge_report", "level": "very_satisfied", "channel": "mobile"}),
        ("todos", {"item": "identity_card", "kind": "visit"}),
    ],
)
def test_what_a_person_does_to_cases_is_bounded(path: str, body: dict[str, Any]) -> None:
    caller = Caller(SOLDIER)
    case = f"/v1/cases/{submit(caller.api).json['case_id']}"
    caller.almost("case_act")
    for _ in range(2):
        assert caller.post(f"{case}/{path}", body).status in (200, 409), path

    stopped(caller.post(f"{case}/{path}", body))
    assert caller.get(case).status == 200


def test_feedback_is_bounded() -> None:
    caller = Caller(SOLDIER)
    caller.almost("feedback")
    for _ in range(2):
        assert caller.post("/v1/feedback", FEEDBACK).status == 201

    stopped(caller.post("/v1/feedback", FEEDBACK))


def test_feedback_of_whoever_has_not_signed_in_is_bounded() -> None:
    api = Api(house())
    for number in range(LIMITS["anonymous_feedback"].most):
        sent = api.post("/v1/anonymous-feedback", FEEDBACK, idempotency_key=f"anonymous-key-{number:08}")
        assert sent.status == 201

    stopped(api.post("/v1/anonymous-feedback", FEEDBACK, idempotency_key="anonymous-key-00000099"))


def test_codes_of_feedback_cannot_be_tried() -> None:
    api = Api(house())
    for _ in range(LIMITS["wrong_feedback_code"].most):
        tried = api.post("/v1/anonymous-feedback/lookups", {"code": "ABCDEFGHIJKLMN23"})
        assert (tried.status, tried.code) == (404, "feedback-not-found")

    stopped(api.post("/v1/anonymous-feedback/lookups", {"code": "ABCDEFGHIJKLMN23"}))


def test_codes_of_drafts_are_bounded() -> None:
    caller = Caller(SOLDIER)
    draft = caller.drafted()
    for _ in range(LIMITS["make_code"].most):
        assert caller.post(f"{draft}/codes").status == 200

    stopped(caller.post(f"{draft}/codes"))


def test_files_announced_are_bounded() -> None:
    caller = Caller(SOLDIER)
    draft = caller.drafted()
    paper = {"item": "discharge_report", "material": "discharge_letter", "media_type": "application/pdf"}
    caller.almost("announce")
    for number in range(2):
        file = {**paper, "size": 100, "sha256": f"{number:064x}"}
        assert caller.post(f"{draft}/materials", file).status == 200

    stopped(caller.post(f"{draft}/materials", {**paper, "size": 100, "sha256": "f" * 64}))


@each(
    "who, path",
    [
        (CLERK, f"/v1/cases?reference={REFERENCE}"),
        (CLERK, f"/v1/cases?reference={REFERENCE}&todo=any"),
        (OPERATOR, f"/v1/operator/cases?reference={REFERENCE}"),
        (STAFF, f"/v1/departments/mobilization/collections?reference={REFERENCE}"),
    ],
)
def test_numbers_of_cases_are_not_tried_without_end(who: str, path: str) -> None:
    caller = Caller(who)
    caller.almost("look_up")
    for _ in range(2):
        assert caller.get(path).status in (200, 404)

    stopped(caller.get(path))


def test_lists_without_a_number_are_not_counted() -> None:
    caller = Caller(CLERK)
    caller.almost("look_up")

    assert {caller.get("/v1/cases").status for _ in range(3)} == {200}


@pytest.mark.slow
def test_the_guide_is_asked_as_often_as_anybody_likes() -> None:
    caller = Caller(SOLDIER)
    asked = {"answers": {"rank_class": "conscript"}}

    assert {caller.post("/v1/guide/assessment", asked).status for _ in range(250)} == {200}


@pytest.mark.slow
def test_drafts_are_not_saved_without_end_and_stay_as_they_were() -> None:
    caller = Caller(SOLDIER)
    draft = caller.drafted()
    for _ in range(LIMITS["draft"].most - 1):
        assert caller.change("PATCH", draft, PHONE).status == 200
    before = caller.get(draft)

    stopped(caller.change("PATCH", draft, {"sections": {"person": {"phone": "10000000009"}}}))
    stopped(caller.change("PUT", draft, PHONE))
    stopped(caller.change("DELETE", draft))
    stopped(caller.post("/v1/drafts", {"items": ["discharge_report"]}))
    stopped(caller.change("PUT", f"{draft}/consents/bank_account", {"given": True, "version": "2026-11-1"}))
    assert caller.get(draft).json == before.json


def test_sources_are_not_asked_without_end() -> None:
    caller = Caller(SOLDIER)
    draft = caller.drafted()
    caller.almost("prefill")
    for _ in range(2):
        assert caller.post(f"{draft}/prefill").status == 200

    stopped(caller.post(f"{draft}/prefill"))
    assert caller.change("PATCH", draft, PHONE).status == 200


@pytest.mark.slow
def test_a_draft_too_many_is_refused_with_what_to_do() -> None:
    caller = Caller(SOLDIER)
    first, *_ = [caller.drafted() for _ in range(20)]

    refused = caller.post("/v1/drafts", {"items": ["discharge_report"]})

    assert (refused.status, refused.json["code"]) == (409, "too-many-drafts")
    assert "提交或者删除一份" in refused.json["detail"]
    gone = caller.api.send("DELETE", first, b"", {"authorization": SOLDIER, "if_match": "*"})
    assert gone.status == 204
    assert caller.post("/v1/drafts", {"items": ["discharge_report"]}).status == 201
