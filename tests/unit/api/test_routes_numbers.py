"""Numbers over HTTP: what the province reads, what a city reads, the file, and a recount."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.numbers.figures import COUNTED
from functions.usecases.numbers.kept import month_in, put_month
from schemas.codes import Role
from tests.support.client import Answer, Api
from tests.support.counted import CITY, closed_case, counted_on
from tests.support.each import each
from tests.support.fakes.tokens import FakeTokens
from tests.support.world import APPLICANT, World

PATH = "/v1/operator/numbers"
REPORT = "discharge_report"
PEOPLE = {
    "soldier": APPLICANT,
    "clerk": Principal("clerk-1", Role.CLERK, "440106"),
    "province": Principal("operator-1", Role.OPERATOR, "440000"),
    "city": Principal("operator-2", Role.OPERATOR, "440100"),
    "county": Principal("operator-3", Role.OPERATOR, "440106"),
    "far": Principal("operator-4", Role.OPERATOR, "440300"),
}


def counted(*kinds: str) -> tuple[World, Api]:
    world = World()
    for kind in kinds:
        closed_case(world, kind)
    counted_on(world)
    return world, Api(replace(world.deps, tokens=FakeTokens(**PEOPLE)))


def read(api: Api, query: str = "", who: str = "province", path: str = PATH) -> Answer:
    return api.get(f"{path}{query}", authorization=f"Bearer {who}")


def row(answer: Answer, code: str = REPORT) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in answer.json["rows"] if one["row"] == code)
    return found


def test_the_province_reads_the_numbers_with_what_each_counts() -> None:
    _, api = counted("granted", "granted", "refused")
    found = read(api)

    assert (row(found)["population"], row(found)["values"]["granted"], row(found)["values"]["refused"]) == (
        3,
        2,
        1,
    )
    assert row(found, "case")["row_name"] == "整件"
    assert found.json["hidden_below"] is None
    assert {one["code"] for one in found.json["figures"]} == set(COUNTED)


@pytest.mark.slow
def test_a_city_reads_no_small_number_of_its_own() -> None:
    _, api = counted(*["granted"] * 9, "refused")
    found = read(api, who="city")

    assert found.json["hidden_below"] == 5
    assert (row(found)["population"], row(found)["values"]["refused"]) == (10, None)
    assert row(found)["values"]["granted"] is None
    assert row(found)["values"]["lapsed"] == 0


@pytest.mark.slow
@each("each, key", [("month", "month"), ("city", "city"), ("cell", "month")])
def test_a_row_is_one_month_or_one_city_where_that_is_asked(each: str, key: str) -> None:
    _, api = counted("granted")
    found = row(read(api, f"?each={each}&row={REPORT}"))

    assert found[key] == {"month": "2026-11", "city": CITY}[key]


def test_nobody_reads_another_region() -> None:
    _, api = counted("granted")

    assert read(api, who="far").json["rows"] == []
    assert read(api, f"?city={CITY}", who="far").code == "city-not-found"
    assert {read(api, who=who).status for who in ("soldier", "clerk")} == {403}


@each(
    "query, field",
    [
        ("?first=2026-13", "/first"),
        ("?first=2026-11&last=2026-10", "/last"),
        ("?first=2020-01&last=2026-10", "/last"),
        ("?first=2001-01", "/first"),
        ("?each=day", "/each"),
    ],
)
def test_a_span_that_is_none_is_refused_by_name(query: str, field: str) -> None:
    _, api = counted()
    found = read(api, query)

    assert found.status == 422 or found.status == 400
    assert field in {one["pointer"] for one in found.json["errors"]}


def test_rows_come_page_by_page() -> None:
    _, api = counted("granted")
    first = read(api, "?limit=1")
    rest = read(api, f"?limit=100&cursor={first.json['cursor']}")

    assert len(first.json["rows"]) == 1
    assert {one["row"] for one in rest.json["rows"]} == {"service_check", REPORT, "case"} - {
        first.json["rows"][0]["row"]
    }
    assert read(api, "?cursor=nowhere").code == "bad-cursor"


def test_the_file_opens_in_a_spreadsheet_and_says_what_each_figure_counts() -> None:
    _, api = counted("granted")
    found = read(api, "?each=cell", path=f"{PATH}/csv")

    assert found.body.startswith(b"\xef\xbb\xbf")
    assert found.headers["content-type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(found.text.removeprefix("\ufeff"))))
    assert lines[0][:4] == ["地市", "月份", "事项", "总数"]
    assert ["广州市", "2026-11", "整件", "1"] in [line[:4] for line in lines]
    assert sum(len(line) == 3 for line in lines) == len(COUNTED)


def test_an_operator_orders_a_recount_of_their_city_and_the_province_reads_what_differed() -> None:
    world, api = counted("granted")
    month = month_in(CITY, "2026-11", world.deps)
    assert month is not None
    month.rows[REPORT]["granted"] += 1
    put_month(month, world.deps)

    body = {"city": CITY, "reason": "季度核对"}
    given = api.post(f"{PATH}/recounts", body, authorization="Bearer city", idempotency_key="key-0001")
    counted_on(world)

    assert (given.status, given.json["wanted_by"]) == (202, "operator-2")
    (told,) = [one for one in read(api, path=f"{PATH}/recounts").json["cities"] if one["city"] == CITY]
    assert (told["differing"], told["wanted_by"], told["reason"]) == (1, None, "季度核对")
    assert told["differences"][0]["kept"] == told["differences"][0]["found"] + 1
    (own,) = read(api, who="city", path=f"{PATH}/recounts").json["cities"]
    assert (own["differing"], own["differences"]) == (1, [])


def test_a_countys_operator_orders_no_recount_of_the_city() -> None:
    _, api = counted()
    given = api.post(
        f"{PATH}/recounts",
        {"city": CITY, "reason": "核对"},
        authorization="Bearer county",
        idempotency_key="key-0001",
    )

    assert given.code == "city-not-found"
