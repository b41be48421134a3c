from dataclasses import replace

from functions.domain.case.access import Principal
from functions.usecases.intake.receipt import receipt_of
from functions.usecases.office.desk import see
from functions.usecases.office.places import Place
from schemas.codes import Department, Role
from tests.support.client import Api
from tests.support.fakes.tokens import FakeTokens
from tests.support.world import APPLICANT, World

REPORT = "discharge_report"
CLERK = Principal("clerk-1", Role.CLERK, "440106")
STAFF = Principal("staff-1", Role.DEPARTMENT_STAFF, "440106", Department.VETERANS_AFFAIRS)
OPERATOR = Principal("operator-1", Role.OPERATOR, "440100")


def looked_at() -> tuple[Api, str]:
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    receipt_of(case_id, by=CLERK, deps=world.deps)
    see(Place(Department.VETERANS_AFFAIRS, case_id, REPORT), by=STAFF, deps=world.deps)
    tokens = FakeTokens(soldier=APPLICANT, clerk=CLERK, operator=OPERATOR)
    return Api(replace(world.deps, tokens=tokens)), f"/v1/operator/cases/{case_id}/looks"


def test_operators_read_who_looked_at_what_in_words() -> None:
    api, path = looked_at()

    found = api.get(path, authorization="Bearer operator").json["entries"]

    told = {(one["what_text"], one["item_name"], one["by"], one["department_text"]) for one in found}
    assert told == {
        ("打印收件回执", None, "clerk-1", None),
        ("打开事项，含申请表中本部门可见的内容", "退役报到", "staff-1", "退役军人事务"),
    }
    assert {one["region_name"] for one in found} == {"天河区"}


def test_nobody_else_reads_it() -> None:
    api, path = looked_at()

    assert [api.get(path, authorization=f"Bearer {who}").status for who in ("soldier", "clerk")] == [403, 403]
