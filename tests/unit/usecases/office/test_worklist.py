from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.case import Change
from functions.domain.case.item import with_dispatch
from functions.domain.case.refusals import ItemNotFound
from functions.domain.errors import DepartmentRefusedPayload
from functions.domain.refusals import BadCursor, NotFound
from functions.ports.deps import Deps
from functions.usecases.office.claims import claim
from functions.usecases.office.listed import Listed
from functions.usecases.office.places import Place
from functions.usecases.office.staff_answers import answer
from functions.usecases.office.worklist import worklist
from schemas.codes import Department, ItemStatus
from schemas.office.worklist import Claim
from tests.support.each import each
from tests.support.editions import changed, under
from tests.support.fakes.damaged_places import damaged_world
from tests.support.fakes.offices import FakeOffices
from tests.support.offices_without_systems import (
    ANNE,
    FAR_AWAY,
    HOUSEHOLD,
    OTHERS,
    POLICE,
    at_the_police,
    staff_answer,
    without_systems,
)
from tests.support.world import World


def listed(deps: Deps, *, limit: int = 20) -> tuple[Listed, ...]:
    return worklist(POLICE, by=ANNE, limit=limit, cursor=None, deps=deps).entries


def test_an_item_of_an_office_without_a_system_is_sent_to_nobody_and_stands_in_its_list() -> None:
    world = without_systems()

    case_id, _ = at_the_police(world)

    item = world.item(case_id, HOUSEHOLD)
    assert (item.status, item.dispatch.sent_round, item.dispatch.office) == (
        ItemStatus.DISPATCHED,
        1,
        "public_security-440106",
    )
    assert not [sent for sent in world.gateway.sent if sent.office.department is POLICE]
    (entry,) = listed(world.deps)
    assert (entry.item.code, entry.ledger.case.id) == (HOUSEHOLD, case_id)
    assert "bank" not in entry.fields
    assert entry.fields["person"]


def test_the_list_shows_only_the_fields_of_the_cases_own_edition() -> None:
    narrow = changed(HOUSEHOLD, fields=("person.name",))
    world = under(narrow, without_systems())
    at_the_police(world)

    (entry,) = listed(world.deps)

    assert entry.fields == {"person": {"name": world.store.application(entry.item.case_id).person.name}}


def test_the_history_tells_which_office_got_the_round() -> None:
    world = without_systems()

    case_id, _ = at_the_police(world)

    event = world.store.event(case_id, f"dispatched/{HOUSEHOLD}/1")
    assert event is not None
    assert event.detail == {"round": 1, "office": "public_security-440106"}


def test_a_rerouted_item_goes_to_the_office_that_an_operator_named_and_loses_its_claim() -> None:
    world = without_systems()
    case_id, place = at_the_police(world)
    claim(place, Claim(), by=ANNE, key="key-0001", deps=world.deps)
    item = world.item(case_id, HOUSEHOLD)
    own = "worklist-public_security-440106"
    world.store.commit(Change(items=(with_dispatch(item, office_override=own, sent_round=0),)))

    world.dispatched(case_id, HOUSEHOLD, token="again")

    item = world.item(case_id, HOUSEHOLD)
    assert (item.dispatch.office, item.desk.claimed_by, item.dispatch.sent_round) == (own, None, 1)
    assert [entry.item.dispatch.office for entry in listed(world.deps)] == [own]


@pytest.mark.parametrize("office", ["nowhere", "human_resources-440106"])
def test_an_override_that_leads_to_no_office_of_the_department_is_for_an_operator(office: str) -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    item = with_dispatch(world.item(case_id, HOUSEHOLD), office_override=office, sent_round=0)
    world.store.commit(Change(items=(item,)))

    with pytest.raises(DepartmentRefusedPayload):
        world.dispatched(case_id, HOUSEHOLD, token="again")

    trouble = world.item(case_id, HOUSEHOLD).dispatch.trouble
    assert trouble is not None
    assert trouble.error == "DepartmentRefusedPayload"


def test_where_no_route_leads_the_departments_own_worklist_has_the_item() -> None:
    world = World()
    world.deps = replace(world.deps, offices=FakeOffices(without=frozenset({"440100"})))

    at_the_police(world)

    assert [entry.item.dispatch.office for entry in listed(world.deps)] == ["worklist-public_security-440106"]


@pytest.mark.parametrize("who", [FAR_AWAY, OTHERS], ids=lambda who: who.subject)
def test_others_see_nothing_and_can_do_nothing(who: Any) -> None:
    world = without_systems()
    _, place = at_the_police(world)

    seen = worklist(who.department, by=who, limit=20, cursor=None, deps=world.deps).entries

    assert seen == ()
    with pytest.raises(ItemNotFound):
        claim(place, Claim(), by=who, key="key-0001", deps=world.deps)
    with pytest.raises(ItemNotFound):
        answer(place, staff_answer("granted"), by=who, key="key-0001", deps=world.deps)


def test_another_departments_list_does_not_exist() -> None:
    world = without_systems()

    with pytest.raises(NotFound):
        worklist(POLICE, by=OTHERS, limit=20, cursor=None, deps=world.deps)


def test_an_item_of_an_office_with_a_system_is_not_answerable_here() -> None:
    world = World()
    _, place = at_the_police(world)

    assert listed(world.deps) == ()
    with pytest.raises(ItemNotFound):
        claim(place, Claim(), by=ANNE, key="key-0001", deps=world.deps)


def test_an_item_under_another_departments_address_does_not_exist() -> None:
    world = without_systems()
    case_id, _ = at_the_police(world)
    place = Place(Department.HUMAN_RESOURCES, case_id, HOUSEHOLD)

    with pytest.raises(ItemNotFound):
        claim(place, Claim(), by=ANNE, key="key-0001", deps=world.deps)


def test_the_list_goes_page_by_page_through_several_offices() -> None:
    world = without_systems()
    cases = {at_the_police(world)[0] for _ in range(3)}
    moved = world.item(min(cases), HOUSEHOLD)
    own = "worklist-public_security-440106"
    world.store.commit(Change(items=(with_dispatch(moved, office=own),)))
    found: list[str] = []
    cursor: str | None = None

    while True:
        page = worklist(POLICE, by=ANNE, limit=1, cursor=cursor, deps=world.deps)
        found += [entry.ledger.case.id for entry in page.entries]
        cursor = page.cursor
        if cursor is None:
            break

    assert (len(found), set(found)) == (3, cases)


@each("cursor", ["", "x", "~", "public_security-440106", "public_security-440106~x", "别处~"])
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    world = without_systems()

    with pytest.raises(BadCursor):
        worklist(POLICE, by=ANNE, limit=1, cursor=cursor, deps=world.deps)


@pytest.mark.parametrize("what", ["damaged_form", "damaged_case"])
def test_what_cannot_be_read_keeps_no_other_out_of_the_list_and_is_named(what: str) -> None:
    world, store = damaged_world()
    without_systems(world)
    (_, whole), (broken, _) = at_the_police(world), at_the_police(world)
    setattr(store, what, broken)

    page = worklist(POLICE, by=ANNE, limit=20, cursor=None, deps=world.deps)

    assert [one.item.case_id for one in page.entries] == [whole.case_id]
    assert page.unreadable == (f"{broken}/{HOUSEHOLD}",)
