"""The list of an office."""

from dataclasses import replace
from datetime import date, timedelta

from functions.domain.case.access import Principal
from functions.domain.clock import shanghai_date
from schemas.codes import Role
from schemas.dates import date_text
from tests.support.fakes.damaged_places import damaged_world
from tests.support.make import CALENDAR
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import (
    ANNE,
    BELLA,
    FAR_AWAY,
    HOUSEHOLD,
    KEEPER,
    OPERATOR,
    at_the_police,
)
from tests.support.world import World
from tests.unit.pages.office.test_pages_answer import LISTED


def counts(desk: Desk, who: Principal = ANNE) -> dict[str, str]:
    opened = desk.site(who).get("/office")
    found = opened.soup.select("nav.tabs a")
    return dict(one.get_text().rpartition(" ")[::2] for one in found[:-1])


def test_a_new_item_stands_in_the_list_with_its_person_and_leads_to_its_page() -> None:
    desk = Desk()

    opened = desk.site().get("/office")

    assert opened.status == 200
    assert "测试甲 户口登记" in opened.words
    assert desk.reference in opened.words
    assert desk.site().get(opened.link("户口登记")).heading.startswith("户口登记")
    assert counts(desk) == {
        "全部在办": "1",
        "待领取": "1",
        "我的": "0",
        "临期": "0",
        "已过期限": "0",
        "等申请人": "0",
    }


def test_what_cannot_be_read_is_told_beside_the_others() -> None:
    world, store = damaged_world()
    desk = Desk(world)
    store.damaged_form, _ = at_the_police(desk.world)

    opened = desk.site().get("/office")

    assert opened.status == 200
    assert desk.reference in opened.words
    assert "有 1 个事项的记录暂时读不出，没有丢失" in opened.words


def test_what_i_claimed_is_mine_and_new_to_nobody() -> None:
    desk = Desk()
    desk.site().submit(desk.open(), action=f"{desk.address}/claim")

    assert (counts(desk)["待领取"], counts(desk)["我的"]) == ("0", "1")
    assert (counts(desk, BELLA)["待领取"], counts(desk, BELLA)["我的"]) == ("0", "0")
    assert "测试甲" in desk.site().get("/office?show=mine").words
    assert "您还没有领取事项" in desk.site(BELLA).get("/office?show=mine").words


def test_what_is_near_its_time_and_what_is_past_it_stand_apart() -> None:
    desk = Desk()
    due = desk.world.item(desk.case_id, HOUSEHOLD).clock.due_at
    assert due is not None
    wait = due - desk.world.clock()

    desk.world.clock.advance(wait - timedelta(days=1))
    near = counts(desk)
    desk.world.clock.advance(timedelta(days=2))
    late = counts(desk)

    assert (near["临期"], near["已过期限"]) == ("1", "0")
    assert (late["临期"], late["已过期限"]) == ("0", "1")


def test_what_waits_for_the_applicant_stands_there_and_is_nobody_s_to_do() -> None:
    desk = Desk()
    missing = [{"name": "退役证", "reason": "看不清"}]
    desk.world.answered(desk.case_id, HOUSEHOLD, "correction_requested", missing=missing)

    assert (counts(desk)["等申请人"], counts(desk)["待领取"], counts(desk)["全部在办"]) == ("1", "0", "1")


def test_an_item_in_hand_is_found_by_its_reference_from_the_list_that_it_stands_in() -> None:
    desk = Desk()
    site = desk.site()

    asked = site.get(site.get("/office").link("按办件编号查找"))
    found = site.submit(asked, {"reference": desk.reference}, action="/office/finished")

    assert "受理" in site.get(found.link("户口登记")).words


def test_a_finished_item_is_found_by_its_reference_however_it_is_written() -> None:
    desk = Desk()
    desk.world.answered(desk.case_id, HOUSEHOLD, "granted")
    site = desk.site()

    asked = site.get("/office/finished")
    found = site.submit(asked, {"reference": f" {desk.reference.lower()} "}, action="/office/finished")

    assert counts(desk)["全部在办"] == "0"
    assert "户口登记" in found.words
    assert "办结" in found.words
    assert "不再答复" in site.get(found.link("户口登记")).words


def test_the_pages_of_other_regions_and_departments_are_empty_and_those_of_other_roles_do_not_exist() -> None:
    desk = Desk()

    assert "目前没有在办事项" in desk.site(FAR_AWAY).get("/office").words
    assert "目前没有在办事项" in desk.site(KEEPER).get("/office").words
    assert desk.site(Principal("soldier", Role.APPLICANT)).get("/office").status == 404
    assert desk.site(Principal("clerk", Role.CLERK, "440106")).get("/office").status == 404


def test_nothing_is_said_to_be_there_no_more_where_all_that_is_cannot_be_read() -> None:
    world, store = damaged_world()
    desk = Desk(world)
    store.damaged_form = desk.case_id

    opened = desk.site().get("/office")

    assert "有 1 个事项的记录暂时读不出，没有丢失" in opened.words
    assert "目前没有在办事项" not in opened.words


def test_a_limit_that_ends_where_no_holidays_are_announced_is_told_as_provisional() -> None:
    world = World()
    world.deps = replace(world.deps, calendar=replace(CALENDAR, known_until=date(2026, 1, 1)))

    listed = [desk.site().get("/office").words for desk in (Desk(), Desk(world))]

    assert ["（暂定）" in words for words in listed] == [False, True]


def test_of_a_clock_that_stands_still_the_list_and_the_item_say_that_the_day_moves() -> None:
    desk = Desk().claimed()
    desk.world.answered(desk.case_id, HOUSEHOLD, "accepted")
    desk.world.answered(desk.case_id, HOUSEHOLD, "suspended", reason="要核查")

    listed, opened = desk.site().get("/office"), desk.open()

    assert "特别程序结束后顺延）" in listed.words
    assert "特别程序结束后顺延" in opened.words


def test_so_do_they_and_the_console_while_an_operator_has_to_look_at_it_besides() -> None:
    desk = Desk().claimed()
    desk.world.answered(desk.case_id, HOUSEHOLD, "accepted")
    desk.world.answered(desk.case_id, HOUSEHOLD, "suspended", reason="要核查")
    halted = desk.world.answered(desk.case_id, HOUSEHOLD, "problem", reason="系统打不开")
    assert halted.clock.due_at is not None
    desk.world.clock.advance(halted.clock.due_at - desk.world.clock.now + timedelta(days=1))

    listed, opened = desk.site().get("/office"), desk.open()
    console = desk.site(OPERATOR).get(f"/console/cases/{desk.case_id}/items/{HOUSEHOLD}")

    assert "特别程序结束后顺延）" in listed.words
    assert "已逾期" not in listed.words
    assert "特别程序结束后顺延" in opened.words
    assert "，特别程序结束后顺延）" in console.words


def test_of_what_waits_for_its_applicant_their_day_is_told_and_not_the_one_that_is_counted_anew() -> None:
    desk = Desk().claimed()
    desk.sent("correction_requested", LISTED)
    due = desk.world.item(desk.case_id, HOUSEHOLD).clock.due_at
    assert due is not None

    listed, opened = desk.site().get("/office"), desk.open()
    console = desk.site(OPERATOR).get(f"/console/cases/{desk.case_id}")

    assert "申请人最迟答复 2026年12月8日" in listed.words
    assert "补正以后，办理期限重新计算。" in opened.words
    assert "补正以后，办理期限重新计算。" in console.words
    assert [date_text(shanghai_date(due)) in page.words for page in (listed, opened, console)] == [False] * 3
