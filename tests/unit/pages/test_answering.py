"""Pages of what something else than a page has refused."""

import pytest

from functions.domain.errors import LianbanError
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
