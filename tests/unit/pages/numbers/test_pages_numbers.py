"""The numbers in the console: found from the records' page, drawn and in a table, as files; a report to print; recounts."""

import json
from dataclasses import replace

import pytest

from functions.domain.case.access import Principal
from functions.usecases.numbers.kept import month_in, put_month
from functions.usecases.record_kinds.numbers import NUMBERS as KEPT
from schemas.codes import Role
from tests.support.counted import CITY, REPORT, closed_case, counted_on
from tests.support.each import each
from tests.support.fakes.cookies import PlainCookies
from tests.support.incidents import OPERATOR
from tests.support.pages import Site
from tests.support.unseen import UNSEEN
from tests.support.world import World

NUMBERS = "/console/numbers"
IN_CITY = Principal("operator-city", Role.OPERATOR, CITY)
IN_COUNTY = Principal("operator-county", Role.OPERATOR, "440106")


def counted(several: int = 1, kind: str = "granted") -> World:
    world = World()
    for _ in range(several):
        closed_case(world, kind)
    counted_on(world)
    return world


def site(world: World, who: Principal = OPERATOR) -> Site:
    return Site(replace(world.deps, cookies=PlainCookies())).signed_in(who)


def test_it_is_linked_and_says_what_comes_there() -> None:
    console = site(World())

    page = console.get(console.get("/console/records").link("统计"))

    assert "还没有统计过" in page.words
    assert "没有关闭的办件" in page.words


def test_each_chart_says_the_same_as_the_table_under_it() -> None:
    page = site(counted(3)).get(NUMBERS)

    charts = page.soup.select("svg.bars")
    assert len(charts) == 2
    drawn = {text.get_text() for text in charts[1].select("text.label")}
    listed = {row.select("td")[0].get_text() for row in page.soup.select("table")[1].select("tbody tr")}
    assert drawn == listed == {"入伍信息核查", "退役报到"}


def test_a_city_is_told_that_small_numbers_are_hidden_and_sees_none() -> None:
    world = counted(3)
    page = site(world, IN_CITY).get(NUMBERS)

    assert "小于 5 的数隐去" in page.words
    rows = page.soup.select("table")[1].select("tbody tr")
    assert all(row.select("td")[1].get_text() == "隐去" for row in rows)
    assert "小于 5 的数隐去" not in site(world).get(NUMBERS).words


def test_every_definition_stands_on_the_page() -> None:
    page = site(counted()).get(NUMBERS)

    assert "当日关闭的计 0" in page.words
    assert "扣除特别程序" in page.words


def test_the_files_are_those_of_the_interface() -> None:
    console = site(counted())
    page = console.get(NUMBERS)

    table, plain = console.get(page.link("下载 CSV")), console.get(page.link("下载 JSON"))

    assert table.headers["content-disposition"].endswith('.csv"')
    assert "整件" in table.html
    assert '"population":1' in plain.html


@pytest.mark.slow
@each(
    "path, asked, field",
    [
        (path, *told)
        for path in ("", "/file", "/pilot")
        for told in (
            ("first=2026-11&last=2026-01", "last"),
            ("first=2020-01", "first"),
            ("last=2026-99", "last"),
        )
    ],
)
def test_a_span_that_cannot_be_is_told_at_its_field_and_no_other_is_shown(
    path: str, asked: str, field: str
) -> None:
    page = site(counted()).get(f"{NUMBERS}{path}?{asked}")

    assert page.status == 422
    assert page.soup.select_one(f"#{field}[aria-invalid]") is not None
    assert "整件平均用时" not in page.words


def test_a_unit_stands_once_in_the_head_of_a_column() -> None:
    console = site(counted())

    heads = console.get(console.get(NUMBERS).link("下载 CSV")).html.splitlines()[0]

    assert "时限内用时（工作日）,时限内用时（自然日）" in heads


@pytest.mark.slow
def test_the_report_sets_reckoned_and_measured_beside_each_other_and_says_which_is_which() -> None:
    console = site(counted(6))
    page = console.get(console.get(NUMBERS).link("试点报告"))

    rows = {row.select("td")[0].get_text(): row for row in page.soup.select("tbody tr")}
    forms = [cell.get_text() for cell in rows["填几张表"].select("td")]
    assert forms[1:3] == ["12 张", "1 张"]
    assert "推算" in forms[3]
    assert "不是以前实际办理情况的测量" in page.words
    assert "待核定" in page.words
    assert "共 6 件" in page.words


def test_the_report_of_no_case_measures_nothing() -> None:
    page = site(World()).get(f"{NUMBERS}/pilot")

    rows = [[cell.get_text() for cell in row.select("td")] for row in page.soup.select("tbody tr")]
    measured = {row[0]: row[2] for row in rows}
    assert measured["交多少材料"] == measured["跑多少趟"] == measured["办多少天"] == "没有办件"
    assert "共 0 件" in page.words


def test_what_is_known_of_no_item_is_to_be_confirmed_and_no_number() -> None:
    page = site(World()).get(f"{NUMBERS}/pilot")

    rows = [[cell.get_text() for cell in row.select("td")] for row in page.soup.select("tbody tr")]
    assert {row[0]: row[1] for row in rows}["跑多少趟"] == "待核定"


def test_a_recount_is_ordered_with_a_reason_and_tells_what_differed() -> None:
    world = counted()
    month = month_in(CITY, "2026-11", world.deps)
    assert month is not None
    month.rows[REPORT]["granted"] += 4
    put_month(month, world.deps)
    console = site(world)
    page = console.get(console.get(NUMBERS).link("从台账重新清点，看有没有差异"))

    waiting = console.submit(page, {"city": CITY, "reason": "季度核对"}, action=f"{NUMBERS}/recounts")
    counted_on(world)
    after = site(world).get(f"{NUMBERS}/recounts")

    assert "季度核对，等待巡检" in waiting.words
    assert "1 个数，已更正" in after.words
    assert [cell.get_text() for cell in after.soup.select("table")[1].select("tbody td")][-2:] == ["5", "1"]


def test_without_a_reason_that_can_be_read_nothing_is_ordered() -> None:
    console = site(counted())
    page = console.get(f"{NUMBERS}/recounts")

    wrong, unseen = (
        console.submit(page, {"city": CITY, "reason": reason}, action=f"{NUMBERS}/recounts")
        for reason in ("", UNSEEN)
    )

    assert wrong.status == unseen.status == 422
    assert wrong.errors
    assert "看不见的字符" in unseen.errors[0]


def test_a_countys_operator_reads_the_city_and_orders_nothing() -> None:
    world = counted(6)
    console = site(world, IN_COUNTY)

    assert "小于 5" in console.get(NUMBERS).words
    with pytest.raises(LookupError):
        console.get(f"{NUMBERS}/recounts").form(f"{NUMBERS}/recounts")


def test_a_month_that_cannot_be_read_is_told_where_the_others_are_shown() -> None:
    world = counted(3)
    [(kind, month)] = [(kind, key) for kind, key in world.store._records if kind == f"{KEPT}#{CITY}"]
    world.store.damage_record(kind, month)
    console = site(world)

    page = console.get(NUMBERS)

    assert f"统计数损坏，读不出来，所列的数不包括它们：{CITY}/{month}" in page.words
    assert "统计数损坏" in console.get(page.link("试点报告")).words
    assert json.loads(console.get(page.link("下载 JSON")).html)["unreadable"] == [f"{CITY}/{month}"]
    assert console.get(page.link("下载 CSV")).status == 500
