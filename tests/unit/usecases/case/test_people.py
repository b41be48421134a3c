from dataclasses import replace

import pytest

from functions.domain.case.case import Change
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import CaseQuery
from functions.usecases.case.lists import cases_of
from functions.usecases.case.people import LIST, known_of
from functions.usecases.record_kinds.case import PERSON
from functions.usecases.records import new_record
from tests.support.fakes.damaged_places import damaged_world
from tests.support.world import APPLICANT, World, application


def test_a_case_that_cannot_be_read_hides_none_of_its_persons_others() -> None:
    world, store = damaged_world(by_person=True)
    damaged, at_the_window = world.submitted("discharge_report"), world.submitted("social_insurance")
    case = world.ledger(at_the_window).case
    store.commit(Change(case=replace(case, applicant="window/440106")))
    store.damaged_case = damaged

    page = cases_of(CaseQuery(), by=APPLICANT, limit=10, cursor=None, deps=world.deps)

    assert {one.id for one in page.entries} == {damaged, at_the_window}


def test_of_whom_nobody_can_say_which_cases_they_have_opens_no_other_and_sees_what_is_known() -> None:
    world = World(by_person=True)
    known = world.submitted("discharge_report")
    damage_list(world)

    page = cases_of(CaseQuery(), by=APPLICANT, limit=10, cursor=None, deps=world.deps)

    assert [one.id for one in page.entries] == [known]
    with pytest.raises(RecordUnreadable):
        world.submitted("social_insurance")


def damage_list(world: World) -> None:
    [kind] = {kind for kind, _ in world.store._records if kind.startswith(f"{PERSON}/")}
    world.store.damage_record(kind, LIST)


def test_a_place_of_an_earlier_release_says_all_by_its_key() -> None:
    world = World(by_person=True)
    old = world.submitted("discharge_report")
    [kind] = {kind for kind, _ in world.store._records if kind.startswith(f"{PERSON}/")}
    found = world.store.record(kind, LIST)
    assert found
    world.store.delete(found)
    world.store.put(new_record(kind, old, {}))
    world.store.damage_record(kind, old)

    known = known_of(application().person.id_number, world.deps)

    assert known
    assert known.case_ids == (old,)
