from dataclasses import replace

import pytest

from functions.domain.case.case import Event
from functions.domain.case.item import with_bounds, with_clock
from functions.domain.case.parts import Limit
from functions.shapes.words import deemed_text, event_text, status_text
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.figures import Unit
from schemas.codes import AnswerType, EventKind, ItemStatus
from tests.support.each import each
from tests.support.make import CASE_ID, NOW, sent

EDITION = load_edition(CURRENT)
OTHERS = [item.code for item in EDITION.items if item.code != "driving_licence"]


def event(kind: EventKind, code: str, **detail: str) -> Event:
    return Event(CASE_ID, "key", NOW, kind, code, detail=detail)


@pytest.mark.parametrize(
    ("error", "promised"), [("DepartmentUnavailable", "自动重试"), ("DepartmentRefusedPayload", "运行管理员")]
)
def test_a_dispatch_that_failed_says_who_does_what_about_it(error: str, promised: str) -> None:
    failed = event(EventKind.UNAVAILABLE, "discharge_report", error=error)

    text = event_text(failed, sent(), EDITION)

    assert promised in text
    assert ("自动重试" in text) == (error == "DepartmentUnavailable")


@each(
    "code, said, told",
    [
        ("service_check", "refused", "核查没有通过。"),
        ("service_check", "granted", "核查通过。"),
        ("service_check", "received", "已收件。"),
        ("identity_card", "refused", "决定不予办理。"),
        ("identity_card", "granted", "已办结。"),
        ("identity_card", "heard_of_later", "已答复。"),
    ],
)
def test_of_a_check_the_history_says_what_came_of_it_and_of_no_decision(
    code: str, said: str, told: str
) -> None:
    answered = Event(CASE_ID, "key", NOW, EventKind.ANSWERED, code, detail={"answer": {"type": said}})

    assert event_text(answered, sent("driving_licence"), EDITION).endswith(told)


@each("kind", AnswerType)
def test_whatever_a_department_answers_has_its_sentence(kind: AnswerType) -> None:
    told = replace(event(EventKind.ANSWERED, "discharge_report"), detail={"answer": {"type": kind.value}})

    text = event_text(told, sent(), EDITION)

    assert text.startswith("退役军人事务部门")
    assert "已答复" not in text


def test_a_licence_that_nobody_said_anything_of_is_accepted_by_law() -> None:
    deemed = with_clock(sent("driving_licence", status=ItemStatus.ACCEPTED), deemed_accepted=True)

    text = event_text(event(EventKind.DEEMED_ACCEPTED, deemed.code), deemed, EDITION)

    assert "依照《中华人民共和国行政许可法》第三十二条，自收件之日起即为受理" in text
    assert status_text(deemed, EDITION) == "已受理（逾期未告知，视为受理）"
    assert deemed_text(deemed, EDITION) == text


@each("code", OTHERS)
def test_no_law_is_claimed_of_the_other_items(code: str) -> None:
    deemed = with_clock(sent(code, status=ItemStatus.ACCEPTED), deemed_accepted=True)

    text = event_text(event(EventKind.DEEMED_ACCEPTED, code), deemed, EDITION)

    assert "依法" not in text
    assert "依照" not in text
    assert "参照《中华人民共和国行政许可法》第三十二条" in text
    assert "不是法定期限" in text
    assert not status_text(deemed, EDITION).startswith("已受理")


def test_what_was_not_deemed_accepted_says_nothing_of_it() -> None:
    assert deemed_text(sent(), EDITION) is None


def test_past_our_own_bound_an_item_is_not_told_as_past_a_limit() -> None:
    watched = sent()
    limited = with_bounds(watched, limit=Limit(10, Unit.WORKING_DAY))
    late = event(EventKind.OVERDUE, watched.code)

    assert event_text(late, watched, EDITION) == "已超过本系统的关注期限（非法定），系统将向部门催办。"
    assert event_text(late, limited, EDITION) == "已超过办理期限，系统将向部门催办。"
