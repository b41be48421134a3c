"""移送: an item goes on to another office of its department, in a round of its own: the first one's word counts no more.

Its limit goes on. An office that has accepted an item decides it, and hands it to nobody.
"""

from datetime import datetime

from functions.domain.case.item import CaseItem, with_clock, with_desk, with_dispatch
from functions.domain.case.sending_again import owed_again
from functions.domain.case.transitions import unheard
from functions.domain.office.refusals import TransferOutOfPlace
from schemas.codes import ItemStatus

_BEFORE_ACCEPTANCE = frozenset({ItemStatus.DISPATCHED, ItemStatus.RECEIVED})


def may_be_transferred(item: CaseItem) -> bool:
    return item.outcome is None and item.dispatch.has_arrived and item.status in _BEFORE_ACCEPTANCE


def transferred(item: CaseItem, office: str, region: str, now: datetime) -> CaseItem:
    """Raises TransferOutOfPlace."""
    if not may_be_transferred(item) or office == item.dispatch.office:
        raise TransferOutOfPlace
    sent, overdue = item.dispatch, item.clock.overdue_since
    away = with_dispatch(
        unheard(owed_again(item, now)),
        round=sent.round + 1,
        sent_round=sent.round,
        office=None,
        office_override=office,
        handed_to=region,
        reroutes=sent.reroutes + 1,
        transfers=(*sent.transfers, sent.round),
        receipt=None,
    )
    return with_desk(with_clock(away, overdue_since=overdue), claimed_by=None, claimed_at=None)
