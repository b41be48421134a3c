"""An item's page, and each act on it: its reason, the look before it, and once."""

from dataclasses import replace
from datetime import date, timedelta

from functions.domain.case.case import Change
from functions.domain.case.item import with_clock, with_desk
from schemas.codes import ItemStatus, Outcome
from tests.support.console import WHY, Console
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.incidents import FAR, REPORT, SECOND, stuck_case
from tests.support.make import CALENDAR
from tests.support.unseen import UNSEEN, told_of_unseen
from tests.support.world import World

GRANT = {"document": "报到记录", "number": "粤-0001", "delivery": "none", "why": WHY}


def decided() -> Console:
    desk = Console()
    form = desk.site().get(f"{desk.item}/acts/settle?outcome=granted")
    look = desk.site().submit(form, GRANT)
    desk.site().submit(look, action=f"{desk.item}/acts/settle")
    return desk


def test_it_is_sent_again_from_where_one_reads_why_it_waits() -> None:
    desk = Console()

    opened = desk.site().get(desk.case)
    done = desk.site().submit(opened, {"why": WHY}, action=f"{desk.item}/acts/retry")

    assert "的系统拒收所发的内容" in opened.words
    assert "做了以后" in opened.words
    assert "已记录，系统随即重新发出" in done.words
    assert WHY in done.words
    assert desk.world.item(desk.case_id, REPORT).status is ItemStatus.READY


def test_sent_twice_it_is_done_once() -> None:
    desk = Console()
    opened = desk.site().get(desk.item)

    for _ in range(2):
        done = desk.site().submit(opened, {"why": WHY}, action=f"{desk.item}/acts/retry")

    assert done.status == 200
    assert desk.world.kinds(desk.case_id).count("retried") == 1


def test_who_looked_at_what_another_operator_has_changed_since_is_told_and_nothing_is_done() -> None:
    desk = Console()
    seen = {act: desk.site(SECOND).get(f"{desk.item}/acts/{act}") for act in ("retry", "abandon")}
    quick = desk.site(SECOND).get(desk.item)
    desk.site().submit(desk.site().get(desk.item), {"why": WHY}, action=f"{desk.item}/acts/retry")

    late = [desk.site(SECOND).submit(page, {"why": WHY}) for page in seen.values()]
    late.append(desk.site(SECOND).submit(quick, {"why": WHY}, action=f"{desk.item}/acts/retry"))

    assert [one.status for one in late] == [409] * 3
    assert all("这个事项有了变化，刚才的操作没有做" in one.words for one in late)
    assert desk.world.kinds(desk.case_id).count("retried") == 1


def test_without_a_reason_nothing_is_done_and_the_page_says_so() -> None:
    desk = Console()
    opened = desk.site().get(f"{desk.item}/acts/retry")

    wrong = desk.site().submit(opened, {"why": "."})
    unseen = desk.site().submit(opened, {"why": UNSEEN})

    assert (wrong.status, wrong.errors) == (422, ["请写明理由，2 至 500 字，会留存在办理经过中。"])
    assert told_of_unseen(unseen)
    assert desk.world.item(desk.case_id, REPORT).status is ItemStatus.INCIDENT


def test_a_decision_is_looked_at_before_it_is_recorded() -> None:
    desk = Console()
    form = desk.site().get(f"{desk.item}/acts/settle")

    look = desk.site().submit(form, GRANT)
    still = desk.world.item(desk.case_id, REPORT).outcome
    done = desk.site().submit(look, action=f"{desk.item}/acts/settle")

    assert "报到记录" in look.words
    assert "做了以后" in look.words
    assert still is None
    assert "已登记，申请人可以看到结果。" in done.words
    assert desk.world.item(desk.case_id, REPORT).outcome is Outcome.GRANTED


def test_what_was_typed_comes_back_to_be_changed() -> None:
    desk = Console()
    look = desk.site().submit(desk.site().get(f"{desk.item}/acts/settle"), GRANT)

    again = desk.site().submit(look, action=f"{desk.item}/acts/settle/look")

    assert 'value="粤-0001"' in again.html


def test_what_is_wrong_with_a_decision_stands_at_its_field() -> None:
    desk = Console()
    form = desk.site().get(f"{desk.item}/acts/settle?outcome=refused")

    wrong = desk.site().submit(form, {"reason": "条件不符", "legal_basis": "按规定", "why": WHY})

    assert wrong.status == 422
    assert any("行政复议" in words for words in wrong.errors)


def test_it_is_sent_elsewhere() -> None:
    desk = Console()
    form = desk.site().get(f"{desk.item}/acts/reroute")

    empty = desk.site().submit(form, {"why": WHY})
    done = desk.site().submit(form, {"office": "worklist", "why": WHY})

    assert empty.errors == ["请选择改派到哪里。"]
    assert "下面所选的" in form.words
    assert "已改派" in done.words
    assert desk.world.item(desk.case_id, REPORT).dispatch.reroutes == 1


def test_an_outcome_is_corrected_by_two() -> None:
    desk = decided()
    form = desk.site().get(f"{desk.item}/acts/override?outcome=granted")
    look = desk.site().submit(form, {**GRANT, "number": "粤-0002"})
    proposed = desk.site().submit(look, action=f"{desk.item}/acts/override")

    own = desk.site().get(f"{desk.item}/acts/confirm")
    review = desk.site(SECOND).get(desk.item)
    seen = desk.site(SECOND).get(review.link("核对这项更正"))
    confirmed = desk.site(SECOND).submit(seen, {"why": WHY})

    assert "尚未生效" in proposed.words
    assert own.status == 409
    assert "粤-0002" in seen.words
    assert "已确认，更正生效。" in confirmed.words
    assert "粤-0002" in repr(desk.world.item(desk.case_id, REPORT).answer)


def proposed(desk: Console, number: str) -> None:
    form = desk.site().get(f"{desk.item}/acts/override?outcome=granted")
    look = desk.site().submit(form, {**GRANT, "number": number})
    desk.site().submit(look, action=f"{desk.item}/acts/override")


def test_what_was_ended_here_is_not_said_to_be_withdrawn() -> None:
    desk = Console()
    desk.site().submit(desk.site().get(f"{desk.item}/acts/abandon"), {"why": WHY})
    proposed(desk, "粤-0001")

    pages = (desk.site().get(desk.item).words, desk.site().get("/console/reviews").words)

    assert desk.world.item(desk.case_id, REPORT).outcome is Outcome.WITHDRAWN
    assert "→ 终止办理" in pages[0]
    assert "终止办理" in pages[1]
    assert "撤回" not in pages[1]


def test_another_proposal_than_the_one_looked_at_is_not_confirmed() -> None:
    desk = decided()
    proposed(desk, "粤-0002")
    seen = desk.site(SECOND).get(f"{desk.item}/acts/confirm")
    proposed(desk, "粤-0003")

    after = desk.site(SECOND).submit(seen, {"why": WHY})

    assert "待复核的更正" in after.words
    assert desk.world.item(desk.case_id, REPORT).desk.override is not None


def test_what_cannot_be_done_now_is_told_where_the_item_stands() -> None:
    desk = decided()

    late = desk.site().get(f"{desk.item}/acts/retry")

    assert late.status == 409
    assert "这项操作现在不能做" in late.words


def test_an_address_alone_says_nothing_was_done() -> None:
    desk = Console()

    assert "已终止办理。" not in desk.site().get(f"{desk.item}?done=abandon").words


@each("rest", ["", "/acts/retry", "/acts/nonsense"])
def test_another_citys_operator_finds_nothing(rest: str) -> None:
    desk = Console()

    assert desk.site(FAR).get(f"{desk.item}{rest}").status == 404


def _ends_next_year(world: World) -> str:
    world.deps = replace(world.deps, calendar=replace(CALENDAR, known_until=date(2026, 1, 1)))
    return stuck_case(world)


def test_a_limit_that_ends_where_no_holidays_are_announced_is_told_as_provisional() -> None:
    known, unknown = Console(), Console(plant=_ends_next_year)

    said = [
        (one.site().get(one.item).words, one.site().get(f"{one.item}/acts/reroute").words)
        for one in (known, unknown)
    ]

    assert ["暂定" in words for words in said[0]] == [False, False]
    assert "暂定：次年节假日安排尚未公布）" in said[1][0]
    assert "（暂定）" in said[1][1]


def _deemed_accepted(world: World) -> str:
    case_id = stuck_case(world)
    item = with_clock(world.item(case_id, REPORT), deemed_accepted=True)
    world.store.commit(Change(items=(replace(item, status=ItemStatus.ACCEPTED),)))
    return case_id


def test_what_only_counts_as_accepted_is_not_told_to_operators_as_accepted() -> None:
    desk = Console(plant=_deemed_accepted)

    opened = desk.site().get(desk.item)
    look = desk.site().get(f"{desk.item}/acts/abandon")

    for page in (opened, look):
        assert "办理中（逾期未告知，按视为受理计算）" in page.words
        assert "目前 已受理" not in page.words


def _overdue(world: World) -> str:
    case_id = stuck_case(world)
    late = with_clock(world.item(case_id, REPORT), overdue_since=START, due_at=START)
    sent = replace(with_desk(late, incident=None), status=ItemStatus.DISPATCHED, since=START + timedelta(1))
    world.store.commit(Change(items=(sent,)))
    return case_id


def test_since_when_it_needs_somebody_is_not_told_as_since_when_it_is_what_it_is() -> None:
    desk = Console(plant=_overdue)
    desk.world.clock.advance(timedelta(days=2))

    opened = desk.site().get(desk.item)

    assert "目前 已分发" in opened.words
    assert "从何时起需要处理 11月24日 09:00" in opened.words
