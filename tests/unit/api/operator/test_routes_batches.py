from typing import Any

import pytest

from functions.usecases.operator.batch_work import work
from tests.support.api_incident import REASON, Room
from tests.support.client import Answer
from tests.support.each import each

PATH = "/v1/operator/batches"
ORDER = {"filter": {"attention": "incident"}, "action": "abandon", "reason": REASON, "dry_run": True}


@pytest.fixture
def room() -> Room:
    """For tests that only read."""
    return Room()


def made(room: Room, who: str = "operator", **values: Any) -> Answer:
    return room.post(PATH, {**ORDER, **values}, who)


def stepped(room: Room, batch: Answer, verb: str, who: str = "operator") -> Answer:
    return room.post(f"{PATH}/{batch.json['id']}/{verb}", {"reason": REASON}, who, f"key-{verb}")


def test_a_batch_is_tried_started_and_followed() -> None:
    room = Room()

    batch = made(room)
    running = stepped(room, batch, "start")
    work(room.world.deps)
    after = room.get(f"{PATH}/{batch.json['id']}")

    assert (batch.status, batch.json["state"], batch.json["pending"]) == (200, "dry_run", 1)
    assert "未作任何更改" in batch.json["next_steps"]
    assert running.json["state"] == "running"
    assert (after.json["state"], after.json["done"], after.json["total"]) == ("finished", 1, 1)
    (entry,) = after.json["entries"]
    assert (entry["id"], entry["result"]) == (f"{room.case_id}.discharge_report", "done")
    assert [step["verb"] for step in after.json["steps"]] == ["start"]


def test_what_failed_or_was_skipped_says_why() -> None:
    room = Room()
    batch = made(room)
    room.resolve("retry")
    stepped(room, batch, "start")

    work(room.world.deps)

    (entry,) = room.get(f"{PATH}/{batch.json['id']}").json["entries"]
    assert (entry["result"], entry["code"], entry["text"]) == ("skipped", "item-changed", "事项已有变化")


def test_a_batch_is_stopped_and_resumed() -> None:
    room = Room()
    batch = made(room)
    stepped(room, batch, "start")

    states = [stepped(room, batch, verb).json["state"] for verb in ("stop", "resume")]

    assert states == ["stopped", "running"]
    again = room.post(f"{PATH}/{batch.json['id']}/start", {"reason": REASON}, key="another-key")
    assert (again.status, again.code) == (409, "act-out-of-place")


def test_a_batch_is_its_regions_and_no_clerks() -> None:
    room = Room()
    batch = made(room)

    far = [
        room.get(f"{PATH}/{batch.json['id']}", "far-operator"),
        stepped(room, batch, "start", "far-operator"),
    ]
    clerk = [made(room, "clerk"), stepped(room, batch, "stop", "clerk"), made(room, "soldier")]

    assert {(answer.status, answer.code) for answer in far} == {(404, "batch-not-found")}
    assert {answer.status for answer in clerk} == {403}
    assert made(room, "far-operator").json["total"] == 0


@each("batch_id", ["x", "0" * 31, "0" * 32, "Z" * 32, "..", "%00"])
def test_a_batch_that_is_not_there_is_not_found(room: Room, batch_id: str) -> None:
    assert room.get(f"{PATH}/{batch_id}").status == 404


HOSTILE: dict[str, tuple[dict[str, Any], str]] = {
    "a real run at once": ({"dry_run": False}, "/dry_run"),
    "no filter": ({"filter": {}}, "/filter/attention"),
    "unknown filter": ({"filter": {"attention": "incident", "all": True}}, "/filter/all"),
    "wrong city": ({"filter": {"attention": "incident", "city": "440106"}}, "/filter/city"),
    "settle": ({"action": "settle"}, "/action"),
    "reroute nowhere": ({"action": "reroute"}, "/office"),
    "an office for nothing": ({"office": "worklist"}, "/office"),
    "no reason": ({"reason": ""}, "/reason"),
    "dry run as text": ({"dry_run": "false"}, "/dry_run"),
}


@pytest.mark.slow
@each("name", HOSTILE)
def test_a_hostile_batch_names_the_wrong_field(name: str) -> None:
    values, pointer = HOSTILE[name]

    answer = made(Room(), **values)

    assert (answer.status, answer.code) == (422, "invalid-body")
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


def test_an_unknown_office_is_refused_before_anything_is_frozen() -> None:
    answer = made(Room(), action="reroute", office="nowhere")

    assert (answer.status, answer.code) == (422, "unknown-office")


def test_a_step_needs_its_reason() -> None:
    room = Room()
    batch = made(room)

    answer = room.post(f"{PATH}/{batch.json['id']}/start", {})

    assert (answer.status, answer.code) == (422, "invalid-body")


def test_batches_are_listed_without_their_items_to_operators_of_their_region() -> None:
    room = Room()
    batch = made(room)

    (line,) = room.get(PATH).json["entries"]

    assert line["id"] == batch.json["id"]
    assert "entries" not in line
    assert room.get(PATH, "far-operator").json == {"entries": [], "cursor": None, "unreadable": []}
