"""What every case store promises of the history, wherever it keeps an event: found by its key, in order, and once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.case import Change, Event
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.errors import DuplicateEvent, StaleWrite
from functions.ports.case_store import CaseStore
from schemas.codes import CaseStatus, EventKind
from tests.support.openings import NOW, opening

CASE_ID = opening().ledger.case.id
# More than any store keeps with the item itself.
MANY = 20


def told(minute: int, kind: EventKind = EventKind.ANSWERED, item: str = SERVICE_CHECK) -> Event:
    key = f"{kind.value}/{item}/{minute}"
    return Event(CASE_ID, key, NOW + timedelta(minutes=minute), kind, item, "mobilization", {"round": minute})


def changed(store: CaseStore, *events: Event, code: str = SERVICE_CHECK) -> CaseItem:
    return store.commit(Change(items=(store.ledger(CASE_ID).item(code),), events=events)).items[0]


def history(store: CaseStore, limit: int = 3) -> list[Event]:
    found: list[Event] = []
    cursor = None
    while True:
        page = store.events(CASE_ID, limit=limit, cursor=cursor)
        found += page.entries
        cursor = page.cursor
        if cursor is None:
            return found


def test_events_of_an_item_are_found_and_paged_in_order_however_many(store: CaseStore) -> None:
    store.create(opening())
    written = [told(minute) for minute in range(1, MANY + 1)]

    for event in reversed(written):
        changed(store, event)

    assert history(store)[1:] == written
    assert [store.event(CASE_ID, event.key) for event in written] == written


def test_events_of_several_items_and_of_people_are_one_history(store: CaseStore) -> None:
    store.create(opening())
    act = told(2, EventKind.CORRECTED, "discharge_report")
    answers = told(1), told(3, item="discharge_report")

    changed(store, answers[1], code="discharge_report")
    changed(store, answers[0])
    changed(store, act, code="discharge_report")

    assert [event.at for event in history(store)[1:]] == [answers[0].at, act.at, answers[1].at]


def test_two_events_of_one_write_are_both_kept(store: CaseStore) -> None:
    store.create(opening())
    both = told(1, EventKind.DEEMED_ACCEPTED), told(2, EventKind.OVERDUE)

    changed(store, *both)
    changed(store, told(3))

    assert history(store)[1:] == [*both, told(3)]


@pytest.mark.parametrize("between", [0, 1, MANY])
def test_an_event_of_an_item_is_written_once_however_long_ago(store: CaseStore, between: int) -> None:
    store.create(opening())
    changed(store, told(1))
    for minute in range(2, 2 + between):
        changed(store, told(minute))
    before = store.ledger(CASE_ID)

    with pytest.raises(DuplicateEvent):
        changed(store, told(1))

    assert store.ledger(CASE_ID) == before
    assert len(history(store)) == 2 + between


def test_a_duplicate_is_told_before_a_version_that_moved(store: CaseStore) -> None:
    store.create(opening())
    read = store.ledger(CASE_ID).service_check
    changed(store, told(1))

    with pytest.raises(DuplicateEvent):
        store.commit(Change(items=(read,), events=(told(1),)))
    with pytest.raises(StaleWrite):
        store.commit(Change(items=(read,), events=(told(2),)))


def test_an_item_of_which_only_a_refused_answer_is_known_is_glimpsed_as_it_was_opened_or_not_at_all(
    store: CaseStore,
) -> None:
    store.create(opening())
    opened = store.ledger(CASE_ID).service_check

    store.commit(Change(events=(replace(told(1), kind=EventKind.ANSWER_REFUSED),)))

    assert store.glimpse_item(CASE_ID, SERVICE_CHECK) in (None, opened)
    assert store.ledger(CASE_ID).service_check == opened


@pytest.mark.parametrize("first", [0, 1, MANY])
def test_a_refused_answer_is_evidence_and_its_delivery_is_not_taken_later(
    store: CaseStore, first: int
) -> None:
    store.create(opening())
    for minute in range(2, 2 + first):
        changed(store, told(minute))
    refused = replace(told(1), kind=EventKind.ANSWER_REFUSED)
    before = store.ledger(CASE_ID)

    store.commit(Change(events=(refused,)))

    assert store.ledger(CASE_ID) == before
    assert store.event(CASE_ID, refused.key) == refused
    with pytest.raises(DuplicateEvent):
        changed(store, told(1))
    changed(store, told(99))
    assert store.ledger(CASE_ID).service_check.version == first + 1
    assert len(history(store)) == first + 3


def test_an_answer_that_was_taken_is_not_refused_later_under_the_same_key(store: CaseStore) -> None:
    store.create(opening())
    changed(store, told(1))

    with pytest.raises(DuplicateEvent):
        store.commit(Change(events=(replace(told(1), kind=EventKind.ANSWER_REFUSED),)))

    assert history(store)[1:] == [told(1)]


@pytest.mark.parametrize("first_is_long", [True, False])
def test_a_long_event_is_written_once_like_a_short_one(store: CaseStore, first_is_long: bool) -> None:
    store.create(opening())
    # Too varied to be packed into few bytes.
    words = "".join(chr(0x4E00 + number * 37 % 20_000) for number in range(2000))
    long = replace(told(1), detail={"answer": {"reason": words}})
    first, second = (long, told(1)) if first_is_long else (told(1), long)

    changed(store, first)

    with pytest.raises(DuplicateEvent):
        changed(store, second)
    assert store.event(CASE_ID, first.key) == first
    changed(store, told(2))
    assert history(store)[1:] == [first, told(2)]


def test_a_case_closes_once_and_tells_so(store: CaseStore) -> None:
    store.create(opening())
    case = store.ledger(CASE_ID).case
    closed = Event(CASE_ID, "closed", NOW, EventKind.CLOSED)

    stored = store.commit(Change(case=replace(case, status=CaseStatus.CLOSED), events=(closed,))).case

    assert stored is not None
    assert store.event(CASE_ID, "closed") == closed
    with pytest.raises(DuplicateEvent):
        store.commit(Change(case=stored, events=(closed,)))
    assert store.ledger(CASE_ID).case == stored


def test_an_items_history_survives_a_change_of_all_items_at_once(store: CaseStore) -> None:
    store.create(opening())
    changed(store, told(1))

    store.commit(Change(items=store.ledger(CASE_ID).items, events=(told(2, EventKind.CORRECTED),)))
    changed(store, told(3))

    assert history(store)[1:] == [told(1), told(2, EventKind.CORRECTED), told(3)]
