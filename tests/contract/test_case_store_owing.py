"""That a platform of the province is owed a word is written with the event or not at all, in every store."""

from dataclasses import replace

import pytest

from functions.adapters.case_store.owing import OwingStore
from functions.domain.case.case import Change, Event
from functions.domain.errors import StaleWrite
from functions.domain.national.owed_messages import ToldPlatform, case_of_mark, owed_kind
from functions.ports.case_store import CaseStore
from schemas.codes import EventKind
from tests.contract.stores import SEAL
from tests.support.fakes.clock import START
from tests.support.openings import opening

OWED = owed_kind(ToldPlatform.ACCEPTANCE)


def owing(store: CaseStore) -> OwingStore:
    return OwingStore(store, SEAL, frozenset({ToldPlatform.ACCEPTANCE}))


def answered(case_id: str, key: str = "answer/1", kind: EventKind = EventKind.ANSWERED) -> Event:
    return Event(case_id, key, START, kind, "identity_card")


def owed_by(store: CaseStore) -> list[str]:
    return [case_of_mark(one.key) for one in store.records(OWED, limit=20).entries]


def test_what_is_told_is_owed_with_it_and_what_is_not_is_not(store: CaseStore) -> None:
    case_id = store.create(opening()).case_id

    owing(store).commit(Change(events=(answered(case_id, "silent/1", EventKind.SILENT),)))
    before = owed_by(store)
    owing(store).commit(Change(events=(answered(case_id),)))

    assert before == []
    assert owed_by(store) == [case_id]


def test_two_who_write_of_one_case_at_once_owe_each_by_itself(store: CaseStore) -> None:
    case_id = store.create(opening()).case_id

    for number in range(2):
        owing(store).commit(Change(events=(answered(case_id, f"answer/{number}"),)))

    assert owed_by(store) == [case_id, case_id]


def test_a_write_that_is_beaten_owes_nothing(store: CaseStore) -> None:
    case_id = store.create(opening()).case_id
    stale = replace(store.ledger(case_id).items[0], version=77)

    with pytest.raises(StaleWrite):
        owing(store).commit(Change(items=(stale,), events=(answered(case_id),)))

    assert owed_by(store) == []


def test_a_case_is_owed_from_its_opening_on(store: CaseStore) -> None:
    given = opening()
    told = Event(given.ledger.case.id, "submitted", START, EventKind.SUBMITTED)

    owing(store).create(replace(given, events=(told,)))

    assert owed_by(store) == [given.ledger.case.id]
