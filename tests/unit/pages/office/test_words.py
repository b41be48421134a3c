"""What offices read and press."""

from functions.pages.office.words import said_of
from schemas.codes import AnswerType
from tests.support.make import sent


def test_of_a_check_an_office_says_whether_it_passed_and_decides_on_nothing_that_was_applied_for() -> None:
    check, item = sent("service_check"), sent("discharge_report")

    assert [said_of(AnswerType.REFUSED, one).act for one in (check, item)] == ["核查不通过", "不予办理"]
    assert [said_of(AnswerType.GRANTED, one).done for one in (check, item)] == [
        "已登记核查通过。",
        "已登记办结。",
    ]
    assert "提出一次异议" in said_of(AnswerType.REFUSED, check).follows
    assert "决定书" not in said_of(AnswerType.REFUSED, check).follows
