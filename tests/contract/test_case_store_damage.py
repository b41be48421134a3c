"""What a store does with a record that cannot be read: it serves the others, and says which one it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.domain.case.case import Change
from functions.domain.errors import RecordUnreadable
from functions.domain.values import replace
from functions.ports.case_store import CaseQuery, ItemQuery
from functions.usecases.walks import every_event
from schemas.codes import ItemStatus
from tests.contract.stores import STAGES, Stage, flipped
from tests.support.openings import event, opening

CITY = CaseQuery(cities=("440100",))
INCIDENTS = ItemQuery(attention="incident", cities=("440100",))


# The fake keeps values, which nothing can cut in half.
@pytest.fixture(params=["sqlite", "flipped", "dynamodb"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with {**STAGES, "flipped": flipped}[request.param](tmp_path) as stage:
        yield stage


def ids(*numbers: int) -> tuple[str, ...]:
    return tuple(opening(number).ledger.case.id for number in numbers)


def test_a_list_of_cases_serves_what_can_be_read_and_names_what_cannot(stage: Stage) -> None:
    stage.fill(opening(number) for number in (1, 2, 3))
    stage.damage(ids(2)[0], None)

    page = stage.store.cases(CITY, limit=10)

    assert tuple(case.id for case in page.entries) == ids(3, 1)
    assert page.unreadable == ids(2)


def test_a_cursor_goes_on_after_what_cannot_be_read(stage: Stage) -> None:
    stage.fill(opening(number) for number in (1, 2, 3))
    stage.damage(ids(3)[0], None)

    first = stage.store.cases(CITY, limit=1)
    rest = stage.store.cases(CITY, limit=5, cursor=first.cursor)

    assert (first.entries, first.unreadable) == ((), ids(3))
    assert tuple(case.id for case in rest.entries) == ids(2, 1)


def test_a_list_of_items_serves_what_can_be_read_and_names_what_cannot(stage: Stage) -> None:
    stage.fill(opening(number) for number in (1, 2))
    for case_id in ids(1, 2):
        item = stage.store.ledger(case_id).item("discharge_report")
        stage.store.commit(Change(items=(replace(item, city="440100", status=ItemStatus.INCIDENT),)))
    stage.damage(ids(1)[0], "discharge_report")

    page = stage.store.items(INCIDENTS, limit=10)

    assert [item.case_id for item in page.entries] == [*ids(2)]
    assert page.unreadable == (f"{ids(1)[0]}/discharge_report",)


def test_a_damaged_case_is_told_as_such(stage: Stage) -> None:
    stage.fill([opening(1)])
    stage.damage(ids(1)[0], None)

    with pytest.raises(RecordUnreadable):
        stage.store.ledger(ids(1)[0])


def test_a_history_serves_what_can_be_read_and_names_what_cannot(stage: Stage) -> None:
    stage.fill([opening(1)])
    [case_id] = ids(1)
    for number in range(1, 5):
        stage.store.commit(Change(events=(event(case_id, f"answer/{number}", number),)))
    stage.damage_event(case_id, "answer/2")

    first = stage.store.events(case_id, limit=3)
    rest = stage.store.events(case_id, limit=3, cursor=first.cursor)

    assert [one.key for one in (*first.entries, *rest.entries)] == [
        "submitted",
        "answer/1",
        "answer/3",
        "answer/4",
    ]
    assert first.unreadable == ("answer/2",)
    assert rest.unreadable == ()
    assert rest.cursor is None


def test_what_is_made_of_a_whole_history_is_not_made_of_a_part(stage: Stage) -> None:
    stage.fill([opening(1)])
    [case_id] = ids(1)
    stage.store.commit(Change(events=(event(case_id, "answer/1", 1),)))
    stage.damage_event(case_id, "answer/1")

    with pytest.raises(RecordUnreadable):
        list(every_event(stage.store, case_id))


@pytest.mark.slow
def test_an_event_that_is_damaged_in_its_items_row_is_named(tmp_path: Path) -> None:
    with STAGES["dynamodb"](tmp_path) as stage:
        stage.fill([opening(1)])
        [case_id] = ids(1)
        item = stage.store.ledger(case_id).service_check
        said = replace(event(case_id, "answer/mobilization/service_check/1", 1), item=item.code)
        stage.store.commit(Change(items=(item,), events=(said,)))
        stage.damage_event(case_id, item.code)

        page = stage.store.events(case_id, limit=9)

        assert [one.key for one in page.entries] == ["submitted"]
        assert [name.partition("/")[0] for name in page.unreadable] == ["CASE#ITEM#service_check"]
