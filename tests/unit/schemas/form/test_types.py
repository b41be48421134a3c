from typing import Any

import pytest
from pydantic import ValidationError

from schemas.plain_text import STORED
from schemas.problems import problems
from tests.support.samples import application, changed, parse


def told(**values: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        parse(changed(**values))
    ((_, detail),) = problems(caught.value)
    return detail


def test_a_form_is_read_in_one_spelling() -> None:
    read = application(
        person__name="阿卜来提•如则托合提",
        bank__holder="阿卜来提 ． 如则托合提",
        person__id_number=" 440106200301010010",
        person__phone="+86 100-0000-0001",
        bank__account="6200 0000 0000 0000 001",
    )

    assert read.bank
    assert (read.person.name, read.bank.holder) == ("阿卜来提·如则托合提",) * 2
    assert (read.person.id_number, read.person.phone) == ("440106200301010010", "10000000001")
    assert read.bank.account == "6200000000000000001"


def test_a_name_may_have_a_zero_and_the_newest_ideographs() -> None:
    name = "测〇\U000323b0\U0002ebf0"

    assert application(person__name=name, bank__holder=name).person.name == name


@pytest.mark.parametrize("name", ["·测试", "测试·", "测··试", "甲", "测试\uac00", "测试\ua000"])
def test_what_is_no_name_is_told_what_is_wanted(name: str) -> None:
    assert "例如" in told(person__name=name, bank=None, items=["discharge_report"])


def test_a_character_of_private_use_is_refused_with_a_hint() -> None:
    assert "标准字形" in told(person__name="测试\ue863", bank=None, items=["discharge_report"])


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"person__phone": "100000000012345"}, "十一位"),
        ({"person__id_number": "440106200301010010123"}, "十八位"),
        ({"bank__account": "6" * 25}, "12 至 19 位"),
    ],
)
def test_form_answers_before_length(values: dict[str, Any], wanted: str) -> None:
    assert wanted in told(**values)


@pytest.mark.parametrize("written", ["壮 族", "壮\u3000", " 壮族 "])
def test_a_people_is_read_without_blanks(written: str) -> None:
    assert parse(changed(person__ethnicity=written)).person.ethnicity == "壮族"


def test_what_is_stored_is_read_as_it_stands() -> None:
    old = application().model_dump(mode="json")
    old["person"]["name"] = old["bank"]["holder"] = "测试\ue863"

    read = type(application()).model_validate(old, strict=False, context=STORED)

    assert read.person.name == "测试\ue863"
