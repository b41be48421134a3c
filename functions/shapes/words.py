"""Plain Chinese for what a page shows: one line per event, one sentence per date."""

from datetime import datetime

from functions.domain.applicant.telling import told_moment
from functions.domain.case.case import Event
from functions.domain.case.events import EVENTS
from functions.domain.case.item import SERVICE_CHECK, WITH_APPLICANT, CaseItem, attention
from functions.domain.catalogue.law import is_licence_code
from functions.domain.deadlines.due import NOTICE_TERM, day_moves_on
from functions.domain.deadlines.notice_words import untold
from functions.domain.deadlines.promised_date import Promise
from functions.domain.errors import DepartmentRefusedPayload
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, AnswerType, Department, ItemStatus
from schemas.wire import PROVINCE, PROVINCE_NAME

_ANSWERED: dict[AnswerType, str] = {
    AnswerType.RECEIVED: "已收件。",
    AnswerType.ACCEPTED: "已受理。",
    AnswerType.CORRECTION_REQUESTED: "要求补正，请查看需要补充的内容。",
    AnswerType.SUSPENDED: "进入特别程序（如检验、核查等），这段时间不算在办理时间里。",
    AnswerType.RESUMED: "检验、核查等已经结束，继续办理。",
    AnswerType.EXTENDED: "告知延长办理时间。",
    AnswerType.GRANTED: "已办结。",
    AnswerType.REFUSED: "决定不予办理。",
    AnswerType.NOT_ACCEPTED: "决定不予受理。",
    AnswerType.WITHDRAWN: "同意撤回。",
    AnswerType.PROBLEM: "报告该事项无法按收到的内容办理。",
}
# Of the service check, which decides nothing that anybody applied for.
_CHECKED = {**_ANSWERED, AnswerType.GRANTED: "核查通过。", AnswerType.REFUSED: "核查没有通过。"}


# Of a due day whose clock stands still.
POSTPONED = "特别程序结束后顺延"


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


def place_name(region: str, edition: Edition) -> str:
    """As `region_name`, and the province's own."""
    return PROVINCE_NAME if region == PROVINCE else region_name(edition, region)


def department_name(department: str) -> str:
    return f"{CHINESE[Department(department)]}部门" if department in set(Department) else "部门"


def event_text(event: Event, item: CaseItem | None, edition: Edition) -> str:
    """`item`: the event's, as it is now; None for an event of the whole case."""
    department = item.department.value if item else ""
    bound = item is not None and is_licence_code(item.code, edition)
    return EVENTS[event.kind].sentence.format(
        who=department_name(department),
        round=_round_text(event),
        trouble=_unavailable_text(event),
        answer=_answer_text(event),
        moved=_moved_text(event),
        excused=_excused_text(event),
        when=_when_text(event),
        term=NOTICE_TERM,
        deemed=untold(bound=bound),
        limit="办理期限" if item and item.bounds.limit else "本系统的关注期限（非法定）",
    )


def _round_text(event: Event) -> str:
    round_ = event.detail.get("round")
    return f"（第 {round_} 轮）" if round_ else ""


def _when_text(event: Event) -> str:
    """Of an appointment."""
    at = event.detail.get("at")
    if not isinstance(at, str) or "{when}" not in EVENTS[event.kind].sentence:
        return ""
    return f"（{told_moment(datetime.fromisoformat(at))}）"


def _moved_text(event: Event) -> str:
    to, why = event.detail.get("office_name"), event.detail.get("reason", "")
    return f"：{to}。理由：{why.rstrip('。')}。办理期限接着算，不用重新申请。" if to else "。"


def _excused_text(event: Event) -> str:
    """Whether it holds, why, and of what does not: on what basis, and how that is contested."""
    told = event.detail
    if "excused" not in told:
        return "。"
    held = "成立" if told["excused"] else "不成立"
    basis = f"依据：{told['legal_basis'].rstrip('。')}。" if told.get("legal_basis") else ""
    return f"{held}。理由：{told.get('reason', '').rstrip('。')}。{basis}{told.get('remedy_text', '')}"


def _unavailable_text(event: Event) -> str:
    """Only a department that is down is tried again by itself; one that cannot read what it got is an operator's matter."""
    refused = event.detail.get("error") == DepartmentRefusedPayload.__name__
    return (
        "未能接收该事项，运行管理员正在处理。" if refused else "的系统暂不可用，系统将自动重试，无需您操作。"
    )


def _answer_text(event: Event) -> str:
    answer = event.detail.get("answer")
    kind = answer.get("type") if isinstance(answer, dict) else None
    if kind not in set(AnswerType):
        return "已答复。"
    return (_CHECKED if event.item == SERVICE_CHECK else _ANSWERED)[AnswerType(kind)]


def status_text(item: CaseItem, edition: Edition, *, silence: bool = True) -> str:
    """An office that has long said nothing is shown as silent, not as working; nor has it accepted what only counts so."""
    text = CHINESE[item.status]
    if item.status is ItemStatus.ACCEPTED and item.clock.deemed_accepted:
        bound = is_licence_code(item.code, edition)
        text = "已受理（逾期未告知，视为受理）" if bound else "办理中（逾期未告知，按视为受理计算）"
    return f"{text}（部门久未答复）" if silence and attention(item) == "silent" else text


def deemed_text(item: CaseItem, edition: Edition) -> str | None:
    if not item.clock.deemed_accepted:
        return None
    bound = is_licence_code(item.code, edition)
    return f"部门在{NOTICE_TERM}内未告知受理或补正；{untold(bound=bound)}。"


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
    if promised.stopped:
        parts.append(f"有事项在特别程序中，{POSTPONED}")
    if promised.provisional:
        parts.append("为暂定日期：次年节假日安排尚未公布")
    return "；".join(parts) + "。"


def counted_anew(status: ItemStatus) -> str:
    """Of an item that waits for its applicant: the day that was counted before is nobody's any more."""
    contestable = status is ItemStatus.CONTESTABLE
    return "提出异议的，核查期限重新计算。" if contestable else "补正以后，办理期限重新计算。"


def due_text(item: CaseItem) -> str:
    """Our own bound of supervision is never told as a limit (待核定)."""
    if item.outcome is not None:
        return "已有办理结果。"
    if item.bounds.limit is None:
        return "办理期限待核定。"
    if item.clock.due_at is None:
        return "尚未开始计算办理期限。"
    if item.status in WITH_APPLICANT:
        return counted_anew(item.status)
    if day_moves_on(item):
        return f"办理期限停止计算，{POSTPONED}。"
    return (
        "办理期限为暂定日期：次年节假日安排尚未公布。" if item.clock.due_provisional else "请留意办理期限。"
    )
