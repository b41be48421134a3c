"""Who carries files for which office behind an air gap."""

from dataclasses import replace

from functions.ports.offices import Office
from functions.usecases.office.exchange_offices import exchange_offices
from schemas.codes import Department
from tests.support.fakes.offices import FakeOffices
from tests.support.offices_without_systems import KEEPER, MODES, without_systems


class OneForAll(FakeOffices):
    """The province's office has every place."""

    def office(self, department: Department, *, city: str, county: str | None) -> Office:
        return super().office(department, city="440000", county=None)


def test_an_office_that_serves_more_than_somebodys_region_is_the_provinces_to_carry_for() -> None:
    deps = replace(without_systems().deps, offices=OneForAll(modes=MODES))

    near = exchange_offices(by=replace(KEEPER, region="440106"), deps=deps)
    whole = exchange_offices(by=KEEPER, deps=deps)

    assert [one.id for one in near if one.id == "mobilization-440000"] == []
    assert "mobilization-440000" in [one.id for one in whole]
