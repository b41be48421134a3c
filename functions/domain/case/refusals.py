"""What is refused of a case, of an item, and of what an office says of it."""

from functions.domain.refusals import Forbidden, NotFound, Unacceptable

# Of an answer that is refused and kept as evidence.
_NOT_TAKEN = "；本次答复没有采纳，已留存备查"


class CaseNotFound(NotFound):
    code = "case-not-found"
    title = "未找到办件"
    detail = "没有找到该办件。请核对办件编号；办件只有申请人本人、受理的窗口和办理的部门能够查看。"


class ItemNotFound(NotFound):
    code = "item-not-found"
    title = "未找到事项"
    detail = "没有找到该办件的这一事项，请核对办件编号、事项代码和部门。"


class HandoverNotYours(Unacceptable):
    code = "handover-not-yours"
    title = "领取登记由工作人员填写"
    detail = "由谁领取、凭什么证件领取，由交出结果的窗口或者部门登记。您领到以后，只需说明已经领到。"


class HandoverDayWrong(Unacceptable):
    code = "handover-day-wrong"
    title = "交出或者签收的日期有误"
    detail = "交出或者签收的日期（on）不能早于作出决定的日期，也不能晚于今天，请核对。"


class ExecutionNotFound(NotFound):
    code = "execution-not-found"
    title = "未找到执行记录"
    detail = "没有找到该办件的这次执行，可能尚未启动或记录已过保存期。"


class UnacceptableAnswer(Unacceptable):
    """Well formed, and not to be taken: kept in the history as a conflict is."""

    code = "unacceptable-answer"
    title = "答复不符合规定"
    detail = "答复的内容不符合规定，没有采纳。请按提示修改后，用新的答复编号（webhook-id）重新答复。"


class AnswerTimeOutOfRange(UnacceptableAnswer):
    code = "answer-time-out-of-range"
    title = "办理时间不合理"
    told = (
        "办理时间（at）不能晚于现在，也不能早于本轮分发的时间",
        "。请按实际办理的时间填写后，作为新的答复重新发送。",
    )
    detail = _NOT_TAKEN.join(told)


class ExtensionNotAllowed(UnacceptableAnswer):
    code = "extension-not-allowed"
    title = "延长的天数或者依据不符合规定"
    told = ("延长的天数、单位或者依据不符合该事项的规定", "。请按下列提示修改后，作为新的答复重新发送。")
    detail = _NOT_TAKEN.join(told)


class UnknownMissing(UnacceptableAnswer):
    code = "unknown-missing"
    title = "补正清单中的材料或者字段不属于该事项"
    told = (
        "补正清单中的材料代码（material）或者字段位置（field）不属于该事项",
        "。请从下列代码中选取，或者不填这两项、只写名称和原因，作为新的答复重新发送。",
    )
    detail = _NOT_TAKEN.join(told)


class UnknownDocument(UnacceptableAnswer):
    code = "unknown-document"
    title = "没有找到答复所附的文件"
    detail = "没有找到答复所附的文件（documents）：没有上传，或者上传后久未发送。请重新上传，再发送答复。"


class UnknownResultMaterial(UnacceptableAnswer):
    code = "unknown-result-material"
    title = "结果文书不是后续事项的材料"
    told = (
        "结果文书的材料代码（material）不是后续事项以本事项结果作为的材料",
        "。请按下列提示填写，或者不填这一项，作为新的答复重新发送。",
    )
    detail = _NOT_TAKEN.join(told)


class ResultFileDiffers(UnacceptableAnswer):
    code = "result-file-differs"
    title = "结果文书的文件与校验值不一致"
    told = ("结果文书写明的校验值（sha256）与所附的文件不一致", "。请核对文件后，作为新的答复重新发送。")
    detail = _NOT_TAKEN.join(told)


class DocumentNotReady(Unacceptable):
    code = "document-not-ready"
    title = "答复所附的文件还没有查看完毕"
    detail = (
        "答复所附的文件还没有确认，或者正在进行病毒扫描，答复没有发送。请稍后再次确认文件，然后发送答复。"
    )


class DocumentAlreadySent(Unacceptable):
    code = "document-already-sent"
    title = "这份文件已经发给申请人"
    detail = "这份文件已经随该事项先前的答复发给申请人，不用再附。"


class MaterialNotWanted(Unacceptable):
    code = "material-not-wanted"
    title = "不需要上传这份材料"
    detail = "所选事项没有这份材料，或者这份材料到场时采集，不用上传。请查看办事指南中的材料清单。"


class ContestNeedsPaper(Unacceptable):
    code = "contest-needs-paper"
    title = "提出异议须附证明材料"
    detail = "请先为“入伍信息核查”上传一份能够证明情况的材料（异议证明材料），再提出异议。"


class LevelTooLow(Forbidden):
    code = "level-too-low"
    title = "认证等级不够"
    detail = (
        "您这次登录的认证等级不够，不能这样做。请在“粤省事”或者统一身份认证平台提高认证等级后重新登录；"
        "不便办理的，可以持居民身份证到窗口办理。"
    )


class IdentityUnverified(Forbidden):
    code = "identity-unverified"
    title = "尚未实名"
    detail = (
        "调用公共数据和提交申请须先实名。请在“粤省事”或者统一身份认证平台完成实名认证后重新登录；"
        "不便实名的，可以先填写草稿，再持居民身份证到窗口办理。"
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
