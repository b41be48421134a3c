from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.deliveries import deliveries_of
from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.domain.office.refusals import OfficeNotFound
from functions.usecases.office.deliveries import deliveries_of_office, deliveries_of_reference
from functions.usecases.office.which_office import id_of_round
from schemas.codes import Department, Role
from tests.support.fakes.damaged_places import damaged_world
from tests.support.world import World

CHECK = "service_check"
OURS = Department.MOBILIZATION
STAFF = Principal("staff-1", Role.DEPARTMENT_STAFF, "440000", OURS)


def office_of(world: World, case_id: str, code: str = CHECK) -> str:
    return id_of_round(world.item(case_id, code), world.deps)


def failing(world: World, error: DepartmentUnavailable | DepartmentRefusedPayload) -> str:
    case_id = world.submitted()
    world.gateway.script(CHECK, [error])
    with pytest.raises(type(error)):
        world.dispatched(case_id, CHECK)
    return case_id


def test_a_straight_round_is_noted_with_the_write_that_says_it_was_sent() -> None:
    world = World()
    case_id = world.submitted()

    item = world.dispatched(case_id, CHECK)

    [one] = deliveries_of(item)
    assert (one.key, one.attempt, one.status, one.error) == ("1", 1, 200, None)
    assert one.office == item.dispatch.office
    assert item.dispatch.deliveries == ()


def test_a_try_that_failed_is_kept_with_what_came_back_and_when_it_is_tried_next() -> None:
    world = World()
    case_id = failing(
        world, DepartmentUnavailable(retry_after_seconds=600, said="HTTP 503：维护", status=503)
    )
    world.clock.advance(timedelta(minutes=11))

    item = world.dispatched(case_id, CHECK, token="token-2")

    first, second = deliveries_of(item)
    assert (first.status, first.error, first.said) == (503, "DepartmentUnavailable", "HTTP 503：维护")
    assert first.next_at == first.at + timedelta(seconds=600)
    assert (second.attempt, second.status, second.error) == (2, 200, None)


def test_an_office_that_is_left_alone_was_not_called() -> None:
    world = World()
    case_id = failing(world, DepartmentUnavailable(retry_after_seconds=600))

    with pytest.raises(DepartmentUnavailable):
        world.dispatched(case_id, CHECK, token="token-2")

    assert len(deliveries_of(world.item(case_id, CHECK))) == 1


def test_its_own_staff_see_what_an_office_has_and_what_is_on_its_way_to_it() -> None:
    world = World()
    there = world.submitted()
    world.dispatched(there, CHECK)
    on_its_way = failing(world, DepartmentUnavailable())
    office = office_of(world, there)

    page = deliveries_of_office(office, OURS, by=STAFF, limit=10, cursor=None, deps=world.deps)

    assert [one.ledger.case.id for one in page.entries] == [on_its_way, there]


def test_a_log_of_many_pages_loses_nothing_and_tells_nothing_twice() -> None:
    world = World()
    cases = []
    for number in range(5):
        cases.append(world.submitted())
        world.gateway.script(CHECK, [DepartmentUnavailable() if number % 2 else None])
        try:
            world.dispatched(cases[-1], CHECK)
        except DepartmentUnavailable:
            world.clock.advance(timedelta(seconds=1))
    office, found, cursor = office_of(world, cases[0]), [], None

    while True:
        page = deliveries_of_office(office, OURS, by=STAFF, limit=2, cursor=cursor, deps=world.deps)
        found += [one.ledger.case.id for one in page.entries]
        cursor = page.cursor
        if cursor is None:
            break

    assert sorted(found) == sorted(cases)


def test_what_is_finished_is_found_by_its_reference() -> None:
    world = World()
    case_id = world.submitted()
    world.dispatched(case_id, CHECK)
    office = office_of(world, case_id)
    world.granted(case_id, CHECK)
    reference = world.ledger(case_id).case.reference

    found = deliveries_of_reference(reference, office, OURS, by=STAFF, deps=world.deps)

    assert [one.item.code for one in found] == [CHECK]


def test_nobody_sees_the_log_of_another_office() -> None:
    world = World()
    case_id = world.submitted()
    office, reference = office_of(world, case_id), world.ledger(case_id).case.reference
    other = Principal("staff-2", Role.DEPARTMENT_STAFF, "440000", Department.PUBLIC_SECURITY)
    far = Principal("staff-3", Role.DEPARTMENT_STAFF, "445200", OURS)

    for by in (other, far):
        with pytest.raises(OfficeNotFound):
            deliveries_of_office(office, OURS, by=by, limit=10, cursor=None, deps=world.deps)
    with pytest.raises(CaseNotFound):
        deliveries_of_reference(reference, office, OURS, by=STAFF, deps=world.deps)


def test_a_case_that_cannot_be_read_is_named_and_keeps_no_other_out_of_the_log() -> None:
    world, store = damaged_world()
    damaged, whole = world.submitted(), world.submitted()
    for case_id in (damaged, whole):
        world.dispatched(case_id, CHECK)
    store.damaged_case = damaged

    page = deliveries_of_office(
        office_of(world, whole), OURS, by=STAFF, limit=10, cursor=None, deps=world.deps
    )

    assert [one.ledger.case.id for one in page.entries] == [whole]
    assert page.unreadable == (f"{damaged}/{CHECK}",)


def test_what_is_damaged_on_its_way_to_whomever_is_named_to_no_office() -> None:
    world, store = damaged_world()
    case_id = world.submitted()
    world.dispatched(case_id, CHECK)
    store.damaged_attention = ("0f0e/household_registration",)

    page = deliveries_of_office(
        office_of(world, case_id), OURS, by=STAFF, limit=10, cursor=None, deps=world.deps
    )

    assert (len(page.entries), page.unreadable) == (1, ())
