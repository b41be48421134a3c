import json
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest

from functions.api.openapi import document
from functions.api.route import Deprecated
from tests.support.api_notes import DEPS, MARKER, ROUTES, api, posted, signed
from tests.support.client import Api


def test_a_valid_request_reaches_its_handler_parsed() -> None:
    answer = posted({"text": "好"}, idempotency_key="A_b-12345")

    assert answer.status == 202
    assert answer.headers["content-type"] == "application/json"
    assert answer.json == {"caller": "u-1", "key": "A_b-12345", "webhook_id": "", "limit": 0, "length": 1}


def test_every_answer_carries_headers_of_protection() -> None:
    for answer in (
        posted({"text": "x"}),
        posted(b"{"),
        api().get("/fail", fault="plain"),
        api().get("/open"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_without_a_token_the_answer_is_401_and_with_another_role_403() -> None:
    assert api().get("/notes").code == "missing-token"
    assert api().get("/notes", authorization="Bearer nobody").code == "bad-token"
    forbidden = api().get("/notes", authorization="Bearer operator")

    assert (forbidden.status, forbidden.code) == (403, "forbidden")


def test_a_public_route_has_no_caller_to_act_for() -> None:
    assert api().get("/open").code == "missing-token"


def test_an_authentic_webhook_hands_its_id_on() -> None:
    answer = signed("mobilization", b'{"text": "x"}', webhook_signature="good", webhook_id="m-1")

    assert (answer.status, answer.json["webhook_id"]) == (200, "m-1")


def test_a_signature_is_checked_before_anything_is_read() -> None:
    answer = signed("mobilization", b"\xff not json", content_type="text/plain", webhook_signature="bad")

    assert (answer.status, answer.code) == (401, "bad-signature")


def test_an_unknown_department_is_not_found() -> None:
    assert signed("tax", b"{}", webhook_signature="good").status == 404


def test_refused_signatures_are_reported_by_department() -> None:
    ours = api()

    ours.post("/departments/mobilization/notes", b"{}", webhook_signature=MARKER)

    [(message, fields)] = ours.reports
    assert (message, fields["department"], fields["code"]) == ("refused", "mobilization", "bad-signature")
    assert MARKER not in str(ours.reports)


def test_busy_is_503_and_says_when_to_come_back() -> None:
    answer = api().get("/fail", fault="busy")

    assert (answer.status, answer.code) == (503, "store-busy")
    assert "retry-after" in answer.headers


@pytest.mark.parametrize("fault", ["broken", "missing"])
def test_an_unexpected_error_is_a_500_with_an_id_that_the_log_has_too(fault: str) -> None:
    ours = api()

    answer = ours.get("/fail", fault=fault)

    [(_, fields)] = ours.reports
    assert (answer.status, answer.code) == (500, "internal-error")
    assert answer.json["instance"].endswith(fields["request_id"])
    assert "fail:" in fields["place"]
    assert MARKER not in answer.text + str(ours.reports)


def test_a_refusal_of_the_callers_is_not_reported() -> None:
    ours = api()

    answer = ours.get("/fail", fault="refused")

    assert answer.json["errors"] == [{"pointer": "/text", "detail": "请填写此项。"}]
    assert not ours.reports


def test_a_route_that_will_end_says_since_when_and_until_when_and_the_document_what_instead() -> None:
    ending = Deprecated(datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC), "/v2/notes")
    routes = (replace(ROUTES[0], deprecated=ending),)

    answer = Api(DEPS, routes).get("/notes", authorization="Bearer applicant")
    told = document(routes)["paths"]["/notes"]["get"]

    assert answer.headers["deprecation"] == "@1796083200"
    assert answer.headers["sunset"] == "Wed, 01 Dec 2027 00:00:00 GMT"
    assert told["deprecated"]
    assert "2027-12-01" in told["description"]
    assert "/v2/notes" in told["description"]


def test_a_wrong_method_is_a_problem_that_names_the_right_ones() -> None:
    answer = api().send("DELETE", "/notes", b"", {})

    assert (answer.status, answer.code) == (405, "method-not-allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "POST", "OPTIONS"}


def test_two_threads_of_one_app_never_see_each_others_request() -> None:
    ours, both, seen = api(), Barrier(2), {}

    def ask(role: str) -> None:
        both.wait(10)
        seen[role] = [ours.get("/notes", authorization=f"Bearer {role}").status for _ in range(100)]

    threads = [Thread(target=ask, args=(role,)) for role in ("applicant", "operator")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert seen == {"applicant": [200] * 100, "operator": [403] * 100}


def test_an_event_of_no_route_is_a_problem_too() -> None:
    answer = api().app({"requestContext": {}}, None)

    assert answer["statusCode"] == 500
    assert json.loads(answer["body"])["code"] == "internal-error"
