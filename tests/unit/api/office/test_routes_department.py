from typing import Any

import pytest

from functions.domain.case.item import SERVICE_CHECK
from tests.support.api_case import CASE, answer_body, change_item, dispatched_case, get, hear
from tests.support.grounds import GROUNDS
from tests.support.samples import sample


def test_an_answer_is_recorded_and_shown_to_the_applicant() -> None:
    api, _, reference = dispatched_case()

    receipt = hear(api, answer_body(reference))

    assert receipt.status == 200
    assert receipt.json == {
        "reference": reference,
        "item": SERVICE_CHECK,
        "round": 1,
        "status": "received",
        "status_text": "已收件",
    }
    assert get(api, f"/v1/cases/{CASE}").json["service_check"]["silent_since"] is None
    texts = [entry["text"] for entry in get(api, f"/v1/cases/{CASE}/events").json["entries"]]
    assert "军区动员（人民武装）部门已收件。" in texts


@pytest.mark.parametrize("kind", ["refused", "not_accepted"])
def test_a_refusal_without_basis_and_remedy_is_not_taken_and_told_what_is_missing(kind: str) -> None:
    api, deps, reference = dispatched_case()
    before = deps.store.ledger(CASE)

    answer = hear(api, answer_body(reference, type=kind, reason="条件不符"))

    details = [problem["detail"] for problem in answer.json["errors"]]
    assert (answer.status, answer.code) == (422, "invalid-body")
    assert [("规定" in one, "救济途径" in one) for one in details] == [(True, False), (False, True)]
    assert deps.store.ledger(CASE) == before


def test_a_refusal_is_shown_with_what_it_told() -> None:
    api, _, reference = dispatched_case()

    hear(api, answer_body(reference, type="refused", reason="条件不符", **GROUNDS))

    shown = get(api, f"/v1/cases/{CASE}").json["service_check"]
    assert shown["refusal"]["legal_basis"] == GROUNDS["legal_basis"]
    assert [(one["way_text"], one["body"], one["term_text"]) for one in shown["refusal"]["remedies"]] == [
        ("行政复议", "广州市天河区人民政府", "60日"),
        ("行政诉讼", "广州铁路运输法院", "6个月"),
    ]
    assert "60日内向广州市天河区人民政府申请行政复议" in shown["refusal"]["remedy_text"]


def test_the_same_answer_twice_gets_the_same_receipt() -> None:
    api, _, reference = dispatched_case()

    assert hear(api, answer_body(reference)).json == hear(api, answer_body(reference)).json


def test_an_answer_with_another_departments_signature_changes_nothing() -> None:
    api, deps, reference = dispatched_case()
    before = deps.store.ledger(CASE)

    answer = hear(api, answer_body(reference), signature="public_security")

    assert (answer.status, answer.code) == (401, "bad-signature")
    assert deps.store.ledger(CASE) == before


def test_an_answer_for_another_departments_item_is_as_unknown_as_an_unknown_case() -> None:
    api, _, reference = dispatched_case()

    other_item = hear(api, answer_body(reference, item="household_registration"))
    no_case = hear(api, answer_body("TY26112499999999X"))

    assert (other_item.status, no_case.status) == (404, 404)


def test_an_answer_of_an_old_round_is_refused() -> None:
    api, deps, reference = dispatched_case()
    change_item(deps, SERVICE_CHECK, round=2, sent_round=2)

    answer = hear(api, answer_body(reference, round=1))

    assert (answer.status, answer.code) == (409, "round-superseded")


@pytest.mark.parametrize(
    "change",
    [{"type": "maybe"}, {"type": None}, {"round": 0}, {"round": 10**30}, {"round": "1"}, {"at": "2026-09-01"},
     {"at": "2026-09-01T09:00:00"}, {"more": 1}, {"item": "../x"}, {"receipt": "x" * 201}],
    ids=str,
)  # fmt: skip
def test_a_malformed_answer_is_refused_with_the_field(change: dict[str, Any]) -> None:
    api, _, reference = dispatched_case()

    answer = hear(api, answer_body(reference, **change))

    assert (answer.status, answer.code) == (422, "invalid-body")
    assert answer.json["errors"]


@pytest.mark.parametrize(
    "headers",
    [{"webhook_id": "é" * 10}, {"webhook_signature": "v1,\x00"}, {"webhook_timestamp": "9" * 5000},
     {"authorization": "Bearer \udcff"}, {"idempotency_key": "键"}, {"content_type": "\udc80"}],
    ids=str,
)  # fmt: skip
def test_hostile_headers_are_refused_everywhere_without_a_500(headers: dict[str, str]) -> None:
    api, _, reference = dispatched_case()

    answers = (
        api.post("/v1/departments/mobilization/answers", answer_body(reference), **headers),
        api.post("/v1/cases", sample(), **{"authorization": "Bearer soldier", **headers}),
        api.get("/v1/cases", **{"authorization": "Bearer soldier", **headers}),
    )

    assert all(answer.status < 500 for answer in answers)
    assert not [fields for _, fields in api.reports if "error" in fields]


@pytest.mark.parametrize(
    ("named", "pointer"),
    [
        ({"material": "no_such_paper"}, "/missing/0/material"),
        ({"field": "/bank/account"}, "/missing/0/field"),
    ],
)
def test_a_correction_that_names_what_the_item_has_not_is_refused_with_what_it_has(
    named: dict[str, str], pointer: str
) -> None:
    api, deps, reference = dispatched_case()
    before = deps.store.ledger(CASE)
    missing = [{"name": "户口簿", "reason": "缺首页", **named}]

    answer = hear(api, answer_body(reference, type="correction_requested", missing=missing))

    assert (answer.status, answer.code) == (422, "unknown-missing")
    assert [problem["pointer"] for problem in answer.json["errors"]] == [pointer]
    assert deps.store.ledger(CASE) == before
