"""Why an item needs an operator, in words: by the error that its waiting task ended with."""

from collections.abc import Mapping

from functions.domain.case.waits import VERIFY_SERVICE
from functions.domain.errors import ROUTE_UNREADABLE

_STOPPED = "办理流程意外停止，原因未记录"
_CAUSES: Mapping[str, str] = {
    "DepartmentRefusedPayload": "部门系统拒收所发的内容",
    "DepartmentUnavailable": "部门系统多次没有应答，已停止自动重试",
    ROUTE_UNREADABLE: "路由记录一直读不出来，没有送给任何机构，已停止自动重试",
    "States.Timeout": "等待超过时限",
    "RecordUnreadable": "办件内容无法读取",
    "SealKeysMissing": "系统密钥缺失，办件内容无法读取",
    "StoreBusy": "系统繁忙，没有办成",
    "ItemNotFound": "事项与部门不符",
}
_WHERE = {VERIFY_SERVICE: "入伍信息核查"}


def cause_of(error: str, state: str) -> str:
    return f"{_WHERE.get(state, '分发至部门')}：{_CAUSES.get(error, _STOPPED)}"
