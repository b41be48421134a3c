"""Who has an item, who gets it next: the same by whoever asks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.adapters.offices import load_offices
from functions.adapters.offices_set import SetOffices
from functions.domain.case.item import with_dispatch
from functions.domain.errors import DepartmentRefusedPayload, RecordUnreadable
from functions.domain.office.routing import ROUTE_KIND
from functions.ports.case_store import Record
from functions.printing.pdf import pdf
from functions.shapes.case.shown import case_shown
from functions.usecases.applicant.papers import application_form_of, registration_form_of
from functions.usecases.national.export import export_national
from functions.usecases.office.routes import set_route
from functions.usecases.office.which_office import (
    decided_under,
    id_of_round,
    next_office,
    office_names,
    office_of,
    routed_office,
)
from schemas.codes import Department
from schemas.national.export import ExportOrder
from schemas.office.routes import OfficeRoute, RouteChange
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.incidents import OPERATOR
from tests.support.pdf_text import text_of
from tests.support.world import APPLICANT, World

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


def routed(world: World, name: str | None, expected: int) -> None:
    """An operator sets who serves the applicant's county, or takes it back."""
    route = OfficeRoute(name=name, mode="worklist") if name else None
    change = RouteChange(
        department=Department.VETERANS_AFFAIRS, region="440106", route=route, reason="调整分工"
    )
    set_route(change, expected=expected, by=OPERATOR, deps=world.deps)


class DamagedRoutes(FakeCaseStore):
    damaged = False

    def record(self, kind: str, key: str) -> Record | None:
        if self.damaged and kind == ROUTE_KIND:
            raise RecordUnreadable
        return super().record(kind, key)


def rerouted(store: FakeCaseStore | None = None) -> World:
    """A world in which operators set routes."""
    world = World()
    world.store = store or world.store
    world.deps = replace(world.deps, store=world.store)
    offices = SetOffices(load_offices(""), world.store, clock=world.clock, guarded=True, keep=timedelta(0))
    world.deps = replace(world.deps, offices=offices)
    return world


@pytest.mark.parametrize("name", ["示例街道服务站", None], ids=["renamed", "taken back"])
def test_what_was_decided_is_shown_told_and_printed_under_the_name_of_that_time(name: str | None) -> None:
    world = rerouted()
    routed(world, "天河区服务站", 0)
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check", ITEM)

    world.clock.advance(timedelta(hours=1))
    routed(world, name, 1)

    ledger = world.ledger(case_id)
    shown = case_shown(ledger, world.deps).items[0].office
    exported = export_national(ExportOrder(reason="每日汇聚"), by=OPERATOR, key="key-0001", deps=world.deps)
    told = {row["org_name"] for table, row in exported.lines if table == "up_pro_accept"}
    papers = [
        text_of(pdf(paper))
        for paper in (
            application_form_of(case_id, ITEM, by=APPLICANT, deps=world.deps),
            registration_form_of(case_id, by=APPLICANT, deps=world.deps),
        )
    ]
    assert (shown, told) == ("天河区服务站", {"天河区服务站"})
    assert all("天河区服务站" in text for text in papers)


def test_what_is_under_way_is_shown_under_the_name_of_today_and_asks_no_history() -> None:
    world = rerouted()
    routed(world, "天河区服务站", 0)
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, ITEM)

    world.clock.advance(timedelta(hours=1))
    routed(world, "示例街道服务站", 1)

    item = world.item(case_id, ITEM)
    assert decided_under(item, world.deps) is None
    assert office_names(world.ledger(case_id), world.deps).of(item) == "示例街道服务站"


def test_where_what_was_set_cannot_be_read_the_case_is_shown_without_a_name_and_not_exported() -> None:
    store = DamagedRoutes(World().clock)
    world = rerouted(store)
    routed(world, "天河区服务站", 0)
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check", ITEM)
    world.clock.advance(timedelta(hours=1))
    routed(world, "示例街道服务站", 1)
    store.damaged = True

    shown = case_shown(world.ledger(case_id), world.deps).items[0]
    exported = export_national(ExportOrder(reason="每日汇聚"), by=OPERATOR, key="key-0001", deps=world.deps)

    assert (shown.code, shown.office) == (ITEM, None)
    assert (exported.lines, exported.unreadable) == ((), (case_id,))
