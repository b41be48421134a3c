import json
from typing import Any

import pytest

from schemas.national.export import TABLES
from tests.support.api_incident import Room
from tests.support.client import Answer
from tests.support.each import each
from tests.support.incidents import REPORT

EXPORTS = "/v1/operator/exports"


def ask(room: Room, who: str = "operator", **fields: Any) -> Answer:
    return room.post(EXPORTS, {"reason": "每日汇聚", **fields}, who)


def test_an_export_is_json_lines_with_the_place_where_to_go_on() -> None:
    room = Room()
    room.world.answered(room.case_id, REPORT, "received")

    answer = ask(room)

    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert {row["table"] for row in rows} <= set(TABLES)
    assert (answer.headers["lianban-more"], rows[0]["cd_batch"]) == ("false", answer.headers["lianban-batch"])
    assert ask(room, cursor=answer.headers["lianban-cursor"]).text == ""


@pytest.mark.slow
def test_an_answer_holds_no_more_cases_than_a_lambda_may_answer_with() -> None:
    """A hundred whole ones are 7.8 MB there, of six."""
    room = Room()
    for _ in range(50):
        room.world.submitted("household_registration")

    first = ask(room, limit=100)
    [audit] = room.get(EXPORTS).json["entries"]
    rest = ask(room, limit=100, cursor=first.headers["lianban-cursor"])

    assert (first.headers["lianban-more"], audit["cases"]) == ("true", 50)
    assert rest.headers["lianban-more"] == "false"


def test_personal_values_are_masked_unless_asked_for_and_both_are_kept() -> None:
    room = Room()
    room.world.answered(room.case_id, REPORT, "accepted")

    masked, plain = ask(room).text, ask(room, unmasked=True).text
    kept = room.get(EXPORTS).json["entries"]

    assert "测试甲" not in masked
    assert "测试甲" in plain
    assert [(one["by"], one["reason"], one["unmasked"]) for one in kept] == [
        ("operator", "每日汇聚", False),
        ("operator", "每日汇聚", True),
    ]


@each(
    "fields, status, code",
    [
        ({"cursor": "nowhere"}, 422, "bad-cursor"),
        ({"reason": ""}, 422, "invalid-body"),
        ({"limit": 1000}, 422, "invalid-body"),
    ],
)
def test_an_export_without_a_reason_or_with_a_wrong_place_is_refused(
    fields: dict[str, Any], status: int, code: str
) -> None:
    answer = ask(Room(), **fields)

    assert (answer.status, answer.code) == (status, code)


def test_only_operators_export_and_only_the_provinces_see_who_did() -> None:
    room = Room()

    assert ask(room, "soldier").status == 403
    assert ask(room, "far-operator").text == ""
    assert room.get(EXPORTS, "far-operator").status == 403
