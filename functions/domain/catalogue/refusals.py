"""What of an application the catalogue refuses."""

from functions.domain.refusals import Unacceptable


class InvalidApplication(Unacceptable):
    code = "invalid-application"
    title = "申请内容有误"
    detail = "申请内容有误，请按下列提示逐项修改后重新提交。"


class UnknownItem(Unacceptable):
    code = "unknown-item"
    title = "没有这个事项"
    detail = "申请的事项代码不在事项目录中，请从办事指南中选择。"


class UnknownRegion(Unacceptable):
    code = "unknown-region"
    title = "没有这个行政区划"
    detail = "行政区划代码不在广东省范围内或与地市不一致，请重新选择。"
