"""One tree of errors. The class name is the error's name in the state machine; `code` is its name over HTTP.

    LianbanError
    ├── Refusal                     somebody asked for what cannot be
    │   ├── NotFound                CaseNotFound · ItemNotFound · ExecutionNotFound
    │   ├── Conflict                OutcomeAlreadyRecorded · RoundSuperseded · AnswerOutOfPlace · KeyReused
    │   ├── Unacceptable            InvalidApplication · UnknownItem · UnknownRegion · UnknownFilter · BadCursor
    │   ├── Malformed               MalformedBody · InvalidBody · BodyTooLarge · UnsupportedMediaType · KeyMissing
    │   └── Unauthenticated         MissingToken · BadToken · BadSignature · ClockSkew;  Forbidden
    ├── StoreError                  StaleWrite · DuplicateEvent · StoreBusy
    ├── ExecutionError              TaskGone · StartThrottled · CaseStillOpen
    ├── DispatchError               DepartmentUnavailable · DepartmentRefusedPayload
    └── TaskFailure                 CorrectionRequested · DispatchIncident

Messages are Chinese, say what to do, and never hold personal data: a message holds ids, codes and field names only.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldProblem:
    """One wrong field: `pointer` is an RFC 6901 JSON pointer; `detail` says what to do and never repeats the value."""

    pointer: str
    detail: str


class LianbanError(Exception):
    """`code` is stable and public; `title` is the Chinese name; `detail` says what to do."""

    code = "internal-error"
    title = "系统内部错误"
    detail = "系统暂时无法处理，请稍后重试；如反复出现，请联系运行管理员并提供页面上的编号。"

    def __init__(self, detail: str | None = None, *, problems: tuple[FieldProblem, ...] = ()) -> None:
        self.detail = detail or type(self).detail
        self.problems = problems
        super().__init__(self.detail)


class Refusal(LianbanError):
    """Somebody asked for what cannot be."""


class NotFound(Refusal):
    code = "not-found"
    title = "未找到"
    detail = "没有找到您要的内容，请核对编号。"


class CaseNotFound(NotFound):
    code = "case-not-found"
    title = "未找到办件"
    detail = "没有找到该办件，请核对办件编号，或确认您是该办件的申请人。"


class ItemNotFound(NotFound):
    code = "item-not-found"
    title = "未找到事项"
    detail = "没有找到该办件的这一事项，请核对办件编号、事项代码和部门。"


class ExecutionNotFound(NotFound):
    code = "execution-not-found"
    title = "未找到执行记录"
    detail = "没有找到该办件的这次执行，可能尚未启动或记录已过保存期。"


class Conflict(Refusal):
    code = "conflict"
    title = "状态冲突"
    detail = "当前状态不允许该操作，请刷新后重试。"


class OutcomeAlreadyRecorded(Conflict):
    code = "outcome-already-recorded"
    title = "该事项已有办理结果"
    detail = "该事项已记录办理结果，不再变更；本次答复已留存备查。如需更正，请联系运行管理员。"


class RoundSuperseded(Conflict):
    code = "round-superseded"
    title = "答复的轮次已过期"
    detail = "该事项已进入新一轮分发，请按最近一次分发的轮次（round）答复。"


class AnswerOutOfPlace(Conflict):
    code = "answer-out-of-place"
    title = "当前状态不接受该答复"
    detail = "该事项当前状态不接受这种答复；本次答复已留存备查。请核对事项状态后重新答复。"


class KeyReused(Conflict):
    code = "idempotency-key-reused"
    title = "幂等键已用于其他内容"
    detail = "同一 Idempotency-Key 已提交过不同内容。请为新的申请使用新的键。"


class Unacceptable(Refusal):
    code = "unacceptable"
    title = "内容不符合要求"
    detail = "提交的内容不符合要求，请按提示修改后重新提交。"


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


class UnknownFilter(Unacceptable):
    code = "unknown-filter"
    title = "查询条件有误"
    detail = "查询条件的名称或取值有误，请核对后重试。"


class BadCursor(Unacceptable):
    code = "bad-cursor"
    title = "翻页标记无效"
    detail = "翻页标记无效或已过期，请从第一页重新查询。"


class Malformed(Refusal):
    code = "malformed-request"
    title = "请求格式有误"
    detail = "请求格式有误，请按接口文档修改。"


class MalformedBody(Malformed):
    code = "malformed-body"
    title = "请求体格式有误"
    detail = "请求体不是合法的 JSON（UTF-8 编码），请检查后重新发送。"


class InvalidBody(Malformed):
    code = "invalid-body"
    title = "请求内容有误"
    detail = "请求内容的字段有误，请按下列提示修改后重新发送。"


class BodyTooLarge(Malformed):
    code = "body-too-large"
    title = "请求体过大"
    detail = "请求体超过 1 MB。附件请使用材料上传地址，不要放在请求体中。"


class UnsupportedMediaType(Malformed):
    code = "unsupported-media-type"
    title = "请求体类型不支持"
    detail = "请求体必须是 application/json（UTF-8 编码）。"


class KeyMissing(Malformed):
    code = "idempotency-key-missing"
    title = "缺少幂等键"
    detail = "请在请求头 Idempotency-Key 中给出 8 至 80 位的字母、数字、下划线或连字符。"


class Unauthenticated(Refusal):
    code = "unauthenticated"
    title = "身份未核实"
    detail = "请先登录后再操作。"


class MissingToken(Unauthenticated):
    code = "missing-token"
    detail = "请先登录：请求头 Authorization 中缺少 Bearer 令牌。"


class BadToken(Unauthenticated):
    code = "bad-token"
    detail = "登录已失效或令牌无效，请重新登录。"


class BadSignature(Unauthenticated):
    code = "bad-signature"
    title = "签名未通过"
    detail = "签名未通过，请核对密钥，并对收到的原始请求体（不要重新序列化）计算签名。"


class ClockSkew(Unauthenticated):
    code = "clock-skew"
    title = "签名时间超出范围"
    detail = "签名时间与本系统时钟（clock）相差超过 5 分钟，请校准时钟后重新签名发送。"


class Forbidden(Refusal):
    code = "forbidden"
    title = "无权操作"
    detail = "您的身份不能进行该操作，请使用相应身份登录。"


class StoreError(LianbanError):
    """The ledger did not take a write as asked."""


class StaleWrite(StoreError):
    code = "stale-write"
    title = "内容已被更新"
    detail = "内容已被他人更新，请刷新后重试。"


class DuplicateEvent(StoreError):
    code = "duplicate-event"
    title = "重复的记录"
    detail = "该记录已存在，无需重复提交。"


class StoreBusy(StoreError):
    code = "store-busy"
    title = "系统繁忙"
    detail = "系统繁忙，请稍后重试；重复提交不会产生重复办件。"


class ExecutionError(LianbanError):
    """The state machine's engine did not do what was asked."""


class TaskGone(ExecutionError):
    code = "task-gone"
    title = "等待已结束"
    detail = "状态机不再等待该任务。"


class StartThrottled(ExecutionError):
    code = "start-throttled"
    title = "启动被限流"
    detail = "状态机暂时无法启动新的执行，稍后由巡检自动启动。"


class CaseStillOpen(ExecutionError):
    """CloseCase came before the last outcome: the run ends badly and the sweep continues the case in a new one."""

    code = "case-still-open"
    title = "办件尚未完成"
    detail = "还有事项没有办理结果，不能办结。"


class DispatchError(LianbanError):
    """Sending an item to its department did not succeed."""


class DepartmentUnavailable(DispatchError):
    """408, 425, 429, 5xx or no answer: try again, not before `retry_after_seconds` if the office said so."""

    code = "department-unavailable"
    title = "部门系统暂不可用"
    detail = "部门系统暂不可用，系统将自动重试。"

    def __init__(self, detail: str | None = None, *, retry_after_seconds: int | None = None) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class DepartmentRefusedPayload(DispatchError):
    """Any other 4xx: the office cannot read what it got, so sending it again will not help."""

    code = "department-refused-payload"
    title = "部门系统拒收"
    detail = "部门系统拒收该事项，需运行管理员处理。"


class TaskFailure(LianbanError):
    """A named way for a waiting task to end that is not its outcome; the state machine catches it by class name."""


class CorrectionRequested(TaskFailure):
    code = "correction-requested"
    title = "部门要求补正"
    detail = "部门要求补正，等待申请人补正。"


class DispatchIncident(TaskFailure):
    code = "dispatch-incident"
    title = "事项异常"
    detail = "该事项出现异常，等待运行管理员处理。"
