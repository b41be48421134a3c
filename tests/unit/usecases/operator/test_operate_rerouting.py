from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.case import Change
from functions.domain.case.item import SERVICE_CHECK, own_worklist, with_dispatch
from functions.domain.conflicts import ActOutOfPlace
from functions.domain.errors import DepartmentUnavailable
from functions.domain.office.refusals import UnknownOffice
from functions.usecases.office.dispatch import send_owed_round
from schemas.codes import Department, EventKind, ItemStatus
from tests.support.each import each
from tests.support.fakes.offices import FakeOffices
from tests.support.incidents import (
    REPORT,
    act,
    come_again,
    detail_of,
    resolved,
    sendings_of_report,
    silent_case,
    stuck_case,
)
from tests.support.world import World

OTHER = "veterans_affairs-440300"


def test_a_rerouted_item_goes_to_the_other_office_under_its_own_key() -> None:
    world = World()
    case_id = silent_case(world)

    resolved(world, case_id, act("reroute", office=OTHER))
    after = come_again(world, case_id).item(REPORT)

    assert (after.dispatch.office, after.status) == (OTHER, ItemStatus.DISPATCHED)
    plain = f"{case_id}/{REPORT}/1"
    assert sendings_of_report(world) == [("veterans_affairs-440106", plain), (OTHER, f"{plain}/rerouted-1")]
    assert detail_of(world, case_id, EventKind.REROUTED)["after"]["office"] == OTHER


def test_an_item_rerouted_to_the_worklist_stands_in_its_regions_list_and_is_sent_nowhere() -> None:
    world = World()
    case_id = silent_case(world)

    resolved(world, case_id, act("reroute", office="worklist"))
    after = come_again(world, case_id).item(REPORT)

    assert after.dispatch.office == own_worklist(Department.VETERANS_AFFAIRS, "440106")
    assert after.status is ItemStatus.DISPATCHED
    assert len(sendings_of_report(world)) == 1


def test_a_case_without_counties_is_rerouted_to_its_citys_worklist() -> None:
    world = World()
    case_id = silent_case(world)
    item = world.item(case_id, REPORT)
    world.store.commit(Change(items=(replace(item, county=None),)))

    after = resolved(world, case_id, act("reroute", office="worklist"))

    assert after.dispatch.office_override == own_worklist(Department.VETERANS_AFFAIRS, "440100")


def test_an_item_is_not_rerouted_to_a_worklist_whose_staff_would_not_see_it() -> None:
    world = World()
    case_id = silent_case(world)

    with pytest.raises(UnknownOffice):
        resolved(world, case_id, act("reroute", office="worklist-veterans_affairs-440305"))


@each("office", ["nowhere", "public_security-440106", "worklist-public_security-440106"])
def test_an_office_that_is_not_there_or_of_another_department_is_refused(office: str) -> None:
    world = World()
    case_id = silent_case(world)

    with pytest.raises(UnknownOffice):
        resolved(world, case_id, act("reroute", office=office))


@pytest.mark.parametrize("make", [silent_case, stuck_case])
def test_an_item_is_not_rerouted_to_the_office_it_is_at_or_goes_to(make: Any) -> None:
    world = World()
    case_id = make(world)

    with pytest.raises(ActOutOfPlace):
        resolved(world, case_id, act("reroute", office="veterans_affairs-440106"))


def test_an_item_that_waits_for_its_turn_is_rerouted_before_it_is_sent() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, SERVICE_CHECK)

    resolved(world, case_id, act("reroute", office=OTHER))
    after = world.dispatched(case_id, REPORT)

    assert (after.dispatch.office, [office for office, _ in sendings_of_report(world)]) == (OTHER, [OTHER])


def test_a_sending_that_an_operators_rerouting_overtook_does_not_count_as_the_other_offices() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, SERVICE_CHECK)
    world.gateway.script(REPORT, [DepartmentUnavailable()])
    with pytest.raises(DepartmentUnavailable):
        world.dispatched(case_id, REPORT)
    old = world.ledger(case_id)
    resolved(world, case_id, act("reroute", office=OTHER))

    send_owed_round(old, with_dispatch(old.item(REPORT), trouble=None), world.deps)

    assert world.item(case_id, REPORT).dispatch.sent_round == 0
    assert world.dispatched(case_id, REPORT, token="later").dispatch.office == OTHER


def test_where_no_route_leads_an_item_is_rerouted_from_the_worklist_to_an_office() -> None:
    world = World()
    world.deps = replace(world.deps, offices=FakeOffices(without=frozenset({"440100"})))
    case_id = silent_case(world)

    resolved(world, case_id, act("reroute", office=OTHER))
    after = come_again(world, case_id).item(REPORT)

    assert [office for office, _ in sendings_of_report(world)] == [OTHER]
    assert after.dispatch.office == OTHER


def test_an_item_that_never_reached_its_new_office_is_not_rerouted_there_again() -> None:
    world = World()
    case_id = world.submitted()
    resolved(world, case_id, act("reroute", office=OTHER))

    with pytest.raises(ActOutOfPlace):
        resolved(world, case_id, act("reroute", office=OTHER), key="key-0002")
