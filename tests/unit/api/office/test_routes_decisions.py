from typing import Any

from functions.domain.case.item import SERVICE_CHECK
from tests.support.api_case import CASE, answer_body, dispatched_case, get, hear
from tests.support.client import Answer, Api
from tests.support.each import each

PATH = "/v1/departments/mobilization/transfers"


def hand_on(api: Api, reference: str, *, webhook_id: str = "t-1", **changes: Any) -> Answer:
    given = {
        "reference": reference,
        "item": SERVICE_CHECK,
        "round": 1,
        "region": "440300",
        "reason": "不属本辖区",
    }
    body = {name: value for name, value in {**given, **changes}.items() if value is not None}
    return api.post(PATH, body, webhook_id=webhook_id, webhook_signature="mobilization")


def test_a_signed_order_hands_the_item_on_and_its_first_office_is_told_409_from_then_on() -> None:
    api, _, reference = dispatched_case()

    done, again = (hand_on(api, reference) for _ in range(2))
    late = hear(api, answer_body(reference))

    assert (done.status, done.json["office"], done.json["round"]) == (200, "mobilization-440300", 2)
    assert again.json == done.json
    assert (late.status, late.code) == (409, "transferred-away")
    texts = [entry["text"] for entry in get(api, f"/v1/cases/{CASE}/events").json["entries"]]
    assert any("已移送本部门其他机构办理" in text and "不属本辖区" in text for text in texts)


@each(
    "changes, status, pointer",
    [
        ({"office": "mobilization-440300"}, 422, "/office"),
        ({"region": None}, 422, "/office"),
        ({"region": "44"}, 422, "/region"),
        ({"region": "449999"}, 422, "/region"),
        ({"reason": ""}, 422, "/reason"),
        ({"round": 0}, 422, "/round"),
        ({"round": 2}, 409, None),
        ({"item": "no_such_item"}, 404, None),
    ],
)
def test_what_is_wrong_is_told_and_nothing_moves(changes: Any, status: int, pointer: str | None) -> None:
    api, deps, reference = dispatched_case()
    before = deps.store.ledger(CASE)

    answer = hand_on(api, reference, **changes)

    assert answer.status == status
    assert pointer is None or [one["pointer"] for one in answer.json["errors"]] == [pointer]
    assert deps.store.ledger(CASE) == before


def test_another_departments_signature_moves_nothing() -> None:
    api, deps, reference = dispatched_case()
    before = deps.store.ledger(CASE)
    body = {
        "reference": reference,
        "item": SERVICE_CHECK,
        "round": 1,
        "region": "440300",
        "reason": "不属本辖区",
    }

    answer = api.post(PATH, body, webhook_id="t-1", webhook_signature="public_security")

    assert (answer.status, answer.code) == (401, "bad-signature")
    assert deps.store.ledger(CASE) == before
