import pytest

from functions.domain.case.access import Principal, in_region, may_see
from schemas.codes import Department, Role
from tests.support import make

PLACES: list[tuple[str | None, str, str | None, bool]] = [
    ("440000", "440100", "440106", True),
    ("440100", "440100", "440106", True),
    ("440100", "440300", "440305", False),
    ("440106", "440100", "440106", True),
    ("440106", "440100", "440103", False),
    ("440110", "440100", "440111", False),
    ("442000", "442000", None, True),
    ("441900", "442000", None, False),
    ("442000", "442100", "442101", False),
    ("441900", "441900", "441900121", True),
    ("441900121", "441900", "441900121", True),
    ("441900121", "441900", "441900122", False),
    ("441900121", "441900", None, False),
    ("442000100", "442000", "442000101", False),
    ("440307", "440300", "440307f01", True),
    ("440307f01", "440300", "440307", False),
    (None, "440100", "440106", False),
    ("", "440100", "440106", False),
]


def test_a_region_holds_its_own_cases_only() -> None:
    found = [
        (region, city, county, in_region(region, city=city, county=county))
        for region, city, county, _ in PLACES
    ]

    assert found == PLACES


def test_an_applicant_sees_their_own_case_only() -> None:
    own, other = Principal("applicant-1", Role.APPLICANT), Principal("applicant-2", Role.APPLICANT)

    assert may_see(own, make.case())
    assert not may_see(other, make.case())


@pytest.mark.parametrize("role", [Role.CLERK, Role.OPERATOR])
def test_clerks_and_operators_see_their_region_only(role: Role) -> None:
    assert may_see(Principal("somebody", role, region="440106"), make.case())
    assert not may_see(Principal("somebody", role, region="440300"), make.case())
    assert not may_see(Principal("somebody", role), make.case())


def test_department_staff_do_not_see_whole_cases() -> None:
    staff = Principal(
        "somebody", Role.DEPARTMENT_STAFF, region="440000", department=Department.PUBLIC_SECURITY
    )

    assert not may_see(staff, make.case())
