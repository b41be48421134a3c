"""What an execution's states, events and standings are called in Chinese; their own names stand beside them."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.shapes.operator.visits import VisitStanding
from schemas.codes import CHINESE, Department


@dataclass(frozen=True, slots=True)
class Look:
    """A standing by colour (a class of the stylesheet), by icon and by word."""

    kind: str
    icon: str
    words: str


LOOKS: Mapping[VisitStanding, Look] = {
    "not_entered": Look("idle", "○", "没有到"),
    "running": Look("doing", "◔", "进行中"),
    "retrying": Look("again", "↻", "等待重试"),
    "succeeded": Look("done", "✓", "已完成"),
    "caught": Look("caught", "↷", "出错后转出"),
    "failed": Look("failed", "✕", "失败"),
    "aborted": Look("stopped", "■", "已中止"),
}
RUN_LOOKS: Mapping[str, Look] = {
    "RUNNING": Look("doing", "◔", "进行中"),
    "SUCCEEDED": Look("done", "✓", "成功结束"),
    "FAILED": Look("failed", "✕", "失败"),
    "TIMED_OUT": Look("failed", "✕", "超时结束"),
    "ABORTED": Look("stopped", "■", "已停止"),
}
FORGOTTEN = Look("idle", "○", "没有记录")

_DEPARTMENTS = {"".join(part.title() for part in one.split("_")): CHINESE[one] for one in Department}
# By a state's own name, without its department's: (name, what happens in it).
_STATES: Mapping[str, tuple[str, str]] = {
    "Departments": ("各部门并行办理", "入伍信息核查和五个部门同时进行，互不影响；全部有结果后才往下走。"),
    "VerifyService": ("核查入伍信息", "送核查机构，等待核查结果；超时、要求更正、其他问题各走各的路。"),
    "EscalateServiceCheck": ("核查催办", "超过期限：催办并算出再等多久，然后继续等待。"),
    "AwaitServiceCorrection": ("等待更正核查", "等待申请人更正或者提出异议。"),
    "AwaitServiceOperator": ("核查待处置", "核查出现异常，等待运行管理员处置，最长 30 天。"),
    "AwaitPrerequisites": ("等待前置事项", "等待入伍信息核查和前置事项都有结果，最长 180 天。"),
    "Dispatch": ("分发并等答复", "向办理机构发出本轮，等待答复；有了结果，该事项就结束。"),
    "Escalate": ("超期催办", "超过期限：催办并算出再等多久，然后继续等待。"),
    "AwaitCorrection": ("等待补正", "等待申请人补正，到补正期限为止。"),
    "AwaitOperator": ("等待处置", "出现异常，等待运行管理员处置，最长 30 天。"),
    "CloseCase": ("办件办结", "算出办件的结果并办结。仍有事项没有结果的，本次执行失败，由新的执行接续。"),
}
_EACH = "该部门的每个事项各走一遍，互不影响。"
_ERRORS: Mapping[str, str] = {
    "States.Timeout": "超时",
    "States.ALL": "其他问题",
    "CorrectionRequested": "要求补正",
}
# By how an event's kind ends, what is more exact first.
_KINDS: tuple[tuple[str, str], ...] = (
    ("ExecutionStarted", "执行开始"),
    ("ExecutionSucceeded", "执行成功结束"),
    ("ExecutionFailed", "执行失败"),
    ("ExecutionTimedOut", "执行超时"),
    ("ExecutionAborted", "执行被停止"),
    ("ExecutionRedriven", "执行被 redrive"),
    ("MapIterationStarted", "开始一个事项"),
    ("MapIterationSucceeded", "一个事项走完"),
    ("MapIterationFailed", "一个事项失败"),
    ("MapIterationAborted", "一个事项中止"),
    ("StateEntered", "进入"),
    ("StateExited", "离开"),
    ("StateAborted", "中止"),
    ("StateFailed", "失败"),
    ("StateSucceeded", "全部走完"),
    ("StateStarted", "开始"),
    ("Scheduled", "安排执行"),
    ("SubmitFailed", "没有发出"),
    ("StartFailed", "没有启动"),
    ("Submitted", "已发出，等待答复"),
    ("Started", "开始执行"),
    ("Succeeded", "成功"),
    ("TimedOut", "超时"),
    ("Failed", "出错"),
)


def state_words(name: str) -> tuple[str, str]:
    """(What it is called, what happens in it); of a state that has no words here, its own name."""
    if name in _STATES:
        return _STATES[name]
    if name in _DEPARTMENTS:
        return f"{_DEPARTMENTS[name]}部门", _EACH
    return _STATES.get(bare(name), (name, ""))


def bare(name: str) -> str:
    """Without the department that it belongs to."""
    return next((name.removesuffix(one) for one in _DEPARTMENTS if name.endswith(one) and name != one), name)


def department_of_state(name: str) -> str:
    """Of a state that belongs to one."""
    return next((words for one, words in _DEPARTMENTS.items() if name.endswith(one)), "")


def kind_words(kind: str) -> str:
    return next((words for ends, words in _KINDS if kind.endswith(ends)), kind)


def errors_words(errors: tuple[str, ...]) -> str:
    return "、".join(_ERRORS.get(one, one) for one in errors)


def lasting(seconds: float) -> str:
    """3 天 4 小时: the two largest parts."""
    if seconds < 1:
        return "不到 1 秒"
    parts, left = [], int(seconds)
    for size, words in ((86_400, "天"), (3_600, "小时"), (60, "分"), (1, "秒")):
        count, left = divmod(left, size)
        parts.append((count, words))
    first = next(place for place, (count, _) in enumerate(parts) if count)
    return " ".join(f"{count} {words}" for count, words in parts[first : first + 2] if count)


# What the engine says of a run that it would not redrive, by a part of it.
_WHY_NOT: tuple[tuple[str, str], ...] = (
    ("SUCCEEDED", "已成功结束，没有可以重跑的。"),
    ("RUNNING", "仍在进行。"),
    ("PENDING_REDRIVE", "正在等待 redrive。"),
    ("history event limit", "历史事件已到上限。"),
    ("redrivable period", "已超过 14 天。"),
    ("14 days", "已超过 14 天。"),
    ("DELETING", "状态机正在删除。"),
)


def why_not_words(told: str | None) -> str:
    """In Chinese where we know it, with the engine's own words."""
    if not told:
        return "Step Functions 没有说明原因。"
    known = next((words for part, words in _WHY_NOT if part.lower() in told.lower()), "")
    return f"{known}（Step Functions 原文：{told}）"
