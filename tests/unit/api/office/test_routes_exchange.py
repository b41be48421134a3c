from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.tokens import FakeTokens
from tests.support.grounds import GROUNDS
from tests.support.offices_without_systems import (
    ANNE,
    FAR_AWAY,
    KEEPER,
    OPERATOR,
    RESERVE,
    answers_file,
    at_the_reserves,
    reply,
    without_systems,
)
from tests.support.world import APPLICANT, World

OFFICE = "mobilization-440106"


class Desk:
    """Everybody at one case of which the reserves' office behind the air gap has an item."""

    def __init__(self) -> None:
        self.world: World = without_systems()
        tokens = FakeTokens(keeper=KEEPER, anne=ANNE, far=FAR_AWAY, operator=OPERATOR, soldier=APPLICANT)
        self.world.deps = replace(self.world.deps, tokens=tokens)
        self.case_id, _ = at_the_reserves(self.world)
        self.api = Api(self.world.deps)

    def act(self, verb: str, body: object, *, who: str = "keeper", key: str = "key-0001") -> Answer:
        path = f"/v1/departments/mobilization/exchange/{verb}"
        return self.api.post(path, body, authorization=f"Bearer {who}", idempotency_key=key)

    def bring(self, sequence: int, *answers: dict[str, Any], **changes: Any) -> Answer:
        file = answers_file(self.world, OFFICE, sequence, list(answers)).model_dump()
        return self.act("import", {**file, **changes})

    def manifest(self, *items: dict[str, Any], signature: str = "mobilization") -> Answer:
        now = self.world.clock()
        body = {"office": OFFICE, "day": now.date().isoformat(), "items": list(items)}
        return self.api.post(
            "/v1/departments/mobilization/manifests",
            body,
            webhook_id="manifest-1",
            webhook_timestamp=str(int(now.timestamp())),
            webhook_signature=signature,
        )


def test_a_file_goes_out_and_its_answers_come_back_over_http() -> None:
    desk = Desk()

    out = desk.act("export", {"office": OFFICE})
    same = desk.act("export", {"office": OFFICE, "sequence": 1}, who="operator", key="key-0002")
    back = desk.bring(1, reply(desk.world, desk.case_id, "accepted"))

    assert (out.status, same.json) == (200, out.json)
    assert out.json["id"] == f"dispatches/{OFFICE}/1"
    assert (back.status, back.json) == (
        200,
        {"office": OFFICE, "sequence": 1, "applied": 1, "refused": []},
    )


def test_a_refused_file_says_which_lines_are_wrong() -> None:
    desk = Desk()
    good, bad = (
        reply(desk.world, desk.case_id, "received"),
        reply(desk.world, desk.case_id, "received", round=9),
    )

    answer = desk.bring(1, good, bad)

    assert (answer.status, answer.code) == (422, "file-refused")
    assert [entry["pointer"] for entry in answer.json["errors"]] == ["/content/answers/1"]
    assert desk.world.item(desk.case_id, RESERVE).status == "dispatched"


def test_replayed_disordered_and_tampered_files_are_refused() -> None:
    desk = Desk()
    received = reply(desk.world, desk.case_id, "received")
    desk.bring(1, received)

    replayed, disordered = desk.bring(1, received), desk.bring(3, received)
    tampered = desk.bring(2, received, signature="v1,AAAA")

    assert (replayed.status, replayed.code) == (409, "file-replayed")
    assert (disordered.status, disordered.code) == (409, "file-out-of-sequence")
    assert (tampered.status, tampered.code) == (422, "file-refused")


def test_a_file_of_more_than_a_megabyte_is_too_large() -> None:
    desk = Desk()

    answer = desk.act("import", {"content": "x" * 1024 * 1024})

    assert answer.status == 413


@pytest.mark.parametrize(
    "change",
    [{"timestamp": 10**30}, {"timestamp": -1}, {"timestamp": "1"}, {"id": "a b"}, {"signature": ""},
     {"content": 1}, {"content": "测试甲"}, {"more": 1}],
    ids=str,
)  # fmt: skip
def test_a_hostile_envelope_is_refused_without_a_500_and_without_its_value(change: dict[str, Any]) -> None:
    desk = Desk()

    answer = desk.bring(1, reply(desk.world, desk.case_id, "received"), **change)

    assert answer.status == 422
    assert "测试甲" not in answer.text


@each("who, status", [("anne", 404), ("far", 404), ("soldier", 403)])
def test_others_have_no_files(who: str, status: int) -> None:
    desk = Desk()

    assert desk.act("export", {"office": OFFICE}, who=who).status == status


def test_nothing_new_is_said_so() -> None:
    desk = Desk()
    desk.act("export", {"office": OFFICE})

    answer = desk.act("export", {"office": OFFICE}, key="key-0002")

    assert (answer.status, answer.code) == (409, "nothing-to-export")


def test_a_signed_manifest_is_compared_and_its_differences_told() -> None:
    desk = Desk()
    desk.act("export", {"office": OFFICE})
    desk.world.clock.advance(timedelta(days=1))

    forged = desk.manifest(signature="public_security")
    told = desk.manifest()
    again = desk.manifest()

    assert (forged.status, told.status) == (401, 200)
    assert told.json == again.json
    assert (told.json["compared"], told.json["total"]) == (1, 1)
    (difference,) = told.json["differences"]
    assert (difference["kind"], difference["ours"], difference["theirs"]) == (
        "missing_there",
        "dispatched",
        None,
    )
    assert desk.world.item(desk.case_id, RESERVE).status == "incident"


def test_a_manifest_line_twice_is_refused() -> None:
    desk = Desk()
    one = {"reference": "TY26112499999999X", "item": RESERVE, "round": 1, "status": "received"}

    answer = desk.manifest(one, one)

    assert (answer.status, answer.code) == (422, "invalid-body")


def test_staff_and_operators_see_what_we_believe() -> None:
    desk = Desk()
    path = f"/v1/departments/mobilization/manifests?office={OFFICE}"

    found = desk.api.get(path, authorization="Bearer operator").json
    other = desk.api.get(path, authorization="Bearer anne")

    (item,) = found["items"]
    assert (item["item"], item["status"], item["status_text"]) == (RESERVE, "dispatched", "已分发")
    assert other.status == 404


def test_a_file_with_a_refusal_that_tells_no_remedy_is_refused_line_by_line() -> None:
    desk = Desk()
    desk.act("export", {"office": OFFICE})

    bare = desk.bring(1, reply(desk.world, desk.case_id, "refused", reason="条件不符"))
    whole = desk.bring(1, reply(desk.world, desk.case_id, "refused", reason="条件不符", **GROUNDS))

    assert (bare.status, bare.code) == (422, "file-refused")
    assert "救济途径" in bare.text
    assert (whole.status, whole.json["applied"]) == (200, 1)
