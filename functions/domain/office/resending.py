"""Which items an office may have sent to itself again (再发), and what becomes of one."""

from datetime import datetime

from functions.domain.case.deliveries import deliveries_of
from functions.domain.case.item import CaseItem
from functions.domain.case.sending_again import sent_again
from functions.domain.office.refusals import ResendOutOfPlace
from schemas.codes import ItemStatus

# Of one item; beyond that its program, not the sending, needs looking at.
MOST_AGAIN = 20
_ON_ITS_WAY = "该事项正在发送，还没有送达，请稍候查看投递记录。"
_TOO_OFTEN = (
    f"该事项已重新发送 {MOST_AGAIN} 次，不再重发；请先查明贵单位的系统为什么没有收下，再联系运行管理员。"
)


def resent(item: CaseItem, now: datetime) -> CaseItem:
    """Raises ResendOutOfPlace."""
    if words := unsendable(item):
        raise ResendOutOfPlace(words)
    return sent_again(item, now)


def is_lost(item: CaseItem, office: str, since: datetime) -> bool:
    """An office that lost what it was sent from `since` on, has lost this one and has not had it again. What was sent
    again is lost too where `since` is later than the order of that.
    """
    lost = [call.at for call in deliveries_of(item) if call.office == office and call.at >= since]
    again = item.dispatch.again_at
    answered_for = again is not None and any(at < again for at in lost)
    return bool(lost) and not answered_for and unsendable(item) is None


def unsendable(item: CaseItem) -> str | None:
    """Why not; None if it may be sent again. Of what an office has answered it has made its own: it asks an operator."""
    if item.outcome is not None or item.dispatch.round == 0:
        return ResendOutOfPlace.detail
    if item.dispatch.retries >= MOST_AGAIN:
        return _TOO_OFTEN
    if item.status is ItemStatus.READY:
        return None if item.dispatch.trouble else _ON_ITS_WAY
    return None if item.status in (ItemStatus.DISPATCHED, ItemStatus.INCIDENT) else ResendOutOfPlace.detail
