"""What every case store promises of lists of items: an office's open ones, and what operators must look at."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.case import Change, Ledger
from functions.domain.case.facts import Rating
from functions.domain.case.item import SERVICE_CHECK, CaseItem, visit_list
from functions.domain.refusals import BadCursor
from functions.ports.case_store import CaseStore, ItemQuery, Opening
from schemas.codes import ItemStatus, Outcome
from schemas.codes_citizen import RatingLevel
from tests.contract.stores import Stage
from tests.contract.test_case_store_lists import entries, pages
from tests.support.each import each
from tests.support.make import with_flat
from tests.support.openings import NOW, opening

CITIES = ("440100", "440300", "441900")
OFFICE = "gz-public-security"
INCIDENT: dict[str, Any] = {"status": ItemStatus.INCIDENT}
OVERDUE: dict[str, Any] = {"overdue_since": NOW}
SILENT: dict[str, Any] = {"silent_since": NOW}


def opened(number: int, *, city: str = "440100", **changes: Any) -> Opening:
    """One item of the case is as `changes` say, the other two are nobody's matter."""
    whole = opening(number, city=city)
    items = tuple(replace(item, city=city) for item in whole.ledger.items)
    check = with_flat(items[0], since=NOW + timedelta(minutes=number), **changes)
    return replace(whole, ledger=Ledger(whole.ledger.case, (check, *items[1:])))


def listed(store: CaseStore, query: ItemQuery, limit: int = 50) -> list[int]:
    items = entries(lambda cursor: store.items(query, limit=limit, cursor=cursor))
    assert all(item.code == SERVICE_CHECK for item in items)
    return [int(item.case_id[-12:]) for item in items]


def changed(store: CaseStore, number: int, **changes: Any) -> CaseItem:
    item = store.ledger(opening(number).ledger.case.id).service_check
    return store.commit(Change(items=(with_flat(item, **changes),))).items[0]


@pytest.mark.slow
def test_items_needing_attention_are_paged_longest_in_their_state_first_whatever_their_city(
    stage: Stage,
) -> None:
    needs: tuple[dict[str, Any], ...] = (INCIDENT, OVERDUE, SILENT, {})
    stage.fill(opened(n, city=CITIES[n % 3], **needs[n % 4]) for n in range(1, 49))
    query = ItemQuery(cities=("441900", "440100"))

    read = pages(lambda cursor: stage.store.items(query, limit=10, cursor=cursor))

    numbers = [int(item.case_id[-12:]) for page in read for item in page.entries]
    assert numbers == [n for n in range(1, 49) if n % 3 != 1 and n % 4 != 3]
    assert [len(page.entries) for page in read] == [10, 10, 4]


@pytest.mark.slow
def test_an_office_s_items_are_paged_longest_in_their_state_first(stage: Stage) -> None:
    """The first page holds more than DynamoDB gives at once."""
    others = range(25, 127, 25)
    stage.fill(
        opened(n, city=CITIES[n % 3], office="other" if n in others else OFFICE) for n in range(1, 127)
    )

    read = pages(lambda cursor: stage.store.items(ItemQuery(office=OFFICE), limit=120, cursor=cursor))

    numbers = [int(item.case_id[-12:]) for page in read for item in page.entries]
    assert numbers == [n for n in range(1, 127) if n not in others]
    assert [len(page.entries) for page in read] == [120, 1]


QUERIES: tuple[tuple[ItemQuery, list[int]], ...] = (
    (ItemQuery(cities=("440100",)), [1, 2, 3]),
    (ItemQuery(cities=("440100",), attention="incident"), [1]),
    (ItemQuery(cities=("440100",), attention="overdue"), [2]),
    (ItemQuery(cities=("440100",), attention="silent"), [3]),
    (ItemQuery(cities=("440300",)), [5]),
    (ItemQuery(cities=("440100", "440300"), attention="incident"), [1, 5]),
    (ItemQuery(cities=("441900",)), []),
    (ItemQuery(office=OFFICE), [1, 3, 4, 5]),
    (ItemQuery(office=OFFICE, attention="incident"), [1, 5]),
    (ItemQuery(office=OFFICE, cities=("440300",)), [5]),
    (ItemQuery(office=OFFICE, attention="silent", cities=("440300",)), []),
    (ItemQuery(office="nobody"), []),
    (ItemQuery(office=""), []),
    (ItemQuery(attention="incident"), []),
    (ItemQuery(), []),
)


def test_a_query_includes_what_it_names_and_nothing_else(stage: Stage) -> None:
    stage.fill(
        [
            opened(1, **INCIDENT, **OVERDUE, office=OFFICE),
            opened(2, **OVERDUE, **SILENT),
            opened(3, **SILENT, office=OFFICE),
            opened(4, office=OFFICE),
            opened(5, city="440300", **INCIDENT, office=OFFICE),
            opened(6, **OVERDUE, office=OFFICE, status=ItemStatus.DONE, outcome=Outcome.GRANTED),
        ]
    )

    found = [(query, listed(stage.store, query, limit=1)) for query, _ in QUERIES]

    assert found == list(QUERIES)


def test_items_of_the_same_instant_are_all_listed(stage: Stage) -> None:
    stage.fill(opened(n, **INCIDENT, office=OFFICE) for n in range(1, 8))
    for number in range(1, 8):
        changed(stage.store, number, since=NOW)

    for query in (ItemQuery(office=OFFICE), ItemQuery(cities=("440100",))):
        assert listed(stage.store, query, limit=2) == [1, 2, 3, 4, 5, 6, 7]


def test_an_item_is_listed_as_it_is_now(store: CaseStore) -> None:
    store.create(opened(1, office=OFFICE))

    written = changed(store, 1, **INCIDENT, note="补充说明")

    for query in (ItemQuery(office=OFFICE), ItemQuery(cities=("440100",))):
        assert store.items(query, limit=5).entries == (written,)


def test_an_item_whose_office_changes_moves_from_one_list_to_the_other(store: CaseStore) -> None:
    store.create(opened(1, office=OFFICE))

    changed(store, 1, office="other")

    assert listed(store, ItemQuery(office=OFFICE)) == []
    assert listed(store, ItemQuery(office="other")) == [1]


def test_an_item_that_waits_on_moves_behind_those_that_waited_longer(store: CaseStore) -> None:
    for number in (1, 2):
        store.create(opened(number, office=OFFICE, **SILENT))

    changed(store, 1, since=NOW + timedelta(days=1))

    assert listed(store, ItemQuery(office=OFFICE)) == [2, 1]
    assert listed(store, ItemQuery(cities=("440100",))) == [2, 1]


def test_a_worse_trouble_moves_an_item_and_its_end_takes_it_out(store: CaseStore) -> None:
    store.create(opened(1, **OVERDUE))
    overdue = ItemQuery(cities=("440100",), attention="overdue")
    incident = ItemQuery(cities=("440100",), attention="incident")

    changed(store, 1, **INCIDENT)
    stopped = listed(store, overdue), listed(store, incident)
    changed(store, 1, status=ItemStatus.ACCEPTED)
    resolved = listed(store, overdue), listed(store, incident)

    assert stopped == ([], [1])
    assert resolved == ([1], [])


def test_an_outcome_takes_an_item_out_of_every_list(store: CaseStore) -> None:
    store.create(opened(1, **OVERDUE, office=OFFICE))

    changed(store, 1, status=ItemStatus.DONE, outcome=Outcome.REFUSED)

    assert listed(store, ItemQuery(office=OFFICE)) == []
    assert listed(store, ItemQuery(cities=("440100",))) == []


@each("spoil", [lambda cursor: cursor + "A", lambda _: "", lambda _: "测"])
def test_a_cursor_that_was_tampered_with_is_refused(stage: Stage, spoil: Callable[[str], str]) -> None:
    stage.fill(opened(n, office=OFFICE) for n in range(1, 4))
    good = stage.store.items(ItemQuery(office=OFFICE), limit=1).cursor

    assert good is not None
    with pytest.raises(BadCursor):
        stage.store.items(ItemQuery(office=OFFICE), limit=1, cursor=spoil(good))


def test_a_cursor_of_another_office_is_refused(stage: Stage) -> None:
    stage.fill(opened(n, office=OFFICE) for n in range(1, 4))
    foreign = stage.store.items(ItemQuery(office=OFFICE), limit=1).cursor

    with pytest.raises(BadCursor):
        stage.store.items(ItemQuery(office="other"), limit=1, cursor=foreign)


def test_what_is_left_to_do_after_the_outcome_is_listed_where_it_is_to_be_done(stage: Stage) -> None:
    ended: dict[str, Any] = {"status": ItemStatus.DONE, "outcome": Outcome.GRANTED, "office": OFFICE}

    def bad(days: int, **more: Any) -> Rating:
        due = NOW + timedelta(days=days)
        return Rating(RatingLevel.DISSATISFIED, (), NOW, NOW, visit_due=due, **more)

    stage.fill(
        [
            opened(1, **ended, rating=bad(5)),
            opened(2, **ended, rating=bad(4, visit_overdue=True)),
            opened(3, **ended, rating=bad(3, visited_at=NOW)),
            opened(4, **ended, untold_since=NOW),
            opened(5, office=OFFICE, untold_since=NOW),
            opened(6, **ended),
        ]
    )
    store, cities = stage.store, ("440100",)

    assert listed(store, ItemQuery(office=visit_list(OFFICE))) == [2, 1]
    assert listed(store, ItemQuery(office=OFFICE)) == [5]
    assert listed(store, ItemQuery(cities=cities, attention="unvisited")) == [2]
    assert listed(store, ItemQuery(cities=cities, attention="untold")) == [4, 5]


def test_a_visit_leaves_the_list_when_it_is_paid(stage: Stage) -> None:
    owed = Rating(RatingLevel.DISSATISFIED, (), NOW, NOW, visit_due=NOW)
    ended: dict[str, Any] = {"status": ItemStatus.DONE, "outcome": Outcome.GRANTED, "office": OFFICE}
    stage.store.create(opened(1, **ended))

    changed(stage.store, 1, rating=owed)
    before = listed(stage.store, ItemQuery(office=visit_list(OFFICE)))
    changed(stage.store, 1, rating=replace(owed, visited_at=NOW))

    assert before == [1]
    assert listed(stage.store, ItemQuery(office=visit_list(OFFICE))) == []


def test_what_waits_for_a_windows_applicant_is_paged_the_nearest_term_first_and_what_has_none_last(
    stage: Stage,
) -> None:
    asked: dict[str, Any] = {"status": ItemStatus.CORRECTING, "at_window": True}

    def bring(days: int) -> dict[str, Any]:
        return {"bring_by": NOW + timedelta(days=days), "at_window": True}

    refused: dict[str, Any] = {"status": ItemStatus.DONE, "outcome": Outcome.REFUSED, "at_window": True}
    stage.fill(
        [
            waits(1, **refused, since=NOW + timedelta(days=1)),
            waits(2, **refused, since=NOW),
            waits(3, **bring(9)),
            waits(4, city="440300", **asked, correct_by=NOW + timedelta(days=5)),
            waits(5, **bring(7)),
            waits(6, city="441900", **bring(1)),
            waits(7, **{**bring(2), "at_window": False}),
            waits(8, at_window=True),
        ]
    )
    query = ItemQuery(cities=("440100", "440300"), waiting=True)

    read = pages(lambda cursor: stage.store.items(query, limit=2, cursor=cursor))

    numbers = [[int(item.case_id[-12:]) for item in page.entries] for page in read]
    assert numbers == [[4, 5], [3, 2], [1]]
    assert stage.store.items(ItemQuery(waiting=True), limit=5).entries == ()


def test_what_is_done_leaves_the_clerks_list(stage: Stage) -> None:
    opened_case = waits(1, bring_by=NOW, at_window=True)
    stage.store.create(opened_case)
    query = ItemQuery(cities=("440100",), waiting=True)
    before = stage.store.items(query, limit=5).entries

    stage.store.commit(Change(items=(with_flat(before[0], bring_by=None),)))

    assert [item.code for item in before] == [opened_case.ledger.held[0].code]
    assert stage.store.items(query, limit=5).entries == ()


def waits(number: int, *, city: str = "440100", **changes: Any) -> Opening:
    """An item of the applicant's own is as `changes` say."""
    whole = opening(number, city=city)
    check, first, *rest = (replace(item, city=city) for item in whole.ledger.items)
    items = (check, with_flat(first, **changes), *rest)
    return replace(whole, ledger=Ledger(whole.ledger.case, items))


DESK: dict[str, Any] = {
    "status": ItemStatus.DONE,
    "outcome": Outcome.GRANTED,
    "office": OFFICE,
    "at_desk": True,
}
FINISHED = ItemQuery(office=OFFICE, finished=True)


def test_what_a_desk_has_finished_is_paged_the_latest_first_without_gaps(stage: Stage) -> None:
    stage.fill(opened(n, city=CITIES[n % 3], **DESK) for n in range(1, 27))

    read = pages(lambda cursor: stage.store.items(FINISHED, limit=12, cursor=cursor))

    numbers = [int(item.case_id[-12:]) for page in read for item in page.entries]
    assert numbers == list(range(26, 0, -1))
    assert [len(page.entries) for page in read] == [12, 12, 2]


def test_only_what_has_ended_at_that_desk_in_that_period_is_finished(stage: Stage) -> None:
    """Each stands a minute after the one before."""
    owed = Rating(RatingLevel.DISSATISFIED, (), NOW, NOW, visit_due=NOW + timedelta(days=5))
    stage.fill(
        [
            opened(1, **DESK),
            opened(2, **{**DESK, "at_desk": False}),
            opened(3, **{**DESK, "at_desk": False}, claimed_by="anne"),
            opened(4, **DESK, rating=owed, untold_since=NOW, at_window=True),
            opened(5, **{**DESK, "office": "other"}),
            opened(6, office=OFFICE, at_desk=True),
            opened(7, **DESK),
        ]
    )
    store = stage.store

    def within(first: int, last: int) -> list[int]:
        since, until = (NOW + timedelta(minutes=minute) for minute in (first, last))
        return listed(store, replace(FINISHED, since=since, until=until))

    assert listed(store, FINISHED) == [7, 4, 3, 1]
    assert listed(store, FINISHED, limit=1) == [7, 4, 3, 1]
    assert within(3, 7) == [4, 3]
    assert within(8, 99) == []
    assert listed(store, ItemQuery(office="nobody", finished=True)) == []
    assert listed(store, ItemQuery(finished=True)) == []
    assert listed(store, ItemQuery(office=visit_list(OFFICE))) == [4]


def test_an_item_goes_from_the_open_list_to_the_finished_one_in_one_write(stage: Stage) -> None:
    stage.store.create(opened(1, office=OFFICE, at_desk=True, status=ItemStatus.ACCEPTED))

    before = listed(stage.store, FINISHED), listed(stage.store, ItemQuery(office=OFFICE))
    changed(stage.store, 1, **DESK)
    after = listed(stage.store, FINISHED), listed(stage.store, ItemQuery(office=OFFICE))

    assert (before, after) == (([], [1]), ([1], []))


def test_a_cursor_of_another_period_is_refused(stage: Stage) -> None:
    stage.fill([opened(1, **DESK), opened(2, **DESK)])
    foreign = stage.store.items(FINISHED, limit=1).cursor

    with pytest.raises(BadCursor):
        stage.store.items(replace(FINISHED, since=NOW), limit=1, cursor=foreign)
