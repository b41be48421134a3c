from dataclasses import replace

import pytest

from functions.domain.case.item import with_dispatch
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
