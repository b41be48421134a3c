"""Who has read a circular, and where nobody has."""

from datetime import timedelta

from functions.domain.case.access import Principal
from functions.usecases.operator.circular_answers import (
    acknowledge,
    acknowledgements,
    places_under,
    silent_places,
)
from schemas.codes import Role
from tests.support.circulars import CLERK, GUANGZHOU, POLICE, PROVINCIAL, published
from tests.support.world import World


def test_where_nobody_of_a_citys_towns_has_read_it_is_told() -> None:
    world = World()
    one = published(world, Principal("operator-d", Role.OPERATOR, "441900"), region="441900")
    acknowledge(one, by=Principal("clerk-h", Role.CLERK, "441900121"), deps=world.deps)

    silent = silent_places(one, by=Principal("operator-d", Role.OPERATOR, "441900"), deps=world.deps)

    assert len(silent) == len(places_under("441900", world.deps)) - 1


def test_who_acknowledged_it_is_listed_once_and_where_nobody_did_is_told() -> None:
    world = World()
    one = published(world)
    before = silent_places(one, by=PROVINCIAL, deps=world.deps)

    first = acknowledge(one, by=CLERK, deps=world.deps)
    world.clock.advance(timedelta(hours=1))
    again = acknowledge(one, by=CLERK, deps=world.deps)
    acknowledge(one, by=POLICE, deps=world.deps)

    page = acknowledgements(one, by=PROVINCIAL, limit=20, cursor=None, deps=world.deps)
    assert first.body == again.body
    assert sorted(found.body["by"] for found in page.entries) == ["clerk-t", "staff-p"]
    assert len(before) == 21
    assert set(before) - set(silent_places(one, by=PROVINCIAL, deps=world.deps)) == {"440100"}
    assert silent_places(one, by=GUANGZHOU, deps=world.deps) == ()


def test_a_citys_own_counties_are_those_that_may_be_silent() -> None:
    world = World()
    one = published(world, GUANGZHOU, region="440100")
    acknowledge(one, by=CLERK, deps=world.deps)

    silent = silent_places(one, by=GUANGZHOU, deps=world.deps)

    assert "440106" not in silent
    assert "440103" in silent
