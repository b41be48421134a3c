from datetime import timedelta

import pytest

from functions.domain.case.item import SERVICE_CHECK
from functions.domain.case.parts import OfficeCall
from functions.usecases.office.which_office import office_of
from schemas.codes import ItemStatus
from tests.support.api_case import CASE, PERSONAL, change_item, get, open_case
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.clock import START

KEYS = ("1", "1/withdrawal", "1/material/m-1", "1/reminder/1", "2")
TYPES = (
    "item.dispatched",
    "item.withdrawal_requested",
    "item.material_added",
    "item.reminded",
    "item.corrected",
)


def called_case() -> tuple[Api, str, str]:
    api, deps, reference = open_case()
    office = office_of(deps.store.ledger(CASE).service_check, deps).id
    calls = tuple(OfficeCall(key, START, 40, office, status=200) for key in KEYS)
    failed = OfficeCall(
        "2/again-1",
        START,
        10_000,
        "office-elsewhere",
        error="DepartmentUnavailable",
        said="没有应答（Timeout）",
        next_at=START + timedelta(minutes=5),
    )
    change_item(
        deps,
        SERVICE_CHECK,
        status=ItemStatus.DISPATCHED,
        round=2,
        sent_round=2,
        sent_at=START,
        office=office,
        deliveries=(*calls, failed),
    )
    return api, office, reference


def test_an_operator_reads_every_call_about_a_case() -> None:
    api, _, reference = called_case()

    answer = get(api, f"/v1/operator/cases/{CASE}/deliveries", "operator")

    [entry] = answer.json["entries"]
    assert (entry["item"], entry["reference"], entry["arrived"]) == (SERVICE_CHECK, reference, True)
    assert [one["type"] for one in entry["deliveries"]] == [*TYPES, "item.corrected"]
    assert entry["deliveries"][-1] == {
        "webhook_id": f"{CASE}/{SERVICE_CHECK}/2/again-1",
        "type": "item.corrected",
        "office": "office-elsewhere",
        "attempt": 1,
        "at": "2026-11-24T01:00:00Z",
        "took_ms": 10_000,
        "taken": False,
        "status": None,
        "error": "DepartmentUnavailable",
        "said": "没有应答（Timeout）",
        "next_at": "2026-11-24T01:05:00Z",
    }
    assert not any(value in answer.text for value in PERSONAL)


@pytest.mark.parametrize("by_reference", [False, True])
def test_an_offices_staff_read_what_went_to_it_and_nothing_of_another(by_reference: bool) -> None:
    api, office, reference = called_case()
    query = f"office={office}" + (f"&reference={reference}" if by_reference else "")

    answer = get(api, f"/v1/departments/mobilization/deliveries?{query}", "staff")

    [entry] = answer.json["entries"]
    assert [one["type"] for one in entry["deliveries"]] == list(TYPES)
    assert answer.json["cursor"] is None
    assert not any(value in answer.text for value in PERSONAL)


@each(
    "department, who, status, code",
    [
        ("mobilization", "far-operator", 404, "office-not-found"),
        ("public_security", "staff", 404, "office-not-found"),
        ("mobilization", "soldier", 403, "forbidden"),
    ],
)
def test_nobody_else_reads_an_offices_log(department: str, who: str, status: int, code: str) -> None:
    api, office, _ = called_case()

    answer = get(api, f"/v1/departments/{department}/deliveries?office={office}", who)

    assert (answer.status, answer.code) == (status, code)


def test_an_operator_of_another_region_reads_no_call_about_the_case() -> None:
    api, _, _ = called_case()

    assert get(api, f"/v1/operator/cases/{CASE}/deliveries", "far-operator").code == "case-not-found"


def test_staff_have_an_item_sent_again_once_for_a_key() -> None:
    api, office, reference = called_case()
    order = {
        "office": office,
        "item": {"reference": reference, "item": SERVICE_CHECK},
        "reason": "数据库恢复过",
    }

    def ask(who: str = "staff", key: str = "key-00001", **change: object) -> Answer:
        path = "/v1/departments/mobilization/deliveries/resend"
        return api.post(path, {**order, **change}, authorization=f"Bearer {who}", idempotency_key=key)

    shown, done, again = ask(dry_run=True), ask(), ask()

    assert [one.status for one in (shown, done, again)] == [200, 200, 200]
    assert shown.json["entries"][0]["text"] == "可以重新发送。"
    assert done.json["entries"] == again.json["entries"]
    assert done.json["entries"][0]["resent"] is True
    assert ask(key="key-00002").code == "resend-out-of-place"
    assert ask("far-operator", key="key-00003").code == "office-not-found"
    assert ask("soldier").status == 403
    assert ask(since="2026-11-24T00:00:00+08:00").status == 422
    assert not any(one in done.body.decode() for one in PERSONAL)


LOOKUPS = "/v1/departments/{}/deliveries/lookups"


def looked_up(api: Api, department: str, signature: str, **asked: object) -> Answer:
    path = LOOKUPS.format(department)
    return api.post(path, asked, webhook_id="lookup-1", webhook_signature=signature)


@pytest.mark.parametrize("by_reference", [False, True])
def test_a_departments_system_reads_its_offices_log_by_its_signature_alone(by_reference: bool) -> None:
    api, office, reference = called_case()
    asked = {"office": office} | ({"reference": reference} if by_reference else {})

    answer = looked_up(api, "mobilization", "mobilization", **asked)

    [entry] = answer.json["entries"]
    assert [one["type"] for one in entry["deliveries"]] == list(TYPES)
    assert not any(value in answer.text for value in PERSONAL)


@each(
    "department, signature, changes, code",
    [
        ("mobilization", "public_security", {}, "bad-signature"),
        ("public_security", "public_security", {}, "office-not-found"),
        ("mobilization", "mobilization", {"reference": "TY261124AAAAAAAAA"}, "case-not-found"),
        ("mobilization", "mobilization", {"cursor": "nowhere"}, "bad-cursor"),
        ("mobilization", "mobilization", {"limit": 0}, "invalid-body"),
    ],
)
def test_a_lookup_that_is_not_right_is_refused_with_its_reason(
    department: str, signature: str, changes: dict[str, object], code: str
) -> None:
    api, office, _ = called_case()

    answer = looked_up(api, department, signature, **{"office": office, **changes})

    assert answer.code == code
