"""What every case store promises of lists: an order, a bound, and a cursor that misses nothing and repeats nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from functions.domain.case.case import Change
from functions.domain.refusals import BadCursor
from functions.ports.case_store import CaseQuery, CaseStore
from functions.ports.page import Page
from schemas.codes import CaseStatus
from tests.contract.stores import Stage
from tests.support.openings import NOW, event, opening

T = TypeVar("T")

CITIES = ("440100", "440300", "441900")


def pages(turn: Callable[[str | None], Page[T]]) -> list[Page[T]]:
    read = [turn(None)]
    while (cursor := read[-1].cursor) is not None:
        read.append(turn(cursor))
    return read


def entries(turn: Callable[[str | None], Page[T]]) -> list[T]:
    return [entry for page in pages(turn) for entry in page.entries]


def listed(store: CaseStore, query: CaseQuery, limit: int = 50) -> list[int]:
    cases = entries(lambda cursor: store.cases(query, limit=limit, cursor=cursor))
    return [int(case.id[-12:]) for case in cases]


@pytest.mark.slow
def test_many_cases_are_paged_city_by_city_newest_first(stage: Stage) -> None:
    closed = {"status": CaseStatus.CLOSED}
    stage.fill(opening(n, city=CITIES[n % 3], **(closed if n % 5 == 0 else {})) for n in range(1, 63))
    query = CaseQuery(cities=("441900", "440100"))

    read = pages(lambda cursor: stage.store.cases(query, limit=10, cursor=cursor))

    numbers = [int(case.id[-12:]) for page in read for case in page.entries]
    assert numbers == [n for rest in (0, 2) for n in range(62, 0, -1) if n % 3 == rest]
    assert [len(page.entries) for page in read] == [10, 10, 10, 10, 1]


def test_where_a_page_ends_with_a_citys_last_case_the_next_city_follows(stage: Stage) -> None:
    stage.fill(opening(n, city=CITIES[n // 3]) for n in (1, 2, 3))
    query = CaseQuery(cities=CITIES)

    read = pages(lambda cursor: stage.store.cases(query, limit=2, cursor=cursor))

    assert [[int(case.id[-12:]) for case in page.entries] for page in read] == [[2, 1], [3]]


@pytest.mark.slow
def test_the_same_cases_are_paged_oldest_first_without_gap_or_repetition(stage: Stage) -> None:
    closed = {"status": CaseStatus.CLOSED}
    stage.fill(opening(n, city=CITIES[n % 3], **(closed if n % 5 == 0 else {})) for n in range(1, 61))
    query = CaseQuery(cities=("441900", "440100"), oldest_first=True)

    assert listed(stage.store, query, limit=7) == [
        n for rest in (0, 2) for n in range(1, 61) if n % 3 == rest
    ]


def test_a_cursor_of_one_order_is_none_of_the_other(stage: Stage) -> None:
    stage.fill(opening(n) for n in range(1, 4))
    newest = CaseQuery(cities=("440100",))
    cursor = stage.store.cases(newest, limit=1).cursor

    with pytest.raises(BadCursor):
        stage.store.cases(replace(newest, oldest_first=True), limit=1, cursor=cursor)


QUERIES: tuple[tuple[CaseQuery, list[int]], ...] = (
    (CaseQuery(cities=("440100",)), [5, 4, 3, 2, 1]),
    (CaseQuery(cities=("440100",), county="440103"), [4, 2]),
    (CaseQuery(cities=("440100",), county="440103", oldest_first=True), [2, 4]),
    (CaseQuery(cities=("440100",), status=CaseStatus.CLOSED, oldest_first=True), [3, 5]),
    (CaseQuery(applicant="applicant-1", oldest_first=True), [1, 2, 3, 4, 5]),
    (CaseQuery(cities=("440100",), status=CaseStatus.CLOSED), [5, 3]),
    (CaseQuery(cities=("440100",), status=CaseStatus.OPEN, county="440106"), [1]),
    (CaseQuery(cities=("440300",)), []),
    (CaseQuery(applicant="applicant-1"), [5, 4, 3, 2, 1]),
    (CaseQuery(applicant="applicant-2"), []),
    (CaseQuery(applicant="applicant-1", status=CaseStatus.CLOSED), [5, 3]),
    (CaseQuery(cities=("440100",), reference="TY26112400000003X"), [3]),
    (CaseQuery(applicant="applicant-1", reference="TY26112400000003X"), [3]),
    (CaseQuery(applicant="applicant-2", reference="TY26112400000003X"), []),
    (CaseQuery(cities=("440300",), reference="TY26112400000003X"), []),
    (CaseQuery(cities=("440100",), reference="TY26112400000009X"), []),
    (CaseQuery(), []),
    (CaseQuery(reference="TY26112400000003X"), []),
)


def test_a_query_includes_what_it_names_and_nothing_else(stage: Stage) -> None:
    for number in range(1, 6):
        closed = number in (3, 5)
        county = "440106" if number % 2 else "440103"
        status = CaseStatus.CLOSED if closed else CaseStatus.OPEN
        stage.fill([opening(number, county=county, status=status)])

    found = [(query, listed(stage.store, query, limit=2)) for query, _ in QUERIES]

    assert found == list(QUERIES)


COUNTS: tuple[tuple[CaseQuery, int], ...] = (
    (CaseQuery(cities=("440100", "440300", "441900")), 6),
    (CaseQuery(cities=("440100", "440300"), status=CaseStatus.OPEN), 3),
    (CaseQuery(cities=("440100",), county="440103"), 2),
    (CaseQuery(cities=("440100", "440300"), county="440106", status=CaseStatus.OPEN), 1),
    (CaseQuery(cities=("441900",), county="440106"), 0),
    (CaseQuery(status=CaseStatus.OPEN), 0),
)


def test_cases_are_counted_as_they_are_listed_and_no_further_than_wanted(stage: Stage) -> None:
    for number in range(1, 7):
        status = CaseStatus.CLOSED if number in (3, 5) else CaseStatus.OPEN
        place = {"county": "440106" if number % 2 else "440103"} if number < 6 else {"county": None}
        stage.fill([opening(number, status=status, city="440100" if number < 6 else "441900", **place)])

    found = [(query, stage.store.how_many(query, most=100)) for query, _ in COUNTS]

    assert found == list(COUNTS)
    assert [stage.store.how_many(COUNTS[0][0], most=most) for most in (1, 3, 6)] == [1, 3, 6]


def test_an_applicant_sees_only_their_own_cases_in_every_city(stage: Stage) -> None:
    stage.fill(opening(n, applicant=f"applicant-{n % 2}", city=CITIES[n % 3]) for n in range(1, 31))

    mine = listed(stage.store, CaseQuery(applicant="applicant-0"), limit=4)

    assert mine == [n for n in range(30, 0, -1) if n % 2 == 0]


def test_cases_opened_in_the_same_instant_are_all_listed(stage: Stage) -> None:
    stage.fill(opening(n, opened_at=NOW) for n in range(1, 8))

    assert listed(stage.store, CaseQuery(cities=("440100",)), limit=2) == [7, 6, 5, 4, 3, 2, 1]


def test_a_case_whose_county_its_city_does_not_know_stands_in_the_citys_list(store: CaseStore) -> None:
    store.create(opening(1, city="440100", county="440305"))

    assert listed(store, CaseQuery(cities=("440100",))) == [1]


def test_a_closed_case_moves_from_one_list_to_the_other(store: CaseStore) -> None:
    store.create(opening(1))
    case = store.ledger(opening(1).ledger.case.id).case

    store.commit(Change(case=replace(case, status=CaseStatus.CLOSED)))

    assert listed(store, CaseQuery(cities=("440100",), status=CaseStatus.OPEN)) == []
    assert listed(store, CaseQuery(cities=("440100",), status=CaseStatus.CLOSED)) == [1]


def test_of_closed_cases_those_are_found_that_ended_or_were_amended_since(stage: Stage) -> None:
    ended = {number: NOW + timedelta(minutes=number) for number in range(1, 7)}
    stage.fill(
        opening(
            number,
            city=CITIES[number % 2],
            county=None,
            status=CaseStatus.CLOSED,
            closed_at=at,
            amended_at=NOW + timedelta(hours=1) if number == 2 else None,
        )
        for number, at in ended.items()
    )
    stage.fill([opening(7, amended_at=NOW + timedelta(hours=1)), opening(8)])
    query = CaseQuery(cities=("440100", "440300"))

    found = entries(lambda cursor: stage.store.settled(query, ended[2], limit=1, cursor=cursor))

    assert [int(case_id[-12:]) for case_id in found] == [4, 6, 2, 3, 5]


def test_of_a_county_only_its_own_closed_cases_are_found(stage: Stage) -> None:
    for number, county in enumerate(("440103", "440106", "440103"), 1):
        stage.fill([opening(number, county=county, status=CaseStatus.CLOSED, closed_at=NOW)])
    query = CaseQuery(cities=("440100", "440300"), county="440103")

    found = stage.store.settled(query, NOW - timedelta(seconds=1), limit=5).entries

    assert [int(case_id[-12:]) for case_id in found] == [1, 3]


def test_what_is_put_right_of_a_closed_case_is_found_anew(store: CaseStore) -> None:
    given = opening(1)
    store.create(given)
    case = store.ledger(given.ledger.case.id).case
    ended, later = NOW + timedelta(hours=1), NOW + timedelta(days=1)
    closed = store.commit(Change(case=replace(case, status=CaseStatus.CLOSED, closed_at=ended))).case
    query = CaseQuery(cities=("440100",))

    before = store.settled(query, ended, limit=5).entries
    assert closed
    store.commit(Change(case=replace(closed, amended_at=later)))

    assert before == ()
    assert store.settled(query, ended, limit=5).entries == (case.id,)


def test_events_are_paged_oldest_first_whatever_their_keys(store: CaseStore) -> None:
    given = opening(1, opened_at=NOW - timedelta(days=1))
    store.create(given)
    case_id = given.ledger.case.id
    for minute in range(24, 0, -1):
        store.commit(Change(events=(event(case_id, f"answer/{100 - minute}", minute // 2),)))

    found = entries(lambda cursor: store.events(case_id, limit=7, cursor=cursor))

    assert len(found) == 25
    assert found == sorted(found, key=lambda one: (one.at, one.key))


def test_a_case_is_due_from_its_check_on(store: CaseStore) -> None:
    store.create(opening(1, watch_not_before=NOW))

    assert store.due(NOW - timedelta(microseconds=1), limit=10).entries == ()
    assert store.due(NOW, limit=10).entries == (opening(1).ledger.case.id,)


def test_a_case_is_due_by_its_items_and_once_a_page(store: CaseStore) -> None:
    store.create(opening(1, watch_not_before=NOW))
    case_id = opening(1).ledger.case.id
    ledger = store.ledger(case_id)
    later = NOW + timedelta(seconds=1)
    store.commit(Change(items=tuple(replace(one, follow_up_at=later) for one in ledger.items)))

    assert store.due(later, limit=10) == Page((case_id,))


def test_what_an_item_owes_from_its_opening_on_is_due(store: CaseStore) -> None:
    new = opening(1, watch_not_before=NOW + timedelta(days=1))
    check, *others = new.ledger.items
    owing = replace(new.ledger, items=(replace(check, follow_up_at=NOW), *others))

    store.create(replace(new, ledger=owing))

    assert store.due(NOW, limit=10) == Page((new.ledger.case.id,))


def test_nobody_but_the_debts_says_when_an_item_is_looked_at(store: CaseStore) -> None:
    store.create(opening(1))
    item = store.ledger(opening(1).ledger.case.id).service_check
    owing = replace(item, check_at=None, follow_up_at=NOW)

    written = store.commit(Change(items=(owing,))).items[0]
    read = store.ledger(item.case_id).service_check
    settled = store.commit(Change(items=(replace(written, follow_up_at=None),))).items[0]

    assert written.check_at == read.check_at == NOW
    assert settled.check_at is None


def test_nobody_but_the_debts_says_when_a_case_is_looked_at(store: CaseStore) -> None:
    store.create(opening(1, watch_not_before=NOW + timedelta(hours=1)))
    case = store.ledger(opening(1).ledger.case.id).case

    told = store.commit(Change(case=replace(case, notice_not_before=NOW, check_at=None))).case
    read = store.ledger(case.id).case
    watched = store.commit(Change(case=replace(read, notice_not_before=None, check_at=NOW))).case
    again = store.ledger(case.id).case

    assert case.check_at == NOW + timedelta(hours=1)
    assert told == read
    assert read.check_at == NOW
    assert watched == again
    assert again.check_at == again.watch_not_before == NOW + timedelta(hours=1)


def test_nobody_looks_after_the_run_of_a_closed_case(store: CaseStore) -> None:
    store.create(opening(1, watch_not_before=NOW))
    case = store.ledger(opening(1).ledger.case.id).case
    closed = replace(
        case, status=CaseStatus.CLOSED, closed_at=NOW, notice_not_before=NOW + timedelta(hours=1)
    )

    written = store.commit(Change(case=closed)).case
    read = store.ledger(case.id).case

    assert written == read
    assert (read.watch_not_before, read.check_at) == (None, NOW + timedelta(hours=1))
    assert store.due(NOW, limit=10).entries == ()


def test_what_was_looked_at_is_no_longer_due(store: CaseStore) -> None:
    store.create(opening(1, watch_not_before=NOW))
    ledger = store.ledger(opening(1).ledger.case.id)
    item = store.commit(Change(items=(replace(ledger.service_check, follow_up_at=NOW),))).items[0]

    store.commit(Change(case=replace(ledger.case, watch_not_before=None)))
    by_item = store.due(NOW, limit=10).entries
    store.commit(Change(items=(replace(item, follow_up_at=None),)))

    assert by_item == (ledger.case.id,)
    assert store.due(NOW, limit=10).entries == ()


@pytest.mark.slow
def test_many_due_cases_are_walked_once_each(stage: Stage) -> None:
    stage.fill(opening(n, watch_not_before=NOW + timedelta(seconds=n % 7)) for n in range(1, 85))
    now = NOW + timedelta(seconds=5)

    read = pages(lambda cursor: stage.store.due(now, limit=9, cursor=cursor))

    found = [case_id for page in read for case_id in page.entries]
    assert sorted(found) == [opening(n).ledger.case.id for n in range(1, 85) if n % 7 <= 5]
    assert [len(page.entries) for page in read] == [9] * 8


@pytest.mark.slow
def test_what_has_been_due_longest_comes_first_whichever_case_it_is(stage: Stage) -> None:
    """Of more than a sweep has time for, none is passed over for ever."""
    stage.fill(opening(n, watch_not_before=NOW - timedelta(seconds=n)) for n in range(1, 31))

    read = pages(lambda cursor: stage.store.due(NOW, limit=7, cursor=cursor))

    found = [case_id for page in read for case_id in page.entries]
    assert found == [opening(n).ledger.case.id for n in range(30, 0, -1)]


def test_a_cursor_that_was_tampered_with_is_refused(stage: Stage) -> None:
    stage.fill(opening(n, watch_not_before=NOW) for n in range(1, 4))
    query = CaseQuery(cities=("440100",))
    good = stage.store.cases(query, limit=1).cursor or ""
    flipped = good[:-2] + ("B" if good[-2] == "A" else "A") + good[-1]

    for bad in ("", "x", "测", "AAAA", good[:-3], flipped, "a" * 5000):
        with pytest.raises(BadCursor):
            stage.store.cases(query, limit=1, cursor=bad)
        with pytest.raises(BadCursor):
            stage.store.due(NOW, limit=1, cursor=bad)
        with pytest.raises(BadCursor):
            stage.store.events(opening(1).ledger.case.id, limit=1, cursor=bad)


def test_a_cursor_of_another_list_is_refused(stage: Stage) -> None:
    stage.fill(opening(n, watch_not_before=NOW) for n in range(1, 4))
    foreign = stage.store.due(NOW, limit=1).cursor
    other_query = stage.store.cases(CaseQuery(cities=("440100",)), limit=1).cursor

    with pytest.raises(BadCursor):
        stage.store.cases(CaseQuery(cities=("440100",)), limit=1, cursor=foreign)
    with pytest.raises(BadCursor):
        stage.store.cases(CaseQuery(applicant="applicant-1"), limit=1, cursor=other_query)
    with pytest.raises(BadCursor):
        stage.store.due(NOW, limit=1, cursor=other_query)


def test_a_city_without_counties_is_listed_whole_and_town_by_town(stage: Stage) -> None:
    towns = (None, "441900121", "441900122")
    stage.fill(opening(n, city="441900", county=towns[n % 3]) for n in range(1, 8))

    assert listed(stage.store, CaseQuery(cities=("441900",)), limit=3) == [7, 6, 5, 4, 3, 2, 1]
    assert listed(stage.store, CaseQuery(cities=("441900",), county="441900121")) == [7, 4, 1]
