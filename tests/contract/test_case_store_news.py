"""What every case store promises of the marks of news: in their order, whole moments, and no debt among them."""

from dataclasses import replace
from datetime import timedelta

from functions.domain.case.case import Change, Ledger
from functions.domain.case.item import CaseItem, Wait
from functions.domain.case.transitions import released
from functions.ports.case_store import CaseStore, NewsMark
from tests.support.openings import NOW, opening

SECOND = timedelta(seconds=1)
WAIT = Wait("Dispatch", "token", 1, NOW)


def opened(store: CaseStore, number: int) -> Ledger:
    store.create(opening(number))
    return store.ledger(opening(number).ledger.case.id)


def marked(store: CaseStore, item: CaseItem, seconds: int) -> CaseItem:
    with_news = replace(item, wait=WAIT, news_at=NOW + seconds * SECOND)
    return store.commit(Change(items=(with_news,))).items[0]


def places(marks: tuple[NewsMark, ...]) -> list[tuple[int, str]]:
    return [((mark.at - NOW) // SECOND, mark.case_id[-1]) for mark in marks]


def test_marks_are_read_in_the_order_of_their_times_whatever_their_cases(store: CaseStore) -> None:
    for number, seconds in enumerate((30, 10, 50, 20, 40), start=1):
        marked(store, opened(store, number).service_check, seconds)

    first = store.news(None, NOW + 45 * SECOND, limit=3)
    rest = store.news(first[-1].at, NOW + 45 * SECOND, limit=3)

    assert places(first) == [(10, "2"), (20, "4"), (30, "1")]
    assert places(rest) == [(40, "5")]
    assert {mark.code for mark in first} == {"service_check"}
    assert store.news(rest[-1].at, NOW + 45 * SECOND, limit=3) == ()


def test_the_marks_of_one_moment_are_read_together(store: CaseStore) -> None:
    for number, seconds in enumerate((10, 20, 20, 20, 30), start=1):
        marked(store, opened(store, number).service_check, seconds)

    found = store.news(None, NOW + 60 * SECOND, limit=2)

    assert [seconds for seconds, _ in places(found)] == [10, 20, 20, 20]


def test_a_mark_is_no_debt_and_a_debt_no_mark(store: CaseStore) -> None:
    ledger = opened(store, 1)
    item = marked(store, ledger.service_check, 10)
    later = NOW + timedelta(days=400)

    read = store.ledger(ledger.case.id).service_check
    due = store.due(later, limit=10).entries
    owed = store.commit(Change(items=(replace(item, news_at=None, follow_up_at=NOW),))).items[0]

    assert read == item
    assert (read.check_at, read.news_at) == (None, NOW + 10 * SECOND)
    assert due == ()
    assert store.news(None, later, limit=10) == ()
    assert store.due(later, limit=10).entries == (ledger.case.id,)
    assert owed.check_at == NOW


def test_the_news_of_what_owes_something_else_is_found_with_that(store: CaseStore) -> None:
    item = replace(opened(store, 1).service_check, follow_up_at=NOW + 30 * SECOND)

    written = marked(store, item, 10)

    assert (written.news_at, written.check_at) == (None, NOW + 30 * SECOND)
    assert store.news(None, NOW + 60 * SECOND, limit=10) == ()


def test_a_mark_stays_as_long_as_its_news_and_goes_with_it(store: CaseStore) -> None:
    item = marked(store, opened(store, 1).service_check, 10)

    noted = store.commit(Change(items=(replace(item, reason="later"),))).items[0]
    kept = store.news(None, NOW + 60 * SECOND, limit=10)
    store.commit(Change(items=(released(noted, NOW),)))

    assert places(kept) == [(10, "1")]
    assert store.news(None, NOW + 60 * SECOND, limit=10) == ()


def test_a_glimpse_shows_a_case_as_it_was_written(store: CaseStore) -> None:
    ledger = opened(store, 1)
    item = marked(store, ledger.service_check, 10)

    assert store.glimpse(ledger.case.id) == store.ledger(ledger.case.id)
    assert store.glimpse_item(ledger.case.id, item.code) == item
