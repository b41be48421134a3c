"""已办结 over HTTP."""

from datetime import timedelta

import pytest

from tests.support.client import Answer
from tests.support.each import each
from tests.support.handovers import MOTHER, NAME
from tests.support.offices_without_systems import HOUSEHOLD
from tests.unit.api.office.test_routes_worklist import Desk

FINISHED = "/v1/departments/public_security/finished"


def asked(desk: Desk, query: str = "", who: str = "anne") -> Answer:
    return desk.api.get(f"{FINISHED}{query}", authorization=f"Bearer {who}")


def ended() -> Desk:
    desk = Desk()
    result = {"document": "居民户口簿", "number": "穗1号", "delivery": "window"}
    desk.world.answered(desk.case_id, HOUSEHOLD, "granted", result=result)
    return desk


@pytest.fixture
def desk() -> Desk:
    """For tests that only read."""
    return ended()


def test_what_has_ended_is_told_with_its_result_and_who_collected_it() -> None:
    desk = ended()
    desk.act("todos", {"kind": "fetch", "handover": MOTHER.model_dump(mode="json")})

    told = asked(desk).json

    (entry,) = told["entries"]
    assert (told["since"], told["until"], told["cursor"]) == ("2026-10-26", "2026-11-24", None)
    assert (entry["reference"], entry["outcome_text"]) == (
        desk.world.ledger(desk.case_id).case.reference,
        "办结",
    )
    assert (entry["person_name"], entry["result"]["number"]) == ("测试甲", "穗1号")
    assert (entry["collected"]["name"], entry["collected"]["mandate_text"]) == (NAME, "委托书")
    assert "fields" not in entry


def test_only_the_offices_own_staff_have_the_list() -> None:
    desk = ended()

    assert asked(desk, who="far").json["entries"] == []
    assert asked(desk, who="other").status == 404
    assert asked(desk, who="operator").status == 403
    assert asked(desk, who="soldier").status == 403


@each(
    "query, found",
    [
        ("?outcome=granted", 1),
        ("?outcome=refused", 0),
        ("?since=2026-11-24&until=2026-11-24", 1),
        ("?since=2026-11-25", 0),
        ("?until=2026-11-23", 0),
    ],
)
def test_the_list_is_narrowed_by_what_came_of_it_and_when(desk: Desk, query: str, found: int) -> None:
    assert len(asked(desk, query).json["entries"]) == found


def test_after_a_month_it_is_found_by_its_days_only() -> None:
    desk = ended()
    desk.world.clock.advance(timedelta(days=31))

    assert asked(desk).json["entries"] == []
    assert len(asked(desk, "?since=2026-11-01").json["entries"]) == 1


@each(
    "query, pointer, words",
    [
        ("?since=2026-12-01&until=2026-11-01", "/since", "起始日期不能晚于截止日期"),
        ("?since=soon", "/since", "日期"),
        ("?outcome=blue", "/outcome", "办结（granted）"),
        ("?month=1", "/month", "没有这个查询条件"),
    ],
)
def test_a_filter_that_cannot_be_is_told(desk: Desk, query: str, pointer: str, words: str) -> None:
    answer = asked(desk, query)

    assert answer.status == 422
    assert answer.json["errors"][0]["pointer"] == pointer
    assert words in answer.json["errors"][0]["detail"]
