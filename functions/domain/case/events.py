"""What each kind of event of the history is: its sentence, its key, whose act, and where else it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from functions.domain.case.case import Event
from schemas.codes import EventKind, Role

# What a person asked for under a key of their own: all events of one act, in order.
_ACT = "{act}/{number:02}"


@dataclass(frozen=True, slots=True)
class _Line:
    """One kind's words. `sentence` and `key` name what has to be filled in; a stored key is never made otherwise.

    `by`: whose act, None for the system's own (a clerk or an operator may act in somebody's stead: the event says who).
    Whoever may see the case sees every line of its history (access.py), so no kind says who may: a sentence names nobody.
    `row`: the row that can hold it whole, so that it needs no write of its own; its key then names its item.
    `process`: the step and the action that it is in the national tables.
    """

    sentence: str
    key: str
    by: Role | None
    metric: str | None = None
    row: Literal["item", "case"] | None = None
    process: tuple[str, str] | None = None


EVENTS: Mapping[EventKind, _Line] = {
    EventKind.SUBMITTED: _Line(
        "已提交申请，正在核查入伍信息。", "submitted", Role.APPLICANT, metric="Submissions"
    ),
    EventKind.CONTINUED: _Line("系统已接续办理，无需您操作。", "continued/{run}", None, row="case"),
    EventKind.DISPATCHED: _Line(
        "已分发至{who}{round}。",
        "dispatched/{item}/{round}",
        None,
        metric="Dispatches",
        row="item",
        process=("申办", "分发至部门"),
    ),
    EventKind.UNAVAILABLE: _Line(
        "{who}{trouble}", "unavailable/{item}/{round}/{version}", None, metric="Unavailable", row="item"
    ),
    EventKind.ANSWERED: _Line(
        "{who}{answer}",
        "answer/{department}/{item}/{webhook_id}",
        Role.DEPARTMENT_STAFF,
        metric="Answers",
        row="item",
    ),
    EventKind.ANSWER_REFUSED: _Line(
        "{who}的一次答复与已记录的情况不一致，未采纳，已留存备查。",
        "answer/{department}/{item}/{webhook_id}",
        Role.DEPARTMENT_STAFF,
        metric="RefusedAnswers",
    ),
    EventKind.NOT_NEEDED: _Line("按您的情况，该事项无需办理。", "not_needed/{item}", None),
    EventKind.BLOCKED: _Line("前置事项未通过，该事项不再办理。", "blocked/{item}", None, row="item"),
    EventKind.LAPSED: _Line(
        "补正期限已过，该事项按补正超时处理。",
        "lapsed/{item}/{version}",
        None,
        metric="Lapsed",
        row="item",
        process=("办结", "补正超时驳回"),
    ),
    EventKind.OVERDUE: _Line(
        "已超过{limit}，系统将向部门催办。", "overdue/{item}/{version}", None, metric="Overdue", row="item"
    ),
    EventKind.INCIDENT: _Line(
        "该事项出现异常，运行管理员正在处理。",
        "incident/{item}/{version}",
        None,
        metric="Incidents",
        row="item",
    ),
    EventKind.CORRECTED: _Line(
        "已补正，转交部门继续办理。",
        _ACT,
        Role.APPLICANT,
        metric="Corrections",
        process=("补交受理", "申请人补正"),
    ),
    EventKind.CONTESTED: _Line(
        "已对核查结果提出异议，转交部门再次核查；其他事项等待核查结果。",
        _ACT,
        Role.APPLICANT,
        metric="Contests",
    ),
    EventKind.CONTEST_WAIVED: _Line("已表示不提出异议，以核查结果为准。", _ACT, Role.APPLICANT),
    EventKind.CONTEST_LAPSED: _Line(
        "提出异议的期限已过，以核查结果为准。",
        "contest_lapsed/{item}/{version}",
        None,
        metric="ContestsLapsed",
        row="item",
    ),
    EventKind.WITHDRAWAL_REQUESTED: _Line("已申请撤回，等待部门确认。", _ACT, Role.APPLICANT),
    EventKind.WITHDRAWN: _Line("该事项已撤回。", _ACT, Role.APPLICANT, process=("办结", "申请人撤回")),
    EventKind.REMINDED: _Line(
        "已向部门催办。", "reminded/{item}/{round}/{number}", None, metric="Reminders", row="item"
    ),
    EventKind.SILENT: _Line(
        "部门久未答复，运行管理员已可见。", "silent/{item}/{round}/{since}", None, metric="Silent", row="item"
    ),
    EventKind.DEEMED_ACCEPTED: _Line(
        "部门在{term}内未告知受理或补正；{deemed}。",
        "deemed_accepted/{item}/{round}",
        None,
        row="item",
        process=("受理", "逾期未告知，按视为受理计算"),
    ),
    EventKind.RETRIED: _Line("已重新分发至部门。", _ACT, Role.OPERATOR),
    EventKind.RESENT: _Line("应部门要求，重新分发至部门。", _ACT, Role.DEPARTMENT_STAFF),
    EventKind.SETTLED: _Line(
        "运行管理员已按部门的决定登记办理结果。", _ACT, Role.OPERATOR, process=("办结", "登记办理结果")
    ),
    EventKind.ABANDONED: _Line(
        "运行管理员终止办理该事项，理由见该事项。", _ACT, Role.OPERATOR, process=("办结", "终止办理")
    ),
    EventKind.REROUTED: _Line("已改由其他机构办理。", _ACT, Role.OPERATOR),
    EventKind.LATENESS_DECIDED: _Line("{who}已认定逾期的原因{excused}", _ACT, Role.DEPARTMENT_STAFF),
    EventKind.TRANSFERRED: _Line("{who}已移送本部门其他机构办理{moved}", _ACT, Role.DEPARTMENT_STAFF),
    EventKind.OVERRIDE_PROPOSED: _Line("办理结果正在复核更正。", _ACT, Role.OPERATOR),
    EventKind.OVERRIDDEN: _Line(
        "办理结果已更正，请查看该事项。", _ACT, Role.OPERATOR, process=("办结", "更正办理结果")
    ),
    EventKind.CLAIMED: _Line(
        "经办人员已领取该事项。", "claimed/{item}/{subject}/{key}", Role.DEPARTMENT_STAFF
    ),
    EventKind.RELEASED: _Line(
        "经办人员已退回该事项，等待他人领取。", "released/{item}/{subject}/{key}", Role.DEPARTMENT_STAFF
    ),
    EventKind.HANDED_OVER: _Line("系统已接续办理，无需您操作。", "handed_over/{run}", None, row="case"),
    EventKind.MANIFEST_DIFFERS: _Line(
        "与部门的每日清单核对不一致，运行管理员正在核实。",
        "manifest/{office}/{day}/{item}",
        Role.DEPARTMENT_STAFF,
    ),
    EventKind.LINKED: _Line("已与申请人本人的账号关联。", "linked/{whose}", Role.APPLICANT),
    EventKind.MATERIAL_DEFERRED: _Line(
        "已按容缺提交，请在承诺的期限前补交材料；是否受理由办理机构决定。",
        "submitted/deferred/{item}/{material}",
        Role.APPLICANT,
    ),
    EventKind.MATERIAL_DUE: _Line(
        "容缺材料的补交期限临近，请尽快补交。", "material_due/{item}/{material}", None
    ),
    EventKind.MATERIAL_ADDED: _Line("已收到您补交的材料。", "material/{upload}", Role.APPLICANT),
    EventKind.RATED: _Line("已评价。", _ACT, Role.APPLICANT),
    EventKind.VISITED: _Line("部门已就评价回访。", _ACT, Role.DEPARTMENT_STAFF),
    EventKind.VISIT_OVERDUE: _Line(
        "部门未在期限内回访，运行管理员已可见。", "visit_overdue/{item}/{version}", None
    ),
    EventKind.TOLD: _Line("工作人员已另行告知。", _ACT, Role.OPERATOR),
    EventKind.ATTENDED: _Line("已到场办理。", _ACT, Role.APPLICANT),
    EventKind.APPOINTED: _Line("已预约到场时间{when}。", _ACT, Role.APPLICANT),
    EventKind.APPOINTMENT_CANCELLED: _Line("已取消到场预约{when}。", _ACT, Role.APPLICANT),
    EventKind.APPOINTMENT_CALLED_OFF: _Line(
        "办理机构停办，预约的到场时间{when}已取消，请另约时间。",
        "called_off/{item}/{at}/{version}",
        Role.DEPARTMENT_STAFF,
    ),
    EventKind.APPOINTMENT_MISSED: _Line(
        "办理机构登记：没有按预约的时间{when}到场，可以重新预约。",
        "missed/{item}/{at}/{version}",
        Role.DEPARTMENT_STAFF,
    ),
    EventKind.APPOINTMENT_VOID: _Line(
        "不用再按预约到场，预约的时间{when}不再保留。", "appointment_void/{item}/{at}/{version}", None
    ),
    EventKind.COLLECTED: _Line("办理结果已领取。", _ACT, Role.APPLICANT),
    EventKind.POSTED: _Line("办理结果或者决定书已寄出。", _ACT, Role.DEPARTMENT_STAFF),
    EventKind.ACKNOWLEDGED: _Line("申请人已知悉办理结果。", _ACT, Role.APPLICANT),
    EventKind.NOTIFIED_AGAIN: _Line("系统将重新发送通知。", _ACT, Role.OPERATOR),
    EventKind.ROW_PUT_BACK: _Line(
        "本办件有一条记录因存储故障读不出，已按备份原样放回，无需您操作。", "row_put_back/{row}/{at}", None
    ),
    EventKind.CLOSED: _Line(
        "所有事项都已有结果，办件办结。", "closed", None, metric="ClosedCases", row="case"
    ),
}


def key_of(kind: EventKind, **parts: object) -> str:
    """Raises KeyError if a part is missing."""
    return EVENTS[kind].key.format(**parts)


def reused_key(first: str, digest: str) -> str:
    """Of an answer that came under the id of another one, whose event has the key `first`: it is kept beside it."""
    return f"{first}/reused/{digest}"


def act_key(act: str, number: int = 0) -> str:
    return _ACT.format(act=act, number=number)


def kept_in(row: Literal["item", "case"]) -> frozenset[EventKind]:
    return frozenset(kind for kind, line in EVENTS.items() if line.row == row)


def acts_of(role: Role) -> frozenset[EventKind]:
    return frozenset(kind for kind, line in EVENTS.items() if line.by is role)


def answering(event: Event) -> str | None:
    """The department of an answer that was refused: it touches no item, and its actor may be a member of staff."""
    return event.key.split("/")[1] if event.kind is EventKind.ANSWER_REFUSED else None
