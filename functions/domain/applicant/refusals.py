"""What an applicant asks for after the submission, and that is not there."""

from functions.domain.refusals import NotFound


class FormNotFound(NotFound):
    code = "form-not-found"
    title = "未找到文书"
    detail = "该事项还没有这份文书，或者文书名称有误。请先查看该办件的文书清单。"


class LetterUnknown(NotFound):
    code = "letter-unknown"
    title = "没有查到文书"
    detail = "没有查到这份文书。请核对查验码；仍然查不到的，请向办理机构核实，不要以它为准。"


class FeedbackNotFound(NotFound):
    code = "feedback-not-found"
    title = "未找到反馈"
    detail = "没有找到该反馈，请核对编号，或确认它是您提交的。"
