from pathlib import Path

import pytest

from functions.adapters.offices import BadRoutes, load_offices
from functions.domain.errors import DepartmentRefusedPayload
from functions.ports import Offices
from schemas.codes import Department
from tests.fakes.offices import FakeOffices

ROUTES = Path(__file__).parents[2] / "infra" / "routes.toml"
NOBODY = "449900"


def route(region: str = "440100", id: str = "gz", **changes: str) -> str:
    values = {
        "department": "public_security",
        "region": region,
        "id": id,
        "name": "示例机关",
        "endpoint": "https://office.example/items",
        **changes,
    }
    return "[[office]]\n" + "".join(f'{name} = "{value}"\n' for name, value in values.items())


def city_routes() -> Offices:
    return load_offices("".join(route(region, f"o-{region}") for region in ("440100", "440300", "441900")))


@pytest.fixture(params=[city_routes, lambda: FakeOffices(without=frozenset({NOBODY}))])
def offices(request: pytest.FixtureRequest) -> Offices:
    made: Offices = request.param()
    return made


@pytest.mark.parametrize(("city", "county"), [("440100", "440106"), ("440300", "440304"), ("441900", None)])
def test_a_case_leads_to_one_office_of_the_department(
    offices: Offices, city: str, county: str | None
) -> None:
    found = offices.office(Department.PUBLIC_SECURITY, city=city, county=county)

    assert found.department is Department.PUBLIC_SECURITY
    assert found.endpoint.startswith("https://")
    assert found == offices.office(Department.PUBLIC_SECURITY, city=city, county=county)


def test_a_region_without_an_office_is_an_operator_s_matter(offices: Offices) -> None:
    with pytest.raises(DepartmentRefusedPayload, match="未配置"):
        offices.office(Department.PUBLIC_SECURITY, city=NOBODY, county=None)


@pytest.mark.parametrize(
    ("city", "county", "expected"),
    [
        ("440100", "440106", "county"),
        ("440100", "440103", "city"),
        ("440300", "440304", "province"),
        ("441900", None, "province"),
    ],
)
def test_the_narrowest_region_wins(city: str, county: str | None, expected: str) -> None:
    table = route("440000", "province") + route("440100", "city") + route("440106", "county")

    assert load_offices(table).office(Department.PUBLIC_SECURITY, city=city, county=county).id == expected


def test_a_route_is_of_its_department_only() -> None:
    with pytest.raises(DepartmentRefusedPayload, match="医疗保障"):
        load_offices(route("440000")).office(Department.HEALTHCARE_SECURITY, city="440100", county=None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (route() + route(), "office 2: public_security 440100 重复"),
        (route(department="police"), "department"),
        (route("110000"), "region"),
        (route(endpoint="ftp://office.example/"), "endpoint"),
        (route(endpoint="https://"), "endpoint"),
        (route(colour="red"), "colour"),
        ("[office]\nid = 'x'", r"\[\[office\]\]"),
        ("[[office]", "routes.toml"),
        ("[[ofice]]", "ofice|只能有"),
    ],
)
def test_a_faulty_table_is_refused_and_the_fault_named(text: str, told: str) -> None:
    with pytest.raises(BadRoutes, match=told):
        load_offices(text)


def test_the_shipped_routes_cover_the_province() -> None:
    offices = load_offices(ROUTES.read_text("utf-8"))

    for department in Department:
        found = offices.office(department, city="440100", county="440106")
        assert found.endpoint == f"http://127.0.0.1:8452/offices/{department.value}/items"
