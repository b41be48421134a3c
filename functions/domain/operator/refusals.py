"""What an operator asks for, and that is not there."""

from functions.domain.refusals import NotFound, Unacceptable


class BatchNotFound(NotFound):
    code = "batch-not-found"
    title = "未找到批次"
    detail = "没有找到该批次，请核对批次编号，或确认它在您的管辖区域内。"


class CircularNotFound(NotFound):
    code = "circular-not-found"
    title = "未找到口径或者通知"
    detail = "没有找到这份口径或者通知：编号有误，或者它不是发给您所在地方、部门的。请从列表中重新打开。"


class InvalidCircular(Unacceptable):
    code = "invalid-circular"
    title = "口径或者通知的日期有误"
    detail = "没有发出：签收的日期已经过去，或者适用的日期不对，请修改后再发。"
