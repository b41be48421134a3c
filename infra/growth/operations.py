"""What is measured: every list, search, statistic and view, each as its own reader asks for it, and what writes."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook

from infra.embedded.citizens import of_citizen
from infra.growth.people import BUSY, QUIET, applicant

_SAMPLE = Path(__file__).parents[2] / "schemas" / "sample_application.json"
OPERATOR, CLERK, QUIET_CLERK, APPLICANT, STAFF = "operator", "clerk", "quiet_clerk", "applicant", "staff"
_WITH_OFFICE = "discharge_report"


@dataclass(frozen=True, slots=True)
class Picked:
    """What one round asks for: another case each time, so that nothing is answered from what was read before.

    `own`: whose case `closed` is, by number; `busy`: a case of the busy county.
    """

    number: int
    own: int
    closed: str
    reference: str
    busy: str
    busy_reference: str
    desk_reference: str
    open: str
    open_reference: str
    stuck: str


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """`who`: whose token or, for a page, whose session goes with it; "" is nobody's."""

    name: str
    who: str
    request: Callable[[Picked], Request]
    expected: int = 200
    is_page: bool = False


def _get(name: str, who: str, path: str, *, page: bool = False) -> Operation:
    def request(picked: Picked) -> Request:
        now = datetime.now(UTC)
        days = {"soon": _instant(now + timedelta(days=3)), "lately": _instant(now - timedelta(days=30))}
        return Request("GET", path.format(**asdict(picked), **days))

    return Operation(name, who, request, is_page=page)


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _post(name: str, who: str, path: str, body: Callable[[Picked], Any], expected: int = 200) -> Operation:
    def request(picked: Picked) -> Request:
        headers = {"Idempotency-Key": f"growth-{re.sub('[^a-z]', '-', name)}-{picked.number}"}
        return Request("POST", path, headers, json.dumps(body(picked), ensure_ascii=False).encode())

    return Operation(name, who, request, expected)


def _cases(name: str, query: str) -> Operation:
    return _get(f"operator: cases {name}".rstrip(), OPERATOR, f"/v1/operator/cases{query}")


_CASES = (
    _cases("", ""),
    _cases("by reference", "?reference={reference}"),
    _cases("of a busy county", f"?county={BUSY}"),
    _cases("of a quiet county", f"?county={QUIET}"),
    _cases("of a city", "?city=440100"),
    _cases("closed, oldest first", "?status=closed&order=oldest"),
    _cases("that are stuck", "?stuck=incident"),
    _cases("of an office", "?office=sandbox-veterans-affairs"),
    _cases("with an item", "?item=driving_licence"),
    _cases("of a department", "?department=public_security"),
    _cases("due soon", "?status=open&due={soon}"),
    _cases("lately", "?since={lately}"),
    _cases("from the window", "?channel=window"),
)
_OPERATORS = (
    _get("operator: case", OPERATOR, "/v1/operator/cases/{closed}"),
    _get("operator: executions", OPERATOR, "/v1/operator/cases/{open}/executions"),
    _get("operator: why", OPERATOR, "/v1/operator/cases/{open}/why"),
    _get("operator: why by reference", OPERATOR, "/v1/operator/why?reference={reference}"),
    _get("operator: deliveries", OPERATOR, "/v1/operator/cases/{closed}/deliveries"),
    _get("operator: summary", OPERATOR, "/v1/operator/summary"),
    _get("operator: incidents", OPERATOR, "/v1/operator/incidents"),
    _get("operator: incident groups", OPERATOR, "/v1/operator/incidents/groups"),
    _get("operator: incident", OPERATOR, "/v1/operator/incidents/{stuck}.medical_insurance"),
    _get("operator: batches", OPERATOR, "/v1/operator/batches"),
    _get("operator: feedback", OPERATOR, "/v1/operator/feedback"),
    _get("operator: window acts", OPERATOR, "/v1/operator/window-acts"),
    _get("operator: source failures", OPERATOR, "/v1/operator/source-failures"),
    _get("operator: unknown items", OPERATOR, "/v1/operator/unknown-items"),
    _get("operator: exports", OPERATOR, "/v1/operator/exports"),
    _post("operator: export", OPERATOR, "/v1/operator/exports", lambda _: {"reason": "测量", "limit": 50}),
)
_CLERKS = (
    _get("clerk: cases", CLERK, "/v1/cases"),
    _get("clerk: cases of a quiet county", QUIET_CLERK, "/v1/cases"),
    _get("clerk: case", CLERK, "/v1/cases/{busy}"),
    _post(
        "clerk: person",
        CLERK,
        "/v1/window/lookups",
        lambda picked: {
            "name": "测试甲",
            "id_number": applicant(picked.own).id_number,
            "purpose": "测量速度",
        },
    ),
    _post(
        "clerk: reference",
        CLERK,
        "/v1/window/reference-lookups",
        lambda picked: {"reference": picked.busy_reference, "purpose": "测量速度"},
    ),
)
_APPLICANTS = (
    _get("applicant: cases", APPLICANT, "/v1/cases"),
    _get("applicant: case", APPLICANT, "/v1/cases/{closed}"),
    _get("applicant: history", APPLICANT, "/v1/cases/{closed}/events"),
    _get("applicant: receipt", APPLICANT, "/v1/cases/{closed}/receipt"),
    _get("applicant: forms", APPLICANT, "/v1/cases/{closed}/forms"),
    _get("applicant: ratings", APPLICANT, "/v1/cases/{closed}/ratings"),
    _get("applicant: materials", APPLICANT, "/v1/cases/{closed}/materials"),
    _get("applicant: drafts", APPLICANT, "/v1/drafts"),
    _get("applicant: feedback", APPLICANT, "/v1/feedback"),
)
_STAFF = (
    _get("office: worklist", STAFF, "/v1/departments/public_security/worklist"),
    _get("office: finished", STAFF, "/v1/departments/public_security/finished"),
    _get("office: visits", STAFF, "/v1/departments/public_security/visits"),
    _get(
        "office: manifests", STAFF, "/v1/departments/public_security/manifests?office=sandbox-public-security"
    ),
    _get(
        "office: collections",
        STAFF,
        "/v1/departments/public_security/collections?reference={desk_reference}",
    ),
    _get(
        "office: deliveries",
        STAFF,
        "/v1/departments/public_security/deliveries?office=sandbox-public-security",
    ),
)
_PAGES = (
    _get("page: first", "", "/", page=True),
    _get("page: my cases", APPLICANT, "/my", page=True),
    _get("page: progress", APPLICANT, "/cases/{closed}", page=True),
    _get("page: history", APPLICANT, "/cases/{closed}/history", page=True),
    _get("page: window", CLERK, "/window", page=True),
    _get("page: window's list", CLERK, "/window/list", page=True),
    _get("page: office", STAFF, "/office", page=True),
    _get("page: office, finished", STAFF, "/office/finished", page=True),
    _get("page: office, visits", STAFF, "/office/visits", page=True),
    _get("page: console", OPERATOR, "/console", page=True),
    _get("page: console, cases", OPERATOR, "/console/cases", page=True),
    _get("page: console, cases counted", OPERATOR, "/console/cases?count=1", page=True),
    _get("page: console, a county's", OPERATOR, f"/console/cases?city=445300&county={QUIET}", page=True),
    _get("page: console, case", OPERATOR, "/console/cases/{closed}", page=True),
    _get("page: console, incidents", OPERATOR, "/console/incidents", page=True),
    _get("page: console, items", OPERATOR, "/console/items", page=True),
    _get("page: console, reviews", OPERATOR, "/console/reviews", page=True),
    _get("page: console, exports", OPERATOR, "/console/exports", page=True),
)


def answer(picked: Picked, key: str) -> Request:
    """An office's webhook: it has accepted what it received."""
    now = datetime.now(UTC)
    said = {
        "type": "accepted",
        "reference": picked.open_reference,
        "item": _WITH_OFFICE,
        "round": 1,
        "at": now.isoformat(),
    }
    body, name = json.dumps(said), f"growth/{picked.number}"
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(key).sign(name, now, body),
    }
    return Request("POST", "/v1/departments/veterans_affairs/answers", headers, body.encode())


def submission(picked: Picked) -> Request:
    """By somebody who has not applied yet."""
    form = json.loads(of_citizen(_SAMPLE.read_bytes(), picked.number))
    form |= {"items": ["discharge_report", "social_insurance"]}
    headers = {"Idempotency-Key": f"growth-{picked.number}"}
    return Request("POST", "/v1/cases", headers, json.dumps(form).encode())


def operations(key: str) -> tuple[Operation, ...]:
    """`key`: that of veterans_affairs."""
    return (
        *_CASES,
        *_OPERATORS,
        *_CLERKS,
        *_APPLICANTS,
        *_STAFF,
        *_PAGES,
        Operation("webhook", "", lambda picked: answer(picked, key)),
        Operation("submission", "citizen", submission, 202),
    )
