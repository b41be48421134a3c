from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.adapters.offices import load_offices
from functions.adapters.offices_set import SetOffices
from functions.adapters.recent import KEEP
from functions.domain.errors import StoreBusy
from functions.ports.case_store import Record
from functions.ports.offices import Office
from functions.ports.page import Page
from schemas.codes import Department
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock

POLICE = Department.PUBLIC_SECURITY
SET = {"name": "已设机关", "mode": "api", "endpoint": "https://set.example/items", "secret": None}
FILE = "".join(
    f"""
[[office]]
department = "public_security"
region = "{region}"
id = "file-{region}"
name = "文件机关"
endpoint = "https://file.example/items"
"""
    for region in ("440000", "440106")
)


class CountedStore(FakeCaseStore):
    lists = 0
    busy = False

    def records(self, kind: str, *, limit: int, cursor: str | None = None, after: str = "") -> Page[Record]:
        self.lists += 1
        if self.busy:
            raise StoreBusy
        # One record a page: what is set does not end with the first.
        return super().records(kind, limit=1, cursor=cursor, after=after)


class Town:
    def __init__(self) -> None:
        self.store, self.clock = CountedStore(), FakeClock()
        self.offices = SetOffices(load_offices(FILE), self.store, clock=self.clock, guarded=True)

    def put(self, region: str, route: dict[str, Any] | None) -> None:
        key = f"public_security-{region}"
        found = self.store.record("route", key) or Record("route", key, {})
        self.store.put(replace(found, body={"route": route}))

    def office(self, county: str = "440106") -> Office:
        return self.offices.office(POLICE, city="440100", county=county)


def test_what_is_set_is_seen_when_the_time_for_keeping_is_over() -> None:
    town = Town()
    before = town.office().id
    town.put("440106", SET)

    town.clock.advance(KEEP - timedelta(seconds=1))
    kept = town.office().id
    town.clock.advance(timedelta(seconds=1))
    after = town.office().id

    assert (before, kept, after) == ("file-440106", "file-440106", "office-public_security-440106")


def test_whoever_set_it_sees_it_at_once() -> None:
    town = Town()
    town.office()
    town.put("440106", SET)

    town.offices.forget()

    assert town.office().name == "已设机关"


def test_many_looks_within_the_time_read_the_store_once() -> None:
    town = Town()

    for _ in range(100):
        town.office()

    assert town.store.lists == 1


def test_a_clock_that_goes_back_keeps_nothing() -> None:
    town = Town()
    town.office()
    town.put("440106", SET)

    town.clock.advance(timedelta(days=-1))

    assert town.office().name == "已设机关"


@each(
    "region, county, expected",
    [
        ("440106", "440106", "office-public_security-440106"),
        ("440100", "440106", "file-440106"),
        ("440100", "440103", "office-public_security-440100"),
        ("440000", "440103", "office-public_security-440000"),
        ("440300", "440103", "file-440000"),
    ],
)
def test_the_narrowest_region_wins_and_what_is_set_over_the_file(
    region: str, county: str, expected: str
) -> None:
    town = Town()
    town.put("440301", SET)
    town.put(region, SET)

    assert town.office(county).id == expected


def test_whoever_keeps_the_id_of_an_office_that_was_taken_back_finds_what_serves_there() -> None:
    town = Town()
    town.put("440106", None)

    found = town.offices.by_id("office-public_security-440106")

    assert found is not None
    assert found.id == "file-440106"


def test_an_old_route_is_not_taken_for_the_present_one() -> None:
    town = Town()
    town.office()
    town.store.busy = True

    town.clock.advance(KEEP)

    with pytest.raises(StoreBusy):
        town.office()


def test_what_an_operator_set_is_guarded_where_the_platform_says_so() -> None:
    town = Town()
    town.put("440106", {**SET, "secret": "public_security-tianhe"})
    one_machine = SetOffices(load_offices(FILE), town.store, clock=town.clock, guarded=False)

    found = town.office()

    assert (found.guarded, found.secret) == (True, "public_security-tianhe")
    assert not one_machine.office(POLICE, city="440100", county="440106").guarded
    assert not town.office("440103").guarded


def test_what_an_operator_set_and_cannot_be_read_is_an_office_that_nobody_knows() -> None:
    town = Town()
    town.put("440106", {**SET, "secret": "public_security-th"})
    town.put("440103", SET)
    town.store.damage_record("route", "public_security-440106")

    here, elsewhere, around = (town.office(county) for county in ("440106", "440103", "440104"))

    assert (here.id, here.unreadable, here.endpoint, here.secret) == (
        "office-public_security-440106",
        True,
        "",
        None,
    )
    assert (elsewhere.name, around.id) == ("已设机关", "file-440000")
    assert town.offices.by_id(here.id) == here


def test_a_department_of_which_a_route_cannot_be_read_may_have_one_more_secret() -> None:
    town = Town()
    town.put("440106", SET)
    whole = town.offices.is_in_doubt(POLICE)
    town.store.damage_record("route", "public_security-440106")
    town.offices.forget()

    assert (whole, town.offices.is_in_doubt(POLICE)) == (False, True)
    assert not town.offices.is_in_doubt(Department.VETERANS_AFFAIRS)
