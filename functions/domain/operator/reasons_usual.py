"""Reasons that others end, or time does: an office, the applicant, another item. The most pressing first."""

from collections.abc import Mapping

from functions.domain.operator.reason import DECIDE, UNREACHED, URGE, Reason

USUAL: Mapping[str, Reason] = {
    "office-overdue": Reason(
        "office",
        "{office}超过办理期限仍没有结果。",
        "联系该机构催办",
        URGE,
        {"settle": "已有决定的登记结果", "reroute": "不能办理的改派"},
    ),
    "office-over-watch": Reason(
        "office",
        "{office}超过本系统的关注期限（非法定）仍没有结果。",
        "联系该机构了解进展",
        URGE,
        {"settle": "已有决定的登记结果", "reroute": "不能办理的改派"},
    ),
    "office-silent": Reason(
        "office",
        "{office}很久没有任何答复。",
        "联系该机构核实是否收到、办到哪一步",
        URGE,
        {"retry": "没有收到的重新分发", "reroute": "不能办理的改派", "settle": "已有决定的登记结果"},
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
        UNREACHED,
    ),
    "office-resting": Reason(
        "office",
        "{office}的系统近来没有正常应答，已减少发送，轮到时再试。",
        "联系该机构恢复系统；急办的，改派到工作台。",
        UNREACHED,
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
        DECIDE,
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
        URGE,
    ),
    "desk-working": Reason("office", "{office}的经办人员已领取，还没有答复。", "不用处理。", URGE),
    "exchange-unanswered": Reason(
        "office",
        "经交换文件转给{office}，还没有带回答复。",
        "核对该机构是否取走了当日文件，并导入了答复文件。",
        URGE,
    ),
    "office-unanswered": Reason(
        "office", "已送达{office}，还没有答复。", "不用处理；久未答复时会列出。", URGE
    ),
    "office-received": Reason("office", "{office}已收件，还没有说是否受理。", "不用处理。", URGE),
    "office-suspended": Reason(
        "office", "{office}处于特别程序，办理期限暂停计算。", "不用处理；久未结束时会列出。", URGE
    ),
    "office-decides": Reason("office", "{office}已受理，正在办理。", "不用处理；超过期限会自动催办。", URGE),
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
