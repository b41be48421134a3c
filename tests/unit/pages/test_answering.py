"""Pages of what something else than a page has refused."""

import pytest

from functions.domain.errors import LianbanError
from functions.domain.refusals import BodyTooLarge
from functions.pages.answering import problem_page
from functions.web.problems import MethodNotAllowed, RouteNotFound
from tests.support.fakes.clock import START


@pytest.mark.parametrize("refusal", [RouteNotFound, MethodNotAllowed])
def test_whoever_opens_what_is_no_page_is_sent_to_no_document_of_the_interface(
    refusal: type[LianbanError],
) -> None:
    problem = {
        "title": refusal.title,
        "detail": refusal.detail,
        "code": refusal.code,
        "status": 404,
        "instance": "urn:lianban:request:1",
    }

    body = str(problem_page(problem, START).body)

    assert "接口文档" not in body
    assert "从首页重新进入" in body
    assert refusal.code in body


def test_whoever_sends_too_much_reads_what_may_be_sent_and_nothing_of_bodies() -> None:
    refusal = BodyTooLarge.above(21_233_664)
    problem = {
        "title": refusal.title,
        "detail": refusal.detail,
        "code": refusal.code,
        "status": 413,
        "instance": "urn:lianban:request:1",
    }

    body = str(problem_page(problem, START).body)

    assert "请求体" not in body
    assert "上传的文件每个不超过 10 MB" in body
