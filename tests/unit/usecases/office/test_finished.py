"""An office without a system of its own finds what it has finished."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.refusals import BadCursor, NotFound
from functions.usecases.applicant.correct import correct
from functions.usecases.office.finished import Period, finished, period_of
from functions.usecases.office.listed import Listed
from schemas.applicant.acts import Corrections
from schemas.codes import Department, Outcome, Role
from tests.support.fakes.offices import FakeOffices
from tests.support.grounds import GROUNDS
from tests.support.offices_without_systems import (
    ANNE,
    FAR_AWAY,
    HOUSEHOLD,
    OTHERS,
    POLICE,
    at_the_police,
    without_systems,
)
from tests.support.world import APPLICANT, World

CITY = Principal("city", Role.DEPARTMENT_STAFF, "440100", POLICE)


def found(
    world: World, *, by: Principal = ANNE, outcome: Outcome | None = None, limit: int = 20
) -> tuple[Listed, ...]:
    period = period_of(None, None, world.clock())
    page = finished(POLICE, period, outcome, by=by, limit=limit, cursor=None, deps=world.deps)
    return page.entries


def ended(world: World, kind: str = "granted", **fields: Any) -> str:
    case_id, _ = at_the_police(world)
    world.answered(case_id, HOUSEHOLD, kind, **fields)
    return case_id


def test_what_an_office_has_finished_is_found_the_latest_first_by_its_own_staff_only() -> None:
    world = without_systems()
    first = ended(world)
    world.clock.advance(timedelta(hours=1))
    second = ended(world, "refused", reason="条件不符", **GROUNDS)

    assert [one.item.case_id for one in found(world)] == [second, first]
    assert [one.item.case_id for one in found(world, by=CITY)] == [second, first]
    assert [one.item.case_id for one in found(world, outcome=Outcome.GRANTED)] == [first]
    assert found(world, by=FAR_AWAY) == ()
    with pytest.raises(NotFound):
        found(world, by=OTHERS)


def test_a_page_shows_only_the_departments_fields() -> None:
    world = without_systems()
    ended(world)

    (one,) = found(world)

    assert "bank" not in one.fields
    assert one.item.desk.at_desk


def test_every_page_goes_on_where_the_one_before_it_ended() -> None:
    world = without_systems()
    made = []
    for _ in range(5):
        made.append(ended(world))
        world.clock.advance(timedelta(minutes=1))
    period = period_of(None, None, world.clock())
    read: list[str] = []
    cursor = None
    while True:
        page = finished(POLICE, period, None, by=ANNE, limit=2, cursor=cursor, deps=world.deps)
        read += [one.item.case_id for one in page.entries]
        cursor = page.cursor
        if cursor is None:
            break

    assert read == made[::-1]
    with pytest.raises(BadCursor):
        finished(POLICE, period, None, by=ANNE, limit=2, cursor="nonsense", deps=world.deps)


def test_days_are_those_of_the_office_and_the_last_one_is_in_it() -> None:
    world = without_systems()
    ended(world)
    today = date(2026, 11, 24)
    assert period_of(None, None, world.clock()) == Period(date(2026, 10, 26), today)

    def on(first: date, last: date) -> int:
        page = finished(POLICE, Period(first, last), None, by=ANNE, limit=5, cursor=None, deps=world.deps)
        return len(page.entries)

    day = timedelta(days=1)
    assert (on(today, today), on(today - day, today - day), on(today + day, today + day)) == (1, 0, 0)


def test_a_period_of_which_one_end_is_named_has_thirty_days_or_goes_up_to_today() -> None:
    world = World()
    first, last = date(2026, 1, 1), date(2026, 3, 1)

    assert period_of(first, None, world.clock()) == Period(first, date(2026, 11, 24))
    assert period_of(None, last, world.clock()) == Period(date(2026, 1, 31), last)
    assert period_of(date(2027, 1, 1), None, world.clock()) == Period(date(2027, 1, 1), date(2027, 1, 1))


def test_an_office_with_a_system_of_its_own_has_no_such_list() -> None:
    world = World()
    ended(world)

    assert found(world) == ()


def test_what_went_on_to_an_office_with_a_system_is_that_systems() -> None:
    """By a route that was changed between two rounds."""
    world = without_systems()
    case_id, _ = at_the_police(world)
    world.answered(
        case_id, HOUSEHOLD, "correction_requested", missing=[{"name": "户口簿", "reason": "缺首页"}]
    )
    assert world.item(case_id, HOUSEHOLD).desk.at_desk

    world.deps = replace(world.deps, offices=FakeOffices(modes={Department.MOBILIZATION: "exchange"}))
    again(world, case_id)

    assert world.item(case_id, HOUSEHOLD).dispatch.sent_round == 2
    assert not world.item(case_id, HOUSEHOLD).desk.at_desk


def again(world: World, case_id: str) -> None:
    given = Corrections.model_validate(
        {"items": [{"item": HOUSEHOLD, "round": 1, "note": "已补"}]}, strict=False
    )
    correct(case_id, given, by=APPLICANT, key="key-again-1", deps=world.deps)
    world.dispatched(case_id, HOUSEHOLD, token="again")
