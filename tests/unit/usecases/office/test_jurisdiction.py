from dataclasses import replace

from functions.domain.case.access import Principal
from functions.ports.offices import Office
from functions.usecases.office.jurisdiction import routed_offices
from schemas.codes import Department, Role
from tests.support.fakes.offices import FakeOffices
from tests.support.world import World

STAFF = Principal("staff-1", Role.DEPARTMENT_STAFF, "440106", Department.MOBILIZATION)


class Moving(FakeOffices):
    """An operator routes the district elsewhere while somebody looks."""

    asked = 0

    def office(self, department: Department, *, city: str, county: str | None) -> Office:
        found = super().office(department, city=city, county=county)
        if county != "440106":
            return found
        self.asked += 1
        return replace(found, id=f"{department}-44{self.asked:04}")


def test_whoever_looks_while_an_operator_routes_elsewhere_is_not_refused() -> None:
    world = World()
    deps = replace(world.deps, offices=Moving())

    assert routed_offices(STAFF, deps) == ()
