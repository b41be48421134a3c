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
from infra.growth.people import BUSY_COUNTY, QUIET_COUNTY, applicant

_SAMPLE = Path(__file__).parents[2] / "schemas" / "sample_application.json"
# Those before have applied: the originals are theirs.
FIRST_CITIZEN = 1_000
AS_OPERATOR, AS_CLERK, AS_QUIET_CLERK, AS_APPLICANT, AS_STAFF = (
    "operator",
    "clerk",
    "quiet_clerk",
    "applicant",
    "staff",
)
_WITH_OFFICE = "discharge_report"
_TIMES = "office=sandbox-public-security&item=identity_card"


@dataclass(frozen=True, slots=True)
class PickedCases:
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
class ProbeRequest:
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """`who`: whose token or, for a page, whose session goes with it; "" is nobody's."""

    name: str
    who: str
    request: Callable[[PickedCases], ProbeRequest]
    expected: int = 200
    is_page: bool = False


def _get(name: str, who: str, path: str, *, page: bool = False) -> Probe:
    def request(picked: PickedCases) -> ProbeRequest:
        now = datetime.now(UTC)
        days = {"soon": _instant(now + timedelta(days=3)), "lately": _instant(now - timedelta(days=30))}
        return ProbeRequest("GET", path.format(**asdict(picked), **days))

    return Probe(name, who, request, is_page=page)


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _post(name: str, who: str, path: str, body: Callable[[PickedCases], Any], expected: int = 200) -> Probe:
    def request(picked: PickedCases) -> ProbeRequest:
        headers = {"Idempotency-Key": f"growth-{re.sub('[^a-z]', '-', name)}-{picked.number}"}
        return ProbeRequest("POST", path, headers, json.dumps(body(picked), ensure_ascii=False).encode())

    return Probe(name, who, request, expected)


def _cases(name: str, query: str) -> Probe:
    return _get(f"operator: cases {name}".rstrip(), AS_OPERATOR, f"/v1/operator/cases{query}")


_CASES = (
    _cases("", ""),
    _cases("by reference", "?reference={reference}"),
    _cases("of a busy county", f"?county={BUSY_COUNTY}"),
    _cases("of a quiet county", f"?county={QUIET_COUNTY}"),
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
    _get("operator: case", AS_OPERATOR, "/v1/operator/cases/{closed}"),
    _get("operator: executions", AS_OPERATOR, "/v1/operator/cases/{open}/executions"),
    _get("operator: why", AS_OPERATOR, "/v1/operator/cases/{open}/why"),
    _get("operator: why by reference", AS_OPERATOR, "/v1/operator/why?reference={reference}"),
    _get("operator: who looked", AS_OPERATOR, "/v1/operator/cases/{closed}/looks"),
    _get("operator: acts", AS_OPERATOR, "/v1/operator/acts"),
    _get("operator: ratings", AS_OPERATOR, "/v1/operator/ratings"),
    _get("operator: numbers", AS_OPERATOR, "/v1/operator/numbers"),
    _get("operator: recounts", AS_OPERATOR, "/v1/operator/numbers/recounts"),
    _get("operator: numbers as a file", AS_OPERATOR, "/v1/operator/numbers/csv"),
    _get("operator: deliveries", AS_OPERATOR, "/v1/operator/cases/{closed}/deliveries"),
    _get("operator: summary", AS_OPERATOR, "/v1/operator/summary"),
    _get("operator: incidents", AS_OPERATOR, "/v1/operator/incidents"),
    _get("operator: incident groups", AS_OPERATOR, "/v1/operator/incidents/groups"),
    _get("operator: incident", AS_OPERATOR, "/v1/operator/incidents/{stuck}.medical_insurance"),
    _get("operator: batches", AS_OPERATOR, "/v1/operator/batches"),
    _get("operator: feedback", AS_OPERATOR, "/v1/operator/feedback"),
    _get("operator: circulars", AS_OPERATOR, "/v1/circulars?words=口径"),
    _get("operator: open questions", AS_OPERATOR, "/v1/operator/circular-questions"),
    _get("operator: directories", AS_OPERATOR, "/v1/operator/directories?city=440100"),
    _get("operator: figures to be checked", AS_OPERATOR, "/v1/operator/figures/waiting"),
    _get("operator: window acts", AS_OPERATOR, "/v1/operator/window-acts"),
    _get("operator: source failures", AS_OPERATOR, "/v1/operator/source-failures"),
    _get("operator: unknown items", AS_OPERATOR, "/v1/operator/unknown-items"),
    _get("operator: exports", AS_OPERATOR, "/v1/operator/exports"),
    _post("operator: export", AS_OPERATOR, "/v1/operator/exports", lambda _: {"reason": "测量", "limit": 50}),
)
_CLERKS = (
    _get("clerk: cases", AS_CLERK, "/v1/cases"),
    _get("clerk: cases of a quiet county", AS_QUIET_CLERK, "/v1/cases"),
    _get("clerk: case", AS_CLERK, "/v1/cases/{busy}"),
    _get("clerk: taken for elsewhere", AS_CLERK, "/v1/window/taken"),
    _post(
        "clerk: person",
        AS_CLERK,
        "/v1/window/lookups",
        lambda picked: {
            "name": "测试甲",
            "id_number": applicant(picked.own).id_number,
            "purpose": "测量速度",
        },
    ),
    _post(
        "clerk: reference",
        AS_CLERK,
        "/v1/window/reference-lookups",
        lambda picked: {"reference": picked.busy_reference, "purpose": "测量速度"},
    ),
)
_APPLICANTS = (
    _get("applicant: cases", AS_APPLICANT, "/v1/cases"),
    _get("applicant: case", AS_APPLICANT, "/v1/cases/{closed}"),
    _get("applicant: history", AS_APPLICANT, "/v1/cases/{closed}/events"),
    _get("applicant: receipt", AS_APPLICANT, "/v1/cases/{closed}/receipt"),
    _get("applicant: forms", AS_APPLICANT, "/v1/cases/{closed}/forms"),
    _get("applicant: ratings", AS_APPLICANT, "/v1/cases/{closed}/ratings"),
    _get("applicant: materials", AS_APPLICANT, "/v1/cases/{closed}/materials"),
    _get("applicant: drafts", AS_APPLICANT, "/v1/drafts"),
    _get("applicant: feedback", AS_APPLICANT, "/v1/feedback"),
)
_STAFF = (
    _get("office: worklist", AS_STAFF, "/v1/departments/public_security/worklist"),
    _get("office: finished", AS_STAFF, "/v1/departments/public_security/finished?limit=20"),
    _get("office: visits", AS_STAFF, "/v1/departments/public_security/visits"),
    _get("office: times", AS_STAFF, f"/v1/departments/public_security/slots?{_TIMES}"),
    _get(
        "office: bookings",
        AS_STAFF,
        f"/v1/departments/public_security/slots/bookings?{_TIMES}&day=2026-12-01",
    ),
    _get(
        "office: manifests",
        AS_STAFF,
        "/v1/departments/public_security/manifests?office=sandbox-public-security",
    ),
    _get(
        "office: collections",
        AS_STAFF,
        "/v1/departments/public_security/collections?reference={desk_reference}",
    ),
    _get(
        "office: deliveries",
        AS_STAFF,
        "/v1/departments/public_security/deliveries?office=sandbox-public-security",
    ),
)
_PAGES = (
    _get("page: first", "", "/", page=True),
    _get("page: my cases", AS_APPLICANT, "/my", page=True),
    _get("page: progress", AS_APPLICANT, "/cases/{closed}", page=True),
    _get("page: history", AS_APPLICANT, "/cases/{closed}/history", page=True),
    _get("page: window", AS_CLERK, "/window", page=True),
    _get("page: window's list", AS_CLERK, "/window/list", page=True),
    _get("page: office", AS_STAFF, "/office", page=True),
    _get("page: office, finished", AS_STAFF, "/office/finished", page=True),
    _get("page: office, visits", AS_STAFF, "/office/visits", page=True),
    _get("page: console", AS_OPERATOR, "/console", page=True),
    _get("page: console, cases", AS_OPERATOR, "/console/cases", page=True),
    _get("page: console, cases counted", AS_OPERATOR, "/console/cases?count=1", page=True),
    _get(
        "page: console, a county's",
        AS_OPERATOR,
        f"/console/cases?city=445300&county={QUIET_COUNTY}",
        page=True,
    ),
    _get("page: console, case", AS_OPERATOR, "/console/cases/{closed}", page=True),
    _get("page: console, incidents", AS_OPERATOR, "/console/incidents", page=True),
    _get("page: console, items", AS_OPERATOR, "/console/items", page=True),
    _get("page: console, numbers", AS_OPERATOR, "/console/numbers", page=True),
    _get("page: console, reviews", AS_OPERATOR, "/console/reviews", page=True),
    _get("page: console, exports", AS_OPERATOR, "/console/exports", page=True),
)


def office_webhook(picked: PickedCases, key: str) -> ProbeRequest:
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
    return ProbeRequest("POST", "/v1/departments/veterans_affairs/answers", headers, body.encode())


def new_submission(picked: PickedCases) -> ProbeRequest:
    """By somebody who has not applied yet."""
    form = json.loads(of_citizen(_SAMPLE.read_bytes(), FIRST_CITIZEN + picked.number))
    form |= {"items": ["discharge_report", "social_insurance"]}
    headers = {"Idempotency-Key": f"growth-{picked.number}"}
    return ProbeRequest("POST", "/v1/cases", headers, json.dumps(form).encode())


def probes(key: str) -> tuple[Probe, ...]:
    """`key`: that of veterans_affairs."""
    return (
        *_CASES,
        *_OPERATORS,
        *_CLERKS,
        *_APPLICANTS,
        *_STAFF,
        *_PAGES,
        Probe("webhook", "", lambda picked: office_webhook(picked, key)),
        Probe("submission", "citizen", new_submission, 202),
    )
