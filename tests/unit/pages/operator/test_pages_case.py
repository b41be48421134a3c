"""One case on one page."""

from tests.support.console import WHY, Console
from tests.support.incidents import FAR


def test_a_case_shows_its_items_what_they_wait_for_and_who_did_what() -> None:
    desk = Console()
    site = desk.site()
    site.submit(site.get(desk.item), {"why": WHY}, action=f"{desk.item}/acts/retry")

    opened = site.get(desk.case)

    assert opened.heading.startswith("办件 TY")
    assert opened.words.count("户口登记") >= 1
    assert "运行管理员 operator-1" in opened.words
    assert WHY in opened.words
    assert "测试甲" not in opened.html


def test_it_goes_on_in_a_new_run_once_with_a_reason() -> None:
    desk = Console()
    form = desk.site().get(desk.site().get(desk.case).link("由新的执行接着办理"))

    wrong = desk.site().submit(form, {"why": ""})
    for _ in range(2):
        done = desk.site().submit(form, {"why": WHY})

    assert wrong.status == 422
    assert "由新的执行接着办理" in done.words
    assert desk.world.ledger(desk.case_id).case.run == 2


def test_another_citys_operator_finds_nothing() -> None:
    desk = Console()

    assert [desk.site(FAR).get(one).status for one in (desk.case, f"{desk.case}/runs")] == [404, 404]


def test_it_leads_to_each_of_its_executions() -> None:
    desk = Console()
    opened = desk.site().get(desk.case)

    assert opened.link("第 1 次") == f"{desk.case}/executions/1"
    assert desk.site().get(opened.link("每一次执行和由来")).heading == "执行记录"
