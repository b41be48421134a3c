"""What an operator asks for, and that is not there."""

from functions.domain.refusals import NotFound


class BatchNotFound(NotFound):
    code = "batch-not-found"
    title = "未找到批次"
    detail = "没有找到该批次，请核对批次编号，或确认它在您的管辖区域内。"
