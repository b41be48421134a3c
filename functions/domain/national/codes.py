"""Our words as the national platform's codes: one table, each with its source. What no source says stays empty (待核定).

Sources: GB/T 39046-2020 《政务服务平台基础数据规范》 Annex A (A.4 服务对象, A.5 办理形式, A.6 办件类型, A.7 特别程序,
A.8 满意度); the national platform's public table definitions (up_pro_*); a public library of the messages of
统一申办受理 (办结结果); a provincial ledger's units (时限单位). Which of our outcomes is which 办结结果 is our own reading,
to be confirmed by the platform's operator.
"""

from collections.abc import Mapping

from schemas.case.answers import Granted, Result
from schemas.catalogue.figures import Unit
from schemas.codes import AnswerType, Outcome
from schemas.guide.rollout import Channel

# A.4: every applicant here is a person.
NATURAL_PERSON = "1"

# A.5 办理形式 1 窗口 2 电脑网上 3 移动端 4 快递 9 其他.
APPLY_TYPE: Mapping[Channel, str] = {
    Channel.WINDOW: "1",
    Channel.GOVERNMENT_PORTAL: "2",
    Channel.YUE_SHENG_SHI: "3",
}

# A.6 办件类型 1 即办件 2 承诺件 9 其他: only a promised limit says which.
PROMISED = "2"

# A.7 特别程序 1 延长审批 2 除延长审批之外.
SPECIAL: Mapping[AnswerType, tuple[str, str]] = {
    AnswerType.EXTENDED: ("1", "延长审批"),
    AnswerType.SUSPENDED: ("2", "除延长审批之外的特别程序"),
}

# 时限单位: 1 工作日 2 自然日 3 小时 4 分钟 5 月.
LIMIT_UNIT: Mapping[Unit, str] = {
    Unit.WORKING_DAY: "1",
    Unit.NATURAL_DAY: "2",
    Unit.HOUR: "3",
    Unit.MONTH: "5",
}

# 办结结果: 0 出证办结 1 退回办结 2 作废办结 3 删除办结 4 转报办结 5 补正超时驳回 6 办结.
WITH_DOCUMENT, WITHOUT_DOCUMENT = "0", "6"
RESULT_TYPE: Mapping[Outcome, str] = {
    Outcome.REFUSED: "1",
    Outcome.NOT_ACCEPTED: "1",
    Outcome.WITHDRAWN: "2",
    Outcome.LAPSED: "5",
}

# 终止办理 by an operator: none of the codes above says it, so that it stands in our own field only.
ABANDONED_CODE = "abandoned"

# 是否快递递送结果: what is fetched at the window, or is electronic, is no parcel.
PARCEL, NO_PARCEL = "1", "0"

# 环节名称 of up_pro_process in the words of the message chain 申办 → 受理 → 审批 → 办结, and the action in our own words: the
# codes of 业务动作 were not found.
PROCESS: Mapping[AnswerType, tuple[str, str]] = {
    AnswerType.RECEIVED: ("收件", "收件"),
    AnswerType.ACCEPTED: ("受理", "受理"),
    AnswerType.CORRECTION_REQUESTED: ("补交告知", "要求补正"),
    AnswerType.SUSPENDED: ("特别程序", "进入特别程序"),
    AnswerType.RESUMED: ("特别程序", "特别程序结束"),
    AnswerType.EXTENDED: ("特别程序", "延长审批"),
    AnswerType.GRANTED: ("办结", "准予办理"),
    AnswerType.REFUSED: ("办结", "不予办理"),
    AnswerType.NOT_ACCEPTED: ("受理", "不予受理"),
    AnswerType.WITHDRAWN: ("办结", "同意撤回"),
}


def result_type(outcome: Outcome, answer: object) -> str | None:
    """None: no code that is known says it."""
    if outcome is not Outcome.GRANTED:
        return RESULT_TYPE.get(outcome)
    return WITH_DOCUMENT if isinstance(answer, Granted) and is_document(answer.result) else WITHOUT_DOCUMENT


def is_document(result: Result) -> bool:
    return result.number is not None or result.delivery != "none"
