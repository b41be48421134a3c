"""Code sets of what an applicant meets beside the handling itself: notices, ratings, feedback. In `CHINESE` (codes.py)."""

from enum import StrEnum


class TodoKind(StrEnum):
    """待您办理: what asks something of the applicant."""

    CORRECT = "correct"
    FETCH = "fetch"
    VISIT = "visit"
    CONTEST = "contest"
    APPLY_AGAIN = "apply_again"
    BRING = "bring"
    CONTEST_CHECK = "contest_check"
    OTHERWISE = "otherwise"


class AppointmentState(StrEnum):
    """到场预约怎样结束: by its applicant, by the office (停办), because nobody came, or because nobody need come any more."""

    CANCELLED = "cancelled"
    CALLED_OFF = "called_off"
    MISSED = "missed"
    VOID = "void"


class PaperShown(StrEnum):
    """出示的证件: what whoever collects a result shows at the counter."""

    RESIDENT_CARD = "resident_card"
    TEMPORARY_CARD = "temporary_card"
    HOUSEHOLD_REGISTER = "household_register"
    MILITARY_CARD = "military_card"
    DISCHARGE_CERTIFICATE = "discharge_certificate"
    PASSPORT = "passport"
    OTHER = "other"


class CollectingOn(StrEnum):
    """代领依据: on what somebody else collects a result for the applicant."""

    POWER_OF_ATTORNEY = "power_of_attorney"
    GUARDIANSHIP = "guardianship"
    OTHER = "other"


class RemedyWay(StrEnum):
    """救济途径: 行政复议法, 行政诉讼法; REVIEW for what is no administrative decision, such as a check of a record."""

    RECONSIDERATION = "reconsideration"
    LITIGATION = "litigation"
    REVIEW = "review"


class DueBasis(StrEnum):
    """What a due time stands on. WATCH is our own bound of supervision, where no official limit is known."""

    STATUTORY = "statutory"
    PROMISED = "promised"
    WATCH = "watch"


class NoticeTemplate(StrEnum):
    """通知模板: the four things an applicant is told of; the gateway holds the words of each."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    ACTION_NEEDED = "action_needed"
    DONE = "done"


class ToldHow(StrEnum):
    """告知方式: by the account of 粤省事, by the phone of the form, or by a person."""

    ACCOUNT = "account"
    PHONE = "phone"
    CALL = "call"
    IN_PERSON = "in_person"
    OTHER = "other"


class NoticeStatus(StrEnum):
    """通知状态: TOLD is by a clerk or an operator, in another way."""

    OWED = "owed"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    TOLD = "told"


class RatingLevel(StrEnum):
    """满意度, the best first (as GB/T 39046-2020 A.8 counts): ours, whatever direction another system's codes run in."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    NEUTRAL = "neutral"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


class RatingTag(StrEnum):
    """评价标签: our own; no official list was found."""

    QUICK = "quick"
    CLEAR = "clear"
    ONE_VISIT = "one_visit"
    FRIENDLY = "friendly"
    SLOW = "slow"
    UNCLEAR = "unclear"
    MANY_VISITS = "many_visits"
    UNFRIENDLY = "unfriendly"
    EXTRA_MATERIALS = "extra_materials"


class RatingChannel(StrEnum):
    """评价渠道 (GB/T 39046-2020 table 9)."""

    PC = "pc"
    MOBILE = "mobile"
    QR_CODE = "qr_code"
    TABLET = "tablet"
    OTHER = "other"
    PHONE = "phone"
    SMS = "sms"


class FeedbackKind(StrEnum):
    """问题反馈的类别."""

    FAULT = "fault"
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"
    QUESTION = "question"


TERMS: tuple[tuple[StrEnum, str], ...] = (
    (TodoKind.CORRECT, "补正"),
    (TodoKind.FETCH, "领取结果"),
    (TodoKind.VISIT, "到场办理"),
    (TodoKind.CONTEST, "查看决定和理由"),
    (TodoKind.BRING, "补交容缺材料"),
    (TodoKind.CONTEST_CHECK, "对核查结果提出异议"),
    (TodoKind.OTHERWISE, "查看未办理的原因和其他办法"),
    (TodoKind.APPLY_AGAIN, "重新申请"),
    (PaperShown.RESIDENT_CARD, "居民身份证"),
    (PaperShown.TEMPORARY_CARD, "临时居民身份证"),
    (PaperShown.HOUSEHOLD_REGISTER, "居民户口簿"),
    (PaperShown.MILITARY_CARD, "军人身份证件"),
    (PaperShown.DISCHARGE_CERTIFICATE, "退役证件"),
    (PaperShown.PASSPORT, "护照"),
    (PaperShown.OTHER, "其他身份证件"),
    (CollectingOn.POWER_OF_ATTORNEY, "委托书"),
    (CollectingOn.GUARDIANSHIP, "监护关系证明"),
    (CollectingOn.OTHER, "其他代领证明"),
    (RemedyWay.RECONSIDERATION, "行政复议"),
    (RemedyWay.LITIGATION, "行政诉讼"),
    (RemedyWay.REVIEW, "复核"),
    (DueBasis.STATUTORY, "法定办结时限"),
    (DueBasis.PROMISED, "承诺办结时限"),
    (DueBasis.WATCH, "本系统关注期限，非法定；办结时限待核定"),
    (NoticeTemplate.RECEIVED, "已收到申请"),
    (NoticeTemplate.IN_PROGRESS, "正在办理"),
    (NoticeTemplate.ACTION_NEEDED, "需要您处理"),
    (NoticeTemplate.DONE, "全部有结果"),
    (ToldHow.ACCOUNT, "账号消息"),
    (ToldHow.PHONE, "手机短信"),
    (ToldHow.CALL, "电话告知"),
    (ToldHow.IN_PERSON, "当面告知"),
    (ToldHow.OTHER, "其他方式告知"),
    (NoticeStatus.OWED, "待发送"),
    (NoticeStatus.SENT, "已发送"),
    (NoticeStatus.DELIVERED, "已送达"),
    (NoticeStatus.FAILED, "未能发送"),
    (NoticeStatus.TOLD, "已由工作人员告知"),
    (AppointmentState.CANCELLED, "预约已取消"),
    (AppointmentState.CALLED_OFF, "办理机构停办，预约已取消，请另约时间"),
    (AppointmentState.MISSED, "没有按预约的时间到场"),
    (AppointmentState.VOID, "不用再按预约到场"),
    (RatingLevel.VERY_SATISFIED, "非常满意"),
    (RatingLevel.SATISFIED, "满意"),
    (RatingLevel.NEUTRAL, "基本满意"),
    (RatingLevel.DISSATISFIED, "不满意"),
    (RatingLevel.VERY_DISSATISFIED, "非常不满意"),
    (RatingTag.QUICK, "办得快"),
    (RatingTag.CLEAR, "讲得清"),
    (RatingTag.ONE_VISIT, "最多跑一次"),
    (RatingTag.FRIENDLY, "态度好"),
    (RatingTag.SLOW, "办得慢"),
    (RatingTag.UNCLEAR, "讲不清"),
    (RatingTag.MANY_VISITS, "跑了多次"),
    (RatingTag.UNFRIENDLY, "态度差"),
    (RatingTag.EXTRA_MATERIALS, "要求清单以外的材料"),
    (RatingChannel.PC, "电脑网页"),
    (RatingChannel.MOBILE, "移动端"),
    (RatingChannel.QR_CODE, "二维码"),
    (RatingChannel.TABLET, "评价平板"),
    (RatingChannel.OTHER, "其他终端"),
    (RatingChannel.PHONE, "电话"),
    (RatingChannel.SMS, "短信"),
    (FeedbackKind.FAULT, "系统故障"),
    (FeedbackKind.SUGGESTION, "意见建议"),
    (FeedbackKind.COMPLAINT, "投诉"),
    (FeedbackKind.QUESTION, "咨询"),
)
