"""Plain Chinese for what a page shows: one line per event, one sentence per date."""

from functions.domain.case import CaseItem, Event
from schemas.codes import CHINESE, AnswerType, Department, EventKind
from schemas.edition import Edition

_PLAIN: dict[EventKind, str] = {
    EventKind.SUBMITTED: "已提交申请，正在核查入伍信息。",
    EventKind.CONTINUED: "系统已接续办理，无需您操作。",
    EventKind.NOT_NEEDED: "按您的情况，该事项无需办理。",
    EventKind.BLOCKED: "前置事项未通过，该事项不再办理。",
    EventKind.LAPSED: "补正期限已过，该事项按补正超时处理。",
    EventKind.OVERDUE: "已超过办理期限，系统已催办。",
    EventKind.INCIDENT: "该事项出现异常，运行管理员正在处理。",
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
        return f"{who}的系统暂不可用，系统将自动重试，无需您操作。"
    if event.kind is EventKind.ANSWER_REFUSED:
        return f"{who}的一次答复与已记录的情况不一致，未采纳，已留存备查。"
    if event.kind is EventKind.ANSWERED:
        return f"{who}{_answer_text(event)}"
    return _PLAIN.get(event.kind) or f"{CHINESE[event.kind]}。"


def _answer_text(event: Event) -> str:
    answer = event.detail.get("answer")
    kind = answer.get("type") if isinstance(answer, dict) else None
    return _ANSWERED[AnswerType(kind)] if kind in set(AnswerType) else "已答复。"


def due_text(item: CaseItem) -> str:
    """Our own bound of supervision is never told as a limit (待核定)."""
    if item.outcome is not None:
        return "已有办理结果。"
    if item.limit is None:
        return "办理期限待核定。"
    if item.due_at is None:
        return "尚未开始计算办理期限。"
    return "办理期限为暂定日期：次年节假日安排尚未公布。" if item.due_provisional else "请留意办理期限。"
