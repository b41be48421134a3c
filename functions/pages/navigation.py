"""What stands on top of every page: who is signed in, and the places of their role."""

from collections.abc import Mapping

from functions.domain.case.access import Principal
from schemas.codes import CHINESE, Role

Crumb = tuple[str, str]

PLACES: Mapping[Role, tuple[Crumb, ...]] = {
    Role.APPLICANT: (("/my", "我的办件"), ("/guide", "办事指南"), ("/feedback", "意见反馈")),
    Role.CLERK: (
        ("/window", "窗口首页"),
        ("/window/list", "待办清单"),
        ("/circulars", "口径和通知"),
        ("/guide", "办事指南"),
    ),
    Role.DEPARTMENT_STAFF: (
        ("/office", "待办事项"),
        ("/office/collections", "结果领取"),
        ("/office/slots", "到场预约"),
        ("/office/visits", "差评回访"),
        ("/office/exchange", "交换文件"),
        ("/circulars", "口径和通知"),
        ("/kit", "系统对接"),
    ),
    Role.OPERATOR: (
        ("/console", "现在"),
        ("/console/incidents", "异常"),
        ("/console/cases", "办件"),
        ("/console/batches", "批量处理"),
        ("/console/reviews", "待复核"),
        ("/console/feedback", "意见反馈"),
        ("/circulars", "口径和通知"),
        ("/console/records", "设置和记录"),
    ),
}


def who(by: Principal) -> str:
    match by.role:
        case Role.APPLICANT:
            return by.person.name if by.person else "未实名"
        case Role.CLERK:
            return "窗口人员"
        case Role.DEPARTMENT_STAFF:
            return f"{CHINESE[by.department]}经办" if by.department else "部门经办"
        case Role.OPERATOR:
            return "运行管理员"
