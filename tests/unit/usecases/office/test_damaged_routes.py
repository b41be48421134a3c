"""A route that cannot be read: its items go to nobody rather than to whoever serves around it, and nobody else is hurt."""

import pytest

from functions.domain.case.access import Principal
from functions.domain.errors import DepartmentUnavailable, RecordUnreadable
from functions.domain.office.refusals import OfficeNotFound
from functions.usecases.applicant.papers import application_form_of
from functions.usecases.office.jurisdiction import permitted_office, worklists_of
from functions.usecases.office.routes import routes_of
from functions.usecases.office.which_office import office_names
from functions.usecases.operator.options import elsewhere
from functions.usecases.operator.summary import summary_of
from schemas.codes import Department, Role
from tests.support.damaged_routes import (
    ELSEWHERE,
    HERE,
    ITEM,
    PROVINCE,
    SET_ID,
    VETERANS,
    mended,
    routed_counties,
    to_report,
    with_a_damaged_route,
)
from tests.support.world import APPLICANT


def test_its_items_are_sent_to_nobody_and_it_is_told_which_record_is_to_be_put_back() -> None:
    made = with_a_damaged_route(routed_counties())
    case_id = to_report(made)
    before = len(made.gateway.sent)

    with pytest.raises(DepartmentUnavailable):
        made.dispatched(case_id, ITEM)

    trouble = made.item(case_id, ITEM).dispatch.trouble
    assert len(made.gateway.sent) == before
    assert trouble
    assert trouble.said
    assert f"route/veterans_affairs-{HERE}" in trouble.said
    assert "lianban repair" in trouble.said


def test_once_it_is_put_back_they_go_where_they_belong_without_an_operator() -> None:
    made = with_a_damaged_route(routed_counties())
    case_id = to_report(made)
    with pytest.raises(DepartmentUnavailable):
        made.dispatched(case_id, ITEM)

    mended(made)
    made.dispatched(case_id, ITEM, token="token-2")

    assert made.item(case_id, ITEM).dispatch.office == SET_ID


def test_another_countys_and_another_departments_offices_are_found_as_before() -> None:
    made, whole = with_a_damaged_route(routed_counties()), routed_counties()
    asked = [
        (department, county)
        for department in Department
        for county in (HERE, ELSEWHERE, None)
        if (department, county) != (VETERANS, HERE)
    ]

    found, before = (
        [one.deps.offices.office(department, city="440100", county=county) for department, county in asked]
        for one in (made, whole)
    )

    assert found == before


def test_a_case_that_is_with_it_is_shown_without_its_name_and_no_paper_tells_another() -> None:
    made = routed_counties()
    case_id = to_report(made)
    made.dispatched(case_id, ITEM)
    with_a_damaged_route(made)

    item = made.item(case_id, ITEM)

    assert office_names(made.ledger(case_id), made.deps).of(item) is None
    with pytest.raises(RecordUnreadable, match=f"route/veterans_affairs-{HERE}"):
        application_form_of(case_id, ITEM, by=APPLICANT, deps=made.deps)


def test_operators_see_it_among_the_others_and_on_their_first_page() -> None:
    made = with_a_damaged_route(routed_counties())

    lines = {one.region: one for one in routes_of(PROVINCE, VETERANS, None, made.deps)}

    assert (lines[HERE].serving.unreadable, lines[ELSEWHERE].serving.unreadable) == (True, False)
    assert summary_of(PROVINCE, made.deps).unreadable == (f"route/veterans_affairs-{HERE}",)


def test_nothing_is_sent_there_by_an_operator_and_to_another_office_it_is() -> None:
    made = with_a_damaged_route(routed_counties())
    case_id = to_report(made)

    offices = [one.id for one in elsewhere(made.item(case_id, ITEM), PROVINCE, made.deps)]

    assert offices == ["gz-veterans-affairs", f"office-veterans_affairs-{ELSEWHERE}"]


def test_the_office_around_it_is_not_thought_to_serve_less() -> None:
    """What was set there may have been taken back."""
    made = with_a_damaged_route(routed_counties())
    county = Principal("staff-1", Role.DEPARTMENT_STAFF, ELSEWHERE, department=VETERANS)

    with pytest.raises(OfficeNotFound):
        permitted_office("gz-veterans-affairs", VETERANS, by=county, deps=made.deps)
    assert list(worklists_of(county, made.deps)) == [f"worklist-veterans_affairs-{ELSEWHERE}"]
