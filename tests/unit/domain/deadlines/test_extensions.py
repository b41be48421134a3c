from typing import Any

import pytest

from functions.domain.case.item import CaseItem, with_clock
from functions.domain.case.parts import ClockWord, Limit
from functions.domain.case.refusals import ExtensionNotAllowed
from functions.domain.deadlines.extensions import check_extension
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.figures import Unit
from schemas.codes import AnswerType, Department
from tests.support import make
from tests.support.make import NOW, answer

EDITION = load_edition(CURRENT)
NATURAL = {"working_days": None}


def item(code: str, **changes: Any) -> CaseItem:
    return make.sent(code, department=Department.PUBLIC_SECURITY, **changes)


def refused(one: CaseItem, **fields: Any) -> tuple[str, str]:
    with pytest.raises(ExtensionNotAllowed) as refusal:
        allowed(one, **fields)
    (problem,) = refusal.value.problems
    return problem.pointer, problem.detail


def allowed(one: CaseItem, **fields: Any) -> None:
    check_extension(one, answer("extended", one.code, **fields), EDITION.item(one.code).extension)


def test_the_licence_is_extended_by_ten_working_days_at_most() -> None:
    allowed(item("driving_licence"), working_days=10)

    pointer, detail = refused(item("driving_licence"), working_days=11)

    assert pointer == "/working_days"
    assert "行政许可法" in detail
    assert "10 个工作日" in detail


def test_another_unit_is_told_the_items_own() -> None:
    pointer, detail = refused(item("driving_licence"), working_days=None, natural_days=5)

    assert pointer == "/natural_days"
    assert detail.startswith("该事项按工作日延长。")


def test_several_extensions_count_in_sum() -> None:
    told = with_clock(
        item("driving_licence"), words=(ClockWord(AnswerType.EXTENDED, NOW, 6),), extended_before=2
    )
    later = "2026-11-25T02:00:00Z"

    allowed(told, working_days=2, at=later)

    assert "还可以延长 2 个工作日" in refused(told, working_days=3, at=later)[1]


def test_the_same_word_again_is_no_second_extension() -> None:
    told = with_clock(item("driving_licence"), words=(ClockWord(AnswerType.EXTENDED, NOW, 10),))

    allowed(told, working_days=10)


def test_an_identity_card_only_in_natural_days_and_only_where_the_law_gives_it() -> None:
    card = item("identity_card")

    allowed(card, **NATURAL, natural_days=30, basis="交通不便的地区（居民身份证法第十二条）")

    assert refused(card, working_days=5)[0] == "/working_days"
    assert refused(card, **NATURAL, natural_days=31, basis="交通不便")[0] == "/natural_days"
    assert "交通不便的地区" in refused(card, **NATURAL, natural_days=5)[1]


def test_where_nobody_has_said_how_long_the_basis_is_named_and_the_items_own_limit_bounds_it() -> None:
    one_day = item("social_insurance", limit=Limit(10, Unit.WORKING_DAY))

    allowed(one_day, working_days=10, basis="社会保险经办条例")

    assert refused(one_day, working_days=5)[0] == "/basis"
    assert "待核定" in refused(one_day, working_days=11, basis="社会保险经办条例")[1]
    assert refused(item("discharge_report"), working_days=21, basis="规定")[0] == "/working_days"


def test_what_is_said_of_another_round_or_of_an_item_that_ended_is_not_judged() -> None:
    allowed(make.done("driving_licence"), working_days=30)
    allowed(item("driving_licence", round=2, sent_round=2), working_days=30)
