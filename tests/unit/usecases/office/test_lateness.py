"""逾期认定: a person at the office decides whether a late applicant's reason holds, which the applicant reads."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.case.access import Principal
from functions.domain.conflicts import ClaimFirst
from functions.domain.office.refusals import LatenessOutOfPlace
from functions.shapes.words import event_text
from functions.usecases.office.claims import claim
from functions.usecases.office.lateness import decide_lateness
from functions.usecases.office.places import Place
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Department, EventKind, ItemStatus, Role
from schemas.office.lateness import LatenessOrder
from schemas.office.worklist import Claim
from tests.support.fakes.cookies import PlainCookies
from tests.support.fakes.offices import FakeOffices
from tests.support.grounds import GROUNDS
from tests.support.pages import Site
from tests.support.world import World

VETERANS, REPORT = Department.VETERANS_AFFAIRS, "discharge_report"
ANNE = Principal("anne", Role.DEPARTMENT_STAFF, "440106", VETERANS)
HOLDS: dict[str, Any] = {"excused": True, "reason": "住院证明属实"}
FAILS: dict[str, Any] = {"excused": False, "reason": "没有证明", **GROUNDS}


def at_the_desk(code: str = REPORT) -> tuple[World, Place]:
    """The sample's applicant was discharged long before the day on which they apply."""
    world = World()
    offices = FakeOffices(modes={VETERANS: "worklist"})
    world.deps = replace(world.deps, offices=offices, cookies=PlainCookies())
    case_id = world.submitted()
    world.granted(case_id, "service_check", *(() if code == REPORT else (REPORT,)))
    world.dispatched(case_id, code, token="desk")
    place = Place(VETERANS, case_id, code)
    claim(place, Claim(), by=ANNE, key="claim", deps=world.deps)
    return world, place


def decide(world: World, place: Place, key: str = "key-0001", **given: Any) -> None:
    order = LatenessOrder.model_validate(given, strict=False)
    decide_lateness(place, order, by=ANNE, key=key, deps=world.deps)


def told(world: World, place: Place) -> str:
    events = world.store.events(place.case_id, limit=100).entries
    (event,) = (one for one in events if one.kind is EventKind.LATENESS_DECIDED)
    return event_text(event, world.item(place.case_id, place.item), load_edition(CURRENT))


def test_a_reason_that_holds_is_recorded_and_told_and_the_item_goes_on() -> None:
    world, place = at_the_desk()

    decide(world, place, **HOLDS)

    item = world.item(place.case_id, REPORT)
    assert (item.desk.late_excused, item.status) == (True, ItemStatus.DISPATCHED)
    assert told(world, place) == "退役军人事务部门已认定逾期的原因成立。理由：住院证明属实。"


def test_one_that_does_not_is_told_with_its_basis_and_how_to_contest_it() -> None:
    world, place = at_the_desk()

    decide(world, place, **FAILS)

    words = told(world, place)
    assert "不成立。理由：没有证明。依据：" in words
    assert "60日内向广州市天河区人民政府申请行政复议" in words


@pytest.mark.parametrize("lacks", ["legal_basis", "remedy"])
def test_nobody_is_refused_without_basis_and_remedy(lacks: str) -> None:
    with pytest.raises(ValidationError):
        LatenessOrder.model_validate({**FAILS, lacks: None}, strict=False)


def test_it_is_decided_once_and_sent_twice_it_is_the_same() -> None:
    world, place = at_the_desk()
    for _ in range(2):
        decide(world, place, **HOLDS)

    with pytest.raises(LatenessOutOfPlace):
        decide(world, place, key="key-0002", **FAILS)


def test_what_was_in_time_is_decided_by_nobody() -> None:
    world, place = at_the_desk("employment_support")

    with pytest.raises(LatenessOutOfPlace):
        decide(world, place, **HOLDS)


def test_whoever_has_not_claimed_it_decides_nothing() -> None:
    world, place = at_the_desk()
    other = replace(ANNE, subject="bella")

    with pytest.raises(ClaimFirst):
        decide_lateness(place, LatenessOrder(**HOLDS), by=other, key="key-0001", deps=world.deps)


def test_on_the_page_it_is_decided_and_what_is_missing_is_told() -> None:
    world, place = at_the_desk()
    site = Site(world.deps).signed_in(ANNE)
    page = site.get(site.get(f"/office/items/{place.case_id}/{REPORT}").link("认定逾期的原因"))

    wrong = site.submit(page, {"excused": "false", "reason": "没有证明"})
    done = site.submit(page, {"excused": "true", "reason": "住院证明属实"})

    assert (wrong.status, len(wrong.errors)) == (422, 2)
    assert "已认定，申请人看得到认定和理由" in done.words
    assert "认定逾期的原因成立" in done.words
