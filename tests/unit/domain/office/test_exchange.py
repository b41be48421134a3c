from dataclasses import replace

import pytest

from functions.domain.conflicts import FileOutOfSequence, FileReplayed
from functions.domain.office.exchange import (
    Exchange,
    Importing,
    begun_file,
    finished_file,
    from_body,
    owed_messages,
    pruned_exchange,
    shipment_noted,
    shipment_owed_again,
    to_body,
)
from functions.domain.office.refusals import FileRefused
from schemas.codes import ItemStatus
from tests.support.each import each
from tests.support.make import CASE_ID, NOW, done, item, sent

DISPATCH = f"{CASE_ID}/discharge_report/1"


def test_what_is_kept_of_an_exchange_is_read_back_as_it_was() -> None:
    whole = Exchange(3, 2, Importing(3, "digest"), {DISPATCH: 3})

    assert from_body(to_body(whole)) == whole
    assert from_body(to_body(Exchange())) == Exchange()


def test_a_batch_is_noted_once() -> None:
    noted = shipment_noted(Exchange(), 1, (DISPATCH,))

    assert (noted.exported, noted.outstanding) == (1, {DISPATCH: 1})
    assert shipment_noted(noted, 1, ("other",)) == noted


def test_only_what_is_open_is_remembered_and_a_lost_batch_is_owed_again() -> None:
    exchange = Exchange(exported=2, outstanding={"a": 1, "b": 2, "c": 2})

    assert pruned_exchange(exchange, frozenset({"a", "b"})).outstanding == {"a": 1, "b": 2}
    assert shipment_owed_again(exchange, 2).outstanding == {"a": 1}


@each("which", [done(), item(), sent(round=2)], ids=["decided", "not sent", "next round"])
def test_nothing_is_owed_of_an_item_that_the_office_does_not_have(which: object) -> None:
    assert isinstance(which, type(done()))
    assert owed_messages(which) == ()


def test_an_office_that_waits_for_the_applicant_is_told_of_a_withdrawal_only() -> None:
    waiting = sent(status=ItemStatus.CORRECTING, withdrawal_at=NOW)

    assert [one.kind for one in owed_messages(waiting)] == ["withdrawal"]
    assert [one.kind for one in owed_messages(replace(waiting, status=ItemStatus.RECEIVED))] == [
        "dispatch",
        "withdrawal",
    ]


def test_files_are_imported_one_by_one_and_one_that_was_begun_is_finished_first() -> None:
    first = Importing(1, "one")
    started = begun_file(Exchange(), first)

    assert begun_file(started, first) == started
    with pytest.raises(FileRefused):
        begun_file(started, Importing(1, "another"))
    with pytest.raises(FileOutOfSequence):
        begun_file(started, Importing(2, "two"))
    ended = finished_file(started, 1)
    assert (ended.imported, ended.importing) == (1, None)
    assert finished_file(ended, 1) == ended
    with pytest.raises(FileReplayed):
        begun_file(ended, first)
