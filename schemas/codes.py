"""Code sets used everywhere; each member's Chinese term stands once, in `CHINESE`."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from schemas.codes_citizen import TERMS


class Department(StrEnum):
    """部门: one of five; the case's city and county decide which office of it."""

    VETERANS_AFFAIRS = "veterans_affairs"
    PUBLIC_SECURITY = "public_security"
    HUMAN_RESOURCES = "human_resources"
    HEALTHCARE_SECURITY = "healthcare_security"
    MOBILIZATION = "mobilization"


class Role(StrEnum):
    APPLICANT = "applicant"
    CLERK = "clerk"
    DEPARTMENT_STAFF = "department_staff"
    OPERATOR = "operator"


# Why operators must look at an item, the worst first.
Attention = Literal["incident", "overdue", "silent", "sending", "unvisited", "untold"]


class CaseStatus(StrEnum):
    """办件状态: ours, not the state machine's."""

    OPEN = "open"
    CLOSED = "closed"


class ItemStatus(StrEnum):
    """事项状态: where an item stands; DONE means it has its one outcome.

    CONTESTABLE: the service check did not pass, and its applicant may contest that once; it has no outcome yet.
    """

    WAITING = "waiting"
    READY = "ready"
    DISPATCHED = "dispatched"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    CORRECTING = "correcting"
    CONTESTABLE = "contestable"
    INCIDENT = "incident"
    DONE = "done"


class Outcome(StrEnum):
    """办理结果: an item's final answer."""

    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    BLOCKED = "blocked"
    NOT_NEEDED = "not_needed"


class Urgency(StrEnum):
    """How near the end of a term that runs against the applicant is."""

    RUNNING = "running"
    ALERT = "alert"
    PASSED = "passed"


class AnswerType(StrEnum):
    """部门答复: what a department says of an item."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    CORRECTION_REQUESTED = "correction_requested"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    EXTENDED = "extended"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    PROBLEM = "problem"


class WithdrawalStep(StrEnum):
    """撤回方式: what a withdrawal means for one item."""

    ENDS_NOW = "ends_now"
    ASK_OFFICE = "ask_office"
    ALREADY_ASKED = "already_asked"


class LetterKind(StrEnum):
    """通知书: what an office says in writing, dated and sealed. NOT_DONE: what this system says where no office decided;
    DEEMED_ACCEPTANCE: where none has said whether it accepts.
    """

    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    DEEMED_ACCEPTANCE = "deemed_acceptance"
    CORRECTION = "correction"
    NON_ACCEPTANCE = "non_acceptance"
    SUSPENSION = "suspension"
    EXTENSION = "extension"
    REFUSAL = "refusal"
    COMPLETION = "completion"
    NOT_DONE = "not_done"


class EventKind(StrEnum):
    """History of a case (办件经过): what one line of it tells."""

    SUBMITTED = "submitted"
    CONTINUED = "continued"
    DISPATCHED = "dispatched"
    UNAVAILABLE = "unavailable"
    ANSWERED = "answered"
    ANSWER_REFUSED = "answer_refused"
    NOT_NEEDED = "not_needed"
    BLOCKED = "blocked"
    LAPSED = "lapsed"
    OVERDUE = "overdue"
    INCIDENT = "incident"
    CORRECTED = "corrected"
    CONTESTED = "contested"
    CONTEST_WAIVED = "contest_waived"
    CONTEST_LAPSED = "contest_lapsed"
    WITHDRAWAL_REQUESTED = "withdrawal_requested"
    WITHDRAWN = "withdrawn"
    REMINDED = "reminded"
    SILENT = "silent"
    DEEMED_ACCEPTED = "deemed_accepted"
    RETRIED = "retried"
    RESENT = "resent"
    SETTLED = "settled"
    ABANDONED = "abandoned"
    REROUTED = "rerouted"
    TRANSFERRED = "transferred"
    LATENESS_DECIDED = "lateness_decided"
    OVERRIDE_PROPOSED = "override_proposed"
    OVERRIDDEN = "overridden"
    CLAIMED = "claimed"
    RELEASED = "released"
    HANDED_OVER = "handed_over"
    MANIFEST_DIFFERS = "manifest_differs"
    LINKED = "linked"
    MATERIAL_DEFERRED = "material_deferred"
    MATERIAL_DUE = "material_due"
    MATERIAL_ADDED = "material_added"
    RATED = "rated"
    VISITED = "visited"
    VISIT_OVERDUE = "visit_overdue"
    TOLD = "told"
    ATTENDED = "attended"
    APPOINTED = "appointed"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    APPOINTMENT_CALLED_OFF = "appointment_called_off"
    APPOINTMENT_MISSED = "appointment_missed"
    APPOINTMENT_VOID = "appointment_void"
    COLLECTED = "collected"
    POSTED = "posted"
    ACKNOWLEDGED = "acknowledged"
    NOTIFIED_AGAIN = "notified_again"
    ROW_PUT_BACK = "row_put_back"
    CLOSED = "closed"


_TERMS: tuple[tuple[StrEnum, str], ...] = (
    (Department.VETERANS_AFFAIRS, "退役军人事务"),
    (Department.PUBLIC_SECURITY, "公安"),
    (Department.HUMAN_RESOURCES, "人力资源社会保障"),
    (Department.HEALTHCARE_SECURITY, "医疗保障"),
    (Department.MOBILIZATION, "军区动员（人民武装）"),
    (Role.APPLICANT, "申请人"),
    (Role.CLERK, "窗口人员"),
    (Role.DEPARTMENT_STAFF, "部门经办人员"),
    (Role.OPERATOR, "运行管理员"),
    (CaseStatus.OPEN, "办理中"),
    (CaseStatus.CLOSED, "已办结"),
    (ItemStatus.WAITING, "等待前置事项"),
    (ItemStatus.READY, "待分发"),
    (ItemStatus.DISPATCHED, "已分发"),
    (ItemStatus.RECEIVED, "已收件"),
    (ItemStatus.ACCEPTED, "已受理"),
    (ItemStatus.SUSPENDED, "特别程序（暂停计时）"),
    (ItemStatus.CORRECTING, "待补正"),
    (ItemStatus.CONTESTABLE, "核查未通过，可提出异议"),
    (ItemStatus.INCIDENT, "异常待处理"),
    (ItemStatus.DONE, "已有结果"),
    (Outcome.GRANTED, "办结"),
    (Outcome.REFUSED, "不予办理"),
    (Outcome.NOT_ACCEPTED, "不予受理"),
    (Outcome.WITHDRAWN, "已撤回"),
    (Outcome.LAPSED, "补正超时"),
    (Outcome.BLOCKED, "前置未通过"),
    (Outcome.NOT_NEEDED, "无需办理"),
    (Urgency.RUNNING, "期限内"),
    (Urgency.ALERT, "期限临近"),
    (Urgency.PASSED, "期限已过"),
    (AnswerType.RECEIVED, "收件"),
    (AnswerType.ACCEPTED, "受理"),
    (AnswerType.CORRECTION_REQUESTED, "要求补正"),
    (AnswerType.SUSPENDED, "进入特别程序"),
    (AnswerType.RESUMED, "特别程序结束"),
    (AnswerType.EXTENDED, "延长办理期限"),
    (AnswerType.GRANTED, "办结"),
    (AnswerType.REFUSED, "不予办理"),
    (AnswerType.NOT_ACCEPTED, "不予受理"),
    (AnswerType.WITHDRAWN, "同意撤回"),
    (AnswerType.PROBLEM, "部门报告问题"),
    (WithdrawalStep.ENDS_NOW, "尚未分发，立即撤回"),
    (WithdrawalStep.ASK_OFFICE, "已分发，须经部门确认后撤回"),
    (WithdrawalStep.ALREADY_ASKED, "已申请撤回，等待部门确认"),
    (LetterKind.RECEIPT, "收件通知书"),
    (LetterKind.ACCEPTANCE, "受理通知书"),
    (LetterKind.DEEMED_ACCEPTANCE, "逾期未告知受理情况说明"),
    (LetterKind.CORRECTION, "补正告知书"),
    (LetterKind.NON_ACCEPTANCE, "不予受理通知书"),
    (LetterKind.SUSPENSION, "特别程序告知书"),
    (LetterKind.EXTENSION, "延长办理期限告知书"),
    (LetterKind.REFUSAL, "不予办理决定书"),
    (LetterKind.COMPLETION, "办结通知书"),
    (LetterKind.NOT_DONE, "事项未办理告知书"),
    (EventKind.SUBMITTED, "提交申请"),
    (EventKind.CONTINUED, "系统接续办理"),
    (EventKind.DISPATCHED, "分发至部门"),
    (EventKind.UNAVAILABLE, "部门系统暂不可用，自动重试"),
    (EventKind.ANSWERED, "部门答复"),
    (EventKind.ANSWER_REFUSED, "部门答复未采纳，留存备查"),
    (EventKind.NOT_NEEDED, "无需办理"),
    (EventKind.BLOCKED, "前置事项未通过"),
    (EventKind.LAPSED, "补正超时"),
    (EventKind.OVERDUE, "超过办理期限或本系统关注期限，已催办"),
    (EventKind.INCIDENT, "异常，待运行管理员处理"),
    (EventKind.CORRECTED, "申请人已补正"),
    (EventKind.CONTESTED, "申请人对核查结果提出异议"),
    (EventKind.CONTEST_WAIVED, "申请人不提出异议"),
    (EventKind.CONTEST_LAPSED, "提出异议的期限已过"),
    (EventKind.WITHDRAWAL_REQUESTED, "申请撤回，等待部门确认"),
    (EventKind.WITHDRAWN, "已撤回"),
    (EventKind.REMINDED, "已向部门催办"),
    (EventKind.SILENT, "部门久未答复"),
    (EventKind.DEEMED_ACCEPTED, "逾期未告知，按视为受理计算"),
    (EventKind.RETRIED, "运行管理员重新分发"),
    (EventKind.RESENT, "应部门要求重新发送"),
    (EventKind.SETTLED, "运行管理员登记办理结果"),
    (EventKind.ABANDONED, "运行管理员终止办理"),
    (EventKind.REROUTED, "改由其他机构办理"),
    (EventKind.TRANSFERRED, "移送本部门其他机构办理"),
    (EventKind.LATENESS_DECIDED, "已认定逾期的原因"),
    (EventKind.OVERRIDE_PROPOSED, "提议更正办理结果，待第二人复核"),
    (EventKind.OVERRIDDEN, "办理结果已更正"),
    (EventKind.CLAIMED, "经办人员已领取"),
    (EventKind.RELEASED, "经办人员已退回领取"),
    (EventKind.HANDED_OVER, "系统换用新的执行接续办理"),
    (EventKind.LINKED, "已与申请人本人的账号关联"),
    (EventKind.MATERIAL_DEFERRED, "容缺提交，承诺限期补交材料"),
    (EventKind.MATERIAL_DUE, "容缺材料补交期限临近"),
    (EventKind.MATERIAL_ADDED, "已补交材料"),
    (EventKind.MANIFEST_DIFFERS, "与部门每日清单不一致"),
    (EventKind.RATED, "申请人已评价"),
    (EventKind.VISITED, "部门已回访"),
    (EventKind.VISIT_OVERDUE, "部门逾期未回访"),
    (EventKind.TOLD, "工作人员已另行告知申请人"),
    (EventKind.ATTENDED, "申请人已到场"),
    (EventKind.APPOINTED, "已预约到场时间"),
    (EventKind.APPOINTMENT_CANCELLED, "已取消到场预约"),
    (EventKind.APPOINTMENT_CALLED_OFF, "办理机构停办，到场预约取消"),
    (EventKind.APPOINTMENT_MISSED, "没有按预约的时间到场"),
    (EventKind.APPOINTMENT_VOID, "不用再按预约到场，预约的时间不再保留"),
    (EventKind.COLLECTED, "办理结果已领取"),
    (EventKind.POSTED, "办理结果已寄出"),
    (EventKind.ACKNOWLEDGED, "申请人已知悉办理结果"),
    (EventKind.NOTIFIED_AGAIN, "重新发送通知"),
    (EventKind.ROW_PUT_BACK, "从备份放回记录"),
    (EventKind.CLOSED, "办件办结"),
)


class Terms:
    """Members of two code sets may be equal (a StrEnum is its text), so a term is looked up by set and member."""

    def __init__(self, terms: tuple[tuple[StrEnum, str], ...]) -> None:
        self._terms = {(type(member), member): term for member, term in terms}

    def __getitem__(self, member: StrEnum) -> str:
        return self._terms[type(member), member]

    def __iter__(self) -> Iterator[StrEnum]:
        return (member for _, member in self._terms)


CHINESE = Terms((*_TERMS, *TERMS))
