"""Calls to an item's office as its page shows them."""

from datetime import timedelta

from functions.domain.case.deliveries import delivery, with_delivery
from functions.domain.case.item import CaseItem
from functions.pages.operator.views_calls import CALLS, call_rows
from tests.support import make
from tests.support.console import Console
from tests.support.world import World

OFFICE = "sandbox-veterans-affairs"
NEXT = make.NOW + timedelta(minutes=5)


def called(item: CaseItem, ms: int, *, error: str | None = None, said: str | None = None) -> CaseItem:
    ended = make.NOW + timedelta(milliseconds=ms)
    one = delivery(
        item,
        OFFICE,
        make.NOW,
        ended,
        key=f"{make.CASE_ID}/{item.code}/1",
        status=503 if error else 200,
        error=error,
        said=said,
        next_at=NEXT if error else None,
    )
    return with_delivery(item, one)


def test_each_call_is_told_with_its_attempt_its_time_its_answer_and_the_next() -> None:
    item = called(make.item(round=1), 2_300, error="DepartmentUnavailable", said="系统维护中")
    item = called(item, 120)

    taken, failed = call_rows(item, make.NOW, World().deps)

    assert len(CALLS) == len(failed)
    assert failed[1] == "分发"
    assert failed[3:7] == ("第 1 次", "2.3 秒", "部门系统没有应答（HTTP 503）", "系统维护中")
    assert failed[7].startswith("最迟")
    assert taken[3:] == ("第 2 次", "120 毫秒", "收下了（HTTP 200）", "", "")


def test_an_items_page_shows_how_its_office_was_called() -> None:
    desk = Console()

    words = desk.site().get(desk.item).words

    assert "送给办理机构的经过" in words
    assert "部门系统不接受所送的内容" in words.partition("送给办理机构的经过")[2].partition("可以做的")[0]
