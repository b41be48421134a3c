from dataclasses import replace

import pytest

from functions.domain.case.item import with_desk, with_dispatch
from functions.domain.office.refusals import TransferOutOfPlace
from functions.domain.office.transfers import MOST_TRANSFERS, may_be_transferred, transferred
from schemas.case.answers import Received
from schemas.codes import ItemStatus
from tests.support import make
from tests.support.make import NOW, answer

OFFICES = ("police-one", "police-other")


def test_offices_that_hand_an_item_to_each_other_are_told_to_stop_before_no_round_can_be_answered() -> None:
    item, times = make.sent(), 0
    while may_be_transferred(item) and item.dispatch.round < 99:
        times += 1
        away = transferred(item, OFFICES[times % 2], "440300", NOW)
        there = with_dispatch(away, sent_round=away.dispatch.round, office=OFFICES[times % 2], sent_at=NOW)
        item = replace(there, status=ItemStatus.DISPATCHED)

    with pytest.raises(TransferOutOfPlace, match="已经移送 20 次"):
        transferred(item, "police-third", "440300", NOW)
    assert times == MOST_TRANSFERS
    assert isinstance(answer("received", round=item.dispatch.round), Received)


def test_nobody_has_claimed_it_at_the_office_that_it_goes_to() -> None:
    claimed = with_desk(make.sent(), claimed_by="staff-1", claimed_at=NOW)

    away = transferred(claimed, "police-other", "440300", NOW)

    assert (away.desk.claimed_by, away.desk.claimed_at) == (None, None)
    assert (away.dispatch.reroutes, away.dispatch.office) == (1, None)


def test_an_office_hands_nothing_to_itself() -> None:
    with pytest.raises(TransferOutOfPlace):
        transferred(with_dispatch(make.sent(), office="police-one"), "police-one", "440300", NOW)
