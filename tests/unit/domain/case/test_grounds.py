from functions.domain.case.grounds import (
    NO_BASIS,
    NO_REMEDY,
    basis_text,
    remedies_of,
    remedy_text,
    remedy_told,
)
from tests.support.grounds import GROUNDS
from tests.support.make import answer

WHOLE = answer("refused", **GROUNDS)


def test_a_remedy_says_where_to_turn_and_until_when() -> None:
    assert remedy_text(WHOLE) == (
        "不服本决定的，可以自收到本决定之日起60日内向广州市天河区人民政府申请行政复议，"
        "也可以自收到本决定之日起6个月内向广州铁路运输法院提起行政诉讼。"
    )
    assert basis_text(WHOLE) == "依据：《退役军人安置条例》第二十三条。"


def test_what_was_not_told_is_said_to_be_untold() -> None:
    bare = answer("not_accepted")

    assert (basis_text(bare), remedy_text(bare)) == (NO_BASIS, NO_REMEDY)
    assert "未载明" in NO_BASIS
    assert "未载明" in NO_REMEDY
    assert remedies_of(bare) == ()


def test_an_older_remedy_stands_as_the_office_wrote_it() -> None:
    older = answer("refused", remedy="六十日内可申请复议")

    assert remedy_told(older) == "六十日内可申请复议"
    assert remedy_text(older) == "六十日内可申请复议。"


def test_no_answer_tells_nothing() -> None:
    assert remedy_told(None) is None
    assert remedy_text(None) == NO_REMEDY


def test_what_is_no_administrative_decision_can_be_reviewed() -> None:
    way = {"way": "review", "body": "广州市天河区人民武装部", "term": {"value": 15, "unit": "natural_day"}}
    checked = answer("refused", "service_check", legal_basis="《兵役登记工作规定》", remedy=[way])

    assert (
        remedy_text(checked) == "不服本决定的，可以自收到本决定之日起15日内向广州市天河区人民武装部申请复核。"
    )
