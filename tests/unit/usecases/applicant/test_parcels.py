"""Who may say that something was posted."""

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.usecases.applicant.parcels import post, post_at_office
from functions.usecases.office.places import Place
from schemas.applicant.todos import Posting
from schemas.codes import Department, Role
from tests.support.world import World

REPORT = "discharge_report"
CLERK, FAR_CLERK = Principal("clerk", Role.CLERK, "440106"), Principal("far-clerk", Role.CLERK, "445200")
STAFF, FAR_STAFF = (
    Principal("staff", Role.DEPARTMENT_STAFF, region, Department.VETERANS_AFFAIRS)
    for region in ("440106", "445200")
)


def test_a_parcel_is_told_of_by_clerks_and_staff_of_its_place_alone() -> None:
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    world.answered(case_id, REPORT, "granted", result={"document": "报到登记记录", "delivery": "post"})
    sent = Posting(item=REPORT, carrier="邮政", number="EX123456789CN")
    place = Place(Department.VETERANS_AFFAIRS, case_id, REPORT)

    with pytest.raises(CaseNotFound):
        post(case_id, sent, by=FAR_CLERK, key="key-1", deps=world.deps)
    with pytest.raises(ItemNotFound):
        post_at_office(place, sent, by=FAR_STAFF, key="key-1", deps=world.deps)

    assert world.item(case_id, REPORT).todos.parcel is None
    post(case_id, sent, by=CLERK, key="key-1", deps=world.deps)
    post_at_office(place, sent, by=STAFF, key="key-1", deps=world.deps)
    assert world.kinds(case_id).count("posted") == 2
