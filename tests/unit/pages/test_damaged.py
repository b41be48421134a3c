"""Every page there is, beside one record that cannot be read: those that cannot do without it refuse, and no other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.adapters.offices import load_offices
from functions.adapters.offices_set import SetOffices
from functions.domain.case.access import Principal
from functions.pages.routes import PAGES
from schemas.codes import Role
from tests.support.damaged_routes import (
    FILE,
    HERE,
    ITEM,
    PROVINCE,
    SET_ID,
    VETERANS,
    routed_counties,
    to_report,
    with_a_damaged_route,
)
from tests.support.fakes.cookies import PlainCookies
from tests.support.fakes.damaged_places import DamagedPlaces
from tests.support.pages import Site
from tests.support.world import APPLICANT, World

READERS = (
    PROVINCE,
    Principal("staff-1", Role.DEPARTMENT_STAFF, HERE, department=VETERANS),
    Principal("clerk-1", Role.CLERK, HERE),
    APPLICANT,
)
OF_THE_ROUTE = f"?department={VETERANS.value}&region={HERE}"
# No issuer stands beside these tests.
SIGNING_IN = {"/sign-in", "/signed-in"}


def failing(world: World, case_id: str) -> set[str]:
    """The pages, by their address without the case, that answer that something is wrong with us."""
    known = {"case_id": case_id, "item": ITEM, "department": VETERANS.value, "office": SET_ID}
    known["reference"] = world.ledger(case_id).case.reference
    found: set[str] = set()
    for reader in READERS:
        site = Site(replace(world.deps, cookies=PlainCookies())).signed_in(reader)
        for page in PAGES:
            names = page.path.split("{")[1:]
            if (
                page.method == "GET"
                and page.path not in SIGNING_IN
                and all(n.split("}")[0] in known for n in names)
            ):
                address = page.path.format(**known)
                asked = [address, address + OF_THE_ROUTE] if address == "/console/route" else [address]
                found |= {page.path for one in asked if site.get(one).status >= 500}
    return found


@pytest.mark.slow
def test_beside_a_route_its_own_page_and_papers_with_its_name_refuse() -> None:
    world = routed_counties()
    case_id = to_report(world)
    world.dispatched(case_id, ITEM)
    whole = failing(world, case_id)

    assert whole == set()
    assert failing(with_a_damaged_route(world), case_id) == {
        "/console/route",
        "/office/items/{case_id}/{item}/form",
        "/cases/{case_id}/papers/registration",
        "/cases/{case_id}/papers/forms/{item}",
    }


@pytest.mark.slow
def test_beside_one_of_every_list_no_page_refuses() -> None:
    world = routed_counties()
    case_id = to_report(world)
    store = DamagedPlaces(world.clock)
    store.__dict__.update(world.store.__dict__)
    offices = SetOffices(load_offices(FILE), store, clock=world.clock, guarded=True, keep=timedelta(0))
    world.store, world.deps = store, replace(world.deps, store=store, offices=offices)

    assert failing(world, case_id) == set()
