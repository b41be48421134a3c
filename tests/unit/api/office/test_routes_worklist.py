from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.case import Change
from functions.domain.case.item import with_withdrawal
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.fakes.tokens import FakeTokens
from tests.support.grounds import GROUNDS
from tests.support.offices_without_systems import (
    ANNE,
    BELLA,
    FAR_AWAY,
    HOUSEHOLD,
    OPERATOR,
    OTHERS,
    at_the_police,
    without_systems,
)
from tests.support.world import APPLICANT, World

WORKLIST = "/v1/departments/public_security/worklist"
GRANTED = {"type": "granted", "round": 1, "at": START.isoformat(), "result": {"document": "户口簿"}}


class Desk:
    """Everybody at one case of which the police have the household registration."""

    def __init__(self) -> None:
        self.world: World = without_systems()
        tokens = FakeTokens(
            anne=ANNE, bella=BELLA, far=FAR_AWAY, other=OTHERS, operator=OPERATOR, soldier=APPLICANT
        )
        self.world.deps = replace(self.world.deps, tokens=tokens)
        self.case_id, _ = at_the_police(self.world)
        self.api = Api(self.world.deps)
        self._keys = 0

    def list(self, who: str = "anne", query: str = "") -> Answer:
        return self.api.get(f"{WORKLIST}{query}", authorization=f"Bearer {who}")

    def act(self, verb: str, body: object, *, who: str = "anne", key: str | None = None) -> Answer:
        self._keys += 1
        return self.api.post(
            f"/v1/departments/public_security/cases/{self.case_id}/items/{HOUSEHOLD}/{verb}",
            body,
            authorization=f"Bearer {who}",
            idempotency_key=key or f"key-{self._keys:04}",
        )


@pytest.fixture
def desk() -> Desk:
    """For tests that only read."""
    return Desk()


def test_staff_see_their_items_with_their_departments_fields_and_who_holds_them() -> None:
    desk = Desk()
    desk.act("claim", {}, who="bella")

    (entry,) = desk.list().json["entries"]

    assert entry["reference"] == desk.world.ledger(desk.case_id).case.reference
    assert (entry["item"], entry["round"], entry["status_text"]) == (HOUSEHOLD, 1, "已分发")
    assert (entry["claimed"], entry["withdrawal_at"]) == ("another", None)
    assert entry["fields"]["person"]["name"]
    assert not {"bank", "insurance"} & set(entry["fields"])
    assert "bella" not in desk.list().text


def test_staff_see_what_they_have_to_check_and_which_fields_no_source_has_told() -> None:
    (entry,) = Desk().list().json["entries"]

    told = {check["code"]: check["standing_text"] for check in entry["checks"]}
    assert told["registration_letter"] == "由上一个事项办好后转来，不用提交"
    assert told["discharge_certificate"] == "待部门核验"
    assert "person.sex" in entry["unverified"]
    assert "household.cancelled_at_enlistment" in entry["unverified"]
    assert "person.phone" not in entry["unverified"]


def test_an_applicants_wish_to_withdraw_is_shown_and_acknowledged() -> None:
    desk = Desk()
    item = desk.world.item(desk.case_id, HOUSEHOLD)
    desk.world.store.commit(Change(items=(with_withdrawal(item, at=START, sent=START),)))
    desk.act("claim", {})

    shown = desk.list().json["entries"][0]["withdrawal_at"]
    answered = desk.act("answers", {"type": "withdrawn", "round": 1, "at": START.isoformat()})

    assert shown == "2026-11-24T01:00:00Z"
    assert (answered.status, answered.json["status"]) == (200, "done")


def test_claim_answer_and_done_over_http() -> None:
    desk = Desk()

    before = desk.act("answers", GRANTED)
    claimed = desk.act("claim", {})
    second = desk.act("claim", {}, who="bella")
    answered = desk.act("answers", GRANTED, key="answer-0001")
    again = desk.act("answers", GRANTED, key="answer-0001")

    assert (before.status, before.code) == (409, "claim-first")
    assert claimed.json["claimed"] == "me"
    assert (second.status, second.code) == (409, "already-claimed")
    assert (answered.status, answered.json["status"]) == (200, "done")
    assert again.json == answered.json
    assert desk.list().json == {"entries": [], "cursor": None, "unreadable": []}


def test_a_claim_is_given_back_or_taken_over_with_a_reason() -> None:
    desk = Desk()
    desk.act("claim", {})

    without_reason = desk.act("claim", {"take_over": True}, who="bella")
    taken = desk.act("claim", {"take_over": True, "reason": "同事休假"}, who="bella")
    not_mine = desk.act("release", {})
    released = desk.act("release", {"reason": "转交他人"}, who="bella")

    assert (without_reason.status, without_reason.code) == (422, "invalid-body")
    assert [one["pointer"] for one in without_reason.json["errors"]] == ["/reason"]
    assert taken.json["claimed"] == "me"
    assert (not_mine.status, not_mine.code) == (409, "already-claimed")
    assert released.json["claimed"] == "nobody"


@pytest.mark.parametrize("who", ["far", "other"])
def test_what_is_not_theirs_does_not_exist_for_staff(who: str) -> None:
    desk = Desk()

    assert desk.act("claim", {}, who=who).status == 404
    assert desk.act("answers", GRANTED, who=who).status == 404
    assert desk.list("other").status == 404
    assert desk.list("far").json["entries"] == []


@pytest.mark.parametrize("who", ["soldier", "operator"])
def test_the_worklist_is_for_department_staff_only(who: str) -> None:
    desk = Desk()

    assert desk.list(who).status == 403
    assert desk.act("claim", {}, who=who).status == 403


@pytest.mark.parametrize(
    "change",
    [{"type": "maybe"}, {"round": 0}, {"at": "yesterday"}, {"item": HOUSEHOLD}, {"result": {}}, {"more": "测试甲"}],
    ids=str,
)  # fmt: skip
def test_a_malformed_answer_is_refused_with_the_field_and_never_its_value(change: dict[str, Any]) -> None:
    desk = Desk()
    desk.act("claim", {})

    answer = desk.act("answers", {**GRANTED, **change})

    assert (answer.status, answer.code) == (422, "invalid-body")
    assert answer.json["errors"]
    assert "测试甲" not in answer.text


@each("query", ["?cursor=x", "?limit=0", "?limit=101", "?office=x", "?cursor=~"])
def test_a_wrong_query_is_refused(desk: Desk, query: str) -> None:
    assert desk.list(query=query).status == 422


@each("item", ["..%2Fx", "A", "%00", "x" * 300])
def test_an_item_that_cannot_exist_is_not_found(item: str) -> None:
    desk = Desk()
    path = f"/v1/departments/public_security/cases/{desk.case_id}/items/{item}/claim"

    answer = desk.api.post(path, {}, authorization="Bearer anne", idempotency_key="key-0001")

    assert answer.status == 404


def test_staff_cannot_refuse_without_basis_and_remedy() -> None:
    desk = Desk()
    desk.act("claim", {})
    refusal = {"type": "refused", "round": 1, "at": START.isoformat(), "reason": "条件不符"}

    bare = desk.act("answers", refusal)
    whole = desk.act("answers", {**refusal, **GROUNDS})

    assert (bare.status, bare.code) == (422, "invalid-body")
    assert "救济途径" in bare.text
    assert (whole.status, whole.json["status"]) == (200, "done")


def test_staff_see_what_a_due_time_stands_on() -> None:
    (entry,) = Desk().list().json["entries"]

    assert entry["due_at"]
    assert (entry["due_basis"], entry["due_basis_text"]) == (
        "watch",
        "本系统关注期限，非法定；办结时限待核定",
    )
