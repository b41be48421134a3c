"""A department's developers find the reports that they handed in, each as page, PDF and JSON."""

import json
from dataclasses import replace

import pytest

from functions.domain.case.access import Principal
from functions.usecases.office.conformance.keeping import keep_report
from schemas.codes import Department, Role
from schemas.office.conformance import ConformanceReport
from tests.support.fakes.cookies import PlainCookies
from tests.support.pages import Site
from tests.support.reports import report_at, whole_report_of_a_right_program
from tests.support.world import World

POLICE = Department.PUBLIC_SECURITY
DEVELOPER = Principal("developer", Role.DEPARTMENT_STAFF, "440106", POLICE)


def site(*reports: ConformanceReport, who: Principal = DEVELOPER) -> Site:
    world = World()
    world.deps = replace(world.deps, cookies=PlainCookies())
    for report in reports:
        keep_report(POLICE, report, interface="1.1.0", deps=world.deps)
    return Site(world.deps).signed_in(who)


def test_the_kit_leads_to_the_reports_and_says_how_one_is_handed_in() -> None:
    desk = site()

    page = desk.get(desk.get("/kit").link("联调报告"))

    assert page.status == 200
    assert f"--department {POLICE}" in page.words
    assert "还没有提交过报告" in page.words


def test_a_report_is_listed_as_the_departments_own_statement_and_opened() -> None:
    report = report_at(World().clock())
    desk = site(report)

    listed = desk.get("/kit/conformance")
    opened = desk.get(listed.link("居民身份证申领"))

    assert "自行测试" in listed.words
    assert "没有在场看过测试" in opened.words
    for wanted in (report.number, report.version, report.verdict, "1.1.0", "没有等到第 1 轮的收件", "未做"):
        assert wanted in opened.words


@pytest.mark.slow
def test_a_whole_report_is_shown_with_every_scenario() -> None:
    report = whole_report_of_a_right_program()
    world_now = World().clock()
    shift = world_now - report.ended_at
    report = report.model_copy(update={"began_at": report.began_at + shift, "ended_at": world_now})
    desk = site(report)

    opened = desk.get(desk.get("/kit/conformance").link("居民身份证申领"))

    assert "全部通过" in opened.words
    assert [one.title in opened.words for one in report.scenarios] == [True] * len(report.scenarios)


def test_the_pdf_and_the_json_hold_the_same() -> None:
    report = report_at(World().clock())
    desk = site(report)
    opened = desk.get(desk.get("/kit/conformance").link("居民身份证申领"))

    paper, whole = desk.get(opened.link("打开 PDF")), desk.get(opened.link("下载 JSON"))

    assert paper.html.startswith("%PDF-")
    assert paper.headers["content-type"] == "application/pdf"
    assert ConformanceReport.model_validate_json(whole.html) == report
    assert json.loads(whole.html)["conforms"] is False


def test_another_departments_staff_do_not_find_it() -> None:
    report = report_at(World().clock())
    address = site(report).get("/kit/conformance").link("居民身份证申领")
    other = site(report, who=replace(DEVELOPER, department=Department.MOBILIZATION))

    assert (
        other.get(address).status
        == other.get(f"{address}/pdf").status
        == other.get(f"{address}/json").status
        == 404
    )
    assert "还没有提交过报告" in other.get("/kit/conformance").words
