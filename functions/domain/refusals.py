"""Refusals (拒绝): somebody asked for what cannot be. The whole tree is drawn in errors.py; conflicts have their own room."""

from functions.domain.errors import LianbanError


class Refusal(LianbanError):
    """Somebody asked for what cannot be."""


class NotFound(Refusal):
    code = "not-found"
    title = "未找到"
    detail = "没有找到您要的内容，请核对编号。"


class CaseNotFound(NotFound):
    code = "case-not-found"
    title = "未找到办件"
    detail = "没有找到该办件。请核对办件编号；办件只有申请人本人、受理的窗口和办理的部门能够查看。"


class ItemNotFound(NotFound):
    code = "item-not-found"
    title = "未找到事项"
    detail = "没有找到该办件的这一事项，请核对办件编号、事项代码和部门。"


class ExecutionNotFound(NotFound):
    code = "execution-not-found"
    title = "未找到执行记录"
    detail = "没有找到该办件的这次执行，可能尚未启动或记录已过保存期。"


class OfficeNotFound(NotFound):
    code = "office-not-found"
    title = "未找到办理机构"
    detail = "没有找到该办理机构，请核对机构编号、部门和您的管辖区域。"


class BatchNotFound(NotFound):
    code = "batch-not-found"
    title = "未找到批次"
    detail = "没有找到该批次，请核对批次编号，或确认它在您的管辖区域内。"


class TooOften(Refusal):
    """A limit per caller is reached; it is free again after `retry_after_seconds`."""

    code = "too-often"
    title = "操作过于频繁"
    detail = "您在短时间内操作次数过多，请按提示的时间稍后再试。"

    def __init__(self, detail: str | None = None, *, retry_after_seconds: int = 60) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class CityNotFound(NotFound):
    code = "city-not-found"
    title = "未找到该市"
    detail = "没有找到该市，请核对代码，或确认它在您的管辖区域内。"


class DraftNotFound(NotFound):
    code = "draft-not-found"
    title = "未找到草稿"
    detail = "没有找到该草稿，可能已过期、已提交或已删除。请确认您是填写人，或重新开始填写。"


class MaterialNotFound(NotFound):
    code = "material-not-found"
    title = "未找到材料"
    detail = "没有找到这份材料，可能已经删除。请重新申请上传地址。"


class FormNotFound(NotFound):
    code = "form-not-found"
    title = "未找到文书"
    detail = "该事项还没有这份文书，或者文书名称有误。请先查看该办件的文书清单（/forms）。"


class CodeNotFound(NotFound):
    code = "code-not-found"
    title = "授权码无效"
    detail = "授权码有误、已过期或已被使用。请申请人在本人的草稿中重新生成。"


class FeedbackNotFound(NotFound):
    code = "feedback-not-found"
    title = "未找到反馈"
    detail = "没有找到该反馈，请核对编号，或确认它是您提交的。"


class Unacceptable(Refusal):
    code = "unacceptable"
    title = "内容不符合要求"
    detail = "提交的内容不符合要求，请按提示修改后重新提交。"


class InvalidApplication(Unacceptable):
    code = "invalid-application"
    title = "申请内容有误"
    detail = "申请内容有误，请按下列提示逐项修改后重新提交。"


class InvalidDraft(Unacceptable):
    code = "invalid-draft"
    title = "草稿内容有误"
    detail = "草稿内容有误，没有保存。请按下列提示修改后重新保存；尚未填写的可以先不填。"


class UnknownConsent(Unacceptable):
    code = "unknown-consent"
    title = "没有这项同意，或内容已更新"
    detail = "没有这项同意，或同意书内容已更新。请重新读取草稿，阅读最新内容后再作决定。"


class UnknownItem(Unacceptable):
    code = "unknown-item"
    title = "没有这个事项"
    detail = "申请的事项代码不在事项目录中，请从办事指南中选择。"


class UnknownRegion(Unacceptable):
    code = "unknown-region"
    title = "没有这个行政区划"
    detail = "行政区划代码不在广东省范围内或与地市不一致，请重新选择。"


class InvalidAnswers(Unacceptable):
    code = "invalid-answers"
    title = "回答有误"
    detail = "有的回答不在该问题的选项中，或者互相矛盾，请按下列提示修改后重新提交。"


class UnknownFilter(Unacceptable):
    code = "unknown-filter"
    title = "查询条件有误"
    detail = "查询条件的名称或取值有误，请核对后重试。"


class BadCursor(Unacceptable):
    code = "bad-cursor"
    title = "翻页标记无效"
    detail = "翻页标记无效或已过期，请从第一页重新查询。"


class FileRefused(Unacceptable):
    code = "file-refused"
    title = "交换文件未通过校验"
    detail = "交换文件未通过校验，整份未导入，未作任何更改。请按下列提示更正后重新制作文件。"


class UnknownOffice(Unacceptable):
    code = "unknown-office"
    title = "没有这个办理机构"
    detail = "路由表中没有这个办理机构，或它不属于该事项的部门。请核对机构编号；改由工作台办理的，请填工作台（worklist）。"


class UnacceptableAnswer(Unacceptable):
    """Well formed, and not to be taken: kept in the history as a conflict is."""

    code = "unacceptable-answer"
    title = "答复不符合规定"
    detail = "答复的内容不符合规定，没有采纳。请按提示修改后，用新的答复编号（webhook-id）重新答复。"


class AnswerTimeOutOfRange(UnacceptableAnswer):
    code = "answer-time-out-of-range"
    title = "办理时间不合理"
    detail = (
        "办理时间（at）不能晚于现在，也不能早于本轮分发的时间；本次答复没有采纳，已留存备查。"
        "请按实际办理的时间填写后，作为新的答复重新发送。"
    )


class ExtensionNotAllowed(UnacceptableAnswer):
    code = "extension-not-allowed"
    title = "延长的天数或者依据不符合规定"
    detail = (
        "延长的天数、单位或者依据不符合该事项的规定；本次答复没有采纳，已留存备查。"
        "请按下列提示修改后，作为新的答复重新发送。"
    )


class UnknownMissing(UnacceptableAnswer):
    code = "unknown-missing"
    title = "补正清单中的材料或者字段不属于该事项"
    detail = (
        "补正清单中的材料代码（material）或者字段位置（field）不属于该事项；本次答复没有采纳，已留存备查。"
        "请从下列代码中选取，或者不填这两项、只写名称和原因，作为新的答复重新发送。"
    )


class InvalidRoute(Unacceptable):
    code = "invalid-route"
    title = "路由内容有误"
    detail = "路由内容有误，没有保存。请按下列提示修改后重新保存。"


class InvalidRollout(Unacceptable):
    code = "invalid-rollout"
    title = "上线范围有误"
    detail = "上线范围有误，没有保存。请按下列提示修改后重新保存。"


class ItemNotOffered(Unacceptable):
    code = "item-not-offered"
    title = "有的事项在当地尚未开通"
    detail = "下列事项在当地尚未通过该渠道开通，请从申请中去掉，按提示的方式办理；其余事项可以继续提交。"


class MaterialTooLarge(Unacceptable):
    code = "material-too-large"
    title = "材料文件过大"
    detail = "每个材料文件不超过 10 MB（10,485,760 字节），请压缩或者分开后重新上传。"


class MaterialWrongType(Unacceptable):
    code = "material-wrong-type"
    title = "材料文件类型不符"
    detail = "材料文件应为 PDF、JPG、PNG 或者 OFD，且内容与所填类型一致，请转换后重新上传。"


class MaterialEmpty(Unacceptable):
    code = "material-empty"
    title = "材料文件是空的"
    detail = "材料文件没有内容，请核对后重新上传。"


class MaterialDiffers(Unacceptable):
    code = "material-differs"
    title = "材料文件与申报的不一致"
    detail = "收到的材料文件与申报的大小或者校验值（SHA-256）不一致，可能传输中断，请重新上传。"


class MaterialEncrypted(Unacceptable):
    code = "material-encrypted"
    title = "材料文件有密码"
    detail = "材料文件设有打开密码，办理机构无法查看。请去掉密码后重新上传。"


class MaterialBroken(Unacceptable):
    code = "material-broken"
    title = "材料文件不完整或者已损坏"
    detail = "材料文件不完整或者已损坏，无法打开。请在自己的设备上打开核对，重新导出、拍照或者扫描后再上传。"


class MaterialBlank(Unacceptable):
    code = "material-blank"
    title = "材料文件没有内容"
    detail = "材料文件可以打开，但是没有可以看到的内容。请核对是否选错文件，重新导出或者扫描后再上传。"


class MaterialPictureTooLarge(Unacceptable):
    code = "material-picture-too-large"
    title = "图片的像素过多"
    detail = (
        "图片的像素过多（宽乘高不超过 1.2 亿），办理机构无法打开。请缩小图片，或者降低扫描分辨率后重新上传。"
    )


class MaterialTooComplex(Unacceptable):
    code = "material-too-complex"
    title = "材料文件过于复杂"
    detail = (
        "材料文件的页数或者内容过多，系统无法在限定时间内读完。请只保留需要的页，或者打印后重新扫描再上传。"
    )


class MaterialInfected(Unacceptable):
    code = "material-infected"
    title = "材料文件带有病毒"
    detail = (
        "材料文件带有病毒，已经删除，没有送交办理机构。请先为自己的设备杀毒，再重新拍照、扫描或者导出后上传。"
    )


class MaterialNotScanned(Unacceptable):
    code = "material-not-scanned"
    title = "材料文件未能完成病毒扫描"
    detail = "材料文件未能完成病毒扫描，已经删除。请重新上传；仍不成功的，请另存为 PDF 或者图片后再上传。"


class MaterialNotArrived(Unacceptable):
    code = "material-not-arrived"
    title = "材料文件尚未收到"
    detail = "材料文件尚未收到，请按上传地址上传后再确认；地址过期的，请重新申请上传地址。"


class MaterialsMissing(Unacceptable):
    code = "materials-missing"
    title = "缺少必须提交的材料"
    detail = "缺少必须提交的材料，暂不能提交申请。请按下列提示补齐。"


class ContradictsSource(Unacceptable):
    code = "contradicts-source"
    title = "与公共数据不一致"
    detail = "有的内容与公共数据查到的不一致，暂不能提交。请按下列提示核对，或者申请更正。"


class MaterialNotWanted(Unacceptable):
    code = "material-not-wanted"
    title = "不需要上传这份材料"
    detail = "所选事项没有这份材料，或者这份材料到场时采集，不用上传。请查看办事指南中的材料清单。"


class ContestNeedsPaper(Unacceptable):
    code = "contest-needs-paper"
    title = "提出异议须附证明材料"
    detail = (
        "请先为“入伍信息核查”（service_check）上传一份能够证明情况的材料（contest_material），再提出异议。"
    )


class MaterialNotDeferrable(Unacceptable):
    code = "material-not-deferrable"
    title = "这份材料不能容缺"
    detail = "这份材料不能容缺，请上传后再提交申请。"


class TooManyMaterials(Unacceptable):
    code = "too-many-materials"
    title = "材料文件过多"
    detail = "这份材料的文件已达上限，请先删除不需要的文件，或者合并为一个文件。"


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

    @classmethod
    def above(cls, most: int) -> "BodyTooLarge":
        """`most` in bytes."""
        return cls(f"请求体超过 {most // 1024} KB。附件请使用材料上传地址，不要放在请求体中。")


class BodyTooComplex(Malformed):
    code = "body-too-complex"
    title = "请求体过于复杂"
    detail = "请求体的条目过多、嵌套过深，或者一个对象的字段过多。请按接口文档核对；条目多的请分次发送。"


class FieldNamedTwice(Malformed):
    code = "field-named-twice"
    title = "字段重复"
    detail = "请求体的同一个对象中，同一字段写了不止一次，无法判断以哪一个为准。请只保留一个后重新发送。"


class UnsupportedMediaType(Malformed):
    code = "unsupported-media-type"
    title = "请求体类型不支持"
    detail = "请求体的类型必须是 JSON（application/json，UTF-8 编码）。"


class KeyMissing(Malformed):
    code = "idempotency-key-missing"
    title = "缺少幂等键"
    detail = "请在请求头中给出幂等键（Idempotency-Key）：8 至 80 位的字母、数字、下划线或连字符。"


class VersionMissing(Malformed):
    code = "if-match-missing"
    title = "缺少版本标记"
    detail = "请在请求头中给出最近一次读取时返回的版本标记（If-Match），以免覆盖他人的修改。"


class Unauthenticated(Refusal):
    code = "unauthenticated"
    title = "身份未核实"
    detail = "请先登录后再操作。"


class MissingToken(Unauthenticated):
    code = "missing-token"
    detail = "请先登录：请求头中缺少登录令牌（Authorization: Bearer）。"


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


class IdentityUnverified(Forbidden):
    code = "identity-unverified"
    title = "尚未实名"
    detail = (
        "调用公共数据和提交申请须先实名。请在“粤省事”或者统一身份认证平台完成实名认证后重新登录；"
        "不便实名的，可以先填写草稿，再持居民身份证到窗口办理。"
    )


class NotYourApplication(Forbidden):
    code = "not-your-application"
    title = "不是本人的申请"
    detail = (
        "网上只能为本人申请，表单中的姓名和公民身份号码须与您的实名信息一致，请核对。"
        "替他人办理的，请持委托书和双方身份证件到窗口，由窗口人员代为提交。"
    )


class IdentityUnreadable(Forbidden):
    """Signed in, and verified; but what the identity platform says of them is no name or no number. Signing in again
    brings the same."""

    code = "identity-unreadable"
    title = "实名信息无法识别"
    detail = (
        "您已登录，但登录系统给出的实名姓名或者公民身份号码无法识别，重新登录不能解决。"
        "请持居民身份证到窗口办理，或者联系统一身份认证平台的客服核对实名信息。"
    )


class IdentityUnavailable(LianbanError):
    """The issuer's keys could not be had: the token may be good, so the answer is not 401."""

    code = "identity-unavailable"
    title = "身份认证服务暂不可用"
    detail = "身份认证服务暂不可用，请稍后重试。"
