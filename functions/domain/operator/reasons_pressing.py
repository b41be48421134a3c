"""Reasons that press: an operator has to act, or the system is late. The most pressing first."""

from collections.abc import Mapping

from functions.domain.operator.reason import ANEW, DECIDE, Reason

_PUT_BACK = "请运维人员从备份放回这一条（lianban repair，运维手册 record-unreadable）"

PRESSING: Mapping[str, Reason] = {
    "case-set-aside": Reason(
        "operator",
        "该办件已被运行管理员隔离，巡检不再处理。",
        "查明并排除原因后，解除隔离（不填理由），下次巡检重新处理。",
        ("set_aside",),
    ),
    "items-silently-lost": Reason(
        "operator",
        "巡检发现该办件有事项没有办结，也没有列在任何待处理清单中，是本系统的差错。",
        "请立即联系运维人员（运维手册 silent_loss）；由新的执行接续办理。",
        ("continue", "set_aside"),
    ),
    "case-stops-sweep": Reason(
        "operator",
        "巡检处理该办件时出错，尚未成功。",
        "按错误名称查明原因；一时无法排除的，填写理由隔离。",
        ("set_aside", "continue"),
    ),
    "route-stayed-unreadable": Reason(
        "operator",
        "路由记录 {record} 一直读不出来，没有送给任何机构，已停止自动重试。",
        f"{_PUT_BACK}，然后重新分发；急的改派。",
        ANEW,
    ),
    "route-unreadable": Reason(
        "operator",
        "路由记录 {record} 读不出来，没有送给任何机构：送给别的机构会送错地方。",
        f"{_PUT_BACK}，放回后系统在两小时内自动发送",
        ("retry", "reroute", "settle"),
        {"retry": "要马上发的，放回后重新分发", "reroute": "急的改派"},
    ),
    "office-refused": Reason(
        "operator",
        "{office}的系统拒收所发的内容。",
        "与该机构核对拒收原因：对方改正后重新分发；接口不通的，改派到工作台或者其他机构。",
        ANEW,
    ),
    "office-reported-problem": Reason(
        "operator",
        "{office}反映无法按收到的内容办理。",
        "看该机构的原话，联系核实：内容无误的重新分发；不归其办理的改派；已有决定的登记结果。",
        ANEW,
    ),
    "office-never-answered": Reason(
        "operator",
        "{office}的系统多次没有应答，已停止自动重试。",
        "联系该机构：恢复后重新分发；短期不能恢复的，改派到工作台。",
        ANEW,
    ),
    "corrections-exhausted": Reason(
        "operator",
        "{office}再次要求补正，已超过允许的轮数。",
        "与该机构商定：要么作出决定（登记结果），要么请其按现有材料办理。",
        DECIDE,
    ),
    "withdrawal-refused": Reason(
        "operator",
        "{office}的系统拒收撤回申请。",
        "联系该机构，告知申请人要求撤回，按其答复登记结果或者终止办理。",
        DECIDE,
    ),
    "material-refused": Reason(
        "operator",
        "{office}的系统拒收补交材料的通知。",
        "联系该机构，告知材料可在办件中查看；处理后重新分发或者登记结果。",
        ANEW,
    ),
    "wait-timed-out": Reason(
        "operator",
        "等待超过流程的时限，流程已停在这里。",
        "核对该机构是否在办：在办的重新分发，已有决定的登记结果。",
        ANEW,
    ),
    "record-unreadable": Reason(
        "operator",
        "办件内容无法读取，没有丢弃，也没有改动。",
        "请技术人员恢复该记录或者密钥，然后重新分发。",
        ANEW,
    ),
    "seal-keys-missing": Reason(
        "operator",
        "系统密钥缺失，办件内容无法读取。",
        "请技术人员放回原来的密钥，然后重新分发。",
        ANEW,
    ),
    "store-was-busy": Reason("operator", "系统繁忙，这一步没有办成。", "重新分发。", ANEW),
    "item-misplaced": Reason(
        "operator", "事项与部门不符，流程已停。", "请技术人员核对目录版本，然后重新分发。", ANEW
    ),
    "stopped-unexpectedly": Reason(
        "operator",
        "办理流程意外停止。",
        "看执行记录里的错误；原因排除后重新分发，已有决定的登记结果。",
        ANEW,
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
}
