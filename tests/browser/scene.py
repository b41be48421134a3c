"""What there is to look at: one machine with a case under way, in which somebody has to do something, and a draft."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import urllib3

from functions.domain.clock import shanghai_date
from infra.console.follow import OPERATOR
from infra.console.kit.message import keys_of, signed
from infra.embedded.citizens import of_citizen
from tests.support.machine import SAMPLE, Machine, until
from tests.support.over_http import over_http
from tests.support.reports import report_at

# One office asks for a correction, one refuses, one is slow, one cannot, one says nothing: every kind of line there is.
STUCK = "reserve_registration"
SCRIPT: dict[str, Any] = {
    "items": {
        "medical_insurance": {"answers": ["received", "accepted", "correction_requested"]},
        "employment_support": {"answers": ["received", "accepted", "refused"]},
        "social_security_card": {"answers": ["received"]},
        "economic_subsidy": {"answers": []},
        STUCK: {"answers": ["received", "problem"]},
    }
}
BUSY, DRAFTING, CHECKED = "applicant-1", "applicant-2", "applicant-3"
SECONDS = 120.0
RATED = "household_registration"
# The police of the sample's county have no system: their items wait for their staff, on our pages.
BY_HAND = {
    "department": "public_security",
    "region": "440106",
    "route": {"name": "天河区公安机关（演示，没有业务系统）", "mode": "worklist"},
    "reason": "演示没有业务系统的机构",
}
# Whose service check is refused, by staff: the sandbox's offices do the same for everybody.
CHECKED_BY_HAND = {
    "department": "mobilization",
    "region": "440606",
    "route": {"name": "顺德区人民武装部（演示，没有业务系统）", "mode": "worklist"},
    "reason": "演示核查不通过",
}
# The police of another county exchange files.
BY_FILE = {
    "department": "public_security",
    "region": "440105",
    "route": {"name": "海珠区公安机关（演示，网络不通）", "mode": "exchange"},
    "reason": "演示以文件往来的机构",
}
# Their veterans' office has no system, and decides on who reports late.
LATE_BY_HAND = {
    "department": "veterans_affairs",
    "region": "440103",
    "route": {"name": "荔湾区退役军人事务局（演示，没有业务系统）", "mode": "worklist"},
    "reason": "演示逾期认定",
}
_ROUTES = "/v1/operator/routes"


@contextmanager
def scene(folder: Path) -> Iterator[Machine]:
    machine = Machine(folder, SCRIPT, words=("--http-threads", "8"))
    try:
        machine.start()
        for change in (BY_HAND, BY_FILE, CHECKED_BY_HAND, LATE_BY_HAND):
            set_office(machine, change)
        _refuse_the_check(machine)
        _report_late(machine)
        _rate_badly(machine, machine.submit())
        case_id = machine.submit()
        until(lambda: _is_corrected(machine, case_id), seconds=SECONDS)
        _draft(machine)
        _feedback(machine)
        _circular(machine)
        _batch(machine)
        _manifest(machine)
        _report(machine)
        yield machine
    finally:
        machine.stop()


def _is_corrected(machine: Machine, case_id: str) -> bool:
    items = {one["code"]: one for one in machine.case(case_id)["items"]}
    refused = items["employment_support"]["outcome"] == "refused"
    there = items["household_registration"]["status"] == "dispatched"
    stuck = items[STUCK]["status"] == "incident"
    return bool(refused and there and stuck and items["medical_insurance"]["status"] == "correcting")


def set_office(machine: Machine, change: dict[str, Any]) -> None:
    place = f"department={change['department']}&region={change['region']}"
    etag = machine.get(f"{_ROUTES}?{place}").headers["ETag"]
    headers = {
        "Authorization": f"Bearer {machine.token(OPERATOR)}",
        "Content-Type": "application/json",
        "If-Match": etag,
    }
    body = json.dumps(change).encode()
    _taken(over_http("PUT", f"{machine.client.server}{_ROUTES}", headers=headers, body=body))


def _rate_badly(machine: Machine, case_id: str) -> None:
    """Staff grant an item; its citizen is not satisfied, and has to be called back."""
    place = f"/v1/departments/public_security/cases/{case_id}/items/{RATED}"
    until(lambda: _claimed(machine, place, "public-security"), seconds=SECONDS)
    answer = {
        "type": "granted",
        "round": 1,
        "at": _now(),
        "result": {"document": "居民户口簿", "delivery": "window"},
    }
    _taken(machine.post(f"{place}/answers", json.dumps(answer).encode(), identity="public-security"))
    rating = {"item": RATED, "level": "very_dissatisfied", "text": "跑了三趟才办好"}
    place, body = f"/v1/cases/{case_id}/ratings", json.dumps(rating).encode()
    _taken(machine.post(place, body, identity=BUSY, citizen=machine.citizens))


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _refuse_the_check(machine: Machine) -> None:
    """Somebody applies for one item that needs it; the office takes it up and refuses."""
    form = json.loads(SAMPLE)
    wanted = ("person", "service", "destination")
    person = {"name": "测试丙", "id_number": "440606198807200038", "birth_date": "1988-07-20", "sex": "male"}
    service = {"rank_class": "officer", "placement_type": "demobilisation", "enlisted_on": "2007-09-01"}
    service |= {"branch": "armed_police", "merit": "second_class", "unit_code": "00002部队"}
    service |= {"certificate_number": "示例字第00000003号"}
    form = {name: form[name] for name in wanted} | {"items": ["discharge_report"]}
    form["person"] = form["person"] | person
    form["service"] = form["service"] | service | {"discharged_on": "2026-09-15"}
    form["destination"] = form["destination"] | {"city": "440600", "county": "440606"}
    receipt = _taken(machine.post("/v1/cases", json.dumps(form).encode(), identity=CHECKED))
    place = f"/v1/departments/mobilization/cases/{receipt['case_id']}/items/service_check"
    until(lambda: _claimed(machine, place, "mobilization"), seconds=SECONDS)
    answer = {
        "type": "refused",
        "round": 1,
        "at": _now(),
        "reason": "档案中没有查到入伍登记。",
        "legal_basis": "《退役军人安置条例》第五十一条",
        "remedy": [
            {"way": "review", "body": "顺德区人民武装部", "term": {"value": 60, "unit": "natural_day"}}
        ],
    }
    _taken(machine.post(f"{place}/answers", json.dumps(answer).encode(), identity="mobilization"))


def _report_late(machine: Machine) -> None:
    """Somebody whose thirty days are over reports, and says why; the office takes it up."""
    form = json.loads(SAMPLE)
    wanted = ("person", "service", "destination")
    form = {name: form[name] for name in wanted} | {"items": ["discharge_report"]}
    form["service"] |= {"late_reason": "退役后住院一个月"}
    form["destination"] |= {"county": LATE_BY_HAND["region"]}
    machine.citizens += 1
    body = of_citizen(json.dumps(form).encode(), machine.citizens)
    receipt = _taken(machine.post("/v1/cases", body, identity=BUSY, citizen=machine.citizens))
    place = f"/v1/departments/veterans_affairs/cases/{receipt['case_id']}/items/discharge_report"
    until(lambda: _claimed(machine, place, "veterans-affairs"), seconds=SECONDS)


def _claimed(machine: Machine, place: str, staff: str) -> bool:
    return machine.post(f"{place}/claim", b"{}", identity=staff).status < 400


def _taken(answer: urllib3.BaseHTTPResponse) -> Any:
    if answer.status >= 400:
        raise AssertionError(answer.data.decode())
    return answer.json()


def _draft(machine: Machine) -> None:
    body = {"items": ["discharge_report", "identity_card", "social_insurance", "medical_insurance"]}
    machine.post("/v1/drafts", json.dumps(body).encode(), identity=DRAFTING)


def _feedback(machine: Machine) -> None:
    body = {"city": "440100", "kind": "question", "text": "社保卡什么时候能领"}
    machine.post("/v1/feedback", json.dumps(body).encode(), identity=BUSY)


def _circular(machine: Machine) -> None:
    """The province issues one, and a window asks back."""
    body = {
        "region": "440000",
        "kind": "rule",
        "title": "恢复户口的办理口径",
        "text": "凭介绍信和退役证件办理，不再要求其他证明。",
        "effective_on": shanghai_date(datetime.now(UTC)).isoformat(),
    }
    made = machine.post("/v1/operator/circulars", json.dumps(body).encode(), identity=OPERATOR)
    place = f"/v1/circulars/{_taken(made)['id']}/questions"
    _taken(machine.post(place, json.dumps({"text": "没有介绍信怎么办"}).encode(), identity="clerk"))


def _batch(machine: Machine) -> None:
    """A trial, of however many items are stuck."""
    body = {"filter": {"attention": "incident"}, "action": "retry", "reason": "演示批量处理"}
    machine.post("/v1/operator/batches", json.dumps(body).encode(), identity=OPERATOR)


def _manifest(machine: Machine) -> None:
    """An office names something that the ledger does not have."""
    department, now = "veterans_affairs", datetime.now(UTC)
    line = {"reference": "TY2611240000000001X", "item": "discharge_report", "round": 1, "status": "received"}
    told = {"office": "sandbox-veterans-affairs", "at": now.isoformat(), "items": [line]}
    told |= {"day": shanghai_date(now).isoformat()}
    _signed(machine, f"{department}/manifests", json.dumps(told), now)


def _report(machine: Machine) -> None:
    """A department hands in the report of its own trials."""
    now = datetime.now(UTC)
    _signed(machine, "public_security/conformance", report_at(now).model_dump_json(), now)


def _signed(machine: Machine, place: str, body: str, now: datetime) -> None:
    """From a department's system."""
    (key, *_) = keys_of(machine.folder, place.partition("/")[0], None, None)
    message = signed(body, key=key, webhook_id="scene", at=now)
    url = f"{machine.client.server}/v1/departments/{place}"
    _taken(over_http("POST", url, headers=dict(message.headers), body=message.body))
