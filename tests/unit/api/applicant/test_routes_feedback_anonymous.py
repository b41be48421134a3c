"""Feedback without signing in: sent, answered by the city's operator, read with the code alone."""

from tests.support.api_deps import house
from tests.support.client import Api

FEEDBACK = {"city": "440100", "kind": "question", "text": "窗口几点开门？"}
KEY = "0b9f6c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b"
OPERATOR = "Bearer operator"


def test_it_is_sent_answered_and_read_with_the_code() -> None:
    api = Api(house())
    sent = api.post("/v1/anonymous-feedback", FEEDBACK, idempotency_key=KEY).json
    (listed,) = api.get("/v1/operator/feedback", authorization=OPERATOR).json["entries"]
    path = f"/v1/operator/feedback/{sent['id']}/replies"
    api.post(path, {"answer": "工作日九点开门"}, authorization=OPERATOR, idempotency_key="reply-0001")

    read = api.post("/v1/anonymous-feedback/lookups", {"code": sent["code"].lower()})

    assert (listed["role"], listed["role_text"]) == (None, "没有登录")
    assert (read.status, read.json["answers"][0]["text"]) == (200, "工作日九点开门")
    assert api.get(f"/v1/feedback/{sent['id']}", authorization="Bearer soldier").status == 404
    assert sent["code"] not in str(api.reports)


def test_what_is_no_code_is_told_what_one_looks_like() -> None:
    refused = Api(house()).post("/v1/anonymous-feedback/lookups", {"code": "abc"})

    assert refused.status == 422
    assert "十六位查询码" in refused.json["errors"][0]["detail"]
