"""Who has an item, who gets it next: the same by whoever asks."""

import pytest

from functions.domain.case.item import with_dispatch
from functions.domain.errors import DepartmentRefusedPayload
from functions.usecases.office.which_office import id_of_round, next_office, office_of, routed_office
from tests.support.world import World

ITEM = "discharge_report"
ROUTED, OTHER = "veterans_affairs-440106", "veterans_affairs-440300"


def test_an_item_that_nobody_has_is_for_the_office_that_the_routes_lead_to() -> None:
    world = World()
    item = world.item(world.submitted(ITEM), ITEM)

    offices = (routed_office(item, world.deps), office_of(item, world.deps), next_office(item, world.deps))

    assert {office.id for office in offices} == {id_of_round(item, world.deps)} == {ROUTED}


def test_where_an_operator_sends_it_is_its_office_before_it_arrives() -> None:
    world = World()
    item = with_dispatch(world.item(world.submitted(ITEM), ITEM), office_override=OTHER)

    offices = (office_of(item, world.deps), next_office(item, world.deps))

    assert {office.id for office in offices} == {id_of_round(item, world.deps)} == {OTHER}


def test_the_office_of_an_earlier_round_has_the_item_and_the_next_round_goes_where_the_routes_lead() -> None:
    world = World()
    waiting = world.item(world.submitted(ITEM), ITEM)
    item = with_dispatch(waiting, office=OTHER, round=2, sent_round=1)

    assert office_of(item, world.deps).id == OTHER
    assert next_office(item, world.deps).id == id_of_round(item, world.deps) == ROUTED


@pytest.mark.parametrize("nowhere", ["gone", "public_security-440106"])
def test_an_override_that_leads_nowhere_is_for_an_operator(nowhere: str) -> None:
    world = World()
    item = with_dispatch(world.item(world.submitted(ITEM), ITEM), office_override=nowhere)

    with pytest.raises(DepartmentRefusedPayload):
        next_office(item, world.deps)
