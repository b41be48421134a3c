"""What the console calls the state machine's steps and troubles: a clerk of the bureau reads no names of classes."""

from collections.abc import Mapping

from functions.domain.errors import ROUTE_UNREADABLE
from schemas.codes import Attention

# In the order of urgency.
KINDS: Mapping[Attention, tuple[str, str]] = {
    "incident": ("异常待处理", "送不出去、部门看不懂或者办不了的事项，等运行管理员处理"),
    "overdue": ("超过办理期限", "部门过了期限还没有结果；没有核定期限的，按本系统的关注期限"),
    "silent": ("部门久未答复", "已经送达部门，很久没有消息"),
    "sending": ("尚未送达部门", "部门系统没有收下，或者路由记录读不出来，系统正在自动重试"),
    "unvisited": ("差评逾期未回访", "申请人给了差评，部门过了期限没有回访"),
    "untold": ("通知未能送达", "申请人可能还不知道，要用其他方式告知"),
}
_STEPS: Mapping[str, str] = {
    "Dispatch": "送部门办理",
    "VerifyService": "入伍信息核查",
    "AwaitPrerequisites": "等前面的事项",
    "AwaitCorrection": "等申请人补正",
    "AwaitServiceCorrection": "等申请人补充核查信息",
    "AwaitOperator": "等运行管理员",
    "AwaitServiceOperator": "等运行管理员",
    "ReturnVisit": "差评回访",
    "Notices": "通知申请人",
}
_TROUBLES: Mapping[str, str] = {
    "DepartmentUnavailable": "部门系统没有应答",
    ROUTE_UNREADABLE: "路由记录读不出来，没有送给任何机构",
    "DepartmentRefusedPayload": "部门系统不接受所送的内容",
    "DepartmentProblem": "部门报告办不了",
    "DispatchIncident": "部门报告办不了",
    "States.Timeout": "等待超过时限",
    "Overdue": "超过期限没有结果",
    "Silent": "久未答复",
    "SentAgain": "已要求重新发出，尚未送达",
    "VisitOverdue": "逾期未回访",
    "NoticeFailed": "通知没有送到",
    "Unknown": "原因没有记录",
}


def step_words(state: str | None) -> str:
    return _STEPS.get(state or "", "办理过程中")


def trouble_words(error: str | None) -> str:
    """What nobody foresaw keeps its own name, which is what somebody can be asked about."""
    return _TROUBLES.get(error or "", error or "")


def error_words(error: str, lost: tuple[str, ...]) -> str:
    """What keeps the sweep from a case, or what it found of it."""
    return f"{len(lost)} 个事项无声丢失" if lost else error


def standing_words(set_aside: str | None, lost: tuple[str, ...]) -> str:
    if set_aside:
        return f"已隔离（{set_aside}）"
    return "恢复正常后自动去掉" if lost else "每次巡检都会再试"
