from pathlib import Path

import pytest

from functions.adapters.offices import BadRoutes, TableOffices, load_offices, read_offices, worklist_office
from functions.adapters.offices_set import SetOffices
from functions.ports.case_store import Record
from functions.ports.offices import Offices
from schemas.codes import Department
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.offices import FakeOffices

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


def city_routes() -> TableOffices:
    return load_offices("".join(route(region, f"o-{region}") for region in ("440100", "440300", "441900")))


def over_the_file() -> Offices:
    """The file's routes, and nothing set over them."""
    return SetOffices(city_routes(), FakeCaseStore(), clock=FakeClock(), guarded=True)


def all_set() -> Offices:
    """The same routes, all of them set by operators over an empty file."""
    store = FakeCaseStore()
    for region in ("440100", "440300", "441900"):
        set_there = {"name": "示例机关", "mode": "api", "endpoint": "https://office.example/items"}
        store.put(Record("route", f"public_security-{region}", {"route": {**set_there, "secret": None}}))
    return SetOffices(load_offices(""), store, clock=FakeClock(), guarded=True)


@pytest.fixture(
    params=[city_routes, over_the_file, all_set, lambda: FakeOffices(without=frozenset({NOBODY}))]
)
def offices(request: pytest.FixtureRequest) -> Offices:
    made: Offices = request.param()
    return made


@each("city, county", [("440100", "440106"), ("440300", "440304"), ("441900", None)])
def test_a_case_leads_to_one_office_of_the_department(
    offices: Offices, city: str, county: str | None
) -> None:
    found = offices.office(Department.PUBLIC_SECURITY, city=city, county=county)

    assert found.department is Department.PUBLIC_SECURITY
    assert found.endpoint.startswith("https://")
    assert found == offices.office(Department.PUBLIC_SECURITY, city=city, county=county)


@each("county, region", [(None, NOBODY), ("449901", "449901")])
def test_a_region_without_an_office_has_the_department_s_worklist(
    offices: Offices, county: str | None, region: str
) -> None:
    found = offices.office(Department.PUBLIC_SECURITY, city=NOBODY, county=county)

    assert found.id == f"worklist-public_security-{region}"
    assert (found.department, found.mode, found.endpoint) == (Department.PUBLIC_SECURITY, "worklist", "")


@each("city", ["440100", NOBODY])
def test_an_office_is_found_again_by_its_id(offices: Offices, city: str) -> None:
    found = offices.office(Department.PUBLIC_SECURITY, city=city, county=None)

    assert offices.by_id(found.id) == found


def test_a_worklist_is_found_where_an_office_is_too(offices: Offices) -> None:
    found = offices.by_id("worklist-public_security-440100")

    assert found is not None
    assert found.mode == "worklist"
    assert found.name == "广州市公安部门"


@each(
    "region, name",
    [
        ("441502", "汕尾市城区"),
        ("440106", "广州市天河区"),
        ("441900003", "东莞市东城街道"),
        ("440402f01", "横琴粤澳深度合作区"),
        ("440100", "广州市"),
    ],
)
def test_a_worklists_name_says_of_which_city_it_is(region: str, name: str) -> None:
    assert worklist_office(Department.PUBLIC_SECURITY, region).name == f"{name}公安部门"


@each(
    "office_id",
    [
        "",
        "nobody",
        "worklist",
        "worklist-police-440100",
        "worklist-public_security-110000",
        "worklist-public_security",
        "office-police-440100",
        "office-public_security-110000",
        "office-public_security",
    ],
)
def test_an_id_of_no_office_is_none(offices: Offices, office_id: str) -> None:
    assert offices.by_id(office_id) is None


@each(
    "city, county, expected",
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
    found = load_offices(route("440000")).office(
        Department.HEALTHCARE_SECURITY, city="440100", county="440106"
    )

    assert found.id == "worklist-healthcare_security-440106"


@pytest.mark.parametrize("mode", ["worklist", "exchange"])
def test_an_office_without_a_system_has_a_mode_and_no_endpoint(mode: str) -> None:
    table = load_offices(route(mode=mode, endpoint=""))

    found = table.by_id("gz")

    assert found is not None
    assert (found.mode, found.endpoint) == (mode, "")


def test_one_office_may_serve_several_regions() -> None:
    table = load_offices(route("440100") + route("440300"))

    assert table.by_id("gz") == table.office(Department.PUBLIC_SECURITY, city="440300", county="440304")


@each(
    "text, told",
    [
        (route() + route(), "office 2: public_security 440100 重复"),
        (route(department="police"), "department"),
        (route("110000"), "region"),
        (route(endpoint="ftp://office.example/"), "endpoint"),
        (route(endpoint="https://"), "endpoint"),
        (route(colour="red"), "colour"),
        (route(mode="post"), "mode"),
        (route(mode="worklist"), "endpoint: 接口方式（api）必填"),
        (route(endpoint=""), "endpoint: 接口方式（api）必填"),
        (route(id="worklist-mobilization-440100"), "worklist-"),
        (route(id="office-mobilization-440100"), "office-"),
        (route(secret="mobilization"), "secret: 密钥名称"),
        (route(secret="form"), "secret: 密钥名称"),
        (route(mode="worklist", endpoint="", secret="public_security-gz"), "secret: 只有"),
        (route(endpoint="https://user:word@office.example/"), "endpoint: 地址中不能含有"),
        (route() + route("440300", name="另一机关"), "office 2: id gz 已用于另一机构"),
        ("[office]\nid = 'x'", r"\[\[office\]\]"),
        ("[[office]", "line 1"),
        ("[[ofice]]", "ofice|只能有"),
    ],
)
def test_a_faulty_table_is_refused_and_the_fault_named(text: str, told: str) -> None:
    with pytest.raises(BadRoutes, match=told):
        load_offices(text)


def test_a_faulty_table_is_told_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "offices-of-gz.toml").write_text("[[office]]\nmode = 1", "utf-8")

    with pytest.raises(BadRoutes, match=r"^offices-of-gz\.toml: office 1: "):
        read_offices(tmp_path / "offices-of-gz.toml")


def test_the_file_tells_what_it_has_for_exactly_one_region() -> None:
    table = load_offices(route("440100", secret="public_security-gz"))

    found = table.at(Department.PUBLIC_SECURITY, "440100")

    assert found is not None
    assert found.secret == "public_security-gz"
    assert table.at(Department.PUBLIC_SECURITY, "440106") is None
    assert table.places() == {(Department.PUBLIC_SECURITY, "440100")}


def test_the_shipped_routes_cover_the_province() -> None:
    offices = load_offices(ROUTES.read_text("utf-8"))

    for department in Department:
        found = offices.office(department, city="440100", county="440106")
        assert found.endpoint == f"http://127.0.0.1:8452/offices/{department.value}/items"
