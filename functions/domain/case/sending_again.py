"""The present round is sent to its office once more: recorded as owed, and sent by the engine or else by the sweep."""

from datetime import datetime

from functions.domain.case.deliveries import spelled_out
from functions.domain.case.item import CaseItem, with_desk, with_dispatch, with_withdrawal
from functions.domain.case.legal_time import known_from
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.errors import DepartmentRefusedPayload
from functions.domain.values import replace
from schemas.codes import ItemStatus


def sent_again(item: CaseItem, now: datetime) -> CaseItem:
    """A round that did not arrive goes out under its old key, so that an office that has it after all says so, and nothing
    happens twice; one that the office has had, or has refused, under a new one. Of that one the office does not know yet
    that the applicant wants the item back.
    """
    before = item.dispatch.trouble
    again = with_dispatch(owed_again(item, now), again_at=now)
    if item.dispatch.round and (before is None or before.error == DepartmentRefusedPayload.__name__):
        return with_withdrawal(with_dispatch(again, retries=item.dispatch.retries + 1), sent=None)
    # Until it has arrived it is shown as what it is: tried since then, so many times.
    return with_dispatch(again, trouble=replace(before, not_before=None) if before else None)


def owed_again(item: CaseItem, now: datetime) -> CaseItem:
    """An item that was never sent waits for its turn again; otherwise its round is owed as if it had not been sent, and the
    engine or else the sweep sends it.
    """
    begun = item.dispatch.round > 0
    dispatch = replace(
        spelled_out(item).dispatch,
        sent_round=min(item.dispatch.sent_round, max(item.dispatch.round - 1, 0)),
        # Whatever becomes of it now: the office may have had this round before.
        begun_at=known_from(item) if begun else None,
        trouble=None,
        ordered="alone" if begun else None,
    )
    return replace(
        with_desk(item, incident=None),
        dispatch=dispatch,
        status=ItemStatus.READY if begun else ItemStatus.WAITING,
        since=now,
        follow_up_at=now + FIRST_CHECK,
    )


def of_many(item: CaseItem) -> CaseItem:
    """Ordered in a batch: an office that is left alone just now is not asked once for each of its items."""
    return with_dispatch(item, ordered="batch") if item.dispatch.ordered == "alone" else item
