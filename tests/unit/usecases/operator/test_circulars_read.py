"""Who has read a circular, and where nobody has."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.operator.refusals import CircularNotFound
from functions.usecases.operator.circular_answers import (
    acknowledge,
    acknowledged,
    acknowledgements,
    places_under,
    silent_places,
)
from functions.usecases.record_kinds.operator import CIRCULAR_READ
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


def test_whoever_moves_to_another_place_has_read_it_for_the_old_one_and_reads_it_anew_for_the_new_one() -> (
    None
):
    world = World()
    one = published(world, acknowledge_by=world.clock().date())
    moved = replace(POLICE, region="440305")
    acknowledge(one, by=POLICE, deps=world.deps)
    shenzhen = Principal("operator-s", Role.OPERATOR, "440300")

    before = acknowledged(one, by=moved, deps=world.deps)
    silent = silent_places(one, by=PROVINCIAL, deps=world.deps)
    acknowledge(one, by=moved, deps=world.deps)

    def told(by: Principal) -> list[tuple[str, str]]:
        page = acknowledgements(one, by=by, limit=20, cursor=None, deps=world.deps)
        return [(found.body["by"], found.body["region"]) for found in page.entries]

    assert before is None
    assert {"440300"} == set(silent) - set(silent_places(one, by=PROVINCIAL, deps=world.deps))
    assert told(PROVINCIAL) == [("staff-p", "440106"), ("staff-p", "440305")]
    assert (told(GUANGZHOU), told(shenzhen)) == ([("staff-p", "440106")], [("staff-p", "440305")])


def test_whoever_moves_away_neither_reads_nor_acknowledges_what_is_the_old_places_own() -> None:
    world = World()
    one = published(world, GUANGZHOU, region="440100")
    acknowledge(one, by=CLERK, deps=world.deps)

    with pytest.raises(CircularNotFound):
        acknowledge(one, by=replace(CLERK, region="440305"), deps=world.deps)
    assert acknowledged(one, by=CLERK, deps=world.deps)


def test_who_has_read_it_and_cannot_be_read_is_told_as_damaged_and_makes_no_place_silent() -> None:
    world = World()
    one = published(world)
    acknowledge(one, by=CLERK, deps=world.deps)
    [key] = [
        found.key
        for found in acknowledgements(one, by=PROVINCIAL, limit=9, cursor=None, deps=world.deps).entries
    ]
    world.store.damage_record(f"{CIRCULAR_READ}#{one}", key)

    page = acknowledgements(one, by=PROVINCIAL, limit=9, cursor=None, deps=world.deps)
    elsewhere = acknowledgements(
        one, by=Principal("operator-d", Role.OPERATOR, "441900"), limit=9, cursor=None, deps=world.deps
    )

    assert (page.entries, page.unreadable, elsewhere.unreadable) == ((), (key,), ())
    assert "440100" not in silent_places(one, by=PROVINCIAL, deps=world.deps)
