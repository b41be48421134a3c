"""The bodies an office sends: made-up results in the form of the public contract (schemas/case/answers.py)."""

import hashlib
from datetime import date, datetime
from typing import Any

from schemas.case.answers import ANSWER
from schemas.codes import AnswerType
from schemas.office.dispatches import Message

# Item -> the document that a grant yields, how it reaches the applicant, and what to do next.
DOCUMENTS: dict[str, tuple[str, str, str | None]] = {
    "service_check": ("入伍信息核查结果", "none", None),
    "discharge_report": ("退役军人报到登记回执", "e_certificate", None),
    "economic_subsidy": ("自主就业一次性经济补助金审批表", "none", "补助金将发放至申请时填写的银行账户。"),
    "employment_support": ("职业技能培训登记回执", "e_certificate", "请留意培训机构的开班通知。"),
    "household_registration": ("居民户口簿（户口登记页）", "window", None),
    "identity_card": ("居民身份证", "window", "请本人持回执到受理窗口领取证件。"),
    "driving_licence": ("机动车驾驶证", "post", None),
    "social_insurance": ("社会保险登记回执", "e_certificate", None),
    "pension_transfer": ("养老保险关系转移接续联系函", "none", None),
    "social_security_card": ("社会保障卡", "window", "请持身份证到服务银行网点启用金融账户。"),
    "medical_insurance": ("基本医疗保险参保凭证", "e_certificate", None),
    "medical_transfer": ("基本医疗保险关系转移接续凭证", "none", None),
    "reserve_registration": ("预备役登记证明", "window", None),
}
CARD_YEARS = 10


def document_number(key: str) -> str:
    """Made up, but the same every time for the same webhook-id."""
    return f"SX{int(hashlib.sha256(key.encode()).hexdigest(), 16) % 10**10:010d}"


def result(item: str, *, key: str, today: date) -> dict[str, Any]:
    document, delivery, next_steps = DOCUMENTS.get(item, ("办理结果通知书", "window", None))
    until = (
        today.replace(year=today.year + CARD_YEARS, day=min(today.day, 28))
        if item == "identity_card"
        else None
    )
    return {
        "document": document,
        "number": document_number(key),
        "valid_until": until and until.isoformat(),
        "delivery": delivery,
        "next_steps": next_steps,
    }


def _particulars(kind: AnswerType, message: Message, *, key: str, now: datetime) -> dict[str, Any]:
    match kind:
        case AnswerType.RECEIVED | AnswerType.ACCEPTED:
            return {"receipt": f"SJ-{document_number(key)}"}
        case AnswerType.GRANTED:
            return {"result": result(message.item, key=key, today=now.date())}
        case AnswerType.REFUSED:
            return {
                "reason": "沙箱：经审查不符合办理条件。",
                "legal_basis": "《中华人民共和国行政许可法》第三十八条",
                "remedy": "可自收到决定之日起六十日内申请行政复议，或六个月内提起行政诉讼。",
            }
        case AnswerType.CORRECTION_REQUESTED:
            return {"missing": [{"name": "沙箱材料", "reason": "沙箱：材料不清晰，请重新提供。"}]}
        case AnswerType.EXTENDED:
            return {"reason": "沙箱：案情复杂，经批准延长。", "working_days": 5}
        case AnswerType.NOT_ACCEPTED | AnswerType.SUSPENDED | AnswerType.PROBLEM:
            return {"reason": "沙箱：按脚本答复。"}
        case _:
            return {}


def answer_body(kind: AnswerType, message: Message, *, key: str, now: datetime) -> str:
    """One answer as JSON, held to the contract before it leaves."""
    body = {
        "type": kind,
        "reference": message.reference,
        "item": message.item,
        "round": message.round,
        "at": now.isoformat(),
        **_particulars(kind, message, key=key, now=now),
    }
    # Through Python once, for an unknown field would be refused only by the server.
    return ANSWER.validate_python(body, strict=False).model_dump_json(exclude_none=True)
