import pytest

from functions.api.words import event_text
from functions.domain.case.case import Event
from schemas.codes import EventKind
from tests.support.make import CASE_ID, NOW


@pytest.mark.parametrize(
    ("error", "promised"), [("DepartmentUnavailable", "自动重试"), ("DepartmentRefusedPayload", "运行管理员")]
)
def test_a_dispatch_that_failed_says_who_does_what_about_it(error: str, promised: str) -> None:
    event = Event(CASE_ID, "key", NOW, EventKind.UNAVAILABLE, "discharge_report", detail={"error": error})

    text = event_text(event, "veterans_affairs")

    assert promised in text
    assert ("自动重试" in text) == (error == "DepartmentUnavailable")
