"""Whoever reports late reads what to do everywhere, may say why, and is taken all the same; the office reads the days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.usecases.office.dispatch_message import dispatch_message
from tests.support.api_deps import house
from tests.support.client import Api
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.samples import sample
from tests.unit.api.intake.test_routes_draft import SOLDIER, put, submitted
from tests.unit.api.intake.test_routes_window import CLERK, MANDATE

REASON = "住院治疗，出院后才回到安置地。"
CALLERS = [(SOLDIER, {}), (CLERK, {"on_behalf_of": MANDATE})]


def drafted(api: Api, who: str, mandate: dict[str, Any], **service: str) -> dict[str, Any]:
    sections = sample()
    sections["service"] |= service
    asked = {"items": sections.pop("items"), **mandate}
    begun = api.post("/v1/drafts", asked, authorization=who, idempotency_key="late-key-1")
    answer = put(api, begun.headers["location"], {"sections": sections}, who=who, if_match="*")
    assert answer.status == 200, answer.text
    return dict(answer.json)


def passed(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        one for one in view["warnings"] if one["item"] == "discharge_report" and one["urgency"] == "passed"
    ]


@pytest.mark.slow
@each("who, mandate", CALLERS)
def test_a_late_reporter_reads_what_to_do_in_draft_receipt_and_progress_and_is_taken(
    who: str, mandate: dict[str, Any]
) -> None:
    deps = house()
    api = Api(deps)

    draft = drafted(api, who, mandate, late_reason=REASON)
    answer = submitted(api, draft["draft_id"], who=who)
    case_id = answer.json["case_id"]
    receipt = api.get(f"/v1/cases/{case_id}/receipt", authorization=who).json
    progress = api.get(f"/v1/cases/{case_id}", authorization=who).json

    assert (answer.status, draft["remaining"]) == (202, [])
    assert "仍然可以报到" in passed(draft)[0]["late_text"]
    assert "逾期报到的原因" in passed(draft)[0]["late_text"]
    for view in (receipt, progress):
        (warning, *_) = passed(view)
        assert "您的申请已经提交" in warning["late_text"]
        assert "请尽快提交申请" not in warning["late_text"]
    ledger = deps.store.ledger(case_id)
    sent = dispatch_message(ledger, ledger.item("discharge_report"), deps, sent_at=deps.clock())
    assert sent.fields["service"]["late_reason"] == REASON
    assert [one.days for one in sent.late][:1] == [47]
    other = dispatch_message(ledger, ledger.item("identity_card"), deps, sent_at=deps.clock())
    assert (other.late, "late_reason" in str(other.fields)) == ((), False)


def test_whoever_reports_in_time_reads_of_no_passed_term_afterwards_either() -> None:
    clock = FakeClock(datetime(2026, 9, 20, 2, tzinfo=UTC))
    deps = replace(house(FakeCaseStore(clock)), clock=clock)
    api = Api(deps)
    draft = drafted(api, SOLDIER, {})
    case_id = submitted(api, draft["draft_id"]).json["case_id"]

    clock.advance(timedelta(days=60))
    progress = api.get(f"/v1/cases/{case_id}", authorization=SOLDIER).json

    assert passed(draft) == passed(progress) == []
    ledger = deps.store.ledger(case_id)
    assert dispatch_message(ledger, ledger.item("discharge_report"), deps, sent_at=clock()).late == ()


def test_the_guide_tells_a_late_reporter_what_to_do() -> None:
    answers = {"discharged_on": "2026-06-01", "rank_class": "conscript", "placement_type": "self_employment"}

    told = Api(house()).post("/v1/guide/assessment", {"items": ["discharge_report"], "answers": answers}).json

    first, *_ = told["items"][0]["terms"]
    assert first["urgency"] == "passed"
    assert "仍然可以报到" in first["late_text"]
