"""移送: an item goes on to another office of its department, in a round of its own: the first one's word counts no more.

Its limit goes on. An office that has accepted an item decides it, and hands it to nobody.
"""

from datetime import datetime

from functions.domain.case.item import CaseItem, with_clock, with_desk, with_dispatch
from functions.domain.case.sending_again import owed_again
from functions.domain.case.transitions import unheard
from functions.domain.office.refusals import TransferOutOfPlace
from schemas.codes import ItemStatus

# Two offices that hand an item to each other would do so without end, and of a round beyond the ninety-ninth no answer can be
# written (schemas/case/answers.py).
MOST_TRANSFERS = 20
_TOO_OFTEN = (
    f"该事项已经移送 {MOST_TRANSFERS} 次，不能再移送。请受理，或者反映问题，由运行管理员协调由谁办理。"
)
_BEFORE_ACCEPTANCE = frozenset({ItemStatus.DISPATCHED, ItemStatus.RECEIVED})


def may_be_transferred(item: CaseItem) -> bool:
    return _is_untouched(item) and len(item.dispatch.transfers) < MOST_TRANSFERS


def _is_untouched(item: CaseItem) -> bool:
    return item.outcome is None and item.dispatch.has_arrived and item.status in _BEFORE_ACCEPTANCE


def transferred(item: CaseItem, office: str, region: str, now: datetime) -> CaseItem:
    """Raises TransferOutOfPlace."""
    if not _is_untouched(item) or office == item.dispatch.office:
        raise TransferOutOfPlace
    if not may_be_transferred(item):
        raise TransferOutOfPlace(_TOO_OFTEN)
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
