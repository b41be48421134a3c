"""Staff see which keys are valid and since when, and never a key."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.refusals import NotFound
from functions.usecases.office.keys import MOST_KEYS_KEPT, office_keys
from schemas.codes import Department, Role
from tests.support.fakes.signatures import FakeSignatures
from tests.support.world import World

OURS = Department.MOBILIZATION
STAFF = Principal("staff-1", Role.DEPARTMENT_STAFF, "440000", OURS)


def with_keys(world: World, count: int) -> None:
    world.deps = replace(world.deps, signatures=FakeSignatures(keys=count))


def test_while_keys_are_changed_both_are_shown_and_then_the_old_one_with_its_end() -> None:
    world = World()
    with_keys(world, 2)
    began = world.clock()
    both = office_keys(OURS, by=STAFF, deps=world.deps)
    ended = world.clock.advance(timedelta(days=2))
    with_keys(world, 1)

    after = office_keys(OURS, by=STAFF, deps=world.deps)

    assert [(one.valid, one.since, one.until) for one in both] == [(True, began, None)] * 2
    assert sorted((one.valid, one.since, one.until) for one in after if one.until) == [(False, began, ended)]
    assert [one.valid for one in after if one.until is None] == [True]
    assert {one.secret for one in after} == {OURS.value}


def test_a_key_that_comes_back_is_valid_again_and_only_so_many_are_kept() -> None:
    world = World()
    for count in (1, 2, 1, 2, MOST_KEYS_KEPT + 5):
        with_keys(world, count)
        found = office_keys(OURS, by=STAFF, deps=world.deps)

    assert len(found) == MOST_KEYS_KEPT
    assert all(one.until is None for one in found)


def test_operators_who_rotate_them_see_them_too() -> None:
    operator = Principal("operator-1", Role.OPERATOR, "440000")

    assert [one.secret for one in office_keys(OURS, by=operator, deps=World().deps)] == [OURS.value]


def test_another_departments_keys_do_not_exist() -> None:
    with pytest.raises(NotFound):
        office_keys(Department.PUBLIC_SECURITY, by=STAFF, deps=World().deps)
