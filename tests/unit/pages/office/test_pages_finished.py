"""已办结, by period, by result and by reference."""

from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from schemas.codes import Role
from tests.support.each import each
from tests.support.fakes.damaged_places import damaged_world
from tests.support.grounds import GROUNDS
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import ANNE, FAR_AWAY, HOUSEHOLD, KEEPER, OTHERS, at_the_police

FINISHED = "/office/finished"


def ended(desk: Desk | None = None) -> Desk:
    desk = desk or Desk()
    desk.world.answered(desk.case_id, HOUSEHOLD, "granted")
    return desk


def test_what_the_office_has_finished_in_the_last_thirty_days_is_listed() -> None:
    desk = ended()

    shown = desk.site().get(desk.site().get("/office").link("已办结"))

    assert "2026年10月26日至2026年11月24日有结果的事项 测试甲 户口登记" in shown.words
    assert desk.reference in shown.words
    assert "今天 09:00（11月24日）有结果 办结" in shown.words
    opened = desk.site().get(shown.link("户口登记"))
    assert "不再答复" in opened.words
    assert opened.link("已办结的事项") == FINISHED
    desk.world.clock.advance(timedelta(days=31))
    assert "这段时间里没有已有结果的事项" in desk.site().get(FINISHED).words


def test_an_earlier_time_is_asked_for_with_the_days_in_the_address() -> None:
    desk = ended()
    desk.world.clock.advance(timedelta(days=90))
    site = desk.site()
    days = {
        "since.year": "2026",
        "since.month": "11",
        "since.day": "1",
        "until.year": "2026",
        "until.month": "11",
        "until.day": "30",
    }

    form = site.get(FINISHED)
    address = f"{FINISHED}?" + "&".join(f"{name}={value}" for name, value in days.items())
    shown = site.get(address)
    other = site.get(f"{FINISHED}?since=2026-11-01&until=2026-11-30&outcome=refused")

    assert form.soup.select_one("details") is not None
    assert not form.soup.select("details[open]")
    assert "户口登记" in shown.words
    assert shown.soup.select("details[open]")
    assert "只看“不予办理”" in other.words
    assert "户口登记" not in other.words
    assert site.get(other.link("回到最近三十天")).status == 200


def test_a_refusal_is_told_by_what_came_of_it() -> None:
    desk = Desk()
    desk.world.answered(desk.case_id, HOUSEHOLD, "refused", reason="条件不符", **GROUNDS)

    assert "不予办理" in desk.site().get(FINISHED).words


@pytest.mark.slow
def test_page_after_page_nothing_is_left_out_and_nothing_comes_twice() -> None:
    desk = ended()
    for _ in range(24):
        desk.world.clock.advance(timedelta(minutes=1))
        case_id, _place = at_the_police(desk.world)
        desk.world.answered(case_id, HOUSEHOLD, "granted")
    site = desk.site()

    first = site.get(FINISHED)
    desk.world.clock.advance(timedelta(days=1))
    second = desk.site().get(first.link("下一页"))

    links = [one["href"] for page in (first, second) for one in page.soup.select("ul.tasks a")]
    assert (len(links), len(set(links))) == (25, 25)
    assert "下一页" not in second.words


@each(
    "query, said",
    [
        ("since=2026-12-01&until=2026-11-01", "起始日期不能晚于截止日期，请改正。"),
        ("since.year=2026&since.month=13&since.day=1", "日期"),
        ("outcome=blue", "请从给出的选项中选择"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(query: str, said: str) -> None:
    shown = ended().site().get(f"{FINISHED}?{query}")

    assert shown.status == 422
    (error,) = shown.errors
    assert said in error
    assert shown.soup.select("details[open]")


@each("given, who", [("12", ANNE), ("TY0000000000000AA", ANNE), ("", FAR_AWAY), ("", OTHERS)])
def test_what_is_not_found_is_told_at_the_field(given: str, who: Principal) -> None:
    desk = ended()

    found = desk.site(who).get(f"{FINISHED}?reference={given or desk.reference}")

    assert found.errors
    assert found.title.startswith("错误：")
    assert "户口登记" not in found.words


def test_other_regions_and_departments_have_nothing_of_it_and_other_roles_no_such_page() -> None:
    desk = ended()

    for who in (FAR_AWAY, KEEPER, OTHERS):
        assert "户口登记" not in desk.site(who).get(FINISHED).words
    assert desk.site(Principal("soldier", Role.APPLICANT)).get(FINISHED).status == 404
    assert desk.site(Principal("clerk", Role.CLERK, "440106")).get(FINISHED).status == 404


def test_nothing_is_said_to_have_no_outcome_where_all_that_has_cannot_be_read() -> None:
    world, store = damaged_world()
    desk = ended(Desk(world))
    store.damaged_form = desk.case_id

    shown = desk.site().get(FINISHED)

    assert "有 1 个事项的记录暂时读不出" in shown.words
    assert "没有已有结果的事项" not in shown.words
