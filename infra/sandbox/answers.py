"""The bodies an office sends: made-up results in the form of the public contract (schemas/office/answering.py)."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from functions.domain.case.results import papers_wanted
from functions.domain.clock import shanghai_date
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.item import Item
from schemas.codes import AnswerType
from schemas.office.answering import ANSWERING
from schemas.office.dispatches import Message

CARD_YEARS = 10
# Stands for a document until it has an id of the server's.
TO_UPLOAD = "00000000-0000-0000-0000-000000000000"

# The law extends the time of an identity card by natural days (居民身份证法 Art 12).
_BY_NATURAL_DAYS = ("identity_card",)


def document_number(key: str) -> str:
    """Made up, but the same every time for the same webhook-id."""
    return f"SX{int(hashlib.sha256(key.encode()).hexdigest(), 16) % 10**10:010d}"


def _result(item: str, *, key: str, today: date) -> dict[str, Any]:
    document, to_fetch = _promised(item)
    until = (
        today.replace(year=today.year + CARD_YEARS, day=min(today.day, 28))
        if item == "identity_card"
        else None
    )
    return {
        "document": document,
        "number": document_number(key),
        "valid_until": until and until.isoformat(),
        "delivery": "window" if to_fetch else "none",
    }


def _papers(item: str, key: str, today: date) -> Iterator[dict[str, Any]]:
    """What later items take of it, each with the one document as its file."""
    for code, name in papers_wanted(item, load_edition(CURRENT)).items():
        told = {"name": name, "number": document_number(f"{key}/{code}"), "issued_on": today.isoformat()}
        yield {**told, "issuer": "沙箱办理机构", "material": code, "file": TO_UPLOAD}


def _grounds(item: str) -> dict[str, Any]:
    """A rule that the catalogue cites for the item, and made-up bodies: what a refusal is not taken without."""
    found = _catalogued(item)
    cited = found.legal_basis[0] if found else None
    return {
        "legal_basis": f"《{cited.instrument}》{cited.articles[0]}" if cited else "《沙箱办法》第一条",
        "remedy": [
            {
                "way": "reconsideration",
                "body": "沙箱市沙箱区人民政府",
                "term": {"value": 60, "unit": "natural_day"},
            },
            {"way": "litigation", "body": "沙箱市沙箱区人民法院", "term": {"value": 6, "unit": "month"}},
        ],
    }


def _promised(item: str) -> tuple[str, bool]:
    """What the catalogue says a grant yields, and whether the applicant goes and fetches it."""
    found = _catalogued(item)
    return (found.result.document, "领取" in found.result.delivery) if found else ("办理结果通知书", True)


def _catalogued(item: str) -> Item | None:
    edition = load_edition(CURRENT)
    return next((one for one in (*edition.items, edition.service_check) if one.code == item), None)


def _particulars(kind: AnswerType, message: Message, *, key: str, now: datetime) -> dict[str, Any]:
    match kind:
        case AnswerType.RECEIVED | AnswerType.ACCEPTED:
            return {"receipt": f"SJ-{document_number(key)}"}
        case AnswerType.GRANTED:
            return {"result": _result(message.item, key=key, today=shanghai_date(now))}
        case AnswerType.REFUSED:
            return {"reason": "沙箱：经审查不符合办理条件。", **_grounds(message.item)}
        case AnswerType.NOT_ACCEPTED:
            return {"reason": "沙箱：按脚本不予受理。", **_grounds(message.item)}
        case AnswerType.CORRECTION_REQUESTED:
            return {"missing": [{"name": "沙箱材料", "reason": "沙箱：材料不清晰，请重新提供。"}]}
        case AnswerType.EXTENDED:
            days = "natural_days" if message.item in _BY_NATURAL_DAYS else "working_days"
            return {"reason": "沙箱：经批准延长。", days: 5, "basis": "沙箱：按脚本答复。"}
        case AnswerType.SUSPENDED | AnswerType.PROBLEM:
            return {"reason": "沙箱：按脚本答复。"}
        case _:
            return {}


def answer_body(
    kind: AnswerType, message: Message, *, key: str, now: datetime, document: bool = False
) -> str:
    """One answer as JSON, held to the contract before it leaves. `document`: it will name one, which is uploaded first."""
    body = {
        "type": kind,
        "reference": message.reference,
        "item": message.item,
        "round": message.round,
        "at": now.isoformat(),
        **_particulars(kind, message, key=key, now=now),
        **({"documents": [{"id": TO_UPLOAD, "name": "沙箱结果.pdf"}]} if document else {}),
    }
    if document and kind is AnswerType.GRANTED:
        body["result"] |= {"documents": list(_papers(message.item, key, shanghai_date(now)))}
    # Through Python once, for an unknown field would be refused only by the server.
    return ANSWERING.validate_python(body, strict=False).model_dump_json(exclude_none=True)
