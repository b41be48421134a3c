"""One tree of errors. The class name is the error's name in the state machine; `code` is its name over HTTP.

    LianbanError
    ├── Refusal                     somebody asked for what cannot be
    │   ├── NotFound                CaseNotFound · ItemNotFound · ExecutionNotFound · OfficeNotFound ·
    │   │                           BatchNotFound · CityNotFound · DraftNotFound · FormNotFound ·
    │   │                           CodeNotFound · MaterialNotFound · FeedbackNotFound · LetterUnknown · UnknownSlot
    │   ├── Conflict                OutcomeAlreadyRecorded · RoundSuperseded · TransferredAway · TransferOutOfPlace ·
    │   │                           LatenessOutOfPlace ·
    │   │                           AnswerOutOfPlace · KeyReused ·
    │   │                           NothingToCorrect · CorrectionTooLate · WithdrawalPending · AlreadyDecided ·
    │   │                           AlreadyClaimed · ClaimFirst · NothingToExport · BatchOutdated ·
    │   │                           FileReplayed · FileOutOfSequence · ManifestAlreadyTaken ·
    │   │                           ActOutOfPlace · SecondOperatorNeeded · ItemChanged · VersionChanged ·
    │   │                           DraftChanged · DraftSubmitted · NothingToBook · NoAppointment · AppointmentsClash ·
    │   │                           MissedTooOften · SlotNotFree · SlotHasBookings ·
    │   │                           NotRateable · RatingFixed · NothingToVisit · NothingToTell · FeedbackClosed
    │   ├── Unacceptable            InvalidApplication · UnknownItem · UnknownRegion · UnknownFilter · BadCursor ·
    │   │                           FileRefused · UnknownOffice · InvalidAnswers · InvalidRoute · InvalidEntry ·
    │   │                           InvalidRollout · ItemNotOffered · InvalidDraft · UnknownConsent ·
    │   │                           MaterialTooLarge · MaterialWrongType · MaterialEmpty · MaterialDiffers ·
    │   │                           MaterialNotArrived · MaterialsMissing · MaterialNotWanted ·
    │   │                           MaterialNotDeferrable · TooManyMaterials · MaterialEncrypted ·
    │   │                           MaterialBroken · MaterialBlank · MaterialPictureTooLarge · MaterialTooComplex ·
    │   │                           ContradictsSource · MaterialInfected · MaterialNotScanned ·
    │   │                           UnacceptableAnswer: AnswerTimeOutOfRange · ExtensionNotAllowed ·
    │   │                           UnknownMissing;  HandoverNotYours · InvalidSlots
    │   ├── Malformed               MalformedBody · InvalidBody · BodyTooLarge · BodyTooComplex · FieldNamedTwice ·
    │   │                           UnsupportedMediaType · KeyMissing · VersionMissing · HeadTooLarge · CodingUnknown
    │   └── Unauthenticated         MissingToken · BadToken · BadSignature · ClockSkew;  Forbidden ·
    │                               TooOften · LevelTooLow · IdentityUnverified · IdentityUnreadable · NotYourApplication
    ├── StoreError                  StaleWrite · DuplicateEvent · StoreBusy · RecordUnreadable · SealKeysMissing ·
    │                               MaterialsUnavailable ── ScannerUnavailable · FileUnread
    ├── ExecutionError              TaskGone · StartThrottled · CaseStillOpen
    ├── DispatchError               DepartmentUnavailable · DepartmentRefusedPayload
    ├── NoticeError                 NoticeUnavailable · NoticeRefused
    ├── PlatformError               PlatformUnavailable · PlatformRefused
    ├── NotReady                    what /ready answers while a part does not hold
    ├── IdentityUnavailable         the issuer's keys could not be had: nobody's fault who asks
    └── TaskFailure                 CorrectionRequested · DispatchIncident · OrderedAnew

Refusals live in refusals.py and in the `refusals.py` of their room, conflicts in conflicts.py; what a machine meets is here.
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


class NotReady(LianbanError):
    """Something of what this server stands on does not hold: `problems` name the parts, and what to do."""

    code = "not-ready"
    title = "系统未就绪"
    detail = "系统有部分条件不满足，详见各项；请运行管理员按提示处理。"


class RecordUnreadable(StoreError):
    """What is stored is damaged, or sealed with a key that is not here: trying again is of no use. `version`: that of a
    record beside the cases, for whoever makes it anew; 0 of anything else.
    """

    code = "record-unreadable"
    title = "记录无法读取"
    detail = "这条记录无法读取，没有丢弃，也没有改动；请联系运行管理员，并提供页面上的编号。"

    def __init__(self, detail: str | None = None, *, version: int = 0) -> None:
        super().__init__(detail)
        self.version = version


class SealKeysMissing(StoreError):
    """Something was sealed with a key that is not here: nothing is sealed until it is."""

    code = "seal-keys-missing"
    title = "系统密钥缺失"
    detail = (
        "系统的加密密钥缺失或者与台账不符，已停止接收新的内容，原有内容没有改动；请运行管理员放回原来的密钥。"
    )


class MaterialsUnavailable(StoreError):
    code = "materials-unavailable"
    title = "材料存储暂不可用"
    detail = "材料存储暂不可用，请稍后重试。"


class ScannerUnavailable(MaterialsUnavailable):
    code = "scanner-unavailable"
    title = "病毒扫描暂时不可用"
    detail = "文件已经收到，病毒扫描暂时不可用。不需要重新上传，请稍后再次确认。"


class FileUnread(MaterialsUnavailable):
    """It was being read, and its time ended before that did: on a busy machine, or because of what is in it."""

    code = "file-unread"
    title = "文件没有读完"
    detail = (
        "文件已经收到，没有在规定时间内读完。请稍后再次确认；总是这样的，请把文件重新保存或者扫描一遍再上传。"
    )


class ExecutionError(LianbanError):
    """The state machine's engine did not do what was asked."""


class TaskGone(ExecutionError):
    code = "task-gone"
    title = "等待已结束"
    detail = "状态机不再等待该任务。"


class StartThrottled(ExecutionError):
    code = "start-throttled"
    title = "状态机限流"
    detail = "状态机现在不接受请求，请过一会儿再试。没有启动的执行由巡检自动启动。"


class CaseStillOpen(ExecutionError):
    """CloseCase came before the last outcome: the run ends badly and the sweep continues the case in a new one."""

    code = "case-still-open"
    title = "办件尚未完成"
    detail = "还有事项没有办理结果，不能办结。"


class DispatchError(LianbanError):
    """Sending an item to its department did not succeed. `said`: what its system answered, as operators may read it, with
    `status`, if it answered. `trouble`: as what it is kept.
    """

    said: str | None = None
    status: int | None = None

    @property
    def trouble(self) -> str:
        return type(self).__name__

    def __init__(
        self, detail: str | None = None, *, said: str | None = None, status: int | None = None
    ) -> None:
        super().__init__(detail)
        self.said = said
        self.status = status


# The state machine tries again as with any other that does not answer: only those who read why are told the difference.
ROUTE_UNREADABLE = "RouteUnreadable"


class DepartmentUnavailable(DispatchError):
    """408, 425, 429, 5xx or no answer: try again, not before `retry_after_seconds` if the office said so.

    `asked`: False of one that was left alone, for it has not answered others just before. `route_unreadable`: nobody knows
    which one it is, and it was not asked either.
    """

    code = "department-unavailable"
    title = "部门系统暂不可用"
    detail = "部门系统暂不可用，系统将自动重试。"

    def __init__(
        self,
        detail: str | None = None,
        *,
        retry_after_seconds: int | None = None,
        asked: bool = True,
        route_unreadable: bool = False,
        said: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail, said=said, status=status)
        self.retry_after_seconds = retry_after_seconds
        self.asked = asked and not route_unreadable
        self.route_unreadable = route_unreadable

    @property
    def trouble(self) -> str:
        return ROUTE_UNREADABLE if self.route_unreadable else super().trouble


class DepartmentRefusedPayload(DispatchError):
    """Any other 4xx: the office cannot read what it got, so sending it again will not help."""

    code = "department-refused-payload"
    title = "部门系统拒收"
    detail = "部门系统拒收该事项，需运行管理员处理。"


class NoticeError(LianbanError):
    """The message gateway did not take a notice."""


class NoticeUnavailable(NoticeError):
    """408, 425, 429, 5xx or no answer: it is tried again, later and later."""

    code = "notice-unavailable"
    title = "消息网关暂不可用"
    detail = "消息网关暂不可用，系统将自动重试。"


class NoticeRefused(NoticeError):
    """Any other 4xx: the gateway cannot reach this account, or cannot read what it got; a person must look."""

    code = "notice-refused"
    title = "消息网关拒收"
    detail = "消息网关拒收该通知，需运行管理员处理。"


class PlatformError(LianbanError):
    """A platform of the province (seals, case messages, ratings) did not take what it was sent."""


class PlatformUnavailable(PlatformError):
    """408, 425, 429, 5xx, no answer, or one that cannot be read: it is tried again."""

    code = "platform-unavailable"
    title = "省级平台暂不可用"
    detail = "省级平台暂不可用，系统将自动重试。"


class PlatformRefused(PlatformError):
    """Any other 4xx: sending the same again will not help."""

    code = "platform-refused"
    title = "省级平台拒收"
    detail = "省级平台没有受理，需运行管理员处理。"


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


class OrderedAnew(TaskFailure):
    code = "ordered-anew"
    title = "运行管理员要求重新发出"
    detail = "运行管理员已要求重新发出该事项，由状态机重新分发。"
