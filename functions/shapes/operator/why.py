"""Why a case waits, as an operator reads it."""

from collections.abc import Mapping
from datetime import datetime

from functions.domain.case.case import Ledger
from functions.domain.office.routing import route_record
from functions.domain.operator.known import CaseWhy, OfficeKnown, Why
from functions.domain.operator.reason import Act, Whom
from functions.shapes import words
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE
from schemas.operator.views_why import CaseWhyView, WhyActView, WhyOfficeView, WhyView

WHOM: Mapping[Whom, str] = {
    "office": "办理机构",
    "applicant": "申请人",
    "item": "另一事项",
    "operator": "运行管理员",
    "system": "本系统",
    "nobody": "不等谁",
}
_RESOLUTION = "/v1/operator/incidents/{case}.{item}/resolution"
# What it is called, and where it is sent.
_ACTS: Mapping[Act, tuple[str, str, str]] = {
    "retry": ("重新分发", "POST", _RESOLUTION),
    "reroute": ("改派", "POST", _RESOLUTION),
    "settle": ("登记结果", "POST", _RESOLUTION),
    "abandon": ("终止办理", "POST", _RESOLUTION),
    "override": ("复核更正", "POST", _RESOLUTION),
    "told": ("登记已另行告知", "POST", _RESOLUTION),
    "notify": ("重新通知", "POST", _RESOLUTION),
    "continue": ("由新的执行接续办理", "POST", "/v1/operator/cases/{case}/runs"),
    "set_aside": ("隔离，或者解除隔离", "PUT", "/v1/operator/cases/{case}/setback"),
    "route": ("改该地区的路由", "PUT", "/v1/operator/routes"),
}


def case_why(
    found: CaseWhy, ledger: Ledger, edition: Edition, now: datetime, *, running: bool | None
) -> CaseWhyView:
    """`running` None: the engine did not answer."""
    case = ledger.case
    return CaseWhyView(
        case_id=case.id,
        reference=case.reference,
        status=case.status,
        status_text=CHINESE[case.status],
        at=now,
        run=case.run,
        running=bool(running),
        engine_answered=running is not None,
        why=_why(found.case, ledger, edition),
        items=tuple(_why(one, ledger, edition) for one in found.items),
    )


def _why(one: Why, ledger: Ledger, edition: Edition) -> WhyView:
    return WhyView(
        item=one.item,
        item_name=words.item_name(edition, one.item) if one.item else None,
        code=one.code,
        text=_text(one, ledger, edition),
        since=one.since,
        until=one.until,
        whom=one.reason.whom,
        whom_text=WHOM[one.reason.whom],
        office=_office(one.office) if one.office else None,
        behind=one.behind,
        behind_name=words.item_name(edition, one.behind) if one.behind else None,
        error=one.error,
        said=one.said,
        todo=one.reason.todo_with(one.acts),
        acts=tuple(_act(act, one, ledger) for act in one.acts),
    )


def _text(one: Why, ledger: Ledger, edition: Edition) -> str:
    department = words.department_name(ledger.item(one.item).department) if one.item else "部门"
    return one.reason.text.format(
        office=one.office.name if one.office else department,
        behind=words.item_name(edition, one.behind) if one.behind else "",
        record=route_record(one.office.id if one.office else ""),
    )


def _act(act: Act, one: Why, ledger: Ledger) -> WhyActView:
    text, method, path = _ACTS[act]
    return WhyActView(
        action=act, text=text, method=method, path=path.format(case=ledger.case.id, item=one.item)
    )


def _office(office: OfficeKnown) -> WhyOfficeView:
    return WhyOfficeView(id=office.id, name=office.name, mode=office.mode, telephone=office.telephone)
