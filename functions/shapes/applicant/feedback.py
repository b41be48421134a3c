"""问题反馈 as whoever sent it and the operators see it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from functions.ports.case_store import Record
from functions.shapes import words
from functions.usecases.applicant.feedback import feedback_city, is_closed
from schemas.applicant.feedback import FeedbackAnswerView, FeedbackView
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, Role
from schemas.codes_citizen import FeedbackKind

NOT_SIGNED_IN = "没有登录"


def feedback_view(found: Record, edition: Edition) -> FeedbackView:
    body, closed = found.body, is_closed(found)
    kind, city = FeedbackKind(body["kind"]), feedback_city(found.key)
    role = Role(body["role"]) if body["role"] else None
    answers = tuple(_answer(one) for one in body["answers"] if "answer" in one["said"])
    end = next((one for one in body["answers"] if "close" in one["said"]), None)
    return FeedbackView(
        id=found.key,
        city=city,
        city_text=words.region_name(edition, city),
        kind=kind,
        kind_text=CHINESE[kind],
        status="closed" if closed else "open",
        status_text="已办结" if closed else "已答复" if answers else "待处理",
        role=role,
        role_text=CHINESE[role] if role else NOT_SIGNED_IN,
        reference=body["reference"],
        text=body["text"],
        at=_sent_at(found.key),
        answers=answers,
        closed_at=_instant(end["at"]) if end else None,
        close_reason=end["said"]["close"] if end else None,
    )


def _answer(line: Mapping[str, Any]) -> FeedbackAnswerView:
    return FeedbackAnswerView(at=_instant(line["at"]), text=line["said"]["answer"])


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _sent_at(feedback_id: str) -> datetime:
    """Its id begins with the city and goes on with the moment."""
    return datetime.strptime(feedback_id.split("-")[1], "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
