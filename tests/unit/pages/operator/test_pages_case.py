"""One case on one page."""

from dataclasses import replace

import pytest

from tests.support.console import WHY, Console
from tests.support.counted import closed_case
from tests.support.fakes.executions import SilentEngine
from tests.support.incidents import FAR


def test_a_case_shows_its_items_what_they_wait_for_and_who_did_what() -> None:
    desk = Console("discharge_report", "household_registration")
    site = desk.site()
    site.submit(site.get(desk.item), {"why": WHY}, action=f"{desk.item}/acts/retry")

    opened = site.get(desk.case)

    assert opened.heading.startswith("办件 TY")
    assert opened.words.count("户口登记") >= 1
    assert "运行管理员 operator-1" in opened.words
    assert WHY in opened.words
    assert "测试甲" not in opened.html


def test_on_top_stands_why_it_waits_for_whom_and_what_helps() -> None:
    desk = Console()

    why = desk.site().get(desk.case).soup.select_one("section[aria-labelledby=why]")

    assert why is not None
    assert "的系统拒收所发的内容" in why.get_text()
    assert [str(one["href"]).rpartition("/")[2] for one in why.select("a")] == [
        "retry",
        "reroute",
        "settle",
        "abandon",
    ]


@pytest.mark.slow
def test_of_a_long_history_the_last_is_shown_and_all_of_it_is_a_click_away() -> None:
    others = ("social_insurance", "medical_insurance")
    desk = Console("discharge_report", *others)
    for code in others:
        desk.world.granted(desk.case_id, code)
    site = desk.site()
    for _ in range(8):
        site.submit(site.get(desk.item), {"why": WHY}, action=f"{desk.item}/acts/retry")

    opened = site.get(desk.case)
    whole = site.get(opened.link("看全部经过"))

    assert len(opened.soup.select("table")[-1].select("tbody tr")) == 15
    assert len(whole.soup.select("table")[-1].select("tbody tr")) > 15


def test_it_leads_to_its_executions() -> None:
    desk = Console()

    assert desk.site().get(desk.case).link("由新的执行接着办理") == f"{desk.case}/executions"


def test_another_citys_operator_finds_nothing() -> None:
    desk = Console()

    assert desk.site(FAR).get(desk.case).status == 404


def test_it_leads_to_each_of_its_executions() -> None:
    desk = Console()
    opened = desk.site().get(desk.case)

    assert opened.link("第 1 次") == f"{desk.case}/executions/1"
    assert desk.site().get(opened.link("每一次执行和由来")).heading == "执行记录"


def test_of_a_closed_case_whose_runs_are_kept_no_more_nobody_is_told_that_it_will_be_started_again() -> None:
    desk, waiting = Console(plant=closed_case), Console()
    for one in (desk, waiting):
        one.world.executions.forget(f"{one.case_id}-1")

    closed, still_open = desk.site().get(desk.case), waiting.site().get(waiting.case)

    assert "运行平台已经不保存这个办件的执行记录。办件已经办结" in closed.words
    assert ["巡检会按台账重新启动" in page.words for page in (closed, still_open)] == [False, True]


def test_while_the_engine_does_not_answer_a_case_is_shown_without_its_runs_and_says_so() -> None:
    desk = Console()
    desk.world.deps = replace(desk.world.deps, executions=SilentEngine())

    opened = desk.site().get(desk.case)

    assert opened.status == 200
    assert "执行情况读不到" in opened.words
    assert "找不到这个办件的执行记录" not in opened.words
    assert "的系统拒收所发的内容" in opened.words
