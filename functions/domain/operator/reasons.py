"""Every kind of reason for which a case waits: a stable code, why, for whom, what to do. The most pressing first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Whom = Literal["office", "applicant", "item", "operator", "system", "nobody"]
# As the interface names them; `continue` is a new run of the case, `set_aside` its setback, `route` the region's office.
Act = Literal[
    "retry", "reroute", "settle", "abandon", "override", "told", "notify", "continue", "set_aside", "route"
]

_ANEW: tuple[Act, ...] = ("retry", "reroute", "settle", "abandon")
_DECIDE: tuple[Act, ...] = ("settle", "reroute", "abandon", "retry")
_UNREACHED: tuple[Act, ...] = ("reroute", "route", "retry", "settle")
_URGE: tuple[Act, ...] = ("settle", "reroute", "retry")


@dataclass(frozen=True, slots=True)
class Reason:
    """`text` may name {office}, {behind}; `acts`: what may help, of which only what the item's state allows is offered."""

    whom: Whom
    text: str
    todo: str
    acts: tuple[Act, ...] = ()


REASONS: Mapping[str, Reason] = {
    "case-set-aside": Reason(
        "operator",
        "该办件已被运行管理员隔离，巡检不再处理。",
        "查明并排除原因后，解除隔离（不填理由），下次巡检重新处理。",
        ("set_aside",),
    ),
    "case-stops-sweep": Reason(
        "operator",
        "巡检处理该办件时出错，尚未成功。",
        "按错误名称查明原因；一时无法排除的，填写理由隔离。",
        ("set_aside", "continue"),
    ),
    "office-refused": Reason(
        "operator",
        "{office}的系统拒收所发的内容。",
        "与该机构核对拒收原因：对方改正后重新分发；接口不通的，改派到工作台或者其他机构。",
        _ANEW,
    ),
    "office-reported-problem": Reason(
        "operator",
        "{office}反映无法按收到的内容办理。",
        "看该机构的原话，联系核实：内容无误的重新分发；不归其办理的改派；已有决定的登记结果。",
        _ANEW,
    ),
    "office-never-answered": Reason(
        "operator",
        "{office}的系统多次没有应答，已停止自动重试。",
        "联系该机构：恢复后重新分发；短期不能恢复的，改派到工作台。",
        _ANEW,
    ),
    "corrections-exhausted": Reason(
        "operator",
        "{office}再次要求补正，已超过允许的轮数。",
        "与该机构商定：要么作出决定（登记结果），要么请其按现有材料办理。",
        _DECIDE,
    ),
    "withdrawal-refused": Reason(
        "operator",
        "{office}的系统拒收撤回申请。",
        "联系该机构，告知申请人要求撤回，按其答复登记结果或者终止办理。",
        _DECIDE,
    ),
    "material-refused": Reason(
        "operator",
        "{office}的系统拒收补交材料的通知。",
        "联系该机构，告知材料可在办件中查看；处理后重新分发或者登记结果。",
        _ANEW,
    ),
    "wait-timed-out": Reason(
        "operator",
        "等待超过流程的时限，流程已停在这里。",
        "核对该机构是否在办：在办的重新分发，已有决定的登记结果。",
        _ANEW,
    ),
    "record-unreadable": Reason(
        "operator",
        "办件内容无法读取，没有丢弃，也没有改动。",
        "请技术人员恢复该记录或者密钥，然后重新分发。",
        _ANEW,
    ),
    "seal-keys-missing": Reason(
        "operator",
        "系统密钥缺失，办件内容无法读取。",
        "请技术人员放回原来的密钥，然后重新分发。",
        _ANEW,
    ),
    "store-was-busy": Reason("operator", "系统繁忙，这一步没有办成。", "重新分发。", _ANEW),
    "item-misplaced": Reason(
        "operator", "事项与部门不符，流程已停。", "请技术人员核对目录版本，然后重新分发。", _ANEW
    ),
    "stopped-unexpectedly": Reason(
        "operator",
        "办理流程意外停止。",
        "看执行记录里的错误；原因排除后重新分发，已有决定的登记结果。",
        _ANEW,
    ),
    "override-unconfirmed": Reason(
        "operator",
        "更正办理结果的提议在等第二名运行管理员复核。",
        "请另一名运行管理员核对后，以相同内容提交。",
        ("override",),
    ),
    "applicant-untold": Reason(
        "operator",
        "通知未能送达，申请人可能还不知道。",
        "重新通知；或者用其他方式告知后，登记已告知。",
        ("notify", "told"),
    ),
    "run-lost": Reason(
        "system",
        "该办件的执行已经停止，或者引擎没有它的记录。",
        "巡检会从台账接续；要马上接续的，由新的执行接续办理。",
        ("continue",),
    ),
    "round-unsent": Reason(
        "system",
        "早该发往{office}，但没有在发送。",
        "巡检会重新发出；仍不动的，由新的执行接续办理。",
        ("continue",),
    ),
    "block-unrecorded": Reason(
        "system",
        "前置事项“{behind}”没有通过，本事项还没有随之结束。",
        "巡检会补记；仍不动的，由新的执行接续办理。",
        ("continue",),
    ),
    "term-just-passed": Reason(
        "system",
        "申请人的期限已过，系统还没有据此处理。",
        "巡检会处理；仍不动的，由新的执行接续办理。",
        ("continue",),
    ),
    "closing-late": Reason(
        "system",
        "各事项都有了结果，办件还没有办结。",
        "巡检会办结；仍不动的，由新的执行接续办理。",
        ("continue",),
    ),
    "office-overdue": Reason(
        "office",
        "{office}超过办理期限仍没有结果。",
        "联系该机构催办；已有决定的登记结果，不能办理的改派。",
        _URGE,
    ),
    "office-over-watch": Reason(
        "office",
        "{office}超过本系统的关注期限（非法定）仍没有结果。",
        "联系该机构了解进展；已有决定的登记结果，不能办理的改派。",
        _URGE,
    ),
    "office-silent": Reason(
        "office",
        "{office}很久没有任何答复。",
        "联系该机构核实是否收到：没有收到的重新分发，不能办理的改派。",
        _URGE,
    ),
    "visit-overdue": Reason(
        "office",
        "申请人给了差评，{office}逾期没有回访。",
        "联系该机构完成回访并登记。",
    ),
    "office-unreachable": Reason(
        "office",
        "{office}的系统没有收下，正在自动重试。",
        "联系该机构恢复系统，恢复后自动送达；短期不能恢复的，改派到工作台，或者改该地区的路由。",
        _UNREACHED,
    ),
    "office-resting": Reason(
        "office",
        "{office}的系统近来没有正常应答，已减少发送，轮到时再试。",
        "联系该机构恢复系统；急办的，改派到工作台。",
        _UNREACHED,
    ),
    "withdrawal-untold": Reason(
        "system",
        "申请人要求撤回，还没有告诉{office}。",
        "系统会自动告知；该机构的系统不通的，请电话告知。",
    ),
    "withdrawal-unanswered": Reason(
        "office",
        "申请人要求撤回，{office}还没有答复。",
        "联系该机构，请其答复同意撤回或者已作出的决定。",
        _DECIDE,
    ),
    "applicant-corrects": Reason(
        "applicant",
        "{office}要求补正，等申请人补充。",
        "不用处理；申请人可能有困难的，请窗口电话提醒。",
    ),
    "applicant-may-contest": Reason(
        "applicant",
        "入伍信息核查未通过，等申请人决定是否提出异议。",
        "不用处理；期限过后自动继续。",
    ),
    "applicant-comes": Reason(
        "applicant",
        "{office}已受理，等申请人到场。",
        "不用处理；申请人到场后由该机构登记。",
    ),
    "desk-unclaimed": Reason(
        "office",
        "已在{office}的待办列表中，还没有人领取。",
        "联系该机构领取。",
        _URGE,
    ),
    "desk-working": Reason("office", "{office}的经办人员已领取，还没有答复。", "不用处理。", _URGE),
    "exchange-unanswered": Reason(
        "office",
        "经交换文件转给{office}，还没有带回答复。",
        "核对该机构是否取走了当日文件，并导入了答复文件。",
        _URGE,
    ),
    "office-unanswered": Reason(
        "office", "已送达{office}，还没有答复。", "不用处理；久未答复时会列出。", _URGE
    ),
    "office-received": Reason("office", "{office}已收件，还没有说是否受理。", "不用处理。", _URGE),
    "office-suspended": Reason(
        "office", "{office}处于特别程序，办理期限暂停计算。", "不用处理；久未结束时会列出。", _URGE
    ),
    "office-decides": Reason("office", "{office}已受理，正在办理。", "不用处理；超过期限会自动催办。", _URGE),
    "ordered-anew": Reason(
        "system", "运行管理员已要求重新发出，系统即将发往{office}。", "不用处理；稍后再看。"
    ),
    "being-sent": Reason("system", "正在发往{office}。", "不用处理；稍后再看。"),
    "about-to-be-owed": Reason("system", "前置事项都已通过，即将发往{office}。", "不用处理；稍后再看。"),
    "being-closed": Reason("system", "各事项都有了结果，正在办结。", "不用处理；稍后再看。"),
    "service-check-open": Reason("item", "等入伍信息核查通过。", "看入伍信息核查在等谁。"),
    "prerequisite-open": Reason("item", "等前置事项“{behind}”办好。", "看该事项在等谁。"),
    "case-closed": Reason("nobody", "办件已办结，没有在等的。", "不用处理。"),
}

# By the name of the error that an incident tells.
INCIDENTS: Mapping[str, str] = {
    "DepartmentRefusedPayload": "office-refused",
    "DepartmentProblem": "office-reported-problem",
    "DepartmentUnavailable": "office-never-answered",
    "CorrectionRoundsExhausted": "corrections-exhausted",
    "WithdrawalRefused": "withdrawal-refused",
    "MaterialRefused": "material-refused",
    "States.Timeout": "wait-timed-out",
    "RecordUnreadable": "record-unreadable",
    "SealKeysMissing": "seal-keys-missing",
    "StoreBusy": "store-was-busy",
    "ItemNotFound": "item-misplaced",
}
UNFORESEEN = "stopped-unexpectedly"
_RANK = {code: rank for rank, code in enumerate(REASONS)}


def rank(code: str) -> int:
    return _RANK[code]
