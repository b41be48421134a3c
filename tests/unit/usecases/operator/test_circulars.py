"""For whom a circular is issued, and by whom it is found."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.catalogue.refusals import UnknownItem, UnknownRegion
from functions.domain.conflicts import KeyReused
from functions.domain.operator.refusals import CircularNotFound, InvalidCircular
from functions.usecases.operator.circulars import (
    circular_of,
    circular_place,
    withdraw_circular,
)
from schemas.codes import Department, Role
from schemas.ids import CIRCULAR_ID
from tests.support.circulars import (
    CLERK,
    FAR_CLERK,
    GUANGZHOU,
    POLICE,
    PROVINCIAL,
    SOCIAL,
    listed,
    published,
)
from tests.support.make import NOW
from tests.support.world import World


def test_what_the_province_issues_is_read_everywhere_and_a_citys_only_in_it() -> None:
    world = World()
    provincial = published(world)
    world.clock.advance(timedelta(minutes=1))
    city = published(world, GUANGZHOU, key="key-00002", region="440100")

    assert listed(world, CLERK) == [city, provincial]
    assert listed(world, FAR_CLERK) == [provincial]
    with pytest.raises(CircularNotFound):
        circular_of(city, by=FAR_CLERK, deps=world.deps)


def test_the_newest_of_a_place_comes_first() -> None:
    world = World()
    first = published(world)
    world.clock.advance(timedelta(minutes=1))
    second = published(world, key="key-00002")

    assert listed(world, PROVINCIAL) == [second, first]


def test_an_office_reads_what_is_for_its_department() -> None:
    world = World()
    for_police = published(world, departments=(Department.PUBLIC_SECURITY,))

    assert listed(world, POLICE) == [for_police]
    assert listed(world, SOCIAL) == []
    assert listed(world, CLERK) == [for_police]


def test_it_is_found_by_all_words_by_item_and_by_kind() -> None:
    world = World()
    one = published(world, items=("household_registration",))

    assert listed(world, CLERK, "介绍信 退役证件") == [one]
    assert listed(world, CLERK, "介绍信 身份证") == []
    assert listed(world, CLERK, item="household_registration", kind="rule") == [one]
    assert listed(world, CLERK, kind="notice") == []


def test_the_same_key_publishes_once_and_another_text_under_it_is_refused() -> None:
    world = World()

    first = published(world)
    world.clock.advance(timedelta(hours=1))

    assert published(world) == first
    assert listed(world, PROVINCIAL) == [first]
    with pytest.raises(KeyReused):
        published(world, title="另一份口径")


def test_nobody_issues_for_a_place_beyond_their_own_or_for_no_item() -> None:
    world = World()

    with pytest.raises(UnknownRegion):
        published(world, GUANGZHOU)
    with pytest.raises(UnknownRegion):
        published(world, region="449999")
    with pytest.raises(UnknownItem):
        published(world, items=("no_such_item",))
    assert listed(world, PROVINCIAL) == []


@pytest.mark.parametrize(
    "dates",
    [{"acknowledge_by": NOW.date() - timedelta(days=1)}, {"effective_on": date(1, 1, 1)}],
    ids=["acknowledge_by", "effective_on"],
)
def test_dates_that_cannot_be_meant_are_refused(dates: dict[str, Any]) -> None:
    world = World()

    with pytest.raises(InvalidCircular) as refused:
        published(world, **dates)

    assert [one.pointer for one in refused.value.problems] == [f"/{name}" for name in dates]
    assert listed(world, PROVINCIAL) == []


def test_a_town_has_circulars_of_its_own() -> None:
    world = World()
    town = Principal("operator-d", Role.OPERATOR, "441900003")
    one = published(world, town, region="441900003")

    found = withdraw_circular(one, "口径有误", by=town, deps=world.deps)

    assert re.fullmatch(CIRCULAR_ID, one)
    assert circular_place(one) == "441900003"
    assert found.body["withdrawn"]["reason"] == "口径有误"


def test_whoever_works_in_a_functional_area_reads_its_countys() -> None:
    world = World()
    staff = Principal("staff-q", Role.DEPARTMENT_STAFF, "440305400", Department.PUBLIC_SECURITY)
    one = published(world, region="440305")

    assert listed(world, staff) == [one]


def test_what_is_to_be_acknowledged_today_may_still_be() -> None:
    world = World()

    published(world, acknowledge_by=NOW.date())

    assert len(listed(world, PROVINCIAL)) == 1
