"""What every case store promises of writes: all at once or nothing, each over the version it names."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.case import Change, Ledger
from functions.domain.case.facts import Notice
from functions.domain.case.item import SERVICE_CHECK
from functions.domain.case.refusals import CaseNotFound
from functions.domain.catalogue.standing import SourceChecked
from functions.domain.errors import DuplicateEvent, StaleWrite, StoreBusy
from functions.ports.case_store import CaseStore, Record, Submission
from schemas.catalogue.prefill import SourceCode
from schemas.codes import CaseStatus, ItemStatus
from schemas.codes_citizen import NoticeStatus
from tests.support.openings import NOW, application, event, item, opening

CASE_ID = opening().ledger.case.id


def test_a_case_is_read_as_it_was_created(store: CaseStore) -> None:
    given = opening()

    submission = store.create(given)

    assert submission == Submission(given.ledger.case.id, given.ledger.case.reference, "digest")
    assert store.ledger(CASE_ID) == given.ledger
    assert store.application(CASE_ID) == application()
    assert store.case_id_of(given.ledger.case.reference) == CASE_ID
    assert store.events(CASE_ID, limit=10).entries == given.events


def test_what_came_of_the_sources_is_read_as_it_was_written(store: CaseStore) -> None:
    checked = (
        SourceChecked(SourceCode.POPULATION, NOW, agreed=("sex", "birth_date"), proven=("household",)),
        SourceChecked(SourceCode.E_CERTIFICATE, NOW, failed=True),
    )

    store.create(opening(checked=checked))

    assert store.ledger(CASE_ID).case.checked == checked


def test_items_come_back_in_the_order_they_were_created_the_service_check_first(store: CaseStore) -> None:
    given = opening()
    check, *rest = given.ledger.items
    store.create(replace(given, ledger=Ledger(given.ledger.case, (*rest, check))))

    codes = [one.code for one in store.ledger(CASE_ID).items]

    assert codes == [SERVICE_CHECK, "social_insurance", "discharge_report"]


def test_order_survives_a_change(store: CaseStore) -> None:
    store.create(opening())
    changed = store.ledger(CASE_ID).item("social_insurance")

    store.commit(Change(items=(replace(changed, status=ItemStatus.READY),)))

    assert [one.code for one in store.ledger(CASE_ID).items][1] == "social_insurance"


def test_a_key_used_again_stands_for_the_first_case(store: CaseStore) -> None:
    first = store.create(opening(1, key="same", digest="first"))

    second = store.create(opening(2, key="same", digest="second"))

    assert second == first
    assert second.digest == "first"
    assert (first.repeated, second.repeated) == (False, True)
    with pytest.raises(CaseNotFound):
        store.ledger(opening(2).ledger.case.id)


def test_the_same_case_sent_again_is_told_from_the_first_time(store: CaseStore) -> None:
    given = opening()
    first = store.create(given)

    again, found = store.create(given), store.submission(given.key)

    assert found
    assert first == again == found
    assert (first.repeated, again.repeated, found.repeated) == (False, True, True)


def test_a_case_and_the_record_of_its_person_are_written_together_or_neither_is(store: CaseStore) -> None:
    person = Record("person/somebody", "-", {"cases": ["first"]})
    store.create(replace(opening(1), person=person))

    with pytest.raises(StaleWrite):
        store.create(replace(opening(2), person=person))

    kept = store.record("person/somebody", "-")
    assert kept
    assert (kept.body, kept.version) == ({"cases": ["first"]}, 1)
    with pytest.raises(CaseNotFound):
        store.ledger(opening(2).ledger.case.id)
    store.create(replace(opening(2), person=replace(kept, body={"cases": ["first", "second"]})))
    now = store.record("person/somebody", "-")
    assert now
    assert (now.body["cases"], now.version) == (["first", "second"], 2)


def test_a_key_used_again_stands_for_its_case_whatever_became_of_its_person(store: CaseStore) -> None:
    person = Record("person/somebody", "-", {"cases": ["first"]})
    first = store.create(replace(opening(1, key="same"), person=person))

    assert store.create(replace(opening(2, key="same"), person=person)) == first


@pytest.mark.parametrize("taken", ["id", "reference"])
def test_a_case_whose_id_or_reference_is_taken_is_not_written(store: CaseStore, taken: str) -> None:
    first = opening(1)
    store.create(first)

    with pytest.raises(StoreBusy):
        store.create(opening(2, **{taken: getattr(first.ledger.case, taken)}))

    assert store.ledger(CASE_ID) == first.ledger
    assert store.case_id_of(first.ledger.case.reference) == CASE_ID


def test_a_change_is_read_as_it_was_returned(store: CaseStore) -> None:
    store.create(opening())
    ledger = store.ledger(CASE_ID)
    case = replace(ledger.case, status=CaseStatus.CLOSED, closed_at=NOW)
    items = tuple(replace(one, status=ItemStatus.DONE) for one in ledger.items)

    stored = store.commit(Change(case=case, items=items, events=(event(CASE_ID, "closed"),)))

    assert stored.case == replace(case, version=1)
    assert [one.version for one in stored.items] == [1, 1, 1]
    assert store.ledger(CASE_ID) == Ledger(replace(case, version=1), stored.items)
    assert store.event(CASE_ID, "closed") == event(CASE_ID, "closed")


@pytest.mark.parametrize("part", ["case", "item", "event"])
def test_one_row_alone_can_be_written(store: CaseStore, part: str) -> None:
    store.create(opening())
    ledger = store.ledger(CASE_ID)
    alone = {
        "case": Change(case=replace(ledger.case, checks=1)),
        "item": Change(items=(ledger.service_check,)),
        "event": Change(events=(event(CASE_ID, "alone"),)),
    }[part]

    stored = store.commit(alone)

    assert (store.ledger(CASE_ID) == ledger) is (part == "event")
    with pytest.raises(DuplicateEvent if part == "event" else StaleWrite):
        store.commit(alone)
    assert stored.events == alone.events


def test_an_empty_change_writes_nothing(store: CaseStore) -> None:
    assert store.commit(Change()) == Change()


@pytest.mark.parametrize("stale", ["case", "first item", "last item"])
def test_a_stale_version_writes_nothing_at_all(store: CaseStore, stale: str) -> None:
    store.create(opening())
    old = store.ledger(CASE_ID)
    first, _, last = old.items
    moved = {
        "case": Change(case=old.case),
        "first item": Change(items=(first,)),
        "last item": Change(items=(last,)),
    }
    store.commit(moved[stale])
    before = store.ledger(CASE_ID)

    with pytest.raises(StaleWrite):
        store.commit(
            Change(case=replace(old.case, checks=9), items=old.items, events=(event(CASE_ID, "new"),))
        )

    assert store.ledger(CASE_ID) == before
    assert store.event(CASE_ID, "new") is None
    assert [one.key for one in store.events(CASE_ID, limit=10).entries] == ["submitted"]


def test_an_event_that_exists_writes_nothing_at_all(store: CaseStore) -> None:
    store.create(opening())
    store.commit(Change(events=(event(CASE_ID, "old"),)))
    ledger = store.ledger(CASE_ID)
    again = replace(event(CASE_ID, "old"), at=NOW + timedelta(days=1))

    with pytest.raises(DuplicateEvent):
        store.commit(Change(items=ledger.items, events=(event(CASE_ID, "new"), again)))

    assert store.ledger(CASE_ID) == ledger
    assert store.event(CASE_ID, "new") is None
    assert store.events(CASE_ID, limit=10).entries == (event(CASE_ID, "old"), *opening().events)


def test_an_event_that_exists_is_told_before_a_stale_version(store: CaseStore) -> None:
    store.create(opening())
    old = store.ledger(CASE_ID).service_check
    store.commit(Change(items=(old,), events=(event(CASE_ID, "old"),)))

    with pytest.raises(DuplicateEvent):
        store.commit(Change(items=(old,), events=(event(CASE_ID, "old"),)))


def test_the_same_event_key_in_two_cases_is_two_events(store: CaseStore) -> None:
    store.create(opening(1))
    store.create(opening(2))
    other = opening(2).ledger.case.id

    store.commit(Change(events=(event(CASE_ID, "blocked/identity_card"),)))
    store.commit(Change(events=(event(other, "blocked/identity_card"),)))

    assert store.event(other, "blocked/identity_card") == event(other, "blocked/identity_card")


def test_what_was_never_created_cannot_be_changed(store: CaseStore) -> None:
    store.create(opening())
    before = store.ledger(CASE_ID)

    with suppress(StaleWrite):
        store.commit(Change(items=(item(CASE_ID, "identity_card"),)))
    assert store.ledger(CASE_ID) == before
    with pytest.raises(StaleWrite):
        store.commit(Change(case=opening(2).ledger.case))


def test_a_case_that_does_not_exist_is_not_found(store: CaseStore) -> None:
    for read in (store.ledger, store.application, store.case_id_of):
        with pytest.raises(CaseNotFound):
            read("TY26112400000000X")
    assert store.event("nobody", "submitted") is None
    assert store.events("nobody", limit=5).entries == ()


def test_a_key_stands_for_its_first_case_whoever_asks_later(store: CaseStore) -> None:
    assert store.submission("key-1") is None

    first = store.create(opening(key="key-1"))

    assert store.submission("key-1") == first
    assert store.submission("key-2") is None


def test_what_an_applicant_was_notified_of_is_kept_until_it_is_taken_out(store: CaseStore) -> None:
    store.create(opening())
    case = store.ledger(CASE_ID).case
    notices = (
        Notice("received", NoticeStatus.SENT, NOW),
        Notice("done", NoticeStatus.FAILED, NOW, 3, "NoticeUnavailable"),
    )

    stored = store.commit(Change(case=replace(case, notices=notices))).case
    kept = store.ledger(CASE_ID).case
    assert stored is not None
    store.commit(Change(case=replace(stored, notices=())))

    assert kept.notices == notices
    assert store.ledger(CASE_ID).case.notices == ()
