from dataclasses import replace
from typing import Any

from functions.domain.case.access import Principal
from schemas.codes import Role
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.tokens import FakeTokens
from tests.support.world import APPLICANT, World

REPORT = "discharge_report"
PATH = "/v1/operator/ratings"
PEOPLE = {
    "soldier": APPLICANT,
    "operator": Principal("operator-1", Role.OPERATOR, "440100"),
    "far": Principal("operator-2", Role.OPERATOR, "440300"),
}


def rated() -> Api:
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check", REPORT)
    api = Api(replace(world.deps, tokens=FakeTokens(**PEOPLE)))
    body = {"item": REPORT, "level": "dissatisfied", "text": "等了太久", "tags": ["slow"]}
    given = api.post(
        f"/v1/cases/{case_id}/ratings", body, authorization="Bearer soldier", idempotency_key="key-0001"
    )
    assert given.status == 200, given.text
    return api


def listed(api: Api, query: str = "", who: str = "operator") -> Answer:
    return api.get(f"{PATH}{query}", authorization=f"Bearer {who}")


def test_an_operator_reads_what_was_rated_with_its_words_and_the_visit_that_it_owes() -> None:
    (one,) = listed(rated()).json["entries"]

    assert (one["item"], one["level"], one["text"]) == (REPORT, "dissatisfied", "等了太久")
    assert (one["department_text"], one["city_name"]) == ("退役军人事务", "广州市")
    assert (one["visit"], one["visit_text"]) == ("owed", "待回访")


@each(
    "query, found",
    [("?level=dissatisfied", 1), ("?level=satisfied", 0), ("?visit=overdue", 0), (f"?item={REPORT}", 1)],
)
def test_it_is_narrowed_by_what_is_asked(query: str, found: int) -> None:
    assert len(listed(rated(), query).json["entries"]) == found


@each(
    "query, who, status",
    [("?level=bad", "operator", 422), ("?city=440300", "operator", 404), ("", "soldier", 403)],
)
def test_what_cannot_be_asked_is_refused(query: str, who: str, status: int) -> None:
    assert listed(rated(), query, who).status == status


def test_another_citys_operator_reads_nothing_of_it() -> None:
    seen: Any = listed(rated(), who="far").json

    assert seen == {"entries": [], "cursor": None, "unreadable": []}
