"""Conflicts (状态冲突): what was asked is well formed, but not possible as things stand."""

from collections.abc import Mapping

from functions.domain.refusals import Refusal

# Of an answer that is refused and kept as evidence.
_KEPT = "；本次答复已留存备查"


class Conflict(Refusal):
    code = "conflict"
    title = "状态冲突"
    detail = "当前状态不允许该操作，请刷新后重试。"


class DraftSubmitted(Conflict):
    code = "draft-submitted"
    title = "草稿已提交"
    detail = "该草稿已提交为办件，请在办件列表中查看。如需另行申请，请重新开始填写一份草稿。"


class TooManyDrafts(Conflict):
    code = "too-many-drafts"
    title = "未提交的草稿过多"
    detail = "您尚未提交的草稿已达上限。请在草稿列表中提交或者删除一份，再开始新的填写。"

    @classmethod
    def beyond(cls, most: int) -> "TooManyDrafts":
        return cls(
            f"您尚未提交的草稿已有 {most} 份，达到上限。请在草稿列表中提交或者删除一份，再开始新的填写。"
        )


class VersionChanged(Conflict):
    code = "version-changed"
    title = "内容已有更新"
    detail = "您读取之后内容已有更新，没有保存。请重新读取最新内容，核对后再改。"


class DraftChanged(VersionChanged):
    code = "draft-changed"
    title = "草稿已在别处更新"
    detail = "草稿在您读取之后已有更新，本次没有保存。请重新读取，核对后再保存。"


class OutcomeAlreadyRecorded(Conflict):
    code = "outcome-already-recorded"
    title = "该事项已有办理结果"
    told = ("该事项已记录办理结果，不再变更", "。如需更正，请联系运行管理员。")
    detail = _KEPT.join(told)


class RoundSuperseded(Conflict):
    code = "round-superseded"
    title = "答复的轮次已过期"
    detail = "该事项已进入新一轮分发，请按最近一次分发的轮次（round）答复。"


class TransferredAway(Conflict):
    code = "transferred-away"
    title = "该事项已经移送"
    detail = "该事项已经移送本部门其他机构办理，原机构不能再答复。由新的机构按新一轮分发答复。"


class AnswerOutOfPlace(Conflict):
    code = "answer-out-of-place"
    title = "当前状态不接受该答复"
    told = ("该事项当前状态不接受这种答复", "。请核对事项状态后重新答复。")
    detail = _KEPT.join(told)


class WebhookIdReused(Conflict):
    code = "webhook-id-reused"
    title = "答复编号（webhook-id）已用于其他答复"
    detail = "同一答复编号（webhook-id）已收到过内容不同的答复；本次答复没有采纳，已留存备查。请为新的答复使用新的编号。"


class KeyReused(Conflict):
    code = "idempotency-key-reused"
    title = "幂等键已用于其他内容"
    detail = (
        "这次提交的编号（幂等键）已用于内容不同的另一次提交，本次没有办理。请刷新页面后重新提交；"
        "由程序提交的，请换用新的幂等键。"
    )


class ItemAlreadyApplied(Conflict):
    code = "item-already-applied"
    title = "事项已经申请过"
    detail = "有的事项已经申请，或者已经办结且只办理一次，本次没有提交。请按下列提示处理后重新提交。"


class NothingToCorrect(Conflict):
    code = "nothing-to-correct"
    title = "该事项没有待补正的内容"
    detail = "该事项目前没有待补正的内容，可能已经补正或轮次已变。请刷新办件进度，按最新的补正清单办理。"


class CorrectionTooLate(Conflict):
    code = "correction-too-late"
    title = "补正期限已过"
    detail = "该事项的补正期限已过，按补正超时处理。如仍需办理，请重新提交申请。"


class NothingToContest(Conflict):
    code = "nothing-to-contest"
    title = "入伍信息核查现在不能提出异议"
    detail = "只有核查未通过、尚在异议期限内并且没有提出过异议的，才能提出异议，每个办件一次。请刷新办件进度后核对。"


class ContestTooLate(Conflict):
    code = "contest-too-late"
    title = "提出异议的期限已过"
    detail = (
        "提出异议的期限已过，以核查结果为准。请凭有关证明向核查机构当面反映；信息更正后可以重新提交申请。"
    )


class WithdrawalPending(Conflict):
    code = "withdrawal-pending"
    title = "该事项正在撤回"
    detail = "该事项已申请撤回，正在等待部门确认，不能再补正。"


class AlreadyDecided(Conflict):
    code = "already-decided"
    title = "该事项已有办理结果"
    detail = "该事项已有办理结果，不能撤回。请刷新办件进度查看结果。"


class AlreadyClaimed(Conflict):
    code = "already-claimed"
    title = "该事项已由他人领取"
    detail = "该事项已由其他经办人员领取。如需接手，请选择接手并填写理由。"


class ClaimFirst(Conflict):
    code = "claim-first"
    title = "请先领取该事项"
    detail = "只有领取人可以答复该事项，请先领取。"


class NothingToExport(Conflict):
    code = "nothing-to-export"
    title = "没有新的内容可导出"
    detail = "自上一批以来没有新的分发、补交材料、撤回申请或催办，请稍后再导出。"


class BatchOutdated(Conflict):
    code = "batch-outdated"
    title = "该批内容已变更"
    detail = "该批导出后，申请内容已有补正，原文件不能再次导出；其中的事项已列入下一批，请导出下一批。"


class FileReplayed(Conflict):
    code = "file-replayed"
    title = "该文件已导入过"
    detail = "该序号的文件已经导入，未作任何更改。如有新的答复，请用下一个序号重新制作文件。"


class FileOutOfSequence(Conflict):
    code = "file-out-of-sequence"
    title = "文件序号不连续"
    detail = "文件序号不连续，未作任何更改。请按序号逐份导入。"


class ManifestAlreadyTaken(Conflict):
    code = "manifest-already-taken"
    title = "当日清单已比对"
    detail = (
        "该机构当日的清单已经比对。如有变化，请填写更晚的截至时刻（at）重新报送，或在下一日的清单中报送。"
    )


class ActOutOfPlace(Conflict):
    code = "act-out-of-place"
    title = "当前状态不适用该操作"
    detail = "当前状态不适用该操作，可能已由他人处理或已自行恢复。请刷新后核对状态，再决定如何处理。"


class SecondOperatorNeeded(Conflict):
    code = "second-operator-needed"
    title = "须由另一名运行管理员复核"
    detail = "更正已记录的办理结果须由两人完成：您已提议，请由另一名运行管理员以相同内容复核确认。"


class SecondCheckNeeded(Conflict):
    code = "second-check-needed"
    title = "须由另一人核定"
    detail = "提议人不能核定自己提议的数值，请由另一名运行管理员核定；不要了的，可以自己退回。"


class ItemChanged(Conflict):
    code = "item-changed"
    title = "事项已有变化"
    detail = "该事项在清单固定之后有变化，本批不再处理。如仍需处理，请单独处理或另建一批。"


class NotRateable(Conflict):
    code = "not-rateable"
    title = "该事项现在不能评价"
    detail = "只有部门办理并已有结果的事项才能评价。请在事项有结果后再评价。"


class RatingFixed(Conflict):
    code = "rating-fixed"
    title = "评价不能再修改"
    detail = "首次评价超过 7 天，不能再修改。如仍有问题，请通过“问题反馈”告诉我们。"


class NothingToVisit(Conflict):
    code = "nothing-to-visit"
    title = "该事项没有待回访的评价"
    detail = "该事项没有待回访的评价，可能已由他人回访，或申请人已修改评价。请刷新后核对。"


class FeedbackClosed(Conflict):
    code = "feedback-closed"
    title = "该反馈已办结"
    detail = "该反馈已办结，不能再答复。如仍有问题，请另行反馈。"


class NothingToDo(Conflict):
    code = "nothing-to-do"
    title = "该事项现在没有这件待办"
    detail = "该事项现在没有这件待办，可能已经办过或者还没有开始。请刷新办件进度后核对。"


class NothingToBook(Conflict):
    code = "nothing-to-book"
    title = "该事项现在不用预约到场"
    detail = "该事项现在不用到场，或者已经到场办过、已有结果。请刷新办件进度后核对。"


class NoAppointment(Conflict):
    code = "no-appointment"
    title = "没有这个预约"
    detail = "该事项没有这个时间的预约，可能已经改约、取消，或者时间还没有到、已经过去。请刷新后核对。"

    @classmethod
    def attended(cls) -> "NoAppointment":
        return cls("该申请人已经登记到场，不能再登记未到场。请刷新后核对。")


class AppointmentsClash(Conflict):
    code = "appointments-clash"
    title = "预约的时间重叠"
    detail = "所选时间与另一项的预约重叠，没有预约。请错开时间后重新选择。"


class MissedTooOften(Conflict):
    code = "missed-too-often"
    title = "请由办理机构安排到场时间"
    detail = "已多次没有按预约的时间到场，不能再在网上预约。请联系办理机构安排到场时间。"


class NothingToTell(Conflict):
    code = "nothing-to-tell"
    title = "该事项没有未送达的通知"
    detail = "该事项没有未送达的通知，可能已重新发送成功。请刷新后核对。"


class CircularEnded(Conflict):
    code = "circular-ended"
    title = "口径或者通知已不再适用"
    detail = "这份口径或者通知已经撤回，或者已被新的一份代替，没有保存。请刷新后查看现行的一份。"


class QuestionAnswered(Conflict):
    code = "question-answered"
    title = "问题已经答复"
    detail = "这个问题已由别人答复，您的答复没有保存。需要更正的，请另发一份口径。"


_ALL: tuple[type[Conflict], ...] = (
    Conflict,
    *Conflict.__subclasses__(),
    *VersionChanged.__subclasses__(),
)
# By the name that an event of the history keeps of the refusal.
CONFLICTS: Mapping[str, type[Conflict]] = {kind.__name__: kind for kind in _ALL}
