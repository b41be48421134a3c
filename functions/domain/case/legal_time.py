"""The time that an answer names itself (办理时间): within reason it is the legal one, whenever the answer arrives."""

from datetime import datetime

from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import AnswerTimeOutOfRange
from functions.domain.clock import TOLERANCE, minute_text
from functions.domain.errors import FieldProblem
from schemas.codes import ItemStatus


def known_from(item: CaseItem) -> datetime | None:
    """Since when the office may have had the present round; None where that is not known any more.

    Not `sent_at` alone: an office may take a call whose end we never saw, and decide before it is called again.
    """
    if item.dispatch.begun_at:
        return item.dispatch.begun_at
    if item.dispatch.arrived_at:
        return item.dispatch.arrived_at
    if item.status is ItemStatus.READY:
        return item.since
    return item.dispatch.trouble.since if item.dispatch.trouble else None


def check_time(item: CaseItem, at: datetime, now: datetime) -> None:
    """Raises AnswerTimeOutOfRange: neither ahead of now nor before the round was sent, but for two clocks' difference."""
    since = known_from(item)
    if at > now + TOLERANCE:
        detail = "办理时间（at）晚于现在，请核对系统时钟和时区，按实际办理的时间填写。"
    elif since is not None and at < since - TOLERANCE:
        detail = (
            f"办理时间（at）早于本轮分发的时间（{minute_text(since)}，北京时间），请按实际办理的时间填写。"
        )
    else:
        return
    raise AnswerTimeOutOfRange(problems=(FieldProblem("/at", detail),))


def legal_time(item: CaseItem, at: datetime) -> datetime:
    """As the office names it; a clock that is a little slow decides nothing before it was asked."""
    since = known_from(item)
    return max(at, since) if since else at
