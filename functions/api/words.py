"""Plain Chinese for what a page shows: one line per event, one sentence per date."""

from functions.domain.case.case import Event
from functions.domain.case.item import CaseItem, attention
from functions.domain.deadlines.due import NOTICE_TERM
from functions.domain.deadlines.promised_date import Promise
from functions.domain.errors import DepartmentRefusedPayload
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, AnswerType, Department, EventKind

_PLAIN: dict[EventKind, str] = {
    EventKind.SUBMITTED: "已提交申请，正在核查入伍信息。",
    EventKind.CONTINUED: "系统已接续办理，无需您操作。",
    EventKind.NOT_NEEDED: "按您的情况，该事项无需办理。",
    EventKind.BLOCKED: "前置事项未通过，该事项不再办理。",
    EventKind.LAPSED: "补正期限已过，该事项按补正超时处理。",
    EventKind.OVERDUE: "已超过办理期限，系统已催办。",
    EventKind.REMINDED: "已向部门催办。",
    EventKind.SILENT: "部门久未答复，运行管理员已可见。",
    EventKind.DEEMED_ACCEPTED: f"部门在{NOTICE_TERM}内未告知受理或补正，依法视为受理，自收件之日起计算。",
    EventKind.HANDED_OVER: "系统已接续办理，无需您操作。",
    EventKind.INCIDENT: "该事项出现异常，运行管理员正在处理。",
    EventKind.CORRECTED: "已补正，转交部门继续办理。",
    EventKind.WITHDRAWAL_REQUESTED: "已申请撤回，等待部门确认。",
    EventKind.WITHDRAWN: "该事项已撤回。",
    EventKind.RETRIED: "已重新分发至部门。",
    EventKind.SETTLED: "运行管理员已按部门的决定登记办理结果。",
    EventKind.ABANDONED: "运行管理员终止办理该事项，理由见该事项。",
    EventKind.REROUTED: "已改由其他机构办理。",
    EventKind.OVERRIDE_PROPOSED: "办理结果正在复核更正。",
    EventKind.OVERRIDDEN: "办理结果已更正，请查看该事项。",
    EventKind.CLAIMED: "经办人员已领取该事项。",
    EventKind.RELEASED: "经办人员已退回该事项，等待他人领取。",
    EventKind.MANIFEST_DIFFERS: "与部门的每日清单核对不一致，运行管理员正在核实。",
    EventKind.MATERIAL_DEFERRED: "已容缺受理，请在承诺的期限前补交材料。",
    EventKind.MATERIAL_DUE: "容缺材料的补交期限临近，请尽快补交。",
    EventKind.MATERIAL_ADDED: "已收到您补交的材料。",
    EventKind.RATED: "已评价。",
    EventKind.VISITED: "部门已就评价回访。",
    EventKind.VISIT_OVERDUE: "部门未在期限内回访，运行管理员已可见。",
    EventKind.TOLD: "工作人员已另行告知。",
    EventKind.NOTIFIED_AGAIN: "系统将重新发送通知。",
    EventKind.CLOSED: "所有事项都已有结果，办件办结。",
}
_ANSWERED: dict[AnswerType, str] = {
    AnswerType.RECEIVED: "已收件。",
    AnswerType.ACCEPTED: "已受理，开始计算办理期限。",
    AnswerType.CORRECTION_REQUESTED: "要求补正，请查看需要补充的内容。",
    AnswerType.SUSPENDED: "进入特别程序，暂停计算办理期限。",
    AnswerType.RESUMED: "特别程序结束，继续办理。",
    AnswerType.EXTENDED: "延长了办理期限。",
    AnswerType.GRANTED: "已办结。",
    AnswerType.REFUSED: "决定不予办理。",
    AnswerType.NOT_ACCEPTED: "决定不予受理。",
    AnswerType.WITHDRAWN: "同意撤回。",
    AnswerType.PROBLEM: "报告该事项无法按收到的内容办理。",
}


def item_name(edition: Edition, code: str) -> str:
    try:
        return edition.item(code).name
    except KeyError:
        return code


def region_name(edition: Edition, code: str) -> str:
    try:
        return edition.regions.name(code)
    except KeyError:
        return code


def department_name(department: str) -> str:
    return f"{CHINESE[Department(department)]}部门" if department in set(Department) else "部门"


def event_text(event: Event, department: str) -> str:
    """`department` is the code of the event's item's department, or empty."""
    who = department_name(department)
    if event.kind is EventKind.DISPATCHED:
        round_ = event.detail.get("round")
        return f"已分发至{who}{f'（第 {round_} 轮）' if round_ else ''}。"
    if event.kind is EventKind.UNAVAILABLE:
        return f"{who}{_unavailable_text(event)}"
    if event.kind is EventKind.ANSWER_REFUSED:
        return f"{who}的一次答复与已记录的情况不一致，未采纳，已留存备查。"
    if event.kind is EventKind.ANSWERED:
        return f"{who}{_answer_text(event)}"
    return _PLAIN.get(event.kind) or f"{CHINESE[event.kind]}。"


def _unavailable_text(event: Event) -> str:
    """Only a department that is down is tried again by itself; one that cannot read what it got is an operator's matter."""
    refused = event.detail.get("error") == DepartmentRefusedPayload.__name__
    return (
        "未能接收该事项，运行管理员正在处理。" if refused else "的系统暂不可用，系统将自动重试，无需您操作。"
    )


def _answer_text(event: Event) -> str:
    answer = event.detail.get("answer")
    kind = answer.get("type") if isinstance(answer, dict) else None
    return _ANSWERED[AnswerType(kind)] if kind in set(AnswerType) else "已答复。"


def status_text(item: CaseItem) -> str:
    """An office that has long said nothing is shown as silent, not as working."""
    text = CHINESE[item.status]
    return f"{text}（部门久未答复）" if attention(item) == "silent" else text


def promise_text(promised: Promise) -> str:
    """What the date stands for, and what it leaves out: a limit that is 待核定 is never told as one."""
    if promised.at is None:
        return (
            "其余事项的办理期限待核定，暂不能给出整件承诺日期。"
            if promised.uncounted
            else "所有事项都已有结果。"
        )
    parts = ["按各事项的法定或承诺期限推算"]
    if promised.uncounted:
        parts.append(f"另有 {len(promised.uncounted)} 项期限待核定，未计入")
    if promised.provisional:
        parts.append("为暂定日期：次年节假日安排尚未公布")
    return "；".join(parts) + "。"


def due_text(item: CaseItem) -> str:
    """Our own bound of supervision is never told as a limit (待核定)."""
    if item.outcome is not None:
        return "已有办理结果。"
    if item.limit is None:
        return "办理期限待核定。"
    if item.due_at is None:
        return "尚未开始计算办理期限。"
    return "办理期限为暂定日期：次年节假日安排尚未公布。" if item.due_provisional else "请留意办理期限。"
