"""A service check that did not pass, over HTTP: what the applicant reads, contests and is told."""

from dataclasses import replace
from typing import Any

import pytest

from functions.ports.deps import Deps
from schemas.codes import ItemStatus
from tests.support.api_case import CASE, answer_body, change_item, get, hear, submit
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.fakes.clock import START
from tests.support.fakes.materials import FakeMaterials
from tests.support.filing import PDF, request
from tests.support.grounds import GROUNDS

CHECK = "service_check"
REASON = "查无入伍记录"
ORDER = {"round": 1, "explanation": "入伍批准书显示 2024 年入伍"}
SOLDIER = {"authorization": "Bearer soldier"}


def refused() -> tuple[Api, Deps, FakeMaterials]:
    files = FakeMaterials()
    deps = replace(house(), materials=files)
    api = Api(deps)
    reference = submit(api).json["reference"]
    change_item(deps, CHECK, status=ItemStatus.DISPATCHED, round=1, sent_round=1, sent_at=START)
    said = hear(api, answer_body(reference, type="refused", reason=REASON, **GROUNDS))
    assert said.status == 200, said.text
    return api, deps, files


def post(api: Api, act: str, body: object, key: str = "contest-0001") -> Answer:
    return api.post(f"/v1/cases/{CASE}/{act}", body, idempotency_key=key, **SOLDIER)


def bring(api: Api, files: FakeMaterials) -> None:
    asked = post(api, "materials", request((CHECK, "contest_material")).model_dump())
    assert asked.status == 200, asked.text
    upload = asked.json
    files.send(upload["address"], upload["headers"], PDF)
    confirmed = post(api, f"materials/{upload['id']}/confirmation", {})
    assert confirmed.status == 200, confirmed.text


def case_of(api: Api) -> Any:
    return get(api, f"/v1/cases/{CASE}").json


def test_what_the_applicant_reads_of_a_check_that_did_not_pass() -> None:
    api, _, _ = refused()

    case = case_of(api)

    check = case["service_check"]
    assert check["status_text"] == "核查未通过，可提出异议"
    assert (check["contest"]["open"], check["contest"]["round"]) == (True, 1)
    assert check["contest"]["reason"] == REASON
    assert REASON in check["next_step"]
    [line] = [one for one in case["todo"] if one["item"] == CHECK]
    assert (line["kind"], line["until"]) == ("contest_check", check["contest"]["until"])
    assert REASON in line["text"]
    assert case["next_step"].startswith("有 1 件事需要您办理")
    assert {item["outcome"] for item in case["items"]} <= {None, "not_needed"}
    free = {item["code"] for item in case["items"] if not item["needs_service_check"]}
    assert "medical_insurance" in free


def test_a_check_is_contested_with_a_paper_and_made_again() -> None:
    api, deps, files = refused()
    without = post(api, "service-check/contest", ORDER)
    bring(api, files)

    answer = post(api, "service-check/contest", ORDER)
    again = post(api, "service-check/contest", ORDER)

    assert (without.status, without.code) == (422, "contest-needs-paper")
    assert (answer.status, answer.json["round"]) == (200, 2)
    assert again.json["round"] == 2
    assert deps.store.ledger(CASE).service_check.dispatch.round == 2
    contest = case_of(api)["service_check"]["contest"]
    assert (contest["open"], contest["reason"]) == (False, REASON)
    assert contest["contested_at"] is not None


def test_whoever_waives_reads_why_each_item_was_not_done_and_what_to_do_instead() -> None:
    api, _, _ = refused()

    answer = post(api, "service-check/waiver", {"round": 1})

    assert answer.status == 200
    case = case_of(api)
    blocked = [item for item in case["items"] if item["outcome"] == "blocked"]
    assert len(blocked) > 1
    for item in blocked:
        assert (item["blocked"]["item"], item["blocked"]["reason"]) == (CHECK, REASON)
        assert REASON in item["next_step"]
        assert item["blocked"]["instead"] in item["next_step"]
    assert {item["code"] for item in blocked} <= {one["item"] for one in case["todo"]}
    events = get(api, f"/v1/cases/{CASE}/events?limit=100").json["entries"]
    told = [event["text"] for event in events if event["kind"] == "blocked"]
    assert len(told) == len(blocked)
    assert all(REASON in text for text in told)


@pytest.mark.parametrize("act", ["contest", "waiver"])
def test_what_cannot_be_contested_says_so(act: str) -> None:
    api, _, _ = refused()
    body = ORDER if act == "contest" else {}

    old = post(api, f"service-check/{act}", {**body, "round": 2})
    wrong = post(api, f"service-check/{act}", {**body, "round": 0})
    other = api.post(
        f"/v1/cases/{CASE}/service-check/{act}", {**body, "round": 1}, idempotency_key="contest-0002",
        authorization="Bearer stranger",
    )  # fmt: skip

    assert (old.status, old.code) == (409, "nothing-to-contest")
    assert wrong.status == 422
    assert other.status == 404
